"""Where objects point: a worked example for every heading, and those that are one direction for all objects."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.headings import GIVEN, heading_of, mass, odd_cells, offsets_of, single_heading
from solver.seeing.objects import objects_of
from tests.seeing.grids import drawn

ONE_COLORED, MIXED = "one-colored objects", "objects joined by corners"
UP, DOWN, LEFT, RIGHT = (-1, 0), (1, 0), (0, -1), (0, 1)
ARROW = "00000 00100 01110 00000"
# Heading: grid, cut, the steps of every object.
EXAMPLES = {
    "towards its odd cell": ("112 000 300 440 440", MIXED, [[RIGHT], [(-1, -1)]]),
    "away from its odd cell": ("112 000 300 440 440", MIXED, [[LEFT], [(1, 1)]]),
    "towards its heavier side": (ARROW, ONE_COLORED, [[DOWN]]),
    "towards its lighter side": (ARROW, ONE_COLORED, [[UP]]),
    "along its longer axis": ("1101 0001 2000", ONE_COLORED, [[LEFT, RIGHT], [UP, DOWN], []]),
    "to the nearest edge": ("00000 00100 00000 00000 02000", ONE_COLORED, [[UP], [DOWN]]),
    "away from the nearest edge": ("00000 00100 00000 00000 02000", ONE_COLORED, [[DOWN], [UP]]),
    "towards another color": ("10020 00000 00010", ONE_COLORED, [[RIGHT], [DOWN], [UP]]),
    "away from another color": ("10020 00000 00010", ONE_COLORED, [[LEFT], [UP], [DOWN]]),
}


def test_every_heading_has_an_example():
    assert set(EXAMPLES) == set(GIVEN)


@pytest.mark.parametrize("name", EXAMPLES)
def test_headings_are_those_of_the_example(name):
    text, cut, steps = EXAMPLES[name]
    assert heading_of(objects_of(drawn(text), cut), name) == steps


def test_single_headings_name_one_direction_or_none():
    scene = objects_of(drawn("1102 0002 3000"), ONE_COLORED)
    assert single_heading(scene, "along its longer axis").tolist() == [[0, 0]] * 3, "a line has two directions"
    assert single_heading(scene, "towards another color").tolist() == [[0, 1], [0, -1], [-1, 0]]


def test_offsets_are_twice_the_sum_of_distances_from_the_middle():
    scene = objects_of(drawn(ARROW), ONE_COLORED)
    assert [one.tolist() for one in mass(scene)] == [[2], [0]]  # three cells half a row below the middle, one above
    lopsided = objects_of(drawn("112 000 300 440 440"), MIXED)
    assert [one.tolist() for one in odd_cells(lopsided)] == [[0, -2], [2, -1]]
    marked = np.zeros(lopsided.grid.shape, bool)
    assert [one.tolist() for one in offsets_of(lopsided, marked)] == [[0, 0], [0, 0]]
    marked[4, 1] = True
    assert [one.tolist() for one in offsets_of(lopsided, marked)] == [[0, 2], [0, 1]]
