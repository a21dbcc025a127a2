"""Objects: a grid cut in one of many ways, with the attributes of what was cut out, computed once and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from solver.seeing.attributes import COLUMN, COLUMNS, HEIGHT, LEFT, TOP, WIDTH, attributes_of, describe_objects
from solver.seeing.boxes import NO_CELL, Box
from solver.seeing.cuts import CUTS, EMPTY, NO_BACKGROUND, ground_of
from solver.task import Grid

MOST_OBJECTS = 150
MOST_PARTS = 64


@dataclass(frozen=True)
class Part:
    """One object by itself: its box as it is (window), which cells of the box belong to it (mask), and where it lies."""

    row: int
    col: int
    window: Grid
    mask: np.ndarray

    @cached_property
    def cells(self) -> Grid:
        """The box with everything that is not the part made 0."""
        return np.where(self.mask, self.window, 0).astype(np.uint8)


@dataclass(frozen=True)
class Objects:
    """What one grid was cut into. labels: int16, 0 for no object; free: the color that touches nothing.

    copied: colors that objects may take over, with costs, and kin: what they are related to (see relations.py); headings: where
    they point (see headings.py); all once they were asked for.
    """

    grid: Grid
    background: int
    labels: np.ndarray
    count: int
    free: int
    copied: dict[str, tuple[float, np.ndarray]] = field(default_factory=dict)
    kin: dict[str, np.ndarray] = field(default_factory=dict)
    headings: dict[str, list[list[tuple[int, int]]]] = field(default_factory=dict)

    @cached_property
    def table(self) -> np.ndarray:
        """What the objects are like (int64, objects x COLUMNS)."""
        table = np.empty((self.count, len(COLUMNS)), np.int64)
        describe_objects(self.grid, self.labels, self.count, self.free, table)
        return table

    @cached_property
    def attributes(self) -> np.ndarray:
        """What to decide by (int64, objects x ATTRIBUTES)."""
        return attributes_of(self.table, self.labels)

    @cached_property
    def parts(self) -> list[Part]:
        """All objects by themselves."""
        boxes = [self.box(index) for index in range(self.count)]
        return [
            Part(box[0].start, box[1].start, self.grid[box], self.labels[box] == index + 1) for index, box in enumerate(boxes)
        ]

    def column(self, name: str) -> np.ndarray:
        """One column of the table."""
        return self.table[:, COLUMN[name]]

    def box(self, index: int) -> Box:
        """Rows and columns of an object."""
        top, left = int(self.table[index, TOP]), int(self.table[index, LEFT])
        return slice(top, top + int(self.table[index, HEIGHT])), slice(left, left + int(self.table[index, WIDTH]))

    def piece(self, index: int) -> Grid:
        """The cells of an object in its box, NO_CELL where the box shows other things."""
        box = self.box(index)
        return np.where(self.labels[box] == index + 1, self.grid[box], NO_CELL).astype(np.uint8)


def objects_of(grid: Grid, cut: str) -> Objects | None:
    """The objects of a grid by one of the CUTS. None when there are too many."""
    return _objects(grid.tobytes(), grid.shape, cut)


@lru_cache(maxsize=600)
def _objects(cells: bytes, shape: tuple[int, int], cut: str) -> Objects | None:
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    row = CUTS[cut]
    background = ground_of(grid, row.ground)
    return labelled(grid, row.label(grid), background, NO_BACKGROUND if row.sort == EMPTY else background)


def labelled(grid: Grid, labels: np.ndarray, background: int = 0, free: int = 0) -> Objects | None:
    """The objects of a grid that are already numbered without gaps. None when there are too many."""
    count = int(labels.max())
    return Objects(grid, background, labels, count, free) if count <= MOST_OBJECTS else None


def parts_of(grid: Grid, cut: str) -> list[Part]:
    """The parts of a grid by one of the CUTS; none when there are too many."""
    found = objects_of(grid, cut)
    return [] if found is None or found.count > MOST_PARTS else found.parts


def each_cut(
    grids: Sequence[Grid], names: Iterable[str], least: int = 0, most: int = MOST_OBJECTS
) -> Iterator[tuple[str, list[Objects]]]:
    """Yield the cuts that give every grid least..most objects, with the objects; cuts that give the same ones once."""
    seen: set[tuple] = set()
    for name in names:
        found = [one for one in (objects_of(grid, name) for grid in grids) if one is not None and least <= one.count <= most]
        key = tuple((one.background, one.labels.tobytes()) for one in found)
        if len(found) == len(grids) and key not in seen:
            seen.add(key)
            yield name, found


def each_parts(
    grids: Sequence[Grid], names: Iterable[str], windows: Mapping[Any, Callable[[Grid], np.ndarray]], most: int = MOST_PARTS
) -> Iterator[tuple[Any, list[list[Part]]]]:
    """Yield the cuts that give every grid 1..most parts, with the parts; then those by functions that number one window."""
    for name, found in each_cut(grids, names, least=1, most=most):
        yield name, [one.parts for one in found]
    for name, label in windows.items():
        known = [one for one in (labelled(grid, label(grid)) for grid in grids) if one is not None and one.count]
        if len(known) == len(grids):
            yield name, [one.parts for one in known]
