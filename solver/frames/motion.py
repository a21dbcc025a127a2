"""A motion per pair: demonstrations that follow one rule in different directions are moved until they all follow it in one.

Which motion lines a demonstration up with the others is fitted with the help of its output (see alignment.py); a rule must
then hold in one direction for all. What direction a test input has nobody says: the motions under which it is most like the
inputs that were lined up are tried, and the one whose prediction costs least in the end is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.budget import Budget
from solver.frames.alignment import MOTION_NAMES, Experience, Motions, alignments, moved_count
from solver.frames.frame import Frame, Grids, mapped, one_by_one
from solver.frames.turned import MEASURES, WITHOUT
from solver.rules.rule import cells_of
from solver.seeing.motions import INVERSE, MOTIONS
from solver.task import Grid, Task

BITS = 2.0
MOVED_BITS = 3.0  # to name one of eight motions
MOST_BITS = 150.0  # of a rule inside
LOOK_STEPS = 60  # per cell, what lining up costs in Python
MOST_ALIGNMENTS = 2
MOST_WAYS = 4  # motions of the test inputs that are tried
WAY_BITS = 1.0  # for each motion that is more likely
HABIT_BITS = 4.0  # how much more alike a measured direction makes a test input
SURPRISE_WEIGHT, MOST_SURPRISE = 0.25, 10.0  # of the bits by which a prediction is unlike the demonstrations


def motion_per_pair(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the task with demonstrations and test inputs moved, for the likeliest motions. Free cells are 0."""
    if len(task.train) < 2 or any(pair.input.shape != pair.output.shape for pair in task.train):
        return
    if not budget.spend(LOOK_STEPS * cells_of(task)):
        return
    for motions in _likely(task):
        yield _lined_up(task, motions)


def _likely(task: Task) -> list[Motions]:
    """Motions that tell more of what the demonstrations do than it takes to name them; else none, for tests that are turned."""
    as_they_are, found = alignments([(pair.input, pair.output) for pair in task.train])
    better = [motions for bits, motions in found if bits + MOVED_BITS * moved_count(motions) < as_they_are]
    return better[:MOST_ALIGNMENTS] or [MOTION_NAMES[:1] * len(task.train)]


def _lined_up(task: Task, motions: Motions) -> Frame:
    """The frame of some motions: tried on the input of a demonstration, then with the likeliest motions of the tests."""
    shown = mapped(Task(task.id, task.train, ()), [MOTIONS[name] for name in motions])
    known = Experience.of([(pair.input, pair.output) for pair in shown.train])
    ranked = [_ranked(known, shown, grid) for grid in task.test]
    ways = []
    for rank in range(MOST_WAYS):
        names = tuple(order[rank] for order in ranked)
        if moved_count(motions + names):
            ways.append(_way(task, shown, known, (motions, names), BITS + WAY_BITS * rank))
    trial = Task(task.id, shown.train, (shown.train[0].input,))
    return Frame(trial, lambda grids: None, most_bits=MOST_BITS, is_strict=True, without=WITHOUT, ways=tuple(ways))


def _way(task: Task, shown: Task, known: Experience, motions: tuple[Motions, Motions], bits: float) -> Frame:
    names = motions[1]
    back = [MOTIONS[INVERSE[name]] for name in names]
    turned_back = one_by_one(lambda index, grid: back[index](grid))
    tests = tuple(np.ascontiguousarray(MOTIONS[name](grid)) for name, grid in zip(names, task.test, strict=True))

    def decode(grids: Grids) -> Grids | None:
        is_whole = all(grid.shape == test.shape for grid, test in zip(grids, tests, strict=True))
        return turned_back(grids) if is_whole else None

    def oddness(grids: Grids) -> float:
        surprise = sum(known.surprise(test, grid) for test, grid in zip(tests, grids, strict=True)) / len(tests)
        return min(MOST_SURPRISE, SURPRISE_WEIGHT * surprise)

    return Frame(
        Task(shown.id, shown.train, tests),
        decode,
        words=f"pairs moved ({', '.join((*motions[0], *names))}): ",
        bits=bits,
        most_bits=MOST_BITS,
        is_strict=True,
        without=WITHOUT,
        oddness=oddness,
    )


def _ranked(known: Experience, shown: Task, grid: Grid) -> list[str]:
    """The motions of a test input, those under which it is most like the inputs that are lined up first.

    A direction that all of these show in the same way (see turned.py) counts as well as what their cells see.
    """
    bits = known.strangeness(grid)
    for _, _, measure in MEASURES:
        habits = {measure(pair.input) for pair in shown.train}
        if len(habits) == 1 and None not in habits:
            for name in MOTION_NAMES:
                bits[name] -= HABIT_BITS * (measure(np.ascontiguousarray(MOTIONS[name](grid))) in habits)
    return sorted(MOTION_NAMES, key=lambda name: bits[name])
