"""The bank of values: every distinct grid once in a flat arena, every value as one row of grid ids over all inputs.

A value is the results of one program on all demonstrations' inputs and all test inputs ("examples"). Its row holds one
number per example: a grid id, a list id, or for measured values the integer itself. Two programs with equal rows are one
value, and the cheaper program, which came first, is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types

from solver.jit import CELLS, GRID, INTEGER, INTEGERS, LABELS, compiled

GRID_KIND, LIST_KIND, COLOR_KIND, INTEGER_KIND = range(4)
KINDS = {"Grid": GRID_KIND, "Parts": LIST_KIND, "Color": COLOR_KIND, "Integer": INTEGER_KIND}
GRIDS, BYTES, LISTS, ITEMS, VALUES, IS_FULL = range(6)
BYTES_PER_GRID = 160  # arena and index bytes that a stored grid needs on average; sets the ratio of the capacities
BYTES_RESERVED = BYTES_PER_GRID + 160  # for a grid with its share of values and tables
MAX_PARTS = 64
NONE = -1
SEED = np.uint64(0xD1B54A32D192ED03)  # first word of every key: small numbers alone meet in `mix`, as 2 ^ 2 and 5 ^ 5 do


class Store(NamedTuple):
    """The arrays of a bank, as compiled code sees them. counts: see GRIDS, BYTES ... above."""

    counts: np.ndarray  # int64 (6,)
    cells: np.ndarray  # uint8 arena; every grid starts at a multiple of 8 and is zero-padded to one
    words: np.ndarray  # the same memory as uint64
    places: np.ndarray  # int64 (grids, 5): start, height, width, row, col
    keys: np.ndarray  # uint64 (grids, 2): with and without the origin
    grid_slots: np.ndarray  # int32 open addressing table of grid ids
    list_spans: np.ndarray  # int64 (lists, 2): start, length in items
    list_keys: np.ndarray  # uint64 (lists,)
    items: np.ndarray  # int32 grid ids of all lists
    list_slots: np.ndarray  # int32
    rows: np.ndarray  # int32 (values, examples)
    origins: np.ndarray  # int32 (values, 6): kind, cost, op row, number, parent, other parent
    value_keys: np.ndarray  # uint64 (values,)
    value_slots: np.ndarray  # int32


_U64 = types.Array(types.uint64, 1, "C")
_I32 = types.Array(types.int32, 1, "C")
_I32_2D = types.Array(types.int32, 2, "C")
_I64_2D = types.Array(types.int64, 2, "C")
STORE = types.NamedTuple(
    [
        INTEGERS,
        CELLS,
        _U64,
        _I64_2D,
        types.Array(types.uint64, 2, "C"),
        _I32,
        _I64_2D,
        _U64,
        _I32,
        _I32,
        _I32_2D,
        _I32_2D,
        _U64,
        _I32,
    ],
    Store,
)


def new_store(examples: int, bytes_limit: int) -> Store:
    """An empty store of at most about `bytes_limit` bytes. Memory is only committed where it is written."""
    grids = max(1024, bytes_limit // BYTES_RESERVED)
    values = grids
    slots = 1 << (2 * grids - 1).bit_length()
    cells = np.empty(grids * BYTES_PER_GRID, np.uint8)
    return Store(
        counts=np.zeros(6, np.int64),
        cells=cells,
        words=cells.view(np.uint64),
        places=np.empty((grids, 5), np.int64),
        keys=np.empty((grids, 2), np.uint64),
        grid_slots=np.zeros(slots, np.int32),
        list_spans=np.empty((grids // 4, 2), np.int64),
        list_keys=np.empty(grids // 4, np.uint64),
        items=np.empty(grids * 2, np.int32),
        list_slots=np.zeros(slots // 4, np.int32),
        rows=np.empty((values, examples), np.int32),
        origins=np.empty((values, 6), np.int32),
        value_keys=np.empty(values, np.uint64),
        value_slots=np.zeros(slots, np.int32),
    )


@compiled()
def mix(key: np.uint64, word: np.uint64) -> np.uint64:
    """One step of a multiply-xorshift hash on uint64."""
    key = (key ^ word) * np.uint64(0x9E3779B97F4A7C15)
    return key ^ (key >> np.uint64(29))


@compiled(INTEGER(STORE, GRID, INTEGER, INTEGER))
def intern_grid(store: Store, grid: np.ndarray, row: int, col: int) -> int:
    """Id of a grid at an origin, stored now if it is new; NONE for an empty grid or when the store is full."""
    height, width = grid.shape
    size = height * width
    if size == 0 or height > 30 or width > 30:
        return NONE
    start = store.counts[BYTES]
    padded = (size + 7) // 8 * 8
    count = store.counts[GRIDS]
    if start + padded > store.cells.size or count >= store.places.shape[0]:
        store.counts[IS_FULL] = 1
        return NONE
    slot = store.cells[start : start + padded]
    slot[:size] = grid.ravel()
    slot[size:] = 0
    plain = mix(np.uint64(height * 64 + width), SEED)
    for word in store.words[start // 8 : (start + padded) // 8]:
        plain = mix(plain, word)
    key = mix(plain, np.uint64((row + 512) * 1024 + col + 512))
    mask = store.grid_slots.size - 1
    at = np.int64(key >> np.uint64(20)) & mask
    while store.grid_slots[at] > 0:
        grid_id = store.grid_slots[at] - 1
        if store.keys[grid_id, 0] == key:
            return grid_id
        at = (at + 1) & mask
    store.grid_slots[at] = count + 1
    store.keys[count, 0] = key
    store.keys[count, 1] = plain
    store.places[count, 0] = start
    store.places[count, 1] = height
    store.places[count, 2] = width
    store.places[count, 3] = row
    store.places[count, 4] = col
    store.counts[BYTES] = start + padded
    store.counts[GRIDS] = count + 1
    return count


@compiled(GRID(STORE, INTEGER))
def grid_of(store: Store, grid_id: int) -> np.ndarray:
    """The stored grid as a view (height, width); not to be written."""
    start = store.places[grid_id, 0]
    height = store.places[grid_id, 1]
    width = store.places[grid_id, 2]
    return store.cells[start : start + height * width].reshape((height, width))


@compiled(INTEGER(STORE, INTEGERS))
def intern_list(store: Store, grid_ids: np.ndarray) -> int:
    """Id of a list of grid ids in this order, stored now if it is new; NONE when empty or the store is full."""
    length = grid_ids.size
    start = store.counts[ITEMS]
    count = store.counts[LISTS]
    if length == 0:
        return NONE
    if start + length > store.items.size or count >= store.list_spans.shape[0]:
        store.counts[IS_FULL] = 1
        return NONE
    key = mix(np.uint64(length), SEED)
    for k in range(length):
        store.items[start + k] = grid_ids[k]
        key = mix(key, np.uint64(grid_ids[k]))
    mask = store.list_slots.size - 1
    at = np.int64(key >> np.uint64(20)) & mask
    while store.list_slots[at] > 0:
        if store.list_keys[store.list_slots[at] - 1] == key:
            return store.list_slots[at] - 1
        at = (at + 1) & mask
    store.list_slots[at] = count + 1
    store.list_keys[count] = key
    store.list_spans[count, 0] = start
    store.list_spans[count, 1] = length
    store.counts[ITEMS] = start + length
    store.counts[LISTS] = count + 1
    return count


@compiled(INTEGER(STORE, GRID, LABELS, INTEGER, INTEGER))
def intern_parts(store: Store, grid: np.ndarray, labels: np.ndarray, row: int, col: int) -> int:
    """Cut a grid by labels 1..n and intern the list of its parts; NONE without parts or with more than MAX_PARTS."""
    height, width = grid.shape
    count = 0
    for r in range(height):
        for c in range(width):
            count = max(count, labels[r, c])
    if count == 0 or count > MAX_PARTS:
        return NONE
    boxes = np.empty((count, 4), np.int64)
    boxes[:, 0] = height
    boxes[:, 1] = width
    boxes[:, 2:] = -1
    for r in range(height):
        for c in range(width):
            k = labels[r, c] - 1
            if k >= 0:
                boxes[k, 0] = min(boxes[k, 0], r)
                boxes[k, 1] = min(boxes[k, 1], c)
                boxes[k, 2] = max(boxes[k, 2], r)
                boxes[k, 3] = max(boxes[k, 3], c)
    ids = np.empty(count, np.int64)
    kept = 0
    for k in range(count):
        top, left, bottom, right = boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3]
        if bottom < 0:
            continue
        part = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                if labels[r, c] == k + 1:
                    part[r - top, c - left] = grid[r, c]
        grid_id = intern_grid(store, part, row + top, col + left)
        if grid_id == NONE:
            return NONE
        ids[kept] = grid_id
        kept += 1
    return intern_list(store, ids[:kept])


@compiled()
def add_value(store: Store, row: np.ndarray, kind: int, cost: int, op_row: int, number: int, parent: int, other: int) -> int:
    """Append a row (examples,) as a value if it is complete and new; return how many were added."""
    key = mix(np.uint64(kind), SEED)
    for e in range(row.size):
        if row[e] < 0:
            return 0
        key = mix(key, np.uint64(row[e]))
    mask = store.value_slots.size - 1
    at = np.int64(key >> np.uint64(20)) & mask
    while store.value_slots[at] > 0:
        if store.value_keys[store.value_slots[at] - 1] == key:
            return 0
        at = (at + 1) & mask
    count = store.counts[VALUES]
    if count >= store.rows.shape[0]:
        store.counts[IS_FULL] = 1
        return 0
    store.value_slots[at] = count + 1
    store.value_keys[count] = key
    store.rows[count] = row
    store.origins[count, 0] = kind
    store.origins[count, 1] = cost
    store.origins[count, 2] = op_row
    store.origins[count, 3] = number
    store.origins[count, 4] = parent
    store.origins[count, 5] = other
    store.counts[VALUES] = count + 1
    return 1


@compiled(INTEGER(STORE, _I32_2D, INTEGER, INTEGER, INTEGER, INTEGER, INTEGERS, INTEGERS))
def add_values(
    store: Store, rows: np.ndarray, kind: int, cost: int, op_row: int, number: int, parents: np.ndarray, others: np.ndarray
) -> int:
    """Append the rows that are complete and new as values that one op row made; return how many were new."""
    added = 0
    for k in range(rows.shape[0]):
        added += add_value(store, rows[k], kind, cost, op_row, number, parents[k], others[k])
    return added


@compiled(INTEGER(STORE, INTEGERS, _I64_2D, INTEGER, INTEGER, INTEGERS, INTEGERS, INTEGERS, INTEGER))
def add_children(
    store: Store,
    results: np.ndarray,
    places: np.ndarray,
    kind: int,
    cost: int,
    op_rows: np.ndarray,
    numbers: np.ndarray,
    parents: np.ndarray,
    is_last_alike: int,
) -> int:
    """Append what some op rows made of a frontier of values; return how many values were passed over.

    results: what each of the op rows, one after the other, made of each distinct id of the frontier. places: where the ids
    of each parent stand among those (parents, examples). is_last_alike: pass over parents that the same op row made.
    """
    passed = 0
    distinct = results.size // op_rows.size
    row = np.empty(places.shape[1], np.int32)
    for k in range(op_rows.size):
        made = results[k * distinct : (k + 1) * distinct]
        for v in range(parents.size):
            if is_last_alike == 1 and store.origins[parents[v], 2] == op_rows[k]:
                passed += 1
                continue
            for e in range(row.size):
                row[e] = made[places[v, e]]
            add_value(store, row, kind, cost, op_rows[k], numbers[k], parents[v], NONE)
    return passed
