"""Goals: what is still to be explained, cell by cell.

A goal is one array of cells per demonstration, each cell the set of colors that may stand there, as bits: 1 << color for a
known cell, ANYTHING for a don't-care cell, NONZERO where only set or not set matters. Sets instead of one don't-care mark
make two wishes for the same cell meet by `&`, and let a mask be a goal.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.task import COLOR_COUNT, Grid

ANYTHING = (1 << COLOR_COUNT) - 1
NONZERO = ANYTHING - 1
ZERO = 1
UNSEEN = 1 << COLOR_COUNT  # added to a set of colors for what no demonstration shows

Grids = tuple[Grid, ...]
Goal = tuple[np.ndarray, ...]


def cells_of(grid: Grid) -> np.ndarray:
    """Goal cells that ask for exactly this grid."""
    return np.left_shift(1, grid, dtype=np.uint16)


def allows(cells: np.ndarray, grid: Grid) -> bool:
    """True when a grid is what goal cells ask for."""
    return cells.shape == grid.shape and bool((cells >> grid & 1).all())


def exact(goal: Goal) -> Grids | None:
    """The only grids that meet a goal, or None when some cell leaves a choice."""
    if any((np.bitwise_count(cells) != 1).any() for cells in goal):
        return None
    return tuple(np.bitwise_count(cells - 1).astype(np.uint8) for cells in goal)


def goal_of(parts: Iterable[np.ndarray]) -> Goal:
    """A goal of cells that may be views of others."""
    return tuple(np.ascontiguousarray(part) for part in parts)


def is_possible(goal: Goal) -> bool:
    """True when every cell may hold some color."""
    return all(cells.all() for cells in goal)


def blocks_of(cells: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """The blocks of a layout as (rows, cols, height, width)."""
    height, width = cells.shape[0] // rows, cells.shape[1] // cols
    return cells.reshape(rows, height, cols, width).swapaxes(1, 2)
