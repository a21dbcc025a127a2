"""Outputs that are a picture of the input painted anew, or two pictures joined: masked, laid over, multiplied, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.pictures import Ink, Picture, by_factor, inks_of, pictures_of, rest_color
from solver.rules.rule import Pool, cells_of
from solver.seeing.colors import color_table, majority_of, whole_table
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "joins"
BASE_COST = 5.0
MOST_OF_A_SHAPE = 40
MOST_INKS = 3  # for each class of cells
FEWEST_CELLS = 12  # of all outputs together, for two pictures to be joined
Join = Callable[[Grid, Grid], Grid]


def _kron(one: Grid, other: Grid) -> Grid:
    return np.kron((one != 0).astype(np.uint8), other)


# Joins of two pictures of one shape; those that do not tell the first from the second are tried once for each pair.
SAME_SHAPE: dict[str, tuple[float, bool, Join]] = {
    "where it is set in": (1.5, False, lambda one, other: np.where(other != 0, one, 0).astype(np.uint8)),
    "where it is free in": (2, False, lambda one, other: np.where(other == 0, one, 0).astype(np.uint8)),
    "over": (1.5, False, lambda one, other: np.where(one != 0, one, other)),
    "set as well as": (2, True, lambda one, other: ((one != 0) & (other != 0)).astype(np.uint8)),
    "set or": (2, True, lambda one, other: ((one != 0) | (other != 0)).astype(np.uint8)),
    "set unlike": (2, True, lambda one, other: ((one != 0) ^ (other != 0)).astype(np.uint8)),
}
PRODUCTS: dict[str, tuple[float, Join]] = {
    "each cell as a block of": (2, lambda one, other: np.kron(one, (other != 0).astype(np.uint8))),
    "each set cell replaced by": (2, _kron),
    "each cell as a negative block of": (3, lambda one, other: np.kron(one, (other == 0).astype(np.uint8))),
    "each free cell replaced by": (3, lambda one, other: np.kron((one == 0).astype(np.uint8), other)),
}
NEIGHBORS: dict[str, tuple[float, int]] = {"above": (2, 0), "left of": (2, 1)}


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield pictures painted anew and joins of two pictures that reproduce every demonstration."""
    if len(task.train) < 2 or all(pair.input.shape == pair.output.shape for pair in task.train):
        return
    pictures = pictures_of(task, budget)
    inks = inks_of(task, budget)
    pool = Pool(scale=2)
    for picture in pictures:
        if not budget.spend(cells_of(task)):
            break
        if _shapes(picture.grids, task) == _output_shapes(task):
            _paint(task, pool, picture.words, BASE_COST + picture.cost, picture.grids, inks, is_single=True)
        for large in by_factor(task, picture):
            _paint(task, pool, large.words, BASE_COST + large.cost, large.grids, inks)
    if sum(grid.size for grid in task.outputs) >= FEWEST_CELLS:
        for words, cost, grids in _joined(task, pictures, budget):
            _paint(task, pool, words, BASE_COST + cost, grids, inks)
    yield from pool.candidates()


def _output_shapes(task: Task) -> tuple[tuple[int, ...], ...]:
    return tuple(grid.shape for grid in task.outputs)


def _shapes(grids: Sequence[Grid], task: Task) -> tuple[tuple[int, ...], ...]:
    return tuple(grid.shape for grid in grids[: len(task.train)])


def _joined(task: Task, pictures: list[Picture], budget: Budget) -> Iterator[tuple[str, float, list[Grid]]]:
    """Yield the joins that may explain the first demonstration and give the shapes of all outputs."""
    yield from _of_one_shape(task, pictures, budget)
    shapes = np.array([[grid.shape for grid in picture.grids[: len(task.train)]] for picture in pictures])
    wanted = np.array(_output_shapes(task))
    for at, one in enumerate(pictures):
        if not budget.spend(len(pictures) * len(task.train)):
            return
        products = (shapes[at] * shapes == wanted).all(axis=(1, 2)) & (shapes > 1).any(axis=(1, 2)) & (shapes[at] > 1).any()
        groups = [(products, list(PRODUCTS.items()))]
        for words, (cost, axis) in NEIGHBORS.items():
            groups.append((_fit_beside(shapes[at], shapes, wanted, axis), [(words, (cost, _beside(axis)))]))
        for fitting, joins in groups:
            for number in np.flatnonzero(fitting):
                for words, (cost, join) in joins:
                    if not budget.spend(task.train[0].output.size):
                        return
                    if number != at or one.words != "input":
                        yield from _tried(task, one, pictures[number], words, cost, join)


def _beside(axis: int) -> Join:
    return lambda one, other: np.concatenate([one, other], axis=axis)


def _fit_beside(one: np.ndarray, others: np.ndarray, wanted: np.ndarray, axis: int) -> np.ndarray:
    """Which of the others have the size that is missing along an axis, and the wanted size across."""
    across = 1 - axis
    along = (one[:, axis] + others[:, :, axis] == wanted[:, axis]).all(axis=1)
    return along & (others[:, :, across] == wanted[:, across]).all(axis=1) & bool((one[:, across] == wanted[:, across]).all())


def _of_one_shape(task: Task, pictures: list[Picture], budget: Budget) -> Iterator[tuple[str, float, list[Grid]]]:
    """Yield joins of pictures that have, or are enlarged to, the shapes of the outputs."""
    whole = [picture for picture in pictures if _shapes(picture.grids, task) == _output_shapes(task)][:MOST_OF_A_SHAPE]
    groups: dict[tuple, list[Picture]] = {}
    for picture in whole:
        groups.setdefault(tuple(grid.shape for grid in picture.grids), []).append(picture)
    for shapes, group in groups.items():
        if not budget.spend(len(pictures) * len(shapes)):
            return
        large = [_enlarged(picture, shapes, len(task.train)) for picture in pictures]
        members = (group + [picture for picture in large if picture is not None])[:MOST_OF_A_SHAPE]
        for at, one in enumerate(members):
            for number, other in enumerate(members):
                if not budget.spend(5 * one.grids[0].size):
                    return
                for words, (cost, is_even, join) in SAME_SHAPE.items():
                    if at != number and not (is_even and at > number):
                        yield from _tried(task, one, other, words, cost, join)


def _enlarged(picture: Picture, shapes: tuple[tuple[int, ...], ...], count: int) -> Picture | None:
    """The picture with every cell as a block, so that it has these shapes. None when that is not possible or
    is no change in the first `count` grids.
    """
    small = [grid.shape for grid in picture.grids]
    if tuple(small[:count]) == shapes[:count] or any(max(shape) == 1 for shape in small):
        return None
    if any(shape[0] % grid.shape[0] or shape[1] % grid.shape[1] for shape, grid in zip(shapes, picture.grids, strict=True)):
        return None
    grids = tuple(
        grid.repeat(shape[0] // grid.shape[0], 0).repeat(shape[1] // grid.shape[1], 1)
        for shape, grid in zip(shapes, picture.grids, strict=True)
    )
    return Picture(f"{picture.words}, enlarged", picture.cost + 1, grids)


def _tried(
    task: Task, one: Picture, other: Picture, words: str, cost: float, join: Join
) -> Iterator[tuple[str, float, list[Grid]]]:
    """Yield the join when it may explain the first demonstration and is neither of its two pictures."""
    first = join(one.grids[0], other.grids[0])
    if not _may_be(first, task.train[0].output):
        return
    grids = [join(mine, theirs) for mine, theirs in zip(one.grids, other.grids, strict=True)]
    if any(max(grid.shape) > MAX_SIDE for grid in grids):
        return
    for picture in (one, other):
        if all(same_grid(grid, shown) for grid, shown in zip(grids, picture.grids[: len(task.train)], strict=False)):
            return
    yield f"{one.words} {words} {other.words}", one.cost + other.cost + cost, grids


def _may_be(grid: Grid, output: Grid) -> bool:
    """True when the picture is the output, or the output has one color where it is set and one where it is free."""
    if grid.shape != output.shape:
        return False
    if (grid == output).all():
        return True
    is_set = grid != 0
    return _is_one(output[is_set]) and _is_one(output[~is_set])


def _is_one(cells: np.ndarray) -> bool:
    return cells.size == 0 or bool((cells == cells[0]).all())


def _paint(
    task: Task, pool: Pool, words: str, cost: float, grids: Sequence[Grid], inks: list[Ink], is_single: bool = False
) -> None:
    """Add a picture as it is, painted by a table of colors, or with its set and its free cells in two inks."""
    shown = list(zip(grids, task.outputs, strict=False))
    if all(same_grid(grid, output) for grid, output in shown):
        pool.add(_candidate(task, words, cost, grids))
        return
    if any(grid.shape != output.shape for grid, output in shown):
        return
    table = color_table(shown) if is_single else None
    if table is not None:
        colors = whole_table(table)
        changes = int((colors != np.arange(COLOR_COUNT)).sum())
        pool.add(_candidate(task, f"{words}, recolored", cost + 2 + changes, [colors[grid] for grid in grids]))
    if not all(_may_be(grid, output) for grid, output in shown):
        return
    if all(_is_one(output) for output in task.outputs):
        return
    rest = tuple(rest_color(grid, picture) for grid, picture in zip(task.inputs, grids, strict=True))
    known = [*inks, Ink("the color that it has not", 2.0, rest)] if is_single and all(rest) else inks
    known = [Ink("its most common color", 0.5, tuple(majority_of(grid, 1) for grid in grids)), *known]
    set_inks = _fitting([(output[grid != 0]) for grid, output in shown], known)
    free_inks = _fitting([(output[grid == 0]) for grid, output in shown], known)
    for set_ink in set_inks:
        for free_ink in free_inks:
            painted = [
                np.where(grid != 0, set_color, free_color).astype(np.uint8)
                for grid, set_color, free_color in zip(grids, set_ink.colors, free_ink.colors, strict=True)
            ]
            total = cost + set_ink.cost + free_ink.cost
            pool.add(_candidate(task, f"{words}, in {set_ink.words} on {free_ink.words}", total, painted))


def _candidate(task: Task, words: str, cost: float, grids: Sequence[Grid]) -> Candidate:
    """The candidate of grids, one for each input, that reproduce all demonstrations."""
    count = len(task.train)
    return Candidate(tuple(np.ascontiguousarray(grid, np.uint8) for grid in grids[count:]), NAME, words, cost, count, count)


def _fitting(cells: list[np.ndarray], inks: list[Ink]) -> list[Ink]:
    """The inks that give the cells of every demonstration their color; MOST_INKS at most."""
    fits = (ink for ink in inks if all((mine == color).all() for mine, color in zip(cells, ink.colors, strict=False)))
    return [ink for _, ink in zip(range(MOST_INKS), fits, strict=False)]
