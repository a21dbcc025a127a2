"""Features of the cells of an output of fixed shape: which color or object comes in this place when all are put in order."""

from __future__ import annotations

import numpy as np

from solver.rules.cells.feature import NO_COLOR, Feature, colors, numbers
from solver.rules.cells.objects import MIXED, ONE_COLOR, find_objects
from solver.task import Grid

_PLACES = ("row", "col", "place")
_ORDERS = ("color by count", "mixed object by size", "mixed object by place", "corner object by size", "corner object by place")
_COUNTS = ("set colors", "set cells", "mixed objects", "corner objects", "cells of the most common color")

COUNTING: list[Feature] = [
    *(feature for place in _PLACES for order in _ORDERS for feature in colors("counting", 4, f"color of {place}-th {order}")),
    *(feature for place in _PLACES for count in _COUNTS for feature in numbers("counting", 4, f"{place} < {count}")),
    *numbers("counting", 5, "set colors", "set cells", "mixed objects", "corner objects"),
]


def counting(grid: Grid, background: int, height: int, width: int) -> np.ndarray:
    """COUNTING features of the cells of an output (height, width): uint8 (features, cells)."""
    counts = np.bincount(grid.ravel(), minlength=10)
    counts[background] = 0
    by_count = [color for color in np.argsort(-counts, kind="stable").tolist() if counts[color]]
    orders = [by_count]
    sizes = [len(by_count), int(counts.sum())]
    kinds, numbers_of, _ = find_objects(grid, background)
    for kind in (MIXED, ONE_COLOR):
        found = [grid[kinds[kind] == label] for label in range(1, numbers_of[kind] + 1)]
        objects = [cells for cells in found if cells[0] != background or kind == MIXED]
        main = [int(np.bincount(cells).argmax()) for cells in objects]
        by_size = sorted(range(len(objects)), key=lambda index: -objects[index].size)
        orders += [[main[index] for index in by_size], main]
        sizes.append(len(objects))
    sizes.append(int(counts.max()))
    row, col = (index.ravel() for index in np.indices((height, width)))
    places = (row, col, row * width + col)
    values = []
    for place in places:
        for order in orders:
            named = np.array([*order, NO_COLOR])
            values.append(named[np.minimum(place, len(order))])
    values += [place < size for place in places for size in sizes]
    values += [np.full(row.size, min(size, 127)) for size in sizes[:4]]
    return np.stack(values).astype(np.uint8)
