"""What hand-written families share: a rule is a function from grid to grid, a claim is a rule that was run and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from solver.candidate import Candidate
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

Rule = Callable[[Grid], Grid | None]

MOTIONS: dict[str, Callable[[Grid], Grid]] = {
    "as it is": lambda grid: grid,
    "flip_cols": lambda grid: grid[:, ::-1],
    "flip_rows": lambda grid: grid[::-1],
    "rotate_half": lambda grid: grid[::-1, ::-1],
    "transpose": lambda grid: grid.T,
    "rotate_clockwise": lambda grid: grid[::-1].T,
    "rotate_counterclockwise": lambda grid: grid.T[::-1],
    "transpose_other_diagonal": lambda grid: grid[::-1, ::-1].T,
}
STAYS = "as it is"


def cells_of(task: Task) -> int:
    """Cells of all grids of the task: the steps that one look at it costs."""
    return sum(grid.size for grid in task.inputs + task.outputs)


def claim(task: Task, family: str, program: str, cost: float, rule: Rule) -> Candidate | None:
    """Run a rule on every input and compare with the demonstrations.

    None when it reproduces no demonstration or gives no legal grid for a test input.
    """
    predictions = []
    for grid in task.test:
        out = rule(grid)
        if out is None or out.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in out.shape):
            return None
        predictions.append(np.ascontiguousarray(out, dtype=np.uint8))
    fits = 0
    for pair in task.train:
        out = rule(pair.input)
        fits += out is not None and same_grid(out, pair.output)
    if fits == 0:
        return None
    return Candidate(tuple(predictions), family, program, cost, fits, len(task.train))


def content_of(grid: Grid) -> Grid | None:
    """Crop to the cells that are not 0. None when all are 0."""
    rows, cols = np.flatnonzero(grid.any(axis=1)), np.flatnonzero(grid.any(axis=0))
    return grid[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1] if len(rows) else None


def counts_of(grid: Grid) -> np.ndarray:
    """Count the cells of each color (int64, 10)."""
    return np.bincount(grid.ravel(), minlength=COLOR_COUNT)


def majority_of(grid: Grid, first: int = 0) -> int:
    """Most frequent color >= first, the lowest one on ties; 0 when there is none."""
    counts = counts_of(grid)[first:]
    return int(counts.argmax()) + first if counts.any() else 0


def agreed(sets: Iterable[frozenset]) -> frozenset:
    """What all sets have in common; nothing when there are no sets."""
    common: frozenset | None = None
    for members in sets:
        common = members if common is None else common & members
    return common or frozenset()
