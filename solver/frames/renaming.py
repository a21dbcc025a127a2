"""Frames in which the colors of each grid have other names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from solver.frames.frame import Frame, mapped, one_by_one
from solver.task import Grid, Task


def in_names(task: Task, names: Sequence[np.ndarray], is_new_when_alike: bool = False) -> list[Frame]:
    """The task with every color of every grid renamed: names[index][color], a permutation for each input.

    No frame when all inputs get the same names, unless such a frame is new too.
    """
    named = [np.asarray(one, np.uint8) for one in names]
    if not is_new_when_alike and all((one == named[0]).all() for one in named):
        return []
    back = [np.argsort(one).astype(np.uint8) for one in named[len(task.train) :]]

    def renaming(one: np.ndarray) -> Callable[[Grid], Grid]:
        return lambda grid: one[grid]

    return [Frame(mapped(task, [renaming(one) for one in named]), one_by_one(lambda index, grid: back[index][grid]))]
