"""Size rules: every rule holds in all demonstrations, and simple rules are found."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.search.enumeration import Enumeration
from solver.search.sizes import size_rules
from solver.task import MAX_SIDE
from tests.samples import SAMPLES, SOLUTIONS, random_tasks, task_of

SHAPES = ((3, 4), (5, 2), (4, 6), (2, 3), (6, 5))
RULES = {
    "the same": lambda height, width: (height, width),
    "constant": lambda height, width: (3, 7),
    "twice": lambda height, width: (2 * height, 2 * width),
    "turned": lambda height, width: (width, height),
    "border": lambda height, width: (height + 2, width + 2),
    "half": lambda height, width: (height // 2, width // 2),
    "wider": lambda height, width: (height, 2 * width + 1),
    "one row": lambda height, width: (1, width),
    "turned and thrice": lambda height, width: (3 * width, 3 * height),
}


def shaped(rule, shapes=SHAPES):
    inputs = [np.zeros(shape, np.uint8) for shape in shapes]
    return task_of(lambda grid: np.zeros(rule(*grid.shape), np.uint8), inputs, tests=2)


@pytest.mark.parametrize("name", RULES)
def test_simple_rules_are_found_first(name):
    found = size_rules(shaped(RULES[name]))
    assert found[0] == tuple(RULES[name](*shape) for shape in SHAPES[3:])


def test_sizes_that_follow_nothing_give_no_rule():
    sizes = dict(zip(SHAPES, ((7, 9), (3, 1), (9, 9), (1, 1), (1, 1)), strict=True))
    assert size_rules(shaped(lambda *shape: sizes[shape])) == []


def test_no_size_is_illegal():
    shapes = ((3, 4), (5, 2), (4, 6), (20, 3), (6, 25))
    assert size_rules(shaped(lambda height, width: (2 * height, 2 * width), shapes)) == []


def test_rules_are_different_and_as_many_as_asked_for():
    task = shaped(RULES["the same"], ((3, 3), (3, 3), (3, 3), (5, 4), (3, 3)))
    found = size_rules(task, limit=5)
    assert found[0] == ((5, 4), (3, 3)) and ((3, 3), (3, 3)) in found
    assert len(set(found)) == len(found) <= 5
    assert len(size_rules(task, limit=1)) == 1


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("task", [*random_tasks(4), *SAMPLES.values()], ids=lambda task: task.id)
def test_rules_predict_one_legal_size_per_test_input(task):
    enumeration = Enumeration(task, Budget(300_000), 30_000_000)
    list(enumeration.levels())
    found = size_rules(task, enumeration.store)
    assert len(found) <= 2
    for sizes in found:
        assert len(sizes) == len(task.test)
        assert all(1 <= side <= MAX_SIDE for size in sizes for side in size)


@pytest.mark.usefixtures("warm")
def test_most_sample_tasks_get_their_size():
    right = 0
    for name, task in SAMPLES.items():
        enumeration = Enumeration(task, Budget(300_000), 30_000_000)
        list(enumeration.levels())
        right += tuple(grid.shape for grid in SOLUTIONS[name]) in size_rules(task, enumeration.store)
    assert right >= 0.8 * len(SAMPLES)
