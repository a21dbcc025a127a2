"""Small decisions learned from examples: which class has a thing, given a table of integers about it.

A decision looks at one attribute (a table of its values, or a threshold) or joins two yes/no questions. What fits all
examples is handed out, cheapest first; answers that several attributes agree on cost less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from solver.seeing.attributes import UNKNOWN, Attribute

MOST_VALUES = 6
MOST_QUESTIONS = 300
MOST_JOINED = 40


@dataclass(frozen=True)
class Decision:
    """A way to tell the classes apart. answers: one class per thing asked about, UNKNOWN where it cannot tell."""

    words: str
    cost: float
    answers: np.ndarray


def decide(
    shown: np.ndarray, classes: np.ndarray, asked: np.ndarray, attributes: Sequence[Attribute], pairs: bool = True
) -> list[Decision]:
    """Decisions that give every example its class, cheapest first, one per different answer.

    shown: (examples, attributes) int64; classes: (examples,) int64 from 0; asked: (things, attributes). With pairs, two
    questions may be joined where one attribute does not do.
    """
    found: list[Decision] = []
    kinds = int(classes.max()) + 1
    if kinds == 1:
        return [Decision("always", 0.0, np.zeros(len(asked), np.int64))]
    for column, attribute in enumerate(attributes):
        found += _by_attribute(shown[:, column], classes, asked[:, column], attribute, kinds)
    if pairs and kinds == 2 and not any((one.answers != UNKNOWN).all() for one in found):
        found += _by_two(shown, classes == 1, asked, attributes)
    if kinds > 2 and pairs and not any((one.answers != UNKNOWN).all() for one in found):
        found += _one_by_one(shown, classes, asked, attributes, kinds)
    return _pooled(found)


def _one_by_one(
    shown: np.ndarray, classes: np.ndarray, asked: np.ndarray, attributes: Sequence[Attribute], kinds: int
) -> Iterator[Decision]:
    """Yield the decision that asks one question for each class but the most common one, when no two are answered yes."""
    rest = int(np.bincount(classes).argmax())
    answers, yes, words, cost = np.full(len(asked), rest), np.zeros(len(asked), np.int64), [], 0.0
    for kind in range(kinds):
        if kind == rest:
            continue
        binary = (classes == kind).astype(np.int64)
        choices = [one for one in decide(shown, binary, asked, attributes, pairs=False) if (one.answers != UNKNOWN).all()]
        if not choices:
            return
        answers[choices[0].answers == 1] = kind
        yes += choices[0].answers
        words.append(f"{kind}: {choices[0].words}")
        cost += choices[0].cost + 1
    if (yes <= 1).all():
        yield Decision(f"{'; '.join(words)}; else {rest}", cost, answers)


def _pooled(found: list[Decision]) -> list[Decision]:
    """The cheapest decision for each set of answers, cheaper by what several agree; complete answers first."""
    pools: dict[bytes, list[Decision]] = {}
    for one in found:
        pools.setdefault(one.answers.tobytes(), []).append(one)
    best = []
    for pool in pools.values():
        first = min(pool, key=lambda one: one.cost)
        votes = sum(2.0 ** (first.cost - one.cost) for one in pool)
        best.append(Decision(first.words, max(0.5, first.cost - min(3.0, log2(votes))), first.answers))
    return sorted(best, key=lambda one: (bool((one.answers == UNKNOWN).any()), one.cost))


def _by_attribute(
    values: np.ndarray, classes: np.ndarray, asked: np.ndarray, attribute: Attribute, kinds: int
) -> Iterator[Decision]:
    """Yield decisions by one attribute: a table, one value against the rest, thresholds."""
    name, cost = attribute.name, attribute.cost
    order = np.lexsort((classes, values))
    values, classes = values[order], classes[order]
    new_value = values[1:] != values[:-1]
    if ((classes[1:] != classes[:-1]) & ~new_value).any():
        return
    firsts = np.flatnonzero(np.concatenate(([True], new_value)))
    levels, level_classes = values[firsts], classes[firsts]
    if len(levels) == kinds or (len(levels) <= MOST_VALUES and 2 * len(levels) <= len(values)):
        yield _table(levels, level_classes, asked, name, cost)
    if kinds == 2:
        for one in (0, 1):
            mine = levels[level_classes == one]
            if len(mine) == 1 and len(levels) > 2:
                answers = np.where(asked == mine[0], one, 1 - one)
                yield Decision(f"{one} if {name} is {mine[0]}", cost + 0.5, answers)
    changes = np.flatnonzero(level_classes[1:] != level_classes[:-1])
    if attribute.has_order and len(changes) == kinds - 1 and len(levels) > kinds:
        yield from _thresholds(levels, level_classes, changes, asked, name, cost)


def _table(levels: np.ndarray, classes: np.ndarray, asked: np.ndarray, name: str, cost: float) -> Decision:
    place = np.clip(np.searchsorted(levels, asked), 0, len(levels) - 1)
    answers = np.where(levels[place] == asked, classes[place], UNKNOWN)
    words = ", ".join(f"{level}: {one}" for level, one in zip(levels, classes, strict=True))
    return Decision(f"{name} {{{words}}}", cost + len(levels) - 1.5, answers)


def _thresholds(
    levels: np.ndarray, classes: np.ndarray, changes: np.ndarray, asked: np.ndarray, name: str, cost: float
) -> Iterator[Decision]:
    """Yield the class of the interval, with the limits close to the lower and to the upper examples."""
    lower, upper = levels[changes], levels[changes + 1]
    classes = classes[np.concatenate((changes, [len(levels) - 1]))]
    places = {"above": np.searchsorted(lower, asked, side="left"), "from": np.searchsorted(upper, asked, side="right")}
    for words, limits in (("above", lower), ("from", upper)):
        answers = classes[places[words]]
        yield Decision(f"by {name} {words} {limits.tolist()}", cost + 0.5 + len(limits), answers)


def _questions(shown: np.ndarray, asked: np.ndarray, attributes: Sequence[Attribute]) -> Iterator[tuple]:
    """Yield (words, cost, answers for shown, answers for asked) of yes/no questions about one attribute."""
    for column, attribute in enumerate(attributes):
        name, values, wanted = attribute.name, shown[:, column], asked[:, column]
        levels = np.unique(values)
        for level in levels[: MOST_VALUES + 1] if len(levels) > 1 else ():
            yield f"{name} is {level}", attribute.cost, values == level, wanted == level
        for level in levels[1 : MOST_VALUES + 1] if len(levels) > 2 and attribute.has_order else ():
            yield f"{name} >= {level}", attribute.cost + 0.5, values >= level, wanted >= level


def _by_two(shown: np.ndarray, is_wanted: np.ndarray, asked: np.ndarray, attributes: Sequence[Attribute]) -> Iterator[Decision]:
    """Yield decisions that join two questions by "and" or "or", each possibly negated."""
    kept: dict[bytes, tuple[str, float, np.ndarray, np.ndarray]] = {}
    for words, cost, mine, theirs in _questions(shown, asked, attributes):
        for prefix, flip in (("", False), ("not ", True)):
            key = (mine ^ flip).tobytes() + (theirs ^ flip).tobytes()
            if key not in kept or kept[key][1] > cost:
                kept[key] = (prefix + words, float(cost), mine ^ flip, theirs ^ flip)
    for is_and in (True, False):
        # a question helps "and" when it is true of everything wanted, "or" when it is false of everything else
        fitting = [one for one in kept.values() if (one[2][is_wanted].all() if is_and else not one[2][~is_wanted].any())]
        fitting = sorted(fitting, key=lambda one: one[1])[:MOST_QUESTIONS]
        if len(fitting) < 2:
            continue
        mine = np.array([one[2] for one in fitting])
        left = mine[:, ~is_wanted] if is_and else ~mine[:, is_wanted]
        clash = left.astype(np.float32) @ left.T.astype(np.float32)
        joined = np.argwhere(np.triu(clash == 0, 1))
        price = np.array([one[1] for one in fitting])[joined].sum(axis=1)
        for first, second in joined[np.argsort(price, kind="stable")[:MOST_JOINED]]:
            one, other = fitting[first], fitting[second]
            answers = (one[3] & other[3]) if is_and else (one[3] | other[3])
            word = "and" if is_and else "or"
            yield Decision(f"1 if {one[0]} {word} {other[0]}", one[1] + other[1] + 2, answers.astype(np.int64))
