"""Numbers that lengths, distances and counts follow: which are told, in which order; strides and counted copies."""

from __future__ import annotations

import numpy as np

from solver.language.term import term
from solver.rules.amounts import MEASURES, amounts_of, amounts_told, attribute, measures_of_kin
from solver.rules.movers import Bodies
from solver.rules.offsets import leap, strides
from solver.rules.repeats import copies
from solver.rules.sources import Canvas, Chosen, objects
from solver.seeing.objects import objects_of
from solver.seeing.relations import KIN
from tests.seeing.grids import drawn

CUT = "one-colored objects"
SCENES = [objects_of(drawn(text), CUT) for text in ("1102 0000 3330", "4022 0000 5000")]  # sizes 2 1 3, and 1 2 1
OWNERS = [np.arange(3), np.arange(3)]


def told(wanted):
    """What is told of numbers, one for each object of both scenes, where no fact is known."""
    allowed = np.eye(31, dtype=bool)[wanted]
    return [str(one) for one, _ in amounts_told(SCENES, OWNERS, allowed, lambda: ([], np.zeros((2, 0), np.int64)))]


def test_a_number_that_does_for_all_is_told_alone():
    assert told([4] * 6) == ["4"]


def test_own_numbers_come_first():
    assert told([2, 1, 3, 1, 2, 1])[0] == 'attribute(name="size")'
    assert told([3, 2, 4, 2, 3, 2])[0] == 'attribute(name="size", more=1)'


def test_numbers_of_kin_come_where_no_own_does():
    assert told([3, 3, 3, 2, 2, 2])[0] == 'attribute(name="size", of="the largest")'


def test_multiples_and_parts_come_last():
    assert told([4, 2, 6, 2, 4, 2])[0] == 'attribute(name="size", times=2)'


def test_measures_of_kin_are_those_of_the_related_object():
    table = measures_of_kin(SCENES[0]).reshape(3, len(KIN), len(MEASURES))
    assert table[:, list(KIN).index("the largest"), MEASURES.index("width")].tolist() == [3, 3, 3]
    assert table[:, list(KIN).index("one seen below"), MEASURES.index("width")].tolist() == [3, 0, 0]


def test_attributes_of_nothing_are_nought():
    chosen = Chosen(Canvas(SCENES[0].grid, 0), SCENES[0], np.ones(3, bool))
    assert attribute(chosen, "size", of="one seen below", more=1, times=2).tolist() == [7, 1, 1]
    assert attribute(chosen, "size", parts=2).tolist() == [1, 0, 1]
    assert amounts_of(3, chosen).tolist() == [3, 3, 3]


def test_strides_go_as_far_as_a_number_says():
    grid = drawn("10200 00000 00330")
    movers = Bodies(objects_of(grid, CUT), np.array([True, True, False]))
    by = term(attribute, name="size", of="the largest")
    assert strides(movers, "right", by).tolist() == [[0, 2], [0, 2]]
    assert leap(movers, term(strides, way="right", by=by)).tolist() == drawn("00102 00000 00330").tolist()
    assert strides(movers, "away from the closest thing", 1).tolist() == [[-1, -1], [-1, 0]]


def test_copies_end_where_their_number_says():
    grid = drawn("1000000 0000000 2200000")
    shown = copies(Canvas(grid, 0), term(objects, cut=CUT), "right", count=term(attribute, name="width", more=1))
    assert np.where(shown == 255, grid, shown).tolist() == drawn("1110000 0000000 2222222").tolist()
    once = copies(Canvas(grid, 0), term(objects, cut=CUT), "right", gap=1, count=1)
    assert np.where(once == 255, grid, once).tolist() == drawn("1010000 0000000 2202200").tolist()
