"""Cut a grid into parts."""

from __future__ import annotations

import numpy as np

from solver.grids.components import label_boxes, label_color, label_objects, outside_cells
from solver.grids.palette import color_counts
from solver.grids.partitions import cell_index, dividing_color, separator_color
from solver.jit import compiled
from solver.ops.color import LATER_COLORS_COST_MORE
from solver.ops.registry import Color, Integer, Labels, op
from solver.task import Grid


@op(cost=4, constants={0: 0, 1: 1, 2: 1, 3: 0}, commutes_with_recoloring=True)
def cut_objects(grid: Grid, kind: Integer) -> Labels:
    """Cut into connected objects of 0 one color, edge neighbors; 1 one color, 8 neighbors; 2 any colors, edge; 3 any colors, 8.

    110 (0) -> 110
    002        002
    302        302

    110 (3) -> 110
    002        001
    302        201
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, 0, kind % 2 == 1, kind < 2, labels)
    return labels


@op(cost=4)
def cut_by_background(grid: Grid) -> Labels:
    """Cut into objects of any colors, 8 neighbors, on the background or between the separators that the picture suggests.

    33433 -> 11022
    35434    11020
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, dividing_color(grid), True, False, labels)
    return labels


@op(cost=7, constants={0: 0} | LATER_COLORS_COST_MORE, computed=True)
def cut_objects_on(grid: Grid, background: Color) -> Labels:
    """Cut into objects of any colors, 8 neighbors, on a background of one color.

    1121 (1) -> 0010
    3111        2000
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, background, True, False, labels)
    return labels


@op(cost=6, constants=LATER_COLORS_COST_MORE, computed=True)
def cut_objects_of_color(grid: Grid, color: Color) -> Labels:
    """Cut out the objects of one color, 8 neighbors.

    1102 (1) -> 1100
    0020        0000
    0011        0022
    """
    labels = np.zeros(grid.shape, np.int16)
    if color > 0:
        label_color(grid, color, True, labels)
    return labels


@op(cost=6, cropped=False)
def cut_colors(grid: Grid) -> Labels:
    """Cut into one full-size part per non-zero color, in the order of the colors.

    310 -> 210
    113    112
    """
    counts = color_counts(grid)
    number = np.zeros(10, np.int64)
    count = 0
    for color in range(1, 10):
        if counts[color] > 0:
            count += 1
            number[color] = count
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    for row in range(height):
        for col in range(width):
            labels[row, col] = number[grid[row, col]]
    return labels


@op(cost=7)
def cut_color_boxes(grid: Grid) -> Labels:
    """Cut into one part per non-zero color, in the order of the colors, each in its bounding box.

    310 -> 210
    113    112
    """
    return cut_colors(grid)


@op(cost=5, commutes_with_recoloring=True)
def cut_rows(grid: Grid) -> Labels:
    """Cut into rows.

    12 -> 11
    30    22
    """
    height, width = grid.shape
    labels = np.empty((height, width), np.int16)
    for row in range(height):
        for col in range(width):
            labels[row, col] = row + 1
    return labels


@op(cost=5, commutes_with_recoloring=True)
def cut_columns(grid: Grid) -> Labels:
    """Cut into columns.

    12 -> 12
    30    12
    """
    height, width = grid.shape
    labels = np.empty((height, width), np.int16)
    for row in range(height):
        for col in range(width):
            labels[row, col] = col + 1
    return labels


@op(cost=5)
def cut_panels(grid: Grid) -> Labels:
    """Cut into the panels between separators: full rows and columns of the color that has most such lines.

    1053 -> 1102
    0050    1102
    5555    0000
    0250    3304
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    color = separator_color(grid)
    if color < 0:
        return labels
    row_index = cell_index(grid, color, True)
    col_index = cell_index(grid, color, False)
    across = col_index.max()
    if row_index.max() * across > 225:
        return labels
    for row in range(height):
        for col in range(width):
            if row_index[row] > 0 and col_index[col] > 0:
                labels[row, col] = (row_index[row] - 1) * across + col_index[col]
    return labels


@op(cost=6, constants={2: 0, 3: 1, 4: 3}, computed=True, commutes_with_recoloring=True)
def cut_slices(grid: Grid, count: Integer) -> Labels:
    """Cut into equal slices along the longer side that allows it; one line between slices may be left out.

    1234 (2) -> 1122

    12045 (2) -> 11022
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    if count < 2 or count > 30:
        return labels
    wide = (width - count + 1) % count == 0 or width % count == 0
    tall = (height - count + 1) % count == 0 or height % count == 0
    across = wide and (width >= height or not tall)
    side = width if across else height
    if not (wide or tall) or side < count:
        return labels
    gap = 0 if side % count == 0 else 1
    step = (side - gap * (count - 1)) // count
    for row in range(height):
        for col in range(width):
            place = col if across else row
            if place % (step + gap) < step:
                labels[row, col] = place // (step + gap) + 1
    return labels


@op(cost=6, commutes_with_recoloring=True)
def cut_quarters(grid: Grid) -> Labels:
    """Cut into four quarters; a middle row or column is left out.

    12034 -> 11022
    56078    33044
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    rows, cols = height // 2, width // 2
    if rows == 0 or cols == 0:
        return labels
    for row in range(height):
        for col in range(width):
            if (row < rows or row >= height - rows) and (col < cols or col >= width - cols):
                labels[row, col] = (2 if row >= rows else 0) + (2 if col >= cols else 1)
    return labels


@op(cost=7, commutes_with_recoloring=True)
def cut_windows(grid: Grid) -> Labels:
    """Cut out the enclosed areas of zeros as windows: a part is the bounding box of such an area with all that lies in it.

    01110 -> 00000
    01010    00100
    01110    00000
    """
    height, width = grid.shape
    outside = outside_cells(grid)
    for row in range(height):
        for col in range(width):
            outside[row, col] = 1 if grid[row, col] == 0 and outside[row, col] == 0 else 0
    areas = np.zeros((height, width), np.int16)
    count = label_color(outside, 1, False, areas)
    boxes = label_boxes(areas, count)
    labels = np.zeros((height, width), np.int16)
    number = 0
    for label in range(1, count + 1):
        free = True
        for row in range(boxes[label, 0], boxes[label, 2] + 1):
            for col in range(boxes[label, 1], boxes[label, 3] + 1):
                free = free and labels[row, col] == 0
        if free:
            number += 1
            for row in range(boxes[label, 0], boxes[label, 2] + 1):
                for col in range(boxes[label, 1], boxes[label, 3] + 1):
                    labels[row, col] = number
    return labels


@compiled()
def _frame_at(grid: np.ndarray, top: int, left: int, full: bool) -> tuple[int, int]:
    """Bottom and right of the smallest frame with this top left corner whose corners (or whole sides) have one color."""
    height, width = grid.shape
    color = grid[top, left]
    for bottom in range(top + 2, height):
        if grid[bottom, left] != color:
            if full:
                break
            continue
        for right in range(left + 2, width):
            if full and grid[top, right] != color:
                break
            if grid[top, right] != color or grid[bottom, right] != color or grid[bottom, right - 1] != color:
                continue
            if grid[top, right - 1] != color or grid[top + 1, right] != color or grid[bottom - 1, right] != color:
                continue
            if grid[bottom - 1, left] != color or grid[bottom, left + 1] != color:
                continue
            whole = True
            if full:
                for col in range(left, right):
                    whole = whole and grid[bottom, col] == color
                for row in range(top, bottom):
                    whole = whole and grid[row, right] == color
            if whole and grid[top + 1, left + 1] != color:
                return bottom, right
    return -1, -1


@op(cost=8, constants={0: 0, 1: 2}, commutes_with_recoloring=True)
def cut_frame_insides(grid: Grid, kind: Integer) -> Labels:
    """Cut out what lies inside rectangles with 0 all four corners marked by an L of one color or 1 a full frame of one color.

    11011 (0) -> 00000
    10001        01110
    02200        01110
    10001        01110
    11011        00000
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    number = 0
    for top in range(height - 2):
        for left in range(width - 2):
            color = grid[top, left]
            if color == 0 or grid[top + 1, left] != color or grid[top, left + 1] != color or labels[top + 1, left + 1] != 0:
                continue
            box = _frame_at(grid, top, left, kind == 1)
            if box[0] < 0:
                continue
            number += 1
            for row in range(top + 1, box[0]):
                for col in range(left + 1, box[1]):
                    labels[row, col] = number
    # A frame around an earlier one may have overwritten it: number what is left without gaps.
    last = np.zeros(number + 1, np.int64)
    count = 0
    for row in range(height):
        for col in range(width):
            label = labels[row, col]
            if label > 0 and last[label] == 0:
                count += 1
                last[label] = count
            labels[row, col] = last[label]
    return labels
