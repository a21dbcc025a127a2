"""Outputs that list the colors or the objects of the input in some order, each as a line of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import cells_of, claim, claim_outputs
from solver.seeing.colors import background_of, counts_of
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import objects_of
from solver.seeing.overlaps import layers_of
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "summaries"
KINDS = ("colors", "objects", "objects joined by corners", "colors on the main color", "objects on the main color")
KEPT: dict[str, float] = {"all": 0.0, "all but the first": 1.0, "those of most cells": 1.5}
LENGTHS = ("cells", "objects", "height", "width")
Item = dict[str, int]


def _items(grid: Grid, kind: str) -> list[Item]:
    """What is listed: the colors of a grid or its objects, each with numbers to sort by."""
    if kind.startswith("colors"):
        return _colors(grid, background_of(grid) if "main" in kind else 0)
    scene = objects_of(grid, f"one-colored {kind}")
    if scene is None:
        return []
    names = {"color": "color", "cells": "size", "top": "distance to top", "left": "distance to left"}
    names |= {"height": "height", "width": "width", "holes": "hole count"}
    columns = {name: scene.column(column).tolist() for name, column in names.items()}
    return [{name: columns[name][index] for name in names} for index in range(scene.count)]


def _colors(grid: Grid, background: int) -> list[Item]:
    counts = counts_of(grid)
    scene = objects_of(grid, "one-colored objects joined by corners")
    layers = layers_of(grid, background)
    found = []
    for color in np.flatnonzero(counts):
        if color != background:
            rows, cols = np.nonzero(grid == color)
            one = {"color": int(color), "cells": int(counts[color]), "top": int(rows.min()), "left": int(cols.min())}
            if layers:
                one["layer"] = layers[int(color)]
            if scene is not None:
                mine = scene.column("color") == color
                one |= {"objects": int(mine.sum()), "largest": int(scene.column("size")[mine].max(initial=0))}
            found.append(one)
    return found


def _listed(task: Task, budget: Budget, fewest: int) -> Iterator[tuple[str, list[list[Item]]]]:
    """Yield (kind, items of every input) where every input has enough of them, and not too many for a grid."""
    for kind in KINDS:
        listed = [_items(grid, kind) for grid in task.inputs]
        if not budget.spend(40 * cells_of(task)):
            return
        if all(fewest <= len(items) <= MAX_SIDE for items in listed):
            yield kind, listed


@dataclass(frozen=True)
class Listing:
    """How to list: which items, by what they are sorted (first the most or the least), and how long a line each is."""

    kind: str
    kept: str
    key: str
    is_falling: bool
    length: str

    @property
    def words(self) -> str:
        """The listing in words."""
        order = "from most to least" if self.is_falling else "from least to most"
        return f"{self.kept} {self.kind} {order} {self.key}, each as a line of {self.length} cells"

    def draw(self, items: list[Item]) -> Grid | None:
        """One row for each item, from the left. None when two items are equal or nothing can be drawn."""
        if self.kept == "those of most cells":
            most = max(item["cells"] for item in items)
            items = [item for item in items if item["cells"] == most]
        if any(self.key not in item for item in items) or len({item[self.key] for item in items}) < len(items):
            return None
        items = sorted(items, key=lambda item: item[self.key], reverse=self.is_falling)
        items = items[1:] if self.kept == "all but the first" else items
        lengths = [int(self.length) if self.length.isdigit() else item.get(self.length, 0) for item in items]
        if not 0 < len(items) <= MAX_SIDE or not 1 <= max(lengths) <= MAX_SIDE:
            return None
        out = np.zeros((len(items), max(lengths)), np.uint8)
        for row, (item, cells) in enumerate(zip(items, lengths, strict=True)):
            out[row, :cells] = item["color"]
        return out


def listings(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the listings that reproduce every demonstration."""
    first = task.train[0]
    fixed = sorted({"1", *map(str, first.output.shape)})
    for kind, listed in _listed(task, budget, 1):
        keys = [key for key in listed[0][0] if key != "color" and all(key in items[0] for items in listed)]
        lengths = [*fixed, *(key for key in LENGTHS if key in keys)]
        for kept, key, is_falling, length in product(KEPT, keys, (True, False), lengths):
            listing = Listing(kind, kept, key, is_falling, length)
            drawn = listing.draw(listed[0])
            if drawn is None or sorted(drawn.shape) != sorted(first.output.shape):
                continue
            for motion, move in MOTIONS.items():
                if same_grid(move(drawn), first.output):
                    candidate = _claim(task, listing, motion)
                    if candidate is not None and candidate.is_full_fit:
                        yield candidate


def _claim(task: Task, listing: Listing, motion: str) -> Candidate | None:
    def rule(grid: Grid) -> Grid | None:
        items = _items(grid, listing.kind)
        drawn = listing.draw(items) if items else None
        return None if drawn is None else MOTIONS[motion](drawn)

    cost = 7 + KEPT[listing.kept] + (listing.length != "1")
    return claim(task, NAME, f"{listing.words}, {motion}", cost, rule)


Arrange = Callable[[list[int]], Grid | None]


def _rings(first: int) -> Arrange:
    """Squares one inside the other, the first color outermost; the innermost is first x first."""

    def arrange(colors: list[int]) -> Grid | None:
        side = first + 2 * (len(colors) - 1)
        if side > MAX_SIDE:
            return None
        edge = np.minimum(np.arange(side), np.arange(side)[::-1])
        return np.array(colors, np.uint8)[np.minimum(edge[:, None], edge[None])]

    return arrange


def _filled(height: int, width: int, is_snake: bool) -> Arrange:
    """The colors row by row in a grid of one size; in a snake every second row goes back."""

    def arrange(colors: list[int]) -> Grid | None:
        if len(colors) > height * width:
            return None
        out = np.zeros((height, width), np.uint8)
        out.flat[: len(colors)] = colors
        if is_snake:
            out[1::2] = out[1::2, ::-1]
        return out

    return arrange


def arrangements(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the colors of items in order, arranged as rings or row by row, that reproduce every demonstration."""
    shapes = {pair.output.shape for pair in task.train}
    kinds: list[tuple[str, float, Arrange]] = [
        (f"in rings around {first} x {first} cells", 1.0, _rings(first)) for first in (1, 2)
    ]
    if len(shapes) == 1 and min(task.train[0].output.shape) > 1:
        height, width = task.train[0].output.shape
        kinds += [(f"{height} x {width} cells row by row", 1.0, _filled(height, width, False))]
        kinds += [(f"{height} x {width} cells to and fro", 2.0, _filled(height, width, True))]
    for kind, listed in _listed(task, budget, 2):
        for key, is_falling, (words, cost, arrange) in product(listed[0][0], (True, False), kinds):
            drawn = [_arranged(items, key, is_falling, arrange) for items in listed]
            for motion, move in MOTIONS.items():
                if drawn[0] is not None and same_grid(move(drawn[0]), task.train[0].output):
                    text = f"{kind} by {key} {'falling' if is_falling else 'rising'}, {words}, {motion}"
                    outputs = [move(grid) for grid in drawn if grid is not None]
                    candidate = claim_outputs(task, NAME, text, 8 + cost, outputs) if len(outputs) == len(drawn) else None
                    if candidate is not None:
                        yield candidate
                    break


def _arranged(items: list[Item], key: str, is_falling: bool, arrange: Arrange) -> Grid | None:
    if any(key not in item for item in items) or len({item[key] for item in items}) < len(items):
        return None
    return arrange([item["color"] for item in sorted(items, key=lambda item: item[key], reverse=is_falling)])
