"""Axes, centers, lattices, panels and rectangles that are found in a grid, against slow versions and in worked examples."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.boxes import NO_CELL
from solver.seeing.centers import best_center, centers_of, marked_center, supports_of
from solver.seeing.motions import CLOCKWISE, DIAGONAL, GROUPS, HALF_TURN, LEFT_RIGHT, UP_DOWN, moved
from solver.seeing.panels import panels_between_lines
from solver.seeing.patterns import UNKNOWN, best_motion, complete_by_lattice
from solver.seeing.periods import NOTHING_HIDDEN, agreement, own_shift
from solver.seeing.rectangles import largest_rectangles
from tests.seeing.grids import drawn, random_grids


def slow_support(grid, cells, motions, center, free, counts_fixed):
    """Images of cells on their own color; -1 when one lies on another color that is not free."""
    support = 0
    for motion in motions:
        for row, col in cells:
            r, c = (int(part) for part in moved(np.array(row), np.array(col), motion, center))
            if not (0 <= r < grid.shape[0] and 0 <= c < grid.shape[1]) or grid[r, c] == free:
                continue
            if grid[r, c] != grid[row, col]:
                return -1
            support += counts_fixed or (r, c) != (row, col)
    return support


@pytest.mark.parametrize("motions", [(LEFT_RIGHT,), (UP_DOWN,), (HALF_TURN,), (DIAGONAL,), (CLOCKWISE, HALF_TURN)])
def test_support_of_centers(motions):
    for grid in random_grids(30, side=5, colors=3):
        cells = np.argwhere(grid != 0)
        if not len(cells):
            continue
        centers = centers_of(*cells.T, motions)
        for counts_fixed in (False, True):
            labels = (grid != 0).astype(np.int16)
            found = supports_of(grid, labels, 1, np.array(motions), centers, 0, counts_fixed)
            assert found.tolist() == [
                slow_support(grid, cells, motions, center, 0, counts_fixed) for center in centers.tolist()
            ]


def test_centers_are_cells_edges_and_corners_of_the_box():
    rows, cols = np.array([1, 2]), np.array([3, 3])
    assert centers_of(rows, cols, (LEFT_RIGHT,)).tolist() == [[0, 6]]
    assert centers_of(rows, cols, (UP_DOWN,)).tolist() == [[2, 0], [3, 0], [4, 0]]
    assert centers_of(rows, cols, (HALF_TURN,)).tolist() == [[2, 6], [3, 6], [4, 6]]
    assert centers_of(rows, cols, (CLOCKWISE,)).tolist() == [[2, 6], [4, 6]]


def test_the_best_center_and_the_marked_one():
    grid = drawn("00000 01210 00000")
    assert best_center(grid, np.nonzero(grid), GROUPS["left and right"], 0) == (3, (0, 4))
    assert best_center(drawn("12 34"), np.nonzero(drawn("12 34")), GROUPS["half a turn"], 0) == (1, (0, 0))
    grid = drawn("1100 1000")
    assert best_center(grid, (np.array([0]), np.array([0])), ((1, 0, 0, -1),), 1) is None
    is_main = drawn("11000 10000") > 0
    marks = np.array([0]), np.array([3])
    assert marked_center(is_main, marks, (LEFT_RIGHT,), (np.array([0, 1]), np.array([0, 4]))) == (0, 4)
    assert marked_center(is_main, (np.array([2]), np.array([2])), (LEFT_RIGHT,), (np.array([0, 1]), np.array([0, 4]))) is None


def test_the_best_motion_needs_support_of_a_third():
    assert best_motion(drawn("1223 1221"), 0, 0)[0] == 0  # 1 1 in the second row alone contradicts 1 3
    grid = drawn("1223 1221")
    grid[0, 3] = UNKNOWN
    assert best_motion(grid, 0, 0) == (6, 3, 0)
    assert best_motion(drawn("1231"), 0, 0)[0] == 0


@pytest.mark.parametrize(("text", "most_area", "most_shifted", "area"), [
    ("1212 1212", 900, 900, 2), ("1212 1212", 1, 900, 0), ("1231 3123 2312", 900, 900, 3), ("1231 3123 2312", 900, 2, 9),
])  # fmt: skip
def test_the_smallest_lattice(text, most_area, most_shifted, area):
    grid = drawn(text)
    out = np.zeros(grid.shape, np.uint8)
    assert complete_by_lattice(grid, UNKNOWN, 0, 1, most_area, most_shifted, out) == area
    assert not area or (out == grid).all()


def test_panels_lie_between_lines():
    color, rows, cols = panels_between_lines(drawn("11511 55555 00522 00500"), 0)
    assert (color, rows.tolist(), cols.tolist()) == (5, [0, -1, 1, 1], [0, 0, -1, 1, 1])
    assert panels_between_lines(drawn("10101 10101"), 0)[2].tolist() == [-1, 0, -1, 1, -1]
    assert panels_between_lines(drawn("010 010"), 1) is None  # the background cuts nothing
    assert panels_between_lines(drawn("77 77"), 0) is None


def test_largest_rectangles():
    high, wide, square = largest_rectangles(drawn("112 112 332"))
    assert high.tolist() == [[2, 2, 3], [2, 2, 3], [1, 1, 3]] and wide.tolist() == [[2, 2, 1], [2, 2, 1], [2, 2, 1]]
    assert square.tolist() == [[2, 2, 1], [2, 2, 1], [1, 1, 1]]


def test_shifts_that_a_drawing_agrees_with():
    drawing = drawn("1213 2131")
    assert agreement(drawing, 0, 2, NOTHING_HIDDEN) == -1
    assert (
        agreement(drawn("1212 2121"), 1, 1, NOTHING_HIDDEN) == 3 and agreement(drawn("1212 2121"), 1, -1, NOTHING_HIDDEN) == 3
    )
    assert agreement(drawing, 0, 2, 3) == 2  # what lies on or under a 3 says nothing
    drawing[0, 0] = NO_CELL
    assert own_shift(np.array([[1, 2, 1], [NO_CELL, 1, 2]], np.uint8), "slanting") == (1, 1)
    assert own_shift(drawn("123"), "rows") is None
