"""Compiled ops against slow, obvious versions, and the reading of pictures."""

from __future__ import annotations

import numpy as np
import pytest

from solver.jit import Placed
from solver.language import canvas, catalog, complete, cut, fill, lines, objects
from tests import naive
from tests.language.test_ops import ALL, GRIDS
from tests.pictures import pictures

SMALL = [grid for grid in GRIDS if grid.size <= 150]
TINY = [grid for grid in GRIDS if grid.size <= 40]
STEPS = {0: (0, 1), 1: (0, -1), 2: (1, 0), 3: (-1, 0), 7: (1, 1), 8: (-1, -1), 9: (-1, 1), 10: (1, -1)}
RAY_SETS = {4: (0, 1), 5: (2, 3), 6: (0, 1, 2, 3), 11: (7, 8), 12: (9, 10), 13: (7, 8, 9, 10), 14: (0, 1, 2, 3, 7, 8, 9, 10)}


@pytest.mark.parametrize("kind", range(4))
def test_objects_are_the_connected_components(kind):
    for grid in SMALL:
        assert cut.cut_objects(grid, kind).tolist() == naive.objects(grid, kind).tolist()


def test_fill_enclosed_keeps_only_the_outside_open():
    for grid in SMALL:
        if grid.any():
            assert fill.fill_enclosed(grid, 0).tolist() == naive.solid(grid).tolist()


@pytest.mark.parametrize("directions", range(15))
def test_rays_arrive_from_the_next_filled_cell(directions):
    steps = [STEPS[k] for k in RAY_SETS.get(directions, (directions,))]
    for grid in SMALL:
        if grid.any():
            assert lines.shoot_rays(grid, directions).tolist() == naive.rays(grid, steps).tolist()


@pytest.mark.parametrize("kind", [0, 2])
def test_spread_gives_each_zero_a_nearest_color(kind):
    steps = naive.ALL_STEPS if kind else naive.EDGE_STEPS
    for grid in SMALL:
        if not grid.any():
            continue
        colors = set(grid[grid > 0].tolist())
        reached = {color: naive.distances(grid, list(zip(*np.nonzero(grid == color), strict=True)), steps) for color in colors}
        out = lines.spread_colors(grid, kind)
        for cell in naive.cells_of(grid):
            nearest = min(distance.get(cell, 9999) for distance in reached.values())
            assert reached[int(out[cell])].get(cell, 9999) == nearest if grid[cell] == 0 else out[cell] == grid[cell]


def test_connect_fills_gaps_between_equal_neighbors_of_a_line():
    for grid in SMALL:
        rows = np.array([naive.gaps(line) for line in grid.tolist()])
        cols = np.array([naive.gaps(line) for line in grid.T.tolist()]).T
        for way, expected in ((0, rows), (1, cols), (2, np.where(cols > 0, cols, rows))):
            found = lines.connect_cells(grid, way)
            assert (found.tolist() == expected.tolist()) if expected.any() else found.size == 0


def test_rescale_takes_the_color_that_covers_most():
    for k, grid in enumerate(TINY):
        height, width = 1 + k % 7, 1 + k % 5
        found = canvas.rescale(Placed(grid, 0, 0), np.zeros((height, width), np.uint8))
        expected = naive.rescaled(grid, height, width)
        if height % grid.shape[0] == 0 and width % grid.shape[1] == 0:
            assert found.tolist() == np.kron(grid, np.ones((height // grid.shape[0], width // grid.shape[1]), int)).tolist()
        assert all(color is None or color == found[cell] for cell, color in np.ndenumerate(expected))


@pytest.mark.parametrize("direction", range(4))
def test_falling(direction):
    for grid in SMALL[::2]:
        assert objects.fall_cells(grid, direction).tolist() == naive.fallen_cells(grid, direction).tolist()
        if grid.any():
            assert objects.fall_objects(grid, direction).tolist() == naive.fallen_objects(grid, direction).tolist()


def test_tiling_is_found_in_periodic_grids():
    rng = np.random.default_rng(5)
    for _ in range(40):
        rows, cols = (int(side) for side in rng.integers(1, 4, 2))
        shift = int(rng.integers(0, cols))
        tile = rng.integers(1, 8, (rows, cols))
        whole = np.empty((12, 12), np.uint8)
        for row, col in naive.cells_of(whole):
            whole[row, col] = tile[row % rows, (col - row // rows * shift) % cols]
        assert naive.is_tiling(whole, rows, cols, shift)
        damaged = whole.copy()
        top, left = rng.integers(0, 9, 2)
        damaged[top : top + 4, left : left + 4] = 9
        assert complete.restore_tiling(damaged, 9).tolist() == whole.tolist()


def test_pictures_are_read_by_columns():
    assert sum(len(pictures(op)) for op in ALL) >= len(ALL)
    laid = next(picture for op in ALL if op.name == "rescale" for picture in pictures(op))
    assert [np.shape(item.cells) for item in laid.arguments] == [(1, 2), (2, 4)]
    assert laid.result.cells.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_catalog_shows_every_op_with_its_pictures():
    shown = catalog.markdown(ALL)
    assert all(f"| `{op.name}` | " in shown for op in ALL)
    assert "<pre>12@0,0  00000 (0) -> 12211</pre>" in shown
    assert sum(catalog.row_count(op) for op in ALL) >= 60
    assert f"{len(ALL)} ops in " in catalog.summary()
