"""Decisions learned from examples: what tells the classes apart, and what cannot."""

import numpy as np
import pytest

from solver.rules.decide import Things, decide, stands_out
from solver.seeing.attributes import ATTRIBUTES, UNKNOWN

TWO = ATTRIBUTES[:2]


def answers(shown, classes, asked, attributes=TWO, **others):
    found = decide(np.array(shown), np.array(classes), np.array(asked), attributes, **others)
    costs = [one.cost for one in found]
    assert costs == sorted(costs)
    return [one.answers.tolist() for one in found]


def test_one_class_needs_no_question():
    assert answers([[1, 2], [3, 4]], [0, 0], [[5, 6], [7, 8]]) == [[0, 0]]


def test_the_attribute_that_tells_the_examples_apart_tells_the_others():
    found = answers([[1, 7], [1, 3], [9, 7], [9, 3]], [0, 0, 1, 1], [[1, 3], [9, 7], [9, 9]])
    assert found[0] == [0, 1, 1]
    assert all(one[:2] in ([0, 1], [UNKNOWN, UNKNOWN]) or UNKNOWN in one[:2] for one in found)


def test_no_decision_contradicts_an_example():
    random = np.random.default_rng(2)
    decided = 0
    for _ in range(40):
        shown = random.integers(0, 4, (6, 2))
        classes = random.integers(0, 2, 6)
        classes[0] = 0
        for one in answers(shown, classes, shown):
            decided += 1
            assert all(answer in (kind, UNKNOWN) for answer, kind in zip(one, classes.tolist(), strict=True))
    assert decided > 20


@pytest.mark.parametrize("pairs", [False, True])
def test_equal_things_of_different_classes_cannot_be_told_apart(pairs):
    assert answers([[1, 1], [1, 1], [2, 2]], [0, 1, 1], [[1, 1]], pairs=pairs) == []


def test_what_stands_out():
    things = Things(np.array([[5, 1], [5, 2], [3, 2]]), TWO)
    name, other = (one.name for one in TWO)
    assert stands_out(things, name).tolist() == [1, 1, 0]
    assert stands_out(things, name, "least").tolist() == [0, 0, 1]
    assert stands_out(things, other, "alone").tolist() == [1, 0, 0]
    assert stands_out(Things(things.table[:2], TWO), other, "alone").tolist() == [0, 0], "of two none stands alone"
