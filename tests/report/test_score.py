"""Scoring: equal to a slow, obvious count, and strict about ids and lengths."""

import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from solver.report.score import RefusedError, main, score

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
            shares.append(Fraction(solved, len(outputs)))
            if solved == len(outputs):
                tasks_solved += 1
        result[f"outputs@{attempts}"] = outputs_solved
        result[f"taskmean@{attempts}"] = round(float(sum(shares) / len(shares)), 4)
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
        "taskmean@1": 0.5,
        "tasks@1": 1,
        "outputs@2": 3,
        "taskmean@2": 0.6667,
        "tasks@2": 2,
    }


def test_grids_and_rows_score_alike():
    submission, solutions = random_run(random.Random(4))
    grids = {id: [np.array(output, np.uint8) for output in outputs] for id, outputs in solutions.items()}
    assert score(submission, grids) == score(submission, solutions)


NO_GRIDS = [None, [], [[]], [[[1]]], "1", [[1], [1, 2]], [[10]], [[-1]], [[True]], [[1.0]], [["1"]], [[1]] * 31, [[1] * 31]]


@pytest.mark.parametrize("wrong", NO_GRIDS, ids=range(len(NO_GRIDS)))
def test_what_is_no_grid_is_refused_with_task_and_field(wrong):
    """A right first attempt does not help: the competition refuses the whole file."""
    with pytest.raises(RefusedError, match=r"task 'a': \[1\]\.attempt_2: expected rows of colors, found "):
        score({"a": [row(ONE, ONE), row(ONE, wrong)]}, {"a": [ONE, ONE]})
    with pytest.raises(RefusedError, match=r"solutions: task 'a': \[1\]: expected "):
        score({"a": [row(ONE, ONE)] * 2}, {"a": [ONE, np.zeros((31, 1), int) if wrong is None else wrong]})


@pytest.mark.parametrize("wrong", [{"attempt_1": ONE}, {"attempt_2": ONE}, {}, row(ONE, ONE) | {"attempt_3": ONE}, None, ONE])
def test_other_attempts_than_two_are_refused(wrong):
    with pytest.raises(RefusedError, match=r"task 'a': \[0\]: expected attempt_1 and attempt_2, found "):
        score({"a": [wrong]}, {"a": [ONE]})


def test_of_many_problems_a_few_are_told():
    with pytest.raises(RefusedError) as refused:
        score({}, {f"t{index}": [ONE] for index in range(20)})
    assert len(refused.value.problems) == 20
    assert str(refused.value).splitlines()[4:] == ["submission: task 't4': missing", "and 15 more"]


def damaged(rng, submission):
    """Perhaps damage one thing in a submission; say whether that was done."""
    ids = list(submission)
    id = rng.choice(ids)
    kind = rng.randrange(8)
    if kind == 0:
        del submission[id]
    elif kind == 1:
        submission["other"] = [row(ONE, TWO)]
    elif kind == 2:
        submission[id].append(row(ONE, TWO))
    elif kind == 3:
        submission[id][0] = {"attempt_1": ONE}
    elif kind == 4:
        submission[id][-1] = submission[id][-1] | {"attempt_2": rng.choice(NO_GRIDS)}
    return kind <= 4


def test_refuses_exactly_what_is_damaged():
    rng = random.Random(11)
    refused = 0
    for _ in range(300):
        submission, solutions = random_run(rng)
        if damaged(rng, submission):
            refused += 1
            with pytest.raises(RefusedError):
                score(submission, solutions)
        else:
            assert score(submission, solutions).named() == slow_score(submission, solutions)
    assert 100 < refused < 250


def test_an_output_that_nobody_can_read_counts_as_unsolved():
    result = score({"a": [row(ONE, TWO)] * 2, "b": [row(ONE, TWO)]}, {"a": [ONE, None], "b": [None]})
    assert (result.tasks, result.outputs, result.outputs_solved, result.tasks_solved) == (2, 3, (1, 1), (0, 0))
    assert result.task_mean == (0.25, 0.25)


def test_a_task_without_outputs_is_not_solved():
    result = score({"a": [], "b": [row(ONE, TWO)]}, {"a": [], "b": [ONE]})
    assert (result.tasks, result.outputs, result.tasks_solved, result.task_mean) == (2, 1, (1, 1), (1.0, 1.0))


@pytest.mark.parametrize(
    ("submission", "message"),
    [
        ({}, "submission: task 'a': missing\nsubmission: task 'b': missing"),
        ({"a": [row(ONE, ONE)], "c": []}, "task 'b': missing\nsubmission: task 'c': not in the input"),
        ({"a": [row(ONE, ONE)] * 2, "b": [row(ONE, ONE)]}, "task 'a': expected 1 outputs, found 2"),
        ({"a": None, "b": [row(ONE, ONE)]}, "task 'a': expected 1 outputs, found NoneType"),
        ([], "expected an object of tasks"),
    ],
)
def test_fault_35_submission_and_solutions_do_not_belong_together(submission, message):
    with pytest.raises(RefusedError) as error:  # the message has brackets of its own
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


@pytest.mark.parametrize("submission", ["", "[" * 5000, {}, [], {"a": [row(ONE, ONE)] * 2}, {"a": [{"attempt_1": ONE}]}])
def test_command_refuses(tmp_path, capsys, submission):
    assert main([saved(tmp_path, "a.json", submission), saved(tmp_path, "b.json", {"a": [ONE]})]) == 2
    output = capsys.readouterr()
    assert (output.out, bool(output.err)) == ("", True)
    assert main(["a.json"]) == 2
    assert main([saved(tmp_path, "c.json", {"a": [ONE]}), saved(tmp_path, "b.json", {"a": None})]) == 2
