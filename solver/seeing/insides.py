"""What is inside: boxes around enclosed areas, insides of frames and of rectangles that corner marks show."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled
from solver.seeing.components import enclosed_cells, label_boxes, label_objects


@compiled()
def label_windows(grid: np.ndarray, labels: np.ndarray) -> None:
    """Number the boxes of the enclosed areas of zeros, a box that meets an earlier one left out."""
    height, width = grid.shape
    areas = np.zeros((height, width), np.int16)
    count = label_objects(enclosed_cells(grid), 0, False, True, areas)
    boxes = label_boxes(areas, count)
    number = 0
    for label in range(1, count + 1):
        top, left, bottom, right = boxes[label]
        box = labels[top : bottom + 1, left : right + 1]
        if not box.any():
            number += 1
            box[:] = number


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


@compiled()
def label_frame_insides(grid: np.ndarray, full: bool, labels: np.ndarray) -> None:
    """Number what lies inside rectangles whose corners, or whose whole sides, have one color."""
    height, width = grid.shape
    number = 0
    for top in range(height - 2):
        for left in range(width - 2):
            color = grid[top, left]
            if color == 0 or grid[top + 1, left] != color or grid[top, left + 1] != color or labels[top + 1, left + 1] != 0:
                continue
            box = _frame_at(grid, top, left, full)
            if box[0] < 0:
                continue
            number += 1
            labels[top + 1 : box[0], left + 1 : box[1]] = number
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
