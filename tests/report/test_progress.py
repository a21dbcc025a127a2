"""What is shown and logged of a run: progress, the closing table, the log."""

import io
import json
import math
import time

import numpy as np
import pytest

from solver.budget import TIERS
from solver.choice.shortlist import to_plain
from solver.report.log import LogFile
from solver.report.progress import Progress, bar, duration, fitted, line, say, state
from solver.report.table import closing_table, score_lines
from solver.running.job import CANDIDATE, RECORD, RUNNING, STEPS, Job
from solver.running.pool import LOST
from solver.running.worker import DONE
from tests.told import Fed, candidate, feed


@pytest.fixture
def told_run(make_run):
    """A run in which one task was solved and one lost, with known solutions."""
    run = make_run("--effort", "1")
    run.dataset.solutions = {id: [np.full((2, 2), 1, np.uint8)] for id in run.results}
    for _ in range(2):
        run._give(Fed())
    record = {
        "family": "family",
        "view": "literal",
        "seconds": 0.25,
        "steps": 5,
        "candidates": 1,
        "full_fits": 1,
        "error": None,
    }
    one = to_plain(candidate(), 1)
    feed(
        run,
        Job(0, 1, 10, 0.0),
        (RUNNING, "family", "literal"),
        (CANDIDATE, one),
        (RECORD, record),
        (STEPS, 5, False),
        (DONE, 0.5, 1000),
    )
    feed(run, Job(1, 1, 10, 0.0), (RUNNING, "other", "literal"), (LOST, "crashed(9)", 0.5, 2000))
    run.hand_in()
    return run


def test_the_closing_table_tells_what_happened(told_run):
    text = closing_table(told_run)
    rows = [line.split() for line in text.splitlines() if line]
    assert ["family", "frame", "fitted", "chosen", "solved", "CPU", "s", "errors"] in rows
    assert ["family", "literal", "1", "1", "1", "0.2", "-"] in rows
    assert ["family", "1", "0"] in rows
    assert "worker lost: crashed(9)" in text and "1 crashed(9)" in text
    assert "files solved at 1 attempt: 1/2 tasks, 1/2 outputs" in text
    assert "0.50 CPU-seconds per test input" in text
    assert max(map(len, text.splitlines())) <= 120
    assert told_run.exit_status == 3


def test_only_a_scored_run_says_what_it_solved(told_run):
    assert score_lines(told_run).splitlines() == closing_table(told_run).splitlines()[9:11]
    assert [line.split(":")[0] for line in score_lines(told_run).splitlines()] == [
        "files solved at 1 attempt",
        "files solved at 2 attempts",
    ]
    told_run.dataset.solutions = None
    assert score_lines(told_run) == ""


def test_a_log_that_cannot_be_written_says_so(told_run, tmp_path):
    (tmp_path / "plain").write_text("")
    assert not LogFile(tmp_path / "plain" / "run.jsonl").write(told_run)
    assert not LogFile(tmp_path / "absent" / "run.jsonl").write(told_run)


def test_the_log_has_one_line_per_task(told_run, tmp_path):
    assert LogFile(tmp_path / "run.jsonl").write(told_run)
    text = (tmp_path / "run.jsonl").read_text()
    assert str(tmp_path) not in text
    header, first, second = map(json.loads, text.splitlines())
    assert header["label"] == "files" and header["tiers"] == [[1, TIERS[0].steps]]
    assert (first["id"], first["status"], first["right"], first["steps"]) == ("a", "fitted", [1], 5)
    assert first["candidates"][0]["program"] == "program" and first["candidates"][0]["attempts"] == [1]
    assert second["losses"] == ["crashed(9)"] and second["candidates"] == []
    assert not LogFile(tmp_path / "none" / "run.jsonl").write(told_run)


def test_progress_says_a_line_per_chunk(told_run):
    stream = io.StringIO()
    progress = Progress(stream)
    progress.shown_at = -math.inf
    for _ in range(5):
        progress(told_run)
    progress.close(told_run)
    lines = stream.getvalue().splitlines()
    assert len(lines) <= 2
    for word in ("tier 1: 2/2 tasks", "1 candidates", "1 tasks fitted", "1 solved", "1 workers lost", "used"):
        assert word in lines[-1]


def test_progress_is_silent_when_quiet_or_nobody_listens(told_run):
    stream = io.StringIO()
    quiet = Progress(stream, quiet=True)
    quiet(told_run)
    quiet.close(told_run)
    assert stream.getvalue() == ""
    told = Progress(stream)
    told.shown_at = -math.inf
    stream.close()
    told(told_run)
    assert not told.is_open
    assert not say("x", stream)


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        raise OSError


def test_progress_on_a_terminal_is_one_line_that_fits(told_run):
    stream = Terminal()
    progress = Progress(stream)
    progress.shown_at = -math.inf
    progress(told_run)
    shown = stream.getvalue()
    assert shown.startswith("\r") and "\n" not in shown and len(shown) <= 80
    progress.close(told_run)
    assert stream.getvalue().endswith("\r")


def test_a_narrow_terminal_is_told_what_matters_most(told_run):
    told_run.memory = 1_500_000_000
    parts = state(told_run)
    assert fitted(parts, 200) == line(told_run) and line(told_run).endswith("1.5 GB")
    assert fitted(parts, 40).startswith("tier 1: 2/2 tasks | 1 solved")
    assert len(fitted(parts, 5)) == 5
    assert [bar(share, False, 24).count("#") for share in (0, 0.5, 1, 2)] == [0, 12, 24, 24]
    assert {len(bar(share / 99, True, 10)) for share in range(100)} == {10}


def test_a_terminal_of_80_columns_shows_tasks_solved_time_left_and_memory(make_run):
    """The longest case: hundreds of tasks, hours to go."""
    run = make_run("--effort", "1", ids=[f"t{index}" for index in range(400)])
    run.dataset.solutions = {id: [np.zeros((1, 1), np.uint8)] for id in run.results}
    run.solving_since, run.memory = time.monotonic() - 10 * 3600, 12_300_000_000
    run.done[1] = 200
    stream = Terminal()
    progress = Progress(stream)
    progress.shown_at = -math.inf
    progress(run)
    shown = stream.getvalue()
    assert len(shown.strip("\r")) < 80
    for words in ("tier 1: 200/400 tasks", "0 solved", "left", "12.3 GB"):
        assert words in shown


def test_what_was_resumed_does_not_count_for_the_time_left(make_run):
    run = make_run("--effort", "1", ids=[f"t{index}" for index in range(12)])
    run.solving_since = time.monotonic() - 10
    run.done[1], run.resumed[1] = 7, 2
    assert "about 0:10 left" in line(run)


def test_progress_tells_of_compiling(make_run):
    run = make_run("--time-limit", "100")
    run.compiled = (3, 90)
    assert "compiling 3/90" in line(run) and "left" in line(run)


@pytest.mark.parametrize(("given", "expected"), [(0, "0:00"), (65.9, "1:05"), (3600, "1:00:00"), (-3, "0:00")])
def test_durations_shown(given, expected):
    assert duration(given) == expected
