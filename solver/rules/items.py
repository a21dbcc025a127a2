"""Items: the colors, the objects or the panels of a grid, chosen and put in order by their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from solver.rules.orders import LINES
from solver.seeing.attributes import ODD
from solver.seeing.boxes import NO_CELL, box_of
from solver.seeing.colors import background_of, counts_of, majority_of
from solver.seeing.objects import objects_of
from solver.seeing.overlaps import layers_of
from solver.seeing.panels import panels_between_lines
from solver.task import Grid


@dataclass(frozen=True)
class Item:
    """One thing: its numbers by name, and its cells in its box, NO_CELL where the box shows other things."""

    numbers: dict[str, int]
    cells: Grid

    @property
    def color(self) -> int:
        """Its color."""
        return self.numbers["color"]

    @cached_property
    def colors(self) -> frozenset[int]:
        """The colors of its cells."""
        return frozenset(self.cells.ravel().tolist()) - {NO_CELL}


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
    columns |= {name: ODD[name][1](scene.table, scene.labels).tolist() for name in PLACED}
    return [Item({name: values[at] for name, values in columns.items()}, scene.piece(at)) for at in range(scene.count)]


def _path(grid: Grid) -> list[Item]:
    """The cells of the only path, with the steps from each of its ends, told by its color."""
    paths = LINES["paths"](grid)
    colors = grid.ravel()[paths[0]].tolist() if len(paths) == 1 else []
    steps = {f"steps from the end of color {end}": line for end, line in zip(colors[:1] + colors[-1:], STEPS, strict=False)}
    return [
        Item(
            {"color": color, "cells": 1} | {name: way * place for name, way in steps.items()}, np.full((1, 1), color, np.uint8)
        )
        for place, color in enumerate(colors)
    ]


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


PLACED = ("rank by the gap to the largest", "rank by the distance to the center")
STEPS = (1, -1)  # from the first end on, and from the last


# What is listed: each with numbers to sort by.
ITEMS: dict[str, Callable[[Grid], list[Item]]] = {
    "colors": lambda grid: _colors(grid, 0),
    "objects": lambda grid: _objects(grid, "one-colored objects"),
    "objects joined by corners": lambda grid: _objects(grid, "one-colored objects joined by corners"),
    "colors on the main color": lambda grid: _colors(grid, background_of(grid)),
    "objects on the main color": lambda grid: _objects(grid, "one-colored objects on the main color"),
    "panels": _panels,
    "cells of the path": _path,
    "colors with the main color": lambda grid: _colors(grid, NO_CELL),
}


def _largest(items: list[Item]) -> list[Item]:
    return [item for item in items if item.numbers["cells"] == max(one.numbers["cells"] for one in items)]


def _those(is_meant: Callable[[dict[str, int]], bool]) -> Callable[[list[Item]], list[Item]]:
    """Items of which the numbers of their boxes are known and answer a question."""
    return lambda items: [item for item in items if "width" in item.numbers and is_meant(item.numbers)]


def _as_they_are(items: list[Item]) -> list[Item]:
    return items


# Which of them, before and after they are sorted.
KEPT: dict[str, tuple[Callable[[list[Item]], list[Item]], Callable[[list[Item]], list[Item]]]] = {
    "all": (_as_they_are, _as_they_are),
    "all but the first": (_as_they_are, lambda items: items[1:]),
    "all but the last": (_as_they_are, lambda items: items[:-1]),
    "those of most cells": (_largest, _as_they_are),
    "those of several cells": (_those(lambda one: one["cells"] > 1), _as_they_are),
    "those wider than tall": (_those(lambda one: one["width"] > one["height"]), _as_they_are),
    "those taller than wide": (_those(lambda one: one["width"] < one["height"]), _as_they_are),
    "those with holes": (_those(lambda one: one["holes"] > 0), _as_they_are),
}


def items_of(grid: Grid, kind: str) -> tuple[Item, ...]:
    """The items of a kind in a grid."""
    return _items(grid.tobytes(), grid.shape, kind)


@lru_cache(maxsize=100)
def _items(cells: bytes, shape: tuple[int, int], kind: str) -> tuple[Item, ...]:
    return tuple(ITEMS[kind](np.frombuffer(cells, np.uint8).reshape(shape)))


def ordered_items(grid: Grid, items: str, by: str, kept: str = "all", falling: bool = False) -> list[Item] | None:
    """The items of a grid in order; None when two are equal, or one has no such number."""
    before, after = KEPT[kept]
    found = before(list(items_of(grid, items)))
    if not found or any(by not in item.numbers for item in found) or len({item.numbers[by] for item in found}) < len(found):
        return None
    return after(sorted(found, key=lambda item: item.numbers[by], reverse=falling)) or None
