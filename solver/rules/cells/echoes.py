"""Cell features of objects seen again: completed about their own axis, reflected across their sides, repeated to the border.

Every object of set cells joined by sides or corners puts its colors into the cells where it would be seen again; of several
colors in one cell the first in reading order of the objects counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.rules.cells.feature import NO_COLOR, Block, colors, each
from solver.rules.cells.look import STRAIGHT, Look
from solver.seeing.attributes import HEIGHT, LEFT, TABLE, TOP, WIDTH
from solver.seeing.centers import supports_of
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.motions import LEFT_RIGHT, UP_DOWN
from solver.task import Grid

UPRIGHT, LEVEL, CENTER, TURNED, COMPLETED = range(5)
SYMMETRY = (
    *each("color by own {}", ("upright axis", "level axis", "center")),
    "color by quarter turns about own center",
    "color by own symmetry",
)
REFLECTED = (*each("color of reflection {} of an object", STRAIGHT), "color of a reflection of an object")
REPEATED = each("color of object repeated {}", STRAIGHT) + each("color of object repeated {} with a gap", STRAIGHT)
_AXES = np.array([UP_DOWN, LEFT_RIGHT])


def echoes(look: Look) -> Iterator[Block]:
    """Where the objects around would be seen again."""
    scene = look.mixed_objects
    symmetry, reflected, repeated = echoes_of(look.grid, look.background, scene.labels, scene.table)
    yield colors("own symmetry", 5, {SYMMETRY: symmetry})
    yield colors("echo", 5, {REFLECTED: reflected})
    yield colors("echo", 6, {REPEATED: repeated})


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
def write_copies(grid: Grid, row: int, col: int, fact: np.ndarray, reflected: np.ndarray, repeated: np.ndarray) -> None:
    """Put the color of a cell of an object where reflections across its sides and its repetitions have it."""
    color = grid[row, col]
    high, wide = fact[HEIGHT], fact[WIDTH]
    for side in range(4):
        down, right = ROW_STEPS[side], COL_STEPS[side]
        to_row = 2 * fact[TOP] + (2 * high if down > 0 else 0) - 1 - row if down else row
        to_col = 2 * fact[LEFT] + (2 * wide if right > 0 else 0) - 1 - col if right else col
        put(reflected, side, grid.shape, to_row, to_col, color)
        put(reflected, 4, grid.shape, to_row, to_col, color)
        for gap in range(2):
            to_row, to_col = row + down * (high + gap), col + right * (wide + gap)
            while -high < to_row < grid.shape[0] + high and -wide < to_col < grid.shape[1] + wide:
                put(repeated, 4 * gap + side, grid.shape, to_row, to_col, color)
                to_row += down * (high + gap)
                to_col += right * (wide + gap)


@compiled(types.UniTuple(types.Array(types.uint8, 2, "C"), 3)(GRID, INTEGER, LABELS, TABLE))
def echoes_of(grid: Grid, background: int, labels: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What SYMMETRY, REFLECTED and REPEATED say, from objects of any colors joined by sides or corners: (names, cells) each."""
    symmetry = np.full((len(SYMMETRY), grid.size), NO_COLOR, np.uint8)
    reflected, repeated = symmetry.copy(), np.full((len(REPEATED), grid.size), NO_COLOR, np.uint8)
    for index in range(len(table)):
        fact = table[index]
        row_sum = own_axis(grid, background, labels, index + 1, fact, 0)
        col_sum = own_axis(grid, background, labels, index + 1, fact, 1)
        for row in range(fact[TOP], fact[TOP] + fact[HEIGHT]):
            for col in range(fact[LEFT], fact[LEFT] + fact[WIDTH]):
                if labels[row, col] == index + 1:
                    write_symmetry(grid, row, col, row_sum, col_sum, symmetry)
                    write_copies(grid, row, col, fact, reflected, repeated)
    return symmetry, reflected, repeated
