"""Panels laid over each other, places in an order, and the sheets that layouts make of inputs."""

from __future__ import annotations

import numpy as np
import pytest

from solver.language.term import term
from solver.rules.cells.counting import counting
from solver.rules.cells.feature import NO_COLOR, features_of, matrix_of
from solver.rules.cells.layouts import on_magnified, propose_layouts
from solver.rules.cells.look import Look, seen_in
from solver.rules.cells.matrix import feature_matrix, features
from solver.rules.cells.objects import ranks_of
from solver.rules.cells.sheet import Sheet
from solver.rules.cells.stacks import cut, cut_at_lines, digest
from solver.task import Pair, Task, as_grid


def named(blocks, cells):
    blocks = list(blocks)
    return dict(zip((one.name for one in features_of(blocks)), matrix_of(blocks, cells).tolist(), strict=True))


def test_what_is_said_of_a_stack():
    found = named(digest(np.array([[0, 2, 0, 3], [0, 2, 4, 3], [0, 1, 0, 2]]), 0, "panels"), 4)
    assert found["main set color of panels"] == [NO_COLOR, 2, 4, 3] and found["main color of panels"] == [0, 2, 0, 3]
    assert found["first set color of panels"] == [NO_COLOR, 2, 4, 3] and found["last set color of panels"] == [
        NO_COLOR,
        1,
        4,
        2,
    ]
    assert found["rare set color of panels"] == [NO_COLOR, 1, 4, 2] and found["only set color of panels"] == [10, 10, 4, 10]
    assert found["cells set in panels"] == [0, 3, 1, 3] and found["cells of the main color of panels"] == [3, 2, 2, 2]
    assert found["panels with more set"] == [3, 0, 2, 0] and found["panels that look alike"] == [1, 1, 1, 1]


def test_panels_are_cut_at_lines_of_one_color():
    panels, rows, cols = cut_at_lines(as_grid([[1, 2, 5, 3, 4], [5, 5, 5, 5, 5], [6, 7, 5, 8, 9]]), 0)
    assert (rows, cols) == (2, 2) and panels.tolist() == [[[1, 2]], [[3, 4]], [[6, 7]], [[8, 9]]]
    assert cut_at_lines(as_grid([[1, 5, 2, 3], [1, 5, 2, 3]]), 0) is None  # of unequal width
    assert cut_at_lines(as_grid([[1, 2], [3, 4]]), 0) is None
    assert cut(as_grid([[1, 9, 2]]), 1, 2, 1)[0].tolist() == [[[1]], [[2]]] and cut(as_grid([[1, 9, 2]]), 1, 2, 0) is None


def test_what_comes_first_second_and_third():
    found = named(counting(Look(as_grid([[2, 2, 0, 3], [0, 0, 0, 3], [4, 0, 0, 3]]), 0), 1, 4), 4)
    assert found["color of col-th color by count"] == [3, 2, 4, NO_COLOR]
    assert found["color of place-th mixed object by size"] == [3, 2, 4, NO_COLOR]
    assert found["color of col-th corner object by place"] == [2, 3, 4, NO_COLOR]
    assert found["col < mixed objects"] == [1, 1, 1, 0] and found["set cells"] == [6] * 4


def test_ranks_among_objects_of_the_same_sort():
    look = Look(as_grid([[1, 1, 0, 2], [0, 0, 0, 2], [3, 0, 0, 2]]), 0)
    ranks = ranks_of(look.side_objects, ("size", "height"))  # 1, 0, 2, 3 in reading order of their first cells
    assert ranks["size rank"].tolist() == [1, 0, 0, 2] and ranks["size rank from below"].tolist() == [1, 0, 2, 0]
    assert ranks["number of equal size"].tolist() == [1, 1, 1, 1] and ranks["number of equal height"].tolist() == [2, 1, 1, 2]
    assert seen_in(look.mixed_objects.labels, np.array([7, 8, 9]), 4).tolist() == [7, 7, 4, 8, 4, 4, 4, 8, 9, 4, 4, 8]


def test_sheets_look_at_cells_of_the_input():
    grid = as_grid([[1, 2], [3, 4]])
    task = Task("scaled", (Pair(grid, grid.repeat(2, 0).repeat(2, 1)),), (grid,))
    sheets = dict(propose_layouts(task))
    sheet = sheets[term(on_magnified, by=(2, 2), around="scaled")][0]
    own = [feature.name for feature in sheet.features].index("own color")
    assert sheet.shape == (4, 4) and sheet.size == sheet.matrix.size
    assert sheet.matrix[own].reshape(4, 4).tolist() == task.train[0].output.tolist()
    alone = Sheet(grid, 0, (2, 2))
    assert alone.features == features() and alone.matrix is feature_matrix(grid, 0)


SHAPES = {
    "panels between lines": ((3, 7), (3, 3)),
    "blocks, tiles and corners": ((2, 2), (4, 4)),
    "a size rule": ((4, 4), (2, 2)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_features_of_sheets_have_names_of_their_own(name):
    shape, out = SHAPES[name]
    random = np.random.default_rng(1)
    grids = [np.pad(random.integers(0, 3, shape), ((0, more), (0, more))).astype(np.uint8) for more in (0, 2)]
    for grid in grids:
        grid[:, shape[1] // 2] = 5
    pairs = [Pair(grid, np.zeros((out[0] * one, out[1] * one), np.uint8)) for one, grid in enumerate(grids, 1)]
    for train in (pairs[:1], pairs):
        for _, sheets in propose_layouts(Task("sheets", tuple(train), ())):
            names = [feature.name for feature in sheets[0].features]
            assert len(set(names)) == len(names)
