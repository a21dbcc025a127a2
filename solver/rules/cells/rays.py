"""Cell features from a distance: what eight rays meet, runs of the own color, the nearest set cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import COLORS, NO_COLOR, Block, colors, counts_in, each, most_common, numbers
from solver.rules.cells.look import DIRECTIONS, Look
from solver.task import Grid

NEVER = 60  # distance of a ray that hits nothing
RAY_COLOR, RAY_DISTANCE, RUN = "ray color", "ray distance", "run"  # groups that some trees go without


def rays(look: Look) -> Iterator[Block]:
    """What rays in eight directions meet, and how long the own color goes on."""
    hit, run, is_hit = look.hit, look.steps[1], look.steps[0] > 0
    distance, cells = np.where(is_hit, look.steps[0], NEVER), np.arange(look.own.size)
    straight, slanted = counts_in(hit[:4], look.background), counts_in(hit[4:], look.background)
    yield colors("ray", 4, {each("color hit {}", DIRECTIONS): hit})
    yield numbers(RAY_DISTANCE, 5, {each("distance {}", DIRECTIONS): distance})
    yield colors(RUN, 6, {each("color after the own run {}", DIRECTIONS): look.ahead(run)})
    yield numbers(RUN, 6, {each("cells to the end of the own run {}", DIRECTIONS): run})
    hits = (straight, slanted, straight + slanted)
    yield numbers(
        "ray", 4, {each("{} that hit", ("straight rays", "diagonal rays", "rays")): [one.sum(axis=0) for one in hits]}
    )
    names = ("main color hit straight", "main color hit diagonally", "main color hit")
    yield colors("ray", 4, {names: list(map(most_common, hits))})
    first_straight, first = distance[:4].argmin(axis=0), distance.argmin(axis=0)
    nearest = {"color of nearest straight hit": hit[first_straight, cells], "color of nearest hit": hit[first, cells]}
    yield colors("ray", 4, nearest)
    both = np.where(hit[[0, 1, 4, 5]] == hit[[2, 3, 6, 7]], hit[[0, 1, 4, 5]], NO_COLOR)
    yield colors("ray", 3, {each("color on both sides in {}", ("col", "row")): both[:2]})
    yield colors("ray", 4, {each("color on both sides in {} diagonal", ("rising", "falling")): both[2:]})
    own_runs = run[:2] + run[2:4] - 1
    yield numbers(RUN, 5, {("own run in col", "own run in row"): own_runs})
    yield numbers(RUN, 5, {"longest own run": own_runs.max(axis=0), "shortest own run": own_runs.min(axis=0)})
    yield numbers(RAY_COLOR, 6, {each("a straight ray hits {}", COLORS): straight > 0})
    yield numbers(RAY_COLOR, 6, {each("a diagonal ray hits {}", COLORS): slanted > 0})
    nearest = {"distance of nearest straight hit": distance[:4].min(axis=0), "distance of nearest hit": distance.min(axis=0)}
    yield numbers(RAY_DISTANCE, 5, nearest)


@compiled(types.Array(types.int64, 2, "C")(GRID, INTEGER))
def nearest_set(grid: Grid, background: int) -> np.ndarray:
    """The nearest set cell but itself of every cell, and the nearest of another color (2, cells), -1 for none.

    By the larger of the row and col distance, then by their sum, then first in reading order.
    """
    found = np.full((2, grid.size), -1)
    width, marks = grid.shape[1], np.flatnonzero(grid.ravel() != background)
    for cell in range(grid.size):
        best = other_best = 1 << 20
        for mark in marks:
            rows_off, cols_off = abs(cell // width - mark // width), abs(cell % width - mark % width)
            far = max(rows_off, cols_off) * 64 + rows_off + cols_off
            if 0 < far < best:
                best, found[0, cell] = far, mark
            if far < other_best and grid[mark // width, mark % width] != grid[cell // width, cell % width]:
                other_best, found[1, cell] = far, mark
    return found


def nearest(look: Look) -> Iterator[Block]:
    """Where and what the nearest set cell is."""
    found = nearest_set(look.grid, look.background)
    color, other_color = np.where(found < 0, NO_COLOR, look.own[found])
    first = found[0]
    down, right = np.where(first < 0, 0, (look.row - look.row[first], look.col - look.col[first]))
    yield colors("nearest", 4, {"color of nearest set cell": color, "color of nearest cell of another color": other_color})
    yield numbers("nearest", 5, {"rows down from nearest set cell": 30 + down, "cols right from nearest set cell": 30 + right})
    rows_off, cols_off = abs(down), abs(right)
    yield numbers("nearest", 5, {"rows to nearest set cell": rows_off, "cols to nearest set cell": cols_off})
    yield numbers("nearest", 5, {"distance to nearest set cell": np.maximum(rows_off, cols_off)})
    yield numbers("nearest", 5, {"steps to nearest set cell": rows_off + cols_off})
    yield numbers("nearest", 5, {"knightness of nearest set cell": abs(rows_off - cols_off)})
