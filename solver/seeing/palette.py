"""Which colors a grid holds and how often."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled


@compiled()
def color_counts(grid: np.ndarray) -> np.ndarray:
    """Count the cells of each color 0..9 (int64, 10)."""
    counts = np.zeros(10, np.int64)
    height, width = grid.shape
    for row in range(height):
        for col in range(width):
            counts[grid[row, col]] += 1
    return counts


@compiled()
def most_frequent(counts: np.ndarray, first: int) -> int:
    """Color >= first with the largest count, the lowest one on ties; -1 when all counts are zero."""
    best = -1
    for color in range(first, 10):
        if counts[color] > 0 and (best < 0 or counts[color] > counts[best]):
            best = color
    return best


@compiled()
def least_frequent(counts: np.ndarray, first: int) -> int:
    """Color >= first with the smallest count above zero, the lowest one on ties; -1 when all counts are zero."""
    best = -1
    for color in range(first, 10):
        if counts[color] > 0 and (best < 0 or counts[color] < counts[best]):
            best = color
    return best


@compiled()
def majority_color(grid: np.ndarray) -> int:
    """Most frequent non-zero color, the lowest one on ties; -1 when every cell is 0."""
    return most_frequent(color_counts(grid), 1)


@compiled()
def is_blank(grid: np.ndarray) -> bool:
    """True when every cell is 0."""
    height, width = grid.shape
    for row in range(height):
        for col in range(width):
            if grid[row, col] != 0:
                return False
    return True


@compiled()
def full(height: int, width: int, color: int) -> np.ndarray:
    """Make a grid of one color. 0 x 0 when a side is not 1..30."""
    if height < 1 or width < 1 or height > 30 or width > 30:
        return np.empty((0, 0), np.uint8)
    out = np.empty((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            out[row, col] = color
    return out


@compiled()
def content_box(grid: np.ndarray) -> tuple[int, int, int, int]:
    """Bounding box (top, left, height, width) of the non-zero cells; height 0 when there are none."""
    return _box(grid, 0, False)


@compiled()
def color_box(grid: np.ndarray, color: int) -> tuple[int, int, int, int]:
    """Bounding box (top, left, height, width) of the cells of one color; height 0 when there are none."""
    return _box(grid, color, True)


@compiled()
def _box(grid: np.ndarray, color: int, is_color: bool) -> tuple[int, int, int, int]:
    """The box of the cells that have a color, or of all others."""
    height, width = grid.shape
    top, left, bottom, right = height, width, -1, -1
    for row in range(height):
        for col in range(width):
            if (grid[row, col] == color) == is_color:
                top, bottom = min(top, row), row
                left, right = min(left, col), max(right, col)
    if bottom < 0:
        return 0, 0, 0, 0
    return top, left, bottom - top + 1, right - left + 1
