"""Outputs that are one part of the input: cut the grid, choose one part by a measure, then turn, trim, scale or recolor it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Pool, cells_of
from solver.seeing.boxes import content_of
from solver.seeing.colors import color_table, whole_table
from solver.seeing.cuts import CONTENT_CUTS, CUTS, corners
from solver.seeing.measures import MEASURE_COST, measured
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Part, each_parts
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "crop_object"
BASE_COST = 5
CORNER_COST = 3
Picks = tuple[int, ...]  # the chosen part in every input; -1 where the choice is not clear

# Measures that may also be asked for a certain value.
COUNTED = ("main color", "colors", "holes", "copies", "copies of its shape", "cells", "height", "width")

# What is shown of the chosen part, with its cost.
RENDERINGS: dict[str, tuple[int, Callable[[Part], Grid]]] = {
    "": (0, lambda part: part.cells),
    " with its surroundings": (1, lambda part: part.window),
}


def _scaled(factor: int) -> Callable[[Grid], Grid | None]:
    def scale(grid: Grid) -> Grid | None:
        return np.kron(grid, np.ones((factor, factor), np.uint8)) if factor * max(grid.shape) <= MAX_SIDE else None

    return scale


def _main_color_cell(grid: Grid) -> Grid | None:
    counts = np.bincount(grid.ravel(), minlength=COLOR_COUNT)[1:]
    return np.array([[counts.argmax() + 1]], np.uint8) if counts.any() else None


# What may follow the crop, with its cost.
FINISHES: dict[str, tuple[int, Callable[[Grid], Grid | None]]] = {
    "": (0, lambda grid: grid),
    ", trimmed": (2, lambda grid: grid[1:-1, 1:-1] if min(grid.shape) > 2 else None),
    ", its content": (2, content_of),
    ", its color": (3, _main_color_cell),
    ", scaled by 2": (3, _scaled(2)),
    ", scaled by 3": (3, _scaled(3)),
}
FINISHES |= {f", {name}": (2, move) for name, move in MOTIONS.items() if name != STAYS}


@dataclass(frozen=True)
class Choice:
    """A way to choose a part and what it chooses in the demonstrations and in the test inputs.

    measure: by what, empty for the only one there is; wanted: one of SELECTORS, or a value.
    """

    measure: str
    wanted: str | int
    cost: int
    train: Picks
    test: Picks

    @property
    def words(self) -> str:
        """The choice in words."""
        return f"one with {self.wanted} {self.measure}" if self.measure else "only one"


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield crops that reproduce every demonstration, after each way to cut the grids.

    Choices with equal predictions are one candidate; agreement of many makes it cheaper.
    """
    pool = Pool(scale=2)
    for name, parts in each_parts(task.inputs, CONTENT_CUTS, corners(task.outputs)):
        if not budget.spend(4 * cells_of(task)):
            return
        crops = list(_crops(task, parts, name, CUTS[name].cost if name in CUTS else CORNER_COST, budget))
        for candidate in crops:
            pool.add(candidate)
        yield from pool.candidates(dict.fromkeys(candidate.keys for candidate in crops))
        if budget.is_over():
            return


def _crops(task: Task, parts: Sequence[list[Part]], name: str, cut_cost: float, budget: Budget) -> Iterator[Candidate]:
    """Yield one candidate for each choice, rendering and finish that reproduces every demonstration."""
    finishes = [
        (show_words + words, show_cost + cost, show, finish)
        for show_words, (show_cost, show) in RENDERINGS.items()
        for words, (cost, finish) in FINISHES.items()
    ]
    first = task.train[0].output
    finishes = [
        entry for entry in finishes if any(_recoloring([(entry[3](entry[2](part)), first)]) is not None for part in parts[0])
    ]
    if not finishes or not budget.spend(10 * cells_of(task)):
        return
    groups: dict[Picks, list[Choice]] = {}
    for choice in choices_of(task, parts):
        groups.setdefault(choice.train, []).append(choice)
    for picks, choices in groups.items():
        crops = [part[index] for part, index in zip(parts, picks, strict=False)]
        for words, cost, show, finish in finishes:
            if not budget.spend(sum(part.mask.size for part in crops)):
                return
            table = _recoloring([(finish(show(part)), pair.output) for part, pair in zip(crops, task.train, strict=True)])
            if table is None:
                continue
            changes = int((table != np.arange(COLOR_COUNT)).sum())
            for choice in choices:
                shown = [finish(show(part[index])) for part, index in zip(parts[len(picks) :], choice.test, strict=True)]
                if any(grid is None for grid in shown):
                    continue
                predictions = tuple(table[grid] for grid in shown if grid is not None)
                total = BASE_COST + cut_cost + choice.cost + cost + (2 + changes if changes else 0)
                program = f"crop to the {choice.words} of the {name}{words}" + (", recolored" if changes else "")
                yield Candidate(predictions, NAME, program, total, len(task.train), len(task.train))


def _recoloring(pairs: Sequence[tuple[Grid | None, Grid]]) -> np.ndarray | None:
    """The color table (uint8, 10) that turns every first grid into its second one. None when there is none."""
    known = [(grid, output) for grid, output in pairs if grid is not None and grid.shape == output.shape]
    table = color_table(known) if len(known) == len(pairs) else None
    return None if table is None else whole_table(table)


def choices_of(task: Task, parts: Sequence[list[Part]]) -> Iterator[Choice]:
    """Yield the choices that are clear in every input, cheapest measures first."""
    if all(len(found) == 1 for found in parts):
        ones = (0,) * len(parts)
        yield Choice("", "", 0, ones[: len(task.train)], ones[len(task.train) :])
        return
    tables = [measured(found, grid) for found, grid in zip(parts, task.inputs, strict=True)]
    shown = [[part.cells.tobytes() for part in found] for found in parts]
    for measure in sorted(MEASURE_COST, key=lambda name: (MEASURE_COST[name], name)):
        columns = [table[measure] for table in tables]
        selectors: list[tuple[str | int, int]] = [(name, cost) for name, (cost, _) in SELECTORS.items()]
        if measure == "main color":
            selectors = selectors[:1]
        if measure in COUNTED:
            selectors += [(value, 4) for value in sorted(set(columns[0]))[:10]]
        for wanted, cost in selectors:
            picks = tuple(_clear(_wanted(column, wanted), cells) for column, cells in zip(columns, shown, strict=True))
            if -1 not in picks:
                yield Choice(measure, wanted, MEASURE_COST[measure] + cost, picks[: len(task.train)], picks[len(task.train) :])


def chosen(parts: Sequence[Part], grid: Grid, measure: str, wanted: str | int) -> int:
    """The part that such a choice chooses; -1 where it is not clear."""
    if not measure:
        return 0 if len(parts) == 1 else -1
    return _clear(_wanted(measured(parts, grid)[measure], wanted), [part.cells.tobytes() for part in parts])


def _wanted(values: list[int], wanted: str | int) -> list[int]:
    if isinstance(wanted, str):
        return SELECTORS[wanted][1](values)
    return [index for index, value in enumerate(values) if value == wanted]


def _most(values: list[int]) -> list[int]:
    return [index for index, value in enumerate(values) if value == max(values)]


def _least(values: list[int]) -> list[int]:
    return [index for index, value in enumerate(values) if value == min(values)]


def _odd(values: list[int]) -> list[int]:
    """The only index whose value occurs once, when the others have company."""
    alone = [index for index, value in enumerate(values) if values.count(value) == 1]
    return alone if len(values) > 2 else []


# Which value of a measure is wanted, with its cost.
SELECTORS: dict[str, tuple[int, Callable[[list[int]], list[int]]]] = {
    "unique": (3, _odd),
    "most": (0, _most),
    "least": (1, _least),
}


def _clear(indexes: list[int], shown: list[bytes]) -> int:
    """The index when there is one, or when all look the same; else -1."""
    return indexes[0] if indexes and len({shown[index] for index in indexes}) == 1 else -1
