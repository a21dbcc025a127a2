"""Cell features of objects seen again: completed about their own axis, reflected across their sides, repeated to the border.

Every object of set cells joined by sides or corners puts its colors into the cells where it would be seen again; of several
colors in one cell the first in reading order of the objects counts.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Rows
from solver.rules.cells.look import STRAIGHT
from solver.seeing.attributes import HEIGHT, LEFT, TABLE, TOP, WIDTH
from solver.seeing.centers import supports_of
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.motions import LEFT_RIGHT, UP_DOWN
from solver.task import Grid

ECHOES = Rows()
UPRIGHT, LEVEL, CENTER = ECHOES.colors(
    "own symmetry", 5, *(f"color by own {axis}" for axis in ("upright axis", "level axis", "center"))
)
TURNED, COMPLETED = ECHOES.colors("own symmetry", 5, "color by quarter turns about own center", "color by own symmetry")
REFLECTED = ECHOES.colors("echo", 5, *(f"color of reflection {side} of an object" for side in STRAIGHT))
(REFLECTED_ANY,) = ECHOES.colors("echo", 5, "color of a reflection of an object")
REPEATED = ECHOES.colors("echo", 6, *(f"color of object repeated {side}" for side in STRAIGHT))
REPEATED_APART = ECHOES.colors("echo", 6, *(f"color of object repeated {side} with a gap" for side in STRAIGHT))
_AXES = np.array([UP_DOWN, LEFT_RIGHT])


@compiled()
def put(out: np.ndarray, at: int, shape: tuple[int, int], row: int, col: int, color: int) -> None:
    """Write a color into a cell of row `at` of `out`, unless it lies outside the grid or has one."""
    if 0 <= row < shape[0] and 0 <= col < shape[1] and out[at, row * shape[1] + col] == NO_COLOR:
        out[at, row * shape[1] + col] = color


@compiled()
def own_axis(grid: Grid, background: int, labels: np.ndarray, label: int, fact: np.ndarray, axis: int) -> int:
    """The axis of an object (level for 0, upright for 1) as coordinate + partner coordinate; -1 without one."""
    first = fact[LEFT] if axis else fact[TOP]
    centers = np.zeros((max(0, 2 * (fact[WIDTH] if axis else fact[HEIGHT]) - 3), 2), np.int64)
    centers[:, axis] = 2 * first + 1 + np.arange(len(centers))
    support = supports_of(grid, labels, label, _AXES[axis : axis + 1].copy(), centers, background, False)
    best = -1
    for index in range(len(centers)):
        if support[index] > (support[best] if best >= 0 else 0):
            best = index
    return centers[best, axis] if best >= 0 else -1


@compiled()
def write_symmetry(grid: Grid, row: int, col: int, row_sum: int, col_sum: int, out: np.ndarray) -> None:
    """Put the color of a cell of an object where the axes of the object (-1: none) reflect it to."""
    color = grid[row, col]
    across, down = col_sum - col, row_sum - row
    put(out, COMPLETED, grid.shape, row, col, color)
    if col_sum >= 0:
        put(out, UPRIGHT, grid.shape, row, across, color)
        put(out, COMPLETED, grid.shape, row, across, color)
    if row_sum >= 0:
        put(out, LEVEL, grid.shape, down, col, color)
        put(out, COMPLETED, grid.shape, down, col, color)
    if row_sum >= 0 and col_sum >= 0:
        put(out, CENTER, grid.shape, down, across, color)
        put(out, COMPLETED, grid.shape, down, across, color)
        if (row_sum + col_sum) % 2 == 0:
            for sign in (1, -1):
                to_row, to_col = row_sum + sign * (col - across), col_sum - sign * (row - down)
                put(out, TURNED, grid.shape, to_row // 2, to_col // 2, color)


@compiled()
def write_copies(grid: Grid, row: int, col: int, fact: np.ndarray, out: np.ndarray) -> None:
    """Put the color of a cell of an object where reflections across its sides and its repetitions have it."""
    color = grid[row, col]
    high, wide = fact[HEIGHT], fact[WIDTH]
    for side in range(4):
        down, right = ROW_STEPS[side], COL_STEPS[side]
        to_row = 2 * fact[TOP] + (2 * high if down > 0 else 0) - 1 - row if down else row
        to_col = 2 * fact[LEFT] + (2 * wide if right > 0 else 0) - 1 - col if right else col
        put(out, REFLECTED[side], grid.shape, to_row, to_col, color)
        put(out, REFLECTED_ANY, grid.shape, to_row, to_col, color)
        for gap, at in ((0, REPEATED[side]), (1, REPEATED_APART[side])):
            to_row, to_col = row + down * (high + gap), col + right * (wide + gap)
            while -high < to_row < grid.shape[0] + high and -wide < to_col < grid.shape[1] + wide:
                put(out, at, grid.shape, to_row, to_col, color)
                to_row += down * (high + gap)
                to_col += right * (wide + gap)


@compiled(types.void(GRID, INTEGER, LABELS, TABLE, MATRIX))
def write_echoes(grid: Grid, background: int, labels: np.ndarray, table: np.ndarray, out: np.ndarray) -> None:
    """Write the rows of ECHOES. labels, table: of objects of any colors joined by sides or corners."""
    out[:] = NO_COLOR
    for index in range(len(table)):
        fact = table[index]
        row_sum = own_axis(grid, background, labels, index + 1, fact, 0)
        col_sum = own_axis(grid, background, labels, index + 1, fact, 1)
        for row in range(fact[TOP], fact[TOP] + fact[HEIGHT]):
            for col in range(fact[LEFT], fact[LEFT] + fact[WIDTH]):
                if labels[row, col] == index + 1:
                    write_symmetry(grid, row, col, row_sum, col_sum, out)
                    write_copies(grid, row, col, fact, out)
