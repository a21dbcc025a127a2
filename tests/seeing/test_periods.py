"""Drawings that repeat themselves, against every shift there is."""

import numpy as np
import pytest

from solver.seeing.periods import FREE, copies_of, is_of_kind, own_shift

KINDS = ("rows", "columns", "slanting", "any")


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
            common = sum(one != FREE for one, _ in pairs)
            if all(one == other for one, other in pairs) and common >= max(1, (drawing != FREE).sum() / 4):
                found[down, right] = common
    return found


@pytest.mark.parametrize(
    ("shift", "kinds"), [((0, 2), ("rows", "any")), ((3, 0), ("columns", "any")), ((1, -1), ("slanting", "any"))]
)
def test_kinds_of_shifts(shift, kinds):
    assert tuple(kind for kind in KINDS if is_of_kind(shift, kind)) == kinds


@pytest.mark.parametrize("kind", KINDS)
def test_the_own_shift_maps_most_cells(kind):
    random = np.random.default_rng(5)
    for _ in range(60):
        tile = random.choice((1, 2, FREE), random.integers(1, 4, 2)).astype(np.uint8)
        drawing = np.tile(tile, random.integers(1, 4, 2))
        shifts = {shift: common for shift, common in agreeing(drawing).items() if is_of_kind(shift, kind)}
        found = own_shift(drawing, kind)
        assert (found in shifts and shifts[found] == max(shifts.values())) if shifts else found is None


def test_copies_go_on_until_they_leave_the_canvas():
    drawing = np.array([[1, FREE], [2, 3]], np.uint8)
    copies = [[one.tolist() for one in copy] for copy in copies_of(drawing, (0, 1), (1, 2), (4, 6), 1)]
    assert copies == [[[1, 2, 2], [3, 3, 4], [1, 2, 3]], [[2, 3], [5, 5], [1, 2]]]
    assert [colors.tolist() for _, _, colors in copies_of(drawing, (1, 2), (1, 2), (4, 6), -1)] == [[1, 2, 3]]
