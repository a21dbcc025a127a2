"""Laws that hold for every view: what it rewrites can be carried back, on the sample tasks and on noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solver.views.frames import without_separators

from solver.portfolio import VIEWS
from solver.task import Pair, Task, as_grid, same_grid
from tests.samples import SAMPLES, random_tasks

TASKS = [*SAMPLES.values(), *random_tasks(20)]


@pytest.fixture(params=VIEWS)
def rewrite(request):
    return VIEWS[request.param]


def test_outputs_come_back(rewrite):
    """Where the test inputs are the demonstrations' own, the rewritten outputs are carried back to the outputs."""
    changed = 0
    for task in TASKS:
        rewritten = rewrite(replace(task, test=tuple(pair.input for pair in task.train)))
        if rewritten is None:
            continue
        changed += 1
        for index, pair in enumerate(task.train):
            back = rewritten.decode(index, rewritten.task.train[index].output)
            assert back is not None and same_grid(back, pair.output)
    assert changed > 0


def test_a_rewritten_task_is_a_task(rewrite):
    for task in TASKS:
        before = [grid.copy() for grid in task.inputs + task.outputs]
        rewritten = rewrite(task)
        assert all(same_grid(grid, copy) for grid, copy in zip(task.inputs + task.outputs, before, strict=True))
        if rewritten is None:
            continue
        assert (len(rewritten.task.train), len(rewritten.task.test)) == (len(task.train), len(task.test))
        for grid in rewritten.task.inputs + rewritten.task.outputs:
            assert as_grid(grid).shape == grid.shape
            assert grid.dtype == np.uint8 and grid.flags.c_contiguous


def test_separators_are_taken_out_and_put_back():
    before = as_grid([[1, 5, 2], [5, 5, 5], [3, 5, 4]])
    after = as_grid([[4, 5, 3], [5, 5, 5], [2, 5, 1]])
    rewritten = without_separators(Task("panels", (Pair(before, after),), (after,)))
    assert rewritten is not None
    assert rewritten.task.train[0].input.tolist() == [[1, 2], [3, 4]]
    assert rewritten.task.train[0].output.tolist() == [[4, 3], [2, 1]]
    assert same_grid(rewritten.decode(0, as_grid([[1, 2], [3, 4]])), before)
    assert rewritten.decode(0, as_grid([[1]])) is None


def test_no_separators_no_view():
    grid = as_grid([[1, 0], [0, 1]])
    assert without_separators(Task("plain", (Pair(grid, grid),), (grid,))) is None
