"""Rules that paint, pick and recolor: what their texts make of a grid."""

from __future__ import annotations

import pytest

from solver import portfolio
from solver.language.term import digits, read_term, run_term
from tests.seeing.grids import drawn

assert portfolio.FAMILIES, "its rules bring their verbs"
ONES, MIXED = 'cut="one-colored objects"', 'cut="objects joined by corners"'
EXAMPLES = {
    "a color for each class": (
        f'painted({ONES}, by=by_value(attribute="size", answers={{1: 0, 2: 1}}), colors=("as it is", 5))',
        "110 002",
        "550 002",
    ),
    "a thing of no class": (f'painted({ONES}, by=by_value(attribute="size", answers={{1: 0}}), colors=(5,))', "110", None),
    "holes": (f'painted({ONES}, by=always(), colors=(4,), zone="the holes")', "111 101 111", "111 141 111"),
    "a color that is taken over": (
        f'painted({ONES}, by=has(attribute="color", value=5), colors=("as it is", "nearest other color"))',
        "502 003",
        "202 003",
    ),
    "colors passed on among those that are meant": (
        f'painted({ONES}, by=has(attribute="size", value=1), colors=("as it is", "color of the next one clockwise, in turn"))',
        "102 088 300",
        "203 088 100",
    ),
    "rectangles": (
        'painted(cut=rectangles(color=0), by=has(attribute="is a square", value=1), colors=("as it is", 4))',
        "100 100 111",
        "144 144 111",
    ),
    "windows that touch none before": (
        "painted(cut=windows(color=0, height=1, width=2), by=always(), colors=(4,))",
        "100001",
        "144441",
    ),
    "gaps of clusters": (
        'painted(cut=clusters(color=1, reach=1), by=always(), colors=(2,), zone="the gaps")',
        "10 01",
        "12 21",
    ),
    "panels in their places": (
        'remade(panels="panels", become=("as it is", "a copy of the fullest"), by=has(attribute="cells", value=1))',
        "02503 22500 00500",
        "02502 22522 00500",
    ),
    "a cell for each panel": (
        'remade(panels="panels", become=(3, "its main color"), by=has_at_least(attribute="cells", value=2), cell=(1, 1))',
        "02503 22500 00500",
        "23",
    ),
    "a picture for each block": (
        'remade(panels="blocks", become=("12", "30"), by=has(attribute="main color", value=4), size=(1, 2), cell=(1, 2))',
        "4455",
        "3012",
    ),
    "a panel sent where its mark is": (
        'sent(panels="panels", mark=4)',
        "12500 40500 55555 00500 03500",
        "00500 00500 55555 12500 40500",
    ),
    "blocks with common borders": (
        'shrunk(blocks="with common borders", cell="the color of its corners", base="what lies on the lines")',
        "01000101 13111311 01000101 01000101 13111311 01000101 01000101 12111311 01000101",
        "3 0",
    ),
    "the part with most cells": (f'cropped({MIXED}, those=stands_out(attribute="cells"))', "11020 11000", "11 11"),
    "the odd one, turned": (
        f'cropped({ONES}, those=stands_out(attribute="cells", by="alone"), then="transpose", colors={{3: 4}})',
        "10203300",
        "4 4",
    ),
    "several that look different": (f'cropped({ONES}, those=has(attribute="cells", value=1))', "102", None),
    "literal colors": ('recolored(colors={1: 2}, motion="flip_cols")', "130", "032"),
    "colors by role": (
        'recolored(colors=by_role(roles="by frequency but 0", targets={0: ("role", 1), 1: ("color", 9)}))',
        "1120",
        "2290",
    ),
    "colors in turn": ('recolored(colors=in_turn(roles="in reading order", turn="the other way round"))', "1230", "3210"),
    "colors by a fact": ('recolored(colors=by_fact(fact="color count", tables={2: {1: 5}}))', "110", "550"),
    "a fact without colors": ('recolored(colors=by_fact(fact="color count", tables={3: {1: 5}}))', "110", None),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_rules_do_what_they_say(name):
    text, before, after = EXAMPLES[name]
    (made,) = run_term(read_term(text), [drawn(before)])
    assert (None if made is None else digits(made)) == (None if after is None else digits(drawn(after)))
