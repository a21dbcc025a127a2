"""Numbers as the demonstrations show them: lengths of rays, pictures repeated or enlarged."""

from __future__ import annotations

import numpy as np
import pytest

from solver.language.term import term
from solver.rules.canvases import ORDERS
from solver.rules.pictures import Picture, by_factor, reduced
from solver.rules.rays import lengths_of
from solver.task import Pair, Task
from tests.seeing.grids import drawn

TILE = term(reduced, to="content")


def test_lengths_end_where_nothing_changed_or_the_color_does():
    before, after = drawn("10000 20000 30000"), drawn("14440 25566 30700")
    starts = np.array([(row, 0, 0, 1, 0) for row in range(3)])
    assert lengths_of(Pair(before, after), starts).tolist() == [3, 2, 0]


def test_lengths_end_at_the_edge():
    before, after = drawn("001"), drawn("441")
    assert lengths_of(Pair(before, after), np.array([(0, 2, 0, -1, 1), (0, 2, -1, 0, 1)])).tolist() == [2, 0]


def by_dots(times):
    """A task whose outputs are the first two cells of the inputs, so often down and to the right; each input has as many 3s."""
    dots = [max(down, right) for down, right in times]
    inputs = [np.array([[1, 2, 0] + [3, 0] * count], np.uint8) for count in dots]
    pairs = zip(inputs, times, strict=True)
    shown = tuple(Pair(grid, np.tile(grid[:, :2], (down, right))) for grid, (down, right) in pairs)
    return Task("dots", shown, (drawn("1203030303"),)), Picture(TILE, 1.0, (*(grid[:, :2] for grid in inputs), drawn("12")))


def test_pictures_are_repeated_by_a_number_and_a_fact():
    found = list(by_factor(*by_dots([(1, 2), (1, 3)])))
    assert all(str(one.rule).startswith("repeated(down=1, right=number(fact=") for one in found)
    assert (found[0].grids[-1] == drawn("12121212")).all(), "the cheapest fact is the number of 3s"


def test_pictures_are_repeated_or_enlarged_by_one_fact():
    found = list(by_factor(*by_dots([(2, 2), (3, 3)])))
    assert str(found[0].rule).startswith("magnified(by=number(") and found[0].grids[-1].shape == (4, 8)
    assert str(found[1].rule).startswith("repeated(down=number(") and (found[1].grids[-1] == np.tile(drawn("12"), (4, 4))).all()


def test_nothing_is_made_of_a_picture_that_has_the_shape_already():
    assert not list(by_factor(*by_dots([(1, 1), (1, 1)])))


@pytest.mark.parametrize(("shape", "cells"), [((3, 4), [5, 6, 4, 7]), ((2, 5), [7, 6, 8, 5, 9])])
def test_the_middle_row_is_filled_from_its_middle(shape, cells):
    rows, cols = (places.ravel() for places in np.indices(shape))
    assert ORDERS["along the middle row from its middle"](rows, cols).tolist() == cells


@pytest.mark.parametrize("words", ORDERS)
def test_orders_name_no_cell_twice(words):
    order = ORDERS[words](*(places.ravel() for places in np.indices((4, 3))))
    assert len(set(order.tolist())) == len(order) and set(order.tolist()) <= set(range(12))
