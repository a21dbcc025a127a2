"""How unlike the demonstrations' outputs a prediction is said to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver import Solver
from solver.choice.candidate import ODDNESS, choose_attempts
from solver.choice.oddness import HABIT_BITS, Oddness
from solver.task import Pair, Task
from tests.choice.test_candidate import candidate
from tests.samples import SAMPLES, SOLUTIONS


def grid_of(*rows: str) -> np.ndarray:
    return np.array([[int(cell) for cell in row] for row in rows], np.uint8)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_was_shown_is_not_odd(name):
    task = SAMPLES[name]
    shown = replace(task, test=tuple(pair.input for pair in task.train))
    assert Oddness(shown)(task.outputs) == 0


def test_right_answers_are_hardly_odd():
    bits = [Oddness(task)(SOLUTIONS[name]) for name, task in SAMPLES.items()]
    assert np.median(bits) < 3


SQUARES = Task(
    "squares",
    (
        Pair(grid_of("00000", "01100", "01100", "00000"), grid_of("00000", "02200", "02200", "00000")),
        Pair(grid_of("000000", "000110", "000110"), grid_of("000000", "000220", "000220")),
    ),
    (grid_of("11000", "11000", "00000"),),
)
PLAIN = Oddness(SQUARES)((grid_of("22000", "22000", "00000"),))


@pytest.mark.parametrize(
    ("odd", "broken"),
    [
        (grid_of("22000", "22000", "00002"), "not no lone cell"),
        (grid_of("22000", "20000", "00000"), "not only rectangles"),
        (grid_of("22000", "22000", "00055"), "another number of colors"),
        (grid_of("00000", "00000", "00000"), "for once no object"),
        (grid_of("22222", "22222", "22222"), "not no background changes"),
    ],
)
def test_every_broken_habit_counts(odd, broken):
    oddness = Oddness(SQUARES)
    assert broken in oddness.broken(0, odd)
    assert oddness((odd,)) >= HABIT_BITS * len(oddness.broken(0, odd))
    assert oddness((odd,)) > PLAIN


def test_far_more_or_fewer_changes_are_odd():
    noise = np.random.default_rng(0).integers(1, 3, (20, 20)).astype(np.uint8)
    task = Task("one cell", tuple(Pair(noise + n, _with(noise + n, {(5, 5): 9})) for n in (0, 1)), (noise,))
    few, many = (_with(noise, dict.fromkeys(cells, 9)) for cells in ([(3, 3)], [(r, c) for r in range(9) for c in range(9)]))
    assert Oddness(task)((few,)) + 10 <= Oddness(task)((many,))


def _with(grid: np.ndarray, cells: dict[tuple[int, int], int]) -> np.ndarray:
    changed = grid.copy()
    for cell, color in cells.items():
        changed[cell] = color
    return changed


def test_the_less_odd_of_two_predictions_is_trusted_more():
    odd, plain = candidate((1,), cost=5.0, evidence={ODDNESS: 20.0}), candidate((2,), cost=8.0, evidence={ODDNESS: 1.0})
    assert choose_attempts([odd, plain], 0) == [plain, odd]


MIRRORED = Task(
    "mirrored",
    (
        Pair(grid_of("1200", "0300"), grid_of("0021", "0030")),
        Pair(grid_of("4000", "4560"), grid_of("0004", "0654")),
        Pair(grid_of("0117", "0007"), grid_of("7110", "7000")),
    ),
    (grid_of("1221", "0330"),),
)


def test_a_short_rule_may_leave_a_test_input_as_it_is():
    oddness = Oddness(MIRRORED)
    assert oddness(MIRRORED.test) > 20
    assert oddness(MIRRORED.test, cost=4.0) <= 4 < oddness(MIRRORED.test, cost=20.0)
    turned = (np.ascontiguousarray(MIRRORED.test[0][::-1]),)
    assert oddness(turned, cost=4.0) == oddness(turned), "only what stays as it is"


def test_a_rule_that_left_a_demonstration_as_it_is_gets_no_allowance():
    still = Pair(grid_of("22", "22"), grid_of("22", "22"))
    task = replace(MIRRORED, train=(*MIRRORED.train, still))
    assert Oddness(task)(task.test, cost=4.0) == Oddness(task)(task.test)


def test_the_whole_solver_leaves_as_it_is_what_looks_the_same_after_half_a_turn():
    rng = np.random.default_rng(1)
    shown = [rng.choice([0, 0, 0, 1, 2, 3, 4], (8, 8)) for _ in range(3)]
    half = rng.choice([0, 0, 0, 1, 2, 3, 4], (4, 8))
    asked = np.concatenate([half, half[::-1, ::-1]])
    solver = Solver().fit([(grid, grid[::-1, ::-1]) for grid in shown])
    assert np.array_equal(solver.predict(asked), asked)
