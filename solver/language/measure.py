"""Measure colors, integers and directions, for use as arguments of other ops."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, compiled
from solver.language.registry import Color, Integer, op
from solver.seeing.components import label_objects, label_sizes
from solver.seeing.palette import color_counts, content_box, least_frequent, most_frequent
from solver.task import Grid

OF_ALL = 10  # a color that no constant names


@op(cost=3, constants={0: 0, 1: 2, 2: 3, 9: 1}, words="most common, second, third, rarest")
def ranked_color(grid: Grid, rank: Integer) -> Color:
    """Give the non-zero color of a rank by count. Low colors first on ties.

    1122 (0) -> (1)
    1003

    1122 (9) -> (3)
    1003
    """
    counts = color_counts(grid)
    if rank == 9:
        return least_frequent(counts, 1)
    color = -1
    for _ in range(rank + 1):
        color = most_frequent(counts, 1)
        if color < 0:
            break
        counts[color] = 0
    return color


@op(cost=5, constants={0: 0, 1: 1, 2: 2}, words="largest, smallest, single cell")
def object_color(grid: Grid, choice: Integer) -> Color:
    """Give the color of the largest or smallest object of one color, 8 neighbors, first on ties, or of the only single cell.

    1102 (0) -> (1)
    1022

    1102 (2) -> (3)
    3022
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    count = label_objects(grid, 0, True, True, labels)
    sizes = label_sizes(labels, count)
    best, singles = 0, 0
    for label in range(1, count + 1):
        if choice == 2:
            if sizes[label] == 1:
                best = label
                singles += 1
        elif best == 0 or (sizes[label] > sizes[best] if choice == 0 else sizes[label] < sizes[best]):
            best = label
    if best == 0 or singles > 1:
        return -1
    for row in range(height):
        for col in range(width):
            if labels[row, col] == best:
                return grid[row, col]
    return -1


@op(
    cost=4,
    constants={0: 1, 1: 0, 2: 1, 3: 0},
    words="one color by edges, one color, any colors by edges, any colors",
    commutes_with_recoloring=True,
)
def object_count(grid: Grid, kind: Integer) -> Integer:
    """Count objects of one color or of any colors, by edges or in eight directions.

    110 (0) -> (3)
    002
    302

    110 (3) -> (2)
    002
    302
    """
    return label_objects(grid, 0, kind % 2 == 1, kind < 2, np.zeros(grid.shape, np.int16))


@compiled(INTEGER(GRID, INTEGER))
def count_color(grid: np.ndarray, color: int) -> int:
    """Count the cells of one color; with 0 the non-zero cells, with OF_ALL the colors but 0; else -1."""
    counts = color_counts(grid)
    if color == OF_ALL:
        found = 0
        for one in range(1, 10):
            found += counts[one] > 0
        return found
    if color == 0:
        return grid.shape[0] * grid.shape[1] - counts[0]
    return counts[color] if color <= 9 else -1


@op(cost=4, of=(count_color, OF_ALL), commutes_with_recoloring=True)
def color_count(grid: Grid) -> Integer:
    """Count the different non-zero colors.

    112 -> (2)
    010
    """


@op(cost=5, of=(count_color,), constants={0: 0, 1: 2, 2: 2, 3: 3})
def count_of_color(grid: Grid, color: Color) -> Integer:
    """Count the cells of one color; with 0, the non-zero cells.

    112 (1) -> (3)
    010
    """


@op(
    cost=5,
    constants={0: 1, 1: 1, 2: 0, 3: 0},
    words="height, width, height of content, width of content",
    commutes_with_recoloring=True,
)
def side(grid: Grid, kind: Integer) -> Integer:
    """Give a side of the grid, or of the bounding box of its content.

    1100 (3) -> (2)
    0000
    """
    if kind < 2:
        return grid.shape[kind]
    _, _, height, width = content_box(grid)
    return height if kind == 2 else width
