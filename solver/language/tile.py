"""Enlarge, repeat and unfold."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Integer, op
from solver.seeing.palette import color_counts, most_frequent
from solver.task import Grid


@op(cost=5, constants={2: 0, 3: 0, 4: 2, 5: 4}, computed=True, origin="reset", commutes_with_recoloring=True)
def scale_up(grid: Grid, factor: Integer) -> Grid:
    """Replace each cell by a block of factor x factor cells.

    12 (2) -> 1122
              1122
    """
    height, width = grid.shape
    if factor < 2 or height * factor > 30 or width * factor > 30:
        return nothing()
    out = np.empty((height * factor, width * factor), np.uint8)
    for row in range(height * factor):
        for col in range(width * factor):
            out[row, col] = grid[row // factor, col // factor]
    return out


@op(cost=5, constants={2: 0, 3: 0, 4: 2, 5: 4}, computed=True, origin="reset", commutes_with_recoloring=True)
def tile(grid: Grid, count: Integer) -> Grid:
    """Lay out count x count copies of the grid.

    12 (2) -> 1212
              1212
    """
    height, width = grid.shape
    if count < 2 or height * count > 30 or width * count > 30:
        return nothing()
    out = np.empty((height * count, width * count), np.uint8)
    for row in range(height * count):
        for col in range(width * count):
            out[row, col] = grid[row % height, col % width]
    return out


@op(
    cost=5,
    constants={0: 0, 1: 0, 2: 0, 3: 2, 4: 2, 5: 3},
    words="right, below, right and below, left, above, left and above",
    origin="reset",
    commutes_with_recoloring=True,
)
def unfold(grid: Grid, way: Integer) -> Grid:
    """Put the mirror image to one side of the grid, or to two.

    12 (0) -> 1221
    """
    height, width = grid.shape
    across = way == 0 or way == 2 or way == 3 or way == 5
    down = way == 1 or way == 2 or way == 4 or way == 5
    rows, cols = height * (2 if down else 1), width * (2 if across else 1)
    if rows > 30 or cols > 30:
        return nothing()
    out = np.empty((rows, cols), np.uint8)
    for row in range(rows):
        from_row = row
        if down:
            from_row = height - 1 - row if row < height else row - height
            if way < 3:
                from_row = height - 1 - from_row
        for col in range(cols):
            from_col = col
            if across:
                from_col = width - 1 - col if col < width else col - width
                if way < 3:
                    from_col = width - 1 - from_col
            out[row, col] = grid[from_row, from_col]
    return out


@op(cost=6, constants={0: 0, 1: 1}, words="column, bars", origin="reset")
def color_histogram(grid: Grid, kind: Integer) -> Grid:
    """List the non-zero colors from the most to the least common in a column, or each as a bar as long as it has cells.

    122 (0) -> 2
    023        1
               3

    122 (1) -> 222
    023        100
               300
    """
    counts = color_counts(grid)
    present = 0
    for color in range(1, 10):
        present += counts[color] > 0
    if present == 0:
        return nothing()
    longest = counts[most_frequent(counts, 1)] if kind == 1 else 1
    if longest > 30:
        return nothing()
    out = np.zeros((present, longest), np.uint8)
    for row in range(present):
        color = most_frequent(counts, 1)
        for col in range(min(longest, counts[color])):
            out[row, col] = color
        counts[color] = 0
    return out
