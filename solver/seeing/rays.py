"""Rays and connecting lines."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled
from solver.seeing.components import COL_STEPS, ROW_STEPS


@compiled()
def shoot(grid: np.ndarray, direction: int, out: np.ndarray) -> None:
    """Carry each non-zero cell's color along one direction through zeros into out (modified).

    Directions as in the op registry. A zero is reached by at most one ray per direction, so this is linear in cells.
    """
    row_step, col_step = ROW_STEPS[direction], COL_STEPS[direction]
    height, width = grid.shape
    for first_row in range(height):
        for first_col in range(width):
            color = grid[first_row, first_col]
            if color == 0:
                continue
            row, col = first_row + row_step, first_col + col_step
            while 0 <= row < height and 0 <= col < width and grid[row, col] == 0:
                out[row, col] = color
                row += row_step
                col += col_step


@compiled()
def connect(grid: np.ndarray, row_step: int, col_step: int, any_color: bool, out: np.ndarray) -> int:
    """Paint the zeros between consecutive non-zero cells along one direction into out (modified) when the ends are equal.

    With any_color the ends may differ and the color of the first end is used. Returns how many cells were painted.
    """
    height, width = grid.shape
    painted = 0
    for row in range(height):
        for col in range(width):
            color = grid[row, col]
            if color == 0:
                continue
            end_row, end_col = row + row_step, col + col_step
            while 0 <= end_row < height and 0 <= end_col < width and grid[end_row, end_col] == 0:
                end_row += row_step
                end_col += col_step
            if not (0 <= end_row < height and 0 <= end_col < width) or not (any_color or grid[end_row, end_col] == color):
                continue
            gap_row, gap_col = row + row_step, col + col_step
            while gap_row != end_row or gap_col != end_col:
                out[gap_row, gap_col] = color
                painted += 1
                gap_row += row_step
                gap_col += col_step
    return painted
