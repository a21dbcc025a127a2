"""Numbers that lengths, distances and counts may follow: the grid's, an object's own, and those of what it is related to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.decide import Things
from solver.rules.numbers import NEAR, SHARES
from solver.rules.sources import Chosen
from solver.seeing.attributes import ATTRIBUTES, Attribute
from solver.seeing.facts import facts_of
from solver.seeing.objects import Objects
from solver.seeing.relations import KIN, kin_of

# The attributes of others that count or measure; the rest are places, ranks, keys and answers.
MEASURES = (
    "size", "height", "width", "free box cells", "hole count", "hole cells", "color count", "largest square inside",
    "end count", "cells of the second color", "number of equal color", "number of equal shape", "boxes in its box",
)  # fmt: skip
OWN_COLUMNS = {one.name: column for column, one in enumerate(ATTRIBUTES)}
COLUMNS = [OWN_COLUMNS[name] for name in MEASURES]
Amount = int | Term
Facts = Callable[[], tuple[list[Attribute], np.ndarray]]


@verb
def fact(chosen: Chosen, name: str, more: int = 0, times: int = 1, parts: int = 1) -> np.ndarray:
    """A number of the grid, times a number and so many more, cut into parts, for every object."""
    return np.full(chosen.scene.count, (facts_of(chosen.scene.grid).get(name, 0) * times + more) // parts)


@verb
def attribute(
    chosen: Chosen, name: str, more: int = 0, of: Annotated[str, ("", *KIN)] = "", times: int = 1, parts: int = 1
) -> np.ndarray:
    """A number of every object, or of what it is related to (else 0), times a number and so many more, cut into parts."""
    values = Things(chosen.scene.attributes, ATTRIBUTES)(name)
    return ((np.append(values, 0)[kin_of(chosen.scene, of)] if of else values) * times + more) // parts


def amounts_of(one: Amount, chosen: Chosen) -> np.ndarray:
    """What a number is for every object."""
    return np.asarray(one(chosen)) if isinstance(one, Term) else np.full(chosen.scene.count, one)


def measures_of_kin(scene: Objects) -> np.ndarray:
    """The MEASURES of what every object is related to, 0 for nothing (int64, objects x (KIN * MEASURES))."""
    values = np.vstack([scene.attributes[:, COLUMNS], np.zeros(len(COLUMNS), np.int64)])
    return np.hstack([values[kin_of(scene, name)] for name in KIN])


def amounts_told(
    scenes: Sequence[Objects], owners: Sequence[np.ndarray], allowed: np.ndarray, facts: Facts
) -> list[tuple[Amount, float]]:
    """Numbers, with costs, allowed for some objects of the demonstrations, cheapest first: constants; where there is none,
    those of the grid or of objects, and one more or less; else those of their kin; else multiples and parts.

    owners: the objects of every demonstration; allowed: which numbers are (bool, a row for each of them in order x numbers).
    """
    constants: list[tuple[Amount, float]] = [(number, 0.5) for number in np.flatnonzero(allowed.all(axis=0)).tolist()]
    if constants:
        return constants
    names, values = facts()
    known: list[tuple] = [(one, {}, fact) for one in names] + [(one, {}, attribute) for one in ATTRIBUTES]
    pairs = list(zip(values, scenes, owners, strict=False))
    own = np.concatenate([np.hstack([np.tile(row, (len(rows), 1)), one.attributes[rows]]) for row, one, rows in pairs])
    found = list(_fitting(own, allowed, known, NEAR))
    if not found:
        of_kin = [(ATTRIBUTES[column], {"of": name}, attribute) for name in KIN for column in COLUMNS]
        kin = np.concatenate([measures_of_kin(one)[rows] for _, one, rows in pairs])
        found = list(_fitting(kin, allowed, of_kin, NEAR)) or list(_fitting(own, allowed, known, SHARES))
    return sorted(found, key=lambda one: one[1])


def _fitting(shown: np.ndarray, allowed: np.ndarray, known: Sequence, changes: Sequence) -> Iterator[tuple[Amount, float]]:
    """Yield the columns of numbers, changed in one of some ways, that are allowed in every row."""
    rows, last = np.arange(len(shown))[:, None], allowed.shape[1] - 1
    for change in changes:
        numbers = (shown * change.times + change.more) // change.parts
        fits = (allowed[rows, np.clip(numbers, 0, last)] & (numbers >= 0) & (numbers <= last)).all(axis=0)
        for column in np.flatnonzero(fits & (numbers != numbers[0]).any(axis=0)).tolist():
            one, of, number = known[column]
            cost = one.cost + 2 * change.cost + (KIN[of["of"]][0] + 1 if of else 0)
            yield term(number, name=one.name, **change._asdict(), **of), cost
