"""Facts of what changes: worked examples in which each fact holds and in which it does not, and what holds of random grids."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.changes import CHANGE_FACTS, PATCH_FACTS, change_facts, patch_facts
from solver.seeing.components import label_objects
from tests.seeing.grids import drawn, random_grids


def facts(before, after):
    """The yes/no facts of a change by name, on a background of 0."""
    changed = (before != after).astype(np.uint8)
    old = np.bincount(before.ravel(), minlength=10)
    objects = label_objects(before, 0, True, True, np.zeros(before.shape, np.int16))
    yes_no = change_facts(before, after, 0, old, changed)[0], patch_facts(before, after, 0, objects, changed)[0]
    lines = patch_facts(before, after, 0, objects, changed)[1]
    names = (*CHANGE_FACTS[:-1], *PATCH_FACTS)
    return dict(zip(names, map(bool, (*yes_no[0], *yes_no[1], *lines)), strict=True))


# Fact: a change for which it holds, and one for which it does not.
EXAMPLES = {
    "nothing changes": (("10 00", "10 00"), ("10 00", "11 00")),
    "only background changes": (("10 00", "12 00"), ("10 00", "22 00")),
    "no background changes": (("10 00", "20 00"), ("10 00", "12 00")),
    "nothing is erased": (("10 00", "12 00"), ("10 00", "00 00")),
    "cells off the background stay": (("13 00", "23 00"), ("13 00", "13 02")),
    "one color changes": (("12 00", "32 00"), ("12 00", "33 00")),
    "one color comes": (("12 00", "33 00"), ("12 00", "34 00")),
    "colors that come were there": (("12 00", "11 00"), ("12 00", "13 00")),
    "colors that come are new": (("12 00", "13 00"), ("12 00", "11 00")),
    "objects change whole": (("110 002", "330 002"), ("110 002", "310 002")),
    "touching objects change whole": (("110 001", "330 003"), ("110 001", "330 001")),
    "background changes in whole pieces": (("010 110 000", "310 110 000"), ("010 110 000", "013 110 000")),
    "changes join cells of their color": (("200 000", "220 000"), ("200 000", "202 000")),
    "corners stay": (("000 000 000", "000 030 000"), ("000 000 000", "300 000 000")),
    "changes are mirrored left to right": (("000 000", "303 000"), ("000 000", "300 000")),
    "changes are mirrored top to bottom": (("00 00", "30 30"), ("00 00", "30 00")),
    "changes in one row": (("000 000", "303 000"), ("000 000", "300 300")),
    "changes in one column": (("000 000", "300 300"), ("000 000", "330 000")),
    "a full box changes": (("000 000", "330 330"), ("000 000", "330 300")),
    "changes lie within the box of what was there": (("101 000 101", "101 020 101"), ("100 000 000", "100 000 002")),
    "no lone change": (("000 000", "330 000"), ("000 000", "303 000")),
    "changes are rectangles": (("000 000", "330 330"), ("000 000", "330 300")),
    "changes are of one size": (("00000", "33033"), ("00000", "33030")),
    "changes are at the edge": (("000 000 000", "030 000 000"), ("000 000 000", "000 030 000")),
    "no change at the edge": (("000 000 000", "000 030 000"), ("000 000 000", "030 000 000")),
    "one change": (("000 000", "330 000"), ("000 000", "303 000")),
    "changes touch what was there": (("1000", "1200"), ("1000", "1002")),
    "as many changes as objects": (("1000", "1200"), ("1001", "1221")),
    "changes have one color": (("0000", "3303"), ("0000", "3400")),
    "no lone change of one color": (("0000", "3344"), ("0000", "3400")),
    "changes of one color are rectangles": (("00 00", "34 34"), ("000 000", "334 344")),
    "changes of one color are lines": (("000 000", "333 444"), ("00 00", "33 33")),
}


def test_every_fact_has_examples():
    assert set(EXAMPLES) == {*CHANGE_FACTS[:-1], *PATCH_FACTS}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_fact_holds_where_it_should_and_not_where_it_should_not(name):
    holds, fails = EXAMPLES[name]
    assert facts(*map(drawn, holds))[name]
    assert not facts(*map(drawn, fails))[name]


def test_the_table_of_changes_is_one_number_for_what_becomes_of_colors():
    def table(before, after):
        changed = (before != after).astype(np.uint8)
        return change_facts(before, after, 0, np.bincount(before.ravel(), minlength=10), changed)[1]

    assert table(drawn("1100"), drawn("2200")) == table(drawn("0001"), drawn("0002"))
    assert table(drawn("1100"), drawn("2200")) != table(drawn("1100"), drawn("3300"))


def test_changes_of_random_grids_are_told_as_the_slow_way_tells_them():
    random = np.random.default_rng(5)
    for before in random_grids(40):
        after = np.where(random.random(before.shape) < 0.3, 4, before).astype(np.uint8)
        found, changed = facts(before, after), before != after
        assert found["nothing changes"] == (not changed.any())
        assert found["no background changes"] == (not (changed & (before == 0)).any())
        assert found["nothing is erased"] == (not (changed & (after == 0)).any())
        assert found["changes are mirrored left to right"] == np.array_equal(changed, changed[:, ::-1])
        assert found["changes are mirrored top to bottom"] == np.array_equal(changed, changed[::-1])
        assert found["corners stay"] == (not changed[[0, 0, -1, -1], [0, -1, 0, -1]].any())
        assert found["one color changes"] == (len(np.unique(before[changed])) <= 1)
