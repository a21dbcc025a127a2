"""Glue the parts of a list into one grid."""

from __future__ import annotations

import numpy as np

from solver.jit import Parts, Placed
from solver.language.registry import Integer, op
from solver.seeing.parts import ascending, cell_counts, lay_over, main_color, no_part


@op(
    cost=2,
    constants={0: 0, 1: 4, 2: 4, 3: 3, 4: 5},
    words="fewest cells on top, first on top, last on top, corners together, middles together",
)
def overlay_parts(parts: Parts, way: Integer) -> Placed:
    """Lay the parts over each other at their places, or with upper left corners or middles together.

    The fewest cells are on top with corners together, the smallest box with middles together.

    111@0,0  2@0,1 (0) -> 121@0,0

    111@5,0  2@0,0 (4) -> 111@0,0
    111                   121
    111                   111
    """
    count = parts.starts.size
    keys = cell_counts(parts)
    rows, cols = parts.rows.copy(), parts.cols.copy()
    tallest = widest = 0
    for k in range(count):
        tallest = max(tallest, parts.heights[k])
        widest = max(widest, parts.widths[k])
    for k in range(count):
        if way == 1 or way == 2:
            keys[k] = k if way == 1 else -k
        elif way == 3:
            rows[k] = cols[k] = 0
        elif way == 4:
            rows[k] = (tallest - parts.heights[k]) // 2
            cols[k] = (widest - parts.widths[k]) // 2
            keys[k] = parts.heights[k] * parts.widths[k]
    return lay_over(Parts(parts.cells, parts.starts, parts.heights, parts.widths, rows, cols), ascending(keys))


@op(cost=5)
def color_matrix(parts: Parts) -> Placed:
    """Make one cell per part, in its most common color, in the matrix of rows and columns that the parts form.

    11@0,0  22@0,3  33@3,3 -> 12
                              03
    """
    count = parts.starts.size
    if count < 2:
        return no_part()
    row_index = np.zeros(count, np.int64)
    col_index = np.zeros(count, np.int64)
    for k in range(count):
        for other in range(count):
            first_row = first_col = True
            for earlier in range(other):
                first_row = first_row and parts.rows[earlier] != parts.rows[other]
                first_col = first_col and parts.cols[earlier] != parts.cols[other]
            row_index[k] += int(first_row and parts.rows[other] < parts.rows[k])
            col_index[k] += int(first_col and parts.cols[other] < parts.cols[k])
    height = width = 0
    for k in range(count):
        height = max(height, row_index[k] + 1)
        width = max(width, col_index[k] + 1)
    if height > 30 or width > 30 or height * width > 4 * count:
        return no_part()
    out = np.zeros((height, width), np.uint8)
    for k in range(count):
        out[row_index[k], col_index[k]] = main_color(parts, k)
    return Placed(out, 0, 0)
