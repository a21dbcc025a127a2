"""A grid as cell features look at it: what is around every cell, what rays from it meet, the objects it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import NO_COLOR
from solver.seeing.boxes import framed
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.seeing.objects import Objects
from solver.task import Grid

DIRECTIONS = ("up", "right", "down", "left", "up-right", "down-right", "down-left", "up-left")
STRAIGHT, SLANTED = DIRECTIONS[:4], DIRECTIONS[4:]
DOWN, RIGHT = ROW_STEPS[:8, None], COL_STEPS[:8, None]


@compiled(types.Array(types.int64, 3, "C")(GRID, INTEGER))
def look_out(grid: Grid, background: int) -> np.ndarray:
    """Steps from every cell in 8 directions (2, 8, cells): to the first set cell, and to the end of the own color.

    The first are 0 where no cell is set; the second may lead out of the grid.
    """
    height, width = grid.shape
    steps = np.empty((2, 8, height * width), np.int64)
    for direction in range(8):
        down, right = ROW_STEPS[direction], COL_STEPS[direction]
        for place in range(height * width):
            cell = height * width - 1 - place if down > 0 or (down == 0 and right > 0) else place
            row, col = cell // width + down, cell % width + right
            steps[0, direction, cell], steps[1, direction, cell] = 0, 1
            if 0 <= row < height and 0 <= col < width:
                beyond = row * width + col
                if grid[row, col] != background:
                    steps[0, direction, cell] = 1
                elif steps[0, direction, beyond] > 0:
                    steps[0, direction, cell] = steps[0, direction, beyond] + 1
                if grid[row, col] == grid[cell // width, cell % width]:
                    steps[1, direction, cell] = steps[1, direction, beyond] + 1
    return steps


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
    def below(self) -> np.ndarray:
        """How many rows lie below every cell."""
        return self.grid.shape[0] - 1 - self.row

    @cached_property
    def right(self) -> np.ndarray:
        """How many columns lie on the right of every cell."""
        return self.grid.shape[1] - 1 - self.col

    @cached_property
    def framed(self) -> np.ndarray:
        """The grid with a frame of NO_COLOR around it (uint8)."""
        return framed(self.grid, NO_COLOR)

    def color_at(self, row: np.ndarray, col: np.ndarray) -> np.ndarray:
        """The colors of cells, NO_COLOR outside the grid."""
        height, width = self.grid.shape
        return self.framed[np.clip(row + 1, 0, height + 1), np.clip(col + 1, 0, width + 1)]

    def own_or(self, colors: np.ndarray) -> np.ndarray:
        """The own color of set cells, other colors for those of the background."""
        return np.where(self.is_set, self.own, colors)

    def ahead(self, steps: np.ndarray | int) -> np.ndarray:
        """The colors that lie so many steps (8, cells) away in each direction, no farther than one cell outside the grid."""
        wide = self.grid.shape[1] + 2
        return self.framed.ravel()[(self.row + 1) * wide + self.col + 1 + steps * (DOWN * wide + RIGHT)]

    @cached_property
    def around(self) -> np.ndarray:
        """The colors of the neighbors (8, cells)."""
        return self.ahead(1)

    @cached_property
    def steps(self) -> np.ndarray:
        """Steps in each direction (2, 8, cells): to the first set cell, 0 where there is none; to the end of the own color."""
        return look_out(self.grid, self.background)

    @cached_property
    def hit(self) -> np.ndarray:
        """The colors of the first set cells in each direction (8, cells), NO_COLOR where there is none."""
        return np.where(self.steps[0] > 0, self.ahead(self.steps[0]), NO_COLOR)

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
