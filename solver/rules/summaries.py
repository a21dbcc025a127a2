"""Outputs that sum up the input: as many cells, or as large a figure, as there are of something; one of the answers shown;
colors or objects in order (see listings.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.decide import decide
from solver.rules.listings import arrangements, listings
from solver.rules.rule import Pool, Rule, cells_of, claim, distinct, keeps_shape
from solver.seeing.attributes import UNKNOWN
from solver.seeing.facts import fact_table, facts_of
from solver.task import MAX_SIDE, Grid, Task, key_of

NAME = "summaries"
MOST_CELLS = 100
MOST_DECISIONS = 3
SPARE = 2
Drawing = Callable[[int, Grid], np.ndarray | None]  # which cells are drawn (bool) for a count and an input


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield summaries: counts drawn, colors in order, one of the answers that were shown; one for each prediction."""
    if len(task.train) < 2:
        return
    is_small = all(pair.output.size <= MOST_CELLS for pair in task.train)
    kinds = (_counted, listings, arrangements, _answers) if is_small else (arrangements,)
    for propose_kind in (_counted, *kinds) if keeps_shape(task) and not is_small else kinds:
        yield from propose_kind(task, budget)
        if budget.is_over():
            return


def _counted(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield drawings whose extent is a fact of the input, in a color of its own or of the input."""
    if not budget.spend(100 * cells_of(task)):
        return
    attributes, values = fact_table(task.inputs)
    shown = values[: len(task.train)]
    for words, cost, draw in _drawings(task):
        counts = [_count(pair.output != 0, pair.input, draw) for pair in task.train]
        known = [count for count in counts if count is not None]
        if not budget.spend(10 * cells_of(task)):
            return
        if len(known) < len(counts) or len(set(known)) < 2:
            continue
        for more in (0, 1, -1):
            matches = np.flatnonzero((shown == np.array(known)[:, None] - more).all(axis=0))
            pool = Pool(scale=1)
            for column in sorted(matches.tolist(), key=lambda column: attributes[column].cost):
                name = attributes[column].name
                for ink, ink_cost, ink_of in _inks(task):
                    program = f"{words} as {name}{f' {more:+}' if more else ''}, in {ink}"
                    total = 4 + cost + attributes[column].cost + 2 * abs(more) + ink_cost
                    candidate = claim(task, NAME, program, total, _sum_up(draw, name, more, ink_of))
                    if candidate is not None and candidate.is_full_fit:
                        pool.add(candidate)
            yield from pool.candidates()


def _sum_up(draw: Drawing, name: str, more: int, ink_of: Callable[[Grid], int]) -> Rule:
    def rule(grid: Grid) -> Grid | None:
        facts = facts_of(grid)
        cells = draw(facts[name] + more, grid) if name in facts else None
        return None if cells is None else np.where(cells, ink_of(grid), 0).astype(np.uint8)

    return rule


def _count(cells: np.ndarray, grid: Grid, draw: Drawing) -> int | None:
    """The count for which a drawing shows these cells."""
    for count in {int(cells.sum()), *cells.shape}:
        drawn = draw(count, grid)
        if drawn is not None and drawn.shape == cells.shape and (drawn == cells).all():
            return count
    return None


def _drawings(task: Task) -> Iterator[tuple[str, float, Drawing]]:
    """Yield (words, cost, drawing): cells filled in some order in a grid of one size; figures of any size."""
    shapes = {pair.output.shape for pair in task.train}
    if len(shapes) == 1:
        height, width = shapes.pop()
        for words, order in ORDERS.items():
            yield f"fill {height} x {width} cells {words}, as many", 1, _filling(order, (height, width))
        return
    if keeps_shape(task):
        for words, order in ORDERS.items():
            yield f"fill the grid {words}, as many", 1.5, _filling(order, None)
        return
    shapes_of: tuple[tuple[str, float, Callable[[int], np.ndarray]], ...] = (
        ("a square as large", 1, lambda n: np.ones((n, n), bool)),
        ("a row as long", 1, lambda n: np.ones((1, n), bool)),
        ("a col as long", 1, lambda n: np.ones((n, 1), bool)),
        ("a diagonal as long", 1, lambda n: np.eye(n, dtype=bool)),
        ("a rising diagonal as long", 1.5, lambda n: np.eye(n, dtype=bool)[::-1]),
        ("a staircase as high", 2, lambda n: np.tri(n, dtype=bool)),
        ("a frame as large", 2, lambda n: np.pad(np.zeros((max(0, n - 2),) * 2, bool), 1, constant_values=True)),
        ("a cross as large", 2, lambda n: np.eye(n, dtype=bool) | np.eye(n, dtype=bool)[::-1]),
    )
    for words, cost, shape in shapes_of:
        yield words, cost, _growing(shape)


def _growing(shape: Callable[[int], np.ndarray]) -> Drawing:
    return lambda count, grid: shape(count) if 1 <= count <= MAX_SIDE else None


def _filling(order_of: Callable[[np.ndarray, np.ndarray], np.ndarray], shape: tuple[int, int] | None) -> Drawing:
    """Cells of a canvas of one shape, or of the input's, filled in an order."""

    def draw(count: int, grid: Grid) -> np.ndarray | None:
        cells = np.zeros(grid.shape if shape is None else shape, bool)
        order = order_of(*(places.ravel() for places in np.indices(cells.shape)))
        if not 0 <= count <= len(order):
            return None
        cells.ravel()[order[:count]] = True
        return cells

    return draw


def _middle_row(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """The cells of the middle row from its middle on, to both sides in turn."""
    height, width = int(rows.max()) + 1, int(cols.max()) + 1
    return height // 2 * width + np.argsort(np.abs(2 * np.arange(width) - width + 1), kind="stable")


# In which order cells are filled: from the rows and the cols of all cells.
ORDERS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "row by row": lambda rows, cols: np.arange(rows.size),
    "row by row from below": lambda rows, cols: np.lexsort((cols, -rows)),
    "row by row from the right": lambda rows, cols: np.lexsort((-cols, rows)),
    "col by col": lambda rows, cols: np.lexsort((rows, cols)),
    "col by col from below": lambda rows, cols: np.lexsort((-rows, cols)),
    "to and fro": lambda rows, cols: np.lexsort((np.where(rows % 2, -cols, cols), rows)),
    "every second cell": lambda rows, cols: np.arange(0, rows.size, 2),
    "along the diagonal": lambda rows, cols: np.flatnonzero(rows == cols),
    "along the middle row from its middle": _middle_row,
}


def _inks(task: Task) -> Iterator[tuple[str, float, Callable[[Grid], int]]]:
    """Yield (words, cost, color of a grid) of what the outputs are drawn in."""
    colors = {int(color) for pair in task.train for color in np.unique(pair.output) if color}
    if len(colors) == 1:
        only = colors.pop()
        yield f"color {only}", 0.5, lambda grid: only
    for name in ("most common color", "least common color", "center color"):
        yield f"the {name}", 1, _named(name)


def _named(name: str) -> Callable[[Grid], int]:
    return lambda grid: facts_of(grid)[name]


def _answers(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield choices among the outputs shown, SPARE fewer than demonstrations, decided by a fact of the input."""
    if not budget.spend(20 * cells_of(task)):
        return
    outputs: dict[bytes, int] = {}
    classes = [outputs.setdefault(key_of(pair.output), len(outputs)) for pair in task.train]
    if not 1 < len(outputs) <= len(classes) - SPARE:
        return
    attributes, values = fact_table(task.inputs)
    count = len(task.train)
    decisions = decide(values[:count], np.array(classes, np.int64), values[count:], attributes, pairs=False)
    for decision in decisions[:MOST_DECISIONS]:
        if (decision.answers != UNKNOWN).all():
            chosen = [task.train[classes.index(int(answer))].output.copy() for answer in decision.answers]
            words = f"one of {len(outputs)} answers by {decision.rule}"
            yield Candidate(tuple(chosen), NAME, words, 6 + 2 * len(outputs) + decision.cost, count, count)
