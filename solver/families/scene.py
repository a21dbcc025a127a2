"""Grids as scenes: objects found in several ways, each with attributes to decide by."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from solver.families.decide import Attribute
from solver.families.rule import NO_CELL, counts_of, majority_of
from solver.grids.components import label_objects
from solver.grids.describe import COLUMN, COLUMNS, HEIGHT, SIZE, WIDTH, describe_objects, rank_columns
from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.task import COLOR_COUNT, Grid

MOST_OBJECTS = 150
NO_BACKGROUND = 99

# How a grid is cut into objects: cost, background (0, most common, none), diagonal neighbors, one color, only background cells.
CUTS: dict[str, tuple[int, str, bool, bool, bool]] = {
    "one-colored objects": (0, "0", False, True, False),
    "one-colored objects joined by corners": (0, "0", True, True, False),
    "objects": (1, "0", False, False, False),
    "objects joined by corners": (0, "0", True, False, False),
    "empty regions": (0, "0", False, True, True),
    "empty regions joined by corners": (2, "0", True, True, True),
    "one-colored regions": (1, "none", False, True, False),
    "one-colored objects on the main color": (2, "main", False, True, False),
    "one-colored objects on the main color joined by corners": (2, "main", True, True, False),
    "objects on the main color joined by corners": (2, "main", True, False, False),
}

# Columns of which ranks and numbers of equals are attributes, with the cost of the rank.
RANKED: dict[str, float] = {
    "size": 2, "height": 3, "width": 3, "box area": 4, "free box cells": 4, "hole count": 3, "hole cells": 4,
    "distance to top": 3, "distance to left": 3, "distance to bottom": 3, "distance to right": 3, "color count": 3,
    "largest square inside": 4, "cells of the second color": 4, "color": 3, "shape": 2, "shape up to motion": 2, "pattern": 3,
}  # fmt: skip
ONLY_EQUALS = ("color", "shape", "shape up to motion", "pattern")
PLAIN: dict[str, float] = {
    "size": 2, "height": 3, "width": 3, "box area": 4, "free box cells": 4, "hole count": 2, "hole cells": 3,
    "distance to top": 6, "distance to left": 6, "distance to bottom": 6, "distance to right": 6, "color count": 3, "color": 2,
    "second color": 4, "touches the edge": 2, "is a rectangle": 2, "is a square": 2.5, "has mirrored cols": 3,
    "has mirrored rows": 3, "has mirrored diagonal": 4, "has half turn": 4, "shape": 3, "shape up to motion": 3, "pattern": 4,
    "touching color": 3, "only touching color": 3, "largest square inside": 3, "end count": 4, "cells of the second color": 4,
}  # fmt: skip
ODD: dict[str, float] = {
    "size is odd": 4, "height is odd": 4, "width is odd": 4, "is taller": 3, "row is odd": 5, "col is odd": 5, "is a line": 3,
    "is a filled square": 2.5, "is symmetric": 3.5, "place from the left, modulo 2": 3.5, "place from the left, modulo 3": 4.5,
    "place from the top, modulo 2": 3.5, "place from the top, modulo 3": 4.5,
    "lies in the box of another": 2, "boxes in its box": 3, "slant": 2.5,
}  # fmt: skip


UNORDERED = (
    "color", "second color", "shape", "shape up to motion", "pattern", "touching color", "only touching color",
    "place from the left, modulo 3", "place from the top, modulo 3",
)  # fmt: skip


def _all_attributes() -> tuple[Attribute, ...]:
    found = [Attribute(name, cost, name not in UNORDERED) for name, cost in PLAIN.items()]
    for name, cost in RANKED.items():
        ranks = (f"{name} rank", f"{name} rank from below")
        found += [Attribute(words, cost) for words in ranks] + [Attribute(f"number of equal {name}", cost + 1)]
    return tuple(found + [Attribute(name, cost) for name, cost in ODD.items()])


ATTRIBUTES = _all_attributes()
_RANKED_COLUMNS = np.array([COLUMN[name] for name in RANKED])
_PLAIN_COLUMNS = np.array([COLUMN[name] for name in PLAIN])


@dataclass(frozen=True)
class Scene:
    """Objects of one grid. labels: int16, 0 for no object; table: see grids/describe; attributes: see ATTRIBUTES.

    copied: colors that objects may take over, with costs (see relations.py), once they were asked for.
    """

    grid: Grid
    background: int
    labels: np.ndarray
    count: int
    table: np.ndarray
    attributes: np.ndarray
    copied: dict[str, tuple[float, np.ndarray]] = field(default_factory=dict)

    def column(self, name: str) -> np.ndarray:
        """One column of the table."""
        return self.table[:, COLUMN[name]]

    def box(self, index: int) -> tuple[slice, slice]:
        """Rows and columns of an object."""
        top, left = int(self.table[index, COLUMN["distance to top"]]), int(self.table[index, COLUMN["distance to left"]])
        return slice(top, top + int(self.table[index, HEIGHT])), slice(left, left + int(self.table[index, WIDTH]))

    def piece(self, index: int) -> Grid:
        """The cells of an object in its box, NO_CELL where the box shows other things."""
        box = self.box(index)
        return np.where(self.labels[box] == index + 1, self.grid[box], NO_CELL).astype(np.uint8)


@compiled(INTEGER(GRID, INTEGER, INTEGER, INTEGER, LABELS))
def label_scene(grid: np.ndarray, background: int, diagonal: int, one_color: int, labels: np.ndarray) -> int:
    """Number the objects of a grid into labels (int16, all 0 before). Returns how many."""
    return label_objects(grid, background, diagonal != 0, one_color != 0, labels)


def labels_of(grid: Grid, background: int, diagonal: bool, one_color: bool) -> tuple[np.ndarray, int]:
    """Number the objects of a grid (int16, 0 for none), and say how many there are."""
    labels = np.zeros(grid.shape, np.int16)
    return labels, label_scene(grid, background, diagonal, one_color, labels)


def scene_of(grid: Grid, cut: str) -> Scene | None:
    """The objects of a grid. None when there are too many."""
    return _scene(grid.tobytes(), grid.shape, cut)


@lru_cache(maxsize=600)
def _scene(cells: bytes, shape: tuple[int, int], cut: str) -> Scene | None:
    _, background_kind, diagonal, one_color, only_background = CUTS[cut]
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    background = {"0": 0, "main": majority_of(grid), "none": NO_BACKGROUND}[background_kind]
    shown = np.ascontiguousarray(grid != background, dtype=np.uint8) if only_background else grid
    labels, count = labels_of(shown, 1 if only_background else background, diagonal, one_color)
    if count > MOST_OBJECTS:
        return None
    return _described(grid, NO_BACKGROUND if only_background else background, background, labels, count)


def scene_of_colors(grid: Grid, background: int) -> Scene:
    """A scene in which all cells of one color are one object, wherever they lie."""
    shown = np.flatnonzero(counts_of(grid))
    shown = shown[shown != background]
    numbers = np.zeros(COLOR_COUNT, np.int16)
    numbers[shown] = np.arange(1, len(shown) + 1)
    return _described(grid, background, background, numbers[grid], len(shown))


def _described(grid: Grid, free: int, background: int, labels: np.ndarray, count: int) -> Scene:
    table = np.empty((count, len(COLUMNS)), np.int64)
    describe_objects(grid, labels, count, free, table)
    return Scene(grid, background, labels, count, table, _attributes(table, _slants(labels, count)))


def _slants(labels: np.ndarray, count: int) -> np.ndarray:
    """1 for objects that go down to the right, -1 for those that go down to the left, 0 for neither (int64)."""
    places = labels.ravel()
    rows, cols = (index.ravel() for index in np.indices(labels.shape))
    size, down, right, both = (np.bincount(places, weights, count + 1)[1:] for weights in (None, rows, cols, rows * cols))
    return np.sign(size * both - down * right).astype(np.int64)


def _contained(table: np.ndarray) -> np.ndarray:
    """Table of which box (row) lies in which larger box (column) (bool)."""
    top, left = table[:, COLUMN["distance to top"]], table[:, COLUMN["distance to left"]]
    bottom, right = top + table[:, HEIGHT], left + table[:, WIDTH]
    area = table[:, COLUMN["box area"]]
    inside = (top[:, None] >= top) & (bottom[:, None] <= bottom) & (left[:, None] >= left) & (right[:, None] <= right)
    return inside & (area[:, None] < area)


def _attributes(table: np.ndarray, slants: np.ndarray) -> np.ndarray:
    ranked = np.ascontiguousarray(table[:, _RANKED_COLUMNS])
    ranks = np.empty((len(table), 3 * len(RANKED)), np.int64)
    rank_columns(ranked, len(RANKED), ranks)
    for place, name in enumerate(RANKED):
        if name in ONLY_EQUALS:
            ranks[:, 3 * place : 3 * place + 2] = 0
    height, width = table[:, HEIGHT], table[:, WIDTH]
    top, left = table[:, COLUMN["distance to top"]], table[:, COLUMN["distance to left"]]
    mirrored = table[:, COLUMN["has mirrored cols"]] | table[:, COLUMN["has mirrored rows"]]
    square = table[:, COLUMN["is a square"]] & table[:, COLUMN["is a rectangle"]]
    odd = [table[:, SIZE] % 2, height % 2, width % 2, height > width, top % 2, left % 2, np.minimum(height, width) == 1, square]
    across, down = (np.argsort(np.lexsort(keys)) for keys in ((top, left), (left, top)))
    contained = _contained(table)
    places = [across % 2, across % 3, down % 2, down % 3, contained.any(axis=1), contained.sum(axis=0), slants]
    return np.hstack([table[:, _PLAIN_COLUMNS], ranks, np.array([*odd, mirrored, *places], np.int64).T])
