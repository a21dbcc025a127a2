"""Canvases: the input laid on an empty grid whose size follows from the input, in a corner or tiled as often as a fact says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from solver.families.facts import fact_cost, facts_of
from solver.families.pictures import Picture
from solver.families.rule import Box
from solver.task import MAX_SIDE, Grid, Task

MOST_SIZES = 3  # for each axis
FACTORS = (1, 2, 3, 4)
# Where the input lies: the share of the free rows above it and of the free columns left of it.
PLACES = {
    "at the top left": (0.0, 0.0),
    "at the top right": (0.0, 1.0),
    "at the bottom left": (1.0, 0.0),
    "at the bottom right": (1.0, 1.0),
    "in the middle": (0.5, 0.5),
}
Sizes = list[tuple[str, float, list[int]]]  # (words, cost, side of every canvas)


def canvases_of(task: Task) -> Iterator[Picture]:
    """Yield the input on canvases that have the sizes of the outputs."""
    tables = [facts_of(grid) for grid in task.inputs]
    sizes = [_sizes(task, axis, tables) for axis in (0, 1)]
    for row_words, row_cost, heights in sizes[0]:
        for col_words, col_cost, widths in sizes[1]:
            shapes = list(zip(heights, widths, strict=True))
            if row_words != col_words and heights == widths and row_words in [words for words, *_ in sizes[1]]:
                continue
            if any(max(shape) > MAX_SIDE or min(shape) < 1 for shape in shapes):
                continue
            words, cost = f"a canvas of {row_words} x {col_words}", row_cost + (0 if row_words == col_words else col_cost)
            yield from _placed(task, words, cost, shapes)
            yield from _tiled(task, words, cost, shapes, tables)


def _sizes(task: Task, axis: int, tables: list[dict[str, int]]) -> Sizes:
    """What the side along an axis may be, cheapest first; each list of sides once."""
    wanted = [output.shape[axis] for output in task.outputs]
    found: Sizes = [(str(wanted[0]), 0.5, [wanted[0]] * len(tables))]
    for side, words in ((axis, "rows" if axis == 0 else "cols"), (1 - axis, "cols" if axis == 0 else "rows")):
        sides = [grid.shape[side] for grid in task.inputs]
        found += [
            (f"{factor} x its {words}", 0.5 + 0.5 * (side != axis), [factor * one for one in sides]) for factor in FACTORS
        ]
        found.append((f"half its {words}", 1.5, [one // 2 for one in sides]))
    for name in tables[0]:
        if not all(name in table for table in tables):
            continue
        values = [table[name] for table in tables]
        found.append((name, fact_cost(name), values))
        for side, words in ((0, "rows"), (1, "cols")):
            products = [value * grid.shape[side] for value, grid in zip(values, task.inputs, strict=True)]
            found.append((f"{name} x its {words}", 0.5 + fact_cost(name), products))
    kept: dict[tuple[int, ...], tuple[str, float, list[int]]] = {}
    for one in sorted(found, key=lambda one: one[1]):
        if one[2][: len(wanted)] == wanted:
            kept.setdefault(tuple(one[2]), one)
    return list(kept.values())[:MOST_SIZES]


def _placed(task: Task, words: str, cost: float, shapes: Sequence[tuple[int, int]]) -> Iterator[Picture]:
    if any(shape[axis] < grid.shape[axis] for grid, shape in zip(task.inputs, shapes, strict=True) for axis in (0, 1)):
        return
    for place, (down, right) in PLACES.items():
        grids = []
        for grid, shape in zip(task.inputs, shapes, strict=True):
            top, left = int(down * (shape[0] - grid.shape[0])), int(right * (shape[1] - grid.shape[1]))
            out = np.zeros(shape, np.uint8)
            out[top : top + grid.shape[0], left : left + grid.shape[1]] = grid
            grids.append(out)
        yield Picture(f"input on {words}, {place}", cost + 0.5, tuple(grids))


def _tiled(
    task: Task, words: str, cost: float, shapes: Sequence[tuple[int, int]], tables: list[dict[str, int]]
) -> Iterator[Picture]:
    """Yield the input as tiles, row by row, as many as a fact says."""
    grids = list(zip(task.inputs, shapes, strict=True))
    if any(shape[axis] % grid.shape[axis] for grid, shape in grids for axis in (0, 1)):
        return
    counts = [_tile_count(grid, output) for grid, output in zip(task.inputs, task.outputs, strict=False)]
    if max(counts) < 2:
        return
    seen: set[tuple[int, ...]] = set()
    for name in sorted(tables[0], key=fact_cost):
        values = [table.get(name, -1) for table in tables]
        if values[: len(counts)] == counts and min(values) >= 0 and tuple(values) not in seen:
            seen.add(tuple(values))
            tiled = tuple(_tiles(grid, shape, value) for (grid, shape), value in zip(grids, values, strict=True))
            yield Picture(f"input on {words}, as tiles, as many as {name}", cost + fact_cost(name), tiled)


def _tile_count(grid: Grid, output: Grid) -> int:
    """How many tiles of the output, row by row, are the grid; 0 when it does not begin with one."""
    spots = _spots(grid, output.shape)
    for count, spot in enumerate(spots):
        tile = output[spot]
        if tile.shape != grid.shape or (tile != grid).any():
            return count
    return len(spots)


def _tiles(grid: Grid, shape: tuple[int, int], count: int) -> Grid:
    out = np.zeros(shape, np.uint8)
    for spot in _spots(grid, shape)[:count]:
        out[spot] = grid
    return out


def _spots(grid: Grid, shape: tuple[int, ...]) -> list[Box]:
    """Where tiles of the grid's size lie in a canvas, row by row."""
    starts = product(*(range(0, side, step) for side, step in zip(shape, grid.shape, strict=True)))
    return [(slice(top, top + grid.shape[0]), slice(left, left + grid.shape[1])) for top, left in starts]
