"""Frames in which every grid is reflected in a diagonal."""

from __future__ import annotations

from collections.abc import Callable

from solver.budget import Budget
from solver.frames.frame import Frame, mapped, one_by_one
from solver.task import Grid, Task


def transposed(task: Task, budget: Budget) -> list[Frame]:
    """Reflect every grid in its main diagonal."""
    return _reflected(task, lambda grid: grid.T)


def antitransposed(task: Task, budget: Budget) -> list[Frame]:
    """Reflect every grid in its other diagonal."""
    return _reflected(task, lambda grid: grid[::-1, ::-1].T)


def _reflected(task: Task, reflect: Callable[[Grid], Grid]) -> list[Frame]:
    """The task with every grid reflected; reflecting once more is the way back."""
    return [Frame(mapped(task, [reflect] * len(task.inputs)), one_by_one(lambda index, grid: reflect(grid)))]
