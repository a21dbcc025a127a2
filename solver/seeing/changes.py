"""Facts of what changes from an input to an output of its shape: which colors, which pieces, and where."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled
from solver.seeing.attributes import EDGE, RECTANGLE, SIZE
from solver.seeing.pieces import described, gaps_of, how_many, line_count, pieces_of, scattered


@compiled()
def _is_whole(labels: np.ndarray, count: int, changed: np.ndarray) -> bool:
    """True when every piece changes in all of its cells or in none."""
    sizes, changes = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    for row in range(labels.shape[0]):
        for col in range(labels.shape[1]):
            sizes[labels[row, col]] += 1
            changes[labels[row, col]] += changed[row, col]
    whole = True
    for piece in range(1, count + 1):
        whole &= changes[piece] == 0 or changes[piece] == sizes[piece]
    return whole


@compiled()
def _is_joined(after: np.ndarray, changed: np.ndarray) -> bool:
    """True when every changed cell lies beside a cell of its color."""
    height, width = after.shape
    for row in range(height):
        for col in range(width):
            if changed[row, col]:
                color = after[row, col]
                above, below = row > 0 and after[row - 1, col] == color, row < height - 1 and after[row + 1, col] == color
                left, right = col > 0 and after[row, col - 1] == color, col < width - 1 and after[row, col + 1] == color
                if not (above or below or left or right):
                    return False
    return True


CHANGE_FACTS = (
    "nothing changes", "only background changes", "no background changes", "nothing is erased", "cells off the background stay",
    "one color changes", "one color comes", "colors that come were there",
    "colors that come are new", "objects change whole", "touching objects change whole", "background changes in whole pieces",
    "changes join cells of their color", "corners stay", "changes are mirrored left to right",
    "changes are mirrored top to bottom", "changes in one row", "changes in one column", "a full box changes",
    "changes lie within the box of what was there", "table of colors and what they become",
)  # fmt: skip


@compiled()
def change_facts(before: np.ndarray, after: np.ndarray, plain: int, old: np.ndarray, changed: np.ndarray) -> tuple:
    """CHANGE_FACTS; changed: 1 where a cell changes (uint8), 0 elsewhere."""
    height, width = before.shape
    becomes = np.zeros((10, 10), np.bool_)
    content, box = np.array([height, width, -1, -1]), np.array([height, width, -1, -1])
    across = down = True
    for row in range(height):
        for col in range(width):
            across &= changed[row, col] == changed[row, width - 1 - col]
            down &= changed[row, col] == changed[height - 1 - row, col]
            for is_in, bounds in ((before[row, col] != plain, content), (changed[row, col] == 1, box)):
                if is_in:
                    bounds[0], bounds[1] = min(bounds[0], row), min(bounds[1], col)
                    bounds[2], bounds[3] = max(bounds[2], row), max(bounds[3], col)
            if changed[row, col]:
                becomes[before[row, col], after[row, col]] = True
    goes = comes = table = 0
    is_there, is_new = True, True
    for color in range(10):
        is_gone, is_come = False, False
        for other in range(10):
            table += scattered(color * 10 + other) if becomes[color, other] else 0
            is_gone |= becomes[color, other]
            is_come |= becomes[other, color]
        goes, comes = goes + is_gone, comes + is_come
        is_there &= not is_come or old[color] > 0
        is_new &= not is_come or old[color] == 0
    plain_goes, erased = False, False
    for color in range(10):
        plain_goes |= becomes[plain, color]
        erased |= becomes[color, plain]
    sides, side_count = pieces_of(before, plain, False, True)
    touching, touching_count = pieces_of(before, plain, True, True)
    gaps, gap_count = gaps_of(before, plain)
    corners = changed[0, 0] + changed[0, -1] + changed[-1, 0] + changed[-1, -1]
    area = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    inside = box[0] >= content[0] and box[1] >= content[1] and box[2] <= content[2] and box[3] <= content[3]
    answers = (goes == 0, goes == int(plain_goes), not plain_goes, not erased, not (plain_goes or erased), goes <= 1,
               comes <= 1, is_there, is_new, _is_whole(sides, side_count, changed),
               _is_whole(touching, touching_count, changed), _is_whole(gaps, gap_count, changed),
               _is_joined(after, changed), corners == 0, across, down, box[0] == box[2], box[1] == box[3],
               area == changed.sum(), inside)  # fmt: skip
    return answers, (table,)


PATCH_FACTS = (
    "no lone change", "changes are rectangles", "changes are of one size", "changes are at the edge", "no change at the edge",
    "one change", "changes touch what was there", "as many changes as objects", "changes have one color",
    "no lone change of one color", "changes of one color are rectangles", "changes of one color are lines",
)  # fmt: skip


@compiled()
def patch_facts(before: np.ndarray, after: np.ndarray, plain: int, objects: int, changed: np.ndarray) -> tuple:
    """PATCH_FACTS of the pieces that change, beside so many objects; changed: 1 where a cell changes (uint8), else 0."""
    height, width = before.shape
    labels, count = pieces_of(changed, 0, True, False)
    inks = changed.copy()
    for row in range(height):
        for col in range(width):
            inks[row, col] *= after[row, col] + 1
    colored, colored_count = pieces_of(inks, 0, True, True)
    table, colored_table = described(after, labels, count, plain), described(after, colored, colored_count, plain)
    lone, edges = how_many(table, SIZE, 1), how_many(table, EDGE, 1)
    touches = np.zeros(count + 1, np.bool_)
    for row in range(height):
        for col in range(width):
            for near in range(9) if labels[row, col] else range(0):
                r, c = row + near // 3 - 1, col + near % 3 - 1
                if 0 <= r < height and 0 <= c < width and before[r, c] != plain:
                    touches[labels[row, col]] = True
    all_touch = True
    for piece in range(1, count + 1):
        all_touch &= touches[piece]
    is_even = count == 0 or how_many(table, SIZE, table[0, SIZE]) == count
    answers = (lone == 0, how_many(table, RECTANGLE, 1) == count, is_even, edges == count, edges == 0, count == 1, all_touch,
               count == objects, count == colored_count, how_many(colored_table, SIZE, 1) == 0,
               how_many(colored_table, RECTANGLE, 1) == colored_count)  # fmt: skip
    return answers, (int(line_count(colored_table) == colored_count),)
