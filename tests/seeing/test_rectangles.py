"""Rectangles of one color against all rectangles there are."""

from itertools import product

import numpy as np
import pytest

from solver.seeing.rectangles import cluster_boxes, maximal_rectangles, windows_of_size, without_overlaps

RANDOM = np.random.default_rng(3)
MASKS = [RANDOM.random(RANDOM.integers(1, 8, 2)) < share for share in (0.5, 0.7, 0.9, 1.0) for _ in range(12)]


def rectangles(mask):
    """Every rectangle of True cells: top, left, height, width."""
    height, width = mask.shape
    for top, left in product(range(height), range(width)):
        for high, wide in product(range(1, height - top + 1), range(1, width - left + 1)):
            if mask[top : top + high, left : left + wide].all():
                yield top, left, high, wide


def holds(one, other):
    """True when one rectangle lies in another one that is larger."""
    (top, left, high, wide), (t, c, h, w) = one, other
    return one != other and t <= top and c <= left and t + h >= top + high and c + w >= left + wide


@pytest.mark.parametrize("least_side", [1, 2, 3])
def test_maximal_rectangles_are_those_that_no_larger_one_holds(least_side):
    for mask in MASKS:
        every = list(rectangles(mask))
        kept = [one for one in every if min(one[2:]) >= least_side and not any(holds(one, other) for other in every)]
        found = maximal_rectangles(mask, least_side)
        assert sorted(found) == sorted(kept) and len(set(found)) == len(found)


def test_too_many_rectangles_are_none():
    board = np.indices((6, 6)).sum(axis=0) % 2 == 0
    assert len(maximal_rectangles(board, most=18)) == 18
    assert maximal_rectangles(board, most=17) is None


@pytest.mark.parametrize(("high", "wide"), [(1, 1), (2, 1), (1, 3), (2, 2), (3, 3), (9, 1)])
def test_windows_are_the_rectangles_of_a_size(high, wide):
    for mask in MASKS:
        assert windows_of_size(mask, high, wide) == [one for one in rectangles(mask) if one[2:] == (high, wide)]


def test_those_that_overlap_an_earlier_one_are_left_out():
    boxes = [(0, 0, 2, 2), (1, 1, 2, 2), (0, 2, 1, 1), (2, 0, 1, 5), (2, 4, 1, 1), (9, 9, 1, 1)]
    assert without_overlaps(boxes) == [(0, 0, 2, 2), (0, 2, 1, 1), (2, 0, 1, 5), (9, 9, 1, 1)]


def test_clusters_join_over_gaps_up_to_their_reach():
    mask = np.array([[1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]], bool)
    assert cluster_boxes(mask, 1) == [(0, 0, 1, 1), (0, 2, 1, 1), (1, 5, 1, 1), (3, 1, 1, 1)]
    assert cluster_boxes(mask, 2) == [(0, 0, 1, 3), (1, 5, 1, 1), (3, 1, 1, 1)]
    assert cluster_boxes(mask, 3) == [(0, 0, 4, 6)]
    assert cluster_boxes(mask, 1, most=3) is None
    assert cluster_boxes(np.zeros((2, 2), bool), 1) == []
