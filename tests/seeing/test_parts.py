"""Lists of parts: read, compared and glued."""

import numpy as np

from solver.jit import Placed
from solver.seeing.parts import (
    ascending,
    cell_counts,
    is_same_part,
    lay_over,
    main_color,
    no_part,
    part_counts,
    part_grid,
    span_of,
)
from tests.pictures import as_parts
from tests.seeing.grids import drawn

GRIDS = [drawn("12 02"), drawn("3"), drawn("34 04"), drawn("12 02"), drawn("000")]
PLACES = [(0, 0), (1, 1), (2, 1), (5, 3), (0, 4)]
PARTS = as_parts([Placed(grid, *place) for grid, place in zip(GRIDS, PLACES, strict=True)])


def test_parts_are_read():
    assert all(np.array_equal(part_grid(PARTS, index), grid) for index, grid in enumerate(GRIDS))
    assert cell_counts(PARTS).tolist() == [np.count_nonzero(grid) for grid in GRIDS] == [3, 1, 3, 3, 0]
    assert [main_color(PARTS, index) for index in range(5)] == [2, 3, 4, 2, 0]
    assert span_of(PARTS) == (0, 0, 7, 7)


def test_parts_are_compared():
    same = [[is_same_part(PARTS, one, other, False) for other in range(5)] for one in range(5)]
    assert same == [[one == other or {one, other} == {0, 3} for other in range(5)] for one in range(5)]
    assert is_same_part(PARTS, 0, 2, True) and not is_same_part(PARTS, 0, 1, True)


def test_equal_keys_keep_their_order():
    random = np.random.default_rng(0)
    for size in (0, 1, 2, 9, 20):
        keys = random.integers(0, 5, size)
        assert ascending(keys).tolist() == sorted(range(size), key=lambda place, keys=keys: keys[place])


def test_the_first_lies_on_top():
    over = lay_over(as_parts([Placed(GRIDS[0], 3, 2), Placed(GRIDS[1], 3, 3), Placed(GRIDS[2], 4, 2)]), np.array([1, 0, 2]))
    assert (over.row, over.col) == (3, 2) and np.array_equal(over.cells, drawn("13 32 04"))
    assert no_part().cells.size == lay_over(PARTS, np.zeros(0, np.int64)).cells.size == 0
    assert lay_over(as_parts([Placed(GRIDS[1], 0, 0), Placed(GRIDS[1], 30, 0)]), np.array([0, 1])).cells.size == 0


def test_part_counts_are_counts_of_colors():
    parts = as_parts([Placed(grid, 0, 0) for grid in GRIDS])
    for index, grid in enumerate(GRIDS):
        assert part_counts(parts, index).tolist() == np.bincount(grid.ravel(), minlength=10).tolist()
