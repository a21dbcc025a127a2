"""Outputs that are a picture of the input painted anew, or two pictures joined: masked, laid over, multiplied, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.inks import PICTURE_INKS, Ink, color_by, inks_of
from solver.rules.pictures import Picture, by_factor, magnified, multiplied, pictures_of, shown_by, stretched
from solver.rules.rule import Pool, cells_of, claim_outputs
from solver.seeing.colors import color_table, counts_of, whole_table
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "joins"
MOST_OF_A_SHAPE = 40
MOST_INKS = 3  # for each class of cells
FEWEST_CELLS = 12  # of all outputs together, for two pictures to be joined


@dataclass(frozen=True)
class Join:
    """A way to join two pictures. is_even: the order of the two does not matter; axis: along which one follows the other."""

    make: Callable[[Grid, Grid], Grid]
    is_even: bool = False
    axis: int = -1


def _bits(grid: Grid) -> Grid:
    return (grid != 0).astype(np.uint8)


SAME_SHAPE: dict[str, Join] = {
    "where it is set in": Join(lambda one, other: np.where(other != 0, one, 0)),
    "where it is free in": Join(lambda one, other: np.where(other == 0, one, 0)),
    "over": Join(lambda one, other: np.where(one != 0, one, other)),
    "set as well as": Join(lambda one, other: _bits(one) & _bits(other), is_even=True),
    "set or": Join(lambda one, other: _bits(one) | _bits(other), is_even=True),
    "set unlike": Join(lambda one, other: _bits(one) ^ _bits(other), is_even=True),
}
PRODUCTS: dict[str, Join] = {
    "each cell as a block of": Join(lambda one, other: multiplied(one, _bits(other))),
    "each set cell replaced by": Join(lambda one, other: multiplied(_bits(one), other)),
    "each cell as a negative block of": Join(lambda one, other: multiplied(one, 1 - _bits(other))),
    "each free cell replaced by": Join(lambda one, other: multiplied(1 - _bits(one), other)),
}
NEIGHBORS: dict[str, Join] = {
    "above": Join(lambda one, other: np.concatenate([one, other], axis=0), axis=0),
    "left of": Join(lambda one, other: np.concatenate([one, other], axis=1), axis=1),
}
JOINS = SAME_SHAPE | PRODUCTS | NEIGHBORS


@verb
def joined(
    grid: Grid, how: Annotated[str, SAME_SHAPE | PRODUCTS | NEIGHBORS], one: Term | None = None, other: Term | None = None
) -> Grid | None:
    """Join two pictures of a grid."""
    first, second = shown_by(one, grid), shown_by(other, grid)
    return None if first is None or second is None else _made(how, first, second)


def _made(how: str, one: Grid, other: Grid) -> Grid | None:
    """Two grids joined; None when their sides do not agree or the result is too large."""
    row = JOINS[how]
    do_fit = (
        one.shape == other.shape if how in SAME_SHAPE else row.axis < 0 or one.shape[1 - row.axis] == other.shape[1 - row.axis]
    )
    grid = row.make(one, other).astype(np.uint8) if do_fit else None
    return None if grid is None or max(grid.shape) > MAX_SIDE else grid


@verb
def retinted(grid: Grid, colors: dict[int, int], of: Term | None = None) -> Grid | None:
    """Exchange the colors of a picture by a table."""
    shown = shown_by(of, grid)
    table = np.arange(COLOR_COUNT, dtype=np.uint8)
    table[list(colors)] = list(colors.values())
    return None if shown is None else table[shown]


@verb
def inked(grid: Grid, ink: int | str | Term, ground: int | str | Term = 0, of: Term | None = None) -> Grid | None:
    """Draw the cells of a picture that are not 0 in one color, on a ground of another."""
    shown = shown_by(of, grid)
    return None if shown is None else _in_inks(shown, color_by(ink, grid, shown), color_by(ground, grid, shown))


def _in_inks(shown: Grid, ink: int, ground: int) -> Grid:
    return np.where(shown != 0, ink, ground).astype(np.uint8)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield pictures painted anew and joins of two pictures that reproduce every demonstration."""
    if len(task.train) < 2 or all(pair.input.shape == pair.output.shape for pair in task.train):
        return
    pictures = pictures_of(task, budget)
    inks = inks_of(task, budget)
    pool = Pool()
    for picture in pictures:
        if not budget.spend(cells_of(task)):
            break
        if _shapes(picture.grids, task) == _output_shapes(task):
            _paint(task, pool, picture, inks, is_single=True)
        for large in by_factor(task, picture):
            _paint(task, pool, large, inks)
    if sum(grid.size for grid in task.outputs) >= FEWEST_CELLS:
        for picture in _joined(task, pictures, budget):
            _paint(task, pool, picture, inks)
    yield from pool.candidates()


def _output_shapes(task: Task) -> tuple[tuple[int, ...], ...]:
    return tuple(grid.shape for grid in task.outputs)


def _shapes(grids: Sequence[Grid], task: Task) -> tuple[tuple[int, ...], ...]:
    return tuple(grid.shape for grid in grids[: len(task.train)])


def _joined(task: Task, pictures: list[Picture], budget: Budget) -> Iterator[Picture]:
    """Yield the joins that may explain the first demonstration and give the shapes of all outputs."""
    yield from _of_one_shape(task, pictures, budget)
    shapes = np.array([[grid.shape for grid in picture.grids[: len(task.train)]] for picture in pictures])
    wanted = np.array(_output_shapes(task))
    for at, one in enumerate(pictures):
        if not budget.spend(len(pictures) * len(task.train)):
            return
        products = (shapes[at] * shapes == wanted).all(axis=(1, 2)) & (shapes > 1).any(axis=(1, 2)) & (shapes[at] > 1).any()
        groups = [(products, PRODUCTS)]
        groups += [(_fit_beside(shapes[at], shapes, wanted, row.axis), {how: row}) for how, row in NEIGHBORS.items()]
        for fitting, joins in groups:
            for number in np.flatnonzero(fitting):
                for how in joins:
                    if not budget.spend(task.train[0].output.size):
                        return
                    if number != at or one.rule is not None:
                        yield from _tried(task, how, one, pictures[number])


def _fit_beside(one: np.ndarray, others: np.ndarray, wanted: np.ndarray, axis: int) -> np.ndarray:
    """Which of the others have the size that is missing along an axis, and the wanted size across."""
    across = 1 - axis
    along = (one[:, axis] + others[:, :, axis] == wanted[:, axis]).all(axis=1)
    return along & (others[:, :, across] == wanted[:, across]).all(axis=1) & bool((one[:, across] == wanted[:, across]).all())


def _of_one_shape(task: Task, pictures: list[Picture], budget: Budget) -> Iterator[Picture]:
    """Yield joins of pictures that have, or are enlarged to, the shapes of the outputs."""
    whole = [picture for picture in pictures if _shapes(picture.grids, task) == _output_shapes(task)][:MOST_OF_A_SHAPE]
    groups: dict[tuple, list[Picture]] = {}
    for picture in whole:
        groups.setdefault(tuple(grid.shape for grid in picture.grids), []).append(picture)
    for shapes, group in groups.items():
        if not budget.spend(len(pictures) * len(shapes)):
            return
        large = [_enlarged(picture, group[0], len(task.train)) for picture in pictures]
        members = (group + [picture for picture in large if picture is not None])[:MOST_OF_A_SHAPE]
        for at, one in enumerate(members):
            for number, other in enumerate(members):
                if not budget.spend(5 * one.grids[0].size):
                    return
                for how, row in SAME_SHAPE.items():
                    if at != number and not (row.is_even and at > number):
                        yield from _tried(task, how, one, other)


def _enlarged(picture: Picture, model: Picture, count: int) -> Picture | None:
    """The picture with every cell as a block, so that it has the shapes of a model. None when that is not possible or is no
    change in the first `count` grids.
    """
    pairs = list(zip(picture.grids, model.grids, strict=True))
    if all(grid.shape == other.shape for grid, other in pairs[:count]) or any(max(grid.shape) == 1 for grid in picture.grids):
        return None
    grids = tuple(large for large in (stretched(grid, other.shape) for grid, other in pairs) if large is not None)
    rule = term(magnified, of=picture.rule, like=model.rule)
    return Picture(rule, picture.cost + 1, grids) if len(grids) == len(pairs) else None


def _tried(task: Task, how: str, one: Picture, other: Picture) -> Iterator[Picture]:
    """Yield the join when it may explain the first demonstration and is neither of its two pictures."""
    row = JOINS[how]
    first = row.make(one.grids[0], other.grids[0])
    if not _may_be(first, task.train[0].output):
        return
    made = [_made(how, mine, theirs) for mine, theirs in zip(one.grids, other.grids, strict=True)]
    grids = tuple(grid for grid in made if grid is not None)
    if len(grids) < len(made):
        return
    for picture in (one, other):
        if all(same_grid(grid, shown) for grid, shown in zip(grids, picture.grids[: len(task.train)], strict=False)):
            return
    yield Picture(term(joined, how=how, one=one.rule, other=other.rule), one.cost + other.cost, grids)


def _may_be(grid: Grid, output: Grid) -> bool:
    """True when the picture is the output, or the output has one color where it is set and one where it is free."""
    if grid.shape != output.shape:
        return False
    if (grid == output).all():
        return True
    if np.count_nonzero(counts_of(output)) > 2:
        return False
    is_set = grid != 0
    return _is_one(output[is_set]) and _is_one(output[~is_set])


def _is_one(cells: np.ndarray) -> bool:
    return cells.size == 0 or bool((cells == cells[0]).all())


def _paint(task: Task, pool: Pool, picture: Picture, inks: list[Ink], is_single: bool = False) -> None:
    """Add a picture as it is, painted by a table of colors, or with its set and its free cells in two inks."""
    grids = picture.grids
    shown = list(zip(grids, task.outputs, strict=False))
    if picture.rule is not None and all(same_grid(grid, output) for grid, output in shown):
        _add(task, pool, picture.rule, grids)
        return
    if any(grid.shape != output.shape for grid, output in shown):
        return
    table = color_table(shown) if is_single else None
    if table is not None:
        colors = whole_table(table)
        changes = {old: new for old, new in enumerate(colors.tolist()) if old != new}
        _add(task, pool, term(retinted, colors=changes, of=picture.rule), [colors[grid] for grid in grids])
    if not all(_may_be(grid, output) for grid, output in shown) or all(_is_one(output) for output in task.outputs):
        return
    own = [
        Ink(name, price, tuple(color_of(*one) for one in zip(task.inputs, grids, strict=True)))
        for name, (price, color_of) in PICTURE_INKS.items()
    ]
    known = [own[0], *inks, *(own[1:] if is_single and all(own[1].colors) else [])]
    on_set = _fitting([(output[grid != 0]) for grid, output in shown], known)
    on_free = _fitting([(output[grid == 0]) for grid, output in shown], known)
    for ink in on_set:
        for ground in on_free:
            painted = [_in_inks(*one) for one in zip(grids, ink.colors, ground.colors, strict=True)]
            _add(task, pool, term(inked, ink=ink.rule, ground=ground.rule, of=picture.rule), painted)


def _add(task: Task, pool: Pool, rule: Term, grids: Sequence[Grid]) -> None:
    for candidate in claim_outputs(task, NAME, rule, grids):
        pool.add(candidate)


def _fitting(cells: list[np.ndarray], inks: list[Ink]) -> list[Ink]:
    """The inks that give the cells of every demonstration their color; MOST_INKS at most."""
    fits = (ink for ink in inks if all((mine == color).all() for mine, color in zip(cells, ink.colors, strict=False)))
    return [ink for _, ink in zip(range(MOST_INKS), fits, strict=False)]
