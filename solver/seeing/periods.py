"""Drawings that repeat themselves: the shift that maps a drawing on itself, and its continuation."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from solver.jit import GRID, INTEGER, compiled
from solver.seeing.boxes import NO_CELL

NOTHING_HIDDEN = 99
Shift = tuple[int, int]  # rows down, columns to the right; rows > 0, or rows = 0 and columns > 0
KINDS: dict[str, Callable[[int, int], bool]] = {
    "any": lambda down, right: True,
    "rows": lambda down, right: down == 0,
    "columns": lambda down, right: right == 0,
    "slanting": lambda down, right: down != 0 and right != 0,
}


def own_shift(drawing: np.ndarray, kind: str) -> Shift | None:
    """The shift of a kind that maps most cells of a drawing (NO_CELL where it has none) on equal ones and none on others."""
    return next((shift for shift in _own_shifts(drawing.tobytes(), drawing.shape) if KINDS[kind](*shift)), None)


@lru_cache(maxsize=500)
def _own_shifts(cells: bytes, shape: tuple[int, int]) -> tuple[Shift, ...]:
    """All shifts that a drawing agrees with, wherever both boxes lie, in at least a quarter of its cells; best first."""
    drawing = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    height, width = shape
    least = max(1.0, 0.25 * int((drawing != NO_CELL).sum()))
    shifts = [(down, right) for down in range(height) for right in range(1 - width if down else 1, width)]
    found = [(-agreement(drawing, *shift, NOTHING_HIDDEN), shift[0] ** 2 + shift[1] ** 2, shift) for shift in shifts]
    return tuple(shift for common, _, shift in sorted(found) if -common >= least)


@compiled(INTEGER(GRID, INTEGER, INTEGER, INTEGER))
def agreement(grid: np.ndarray, down: int, right: int, hidden: int) -> int:
    """How many cells of a drawing equal the cell that lies `down` rows below and `right` columns to the right.

    Cells of the color `hidden` say nothing, and NO_CELL ones do not count. -1 where two cells differ.
    """
    height, width = grid.shape
    common = 0
    for row in range(height - down):
        for col in range(max(0, -right), width - max(0, right)):
            one, other = grid[row, col], grid[row + down, col + right]
            if one == other:
                common += one not in (hidden, NO_CELL)
            elif hidden not in (one, other):
                return -1
    return common
