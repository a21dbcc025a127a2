"""Where cells lie as seen from an object's box: classes of rows and columns that stretch with the box."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, compiled

TABLE = types.Array(types.int64, 2, "C")
STATS = types.Array(types.uint8, 4, "C")
BLANK, OWN, SECOND = 255, 200, 201
SIDE = 20  # classes per axis
# How an axis is cut into classes: distances outside with the inside in three parts; the same with the middle apart; far
# sides with the middle apart; every second line; the place counted from the first line of the box; "near with middle" and
# "far with middle" without telling sides and axes apart; the ring around the box, or within it, that a cell is in.
SCHEMES = (
    "near", "near with middle", "far with middle", "every second", "by place", "near on all sides", "far on all sides",
    "by ring", "every second ring",
)  # fmt: skip
NEAR, NEAR_MIDDLE, FAR, SECOND_LINES, PLACE, ALL_SIDES, ALL_FAR, RINGS, SECOND_RINGS = range(9)
REACH = 7
FARTHEST = 30
LOW, HIGH, CHANGED, COUNT = range(4)
# Classes of lines, in the order in which they lie: those before the box, these, those behind it.
FIRST, INSIDE, MIDDLE, LAST, ONLY = range(REACH, 12)


@compiled()
def class_of(offset: int, extent: int, is_reversed: int, scheme: int) -> int:
    """Class of a line at an offset from the first line of a box of this extent; -1 for none."""
    if is_reversed:
        offset = extent - 1 - offset
    if scheme == PLACE:
        return offset + 6 if -6 <= offset <= 13 else -1
    before, after = -offset, offset - extent + 1
    distance = max(before, after)
    if distance > REACH and scheme not in (FAR, ALL_FAR, SECOND_LINES):
        return -1
    if scheme in (FAR, ALL_FAR):
        distance = min(distance, 1)
    elif scheme == SECOND_LINES:
        distance = 2 - distance % 2 if distance > 0 else 0
    if distance > 0:
        return REACH - distance if before > 0 or scheme >= ALL_SIDES else ONLY + distance
    if scheme == SECOND_LINES:
        return FIRST + offset % 2
    if scheme != NEAR and extent % 2 == 1 and offset == extent // 2:
        return MIDDLE
    if extent == 1:
        return ONLY
    if offset == 0 or (scheme >= ALL_SIDES and offset == extent - 1):
        return FIRST
    return LAST if offset == extent - 1 else INSIDE


@compiled()
def pair_of(row: int, col: int, box: np.ndarray, row_scheme: int, col_scheme: int) -> int:
    """Class of a cell seen from a box (top, left, height, width, motion: 1 transposed, 2 rows, 4 columns reversed); or -1."""
    motion = box[4]
    down, right, high, wide = row - box[0], col - box[1], box[2], box[3]
    if motion & 1:
        down, right, high, wide = right, down, wide, high
    if row_scheme >= RINGS:
        ring = min(min(down, high - 1 - down), min(right, wide - 1 - right))
        if row_scheme == SECOND_RINGS:
            return SIDE * (2 * (ring >= 0) + ring % 2)
        return SIDE * (ring + 10) if -10 <= ring <= 9 else -1
    first = class_of(down, high, motion & 2, row_scheme)
    second = class_of(right, wide, motion & 4, col_scheme)
    if row_scheme >= ALL_SIDES and first > second:
        first, second = second, first
    return -1 if first < 0 or second < 0 else first * SIDE + second


@compiled()
def seen_from(box: np.ndarray, row_scheme: int, col_scheme: int) -> tuple[int, int, int, int]:
    """Rows and columns beyond which no cell has a class: first row, first column, and those behind the last ones."""
    near = 10
    for scheme in (row_scheme, col_scheme):
        if scheme not in (NEAR, NEAR_MIDDLE, ALL_SIDES, RINGS):
            near = FARTHEST
    return box[0] - near, box[1] - near, box[0] + box[2] + near, box[1] + box[3] + near


def distances(row_scheme: int, col_scheme: int) -> np.ndarray:
    """How far from the box the cells of every class lie; 1 for classes that go on to the edge."""
    axes = []
    for scheme in (row_scheme, col_scheme):
        axis = np.zeros(SIDE, np.int64)
        if scheme == PLACE:
            axis[:6] = np.arange(6, 0, -1)
        elif scheme == RINGS:
            axis[:10] = np.arange(10, 0, -1)
        elif scheme == SECOND_RINGS:
            axis[:2] = 1
        else:
            axis[:REACH] = np.arange(REACH, 0, -1)
            axis[ONLY + 1 : ONLY + 1 + REACH] = np.arange(1, REACH + 1)
        axes.append(axis if scheme not in (FAR, ALL_FAR, SECOND_LINES) else np.minimum(axis, 1))
    if row_scheme >= RINGS:
        axes[1][:] = 0
    return np.maximum.outer(*axes).ravel()


@compiled(types.void(GRID, GRID, INTEGER, TABLE, INTEGER, INTEGER, STATS))
def look_around(
    before: np.ndarray,
    after: np.ndarray,
    background: int,
    boxes: np.ndarray,
    row_scheme: int,
    col_scheme: int,
    stats: np.ndarray,
) -> None:
    """Fill stats (objects, 2, 4, classes) for every object: lowest and highest color after, changed cells, cells (up to 255).

    The second axis tells all cells (0) from those that were background before (1).
    """
    stats[:] = 0
    stats[:, :, 0, :] = 255
    height, width = before.shape
    for k in range(boxes.shape[0]):
        top, left, bottom, right = seen_from(boxes[k], row_scheme, col_scheme)
        for row in range(max(0, top), min(height, bottom)):
            for col in range(max(0, left), min(width, right)):
                pair = pair_of(row, col, boxes[k], row_scheme, col_scheme)
                if pair < 0:
                    continue
                color, is_changed = after[row, col], before[row, col] != after[row, col]
                for kind in range(2 if before[row, col] == background else 1):
                    stats[k, kind, 0, pair] = min(stats[k, kind, 0, pair], color)
                    stats[k, kind, 1, pair] = max(stats[k, kind, 1, pair], color)
                    if is_changed and stats[k, kind, 2, pair] < 255:
                        stats[k, kind, 2, pair] += 1
                    if stats[k, kind, 3, pair] < 255:
                        stats[k, kind, 3, pair] += 1


@compiled(types.void(GRID, INTEGER, TABLE, INTEGER, INTEGER, INTEGERS, INTEGER, GRID))
def draw_around(
    grid: np.ndarray,
    background: int,
    boxes: np.ndarray,
    row_scheme: int,
    col_scheme: int,
    colors: np.ndarray,
    is_over: int,
    out: np.ndarray,
) -> None:
    """Draw the colors of classes around every object into out; 200 and 201 stand for the object's colors boxes[:, 5:7]."""
    height, width = grid.shape
    for k in range(boxes.shape[0]):
        top, left, bottom, right = seen_from(boxes[k], row_scheme, col_scheme)
        for row in range(max(0, top), min(height, bottom)):
            for col in range(max(0, left), min(width, right)):
                if not is_over and grid[row, col] != background:
                    continue
                pair = pair_of(row, col, boxes[k], row_scheme, col_scheme)
                if pair >= 0 and colors[pair] != BLANK:
                    color = colors[pair]
                    out[row, col] = color if color < OWN else boxes[k, 5 + color - OWN]
