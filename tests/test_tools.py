"""Tests of the tools: follow, ops, bench, ablate."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks import ablate, bench, frames, worth
from solver import portfolio
from solver.__main__ import main
from solver.budget import Budget, Tier
from solver.frames.catalog import FRAMES
from solver.frames.plan import PLAN
from solver.jit import warm_up
from solver.language import OPS
from solver.language.catalog import page, table
from solver.language.program import cost_of, kind_of, read_program, run_program
from solver.reading.dataset import read, read_solutions
from solver.report.follow import find_task
from solver.search import bank, follow
from solver.search.follow import FOUND, IMPOSSIBLE, MERGED, PRUNED, UNREACHED, Finder, Watched, row_of, verdicts
from solver.search.peels import PEELS
from solver.task import Pair, Task, as_grid

FOLDER = Path(__file__).resolve().parent.parent / "sample_tasks"
BYTES = 100_000_000
STEPS = 3_000_000
TWO_SPOTS = ("0000 0220 0020 3000", "00000 03300 00300 20003", "0022 0002 0300 0000")


@pytest.fixture(scope="module", autouse=True)
def warm():
    warm_up(processes=2)


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
        results = [run_program(program, cells) for cells in spots.inputs]
        assert finder.value(results, int(store.origins[value, 0])) == value
        assert list(verdicts(spots, program))[-1].status == FOUND


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("flip_rows(input)", FOUND, ""),
        ("flip_rows(flip_cols(input))", MERGED, "rotate_half_turn(input)"),
        ("recolor_all(input, 7)", PRUNED, "absent_colors"),
        ("repeat_in_line(input, 4)", IMPOSSIBLE, "4 is not among its constants (2, -2, 3, -3)"),
        ("repeat_in_line(input, side(input, 0))", PRUNED, "the measured number is 4 everywhere"),
        ("side(tile(tile(input, 2), 3), 0)", PRUNED, "measured cost limit"),
        ("put_in_corner(crop_to_content(input), tile(input, 2), 3)", PRUNED, "not a canvas"),
        ("keep_color(input, 7)", IMPOSSIBLE, "nothing on demonstration 1"),
        ("flip_rows(keep_color(input, 7))", IMPOSSIBLE, "as is its argument keep_color(input, 7)"),
        (
            "keep_exclusive(flip_rows(input), input)",
            UNREACHED,
            "tried as keep_exclusive(input, flip_rows(input)): due in level 12",
        ),
        ("tile(crop_to_content(flip_cols(input)), 2)", UNREACHED, "the steps ran out in level 12"),
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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flip_rows(input, 3)", "takes (Grid), found (Grid, number)"),
        ("flip_rows(cut_panels(input))", "takes (Grid), found (Parts)"),
        ("keep_color(input, side(input, 0))", "takes (Grid, Color), found (Grid, Integer)"),
        ("pick_max(flip_rows, input)", "takes (Scores, Parts), found (Grid, Grid)"),
        ("for_each(cut_panels, cut_panels(input))", "an op that makes a grid of a grid"),
        ("for_each(flip_rows, input)", "takes (Parts), found (Grid)"),
        ("no_such_op(input)", "unknown op 'no_such_op'"),
        ("flip_rows(input", "was never closed"),
        ("7", "expected input or an op"),
    ],
)
def test_what_is_no_program_is_refused_with_the_reason(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read_program(text)


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


def test_ops_are_listed_with_their_pictures(capsys):
    text = table(list(OPS.values()))
    assert all(f"  {name} " in text for name in OPS)
    assert all(op.picture in page(op) for op in OPS.values())
    assert main(["ops", "flip_rows"]) == 0
    assert "self_inverse" in capsys.readouterr().out
    assert main(["ops", "flip_rowz"]) == 2
    assert "near: flip_rows" in capsys.readouterr().err


@pytest.fixture(scope="module")
def jobs():
    samples = read(FOLDER)
    solutions = read_solutions(next(FOLDER.glob("*solutions.json")), samples)
    return [(samples.entries[id], solutions[id]) for id in ("crop-and-rotate", "only-the-ponds")]


def test_every_switch_of_the_search_is_ablated():
    """What search and families ask `disabled` for, by name or as a kind of peel, is in the table of switches."""
    folder = FOLDER.parent / "solver"
    sources = [path.read_text() for name in ("search", "rules") for path in sorted((folder / name).rglob("*.py"))]
    asked = {name for text in sources for name in re.findall(r"\"(\w+)\" (?:not )?in [\w.]*disabled", text)}
    assert asked >= {"backward", "absent_colors"}
    assert asked | set(PEELS) == set(ablate.switches())


def test_what_is_chosen_again_is_what_a_run_without_it_finds(jobs):
    """Attempts chosen again from the candidates of the other families and frames are those of a real run without it."""
    tier = Tier(1, 1_000_000)
    for job in jobs:
        entry, truth = job
        outcome = ablate.measure(job, [tier], ["flip_rows"])
        for kind, names in (("family", [row.name for row in portfolio.FAMILIES]), ("frame", list(FRAMES))):
            for name in names:
                found, _ = ablate.run(entry, [tier], {name})
                assert outcome.solved[f"{kind} {name}"] == ablate.right(entry, found, truth)[1]
        for name in ablate.switches():
            found, _ = ablate.run(entry, [tier], {name})
            assert (
                outcome.solved[f"{name} of {', '.join(sorted(ablate.switches()[name]))}"]
                == ablate.right(entry, found, truth)[1]
            )
        assert not outcome.errors


def test_ablation_tables(jobs, capsys):
    files = ["--input", str(FOLDER), "--solutions", str(next(FOLDER.glob("*solutions.json")))]
    assert ablate.main([*files, "--sample", "12", "--effort", "1000000", "--markdown", "--processes", "1"]) == 0
    text = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    assert {f"family {row.name}" for row in portfolio.FAMILIES} < {row[0] for row in rows}
    on = int(rows[2][1])
    off = [row for row in rows if row[0].split()[0] in ("family", "frame") or " of " in row[0]]
    assert on and all(int(row[1]) == on - int(row[2]) + int(row[3]) for row in off)
    assert ablate.main(["--input", str(FOLDER / "evaluation")]) == 2


def test_bench_measures_every_size_and_op(capsys):
    assert bench.main(["--quick", "--json", "--steps", "400000"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert [size["side"] for size in figures["sizes"]] == list(bench.SIDES)
    for size in figures["sizes"]:
        assert size["applications"] > 100 and 0 < size["new_share"] < 1
        assert all(size[name] > 0 for name in ("applications_per_second", "values_per_second", "bytes_per_value"))
    assert len(figures["ops"]) > 50
    assert abs(sum(row["seconds_share"] for row in figures["ops"]) - 1) < 1e-6
    assert all(row["new_share"] is None or 0 <= row["new_share"] <= 1 for row in figures["ops"])
    assert "flip_rows" in bench.text_of(figures, markdown=False)


def logged(view: str, family: str, right: list[bool]) -> dict:
    return {"view": view, "family": family, "right": right}


def test_a_step_is_paid_for_what_no_other_found():
    first, second = ((step.frame, step.family) for step in PLAN[:2])
    pays = {first: frames.Pay(), second: frames.Pay()}
    work = [{"view": first[0], "family": first[1], "seconds": 2.0}]
    for found in ([first], [first, second], [("literal", "color_map"), first]):
        frames.add_pay(pays, {"families": work, "candidates": [logged(*step, [True]) for step in found]})
    frames.add_pay(pays, {"families": [], "candidates": [logged(*first, [True, False])]})
    assert pays == {first: frames.Pay(1.5, 6.0, 3), second: frames.Pay(0.5, 0.0, 0)}


def test_the_plan_is_written_in_order_of_pay():
    """All steps stay, with their shares and tiers; the one that paid best comes first of its tier."""
    source = frames.PLAN_FILE.read_text(encoding="utf-8")
    pays = {(step.frame, step.family): frames.Pay(0.0, 9.0, 3) for step in PLAN}
    best = next(step for step in reversed(PLAN) if step.tier == 1)
    pays[best.frame, best.family] = frames.Pay(5.0, 1.0, 3)
    text = frames.written(pays, source)
    found: dict = {}
    exec(compile(text, "plan", "exec"), found)
    assert tuple(found["PLAN"][0]) == tuple(best)
    assert sorted(map(tuple, found["PLAN"])) == sorted(map(tuple, PLAN))
    assert [step.tier for step in found["PLAN"]] == sorted(step.tier for step in PLAN)
    assert frames.table(pays).splitlines()[1].split()[:2] == [best.frame, best.family]


def test_frames_refuses_what_is_no_log(tmp_path, capsys):
    (tmp_path / "empty.jsonl").write_text("")
    assert frames.main([str(tmp_path / "empty.jsonl")]) == 2
    assert "frames: " in capsys.readouterr().err


def judged(view: str, color: int, cost: float, right: list[bool], fits: int = 1) -> dict:
    """A candidate as the log of a scored run has it, with one cell of a color as its prediction for one test."""
    row = {"family": "cell", "program": view, "cost": cost, "fits": fits, "demonstrations": 1, "view": view, "layers": 1}
    return row | {"left_out": None, "evidence": {}, "predictions": [str(color)], "right": right}


def test_what_each_frame_is_worth():
    both = [judged("literal", 1, 5.0, [False]), judged("colors", 2, 9.0, [False]), judged("motion", 3, 4.0, [True])]
    found = worth.measure([
        {"families": [{"view": "motion", "seconds": 2.0}, {"view": "panel_cells/colors", "seconds": 1.0}], "candidates": both},
        {"families": [], "candidates": [judged("colors", 3, 9.0, [True]), judged("motion", 1, 2.0, [False], fits=0)]},
        {"families": [], "candidates": []},
    ])  # fmt: skip
    assert found["motion"] == worth.Worth(fitted=1, right=1, alone=1, lost=1, seconds=2.0)
    assert found["colors"] == worth.Worth(fitted=2, right=1, alone=1, lost=1, seconds=1.0)
    assert found["literal"] == worth.Worth(fitted=1) and found["panel_cells"].seconds == 1.0
    lines = worth.table(found).splitlines()
    assert lines[-1].startswith("| `panel_cells` | 0 |") and "| `colors` | 2 | 0.50 | 1 | 1 | 1 |" in lines
