"""How large outputs are: rules for one side, from the sides of the inputs, that hold in every demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice, product
from math import gcd

import numpy as np

from solver.task import MAX_SIDE

FACTORS = (1, 2, 3, 4, 5)
OFFSETS = (0, 1, -1, 2, -2, 3, -3)
NAMES = ("rows", "cols")

Shape = tuple[int, ...]
Side = int | str  # that many cells, or what SIDES calls it
SideRule = tuple[Side, float, list[int]]  # the rule; its cost; the side for every input, tests last


def _sides() -> Iterator[tuple[str, tuple[float, int, Callable[[np.ndarray], np.ndarray]]]]:
    for source, factor, offset in product((0, 1), FACTORS, OFFSETS):
        side, cost = f"its {NAMES[source]}", 0.5 + 0.25 * (factor - 1) + 0.5 * abs(offset)
        more = f" {offset:+d}" if offset else ""
        yield f"{factor} x {side}{more}", (cost, source, partial(_follow, factor, 1, 0, offset))
        if factor > 1:
            yield f"{side}{more} / {factor}", (cost + 0.5, source, partial(_follow, 1, factor, offset, 0))
        for parts in range(2, factor if offset == 0 else 0):
            if gcd(factor, parts) == 1:
                yield f"{factor} x {side} / {parts}", (cost + 0.5, source, partial(_follow, factor, parts, 0, 0))


def _follow(factor: int, parts: int, before: int, after: int, sides: np.ndarray) -> np.ndarray:
    return (sides + before) * factor // parts + after


# What a side may be: cost, which side of the input it follows from, how.
SIDES = dict(_sides())


def side_of(rule: Side, shape: Shape) -> int:
    """The side that a rule gives for an input of a shape."""
    if isinstance(rule, int):
        return rule
    _, source, follow = SIDES[rule]
    return int(follow(np.array(shape[source])))


def side_rules(inputs: Sequence[Shape], outputs: Sequence[Shape], axis: int) -> list[SideRule]:
    """What the side along an axis may be, cheapest first; each list of sides once.

    inputs: shapes of all inputs; outputs: those of the demonstrations, one at least.
    """
    wanted = [shape[axis] for shape in outputs]
    kept: dict[tuple[int, ...], SideRule] = {}
    for rule, cost, values in sorted(_proposals(np.array(inputs), wanted[0], axis), key=lambda one: one[1]):
        sides = values.tolist()
        if sides[: len(wanted)] == wanted and all(1 <= side <= MAX_SIDE for side in sides):
            kept.setdefault(tuple(sides), (rule, cost, sides))
    return list(kept.values())


def _proposals(inputs: np.ndarray, constant: int, axis: int) -> Iterator[tuple[Side, float, np.ndarray]]:
    yield constant, 0.75, np.full(len(inputs), constant)
    for name, (cost, source, follow) in sorted(SIDES.items(), key=lambda row: bool(row[1][1] != axis)):
        yield name, cost + 0.5 * (source != axis), follow(inputs[:, source])


def larger_sides(inputs: Sequence[Shape], outputs: Sequence[Shape]) -> tuple[Side, Side] | None:
    """The rules for both sides of outputs that are no smaller than their inputs, such as follow from the input first."""
    found = []
    for axis in (0, 1):
        rules = [
            rule
            for rule in side_rules(inputs, outputs, axis)
            if all(new >= old[axis] for new, old in zip(rule[2], inputs, strict=True))
        ]
        found += [rule for rule, _, _ in sorted(rules, key=lambda rule: isinstance(rule[0], int))[:1]]
    return (found[0], found[1]) if len(found) == 2 else None


def likely_shapes(inputs: Sequence[Shape], outputs: Sequence[Shape], most: int = 4) -> Iterator[list[Shape]]:
    """Yield shapes for the inputs that have no output yet, by the cheapest rules of both sides, most trusted first."""
    rows, cols = (list(islice(side_rules(inputs, outputs, axis), most)) for axis in (0, 1))
    pairs = [(row[1] + col[1], at, row[2], col[2]) for at, row in enumerate(rows) for col in cols]
    for _, _, heights, widths in sorted(pairs, key=lambda one: one[:2]):
        yield list(zip(heights[len(outputs) :], widths[len(outputs) :], strict=True))
