"""Components and floods against slow versions, and pictures."""

import numpy as np
import pytest

from solver.seeing.components import (
    count_pieces,
    enclosed_cells,
    from_edge,
    label_boxes,
    label_color,
    label_objects,
    label_sizes,
    outside_cells,
)
from tests import naive
from tests.seeing.grids import LIMITS, drawn, random_grids

GRIDS = [*LIMITS, *random_grids(40)]


def labeled(grid, background, diagonal, one_color):
    labels = np.zeros(grid.shape, np.int16)
    return label_objects(grid, background, diagonal, one_color, labels), labels


@pytest.mark.parametrize("background", [0, 3])
@pytest.mark.parametrize("diagonal", [False, True])
@pytest.mark.parametrize("one_color", [False, True])
def test_objects_are_those_that_merging_neighbors_makes(background, diagonal, one_color):
    steps = naive.ALL_STEPS if diagonal else naive.EDGE_STEPS
    for grid in GRIDS:
        groups = naive.components(grid, lambda cell, grid=grid: grid[cell] != background, steps, one_color)
        count, labels = labeled(grid, background, diagonal, one_color)
        assert count == len(groups)
        assert np.array_equal(labels, naive.as_labels(grid, groups))


@pytest.mark.parametrize("color", [0, 2])
@pytest.mark.parametrize("diagonal", [False, True])
def test_pieces_of_a_color_and_those_that_reach_the_edge(color, diagonal):
    steps = naive.ALL_STEPS if diagonal else naive.EDGE_STEPS
    for grid in GRIDS:
        last_row, last_col = grid.shape[0] - 1, grid.shape[1] - 1
        groups = naive.components(grid, lambda cell, grid=grid: grid[cell] == color, steps, True)
        labels = np.zeros(grid.shape, np.int16)
        assert label_color(grid, color, diagonal, labels) == len(groups)
        assert np.array_equal(labels, naive.as_labels(grid, groups))
        if diagonal:
            assert count_pieces(grid, color) == len(groups)
        at_edge = [group for group in groups if any(row in (0, last_row) or col in (0, last_col) for row, col in group)]
        assert {tuple(cell) for cell in np.argwhere(from_edge(grid, color, diagonal)).tolist()} == set().union(*at_edge)


def test_zeros_are_outside_or_enclosed():
    for grid in GRIDS:
        outside = outside_cells(grid)
        assert {tuple(cell) for cell in np.argwhere(outside).tolist()} == naive.outside(grid)
        assert np.array_equal(enclosed_cells(grid) == 1, (grid == 0) & (outside == 0))


def test_sizes_and_boxes_of_labels():
    labels = drawn("1102 0102 0033").astype(np.int16)
    assert label_sizes(labels, 3).tolist() == [5, 3, 2, 2]
    assert label_boxes(labels, 4).tolist() == [[0, 0, 2, 2], [0, 0, 1, 1], [0, 3, 1, 3], [2, 2, 2, 3], [3, 4, -1, -1]]
