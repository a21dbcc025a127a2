"""A grid as cell features look at it: what is around every cell, and the objects it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.rules.cells.feature import NO_COLOR
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.seeing.objects import Objects
from solver.task import Grid

DIRECTIONS = ("up", "right", "down", "left", "up-right", "down-right", "down-left", "up-left")
STRAIGHT, SLANTED = DIRECTIONS[:4], DIRECTIONS[4:]
_DOWN, _RIGHT = ROW_STEPS[:4, None], COL_STEPS[:4, None]


@dataclass(frozen=True)
class Look:
    """A grid with its background. Properties have one number per cell, in reading order."""

    grid: Grid
    background: int

    @cached_property
    def own(self) -> np.ndarray:
        """The color of every cell."""
        return self.grid.ravel()

    @cached_property
    def is_set(self) -> np.ndarray:
        """Whether a cell is off the background."""
        return self.own != self.background

    @cached_property
    def row(self) -> np.ndarray:
        """The row of every cell."""
        return np.repeat(np.arange(self.grid.shape[0]), self.grid.shape[1])

    @cached_property
    def col(self) -> np.ndarray:
        """The column of every cell."""
        return np.tile(np.arange(self.grid.shape[1]), self.grid.shape[0])

    @cached_property
    def _framed(self) -> np.ndarray:
        height, width = self.grid.shape
        framed = np.full((height + 2, width + 2), NO_COLOR, np.uint8)
        framed[1:-1, 1:-1] = self.grid
        return framed

    def color_at(self, row: np.ndarray, col: np.ndarray) -> np.ndarray:
        """The colors of cells, NO_COLOR outside the grid."""
        height, width = self.grid.shape
        return self._framed[np.clip(row + 1, 0, height + 1), np.clip(col + 1, 0, width + 1)]

    @cached_property
    def beside(self) -> np.ndarray:
        """The colors of the neighbors above, right, below and left (4, cells)."""
        return self.color_at(self.row + _DOWN, self.col + _RIGHT)

    @cached_property
    def side_objects(self) -> Objects:
        """Cells of one color joined by sides; those of the background are objects too."""
        return self._objects(NO_BACKGROUND, False, True)

    @cached_property
    def corner_objects(self) -> Objects:
        """Cells of one color joined by sides or corners; those of the background are objects too."""
        return self._objects(NO_BACKGROUND, True, True)

    @cached_property
    def mixed_objects(self) -> Objects:
        """Set cells of any color joined by sides or corners."""
        return self._objects(self.background, True, False)

    def _objects(self, ground: int, diagonal: bool, one_color: bool) -> Objects:
        labels, count = labels_of(self.grid, ground, diagonal, one_color)
        return Objects(self.grid, self.background, labels, count, self.background)


def seen_in(labels: np.ndarray, values: np.ndarray | list[np.ndarray], none: int = 0) -> np.ndarray:
    """What every cell has of its object, from numbers (..., objects); `none` where it belongs to none."""
    values = np.asarray(values)
    known = np.full((*values.shape[:-1], values.shape[-1] + 1), none)
    known[..., 1:] = values
    return known[..., labels.ravel()]
