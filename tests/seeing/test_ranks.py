"""Comparisons of things, in worked examples; tests/seeing/test_attributes.py has them against slow versions."""

from __future__ import annotations

import numpy as np

from solver.seeing.ranks import contained, ranks_among


def test_ranks_are_among_their_kind():
    assert ranks_among(np.array([3, 5, 3, 9, 1]), np.array([0, 0, 1, 1, 0])).tolist() == [1, 0, 1, 0, 2]


def test_boxes_lie_in_larger_ones():
    top, left, height, width = np.array([[0, 0, 4, 4], [1, 1, 2, 2], [3, 3, 2, 2]]).T
    assert contained(top, left, height, width).tolist() == [[False] * 3, [True, False, False], [False] * 3]
