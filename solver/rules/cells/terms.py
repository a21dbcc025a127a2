"""Trees as terms: every cell of an output gets a color, or copies that of a feature, by questions about what is seen there.

tree(color=if_is(feature="own color", value=0, yes=if_at_most(feature="row", value=2, yes=3, no="color up"), no="own color"))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from solver.language.term import VERBS, Grids, Rule, Term, near, run_all, run_term, verb
from solver.rules.cells.examples import COPY
from solver.rules.cells.feature import NO_COLOR, Feature, Name
from solver.rules.cells.layouts import ON_INPUT, looks_of
from solver.rules.cells.look import Look
from solver.rules.cells.sheet import Sheet, staged
from solver.rules.cells.tree import IS
from solver.task import Grid

Answer = int | str | Rule  # a color, a feature whose color is copied, or a question with two more answers
Seen = Callable[[Name], np.ndarray]  # from the name of a feature its values in all cells


@verb
def if_is(seen: Seen, feature: Name, value: int, yes: Answer, no: Answer) -> np.ndarray:
    """One answer where a feature has a value, the other elsewhere."""
    return np.where(seen(feature) == value, answered(seen, yes), answered(seen, no))


@verb
def if_at_most(seen: Seen, feature: Name, value: int, yes: Answer, no: Answer) -> np.ndarray:
    """One answer where a feature is no larger than a value, the other elsewhere."""
    return np.where(seen(feature) <= value, answered(seen, yes), answered(seen, no))


def answered(seen: Seen, answer: Answer) -> np.ndarray:
    """The colors that an answer gives, one for each cell or one for all."""
    if isinstance(answer, Term) and VERBS[answer.verb].acts_on == "seen":
        return np.asarray(answer(seen))
    return np.asarray(answer) if isinstance(answer, int) else seen(answer)


def painted(seen: Seen, answer: Answer, shape: tuple[int, ...]) -> Grid | None:
    """The grid of a shape that an answer gives; None when it copies a color that is not there."""
    colors = np.broadcast_to(answered(seen, answer), shape[0] * shape[1]).astype(np.uint8)
    return None if (colors == NO_COLOR).any() else colors.reshape(shape)


def by_name(features: Sequence[Feature], matrix: np.ndarray) -> Seen:
    """The rows of a feature matrix by their names."""
    rows = {feature.name: row for row, feature in enumerate(features)}

    def seen(name: Name) -> np.ndarray:
        if name not in rows:
            raise ValueError(f"unknown feature {name!r}{near(str(name), map(str, rows))}")
        return np.asarray(matrix[rows[name]])

    return seen


@verb
def tree(grids: Grids, color: Answer, layout: Term = ON_INPUT, of: Rule | None = None) -> tuple[Grid | None, ...] | None:
    """Color every cell by what is seen in its place of a layout. of: a rule whose outputs are looked at instead; where they
    have the shape of the layout, what is seen there is still known, as "before: ...".
    """
    sheets = [layout(look) for look in looks_of(grids, grids)]
    if of is not None:
        bases = run_all(of, grids)
        if bases is None:
            return None
        sheets = list(map(_made, sheets, looks_of(bases, grids)))

    def seen(index: int, known: Seen, name: Name) -> np.ndarray:
        return known(name) if isinstance(name, str) else np.asarray(run_term(name, grids)[index]).ravel()

    outputs: list[Grid | None] = []
    for index, sheet in enumerate(sheets):
        known = None if sheet is None else partial(seen, index, by_name(sheet.features, sheet.matrix))
        outputs.append(None if known is None else painted(known, color, sheet.shape))
    return tuple(outputs)


def _made(before: Sheet | None, look: Look) -> Sheet | None:
    return ON_INPUT(look) if before is None or before.shape != look.grid.shape else staged(before, look.grid)


def told(tree: np.ndarray, features: Sequence[Feature]) -> Answer:
    """The answer that a tree of the learner gives."""
    nodes = tree.tolist()

    def below(node: int) -> Answer:
        feature, value, test, left, right = nodes[node]
        if feature < 0:
            return value if value < COPY else features[value - COPY].name
        question = (("feature", features[feature].name), ("value", value), ("yes", below(left)), ("no", below(right)))
        return Term((if_is if test == IS else if_at_most).__name__, question)

    return below(0)
