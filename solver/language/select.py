"""Choose parts by their scores. `pick_` chooses one part, the others choose a list."""

from __future__ import annotations

import numpy as np

from solver.jit import INTEGER, INTEGERS, compiled
from solver.language.registry import Indexes, Scores, op
from solver.seeing.parts import ascending

PICK_MAX, PICK_MIN, DROP_MAX, KEEP_MIN, DROP_MIN, SORT_ASCENDING, SORT_DESCENDING = range(7)


@compiled()
def _where(scores: np.ndarray, value: int, equal: bool) -> np.ndarray:
    """Indexes of the scores that equal a value, or of those that do not."""
    chosen = np.empty(scores.size, np.int64)
    count = 0
    for k in range(scores.size):
        if (scores[k] == value) == equal:
            chosen[count] = k
            count += 1
    return chosen[:count].copy()


@compiled()
def _extreme(scores: np.ndarray, largest: bool) -> int:
    """Index of the first largest or smallest score."""
    best = 0
    for k in range(1, scores.size):
        if (scores[k] > scores[best]) if largest else (scores[k] < scores[best]):
            best = k
    return best


@compiled(INTEGERS(INTEGERS, INTEGER))
def choose(scores: np.ndarray, rule: int) -> np.ndarray:
    """Indexes of the parts that one of the rules PICK_MAX to SORT_DESCENDING chooses by their scores, in order."""
    if rule <= PICK_MIN:
        return np.array([_extreme(scores, rule == PICK_MAX)])
    if rule == DROP_MAX:
        return _where(scores, scores[_extreme(scores, True)], False)
    if rule <= DROP_MIN:
        return _where(scores, scores[_extreme(scores, False)], rule == KEEP_MIN)
    return ascending(scores if rule == SORT_ASCENDING else -scores)


@op(cost=2, of=(choose, PICK_MAX))
def pick_max(scores: Scores) -> Indexes:
    """Choose the first part with the largest score.

    [1,3,3] -> [1]
    """


@op(cost=3, of=(choose, PICK_MIN))
def pick_min(scores: Scores) -> Indexes:
    """Choose the first part with the smallest score.

    [3,1,1] -> [1]
    """


@op(cost=3, of=(choose, KEEP_MIN))
def keep_min(scores: Scores) -> Indexes:
    """Keep the parts with the smallest score.

    [1,3,1] -> [0,2]
    """
