"""Benchmarks: ablation, speed, what each step of the plan and each frame is worth."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from benchmarks import ablate, bench, bits, frames, worth
from solver import portfolio
from solver.budget import Tier
from solver.choice.candidate import Candidate
from solver.frames.catalog import FRAMES
from solver.frames.plan import PLAN
from solver.language.bits import bits_of
from solver.reading.dataset import read, read_solutions
from solver.search.constructors import CONSTRUCTORS
from tests.samples import FOLDER

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture(scope="module")
def jobs():
    samples = read(FOLDER)
    solutions = read_solutions(next(FOLDER.glob("*solutions.json")), samples)
    return [(samples.entries[id], solutions[id]) for id in ("crop-and-rotate", "only-the-ponds")]


def test_every_switch_of_the_search_is_ablated():
    """What search and families ask `disabled` for, by name or as a constructor, is in the table of switches."""
    folder = FOLDER.parent / "solver"
    sources = [path.read_text() for name in ("search", "rules") for path in sorted((folder / name).rglob("*.py"))]
    asked = {name for text in sources for name in re.findall(r"\"(\w+)\" (?:not )?in [\w.]*disabled", text)}
    assert asked >= {"backward", "absent_colors"}
    assert asked | set(CONSTRUCTORS) == set(ablate.switches())


def test_what_is_chosen_again_is_what_a_run_without_it_finds(jobs):
    """Attempts chosen again from the candidates of the other families and frames are those of a real run without it."""
    tier = Tier(1, 300_000)
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
    assert len(figures["ops"]) > 40
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
    assert (
        lines[0].startswith("| frame |")
        and lines[-1].startswith("| `panel_cells` | 0 |")
        and "| `colors` | 2 | 0.50 | 1 | 1 | 1 |" in lines
    )


def test_what_each_verb_is_worth():
    rule = judged("literal", 1, 5.0, [True]) | {
        "program": 'combined(program=pick_max(cell_count, cut_objects(input, "any colors")))'
    }
    other = judged("literal", 2, 4.0, [False]) | {"program": "flip_rows(input)"}
    third = judged("literal", 3, 3.0, [False]) | {"program": "for_each(flip_rows, cut_panels(input))"}
    found = worth.measure([{"families": [{"family": "cell", "seconds": 2.0}], "candidates": [rule, other, third]}], "verb")
    assert set(found) == {"combined", "pick_max", "cell_count", "cut_objects", "flip_rows", "for_each", "cut_panels"} - {
        "for_each"
    }
    assert found["pick_max"] == worth.Worth(fitted=1, right=1, alone=1) and found["flip_rows"].fitted == 1
    assert found["flip_rows"].lost == -1, "both attempts are wrong with it"
    by_file = worth.measure([{"families": [], "candidates": [rule]}], "file")
    assert set(by_file) == {"search/layering", "language/ops"}
    family = worth.measure([{"families": [{"family": "cell", "seconds": 2.0}], "candidates": [rule]}], "family")
    assert family == {"cell": worth.Worth(fitted=1, right=1, alone=1, lost=1, seconds=2.0)}


def test_bits_are_learned_from_right_rules_and_judged_on_others():
    def task(id, *rules):
        return bits.Logged(id, [(candidate_of(text, color), [is_right]) for color, (text, is_right) in enumerate(rules)])

    def candidate_of(text, color):
        return Candidate((np.full((1, 1), color, np.uint8),), text.partition("(")[0], text, 5.0, 1, 1)

    right = [task(f"task {number}", ("flip_rows(input)", True), ("flip_cols(input)", False)) for number in range(6)]
    table = bits.learn(right)
    assert table["rule"] == (2, {"flip_rows": 6.0}) and "flip_cols(0)" not in table
    assert bits_of("flip_rows(input)", "literal", table) < bits_of("flip_cols(input)", "literal", table)
    asked = [task("asked", ("flip_cols(input)", False), ("transpose(input)", False), ("flip_rows(input)", True))]
    first, second, of_right, of_wrong = bits.judge(asked, table)
    assert (first, second) == (1, 1) and of_right < of_wrong
    assert {place: bits.Place(*row) for place, row in json.loads(bits.as_json(table)).items()} == table
    assert len({one.half for one in right}) == 2


def test_bits_of_some_verbs_are_learned_alone():
    table = {"rule": bits.Place(3, {"flip_rows": 6.0, "gone": 2.0}), "gone.of": bits.Place(1, {"1": 2.0})}
    table["flip_rows(0)"] = bits.Place(2, {"input": 6.0})
    taught = {"rule": bits.Place(2, {"flip_rows": 1.0, "new": 4.0}), "new.of": bits.Place(1, {"2": 4.0})}
    assert bits.renewed(table, taught, ["new", "gone"]) == {
        "rule": bits.Place(3, {"flip_rows": 6.0, "new": 4.0}),
        "flip_rows(0)": table["flip_rows(0)"],
        "new.of": taught["new.of"],
    }


def log_of(path, label, row):
    lines = [{"run": f"arc1-{label}", "label": label, "tasks": 1}, {"id": "one", "right": [1], "candidates": [row]}]
    path.write_text("\n".join(map(json.dumps, lines)))
    return str(path)


def test_bits_are_written_only_when_asked(tmp_path, capsys, monkeypatch):
    row = {"family": "layouts", "program": "flip_rows(input)", "cost": 1.0, "fits": 1, "demonstrations": 1, "view": "literal"}
    row |= {"layers": 1, "left_out": None, "evidence": {}, "predictions": ["1"], "right": [True]}
    path = log_of(tmp_path / "run.jsonl", "training", row)
    monkeypatch.setattr(bits, "FILE", tmp_path / "bits.json")
    assert bits.main([path]) == 0 and not (tmp_path / "bits.json").exists()
    assert "| the other half |" in capsys.readouterr().out
    assert bits.main([path, "--write"]) == 0
    assert json.loads((tmp_path / "bits.json").read_text())["rule"] == [1, {"flip_rows": 1.0}]
    assert bits.main([log_of(tmp_path / "other.jsonl", "evaluation", row)]) == 2
    assert "for scores only" in capsys.readouterr().err
