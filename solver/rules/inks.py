"""Inks: colors that can be told from a grid, or from a grid and a picture of it, the same way for every input of a task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.language.term import Term, term, verb
from solver.rules.numbers import value_of
from solver.rules.pictures import CUT_STEPS, MOST_PARTS, piece, pieces_of
from solver.rules.rule import cells_of
from solver.seeing.colors import background_of, majority_of, rarest_of
from solver.seeing.objects import each_parts
from solver.task import COLOR_COUNT, Grid, Task

COLOR_CUTS = ("panels", "objects joined by corners", "one-colored objects")


@dataclass(frozen=True)
class Ink:
    """A color for every input, and how it is found: see `color_by`."""

    rule: int | str | Term
    cost: float
    colors: tuple[int, ...]


def rest_color(grid: Grid, shown: Grid) -> int:
    """The only color but 0 that a grid has and a picture of it has not; 0 when there is no such color or are several."""
    rest = set(np.unique(grid).tolist()) - set(np.unique(shown).tolist()) - {0}
    return rest.pop() if len(rest) == 1 else 0


# Colors of a grid, and of a grid with a picture of it, with their cost.
GRID_INKS: dict[str, tuple[float, Callable[[Grid], int]]] = {
    "most common color": (1.5, lambda grid: majority_of(grid, 1)),
    "background color": (1.0, background_of),
    "least common color": (1.5, lambda grid: rarest_of(grid, 1)),
}
PICTURE_INKS: dict[str, tuple[float, Callable[[Grid, Grid], int]]] = {
    "its most common color": (0.5, lambda grid, shown: majority_of(shown, 1)),
    "the color that it has not": (2.0, rest_color),
}


@verb
def main_color(grid: Grid, of: Term) -> int:
    """The most common color but 0 of a picture."""
    shown = of(grid)
    return 0 if shown is None else majority_of(shown, 1)


def color_by(ink: int | str | Term, grid: Grid, shown: Grid) -> int:
    """A color: one of ten, one of a picture or of its grid by name, or a number of the grid."""
    if isinstance(ink, str):
        return PICTURE_INKS[ink][1](grid, shown) if ink in PICTURE_INKS else GRID_INKS[ink][1](grid)
    return value_of(ink, grid)


def inks_of(task: Task, budget: Budget) -> list[Ink]:
    """Colors that can be told from every input, cheapest first, one for each list of colors."""
    found: dict[tuple[int, ...], Ink] = {}
    inks = [Ink(color, 0.5 if color == 0 else 1.0, (color,) * len(task.inputs)) for color in range(COLOR_COUNT)]
    inks += [Ink(name, cost, tuple(map(color_of, task.inputs))) for name, (cost, color_of) in GRID_INKS.items()]
    for name, parts in each_parts(task.inputs, COLOR_CUTS, {}, MOST_PARTS):
        if not budget.spend(CUT_STEPS * cells_of(task)):
            break
        if all(len(one) > 1 for one in parts):
            for which, cost, picked in pieces_of(task, parts, name):
                colors = tuple(majority_of(part.cells, 1) for part in picked)
                inks.append(Ink(term(main_color, of=term(piece, **which)), 1.5 + cost, colors))
    for ink in sorted(inks, key=lambda one: one.cost):
        found.setdefault(ink.colors, ink)
    return list(found.values())
