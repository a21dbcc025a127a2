"""The sample tasks: legal competition files, made by the script beside them, named in words."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from solver.task import as_grid

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "sample_tasks"
CHALLENGES = json.loads((FOLDER / "arc-agi_sample_challenges.json").read_text())
SOLUTIONS = json.loads((FOLDER / "arc-agi_sample_solutions.json").read_text())


def test_files_are_what_the_script_makes(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    challenges, solutions = runpy.run_path(str(FOLDER / "make.py"))["build"]()
    assert challenges == CHALLENGES
    assert solutions == SOLUTIONS


def test_there_are_enough_and_all_have_solutions():
    assert len(CHALLENGES) >= 24
    assert list(CHALLENGES) == list(SOLUTIONS)


@pytest.mark.parametrize("name", CHALLENGES)
def test_task_is_legal_and_named_in_words(name):
    task = CHALLENGES[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
    assert 3 <= len(task["train"]) <= 4
    assert 1 <= len(task["test"]) == len(SOLUTIONS[name]) <= 2
    grids = [as_grid(grid) for pair in task["train"] + task["test"] for grid in pair.values()]
    grids += [as_grid(grid) for grid in SOLUTIONS[name]]
    assert all(min(grid.shape) >= 1 for grid in grids)


@pytest.mark.parametrize("name", CHALLENGES)
def test_test_inputs_are_new(name):
    shown = [pair["input"] for pair in CHALLENGES[name]["train"]]
    assert all(pair["input"] not in shown for pair in CHALLENGES[name]["test"])


def test_the_kernel_solves_every_one(tmp_path):
    """What `make run` does, at the cheapest effort."""
    files = [
        f"--{kind}={FOLDER / f'arc-agi_sample_{name}.json'}"
        for kind, name in (("input", "challenges"), ("solutions", "solutions"))
    ]
    command = [sys.executable, str(ROOT / "kernel.py"), *files, "--effort=1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    submission = json.loads((tmp_path / "submission.json").read_text())
    unsolved = [
        name
        for name, outputs in SOLUTIONS.items()
        for attempts, output in zip(submission[name], outputs, strict=True)
        if output not in attempts.values()
    ]
    assert not unsolved, done.stdout
