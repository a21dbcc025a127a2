"""Small decisions learned from examples: which class has a thing, given a table of integers about it.

A decision looks at one attribute (a table of its values, or a threshold) or joins two yes/no questions. What fits all
examples is handed out, cheapest first; answers that several attributes agree on cost less. A decision is a term that says of
things which class they have (an integer from 0, UNKNOWN where it cannot tell); a question is one with the classes 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from math import log2
from typing import Annotated, Literal

import numpy as np

from solver.language.term import Term, near, term, verb
from solver.seeing.attributes import UNKNOWN, Attribute

Limits = tuple[int, ...]
Side = Literal["left", "right"]
MOST_VALUES = 6
MOST_QUESTIONS = 300
MOST_JOINED = 40


@dataclass(frozen=True)
class Things:
    """What is decided about: one row per thing (int64) with a column for each attribute."""

    table: np.ndarray
    attributes: Sequence[Attribute]

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each attribute."""
        return {attribute.name: place for place, attribute in enumerate(self.attributes)}

    def __call__(self, name: str) -> np.ndarray:
        """The values of an attribute. Raises ValueError for one that there is not."""
        if name not in self.places:
            raise ValueError(f"unknown attribute {name!r}{near(name, self.places)}")
        return np.asarray(self.table[:, self.places[name]])


@verb
def always(things: Things, answer: int = 0) -> np.ndarray:
    """The same class for all."""
    return np.full(len(things.table), answer)


@verb
def by_value(things: Things, attribute: str, answers: dict[int, int]) -> np.ndarray:
    """A class for each value of an attribute."""
    values = things(attribute)
    found = np.full(len(values), UNKNOWN)
    for value, answer in answers.items():
        found[values == value] = answer
    return found


@verb
def by_limit(things: Things, attribute: str, answers: tuple[int, ...], above: Limits = (), at_least: Limits = ()) -> np.ndarray:
    """A class for each interval of an attribute, between limits that belong to the lower or to the upper interval."""
    side: Side = "left" if above else "right"
    return np.array(answers)[np.searchsorted(above or at_least, things(attribute), side)]


@verb
def has(things: Things, attribute: str, value: int) -> np.ndarray:
    """Whether an attribute has a value."""
    return (things(attribute) == value).astype(np.int64)


@verb
def has_at_least(things: Things, attribute: str, value: int) -> np.ndarray:
    """Whether an attribute is no less than a value."""
    return (things(attribute) >= value).astype(np.int64)


# Which values stand out, along the first axis. Of two, none stands alone.
STANDING_OUT: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "most": lambda values: values == values.max(axis=0),
    "least": lambda values: values == values.min(axis=0),
    "alone": lambda values: ((values[:, None] == values).sum(axis=1) == 1) & (len(values) > 2),
}


@verb
def stands_out(things: Things, attribute: str, by: Annotated[str, STANDING_OUT] = "most") -> np.ndarray:
    """Whether a value is the most or the least of all, or the only one of its kind where there are more than two."""
    return STANDING_OUT[by](things(attribute)).astype(np.int64)


@verb
def lacks(things: Things, question: Term) -> np.ndarray:
    """Whether the answer is no."""
    return 1 - question(things)


@verb
def both(things: Things, one: Term, other: Term) -> np.ndarray:
    """Whether both answers are yes."""
    return one(things) & other(things)


@verb
def either(things: Things, one: Term, other: Term) -> np.ndarray:
    """Whether one of the answers is yes."""
    return one(things) | other(things)


@verb
def by_questions(things: Things, questions: dict[int, Term], otherwise: int) -> np.ndarray:
    """The class whose question is answered yes; of several the last."""
    found = np.full(len(things.table), otherwise)
    for answer, question in questions.items():
        found[question(things) == 1] = answer
    return found


@dataclass(frozen=True)
class Decision:
    """A way to tell the classes apart. answers: one class per thing asked about, UNKNOWN where it cannot tell."""

    rule: Term
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
    things = Things(asked, attributes)
    kinds = int(classes.max()) + 1
    if kinds == 1:
        return [_decided(term(always), 0.0, things)]
    rows = np.argsort(classes, kind="stable")
    order = rows[np.argsort(shown[rows], axis=0, kind="stable")]
    values, answers = np.take_along_axis(shown, order, axis=0), classes[order]
    is_torn = ((answers[1:] != answers[:-1]) & (values[1:] == values[:-1])).any(axis=0)  # one value in two classes
    for column in np.flatnonzero(~is_torn).tolist():
        told = _by_attribute(values[:, column], answers[:, column], attributes[column], kinds)
        found += [_decided(*one, things) for one in told]
    if pairs and kinds == 2 and not any((one.answers != UNKNOWN).all() for one in found):
        found += _by_two(shown, classes == 1, asked, attributes)
    if kinds > 2 and pairs and not any((one.answers != UNKNOWN).all() for one in found):
        found += _one_by_one(shown, classes, asked, attributes, kinds)
    return _pooled(found)


def _decided(rule: Term, cost: float, things: Things) -> Decision:
    return Decision(rule, cost, rule(things))


def _one_by_one(
    shown: np.ndarray, classes: np.ndarray, asked: np.ndarray, attributes: Sequence[Attribute], kinds: int
) -> Iterator[Decision]:
    """Yield the decision that asks one question for each class but the most common one, when no two are answered yes."""
    rest = int(np.bincount(classes).argmax())
    yes, cost = np.zeros(len(asked), np.int64), 0.0
    questions: dict[int, Term] = {}
    for kind in range(kinds):
        if kind == rest:
            continue
        binary = (classes == kind).astype(np.int64)
        choices = [one for one in decide(shown, binary, asked, attributes, pairs=False) if (one.answers != UNKNOWN).all()]
        if not choices:
            return
        yes += choices[0].answers
        questions[kind] = choices[0].rule
        cost += choices[0].cost + 1
    if (yes <= 1).all():
        yield _decided(term(by_questions, questions=questions, otherwise=rest), cost, Things(asked, attributes))


def _pooled(found: list[Decision]) -> list[Decision]:
    """The cheapest decision for each set of answers, cheaper by what several agree; complete answers first."""
    pools: dict[bytes, list[Decision]] = {}
    for one in found:
        pools.setdefault(one.answers.tobytes(), []).append(one)
    best = []
    for pool in pools.values():
        first = min(pool, key=lambda one: one.cost)
        votes = sum(2.0 ** (first.cost - one.cost) for one in pool)
        best.append(Decision(first.rule, max(0.5, first.cost - min(3.0, log2(votes))), first.answers))
    return sorted(best, key=lambda one: (bool((one.answers == UNKNOWN).any()), one.cost))


def _by_attribute(values: np.ndarray, classes: np.ndarray, attribute: Attribute, kinds: int) -> Iterator[tuple[Term, float]]:
    """Yield decisions by one attribute, with costs: a table, one value against the rest, thresholds. values: sorted."""
    name, cost = attribute.name, attribute.cost
    firsts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    levels, answers = values[firsts], classes[firsts]
    if len(levels) == kinds or (len(levels) <= MOST_VALUES and 2 * len(levels) <= len(values)):
        table = dict(zip(levels.tolist(), answers.tolist(), strict=True))
        yield term(by_value, attribute=name, answers=table), cost + len(levels) - 1.5
    if kinds == 2:
        for one in (0, 1):
            mine = levels[answers == one]
            if len(mine) == 1 and len(levels) > 2:
                question = term(has, attribute=name, value=mine[0])
                yield question if one else term(lacks, question=question), cost + 0.5
    changes = np.flatnonzero(answers[1:] != answers[:-1])
    if attribute.has_order and len(changes) == kinds - 1 and len(levels) > kinds:
        ends = answers[np.concatenate((changes, [len(levels) - 1]))]
        for limits in ({"above": levels[changes]}, {"at_least": levels[changes + 1]}):
            yield term(by_limit, attribute=name, answers=ends, **limits), cost + 0.5 + len(changes)


def _questions(
    shown: np.ndarray, attributes: Sequence[Attribute]
) -> Iterator[tuple[int, Callable[..., np.ndarray], int, float]]:
    """Yield yes/no questions about one attribute: its column, verb, value and cost."""
    for column, attribute in enumerate(attributes):
        levels = np.unique(shown[:, column]).tolist()
        for level in levels[: MOST_VALUES + 1] if len(levels) > 1 else ():
            yield column, has, level, attribute.cost
        for level in levels[1 : MOST_VALUES + 1] if len(levels) > 2 and attribute.has_order else ():
            yield column, has_at_least, level, attribute.cost + 0.5


def _by_two(shown: np.ndarray, is_wanted: np.ndarray, asked: np.ndarray, attributes: Sequence[Attribute]) -> Iterator[Decision]:
    """Yield decisions that join two questions by "and" or "or", each possibly negated."""
    kept: dict[bytes, tuple[float, np.ndarray, Callable[[], Term]]] = {}
    for column, ask, level, cost in _questions(shown, attributes):
        compare = np.equal if ask is has else np.greater_equal
        mine, theirs = compare(shown[:, column], level), compare(asked[:, column], level)
        question = partial(term, ask, attribute=attributes[column].name, value=level)  # few of them are ever told
        for flip in (False, True):
            key = (mine ^ flip).tobytes() + (theirs ^ flip).tobytes()
            if key not in kept or kept[key][0] > cost:
                kept[key] = (float(cost), mine ^ flip, partial(_lacking, question) if flip else question)
    for join in (both, either):
        is_and = join is both
        # a question helps "and" when it is true of everything wanted, "or" when it is false of everything else
        fitting = [one for one in kept.values() if (one[1][is_wanted].all() if is_and else not one[1][~is_wanted].any())]
        fitting = sorted(fitting, key=lambda one: one[0])[:MOST_QUESTIONS]
        if len(fitting) < 2:
            continue
        mine = np.array([one[1] for one in fitting])
        left = mine[:, ~is_wanted] if is_and else ~mine[:, is_wanted]
        clash = left.astype(np.float32) @ left.T.astype(np.float32)
        joined = np.argwhere(np.triu(clash == 0, 1))
        price = np.array([one[0] for one in fitting])[joined].sum(axis=1)
        for first, second in joined[np.argsort(price, kind="stable")[:MOST_JOINED]]:
            one, other = fitting[first], fitting[second]
            rule = term(join, one=one[2](), other=other[2]())
            yield _decided(rule, one[0] + other[0] + 2, Things(asked, attributes))


def _lacking(question: Callable[[], Term]) -> Term:
    return term(lacks, question=question())
