"""Pictures: small grids that can be taken from a grid in a clear way, the same way for every input of a task.

A picture is a term that acts on a grid, or None for the grid as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product, takewhile
from typing import Annotated, Any

import numpy as np

from solver.budget import Budget
from solver.language.term import Term, run_all, term, verb
from solver.rules.crop_object import choices_of, told_by
from solver.rules.numbers import Number, numbers_of, value_of
from solver.rules.rule import agreed, cells_of
from solver.seeing.boxes import content_of
from solver.seeing.colors import majority_of
from solver.seeing.cuts import CUTS
from solver.seeing.objects import Part, each_parts, labelled, parts_of
from solver.seeing.panels import largest_blocks
from solver.seeing.windows import WINDOWS
from solver.task import MAX_SIDE, Grid, Task

MOST_PICTURES = 160
MOST_PARTS = 20
MOST_PLACES = 9  # of parts that are told by their place
PICTURE_CUTS = (
    "panels",
    "halves",
    "objects joined by corners",
    "one-colored objects joined by corners",
    "objects",
    "objects on the main color joined by corners",
    "insides of frames",
    "frames",
    "colors",
)
WINDOW_STEPS = 100
ROLLED_COST = 3.0
# Which color of a part lets through what lies below.
CLEAR: dict[str, Callable[[Grid], int]] = {"0": lambda part: 0, "its main color": majority_of}
PILED_COST = 3.0
# Where marks lie that say how far to shift: how many rows and columns they take.
EDGES = {"first column": (0, 1), "first row": (1, 0), "first row and column": (1, 1)}
CUT_STEPS = 4  # of a cut, in looks at the task


@dataclass(frozen=True)
class Picture:
    """One grid for every input of a task (demonstrations, then tests), and how it is found; None: they are the inputs."""

    rule: Term | None
    cost: float
    grids: tuple[Grid, ...]

    @property
    def key(self) -> tuple:
        """An identity of what it shows."""
        return tuple((grid.shape, grid.tobytes()) for grid in self.grids)


def _smallest_blocks(grid: Grid) -> Grid | None:
    blocks = largest_blocks(grid)
    if blocks is None or (len(blocks[0]), len(blocks[1])) == grid.shape:
        return None
    return grid[np.ix_([rows.start for rows in blocks[0]], [cols.start for cols in blocks[1]])]


def _corner_cells(grid: Grid) -> Grid | None:
    return grid[[0, 0, -1, -1], [0, -1, 0, -1]].reshape(2, 2) if min(grid.shape) > 2 else None


def _distinct_lines(grid: Grid) -> Grid | None:
    """Leave out rows and columns that repeat the one before."""
    rows = np.concatenate([[True], (grid[1:] != grid[:-1]).any(axis=1)])
    cols = np.concatenate([[True], (grid[:, 1:] != grid[:, :-1]).any(axis=0)])
    return None if rows.all() and cols.all() else grid[np.ix_(rows, cols)]


def _every_second(grid: Grid) -> Grid | None:
    """Take the odd or the even rows and columns, when all cells that are not 0 lie there."""
    kept = []
    for axis in (1, 0):
        lines = np.atleast_1d(grid.any(axis=axis))
        parity = np.unique(np.flatnonzero(lines) % 2)
        if len(parity) != 1:
            return None
        kept.append(np.arange(int(parity[0]), len(lines), 2))
    return grid[np.ix_(*kept)]


# What may be made of a picture, with its cost.
MADE: dict[str, tuple[float, Callable[[Grid], Grid | None]]] = {
    "smallest blocks": (1.5, _smallest_blocks),
    "content": (1.5, content_of),
    "inside": (2, lambda grid: grid[1:-1, 1:-1] if min(grid.shape) > 2 else None),
    "corner cells": (2, _corner_cells),
    "distinct lines": (2.5, _distinct_lines),
    "every second cell": (2.5, _every_second),
}


def multiplied(grid: Grid, blocks: Grid) -> Grid:
    """Replace every cell by its product with a block: what np.kron does, in a tenth of the time."""
    height, width = (side * other for side, other in zip(grid.shape, blocks.shape, strict=True))
    return (grid[:, None, :, None] * blocks[None, :, None, :]).reshape(height, width)


def shown_by(rule: Term | None, grid: Grid) -> Grid | None:
    """A picture of a grid; None where it has no such picture."""
    return grid if rule is None else rule(grid)


@verb
def piece(grid: Grid, cut: str, those: int | Term = 1, wide: bool = False) -> Grid | None:
    """The part of a cut in a place of the reading order, or that a question tells. wide: with what is around it."""
    if cut in WINDOWS:
        found = labelled(grid, WINDOWS[cut][1](grid))
        parts = found.parts if found else []
    else:
        parts = parts_of(grid, cut)
    at = those - 1 if isinstance(those, int) else told_by(those, parts, grid) if parts else -1
    if not 0 <= at < len(parts):
        return None
    return np.ascontiguousarray(parts[at].window) if wide else parts[at].cells


@verb
def piled(grid: Grid, cut: str, clear: Annotated[str, CLEAR], last_first: bool = False) -> Grid | None:
    """Lay the parts of a cut over each other, the first on top, or the last. clear: which color of each one lets through."""
    parts = parts_of(grid, cut)
    if len(parts) < 2 or len({part.window.shape for part in parts}) > 1:
        return None
    lowest, *others = (part.window for part in (parts if last_first else parts[::-1]))
    return reduce(lambda out, part: np.where(part == CLEAR[clear](part), out, part), others, lowest)


@verb
def reduced(grid: Grid, to: Annotated[str, MADE], of: Term | None = None) -> Grid | None:
    """Make less of a picture."""
    shown = shown_by(of, grid)
    return None if shown is None else MADE[to][1](shown)


@verb
def magnified(grid: Grid, by: Number = 1, of: Term | None = None, like: Term | None = None) -> Grid | None:
    """Make every cell of a picture a block. like: as large as that picture, instead of by a number."""
    shown, model = shown_by(of, grid), None if like is None else like(grid)
    if shown is None or (like is not None and model is None):
        return None
    if model is not None:
        return stretched(shown, model.shape)
    times = value_of(by, grid)
    return stretched(shown, (times * shown.shape[0], times * shown.shape[1]))


@verb
def repeated(grid: Grid, down: Number, right: Number, of: Term | None = None) -> Grid | None:
    """Lay a picture out many times, down and to the right."""
    shown, times = shown_by(of, grid), (value_of(down, grid), value_of(right, grid))
    return None if shown is None or min(times) < 1 else np.tile(shown, times)


@verb
def rolled(grid: Grid, mark: int, edges: Annotated[str, EDGES], back: bool = False) -> Grid | None:
    """Shift rows or columns in a circle, as far as a mark lies along the edge, which is left out. back: up and to the left."""
    rows, cols = EDGES[edges]
    if grid.shape[0] <= rows or grid.shape[1] <= cols:
        return None
    lines = [grid[rows:, 0]] * cols + [grid[0, cols:]] * rows
    spots = [np.flatnonzero(line == mark) for line in lines]
    if any(len(spot) != 1 for spot in spots):
        return None
    steps = [int(spot[0]) * (-1 if back else 1) for spot in spots]
    return np.roll(grid[rows:, cols:], steps, [0] * cols + [1] * rows)


def stretched(grid: Grid, shape: tuple[int, ...]) -> Grid | None:
    """Make every cell a block, so that the grid has a shape; None when that is not possible."""
    (down, row_rest), (right, col_rest) = (divmod(new, old) for new, old in zip(shape, grid.shape, strict=True))
    return None if row_rest or col_rest or min(down, right) < 1 else grid.repeat(down, 0).repeat(right, 1)


def pictures_of(task: Task, budget: Budget) -> list[Picture]:
    """Different pictures, cheapest first; fewer when the budget ends."""
    found: dict[tuple, Picture] = {}
    for picture in _taken(task, budget):
        _keep(found, picture)
    done: dict[int, Picture] = {}
    for _ in range(2):
        for picture in sorted(found.values(), key=lambda one: one.cost)[:MOST_PICTURES]:
            if not budget.spend(cells_of(task)):
                return _sorted(found)
            for to, (cost, make) in MADE.items() if id(picture) not in done else ():
                made = tuple(map(np.ascontiguousarray, takewhile(lambda grid: grid is not None, map(make, picture.grids))))
                if len(made) == len(picture.grids):
                    _keep(found, Picture(term(reduced, to=to, of=picture.rule), picture.cost + cost, made))
            done[id(picture)] = picture
    return _sorted(found)


def _sorted(found: dict[tuple, Picture]) -> list[Picture]:
    return sorted(found.values(), key=lambda one: one.cost)[:MOST_PICTURES]


def _keep(found: dict[tuple, Picture], picture: Picture) -> None:
    key = picture.key
    if key not in found or picture.cost < found[key].cost:
        found[key] = picture


def _taken(task: Task, budget: Budget) -> Iterator[Picture]:
    """Yield the inputs and their parts that are clear in every one of them."""
    yield Picture(None, 0.0, task.inputs)
    for name, (window_cost, label) in WINDOWS.items():
        if not budget.spend(WINDOW_STEPS * cells_of(task)):
            return
        for _, found in each_parts(task.inputs, (), {name: label}):
            windows = tuple(np.ascontiguousarray(parts[0].window) for parts in found)
            yield Picture(term(piece, cut=name, wide=True), window_cost, windows)
    marks = agreed(frozenset(grid[0].tolist() + grid[:, 0].tolist()) for grid in task.inputs)
    for mark, edges, back in product(sorted(marks), EDGES, (False, True)):
        rule = term(rolled, mark=mark, edges=edges, back=back)
        shifted = run_all(rule, task.inputs)
        if shifted is not None:
            yield Picture(rule, ROLLED_COST, shifted)
    for name, parts in each_parts(task.inputs, PICTURE_CUTS, {}, MOST_PARTS):
        if not budget.spend(CUT_STEPS * cells_of(task)):
            return
        if all(len(found) == 1 for found in parts):
            continue
        if all(len({part.window.shape for part in found}) == 1 < len(found) for found in parts):
            for clear, last_first in product(CLEAR, (False, True)):
                rule = term(piled, cut=name, clear=clear, last_first=last_first)
                laid = run_all(rule, task.inputs)
                if laid is not None:
                    yield Picture(rule, CUTS[name].cost + PILED_COST, laid)
        for which, cost, picked in pieces_of(task, parts, name):
            yield Picture(term(piece, **which), cost, tuple(part.cells for part in picked))
            windows = tuple(np.ascontiguousarray(part.window) for part in picked)
            yield Picture(term(piece, **which, wide=True), cost + 0.5, windows)


def pieces_of(task: Task, parts: Sequence[list[Part]], cut: str) -> Iterator[tuple[dict[str, Any], float, list[Part]]]:
    """Yield (arguments of `piece`, cost, part of every input): by its place in reading order, or by a measure."""
    cost = CUTS[cut].cost
    seen: set[tuple[int, ...]] = set()
    if len({len(found) for found in parts}) == 1 and len(parts[0]) <= MOST_PLACES:
        for place in range(len(parts[0])):
            seen.add((place,) * len(parts))
            yield {"cut": cut, "those": place + 1}, cost + 1.5, [found[place] for found in parts]
    for choice in choices_of(task, parts):
        picks = choice.train + choice.test
        if picks not in seen:
            seen.add(picks)
            picked = [found[at] for found, at in zip(parts, picks, strict=True)]
            yield {"cut": cut, "those": choice.those}, cost + choice.cost, picked


def by_factor(task: Task, picture: Picture) -> Iterator[Picture]:
    """Yield the picture enlarged, or repeated down and to the right, by numbers or facts that give the outputs' shapes."""
    shapes = [(output.shape, grid.shape) for grid, output in zip(picture.grids, task.outputs, strict=False)]
    if any(whole[axis] % part[axis] for whole, part in shapes for axis in (0, 1)):
        return
    downs, rights = ([whole[axis] // part[axis] for whole, part in shapes] for axis in (0, 1))
    if max(downs + rights) < 2:
        return
    first = np.tile(picture.grids[0], (downs[0], rights[0]))
    may_repeat = ((first != 0) == (task.outputs[0] != 0)).all()
    for down, cost, high in numbers_of(task, downs):
        if downs == rights:
            yield from _larger(picture, term(magnified, by=down, of=picture.rule), cost + 1, high, high, multiplied)
        columns = [(down, 0.0, high)] if downs == rights else numbers_of(task, rights)
        for right, price, wide in columns if may_repeat else ():
            rule = term(repeated, down=down, right=right, of=picture.rule)
            yield from _larger(picture, rule, cost + price + 1, high, wide, lambda grid, ones: np.tile(grid, ones.shape))


def _larger(
    picture: Picture, rule: Term, cost: float, downs: list[int], rights: list[int], make: Callable[[Grid, Grid], Grid]
) -> Iterator[Picture]:
    """Yield the picture made larger, so many times down and to the right for every input, unless a grid gets too large."""
    several = list(zip(picture.grids, downs, rights, strict=True))
    if all(
        min(down, right) >= 1 and max(grid.shape[0] * down, grid.shape[1] * right) <= MAX_SIDE for grid, down, right in several
    ):
        grids = tuple(make(grid, np.ones((down, right), np.uint8)) for grid, down, right in several)
        yield Picture(rule, picture.cost + cost, grids)
