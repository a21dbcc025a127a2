"""The report as a file: what is in it, what must never be in it, and what becomes of a run that cannot write it."""

import builtins
import dataclasses
import html
import importlib.util
import json
import re

import numpy as np
import pytest

import kernel
from solver.choice.candidate import Candidate
from solver.choice.shortlist import Shortlist
from solver.language.term import VERBS
from solver.reading.digits import digits
from solver.report import page
from solver.report.page import contents, why_not, write_report
from solver.report.score import score
from solver.report.table import closing_table, guessed, score_lines
from solver.report.words import explained, glossary
from solver.running.options import parse, read_input
from solver.running.result import TierResult
from solver.running.run import Run
from tests.processes import write_tasks

ODD = "</script><img src=x onerror=alert(1)>"
IDS = ("right", "second", "wrong", "none", ODD, "\ud800 \u2028 'quoted\"")


def candidate(color, family, cost=2.0, fits=2, **others):
    fields = {"program": "fill(grid, <b>&amp;)", "demonstrations": 2, "left_out": 1, "evidence": {"odd": float("inf")}} | others
    return Candidate(predictions=(np.full((2, 3), color, np.uint8),), family=family, cost=cost, fits=fits, **fields)


@pytest.fixture
def run(tmp_path):
    """A run that ended after 20 seconds: one task solved at once, one at the second attempt, some not."""
    tasks = write_tasks(tmp_path / "tasks.json", IDS)
    truth = tmp_path / "solutions.json"
    truth.write_text(json.dumps({id: [[[3, 3, 3], [3, 3, 3]]] for id in IDS}))
    arguments = ["--input", str(tasks), "--solutions", str(truth), "--output", str(tmp_path), "--workers", "2"]
    options = parse([*arguments, "--report", str(tmp_path / "report.html")])
    run = Run(read_input(options), options, 100.0)
    found = {
        "right": [candidate(3, "search")],
        "second": [candidate(3, "cell", cost=30.0, fits=1), candidate(5, "search", view="colors")],
        "wrong": [candidate(7, "search")],
        ODD: [candidate(3, "cell")],
    }
    for number, id in enumerate(IDS, 1):
        tier = TierResult(started=100.0 + number, wall_seconds=2.0, seconds=1.5 * number, steps=9, is_complete=True)
        for one in found.get(id, []):
            tier.shortlist.add(one)
        tier.records.append({"family": "search", "view": "literal", "seconds": 0.5, "error": None})
        run.results[id].tiers[1] = tier
    run.ended = 120.0
    run.hand_in()
    return run


@pytest.fixture
def text(run, tmp_path):
    assert write_report(tmp_path / "report.html", run) is None
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def tasks_of(text):
    return {task["id"]: task for task in json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])}


def test_tasks_carry_their_grids_attempts_and_truth(text, run):
    tasks = tasks_of(text)
    assert tuple(tasks) == IDS
    task = tasks["right"]
    assert task["train"] == [["12/34", "22/33"]] * 2
    assert task["test"] == ["50/00"] and task["truth"] == ["333/333"]
    for id, found in tasks.items():
        rows = run.submission[id][0].values()
        assert [attempt["grid"] for attempt in found["attempts"][0]] == [digits(grid) for grid in rows]
    assert {id for id, found in tasks.items() if found["solved"]} == {"right", "second", ODD}
    assert [attempt["right"] for attempt in tasks["second"]["attempts"][0]] == [False, True]


def test_attempts_say_where_they_come_from(text):
    first, second = tasks_of(text)["second"]["attempts"][0]
    assert (first["family"], first["view"], second["family"], second["view"]) == ("search", "colors", "cell", "literal")
    assert second["program"] == "fill(grid, <b>&amp;)"
    assert (second["fits"], second["demonstrations"], second["left_out"], second["cost"]) == (1, 2, 1, 30.0)
    assert second["evidence"] == {"odd": None}, "JSON has no infinity"
    assert 0 < second["chance"] < 0.5, "it misses a demonstration, and comes second"
    assert [attempt["family"] for attempt in tasks_of(text)["none"]["attempts"][0]] == [None, None]


def test_attempts_are_applied_step_by_step(run, tmp_path, monkeypatch):
    layered = "layers(of=(layer(of=flip_rows(input)), layer(of=recolor_all(input, 3))), sizes=((2, 2), (2, 2), (2, 2)))"
    for id, color, program in (("right", 3, "flip_rows(flip_cols(input))"), ("wrong", 7, layered)):
        kept = run.results[id].tiers[1].shortlist = Shortlist()
        kept.add(candidate(color, "search", program=program))

    def steps():
        assert write_report(tmp_path / "report.html", run) is None
        found = tasks_of((tmp_path / "report.html").read_text(encoding="utf-8"))
        return {id: found[id]["attempts"][0][0]["steps"] for id in ("right", "second", "wrong")}

    found = steps()
    assert [(step["text"], step["grids"]) for step in found["right"]] == [
        ("input", [["", "50/00"]]),
        ("flip_cols(input)", [["", "05/00"]]),
        ("flip_rows(flip_cols(input))", [["", "00/05"]]),
    ]
    assert [step["meaning"] for step in found["right"]][1:] == [explained("flip_cols"), explained("flip_rows")]
    drawn = {step["text"]: step["grids"] for step in found["wrong"]}
    assert drawn["layer(of=flip_rows(input))"] == [["", "__/5_"]], "cells that a layer leaves open"
    assert found["second"] == [], "its text is none of a rule"
    monkeypatch.setattr(page, "STEP_SECONDS", -1.0)
    assert steps()["right"] == [], "once the time for steps is over, attempts have none"


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("flip_cols(repeat_tile(rotate_half_turn(input)))", ["rotate_half_turn", "flip_cols"]),
        ("layers(of=(layer(of=flip_rows(input), color=3),), sizes=((3, 3),))", ["flip_rows", "layer", "layers"]),
        ("for_each(crop_to_content, cut_panels(input))", ["cut_panels"]),
        ("recolor 2->5 5->8", []),
    ],
)
def test_a_program_is_told_in_words(program, names):
    found = glossary(program)
    assert list(found) == names
    assert all(words[0].isupper() and not words.endswith(".") for words in found.values())


def test_every_verb_has_words():
    assert [name for name in VERBS if not re.match(r"[A-Z].*\w$", explained(name))] == []


SEEN = {  # linear RGB as eyes see it that lack one kind of cone (Machado, Oliveira and Fernandes 2009)
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no long": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no middle": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no short": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


@pytest.mark.parametrize("eyes", SEEN)
def test_the_safe_colors_differ_for_every_eye(text, eyes):
    """CIE76 distance of any two colors; between two of ARC's own it falls to 8."""
    safe = re.search(r'data-colors="safe"\] \{(.*?)\}', text, re.DOTALL)[1]
    colors = np.array([[int(color[k : k + 2], 16) for k in (0, 2, 4)] for color in re.findall(r"#(\w{6})", safe)]) / 255
    assert len(colors) == 10
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(SEEN[eyes]).T, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = seen @ to_xyz.T / to_xyz.sum(axis=1)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lab = np.stack([116 * root[:, 1] - 16, 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2])], axis=1)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=2)[np.triu_indices(10, 1)]
    assert apart.min() > 25


def test_the_score_is_the_runs(text):
    assert "3 of 6 tasks<br>at 2 attempts" in text and "2 of 6 tasks<br>at 1 attempt<" in text
    assert "Score on files tasks" in text
    assert "<b>50.0 %</b>" in text


@pytest.mark.parametrize("label", ["training", "evaluation", "sample"])
def test_the_score_says_of_what_kind_of_tasks_it_is(run, tmp_path, label):
    run.dataset.label = label
    assert write_report(tmp_path / "report.html", run) is None
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"Score on {label} tasks" in text
    assert text.count('class="note"') == 2, "what the score means, and the line for browsers without scripts"


def test_the_curve_rises_when_tiers_end(run):
    curve = contents(run)["curve"]
    assert curve["top"] == 6 and curve["seconds"] == 20.0
    assert curve["lines"]["solved"] == [(0.0, 0), (3.0, 1), (4.0, 2), (7.0, 3), (20.0, 3)]
    assert curve["lines"]["fitted"][-1] == (20.0, 4)


def test_a_long_curve_is_thinned_and_ends_where_it_ends():
    points = page._added_up([(second, 1) for second in range(5000)], 4000.0)
    assert len(points) <= page.CURVE_POINTS + 2
    assert points[0] == (0.0, 0) and points[-1] == (4000.0, 5000)


def test_nothing_is_loaded_from_anywhere(text):
    assert not re.findall(r"https?:|//[a-z]|url\(|@import|<link|\bsrc=", text.replace(re.search(r'id="data">.*', text)[0], ""))
    assert "default-src 'none'" in text


def test_odd_ids_and_programs_cannot_break_out(text, run, tmp_path):
    assert ODD not in text and "<img" not in text and "<b>&amp;" not in text
    assert text.count("</script>") == 2
    run.dataset.name = ODD
    assert write_report(tmp_path / "odd.html", run) is None
    odd = (tmp_path / "odd.html").read_text(encoding="utf-8")
    assert odd.count("</script>") == 2 and odd.count(html.escape(ODD)) == 2


def test_without_solutions_nothing_is_called_solved(run, tmp_path):
    run.dataset.solutions = None
    assert write_report(tmp_path / "report.html", run) is None
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "The solutions are not known" in text and 'value="yes"' not in text
    assert all(task["solved"] is None and task["truth"] is None for task in tasks_of(text).values())


def test_a_malformed_task_is_told(tmp_path):
    path = tmp_path / "tasks.json"
    path.write_text('{"bad": {"train": [], "test": [{"input": [[1, "x"]]}]}, "empty": 3}')
    options = parse(["--input", str(path), "--output", str(tmp_path)])
    run = Run(read_input(options), options, 0.0)
    run.hand_in()
    assert write_report(tmp_path / "report.html", run) is None
    tasks = tasks_of((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert tasks["bad"]["test"] == [None] and "expected" in tasks["bad"]["trouble"][0]
    assert tasks["empty"]["status"] == "invalid-input"


def test_invalid_tasks_are_counted(tmp_path, run):
    path = tmp_path / "some.json"
    good = {"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[1]]}]}
    path.write_text(json.dumps({"bad": {"train": [], "test": [{"input": [[1, "x"]]}]}, "empty": 3, "good": good}))
    options = parse(["--input", str(path), "--output", str(tmp_path)])
    some = Run(read_input(options), options, 0.0)
    some.hand_in()
    assert dict(contents(some)["facts"])["invalid tasks"] == "2, not readable, answered with fallback attempts"
    assert write_report(tmp_path / "report.html", some) is None
    assert "<dd>2, not readable" in (tmp_path / "report.html").read_text(encoding="utf-8")
    first, *others = closing_table(some).splitlines()
    assert first.endswith("3 tasks, 3 test inputs, 2 invalid: not readable, answered with fallback attempts")
    assert any(line.startswith("tasks: ") and "2 invalid-input" in line for line in others)
    assert dict(contents(run)["facts"])["invalid tasks"] == "none"
    assert closing_table(run).splitlines()[0] == "tasks (files): 6 tasks, 6 test inputs"


@pytest.fixture
def lucky(run):
    """The same run, in which a fallback attempt hits: the second one for a task without any rule."""
    run.submission["none"][0]["attempt_2"] = [[3, 3, 3], [3, 3, 3]]
    return run


def test_a_lucky_guess_is_told_apart_from_what_a_rule_solved(lucky, tmp_path):
    assert guessed(lucky) == ((0, 0), (1, 1))
    first, second = score_lines(lucky).splitlines()
    assert first == "files solved at 1 attempt: 2/6 tasks, 2/6 outputs"
    said = "of these 1 task, 1 output by fallback guesses, not by a rule"
    assert second == f"files solved at 2 attempts: 4/6 tasks, 4/6 outputs; {said}"
    total = score(lucky.submission, lucky.dataset.solutions)
    assert (total.tasks_solved, total.outputs_solved) == ((2, 4), (2, 4)), "the total is the scorer's"
    assert write_report(tmp_path / "report.html", lucky) is None
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert said in text and "4 of 6 tasks<br>at 2 attempts" in text
    attempts = tasks_of(text)["none"]["attempts"][0]
    assert [(attempt["right"], attempt["family"]) for attempt in attempts] == [(False, None), (True, None)]


def test_a_first_guess_before_a_right_rule_counts_as_luck_at_one_attempt_only(run):
    assert guessed(run) == ((0, 0), (0, 0)) and "guess" not in score_lines(run)
    run.submission["second"][0]["attempt_1"] = [[3, 3, 3], [3, 3, 3]]
    assert guessed(run) == ((1, 1), (0, 0))


def test_the_table_lists_families_that_gave_an_attempt_and_the_rest_in_one_line(run):
    for family, seconds in (("moves", 1.0), ("growth", 2.5)):
        record = {"family": family, "view": "colors", "seconds": seconds, "error": None}
        run.results["right"].tiers[1].records.append(record)
    run.results["right"].tiers[1].records[-1]["error"] = "Traceback\nZeroDivisionError: told"
    run.results["none"].tiers[1].shortlist.add(candidate(7, "moves", view="colors", cost=90.0))
    for color in (8, 9):
        run.results["none"].tiers[1].shortlist.add(candidate(color, "search", cost=1.0))
    table = closing_table(run).partition("tasks: ")[0].splitlines()
    assert [line.split()[0] for line in table[3:7]] == ["cell", "search", "search", "2"]
    assert table[6].split() == ["2", "more,", "none", "chosen", "(--table", "all)", "1", "0", "0", "3.5", "1"]
    assert table[7] == "  growth in colors failed first on right: ZeroDivisionError: told", "an error is never left out"
    assert "1 more, none chosen (--table all)" in closing_table(run).partition("two attempts of")[2]
    run.options = dataclasses.replace(run.options, table="all")
    text = closing_table(run)
    assert "none chosen" not in text and re.search(r"^moves +colors +1 +0 +0 +1\.0 +-$", text, re.MULTILINE)
    assert re.search(r"^moves +0 +\d+$", text, re.MULTILINE)


def test_a_large_run_stays_small(tmp_path):
    """400 tasks of the largest grids, four demonstrations each."""
    row = [[9] * 30] * 30
    task = {"train": [{"input": row, "output": row}] * 4, "test": [{"input": row, "output": row}]}
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps({str(number): task for number in range(400)}))
    options = parse(["--input", str(path), "--output", str(tmp_path)])
    run = Run(read_input(options), options, 0.0)
    run.hand_in()
    assert write_report(tmp_path / "report.html", run) is None
    assert (tmp_path / "report.html").stat().st_size < 15e6


def test_a_place_that_cannot_be_written_is_told(run, tmp_path):
    assert "cannot be written" in write_report(tmp_path / "none" / "report.html", run)


def test_without_jinja_the_run_is_the_same(monkeypatch, tmp_path, capsys):
    real_import, real_spec = builtins.__import__, importlib.util.find_spec

    def without(name, *arguments, **others):
        if name.partition(".")[0] == "jinja2":
            raise ImportError(name)
        return real_import(name, *arguments, **others)

    path = tmp_path / "tasks.json"
    path.write_text('{"bad": {"train": [], "test": [{"input": [[1]]}]}}')
    arguments = ["--input", str(path), "--output", str(tmp_path), "--quiet"]
    expected = kernel.main(arguments)
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "jinja2" else real_spec(name, *more))
    assert "pip install jinja2" in why_not()
    assert kernel.main([*arguments, "--report", str(tmp_path / "report.html")]) == expected
    told = capsys.readouterr().err
    assert "will not be written" in told and "not written: it needs the package jinja2" in told
    assert (tmp_path / "submission.json").is_file() and not (tmp_path / "report.html").exists()


def test_the_kernel_writes_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tasks.json"
    path.write_text('{"bad": {"train": [], "test": [{"input": [[1]]}]}}')
    kernel.main(["--input", str(path), "--output", str(tmp_path), "--report", "report.html"])
    assert capsys.readouterr().out.splitlines()[-1] == f"report: {tmp_path / 'report.html'}"
    kernel.main(["--input", str(path), "--output", str(tmp_path), "--quiet", "--report", str(tmp_path / "report.html")])
    assert capsys.readouterr().out == ""
    assert list(tasks_of((tmp_path / "report.html").read_text(encoding="utf-8"))) == ["bad"]
