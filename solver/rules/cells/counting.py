"""Features of the cells of an output of fixed shape: which color or object comes in this place when all are put in order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.rules.cells.feature import COLORS, NO_COLOR, Block, colors, numbers
from solver.rules.cells.look import Look
from solver.seeing.attributes import COLOR, SIZE


def counting(look: Look, height: int, width: int) -> Iterator[Block]:
    """What comes in the place of every cell of an output (height, width)."""
    counts = np.bincount(look.own, minlength=len(COLORS))
    counts[look.background] = 0
    by_count = np.argsort(-counts, kind="stable")
    orders = {"color by count": by_count[counts[by_count] > 0]}
    sizes: dict[str, int] = {"colors of the grid": int(np.count_nonzero(counts)), "set cells": int(counts.sum())}
    for kind, scene in (("mixed object", look.mixed_objects), ("corner object", look.corner_objects)):
        table = scene.table[scene.table[:, COLOR] != look.background]
        orders[f"{kind} by size"] = table[np.argsort(-table[:, SIZE], kind="stable"), COLOR]
        orders[f"{kind} by place"] = table[:, COLOR]
        sizes[f"{kind}s"] = len(table)
    row, col = (index.ravel() for index in np.indices((height, width)))
    places = {"row": row, "col": col, "place": row * width + col}
    for words, place in places.items():
        named = {name: np.append(order, NO_COLOR)[np.minimum(place, len(order))] for name, order in orders.items()}
        yield colors("counting", 4, {f"color of {words}-th {name}": color for name, color in named.items()})
        yield numbers("counting", 4, {f"{words} < {name}": place < size for name, size in sizes.items()})
        yield numbers("counting", 4, {f"{words} < cells of the most common color": place < counts.max()})
    yield numbers("counting", 5, sizes)
