"""Drawings that repeat themselves, against every shift there is."""

import numpy as np
import pytest

from solver.seeing.boxes import NO_CELL
from solver.seeing.periods import KINDS, own_shift


def agreeing(drawing):
    """For every shift that maps a drawing on itself where both boxes lie: how many cells it maps."""
    height, width = drawing.shape
    found = {}
    for down in range(height):
        for right in range(1 - width if down else 1, width):
            pairs = [
                (drawing[row, col], drawing[row + down, col + right])
                for row in range(height - down)
                for col in range(max(0, -right), width - max(0, right))
            ]
            common = sum(one != NO_CELL for one, _ in pairs)
            if all(one == other for one, other in pairs) and common >= max(1, (drawing != NO_CELL).sum() / 4):
                found[down, right] = common
    return found


@pytest.mark.parametrize(
    ("shift", "kinds"), [((0, 2), {"rows", "any"}), ((3, 0), {"columns", "any"}), ((1, -1), {"slanting", "any"})]
)
def test_kinds_of_shifts(shift, kinds):
    assert {kind for kind, is_of_kind in KINDS.items() if is_of_kind(*shift)} == kinds


@pytest.mark.parametrize("kind", KINDS)
def test_the_own_shift_maps_most_cells(kind):
    random = np.random.default_rng(5)
    for _ in range(60):
        tile = random.choice((1, 2, NO_CELL), random.integers(1, 4, 2)).astype(np.uint8)
        drawing = np.tile(tile, random.integers(1, 4, 2))
        shifts = {shift: common for shift, common in agreeing(drawing).items() if KINDS[kind](*shift)}
        found = own_shift(drawing, kind)
        assert (found in shifts and shifts[found] == max(shifts.values())) if shifts else found is None
