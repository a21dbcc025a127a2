"""Per-cell rules over the search's bank: a change inside a part that only a program finds."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.families.cell_bank import _materials, learn_from_bank
from solver.search import bank
from solver.search.enumeration import Enumeration
from solver.task import Pair, Task

pytestmark = pytest.mark.usefixtures("warm")


def largest_block_checked(seed: int) -> Pair:
    """Three blocks of one color; the output is the largest, every cell on an even diagonal line of it in color 8."""
    rng = np.random.default_rng(seed)
    cells = np.zeros((14, 14), np.uint8)
    color, high, wide = int(rng.integers(1, 7)), int(rng.integers(4, 7)), int(rng.integers(4, 7))
    row, col = rng.integers(0, 2, 2)
    cells[row : row + high, col : col + wide] = color
    cells[9:12, 1 + row : 3 + row] = color
    cells[2 + col : 5 + col, 9:12] = color
    rows, cols = np.indices((high, wide))
    return Pair(cells, np.where((rows + cols) % 2 == 0, np.uint8(8), np.uint8(color)))


def grown(task: Task) -> Enumeration:
    """A bank of all cheap values."""
    enumeration = Enumeration(task, Budget(6_000_000), 100_000_000)
    for _ in enumeration.levels():
        pass
    return enumeration


def test_a_change_inside_a_part_that_the_search_cuts_out():
    pairs = [largest_block_checked(seed) for seed in range(5)]
    task = Task("largest block", tuple(pairs[:4]), (pairs[4].input,))
    candidates = list(learn_from_bank(task, grown(task), Budget(20_000_000)))
    best = min(candidates, key=lambda candidate: candidate.cost)
    assert best.fits == 4 and best.program.startswith("cells of ") and not best.program.startswith("cells of input")
    assert (best.predictions[0] == pairs[4].output).all()


def test_materials_have_the_shape_of_the_outputs_and_differ():
    pairs = [largest_block_checked(seed) for seed in range(3)]
    task = Task("largest block", tuple(pairs[:2]), (pairs[2].input,))
    enumeration = grown(task)
    values, right = _materials(task, enumeration.store)
    assert len(values) and list(values) == sorted(values)
    seen = set()
    for value, count in zip(values, right, strict=True):
        shown = enumeration.grids(value)[:2]
        assert [grid.shape for grid in shown] == [pair.output.shape for pair in task.train]
        assert count == sum(int((grid == pair.output).sum()) for grid, pair in zip(shown, task.train, strict=True))
        seen.add(b"".join(grid.tobytes() for grid in shown))
    assert len(seen) == len(values) <= int(enumeration.store.counts[bank.VALUES])
