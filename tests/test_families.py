"""Laws that hold for every family in the portfolio, without the family being told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver import portfolio
from solver.budget import Budget
from solver.choice.candidate import Candidate, choose_attempts
from solver.frames.catalog import FRAMES
from solver.language.bits import bits_of
from solver.language.term import read_term, run_term
from solver.portfolio import FAMILIES
from solver.task import Pair, Task, as_grid, same_grid
from tests.samples import SAMPLES, SOLUTIONS

pytestmark = pytest.mark.usefixtures("warm")

STEPS = 20_000_000
FEW_STEPS = 3_000_000
LAST_PIECE_OF_WORK = 4_000_000  # steps that a family may still take after it was told to stop
STRIKES = (1, 2, 3, 5, 9, 17, 40)
SMALLEST = sorted(SAMPLES, key=lambda name: sum(grid.size for grid in SAMPLES[name].inputs))[:6]


def grid_of(height: int, width: int, color: int = 0) -> np.ndarray:
    return np.full((height, width), color, np.uint8)


def one_pair(before: np.ndarray, after: np.ndarray, test: np.ndarray) -> Task:
    return Task("odd", (Pair(before, after),), (test,))


RANDOM = np.random.default_rng(7)
NOISE = RANDOM.integers(0, 10, (30, 30), dtype=np.uint8)
DOTS = grid_of(30, 30)
DOTS[::2, ::2] = 3
ODD_TASKS = {
    "single cells": one_pair(grid_of(1, 1), grid_of(1, 1, 3), grid_of(1, 1)),
    "single cells that stay": one_pair(grid_of(1, 1, 2), grid_of(1, 1, 2), grid_of(1, 1, 5)),
    "a row becomes a column": one_pair(grid_of(1, 30, 4), grid_of(30, 1, 4), grid_of(1, 7, 4)),
    "one color, full size": one_pair(grid_of(30, 30, 6), grid_of(30, 30, 6), grid_of(30, 30, 6)),
    "one color becomes small": one_pair(grid_of(30, 30, 6), grid_of(1, 1, 6), grid_of(30, 30, 9)),
    "a cell becomes full size": one_pair(grid_of(1, 1, 6), grid_of(30, 30, 6), grid_of(1, 1, 9)),
    "noise": one_pair(NOISE, NOISE[::-1].copy(), NOISE.T.copy()),
    "empty test input": one_pair(NOISE[:9, :9].copy(), NOISE[:3, :3].copy(), grid_of(12, 5)),
    "more objects than any family takes": one_pair(DOTS, DOTS[:9, :9].copy(), DOTS),
    "the same pair twice": Task("odd", (Pair(NOISE, NOISE),) * 2, (NOISE, NOISE)),
}


@pytest.fixture(params=FAMILIES, ids=lambda row: row.name)
def row(request):
    return request.param


def is_solved(task: Task, candidates: list[Candidate]) -> bool:
    return all(
        any(same_grid(candidate.predictions[index], grid) for candidate in choose_attempts(candidates, index))
        for index, grid in enumerate(SOLUTIONS[task.id])
    )


def test_it_solves_a_sample_task_alone(row, monkeypatch):
    monkeypatch.setattr(portfolio, "raise_family_errors", True)
    others = frozenset(other.name for other in FAMILIES if other is not row)
    solved = (
        name
        for name, task in SAMPLES.items()
        if is_solved(task, list(portfolio.run_tier(task, portfolio.Tier(1, STEPS), Budget(disabled=others))))
    )
    assert next(solved, None) is not None


@pytest.mark.parametrize("name", SAMPLES)
def test_it_claims_only_what_it_reproduces(row, name):
    """With the demonstrations' inputs as test inputs, the predictions show whether the claimed fits are true."""
    task = SAMPLES[name]
    mirror = replace(task, test=tuple(pair.input for pair in task.train))
    for candidate in row.propose(mirror, Budget(FEW_STEPS)):
        reproduced = sum(map(same_grid, candidate.predictions, task.outputs))
        assert candidate.demonstrations == len(task.train)
        assert candidate.fits <= reproduced, f"{candidate.program}: claims {candidate.fits}, reproduces {reproduced}"


@pytest.mark.parametrize("name", SAMPLES)
def test_its_text_gives_the_prediction_again(row, name):
    task = SAMPLES[name]
    for candidate in row.propose(task, Budget(FEW_STEPS)):
        rule = read_term(candidate.program)
        assert str(rule) == candidate.program
        outputs = run_term(rule, task.inputs)[len(task.train) :]
        assert all(grid is not None for grid in outputs), candidate.program
        assert all(map(same_grid, outputs, candidate.predictions)), candidate.program


@pytest.mark.parametrize("name", sorted(SAMPLES)[::5])
def test_its_cost_is_the_bits_of_its_text(row, name):
    others = frozenset(other.name for other in FAMILIES if other is not row)
    for candidate in portfolio.run_tier(SAMPLES[name], portfolio.Tier(1, FEW_STEPS), Budget(disabled=others)):
        assert candidate.cost == bits_of(candidate.program, candidate.view), candidate.program


def described(candidates) -> list[tuple]:
    return [
        (one.program, one.cost, one.fits, one.layers, tuple(one.key(index) for index in range(len(one.predictions))))
        for one in candidates
    ]


@pytest.mark.parametrize("name", SMALLEST)
def test_same_candidates_twice(row, name):
    once, again = (described(row.propose(SAMPLES[name], Budget(FEW_STEPS))) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("name", SMALLEST[:2])
@pytest.mark.parametrize("strike", STRIKES)
def test_it_stops_wherever_the_clock_strikes(row, name, strike):
    """The clock passes the deadline at its n-th question; then the family ends cleanly after its last piece of work."""
    questions, spent_at_strike = 0, None

    def clock() -> float:
        nonlocal questions, spent_at_strike
        questions += 1
        if questions < strike:
            return 0.0
        spent_at_strike = budget.spent if spent_at_strike is None else spent_at_strike
        return 2.0

    budget = Budget(STEPS, deadline=1.0, clock=clock)
    task = SAMPLES[name]
    for candidate in row.propose(task, budget):
        assert len(candidate.predictions) == len(task.test)
    if spent_at_strike is None:
        assert questions < strike, "it ended by itself before the clock struck"
    else:
        assert budget.spent - spent_at_strike <= LAST_PIECE_OF_WORK


@pytest.mark.parametrize("name", SMALLEST[:3])
def test_less_time_gives_a_part_of_the_candidates(row, name):
    """What an interrupted family has yielded is the beginning of what it yields."""
    whole = described(row.propose(SAMPLES[name], Budget(FEW_STEPS)))
    generator = row.propose(SAMPLES[name], Budget(FEW_STEPS))
    beginning = described(one for one, _ in zip(generator, range(3), strict=False))
    generator.close()
    assert beginning == whole[:3]


@pytest.mark.parametrize("name", ODD_TASKS)
def test_it_survives_odd_tasks(row, name):
    task = ODD_TASKS[name]
    for candidate in row.propose(task, Budget(FEW_STEPS)):
        assert len(candidate.predictions) == len(task.test)
        assert 0 <= candidate.fits <= candidate.demonstrations == len(task.train)
        assert candidate.cost >= 0
        for grid in candidate.predictions:
            assert grid.dtype == np.uint8
            assert as_grid(grid).shape == grid.shape


@pytest.mark.parametrize("name", SMALLEST)
def test_it_survives_one_demonstration(row, name):
    task = SAMPLES[name]
    alone = replace(task, train=task.train[:1], test=task.test * 3)
    for candidate in row.propose(alone, Budget(FEW_STEPS)):
        assert len(candidate.predictions) == len(alone.test)


@pytest.mark.parametrize("name", SMALLEST)
def test_it_changes_no_input(row, name):
    task = SAMPLES[name]
    before = [grid.copy() for grid in task.inputs + task.outputs]
    list(row.propose(task, Budget(FEW_STEPS)))
    assert all(same_grid(grid, copy) for grid, copy in zip(task.inputs + task.outputs, before, strict=True))


def test_every_row_has_a_name_of_its_own_and_known_frames():
    names = [row.name for row in FAMILIES]
    assert len(set(names)) == len(names)
    assert all(frame in FRAMES for row in FAMILIES for frame in row.frames + row.more_frames)
