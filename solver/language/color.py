"""Choose, erase and paint colors."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Color, op
from solver.task import Grid

# Small colors come first where a color is enumerated: after canonical renaming they are the colors that matter.
LATER_COLORS_COST_MORE = {1: 0, 2: 0, 3: 1, 4: 2, 5: 3, 6: 4, 7: 4, 8: 4, 9: 5}


@op(cost=3, same_shape=True)
def invert(grid: Grid) -> Grid:
    """Turn zeros into the lowest color of the grid (1 when it has none) and everything else into 0.

    020 -> 202
    003    220
    """
    height, width = grid.shape
    color = 10
    for row in range(height):
        for col in range(width):
            if 0 < grid[row, col] < color:
                color = grid[row, col]
    if color == 10:
        color = 1
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            if grid[row, col] == 0:
                out[row, col] = color
    return out


@op(cost=3, constants=LATER_COLORS_COST_MORE, computed=True, same_shape=True, idempotent=True)
def keep_color(grid: Grid, color: Color) -> Grid:
    """Turn every cell of another color into 0.

    12 (1) -> 10
    21        01
    """
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if grid[row, col] == color:
                out[row, col] = color
                found = True
    return out if found and color > 0 else nothing()


@op(cost=5, constants=LATER_COLORS_COST_MORE, computed=True, same_shape=True)
def erase_color(grid: Grid, color: Color) -> Grid:
    """Turn every cell of one color into 0.

    12 (1) -> 02
    21        20
    """
    height, width = grid.shape
    out = np.empty((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[row, col]
            if grid[row, col] == color:
                out[row, col] = 0
                found = True
    return out if found and color > 0 else nothing()


@op(cost=3, constants=LATER_COLORS_COST_MORE, computed=True, same_shape=True, idempotent=True)
def recolor_all(grid: Grid, color: Color) -> Grid:
    """Paint every non-zero cell in one color.

    12 (3) -> 33
    20        30
    """
    if color < 1 or color > 9:
        return nothing()
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if grid[row, col] != 0:
                out[row, col] = color
                found = True
    return out if found else nothing()
