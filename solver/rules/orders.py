"""Colors put in another order along lines of cells (rows, the border, rings, paths); rows or columns pushed, or round again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

import numpy as np

from solver.language.term import verb
from solver.rules.sketches import add_sketch
from solver.seeing.colors import background_of, counts_of
from solver.seeing.objects import objects_of
from solver.task import MAX_SIDE, Grid

ENDS = ("on a wider canvas", "round again")  # what becomes of cells that leave the grid


def _rings(grid: Grid) -> list[np.ndarray]:
    """The border and the rings inside it, clockwise from the upper left."""
    numbers, found = np.arange(grid.size).reshape(grid.shape), []
    while min(numbers.shape) > 1:
        found.append(np.concatenate((numbers[0, :-1], numbers[:-1, -1], numbers[-1, :0:-1], numbers[:0:-1, 0])))
        numbers = numbers[1:-1, 1:-1]
    return found


def _paths(grid: Grid) -> list[np.ndarray]:
    """The cells of every object that is one cell wide, from one end to the other."""
    scene = objects_of(grid, "objects on the main color")
    found: list[np.ndarray] = []
    if scene is None:
        return found
    for index in range(scene.count):
        cells = {(int(row), int(col)) for row, col in np.argwhere(scene.labels == index + 1)}
        beside = {one: [cell for cell in _around(*one) if cell in cells] for one in cells}
        ends = sorted(one for one, near in beside.items() if len(near) == 1)
        if len(ends) == 2 and max(map(len, beside.values())) == 2:
            path = ends[:1]
            while len(path) < len(cells):
                path.append(next(cell for cell in beside[path[-1]] if cell not in path[-2:]))
            found.append(np.array([row * grid.shape[1] + col for row, col in path]))
    return found


def _around(row: int, col: int) -> tuple[tuple[int, int], ...]:
    return (row - 1, col), (row, col - 1), (row, col + 1), (row + 1, col)


# Along which lines: from a grid the numbers of their cells in order.
LINES: dict[str, Callable[[Grid], list[np.ndarray]]] = {
    "rows": lambda grid: list(np.arange(grid.size).reshape(grid.shape)),
    "columns": lambda grid: list(np.arange(grid.size).reshape(grid.shape).T),
    "border": lambda grid: _rings(grid)[:1],
    "rings": _rings,
    "paths": _paths,
}


def _repeated(colors: np.ndarray, ground: int) -> np.ndarray:
    """The only run of a closed line again and again, with gaps as long as it is; as it is where that does not come out even."""
    is_set = colors != ground
    starts, length = np.flatnonzero(is_set & ~np.roll(is_set, 1)), int(is_set.sum())
    if len(starts) != 1 or len(colors) % (2 * length):
        return colors
    run = np.roll(colors, -starts[0])[: 2 * length]
    return np.roll(np.tile(run, len(colors) // (2 * length)), starts[0])


# What becomes of the colors along a line on a ground.
CHANGES: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "the other way round": lambda colors, ground: colors[::-1],
    "passed on by one": lambda colors, ground: np.roll(colors, 1),
    "passed back by one": lambda colors, ground: np.roll(colors, -1),
    "sorted": lambda colors, ground: np.sort(colors),
    "sorted falling": lambda colors, ground: np.sort(colors)[::-1],
    "repeated with gaps as long": _repeated,
}


@verb
def reordered(grid: Grid, along: Annotated[str, LINES], change: Annotated[str, CHANGES], set_only: bool = False) -> Grid | None:
    """Change the order of the colors along lines. set_only: only those that are not the main color, among their places."""
    out, ground = np.ascontiguousarray(grid).ravel().copy(), background_of(grid)
    for line in LINES[along](grid):
        cells = line[out[line] != ground] if set_only else line
        out[cells] = CHANGES[change](out[cells], ground)
    return out.reshape(grid.shape)


@verb
def staggered(
    grid: Grid, down: bool = False, from_end: bool = False, back: bool = False, step: int = 1,
    ends: Annotated[str, ENDS] = "on a wider canvas",
) -> Grid | None:  # fmt: skip
    """Push every row a step further right than the one before. down: columns down; from_end: from the last; back: left or up.

    12 -> 12.
    34    .34
    """
    lines = grid.T if down else grid
    spare = step * (len(lines) - 1) if ends == "on a wider canvas" else 0
    if lines.shape[1] + spare > MAX_SIDE:
        return None
    out = np.pad(lines, ((0, 0), (0, spare)))
    for row, line in enumerate(out):
        away = step * (len(lines) - 1 - row if from_end else row)
        out[row] = np.roll(line, spare - away if back else away)
    return np.ascontiguousarray(out.T if down else out)


@verb
def circled(grid: Grid, mark: int, down: int, right: int) -> Grid:
    """Take the cells of a color away, and shift rows and columns in a circle by as many, or as many back."""
    count = int((grid == mark).sum())
    return np.roll(np.where(grid == mark, background_of(grid), grid).astype(np.uint8), (down * count, right * count), (0, 1))


# Which cells are read off a grid, in order, with the places of a mark: along a diagonal, or along its line.
READ: dict[str, Callable[[Grid, np.ndarray], np.ndarray]] = {
    "the diagonal": lambda grid, marks: grid.diagonal(),
    "the rising diagonal": lambda grid, marks: grid[::-1].diagonal(),
    "the row of the mark": lambda grid, marks: np.delete(grid[marks[0, 0]], marks[0, 1]),
    "the column of the mark": lambda grid, marks: np.delete(grid[:, marks[0, 1]], marks[0, 0]),
}


@verb
def read_off(grid: Grid, line: Annotated[str, READ], upright: bool = False, mark: int = 0) -> Grid | None:
    """Read a line of cells off the grid: a diagonal, or all but a mark in the line of the only cell of its color."""
    marks = np.argwhere(grid == mark)
    if (line.endswith("mark") and len(marks) != 1) or min(grid.shape) < 2:
        return None
    found = np.ascontiguousarray(READ[line](grid, marks))
    return found[:, None] if upright else found[None]


@verb
def aligned(grid: Grid, mark: int, down: bool = False, to_end: bool = False) -> Grid:
    """Turn every row round until its first mark comes first. down: every column; to_end: until its last mark comes last.

    213 (1) -> 132
    331        133
    """
    lines = np.array(grid.T if down else grid)[:, :: -1 if to_end else 1]
    starts = (lines == mark).argmax(axis=1)
    out = np.array([np.roll(line, -start) for line, start in zip(lines, starts, strict=True)])[:, :: -1 if to_end else 1]
    return np.ascontiguousarray(out.T if down else out)


def _read_marks(before: Grid, after: Grid, line: str) -> Iterable[int]:
    """The colors of single cells, in the line of which is what came out."""
    return np.flatnonzero(counts_of(before) == 1).tolist() if line.endswith("mark") else (0,)


def _aligning(before: Grid, after: Grid) -> Iterable[int]:
    """The colors that come first or last in every line that has them."""
    if before.shape != after.shape or (counts_of(before) != counts_of(after)).any():
        return ()
    return [mark for mark in np.unique(before).tolist() if ((before == mark).sum() > 1)]


def _changes(before: Grid, after: Grid) -> Iterable[str]:
    if before.shape != after.shape:
        return ()
    return CHANGES if (counts_of(before) == counts_of(after)).all() else ("repeated with gaps as long",)


def _ends(before: Grid, after: Grid) -> Iterable[str]:
    longer = sum(one != other for one, other in zip(before.shape, after.shape, strict=True))
    return ENDS[1:] if longer == 0 and (counts_of(before) == counts_of(after)).all() else ENDS[:1] * (longer == 1)


add_sketch("reordered(along=?, change=?, set_only=?)", change=_changes)
add_sketch(
    "staggered(down=?, from_end=?, back=?, step=?, ends=?)",
    ends=_ends,
    step=lambda before, after: (1, 2),
)
add_sketch(
    "circled(mark=?, down=?, right=?)",
    mark=lambda before, after: np.setdiff1d(before, after).tolist(),
    down=lambda before, after: (0, 1, -1),
    right=lambda before, after: (0, 1, -1),
)
add_sketch(
    "read_off(line=?, upright=?, mark=?)",
    line=lambda before, after: READ if min(after.shape) == 1 < max(after.shape) else (),
    upright=lambda before, after: (after.shape[1] == 1,),
    mark=_read_marks,
)
add_sketch("aligned(mark=?, down=?, to_end=?)", mark=_aligning)
