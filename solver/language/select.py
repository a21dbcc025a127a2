"""Choose parts by their scores. `pick_` chooses one part, the others choose a list."""

from __future__ import annotations

import numpy as np

from solver.jit import INTEGER, INTEGERS, compiled
from solver.language.registry import Indexes, Scores, op
from solver.seeing.parts import ascending

PICK_MAX, PICK_MIN, PICK_ODD, PICK_COMMON, PICK_MIDDLE, PICK_SECOND = range(6)
KEEP_MAX, DROP_MAX, KEEP_MIN, DROP_MIN, KEEP_ZERO, DROP_ZERO, DROP_ODD, SORT_ASCENDING, SORT_DESCENDING = range(6, 15)


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


@compiled()
def _only(index: int) -> np.ndarray:
    """A list of one index; empty when it is negative."""
    out = np.empty(1 if index >= 0 else 0, np.int64)
    if index >= 0:
        out[0] = index
    return out


@compiled()
def _how_often(scores: np.ndarray) -> np.ndarray:
    """How many scores equal each, itself included (int64)."""
    counts = np.zeros(scores.size, np.int64)
    for k in range(scores.size):
        for other in range(scores.size):
            counts[k] += scores[other] == scores[k]
    return counts


@compiled()
def _odd_one_out(counts: np.ndarray) -> int:
    """Index of the only score that no other equals; -1 when there are several or none."""
    found = -1
    for k in range(counts.size):
        if counts[k] == 1:
            if found >= 0:
                return -1
            found = k
    return found if counts.size > 1 else -1


@compiled(INTEGERS(INTEGERS, INTEGER))
def choose(scores: np.ndarray, rule: int) -> np.ndarray:
    """Indexes of the parts that one of the rules PICK_MAX to SORT_DESCENDING chooses by their scores, in order."""
    if rule <= PICK_MIN:
        return _only(_extreme(scores, rule == PICK_MAX))
    if rule == PICK_ODD:
        return _only(_odd_one_out(_how_often(scores)))
    if rule == PICK_COMMON:
        return _only(_extreme(_how_often(scores), True))
    if rule == PICK_MIDDLE:
        return _only(ascending(scores)[scores.size // 2] if scores.size % 2 == 1 and scores.size >= 3 else -1)
    if rule == PICK_SECOND:
        return _only(ascending(-scores)[1] if scores.size >= 2 else -1)
    if rule <= DROP_MAX:
        return _where(scores, scores[_extreme(scores, True)], rule == KEEP_MAX)
    if rule <= DROP_MIN:
        return _where(scores, scores[_extreme(scores, False)], rule == KEEP_MIN)
    if rule <= DROP_ZERO:
        return _where(scores, 0, rule == KEEP_ZERO)
    if rule == DROP_ODD:
        return _where(_how_often(scores), 1, False)
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


@op(cost=3, of=(choose, PICK_ODD))
def pick_odd_one_out(scores: Scores) -> Indexes:
    """Choose the only part whose score no other part has; cannot when there are several or none.

    [3,1,3] -> [1]

    [3,1,2] -> nothing
    """


@op(cost=5, of=(choose, PICK_COMMON))
def pick_most_common(scores: Scores) -> Indexes:
    """Choose the first part whose score is the most common one.

    [3,1,2,1] -> [1]
    """


@op(cost=6, of=(choose, PICK_MIDDLE))
def pick_middle(scores: Scores) -> Indexes:
    """Choose the part in the middle of the sorted list; cannot when the number of parts is even.

    [3,1,2] -> [2]
    """


@op(cost=6, of=(choose, PICK_SECOND))
def pick_second(scores: Scores) -> Indexes:
    """Choose the part with the second largest score.

    [3,1,2] -> [2]
    """


@op(cost=3, of=(choose, KEEP_MAX))
def keep_max(scores: Scores) -> Indexes:
    """Keep the parts with the largest score.

    [1,3,3] -> [1,2]
    """


@op(cost=3, of=(choose, DROP_MAX))
def drop_max(scores: Scores) -> Indexes:
    """Drop the parts with the largest score.

    [1,3,3] -> [0]
    """


@op(cost=3, of=(choose, KEEP_MIN))
def keep_min(scores: Scores) -> Indexes:
    """Keep the parts with the smallest score.

    [1,3,1] -> [0,2]
    """


@op(cost=3, of=(choose, DROP_MIN))
def drop_min(scores: Scores) -> Indexes:
    """Drop the parts with the smallest score.

    [1,3,1] -> [1]
    """


@op(cost=5, of=(choose, KEEP_ZERO))
def keep_zero(scores: Scores) -> Indexes:
    """Keep the parts with score 0.

    [0,3,0] -> [0,2]
    """


@op(cost=5, of=(choose, DROP_ZERO))
def drop_zero(scores: Scores) -> Indexes:
    """Drop the parts with score 0.

    [0,3,1] -> [1,2]
    """


@op(cost=5, of=(choose, DROP_ODD))
def drop_odd_one_out(scores: Scores) -> Indexes:
    """Drop the parts whose score no other part has.

    [3,1,3] -> [0,2]
    """


@op(cost=4, of=(choose, SORT_ASCENDING))
def sort_ascending(scores: Scores) -> Indexes:
    """Put the parts in ascending order, equal ones in their old order.

    [3,1,2] -> [1,2,0]
    """


@op(cost=4, of=(choose, SORT_DESCENDING))
def sort_descending(scores: Scores) -> Indexes:
    """Put the parts in descending order, equal ones in their old order.

    [3,1,3] -> [0,2,1]
    """
