"""Connected components and floods, with explicit stacks."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, compiled

# The four edge neighbors come first: a 4-neighborhood is the first half of the 8-neighborhood.
ROW_STEPS = np.array([-1, 0, 1, 0, -1, 1, 1, -1])
COL_STEPS = np.array([0, 1, 0, -1, 1, 1, -1, -1])


@compiled()
def label_objects(grid: np.ndarray, background: int, diagonal: bool, one_color: bool, labels: np.ndarray) -> int:
    """Number the components of cells that differ from `background` into labels (int16, all 0 before). Returns how many.

    Components are numbered in reading order of their first cell. With one_color, neighbors must have equal colors.
    """
    height, width = grid.shape
    stack = np.empty(height * width, np.int32)
    neighbors = 8 if diagonal else 4
    count = 0
    for first_row in range(height):
        for first_col in range(width):
            if labels[first_row, first_col] != 0 or grid[first_row, first_col] == background:
                continue
            count += 1
            labels[first_row, first_col] = count
            stack[0] = first_row * width + first_col
            size = 1
            while size > 0:
                size -= 1
                row, col = divmod(stack[size], width)
                color = grid[row, col]
                for k in range(neighbors):
                    next_row, next_col = row + ROW_STEPS[k], col + COL_STEPS[k]
                    if next_row < 0 or next_col < 0 or next_row >= height or next_col >= width:
                        continue
                    other = grid[next_row, next_col]
                    if labels[next_row, next_col] != 0 or other == background or (one_color and other != color):
                        continue
                    labels[next_row, next_col] = count
                    stack[size] = next_row * width + next_col
                    size += 1
    return count


@compiled()
def label_color(grid: np.ndarray, color: int, diagonal: bool, labels: np.ndarray) -> int:
    """Number the components of cells of one color into labels (int16, all 0 before). Returns how many."""
    mask = np.zeros(grid.shape, np.uint8)
    for row in range(grid.shape[0]):
        for col in range(grid.shape[1]):
            mask[row, col] = 1 if grid[row, col] == color else 0
    return label_objects(mask, 0, diagonal, True, labels)


@compiled(INTEGER(GRID, INTEGER))
def count_pieces(grid: np.ndarray, color: int) -> int:
    """Count the 8-connected components of one color."""
    return label_color(grid, color, True, np.zeros(grid.shape, np.int16))


@compiled()
def from_edge(grid: np.ndarray, color: int, diagonal: bool) -> np.ndarray:
    """Mark with 1 the cells of a color that a path of that color joins to the edge of the grid (uint8)."""
    height, width = grid.shape
    mask = np.zeros((height, width), np.uint8)
    stack = np.empty(height * width, np.int32)
    neighbors = 8 if diagonal else 4
    size = 0
    for row in range(height):
        step = 1 if row == 0 or row == height - 1 else max(1, width - 1)
        for col in range(0, width, step):
            if grid[row, col] == color:
                mask[row, col] = 1
                stack[size] = row * width + col
                size += 1
    while size > 0:
        size -= 1
        row, col = divmod(stack[size], width)
        for k in range(neighbors):
            next_row, next_col = row + ROW_STEPS[k], col + COL_STEPS[k]
            if next_row < 0 or next_col < 0 or next_row >= height or next_col >= width:
                continue
            if grid[next_row, next_col] == color and mask[next_row, next_col] == 0:
                mask[next_row, next_col] = 1
                stack[size] = next_row * width + next_col
                size += 1
    return mask


@compiled()
def outside_cells(grid: np.ndarray) -> np.ndarray:
    """Mark with 1 the zeros that are reachable from the edge of the grid through edge-connected zeros (uint8)."""
    return from_edge(grid, 0, False)


@compiled()
def enclosed_cells(grid: np.ndarray) -> np.ndarray:
    """Mark with 1 the zeros that are cut off from the edge of the grid (uint8)."""
    mask = outside_cells(grid)
    for row in range(grid.shape[0]):
        for col in range(grid.shape[1]):
            mask[row, col] = 1 if grid[row, col] == 0 and mask[row, col] == 0 else 0
    return mask


@compiled()
def label_sizes(labels: np.ndarray, count: int) -> np.ndarray:
    """Count the cells of each label 0..count (int64, count + 1)."""
    sizes = np.zeros(count + 1, np.int64)
    height, width = labels.shape
    for row in range(height):
        for col in range(width):
            sizes[labels[row, col]] += 1
    return sizes


@compiled()
def label_boxes(labels: np.ndarray, count: int) -> np.ndarray:
    """Bounding box (top, left, bottom, right), all inside, of each label 0..count (int64, count + 1 x 4)."""
    height, width = labels.shape
    boxes = np.empty((count + 1, 4), np.int64)
    for label in range(count + 1):
        boxes[label, 0] = height
        boxes[label, 1] = width
        boxes[label, 2] = -1
        boxes[label, 3] = -1
    for row in range(height):
        for col in range(width):
            label = labels[row, col]
            boxes[label, 0] = min(boxes[label, 0], row)
            boxes[label, 1] = min(boxes[label, 1], col)
            boxes[label, 2] = max(boxes[label, 2], row)
            boxes[label, 3] = max(boxes[label, 3], col)
    return boxes
