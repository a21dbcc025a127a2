"""Outputs that sum up the input: as many cells, or as large a figure, as there are of something; one of the answers shown;
colors or objects in order (see lineups.py), or in another order in their places (see orders.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, digits, grid_of, term, verb
from solver.rules import orders  # noqa: F401  its verbs and sketches
from solver.rules.canvases import ORDERS, Canvas, cells_in
from solver.rules.decide import Things, decide
from solver.rules.lineups import lineups
from solver.rules.numbers import Number, number, value_of
from solver.rules.rule import cells_of, claimed, distinct
from solver.rules.sketches import add_sketch, sketched
from solver.seeing.attributes import UNKNOWN
from solver.seeing.facts import fact_table
from solver.task import MAX_SIDE, Grid, Task

NAME = "summaries"
MOST_CELLS = 100
MOST_DECISIONS = 3
SPARE = 2


# Figures of a size.
FIGURES: dict[str, Callable[[int], np.ndarray]] = {
    "square": lambda n: np.ones((n, n), bool),
    "row": lambda n: np.ones((1, n), bool),
    "col": lambda n: np.ones((n, 1), bool),
    "diagonal": lambda n: np.eye(n, dtype=bool),
    "rising diagonal": lambda n: np.eye(n, dtype=bool)[::-1],
    "staircase": lambda n: np.tri(n, dtype=bool),
    "frame": lambda n: np.pad(np.zeros((max(0, n - 2),) * 2, bool), 1, constant_values=True),
    "cross": lambda n: np.eye(n, dtype=bool) | np.eye(n, dtype=bool)[::-1],
}


def _cells(count: int, figure: str, canvas: Canvas) -> np.ndarray | None:
    """Which cells are drawn (bool) for a count."""
    if figure in FIGURES:
        return FIGURES[figure](count) if 1 <= count <= MAX_SIDE else None
    cells = np.zeros(canvas, bool)
    order = cells_in(figure, canvas)
    if not 0 <= count <= len(order):
        return None
    cells.ravel()[order[:count]] = True
    return cells


@verb
def counted(
    grid: Grid, figure: Annotated[str, (*ORDERS, *FIGURES)], count: Number, ink: Number, canvas: Canvas = ()
) -> Grid | None:
    """Draw a figure of a size, or so many cells in an order, on a canvas of a size or of the size of the input."""
    cells = _cells(value_of(count, grid), figure, canvas or grid.shape)
    return None if cells is None else np.where(cells, value_of(ink, grid), 0).astype(np.uint8)


@verb
def answered(grid: Grid, by: Term, answers: tuple[str, ...], ink: Number | None = None) -> Grid | None:
    """One of the answers, by a decision over the facts of the grid. ink: the color in which it is drawn."""
    attributes, values = fact_table((grid,))
    answer = int(by(Things(values, attributes))[0])
    shown = None if answer == UNKNOWN else grid_of(answers[answer])
    return shown if shown is None or ink is None else np.where(shown, value_of(ink, grid), 0).astype(np.uint8)


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield summaries: counts drawn, things in order, one of the answers that were shown; one for each prediction."""
    if len(task.train) < 2:
        return
    is_small = all(pair.output.size <= MOST_CELLS for pair in task.train)
    yield from sketched(task, budget, NAME)
    for propose_kind in (lineups, _answers) if is_small else (lineups,):
        yield from propose_kind(task, budget)
        if budget.is_over():
            return


def _figures(before: Grid, after: Grid) -> Iterable[str]:
    return (*ORDERS, *FIGURES) if after.size <= MOST_CELLS or before.shape == after.shape else ()


def _counts(before: Grid, after: Grid) -> Iterable[int]:
    return {int((after != 0).sum()), *after.shape}


def _canvases(before: Grid, after: Grid) -> Iterable[Canvas]:
    return () if before.shape == after.shape else (after.shape,)


def _colors(before: Grid, after: Grid) -> Iterable[int]:
    shown = np.unique(after[after != 0]).tolist()
    return shown if len(shown) == 1 else ()


add_sketch("counted(figure=?, count=?, ink=?)", figure=_figures, count=_counts, ink=_colors)
add_sketch("counted(figure=?, count=?, ink=?, canvas=?)", canvas=_canvases)


def _answers(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield choices among the outputs shown, SPARE fewer than demonstrations, decided by a fact of the input."""
    if not budget.spend(20 * cells_of(task)):
        return
    attributes, values = fact_table(task.inputs)
    count = len(task.train)
    for ink in (None, *(term(number, fact=f"{which} color") for which in ("most common", "least common", "center"))):
        shown = [pair.output if ink is None else (pair.output != 0).astype(np.uint8) for pair in task.train]
        outputs: dict[str, int] = {}
        classes = [outputs.setdefault(digits(one), len(outputs)) for one in shown]
        if not 1 < len(outputs) <= len(classes) - SPARE:
            continue
        decisions = decide(values[:count], np.array(classes, np.int64), values[count:], attributes, pairs=False)
        for decision in decisions[:MOST_DECISIONS]:
            rule = term(answered, by=decision.rule, answers=tuple(outputs), ink=ink)
            yield from claimed(task, NAME, rule)
