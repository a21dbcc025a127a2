"""The zones of objects cell by cell, and the colors that zones take, against slow versions."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.attributes import UNKNOWN
from solver.seeing.objects import objects_of
from solver.seeing.zones import MIXED, STAYS, ZONES, zone_colors, zones_of
from tests.naive import ALL_STEPS, EDGE_STEPS, components
from tests.seeing.grids import LIMITS, drawn, random_grids

CUTS = ("one-colored objects", "objects joined by corners", "empty regions", "one-colored regions")


def near(cell, steps=ALL_STEPS):
    return [(cell[0] + down, cell[1] + right) for down, right in steps]


def holes(mine, box):
    """The free cells of the box from which no way by sides leads out of it."""
    top, left, bottom, right = box
    wide = np.zeros((bottom - top + 3, right - left + 3), np.uint8)
    for row, col in mine:
        wide[row - top + 1, col - left + 1] = 1
    free = components(wide, lambda cell: wide[cell] == 0, EDGE_STEPS, False)
    return {(row + top - 1, col + left - 1) for part in free if (0, 0) not in part for row, col in part}


def owned(zone, mine, box, labels):
    """The cells that an object owns."""
    top, left, bottom, right = box
    boxed = {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
    return {
        "the cells": lambda: mine,
        "the holes": lambda: holes(mine, box),
        "the free cells of the box": lambda: boxed - mine,
        "the rim": lambda: {
            cell for cell in np.ndindex(labels.shape) if labels[cell] == 0 and any(other in mine for other in near(cell))
        },
        "the inner cells": lambda: {cell for cell in mine if all(other in mine for other in near(cell))},
        "the box": lambda: boxed,
        "the top row": lambda: {(row, col) for row, col in mine if row == top},
        "the bottom row": lambda: {(row, col) for row, col in mine if row == bottom},
        "the left column": lambda: {(row, col) for row, col in mine if col == left},
        "the right column": lambda: {(row, col) for row, col in mine if col == right},
        "the ring in the box": lambda: {
            (row, col) for row, col in boxed if min(row - top, bottom - row, col - left, right - col) == 1
        },
    }[zone]()


@pytest.mark.parametrize("zone", ZONES)
def test_zones_are_those_of_the_slow_version(zone):
    for grid in [*random_grids(30), *LIMITS]:
        for cut in CUTS:
            scene = objects_of(grid, cut)
            if scene is None:
                continue
            wanted = np.zeros(grid.shape, np.int16)
            for label in range(scene.count, 0, -1):
                rows, cols = np.nonzero(scene.labels == label)
                mine = set(zip(rows.tolist(), cols.tolist(), strict=True))
                for cell in owned(zone, mine, (rows.min(), cols.min(), rows.max(), cols.max()), scene.labels):
                    wanted[cell] = label
            assert zones_of(scene, zone).tolist() == wanted.tolist(), (grid, cut)


def test_colors_of_zones_before_and_after():
    before, after, zones = drawn("11220 33405"), drawn("11670 38405"), drawn("11223 44405")
    took, had = zone_colors(before, after, zones, 6)
    assert took.tolist() == [STAYS, MIXED, STAYS, MIXED, STAYS, UNKNOWN]
    assert had.tolist() == [1, 2, 0, MIXED, 5, UNKNOWN]


def test_cells_outside_of_zones_must_stay():
    assert zone_colors(drawn("10"), drawn("12"), drawn("10"), 1) is None
