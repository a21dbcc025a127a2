"""What a cell feature is: its name, whether its values are colors, and what a test of it costs.

Features are made in blocks, names and values together: a function looks at a grid and yields blocks. A feature matrix is
uint8 (features, cells): one row per feature, cells in reading order. Colors are 0..9, NO_COLOR means "none" or "outside the
grid"; numbers are clamped to 0..MAX_NUMBER.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import types

from solver.jit import compiled
from solver.task import COLOR_COUNT

NO_COLOR = 10
MAX_NUMBER = 127
MATRIX = types.Array(types.uint8, 2, "C")
COLORS = range(COLOR_COUNT)
Columns = Mapping[str, np.ndarray | np.integer | int]


class Feature(NamedTuple):
    """One row of a feature matrix. cost: bits that naming it in a rule costs; group: the kind of thing that it looks at."""

    name: str
    is_color: bool
    cost: float
    group: str


class Block(NamedTuple):
    """Features of one group and cost. columns: by its name, the values of a feature in all cells, or one number for all.

    A name with a {} stands for one feature for each of `over`; its values are (features, cells).
    """

    group: str
    cost: float
    is_color: bool
    columns: Columns
    over: Sequence


def colors(group: str, cost: float, columns: Columns, over: Sequence = ()) -> Block:
    """A block of features whose values are colors."""
    return Block(group, cost, True, columns, over)


def numbers(group: str, cost: float, columns: Columns, over: Sequence = ()) -> Block:
    """A block of features whose values are numbers."""
    return Block(group, cost, False, columns, over)


def features_of(blocks: Iterable[Block]) -> tuple[Feature, ...]:
    """The features of blocks, in the order of the rows of their matrix."""
    return tuple(
        Feature(words.format(one), block.is_color, block.cost, block.group)
        for block in blocks
        for words in block.columns
        for one in (block.over if "{}" in words else ("",))
    )


def costs_of(features: Sequence[Feature]) -> np.ndarray:
    """What naming each feature costs (float64)."""
    return np.array([feature.cost for feature in features], np.float64)


def are_colors(features: Sequence[Feature]) -> np.ndarray:
    """Whether the values of each feature are colors (bool)."""
    return np.array([feature.is_color for feature in features], bool)


def matrix_of(blocks: Iterable[Block], cells: int) -> np.ndarray:
    """The values of blocks for so many cells as a feature matrix."""
    rows: list[np.ndarray] = []
    alike: list[int] = []  # numbers for all cells that are still to be added
    for block in blocks:
        for words, values in block.columns.items():
            if isinstance(values, np.ndarray):
                if alike:
                    rows.append(np.repeat(alike, cells).reshape(-1, cells))
                    alike = []
                rows.append(values if values.ndim == 2 else values[None])
            else:
                alike += [int(values)] * (len(block.over) if "{}" in words else 1)
    rows.append(np.repeat(alike, cells).reshape(-1, cells))
    matrix = np.concatenate(rows, dtype=np.int16, casting="unsafe")
    np.minimum(matrix, MAX_NUMBER, out=matrix)
    return np.maximum(matrix, 0, out=matrix).astype(np.uint8)


def counts_in(stack: np.ndarray, background: int) -> np.ndarray:
    """How often every color is in each column of a stack of colors (depth, cells), the background never: (10, cells)."""
    cells = stack.shape[1]
    codes = stack.astype(np.int64) * cells + np.arange(cells)
    counts = np.bincount(codes.ravel(), minlength=(NO_COLOR + 1) * cells).reshape(-1, cells)[:NO_COLOR]
    counts[background] = 0
    return counts


def most_common(counts: np.ndarray) -> np.ndarray:
    """The color with the largest of the counts (10, ...), the lowest on ties; NO_COLOR where all are 0."""
    return np.where(counts.any(axis=0), counts.argmax(axis=0), NO_COLOR)


def least_common(counts: np.ndarray) -> np.ndarray:
    """The color with the smallest of the counts (10, ...) above 0, the lowest on ties; NO_COLOR where all are 0."""
    return np.where(counts.any(axis=0), np.where(counts > 0, counts, 1 << 20).argmin(axis=0), NO_COLOR)


class Rows:
    """Rows of a part of the feature matrix, handed out by name where the compiled function that writes them is declared."""

    def __init__(self) -> None:
        self.features: list[Feature] = []

    def colors(self, group: str, cost: float, *names: str) -> tuple[int, ...]:
        """Rows of features of one group whose values are colors."""
        return self._added(group, cost, True, names)

    def numbers(self, group: str, cost: float, *names: str) -> tuple[int, ...]:
        """Rows of features of one group whose values are numbers."""
        return self._added(group, cost, False, names)

    def _added(self, group: str, cost: float, is_color: bool, names: tuple[str, ...]) -> tuple[int, ...]:
        first = len(self.features)
        self.features += [Feature(name, is_color, cost, group) for name in names]
        return tuple(range(first, len(self.features)))


@compiled()
def clamped(number: int) -> int:
    """A number as it is stored in a feature matrix."""
    return min(max(number, 0), MAX_NUMBER)


@compiled()
def main_color(counts: np.ndarray) -> int:
    """The color with the largest of ten counts, the lowest on ties; NO_COLOR when all are 0."""
    best = NO_COLOR
    for color in range(10):
        if counts[color] > (counts[best] if best != NO_COLOR else 0):
            best = color
    return best


@compiled()
def color_at(grid: np.ndarray, row: int, col: int) -> int:
    """Color of a cell, NO_COLOR outside the grid."""
    if 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]:
        return int(grid[row, col])
    return NO_COLOR
