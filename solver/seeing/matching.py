"""Where a pattern of colored cells lies in a grid, at least in part."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, compiled

PLACES = types.int64[:, ::1]
DOWN, RIGHT, MATCHED, INK = range(4)
NO_INK = -1


@compiled()
def _try_place(
    grid: np.ndarray,
    taken: np.ndarray,
    pattern: tuple,
    down: int,
    right: int,
    background: int,
    is_loose: bool,
    place: np.ndarray,
) -> bool:
    """True when a pattern fits at an offset; fills the row of places for it. See find_places."""
    rows, cols, colors, is_key = pattern
    height, width = grid.shape
    matched, missing, ink = 0, 0, np.int64(NO_INK)
    for k in range(rows.size):
        row, col = rows[k] + down, cols[k] + right
        if row < 0 or col < 0 or row >= height or col >= width:
            if is_key[k]:
                return False
            continue
        color = np.int64(grid[row, col])
        if taken[row, col]:
            return False
        if color == background:
            if is_key[k]:
                return False
            missing += 1
        elif is_loose and not is_key[k]:
            if ink != NO_INK and color != ink:
                return False
            ink = color
            matched += 1
        elif color == colors[k]:
            matched += 1
        else:
            return False
    place[DOWN] = down
    place[RIGHT] = right
    place[MATCHED] = matched
    place[INK] = ink
    return missing > 0 and (ink != NO_INK or not is_loose)


@compiled(INTEGER(GRID, GRID, INTEGERS, INTEGERS, INTEGERS, INTEGERS, INTEGER, INTEGER, PLACES))
def find_places(
    grid: np.ndarray,
    taken: np.ndarray,
    rows: np.ndarray,
    cols: np.ndarray,
    colors: np.ndarray,
    is_key: np.ndarray,
    background: int,
    is_loose: int,
    places: np.ndarray,
) -> int:
    """Fill places (rows of DOWN, RIGHT, MATCHED, INK) where a part of a pattern is there and all the rest is free.

    The pattern's rows and cols start at 0, keys first; cells that are keys must be there, the others may lie outside of
    the grid. A place has no cell that is taken (uint8) and lacks a cell in the grid. When is_loose the cells that are no
    keys may have any one color, the place's ink. Stops when places is full. Returns how many were found.
    """
    height, width = grid.shape
    count, last_row, last_col = 0, rows.max(), cols.max()
    is_tried = np.zeros((height + last_row, width + last_col), np.bool_)
    anchors = 1 if is_key[0] else rows.size
    for row in range(height):
        for col in range(width):
            if grid[row, col] == background or taken[row, col]:
                continue
            for k in range(anchors):
                down, right = row - rows[k], col - cols[k]
                if grid[row, col] != colors[k] or is_tried[down + last_row, right + last_col]:
                    continue
                is_tried[down + last_row, right + last_col] = True
                pattern = (rows, cols, colors, is_key)
                if count < places.shape[0] and _try_place(
                    grid, taken, pattern, down, right, background, is_loose != 0, places[count]
                ):
                    count += 1
    return count
