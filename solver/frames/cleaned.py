"""Noise taken out of the inputs first: stray cells and small pieces take the color of what they lie in."""

from __future__ import annotations

from collections.abc import Iterator

from solver.budget import Budget
from solver.frames.frame import Frame
from solver.language.term import Term, run_all, term
from solver.rules.completion import NEIGHBORS, completed
from solver.rules.hidden import in_small_pieces, stray
from solver.rules.rule import cells_of
from solver.seeing.noise import stray_cells
from solver.task import Grid, Pair, Task, same_grid

BITS = 3.0
FEWEST_STRAYS = 3  # in every input
MOST_FRAMES = 2
LOOK_STEPS = 20  # per cell and cleaner, what cleaning costs in Python
NOISE: tuple[tuple[float, Term], ...] = (
    (1, term(stray, corners=True)),
    (1, term(stray)),
    (1.3, term(in_small_pieces, least=3)),
    (1.4, term(in_small_pieces, least=4)),
)


def cleaned(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the task with clean inputs, where every input has stray cells and no output has.

    A way of cleaning must change no set cell of an output. Free cells are 0.
    """
    if not budget.spend(LOOK_STEPS * cells_of(task)):
        return
    if any(_strays(grid) < FEWEST_STRAYS for grid in task.inputs) or any(_strays(grid) for grid in task.outputs):
        return
    known: set[tuple[bytes, ...]] = set()
    for cost, hidden in NOISE:
        inputs = run_all(term(completed, by=NEIGHBORS, hidden=hidden), task.inputs)
        if not budget.spend(LOOK_STEPS * cells_of(task)) or len(known) == MOST_FRAMES:
            return
        if inputs is None:
            continue
        is_new = any(not same_grid(grid, pair.output) for grid, pair in zip(inputs, task.train, strict=False))
        are_outputs_clean = not any((hidden(grid) & (grid != 0)).any() for grid in task.outputs)
        key = tuple(grid.tobytes() for grid in inputs)
        if is_new and are_outputs_clean and key not in known:
            known.add(key)
            train = tuple(Pair(grid, pair.output) for grid, pair in zip(inputs, task.train, strict=False))
            inner = Task(task.id, train, inputs[len(train) :])
            yield Frame(inner, lambda grids: grids, f"cleaned of {hidden}: ", BITS + cost, is_strict=True)


def _strays(grid: Grid) -> int:
    """Set cells without a neighbor of their color."""
    return int((stray_cells(grid, 8) & (grid != 0)).sum())
