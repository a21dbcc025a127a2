"""Measure colors, integers and directions, for use as arguments of other ops."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, compiled
from solver.language.registry import Color, Integer, op
from solver.seeing.palette import color_counts, least_frequent, most_frequent
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
