"""Canvases: where the input lies on a larger grid, and as how many tiles."""

import numpy as np

from solver.rules.canvases import PLACES, canvases_of
from solver.task import Pair, Task, as_grid

GRIDS = [as_grid([[1, 2], [0, 3]]), as_grid([[4, 0], [4, 4]]), as_grid([[0, 5], [6, 0]])]


def task_with(outputs):
    return Task("made", tuple(Pair(grid, output) for grid, output in zip(GRIDS, outputs, strict=False)), (GRIDS[2],))


def test_the_input_lies_in_every_corner_and_in_the_middle():
    pictures = list(canvases_of(task_with([np.pad(grid, ((0, 2), (2, 0))) for grid in GRIDS[:2]])))
    assert all(grid.shape == (4, 4) for picture in pictures for grid in picture.grids)
    for name, before in zip(
        PLACES, [((0, 2), (0, 2)), ((0, 2), (2, 0)), ((2, 0), (0, 2)), ((2, 0), (2, 0)), ((1, 1), (1, 1))], strict=True
    ):
        (picture,) = [picture for picture in pictures if dict(picture.rule.arguments).get("at") == name][:1]
        assert all(np.array_equal(found, np.pad(grid, before)) for found, grid in zip(picture.grids, GRIDS, strict=True))


def tiled(grid):
    """As many tiles of 2 x 2 in a grid of 4 x 4 as the grid has colored cells."""
    out = np.zeros((4, 4), np.uint8)
    for tile in range(np.count_nonzero(grid)):
        row, col = divmod(tile, 2)
        out[2 * row : 2 * row + 2, 2 * col : 2 * col + 2] = grid
    return out


def test_there_are_as_many_tiles_as_a_fact_says():
    grids = [as_grid([[1, 0], [0, 3]]), GRIDS[1], GRIDS[2]]
    task = Task("tiles", tuple(Pair(grid, tiled(grid)) for grid in grids[:2]), (grids[2],))
    found = [picture for picture in canvases_of(task) if "tiles" in dict(picture.rule.arguments)]
    assert found
    assert any(
        all(np.array_equal(one, tiled(grid)) for one, grid in zip(picture.grids, grids, strict=True)) for picture in found
    )
    for picture in found:
        assert all(np.array_equal(one, pair.output) for one, pair in zip(picture.grids, task.train, strict=False))
