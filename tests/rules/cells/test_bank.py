"""Per-cell rules over the search's bank: a change inside a part that only a program finds."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.language.program import INPUT, Program
from solver.language.term import Term, read_term, run_term
from solver.rules.cells.bank import _materials, _told, learn_from_bank
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


def outputs_of(task: Task, enumeration: Enumeration) -> np.ndarray:
    """Grid ids of the demonstrations' outputs."""
    return np.array([bank.intern_grid(enumeration.store, grid, 0, 0) for grid in task.outputs])


def entropy(codes: np.ndarray) -> float:
    """Bits of all the codes together."""
    counts = np.unique(codes, return_counts=True)[1]
    return float(len(codes) * np.log2(len(codes)) - (counts * np.log2(counts)).sum())


def test_a_change_inside_a_part_that_the_search_cuts_out():
    pairs = [largest_block_checked(seed) for seed in range(5)]
    task = Task("largest block", tuple(pairs[:4]), (pairs[4].input,))
    candidates = list(learn_from_bank(task, grown(task), Budget(20_000_000)))
    best = min(candidates, key=lambda candidate: candidate.cost)
    rule = read_term(best.program)
    assert best.fits == 4 and isinstance(rule, Term) and dict(rule.arguments)["of"] != Program(INPUT)
    assert (best.predictions[0] == pairs[4].output).all()
    for candidate in candidates:
        again = run_term(read_term(candidate.program), task.inputs)
        assert (again[-1] == candidate.predictions[0]).all(), candidate.program


def test_materials_have_the_shape_of_the_outputs_and_differ():
    pairs = [largest_block_checked(seed) for seed in range(3)]
    task = Task("largest block", tuple(pairs[:2]), (pairs[2].input,))
    enumeration = grown(task)
    values, right = _materials(enumeration.store, outputs_of(task, enumeration))
    assert len(values) and list(values) == sorted(values)
    seen = set()
    for value, count in zip(values, right, strict=True):
        shown = enumeration.grids(value)[:2]
        assert [grid.shape for grid in shown] == [pair.output.shape for pair in task.train]
        assert count == sum(int((grid == pair.output).sum()) for grid, pair in zip(shown, task.train, strict=True))
        seen.add(b"".join(grid.tobytes() for grid in shown))
    assert len(seen) == len(values) <= int(enumeration.store.counts[bank.VALUES])


def ring_filled(seed: int) -> Pair:
    """A ring of color 3 that stands anywhere; its inside becomes color 4."""
    row, col, high, wide = np.random.default_rng(seed).integers(3, 7, 4)
    cells = np.zeros((14, 14), np.uint8)
    cells[row : row + high, col : col + wide] = 3
    cells[row + 1 : row + high - 1, col + 1 : col + wide - 1] = 0
    after = cells.copy()
    after[row + 1 : row + high - 1, col + 1 : col + wide - 1] = 4
    return Pair(cells, after)


def test_what_values_tell_is_the_information_they_share_with_the_outputs():
    pairs = [ring_filled(seed) for seed in range(3)]
    task = Task("ring", tuple(pairs[:2]), (pairs[2].input,))
    enumeration = grown(task)
    store, outputs = enumeration.store, outputs_of(task, enumeration)
    values, _ = _materials(store, outputs)
    told = _told(store, values[0], values, outputs)
    shown = [np.concatenate([grid.ravel() for grid in enumeration.grids(value)[:2]]).astype(int) for value in values]
    wanted = np.concatenate([pair.output.ravel() for pair in task.train]).astype(int)
    for colors, bits in zip(shown, told, strict=True):
        both = shown[0] * 10 + colors
        assert bits == pytest.approx(entropy(both) - entropy(both * 10 + wanted))
    filled = next(k for k, value in enumerate(values) if str(enumeration.program(value)).startswith("fill_enclosed(input"))
    assert told[filled] == pytest.approx(0) and told[0] < -10
