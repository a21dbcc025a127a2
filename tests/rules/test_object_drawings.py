"""Drawings that start from objects: what a drawing starts from may go."""

from __future__ import annotations

import numpy as np
from solver.rules.object_drawings import goes, without
from solver.seeing.groups import groups_of

from solver.rules.layers import NONE
from solver.task import Pair, Task, as_grid

BEFORE = as_grid([[3, 3, 0, 0, 4], [0, 0, 0, 0, 0], [3, 0, 0, 4, 4], [3, 0, 0, 0, 0]])
TASK = Task("made", (Pair(BEFORE, np.where(BEFORE == 3, 0, BEFORE)),), (BEFORE[::-1].copy(),))


def test_objects_that_became_background_are_a_group_that_goes():
    erased = [BEFORE == 3]
    groups = next(groups_of(TASK, [0, 0]))
    going = [group for group in groups if goes(group, erased)]
    assert "one-colored objects of color 3" in [group.words for group in going]
    assert "one-colored objects of color 4" not in [group.words for group in going]
    pieces = without([0, 0], going)
    paint = dict(zip(pieces.words, pieces.paint, strict=True))["one-colored objects of color 3 gone"]
    wanted = [np.where(grid == 3, 0, NONE).ravel() for grid in TASK.inputs]
    assert (paint == np.concatenate(wanted)).all()


def test_a_group_that_mostly_stays_does_not_go():
    every = next(groups_of(TASK, [0, 0]))[0]
    assert goes(every, [BEFORE != 0])
    assert not goes(every, [(BEFORE == 3) & (np.arange(5) == 0)])


def test_background_that_changed_does_not_belong_to_what_goes():
    every = next(groups_of(TASK, [0, 0]))[0]
    assert not goes(every, [BEFORE >= 0])
