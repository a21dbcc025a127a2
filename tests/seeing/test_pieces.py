"""Pieces of a grid: what is labelled, and what can be counted in the table of what they are like."""

from __future__ import annotations

import numpy as np

from solver.seeing.attributes import (
    ATTRIBUTES,
    COLOR,
    COLUMNS,
    HEIGHT,
    SIZE,
    WIDTH,
    attributes_of,
    cut_out,
    describe_objects,
    find_holes,
    places_of,
    rank_columns,
)
from solver.seeing.pieces import (
    all_among,
    collection,
    described,
    gaps_of,
    how_many,
    largest_size,
    line_count,
    pieces_of,
    scattered,
)
from tests.seeing.grids import drawn, random_grids

GRID = drawn("1102 0002 3000 0330")


def table_of(grid):
    labels, count = pieces_of(grid, 0, True, True)
    return described(grid, labels, count, 0)


def test_pieces_are_numbered_in_reading_order():
    labels, count = pieces_of(GRID, 0, False, True)
    assert labels.tolist() == [[1, 1, 0, 2], [0, 0, 0, 2], [3, 0, 0, 0], [0, 4, 4, 0]]
    assert count == 4
    assert pieces_of(GRID, 0, True, True)[1] == 3  # 8 neighbors join the 3s
    assert pieces_of(drawn("12 00 02"), 0, True, False)[1] == 2  # of any colors


def test_gaps_are_connected_cells_of_the_background():
    labels, count = gaps_of(drawn("010 110 000"), 0)
    assert (labels.tolist(), count) == ([[1, 0, 2], [0, 0, 2], [2, 2, 2]], 2)


def test_the_table_says_size_sides_and_color():
    table = table_of(GRID)
    assert table.shape == (3, len(COLUMNS))
    assert table[:, [SIZE, HEIGHT, WIDTH, COLOR]].tolist() == [[2, 1, 2, 1], [2, 2, 1, 2], [3, 2, 3, 3]]
    again = np.zeros_like(table)
    labels, count = pieces_of(GRID, 0, True, True)
    describe_objects(GRID, labels, count, 0, again)
    assert again.tolist() == table.tolist()


def test_what_is_counted_in_a_table():
    table = table_of(GRID)
    assert (how_many(table, SIZE, 2), how_many(table, SIZE, 4)) == (2, 0)
    assert (line_count(table), largest_size(table)) == (2, 3)
    assert (line_count(table[:0]), largest_size(table[:0])) == (0, 0)


def test_values_among_those_of_another_table():
    small, all_of_it = table_of(drawn("1102 0002")), table_of(GRID)
    assert all_among(small, all_of_it, COLOR)
    assert not all_among(all_of_it, small, COLOR)
    assert all_among(small[:0], small, COLOR)


def test_collections_have_one_number_whatever_the_order():
    table = table_of(GRID)
    assert collection(table, COLOR) == collection(table[::-1].copy(), COLOR)
    assert collection(table, COLOR) != collection(table[:2].copy(), COLOR)
    assert collection(table, SIZE) != collection(table, COLOR)


def test_scattered_numbers_and_their_sums_differ():
    numbers = [int(scattered(number)) for number in range(100)]
    assert len(set(numbers)) == 100
    assert len({one + other for place, one in enumerate(numbers) for other in numbers[:place]}) == 100 * 99 // 2


def test_holes_are_free_cells_that_edges_enclose():
    piece = np.pad(drawn("22222 20202 22222 20022 02222"), 1)
    enclosed = np.zeros(piece.shape, np.uint8)
    assert find_holes(piece, enclosed) == (3, 4)
    assert enclosed[1:-1, 1:-1].tolist() == drawn("00000 01010 00000 01100 00000").tolist()


def test_ranks_count_what_lies_above_and_below_and_is_equal():
    assert rank_columns(np.array([[5], [7], [5], [1]])).tolist() == [[1, 1, 2], [0, 2, 1], [1, 1, 2], [2, 0, 1]]


def test_ranks_are_those_of_the_slow_way():
    for grid in random_grids(20):
        table = table_of(grid)[:, [SIZE, COLOR]]
        slow = [
            [count for col in range(2) for count in (
                len(set(table[table[:, col] > row[col], col])),
                len(set(table[table[:, col] < row[col], col])),
                sum(table[:, col] == row[col]),
            )]
            for row in table
        ]  # fmt: skip
        assert rank_columns(table).tolist() == slow


def test_places_from_the_left_and_from_the_top():
    table = table_of(drawn("0020 1000 0003"))
    assert table[:, COLOR].tolist() == [2, 1, 3]
    assert places_of(table, True).tolist() == [1, 0, 2]
    assert places_of(table, False).tolist() == [0, 1, 2]


def test_a_piece_is_cut_out_with_a_margin_and_colors_one_higher():
    labels, _ = pieces_of(GRID, 0, True, True)
    piece = np.full((4, 5), 9, np.uint8)
    cut_out(GRID, labels, 3, 2, 0, piece)
    assert piece.tolist() == [[0, 0, 0, 0, 0], [0, 4, 0, 0, 0], [0, 0, 4, 4, 0], [0, 0, 0, 0, 0]]


def test_attributes_are_columns_then_ranks_then_odd_ones():
    labels, _ = pieces_of(GRID, 0, True, True)
    found = attributes_of(table_of(GRID), labels)
    names = [attribute.name for attribute in ATTRIBUTES]
    assert found.shape == (3, len(names))
    expected = {
        "size": [2, 2, 3],
        "size rank": [1, 1, 0],
        "size rank from below": [0, 0, 1],
        "number of equal size": [2, 2, 1],
        "number of equal color": [1, 1, 1],
        "color rank": [0, 0, 0],
        "is a line": [1, 1, 0],
        "is taller": [0, 1, 0],
        "place from the left, modulo 2": [0, 0, 1],
    }
    assert {name: found[:, names.index(name)].tolist() for name in expected} == expected
