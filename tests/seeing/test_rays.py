"""Rays and connecting lines against a look back from every free cell."""

import numpy as np
import pytest

from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.rays import connect, shoot
from tests import naive
from tests.seeing.grids import LIMITS, drawn, random_grids

GRIDS = [*LIMITS, *random_grids(40)]


@pytest.mark.parametrize("direction", range(8))
def test_a_ray_goes_on_until_something_is_in_its_way(direction):
    for grid in GRIDS:
        out = grid.copy()
        shoot(grid, direction, out)
        assert np.array_equal(out, naive.rays(grid, [(ROW_STEPS[direction], COL_STEPS[direction])]))


def first_seen(grid, cell, down, right):
    """Color of the first cell that is not free, from a cell on; 0 when there is none."""
    row, col = cell[0] + down, cell[1] + right
    while 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]:
        if grid[row, col]:
            return grid[row, col]
        row, col = row + down, col + right
    return 0


@pytest.mark.parametrize(("down", "right"), [(0, 1), (1, 0), (1, 1), (1, -1)])
@pytest.mark.parametrize("any_color", [False, True])
def test_a_free_cell_is_painted_when_it_sees_both_ends(down, right, any_color):
    for grid in GRIDS:
        expected = grid.copy()
        for cell in naive.cells_of(grid):
            first, last = first_seen(grid, cell, -down, -right), first_seen(grid, cell, down, right)
            if not grid[cell] and first and last and (any_color or first == last):
                expected[cell] = first
        out = grid.copy()
        assert connect(grid, down, right, any_color, out) == (expected != grid).sum()
        assert np.array_equal(out, expected)


def test_a_picture():
    grid, out = drawn("20020 00000 20300"), drawn("20020 00000 20300")
    assert connect(grid, 0, 1, False, out) == 2
    assert np.array_equal(out, drawn("22220 00000 20300"))
