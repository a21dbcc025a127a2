"""Read the pictures in the docstrings of ops.

A picture is a paragraph with ` -> ` in its first line: arguments to the left, the result to the right, set out in columns
that start where they start in the first line. Tokens:

    12        a row of a grid; `12@1,3` adds the origin (row, col) of a placed grid
    (3)       a number
    [3,1,2]   scores or indexes
    nothing   "cannot"

A Box is shown as what it cuts out and Labels as a grid of part numbers. An op that takes Parts gets all grids to the left,
placed side by side with one free column between them unless they carry an origin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from solver.jit import Parts, Placed
from solver.language.registry import Op

TOKEN = re.compile(r"\S+")


@dataclass
class Item:
    """One argument or result of a picture."""

    cells: np.ndarray | None = None
    origin: tuple[int, int] | None = None
    numbers: list[int] | None = None

    @property
    def is_nothing(self) -> bool:
        return self.cells is None and self.numbers is None


@dataclass
class Picture:
    arguments: list[Item]
    result: Item


def pictures(op: Op) -> list[Picture]:
    """All pictures of an op."""
    return [_read(block.splitlines()) for block in op.picture.split("\n\n") if _is_picture(block)]


def _is_picture(block: str) -> bool:
    first = block.split("\n", 1)[0]
    return " -> " in first and all(re.fullmatch(r"[\d@,()\[\]\-]+|->|nothing", token) for token in first.split())


def _read(lines: list[str]) -> Picture:
    arrow = lines[0].index(" -> ")
    starts = [match.start() for match in TOKEN.finditer(lines[0]) if match.group() != "->"]
    columns: list[list[str]] = [[] for _ in starts]
    for line in lines:
        for match in TOKEN.finditer(line):
            if match.group() != "->":
                columns[starts.index(match.start())].append(match.group())
    items = [_item(column) for column in columns]
    split = sum(start < arrow for start in starts)
    if len(items) != split + 1:
        raise ValueError(f"expected one result, found {len(items) - split}: {lines[0]!r}")
    return Picture(items[:split], items[split])


def _item(column: list[str]) -> Item:
    first = column[0]
    if first == "nothing":
        return Item()
    if first[0] in "([":
        return Item(numbers=[int(number) for number in first[1:-1].split(",") if number])
    origin = None
    if "@" in first:
        first, place = first.split("@")
        origin = tuple(int(number) for number in place.split(","))
    return Item(np.array([[int(cell) for cell in row] for row in [first, *column[1:]]], np.uint8), origin)


def as_parts(grids: list[Placed]) -> Parts:
    """Lay placed grids out flat."""
    heights = np.array([grid.cells.shape[0] for grid in grids], np.int64)
    widths = np.array([grid.cells.shape[1] for grid in grids], np.int64)
    starts = np.concatenate([[0], np.cumsum(heights * widths)[:-1]]).astype(np.int64)
    rows = np.array([grid.row for grid in grids], np.int64)
    cols = np.array([grid.col for grid in grids], np.int64)
    return Parts(np.concatenate([grid.cells.ravel() for grid in grids]), starts, heights, widths, rows, cols)


def call_arguments(op: Op, picture: Picture) -> list[object]:
    """The arguments of a picture as the op takes them."""
    arguments: list[object] = []
    items = list(picture.arguments)
    if op.arguments[0] == "Parts":
        grids, col = [], 0
        while items and items[0].cells is not None:
            item = items.pop(0)
            row, left = item.origin or (0, col)
            grids.append(Placed(item.cells, row, left))
            col = left + item.cells.shape[1] + 1
        arguments.append(as_parts(grids))
    for kind, item in zip(op.arguments[len(arguments) :], items, strict=True):
        if kind == "Placed":
            arguments.append(Placed(item.cells, *(item.origin or (0, 0))))
        elif kind == "Grid":
            arguments.append(item.cells)
        elif kind == "Scores":
            arguments.append(np.array(item.numbers, np.int64))
        else:
            arguments.append(item.numbers[0])
    return arguments
