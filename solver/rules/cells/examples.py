"""What trees learn from: the cells of all demonstrations with their colors, and what was asked of them before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import types

from solver.jit import CELLS, INTEGER, INTEGERS, compiled
from solver.rules.cells.feature import Feature, are_colors, costs_of
from solver.seeing.palette import color_counts

WIDE = 2  # is added to a remembered test whose feature has values beyond 1, so that the value must be named
COPY = 10
MATRIX = types.Array(types.uint8, 2, "C")
FLOATS = types.Array(types.float64, 1, "C")
FLAGS = types.Array(types.boolean, 1, "C")
REMEMBERED_NODES = 512
NOT_TRIED, NO_GAIN = -2e9, -1e9


@compiled()
def exact_answer(matrix: np.ndarray, colors: np.ndarray, cells: np.ndarray, first: int, last: int, copies: np.ndarray) -> int:
    """The answer that is right for cells[first:last], or -1: the first copy, a constant color, another copy."""
    constant = int(colors[cells[first]])
    for index in range(first, last):
        if colors[cells[index]] != constant:
            constant = -1
            break
    for order in range(copies.size):
        if order == 1 and constant >= 0:
            return constant
        feature = copies[order]
        right = True
        for index in range(first, last):
            if matrix[feature, cells[index]] != colors[cells[index]]:
                right = False
                break
        if right:
            return COPY + feature
    return constant


@compiled()
def likeliest_answer(matrix: np.ndarray, colors: np.ndarray, cells: np.ndarray, copies: np.ndarray) -> int:
    """The answer that is right for most of the cells: a constant color, or a copy where that is right for more."""
    counts = color_counts(colors[cells].reshape(1, -1))
    best, answer = counts.max(), int(counts.argmax())
    for feature in copies:
        right = 0
        for cell in cells:
            right += matrix[feature, cell] == colors[cell]
        if right > best:
            best, answer = right, COPY + feature
    return answer


class Examples(NamedTuple):
    """What trees learn from, and the best tests found so far, by node and feature, for more trees.

    matrix, colors, labels: features of all cells, the color of each, which of `classes` it belongs to, to be separated.
    copies: features whose color an answer may copy, by preference. is_color, costs: of all features. logs: n * log2(n).

    keys: what identifies the cells of a node. gains: largest share of bits that a test of a feature gains (nodes, features),
    NOT_TRIED before it is looked for; values, tests: that test. used: nodes in use (1). Random trees share most of their
    upper nodes: 2.4 times faster.
    """

    matrix: np.ndarray
    colors: np.ndarray
    labels: np.ndarray
    classes: int
    copies: np.ndarray
    is_color: np.ndarray
    costs: np.ndarray
    logs: np.ndarray
    keys: np.ndarray
    gains: np.ndarray
    values: np.ndarray
    tests: np.ndarray
    used: np.ndarray


EXAMPLES = types.NamedTuple(
    [
        MATRIX,
        CELLS,
        INTEGERS,
        INTEGER,
        INTEGERS,
        FLAGS,
        FLOATS,
        FLOATS,
        INTEGERS,
        types.float64[:, ::1],
        MATRIX,
        MATRIX,
        INTEGERS,
    ],
    Examples,
)


def examples_of(
    matrix: np.ndarray, colors: np.ndarray, labels: np.ndarray, copies: np.ndarray, features: Sequence[Feature]
) -> Examples:
    """Examples with classes as labels tell them apart (int64), and room for the tests of nodes."""
    numbers = np.arange(colors.size + 1)
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    shape = (REMEMBERED_NODES, len(features))
    return Examples(
        matrix, colors, labels, int(labels.max()) + 1, copies, are_colors(features), costs_of(features),
        numbers * np.log2(np.maximum(numbers, 1)), np.empty(REMEMBERED_NODES, np.int64), np.empty(shape),
        np.empty(shape, np.uint8), np.empty(shape, np.uint8), np.zeros(1, np.int64),
    )  # fmt: skip


@compiled()
def find_node(known: Examples, key: int) -> int:
    """Index of a node in the store, a fresh one when it is new; all nodes that find no room share the last one."""
    used = known.used[0]
    for node in range(min(used, REMEMBERED_NODES - 1)):
        if known.keys[node] == key:
            return node
    node = min(used, REMEMBERED_NODES - 1)
    known.used[0] = used + 1
    known.keys[node] = key
    known.gains[node] = NOT_TRIED
    return node
