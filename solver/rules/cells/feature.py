"""What a cell feature is: its name, whether its values are colors, and what a test of it costs.

Features are made in blocks, names and values together: a function looks at a grid and yields blocks. A feature matrix is
uint8 (features, cells): one row per feature, cells in reading order. Colors are 0..9, NO_COLOR means "none" or "outside the
grid"; numbers are clamped to 0..MAX_NUMBER.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from solver.language.term import Rule
from solver.task import COLOR_COUNT

NO_COLOR = 10
MAX_NUMBER = 127
COLORS = range(COLOR_COUNT)
Name = str | Rule  # words, or a rule whose outputs have the value of a cell in its place
Columns = Mapping[Any, Any]  # by a Name, or by several


class Feature(NamedTuple):
    """One row of a feature matrix. cost: bits that naming it in a rule costs; group: the kind of thing that it looks at."""

    name: Name
    is_color: bool
    cost: float
    group: str


class Block(NamedTuple):
    """Features of one group and cost.

    columns: by a name its values in all cells, or one number for all; by several names one row of values for each of them.
    """

    group: str
    cost: float
    is_color: bool
    columns: Columns


def colors(group: str, cost: float, columns: Columns) -> Block:
    """A block of features whose values are colors."""
    return Block(group, cost, True, columns)


def numbers(group: str, cost: float, columns: Columns) -> Block:
    """A block of features whose values are numbers."""
    return Block(group, cost, False, columns)


@cache
def each(words: str, over: Sequence) -> tuple[str, ...]:
    """Several names, from words with a {} for what they differ in."""
    return tuple(map(words.format, over))


def features_of(blocks: Iterable[Block]) -> tuple[Feature, ...]:
    """The features of blocks, in the order of the rows of their matrix."""
    return tuple(
        Feature(name, block.is_color, block.cost, block.group)
        for block in blocks
        for names in block.columns
        for name in (names if isinstance(names, tuple) else (names,))
    )


def matrix_of(blocks: Iterable[Block], cells: int) -> np.ndarray:
    """The values of blocks for so many cells as a feature matrix."""
    columns = [column for block in blocks for column in block.columns.items()]
    counts = [len(names) if isinstance(names, tuple) else 1 for names, _ in columns]
    matrix, first = np.empty((sum(counts), cells), np.int16), 0
    for count, (_, values) in zip(counts, columns, strict=True):
        matrix[first : first + count] = values
        first += count
    np.minimum(matrix, MAX_NUMBER, out=matrix)
    return np.maximum(matrix, 0, out=matrix).astype(np.uint8)


def costs_of(features: Sequence[Feature]) -> np.ndarray:
    """What naming each feature costs (float64)."""
    return np.array([feature.cost for feature in features], np.float64)


def are_colors(features: Sequence[Feature]) -> np.ndarray:
    """Whether the values of each feature are colors (bool)."""
    return np.array([feature.is_color for feature in features], bool)


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
