"""Every measure of parts against a slow, obvious version."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from solver.seeing.measures import MEASURE_COST, flat_parts, measured
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import objects_of
from tests.naive import ALL_STEPS, EDGE_STEPS, components
from tests.seeing.grids import random_grids

CUTS = ("objects joined by corners", "one-colored objects", "one-colored regions", "colors", "panels", "quarters")


def colored(part):
    return part.cells[part.cells > 0].tolist()


def main(part):
    counts = Counter(colored(part))
    return min(counts, key=lambda color: (-counts[color], color)) if counts else 0


def holes(part):
    wide = np.pad(part.cells, 1)
    return len(components(wide, lambda cell: wide[cell] == 0, EDGE_STEPS, False)) - 1


def shape(part):
    return (part.cells > 0).tolist()


def others(parts, key):
    return [sum(key(part) == key(other) for other in parts) - 1 for part in parts]


def center_distance(part, grid):
    down, right = 2 * part.row + part.mask.shape[0] - grid.shape[0], 2 * part.col + part.mask.shape[1] - grid.shape[1]
    return down**2 + right**2


def is_at_edge(part, grid):
    return 0 in (
        part.row,
        part.col,
        part.row + part.mask.shape[0] - grid.shape[0],
        part.col + part.mask.shape[1] - grid.shape[1],
    )


def is_mirrored(part, motion):
    return np.array_equal(MOTIONS[motion](part.cells), part.cells)


ONE = {
    "cells": lambda part: len(colored(part)),
    "area": lambda part: part.mask.size,
    "colors": lambda part: len(set(colored(part))),
    "height": lambda part: part.mask.shape[0],
    "width": lambda part: part.mask.shape[1],
    "row": lambda part: part.row,
    "column": lambda part: part.col,
    "last row": lambda part: part.row + part.mask.shape[0],
    "last column": lambda part: part.col + part.mask.shape[1],
    "main color": main,
    "cells of other colors": lambda part: len(colored(part)) - colored(part).count(main(part)),
    "holes": holes,
    "objects inside": lambda part: len(components(part.cells, lambda cell: part.cells[cell] > 0, ALL_STEPS, True)),
    "mirrored cols": lambda part: is_mirrored(part, "flip_cols"),
    "mirrored rows": lambda part: is_mirrored(part, "flip_rows"),
    "symmetry": lambda part: is_mirrored(part, "flip_cols") or is_mirrored(part, "flip_rows"),
    "fullness": lambda part: part.mask.all(),
    "squareness": lambda part: -abs(part.mask.shape[0] - part.mask.shape[1]),
} | {f"cells of color {color}": lambda part, color=color: colored(part).count(color) for color in range(1, 10)}
ALL = {
    "copies": lambda parts, grid: others(parts, lambda part: part.cells.tolist()),
    "copies of its shape": lambda parts, grid: others(parts, shape),
    "copies of its shape, turned": lambda parts, grid: [
        1 + count for count in others(parts, lambda part: min((move(part.cells) > 0).tolist() for move in MOTIONS.values()))
    ],
    "parts of its color": lambda parts, grid: others(parts, main),
    "cells of its color in the grid": lambda parts, grid: [int((grid == main(part)).sum()) for part in parts],
    "distance to the center": lambda parts, grid: [center_distance(part, grid) for part in parts],
    "touches the edge": lambda parts, grid: [is_at_edge(part, grid) for part in parts],
}


def seen():
    for grid in random_grids(25, seed=5):
        for cut in CUTS:
            objects = objects_of(grid, cut)
            if objects is not None and objects.count:
                yield objects.parts, grid


def test_every_measure_has_a_slow_version():
    assert set(ONE) | set(ALL) == set(MEASURE_COST)


@pytest.mark.parametrize("name", MEASURE_COST)
def test_measures_are_those_of_the_slow_version(name):
    for parts, grid in seen():
        slow = [ONE[name](part) for part in parts] if name in ONE else ALL[name](parts, grid)
        assert measured(parts, grid)[name] == slow, grid


def test_flat_parts_are_the_parts_one_after_the_other():
    parts = objects_of(np.array([[1, 1, 0], [0, 0, 2]], np.uint8), "one-colored objects").parts
    flat = flat_parts(parts)
    assert flat.cells.tolist() == [1, 1, 2] and flat.starts.tolist() == [0, 2]
    assert flat.rows.tolist() == [0, 1] and flat.cols.tolist() == [0, 2] and flat.widths.tolist() == [2, 1]
