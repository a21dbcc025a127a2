"""Ways to find the panels of a grid: between separators, blocks of one size, rows or columns, objects in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from solver.seeing.cuts import IN_PANELS, cut
from solver.seeing.objects import Part, objects_of
from solver.task import Grid, Task

MOST_PANELS = 64
MOST_IN_A_LINE = 12
LINES = ("objects joined by corners", "one-colored objects joined by corners", "objects")
SINGLE_LINES = ("rows", "columns")
WAYS = {"from left to right": True, "from top to bottom": False}

Blocks = tuple[list[slice], list[slice]]  # rows and columns of the blocks


@dataclass(frozen=True)
class Layout:
    """The panels of a grid in reading order, in how many rows and columns, and whether they keep their places."""

    parts: list[Part]
    rows: int
    cols: int


Size = tuple[int, ...]


def even_blocks(side: int, count: int) -> list[slice] | None:
    """Cut a side into equal stretches."""
    if count < 1 or side % count:
        return None
    return _stretches(side, side // count)


def both_ways(rows: list[slice] | None, cols: list[slice] | None) -> Blocks | None:
    """Blocks of these rows and columns; None when either cannot be."""
    return None if rows is None or cols is None else (rows, cols)


def largest_blocks(grid: Grid) -> Blocks | None:
    """The largest equal blocks that are each of one color."""
    row_ends = np.flatnonzero((grid[1:] != grid[:-1]).any(axis=1)) + 1
    col_ends = np.flatnonzero((grid[:, 1:] != grid[:, :-1]).any(axis=0)) + 1
    high, wide = int(np.gcd.reduce([grid.shape[0], *row_ends])), int(np.gcd.reduce([grid.shape[1], *col_ends]))
    return both_ways(even_blocks(grid.shape[0], grid.shape[0] // high), even_blocks(grid.shape[1], grid.shape[1] // wide))


def alike_blocks(grid: Grid, percent: int, least: int) -> Blocks:
    """The stretches of at least so many rows, and of columns, in which a line differs from the next in no more of its cells."""
    found = []
    for lines in (grid, grid.T):
        ends = np.flatnonzero(100 * (lines[1:] != lines[:-1]).mean(axis=1) > percent) + 1
        edges = [0, *ends.tolist(), len(lines)]
        found.append([slice(start, end) for start, end in pairwise(edges) if end - start >= least])
    return found[0], found[1]


def panel_blocks(grid: Grid) -> Blocks | None:
    """The panels between separators."""
    inside = cut(np.ascontiguousarray(grid), 0, IN_PANELS) > 0
    spans = []
    for along in (inside.any(axis=1), inside.any(axis=0)):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], along, [False]])))
        spans.append([slice(int(start), int(end)) for start, end in edges.reshape(-1, 2)])
    return (spans[0], spans[1]) if len(spans[0]) * len(spans[1]) > 1 else None


def windows_of(grid: Grid, blocks: Blocks) -> list[Grid]:
    """What lies in the blocks, in reading order."""
    return [np.ascontiguousarray(grid[rows, cols]) for rows in blocks[0] for cols in blocks[1]]


def outside_of(grid: Grid, blocks: Blocks) -> np.ndarray:
    """True for the cells that no block has (bool)."""
    outside = np.ones(grid.shape, bool)
    for rows in blocks[0]:
        for cols in blocks[1]:
            outside[rows, cols] = False
    return outside


def panel_cuts(task: Task) -> Iterator[tuple[str, Size]]:
    """Yield the PANELS, with a size for those that have one, that may explain the first demonstration."""
    yield "panels", ()
    yield "squares in panels", ()
    before, after = task.train[0].input.shape, task.train[0].output.shape
    size, rest = np.divmod(before, after)
    if not rest.any() and size.max() > 1:
        yield "blocks", tuple(size.tolist())
    yield from ((name, ()) for axis, name in enumerate(SINGLE_LINES) if before[axis] == after[axis])
    if before != after:
        yield from ((f"{name} {way}", ()) for name in LINES for way in WAYS)


def _between_separators(grid: Grid) -> Layout | None:
    blocks = panel_blocks(grid)
    return None if blocks is None else _layout(grid, blocks[0], blocks[1])


def _squares_in_panels(grid: Grid) -> Layout | None:
    """The largest squares into which all panels can be cut."""
    blocks = panel_blocks(grid)
    if blocks is None:
        return None
    side = int(np.gcd.reduce([one.stop - one.start for along in blocks for one in along]))
    rows, cols = ([slice(at, at + side) for one in along for at in range(one.start, one.stop, side)] for along in blocks)
    return _layout(grid, rows, cols) if side > 1 and len(rows) * len(cols) > len(blocks[0]) * len(blocks[1]) else None


def _layout(grid: Grid, rows: list[slice], cols: list[slice]) -> Layout | None:
    if not 1 < len(rows) * len(cols) <= MOST_PANELS:
        return None
    windows = [(row.start, col.start, np.ascontiguousarray(grid[row, col])) for row in rows for col in cols]
    parts = [Part(top, left, window, np.ones(window.shape, bool)) for top, left, window in windows]
    return Layout(parts, len(rows), len(cols))


def _blocks(grid: Grid, size: Size) -> Layout | None:
    if grid.shape[0] % size[0] or grid.shape[1] % size[1]:
        return None
    return _layout(grid, *(_stretches(side, step) for side, step in zip(grid.shape, size, strict=True)))


def _stretches(side: int, step: int) -> list[slice]:
    return [slice(at, at + step) for at in range(0, side, step)]


def _in_line(name: str, is_across: bool) -> Callable[[Grid, Size], Layout | None]:
    """Objects in the order of their first row or column, which must be different ones."""

    def cut(grid: Grid, size: Size) -> Layout | None:
        found = objects_of(grid, name)
        if found is None or not 1 < found.count <= MOST_IN_A_LINE:
            return None
        parts = sorted(found.parts, key=lambda part: part.col if is_across else part.row)
        if len({part.col if is_across else part.row for part in parts}) < len(parts):
            return None
        return Layout(parts, 1 if is_across else len(parts), len(parts) if is_across else 1)

    return cut


# The ways to find panels, from a grid and a size of blocks.
PANELS: dict[str, Callable[[Grid, Size], Layout | None]] = {
    "panels": lambda grid, size: _between_separators(grid),
    "squares in panels": lambda grid, size: _squares_in_panels(grid),
    "blocks": _blocks,
    "rows": lambda grid, size: _layout(grid, _stretches(len(grid), 1), [slice(0, grid.shape[1])]),
    "columns": lambda grid, size: _layout(grid, [slice(0, len(grid))], _stretches(grid.shape[1], 1)),
}
PANELS |= {f"{name} {way}": _in_line(name, across) for name in LINES for way, across in WAYS.items()}


def panels_between_lines(grid: Grid, background: int) -> tuple[int, np.ndarray, np.ndarray] | None:
    """The color of lines that cross the grid and cut it into most panels, and the panel number of every row and column.

    Rows and columns that are lines have the number -1. Lines of the background cut nothing. None when no line cuts the grid.
    """
    full = (grid == grid[:, :1]).all(axis=1), (grid == grid[:1]).all(axis=0)
    colors = np.union1d(grid[full[0], 0], grid[0, full[1]])
    found = [(int(color), _numbered(full[0] & (grid[:, 0] == color)), _numbered(full[1] & (grid[0] == color)))
             for color in colors if color != background]  # fmt: skip
    counts = [int(rows.max() + 1) * int(cols.max() + 1) for _, rows, cols in found]
    return found[counts.index(max(counts))] if max(counts, default=0) > 1 else None


def _numbered(is_line: np.ndarray) -> np.ndarray:
    """Numbers of the runs of False; -1 where True."""
    starts = ~is_line & np.concatenate(([True], is_line[:-1]))
    return np.where(is_line, -1, np.cumsum(starts) - 1)
