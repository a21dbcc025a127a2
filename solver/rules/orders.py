"""Colors put in another order along lines of cells (rows, the border, rings, paths), and rows or columns pushed sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.rule import changes_in_place, claimed
from solver.seeing.colors import background_of, counts_of
from solver.seeing.objects import objects_of
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "summaries"
ENDS = {"on a wider canvas": 0.0, "round again": 0.5}  # what becomes of cells that leave the grid, with its cost


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


# What becomes of the colors along a line on a ground, with its cost.
CHANGES: dict[str, tuple[float, Callable[[np.ndarray, int], np.ndarray]]] = {
    "the other way round": (0.0, lambda colors, ground: colors[::-1]),
    "passed on by one": (0.5, lambda colors, ground: np.roll(colors, 1)),
    "passed back by one": (0.5, lambda colors, ground: np.roll(colors, -1)),
    "sorted": (0.5, lambda colors, ground: np.sort(colors)),
    "sorted falling": (0.5, lambda colors, ground: np.sort(colors)[::-1]),
    "repeated with gaps as long": (1.5, _repeated),
}


@verb
def reordered(
    grid: Grid, along: Annotated[str, tuple(LINES)], change: Annotated[str, tuple(CHANGES)], set_only: bool = False
) -> Grid | None:
    """Change the order of the colors along lines. set_only: only those that are not the main color, among their places."""
    out, ground = np.ascontiguousarray(grid).ravel().copy(), background_of(grid)
    for line in LINES[along](grid):
        cells = line[out[line] != ground] if set_only else line
        out[cells] = CHANGES[change][1](out[cells], ground)
    return out.reshape(grid.shape)


@verb
def staggered(
    grid: Grid, down: bool = False, from_end: bool = False, back: bool = False, step: int = 1,
    ends: Annotated[str, tuple(ENDS)] = "on a wider canvas",
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


def orders(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the new orders along lines, and the rows or columns pushed sideways, that reproduce every demonstration."""
    first = task.train[0]
    ends, changes = ["on a wider canvas"], list[str]()
    if changes_in_place(task):
        ends, changes = ["round again"], list(CHANGES)
        if (counts_of(first.input) != counts_of(first.output)).any():
            ends, changes = [], ["repeated with gaps as long"]
    elif (np.array(first.input.shape) != first.output.shape).sum() != 1:
        return
    for along, change, set_only in product(LINES, changes, (False, True)):
        if not budget.spend(2 * first.input.size):
            return
        made = reordered(first.input, along, change, set_only)
        if made is not None and same_grid(made, first.output):
            rule = term(reordered, along=along, change=change, set_only=set_only)
            yield from claimed(task, NAME, rule, 7 + CHANGES[change][0] + 0.5 * set_only)
    for end, down, from_end, back, step in product(ends, (False, True), (False, True), (False, True), (1, 2)):
        if not budget.spend(2 * first.input.size):
            return
        made = staggered(first.input, down, from_end, back, step, end)
        if made is not None and same_grid(made, first.output):
            rule = term(staggered, down=down, from_end=from_end, back=back, step=step, ends=end)
            yield from claimed(task, NAME, rule, 6 + ENDS[end] + 0.5 * (step > 1))
