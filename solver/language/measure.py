"""Measure colors, integers and directions, for use as arguments of other ops."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, compiled
from solver.language.registry import Color, Direction, Integer, op
from solver.seeing.components import enclosed_cells, label_objects, label_sizes
from solver.seeing.palette import color_counts, content_box, least_frequent, most_frequent
from solver.seeing.periods import NOTHING_HIDDEN, agreement
from solver.task import Grid

OF_ALL, HOLES = 10, 4  # a rank and a kind of objects that no constant names
TO_CONTENT, TO_RAREST = range(2)


@op(cost=3, constants={0: 0, 1: 2, 2: 3, 9: 1})
def ranked_color(grid: Grid, rank: Integer) -> Color:
    """Give the non-zero color of a rank by count: 0 most common, 1 next, ...; 9 rarest. Low colors first on ties.

    1122 (0) -> (1)
    1003

    1122 (9) -> (3)
    1003
    """
    counts = color_counts(grid)
    if rank == OF_ALL:
        return most_frequent(counts, 0)
    if rank == 9:
        return least_frequent(counts, 1)
    color = -1
    for _ in range(rank + 1):
        color = most_frequent(counts, 1)
        if color < 0:
            break
        counts[color] = 0
    return color


@op(cost=5, of=(ranked_color, OF_ALL))
def background_color(grid: Grid) -> Color:
    """Give the most common color, 0 included.

    1120 -> (1)
    1310
    """


@op(cost=5, constants={0: 0, 1: 1, 2: 2})
def object_color(grid: Grid, choice: Integer) -> Color:
    """Give the color of the 0 largest or 1 smallest object of one color, 8 neighbors, first on ties; 2 of the only single cell.

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


@op(cost=6, constants=(0, 1, 2, 3, 4))
def color_at(grid: Grid, place: Integer) -> Color:
    """Give the color at the 0 upper left, 1 upper right, 2 lower right, 3 lower left corner or 4 the middle, if not 0.

    120 (3) -> (4)
    450
    """
    height, width = grid.shape
    row = height // 2 if place == 4 else (height - 1 if place >= 2 else 0)
    col = width // 2 if place == 4 else (width - 1 if place == 1 or place == 2 else 0)
    return grid[row, col] if grid[row, col] != 0 else -1


@op(cost=4, constants={0: 1, 1: 0, 2: 1, 3: 0}, commutes_with_recoloring=True)
def object_count(grid: Grid, kind: Integer) -> Integer:
    """Count objects of 0 one color, edge neighbors; 1 one color, 8 neighbors; 2 any colors, edge; 3 any colors, 8 neighbors.

    110 (0) -> (3)
    002
    302

    110 (3) -> (2)
    002
    302
    """
    areas = enclosed_cells(grid) if kind == HOLES else grid
    return label_objects(areas, 0, kind % 2 == 1, kind < 2 or kind == HOLES, np.zeros(grid.shape, np.int16))


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


@op(cost=6, constants={0: 0, 1: 1}, commutes_with_recoloring=True)
def object_size(grid: Grid, choice: Integer) -> Integer:
    """Count the cells of the 0 largest or 1 smallest object of any colors, 8 neighbors.

    110 (0) -> (3)
    020
    """
    labels = np.zeros(grid.shape, np.int16)
    count = label_objects(grid, 0, True, False, labels)
    sizes = label_sizes(labels, count)
    best = -1
    for label in range(1, count + 1):
        if best < 0 or (sizes[label] > best if choice == 0 else sizes[label] < best):
            best = sizes[label]
    return best


@op(cost=5, constants={0: 1, 1: 1, 2: 0, 3: 0}, commutes_with_recoloring=True)
def side(grid: Grid, kind: Integer) -> Integer:
    """Give the height (0) or width (1) of the grid, or the height (2) or width (3) of the bounding box of its content.

    1100 (3) -> (2)
    0000
    """
    if kind < 2:
        return grid.shape[kind]
    _, _, height, width = content_box(grid)
    return height if kind == 2 else width


@op(cost=6, of=(object_count, HOLES), commutes_with_recoloring=True)
def hole_count_of_grid(grid: Grid) -> Integer:
    """Count the enclosed areas of zeros.

    11111 -> (2)
    10101
    11111
    """


@op(cost=7, constants=(0, 1), commutes_with_recoloring=True)
def period(grid: Grid, axis: Integer) -> Integer:
    """Give the smallest shift down (0) or right (1) under which the grid agrees with itself; cannot when there is none.

    1212 (1) -> (2)
    3434
    """
    for step in range(1, grid.shape[0] if axis == 0 else grid.shape[1]):
        if agreement(grid, step if axis == 0 else 0, 0 if axis == 0 else step, NOTHING_HIDDEN) >= 0:
            return step
    return -1


@compiled(INTEGER(GRID, INTEGER))
def direction_to(grid: np.ndarray, to: int) -> int:
    """The direction from the middle of the grid to that of the non-zero cells: TO_CONTENT; from there TO_RAREST color."""
    height, width = grid.shape
    counts = color_counts(grid)
    rarest = least_frequent(counts, 1)
    total = height * width - counts[0]
    if rarest < 0 or (to == TO_RAREST and counts[rarest] == total):
        return -1
    down = right = 0
    for row in range(height):
        for col in range(width):
            if grid[row, col] != 0 and to == TO_CONTENT:
                down += 2 * row - (height - 1)
                right += 2 * col - (width - 1)
            elif grid[row, col] != 0:
                share = (total if grid[row, col] == rarest else 0) - counts[rarest]
                down += row * share
                right += col * share
    if down == 0 and right == 0:
        return -1
    if to == TO_CONTENT:
        if abs(down) * width > abs(right) * height:
            return 2 if down > 0 else 0
        return 1 if right > 0 else 3
    if 2 * abs(right) <= abs(down):
        return 2 if down > 0 else 0
    if 2 * abs(down) <= abs(right):
        return 1 if right > 0 else 3
    if right > 0:
        return 5 if down > 0 else 4
    return 6 if down > 0 else 7


@op(cost=6, of=(direction_to, TO_CONTENT), commutes_with_recoloring=True)
def heavier_side(grid: Grid) -> Direction:
    """Give the side on which the non-zero cells lie further from the middle; cannot when they are balanced.

    0001 -> (1)
    0100
    """


@op(cost=7, of=(direction_to, TO_RAREST))
def direction_to_rarest_color(grid: Grid) -> Direction:
    """Give the direction from the middle of all non-zero cells to that of the rarest color; cannot when equal.

    1112 -> (1)
    1110
    """
