"""Outputs that list the colors, the objects or the panels of the input in some order, arranged in lines, rings or rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.rule import cells_of, claimed
from solver.seeing.colors import background_of, counts_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import objects_of
from solver.seeing.overlaps import layers_of
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "summaries"
SIZES = ("cells", "objects", "height", "width")  # attributes that say how large an item is drawn
Item = dict[str, int]
Size = int | str
Canvas = tuple[int, ...]


def _colors(grid: Grid, background: int) -> list[Item]:
    counts = counts_of(grid)
    scene = objects_of(grid, "one-colored objects joined by corners")
    layers = layers_of(grid, background)
    found = []
    for color in np.flatnonzero(counts).tolist():
        if color != background:
            rows, cols = np.nonzero(grid == color)
            one = {"color": color, "cells": int(counts[color]), "top": int(rows.min()), "left": int(cols.min())}
            if layers:
                one["layer"] = layers[color]
            if scene is not None:
                mine = scene.column("color") == color
                one |= {"objects": int(mine.sum()), "largest": int(scene.column("size")[mine].max(initial=0))}
            found.append(one)
    return found


def _objects(grid: Grid, cut: str) -> list[Item]:
    scene = objects_of(grid, cut)
    if scene is None:
        return []
    names = {"color": "color", "cells": "size", "top": "distance to top", "left": "distance to left"}
    names |= {"height": "height", "width": "width", "holes": "hole count"}
    columns = {name: scene.column(column).tolist() for name, column in names.items()}
    return [{name: columns[name][index] for name in names} for index in range(scene.count)]


# What is listed: each with numbers to sort by.
ITEMS: dict[str, Callable[[Grid], list[Item]]] = {
    "colors": lambda grid: _colors(grid, 0),
    "objects": lambda grid: _objects(grid, "one-colored objects"),
    "objects joined by corners": lambda grid: _objects(grid, "one-colored objects joined by corners"),
    "colors on the main color": lambda grid: _colors(grid, background_of(grid)),
    "objects on the main color": lambda grid: _objects(grid, "one-colored objects on the main color"),
}


def _largest(items: list[Item]) -> list[Item]:
    return [item for item in items if item["cells"] == max(one["cells"] for one in items)]


# Which of them, before and after they are sorted, with its cost.
KEPT: dict[str, tuple[float, Callable[[list[Item]], list[Item]], Callable[[list[Item]], list[Item]]]] = {
    "all": (0.0, lambda items: items, lambda items: items),
    "all but the first": (1.0, lambda items: items, lambda items: items[1:]),
    "those of most cells": (1.5, _largest, lambda items: items),
}


@lru_cache(maxsize=100)
def _items(cells: bytes, shape: tuple[int, int], kind: str) -> tuple[Item, ...]:
    return tuple(ITEMS[kind](np.frombuffer(cells, np.uint8).reshape(shape)))


def ordered_items(grid: Grid, items: str, by: str, kept: str = "all", falling: bool = False) -> list[Item] | None:
    """The items of a grid in order; None when two are equal, or one has no such number."""
    _, before, after = KEPT[kept]
    found = before(list(_items(grid.tobytes(), grid.shape, items)))
    if not found or any(by not in item for item in found) or len({item[by] for item in found}) < len(found):
        return None
    return after(sorted(found, key=lambda item: item[by], reverse=falling)) or None


def _in_lines(colors: list[int], sizes: list[int], canvas: Canvas) -> Grid | None:
    """One row for each item, from the left."""
    if not 1 <= max(sizes) <= MAX_SIDE or len(sizes) > MAX_SIDE:
        return None
    return np.where(np.arange(max(sizes)) < np.array(sizes)[:, None], np.array(colors, np.uint8)[:, None], 0).astype(np.uint8)


def _in_rings(colors: list[int], sizes: list[int], canvas: Canvas) -> Grid | None:
    """Squares one inside the other, the first color outermost; the innermost has its size."""
    side = sizes[-1] + 2 * (len(colors) - 1)
    if side > MAX_SIDE or sizes[-1] < 1:
        return None
    edge = np.minimum(np.arange(side), np.arange(side)[::-1])
    return np.array(colors, np.uint8)[np.minimum(edge[:, None], edge[None])]


def _row_by_row(colors: list[int], sizes: list[int], canvas: Canvas) -> Grid | None:
    """So many cells of each color, in a grid of one size."""
    cells = np.repeat(np.array(colors, np.uint8), np.maximum(sizes, 0))
    out = np.zeros(canvas, np.uint8)
    if not 0 < len(cells) <= out.size:
        return None
    out.flat[: len(cells)] = cells
    return out


def _to_and_fro(colors: list[int], sizes: list[int], canvas: Canvas) -> Grid | None:
    """The same; every second row goes back."""
    out = _row_by_row(colors, sizes, canvas)
    if out is not None:
        out[1::2] = out[1::2, ::-1]
    return out


@dataclass(frozen=True)
class Arrangement:
    """How items are drawn: their colors and sizes, on a canvas if one is needed. fewest: items in every input."""

    cost: float
    draw: Callable[[list[int], list[int], Canvas], Grid | None]
    fewest: int = 2
    needs_canvas: bool = False


ARRANGEMENTS: dict[str, Arrangement] = {
    "lines": Arrangement(0, _in_lines, fewest=1),
    "rings": Arrangement(2, _in_rings),
    "row by row": Arrangement(2, _row_by_row, needs_canvas=True),
    "to and fro": Arrangement(3, _to_and_fro, needs_canvas=True),
}


@verb
def listed(
    grid: Grid, items: str, by: str, falling: bool = False, kept: str = "all", arranged: str = "lines", size: Size = 1,
    canvas: Canvas = (), turned: str = STAYS,
) -> Grid | None:  # fmt: skip
    """Draw items in order. size: of each, or which number of it says so."""
    found = ordered_items(grid, items, by, kept, falling)
    return None if found is None else _drawn(found, arranged, size, canvas, turned)


def _drawn(found: list[Item], arranged: str, size: Size, canvas: Canvas, turned: str = STAYS) -> Grid | None:
    sizes = [item.get(size, 0) if isinstance(size, str) else size for item in found]
    drawn = ARRANGEMENTS[arranged].draw([item["color"] for item in found], sizes, canvas)
    return None if drawn is None else MOTIONS[turned](drawn)


def listings(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the listings that reproduce every demonstration."""
    first = task.train[0].output
    wanted = set(np.unique(first).tolist()) - {0}
    ways = list(_ways(task))
    for kind in ITEMS:
        if not budget.spend(40 * cells_of(task)):
            return
        known = [_items(grid.tobytes(), grid.shape, kind) for grid in task.inputs]
        fewest = min(map(len, known))
        if not fewest >= 1 or max(map(len, known)) > MAX_SIDE:
            continue
        for kept, by, falling in product(KEPT, known[0][0], (True, False)):
            found = ordered_items(task.inputs[0], kind, by, kept, falling)
            if found is None or {item["color"] for item in found} - {0} != wanted:
                continue
            for arranged, size, canvas in ways:
                row = ARRANGEMENTS[arranged]
                drawn = None if fewest < row.fewest else _drawn(found, arranged, size, canvas)
                if drawn is None or drawn.size != first.size:
                    continue
                for motion, move in MOTIONS.items():
                    if same_grid(move(drawn), first):
                        rule = term(
                            listed, items=kind, by=by, falling=falling, kept=kept, arranged=arranged, size=size,
                            canvas=canvas, turned=motion,
                        )  # fmt: skip
                        yield from claimed(task, NAME, rule, 7 + KEPT[kept][0] + row.cost + (size != 1))


def _ways(task: Task) -> Iterator[tuple[str, Size, Canvas]]:
    """Yield arrangement, size and canvas that the outputs may have."""
    shape = task.train[0].output.shape
    for size in (*sorted({1, *shape}), *SIZES):
        yield "lines", size, ()
    for size in (1, 2):
        yield "rings", size, ()
    if min(shape) > 1 and all(grid.shape == shape for grid in task.outputs):
        for arranged in ("row by row", "to and fro"):
            yield arranged, 1, shape
