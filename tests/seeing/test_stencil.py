"""Classes of cells around a box: pictures of the classes, and drawings that look_around and draw_around agree on."""

import numpy as np
import pytest

from solver.seeing.stencil import (
    ALL_SIDES,
    BLANK,
    CHANGED,
    COUNT,
    FAR,
    HIGH,
    LOW,
    NEAR,
    NEAR_MIDDLE,
    ONLY,
    OWN,
    PLACE,
    RINGS,
    SCHEMES,
    SECOND,
    SECOND_LINES,
    SECOND_RINGS,
    SIDE,
    class_of,
    distances,
    draw_around,
    look_around,
    pair_of,
    seen_from,
)
from tests.seeing.grids import drawn

CLASSES = SIDE * SIDE


def box(top, left, height, width, motion=0, colors=(0, 0)):
    return np.array([top, left, height, width, motion, *colors], np.int64)


@pytest.mark.parametrize(
    ("scheme", "extent", "classes"),
    [
        (NEAR, 3, [5, 6, 7, 8, 10, 12, 13]),
        (NEAR, 1, [5, 6, 11, 12, 13]),
        (NEAR_MIDDLE, 3, [5, 6, 7, 9, 10, 12, 13]),
        (NEAR_MIDDLE, 4, [5, 6, 7, 8, 8, 10, 12, 13]),
        (FAR, 2, [6, 6, 7, 10, 12, 12]),
        (SECOND_LINES, 3, [5, 6, 7, 8, 7, 12, 13]),
        (PLACE, 2, [4, 5, 6, 7, 8, 9]),
        (ALL_SIDES, 3, [5, 6, 7, 9, 7, 6, 5]),
    ],
)
def test_classes_of_lines_from_two_before_a_box_to_two_behind(scheme, extent, classes):
    found = [class_of(offset, extent, 0, scheme) for offset in range(-2, extent + 2)]
    assert found == classes
    assert [class_of(offset, extent, 1, scheme) for offset in range(-2, extent + 2)] == found[::-1]


def test_what_is_too_far_has_no_class():
    assert class_of(-8, 3, 0, NEAR) == class_of(10, 3, 0, NEAR) == class_of(14, 3, 0, PLACE) == -1
    assert pair_of(0, 0, box(9, 9, 2, 2), NEAR, NEAR) == -1
    assert pair_of(1, 3, box(2, 2, 3, 3), NEAR, NEAR) == SIDE * 6 + 8


@pytest.mark.parametrize("motion", range(8))
def test_a_box_that_is_turned_sees_what_the_other_sees_in_a_turned_grid(motion):
    """1 exchanges rows and columns, 2 reverses the rows then, 4 the columns."""
    high, wide = 3, 4
    for row in range(-3, high + 3):
        for col in range(-3, wide + 3):
            down, right, tall, broad = (col, row, wide, high) if motion & 1 else (row, col, high, wide)
            down = tall - 1 - down if motion & 2 else down
            right = broad - 1 - right if motion & 4 else right
            seen = pair_of(row + 5, col + 6, box(5, 6, high, wide, motion), NEAR, NEAR_MIDDLE)
            assert seen == pair_of(down + 5, right + 6, box(5, 6, tall, broad), NEAR, NEAR_MIDDLE)


def test_rings_are_counted_from_the_border_inwards_and_outwards():
    rings = [[pair_of(row, col, box(1, 1, 5, 5), RINGS, RINGS) // SIDE - 10 for col in range(7)] for row in range(7)]
    assert rings[0] == [-1] * 7 and rings[1] == [-1, 0, 0, 0, 0, 0, -1]
    assert rings[2] == [-1, 0, 1, 1, 1, 0, -1] and rings[3] == [-1, 0, 1, 2, 1, 0, -1]
    second = [pair_of(3, col, box(1, 1, 5, 5), SECOND_RINGS, RINGS) // SIDE for col in range(7)]
    assert second == [1, 2, 3, 2, 3, 2, 1]


def test_a_frame_around_every_object_is_seen_and_drawn_again():
    before = drawn("000000 010000 000000 000022 000022 000000")
    after = drawn("333000 313000 333333 000322 000322 000333")
    boxes = np.array([box(1, 1, 1, 1, 0, (1, 0)), box(3, 4, 2, 2, 0, (2, 0))])
    stats = np.zeros((2, 2, 4, CLASSES), np.uint8)
    look_around(before, after, 0, boxes, NEAR, NEAR, stats)
    corner = 6 * SIDE + 6  # one row above, one column before
    assert stats[:, 1, LOW, corner].tolist() == stats[:, 1, HIGH, corner].tolist() == [3, 3]
    assert stats[:, 1, COUNT, corner].tolist() == stats[:, 1, CHANGED, corner].tolist() == [1, 1]
    inside = ONLY * SIDE + ONLY
    assert stats[0, :, COUNT, inside].tolist() == [1, 0] and stats[0, 0, LOW, inside] == 1
    colors = np.full(CLASSES, BLANK, np.int64)
    near = (6, 12)  # the line before and the line behind
    for one in (*near, 7, 8, 10, 11):
        for other in (*near, 7, 8, 10, 11):
            if one in near or other in near:
                colors[one * SIDE + other] = 3
    out = before.copy()
    draw_around(before, 0, boxes, NEAR, NEAR, colors, 0, out)
    assert np.array_equal(out, after)


def test_the_colors_of_the_object_and_what_is_drawn_over():
    grid = drawn("0500 0000 0010")
    boxes = np.array([box(2, 2, 1, 1, 0, (1, 6))])
    colors = np.full(CLASSES, BLANK, np.int64)
    colors[6 * SIDE + ONLY], colors[5 * SIDE + 6] = SECOND, OWN
    for is_over, cell in ((0, 5), (1, 1)):
        out = grid.copy()
        draw_around(grid, 0, boxes, NEAR, NEAR, colors, is_over, out)
        assert np.array_equal(out, drawn(f"0{cell}00 0060 0010"))


def test_every_scheme_has_a_name_and_classes_within_the_table():
    for scheme in range(len(SCHEMES)):
        pairs = {pair_of(row, col, box(12, 12, 4, 5), scheme, scheme) for row in range(30) for col in range(30)}
        assert max(pairs) < CLASSES and min(pairs) >= -1 and len(pairs) > 3


@pytest.mark.parametrize("scheme", [scheme for scheme in range(len(SCHEMES)) if scheme != PLACE])
def test_distances_say_how_far_the_nearest_cell_of_a_class_lies(scheme):
    nearest = np.full(CLASSES + 1, 99)  # the last is for cells without a class
    for row in range(30):
        for col in range(30):
            pair = pair_of(row, col, box(13, 13, 5, 5), scheme, scheme)
            far = max(13 - row, row - 17, 13 - col, col - 17, 0)
            nearest[pair] = min(nearest[pair], far)
    nearest = nearest[:-1]
    seen = nearest < 99
    most = 1 if scheme in (SECOND_LINES, SECOND_RINGS) else 30
    assert (np.minimum(distances(scheme, scheme), most)[seen] == np.minimum(nearest, most)[seen]).all()


@pytest.mark.parametrize(("row_scheme", "col_scheme", "near"), [(NEAR, NEAR_MIDDLE, 10), (NEAR, FAR, 30), (PLACE, PLACE, 30)])
def test_no_cell_beyond_what_is_seen_has_a_class(row_scheme, col_scheme, near):
    box = np.array([40, 50, 3, 4, 0, 0, 0])
    top, left, bottom, right = seen_from(box, row_scheme, col_scheme)
    assert (top, left, bottom, right) == (40 - near, 50 - near, 43 + near, 54 + near)
    inside = [pair_of(row, col, box, row_scheme, col_scheme) for row in range(top, bottom) for col in range(left, right)]
    ring = [(row, col) for row in range(top - 5, bottom + 5) for col in (left - 1, right)]
    assert max(inside) >= 0
    if near == 10:
        assert all(pair_of(row, col, box, row_scheme, col_scheme) == -1 for row, col in ring)
