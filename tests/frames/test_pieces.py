"""One piece at a time: which pieces are tasks of their own, and how they are put together again."""

from __future__ import annotations

from solver.budget import Budget
from solver.frames.pieces import pieces
from solver.task import Pair, Task
from tests.seeing.grids import drawn

# Bars of 3 get the color of their number of cells in the middle, 2 cells are left as they are.
BEFORE, AFTER = drawn("33300 00000 03333 00000 33000"), drawn("31300 00000 03113 00000 33000")
ASKED = drawn("00333 00000 33333")


def frames_of(*pairs, asked=ASKED):
    return {frame.words: frame for frame in pieces(Task("bars", tuple(Pair(*pair) for pair in pairs), (asked,)), Budget())}


def shown(frame):
    return [(pair.input.tolist(), pair.output.tolist()) for pair in frame.task.train]


def test_different_pieces_are_demonstrations_and_those_that_are_not_shown_are_asked():
    frame = frames_of((BEFORE, AFTER))["each of one-colored objects: "]
    assert shown(frame) == [([[3, 3, 3]], [[3, 1, 3]]), ([[3, 3, 3, 3]], [[3, 1, 1, 3]]), ([[3, 3]], [[3, 3]])]
    assert [grid.tolist() for grid in frame.task.test] == [[[3, 3, 3, 3, 3]]]
    assert (frame.demonstrations, frame.is_strict) == (1, True)


def test_answers_for_pieces_are_put_together():
    frame = frames_of((BEFORE, AFTER))["each of one-colored objects: "]
    (whole,) = frame.decode((drawn("31113"),))
    assert whole.tolist() == drawn("00313 00000 31113").tolist(), "what is known of a piece that was shown stands beside it"
    assert frame.decode((drawn("3111"),)) is None, "a piece keeps its shape"


def test_margins_are_cut_off_at_the_edge():
    frame = frames_of((BEFORE, AFTER))["each of one-colored objects with 1 around: "]
    assert shown(frame)[0] == ([[3, 3, 3, 0], [0, 0, 0, 0]], [[3, 1, 3, 0], [0, 0, 0, 0]])


def test_rows_are_pieces():
    frame = frames_of((BEFORE, AFTER))["each of rows: "]
    assert shown(frame)[0] == ([[3, 3, 3, 0, 0]], [[3, 1, 3, 0, 0]])
    assert frame.decode((drawn("00313"), drawn("31113")))[0].tolist() == drawn("00313 00000 31113").tolist()


def test_what_changes_outside_of_pieces_or_unlike_in_equal_ones_is_no_frame():
    outside = AFTER.copy()
    outside[0, 4] = 5
    assert not {"each of one-colored objects: ", "each of objects: "} & set(frames_of((BEFORE, outside)))
    unlike = drawn("33000 00000 33000"), drawn("31000 00000 13000")
    assert "each of one-colored objects: " not in frames_of((BEFORE, AFTER), unlike)
    assert frames_of((BEFORE, AFTER[1:])) == {}, "the output has another shape"
