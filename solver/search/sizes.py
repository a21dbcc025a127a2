"""Output sizes: rules from input sizes, and from the sizes of cheap bank values, that hold in every demonstration."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.search import bank
from solver.search.bank import GRID_KIND
from solver.task import MAX_SIDE, Task

FACTORS = (1, 2, 3, 4, 5)
OFFSETS = (0, 1, -1, 2, -2, 3, -3)
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
    outputs = np.array([grid.shape for grid in task.outputs])
    inputs = np.array([grid.shape for grid in task.inputs])
    demonstrations = len(outputs)
    if (outputs == inputs[:demonstrations]).all():
        yield _pairs(inputs[demonstrations:])
    if (outputs == outputs[0]).all():
        yield _pairs(np.repeat(outputs[:1], len(task.test), axis=0))
    for sides in (inputs, inputs[:, ::-1]):
        yield from _axis_rules(sides, outputs)
    if store is not None:
        yield from _value_rules(store, outputs)


def _axis_rules(sides: np.ndarray, outputs: np.ndarray) -> Iterator[Sizes]:
    """Each axis by its own factor, divisor and offset of the same measure."""
    demonstrations = len(outputs)
    axes = []
    for axis in range(2):
        options = []
        for factor in FACTORS:
            for offset in OFFSETS:
                grown = sides[:, axis] * factor + offset
                shrunk = (sides[:, axis] + offset) // factor
                for rank, values in ((abs(offset) * 2 + factor, grown), (abs(offset) * 2 + factor + 1, shrunk)):
                    if (values[:demonstrations] == outputs[:, axis]).all():
                        options.append((rank, tuple(values[demonstrations:])))
        if (outputs[:, axis] == outputs[0, axis]).all():
            options.append((2, (int(outputs[0, axis]),) * (len(sides) - demonstrations)))
        if not options:
            return
        axes.append(min(options)[1])
    yield tuple((int(height), int(width)) for height, width in zip(*axes, strict=True))


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
