"""Attributes of parts against slow, obvious versions."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from solver.jit import Placed
from solver.seeing import part_attributes
from solver.seeing.part_attributes import measure
from tests.naive import ALL_STEPS, EDGE_STEPS, components
from tests.pictures import as_parts
from tests.seeing.grids import drawn, random_grids


def colors_of(grid):
    return Counter(color for color in grid.ravel().tolist() if color)


def main_of(grid):
    """The most common color that is not 0, the lowest on ties; 0 when there is none."""
    colors = colors_of(grid)
    return min(colors, key=lambda color: (-colors[color], color), default=0)


def holes_of(grid):
    wide = np.pad(grid, 1)
    areas = components(wide, lambda cell: wide[cell] == 0, EDGE_STEPS, False)
    return [area for area in areas if (0, 0) not in area]


def pieces_of(grid):
    return components(grid, lambda cell: grid[cell] != 0, ALL_STEPS, True)


def symmetries(grid):
    return sum(np.array_equal(grid, moved) for moved in (grid[::-1], grid[:, ::-1], grid.T, grid[::-1, ::-1].T))


SLOW = {  # what an attribute is of one part, placed at a row and a column
    "AREA": lambda grid, row, col: grid.size,
    "HEIGHT": lambda grid, row, col: len(grid),
    "WIDTH": lambda grid, row, col: len(grid[0]),
    "TOP": lambda grid, row, col: row,
    "LEFT": lambda grid, row, col: col,
    "BOTTOM": lambda grid, row, col: row + len(grid),
    "RIGHT": lambda grid, row, col: col + len(grid[0]),
    "CELLS": lambda grid, row, col: colors_of(grid).total(),
    "COLORS": lambda grid, row, col: len(colors_of(grid)),
    "MAIN_COLOR": lambda grid, row, col: main_of(grid),
    "RARE_CELLS": lambda grid, row, col: colors_of(grid).total() - colors_of(grid)[main_of(grid)],
    "SYMMETRY": lambda grid, row, col: symmetries(grid),
    "HOLES": lambda grid, row, col: len(holes_of(grid)),
    "ONE_COLOR_PIECES": lambda grid, row, col: len(pieces_of(grid)),
}
ALIKE = {  # when two parts are alike
    "SAME_SHAPES": lambda one, other: np.array_equal(one != 0, other != 0),
    "SAME_PARTS": np.array_equal,
    "SAME_COLORS": lambda one, other: main_of(one) == main_of(other),
}
GRIDS = [*random_grids(40, side=5, colors=3), drawn("111 101 111"), drawn("111 101 111"), drawn("222 202 222"), drawn("00 00")]
PLACES = [(index % 7, index % 5) for index in range(len(GRIDS))]
PARTS = as_parts([Placed(grid, *place) for grid, place in zip(GRIDS, PLACES, strict=True)])


def test_every_attribute_has_a_slow_version():
    numbers = {getattr(part_attributes, name) for name in [*SLOW, *ALIKE]}
    assert numbers == set(range(part_attributes.SAME_COLORS + 1))


@pytest.mark.parametrize("name", SLOW)
def test_attributes_are_those_of_the_slow_version(name):
    expected = [SLOW[name](grid, *place) for grid, place in zip(GRIDS, PLACES, strict=True)]
    assert measure(PARTS, getattr(part_attributes, name)).tolist() == expected and len(set(expected)) > 1


@pytest.mark.parametrize("name", ALIKE)
def test_parts_that_are_alike_are_counted(name):
    expected = [sum(ALIKE[name](one, other) for other in GRIDS) - 1 for one in GRIDS]
    assert measure(PARTS, getattr(part_attributes, name)).tolist() == expected and len(set(expected)) > 1
