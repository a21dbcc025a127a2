"""What an object may take over from what it is related to: a worked example for every relation; piles and legends."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.attributes import UNKNOWN
from solver.seeing.objects import objects_of
from solver.seeing.relations import KIN, colors_in_turn, copied_colors, kin_of, legends
from tests.seeing.grids import drawn

ONE_COLORED, MIXED = "one-colored objects", "objects joined by corners"
# Relation: grid, cut, the color for every object.
EXAMPLES = {
    "least common color": ("1102", ONE_COLORED, [2, 2]),
    "most common color": ("1102", ONE_COLORED, [1, 1]),
    "color of the largest": ("1102", ONE_COLORED, [1, 1]),
    "color of the smallest": ("1102", ONE_COLORED, [2, 2]),
    "touching color": ("12 00 03", ONE_COLORED, [2, 1, UNKNOWN]),
    "only touching color": ("12 00", "one-colored regions", [UNKNOWN, UNKNOWN, UNKNOWN]),
    "second color": ("1120 0000 3000", MIXED, [2, 3]),
    "color": ("1120 0000 3000", MIXED, [1, 3]),
    "nearest other color": ("10200003", ONE_COLORED, [2, 1, 2]),
    "color seen below": ("1 0 2", ONE_COLORED, [2, UNKNOWN]),
    "color seen above": ("1 0 2", ONE_COLORED, [UNKNOWN, 1]),
    "color seen to the right": ("1023", ONE_COLORED, [2, 3, UNKNOWN]),
    "color seen to the left": ("1023", ONE_COLORED, [UNKNOWN, 1, 2]),
    "color seen farthest below": ("1 2 3", ONE_COLORED, [3, 3, UNKNOWN]),
    "color seen farthest above": ("1 2 3", ONE_COLORED, [UNKNOWN, 1, 1]),
    "color seen farthest to the right": ("1023", ONE_COLORED, [3, 3, UNKNOWN]),
    "color seen farthest to the left": ("1023", ONE_COLORED, [UNKNOWN, 1, 1]),
    "color of the other one of its shape": ("110220003", ONE_COLORED, [2, 1, UNKNOWN]),
    "color of the other one of its shape, turned": ("1102 0002 0000", ONE_COLORED, [2, 1]),
    "color of the other one of its size": ("1102 0002 3000", ONE_COLORED, [2, 1, UNKNOWN]),
    "color of the other one as high and wide": ("110220 100020 000000 330000", ONE_COLORED, [2, 1, UNKNOWN]),
    "color of the topmost": ("010 002 300", ONE_COLORED, [1, 1, 1]),
    "color of the lowest": ("010 002 300", ONE_COLORED, [3, 3, 3]),
    "color of the leftmost": ("010 002 300", ONE_COLORED, [3, 3, 3]),
    "color of the rightmost": ("01002 01000 30002", ONE_COLORED, [UNKNOWN] * 4),
    "other color in its box": ("111 121 111", ONE_COLORED, [2, UNKNOWN]),
    "color that it lacks": ("1230 1000 0231", "objects", [UNKNOWN, UNKNOWN]),
    "its color in the legend, forward": ("1203", ONE_COLORED, [2, UNKNOWN, UNKNOWN]),
    "its color in the legend, backward": ("1203", ONE_COLORED, [UNKNOWN, 1, UNKNOWN]),
}


def test_every_relation_has_an_example():
    assert set(copied_colors(objects_of(drawn("10 02"), ONE_COLORED))) == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_relations_give_the_colors_of_the_example(name):
    text, cut, colors = EXAMPLES[name]
    assert copied_colors(objects_of(drawn(text), cut))[name][1].tolist() == colors


@pytest.mark.parametrize(
    ("name", "colors"),
    {
        "color of the next one from the left, in turn": [3, 1, UNKNOWN, 2],
        "color of the last one from the left, in turn": [2, 3, UNKNOWN, 1],
        "color of the next one from the top, in turn": [2, 3, UNKNOWN, 1],
        "color of the next one clockwise, in turn": [2, 3, UNKNOWN, 1],
    }.items(),
)
def test_colors_pass_on_among_the_objects_that_are_meant(name, colors):
    found = colors_in_turn(objects_of(drawn("100 002 500 030"), ONE_COLORED), np.array([True, True, False, True]))
    assert found[name][1].tolist() == colors


def test_a_legend_names_colors_once():
    tables = legends(drawn("12 34 00 13"), 0)
    assert tables["forward"][3] == 4 and tables["backward"][4] == 3
    assert tables["forward"][1] == UNKNOWN, "1 stands for 2 and for 3"


# What it is related to: grid, cut, the index of that object for every object.
KIN_EXAMPLES = {
    "the largest": ("1102", ONE_COLORED, [0, 0]),
    "the smallest": ("1102", ONE_COLORED, [1, 1]),
    "the other one of its shape": ("110220003", ONE_COLORED, [1, 0, UNKNOWN]),
    "the other one of its shape, turned": ("1102 0002 0000", ONE_COLORED, [1, 0]),
    "the other one of its size": ("1102 0002 3000", ONE_COLORED, [1, 0, UNKNOWN]),
    "the other one as high and wide": ("1100222 1000002 0000222", ONE_COLORED, [UNKNOWN, UNKNOWN]),
    "the topmost": ("010 002 300", ONE_COLORED, [0, 0, 0]),
    "the lowest": ("010 002 300", ONE_COLORED, [2, 2, 2]),
    "the leftmost": ("010 002 300", ONE_COLORED, [2, 2, 2]),
    "the rightmost": ("01002 01000 30002", ONE_COLORED, [UNKNOWN] * 4),
    "nearest other one": ("10200003", ONE_COLORED, [1, 0, 1]),
    "one seen below": ("1 0 2", ONE_COLORED, [1, UNKNOWN]),
    "one seen above": ("1 0 2", ONE_COLORED, [UNKNOWN, 0]),
    "one seen to the right": ("1023", ONE_COLORED, [1, 2, UNKNOWN]),
    "one seen to the left": ("1023", ONE_COLORED, [UNKNOWN, 0, 1]),
    "one seen farthest below": ("1 2 3", ONE_COLORED, [2, 2, UNKNOWN]),
    "one seen farthest above": ("1 2 3", ONE_COLORED, [UNKNOWN, 0, 0]),
    "one seen farthest to the right": ("1023", ONE_COLORED, [2, 2, UNKNOWN]),
    "one seen farthest to the left": ("1023", ONE_COLORED, [UNKNOWN, 0, 0]),
    "other one in its box": ("111 121 111", ONE_COLORED, [1, UNKNOWN]),
}


def test_all_kin_have_an_example():
    assert set(KIN) == set(KIN_EXAMPLES)


@pytest.mark.parametrize("name", KIN_EXAMPLES)
def test_kin_are_the_objects_of_the_example(name):
    text, cut, indices = KIN_EXAMPLES[name]
    assert kin_of(objects_of(drawn(text), cut), name).tolist() == indices
