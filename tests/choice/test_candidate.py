"""Ranking and the choice of two attempts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.choice.candidate import WEIGHT, Candidate, badness, choose_attempts, rank

TESTS = 2


def candidate(answers: tuple[int, ...] = (1, 1), cost: float = 5.0, fits: int = 3, layers: int = 1, **more) -> Candidate:
    """One that predicts a single cell of the given color for each test input."""
    grids = tuple(np.full((1, 1), answer, np.uint8) for answer in answers)
    return Candidate(grids, "made", "input", cost, fits, 3, layers=layers, **more)


def test_a_full_fit_goes_before_any_partial_one():
    assert rank([candidate(cost=1.0, fits=2), candidate(cost=90.0)])[0].is_full_fit


def test_cheap_goes_before_costly_and_few_layers_before_many():
    cheap, costly = candidate(cost=4.0), candidate(cost=9.0)
    assert rank([costly, cheap]) == [cheap, costly]
    flat, deep = candidate(cost=5.0, layers=3), candidate(cost=5.0, layers=4)
    assert rank([deep, flat]) == [flat, deep]


def test_equal_trust_keeps_the_order_of_arrival():
    first, second = candidate((1, 1)), candidate((2, 2))
    assert [one.predictions for one in rank([first, second])] == [first.predictions, second.predictions]
    assert [one.predictions for one in rank([second, first])] == [second.predictions, first.predictions]


def test_shape_is_part_of_a_prediction():
    cells = np.arange(6, dtype=np.uint8)
    wide, high = (Candidate((cells.reshape(shape),), "made", "input", 1.0, 1, 1) for shape in ((2, 3), (3, 2)))
    assert wide.key(0) != high.key(0)
    transposed = Candidate((cells.reshape(2, 3).T,), "made", "input", 1.0, 1, 1)
    copied = Candidate((np.ascontiguousarray(cells.reshape(2, 3).T),), "made", "input", 1.0, 1, 1)
    assert transposed.key(0) == copied.key(0)


def test_nothing_gives_no_attempt():
    assert choose_attempts([], 0) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 20), st.integers(2, 3)), max_size=12))
def test_attempts_differ_and_are_the_best(entries):
    candidates = [candidate((first, second), cost, fits) for first, second, cost, fits in entries]
    for index in range(TESTS):
        chosen = choose_attempts(candidates, index)
        keys = [one.key(index) for one in chosen]
        assert len(set(keys)) == len(keys) == min(2, len({one.key(index) for one in candidates}))
        for place, one in enumerate(chosen):
            rivals = [other for other in candidates if other.key(index) not in keys[:place]]
            assert badness(one) == min(map(badness, rivals))


def test_of_a_long_rule_every_other_bit_counts():
    short, knee, long = (badness(candidate(cost=weight / WEIGHT)) for weight in (10.0, 30.0, 70.0))
    assert (knee - short, long - knee) == pytest.approx((20.0, 20.0))
