"""Colors of a grid, and tables that recolor."""

from __future__ import annotations

import numpy as np

from solver.seeing.colors import (
    UNSEEN,
    background_of,
    backgrounds_of,
    color_table,
    counts_of,
    edge_color_of,
    exchanged,
    majority_of,
    rarest_of,
    whole_table,
)
from tests.seeing.grids import LIMITS, drawn, random_grids

GRIDS = [*LIMITS, *random_grids(60)]


def test_common_and_rare_colors_are_those_of_a_count():
    for grid in GRIDS:
        cells = grid.ravel().tolist()
        assert counts_of(grid).tolist() == [cells.count(color) for color in range(10)]
        for first in (0, 1, 5):
            there = [color for color in sorted(set(cells)) if color >= first]
            assert majority_of(grid, first) == max(there, key=cells.count, default=0)
            assert rarest_of(grid, first) == min(there, key=cells.count, default=0)


def test_the_color_of_the_edge_is_that_of_most_outermost_cells():
    assert edge_color_of(drawn("1222 2333 1331 1331")) == 1, "five of 1, four of 2, three of 3; inside 3 is the most common"
    for grid in GRIDS:
        height, width = grid.shape
        edge = [
            int(grid[row, col])
            for row in range(height)
            for col in range(width)
            if row in (0, height - 1) or col in (0, width - 1)
        ]
        assert edge_color_of(grid) == max(sorted(set(edge)), key=edge.count)


def test_the_background_is_0_where_all_grids_have_it():
    one, other, without = drawn("770"), drawn("330"), drawn("445")
    assert [background_of(grid) for grid in (one, other, without)] == [7, 3, 4]
    assert backgrounds_of([one, other]) == [0, 0] and backgrounds_of([one, without]) == [7, 4]


def test_a_table_turns_every_grid_into_its_partner():
    pairs = [(drawn("12 33"), drawn("45 33")), (drawn("10"), drawn("40"))]
    table = color_table(pairs)
    assert table.tolist() == [0, 4, 5, 3] + [UNSEEN] * 6
    assert all(np.array_equal(whole_table(table)[before], after) for before, after in pairs)
    assert whole_table(table)[9] == 9
    assert color_table([(drawn("11"), drawn("12"))]) is None, "one color becomes two"
    assert color_table([*pairs, (drawn("1"), drawn("5"))]) is None, "one becomes another than before"


def test_exchanged_colors_are_those_named():
    assert exchanged(drawn("0123"), {1: 3, 3: 1}).tolist() == [[0, 3, 2, 1]]
    assert exchanged(drawn("0123"), {}).tolist() == [[0, 1, 2, 3]]
