"""Numbers that rules compute from a grid: a constant, or a term that takes a fact times and plus constants."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from solver.language.term import Term, term, verb
from solver.seeing.facts import fact_cost, facts_of, shared_facts
from solver.seeing.sizes import FACTORS, NAMES, OFFSETS
from solver.task import MAX_SIDE, Grid, Task


class Change(NamedTuple):
    """What is made of a fact: so many times it, so much more, cut into parts."""

    times: int = 1
    more: int = 0
    parts: int = 1

    @property
    def cost(self) -> int:
        """Description length."""
        return self.times - 1 + abs(self.more) + self.parts - 1


NEAR = (Change(), Change(more=1), Change(more=-1))
SHARES = (Change(times=2), Change(parts=2), Change(more=1, parts=2), Change(more=-1, parts=2), Change(times=3), Change(parts=3))
Number = int | Term
Found = tuple[Number, float, list[int]]  # how to say it, its cost, the number for every input
UNKNOWN = -1


@verb
def number(seen: Grid, fact: str, times: int = 1, more: int = 0, parts: int = 1, by: str = "") -> int:
    """A fact of a grid, times another fact and a constant, plus a constant, cut into parts; UNKNOWN where there is none."""
    facts = facts_of(seen)
    if fact not in facts:
        return UNKNOWN
    return (facts[fact] * (facts[by] if by else 1) * times + more) // parts


def value_of(one: Number, grid: Grid) -> int:
    """What a number is for a grid."""
    return int(one(grid)) if isinstance(one, Term) else one


def numbers_of(task: Task, shown: Sequence[int], plain: Sequence[str] = ()) -> Iterator[Found]:
    """Yield the numbers that are those shown in the demonstrations, one for each list of numbers: a constant, or facts; where
    a constant does, only plain facts beside it.
    """
    facts = shared_facts(task.inputs)
    if len(set(shown)) == 1:
        yield shown[0], 0.5, [shown[0]] * len(task.inputs)
        facts = {name: facts[name] for name in plain}
    seen = set()
    for name, values in sorted(facts.items(), key=lambda one: fact_cost(one[0])):
        if values[: len(shown)] == list(shown) and min(values) >= 0 and tuple(values) not in seen:
            seen.add(tuple(values))
            yield term(number, fact=name), fact_cost(name), values


def numbers_within(task: Task, allowed: Sequence[Collection[int]]) -> Iterator[Found]:
    """Yield the numbers that are among those allowed in each demonstration, one for each list of numbers: constants, then facts
    and one more or less; parts and multiples of facts where none of these does.
    """
    for constant in sorted(set.intersection(*map(set, allowed))):
        yield constant, 0.5, [constant] * len(task.inputs)
    facts, seen = shared_facts(task.inputs), set[tuple[int, ...]]()
    for changes in (NEAR, SHARES):
        rows = sorted(product(facts, changes), key=lambda row: fact_cost(row[0]) + row[1].cost)
        for name, change in rows if not seen else ():
            values = [(one * change.times + change.more) // change.parts for one in facts[name]]
            is_allowed = all(one in those for one, those in zip(values, allowed, strict=False))
            if is_allowed and min(values) >= 0 and tuple(values) not in seen:
                seen.add(tuple(values))
                said = term(number, fact=name, times=change.times, more=change.more, parts=change.parts)
                yield said, fact_cost(name) + change.cost, values


def sides_of(task: Task, axis: int) -> list[Found]:
    """What the side of an output along an axis may be, cheapest first, one for each list of sides."""
    wanted = [grid.shape[axis] for grid in task.outputs]
    kept: dict[tuple[int, ...], Found] = {}
    for said, cost, values in sorted(_sides(task, wanted[0], axis), key=lambda one: one[1]):
        sides = values.tolist()
        if sides[: len(wanted)] == wanted and all(1 <= side <= MAX_SIDE for side in sides) and tuple(sides) not in kept:
            kept[tuple(sides)] = said if isinstance(said, int) else term(number, **said), cost, sides
    return list(kept.values())


def _sides(task: Task, constant: int, axis: int) -> Iterator[tuple[int | dict, float, np.ndarray]]:
    """Yield (constant or arguments of `number`, cost, values for every input)."""
    yield constant, 0.75, np.full(len(task.inputs), constant)
    sides = np.array([grid.shape for grid in task.inputs])
    for source, times, more in product((axis, 1 - axis), FACTORS, OFFSETS):
        fact, values = NAMES[source], sides[:, source]
        cost = 0.5 + 0.5 * (source != axis) + 0.25 * (times - 1) + 0.5 * abs(more)
        yield {"fact": fact, "times": times, "more": more}, cost, values * times + more
        if times > 1:
            yield {"fact": fact, "more": more, "parts": times}, cost + 0.5, (values + more) // times
    for name, numbers in shared_facts(task.inputs).items():
        yield {"fact": name}, fact_cost(name), np.array(numbers)
        for source, by in enumerate(NAMES):
            yield {"fact": name, "by": by}, 0.5 + fact_cost(name), np.array(numbers) * sides[:, source]
