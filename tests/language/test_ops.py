"""Laws that every op of the library obeys, without being told about them."""

from __future__ import annotations

import numpy as np
import pytest

from solver.jit import Parts, Placed
from solver.language import OPS, Op
from solver.language.registry import NUMBERS
from tests.pictures import as_parts, call_arguments, pictures

ALL = list(OPS.values())
EVERY_OP = pytest.mark.parametrize("op", ALL, ids=[op.name for op in ALL])


def random_grids() -> list[np.ndarray]:
    """Small and large, sparse and dense, one-color, striped, symmetric, framed grids; the same ones in every run."""
    rng = np.random.default_rng(20201)
    grids = [np.full(shape, color) for shape in ((1, 1), (1, 30), (30, 1), (30, 30), (2, 2), (6, 7)) for color in (0, 3)]
    shapes = ((1, 1), (1, 30), (30, 1), (1, 7), (6, 1), (2, 3), (3, 3), (5, 5), (7, 4), (4, 9), (10, 10), (12, 15), (30, 30))
    for shape in shapes:
        for colors, zeros in ((2, 0.5), (3, 0.7), (9, 0.3), (9, 0.9), (4, 0.0)):
            cells = rng.integers(1, colors + 1, shape)
            cells[rng.random(shape) < zeros] = 0
            grids.append(cells)
    for side in (5, 8, 11, 17):
        frame = np.zeros((side, side + 2), int)
        frame[side // 4 : -1, 1:-1] = rng.integers(1, 4)
        frame[side // 4 + 1 : -2, 2:-2] = 0
        frame[side // 2, side // 2] = rng.integers(1, 9)
        grids.append(frame)
        lines = np.zeros((side, side), int)
        lines[side // 2] = lines[:, side // 3] = 5
        lines[rng.random((side, side)) < 0.15] = 2
        grids.append(lines)
        block = rng.integers(0, 4, (side // 2, side // 2))
        grids.append(np.block([[block, block[:, ::-1]], [block[::-1], block[::-1, ::-1]]]))
        grids.append(np.tile(rng.integers(0, 3, (2, 3)), (3, side // 3)))
        grids.append(np.kron(rng.integers(0, 3, (3, side // 4)), np.ones((2, 2), int)))
    return [np.ascontiguousarray(grid, dtype=np.uint8) for grid in grids]


GRIDS = random_grids()


def numbers_for(op: Op) -> list[int]:
    """All constants of an op, and for a computed argument everything that a measuring op may return."""
    values = [value for value, _ in op.constants]
    if op.computed:
        values += {"Color": [0, 1, 3, 9], "Direction": list(range(8)), "Integer": [0, 1, 2, 3, 7, 30, 900]}[op.number_kind]
    return sorted(set(values))


def placed_versions(grid: np.ndarray) -> list[Placed]:
    return [Placed(grid, 0, 0), Placed(grid, 2, 1), Placed(grid, -1, 4)]


def part_lists() -> list[Parts]:
    rng = np.random.default_rng(7)
    small = [grid for grid in GRIDS if grid.size <= 100]
    lists = []
    for count in (1, 1, 2, 2, 3, 4, 6, 9):
        chosen = [small[rng.integers(len(small))] for _ in range(count)]
        lists.append(as_parts([Placed(grid, int(rng.integers(0, 12)), int(rng.integers(0, 12))) for grid in chosen]))
    row = [np.full((1, 3), color, np.uint8) for color in (1, 2, 3)]
    lists.append(as_parts([Placed(cells, place, 0) for place, cells in enumerate(row)]))
    lists.append(as_parts([Placed(np.full((2, 2), place + 1, np.uint8), place // 2 * 3, place % 2 * 3) for place in range(4)]))
    lists.append(as_parts([Placed(GRIDS[3], 0, 0), Placed(GRIDS[3], 0, 0)]))
    return lists


def argument_lists(op: Op) -> list[tuple]:
    """What the laws call an op with."""
    kinds = [kind for kind in op.arguments if kind not in NUMBERS]
    if kinds == ["Grid"]:
        lists = [(grid,) for grid in GRIDS]
    elif kinds == ["Placed"]:
        lists = [(placed,) for grid in GRIDS for placed in placed_versions(grid)]
    elif kinds == ["Placed", "Grid"]:
        canvases = [GRIDS[k] for k in (0, 2, 5, 11, 40)]
        placed = [placed for grid in GRIDS for placed in placed_versions(grid)]
        lists = [(item, canvases[k % len(canvases)]) for k, item in enumerate(placed)]
    elif kinds == ["Parts"]:
        lists = [(parts,) for parts in part_lists()]
    else:
        assert kinds == ["Scores"]
        scores = ([0], [1], [2, 2], [1, 3, 2], [0, 0, 5, 5], [4, 4, 2, 4], [4, 1, 1, 1, -3], [7] * 9)
        lists = [(np.array(numbers, np.int64),) for numbers in scores]
    if op.number_kind is None:
        return lists
    numbers = numbers_for(op)
    return [(*arguments, number) for k, arguments in enumerate(lists) for number in numbers[k % 2 :: 2] or numbers]


def frozen(value: object) -> object:
    """Something that can be compared and does not change."""
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, tuple):
        return tuple(frozen(item) for item in value)
    return int(value) if isinstance(value, (np.integer, int)) else value


def is_nothing(op: Op, result: object) -> bool:
    if op.result == "Placed":
        return result[0].size == 0
    if op.result == "Box":
        return result[2] == 0
    if op.result == "Labels":
        return not result.any()
    if op.result in (*NUMBERS, "Index"):
        return result < 0
    return result.size == 0


def assert_legal(op: Op, arguments: tuple, result: object) -> None:
    if op.result in ("Grid", "Placed"):
        cells = result if op.result == "Grid" else result[0]
        assert cells.dtype == np.uint8 and cells.ndim == 2 and cells.flags.c_contiguous
        if cells.size == 0:
            assert cells.shape == (0, 0)
        else:
            assert max(cells.shape) <= 30 and cells.max() <= 9
    elif op.result == "Box":
        top, left, height, width = result
        if height:
            assert top >= 0 and left >= 0 and height > 0 and width > 0
            assert top + height <= arguments[0].shape[0] and left + width <= arguments[0].shape[1]
    elif op.result == "Labels":
        assert result.dtype == np.int16 and result.shape == arguments[0].shape and result.min() >= 0
        assert set(np.unique(result)) | {0} == set(range(result.max() + 1))
    elif op.result == "Scores":
        assert result.dtype == np.int64 and result.shape == arguments[0].starts.shape
    elif op.result == "Index":
        assert 0 <= result < len(arguments[0])
    else:
        assert op.result != "Color" or result <= 9
        assert op.result != "Direction" or result <= 7


@EVERY_OP
def test_picture_holds(op: Op) -> None:
    shown = pictures(op)
    assert shown, "every op has a picture in its docstring"
    for picture in shown:
        arguments = call_arguments(op, picture)
        result = op.function(*arguments)
        expected = picture.result
        if expected.is_nothing:
            assert is_nothing(op, result)
        elif expected.numbers is not None:
            assert np.atleast_1d(result).tolist() == expected.numbers
        else:
            if op.result == "Box":
                top, left, height, width = result
                result = arguments[0][top : top + height, left : left + width]
            cells = result[0] if op.result == "Placed" else result
            assert cells.tolist() == expected.cells.tolist()
            if expected.origin is not None:
                assert (result[1], result[2]) == expected.origin


@EVERY_OP
def test_result_is_legal_repeatable_and_arguments_stay(op: Op) -> None:
    succeeded = 0
    for arguments in argument_lists(op):
        before = frozen(arguments)
        result = op.function(*arguments)
        first = frozen(result)
        assert_legal(op, arguments, result)
        succeeded += not is_nothing(op, result)
        assert frozen(op.function(*arguments)) == first, "two calls differ"
        assert frozen(arguments) == before, "the op changed its arguments"
        assert frozen(result) == first, "a second call changed the first result"
    assert succeeded, "no random grid on which the op can"


@EVERY_OP
def test_compiled_equals_plain_python(op: Op) -> None:
    """On a sample: plain Python is slow. Helpers that it calls are compiled either way."""
    lists = [arguments for arguments in argument_lists(op) if max(getattr(item, "size", 0) for item in arguments) <= 64]
    for arguments in lists[:: max(1, len(lists) // 8)]:
        assert frozen(op.function.py_func(*arguments)) == frozen(op.function(*arguments)), arguments


def with_first(arguments: tuple, first: object) -> tuple:
    return (first, *arguments[1:])


def cut_out(op: Op, arguments: tuple) -> np.ndarray:
    result = op.function(*arguments)
    if op.result == "Box":
        top, left, height, width = result
        return np.ascontiguousarray(arguments[0][top : top + height, left : left + width])
    return result


def with_fact(fact: str) -> pytest.MarkDecorator:
    ops = [op for op in ALL if fact in op.facts]
    return pytest.mark.parametrize("op", ops, ids=[op.name for op in ops])


@with_fact("same_shape")
def test_same_shape(op: Op) -> None:
    for arguments in argument_lists(op):
        result = cut_out(op, arguments)
        assert result.size == 0 or result.shape == arguments[0].shape


@with_fact("idempotent")
def test_idempotent(op: Op) -> None:
    for arguments in argument_lists(op):
        once = cut_out(op, arguments)
        if once.size:
            assert frozen(cut_out(op, with_first(arguments, once))) == frozen(once), arguments


@with_fact("self_inverse")
def test_self_inverse(op: Op) -> None:
    for arguments in argument_lists(op):
        once = cut_out(op, arguments)
        if once.size:
            assert frozen(cut_out(op, with_first(arguments, once))) == frozen(arguments[0]), arguments


@with_fact("commutes_with_recoloring")
def test_commutes_with_recoloring(op: Op) -> None:
    rng = np.random.default_rng(11)
    for arguments in argument_lists(op):
        names = np.concatenate([[0], rng.permutation(9) + 1]).astype(np.uint8)
        renamed = tuple(names[item] if isinstance(item, np.ndarray) else item for item in arguments)
        expected = cut_out(op, arguments)
        found = cut_out(op, renamed)
        assert frozen(found) == frozen(names[expected] if op.result in ("Grid", "Box") else expected), arguments
