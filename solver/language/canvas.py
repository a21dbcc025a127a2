"""Lay a grid out on a canvas: the search passes the input, or an empty grid of the output's size."""

from __future__ import annotations

import numpy as np

from solver.jit import Placed, nothing
from solver.language.registry import Integer, op
from solver.task import Grid


@op(cost=3)
def embed(placed: Placed, canvas: Grid) -> Grid:
    """Put the grid at its place on an empty canvas; what sticks out is lost.

    12@1,1  000 -> 000
            000    012
    """
    height, width = canvas.shape
    rows, cols = placed.cells.shape
    out = np.zeros((height, width), np.uint8)
    found = False
    for row in range(max(0, -placed.row), min(rows, height - placed.row)):
        for col in range(max(0, -placed.col), min(cols, width - placed.col)):
            out[row + placed.row, col + placed.col] = placed.cells[row, col]
            found = True
    return out if found else nothing()


@op(cost=4, constants={0: 0, 1: 5}, words="no gap, one line between")
def mirror(placed: Placed, canvas: Grid, gap: Integer) -> Grid:
    """Tile the canvas with the grid, every second tile reflected, in phase with its place, with `gap` empty cells between.

    12@0,0  00000 (0) -> 12211
    """
    height, width = canvas.shape
    rows, cols = placed.cells.shape
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        from_row = (row - placed.row) % (2 * (rows + gap))
        if from_row >= rows + gap:
            from_row = 2 * rows + gap - 1 - from_row
        for col in range(width):
            from_col = (col - placed.col) % (2 * (cols + gap))
            if from_col >= cols + gap:
                from_col = 2 * cols + gap - 1 - from_col
            if 0 <= from_row < rows and 0 <= from_col < cols:
                out[row, col] = placed.cells[from_row, from_col]
    return out


@op(cost=4)
def rescale(placed: Placed, canvas: Grid) -> Grid:
    """Stretch or shrink the grid to the shape of the canvas; each cell takes the color that covers most of it.

    12@0,0  0000 -> 1122
            0000    1122
    """
    height, width = canvas.shape
    rows, cols = placed.cells.shape
    out = np.empty((height, width), np.uint8)
    if height % rows == 0 and width % cols == 0:
        for row in range(height):
            for col in range(width):
                out[row, col] = placed.cells[row * rows // height, col * cols // width]
        return out
    # In units of 1 / (height * rows), canvas row r covers [r * rows, (r + 1) * rows) and source row s covers [s * height, ...).
    weight = np.zeros(10, np.int64)
    for row in range(height):
        for col in range(width):
            weight[:] = 0
            for from_row in range(row * rows // height, ((row + 1) * rows - 1) // height + 1):
                tall = min((row + 1) * rows, (from_row + 1) * height) - max(row * rows, from_row * height)
                for from_col in range(col * cols // width, ((col + 1) * cols - 1) // width + 1):
                    wide = min((col + 1) * cols, (from_col + 1) * width) - max(col * cols, from_col * width)
                    weight[placed.cells[from_row, from_col]] += tall * wide
            best = 0
            for color in range(1, 10):
                if weight[color] > weight[best]:
                    best = color
            out[row, col] = best
    return out
