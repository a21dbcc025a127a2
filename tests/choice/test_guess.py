"""Fallback guesses: legal, distinct, of the likely size, and right where a glance suffices."""

import json
import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from solver.choice.guess import guess, likely_sizes
from solver.reading.dataset import read
from solver.task import Pair, Task, as_grid
from tests.samples import FOLDER


def pairs_of(rule, shapes, seed=0):
    rng = np.random.default_rng(seed)
    inputs = [rng.integers(0, 10, shape).astype(np.uint8) for shape in shapes]
    return [Pair(grid, as_grid(rule(grid))) for grid in inputs[:-1]], inputs[-1]


SHAPES = [(3, 4), (2, 2), (4, 5), (5, 3)]


@pytest.mark.parametrize(
    ("rule", "shapes", "size"),
    [
        (lambda grid: grid, SHAPES, (5, 3)),
        (lambda grid: grid[:1, :2], SHAPES, (1, 2)),
        (lambda grid: grid.T, SHAPES, (3, 5)),
        (lambda grid: np.tile(grid, (2, 3)), SHAPES, (10, 9)),
        (lambda grid: grid[::2], [(4, 3), (2, 5), (6, 6), (8, 2)], (4, 2)),
        (lambda grid: np.pad(grid, 1), SHAPES, (7, 5)),
        (lambda grid: np.pad(grid, ((0, 0), (1, 0))), SHAPES, (5, 4)),
        (lambda grid: grid[:2, :1].repeat(3, axis=1), SHAPES, (2, 3)),
    ],
)
def test_size_rule(rule, shapes, size):
    pairs, test_input = pairs_of(rule, shapes)
    assert likely_sizes(pairs, test_input)[0] == size
    assert {grid.shape for grid in guess(pairs, test_input)} == {size}


@pytest.mark.parametrize("size", [(30, 30), (1, 1)])
def test_fault_33_sizes_stay_legal(size):
    """A rule that leads out of 1..30 is dropped."""
    grid = np.ones(size, np.uint8)
    larger = [Pair(np.ones(small, np.uint8), np.ones((3 * small[0], 3 * small[1]), np.uint8)) for small in ((2, 3), (3, 2))]
    smaller = [Pair(pair.output, pair.input) for pair in larger]
    for pairs in (larger, smaller):
        assert all(1 <= side <= 30 for sides in likely_sizes(pairs, grid) for side in sides)
        assert all(1 <= side <= 30 for answer in guess(pairs, grid) for side in answer.shape)


@pytest.mark.parametrize(
    "rule",
    [
        lambda grid: grid,
        lambda grid: grid[::-1],
        lambda grid: np.rot90(grid),
        lambda grid: grid.T,
        lambda grid: grid.repeat(2, axis=0).repeat(2, axis=1),
        lambda grid: np.tile(grid, (2, 2)),
        lambda grid: np.hstack([grid, grid[:, ::-1]]),
        lambda grid: np.where(grid == 3, 4, grid),
        lambda grid: (grid > 4).astype(np.uint8),
        lambda grid: grid[-2:, -2:],
    ],
)
def test_a_glance_suffices(rule):
    """Rules that some filling states exactly are guessed exactly."""
    pairs, test_input = pairs_of(rule, [(6, 5), (9, 8), (7, 9), (8, 9)])
    assert guess(pairs, test_input)[0].tolist() == rule(test_input).tolist()


def test_majority_of_outputs_when_the_input_says_nothing():
    cross = as_grid([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
    pairs = [Pair(np.full((index + 1, 2), index, np.uint8), cross) for index in range(3)]
    assert guess(pairs, np.full((7, 7), 8, np.uint8))[0].tolist() == cross.tolist()
    assert guess(pairs, None)[0].tolist() == cross.tolist()


def test_fault_27_nothing_known():
    test_input = as_grid([[1, 2, 3]])
    first, second = guess([], test_input)
    assert first.tolist() == [[1, 2, 3]]
    assert second.tolist() != first.tolist()
    assert [grid.shape for grid in guess([], None)] == [(3, 3), (3, 3)]


def test_same_guess_twice():
    pairs, test_input = pairs_of(lambda grid: grid[::-1], SHAPES)
    task = Task("x", tuple(pairs), (test_input,))
    assert [grid.tolist() for grid in guess(task, test_input)] == [grid.tolist() for grid in guess(pairs, test_input)]


def test_color_permutation_permutes_the_guess():
    """The guess for a task in other colors is the guess in those colors, where no tie has to be broken."""
    pairs, test_input = pairs_of(lambda grid: np.tile(grid, (2, 2)), SHAPES)
    renamed = np.array(random.Random(1).sample(range(10), 10), np.uint8)
    others = [Pair(renamed[pair.input], renamed[pair.output]) for pair in pairs]
    assert guess(others, renamed[test_input])[0].tolist() == renamed[guess(pairs, test_input)[0]].tolist()


def test_guesses_beat_nothing_on_the_samples():
    """On our own tasks most guesses have the right size."""
    dataset = read(FOLDER)
    assert dataset.label == "sample"
    solutions = json.loads((FOLDER / "arc-agi_sample_solutions.json").read_text())
    right = [
        guess(entry.train, grid)[0].shape == np.shape(output)
        for id, entry in dataset.entries.items()
        for grid, output in zip(entry.test, solutions[id], strict=True)
    ]
    assert sum(right) > len(right) / 2


grids = st.tuples(st.integers(1, 30), st.integers(1, 30)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 9))
)


@settings(derandomize=True, deadline=None)
@given(pairs=st.lists(st.builds(Pair, grids, grids), max_size=4), test_input=st.none() | grids)
def test_always_two_distinct_legal_grids(pairs, test_input):
    first, second = guess(pairs, test_input)
    assert first.tolist() != second.tolist()
    for grid in (first, second):
        assert grid.dtype == np.uint8
        assert as_grid(grid).shape == grid.shape


def test_fault_41_needs_only_numpy():
    """Of packages and of other rooms: no compiled code, and no more than how sizes follow and what a task is."""
    command = "import sys, solver.choice.guess; print(*sorted(name for name in sys.modules if name.count('.') <= 2))"
    run = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "numpy" in loaded and not {"numba", "llvmlite", "orjson", "solver.jit"} & loaded
    files = {name for name in loaded if name.startswith("solver.") and name.count(".") == 2}
    assert files == {"solver.choice.guess", "solver.seeing.sizes"}
