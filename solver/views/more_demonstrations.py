"""Views that add changed copies of the demonstrations, so that only rules which do not mind the change still fit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.task import COLOR_COUNT, Grid, Pair, Task
from solver.views.view import Rewritten


def with_transposed(task: Task) -> Rewritten:
    """Add every demonstration reflected in its main diagonal."""
    return _with_copies(task, (np.transpose,))


def with_flipped(task: Task) -> Rewritten:
    """Add every demonstration with its rows, its cols and both reversed."""
    return _with_copies(task, (np.flipud, np.fliplr, lambda grid: grid[::-1, ::-1]))


def with_recolored(task: Task) -> Rewritten | None:
    """Add every demonstration in other colors, twice; 0 and colors that are in no input keep theirs. None when none is left."""
    shown = {int(color) for grid in task.inputs for color in np.unique(grid)} - {0}
    free = sorted(shown)
    if len(free) < 2:
        return None
    asked = {color for grid in task.outputs for color in np.unique(grid).tolist()}
    spare = [color for color in range(1, COLOR_COUNT) if color in shown or color not in asked]
    copies = []
    for turn in (1, len(spare) // 2):
        names = np.arange(COLOR_COUNT, dtype=np.uint8)
        names[spare] = np.roll(spare, turn)
        copies.append(lambda grid, names=names: names[grid])
    return _with_copies(task, tuple(copies))


def _with_copies(task: Task, changes: tuple[Callable[[Grid], Grid], ...]) -> Rewritten:
    """The task with changed copies of its demonstrations; predictions need no way back."""
    copies = [
        Pair(np.ascontiguousarray(change(pair.input)), np.ascontiguousarray(change(pair.output)))
        for change in changes
        for pair in task.train
    ]
    return Rewritten(Task(task.id, task.train + tuple(copies), task.test), lambda test_index, grid: grid)
