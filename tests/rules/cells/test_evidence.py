"""Evidence of trees: left out demonstrations that are predicted, cells that are wrong where no tree has all right."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.rules.cells import rules as cell_rules
from solver.rules.cells.layouts import ON_INPUT
from solver.rules.cells.rules import COPIES, MANY_STEPS, MORE_COPIES, PLAUSIBLE, TOLERANCE, propose, with_copies
from solver.task import Pair, Task


def recolored(table: dict[int, int], seeds: range) -> tuple[Pair, ...]:
    grids = [np.random.default_rng(seed).integers(0, 3, (6, 6)).astype(np.uint8) for seed in seeds]
    return tuple(Pair(grid, np.vectorize(lambda color: table[color])(grid).astype(np.uint8)) for grid in grids)


LAWFUL = recolored({0: 0, 1: 7, 2: 8}, range(3))
CASES = {
    "all follow one rule": (LAWFUL, 3),
    "one has a color of its own": ((*LAWFUL[:2], Pair(np.eye(4, dtype=np.uint8) * 5, np.eye(4, dtype=np.uint8) * 6)), 2),
    "one demonstration": (LAWFUL[:1], None),
}


@pytest.mark.parametrize("name", CASES)
def test_left_out_demonstrations_are_counted(name):
    train, expected = CASES[name]
    found = [one for one in propose(Task(name, train, (LAWFUL[0].input,)), Budget()) if one.cost < PLAUSIBLE]
    assert found and {one.left_out for one in found} == {expected}


def test_where_no_tree_is_right_a_small_one_tells_how_many_cells_it_has_wrong():
    random = np.random.default_rng(5)
    train = []
    for _ in range(3):
        grid = random.integers(0, 3, (20, 20)).astype(np.uint8)
        after = np.where(random.random(grid.shape) < 0.06, random.integers(3, 10, grid.shape), grid).astype(np.uint8)
        train.append(Pair(grid, after))
    found = list(propose(Task("noise", tuple(train), (LAWFUL[0].input,)), Budget()))
    assert found and all(one.fits < one.demonstrations and 0 < one.evidence["wrong_cells"] <= TOLERANCE for one in found)
    assert any((one.predictions[0] == LAWFUL[0].input).mean() > 0.8 for one in found)


def dyed(seed: int, colors: tuple[int, int]) -> Pair:
    """Two colors at random over a background; every cell takes the color on its right, the last of a row its own."""
    grid = np.array([0, *colors], np.uint8)[np.random.default_rng(seed).integers(0, 3, (6, 6))]
    return Pair(grid, dyed_output(grid))


def dyed_output(grid: np.ndarray) -> np.ndarray:
    return np.hstack([grid[:, 1:], grid[:, -1:]])


@pytest.mark.parametrize("steps", [MANY_STEPS - 1, MANY_STEPS])
def test_with_many_steps_some_trees_learn_from_recolored_copies(steps, monkeypatch):
    task = Task("right", tuple(dyed(seed, (1, 2)) for seed in range(3)), (dyed(3, (5, 8)).input,))
    used = []
    monkeypatch.setattr(cell_rules, "with_copies", lambda task, copies: used.extend(copies) or with_copies(task, copies))
    found = list(propose(task, Budget(steps)))
    assert any((one.predictions[0] == dyed(3, (5, 8)).output).all() for one in found)
    assert used == [*COPIES, *(MORE_COPIES if steps == MANY_STEPS else ())]


def test_recolored_copies_follow_the_same_rule_in_other_colors():
    task = Task("right", tuple(dyed(seed, (1, 2)) for seed in range(3)), ())
    ((changed, layouts),) = with_copies(task, MORE_COPIES)
    assert len(changed.train) == 3 * len(task.train) and changed.train[:3] == task.train and ON_INPUT in layouts
    for pair in changed.train[3:]:
        assert (pair.output == dyed_output(pair.input)).all() and not set(np.unique(pair.input)) <= {0, 1, 2}
