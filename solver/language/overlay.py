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


@op(cost=6, same_shape=True, commutes_with_recoloring=True)
def keep_where(grid: Grid, mask: Grid) -> Grid:
    """Keep the cells at which another grid of the same shape is not 0.

    12  30 -> 10
    21  03    01
    """
    if grid.shape != mask.shape:
        return nothing()
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if mask[row, col] != 0 and grid[row, col] != 0:
                out[row, col] = grid[row, col]
                found = True
    return out if found else nothing()


@op(cost=6, same_shape=True, commutes_with_recoloring=True)
def erase_where(grid: Grid, mask: Grid) -> Grid:
    """Clear the cells at which another grid of the same shape is not 0.

    12  30 -> 02
    21  03    20
    """
    if grid.shape != mask.shape:
        return nothing()
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if mask[row, col] == 0 and grid[row, col] != 0:
                out[row, col] = grid[row, col]
                found = True
    return out if found else nothing()


@op(cost=8, same_shape=True, commutes_with_recoloring=True, commutative=True)
def keep_exclusive(left: Grid, right: Grid) -> Grid:
    """Keep the cells that are not 0 in exactly one of two grids of the same shape.

    10  20 -> 00
    10  02    12
    """
    if left.shape != right.shape:
        return nothing()
    height, width = left.shape
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            if left[row, col] == 0:
                out[row, col] = right[row, col]
            elif right[row, col] == 0:
                out[row, col] = left[row, col]
    return out if not is_blank(out) else nothing()


@op(cost=7, same_shape=True, commutative=True)
def both_zero(left: Grid, right: Grid) -> Grid:
    """Paint 1 where two grids of the same shape are both 0, and 0 elsewhere.

    10  20 -> 01
    10  02    00
    """
    if left.shape != right.shape:
        return nothing()
    height, width = left.shape
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            if left[row, col] == 0 and right[row, col] == 0:
                out[row, col] = 1
    return out if not is_blank(out) else nothing()


@op(cost=9, same_shape=True, commutes_with_recoloring=True)
def keep_different(grid: Grid, other: Grid) -> Grid:
    """Keep the cells that differ from another grid of the same shape.

    12  13 -> 02
    12  32    10
    """
    if grid.shape != other.shape:
        return nothing()
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            if grid[row, col] != other[row, col]:
                out[row, col] = grid[row, col]
    return out if not is_blank(out) else nothing()


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


@op(cost=8, origin="reset", commutes_with_recoloring=True)
def stamp_in_color(grid: Grid, pattern: Grid) -> Grid:
    """Replace each cell of a grid by the shape of the pattern in the color of the cell.

    10  77 -> 1100
    02  70    1000
              0022
              0020
    """
    height, width = grid.shape
    rows, cols = pattern.shape
    if height * rows > 30 or width * cols > 30 or is_blank(grid) or is_blank(pattern):
        return nothing()
    out = np.zeros((height * rows, width * cols), np.uint8)
    for row in range(height * rows):
        for col in range(width * cols):
            if pattern[row % rows, col % cols] != 0:
                out[row, col] = grid[row // rows, col // cols]
    return out
