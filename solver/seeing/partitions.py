"""Ways to divide a grid: by separator lines, by a background color found from the picture, into equal stretches."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled
from solver.seeing.palette import most_frequent

IN_ROWS, IN_COLUMNS, IN_PANELS, IN_QUARTERS, IN_SLICES = range(7, 12)  # ways to cut, see cuts.py


@compiled()
def line_color(grid: np.ndarray, index: int, is_row: bool) -> int:
    """Color of a row or column when it has only one, else -1."""
    height, width = grid.shape
    color = grid[index, 0] if is_row else grid[0, index]
    for k in range(width if is_row else height):
        if (grid[index, k] if is_row else grid[k, index]) != color:
            return -1
    return color


@compiled()
def separator_color(grid: np.ndarray) -> int:
    """Color of the full rows and columns that divide the grid; -1 when there are none or when all lines have one color.

    Of several colors the one with the most lines counts, a non-zero one before 0, the lowest on ties.
    """
    height, width = grid.shape
    lines = np.zeros(10, np.int64)
    for row in range(height):
        color = line_color(grid, row, True)
        if color >= 0:
            lines[color] += 1
    for col in range(width):
        color = line_color(grid, col, False)
        if color >= 0:
            lines[color] += 1
    for color in range(10):
        if lines[color] == height + width:
            return -1
    best = most_frequent(lines, 1)
    return best if best >= 0 else most_frequent(lines, 0)


@compiled()
def cell_index(grid: np.ndarray, color: int, is_row: bool) -> np.ndarray:
    """Number the stretches of rows (or columns) between separator lines of a color: 1, 2, ...; 0 for separators (int64)."""
    height, width = grid.shape
    side = height if is_row else width
    index = np.zeros(side, np.int64)
    count, was_line = 0, True
    for k in range(side):
        is_line = line_color(grid, k, is_row) == color
        if not is_line:
            count += was_line
            index[k] = count
        was_line = is_line
    return index


@compiled()
def _in_slices(side: int, count: int, number: np.ndarray) -> None:
    """Number the lines of a side in `count` equal slices, which one line each may separate."""
    gap = 0 if side % count == 0 else 1
    step = (side - gap * (count - 1)) // count
    for place in range(side):
        if place % (step + gap) < step:
            number[place] = place // (step + gap) + 1


@compiled()
def label_lattice(grid: np.ndarray, way: int, count: int, labels: np.ndarray) -> None:
    """Number the cells by stretches of rows and of columns: IN_ROWS to IN_QUARTERS."""
    height, width = grid.shape
    row_number, col_number = np.ones(height, np.int64), np.ones(width, np.int64)
    if way == IN_ROWS:
        row_number = np.arange(1, height + 1)
    elif way == IN_COLUMNS:
        col_number = np.arange(1, width + 1)
    elif way == IN_PANELS:
        color = separator_color(grid)
        if color < 0:
            return
        row_number, col_number = cell_index(grid, color, True), cell_index(grid, color, False)
        if row_number.max() * col_number.max() > 225:
            return
    elif way == IN_QUARTERS:
        if height < 2 or width < 2:
            return
        row_number, col_number = np.zeros(height, np.int64), np.zeros(width, np.int64)
        for number in (row_number, col_number):
            number[: number.size // 2] = 1
            number[(number.size + 1) // 2 :] = 2
    else:
        if count < 2 or count > 30:
            return
        wide = (width - count + 1) % count == 0 or width % count == 0
        tall = (height - count + 1) % count == 0 or height % count == 0
        across = wide and (width >= height or not tall)
        if not (wide or tall) or (width if across else height) < count:
            return
        number = col_number if across else row_number
        number[:] = 0
        _in_slices(number.size, count, number)
    most = col_number.max()
    for row in range(height):
        for col in range(width):
            if row_number[row] > 0 and col_number[col] > 0:
                labels[row, col] = (row_number[row] - 1) * most + col_number[col]
