"""Cells that see each other, against a slow version."""

from __future__ import annotations

import pytest

from solver.seeing.sights import sights_of
from tests.seeing.grids import LIMITS, drawn, random_grids


def looks(grid, background):
    """The pairs of cells, found cell by cell."""
    height, width = grid.shape
    for row in range(height):
        for col in range(width):
            for down, right in ((0, 1), (1, 0)):
                steps = 1
                while row + steps * down < height and col + steps * right < width:
                    if grid[row, col] == background:
                        break
                    if grid[row + steps * down, col + steps * right] != background:
                        if steps > 1:
                            yield row * width + col, (row + steps * down) * width + col + steps * right
                        break
                    steps += 1


def test_sights():
    assert sights_of(drawn("101 000 200"), 0).tolist() == [[0, 2], [0, 6]]


@pytest.mark.parametrize("background", [0, 1])
def test_sights_are_those_of_the_slow_version(background):
    for grid in [*random_grids(30), *LIMITS]:
        assert sorted(map(tuple, sights_of(grid, background).tolist())) == sorted(looks(grid, background))
