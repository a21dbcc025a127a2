"""Colors renamed by how common they are in each input."""

from __future__ import annotations

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame
from solver.frames.renaming import in_names
from solver.task import COLOR_COUNT, Grid, Task


def colors_by_count(task: Task, budget: Budget) -> list[Frame]:
    """Rename the most common color of each input to 0, the next to 1 and so on; no frame when that renames all alike."""
    return in_names(task, [np.argsort(_by_count(grid)) for grid in task.inputs])


def _by_count(grid: Grid) -> list[int]:
    counts = np.bincount(grid.ravel(), minlength=COLOR_COUNT)
    return np.argsort(-counts, kind="stable").tolist()
