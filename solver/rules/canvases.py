"""Canvases: the input laid on an empty grid whose size follows from the input, in a corner or tiled as often as a fact says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from solver.rules.pictures import Picture
from solver.seeing.boxes import Box
from solver.seeing.facts import fact_cost, shared_facts
from solver.seeing.sizes import side_rules
from solver.task import Grid, Task

MOST_SIZES = 3  # for each axis
# Where the input lies: the share of the free rows above it and of the free columns left of it.
PLACES = {
    "at the top left": (0.0, 0.0),
    "at the top right": (0.0, 1.0),
    "at the bottom left": (1.0, 0.0),
    "at the bottom right": (1.0, 1.0),
    "in the middle": (0.5, 0.5),
}


def canvases_of(task: Task) -> Iterator[Picture]:
    """Yield the input on canvases that have the sizes of the outputs."""
    facts = shared_facts(task.inputs)
    inputs, outputs = ([grid.shape for grid in grids] for grids in (task.inputs, task.outputs))
    sizes = [side_rules(inputs, outputs, axis, facts)[:MOST_SIZES] for axis in (0, 1)]
    for row_words, row_cost, heights in sizes[0]:
        for col_words, col_cost, widths in sizes[1]:
            shapes = list(zip(heights, widths, strict=True))
            if row_words != col_words and heights == widths and row_words in [words for words, *_ in sizes[1]]:
                continue
            words, cost = f"a canvas of {row_words} x {col_words}", row_cost + (0 if row_words == col_words else col_cost)
            yield from _placed(task, words, cost, shapes)
            yield from _tiled(task, words, cost, shapes, facts)


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
    task: Task, words: str, cost: float, shapes: Sequence[tuple[int, int]], facts: dict[str, list[int]]
) -> Iterator[Picture]:
    """Yield the input as tiles, row by row, as many as a fact says."""
    grids = list(zip(task.inputs, shapes, strict=True))
    if any(shape[axis] % grid.shape[axis] for grid, shape in grids for axis in (0, 1)):
        return
    counts = [_tile_count(grid, output) for grid, output in zip(task.inputs, task.outputs, strict=False)]
    if max(counts) < 2:
        return
    seen: set[tuple[int, ...]] = set()
    for name, values in sorted(facts.items(), key=lambda one: fact_cost(one[0])):
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
