"""Rigid motions and shifts of the whole grid."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Direction, op
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

SHIFT_COSTS = {0: 0, 1: 0, 2: 0, 3: 0, 4: 2, 5: 2, 6: 2, 7: 2, 10: 1, 11: 1, 12: 1, 13: 1}


@op(cost=4, same_shape=True, self_inverse=True, commutes_with_recoloring=True)
def flip_rows(grid: Grid) -> Grid:
    """Reverse the order of the rows.

    12 -> 34
    34    12
    """
    height, width = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[height - 1 - row, col]
    return out


@op(cost=4, same_shape=True, self_inverse=True, commutes_with_recoloring=True)
def flip_cols(grid: Grid) -> Grid:
    """Reverse the order of the columns.

    12 -> 21
    34    43
    """
    height, width = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[row, width - 1 - col]
    return out


@op(cost=4, same_shape=True, self_inverse=True, commutes_with_recoloring=True)
def rotate_half_turn(grid: Grid) -> Grid:
    """Rotate by 180 degrees.

    12 -> 43
    34    21
    """
    height, width = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[height - 1 - row, width - 1 - col]
    return out


@op(cost=5, commutes_with_recoloring=True)
def rotate_clockwise(grid: Grid) -> Grid:
    """Rotate by 90 degrees clockwise.

    12 -> 31
    34    42
    """
    width, height = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[width - 1 - col, row]
    return out


@op(cost=5, commutes_with_recoloring=True)
def rotate_counterclockwise(grid: Grid) -> Grid:
    """Rotate by 90 degrees counterclockwise.

    12 -> 24
    34    13
    """
    width, height = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[col, height - 1 - row]
    return out


@op(cost=4, self_inverse=True, commutes_with_recoloring=True)
def transpose(grid: Grid) -> Grid:
    """Turn rows into columns.

    123 -> 14
    456    25
           36
    """
    width, height = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[col, row]
    return out


@op(cost=5, self_inverse=True, commutes_with_recoloring=True)
def transpose_antidiagonal(grid: Grid) -> Grid:
    """Reflect about the diagonal from bottom left to top right.

    123 -> 63
    456    52
           41
    """
    width, height = grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = grid[width - 1 - col, height - 1 - row]
    return out


@op(cost=7, constants=SHIFT_COSTS, computed=True, same_shape=True, commutes_with_recoloring=True)
def shift(grid: Grid, direction: Direction) -> Grid:
    """Move everything by one cell; what leaves the grid is lost and 0 comes in. Direction + 10: it comes in at the other side.

    12 (1) -> 01
    34        03

    12 (11) -> 21
    34         43
    """
    if direction < 0 or direction % 10 > 7 or direction > 17:
        return nothing()
    height, width = grid.shape
    row_step, col_step = ROW_STEPS[direction % 10], COL_STEPS[direction % 10]
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        from_row = row - row_step
        if direction >= 10:
            from_row = (from_row + height) % height
        for col in range(width):
            from_col = col - col_step
            if direction >= 10:
                from_col = (from_col + width) % width
            if 0 <= from_row < height and 0 <= from_col < width:
                out[row, col] = grid[from_row, from_col]
    return out
