"""Outputs that are one part of the input: cut the grid, choose one part by a measure, then turn, trim, scale or recolor it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.color_map import Colors, by_legend
from solver.rules.decide import STANDING_OUT, Things, always, has, stands_out
from solver.rules.rule import Pool, cells_of
from solver.seeing.attributes import Attribute
from solver.seeing.boxes import content_of, enlarged
from solver.seeing.colors import color_table, exchanged, majority_of, whole_table
from solver.seeing.cuts import CONTENT_CUTS, CUTS
from solver.seeing.measures import MEASURE_COST, measured
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Part, each_parts, parts_of
from solver.seeing.relations import READINGS
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "crop_object"
BASE_COST = 5
LEGEND_COST = 3
Picks = tuple[int, ...]  # the chosen part in every input; -1 where the choice is not clear

MEASURES = tuple(Attribute(name, cost, name != "main color") for name, cost in MEASURE_COST.items())
# Measures that may also be asked for a certain value, and what asking costs beside the measure.
COUNTED = ("main color", "colors", "holes", "copies", "copies of its shape", "cells", "height", "width")
VALUE_COST, MOST_VALUES = 4, 10
STANDING_COST = {"alone": 3, "most": 0, "least": 1}

# What is shown of the chosen part, with its cost.
SHOWN: dict[str, tuple[int, Callable[[Part], Grid]]] = {
    "its cells": (0, lambda part: part.cells),
    "its box": (1, lambda part: part.window),
}


def _scaled(grid: Grid, factor: int) -> Grid | None:
    return enlarged(grid, factor) if factor * max(grid.shape) <= MAX_SIDE else None


# What may follow the crop, with its cost.
FINISHES: dict[str, tuple[int, Callable[[Grid], Grid | None]]] = {
    STAYS: (0, MOTIONS[STAYS]),
    "trimmed": (2, lambda grid: grid[1:-1, 1:-1] if min(grid.shape) > 2 else None),
    "its content": (2, content_of),
    "its inner content": (3, lambda grid: content_of(grid[1:-1, 1:-1]) if min(grid.shape) > 2 else None),
    "its color": (3, lambda grid: np.array([[majority_of(grid, 1)]], np.uint8) if grid.any() else None),
    "scaled by 2": (3, lambda grid: _scaled(grid, 2)),
    "scaled by 3": (3, lambda grid: _scaled(grid, 3)),
}
FINISHES |= {name: (2, move) for name, move in MOTIONS.items() if name != STAYS}


@dataclass(frozen=True)
class Choice:
    """A question that tells one part from all others, and what it chooses in the demonstrations and in the test inputs."""

    those: Term
    cost: int
    train: Picks
    test: Picks


@verb
def cropped(
    grid: Grid,
    cut: Annotated[str, tuple(CUTS)],
    those: Term,
    show: Annotated[str, SHOWN] = "its cells",
    then: Annotated[str, FINISHES] = STAYS,
    colors: Colors | Term | None = None,
) -> Grid | None:
    """Crop to the part that a question tells; exchange colors at the end, by a table or by one that is read from the grid.

    None where it tells none or several different.
    """
    parts = parts_of(grid, cut)
    if not parts:
        return None
    index = told_by(those, parts, grid)
    shown = None if index < 0 else _made(parts[index], show, then)
    return None if shown is None else exchanged(shown, (colors(grid) if isinstance(colors, Term) else colors) or {})


def told_by(those: Term, parts: Sequence[Part], grid: Grid) -> int:
    """The part of which a question is answered yes; -1 where it tells none or several that look different."""
    return int(_clear(those(_measured(parts, grid))[:, None] == 1, _looks(parts))[0])


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield crops that reproduce every demonstration, after each way to cut the grids.

    Choices with equal predictions are one candidate.
    """
    pool = Pool()
    for cut, parts in each_parts(task.inputs, CONTENT_CUTS, {}):
        if not budget.spend(4 * cells_of(task)):
            return
        crops = list(_crops(task, parts, cut, budget))
        for candidate in crops:
            pool.add(candidate)
        yield from pool.candidates(dict.fromkeys(candidate.keys for candidate in crops))
        if budget.is_over():
            return


def _crops(task: Task, parts: Sequence[list[Part]], cut: str, budget: Budget) -> Iterator[Candidate]:
    """Yield one candidate for each choice, part shown and finish that reproduces every demonstration."""
    first = task.outputs[0]
    ways = list(product(SHOWN, FINISHES))
    ways = [way for way in ways if any(_recoloring([(_made(part, *way), first)]) is not None for part in parts[0])]
    if not ways or not budget.spend(10 * cells_of(task)):
        return
    groups: dict[Picks, list[Choice]] = {}
    for choice in choices_of(task, parts):
        groups.setdefault(choice.train, []).append(choice)
    for picks, choices in groups.items():
        chosen = [part[index] for part, index in zip(parts, picks, strict=False)]
        for show, then in ways:
            if not budget.spend(sum(part.mask.size for part in chosen)):
                return
            made = [_made(part, show, then) for part in chosen]
            for colors, color_cost, tables in _colorings(task, list(zip(made, task.outputs, strict=True))):
                cost = BASE_COST + CUTS[cut].cost + SHOWN[show][0] + FINISHES[then][0] + color_cost
                for choice in choices:
                    shown = [_made(part[at], show, then) for part, at in zip(parts[len(picks) :], choice.test, strict=True)]
                    asked = zip(tables[len(picks) :], shown, strict=True)
                    predictions = tuple(table[grid] for table, grid in asked if grid is not None)
                    if len(predictions) == len(shown):
                        rule = term(cropped, cut=cut, those=choice.those, show=show, then=then, colors=colors)
                        yield Candidate(predictions, NAME, str(rule), cost + choice.cost, len(task.train), len(task.train))


def _colorings(
    task: Task, pairs: Sequence[tuple[Grid | None, Grid]]
) -> Iterator[tuple[Colors | Term | None, int, list[np.ndarray]]]:
    """Yield the colors to exchange, the cost and the table (uint8, 10) for every input that turn the first grids of pairs into
    the second ones: one table for all, or what a legend in each input says.
    """
    table = _recoloring(pairs)
    if table is not None:
        colors = {old: new for old, new in enumerate(table.tolist()) if new != old}
        yield colors or None, 2 + len(colors) if colors else 0, [table] * len(task.inputs)
        if not colors:
            return
    for reading in READINGS:
        rule = term(by_legend, reading=reading)
        said = [rule(grid) for grid in task.inputs]
        tables = [np.array([one.get(color, color) for color in range(COLOR_COUNT)], np.uint8) for one in said]
        if all(said) and all(
            made is not None and same_grid(one[made], wanted) for one, (made, wanted) in zip(tables, pairs, strict=False)
        ):
            yield rule, LEGEND_COST, tables


def _made(part: Part, show: str, then: str) -> Grid | None:
    return FINISHES[then][1](SHOWN[show][1](part))


def _recoloring(pairs: Sequence[tuple[Grid | None, Grid]]) -> np.ndarray | None:
    """The color table (uint8, 10) that turns every first grid into its second one. None when there is none."""
    known = [(grid, output) for grid, output in pairs if grid is not None and grid.shape == output.shape]
    table = color_table(known) if len(known) == len(pairs) else None
    return None if table is None else whole_table(table)


def choices_of(task: Task, parts: Sequence[list[Part]]) -> Iterator[Choice]:
    """Yield the choices that are clear in every input, cheapest measures first."""
    if all(len(found) == 1 for found in parts):
        ones = (0,) * len(parts)
        yield Choice(term(always, answer=1), 0, ones[: len(task.train)], ones[len(task.train) :])
        return
    tables = [_measured(found, grid).table for found, grid in zip(parts, task.inputs, strict=True)]
    looks = [_looks(found) for found in parts]

    standing = {by: _picked(map(STANDING_OUT[by], tables), looks) for by in STANDING_COST}
    for column, measure in sorted(enumerate(MEASURES), key=lambda one: (one[1].cost, one[1].name)):
        name = measure.name
        asked: list[tuple[Callable[[], Term], int, np.ndarray]] = [
            (partial(term, stands_out, attribute=name, by=by), cost, standing[by][:, column])
            for by, cost in STANDING_COST.items()
            if measure.has_order or by == "alone"
        ]
        if name in COUNTED:
            values = np.unique(tables[0][:, column])[:MOST_VALUES]
            picked = _picked([table[:, [column]] == values for table in tables], looks)
            tell = [partial(term, has, attribute=name, value=value) for value in values]
            asked += [(told, VALUE_COST, picked[:, at]) for at, told in enumerate(tell)]
        for those, cost, chosen in asked:
            if (chosen >= 0).all():
                picks = tuple(chosen.tolist())
                yield Choice(those(), int(measure.cost) + cost, picks[: len(task.train)], picks[len(task.train) :])


def _picked(told: Iterable[np.ndarray], looks: Sequence[np.ndarray]) -> np.ndarray:
    """The clear choice in every input (rows) by every question (columns)."""
    return np.array([_clear(is_told, look) for is_told, look in zip(told, looks, strict=True)])


def _measured(parts: Sequence[Part], grid: Grid) -> Things:
    known = measured(parts, grid)
    return Things(np.array([known[measure.name] for measure in MEASURES], np.int64).T, MEASURES)


def _looks(parts: Sequence[Part]) -> np.ndarray:
    """A number for each part, equal for those that look the same."""
    seen: dict[tuple, int] = {}
    return np.array([seen.setdefault((part.mask.shape, part.cells.tobytes()), len(seen)) for part in parts])


def _clear(is_told: np.ndarray, looks: np.ndarray) -> np.ndarray:
    """The first part (row) that is told, in each column; -1 where there is none or where several look different."""
    first = is_told.argmax(axis=0)
    is_clear = is_told.any(axis=0) & (~is_told | (looks[:, None] == looks[first])).all(axis=0)
    return np.where(is_clear, first, -1)
