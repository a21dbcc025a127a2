"""Every grid turned so that what stands out lies on top: the measures one by one, and the frame."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.frames.turned import MEASURES, REFLECTED, turned
from solver.task import Pair, Task, same_grid
from tests.seeing.grids import drawn

# A grid in which what stands out lies on top already, and one that shows no direction.
UPRIGHT = {
    "lines of one color across": ("000 333 000", "030 333 030"),
    "longer side across": ("0000 0330 0000", "000 030 000"),
    "heavier side up": ("0300 0330 0000 0000", "000 030 000"),
    "fuller edge up": ("0330 0030 3000 0000", "030 303 030"),
    "side of the rarest color up": ("0200 3333 3333 0000", "000 000"),
    "side of the smallest object up": ("0200 0000 0000 3333", "0000 0303"),
}
TRANSPOSED = ("lines of one color across", "longer side across")


def turns(measure, grid):
    """What a measure says of a grid after no, one, two and three quarter turns counterclockwise."""
    return [measure(np.ascontiguousarray(np.rot90(grid, quarter))) for quarter in range(4)]


@pytest.mark.parametrize(("words", "measure"), [(words, measure) for words, _, measure in MEASURES])
def test_a_measure_says_how_to_turn_a_grid_upright(words, measure):
    upright, aimless = map(drawn, UPRIGHT[words])
    expected = [0, REFLECTED, 0, REFLECTED] if words in TRANSPOSED else [0, 3, 2, 1]
    assert turns(measure, upright) == expected
    assert turns(measure, aimless) == [None] * 4


def test_every_measure_has_a_picture():
    assert set(UPRIGHT) == {words for words, _, _ in MEASURES}


def rising(quarter: int, at: int) -> Pair:
    """A floor with a mark on it that shines upward, all turned."""
    before = np.zeros((5, 5), np.uint8)
    before[4], before[3, at] = 3, 2
    after = before.copy()
    after[:3, at] = 4
    return Pair(*(np.ascontiguousarray(np.rot90(grid, quarter)) for grid in (before, after)))


def test_demonstrations_in_different_directions_get_one_and_answers_are_turned_back():
    asked = rising(3, 2)
    frames = {frame.words: frame for frame in turned(Task("rising", (rising(0, 1), rising(1, 3)), (asked.input,)), Budget())}
    frame = frames["heavier side up: "]
    floors = [grid[0].tolist() for grid in (*frame.task.inputs, *frame.task.outputs)]
    assert floors == [[3] * 5] * 5, "the floor is heavy: it lies on top in all"
    answer = np.ascontiguousarray(np.rot90(rising(0, 2).output, 2))
    assert same_grid(frame.task.test[0], np.ascontiguousarray(np.rot90(rising(0, 2).input, 2)))
    assert same_grid(frame.decode((answer,))[0], asked.output)


def test_demonstrations_that_are_turned_alike_need_no_frame():
    assert list(turned(Task("rising", (rising(1, 1), rising(1, 3)), (rising(1, 2).input,)), Budget())) == []
