"""Simple canonical colors: rename each grid's colors by how common they are."""

from __future__ import annotations

import numpy as np

from solver.task import COLOR_COUNT, Grid, Pair, Task
from solver.views.view import Rewritten


def colors_by_count(task: Task) -> Rewritten | None:
    """Rename the most common color of each input to 0, the next to 1 and so on; None when that renames all inputs alike."""
    return _renamed(task, [_by_count(grid) for grid in task.inputs])


def _by_count(grid: Grid) -> list[int]:
    counts = np.bincount(grid.ravel(), minlength=COLOR_COUNT)
    return np.argsort(-counts, kind="stable").tolist()


def _renamed(task: Task, orders: list[list[int]]) -> Rewritten | None:
    """The task with color order[k] of every grid renamed to k."""
    if all(order == orders[0] for order in orders):
        return None
    renamings = [np.argsort(order).astype(np.uint8) for order in orders]
    shown = len(task.train)
    train = tuple(Pair(names[pair.input], names[pair.output]) for names, pair in zip(renamings, task.train, strict=False))
    test = tuple(names[grid] for names, grid in zip(renamings[shown:], task.test, strict=True))
    back = [np.array(order, np.uint8) for order in orders[shown:]]
    return Rewritten(Task(task.id, train, test), lambda test_index, grid: back[test_index][grid])
