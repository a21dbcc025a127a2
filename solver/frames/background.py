"""The background of a grid, and the frame in which it is 0 everywhere."""

from __future__ import annotations

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Build, Frame, literal, nested
from solver.frames.renaming import in_names
from solver.task import COLOR_COUNT, Grid, Task

EDGE_WEIGHT = 0.5  # of a cell at the edge, beside the one that every cell has


def background_of(grid: Grid) -> int:
    """The color with most cells, those at the edge of the grid counting more; the lowest on ties."""
    counts = np.bincount(grid.ravel(), minlength=COLOR_COUNT).astype(float)
    for line in (grid[0], grid[-1], grid[:, 0], grid[:, -1]):
        counts += EDGE_WEIGHT * np.bincount(line, minlength=COLOR_COUNT)
    return int(counts.argmax())


def background_as_zero(task: Task, budget: Budget) -> list[Frame]:
    """Exchange the background of every input with 0, in its output too; no frame where it is 0 already.

    Every other color keeps its name. An input that has the color 0 in no more than a few cells beside another background
    still has them, in the name of that background.
    """
    grounds = [background_of(grid) for grid in task.inputs]
    if not any(grounds):
        return []
    return in_names(task, [_exchange(ground) for ground in grounds], is_new_when_alike=True)


def on_zero(build: Build) -> Build:
    """The frames of a kind on a background that is 0 in every grid: rules take 0 for free."""
    return nested(lambda task, budget: background_as_zero(task, budget) or literal(task, budget), build)


def _exchange(ground: int) -> np.ndarray:
    names = np.arange(COLOR_COUNT)
    names[[0, ground]] = ground, 0
    return names
