"""Rigid motions and shifts of the whole grid."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, compiled, nothing
from solver.language.registry import Direction, op
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

FLIP_ROWS, FLIP_COLS, HALF_TURN, TRANSPOSE, CLOCKWISE, COUNTERCLOCKWISE, ANTITRANSPOSE = range(1, 8)
SHIFT_COSTS = {0: 0, 1: 0, 2: 0, 3: 0, 4: 2, 5: 2, 6: 2, 7: 2, 10: 1, 11: 1, 12: 1, 13: 1}


@compiled(GRID(GRID, INTEGER))
def moved(grid: np.ndarray, motion: int) -> np.ndarray:
    """Move a grid by a rigid motion: FLIP_ROWS, FLIP_COLS and TRANSPOSE as bits, the last of which is done last."""
    last_row, last_col = grid.shape[0] - 1, grid.shape[1] - 1
    height, width = (grid.shape[1], grid.shape[0]) if motion >= TRANSPOSE else grid.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            from_row, from_col = (col, row) if motion >= TRANSPOSE else (row, col)
            from_row = last_row - from_row if motion & FLIP_ROWS else from_row
            from_col = last_col - from_col if motion & FLIP_COLS else from_col
            out[row, col] = grid[from_row, from_col]
    return out


@op(cost=4, of=(moved, FLIP_ROWS), same_shape=True, self_inverse=True, commutes_with_recoloring=True)
def flip_rows(grid: Grid) -> Grid:
    """Reverse the order of the rows.

    12 -> 34
    34    12
    """


@op(cost=4, of=(moved, FLIP_COLS), same_shape=True, self_inverse=True, commutes_with_recoloring=True)
def flip_cols(grid: Grid) -> Grid:
    """Reverse the order of the columns.

    12 -> 21
    34    43
    """


@op(cost=4, of=(moved, HALF_TURN), same_shape=True, self_inverse=True, commutes_with_recoloring=True)
def rotate_half_turn(grid: Grid) -> Grid:
    """Rotate by 180 degrees.

    12 -> 43
    34    21
    """


@op(cost=5, of=(moved, CLOCKWISE), commutes_with_recoloring=True)
def rotate_clockwise(grid: Grid) -> Grid:
    """Rotate by 90 degrees clockwise.

    12 -> 31
    34    42
    """


@op(cost=5, of=(moved, COUNTERCLOCKWISE), commutes_with_recoloring=True)
def rotate_counterclockwise(grid: Grid) -> Grid:
    """Rotate by 90 degrees counterclockwise.

    12 -> 24
    34    13
    """


@op(cost=4, of=(moved, TRANSPOSE), self_inverse=True, commutes_with_recoloring=True)
def transpose(grid: Grid) -> Grid:
    """Turn rows into columns.

    123 -> 14
    456    25
           36
    """


@op(cost=5, of=(moved, ANTITRANSPOSE), self_inverse=True, commutes_with_recoloring=True)
def transpose_antidiagonal(grid: Grid) -> Grid:
    """Reflect about the diagonal from bottom left to top right.

    123 -> 63
    456    52
           41
    """


@op(
    cost=7,
    constants=SHIFT_COSTS,
    words="up, right, down, left, up-right, down-right, down-left, up-left, up around, right around, down around, left around",
    same_shape=True,
    commutes_with_recoloring=True,
)
def shift(grid: Grid, direction: Direction) -> Grid:
    """Move everything by one cell; what leaves the grid is lost and 0 comes in. Around: it comes in at the other side.

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
