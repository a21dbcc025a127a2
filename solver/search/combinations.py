"""Cell tables: an output whose every cell follows from the cells at the same place in two to four grids.

The grids are the parts of one list (panels, halves, color layers) or two values of the output's shape. The table from the
tuple of their colors to the output's color is read off the demonstrations; and, or, xor, "first unless zero" are tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import types

from solver.budget import Budget
from solver.jit import INTEGER, INTEGERS, compiled
from solver.search import bank
from solver.search.bank import LIST_KIND, STORE, Store
from solver.search.goal import ANYTHING, UNSEEN, Goal, Grids

MOST_PARTS = 4
MOST_PAIRED = 150  # values of the right shape of which all pairs are tried
LISTS_LOOKED_AT = 4000
KEPT = 2
TABLE_COST = 3


@dataclass(frozen=True)
class Combination:
    """A table over the cells of a list value or of two grid values, and what it gives for all examples."""

    values: tuple[int, ...]
    table: dict[tuple[int, ...], int]
    grids: Grids
    cost: int


@compiled(INTEGER(STORE, types.Array(types.int32, 3, "C"), types.Array(types.uint16, 1, "C"), INTEGERS))
def table_sizes(store: Store, ids: np.ndarray, cells: np.ndarray, sizes: np.ndarray) -> int:
    """Find for each combination whether the cells of its grids determine the goal's cells.

    ids: (combinations, demonstrations, parts) grid ids, all of the goal's shapes. cells: the goal's cells, all
    demonstrations in a row. sizes: filled with the number of different tuples of colors, -1 where they do not. Returns
    the steps.
    """
    parts = ids.shape[2]
    table = np.full(10**parts, 2047, np.uint16)
    seen = np.empty(cells.size, np.int64)
    starts = np.empty(parts, np.int64)
    steps = 0
    for k in range(ids.shape[0]):
        count = 0
        at = 0
        is_fit = True
        for e in range(ids.shape[1]):
            for part in range(parts):
                starts[part] = store.places[ids[k, e, part], 0]
            size = store.places[ids[k, e, 0], 1] * store.places[ids[k, e, 0], 2]
            for cell in range(size):
                entry = 0
                for part in range(parts):
                    entry = entry * 10 + store.cells[starts[part] + cell]
                if table[entry] == 2047:
                    seen[count] = entry
                    count += 1
                table[entry] &= cells[at]
                at += 1
                if table[entry] == 0:
                    is_fit = False
                    break
            if not is_fit:
                break
        steps += parts * at + 10
        sizes[k] = count if is_fit else -1
        for j in range(count):
            table[seen[j]] = 2047
    return steps


def combinations(store: bank.Store, goal: Goal, same_shape: np.ndarray, budget: Budget) -> list[Combination]:
    """The cheapest tables that meet a goal. same_shape: grid values of the goal's shapes, cheapest first."""
    found = []
    for values, ids in (*_from_lists(store, goal), _from_pairs(store, same_shape)):
        if not len(values):
            continue
        sizes = np.empty(len(values), np.int64)
        shown = np.ascontiguousarray(ids[:, : len(goal)])
        budget.spend(table_sizes(store, shown, np.concatenate([cells.ravel() for cells in goal]), sizes))
        fitting = np.flatnonzero(sizes > 1)
        costs = store.origins[values[fitting], 1].sum(axis=1) + TABLE_COST + sizes[fitting]
        for k, cost in sorted(zip(fitting, costs, strict=True), key=lambda pair: (pair[1], pair[0]))[: 2 * KEPT]:
            fitted = _predicted(store, ids[k], goal)
            if fitted is not None:
                found.append(Combination(tuple(values[k].tolist()), *fitted, int(cost)))
    return sorted(found, key=lambda combination: combination.cost)[:KEPT]


def _from_lists(store: bank.Store, goal: Goal) -> list[tuple[np.ndarray, np.ndarray]]:
    """List values with 2, 3 or 4 parts of the goal's shapes: values (n, 1) and grid ids (n, examples, parts)."""
    count = int(store.counts[bank.VALUES])
    lists = np.flatnonzero(store.origins[:count, 0] == LIST_KIND)[:LISTS_LOOKED_AT]
    spans = store.list_spans[store.rows[lists]]
    shapes = np.array([cells.shape for cells in goal])
    found = []
    for parts in range(2, MOST_PARTS + 1):
        chosen = (spans[:, :, 1] == parts).all(axis=1)
        ids = store.items[spans[chosen, :, 0, None] + np.arange(parts)]
        sides = store.places[ids, 1:3]
        fits = (sides[:, : len(goal)] == shapes[:, None]).all(axis=(1, 2, 3)) & (sides == sides[:, :, :1]).all(axis=(1, 2, 3))
        found.append((lists[chosen][fits].reshape(-1, 1), ids[fits]))
    return found


def _from_pairs(store: bank.Store, same_shape: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of cheap values: values (n, 2) and grid ids (n, examples, 2)."""
    values = same_shape[:MOST_PAIRED]
    rows = store.rows[values]
    _, first = np.unique(store.keys[rows, 1], axis=0, return_index=True)
    values = values[np.sort(first)]
    left, right = np.triu_indices(len(values), 1)
    sides = store.places[store.rows[values], 1:3]
    same = (sides[left] == sides[right]).all(axis=(1, 2))
    pairs = np.stack([values[left[same]], values[right[same]]], axis=1)
    return pairs, np.ascontiguousarray(store.rows[pairs].swapaxes(1, 2))


def _predicted(store: bank.Store, ids: np.ndarray, goal: Goal) -> tuple[dict[tuple[int, ...], int], Grids] | None:
    """The table of the demonstrations, and grids of all examples by it; None when an example has a tuple that is not in it."""
    parts = ids.shape[1]
    entries = []
    for row in ids:
        grids = [bank.grid_of(store, int(grid_id)).astype(np.int64) for grid_id in row]
        entries.append(sum(grid * 10 ** (parts - 1 - place) for place, grid in enumerate(grids)))
    table = np.full(10**parts, UNSEEN | ANYTHING, np.int64)
    for entry, cells in zip(entries, goal, strict=False):
        np.bitwise_and.at(table, entry, cells)
    colors = np.bitwise_count((table & -table) - 1).astype(np.uint8)
    if any((table[entry] & UNSEEN).any() for entry in entries):
        return None
    shown = np.flatnonzero(~table & UNSEEN).tolist()
    known = {tuple(entry // 10 ** (parts - 1 - place) % 10 for place in range(parts)): int(colors[entry]) for entry in shown}
    return known, tuple(colors[entry] for entry in entries)
