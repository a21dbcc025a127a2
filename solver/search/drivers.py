"""Compiled batch drivers: apply one op to many arguments and intern the results.

One driver per op signature. Every driver takes the op as a first-class function, so adding an op compiles the op alone; or,
where all ops of its signature are variants of one compiled function, the number of the variant.
The result array holds one grid id, list id or number per argument; NONE where the op cannot. Every driver returns its
steps: the cells it read and wrote plus APPLY_STEPS per application.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import types

from solver.jit import BOX, GRID, INTEGER, INTEGERS, PARTS, PLACED, Parts, Placed, compiled
from solver.language.select import choose
from solver.search.bank import NONE, STORE, Store, grid_of, intern_grid, intern_list, intern_parts
from solver.seeing.cuts import cut
from solver.seeing.part_attributes import measure

APPLY_STEPS = 30
KEEP, RESET, OUTWARD = range(3)
ORIGIN_CODES = {"keep": KEEP, "reset": RESET, "outward": OUTWARD}


def _function(result: types.Type, *arguments: types.Type) -> types.Type:
    return types.FunctionType(result(*arguments))


@compiled(INTEGER(_function(GRID, GRID), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def grid_to_grid(op: Callable, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray) -> int:
    """Apply Grid -> Grid."""
    steps = 0
    for k in range(ids.size):
        grid = grid_of(store, ids[k])
        result = op(grid)
        out[k] = store_result(store, ids[k], result, origin)
        steps += grid.size + result.size + APPLY_STEPS
    return steps


@compiled()
def store_result(store: Store, source: int, result: np.ndarray, origin: int) -> int:
    """Intern a result with the origin that the op's origin rule gives it."""
    if origin == RESET:
        return intern_grid(store, result, 0, 0)
    out = int(origin == OUTWARD)
    return intern_grid(store, result, store.places[source, 3] - out, store.places[source, 4] - out)


@compiled(INTEGER(_function(GRID, GRID, INTEGER), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def grid_number_to_grid(op: Callable, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray) -> int:
    """Apply Grid, number -> Grid."""
    steps = 0
    for k in range(ids.size):
        grid = grid_of(store, ids[k])
        result = op(grid, numbers[k])
        out[k] = store_result(store, ids[k], result, origin)
        steps += grid.size + result.size + APPLY_STEPS
    return steps


@compiled()
def crop_box(store: Store, source: int, box: tuple[int, int, int, int]) -> int:
    """Intern the crop of a stored grid by (top, left, height, width); NONE when the box is empty or leaves the grid."""
    top, left, height, width = box
    grid = grid_of(store, source)
    if height < 1 or width < 1 or top < 0 or left < 0 or top + height > grid.shape[0] or left + width > grid.shape[1]:
        return NONE
    part = grid[top : top + height, left : left + width].copy()
    return intern_grid(store, part, store.places[source, 3] + top, store.places[source, 4] + left)


@compiled(INTEGER(_function(BOX, GRID, INTEGER), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def grid_number_to_box(op: Callable, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray) -> int:
    """Apply Grid, number -> Box and crop."""
    steps = 0
    for k in range(ids.size):
        grid = grid_of(store, ids[k])
        out[k] = crop_box(store, ids[k], op(grid, numbers[k]))
        steps += 2 * grid.size + APPLY_STEPS
    return steps


@compiled(INTEGER(INTEGER, STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def grid_number_to_labels(way: int, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray) -> int:
    """Cut grids into parts in one of the ways of solver/seeing."""
    steps = 0
    for k in range(ids.size):
        grid = grid_of(store, ids[k])
        places = store.places[ids[k]]
        out[k] = intern_parts(store, grid, cut(grid, numbers[k], way), places[3], places[4])
        steps += 4 * grid.size + APPLY_STEPS
    return steps


@compiled(INTEGER(_function(INTEGER, GRID, INTEGER), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def grid_number_to_number(
    op: Callable, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray
) -> int:
    """Apply a measuring op Grid, number -> Color or Integer."""
    steps = 0
    for k in range(ids.size):
        grid = grid_of(store, ids[k])
        out[k] = max(NONE, op(grid, numbers[k]))
        steps += grid.size + APPLY_STEPS
    return steps


@compiled()
def placed_of(store: Store, grid_id: int) -> Placed:
    """A stored grid with its origin."""
    return Placed(grid_of(store, grid_id), store.places[grid_id, 3], store.places[grid_id, 4])


@compiled(INTEGER(_function(GRID, PLACED, GRID), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def placed_grid_to_grid(op: Callable, store: Store, ids: np.ndarray, others: np.ndarray, origin: int, out: np.ndarray) -> int:
    """Apply Placed, Grid -> Grid; the result has the origin of the second grid, the canvas."""
    steps = 0
    for k in range(ids.size):
        placed = placed_of(store, ids[k])
        canvas = grid_of(store, others[k])
        result = op(placed, canvas)
        out[k] = store_result(store, others[k], result, KEEP)
        steps += placed.cells.size + canvas.size + result.size + APPLY_STEPS
    return steps


@compiled(INTEGER(_function(GRID, PLACED, GRID, INTEGER), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def placed_grid_number_to_grid(
    op: Callable, store: Store, ids: np.ndarray, others: np.ndarray, number: int, out: np.ndarray
) -> int:
    """Apply Placed, Grid, number -> Grid; the result has the origin of the second grid, the canvas."""
    steps = 0
    for k in range(ids.size):
        placed = placed_of(store, ids[k])
        canvas = grid_of(store, others[k])
        result = op(placed, canvas, number)
        out[k] = store_result(store, others[k], result, KEEP)
        steps += placed.cells.size + canvas.size + result.size + APPLY_STEPS
    return steps


@compiled(PARTS(STORE, INTEGER))
def parts_of(store: Store, list_id: int) -> Parts:
    """A stored list as flat Parts."""
    start = store.list_spans[list_id, 0]
    length = store.list_spans[list_id, 1]
    starts = np.empty(length, np.int64)
    heights = np.empty(length, np.int64)
    widths = np.empty(length, np.int64)
    rows = np.empty(length, np.int64)
    cols = np.empty(length, np.int64)
    total = 0
    for k in range(length):
        place = store.places[store.items[start + k]]
        starts[k] = total
        heights[k] = place[1]
        widths[k] = place[2]
        rows[k] = place[3]
        cols[k] = place[4]
        total += place[1] * place[2]
    cells = np.empty(total, np.uint8)
    for k in range(length):
        source = store.places[store.items[start + k], 0]
        size = heights[k] * widths[k]
        cells[starts[k] : starts[k] + size] = store.cells[source : source + size]
    return Parts(cells, starts, heights, widths, rows, cols)


@compiled(INTEGER(_function(PLACED, PARTS), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def parts_to_placed(op: Callable, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray) -> int:
    """Apply Parts -> Placed: glue a list into one grid."""
    steps = 0
    for k in range(ids.size):
        parts = parts_of(store, ids[k])
        result = op(parts)
        out[k] = intern_grid(store, result.cells, result.row, result.col)
        steps += 2 * parts.cells.size + result.cells.size + APPLY_STEPS
    return steps


@compiled(INTEGER(_function(PLACED, PARTS, INTEGER), STORE, INTEGERS, INTEGERS, INTEGER, INTEGERS))
def parts_number_to_placed(
    op: Callable, store: Store, ids: np.ndarray, numbers: np.ndarray, origin: int, out: np.ndarray
) -> int:
    """Apply Parts, number -> Placed."""
    steps = 0
    for k in range(ids.size):
        parts = parts_of(store, ids[k])
        result = op(parts, numbers[k])
        out[k] = intern_grid(store, result.cells, result.row, result.col)
        steps += 2 * parts.cells.size + result.cells.size + APPLY_STEPS
    return steps


@compiled(INTEGER(INTEGER, STORE, INTEGERS, INTEGERS, INTEGERS))
def parts_to_scores(attribute: int, store: Store, ids: np.ndarray, spans: np.ndarray, out: np.ndarray) -> int:
    """Score all parts of many lists; list k's scores go to out[spans[k]:spans[k + 1]]."""
    steps = 0
    for k in range(ids.size):
        parts = parts_of(store, ids[k])
        out[spans[k] : spans[k + 1]] = measure(parts, attribute)
        steps += 2 * parts.cells.size + APPLY_STEPS
    return steps


@compiled(INTEGER(INTEGER, STORE, INTEGERS, INTEGERS, INTEGERS, INTEGERS))
def select_parts(sign: int, store: Store, ids: np.ndarray, spans: np.ndarray, scores: np.ndarray, out: np.ndarray) -> int:
    """Choose the part of each of many lists whose score is the largest or the smallest (see choose): a grid id."""
    for k in range(ids.size):
        chosen = choose(scores[spans[k] : spans[k + 1]], sign)
        out[k] = store.items[store.list_spans[ids[k], 0] + chosen]
    return ids.size * (1 + APPLY_STEPS)


@compiled(INTEGER(STORE, INTEGERS, INTEGERS, INTEGERS, INTEGERS))
def regroup(store: Store, ids: np.ndarray, position: np.ndarray, children: np.ndarray, out: np.ndarray) -> int:
    """Lists of mapped elements: element grid g becomes children[position[g]]; NONE when any element failed."""
    for k in range(ids.size):
        start = store.list_spans[ids[k], 0]
        length = store.list_spans[ids[k], 1]
        mapped = np.empty(length, np.int64)
        out[k] = 0
        for j in range(length):
            mapped[j] = children[position[store.items[start + j]]]
            if mapped[j] < 0:
                out[k] = NONE
        if out[k] == 0:
            out[k] = intern_list(store, mapped)
    return ids.size * APPLY_STEPS
