"""Cell features of the smallest object box around a cell: its object, the place in it, partners by its symmetry."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, clamped, colors, most_common, numbers
from solver.rules.cells.objects import (
    HEIGHT,
    IS_BACKGROUND,
    LEFT,
    ONE_COLOR,
    SEEN,
    SIZE,
    TOP,
    WIDTH,
    rare_color,
)
from solver.task import Grid


def _features(kind: str) -> list[Feature]:
    box = f"box of {kind} object"
    return [
        *numbers(box, 4, f"in a {box}", f"boxes of {kind} objects around"),
        *colors(box, 5, f"main color of {box}", f"rare color of {box}"),
        *numbers(box, 5, f"height of {box}", f"width of {box}", f"cells of object in {box}"),
        *numbers(box, 6, f"row in {box}", f"col in {box}", f"rows below in {box}", f"cols right in {box}"),
        *numbers(box, 5, f"rings around in {box}"),
        *numbers(box, 6, f"rows to the middle of {box}", f"cols to the middle of {box}"),
        *colors(box, 5, f"color under flip of rows of {box}", f"color under flip of cols of {box}"),
        *colors(box, 5, f"color under half turn of {box}", f"color under transposition of {box}"),
        *colors(box, 5, f"set color of partners in {box}"),
    ]


BOXES: list[Feature] = _features("corner") + _features("mixed")


@compiled()
def write_box(
    grid: Grid,
    background: int,
    label: int,
    facts: np.ndarray,
    inside: np.ndarray,
    row: int,
    col: int,
    out: np.ndarray,
    at: int,
) -> None:
    """Write the features of one cell in the box of object `label`; 0 is no box."""
    cell = row * grid.shape[1] + col
    for index in (2, 3, 14, 15, 16, 17, 18):
        out[at + index, cell] = NO_COLOR
    if label == 0:
        return
    fact = facts[label]
    down, right = row - fact[TOP], col - fact[LEFT]
    below, rest = fact[HEIGHT] - 1 - down, fact[WIDTH] - 1 - right
    out[at, cell] = 1
    out[at + 2, cell] = most_common(inside[label], NO_COLOR)
    out[at + 3, cell] = rare_color(inside[label])
    out[at + 4, cell], out[at + 5, cell], out[at + 6, cell] = fact[HEIGHT], fact[WIDTH], clamped(fact[SIZE])
    out[at + 7, cell], out[at + 8, cell], out[at + 9, cell], out[at + 10, cell] = down, right, below, rest
    out[at + 11, cell] = min(min(down, right), min(below, rest))
    out[at + 12, cell], out[at + 13, cell] = abs(down - below), abs(right - rest)
    out[at + 14, cell] = grid[fact[TOP] + below, col]
    out[at + 15, cell] = grid[row, fact[LEFT] + rest]
    out[at + 16, cell] = grid[fact[TOP] + below, fact[LEFT] + rest]
    if fact[HEIGHT] == fact[WIDTH]:
        out[at + 17, cell] = grid[fact[TOP] + right, fact[LEFT] + down]
    for index in (14, 15, 16, 17):
        color = out[at + index, cell]
        if color not in (background, NO_COLOR) and out[at + 18, cell] == NO_COLOR:
            out[at + 18, cell] = color
    if grid[row, col] != background:
        out[at + 18, cell] = grid[row, col]


@compiled(types.void(GRID, INTEGER, *SEEN, MATRIX, INTEGER))
def write_boxes(
    grid: Grid, background: int, kinds: np.ndarray, counts: np.ndarray, known: np.ndarray, out: np.ndarray, start: int
) -> None:
    """Write the BOXES features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    per_kind = 19
    for which in range(2):
        at = start + which * per_kind
        kind = ONE_COLOR + which
        labels, count, facts = kinds[kind], counts[kind], known[kind]
        inside = np.zeros((count + 1, 10), np.int64)
        owner = np.zeros((height, width), np.int64)
        for cell in range(grid.size):
            inside[labels[cell // width, cell % width], grid[cell // width, cell % width]] += 1
            for index in range(per_kind):
                out[at + index, cell] = 0
        for label in range(1, count + 1):
            fact = facts[label]
            if fact[IS_BACKGROUND] and kind == ONE_COLOR:
                continue
            for row in range(fact[TOP], fact[TOP] + fact[HEIGHT]):
                for col in range(fact[LEFT], fact[LEFT] + fact[WIDTH]):
                    held = facts[owner[row, col]]
                    out[at + 1, row * width + col] = min(out[at + 1, row * width + col] + 1, 99)
                    if owner[row, col] == 0 or fact[HEIGHT] * fact[WIDTH] < held[HEIGHT] * held[WIDTH]:
                        owner[row, col] = label
        for row in range(height):
            for col in range(width):
                write_box(grid, background, owner[row, col], facts, inside, row, col, out, at)
