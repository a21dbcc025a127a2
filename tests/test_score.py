"""Scoring: equal to a slow, obvious count, and strict about ids and lengths."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from solver.report.score import main, score

ONE, TWO, THREE = [[1]], [[2, 2]], [[3], [3]]


def row(first: object, second: object) -> dict[str, object]:
    return {"attempt_1": first, "attempt_2": second}


def slow_score(submission, solutions):
    """Count by hand: one attempt sees the first guess, two attempts see both."""
    result = {"tasks": len(solutions), "outputs": sum(len(outputs) for outputs in solutions.values())}
    for attempts in (1, 2):
        outputs_solved, shares, tasks_solved = 0, [], 0
        for id, outputs in solutions.items():
            solved = 0
            for index, output in enumerate(outputs):
                guesses = [submission[id][index]["attempt_1"], submission[id][index]["attempt_2"]][:attempts]
                if output in guesses:
                    solved += 1
            outputs_solved += solved
            shares.append(solved / len(outputs))
            if solved == len(outputs):
                tasks_solved += 1
        result[f"outputs@{attempts}"] = outputs_solved
        result[f"taskmean@{attempts}"] = round(sum(shares), 2)
        result[f"tasks@{attempts}"] = tasks_solved
    return result


def random_run(rng):
    solutions = {
        f"t{index}": [rng.choice([ONE, TWO, THREE]) for _ in range(rng.randint(1, 4))] for index in range(rng.randint(1, 20))
    }
    submission = {
        id: [row(rng.choice([ONE, TWO, THREE]), rng.choice([ONE, TWO, THREE])) for _ in outputs]
        for id, outputs in solutions.items()
    }
    return submission, solutions


def test_equals_the_slow_count():
    rng = random.Random(3)
    for _ in range(200):
        submission, solutions = random_run(rng)
        assert score(submission, solutions).named() == slow_score(submission, solutions)


def test_a_known_run():
    solutions = {"a": [ONE, TWO], "b": [THREE], "c": [ONE]}
    submission = {"a": [row(ONE, TWO), row(ONE, TWO)], "b": [row(THREE, THREE)], "c": [row(TWO, THREE)]}
    assert score(submission, solutions).named() == {
        "tasks": 3,
        "outputs": 4,
        "outputs@1": 2,
        "taskmean@1": 1.5,
        "tasks@1": 1,
        "outputs@2": 3,
        "taskmean@2": 2.0,
        "tasks@2": 2,
    }


def test_grids_and_rows_score_alike():
    submission, solutions = random_run(random.Random(4))
    grids = {id: [np.array(output, np.uint8) for output in outputs] for id, outputs in solutions.items()}
    assert score(submission, grids) == score(submission, solutions)


@pytest.mark.parametrize("wrong", [None, [], [[1, 1]], [[[1]]], "1", [[1], [1]]])
def test_other_shapes_are_wrong(wrong):
    assert score({"a": [row(wrong, wrong)]}, {"a": [ONE]}).outputs_solved == (0, 0)
    assert score({"a": [wrong]}, {"a": [ONE]}).outputs_solved == (0, 0)


def test_a_task_without_outputs_is_not_solved():
    result = score({"a": [], "b": [row(ONE, TWO)]}, {"a": [], "b": [ONE]})
    assert (result.tasks, result.outputs, result.tasks_solved, result.task_mean) == (2, 1, (1, 1), (1.0, 1.0))


@pytest.mark.parametrize(
    ("submission", "message"),
    [
        ({}, "found 2 missing ('a', 'b'), 0 others"),
        ({"a": [row(ONE, ONE)], "c": []}, "found 1 missing ('b'), 1 others ('c')"),
        ({"a": [row(ONE, ONE)] * 2, "b": [row(ONE, ONE)]}, "task 'a': expected 1 outputs, found 2"),
        ({"a": None, "b": [row(ONE, ONE)]}, "task 'a': expected 1 outputs, found NoneType"),
        ([], "expected an object of tasks"),
    ],
)
def test_fault_35_submission_and_solutions_do_not_belong_together(submission, message):
    with pytest.raises(ValueError) as error:  # the message has brackets of its own
        score(submission, {"a": [ONE], "b": [TWO]})
    assert message in str(error.value)


def saved(folder: Path, name: str, data: object) -> str:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return str(path)


def test_command_prints_the_score(tmp_path, capsys):
    submission, solutions = random_run(random.Random(5))
    assert main([saved(tmp_path, "a.json", submission), saved(tmp_path, "b.json", solutions)]) == 0
    assert json.loads(capsys.readouterr().out) == slow_score(submission, solutions)


@pytest.mark.parametrize("submission", ["", "[" * 5000, {}, [], {"a": [row(ONE, ONE)] * 2}])
def test_command_refuses(tmp_path, capsys, submission):
    assert main([saved(tmp_path, "a.json", submission), saved(tmp_path, "b.json", {"a": [ONE]})]) == 2
    output = capsys.readouterr()
    assert (output.out, "expected" in output.err) == ("", True)
    assert main(["a.json"]) == 2
    assert main([saved(tmp_path, "c.json", {"a": [ONE]}), saved(tmp_path, "b.json", {"a": None})]) == 2
