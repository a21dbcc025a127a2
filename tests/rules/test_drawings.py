"""Drawings: pieces as terms that paint by themselves, groups of objects that they start from, layers that explain a task."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.language.term import read_term, run_term, term
from solver.rules.drawings import drawn as draw
from solver.rules.drawings import goes, gone, propose, propose_from_objects
from solver.rules.sources import Canvas, Case, groups_of, objects
from solver.task import Pair, Task
from tests.seeing.grids import drawn

# A piece, what it is drawn on, and what becomes of it.
PIECES = {
    "a ray of cells": ('ray(of=cells(color=1), way="right", ink=3)', "1002 0000", "1332 0000"),
    "rays of two ways, the first on top": ('ray(of=cells(), way="up and down")', "020 000 010", "020 010 010"),
    "a ray in the color it meets": (
        'ray(of=cells(color=1), way="right", ends="until it meets something", ink="the color it meets")',
        "1002",
        "1222",
    ),
    "a ray up to a color": (
        'ray(of=cells(color=1), way="right", ends="over everything until color", color=2)',
        "10302",
        "11112",
    ),
    "a ray from the middle": ('ray(of=objects(cut="objects"), way="down", at="the middle")', "111 000", "111 010"),
    "a ray as long as its object is wide": (
        'ray(of=objects(cut="objects"), way="right", length=attribute(name="width"))',
        "4400000 0000000 4000000",
        "4444000 0000000 4400000",
    ),
    "a patch around a cell": ('patch(of=cells(color=1), picture={6: "23"}, cols=(6, 11))', "000 010 000", "230 010 000"),
    "a patch that stretches": (
        'patch(of=objects(cut="objects"), picture={6: "o.o"}, cols=(7, 8, 10))',
        "0000 2220 0000",
        "2020 2220 0000",
    ),
    "a patch of chosen objects": (
        'patch(of=objects(cut="objects", those=has(attribute="size", value=1)), picture={12: "3"}, cols=(11,))',
        "110 000 040 000",
        "110 000 040 030",
    ),
    "copies in a row": ('copies(of=objects(cut="objects"), way="right", gap=1)', "120000000", "120120120"),
    "copies that fit": ('copies(of=objects(cut="objects"), way="right", ends="as far as they fit")', "12000", "12120"),
    "copies by a number": (
        'copies(of=objects(cut="objects"), way="right", count=attribute(name="hole count", more=1))',
        "11100000000 10100000000 11100000000",
        "11111111100 10110110100 11111111100",
    ),
    "copies towards others": (
        'copies(of=objects(cut="objects"), way="from the largest towards each other one, in its color", count=1)',
        "00110 00000 00000 00200",
        "00110 00220 00000 00200",
    ),
    "a path with a bend": ('paths(of=objects(cut="objects"), pairs="of equal color")', "200 000 002", "222 002 002"),
    "a patch around a middle": ('patch(of=middles(), picture={6: "3", 12: "3"}, cols=(11,))', "000 202 000", "030 202 030"),
    "a patch around what is seen": (
        'patch(of=hits(seen=2, by=1), picture={11: "3"}, cols=(11,), is_over=True)',
        "0102 0000 2222",
        "0103 0000 2322",
    ),
    "copies wherever there is room": ("in_rooms(of=cells(color=2), room=0)", "2200 1011 1100", "2222 1011 1122"),
    "rays in a color for every ground": (
        'ray(of=cells(is_single=True), way="right", ends="over everything to the edge", '
        'ink="the color of the cell that lies on its ground")',
        "11144 12144 11134 11144",
        "11144 12233 11133 11144",
    ),
    "rings up to where another is nearer": ("rings(of=cells(), every=2)", "2000001 0000000 0000000", "2020101 0020100 2220111"),
    "rays pushed by what they pass": ("pushed(of=cells(color=1), by=2)", "0000 0000 1000 0020", "0000 0011 1100 0020"),
    "holes": ('zone(part="the holes", of=objects(cut="objects"), ink=4)', "111 101 111", "111 141 111"),
    "crossings": ("crossing(rows=1, cols=2, ink=3)", "002 100", "002 103"),
    "another color": ("dyed_cells(color=1, ink=2)", "101", "202"),
    "objects that go": (
        'gone(of=objects(cut="objects", those=lacks(question=has(attribute="size", value=1))))',
        "1102",
        "0002",
    ),
}


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_paints_from_its_text(name):
    piece, before, after = PIECES[name]
    (made,) = run_term(read_term(f"drawn(layers=({piece},))"), [drawn(before)])
    assert made.tolist() == drawn(after).tolist()


def test_the_first_layer_is_on_top():
    layers = 'ray(of=cells(color=1), way="right", ends="over everything to the edge"), dyed_cells(color=2, ink=3)'
    (made,) = run_term(read_term(f"drawn(layers=({layers}))"), [drawn("102 020")])
    assert made.tolist() == drawn("111 030").tolist()


def test_a_drawing_on_the_main_color():
    rule = read_term('drawn(layers=(ray(of=cells(), way="right"),), background="main")')
    assert run_term(rule, [drawn("55155 55555")])[0].tolist() == drawn("55111 55555").tolist()


def test_too_many_objects_are_no_drawing():
    dots = np.zeros((30, 30), np.uint8)
    dots[::2, ::2] = 3
    assert draw(dots, (term(gone, of=term(objects, cut="objects")),)) is None


def grids(*pairs):
    return Task("made", tuple(Pair(drawn(before), drawn(after)) for before, after in pairs[:-1]), (drawn(pairs[-1]),))


@pytest.mark.parametrize(
    ("search", "task", "wanted"),
    [
        (
            propose,
            grids(("1000 0000 2000", "1333 0000 2333"), ("0000 0100 0000", "0000 0133 0000"), "00000 02000"),
            "00000 02333",
        ),
        (
            propose,
            grids(("000 010 000", "020 212 020"), ("0000 0000 0010 0000", "0000 0020 0212 0020"), "000 000 010"),
            "000 020 212",
        ),
        (
            propose_from_objects,
            grids(
                ("00000 01100 00000", "33330 31130 33330"), ("0000 0100 0100 0000", "3330 3130 3130 3330"), "00000 01110 00000"
            ),
            "33333 31113 33333",
        ),
    ],
)
def test_a_drawing_is_found(search, task, wanted):
    first = min(search(task, Budget()), key=lambda one: one.cost)
    assert first.predictions[0].tolist() == drawn(wanted).tolist()
    assert run_term(read_term(first.program), task.inputs)[-1].tolist() == drawn(wanted).tolist()


BEFORE = drawn("33004 00000 30044 30000")


def groups(*inputs):
    """The groups of the first cut, by their terms."""
    first, *others = inputs
    case = Case(Task("made", (Pair(first, first),), tuple(others)), [Canvas(grid, 0) for grid in inputs])
    found = next(groups_of(case, "0"))[1]
    return {str(one.of): one for one in found}


def cells_of(group):
    return [np.isin(one.scene.labels, np.flatnonzero(one.members) + 1) for one in group.chosen]


def test_the_first_group_is_all_and_colors_and_questions_make_others():
    first, second = drawn("1100 0002 2002 0000"), drawn("0110 0000 2033 0000")
    found = groups(first, second)
    everything = next(iter(found.values()))
    assert all(np.array_equal(mine, grid != 0) for mine, grid in zip(cells_of(everything), (first, second), strict=True))
    for color in (1, 2):
        group = found[f'objects(cut="one-colored objects", those=has(attribute="color", value={color}))']
        assert all(np.array_equal(mine, grid == color) for mine, grid in zip(cells_of(group), (first, second), strict=True))
    assert not any('"color", value=3' in text for text in found), "the demonstrations show no 3"
    single = found['objects(cut="one-colored objects", those=has(attribute="size", value=1))']
    assert [mine.sum() for mine in cells_of(single)] == [1, 1]
    keys = {b"".join(mine.tobytes() for mine in cells_of(group)) for group in found.values()}
    assert len(keys) == len(found), "no two are the same"


def test_a_group_goes_when_all_that_became_background_is_its_own():
    found = groups(BEFORE, BEFORE[::-1].copy())
    threes, fours = (found[f'objects(cut="one-colored objects", those=has(attribute="color", value={one}))'] for one in (3, 4))
    assert goes(threes, [BEFORE == 3]) and not goes(fours, [BEFORE == 3])
    everything = next(iter(found.values()))
    assert goes(everything, [BEFORE != 0]) and not goes(everything, [BEFORE >= 0])
    assert not goes(everything, [(BEFORE == 3) & (np.arange(5) == 0)]), "most of it stays"
