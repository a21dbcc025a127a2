"""Facts of an output beside its input."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.habits import AMOUNTS, FACTS, UNKNOWN, measure_facts, write_facts
from tests.samples import random_grid
from tests.seeing.grids import drawn


def facts_of(before: np.ndarray, after: np.ndarray) -> dict[str, int]:
    return dict(zip(FACTS, measure_facts(before, after).tolist(), strict=True))


# before, after, facts that hold, facts that do not
EXAMPLES = {
    "an object falls": (
        "011 000 000", "000 000 011",
        ("every color keeps its number of cells", "no color is new", "the same shapes", "the same sizes", "as many objects",
         "objects of the same colors", "the largest object keeps its size", "changes are of one size"),
        ("changes touch what was there", "nothing is erased", "mirrored left to right", "one change", "is a part of the input"),
    ),
    "a hole is filled": (
        "1110 1010 1110", "1110 1210 1110",
        ("only background changes", "one color changes", "one color comes", "colors that come are new", "one change",
         "background changes in whole pieces", "a full box changes", "corners stay", "changes have one color",
         "no change at the edge", "changes lie within the box of what was there", "nothing is erased", "no color is lost"),
        ("no color is new", "no lone change", "no lone cell", "objects have one color", "changes join cells of their color"),
    ),
    "the larger object is recolored": (
        "1100 0001", "2200 0001",
        ("objects change whole", "no background changes", "cells off the background stay", "as many objects", "the same sizes",
         "only lines", "an object for each color", "changes are at the edge", "no new shape", "changes in one row"),
        ("objects of one size", "only lone cells", "colors that come were there", "objects of the same colors"),
    ),
    "half of an object is recolored": (
        "110 000", "120 000", ("background changes in whole pieces",), ("objects change whole", "objects have one color"),
    ),
    "a crop": (
        "000 012 034", "12 34",
        ("is a part of the input", "no new shape", "as many cells of each color", "objects reach all four edges"),
        ("the background is there", "has a symmetry", "no color is lost"),
    ),
    "stripes": ("101 101", "1010 1010", ("all rows are equal", "only rectangles"), ("all columns are equal", "one object")),
    "a cross": (
        "000 020 000", "020 222 020",
        ("mirrored left to right", "mirrored top to bottom", "mirrored in the diagonal", "looks the same after half a turn",
         "changes are mirrored left to right", "changes join cells of their color", "one object", "one change"),
        ("the background is one piece", "background is enclosed", "the largest object keeps its size"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_facts_of_an_example(name):
    before, after, true, false = EXAMPLES[name]
    facts = facts_of(drawn(before), drawn(after))
    assert {words: facts[words] for words in true} == dict.fromkeys(true, 1)
    assert {words: facts[words] for words in false} == dict.fromkeys(false, 0)


def test_amounts():
    facts = facts_of(drawn("1100 0002"), drawn("1100 0000"))
    assert (facts["number of colors"], facts["number of objects"]) == (2, 1)
    assert {FACTS[place] for place in AMOUNTS} > {"number of colors", "number of objects"}
    other = facts_of(drawn("1100 0002"), drawn("2200 0002"))
    assert other["table of colors and what they become"] != facts["table of colors and what they become"]
    assert other["number of objects that come or go"] == facts["number of objects that come or go"] + 1


def test_facts_of_changes_are_unknown_when_the_sides_differ():
    facts = facts_of(drawn("10 01"), drawn("1"))
    unknown = [words for words in FACTS if facts[words] == UNKNOWN]
    assert unknown == list(FACTS[FACTS.index("nothing changes") :])


@pytest.mark.parametrize("seed", range(6))
def test_facts_survive_other_colors_and_reflection(seed):
    random = np.random.default_rng(seed)
    before = random_grid(random, zeros=0.6)
    after = np.where(random.random(before.shape) < 0.2, random_grid(random, zeros=0.5)[0, 0], before).astype(np.uint8)
    names = np.concatenate([[0], random.permutation(np.arange(1, 10))]).astype(np.uint8)
    plain, renamed = measure_facts(before, after), measure_facts(names[before], names[after])
    turned = measure_facts(np.ascontiguousarray(before[::-1, ::-1]), np.ascontiguousarray(after[::-1, ::-1]))
    table = FACTS.index("table of colors and what they become")
    assert np.array_equal(np.delete(plain, table), np.delete(renamed, table))
    assert np.array_equal(plain, turned)


def test_as_many_facts_are_written_as_have_names():
    """Every part writes its own facts one after the other, so that one too many or too few would show at the end."""
    for after, count in (("12 30", len(FACTS)), ("1", FACTS.index("nothing changes"))):
        facts = np.full(len(FACTS), UNKNOWN)
        assert write_facts(drawn("10 30"), drawn(after), 0, 0, facts) == count
        assert (facts[:count] != UNKNOWN).all() and (facts[count:] == UNKNOWN).all()
