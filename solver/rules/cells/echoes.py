"""Cell features of objects seen again: completed about their own axis, reflected across their sides, repeated to the border.

Every object of set cells joined by sides or corners puts its colors into the cells where it would be seen again; of several
colors in one cell the first in reading order of the objects counts.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, colors
from solver.rules.cells.neighborhood import DIRECTIONS, color_at
from solver.rules.cells.objects import HEIGHT, LEFT, MIXED, SEEN, TOP, WIDTH
from solver.task import Grid

SIDES = DIRECTIONS[:4]

ECHOES: list[Feature] = [
    *colors("own symmetry", 5, "color by own upright axis", "color by own level axis", "color by own center"),
    *colors("own symmetry", 5, "color by quarter turns about own center", "color by own symmetry"),
    *colors("echo", 5, *(f"color of reflection {side} of an object" for side in SIDES), "color of a reflection of an object"),
    *colors("echo", 6, *(f"color of object repeated {side}" for side in SIDES)),
    *colors("echo", 6, *(f"color of object repeated {side} with a gap" for side in SIDES)),
]


@compiled()
def put(out: np.ndarray, at: int, height: int, width: int, row: int, col: int, color: int) -> None:
    """Write a color into a cell of row `at` of `out`, unless it lies outside the grid or has one."""
    if 0 <= row < height and 0 <= col < width and out[at, row * width + col] == NO_COLOR:
        out[at, row * width + col] = color


@compiled()
def own_axis(grid: Grid, background: int, labels: np.ndarray, label: int, fact: np.ndarray, upright: bool) -> int:
    """The axis of an object with most equal pairs and no contradiction, as coordinate + partner coordinate; -1 without one."""
    first = fact[LEFT] if upright else fact[TOP]
    last = first + (fact[WIDTH] if upright else fact[HEIGHT]) - 1
    best, best_sum = 0, -1
    for total in range(2 * first + 1, 2 * last):
        agreeing = 0
        contradicted = False
        for row in range(fact[TOP], fact[TOP] + fact[HEIGHT]):
            for col in range(fact[LEFT], fact[LEFT] + fact[WIDTH]):
                if labels[row, col] != label or 2 * (col if upright else row) == total:
                    continue
                other = color_at(grid, row, total - col) if upright else color_at(grid, total - row, col)
                if other == grid[row, col]:
                    agreeing += 1
                elif other not in (background, NO_COLOR):
                    contradicted = True
                    break
            if contradicted:
                break
        if not contradicted and agreeing > best:
            best, best_sum = agreeing, total
    return best_sum


@compiled()
def write_symmetry(grid: Grid, row: int, col: int, row_sum: int, col_sum: int, out: np.ndarray, start: int) -> None:
    """Put the color of a cell of an object where the axes of the object (-1: none) reflect it to."""
    height, width = grid.shape
    color = grid[row, col]
    put(out, start + 4, height, width, row, col, color)
    if col_sum >= 0:
        put(out, start, height, width, row, col_sum - col, color)
        put(out, start + 4, height, width, row, col_sum - col, color)
    if row_sum >= 0:
        put(out, start + 1, height, width, row_sum - row, col, color)
        put(out, start + 4, height, width, row_sum - row, col, color)
    if row_sum >= 0 and col_sum >= 0:
        put(out, start + 2, height, width, row_sum - row, col_sum - col, color)
        put(out, start + 4, height, width, row_sum - row, col_sum - col, color)
        if (row_sum + col_sum) % 2 == 0:
            down = row - (row_sum - row)
            right = col - (col_sum - col)
            put(out, start + 3, height, width, (row_sum + right) // 2, (col_sum - down) // 2, color)
            put(out, start + 3, height, width, (row_sum - right) // 2, (col_sum + down) // 2, color)


@compiled()
def write_copies(grid: Grid, row: int, col: int, fact: np.ndarray, out: np.ndarray, start: int) -> None:
    """Put the color of a cell of an object where reflections across its sides and its repetitions have it."""
    height, width = grid.shape
    color = grid[row, col]
    top, left, high, wide = fact[TOP], fact[LEFT], fact[HEIGHT], fact[WIDTH]
    for side in range(4):
        there = row, col
        if side == 0:
            there = 2 * top - 1 - row, col
        elif side == 1:
            there = row, 2 * (left + wide) - 1 - col
        elif side == 2:
            there = 2 * (top + high) - 1 - row, col
        else:
            there = row, 2 * left - 1 - col
        put(out, start + side, height, width, there[0], there[1], color)
        put(out, start + 4, height, width, there[0], there[1], color)
        for gap in range(2):
            down = -(high + gap) if side == 0 else (high + gap if side == 2 else 0)
            right = -(wide + gap) if side == 3 else (wide + gap if side == 1 else 0)
            next_row, next_col = row + down, col + right
            while -high < next_row < height + high and -wide < next_col < width + wide:
                put(out, start + 5 + 4 * gap + side, height, width, next_row, next_col, color)
                next_row += down
                next_col += right


@compiled(types.void(GRID, INTEGER, *SEEN, MATRIX, INTEGER))
def write_echoes(
    grid: Grid, background: int, kinds: np.ndarray, counts: np.ndarray, known: np.ndarray, out: np.ndarray, start: int
) -> None:
    """Write the ECHOES features of all cells into rows start.. of `out`."""
    labels, count, facts = kinds[MIXED], counts[MIXED], known[MIXED]
    for index in range(18):
        for cell in range(grid.size):
            out[start + index, cell] = NO_COLOR
    for label in range(1, count + 1):
        fact = facts[label]
        row_sum = own_axis(grid, background, labels, label, fact, False)
        col_sum = own_axis(grid, background, labels, label, fact, True)
        for row in range(fact[TOP], fact[TOP] + fact[HEIGHT]):
            for col in range(fact[LEFT], fact[LEFT] + fact[WIDTH]):
                if labels[row, col] == label:
                    write_symmetry(grid, row, col, row_sum, col_sum, out, start)
                    write_copies(grid, row, col, fact, out, start + 5)
