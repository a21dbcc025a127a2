"""Partly known patterns made whole, panels of every kind, centers that drawings turn about."""

import numpy as np
import pytest

from solver.seeing.centers import best_center, marked_center
from solver.seeing.motions import GROUPS
from solver.seeing.panels import PANELS, panel_cuts
from solver.seeing.patterns import UNKNOWN, complete_by_lattice, complete_by_symmetry, complete_lines
from solver.task import Pair, Task
from tests.seeing.grids import drawn


def hidden(grid, share=0.15, seed=0):
    """The grid with some cells unknown."""
    out = grid.copy()
    out[np.random.default_rng(seed).random(grid.shape) < share] = UNKNOWN
    return out


@pytest.mark.parametrize("tile", ["12 34", "123", "1 2 3", "120 045"])
def test_tiles_go_on_behind_what_hides_them(tile):
    whole = np.tile(drawn(tile), (9, 9))[:9, :9]
    out = np.zeros((12, 11), np.uint8)
    area = complete_by_lattice(hidden(whole), UNKNOWN, 0, 10, 100, 100, out)
    assert area == drawn(tile).size
    assert np.array_equal(out, np.tile(drawn(tile), (12, 12))[:12, :11])


def test_a_grid_that_repeats_nothing_is_on_no_lattice():
    grid = np.arange(9, dtype=np.uint8).reshape(3, 3)
    assert complete_by_lattice(grid, UNKNOWN, 0, 1, 100, 100, grid.copy()) == 0


def test_rows_are_continued_one_by_one():
    grid = drawn("1212000 1231230 1110000")
    grid[0, 4:], grid[1, 6:] = UNKNOWN, UNKNOWN
    before = grid[2].copy()
    assert complete_lines(grid, 2) == 1  # the last row has its own colors and no period of its own
    assert grid[:2].tolist() == drawn("1212121 1231231").tolist() and np.array_equal(grid[2], before)


def test_symmetry_fills_what_its_partner_knows():
    quarter = np.random.default_rng(1).integers(1, 6, (5, 5)).astype(np.uint8)
    half = np.hstack([quarter, quarter[:, ::-1]])
    whole = np.vstack([half, half[::-1]])
    grid = whole.copy()
    grid[1:4, 0:3] = UNKNOWN
    support = np.zeros(7, np.int64)
    assert complete_by_symmetry(grid, 0b11, 0, support) == 0 and np.array_equal(grid, whole)
    assert support[0] > 60 and support[1] > 60 and not support[2:].any()
    grid[2, 2] = grid[2, 7] = grid[7, 2] = grid[7, 7] = UNKNOWN
    assert complete_by_symmetry(grid, 0b11, 0, support) == 4  # all partners are unknown


def layouts(grid, output):
    task = Task("made", (Pair(grid, output),), (grid,))
    return {name: PANELS[name](grid, size) for name, size in panel_cuts(task)}


def test_panels_between_separators_and_blocks():
    grid = drawn("12512 34534 55555 66577 66577")
    found = layouts(grid, drawn("12 34"))["panels"]
    assert (found.rows, found.cols) == (2, 2)
    assert [part.window.tolist() for part in found.parts] == [
        [[1, 2], [3, 4]],
        [[1, 2], [3, 4]],
        [[6, 6], [6, 6]],
        [[7, 7], [7, 7]],
    ]
    assert [(part.row, part.col) for part in found.parts] == [(0, 0), (0, 3), (3, 0), (3, 3)]
    blocks = layouts(drawn("1234 5678"), drawn("12"))["blocks"]
    assert [part.window.tolist() for part in blocks.parts] == [[[1, 2], [5, 6]], [[3, 4], [7, 8]]]
    assert layouts(drawn("12 34"), drawn("12 34"))["panels"] is None


@pytest.mark.parametrize(
    ("name", "image", "wanted"),
    [
        ("left and right", np.fliplr, (0, 8)),
        ("up and down", np.flipud, (8, 0)),
        ("half a turn", lambda grid: np.rot90(grid, 2), (8, 8)),
    ],
)
def test_the_center_is_where_a_drawing_maps_on_itself(name, image, wanted):
    whole = np.zeros((9, 9), np.uint8)
    whole[1:4, 1:4] = drawn("102 330 004")
    grid = np.where(whole > 0, whole, image(whole))
    cells = np.nonzero(grid)
    support, center = best_center(grid, cells, GROUPS[name], 0)
    assert support == len(cells[0]) and tuple(map(int, center)) == wanted


def test_marks_lie_where_the_center_maps_them_on_the_drawing():
    drawing = drawn("00000 01000 01100 00000 00000") > 0
    marks = (np.array([1]), np.array([3]))
    box = (np.array([1, 2]), np.array([1, 3]))
    assert tuple(map(int, marked_center(drawing, marks, GROUPS["left and right"], box))) == (0, 4)
    assert marked_center(drawing, (np.array([4]), np.array([4])), GROUPS["left and right"], box) is None
