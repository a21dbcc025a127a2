"""Glue the parts of a list into one grid."""

from __future__ import annotations

import numpy as np

from solver.jit import Parts, Placed
from solver.language.registry import Integer, op
from solver.seeing.parts import ascending, cell_counts, in_line, lay_over, main_color, no_part


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


@op(
    cost=6,
    constants={0: 0, 1: 0, 2: 2, 3: 2, 4: 1, 5: 1, 6: 0},
    words=(
        *("side by side", "one below the other", "side by side with a gap", "one below the other with a gap"),
        *("side by side by size", "one below the other by size", "by position"),
    ),
)
def line_up(parts: Parts, way: Integer) -> Placed:
    """Put the parts side by side or one below the other in the order of the list, aligned at the top or left.

    The gap is an empty line. By size: the smallest box first. By position: against each other along the axis on which their
    middles lie further apart, in the order of position.

    1  23 (0) -> 123
    1            100

    2@0,5  11@1,0 (6) -> 112
    """
    count = parts.starts.size
    if count == 0 or way < 0 or way > 6 or (way == 6 and count < 2):
        return no_part()
    across = way % 2 == 0
    if way == 6:
        top, left, bottom, right = 1000, 1000, -1000, -1000
        for k in range(count):
            down, along = 2 * parts.rows[k] + parts.heights[k], 2 * parts.cols[k] + parts.widths[k]
            top, bottom = min(top, down), max(bottom, down)
            left, right = min(left, along), max(right, along)
        across = right - left >= bottom - top
    keys = np.empty(count, np.int64)
    for k in range(count):
        if way < 4:
            keys[k] = k
        elif way < 6:
            keys[k] = parts.heights[k] * parts.widths[k]
        elif across:
            keys[k] = 2 * parts.cols[k] + parts.widths[k]
        else:
            keys[k] = 2 * parts.rows[k] + parts.heights[k]
    return in_line(parts, ascending(keys), across, 1 if way == 2 or way == 3 else 0)


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


@op(cost=6)
def keep_shared_cells(parts: Parts) -> Placed:
    """Keep the cells that are equal in all parts, which must have the same shape.

    12  13  10 -> 10
    """
    count = parts.starts.size
    for k in range(1, count):
        if parts.heights[k] != parts.heights[0] or parts.widths[k] != parts.widths[0]:
            return no_part()
    if count < 2:
        return no_part()
    out = np.zeros((parts.heights[0], parts.widths[0]), np.uint8)
    place = 0
    found = False
    for row in range(parts.heights[0]):
        for col in range(parts.widths[0]):
            shade = parts.cells[parts.starts[0] + place]
            for k in range(1, count):
                if parts.cells[parts.starts[k] + place] != shade:
                    shade = 0
                    break
            if shade != 0:
                out[row, col] = shade
                found = True
            place += 1
    return Placed(out, 0, 0) if found else no_part()
