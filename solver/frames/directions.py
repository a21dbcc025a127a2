"""Rules that hold in a direction of its own for every pair: fitted to one demonstration, tried in eight motions on the others.

What direction a test input has nobody says: every motion is tried, and the ones whose predictions are least odd are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.choice.oddness import Oddness
from solver.frames.alignment import Experience
from solver.language.term import Grids, Rule, read_term, run_all, run_term, term, verb
from solver.rules import completion, continuation, drawings, moves, object_rules, rectangles, relocations
from solver.rules.rule import Propose, is_legal
from solver.seeing.motions import INVERSE, MOTIONS, STAYS
from solver.task import Grid, Pair, Task, key_of, same_grid

NAME = "directions"
INNER: tuple[Propose, ...] = (
    object_rules.propose,
    continuation.propose,
    completion.propose,
    rectangles.propose,
    moves.propose,
    relocations.propose,
    drawings.propose,
    drawings.propose_from_objects,
)
MOST_TRIED = 40  # rules of a family, cheapest first
KEPT = 2  # predictions of a rule
BITS = 3.0
WAY_BITS = 1.0  # for each prediction that is less odd
CELL_STEPS = 20  # of running a rule on a cell
LEAST_GAIN = 4.0  # bits by which a test input must look better moved, where no demonstration is


@verb
def in_directions(grids: Grids, of: Rule, motions: tuple[Annotated[str, MOTIONS], ...]) -> Grids | None:
    """Apply a rule to every input moved by a motion of its own, and move back what it makes."""
    made = run_all(of, [_moved(name, grid) for name, grid in zip(motions, grids, strict=True)])
    return None if made is None else [_moved(INVERSE[name], grid) for name, grid in zip(motions, made, strict=True)]


def _moved(name: str, grid: Grid) -> Grid:
    return np.ascontiguousarray(MOTIONS[name](grid))


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that hold in some motion of every demonstration, with the test inputs in their likeliest ones."""
    if len(task.train) < 2:
        return
    first = Task(task.id, task.train[:1], (task.train[0].input,))
    odd = Oddness(task)
    seen: set[str] = set()
    for number, inner in enumerate(INNER):
        share = budget.share(budget.steps_left // (len(INNER) - number))
        for candidate in islice(inner(first, share), MOST_TRIED):
            if not candidate.is_full_fit or candidate.program in seen:
                continue
            seen.add(candidate.program)
            rule = read_term(candidate.program)
            motions = _of_demonstrations(rule, task, share)
            if motions is not None:
                yield from _answers(task, rule, motions, candidate.cost, odd, share)
            if share.is_over():
                break


def _of_demonstrations(rule: Rule, task: Task, budget: Budget) -> list[str] | None:
    """A motion of each demonstration in which the rule reproduces it; the first as it is. None when one has none."""
    motions = [STAYS]
    for pair in task.train[1:]:
        found = next((name for name in MOTIONS if _reproduces(rule, pair, name, budget)), None)
        if found is None:
            return None
        motions.append(found)
    return motions


def _reproduces(rule: Rule, pair: Pair, name: str, budget: Budget) -> bool:
    made = _made(rule, pair.input, name, budget)
    return made is not None and same_grid(made, pair.output)


def _made(rule: Rule, grid: Grid, name: str, budget: Budget) -> Grid | None:
    """What the rule makes of a grid in a motion; None when it cannot, or when the steps have run out."""
    if not budget.spend(CELL_STEPS * grid.size):
        return None
    (made,) = run_term(rule, [_moved(name, grid)])
    return None if made is None or not is_legal(made) else _moved(INVERSE[name], made)


def _answers(task: Task, rule: Rule, motions: list[str], cost: float, odd: Oddness, budget: Budget) -> Iterator[Candidate]:
    """Yield the rule with its least odd predictions."""
    surprise = _surprises(task, motions)
    ranked: list[list[tuple[float, str, Grid]]] = []
    for index, grid in enumerate(task.test):
        found: dict[bytes, tuple[float, str, Grid]] = {}
        for name in MOTIONS:
            made = _made(rule, grid, name, budget)
            if made is not None and key_of(made) not in found:
                bits = odd.bits(index, made) + surprise(grid, made, name)
                found[key_of(made)] = (bits, name, made)
        ranked.append(sorted(found.values(), key=lambda one: one[0]))
    if not all(ranked):
        return
    is_plain = set(motions) == {STAYS}
    for place in range(min(KEPT, max(map(len, ranked)))):
        chosen = [order[min(place, len(order) - 1)] for order in ranked]
        names = [name for _, name, _ in chosen]
        if is_plain and (place or not _gains(chosen, ranked)):
            return
        count = len(task.train)
        program = str(term(in_directions, of=rule, motions=(*motions, *names)))
        predictions = tuple(grid for _, _, grid in chosen)
        yield Candidate(predictions, NAME, program, cost + BITS + WAY_BITS * place, count, count)


def _gains(chosen: list[tuple[float, str, Grid]], ranked: list[list[tuple[float, str, Grid]]]) -> bool:
    """True when the test inputs look much better moved than as they are."""
    gains = [
        bits + LEAST_GAIN <= next((one for one, name, _ in order if name == STAYS), bits)
        for (bits, _, _), order in zip(chosen, ranked, strict=True)
    ]
    return any(gains)


SURPRISE_WEIGHT, MOST_SURPRISE = 0.25, 10.0  # of the bits by which what becomes of the cells is unlike the demonstrations


def _surprises(task: Task, motions: list[str]) -> Callable[[Grid, Grid, str], float]:
    """How unlike the demonstrations it is what becomes of the cells of an input in a motion; 0 where sizes change."""
    if any(pair.input.shape != pair.output.shape for pair in task.train):
        return lambda before, after, name: 0.0
    pairs = zip(task.train, motions, strict=True)
    known = Experience.of([(_moved(name, pair.input), _moved(name, pair.output)) for pair, name in pairs])

    def surprise(before: Grid, after: Grid, name: str) -> float:
        if before.shape != after.shape:
            return MOST_SURPRISE
        return min(MOST_SURPRISE, SURPRISE_WEIGHT * known.surprise(_moved(name, before), _moved(name, after)))

    return surprise
