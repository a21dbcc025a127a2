"""Columns of the table of objects, and the attributes made of them, against slow, obvious versions."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from solver.seeing.attributes import ATTRIBUTES, COLUMNS, ODD, ONLY_EQUALS, PLAIN, RANKED
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import objects_of
from tests.naive import ALL_STEPS, EDGE_STEPS, around, components
from tests.seeing.grids import random_grids

CUTS = ("one-colored objects", "objects joined by corners", "one-colored regions", "objects on the main color")


class Slow:
    """One object the slow way."""

    def __init__(self, objects, index):
        self.objects, self.cells = objects, [tuple(cell) for cell in np.argwhere(objects.labels == index + 1).tolist()]
        rows, cols = zip(*self.cells, strict=True)
        self.top, self.left, self.bottom, self.right = min(rows), min(cols), max(rows), max(cols)
        self.height, self.width = self.bottom - self.top + 1, self.right - self.left + 1
        self.box = np.full((self.height, self.width), -1)
        for row, col in self.cells:
            self.box[row - self.top, col - self.left] = objects.grid[row, col]
        self.colors = Counter(int(objects.grid[cell]) for cell in self.cells)

    @property
    def holes(self):
        wide = np.pad(self.box, 1, constant_values=-1)
        return [group for group in components(wide, lambda cell: wide[cell] == -1, EDGE_STEPS, False) if (0, 0) not in group]

    def touched(self, steps):
        grid = self.objects.grid
        pairs = [place for cell in self.cells for place in around(grid, cell, steps) if place not in self.cells]
        return [int(grid[place]) for place in pairs]

    @property
    def square(self):
        sides = range(1, min(self.height, self.width) + 1)
        places = [(row, col) for row in range(self.height) for col in range(self.width)]
        full = [side for side in sides for row, col in places if self.is_full(row, col, side)]
        return max(full)

    def is_full(self, row, col, side):
        part = self.box[row : row + side, col : col + side]
        return part.shape == (side, side) and (part >= 0).all()

    def same(self, *motions):
        return int(any(np.array_equal(MOTIONS[motion](self.box), self.box) for motion in motions))


def common(colors):
    """The most common one, the lowest on ties; -1 for none."""
    return min(colors, key=lambda color: (-colors[color], color)) if colors else -1


def only(colors):
    """The only one; -1 when there is none or are several."""
    return colors.pop() if len(colors) == 1 else -1


def second(one):
    return min(one.colors, key=lambda color: (one.colors[color], -color))


SLOW = {
    "size": lambda one: len(one.cells),
    "height": lambda one: one.height,
    "width": lambda one: one.width,
    "box area": lambda one: one.height * one.width,
    "free box cells": lambda one: one.height * one.width - len(one.cells),
    "hole count": lambda one: len(one.holes),
    "hole cells": lambda one: sum(map(len, one.holes)),
    "distance to top": lambda one: one.top,
    "distance to left": lambda one: one.left,
    "distance to bottom": lambda one: one.objects.grid.shape[0] - 1 - one.bottom,
    "distance to right": lambda one: one.objects.grid.shape[1] - 1 - one.right,
    "color count": lambda one: len(one.colors),
    "color": lambda one: common(one.colors),
    "second color": second,
    "touches the edge": lambda one: int(
        0 in (one.top, one.left) or one.bottom + 1 == one.objects.grid.shape[0] or one.right + 1 == one.objects.grid.shape[1]
    ),
    "is a rectangle": lambda one: int((one.box >= 0).all()),
    "is a square": lambda one: int(one.height == one.width),
    "has mirrored cols": lambda one: one.same("flip_cols"),
    "has mirrored rows": lambda one: one.same("flip_rows"),
    "has mirrored diagonal": lambda one: one.same("transpose", "transpose_other_diagonal"),
    "has half turn": lambda one: one.same("rotate_half"),
    "touching color": lambda one: common(Counter(color for color in one.touched(ALL_STEPS) if color != one.objects.free)),
    "only touching color": lambda one: (
        next(iter(set(one.touched(EDGE_STEPS)))) if len(set(one.touched(EDGE_STEPS))) == 1 else -1
    ),
    "largest square inside": lambda one: one.square,
    "end count": lambda one: sum(
        sum(place in one.cells for place in around(one.objects.grid, cell, EDGE_STEPS)) == 1 for cell in one.cells
    ),
    "cells of the second color": lambda one: one.colors[second(one)],
}
# What makes two objects equal in a column that holds keys.
KEYS = {
    "shape": lambda one: (one.box >= 0).tolist(),
    "pattern": lambda one: one.box.tolist(),
    "shape up to motion": lambda one: min((move(one.box) >= 0).tolist() for move in MOTIONS.values()),
}


def seen(count=12, seed=3):
    for grid in random_grids(count, seed=seed):
        for cut in CUTS:
            objects = objects_of(grid, cut)
            if objects.count:
                yield objects, [Slow(objects, index) for index in range(objects.count)]


def test_every_column_has_a_slow_version():
    assert set(SLOW) | set(KEYS) == set(COLUMNS)


@pytest.mark.parametrize("name", SLOW)
def test_columns_are_those_of_the_slow_version(name):
    for objects, slow in seen():
        assert objects.column(name).tolist() == [SLOW[name](one) for one in slow], objects.grid


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_equal_where_objects_are(name):
    for objects, slow in seen():
        keys, known = objects.column(name).tolist(), [KEYS[name](one) for one in slow]
        for one, other in zip(keys, known, strict=True):
            assert [key == one for key in keys] == [key == other for key in known], objects.grid


def place(order, *keys):
    ranked = sorted(range(len(keys[0])), key=lambda index: tuple(key[index] for key in keys))
    return [ranked.index(index) % order for index in range(len(keys[0]))]


def along(slow, order):
    """The place in the order of columns, or in that of rows where more of them are different."""
    lefts, tops = [one.left for one in slow], [one.top for one in slow]
    return place(order, lefts, tops) if len(set(lefts)) >= len(set(tops)) else place(order, tops, lefts)


def middle(*keys):
    return [int(2 * at + 1 == len(keys[0])) for at in place(len(keys[0]) + 1, *keys)]


def gap_ranks(slow):
    largest = max(slow, key=lambda one: len(one.cells), default=None)

    def gap(one):
        apart = [
            max(largest.top - one.bottom, one.top - largest.bottom, 0),
            max(largest.left - one.right, one.left - largest.right, 0),
        ]
        return sum(apart)

    gaps = sorted({gap(one) for one in slow})
    return [gaps.index(gap(one)) for one in slow]


def center_ranks(slow):
    def uneven(one):
        rows, cols = one.objects.grid.shape
        return abs(one.top - (rows - 1 - one.bottom)) + abs(one.left - (cols - 1 - one.right))

    away = sorted({uneven(one) for one in slow})
    return [away.index(uneven(one)) for one in slow]


def inside(one, other):
    """True when the box of one lies in the larger box of another."""
    is_in = other.top <= one.top and other.left <= one.left and other.bottom >= one.bottom and other.right >= one.right
    return is_in and other.height * other.width > one.height * one.width


def lying(one):
    return "high" if one.height > one.width else "wide" if one.width > one.height else "square"


def size_ranks(slow, kind):
    sizes = [{len(other.cells) for other in slow if kind(other) == kind(one)} for one in slow]
    return [sorted(mine, reverse=True).index(len(one.cells)) for one, mine in zip(slow, sizes, strict=True)]


def as_most(slow):
    kinds = [lying(one) for one in slow]
    lead = kinds.count("wide") - kinds.count("high")
    return [int(kind == ("wide" if lead > 0 else "high" if lead < 0 else "square")) for kind in kinds]


def of_corner_color(slow):
    def is_key(one):
        rows, cols = one.objects.grid.shape
        return len(one.cells) == 1 and one.top in (0, rows - 1) and one.left in (0, cols - 1)

    keys = {common(one.colors) for one in slow if is_key(one)}
    return [int(len(one.cells) > 1 and common(one.colors) in keys) for one in slow]


ODD_SLOW = {
    "size is odd": lambda slow: [len(one.cells) % 2 for one in slow],
    "height is odd": lambda slow: [one.height % 2 for one in slow],
    "width is odd": lambda slow: [one.width % 2 for one in slow],
    "is taller": lambda slow: [int(one.height > one.width) for one in slow],
    "row is odd": lambda slow: [one.top % 2 for one in slow],
    "col is odd": lambda slow: [one.left % 2 for one in slow],
    "is a line": lambda slow: [int(1 in (one.height, one.width)) for one in slow],
    "is a filled square": lambda slow: [int(one.height == one.width and (one.box >= 0).all()) for one in slow],
    "place from the left, modulo 2": lambda slow: place(2, [one.left for one in slow], [one.top for one in slow]),
    "place from the left, modulo 3": lambda slow: place(3, [one.left for one in slow], [one.top for one in slow]),
    "place from the top, modulo 2": lambda slow: place(2, [one.top for one in slow], [one.left for one in slow]),
    "place from the top, modulo 3": lambda slow: place(3, [one.top for one in slow], [one.left for one in slow]),
    "place along the line, modulo 3": lambda slow: along(slow, 3),
    "is in the middle from the left": lambda slow: middle([one.left for one in slow], [one.top for one in slow]),
    "is in the middle from the top": lambda slow: middle([one.top for one in slow], [one.left for one in slow]),
    "rank by the gap to the largest": lambda slow: gap_ranks(slow),
    "rank by the distance to the center": lambda slow: center_ranks(slow),
    "size rank in its color": lambda slow: size_ranks(slow, lambda one: common(one.colors)),
    "size rank among those that lie as it does": lambda slow: size_ranks(slow, lying),
    "lies as most do": lambda slow: as_most(slow),
    "has the color of a corner": lambda slow: of_corner_color(slow),
    "lies in the box of another": lambda slow: [int(any(inside(one, other) for other in slow)) for one in slow],
    "boxes in its box": lambda slow: [sum(inside(other, one) for other in slow) for one in slow],
}


def expected(name, objects, slow):
    """What an attribute should be, by its name."""
    if name in PLAIN:
        return objects.column(name).tolist()
    if name in ODD_SLOW:
        return ODD_SLOW[name](slow)
    if name.startswith("number of equal "):
        values = objects.column(name.removeprefix("number of equal ")).tolist()
        return [values.count(value) for value in values]
    column, from_below = name.removesuffix(" from below").removesuffix(" rank"), name.endswith("from below")
    if column in ONLY_EQUALS:
        return [0] * len(slow)
    values = objects.column(column).tolist()
    return [sorted(set(values), reverse=not from_below).index(value) for value in values]


def test_every_odd_attribute_has_a_slow_version():
    assert set(ODD_SLOW) == set(ODD) and len(ATTRIBUTES) == len(PLAIN) + 3 * len(RANKED) + len(ODD)


@pytest.mark.parametrize("at", range(len(ATTRIBUTES)), ids=[attribute.name for attribute in ATTRIBUTES])
def test_attributes_are_bound_to_their_names(at):
    for objects, slow in seen(5, seed=8):
        assert objects.attributes[:, at].tolist() == expected(ATTRIBUTES[at].name, objects, slow), objects.grid
