"""What hand-written families share: a rule is a function from grid to grid, a claim is a rule that was run and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from math import log2

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, run_all
from solver.task import MAX_SIDE, Grid, Task, same_grid

Rule = Callable[[Grid], Grid | None]

MOST_AGREED = 3.0  # bits that agreement within a family is worth

Propose = Callable[[Task, Budget], Iterator[Candidate]]


def cells_of(task: Task) -> int:
    """Cells of all grids of the task: the steps that one look at it costs."""
    return sum(grid.size for grid in task.inputs + task.outputs)


def claim(task: Task, family: str, program: str, cost: float, rule: Rule) -> Candidate | None:
    """Run a rule on every input and compare with the demonstrations.

    None when it reproduces no demonstration or gives no legal grid for a test input.
    """
    fits = 0
    for pair in task.train:
        out = rule(pair.input)
        fits += out is not None and same_grid(out, pair.output)
    if fits == 0:
        return None
    predictions = []
    for grid in task.test:
        out = rule(grid)
        if out is None or not is_legal(out):
            return None
        predictions.append(np.ascontiguousarray(out, dtype=np.uint8))
    return Candidate(tuple(predictions), family, program, cost, fits, len(task.train))


def claimed(task: Task, family: str, rule: Term, cost: float) -> Iterator[Candidate]:
    """Run a rule on every input; yield it as a candidate when it reproduces every demonstration and gives legal grids."""
    outputs = run_all(rule, task.inputs, task.outputs)
    if outputs is not None and all(map(is_legal, outputs)):
        candidate = claim_outputs(task, family, str(rule), cost, outputs)
        if candidate is not None:
            yield candidate


def is_legal(grid: Grid) -> bool:
    """True for a grid with sides that an output may have."""
    return grid.ndim == 2 and all(1 <= side <= MAX_SIDE for side in grid.shape)


def claim_outputs(task: Task, family: str, program: str, cost: float, outputs: Sequence[Grid]) -> Candidate | None:
    """Take the outputs of all inputs as a claim. None when they do not reproduce every demonstration."""
    if not all(same_grid(grid, wanted) for grid, wanted in zip(outputs, task.outputs, strict=False)):
        return None
    count = len(task.train)
    return Candidate(
        tuple(np.ascontiguousarray(grid, np.uint8) for grid in outputs[count:]), family, program, cost, count, count
    )


def distinct(propose: Propose) -> Propose:
    """Leave out the candidates of a family that predict what an earlier one does."""

    @wraps(propose)
    def proposed(task: Task, budget: Budget) -> Iterator[Candidate]:
        seen: set[tuple[bytes, ...]] = set()
        for candidate in propose(task, budget):
            if candidate.keys not in seen:
                seen.add(candidate.keys)
                yield candidate

    return proposed


@dataclass
class Pool:
    """Candidates of a family by what they predict: the cheapest of each, cheaper by what others that agree weigh.

    scale: a vote weighs half as much with every so many bits of its cost.
    """

    scale: float
    best: dict[tuple[bytes, ...], Candidate] = field(default_factory=dict)
    votes: dict[tuple[bytes, ...], float] = field(default_factory=dict)

    def add(self, candidate: Candidate) -> None:
        """Take in a candidate."""
        key = candidate.keys
        self.votes[key] = self.votes.get(key, 0.0) + 2.0 ** (-candidate.cost / self.scale)
        if key not in self.best or candidate.cost < self.best[key].cost:
            self.best[key] = candidate

    def candidates(self, keys: Iterable[tuple[bytes, ...]] | None = None) -> Iterator[Candidate]:
        """Yield one candidate for each prediction, or for each of some."""
        for key in self.best if keys is None else keys:
            one = self.best[key]
            yield replace(one, cost=max(one.cost - MOST_AGREED, -self.scale * log2(self.votes[key])))


def keeps_shape(task: Task) -> bool:
    """True when every demonstration's output has the shape of its input."""
    return all(pair.input.shape == pair.output.shape for pair in task.train)


def changes_in_place(task: Task) -> bool:
    """True when every demonstration's output has the shape of its input, and some have other cells."""
    return keeps_shape(task) and not all(same_grid(pair.input, pair.output) for pair in task.train)


def agreed(sets: Iterable[frozenset]) -> frozenset:
    """What all sets have in common; nothing when there are no sets."""
    common: frozenset | None = None
    for members in sets:
        common = members if common is None else common & members
    return common or frozenset()
