"""Cell features of the object that a cell belongs to: size and rank, box, holes, shape, colors, place in the box.

Every feature exists for three kinds of objects: cells of one color joined by sides, cells of one color joined by sides or
corners, and set cells of any color joined by sides or corners. Background cells form objects of the first two kinds;
objects are counted and ranked among background objects or among the others.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, clamped, colors, most_common, numbers
from solver.rules.cells.neighborhood import NEAR_COLS, NEAR_ROWS, color_at
from solver.seeing.components import label_objects
from solver.task import Grid

KINDS = ("side object", "corner object", "mixed object")
ONE_COLOR_BY_SIDES, ONE_COLOR, MIXED = range(3)
NO_BACKGROUND = 99
SIZE, TOP, LEFT, HEIGHT, WIDTH, HOLES, BORDER, SHAPE, FLAT, UPRIGHT, COLOR, IS_BACKGROUND = range(12)
FACT_COUNT = 12
KINDS_LABELS, KINDS_FACTS = types.Array(types.int16, 3, "C"), types.Array(types.int64, 3, "C")
SEEN = (KINDS_LABELS, INTEGERS, KINDS_FACTS)  # what find_objects returns


def _features(kind: str, extra: float) -> list[Feature]:
    group = kind
    return [
        *numbers(group, 4 + extra, f"size of {kind}", f"larger {kind}s", f"smaller {kind}s"),
        *numbers(group, 5 + extra, f"height of {kind}", f"width of {kind}", f"cells missing in box of {kind}"),
        *numbers(group, 5 + extra, f"holes of {kind}", f"{kind} touches the border", f"{kind}s of this shape"),
        *numbers(group, 5 + extra, f"{kind}s of this size", f"{kind}s of this color"),
        *numbers(group, 5 + extra, f"{kind} equals its flip of rows", f"{kind} equals its flip of cols"),
        *numbers(group, 5 + extra, f"colors in {kind}"),
        *colors(group, 5 + extra, f"main color of {kind}", f"rare color of {kind}"),
        *numbers(group, 6 + extra, f"row in {kind}", f"col in {kind}", f"rows below in {kind}", f"cols right in {kind}"),
        *numbers(group, 5 + extra, f"depth in box of {kind}"),
        *numbers(group, 6 + extra, f"taller {kind}s", f"wider {kind}s", f"{kind}s that start higher", f"{kind}s further left"),
        *colors(group, 5 + extra, f"main color around {kind}", f"only color around {kind}"),
        *numbers(group, 5 + extra, f"colors around {kind}"),
        *numbers(group, 6 + extra, f"longer side of {kind}", f"shorter side of {kind}", f"size of {kind} mod 2"),
        *numbers(group, 6 + extra, f"{kind} is square", f"{kind} is wide"),
    ]


OBJECTS: list[Feature] = _features(KINDS[0], 0) + _features(KINDS[1], 0) + _features(KINDS[2], 0)
OBJECTS += numbers("object color", 6, *(f"side object touches {color}" for color in range(10)))
OBJECTS += numbers("object color", 6, *(f"mixed object has {color}" for color in range(10)))


@compiled()
def object_facts(grid: Grid, background: int, labels: np.ndarray, count: int, kind: int, facts: np.ndarray) -> None:
    """Fill the facts of objects 1..count (facts[0] is what is no object)."""
    height, width = grid.shape
    facts[:, TOP] = height
    facts[:, LEFT] = width
    for row in range(height):
        for col in range(width):
            fact = facts[labels[row, col]]
            fact[SIZE] += 1
            fact[TOP] = min(fact[TOP], row)
            fact[LEFT] = min(fact[LEFT], col)
            fact[HEIGHT] = max(fact[HEIGHT], row + 1)
            fact[WIDTH] = max(fact[WIDTH], col + 1)
            fact[COLOR] = grid[row, col]
            fact[IS_BACKGROUND] = grid[row, col] == background
    for label in range(1, count + 1):
        fact = facts[label]
        top, left, bottom, right = fact[TOP], fact[LEFT], fact[HEIGHT], fact[WIDTH]
        fact[BORDER] = top == 0 or left == 0 or bottom == height or right == width
        fact[HEIGHT] = bottom - top
        fact[WIDTH] = right - left
        fact[FLAT] = fact[UPRIGHT] = 1
        shape = fact[HEIGHT] * 31 + fact[WIDTH]
        quads = 0  # four times the Euler number, from counts of 2x2 windows with one, three and two opposite cells
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                here = row < bottom and col < right and labels[row, col] == label
                west = row < bottom and col > left and labels[row, col - 1] == label
                north = row > top and col < right and labels[row - 1, col] == label
                corner = row > top and col > left and labels[row - 1, col - 1] == label
                filled = int(here) + int(west) + int(north) + int(corner)
                if filled in (1, 3):
                    quads += 2 - filled
                elif filled == 2 and here == corner:
                    quads += 2 if kind == ONE_COLOR_BY_SIDES else -2
                if row < bottom and col < right:
                    shape = (shape * 1000003 + int(here)) & 0xFFFFFFFFFFFF
                    fact[FLAT] &= here == (labels[top + bottom - 1 - row, col] == label)
                    fact[UPRIGHT] &= here == (labels[row, left + right - 1 - col] == label)
        fact[HOLES] = 1 - quads // 4
        fact[SHAPE] = shape


@compiled(types.Tuple(SEEN)(GRID, INTEGER))
def find_objects(grid: Grid, background: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels (int16, 3 x height x width), numbers (int64, 3) and facts (3 x most + 1 x FACT_COUNT) of objects of all kinds."""
    labels = np.zeros((3, *grid.shape), np.int16)
    counts = np.zeros(3, np.int64)
    for kind in range(3):
        ground = background if kind == MIXED else NO_BACKGROUND
        counts[kind] = label_objects(grid, ground, kind != ONE_COLOR_BY_SIDES, kind != MIXED, labels[kind])
    facts = np.zeros((3, counts.max() + 1, FACT_COUNT), np.int64)
    for kind in range(3):
        object_facts(grid, background, labels[kind], counts[kind], kind, facts[kind])
    return labels, counts, facts


@compiled()
def count_colors(grid: Grid, background: int, labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells of every color in every object, and contacts of every object with set cells outside: two (count + 1, 10)."""
    height, width = grid.shape
    inside = np.zeros((count + 1, 10), np.int64)
    around = np.zeros((count + 1, 10), np.int64)
    for row in range(height):
        for col in range(width):
            label = labels[row, col]
            inside[label, grid[row, col]] += 1
            for near in range(4):
                next_row, next_col = row + NEAR_ROWS[near], col + NEAR_COLS[near]
                color = color_at(grid, next_row, next_col)
                if color not in (NO_COLOR, background) and labels[next_row, next_col] != label:
                    around[label, color] += 1
    return inside, around


@compiled()
def rank_objects(facts: np.ndarray, count: int) -> np.ndarray:
    """How many comparable objects are larger, smaller, taller, wider, higher, further left, alike: (count + 1, 9)."""
    ranks = np.zeros((count + 1, 9), np.int64)
    for one in range(1, count + 1):
        rank, fact = ranks[one], facts[one]
        for other in range(1, count + 1):
            that = facts[other]
            if that[IS_BACKGROUND] == fact[IS_BACKGROUND]:
                rank[0] += that[SIZE] > fact[SIZE]
                rank[1] += that[SIZE] < fact[SIZE]
                rank[2] += that[SHAPE] == fact[SHAPE]
                rank[3] += that[SIZE] == fact[SIZE]
                rank[4] += that[COLOR] == fact[COLOR]
                rank[5] += that[HEIGHT] > fact[HEIGHT]
                rank[6] += that[WIDTH] > fact[WIDTH]
                rank[7] += that[TOP] < fact[TOP]
                rank[8] += that[LEFT] < fact[LEFT]
    return ranks


@compiled()
def rare_color(counts: np.ndarray) -> int:
    """The color with the smallest count above 0, the lowest on ties; NO_COLOR when there is none."""
    best = NO_COLOR
    least = 1 << 20
    for color in range(10):
        if 0 < counts[color] < least:
            least = counts[color]
            best = color
    return best


@compiled(types.void(GRID, INTEGER, *SEEN, MATRIX, INTEGER))
def write_objects(
    grid: Grid, background: int, kinds: np.ndarray, counts: np.ndarray, known: np.ndarray, out: np.ndarray, start: int
) -> None:
    """Write the OBJECTS features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    per_kind = 33
    values = np.zeros(per_kind, np.int64)
    for kind in range(3):
        labels, count, facts = kinds[kind], counts[kind], known[kind]
        inside, around = count_colors(grid, background, labels, count)
        ranks = rank_objects(facts, count)
        at = start + kind * per_kind
        for label in range(count + 1):
            fact, rank = facts[label], ranks[label]
            values[:] = 0
            values[14] = values[15] = values[25] = values[26] = NO_COLOR
            if label > 0:
                tall, wide = fact[HEIGHT], fact[WIDTH]
                values[0], values[1], values[2] = fact[SIZE], rank[0], rank[1]
                values[3], values[4], values[5] = tall, wide, tall * wide - fact[SIZE]
                values[6], values[7], values[8] = fact[HOLES], fact[BORDER], rank[2]
                values[9], values[10], values[11], values[12] = rank[3], rank[4], fact[FLAT], fact[UPRIGHT]
                for color in range(10):
                    values[13] += inside[label, color] > 0
                    values[27] += around[label, color] > 0
                values[14] = most_common(inside[label], NO_COLOR)
                values[15] = rare_color(inside[label])
                values[21], values[22], values[23], values[24] = rank[5], rank[6], rank[7], rank[8]
                values[25] = most_common(around[label], NO_COLOR)
                values[26] = values[25] if values[27] == 1 else NO_COLOR
                values[28], values[29], values[30] = max(tall, wide), min(tall, wide), fact[SIZE] % 2
                values[31], values[32] = tall == wide, wide > tall
            for index in range(per_kind):
                values[index] = clamped(values[index])
            for row in range(fact[TOP], fact[TOP] + fact[HEIGHT] if label else height):
                for col in range(fact[LEFT], fact[LEFT] + fact[WIDTH] if label else width):
                    if labels[row, col] != label:
                        continue
                    if label:
                        values[16], values[17] = row - fact[TOP], col - fact[LEFT]
                        values[18], values[19] = fact[HEIGHT] - 1 - values[16], fact[WIDTH] - 1 - values[17]
                        values[20] = min(min(values[16], values[17]), min(values[18], values[19]))
                    for index in range(per_kind):
                        out[at + index, row * width + col] = values[index]
                    for color in range(10):
                        if kind == ONE_COLOR_BY_SIDES:
                            out[start + 3 * per_kind + color, row * width + col] = around[label, color] > 0
                        elif kind == MIXED:
                            out[start + 3 * per_kind + 10 + color, row * width + col] = label and inside[label, color] > 0
