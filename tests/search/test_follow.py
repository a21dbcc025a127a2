"""Follow: the program that is expected, and the pruning rule that keeps the search from it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from solver.__main__ import main
from solver.budget import Budget
from solver.language.program import cost_of, kind_of, read_program, run_program
from solver.report.follow import find_task
from solver.search import bank, follow
from solver.search.follow import FOUND, IMPOSSIBLE, MERGED, PRUNED, UNREACHED, Finder, Watched, row_of, verdicts
from solver.task import Pair, Task, as_grid
from tests.samples import FOLDER

pytestmark = pytest.mark.usefixtures("warm")

BYTES = 100_000_000
STEPS = 3_000_000
TWO_SPOTS = ("0000 0220 0020 3000", "00000 03300 00300 20003", "0022 0002 0300 0000")


def grid(text: str) -> np.ndarray:
    return as_grid([[int(cell) for cell in line] for line in text.split()])


def task_of(*texts: str) -> Task:
    grids = [grid(text) for text in texts]
    return Task("made", tuple(Pair(cells, cells[:1].copy()) for cells in grids[:-1]), (grids[-1],))


def watched(task: Task, steps: int = STEPS, max_cost: int = 40, disabled: frozenset[str] = frozenset()) -> Watched:
    enumeration = Watched(task, Budget(steps, disabled=disabled), BYTES, max_cost)
    enumeration.run()
    return enumeration


@pytest.fixture(scope="module")
def spots(warm):
    return watched(task_of(*TWO_SPOTS))


def verdict_on(enumeration: Watched, text: str) -> follow.Verdict:
    return list(verdicts(enumeration, read_program(text)))[-1]


def test_costs_and_results_of_programs_are_those_of_the_search(spots):
    """The interpreter and the text of a program agree with the bank on every kind of value."""
    store = spots.store
    finder = Finder(store)
    count = int(store.counts[bank.VALUES])
    assert count > 300
    for value in range(0, count, count // 120):
        program = spots.program(value)
        assert read_program(str(program)) == program
        assert cost_of(program) == store.origins[value, 1]
        assert row_of(program).index == store.origins[value, 2]
        assert bank.KINDS[kind_of(program)] == store.origins[value, 0]
        results = [run_program(program, cells, np.zeros_like(cells[:1])) for cells in spots.inputs]
        assert finder.value(results, int(store.origins[value, 0])) == value
        assert list(verdicts(spots, program))[-1].status == FOUND


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("flip_rows(input)", FOUND, ""),
        ("flip_rows(flip_cols(input))", MERGED, "rotate_half_turn(input)"),
        ("recolor_all(input, 7)", PRUNED, "absent_colors"),
        ("scale_up(input, 6)", IMPOSSIBLE, "6 is not among its constants (2, 3, 4, 5)"),
        ("count_of_color(tile(tile(input, 2), 3), 0)", PRUNED, "measured cost limit"),
        ("mirror(crop_to_content(input), tile(input, 2), 0)", PRUNED, "not a canvas"),
        ("keep_color(input, 7)", IMPOSSIBLE, "nothing on demonstration 1"),
        ("flip_rows(keep_color(input, 7))", IMPOSSIBLE, "as is its argument keep_color(input, 7)"),
        ("tile(crop_to_content(flip_cols(input)), 2)", UNREACHED, "the steps ran out in level 13"),
    ],
)
def test_the_reason_is_named(spots, text, status, reason):
    verdict = verdict_on(spots, text)
    assert (verdict.status, reason in verdict.reason) == (status, True), verdict


def test_a_switched_off_rule_lets_the_program_through():
    enumeration = watched(task_of(*TWO_SPOTS), max_cost=7, disabled=frozenset({"absent_colors", "flip_rows"}))
    assert verdict_on(enumeration, "recolor_all(input, 7)").status == FOUND
    assert verdict_on(enumeration, "flip_rows(rotate_clockwise(input))").reason != ""
    assert verdict_on(enumeration, "flip_rows(input)").reason == "op flip_rows is switched off"
    assert verdict_on(enumeration, "rotate_half_turn(flip_cols(input))").status == UNREACHED


def test_a_list_may_be_too_long():
    board = (np.indices((12, 12)).sum(axis=0) % 2 * 3).astype(np.uint8)
    enumeration = watched(Task("board", (Pair(board, board),) * 2, (board,)), max_cost=4)
    assert verdict_on(enumeration, "cut_objects(input, 0)").reason == "a list of 72 parts is longer than 64"
    assert verdict_on(enumeration, "for_each(flip_rows, cut_objects(input, 0))").status == PRUNED


def test_follow_from_the_command_line(capsys):
    given = ["follow", "--task", "crop-and-rotate", "--program", "crop_to_content(rotate_counterclockwise(input))"]
    assert main(given) == 0
    text = capsys.readouterr().out
    assert "train 3   right" in text and "test 1    right" in text and "found        crop_to_content(rotate" in text
    assert "contradicts" not in text
    assert main([*given[:-1], "flip_rows(input)"]) == 0
    text = capsys.readouterr().out
    assert "found        flip_rows(input)" in text
    assert text.splitlines()[-1] == (
        "reached, but it contradicts demonstration 1, 2, 3: the search makes it and does not propose it"
    )
    assert main([*given[:-1], "flip_rows(tile(rotate_counterclockwise(crop_to_content(input)), 5))"]) == 1
    assert "cells differ" not in capsys.readouterr().out


def test_follow_reads_a_task_file_and_refuses_evaluation_sets(tmp_path, capsys):
    task = json.loads((FOLDER / "arc-agi_sample_challenges.json").read_text())["crop-and-rotate"]
    own = tmp_path / "own.json"
    own.write_text(json.dumps(task))
    assert find_task(str(own))[0].id == "own"
    assert len(find_task("own", own)[0].train) == len(task["train"])
    folder = tmp_path / "evaluation"
    folder.mkdir()
    (folder / "own.json").write_text(json.dumps(task))
    for given in (["--task", str(folder / "own.json")], ["--task", "own", "--input", str(folder)], ["--task", "no-such-task"]):
        assert main(["follow", *given, "--program", "input"]) == 2
        assert "evaluation sets are for scores only" in capsys.readouterr().err


def test_a_rule_of_a_family_is_followed(capsys):
    rule = 'shrunk(blocks="largest factors", cell="its first cell", undone="transpose")'
    assert main(["follow", "--task", "shrink-the-mosaic-and-tip-it", "--program", rule]) == 0
    text = capsys.readouterr().out
    assert "train 3   right" in text and "candidates with the same predictions" in text
    assert re.search(r"shrink +literal +the same", text)
    assert main(["follow", "--task", "shrink-the-mosaic-and-tip-it", "--program", rule.replace("first", "last")]) == 2
