"""The colors of a grid, counted by Python."""

import numpy as np

from solver.seeing.palette import (
    color_box,
    color_counts,
    content_box,
    full,
    is_blank,
    least_frequent,
    majority_color,
    most_frequent,
)
from tests import naive
from tests.seeing.grids import LIMITS, drawn, random_grids

GRIDS = [*LIMITS, *random_grids(60)]


def test_counts_and_who_is_ahead():
    for grid in GRIDS:
        colors = grid.ravel().tolist()
        counts = color_counts(grid)
        assert counts.tolist() == [colors.count(color) for color in range(10)]
        for first in (0, 1, 4):
            known = [color for color in sorted(set(colors)) if color >= first]
            assert most_frequent(counts, first) == max(known, key=colors.count, default=-1)
            assert least_frequent(counts, first) == min(known, key=colors.count, default=-1)
        assert majority_color(grid) == (naive.majority(grid) or -1)
        assert is_blank(grid) == (not any(colors))


def box_of(mask):
    rows, cols = np.nonzero(mask)
    return (rows.min(), cols.min(), np.ptp(rows) + 1, np.ptp(cols) + 1) if rows.size else (0, 0, 0, 0)


def test_boxes_hold_the_cells_and_no_more():
    for grid in GRIDS:
        assert content_box(grid) == box_of(grid != 0)
        for color in (0, 1, 9):
            assert color_box(grid, color) == box_of(grid == color)


def test_a_full_grid_has_one_color_and_legal_sides():
    assert np.array_equal(full(2, 3, 4), drawn("444 444"))
    assert all(full(height, width, 1).size == 0 for height, width in ((0, 3), (3, 0), (31, 1), (1, 31), (-1, 2)))
