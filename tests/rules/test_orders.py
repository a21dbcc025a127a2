"""New orders along lines, rows pushed sideways and parts piled up: worked examples."""

from __future__ import annotations

import pytest

from solver.language.term import digits, grid_of, term
from solver.rules.orders import reordered, staggered
from solver.rules.pictures import piled

PATH = "000000/012300/000400/000000"
REORDERED = [
    (PATH, {"along": "paths", "change": "the other way round"}, "000000/043200/000100/000000"),
    (PATH, {"along": "rows", "change": "the other way round", "set_only": True}, "000000/032100/000400/000000"),
    (PATH, {"along": "columns", "change": "sorted falling"}, "012400/000300/000000/000000"),
    ("123/456/789", {"along": "rings", "change": "passed on by one"}, "412/753/896"),
    ("123/456/789", {"along": "border", "change": "passed back by one"}, "236/159/478"),
    ("2000/0000/0000", {"along": "border", "change": "repeated with gaps as long"}, "2020/0002/2020"),
    ("2000/0000/0002", {"along": "border", "change": "repeated with gaps as long"}, "2000/0000/0002"),
]


@pytest.mark.parametrize(("before", "said", "after"), REORDERED)
def test_colors_change_places_along_lines(before, said, after):
    assert digits(term(reordered, **said)(grid_of(before))) == after


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ({}, "1200/0340/0056"),
        ({"from_end": True, "step": 2}, "000012/003400/560000"),
        ({"back": True}, "0012/0340/5600"),
        ({"down": True}, "10/32/54/06"),
        ({"ends": "round again"}, "12/43/56"),
        ({"ends": "round again", "back": True, "down": True}, "14/36/52"),
    ],
)
def test_rows_are_pushed_sideways(said, after):
    assert digits(term(staggered, **said)(grid_of("12/34/56"))) == after


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ({"clear": "its main color"}, "33/12"),
        ({"clear": "its main color", "last_first": True}, "33/12"),
        ({"clear": "0"}, "33/13"),
        ({"clear": "0", "last_first": True}, "33/32"),
    ],
)
def test_parts_are_piled_up(said, after):
    grid = grid_of("000000/033033/013032/000000")
    assert digits(term(piled, cut="objects", **said)(grid)) == after


def test_parts_of_several_shapes_are_no_pile():
    assert term(piled, cut="objects", clear="0")(grid_of("0000/1022/0000")) is None
