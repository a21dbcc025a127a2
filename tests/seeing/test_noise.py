"""Noise: stray cells and small pieces are told, and what cells lie in is read off, by worked examples."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.noise import (
    grown_over,
    in_squares,
    made_symmetric,
    nearly_tiled,
    plain_lines,
    plain_rows,
    small_pieces,
    stray_cells,
)
from solver.seeing.panels import outside_of, windows_of
from solver.seeing.patterns import UNKNOWN
from tests.seeing.grids import drawn


def marks(mask):
    """A mask as a picture."""
    return " ".join("".join("#" if cell else "." for cell in row) for row in mask)


@pytest.mark.parametrize(("neighbors", "told"), [(4, "..# ### #.."), (8, "... ... ...")])
def test_stray_cells_touch_none_of_their_color(neighbors, told):
    assert marks(stray_cells(drawn("112 321 233"), neighbors)) == told


def test_cells_lie_in_squares():
    assert marks(in_squares(drawn("1120 1100 1000"))) == "##.. #### ..##"


@pytest.mark.parametrize(("corners", "told"), [(False, "..# ..# ..#"), (True, "..# ... ...")])
def test_small_pieces_have_fewer_cells_than_the_least(corners, told):
    assert marks(small_pieces(drawn("112 313 331"), 3, corners)) == told


def test_what_is_hidden_grows_over_from_the_outside():
    grid = drawn("1112 1112 1111")
    grid[0, 1] = grid[1, 1] = UNKNOWN
    assert grown_over(grid).tolist() == drawn("1112 1112 1111").tolist()


def test_lines_become_plain_along_the_purer_axis():
    grid = drawn("1121 2222 3313")
    assert plain_lines(grid).tolist() == plain_rows(grid).tolist() == drawn("1111 2222 3333").tolist()
    assert plain_lines(np.ascontiguousarray(grid.T)).tolist() == drawn("1111 2222 3333").T.tolist()


def test_a_tile_that_nearly_all_cells_follow():
    assert (
        nearly_tiled(drawn("121212 212121 129212 212121 121212")).tolist()
        == drawn("121212 212121 121212 212121 121212").tolist()
    )
    assert nearly_tiled(drawn("12 34")) is None


def test_a_stray_cell_takes_the_color_of_its_images():
    assert made_symmetric(drawn("121 252 191")).tolist() == drawn("121 252 121").tolist()


def test_what_lies_in_blocks_and_outside_of_them():
    grid, blocks = drawn("1203 4506"), ([slice(0, 2)], [slice(0, 2), slice(3, 4)])
    assert [window.tolist() for window in windows_of(grid, blocks)] == [[[1, 2], [4, 5]], [[3], [6]]]
    assert marks(outside_of(grid, blocks)) == "..#. ..#."
