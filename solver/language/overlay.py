"""Two grids become one."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import op
from solver.seeing.palette import is_blank
from solver.task import Grid


@op(cost=4, same_shape=True, commutes_with_recoloring=True)
def overlay(top: Grid, bottom: Grid) -> Grid:
    """Lay one grid over another of the same shape; its zeros are transparent.

    10  33 -> 13
    02  33    32
    """
    if top.shape != bottom.shape:
        return nothing()
    height, width = top.shape
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = top[row, col] if top[row, col] != 0 else bottom[row, col]
    return out


@op(cost=6, origin="reset", commutes_with_recoloring=True)
def beside(left: Grid, right: Grid) -> Grid:
    """Put two grids of equal height side by side.

    1  23 -> 123
    4  56    456
    """
    height, width = left.shape
    if right.shape[0] != height or width + right.shape[1] > 30:
        return nothing()
    out = np.empty((height, width + right.shape[1]), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = left[row, col]
        for col in range(right.shape[1]):
            out[row, width + col] = right[row, col]
    return out


@op(cost=6, origin="reset", commutes_with_recoloring=True)
def below(upper: Grid, lower: Grid) -> Grid:
    """Put two grids of equal width one below the other.

    12  34 -> 12
              34
    """
    height, width = upper.shape
    if lower.shape[1] != width or height + lower.shape[0] > 30:
        return nothing()
    out = np.empty((height + lower.shape[0], width), np.uint8)
    for col in range(width):
        for row in range(height):
            out[row, col] = upper[row, col]
        for row in range(lower.shape[0]):
            out[height + row, col] = lower[row, col]
    return out


@op(cost=6, origin="reset", commutes_with_recoloring=True)
def stamp(mask: Grid, pattern: Grid) -> Grid:
    """Replace each non-zero cell of a mask by the pattern and each zero by a blank of the same shape.

    10  23 -> 2300
    01        0023
    """
    height, width = mask.shape
    rows, cols = pattern.shape
    if height * rows > 30 or width * cols > 30 or is_blank(mask) or is_blank(pattern):
        return nothing()
    out = np.zeros((height * rows, width * cols), np.uint8)
    for row in range(height * rows):
        for col in range(width * cols):
            if mask[row // rows, col // cols] != 0:
                out[row, col] = pattern[row % rows, col % cols]
    return out
