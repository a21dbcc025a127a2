"""The kernel as a program, with the real portfolio, on our own sample tasks."""

import json
import os
import random
import signal
import time

import pytest

from tests.processes import COMPILING, KERNEL, ROOT, log_lines, run, start, submission, until, workers

SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"
SOLUTIONS = ROOT / "sample_tasks" / "arc-agi_sample_solutions.json"
COMMON = ("--input", SAMPLE, "--solutions", SOLUTIONS)
STEPS = 150_000  # per test input: half a second or so for each task


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """One run of all sample tasks with two workers."""
    folder = tmp_path_factory.mktemp("scored")
    arguments = (*COMMON, "--output", folder, "--effort", STEPS, "--workers", 2, "--log", folder / "run.jsonl")
    process = run(KERNEL, *arguments)
    process.folder = folder
    return process


def test_a_run_ends_with_a_scored_table(scored):
    assert scored.returncode == 0, scored.err
    submission(scored.folder / "submission.json", SAMPLE)
    assert "sample solved at 2 attempts:" in scored.out
    count = len(json.loads(SAMPLE.read_text()))
    assert f"tier 1: {count}/{count} tasks" in scored.err


def test_the_log_names_programs_and_no_place_on_this_machine(scored):
    text = (scored.folder / "run.jsonl").read_text()
    header, lines = log_lines(scored.folder / "run.jsonl")
    assert header["tasks"] == len(lines) == len(json.loads(SAMPLE.read_text()))
    assert all(line["tiers"] == [1] and not line["losses"] and line["peak_bytes"] > 0 for line in lines.values())
    assert [line["errors"] for line in lines.values() if line["errors"]] == []
    assert sum(line["status"] == "fitted" for line in lines.values()) > 5
    assert str(scored.folder) not in text and str(ROOT) not in text


def test_one_worker_writes_the_same_bytes(scored, tmp_path):
    process = run(
        KERNEL, "--input", SAMPLE, "--output", tmp_path, "--effort", STEPS, "--workers", 1, "--quiet", "--no-solutions"
    )
    assert process.returncode == 0, process.err
    assert process.out == process.err == ""
    assert (tmp_path / "submission.json").read_bytes() == (scored.folder / "submission.json").read_bytes()


def test_some_tasks_alone_get_the_same_attempts(scored, tmp_path):
    whole = submission(scored.folder / "submission.json", SAMPLE)
    ids = sorted(whole)[3:6]
    process = run(KERNEL, *COMMON, "--output", tmp_path / "part.json", "--effort", STEPS, "--only", ",".join(ids))
    assert process.returncode == 0, process.err
    assert (tmp_path / "part.json").read_text().count("attempt_1") == sum(len(whole[id]) for id in ids)
    assert "3 tasks" in process.out


def test_a_random_killer_costs_only_tiers(scored, tmp_path):
    log = tmp_path / "run.jsonl"
    arguments = (*COMMON, "--output", tmp_path, "--effort", STEPS, "--workers", 2, "--log", log)
    process = start(KERNEL, *arguments)
    until(lambda: workers(process) or process.poll() is not None, COMPILING)
    chance = random.Random(5)
    while process.poll() is None:
        if found := workers(process):
            try:
                os.kill(chance.choice(found), signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.5)
    out, err = process.communicate()
    assert process.returncode in (0, 3), err
    submission(tmp_path / "submission.json", SAMPLE)
    lines, whole = log_lines(log)[1], log_lines(scored.folder / "run.jsonl")[1]
    assert "crashed(9)" in out
    for id, line in lines.items():
        assert set(line["losses"]) <= {"crashed(9)"}
        assert line["losses"] or line["status"] == whole[id]["status"]


def test_a_stopped_run_hands_in_what_it_has(tmp_path):
    process = start(KERNEL, *COMMON, "--output", tmp_path, "--effort", 4, "--workers", 2)
    until(lambda: workers(process), COMPILING)
    handed_in = (tmp_path / "submission.json").read_bytes()
    until(lambda: (tmp_path / "submission.json").read_bytes() != handed_in)
    process.terminate()
    out, err = process.communicate()
    assert process.returncode == 143, err
    submission(tmp_path / "submission.json", SAMPLE)
    assert "written" in out
