"""Lattices and axes against slow versions; boxes, colors, motions and panels in worked examples."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.boxes import NO_BOX, box_of, content_of, enlarged, framed, paste
from solver.seeing.colors import (
    UNSEEN,
    background_of,
    backgrounds_of,
    color_table,
    counts_of,
    majority_of,
    rarest_of,
    whole_table,
)
from solver.seeing.motions import MOTIONS
from solver.seeing.panels import alike_blocks, both_ways, even_blocks, largest_blocks, panel_blocks
from solver.seeing.patterns import (
    UNKNOWN,
    fill_by_motion,
    fill_lattice,
    fits_lattice,
    is_whole,
    motion_target,
    symmetry_support,
)
from solver.seeing.sizes import larger_sides, likely_shapes, side_of, side_rules
from tests.seeing.grids import drawn, random_grids

MOVES = {0: "flip_cols", 1: "flip_rows", 2: "rotate_half", 3: "transpose"}


def slow_lattice(grid, unknown, high, wide, shift):
    """The colors seen at every place of a lattice."""
    seen = {}
    for (row, col), color in np.ndenumerate(grid):
        if color != unknown:
            seen.setdefault((row % high, (col - row // high * shift) % wide), []).append(int(color))
    return seen


def test_lattices_fit_where_every_place_shows_one_color():
    for grid in random_grids(60, side=5, colors=3):
        for unknown in (UNKNOWN, 1):
            for high, wide, shift in ((1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 1), (1, 3, 1)):
                colors = np.empty(40, np.uint8)
                seen = slow_lattice(grid, unknown, high, wide, shift)
                fits = all(len(set(found)) == 1 for found in seen.values())
                repeated = sum(len(found) - 1 for found in seen.values())
                assert fits_lattice(grid, unknown, high, wide, shift, colors) == (repeated if fits else -1)
                if fits:
                    assert is_whole(colors, high * wide) == (len(seen) == high * wide)
                    out = np.empty(grid.shape, np.uint8)
                    assert fill_lattice(high, wide, shift, colors, out) == (out == UNKNOWN).sum()
                    assert (out[grid != unknown] == grid[grid != unknown]).all()


@pytest.mark.parametrize("kind", MOVES)
def test_support_of_motions_about_the_middle(kind):
    for grid in random_grids(60, colors=3):
        if kind == 3 and grid.shape[0] != grid.shape[1]:
            continue
        places = np.arange(grid.size).reshape(grid.shape)
        image, moved = MOTIONS[MOVES[kind]](grid), MOTIONS[MOVES[kind]](places)
        first = {0: grid.shape[1] - 1, 3: 0}.get(kind, grid.shape[0] - 1)
        known = (grid != 1) & (image != 1)
        is_same = bool((grid == image)[known].all())
        counted = known & (grid != 0) & (moved != places)
        support = symmetry_support(np.where(grid == 1, np.uint8(UNKNOWN), grid), kind, first, grid.shape[1] - 1, 0)
        assert support == (int(counted.sum()) if is_same else -1)


def test_unknown_cells_are_filled_from_their_image():
    grid = drawn("15 25 39")
    grid[grid == 5] = UNKNOWN
    assert fill_by_motion(grid, 0, 1, 0) == 2 and grid.tolist() == [[1, 1], [2, 2], [3, 9]]


def test_boxes():
    grid = drawn("000 012 000")
    assert box_of(grid > 0) == (slice(1, 2), slice(1, 3)) and box_of(grid > 5) == NO_BOX
    assert content_of(grid).tolist() == [[1, 2]] and content_of(drawn("00")) is None
    paste(grid, np.array([[255, 7]], np.uint8), 0, 0)
    assert grid[0].tolist() == [0, 7, 0]
    paste(grid, drawn("88 88"), -1, 2)
    paste(grid, drawn("66 66"), -2, 0)
    assert grid.tolist() == [[0, 7, 8], [0, 1, 2], [0, 0, 0]], "clipped at the edges"
    assert enlarged(drawn("12"), 2).tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_colors():
    grid = drawn("0022 0313")
    assert counts_of(grid).tolist() == [3, 1, 2, 2, 0, 0, 0, 0, 0, 0]
    assert (majority_of(grid), majority_of(grid, 1), rarest_of(grid), rarest_of(grid, 2)) == (0, 2, 1, 2)
    assert background_of(drawn("3310")) == 3 and background_of(drawn("2211")) == 1
    assert backgrounds_of([grid, drawn("3330")]) == [0, 0] and backgrounds_of([grid, drawn("3331")]) == [0, 3]
    table = color_table([(drawn("12"), drawn("31"))])
    assert table[[1, 2, 3]].tolist() == [3, 1, UNSEEN] and whole_table(table)[[1, 2, 3]].tolist() == [3, 1, 3]
    assert color_table([(drawn("11"), drawn("31"))]) is None


def test_motions_are_the_eight_different_ones():
    grid = drawn("123 456")
    assert len({(move(grid).shape, move(grid).tobytes()) for move in MOTIONS.values()}) == 8
    assert MOTIONS["rotate_clockwise"](grid).tolist() == [[4, 1], [5, 2], [6, 3]]


def test_blocks():
    assert even_blocks(6, 3) == [slice(0, 2), slice(2, 4), slice(4, 6)] and even_blocks(5, 3) is None
    assert both_ways(None, []) is None
    assert largest_blocks(drawn("1122 1122"))[1] == [slice(0, 2), slice(2, 4)]
    rows, cols = alike_blocks(drawn("1122233 1121233 1122233 9999999 5522266 5122266"), 50, 2)
    assert rows == [slice(0, 3), slice(4, 6)] and cols == [slice(0, 2), slice(2, 5), slice(5, 7)], "noise, and a line between"
    assert panel_blocks(drawn("105 005 555")) is None, "one panel only"
    rows, cols = panel_blocks(drawn("10502 00503"))
    assert rows == [slice(0, 2)] and cols == [slice(0, 2), slice(3, 5)]


def test_sides_follow_from_inputs():
    inputs, outputs = [(3, 4), (5, 2), (2, 7)], [(6, 5), (10, 3)]
    assert side_rules(inputs, outputs, 0)[0][::2] == ("2 x its rows", [6, 10, 4])
    assert side_rules(inputs, outputs, 1)[0][::2] == ("1 x its cols +1", [5, 3, 8])
    assert next(likely_shapes(inputs, outputs)) == [(4, 8)]
    assert side_rules(inputs, [(29, 1), (1, 1)], 0) == []


@pytest.mark.parametrize(
    ("rule", "shape", "side"),
    [(5, (3, 4), 5), ("2 x its rows", (3, 4), 6), ("1 x its cols +1", (3, 4), 5), ("3 x its cols / 2", (3, 4), 6)],
)
def test_a_side_is_data(rule, shape, side):
    assert side_of(rule, shape) == side


def test_larger_sides_follow_from_the_input_before_they_are_constant():
    assert larger_sides([(2, 4), (4, 4), (6, 4)], [(3, 4), (6, 4)]) == ("3 x its rows / 2", "1 x its cols")
    assert larger_sides([(2, 4), (3, 4)], [(1, 4)]) is None


@pytest.mark.parametrize(
    ("kind", "name"), [*MOVES.items(), (4, "transpose_other_diagonal"), (5, "rotate_clockwise"), (6, "rotate_counterclockwise")]
)
def test_motion_targets_are_where_motions_take_cells(kind, name):
    side = 4
    grid = np.arange(side * side).reshape(side, side)
    last = side - 1
    first, second = {3: (0, 0), 5: (0, last), 6: (0, last)}.get(kind, (last, last))
    moved = np.empty_like(grid)
    for row in range(side):
        for col in range(side):
            moved[motion_target(kind, first, second, row, col)] = grid[row, col]
    assert np.array_equal(moved, MOTIONS[name](grid))


def test_a_frame_is_what_padding_gives():
    for grid in random_grids(5):
        assert np.array_equal(framed(grid, 7), np.pad(grid, 1, constant_values=7)) and framed(grid, 7).dtype == grid.dtype
        assert np.array_equal(framed(grid > 1, False), np.pad(grid > 1, 1))
