"""Insides, outsides, borders and outlines of shapes."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Color, Integer, op
from solver.seeing.components import COL_STEPS, ROW_STEPS, outside_cells
from solver.seeing.palette import full, majority_color
from solver.task import Grid


@op(cost=4, constants={0: 0, 1: 1}, words="all, zeros", same_shape=True)
def fill_enclosed(grid: Grid, part: Integer) -> Grid:
    """Paint all cells but the zeros connected to the edge of the grid, in the most common color, or only the zeros among them.

    0110 (0) -> 0110
    1020        1110
    0110        0110

    01100 (1) -> 00000
    10010        01100
    01100        00000
    """
    color = majority_color(grid)
    outside = outside_cells(grid)
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if outside[row, col] == 0 and (part == 0 or grid[row, col] == 0):
                out[row, col] = color
                found = True
    return out if found else nothing()


@op(cost=5, constants={8: 0, 4: 2, 5: 3}, words="8 neighbors, 4 neighbors, corner neighbors", same_shape=True)
def outline(grid: Grid, neighbors: Integer) -> Grid:
    """Paint 1 on zeros that have a non-zero cell among their neighbors; drop the rest.

    0000 (8) -> 1110
    0200        1010
    0000        1110
    """
    first = 4 if neighbors == 5 else 0
    last = 4 if neighbors == 4 else 8
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if grid[row, col] == 0:
                continue
            for k in range(first, last):
                next_row, next_col = row + ROW_STEPS[k], col + COL_STEPS[k]
                if 0 <= next_row < height and 0 <= next_col < width and grid[next_row, next_col] == 0:
                    out[next_row, next_col] = 1
                    found = True
    return out if found else nothing()


@op(cost=6, constants={0: 0, 1: 0}, words="outer, inner", same_shape=True, commutes_with_recoloring=True)
def keep_layer(grid: Grid, layer: Integer) -> Grid:
    """Keep the non-zero cells that touch, in 8 directions, the outside or the edge of the grid, or the others.

    00000 (1) -> 00000
    01110        00000
    01210        00200
    01110        00000
    00000        00000
    """
    outside = outside_cells(grid)
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(height):
        for col in range(width):
            if grid[row, col] == 0:
                continue
            touches = row == 0 or col == 0 or row == height - 1 or col == width - 1
            for k in range(8):
                if touches:
                    break
                touches = outside[row + ROW_STEPS[k], col + COL_STEPS[k]] == 1
            if touches == (layer == 0):
                out[row, col] = grid[row, col]
                found = True
    return out if found else nothing()


@op(cost=7, constants={0: 0, 1: 0, 2: 2}, computed=True, origin="outward")
def pad(grid: Grid, color: Color) -> Grid:
    """Put a ring of one color around the grid.

    2 (1) -> 111
             121
             111
    """
    height, width = grid.shape
    if color < 0 or color > 9:
        return nothing()
    out = full(height + 2, width + 2, color)
    if out.size > 0:
        for row in range(height):
            for col in range(width):
                out[row + 1, col + 1] = grid[row, col]
    return out
