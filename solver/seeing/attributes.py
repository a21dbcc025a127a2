"""What labelled objects of a grid are like: a table of integers, one row per object, and the attributes to decide by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.seeing.components import COL_STEPS, ROW_STEPS, enclosed_cells, label_objects
from solver.seeing.ranks import contained, rank_columns, ranks_among

UNKNOWN = -1
TABLE = types.Array(types.int64, 2, "C")

# Columns of the table, with the cost of looking at them. Distances to the edges count the cells between them and the box.
PLAIN: dict[str, float] = {
    "size": 2, "height": 3, "width": 3, "box area": 4, "free box cells": 4, "hole count": 2, "hole cells": 3,
    "distance to top": 6, "distance to left": 6, "distance to bottom": 6, "distance to right": 6, "color count": 3, "color": 2,
    "second color": 4, "touches the edge": 2, "is a rectangle": 2, "is a square": 2.5, "has mirrored cols": 3,
    "has mirrored rows": 3, "has mirrored diagonal": 4, "has half turn": 4, "shape": 3, "shape up to motion": 3, "pattern": 4,
    "touching color": 3, "only touching color": 3, "largest square inside": 3, "end count": 4, "cells of the second color": 4,
}  # fmt: skip
COLUMNS = tuple(PLAIN)
COLUMN = {name: index for index, name in enumerate(COLUMNS)}
SIZE, HEIGHT, WIDTH, AREA, FREE, HOLES, HOLE_CELLS, TOP, LEFT, BOTTOM, RIGHT = range(11)
COLORS, COLOR, SECOND, EDGE, RECTANGLE, SQUARE, MIRROR, SHAPE, SHAPE_MOVED, PATTERN = 11, 12, 13, 14, 15, 16, 17, 21, 22, 23
TOUCHING, ONLY_TOUCHING, INNER_SQUARE, ENDS, SECOND_CELLS = 24, 25, 26, 27, 28
BOX = [TOP, LEFT, HEIGHT, WIDTH]
Column = Callable[[np.ndarray, np.ndarray], np.ndarray]  # from the table and the labels of objects, one number per object


@dataclass(frozen=True)
class Attribute:
    """A column of the tables: what it says, the cost of looking at it, and whether its values have an order."""

    name: str
    cost: float
    has_order: bool = True


@compiled()
def _boxes(labels: np.ndarray, table: np.ndarray) -> None:
    """Size and bounding box of every label; SIZE counts, TOP, LEFT, BOTTOM, RIGHT hold first and last row and col."""
    height, width = labels.shape
    table[:, :] = 0
    table[:, TOP] = height
    table[:, LEFT] = width
    for row in range(height):
        for col in range(width):
            k = labels[row, col] - 1
            if k >= 0:
                table[k, SIZE] += 1
                table[k, TOP] = min(table[k, TOP], row)
                table[k, LEFT] = min(table[k, LEFT], col)
                table[k, BOTTOM] = max(table[k, BOTTOM], row)
                table[k, RIGHT] = max(table[k, RIGHT], col)


@compiled()
def cut_out(grid: np.ndarray, labels: np.ndarray, label: int, top: int, left: int, piece: np.ndarray) -> None:
    """Write the object's cells into piece as color + 1, 0 elsewhere, with a margin of one cell."""
    piece[:, :] = 0
    for row in range(1, piece.shape[0] - 1):
        for col in range(1, piece.shape[1] - 1):
            if labels[top + row - 1, left + col - 1] == label:
                piece[row, col] = grid[top + row - 1, left + col - 1] + 1


@compiled()
def find_holes(piece: np.ndarray, enclosed: np.ndarray) -> tuple[int, int]:
    """Mark with 1 the free cells of a piece with margin that the object encloses (4-connected). Returns parts and cells."""
    enclosed[:, :] = enclosed_cells(piece)
    return label_objects(enclosed, 0, False, True, np.zeros(piece.shape, np.int16)), enclosed.sum()


@compiled()
def _keys(piece: np.ndarray, table: np.ndarray, k: int) -> None:
    """Fill symmetry flags and the keys of shape, shape up to motion, and pattern."""
    height, width = piece.shape[0] - 2, piece.shape[1] - 2
    best = 0
    for motion in range(8):
        transposed, rows_reversed, cols_reversed = motion & 1, motion & 2, motion & 4
        high, wide = (width, height) if transposed else (height, width)
        shape_key, pattern_key = high * 31 + wide, high * 31 + wide
        for row in range(high):
            r = high - 1 - row if rows_reversed else row
            for col in range(wide):
                c = wide - 1 - col if cols_reversed else col
                color = np.int64(piece[c + 1, r + 1] if transposed else piece[r + 1, c + 1])
                shape_key = (shape_key * 1000003 + (1 if color else 0)) & 0x3FFFFFFFFFFFFFF
                pattern_key = (pattern_key * 1000003 + color) & 0x3FFFFFFFFFFFFFF
        if motion == 0:
            table[k, SHAPE] = shape_key
            table[k, PATTERN] = pattern_key
        elif pattern_key == table[k, PATTERN]:
            if motion == 4:
                table[k, MIRROR] = 1
            elif motion == 2:
                table[k, MIRROR + 1] = 1
            elif motion == 1 or motion == 7:
                table[k, MIRROR + 2] = 1
            elif motion == 6:
                table[k, MIRROR + 3] = 1
        best = shape_key if motion == 0 else min(best, shape_key)
    table[k, SHAPE_MOVED] = best


@compiled()
def _colors(piece: np.ndarray, table: np.ndarray, k: int) -> None:
    """Fill the colors, the number of ends (cells with one 4-neighbor) and the largest full square of a piece."""
    height, width = piece.shape
    counts = np.zeros(11, np.int64)
    squares = np.zeros((height, width), np.int64)
    for row in range(1, height - 1):
        for col in range(1, width - 1):
            if not piece[row, col]:
                continue
            counts[piece[row, col]] += 1
            around = min(squares[row - 1, col], squares[row, col - 1])
            squares[row, col] = min(around, squares[row - 1, col - 1]) + 1
            table[k, INNER_SQUARE] = max(table[k, INNER_SQUARE], squares[row, col])
            neighbors = 0
            for step in range(4):
                neighbors += 1 if piece[row + ROW_STEPS[step], col + COL_STEPS[step]] else 0
            table[k, ENDS] += 1 if neighbors == 1 else 0
    first, last, kinds = -1, -1, 0
    for color in range(1, 11):
        if counts[color]:
            kinds += 1
            if first < 0 or counts[color] > counts[first]:
                first = color
            if last < 0 or counts[color] <= counts[last]:
                last = color
    table[k, COLORS] = kinds
    table[k, COLOR] = first - 1
    table[k, SECOND] = last - 1
    table[k, SECOND_CELLS] = counts[last]


@compiled()
def _touching(grid: np.ndarray, labels: np.ndarray, background: int, count: int, table: np.ndarray) -> None:
    """Fill the color that touches every object most (8 neighbors, background apart) and its only 4-neighbor color."""
    height, width = grid.shape
    counts = np.zeros((count, 10), np.int64)
    table[:, ONLY_TOUCHING] = -2
    for row in range(height):
        for col in range(width):
            k = labels[row, col] - 1
            if k < 0:
                continue
            for step in range(8):
                r, c = row + ROW_STEPS[step], col + COL_STEPS[step]
                if r < 0 or c < 0 or r >= height or c >= width or labels[r, c] == k + 1:
                    continue
                color = grid[r, c]
                if color != background:
                    counts[k, color] += 1
                if step < 4 and table[k, ONLY_TOUCHING] == -2:
                    table[k, ONLY_TOUCHING] = color
                elif step < 4 and table[k, ONLY_TOUCHING] != color:
                    table[k, ONLY_TOUCHING] = UNKNOWN
    for k in range(count):
        best = UNKNOWN
        for color in range(10):
            if counts[k, color] and (best < 0 or counts[k, color] > counts[k, best]):
                best = color
        table[k, TOUCHING] = best
        table[k, ONLY_TOUCHING] = max(UNKNOWN, table[k, ONLY_TOUCHING])


@compiled(types.void(GRID, LABELS, INTEGER, INTEGER, TABLE))
def describe_objects(grid: np.ndarray, labels: np.ndarray, count: int, background: int, table: np.ndarray) -> None:
    """Fill a table (count, columns) with what the objects of a labelled grid are like."""
    height, width = grid.shape
    _boxes(labels, table)
    _touching(grid, labels, background, count, table)
    for k in range(count):
        top, left, bottom, right = table[k, TOP], table[k, LEFT], table[k, BOTTOM], table[k, RIGHT]
        high, wide = bottom - top + 1, right - left + 1
        table[k, HEIGHT] = high
        table[k, WIDTH] = wide
        table[k, AREA] = high * wide
        table[k, FREE] = high * wide - table[k, SIZE]
        table[k, BOTTOM] = height - 1 - bottom
        table[k, RIGHT] = width - 1 - right
        table[k, EDGE] = 1 if min(min(top, left), min(table[k, BOTTOM], table[k, RIGHT])) == 0 else 0
        table[k, RECTANGLE] = 1 if table[k, FREE] == 0 else 0
        table[k, SQUARE] = 1 if high == wide else 0
        piece = np.empty((high + 2, wide + 2), np.uint8)
        cut_out(grid, labels, k + 1, top, left, piece)
        holes, cells = find_holes(piece, np.zeros(piece.shape, np.uint8))
        table[k, HOLES] = holes
        table[k, HOLE_CELLS] = cells
        _keys(piece, table, k)
        _colors(piece, table, k)


# Columns of which ranks and numbers of equals are attributes, with the cost of the rank.
RANKED: dict[str, float] = {
    "size": 2, "height": 3, "width": 3, "box area": 4, "free box cells": 4, "hole count": 3, "hole cells": 4,
    "distance to top": 3, "distance to left": 3, "distance to bottom": 3, "distance to right": 3, "color count": 3,
    "largest square inside": 4, "cells of the second color": 4, "color": 3, "shape": 2, "shape up to motion": 2, "pattern": 3,
}  # fmt: skip
ONLY_EQUALS = ("color", "shape", "shape up to motion", "pattern")
UNORDERED = (
    "color", "second color", "shape", "shape up to motion", "pattern", "touching color", "only touching color",
    "place from the left, modulo 3", "place from the top, modulo 3", "place along the line, modulo 3",
)  # fmt: skip


def places_of(table: np.ndarray, is_across: bool) -> np.ndarray:
    """The place of each object from the left, or from the top."""
    return np.argsort(np.lexsort(table[:, [TOP, LEFT] if is_across else [LEFT, TOP]].T))


def _places_in_line(table: np.ndarray) -> np.ndarray:
    """The place of each object along the axis on which more of them begin at places of their own, the columns on a draw."""
    return places_of(table, len(np.unique(table[:, LEFT])) >= len(np.unique(table[:, TOP])))


def _gap_ranks(table: np.ndarray) -> np.ndarray:
    """The rank of each object by the gap between its box and that of the largest, which is 0 itself (dense)."""
    if not len(table):
        return np.zeros(0, np.int64)
    largest = table[table[:, SIZE].argmax()]
    gaps = []
    for first, extent in ((TOP, HEIGHT), (LEFT, WIDTH)):
        before, after = largest[first] - table[:, first] - table[:, extent], table[:, first] - largest[first] - largest[extent]
        gaps.append(np.maximum(np.maximum(before, after) + 1, 0))
    return np.unique(gaps[0] + gaps[1], return_inverse=True)[1]


def _center_ranks(table: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The rank of each object by the steps from the middle of its box to that of the grid (dense)."""
    return np.unique(np.abs(table[:, [TOP, LEFT]] - table[:, [BOTTOM, RIGHT]]).sum(axis=1), return_inverse=True)[1]


def _is_of_corner_color(table: np.ndarray) -> np.ndarray:
    """1 for larger objects that have the color of a single cell in a corner of the grid."""
    is_key = (table[:, SIZE] == 1) & (table[:, TOP] * table[:, BOTTOM] == 0) & (table[:, LEFT] * table[:, RIGHT] == 0)
    return (table[:, SIZE] > 1) & np.isin(table[:, COLOR], table[is_key, COLOR])


def _lying(table: np.ndarray) -> np.ndarray:
    """1 for what is wider than tall, -1 for what is taller than wide."""
    return np.sign(table[:, WIDTH] - table[:, HEIGHT])


# Attributes beside columns and their ranks, with the cost of looking at them.
ODD: dict[str, tuple[float, Column]] = {
    "size is odd": (4, lambda table, labels: table[:, SIZE] % 2),
    "height is odd": (4, lambda table, labels: table[:, HEIGHT] % 2),
    "width is odd": (4, lambda table, labels: table[:, WIDTH] % 2),
    "is taller": (3, lambda table, labels: table[:, HEIGHT] > table[:, WIDTH]),
    "row is odd": (5, lambda table, labels: table[:, TOP] % 2),
    "col is odd": (5, lambda table, labels: table[:, LEFT] % 2),
    "is a line": (3, lambda table, labels: np.minimum(table[:, HEIGHT], table[:, WIDTH]) == 1),
    "is a filled square": (2.5, lambda table, labels: table[:, SQUARE] & table[:, RECTANGLE]),
    "place from the left, modulo 2": (3.5, lambda table, labels: places_of(table, True) % 2),
    "place from the left, modulo 3": (4.5, lambda table, labels: places_of(table, True) % 3),
    "place from the top, modulo 2": (3.5, lambda table, labels: places_of(table, False) % 2),
    "place from the top, modulo 3": (4.5, lambda table, labels: places_of(table, False) % 3),
    "place along the line, modulo 3": (4.5, lambda table, labels: _places_in_line(table) % 3),
    "is in the middle from the left": (3, lambda table, labels: 2 * places_of(table, True) + 1 == len(table)),
    "is in the middle from the top": (3, lambda table, labels: 2 * places_of(table, False) + 1 == len(table)),
    "rank by the gap to the largest": (3, lambda table, labels: _gap_ranks(table)),
    "rank by the distance to the center": (3, _center_ranks),
    "lies in the box of another": (2, lambda table, labels: np.any(contained(*table[:, BOX].T), axis=1)),
    "size rank in its color": (3.5, lambda table, labels: ranks_among(table[:, SIZE], table[:, COLOR])),
    "size rank among those that lie as it does": (3.5, lambda table, labels: ranks_among(table[:, SIZE], _lying(table))),
    "lies as most do": (3.5, lambda table, labels: _lying(table) == np.sign(_lying(table).sum())),
    "has the color of a corner": (3, lambda table, labels: _is_of_corner_color(table)),
    "boxes in its box": (3, lambda table, labels: contained(*table[:, BOX].T).sum(axis=0)),
}


def _all_attributes() -> tuple[Attribute, ...]:
    found = [Attribute(name, cost, name not in UNORDERED) for name, cost in PLAIN.items()]
    for name, cost in RANKED.items():
        ranks = (f"{name} rank", f"{name} rank from below")
        found += [Attribute(words, cost) for words in ranks] + [Attribute(f"number of equal {name}", cost + 1)]
    return tuple(found + [Attribute(name, cost, name not in UNORDERED) for name, (cost, _) in ODD.items()])


ATTRIBUTES = _all_attributes()
_RANKED_COLUMNS = np.array([COLUMN[name] for name in RANKED])


def attributes_of(table: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The ATTRIBUTES of all objects of a table (int64, objects x attributes)."""
    ranks = rank_columns(table[:, _RANKED_COLUMNS])
    for place, name in enumerate(RANKED):
        if name in ONLY_EQUALS:
            ranks[:, 3 * place : 3 * place + 2] = 0
    odd = np.array([column(table, labels) for _, column in ODD.values()], np.int64).T
    return np.hstack([table, ranks, odd])
