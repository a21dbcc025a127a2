"""A rule tried by hand: what it makes is drawn, and what is wrong with it is pointed at."""

from __future__ import annotations

import pytest

from solver.__main__ import main
from solver.report import trial

RIGHT = "crop_to_content(rotate_counterclockwise(input))"


def test_a_right_rule_is_drawn(capsys):
    assert main(["run", RIGHT, "crop-and-rotate", "--color", "never", "--steps", "1"]) == 0
    text = capsys.readouterr().out
    assert text.count(": right") == 4 and "wanted" not in text
    assert "step by step on the input of demonstration 1" in text and "2. rotate_counterclockwise(input)" in text


def test_a_wrong_rule_is_drawn_beside_what_is_wanted(capsys):
    assert main(["run", f"scaled_up(of=({RIGHT},), height=9, width=9)", "crop-and-rotate", "--color", "never"]) == 1
    text = capsys.readouterr().out
    assert text.count("nothing: wrong") == 4 and text.count("wanted") == 3
    assert main(["run", "input", "crop-and-rotate", "--frame", "colors"]) == 1


def test_holes_are_filled(capsys):
    assert main(["run", 'set_out(items="objects", by=?, body=?, arranged="down")', "bar-as-long-as-the-count"]) == 2
    assert "set_out.by cannot be a hole: a word must be written" in capsys.readouterr().err
    assert main(["run", "counted(figure=?, count=?, ink=?)", "bar-as-long-as-the-count", "--color", "never"]) == 0
    text = capsys.readouterr().out
    assert 'bits  counted(figure="row", count=number(fact=' in text and text.count(": right") == 4
    assert main(["run", "reordered(along=?, change=?)", "bar-as-long-as-the-count"]) == 1
    assert capsys.readouterr().out == "nothing in the holes reproduces all 3 demonstrations\n"


def test_too_many_values_are_not_tried_to_the_end(capsys, monkeypatch):
    monkeypatch.setattr(trial, "STEPS", 500)
    assert main(["run", "laid(height=?, width=?, at=?)", "bar-as-long-as-the-count"]) == 1
    assert capsys.readouterr().out.startswith("not all values were tried")


@pytest.mark.parametrize(
    ("rule", "words", "column"),
    [
        ("scaled_up(of=(inpt,), height=2, width=2)", "expected a value, found 'inpt'", 14),
        ("  scald_up(of=(input,), height=2, width=2)", "unknown verb 'scald_up'; near: scaled_up", 0),
        ("shrunk(blocks='panels', cell=3)", 'cell: expected one of "its first cell", "its most common', 29),
        ("shrunk(blocks='panels'", "not a rule: '(' was never closed", 6),
        ('reordered(along=?, chang="sorted")', "reordered has no argument 'chang'; near: change", 19),
        ('reordered(along=?, set_only=?, change="?")', 'change: expected one of "the other way round"', 38),
        ("flip_rows(input, ?)", "not part of a program: '?'", 0),
    ],
)
def test_a_text_that_is_not_understood_is_pointed_at(rule, words, column, capsys):
    assert main(["run", rule, "crop-and-rotate"]) == 2
    told, echo, mark = capsys.readouterr().err.splitlines()
    assert words in told
    assert echo == f"  {rule.strip()}" and mark.index("^") == 2 + column


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-task"], "expected a file, or the id of a task"),
        (["crop-and-rotate", "--steps", "7"], "expected a demonstration 1..3, found 7"),
        (["shrink-the-mosaic-and-tip-it", "--frame", "zoom"], "frame zoom changes nothing"),
    ],
)
def test_what_cannot_be_tried_is_said(arguments, words, capsys):
    assert main(["run", "input", *arguments]) == 2
    assert words in capsys.readouterr().err
