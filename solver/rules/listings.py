"""Outputs that list the colors, the objects or the panels of the input in some order, arranged in lines, rings or rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.rule import cells_of, claimed, keeps_shape
from solver.seeing.boxes import NO_CELL, box_of
from solver.seeing.colors import background_of, counts_of, majority_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import objects_of
from solver.seeing.overlaps import layers_of
from solver.seeing.panels import panels_between_lines
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "summaries"
SIZES = ("cells", "objects", "height", "width")  # attributes that say how large an item is drawn
Size = int | str
Canvas = tuple[int, ...]  # its shape; empty: that of the input


@dataclass(frozen=True)
class Item:
    """One thing: its numbers by name, and its cells in its box, NO_CELL where the box shows other things."""

    numbers: dict[str, int]
    cells: Grid

    @property
    def color(self) -> int:
        """Its color."""
        return self.numbers["color"]


def _colors(grid: Grid, background: int) -> list[Item]:
    counts = counts_of(grid)
    scene = objects_of(grid, "one-colored objects joined by corners")
    layers = layers_of(grid, background)
    found = []
    for color in np.flatnonzero(counts).tolist():
        if color != background:
            mine = grid == color
            box = box_of(mine)
            one = {"color": color, "cells": int(counts[color]), "top": box[0].start, "left": box[1].start}
            if layers:
                one["layer"] = layers[color]
            if scene is not None:
                its = scene.column("color") == color
                one |= {"objects": int(its.sum()), "largest": int(scene.column("size")[its].max(initial=0))}
            found.append(Item(one, np.where(mine[box], color, NO_CELL).astype(np.uint8)))
    return found


def _objects(grid: Grid, cut: str) -> list[Item]:
    scene = objects_of(grid, cut)
    if scene is None:
        return []
    names = {"color": "color", "cells": "size", "top": "distance to top", "left": "distance to left"}
    names |= {"height": "height", "width": "width", "holes": "hole count"}
    columns = {name: scene.column(column).tolist() for name, column in names.items()}
    return [Item({name: columns[name][at] for name in names}, scene.piece(at)) for at in range(scene.count)]


def _panels(grid: Grid) -> list[Item]:
    """What lies in each panel, on the main color. Panels side by side keep its columns, those in a column its rows."""
    ground = background_of(grid)
    cut = panels_between_lines(grid, ground)
    if cut is None:
        return []
    _, rows, cols = cut
    down, right = int(rows.max()) + 1, int(cols.max()) + 1
    found = []
    for place in range(down * right):
        panel = grid[np.ix_(rows == place // right, cols == place % right)]
        box = box_of(panel != ground)
        cells = panel[slice(None) if right == 1 else box[0], slice(None) if down == 1 else box[1]]
        is_set = cells != ground
        if is_set.any():
            numbers = {"color": majority_of(cells[is_set]), "place": place, "cells": int(is_set.sum())}
            found.append(Item(numbers, np.where(is_set, cells, NO_CELL).astype(np.uint8)))
    return found


# What is listed: each with numbers to sort by.
ITEMS: dict[str, Callable[[Grid], list[Item]]] = {
    "colors": lambda grid: _colors(grid, 0),
    "objects": lambda grid: _objects(grid, "one-colored objects"),
    "objects joined by corners": lambda grid: _objects(grid, "one-colored objects joined by corners"),
    "colors on the main color": lambda grid: _colors(grid, background_of(grid)),
    "objects on the main color": lambda grid: _objects(grid, "one-colored objects on the main color"),
    "panels": _panels,
    "colors with the main color": lambda grid: _colors(grid, NO_CELL),
}


def _largest(items: list[Item]) -> list[Item]:
    return [item for item in items if item.numbers["cells"] == max(one.numbers["cells"] for one in items)]


def _those(is_meant: Callable[[dict[str, int]], bool]) -> Callable[[list[Item]], list[Item]]:
    """Items of which the numbers of their boxes are known and answer a question."""
    return lambda items: [item for item in items if "width" in item.numbers and is_meant(item.numbers)]


def _as_they_are(items: list[Item]) -> list[Item]:
    return items


# Which of them, before and after they are sorted, with its cost.
KEPT: dict[str, tuple[float, Callable[[list[Item]], list[Item]], Callable[[list[Item]], list[Item]]]] = {
    "all": (0.0, _as_they_are, _as_they_are),
    "all but the first": (1.0, _as_they_are, lambda items: items[1:]),
    "all but the last": (1.0, _as_they_are, lambda items: items[:-1]),
    "those of most cells": (1.5, _largest, _as_they_are),
    "those of several cells": (1.5, _those(lambda one: one["cells"] > 1), _as_they_are),
    "those wider than tall": (1.5, _those(lambda one: one["width"] > one["height"]), _as_they_are),
    "those taller than wide": (1.5, _those(lambda one: one["width"] < one["height"]), _as_they_are),
    "those with holes": (1.5, _those(lambda one: one["holes"] > 0), _as_they_are),
}


def items_of(grid: Grid, kind: str) -> tuple[Item, ...]:
    """The items of a kind in a grid."""
    return _items(grid.tobytes(), grid.shape, kind)


@lru_cache(maxsize=100)
def _items(cells: bytes, shape: tuple[int, int], kind: str) -> tuple[Item, ...]:
    return tuple(ITEMS[kind](np.frombuffer(cells, np.uint8).reshape(shape)))


def ordered_items(grid: Grid, items: str, by: str, kept: str = "all", falling: bool = False) -> list[Item] | None:
    """The items of a grid in order; None when two are equal, or one has no such number."""
    _, before, after = KEPT[kept]
    found = before(list(items_of(grid, items)))
    if not found or any(by not in item.numbers for item in found) or len({item.numbers[by] for item in found}) < len(found):
        return None
    return after(sorted(found, key=lambda item: item.numbers[by], reverse=falling)) or None


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


def _middle_row(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """The cells of the middle row from its middle on, to both sides in turn."""
    height, width = int(rows.max()) + 1, int(cols.max()) + 1
    return height // 2 * width + np.argsort(np.abs(2 * np.arange(width) - width + 1), kind="stable")


# In which order cells of a canvas are drawn: from the rows and the cols of all cells.
ORDERS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "row by row": lambda rows, cols: np.arange(rows.size),
    "row by row from below": lambda rows, cols: np.lexsort((cols, -rows)),
    "row by row from the right": lambda rows, cols: np.lexsort((-cols, rows)),
    "col by col": lambda rows, cols: np.lexsort((rows, cols)),
    "col by col from below": lambda rows, cols: np.lexsort((-rows, cols)),
    "to and fro": lambda rows, cols: np.lexsort((np.where(rows % 2, -cols, cols), rows)),
    "every second cell": lambda rows, cols: np.arange(0, rows.size, 2),
    "along the diagonal": lambda rows, cols: np.flatnonzero(rows == cols),
    "along the middle row from its middle": _middle_row,
}


def cells_in(order: str, canvas: Canvas) -> np.ndarray:
    """The numbers of the cells of a canvas in an order."""
    return ORDERS[order](*(places.ravel() for places in np.indices(canvas)))


def _in_order(order: str, colors: list[int], sizes: list[int], canvas: Canvas) -> Grid | None:
    """So many cells of each color on a canvas."""
    cells, spots = np.repeat(np.array(colors, np.uint8), np.maximum(sizes, 0)), cells_in(order, canvas)
    if not 0 < len(cells) <= len(spots):
        return None
    out = np.zeros(canvas, np.uint8)
    out.flat[spots[: len(cells)]] = cells
    return out


@dataclass(frozen=True)
class Arrangement:
    """How items are drawn: their colors and sizes, on a canvas if one is needed. fewest: items in every input."""

    cost: float
    draw: Callable[[list[int], list[int], Canvas], Grid | None]
    fewest: int = 2


ARRANGEMENTS: dict[str, Arrangement] = {
    "lines": Arrangement(0, _in_lines, fewest=1),
    "rings": Arrangement(2, _in_rings),
}
ARRANGEMENTS |= {
    name: Arrangement(cost, partial(_in_order, name))
    for name, cost in {"row by row": 2, "to and fro": 3, "col by col": 3, "col by col from below": 3}.items()
}


@verb
def listed(
    grid: Grid, items: str, by: str, falling: bool = False, kept: str = "all", arranged: str = "lines", size: Size = 1,
    canvas: Canvas = (), turned: str = STAYS,
) -> Grid | None:  # fmt: skip
    """Draw items in order. size: of each, or which number of it says so."""
    found = ordered_items(grid, items, by, kept, falling)
    return None if found is None else _drawn(found, arranged, size, canvas or grid.shape, turned)


def _drawn(found: list[Item], arranged: str, size: Size, canvas: Canvas, turned: str = STAYS) -> Grid | None:
    sizes = [item.numbers.get(size, 0) if isinstance(size, str) else size for item in found]
    drawn = ARRANGEMENTS[arranged].draw([item.color for item in found], sizes, canvas)
    return None if drawn is None else MOTIONS[turned](drawn)


def listings(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the listings that reproduce every demonstration."""
    first = task.train[0].output
    wanted = set(np.unique(first).tolist()) - {0}
    ways = list(_ways(task))
    for kind in ITEMS:
        if not budget.spend(40 * cells_of(task)):
            return
        known = [items_of(grid, kind) for grid in task.inputs]
        fewest = min(map(len, known))
        if not fewest >= 1 or max(map(len, known)) > MAX_SIDE:
            continue
        for kept, by, falling in product(KEPT, known[0][0].numbers, (True, False)):
            found = ordered_items(task.inputs[0], kind, by, kept, falling)
            if found is None or {item.color for item in found} - {0} != wanted:
                continue
            for arranged, size, canvas in ways:
                row = ARRANGEMENTS[arranged]
                drawn = None if fewest < row.fewest else _drawn(found, arranged, size, canvas or task.inputs[0].shape)
                if drawn is None or sorted(drawn.shape) != sorted(first.shape):
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
    is_one, is_input = all(grid.shape == shape for grid in task.outputs), keeps_shape(task)
    for order in list(ARRANGEMENTS)[2:] if min(shape) > 1 and (is_one or is_input) else ():
        yield order, "cells" if is_input else 1, () if is_input else shape
