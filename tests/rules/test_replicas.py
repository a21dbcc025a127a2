"""Worked examples of replicas and collages: what their terms, read from their texts, make of a small grid."""

import pytest

from solver.jit import warm_up
from solver.language.term import read_term, run_term, term
from solver.rules.assemblies import assembled
from solver.rules.collages import FILLS, STACKED, pasted
from solver.rules.models import LARGEST, LARGEST_OF_ALL, MOTLEY_AT_ALL, NO_MARKS, SEVERAL
from solver.rules.replicas import copied, fitted, restored
from tests.seeing.grids import drawn

OBJECTS = "objects joined by corners"
CROSS = "0100000 1210000 0100000 0000000 0000020 0000000"
# a rule, a grid, what it makes of it
WORKED = {
    "completed where a part of it lies": (
        term(copied, cut=OBJECTS, those=LARGEST, at="any part"),
        CROSS,
        "0100000 1210000 0100000 0000010 0000121 0000010",
    ),
    "the model that was used goes": (
        term(copied, cut=OBJECTS, those=SEVERAL, at="any part", removes=("used models",)),
        CROSS,
        "0000000 0000000 0000000 0000010 0000121 0000010",
    ),
    "clipped at the border": (
        term(copied, cut=OBJECTS, those=LARGEST, at="any part"),
        "0100000 1210000 0100002",
        "0100000 1210001 0100012",
    ),
    "each model at its own key": (
        term(copied, cut=OBJECTS, those=MOTLEY_AT_ALL, at="a color it has once", turns={4: "flip_cols"}),
        "1200034 0000000 0020400",
        "1200034 0000000 0120430",
    ),
    "everything goes but the copies": (
        term(copied, cut=OBJECTS, those=SEVERAL, at="any part", removes=("everything",)),
        "0100000 1210000 0100000 0000000 5000020 0000000",
        "0000000 0000000 0000000 0000010 0000121 0000010",
    ),
    "blanks of its shape, turned": (
        term(copied, cut=OBJECTS, those=SEVERAL, at="blanks", turns=True),
        "1200000 1000050 0000550",
        "1200000 1000010 0000210",
    ),
    "turned rather than mirrored where both show as much": (
        term(copied, cut=OBJECTS, those=LARGEST, at="the colors found elsewhere", turns=True),
        "2130000 1000000 0000000 0000302 0000000",
        "2130000 1000000 0000001 0000312 0000000",
    ),
    "at marks, in their color": (
        term(copied, cut=OBJECTS, those=LARGEST_OF_ALL, at="marks", ink="the color that is there", removes=("marks",)),
        "1110000 0000000 0000050",
        "1110000 0000000 0000555",
    ),
    "models at marks of their color": (
        term(copied, cut=OBJECTS, those=NO_MARKS, at="marks"),
        "11100022 00000022 00000000 01000000 00000020",
        "11100022 00000022 00000000 11100000 00000022",
    ),
    "things that touch the model are no part of it": (
        term(copied, cut=OBJECTS, those=LARGEST, at="the colors found elsewhere", trims=True),
        "2111000000 0121000000 0111000000 0000000000 0000000020 0000000000",
        "2111000000 0121000000 0111000000 0000000111 0000000121 0000000111",
    ),
    "pieces go into the notches of the largest": (
        term(fitted, cut=OBJECTS, ink=3),
        "1111111 1011001 1011001 0000000 2000022 2000022",
        "1111111 1311331 1311331 0000000 0000000 0000000",
    ),
    "damaged things restored": (
        term(restored, cut="colors"),
        "1110022200 1010002000 1010022200 0000333000 0000303000 0000330000",
        "1110022200 1110022200 1110022200 0000333000 0000333000 0000333000",
    ),
    "pieces in the notches of a thing": (
        term(pasted, canvas="a thing with notches", fit=FILLS),
        "1001000 1111000 1001033 0000000 0022000 0000000",
        "1331 1111 1221",
    ),
    "pieces on marks, one on the other": (
        term(pasted, canvas="a thing with marks", fit=STACKED),
        "1111000000 1311022200 1111023200 1111022200 0000000000 0000000000 0000000000",
        "2221 2321 2221 1111",
    ),
    "by their middles": (
        term(assembled, cut=OBJECTS, way="by their middles"),
        "1110000 1010000 1110002",
        "111 121 111",
    ),
}


@pytest.fixture(scope="module", autouse=True)
def warm():
    warm_up(processes=2)


@pytest.mark.parametrize("name", WORKED)
def test_a_term_makes(name):
    rule, before, after = WORKED[name]
    (out,) = run_term(read_term(str(rule)), [drawn(before)])
    assert out.tolist() == drawn(after).tolist()
