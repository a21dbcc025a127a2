"""Frames that rename colors: by role, by how common they are."""

import numpy as np

from solver.budget import Budget
from solver.frames.color_counts import colors_by_count
from solver.frames.colors import colors_by_role
from solver.frames.renaming import in_names
from solver.task import Pair, Task, as_grid, same_grid

ONE = Pair(as_grid([[1, 1, 0], [1, 2, 0]]), as_grid([[2, 2, 0], [2, 1, 0]]))
TWO = Pair(as_grid([[3, 0, 3], [5, 3, 0]]), as_grid([[5, 0, 5], [3, 5, 0]]))
TASK = Task("exchanged", (ONE, TWO), (as_grid([[7, 7, 6], [0, 7, 0]]),))


def renamed(grid, names):
    return np.vectorize(lambda color: names.get(color, color))(grid)


def test_the_larger_shape_has_the_same_color_in_every_grid():
    (frame,) = colors_by_role(TASK, Budget())
    inputs = frame.task.inputs
    larger, smaller = (int(inputs[0][cell]) for cell in ((0, 0), (1, 1)))
    assert {larger, smaller} == {1, 2}
    for grid, before, names in zip(
        inputs, TASK.inputs, ({1: larger, 2: smaller}, {3: larger, 5: smaller}, {7: larger, 6: smaller}), strict=True
    ):
        assert np.array_equal(grid, renamed(before, names))
    assert np.array_equal(frame.task.train[1].output, renamed(TWO.output, {3: larger, 5: smaller}))
    (back,) = frame.decode((as_grid([[smaller, smaller, larger], [0, smaller, 0]]),))
    assert back.tolist() == [[6, 6, 7], [0, 6, 0]]


def test_no_frame_where_all_grids_would_get_the_same_names():
    same = Task("literal", (ONE, ONE), (ONE.input,))
    assert colors_by_role(same, Budget()) == [] and colors_by_count(same, Budget()) == []


def test_the_most_common_color_is_0_then_1():
    (frame,) = colors_by_count(TASK, Budget())
    assert [grid.tolist() for grid in frame.task.inputs] == [
        [[0, 0, 1], [0, 2, 1]],  # 1: three cells, 0: two, 2: one
        [[0, 1, 0], [2, 0, 1]],
        [[0, 0, 2], [1, 0, 1]],
    ]
    (back,) = frame.decode((as_grid([[0, 1, 2]]),))
    assert back.tolist() == [[7, 0, 6]]


def test_names_are_taken_back_by_the_test_inputs_own():
    shift = np.roll(np.arange(10), 1)  # 0 is called 9, 1 is called 0
    names = [np.arange(10), np.arange(10), shift]
    (frame,) = in_names(TASK, names)
    assert same_grid(frame.task.train[0].input, ONE.input)
    assert np.array_equal(frame.task.test[0], shift[TASK.test[0]])
    assert np.array_equal(frame.decode((frame.task.test[0],))[0], TASK.test[0])
    assert in_names(TASK, [shift] * 3) == [] and len(in_names(TASK, [shift] * 3, is_new_when_alike=True)) == 1
