"""Laws that hold for every frame: what it rewrites can be carried back, on the sample tasks and on noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver import portfolio
from solver.budget import TIERS, Budget, Tier
from solver.choice.candidate import SURPRISE, Candidate, badness, choose_attempts
from solver.choice.confidence import WHEN_SURE
from solver.frames.catalog import FRAMES, build_of, names_of
from solver.frames.frame import Frame, carried_back, nested, one_by_one, solve_inside
from solver.frames.plan import PLAN
from solver.language.bits import bits_of
from solver.task import MAX_SIDE, Pair, Task, as_grid, same_grid
from tests.samples import SAMPLES, SOLUTIONS, random_tasks

pytestmark = pytest.mark.usefixtures("warm")

TASKS = [*SAMPLES.values(), *random_tasks(20)]
NESTED = list(dict.fromkeys(step.frame for step in PLAN if len(names_of(step.frame)) > 1))
STEPS = 20_000_000
MUCH = Tier(2, TIERS[1].steps)
FIRST_OF_TIER_2 = {step.frame for step in PLAN if step.tier == 2} - {step.frame for step in PLAN if step.tier == 1}


@pytest.fixture(params=[*FRAMES, *NESTED])
def name(request):
    return request.param


def frames_of(name: str, task: Task) -> list[Frame]:
    """Every frame of a name; a frame with ways stands for these."""
    return [way for frame in build_of(name)(task, Budget(STEPS)) for way in frame.ways or (frame,)]


def knowing(pairs):
    """A family that knows an output for every input."""
    known = {(pair.input.shape, pair.input.tobytes()): pair.output for pair in pairs}

    def propose(task, budget):
        grids = tuple(known.get((grid.shape, grid.tobytes()), np.zeros((1, 1), np.uint8)) for grid in task.test)
        yield Candidate(grids, "knowing", "known", 1.0, len(task.train), len(task.train))

    return propose


def test_outputs_come_back(name):
    """Where a test input is one of the demonstrations, what is known of it in the frame is carried back to its output.

    A test input may be rewritten in another way than the same demonstration (its motion is guessed); then nothing is known.
    """
    come_back = 0
    for task in TASKS:
        mirror = replace(task, test=tuple(pair.input for pair in task.train))
        for frame in frames_of(name, mirror):
            known = {(pair.input.shape, pair.input.tobytes()) for pair in frame.task.train}
            if not all((grid.shape, grid.tobytes()) in known for grid in frame.task.test):
                continue
            found = list(solve_inside(replace(frame, most_bits=99.0), knowing(frame.task.train), Budget()))
            for candidate in found:
                assert (candidate.fits, candidate.demonstrations) == (len(task.train), len(task.train))
                come_back += all(map(same_grid, candidate.predictions, task.outputs))
                assert frame.oddness is not None or all(map(same_grid, candidate.predictions, task.outputs))
    assert come_back > 0


def test_a_rewritten_task_is_a_task(name):
    made = 0
    for task in TASKS:
        before = [grid.copy() for grid in task.inputs + task.outputs]
        frames = frames_of(name, task)
        assert all(same_grid(grid, copy) for grid, copy in zip(task.inputs + task.outputs, before, strict=True))
        for frame in frames:
            made += 1
            assert frame.task.train and frame.task.test and frame.bits >= 0
            for grid in frame.task.inputs + frame.task.outputs:
                assert as_grid(grid).shape == grid.shape
                assert grid.dtype == np.uint8 and grid.flags.c_contiguous
    assert made > 0


def stretched(task: Task, axis: int) -> Task:
    """The task with every row, or every column, repeated as often as there is room for in all grids."""
    factor = MAX_SIDE // max(grid.shape[axis] for grid in task.inputs + task.outputs)
    pairs = tuple(Pair(pair.input.repeat(factor, axis), pair.output.repeat(factor, axis)) for pair in task.train)
    return Task(task.id, pairs, tuple(grid.repeat(factor, axis) for grid in task.test))


@pytest.mark.parametrize("axis", [0, 1])
def test_long_grids_stay_legal_ones(name, axis):
    for task in TASKS:
        for frame in frames_of(name, stretched(task, axis)):
            assert all(max(grid.shape) <= MAX_SIDE for grid in frame.task.inputs + frame.task.outputs)


def test_the_same_frames_twice(name):
    for task in TASKS[:20]:
        once, again = ([(one.words, one.bits, len(one.task.train)) for one in frames_of(name, task)] for _ in range(2))
        assert once == again


def test_it_survives_one_demonstration_and_single_cells(name):
    cell = as_grid([[3]])
    for task in (Task("one", (Pair(cell, cell),), (cell,)), Task("two", (Pair(cell, cell),) * 2, (cell, cell))):
        for frame in frames_of(name, task):
            assert frame.task.test


def solves(name: str, task: Task, tier: Tier) -> bool:
    """Whether a task is solved in one frame alone."""
    others = frozenset(FRAMES).difference(names_of(name))
    found = list(portfolio.run_tier(task, tier, Budget(disabled=others)))
    return all(
        any(same_grid(one.predictions[index], truth) for one in choose_attempts(found, index))
        for index, truth in enumerate(SOLUTIONS[task.id])
    )


@pytest.mark.parametrize("name", sorted(FRAMES.keys() - FIRST_OF_TIER_2))
def test_a_sample_task_is_solved_in_it_alone(name, monkeypatch):
    monkeypatch.setattr(portfolio, "raise_family_errors", True)
    tasks = [task for task in reversed(SAMPLES.values()) if frames_of(name, task)]
    assert any(solves(name, task, TIERS[0]) for task in tasks)


def test_the_plan_names_families_and_frames_that_exist():
    families = {row.name for row in portfolio.FAMILIES}
    for step in PLAN:
        assert step.family in families and step.share > 0
        assert len(names_of(step.frame)) <= 2 and all(name in FRAMES for name in names_of(step.frame))
    steps = [(step.frame, step.family) for step, _ in portfolio.steps_at(TIERS[-1])]
    assert len(set(steps)) == len(steps)
    assert {name for frame, _ in steps for name in names_of(frame)} == set(FRAMES)


def test_dear_families_are_left_out_when_an_answer_is_very_sure():
    flipped = tuple(
        Pair(grid, grid[::-1].copy()) for grid in (as_grid([[1, 2], [3, 4], [5, 5]]), as_grid([[7, 0, 3], [2, 2, 1]]))
    )
    task = Task("flipped", (*flipped, Pair(as_grid([[4], [9]]), as_grid([[9], [4]]))), (as_grid([[6, 1], [1, 8]]),))
    dear = {row.name for row in portfolio.FAMILIES if row.enough < 1 and row.frames}
    assert dear and {row.name for row in portfolio.FAMILIES if row.enough > 1 and row.frames}

    def run(disabled: frozenset[str] = frozenset()) -> set[str]:
        records: list[portfolio.FamilyRecord] = []
        assert list(portfolio.run_tier(task, TIERS[0], Budget(TIERS[0].steps, disabled=disabled), records))
        return {record.family for record in records}

    assert not run() & dear
    assert dear <= run(frozenset({WHEN_SURE}))


def told(cost: float, fits: int = 2) -> Candidate:
    return Candidate((as_grid([[1, 2]]),), "family", "no rule!", cost, fits, 2)


def test_a_candidate_is_carried_back_with_words_and_bits():
    task = Task("any", (), ())
    frame = Frame(
        task, one_by_one(lambda index, grid: grid[:, ::-1]), words="turned: ", bits=2.0, most_bits=9.0, is_strict=True
    )
    back = carried_back(frame, told(3.0))
    assert back is not None
    assert (back.program, back.cost, back.predictions[0].tolist()) == ("turned: no rule!", 5.0, [[2, 1]])
    assert carried_back(frame, told(9.5)) is None, "more than a rule inside may cost"
    assert carried_back(frame, told(3.0, fits=1)) is None, "not all of it is reproduced"
    rule = replace(told(99.0), program="staggered(step=2)")
    bits = bits_of(rule.program, "literal")
    assert carried_back(replace(frame, most_bits=bits), rule) is not None, "the bits of its text are what it costs"
    assert carried_back(replace(frame, most_bits=bits - 0.1), rule) is None
    odd = carried_back(replace(frame, oddness=lambda grids: 4.0), told(3.0))
    assert odd is not None and odd.cost == 5.0 and odd.evidence == {SURPRISE: 4.0}
    assert badness(odd) == badness(back) + 4.0


def test_bits_and_words_of_nested_frames_add():
    def turned(task, budget):
        return [Frame(task, one_by_one(lambda index, grid: grid[:, ::-1]), "turned: ", 2.0)]

    def cut(task, budget):
        return [Frame(task, one_by_one(lambda index, grid: grid[:, :1]), "cut: ", 3.0, most_bits=20.0)]

    (frame,) = nested(turned, cut)(Task("any", (), ()), Budget())
    back = carried_back(frame, told(1.0))
    assert back is not None
    assert (back.program, back.cost, back.predictions[0].tolist()) == ("turned: cut: no rule!", 6.0, [[1]])


def test_ways_are_tried_only_where_a_rule_is_found():
    asked: list[str] = []
    costs: list[float] = []

    def propose(task, budget):
        asked.append(task.id)
        if task.id == "trial":
            yield told(costs[-1])

    way = Frame(Task("way", (), ()), lambda grids: grids)
    frame = Frame(Task("trial", (), ()), lambda grids: None, most_bits=9.0, ways=(way, way))
    for cost in (20.0, 5.0):
        costs.append(cost)
        assert list(solve_inside(frame, propose, Budget(1000))) == []
    assert asked == ["trial", "trial", "way", "way"]
