"""Lines that divide a grid, from their definitions."""

import numpy as np
import pytest

from solver.seeing.partitions import cell_index, dividing_color, line_color, separator_color, spans_grid
from tests import naive
from tests.seeing.grids import LIMITS, drawn, random_grids

PANELS = drawn("125 555 345")
GRIDS = [*LIMITS, PANELS, drawn("1511 5555 1511"), *random_grids(60)]


def test_a_color_spans_a_grid_from_edge_to_edge():
    for grid in GRIDS:
        for color in range(10):
            pairs = ((grid[0], grid[-1]), (grid[:, 0], grid[:, -1]))
            assert spans_grid(grid, color) == any(color in one and color in other for one, other in pairs)


def test_the_dividing_color_is_that_of_its_definition():
    for grid in GRIDS:
        assert dividing_color(grid) == naive.dividing_color(grid)


def test_a_line_has_a_color_when_it_has_only_one():
    for grid in GRIDS:
        for lines, is_row in ((grid, True), (grid.T, False)):
            for index, line in enumerate(lines):
                assert line_color(grid, index, is_row) == (line[0] if len(set(line.tolist())) == 1 else -1)


@pytest.mark.parametrize(
    ("picture", "color"),
    [("1512 5555 3514", 5), ("0102 0000 3014", 0), ("12 34", -1), ("55 55", -1), ("123 666 777", 6), ("120 000 660", 0)],
)
def test_separators_are_the_most_common_full_lines(picture, color):
    assert separator_color(drawn(picture)) == color


def test_cells_are_numbered_between_their_separators():
    grid = drawn("5555555 5115225 5115225 5555555 5335445")
    assert cell_index(grid, 5, True).tolist() == [0, 1, 1, 0, 2]
    assert cell_index(grid, 5, False).tolist() == [0, 1, 1, 0, 2, 2, 0]
    assert cell_index(grid, 8, True).tolist() == [1] * 5
    assert np.array_equal(cell_index(grid.T.copy(), 5, True), cell_index(grid, 5, False))
