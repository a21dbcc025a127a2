"""Bits of rules: productions in worked examples, smoothing, and the table that comes with the project."""

from __future__ import annotations

import re
from math import log2

import pytest

from solver.language import OPS
from solver.language.bits import FRAME, LARGEST_NUMBER, ROOT, SMOOTHING, Place, bits_of, learned, productions
from solver.language.term import VERBS
from solver.portfolio import FAMILIES


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("flip_rows(input)", [(ROOT, "flip_rows"), ("flip_rows(0)", "input")]),
        ("for_each(flip_rows, cut_panels(input))", [
            (ROOT, "for_each"), ("for_each(0)", "flip_rows"), ("for_each(1)", "cut_panels"), ("cut_panels(0)", "input"),
        ]),
        ('shift(input, "up around")', [(ROOT, "shift"), ("shift(0)", "input"), ("shift(1)", "up around")]),
        ("recolored(colors={1: 4})", [
            (ROOT, "recolored"), ("recolored.colors", "1 pairs"),
            ("recolored.colors key", "1"), ("recolored.colors value", "4"),
        ]),
        ("renamed(of=(input,), is_whole=True)", [
            (ROOT, "renamed"), ("renamed.of", "1 of them"), ("renamed.of[]", "input"), ("renamed.is_whole", "True"),
        ]),
        ("shifted(by=-40, word=\"it's: a\")", [
            (ROOT, "shifted"), ("shifted.by", str(LARGEST_NUMBER)), ("shifted.word", "it's: a"),
        ]),
        ('drawn(grid="01/1")', [(ROOT, "drawn"), ("drawn.grid", "a grid")] + [("cell of a grid", cell) for cell in "01/1"]),
        ("turned (a, b): colors: flip_rows(input)", [(ROOT, "flip_rows"), ("flip_rows(0)", "input")]),
        ("none of a rule (", []),
    ],
)  # fmt: skip
def test_productions_are_choices_at_places(text, made):
    assert productions(text, "colors") == ([(FRAME, "colors"), *made] if made else [])


def test_bits_are_shares_of_what_right_rules_chose():
    table = {
        FRAME: Place(1, {"literal": 6.0}),
        ROOT: Place(3, {"flip_rows": 3.0, "flip_cols": 1.0}),
        "flip_rows(0)": Place(1, {"input": 3.0}),
        "flip_cols(0)": Place(1, {"input": 1.0}),
    }
    frame, rows, cols, other = (
        -log2((6 + SMOOTHING / 2) / (6 + SMOOTHING)),
        -log2((3 + SMOOTHING / 4) / (4 + SMOOTHING)),
        -log2((1 + SMOOTHING / 4) / (4 + SMOOTHING)),
        -log2((SMOOTHING / 4) / (4 + SMOOTHING)),
    )
    argument = -log2((3 + SMOOTHING / 2) / (3 + SMOOTHING))
    assert bits_of("flip_rows(input)", "literal", table) == pytest.approx(frame + rows + argument, abs=0.01)
    argument = -log2((1 + SMOOTHING / 2) / (1 + SMOOTHING))
    assert bits_of("flip_cols(input)", "literal", table) == pytest.approx(frame + cols + argument, abs=0.01)
    assert bits_of("transpose(input)", "literal", table) == pytest.approx(frame + other, abs=0.01), "places never seen cost 0"
    assert bits_of("(", "literal", table) is bits_of("told in words", "literal") is None


def test_the_table_is_of_verbs_and_ops_and_knows_no_grid():
    assert FAMILIES, "its rules bring their verbs"
    table = learned()
    chosen = {choice for place in table.values() for choice in place.counts}
    assert set(table[ROOT].counts) <= {*VERBS, *OPS, "for_each", "input"}
    assert {re.split(r"[.(\\[ ]", place)[0] for place in table} - {FRAME, ROOT, "cell"} <= {*VERBS, *OPS, "for_each"}
    assert not [choice for choice in chosen if re.search(r"\\d/\\d", choice)], "no grid"
    assert all(sum(place.counts.values()) > 0 and len(place.counts) <= place.known for place in table.values())


def test_simpler_rules_cost_less():
    assert bits_of("flip_rows(input)", "literal") < bits_of("flip_rows(flip_cols(input))", "literal")
    assert bits_of("flip_rows(input)", "literal") < bits_of("flip_rows(input)", "motion/colors")
    wide = 'tree(color=if_is(feature="own color", value=0, yes=1, no="own color"))'
    assert bits_of(wide, "literal") < bits_of(wide.replace("yes=1", "yes=" + wide[11:-1]), "literal")
