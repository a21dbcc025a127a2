"""How unlike the demonstrations' outputs a prediction is said to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.candidate import ODDNESS, choose_attempts
from solver.oddness import Oddness, looks_of, patch_keys
from solver.task import Pair, Task
from tests.samples import SAMPLES, SOLUTIONS, random_grid
from tests.test_candidate import candidate


def grid_of(*rows: str) -> np.ndarray:
    return np.array([[int(cell) for cell in row] for row in rows], np.uint8)


def naive_patches(grid: np.ndarray, side: int, margin: int) -> list[tuple[int, ...]]:
    padded = np.pad(grid, margin, constant_values=10)
    rows, cols = padded.shape[0] - side + 1, padded.shape[1] - side + 1
    return [tuple(padded[r : r + side, c : c + side].ravel().tolist()) for r in range(rows) for c in range(cols)]


@pytest.mark.parametrize(("side", "margin"), [(3, 1), (2, 0)])
def test_patches_have_equal_keys_when_they_are_equal(side, margin):
    grid = random_grid(np.random.default_rng(side), zeros=0.8)
    keys, slow = patch_keys(grid, side, margin).tolist(), naive_patches(grid, side, margin)
    assert len(keys) == len(slow)
    assert len(set(keys)) == len(set(slow)) == len(set(zip(keys, slow, strict=True)))


def test_looks_of_a_grid():
    assert looks_of(grid_of("1100", "1100", "0002", "0300", "3000")) == (4, 1, 4, 0)
    assert looks_of(grid_of("7777", "7577", "7557")) == (2, 0, 1, 1), "without 0 the most common color is the background"


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
    "odd",
    [
        grid_of("22000", "22000", "00002"),  # a lone cell
        grid_of("22000", "20000", "00000"),  # no rectangle
        grid_of("22000", "22000", "00055"),  # another color, another object
        grid_of("00000", "00000", "00000"),  # one color
        grid_of("22222", "22222", "22222"),  # much more is changed
    ],
)
def test_every_measure_counts(odd):
    assert Oddness(SQUARES)((odd,)) >= PLAIN + 10


def test_the_less_odd_of_two_predictions_is_trusted_more():
    odd, plain = candidate((1,), cost=5.0, evidence={ODDNESS: 20.0}), candidate((2,), cost=8.0, evidence={ODDNESS: 1.0})
    assert choose_attempts([odd, plain], 0) == [plain, odd]
