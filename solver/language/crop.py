"""Cut a part out of a grid, or drop rows and columns of it."""

from __future__ import annotations

import numpy as np

from solver.jit import BOX, GRID, INTEGER, compiled, nothing
from solver.language.color import LATER_COLORS_COST_MORE
from solver.language.registry import Box, Color, Integer, op
from solver.seeing.components import label_boxes, label_objects, label_sizes
from solver.seeing.palette import color_box, content_box
from solver.task import Grid


@compiled()
def keep_lines(grid: np.ndarray, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Keep the rows and columns whose marks are 1; 0 x 0 when none is."""
    height = width = 0
    for row in range(rows.size):
        height += rows[row]
    for col in range(cols.size):
        width += cols[col]
    if height == 0 or width == 0:
        return nothing()
    out = np.empty((height, width), np.uint8)
    to_row = 0
    for row in range(rows.size):
        if rows[row] == 1:
            to_col = 0
            for col in range(cols.size):
                if cols[col] == 1:
                    out[to_row, to_col] = grid[row, col]
                    to_col += 1
            to_row += 1
    return out


@compiled(BOX(GRID, INTEGER))
def box_of(grid: np.ndarray, color: int) -> tuple[int, int, int, int]:
    """The bounding box of the cells of one color; with 0, of the non-zero cells."""
    return color_box(grid, color) if color > 0 else content_box(grid)


@op(cost=4, of=(box_of, 0), idempotent=True, commutes_with_recoloring=True)
def crop_to_content(grid: Grid) -> Box:
    """Cut out the bounding box of the non-zero cells.

    000 -> 12
    012    03
    003
    """


@op(cost=6, of=(box_of,), constants=LATER_COLORS_COST_MORE, computed=True)
def crop_to_color(grid: Grid, color: Color) -> Box:
    """Cut out the bounding box of the cells of one color.

    200 (1) -> 12
    012        31
    031
    """


@op(
    cost=5,
    constants={0: 0, 1: 0, 2: 0, 3: 0, 4: 3, 5: 3, 6: 3, 7: 3},
    words="upper, right, lower, left, upper right, lower right, lower left, upper left",
    commutes_with_recoloring=True,
)
def half(grid: Grid, side: Integer) -> Box:
    """Cut out a half or a quarter; a middle row or column belongs to none.

    12345 (1) -> 45
    """
    height, width = grid.shape
    if side < 0 or side > 7:
        return 0, 0, 0, 0
    top, left, rows, cols = 0, 0, height, width
    if side == 0 or side == 2 or side >= 4:
        rows = height // 2
    if side == 1 or side == 3 or side >= 4:
        cols = width // 2
    if side == 2 or side == 5 or side == 6:
        top = height - rows
    if side == 1 or side == 4 or side == 5:
        left = width - cols
    if rows == 0 or cols == 0:
        return 0, 0, 0, 0
    return top, left, rows, cols


@op(
    cost=6,
    constants={0: 0, 1: 0, 2: 3, 3: 3},
    words="largest, smallest, largest of one color, smallest of one color",
    commutes_with_recoloring=True,
)
def crop_to_object(grid: Grid, choice: Integer) -> Box:
    """Cut out the box around the largest or smallest object, of any colors or of one.

    Objects connect in eight directions. The first one counts on ties.

    1100 (0) -> 11
    2000        20
    0003
    """
    if choice < 0 or choice > 3:
        return 0, 0, 0, 0
    labels = np.zeros(grid.shape, np.int16)
    count = label_objects(grid, 0, True, choice >= 2, labels)
    if count == 0:
        return 0, 0, 0, 0
    sizes = label_sizes(labels, count)
    best = 1
    for label in range(2, count + 1):
        if (choice % 2 == 0 and sizes[label] > sizes[best]) or (choice % 2 == 1 and sizes[label] < sizes[best]):
            best = label
    box = label_boxes(labels, count)[best]
    return box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1


@op(cost=4, origin="reset", idempotent=True, commutes_with_recoloring=True)
def drop_empty_rows_and_cols(grid: Grid) -> Grid:
    """Drop all rows and columns that hold only zeros.

    102 -> 12
    000    34
    304
    """
    height, width = grid.shape
    rows = np.zeros(height, np.int64)
    cols = np.zeros(width, np.int64)
    for row in range(height):
        for col in range(width):
            if grid[row, col] != 0:
                rows[row] = 1
                cols[col] = 1
    return keep_lines(grid, rows, cols)


@op(cost=6, origin="reset", idempotent=True, commutes_with_recoloring=True)
def collapse_repeats(grid: Grid) -> Grid:
    """Drop every row and column that equals the one before it.

    112 -> 12
    112    31
    331
    """
    height, width = grid.shape
    rows = np.zeros(height, np.int64)
    cols = np.zeros(width, np.int64)
    rows[0] = cols[0] = 1
    for row in range(height):
        for col in range(width):
            if row > 0 and grid[row, col] != grid[row - 1, col]:
                rows[row] = 1
            if col > 0 and grid[row, col] != grid[row, col - 1]:
                cols[col] = 1
    return keep_lines(grid, rows, cols)
