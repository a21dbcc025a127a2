"""Cut a part out of a grid, or drop rows and columns of it."""

from __future__ import annotations

import numpy as np

from solver.jit import BOX, GRID, INTEGER, compiled, nothing
from solver.language.color import LATER_COLORS_COST_MORE
from solver.language.registry import Box, Color, Integer, op
from solver.seeing.components import label_boxes, label_objects, label_sizes
from solver.seeing.palette import color_box, content_box
from solver.task import Grid

TO_CONTENT, TO_PERIOD = range(2)


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
def crop_whole(grid: np.ndarray, to: int) -> tuple[int, int, int, int]:
    """The box TO_CONTENT, or that of the smallest top left block whose repetition gives the grid: TO_PERIOD."""
    if to == TO_CONTENT:
        return content_box(grid)
    height, width = grid.shape
    rows = height
    for step in range(1, height):
        same = True
        for row in range(step, height):
            for col in range(width):
                if grid[row, col] != grid[row - step, col]:
                    same = False
                    break
            if not same:
                break
        if same:
            rows = step
            break
    cols = width
    for step in range(1, width):
        same = True
        for row in range(height):
            for col in range(step, width):
                if grid[row, col] != grid[row, col - step]:
                    same = False
                    break
            if not same:
                break
        if same:
            cols = step
            break
    if rows == height and cols == width:
        return 0, 0, 0, 0
    return 0, 0, rows, cols


@op(cost=4, of=(crop_whole, TO_CONTENT), idempotent=True, commutes_with_recoloring=True)
def crop_to_content(grid: Grid) -> Box:
    """Cut out the bounding box of the non-zero cells.

    000 -> 12
    012    03
    003
    """


@op(cost=6, constants=LATER_COLORS_COST_MORE, computed=True)
def crop_to_color(grid: Grid, color: Color) -> Box:
    """Cut out the bounding box of the cells of one color.

    200 (1) -> 12
    012        31
    031
    """
    return color_box(grid, color)


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


@op(cost=7, constants=(0, 1, 2), words="first, middle, last", commutes_with_recoloring=True)
def third(grid: Grid, place: Integer) -> Box:
    """Cut out the first, middle or last third along the longer side; 3, 4 and 5 are those along the shorter side.

    123456 (1) -> 34
    """
    height, width = grid.shape
    across = (width >= height) == (place < 3)
    side = width if across else height
    if place < 0 or place > 5 or side % 3 != 0:
        return 0, 0, 0, 0
    step = side // 3
    first = (place % 3) * step
    if across:
        return 0, first, height, step
    return first, 0, step, width


@op(
    cost=7,
    constants={0: 0, 1: 0, 2: 0, 3: 0, 4: 0},
    words="first row, last column, last row, first column, all",
    commutes_with_recoloring=True,
)
def trim(grid: Grid, side: Integer) -> Box:
    """Drop a line at one edge, or those at all four.

    12 (1) -> 1
    34        3
    """
    height, width = grid.shape
    above, below = int(side == 0 or side == 4), int(side == 2 or side == 4)
    before, after = int(side == 3 or side == 4), int(side == 1 or side == 4)
    if side < 0 or side > 4 or above + below >= height or before + after >= width:
        return 0, 0, 0, 0
    return above, before, height - above - below, width - before - after


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
