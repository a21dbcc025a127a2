"""The library door: solve a task in this process, as a generator of improving candidates or in the shape of scikit-learn."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Self

from solver.budget import Budget
from solver.candidate import Candidate, badness, choose_attempts
from solver.confidence import WHEN_SURE, is_sure
from solver.guess import guess
from solver.options import tiers_for
from solver.task import Grid, Pair, Task, as_grid, same_grid


def solve(
    task: Task, effort: int | None = 1, seconds: float = float("inf"), disable: Iterable[str] = ()
) -> Iterator[Candidate]:
    """Yield candidates of which each is more trusted than all before; the last one is the best.

    effort: as on the command line, a tier 1..4 or steps per test input; None for all tiers, until the time is up.
    seconds: how long to search at most. disable: families, frames, ops and pruning rules to leave out.
    """
    best = float("inf")
    for candidate in _search(task, effort, seconds, disable):
        if badness(candidate) < best:
            best = badness(candidate)
            yield candidate


class Solver:
    """Learns from demonstrations and predicts outputs. The rule is searched for when the test input is known."""

    def __init__(self, effort: int | None = 1, seconds: float = float("inf"), disable: Iterable[str] = ()):
        self.effort = effort
        self.seconds = seconds
        self.disable = frozenset(disable)
        self.pairs: tuple[Pair, ...] = ()

    def fit(self, pairs: Iterable[Pair | tuple[object, object]]) -> Self:
        """Take the demonstrations: Pairs, or (input, output) as arrays or rows. Raises ValueError for what is no grid."""
        taken = [(pair.input, pair.output) if isinstance(pair, Pair) else tuple(pair) for pair in pairs]
        self.pairs = tuple(Pair(as_grid(given), as_grid(wanted)) for given, wanted in taken)
        if not self.pairs:
            raise ValueError("expected at least one pair of input and output, found none")
        return self

    def predict(self, grid: object) -> Grid:
        """Predict the output for one input: the most trusted prediction, or a guess when no rule was found."""
        return self.predict_attempts(grid)[0]

    def predict_attempts(self, grid: object) -> list[Grid]:
        """Predict two different outputs for one input, the most trusted first."""
        if not self.pairs:
            raise ValueError("expected fit() before predict()")
        task = Task("", self.pairs, (as_grid(grid),))
        candidates = list(_search(task, self.effort, self.seconds, self.disable))
        attempts = [candidate.predictions[0] for candidate in choose_attempts(candidates, 0)] if candidates else []
        attempts += [other for other in guess(task, task.test[0]) if not any(same_grid(other, own) for own in attempts)]
        return attempts[:2]


def _search(task: Task, effort: int | None, seconds: float, disable: Iterable[str]) -> Iterator[Candidate]:
    """Run the tiers one after the other in this process. The first call compiles, or loads what is compiled."""
    from solver import portfolio
    from solver.jit import warm_up

    warm_up()
    budget = Budget(deadline=time.monotonic() + seconds, disabled=frozenset(disable))
    found: list[Candidate] = []
    for tier in tiers_for(effort, effort is None):
        for candidate in portfolio.run_tier(task, tier, budget):
            found.append(candidate)
            yield candidate
        if WHEN_SURE not in budget.disabled and is_sure(found, len(task.test)):
            return
