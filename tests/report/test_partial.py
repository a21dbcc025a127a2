"""A run on tasks of which a part is illegal, unreadable or without known outputs: handed in, scored, logged and drawn."""

import argparse
import json

import numpy as np
import pytest

from solver.choice.candidate import Candidate
from solver.choice.shortlist import to_plain
from solver.reading.dataset import read
from solver.report.compare import compared
from solver.report.explain import answers
from solver.report.log import LogFile
from solver.report.merge import add_arguments
from solver.report.merge import run as merge
from solver.report.page import contents, write_report
from solver.report.resume import read_log, take_up
from solver.report.table import closing_table, run_score, score_lines
from solver.report.terminal import Screen
from solver.running.job import CANDIDATE, STEPS
from solver.running.options import parse, read_input
from solver.running.run import Run
from solver.running.submission import check
from solver.running.worker import DONE
from tests.saved import saved
from tests.told import Fed, feed

TRAIN = [{"input": [[1, 2]], "output": [[2, 1]]}, {"input": [[3, 4]], "output": [[4, 3]]}]
LEGAL = [{"input": [[5, 6]], "output": [[6, 5]]}, {"input": [[7, 8]], "output": [[8, 7]]}]
ILLEGAL = {"input": [[5, 6]] * 31, "output": [[6, 5]] * 31}
TASKS = {
    "whole": {"train": [*TRAIN, ILLEGAL], "test": LEGAL},
    "half": {"train": TRAIN, "test": [LEGAL[0], ILLEGAL, LEGAL[1]]},
    "bad": {"train": TRAIN, "test": [ILLEGAL]},
    "unknown": {"train": TRAIN, "test": [{"input": [[5, 6]]}]},
}
TOLD = "2 of 4 tasks scored; 'bad' cannot be read and counts as unsolved; the outputs of 'unknown' are not known"


def new_run(folder, tasks=TASKS):
    path = saved(folder, tasks, "tasks.json")
    options = parse(
        ["--input", str(path), "--output", str(folder), "--workers", "1", "--effort", "1", "--disable", "when_sure"]
    )
    return Run(read_input(options), options, 0.0)


def solved(run):
    """Let every task that can be solved be solved by a rule that is right."""
    pool = Fed()
    while run._give(pool):
        job = pool.jobs[-1]
        predictions = tuple(np.ascontiguousarray(grid[:, ::-1]) for grid in run.tasks[job.task].test)
        found = Candidate(predictions, "search", "flip_columns(input)", 3.0, 2, 2)
        feed(run, job, (CANDIDATE, to_plain(found, len(predictions))), (STEPS, 5, False), (DONE, 0.1, 9))
    run.hand_in()
    run.ended = 5.0
    return run


@pytest.fixture
def run(tmp_path):
    return solved(new_run(tmp_path))


def test_fault_24_what_is_legal_is_solved(run):
    """The rows stand at the places of the test inputs, whichever of them are illegal."""
    assert check(json.loads(run.file.written.read_bytes()), run.dataset) == []
    assert [row["attempt_1"] for row in run.submission["whole"]] == [[[6, 5]], [[8, 7]]]
    half = [row["attempt_1"] for row in run.submission["half"]]
    assert (half[0], half[2], len(half)) == ([[6, 5]], [[8, 7]], 3)
    statuses = {id: result.status for id, result in run.results.items()}
    assert statuses == {"whole": "fitted", "half": "fitted", "bad": "invalid-input", "unknown": "fitted"}
    assert run.exit_status == 3, "bad holds only fallback attempts"


def test_fault_31_some_tasks_are_scored(run):
    score = run_score(run)
    assert (score.tasks, score.outputs, score.tasks_solved, score.outputs_solved) == (3, 6, (1, 1), (4, 4))
    assert score_lines(run).splitlines()[1:] == ["files solved at 2 attempts: 1/3 tasks, 4/6 outputs", TOLD]
    assert run.solved_count() == 1
    table = closing_table(run)
    assert TOLD in table and "0.9 - 1.0" in table
    assert run.dataset.warnings[-1].endswith(TOLD)


def test_nothing_is_said_of_a_part_when_all_are_scored(tmp_path):
    run = solved(new_run(tmp_path, {"whole": TASKS["whole"]}))
    assert run.dataset.partly_scored() == "" and len(score_lines(run).splitlines()) == 2


def test_the_log_says_what_was_left_out_and_is_taken_up(run, tmp_path):
    assert LogFile(tmp_path / "run.jsonl").write(run)
    lines = read_log(tmp_path / "run.jsonl").tasks
    assert {id: line.get("right") for id, line in lines.items()} == {
        "whole": [1, 1],
        "half": [1, None, 1],
        "bad": [None],
        "unknown": None,
    }
    assert lines["whole"]["invalid"].startswith("train[2].input: ") and lines["half"]["invalid"].startswith("test[1].input: ")
    (row,) = lines["half"]["candidates"]
    assert (row["right"], row["attempts"], len(row["predictions"])) == ([True, False, True], [1, 0, 1], 2)
    again = new_run(tmp_path)
    assert take_up(tmp_path / "run.jsonl", again)
    assert not again.waiting
    again.hand_in()
    assert again.submission == run.submission and again.solved_count() == 1


def test_the_page_draws_all_of_it(run, tmp_path):
    assert write_report(tmp_path / "report.html", run) is None
    found = contents(run)
    assert ("scored", TOLD) in found["facts"]
    tasks = {task["id"]: task for task in found["tasks"]}
    assert {id: task["solved"] for id, task in tasks.items()} == {"whole": True, "half": False, "bad": False, "unknown": None}
    assert [attempt["family"] for row in tasks["half"]["attempts"] for attempt in row[:1]] == ["search", None, "search"]
    assert tasks["half"]["truth"] == ["65", None, "87"]
    assert [trouble[:8] for trouble in tasks["whole"]["trouble"]] == ["train[2]"]


def test_two_logs_are_compared_by_what_is_scored_in_both(run, tmp_path):
    assert LogFile(tmp_path / "run.jsonl").write(run)
    log = read_log(tmp_path / "run.jsonl")
    text = "\n".join(compared(log, log, ("a", "b")))
    assert "3 of 4 tasks are scored in both; only these are counted below" in text
    assert [line.split()[-2:] for line in text.splitlines() if line.startswith("tasks solved at 2")] == [["1", "1"]]


def test_parts_are_joined_and_scored(run, tmp_path, capsys):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = [tmp_path / "all.json", run.file.written, "--input", tmp_path / "tasks.json"]
    assert merge(parser.parse_args(list(map(str, arguments)))) == 0
    assert "files solved at 1 / 2 attempts: 1 / 1 of 3 tasks" in capsys.readouterr().out


def test_an_illegal_test_input_is_explained(run):
    dataset = read(run.options.input)
    told = "\n".join(answers(run.results["half"], dataset.solution("half"), Screen(False, 80)))
    assert "not legal: it gets fallback attempts" in told and told.count(": right") == 2
