"""What the cells of one output look at: cells of a grid with their features, and what was there before others drew over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from solver.rules.cells.feature import Block, Feature, Name, features_of, matrix_of
from solver.rules.cells.matrix import feature_matrix, features
from solver.task import Grid

Shape = tuple[int, int]
BEFORE, BEFORE_COST = "before: {}", 1.0  # what a feature is called where trees look at what others made, and costs more


@dataclass(frozen=True)
class Sheet:
    """What the output cells of one input look at: cells of a grid on a background, and blocks of more features.

    shape: of the output (height, width). cells: row * width + col in the grid for each output cell, None for all in order.
    """

    grid: Grid
    background: int
    shape: Shape
    cells: np.ndarray | None = None
    blocks: tuple[Block, ...] = ()

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """The features of the rows of the matrix."""
        return features() + _told(tuple((*block[:3], tuple(block.columns)) for block in self.blocks))

    @cached_property
    def matrix(self) -> np.ndarray:
        """uint8 (features, height * width); made when it is asked for."""
        around = feature_matrix(self.grid, self.background)
        around = around if self.cells is None else around[:, self.cells]
        return np.concatenate([around, matrix_of(self.blocks, self.shape[0] * self.shape[1])]) if self.blocks else around

    @property
    def size(self) -> int:
        """Features times cells."""
        return len(self.features) * self.shape[0] * self.shape[1]


@lru_cache(maxsize=64)
def _told(blocks: tuple[tuple[str, float, bool, tuple[Name | tuple[Name, ...], ...]], ...]) -> tuple[Feature, ...]:
    """The features of blocks, from all but their values: the same ones for every input."""
    return features_of(Block(*block[:3], dict.fromkeys(block[3])) for block in blocks)


def staged(sheet: Sheet, made: Grid) -> Sheet:
    """What output cells look at once something has been made of an input: the cells of that, and what they looked at before."""
    rows = sheet.matrix
    blocks = (Block(*look, {names: rows[list(places)]}) for look, names, places in _as_before(sheet.features))
    return Sheet(np.ascontiguousarray(made), sheet.background, made.shape, None, tuple(blocks))


@lru_cache(maxsize=64)
def _as_before(features: tuple[Feature, ...]) -> list[tuple[tuple[str, float, bool], tuple[Name, ...], tuple[int, ...]]]:
    """Features under other names, together those of one group, cost and kind, with their rows."""
    alike: dict[tuple[str, float, bool], list[int]] = {}
    for row, one in enumerate(features):
        alike.setdefault((one.group, one.cost + BEFORE_COST, one.is_color), []).append(row)
    return [(look, tuple(BEFORE.format(features[row].name) for row in rows), tuple(rows)) for look, rows in alike.items()]
