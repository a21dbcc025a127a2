"""The bank against a Python dict: what is equal is stored once, and nothing is written past the end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.search import bank
from solver.search.bank import GRID_KIND, INTEGER_KIND, KINDS, LIST_KIND, NONE, Store

SMALL = 1024  # grids and values of the smallest store
GUARD = 64


@st.composite
def grids(draw, side: int = 4):
    height, width = draw(st.tuples(st.integers(1, side), st.integers(1, side)))
    cells = draw(st.lists(st.integers(0, 2), min_size=height * width, max_size=height * width))
    return np.array(cells, np.uint8).reshape(height, width)


def placed_grids():
    return st.tuples(grids(), st.integers(-2, 2), st.integers(-2, 2))


def identity(grid: np.ndarray, row: int, col: int) -> tuple:
    return grid.shape, grid.tobytes(), row, col


@given(st.lists(placed_grids(), max_size=60))
@settings(deadline=None, max_examples=60)
def test_grids_are_stored_once_like_in_a_dict(arguments):
    store = bank.new_store(1, 0)
    known: dict[tuple, int] = {}
    for grid, row, col in arguments:
        grid_id = bank.intern_grid(store, grid, row, col)
        assert grid_id == known.setdefault(identity(grid, row, col), len(known))
        assert (bank.grid_of(store, grid_id) == grid).all()
        assert store.places[grid_id, 1:].tolist() == [*grid.shape, row, col]
    assert store.counts[bank.GRIDS] == len(known)


@given(st.lists(placed_grids(), min_size=2, max_size=40))
@settings(deadline=None, max_examples=40)
def test_keys_are_equal_where_grids_are(arguments):
    store = bank.new_store(1, 0)
    ids = [bank.intern_grid(store, *argument) for argument in arguments]
    with_origin, plain = store.keys[ids].T.tolist()
    for k, (grid, row, col) in enumerate(arguments):
        for other, (grid_2, row_2, col_2) in enumerate(arguments[:k]):
            assert (with_origin[k] == with_origin[other]) == (identity(grid, row, col) == identity(grid_2, row_2, col_2))
            assert (plain[k] == plain[other]) == (identity(grid, 0, 0) == identity(grid_2, 0, 0))


def test_shape_and_zeros_at_the_end_distinguish():
    store = bank.new_store(1, 0)
    shapes = [(1, 6), (6, 1), (2, 3), (3, 2), (1, 7), (1, 8), (1, 9), (30, 30)]
    ids = [bank.intern_grid(store, np.zeros(shape, np.uint8), 0, 0) for shape in shapes]
    assert ids == list(range(len(shapes)))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (31, 1), (1, 31)])
def test_illegal_grids_are_refused(shape):
    store = bank.new_store(1, 0)
    assert bank.intern_grid(store, np.zeros(shape, np.uint8), 0, 0) == NONE
    assert not store.counts.any()


@given(st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=60))
@settings(deadline=None, max_examples=60)
def test_lists_are_stored_once_like_in_a_dict(lists):
    store = bank.new_store(1, 0)
    known: dict[tuple, int] = {}
    for items in lists:
        list_id = bank.intern_list(store, np.array(items, np.int64))
        if not items:
            assert list_id == NONE
            continue
        assert list_id == known.setdefault(tuple(items), len(known))
        start, length = store.list_spans[list_id]
        assert store.items[start : start + length].tolist() == items
    assert store.counts[bank.LISTS] == len(known)


def test_small_numbers_do_not_meet():
    """Every list of up to three small ids, every value of each kind with small numbers: all different."""
    store = bank.new_store(2, 1_000_000)
    lists = [items for length in (1, 2, 3) for items in np.ndindex((8,) * length)]
    assert [bank.intern_list(store, np.array(items, np.int64)) for items in lists] == list(range(len(lists)))
    rows = np.array(list(np.ndindex(16, 16)), np.int32)
    zeros = np.zeros(len(rows), np.int64)
    for kind in KINDS.values():
        assert bank.add_values(store, rows, kind, 1, 1, NONE, zeros, zeros) == len(rows)


@given(st.lists(st.tuples(st.sampled_from([GRID_KIND, INTEGER_KIND]), st.lists(st.integers(-1, 3), min_size=3, max_size=3))))
@settings(deadline=None, max_examples=60)
def test_values_are_stored_once_with_their_first_program(entries):
    store = bank.new_store(3, 0)
    known: dict[tuple, int] = {}
    for order, (kind, row) in enumerate(entries):
        parents = np.array([order], np.int64)
        is_new = min(row) >= 0 and (kind, *row) not in known
        added = bank.add_values(store, np.array([row], np.int32), kind, 5, 7, order, parents + 1, parents + 2)
        assert added == is_new
        if is_new:
            known[kind, *row] = order
    assert store.counts[bank.VALUES] == len(known)
    for value, ((kind, *row), order) in enumerate(known.items()):
        assert store.rows[value].tolist() == row
        assert store.origins[value].tolist() == [kind, 5, 7, order, order + 1, order + 2]


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=6),
    st.lists(st.integers(-1, 5), min_size=12, max_size=12),
    st.lists(st.integers(0, 2), min_size=6, max_size=6),
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_children_are_the_values_that_each_row_makes_of_each_parent(places, results, made_by, is_last_alike):
    """Three op rows (0, 1, 2) on a frontier of four distinct ids, against one value at a time."""
    at_once, one_by_one = bank.new_store(2, 0), bank.new_store(2, 0)
    no_parent = np.array([NONE])
    for store in (at_once, one_by_one):
        for parent in range(len(places)):
            row = np.array([[90, parent]], np.int32)
            bank.add_values(store, row, GRID_KIND, 1, made_by[parent], NONE, no_parent, no_parent)
    rows, numbers, parents = np.arange(3), np.array([5, 6, 7]), np.arange(len(places))
    passed = bank.add_children(
        at_once, np.array(results), np.array(places), LIST_KIND, 4, rows, numbers, parents, int(is_last_alike)
    )
    expected_passed = 0
    for row in rows:
        for parent in parents:
            if is_last_alike and made_by[parent] == row:
                expected_passed += 1
                continue
            child = np.array([[results[4 * row + place] for place in places[parent]]], np.int32)
            bank.add_values(one_by_one, child, LIST_KIND, 4, row, numbers[row], np.array([parent]), no_parent)
    count = at_once.counts[bank.VALUES]
    assert passed == expected_passed and count == one_by_one.counts[bank.VALUES]
    assert (at_once.rows[:count] == one_by_one.rows[:count]).all()
    assert (at_once.origins[:count] == one_by_one.origins[:count]).all()


@given(grids(side=6), st.data())
@settings(deadline=None, max_examples=60)
def test_parts_are_cut_by_their_labels(grid, data):
    labels = np.array(data.draw(st.lists(st.integers(0, 4), min_size=grid.size, max_size=grid.size)), np.int16)
    labels = labels.reshape(grid.shape)
    store = bank.new_store(1, 0)
    list_id = bank.intern_parts(store, grid, labels, 10, 20)
    present = [label for label in range(1, 5) if (labels == label).any()]
    if not present:
        assert list_id == NONE
        return
    start, length = store.list_spans[list_id]
    assert length == len(present)
    for grid_id, label in zip(store.items[start : start + length], present, strict=True):
        rows, cols = np.nonzero(labels == label)
        top, left, bottom, right = rows.min(), cols.min(), rows.max(), cols.max()
        box = np.s_[top : bottom + 1, left : right + 1]
        assert (bank.grid_of(store, int(grid_id)) == np.where(labels == label, grid, 0)[box]).all()
        assert store.places[grid_id, 3:].tolist() == [10 + top, 20 + left]


def test_too_many_parts_are_refused():
    store = bank.new_store(1, 0)
    labels = np.arange(1, 91, dtype=np.int16).reshape(9, 10)
    grid = np.ones((9, 10), np.uint8)
    assert bank.intern_parts(store, grid, labels, 0, 0) == NONE
    assert bank.intern_parts(store, grid, np.minimum(labels, bank.MAX_PARTS), 0, 0) >= 0


def guarded_store(examples: int) -> tuple[Store, dict[str, np.ndarray]]:
    """A store whose arrays lie inside larger ones that are filled with a pattern past the end."""
    store = bank.new_store(examples, 0)
    arrays, guards = {}, {}
    for name, array in store._asdict().items():
        if name == "words":
            continue
        whole = np.zeros((len(array) + GUARD, *array.shape[1:]), array.dtype)
        whole[len(array) :] = 77
        arrays[name], guards[name] = whole[: len(array)], whole[len(array) :]
    return Store(**arrays, words=arrays["cells"].view(np.uint64)), guards


def counted_grid(number: int, side: int) -> np.ndarray:
    """A grid that holds a number in its first cells."""
    grid = np.zeros(side * side, np.uint8)
    for place in range(4):
        grid[place] = number % 10
        number //= 10
    return grid.reshape(side, side)


@pytest.mark.parametrize("side", [2, 30])
def test_a_full_store_says_so_and_keeps_what_it_has(side):
    store, guards = guarded_store(1)
    ids = [bank.intern_grid(store, counted_grid(number, side), 0, 0) for number in range(SMALL + 20)]
    kept = [grid_id for grid_id in ids if grid_id != NONE]
    assert store.counts[bank.IS_FULL] == 1
    assert kept == list(range(len(kept))) and 0 < len(kept) <= SMALL
    assert all((bank.grid_of(store, grid_id) == counted_grid(grid_id, side)).all() for grid_id in kept)
    assert all((guard == 77).all() for guard in guards.values())


def test_lists_and_values_stop_at_the_end_too():
    store, guards = guarded_store(2)
    kept = [bank.intern_list(store, np.array([number, 1, 2, 3, 4, 5, 6, 7, 8])) for number in range(SMALL)]
    assert NONE in kept and store.counts[bank.IS_FULL] == 1
    store.counts[bank.IS_FULL] = 0
    rows = np.arange(4 * SMALL, dtype=np.int32).reshape(-1, 2)
    numbers = np.zeros(len(rows), np.int64)
    assert bank.add_values(store, rows, GRID_KIND, 1, 1, NONE, numbers, numbers) == SMALL
    assert store.counts[bank.IS_FULL] == 1 and store.counts[bank.VALUES] == SMALL
    assert all((guard == 77).all() for guard in guards.values())


def test_the_store_keeps_its_byte_limit():
    for limit in (1_000_000, 50_000_000):
        store = bank.new_store(5, limit)
        names = [name for name in store._fields if name != "words"]
        assert sum(getattr(store, name).nbytes for name in names) <= 1.25 * limit
