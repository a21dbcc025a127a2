"""Lines that divide a grid, from their definitions."""

import numpy as np
import pytest

from solver.seeing.partitions import (
    IN_COLUMNS,
    IN_PANELS,
    IN_QUARTERS,
    IN_ROWS,
    IN_SLICES,
    cell_index,
    label_lattice,
    line_color,
    separator_color,
)
from tests.seeing.grids import LIMITS, drawn, random_grids

PANELS = drawn("125 555 345")
GRIDS = [*LIMITS, PANELS, drawn("1511 5555 1511"), *random_grids(60)]


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


@pytest.mark.parametrize(
    ("way", "count", "picture", "expected"),
    [
        (IN_ROWS, 0, "11 22 33", "11 22 33"),
        (IN_COLUMNS, 0, "11 22 33", "12 12 12"),
        (IN_PANELS, 0, "12511 55555 34522", "11022 00000 33044"),
        (IN_PANELS, 0, "12 34", "00 00"),
        (IN_QUARTERS, 0, "12034 50607 12345", "11022 00000 33044"),
        (IN_QUARTERS, 0, "1234", "0000"),
        (IN_SLICES, 2, "1234", "1122"),
        (IN_SLICES, 2, "12045", "11022"),
        (IN_SLICES, 3, "1 2 3", "1 2 3"),
        (IN_SLICES, 3, "12 34", "00 00"),
    ],
)
def test_lattices_number_stretches_of_rows_and_columns(way, count, picture, expected):
    grid = drawn(picture)
    labels = np.zeros(grid.shape, np.int16)
    label_lattice(grid, way, count, labels)
    assert labels.tolist() == drawn(expected).tolist()
