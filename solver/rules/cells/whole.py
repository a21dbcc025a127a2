"""Cell features of the whole grid: its colors by count, its objects, its corners, and how common the cell's own color is."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, clamped, colors, most_common, numbers
from solver.rules.cells.objects import MIXED, SEEN, SIZE, rare_color
from solver.task import Grid

WHOLE: list[Feature] = [
    *colors("whole", 5, "most common set color", "second most common set color", "least common set color"),
    *numbers("whole", 6, "set colors", "mixed objects in grid", "height", "width"),
    *colors("whole", 5, "main color of largest object", "main color of smallest object"),
    *colors("whole", 6, "top left color", "top right color", "bottom left color", "bottom right color"),
    *numbers("own count", 4, "cells of own color", "more common set colors", "less common set colors"),
    *numbers("own count", 6, "rows spanned by own color", "cols spanned by own color"),
    *numbers("own count", 5, "in the box of set cells"),
    *numbers("whole color", 6, *(f"grid has color {color}" for color in range(10))),
]


@compiled(types.void(GRID, INTEGER, *SEEN, MATRIX, INTEGER))
def write_whole(
    grid: Grid, background: int, kinds: np.ndarray, counts: np.ndarray, known: np.ndarray, out: np.ndarray, start: int
) -> None:
    """Write the WHOLE features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    shades = np.zeros(10, np.int64)
    box = np.zeros((11, 4), np.int64)  # top, left, bottom, right of every color and of all set cells
    box[:, 0] = height
    box[:, 1] = width
    for row in range(height):
        for col in range(width):
            color = int(grid[row, col])
            shades[color] += 1
            for whole in range(2):
                index = 10 if whole else color
                if not whole or color != background:
                    box[index, 0] = min(box[index, 0], row)
                    box[index, 1] = min(box[index, 1], col)
                    box[index, 2] = max(box[index, 2], row + 1)
                    box[index, 3] = max(box[index, 3], col + 1)
    cells_of = shades.copy()
    shades[background] = 0
    none = np.int64(NO_COLOR)
    first = most_common(shades, none)
    rest = shades.copy()
    if first != NO_COLOR:
        rest[first] = 0
    labels, count, facts = kinds[MIXED], counts[MIXED], known[MIXED]
    inside = np.zeros((count + 1, 10), np.int64)
    for row in range(height):
        for col in range(width):
            inside[labels[row, col], grid[row, col]] += 1
    largest = smallest = 0
    for label in range(1, count + 1):
        if largest == 0 or facts[label, SIZE] > facts[largest, SIZE]:
            largest = label
        if smallest == 0 or facts[label, SIZE] < facts[smallest, SIZE]:
            smallest = label
    values = np.zeros(13, np.int64)
    values[0], values[1], values[2] = first, most_common(rest, none), rare_color(shades)
    values[4], values[5], values[6] = count, height, width
    for color in range(10):
        values[3] += shades[color] > 0
    values[7] = most_common(inside[largest], none) if largest else NO_COLOR
    values[8] = most_common(inside[smallest], none) if smallest else NO_COLOR
    values[9], values[10] = grid[0, 0], grid[0, width - 1]
    values[11], values[12] = grid[height - 1, 0], grid[height - 1, width - 1]
    for cell in range(height * width):
        row, col = cell // width, cell % width
        own = int(grid[row, col])
        for index in range(13):
            out[start + index, cell] = clamped(values[index])
        at = start + 13
        out[at, cell] = clamped(cells_of[own])
        more = less = 0
        for color in range(10):
            more += shades[color] > shades[own]
            less += 0 < shades[color] < shades[own]
            out[at + 6 + color, cell] = cells_of[color] > 0
        out[at + 1, cell], out[at + 2, cell] = more, less
        out[at + 3, cell], out[at + 4, cell] = box[own, 2] - box[own, 0], box[own, 3] - box[own, 1]
        out[at + 5, cell] = box[10, 0] <= row < box[10, 2] and box[10, 1] <= col < box[10, 3]
