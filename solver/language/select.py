"""Choose parts by their scores. `pick_` chooses one part, the others choose a list."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled
from solver.language.registry import Indexes, Scores, op
from solver.seeing.parts import ascending


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


@op(cost=2)
def pick_max(scores: Scores) -> Indexes:
    """Choose the first part with the largest score.

    [1,3,3] -> [1]
    """
    return _only(_extreme(scores, True))


@op(cost=3)
def pick_min(scores: Scores) -> Indexes:
    """Choose the first part with the smallest score.

    [3,1,1] -> [1]
    """
    return _only(_extreme(scores, False))


@op(cost=3)
def pick_odd_one_out(scores: Scores) -> Indexes:
    """Choose the only part whose score no other part has; cannot when there are several or none.

    [3,1,3] -> [1]

    [3,1,2] -> nothing
    """
    found = -1
    for k in range(scores.size):
        alone = True
        for other in range(scores.size):
            if other != k and scores[other] == scores[k]:
                alone = False
                break
        if alone:
            if found >= 0:
                return _only(-1)
            found = k
    return _only(found if scores.size > 1 else -1)


@op(cost=5)
def pick_most_common(scores: Scores) -> Indexes:
    """Choose the first part whose score is the most common one.

    [3,1,2,1] -> [1]
    """
    best, best_count = 0, 0
    for k in range(scores.size):
        count = 0
        for other in range(scores.size):
            if scores[other] == scores[k]:
                count += 1
        if count > best_count:
            best, best_count = k, count
    return _only(best)


@op(cost=6)
def pick_middle(scores: Scores) -> Indexes:
    """Choose the part in the middle of the sorted list; cannot when the number of parts is even.

    [3,1,2] -> [2]
    """
    if scores.size % 2 == 0 or scores.size < 3:
        return _only(-1)
    return _only(ascending(scores)[scores.size // 2])


@op(cost=6)
def pick_second(scores: Scores) -> Indexes:
    """Choose the part with the second largest score.

    [3,1,2] -> [2]
    """
    if scores.size < 2:
        return _only(-1)
    return _only(ascending(-scores)[1])


@op(cost=3)
def keep_max(scores: Scores) -> Indexes:
    """Keep the parts with the largest score.

    [1,3,3] -> [1,2]
    """
    return _where(scores, scores[_extreme(scores, True)], True)


@op(cost=3)
def drop_max(scores: Scores) -> Indexes:
    """Drop the parts with the largest score.

    [1,3,3] -> [0]
    """
    return _where(scores, scores[_extreme(scores, True)], False)


@op(cost=3)
def keep_min(scores: Scores) -> Indexes:
    """Keep the parts with the smallest score.

    [1,3,1] -> [0,2]
    """
    return _where(scores, scores[_extreme(scores, False)], True)


@op(cost=3)
def drop_min(scores: Scores) -> Indexes:
    """Drop the parts with the smallest score.

    [1,3,1] -> [1]
    """
    return _where(scores, scores[_extreme(scores, False)], False)


@op(cost=5)
def keep_zero(scores: Scores) -> Indexes:
    """Keep the parts with score 0.

    [0,3,0] -> [0,2]
    """
    return _where(scores, 0, True)


@op(cost=5)
def drop_zero(scores: Scores) -> Indexes:
    """Drop the parts with score 0.

    [0,3,1] -> [1,2]
    """
    return _where(scores, 0, False)


@op(cost=5)
def drop_odd_one_out(scores: Scores) -> Indexes:
    """Drop the parts whose score no other part has.

    [3,1,3] -> [0,2]
    """
    chosen = np.empty(scores.size, np.int64)
    count = 0
    for k in range(scores.size):
        for other in range(scores.size):
            if other != k and scores[other] == scores[k]:
                chosen[count] = k
                count += 1
                break
    return chosen[:count].copy()


@op(cost=4)
def sort_ascending(scores: Scores) -> Indexes:
    """Put the parts in ascending order, equal ones in their old order.

    [3,1,2] -> [1,2,0]
    """
    return ascending(scores)


@op(cost=4)
def sort_descending(scores: Scores) -> Indexes:
    """Put the parts in descending order, equal ones in their old order.

    [3,1,3] -> [0,2,1]
    """
    return ascending(-scores)
