"""Output sizes: rules from input sizes, and from the sizes of cheap bank values, that hold in every demonstration."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.search import bank
from solver.search.bank import GRID_KIND
from solver.seeing.sizes import FACTORS, likely_shapes
from solver.task import MAX_SIDE, Task

VALUES_LOOKED_AT = 3000

Sizes = tuple[tuple[int, int], ...]


def size_rules(task: Task, store: bank.Store | None = None, limit: int = 2) -> list[Sizes]:
    """Up to `limit` different predictions of the test outputs' sizes, most trusted first; may be empty."""
    found: list[Sizes] = []
    for sizes in _proposals(task, store):
        if sizes not in found and all(1 <= side <= MAX_SIDE for size in sizes for side in size):
            found.append(sizes)
            if len(found) == limit:
                break
    return found


def _proposals(task: Task, store: bank.Store | None) -> Iterator[Sizes]:
    inputs, outputs = ([grid.shape for grid in grids] for grids in (task.inputs, task.outputs))
    for sizes in likely_shapes(inputs, outputs):
        yield _pairs(np.array(sizes))
    if store is not None:
        yield from _value_rules(store, np.array(outputs))


def _value_rules(store: bank.Store, outputs: np.ndarray) -> Iterator[Sizes]:
    """Sizes of bank values, as they are and times a small factor, cheapest value first."""
    demonstrations = len(outputs)
    count = min(int(store.counts[bank.VALUES]), VALUES_LOOKED_AT)
    grids = np.flatnonzero(store.origins[:count, 0] == GRID_KIND)
    sides = store.places[store.rows[grids], 1:3]
    for factor in FACTORS:
        for offset in (0, 2, -2, 1, -1):
            fits = (sides[:, :demonstrations] * factor + offset == outputs).all(axis=(1, 2))
            for sizes in sides[fits, demonstrations:][:3]:
                yield _pairs(sizes * factor + offset)


def _pairs(sizes: np.ndarray) -> Sizes:
    return tuple((int(height), int(width)) for height, width in sizes)
