"""Choose a part by its score."""

from __future__ import annotations

import numpy as np

from solver.jit import INTEGER, INTEGERS, compiled
from solver.language.registry import Index, Scores, op

SMALLEST, LARGEST = -1, 1


@compiled(INTEGER(INTEGERS, INTEGER))
def choose(scores: np.ndarray, sign: int) -> int:
    """Index of the first score that is the LARGEST, or the SMALLEST."""
    return int(np.argmax(scores * sign))


@op(cost=2, of=(choose, LARGEST))
def pick_max(scores: Scores) -> Index:
    """Choose the first part with the largest score.

    [1,3,3] -> [1]
    """


@op(cost=3, of=(choose, SMALLEST))
def pick_min(scores: Scores) -> Index:
    """Choose the first part with the smallest score.

    [3,1,1] -> [1]
    """
