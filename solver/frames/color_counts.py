"""Colors renamed by how common they are in each input."""

from __future__ import annotations

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame
from solver.frames.renaming import in_names
from solver.task import COLOR_COUNT, Grid, Task


def colors_by_count(task: Task, budget: Budget) -> list[Frame]:
    """Rename the most common color of each input to 0, the next to 1 and so on; no frame when that renames all alike.

    Colors that only outputs have keep one name in all grids: the last ones.
    """
    shown = np.zeros(COLOR_COUNT, bool)
    shown[np.concatenate([grid.ravel() for grid in task.inputs])] = True
    new = sorted({int(color) for grid in task.outputs for color in np.unique(grid[~shown[grid]])})
    return in_names(task, [np.argsort(_by_count(grid, new)) for grid in task.inputs])


def _by_count(grid: Grid, last: list[int]) -> list[int]:
    counts = np.bincount(grid.ravel(), minlength=COLOR_COUNT)
    counts[last] = -1
    return np.argsort(-counts, kind="stable").tolist()
