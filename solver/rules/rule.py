"""What families share: a claim is a rule that was run on all inputs and compared with the outputs, at the bits of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import LITERAL, Candidate
from solver.language.bits import bits_of
from solver.language.term import Term, run_all
from solver.task import MAX_SIDE, Grid, Task, same_grid

Propose = Callable[[Task, Budget], Iterator[Candidate]]


def cells_of(task: Task) -> int:
    """Cells of all grids of the task: the steps that one look at it costs."""
    return sum(grid.size for grid in task.inputs + task.outputs)


def claimed(task: Task, family: str, rule: Term) -> Iterator[Candidate]:
    """Run a rule on every input; yield it as a candidate when it reproduces every demonstration and gives legal grids."""
    outputs = run_all(rule, task.inputs, task.outputs)
    if outputs is not None and all(map(is_legal, outputs)):
        yield from claim_outputs(task, family, rule, outputs)


def is_legal(grid: Grid) -> bool:
    """True for a grid with sides that an output may have."""
    return grid.ndim == 2 and all(1 <= side <= MAX_SIDE for side in grid.shape)


def claim_outputs(task: Task, family: str, rule: Term, outputs: Sequence[Grid]) -> Iterator[Candidate]:
    """Yield what a rule makes of all inputs as a candidate, at the bits of its text, when it reproduces every demonstration."""
    count, text = len(task.train), str(rule)
    if all(same_grid(grid, wanted) for grid, wanted in zip(outputs, task.outputs, strict=False)):
        predictions = tuple(np.ascontiguousarray(grid, np.uint8) for grid in outputs[count:])
        yield Candidate(predictions, family, text, bits_of(text, LITERAL) or 0.0, count, count)


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
    """Candidates of a family by what they predict: the cheapest of each."""

    best: dict[tuple[bytes, ...], Candidate] = field(default_factory=dict)

    def add(self, candidate: Candidate) -> None:
        """Take in a candidate."""
        key = candidate.keys
        if key not in self.best or candidate.cost < self.best[key].cost:
            self.best[key] = candidate

    def candidates(self, keys: Iterable[tuple[bytes, ...]] | None = None) -> Iterator[Candidate]:
        """Yield one candidate for each prediction, or for each of some."""
        yield from (self.best[key] for key in (self.best if keys is None else keys))


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
