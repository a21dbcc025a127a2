"""Motions as terms: worked examples of ways, walks and leaps, and what the text of a rule says when it is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from solver.language.term import read_term, run_term
from solver.rules.anchors import OWN, WAYS, anchors_of, steps_of
from solver.rules.movers import Bodies
from solver.rules.moves import EDGE, _goes_right, walk
from solver.rules.offsets import BOTH, offered, offsets_of
from solver.seeing.objects import objects_of
from tests.seeing.grids import drawn, random_grids

CUT = "one-colored objects"
QUARTER = "as a quarter turn about its middle"
ONES = 'those=has(attribute="color", value=1)'
# What moves and how, the input, the output.
EXAMPLES = {
    f'moved(cut="{CUT}", by=walk(way="down"))': ("10 02 00", "00 00 12"),
    f'moved(cut="{CUT}", {ONES}, by=walk(way="down", most=1))': ("10 02 00", "00 12 00"),
    f'moved(cut="{CUT}", {ONES}, by=walk(way="right", until=2, trail="its own"))': ("10302", "11112"),
    f'moved(cut="{CUT}", {ONES}, by=walk(way="right", until="edge", trail=5))': ("10302", "55551"),
    f'moved(cut="{CUT}", {ONES}, by=walk(way="straight to color 2", ink=3))': ("1002 0000", "0032 0000"),
    f'moved(cut="{CUT}", {ONES}, by=walk(way="straight to color 2", keeps=False))': ("1000 0002", "0000 0002"),
    f'moved(cut="{CUT}", {ONES}, apart=True, by=walk(way="down"))': ("111 020 000", "010 020 101"),
    f'moved(cut="{CUT}", {ONES}, by=leap(way=("nowhere", "by 2"), copies=True))': ("100", "101"),
    f'moved(cut="{CUT}", {ONES}, by=leap(way=("to its last: color 2", "to its first: the grid")))': ("01 00 02", "00 00 12"),
    f'moved(cut="{CUT}", {ONES}, by=leap(way="just over what is in the way, straight to what stays"))': ("0120", "0021"),
    f'moved(cut="{CUT}", by=leap(way={{1: ("by 1", "nowhere"), 2: ("nowhere", "by 1")}}))': ("100 020", "000 102"),
    f'moved(cut="{CUT}", by=leap(way=("nowhere", "by 2"), leaves=True))': ("102", "001"),
    "circled(mark=2, down=1, right=0)": ("100 002 000", "000 100 000"),
    "circled(mark=2, down=-1, right=1)": ("102 000 020", "000 001 000"),
    f'moved(cut="{CUT}", by=leap(way=("nowhere", "nowhere"), turn="flip_cols"))': ("110 100", "110 010"),
    f'moved(cut="{CUT}", by=leap(way=("{QUARTER}", "{QUARTER}"), turn="rotate_clockwise"))': (
        "0000 1112 0000",
        "0100 0102 0100",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_motion_does_what_the_example_shows(text):
    before, after = (drawn(one) for one in EXAMPLES[text])
    rule = read_term(text)
    assert str(rule) == text
    (out,) = run_term(rule, [before])
    assert np.array_equal(out, after), out


def bodies(text: str, *colors: int) -> Bodies:
    scene = objects_of(drawn(text), CUT)
    return Bodies(scene, np.isin(scene.column("color"), colors))


# Relation: a grid in which the only 1 has it, first row and col of what it is related to, the step that leads there.
RELATED = {
    "the closest thing": ("3001 0000 0002", (2, 3), (1, 0)),
    "the closest thing straight ahead": ("3001 0200", (0, 0), (0, -1)),
    "the thing around it": ("222 212 222", (0, 0), (0, 0)),
    "the largest thing": ("1002 0000 0330", (2, 1), (1, 1)),
    "the smallest thing": ("1002 0000 0330", (0, 3), (0, 1)),
    "the largest thing beside it": ("3001 0020", (1, 2), (1, -1)),
    "the closest thing of another color": ("1002", (0, 3), (0, 1)),
    "the closest thing of its shape": ("1022 0000 0003", (2, 3), (1, 1)),
}


@pytest.mark.parametrize("words", RELATED)
def test_movers_go_by_what_they_are_related_to(words):
    text, place, step = RELATED[words]
    movers = bodies(text, 1)
    anchor = next(one for one in anchors_of(movers) if one.words == words)
    assert anchor.is_known.tolist() == [True]
    assert anchor.first.tolist() == [list(place)]
    assert steps_of(movers, f"towards {words}").tolist() == [list(step)]
    assert steps_of(movers, f"away from {words}").tolist() == [[-step[0], -step[1]]]


def test_what_touches_on_one_side_tells_a_direction():
    steps = [steps_of(bodies(text, 1), "away from what it touches").tolist() for text in ("000 010 022", "210 020 000")]
    assert steps == [[[-1, 0]], [[0, 0]]]


def test_a_slanted_way_ends_in_line_and_in_touch():
    assert offsets_of(bodies("1000 0000 0000 0022", 1), "into line and until it touches: color 2").tolist() == [[2, 2]]
    assert offsets_of(bodies("1000 0000 0000 0000 0022", 1), "into line and until it touches: color 2").tolist() == [[3, 2]]


@pytest.mark.parametrize("until", [None, EDGE, 1, 3, OWN])
def test_no_walk_is_ruled_out_by_what_it_makes(until):
    """The look before a walk is tried loses none, and rules out most where the movers are gone."""
    looks = [{"trail": None}, {"trail": OWN}, {"trail": 2}, {"trail": None, "ink": 4}, {"trail": None, "keeps": False}]
    tried = wrong = 0
    for number, grid in enumerate(random_grids(60, colors=3)):
        scene = objects_of(grid, CUT)
        movers = Bodies(scene, scene.column("color") != number % 4)
        for way in WAYS if len(movers) else ():
            look = looks[tried % len(looks)] | {"way": way, "until": until}
            made = walk(movers, **look)
            if not np.array_equal(made, grid):
                assert _goes_right(movers, made, **look), (grid, look)
                tried, wrong = tried + 1, wrong + _goes_right(movers, movers.rest, **look)
    assert tried > 400 and (wrong < tried / 2 or until == OWN), (tried, wrong)  # several walls are looked at for one mover only


def test_all_inputs_are_offered_the_same_names():
    crowded, empty = ([offered(bodies(text, 1), axis) for axis in (0, 1, BOTH)] for text in ("102 030 110", "100"))
    assert [table.names for table in crowded] == [table.names for table in empty]
    assert all(len(table.names) == len(set(table.names)) == len(table.costs) == len(table.steps) for table in crowded)


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ('walk(way="dwon")', "unknown direction 'dwon'; near: down"),
        ('leap(way=("by 11", "nowhere"))', "unknown offset 'by 11'; near: by 1"),
    ],
)
def test_an_unknown_way_names_the_nearest_one(by, message):
    with pytest.raises(ValueError, match=message):
        run_term(read_term(f'moved(cut="{CUT}", by={by})'), [drawn("100")])


def test_directions_may_be_decided_by_what_movers_are_like():
    grid = drawn("0000000 0000000 1110220 1010220 1110000 0000000")
    text = 'moved(cut="one-colored objects", by=walk(way=decided(by=by_value(attribute="hole count", answers={0: 0, 1: 1}), '
    (made,) = run_term(read_term(text + 'ways=("down", "up"))))'), [grid])
    assert made.tolist() == drawn("1110000 1010000 1110000 0000000 0000220 0000220").tolist()
