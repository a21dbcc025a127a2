"""How large outputs are: rules for one side, from the sides of the inputs and from facts, that hold in every demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from solver.seeing.facts import fact_cost
from solver.task import MAX_SIDE

FACTORS = (1, 2, 3, 4, 5)
OFFSETS = (0, 1, -1, 2, -2, 3, -3)
NAMES = ("rows", "cols")

Shape = tuple[int, ...]
SideRule = tuple[str, float, list[int]]  # words, cost, the side for every input, tests last


def side_rules(
    inputs: Sequence[Shape], outputs: Sequence[Shape], axis: int, facts: Mapping[str, Sequence[int]] | None = None
) -> list[SideRule]:
    """What the side along an axis may be, cheapest first; each list of sides once.

    inputs: shapes of all inputs; outputs: those of the demonstrations; facts: numbers, one per input.
    """
    wanted = [shape[axis] for shape in outputs]
    kept: dict[tuple[int, ...], SideRule] = {}
    for words, cost, values in sorted(_proposals(np.array(inputs), wanted[0], axis, facts or {}), key=lambda one: one[1]):
        sides = values.tolist()
        if sides[: len(wanted)] == wanted and all(1 <= side <= MAX_SIDE for side in sides):
            kept.setdefault(tuple(sides), (words, cost, sides))
    return list(kept.values())


def _proposals(
    inputs: np.ndarray, constant: int, axis: int, facts: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, float, np.ndarray]]:
    yield str(constant), 0.75, np.full(len(inputs), constant)
    for source in (axis, 1 - axis):
        sides, words = inputs[:, source], NAMES[source]
        for factor in FACTORS:
            for offset in OFFSETS:
                cost = 0.5 + 0.5 * (source != axis) + 0.25 * (factor - 1) + 0.5 * abs(offset)
                more = f" {offset:+d}" if offset else ""
                yield f"{factor} x its {words}{more}", cost, sides * factor + offset
                if factor > 1:
                    yield f"its {words}{more} / {factor}", cost + 0.5, (sides + offset) // factor
    for name, numbers in facts.items():
        yield name, fact_cost(name), np.array(numbers)
        for source, words in enumerate(NAMES):
            yield f"{name} x its {words}", 0.5 + fact_cost(name), np.array(numbers) * inputs[:, source]


def likely_shapes(inputs: Sequence[Shape], outputs: Sequence[Shape], most: int = 4) -> Iterator[list[Shape]]:
    """Yield shapes for the inputs that have no output yet, by the cheapest rules of both sides, most trusted first."""
    rows, cols = (list(islice(side_rules(inputs, outputs, axis), most)) for axis in (0, 1))
    pairs = [(row[1] + col[1], at, row[2], col[2]) for at, row in enumerate(rows) for col in cols]
    for _, _, heights, widths in sorted(pairs, key=lambda one: one[:2]):
        yield list(zip(heights[len(outputs) :], widths[len(outputs) :], strict=True))
