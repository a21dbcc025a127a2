"""Evidence of trees: left out demonstrations that are predicted, cells that are wrong where no tree has all right."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.families.cell_rules import PLAUSIBLE, TOLERANCE, propose
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
