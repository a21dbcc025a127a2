"""Pieces of a grid: connected cells with a table of what each is like, and what can be counted in such a table."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled
from solver.seeing.attributes import COLUMNS, HEIGHT, SIZE, WIDTH, describe_objects
from solver.seeing.components import label_color, label_objects


@compiled()
def scattered(number: int) -> int:
    """Another number, so that sums of them tell collections apart."""
    mixed = (number + 77) * 2654435761 & 0xFFFFFFFFFF
    return (mixed ^ (mixed >> 15)) * 2246822519 & 0xFFFFFFFFFF


@compiled()
def pieces_of(grid: np.ndarray, background: int, diagonal: bool, one_color: bool) -> tuple[np.ndarray, int]:
    labels = np.zeros(grid.shape, np.int16)
    return labels, label_objects(grid, background, diagonal, one_color, labels)


@compiled()
def gaps_of(grid: np.ndarray, background: int) -> tuple[np.ndarray, int]:
    labels = np.zeros(grid.shape, np.int16)
    return labels, label_color(grid, background, False, labels)


@compiled()
def described(grid: np.ndarray, labels: np.ndarray, count: int, background: int) -> np.ndarray:
    """The table of pieces, see seeing/attributes (int64, count x COLUMNS)."""
    table = np.empty((count, len(COLUMNS)), np.int64)
    describe_objects(grid, labels, count, background, table)
    return table


@compiled()
def how_many(table: np.ndarray, column: int, value: int) -> int:
    found = 0
    for piece in range(len(table)):
        found += table[piece, column] == value
    return found


@compiled()
def line_count(table: np.ndarray) -> int:
    found = 0
    for piece in range(len(table)):
        found += min(table[piece, HEIGHT], table[piece, WIDTH]) == 1
    return found


@compiled()
def largest_size(table: np.ndarray) -> int:
    largest = 0
    for piece in range(len(table)):
        largest = max(largest, table[piece, SIZE])
    return largest


@compiled()
def collection(table: np.ndarray, column: int) -> int:
    """A number that tells collections of pieces apart by a column."""
    total = len(table)
    for piece in range(len(table)):
        total += scattered(table[piece, column])
    return total


@compiled()
def all_among(table: np.ndarray, known: np.ndarray, column: int) -> bool:
    """True when every value of a column is one of those in another table."""
    found = 0
    for piece in range(len(table)):
        found += how_many(known, column, table[piece, column]) > 0
    return found == len(table)
