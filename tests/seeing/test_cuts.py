"""Cuts against slow, obvious versions, and pictures of those that are not connected cells."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.colors import background_of
from solver.seeing.cuts import CONNECTED, CUTS, EMPTY, NO_BACKGROUND, OBJECT_CUTS, cut_connected, ground_of, labels_of
from solver.seeing.objects import MOST_OBJECTS, each_cut, each_parts, labelled, objects_of, parts_of
from tests.naive import ALL_STEPS, EDGE_STEPS, as_labels, components, groups_of
from tests.seeing.grids import LIMITS, drawn, random_grids

NEIGHBORS = {False: EDGE_STEPS, True: ALL_STEPS}
PICTURES = {
    "bars along columns": ("1020 1122 0102", "1030 1234 0204"),
    "bars along rows": ("1020 1122 0102", "1020 3344 0506"),
    "one-colored objects joined across gaps": ("10102 00000 20012 00300", "10102 00000 30042 00500"),
    "one-colored objects seen behind others": ("02000 12131 02000 10004 00400", "01000 21232 01000 20004 00400"),
    "colors": ("3103 1130", "2102 1120"),
    "panels": ("10502 00500 55555 03504", "11022 11022 00000 33044"),
    "halves": ("12045", "11022"),
    "thirds": ("123456", "112233"),
    "quarters": ("12034 56078", "11022 33044"),
    "frames": ("00000 02220 02120 02220 00003", "00000 01110 01110 01110 00000"),
    "insides of frames": ("00000 02220 02120 02220 00003", "00000 00000 00100 00000 00000"),
    "insides of corner marks": ("11011 10001 02200 10001 11011", "00000 01110 01110 01110 00000"),
    "holes": ("01110 01010 01110", "00000 00100 00000"),
}


@pytest.mark.parametrize("diagonal", [False, True])
@pytest.mark.parametrize("one_color", [False, True])
@pytest.mark.parametrize("background", [0, 2, NO_BACKGROUND])
def test_connected_objects_are_those_of_the_slow_version(diagonal, one_color, background):
    for grid in random_grids(40):
        groups = components(grid, lambda cell, grid=grid: grid[cell] != background, NEIGHBORS[diagonal], one_color)
        labels, count = labels_of(grid, background, diagonal, one_color)
        assert (labels == as_labels(grid, groups)).all() and count == len(groups)


@pytest.mark.parametrize("name", [name for name, cut in CUTS.items() if cut.sort == CONNECTED])
def test_cuts_into_connected_cells_say_what_they_do(name):
    for grid in random_grids(30):
        background = {"0": 0, "main": background_of(grid), "none": NO_BACKGROUND}[CUTS[name].ground]
        diagonal, one_color = "joined by corners" in name, "one-colored" in name
        groups = components(
            grid, lambda cell, grid=grid, ground=background: grid[cell] != ground, NEIGHBORS[diagonal], one_color
        )
        assert (CUTS[name].label(grid) == as_labels(grid, groups)).all()
        assert ground_of(grid, CUTS[name].ground) == background


@pytest.mark.parametrize("name", [name for name, cut in CUTS.items() if cut.sort == EMPTY])
def test_empty_regions_are_joined_zeros(name):
    for grid in random_grids(30):
        groups = components(grid, lambda cell, grid=grid: grid[cell] == 0, NEIGHBORS["joined by corners" in name], True)
        assert (CUTS[name].label(grid) == as_labels(grid, groups)).all()


@pytest.mark.parametrize("name", [name for name, cut in CUTS.items() if cut.sort not in (CONNECTED, EMPTY)])
def test_other_cuts_show_their_picture(name):
    before, after = map(drawn, PICTURES[name])
    assert (CUTS[name].label(before) == after).all()


def across_a_gap(grid, one, other):
    """True for neighbors of one color, and with one free cell between them in a line."""
    down, right = np.subtract(other, one).tolist()
    reach = max(abs(down), abs(right))
    is_far = reach == 2 and down % 2 == right % 2 == 0 and grid[one[0] + down // 2, one[1] + right // 2] == 0
    return grid[one] == grid[other] and (reach == 1 or is_far)


def test_gaps_of_one_free_cell_are_crossed():
    for grid in random_grids(40):
        cells = [cell for cell in np.ndindex(grid.shape) if grid[cell]]
        groups = groups_of(cells, lambda one, other, grid=grid: across_a_gap(grid, one, other))
        assert (CUTS["one-colored objects joined across gaps"].label(grid) == as_labels(grid, groups)).all()


@pytest.mark.parametrize("name", CUTS)
def test_numbers_of_objects_have_no_gaps(name):
    for grid in [*random_grids(30), *LIMITS]:
        labels = CUTS[name].label(grid)
        assert labels.shape == grid.shape and labels.dtype == np.int16
        assert set(labels.ravel().tolist()) - {0} == set(range(1, labels.max() + 1))


def test_a_connected_cut_leaves_its_argument_alone():
    grid = drawn("1121 3121 1311")
    before = grid.copy()
    assert (cut_connected(grid, 1, 1, 1) == drawn("0010 2010 0200")).all() and (grid == before).all()


def test_objects_know_their_cells_and_boxes():
    grid = drawn("0110 0010 3000")
    found = objects_of(grid, "one-colored objects")
    assert found.count == 2 and found.background == 0
    assert found.piece(0).tolist() == [[1, 1], [255, 1]] and found.box(1) == (slice(2, 3), slice(0, 1))
    (first, second) = found.parts
    assert first.cells.tolist() == [[1, 1], [0, 1]] and (second.row, second.col) == (2, 0)
    assert objects_of(grid, "one-colored objects") is found, "computed once"
    assert [part.cells.tolist() for part in parts_of(grid, "colors")] == [[[1, 1], [0, 1]], [[3]]]


def test_too_many_objects_are_none():
    checkered = (np.indices((30, 30)).sum(axis=0) % 2).astype(np.uint8)
    assert checkered.sum() > MOST_OBJECTS
    assert objects_of(checkered, "one-colored objects") is None and parts_of(checkered, "one-colored objects") == []
    assert labelled(checkered, np.ones((30, 30), np.int16)).count == 1


def test_cuts_that_give_the_same_objects_come_once():
    grids = [drawn("100 002"), drawn("300 000")]
    assert [name for name, _ in each_cut(grids, OBJECT_CUTS)] == [
        "one-colored objects",
        "empty regions",
        "one-colored regions",
    ], "no two objects touch and the main color is 0: the other cuts show nothing new"
    assert [name for name, _ in each_cut(grids, OBJECT_CUTS, least=2)] == ["one-colored regions"]
    window = {"the first cell": lambda grid: (np.indices(grid.shape).sum(axis=0) == 0).astype(np.int16)}
    assert [(name, len(parts[0])) for name, parts in each_parts(grids, (), window)] == [("the first cell", 1)]
