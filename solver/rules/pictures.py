"""Pictures: small grids that can be taken from a grid in a clear way, the same way for every input of a task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.rules.crop_object import choices_of
from solver.rules.rule import cells_of
from solver.seeing.boxes import content_of, enlarged
from solver.seeing.colors import background_of, counts_of, majority_of, rarest_of
from solver.seeing.cuts import CUTS
from solver.seeing.facts import fact_cost, shared_facts
from solver.seeing.objects import Part, each_parts
from solver.seeing.panels import largest_blocks
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

MOST_PICTURES = 160
MOST_PARTS = 20
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
COLOR_CUTS = ("panels", "objects joined by corners", "one-colored objects")
DENSE_COLORS, FINE, MARGIN = 4, 4, 4
LINE_GAPS = 2
WINDOW_STEPS = 100
CUT_STEPS = 4  # of a cut, in looks at the task


@dataclass(frozen=True)
class Picture:
    """One grid for every input of a task (demonstrations, then tests), and how it is found."""

    words: str
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


def _dense_rectangle(grid: Grid) -> np.ndarray:
    """The rectangle, smaller than the grid, that holds most cells of one color after a fine for every other cell in it."""
    labels = np.zeros(grid.shape, np.int16)
    best, box = 0, None
    height, width = grid.shape
    colors = np.argsort(-counts_of(grid), kind="stable")[:DENSE_COLORS]
    tops, bottoms = np.triu_indices(height + 1, 1)
    for color in colors if min(grid.shape) > MARGIN else ():
        gain = np.where(grid == color, 1, -FINE)
        sums = np.pad(gain, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
        inside = sums[bottoms] - sums[tops]
        lowest = np.minimum.accumulate(inside, axis=1)
        place = int((inside - lowest).argmax())
        row, right = divmod(place, width + 1)
        left = int((inside[row] == lowest[row, right]).argmax())
        if inside[row, right] - lowest[row, right] > best and (bottoms[row] - tops[row]) * (right - left) < 0.8 * grid.size:
            best, box = inside[row, right] - lowest[row, right], (tops[row], bottoms[row], left, right)
    if box is not None:
        labels[box[0] : box[1], box[2] : box[3]] = 1
    return labels


def _between_lines(grid: Grid) -> np.ndarray:
    """The rectangle from the first to the last line of one color that crosses the whole grid, in both directions."""
    labels = np.zeros(grid.shape, np.int16)
    spans = []
    for lines in (grid, grid.T):
        counts = np.array([counts_of(line)[1:].max() for line in lines])
        full = np.flatnonzero(counts >= lines.shape[1] - LINE_GAPS)
        if len(full) < 2 or lines.shape[1] < 3 * LINE_GAPS:
            return labels
        spans.append(slice(int(full[0]), int(full[-1]) + 1))
    labels[spans[0], spans[1]] = 1
    return labels


def _capped_bars(grid: Grid) -> dict[tuple[int, int], list[int]]:
    """Columns by the first and last row of an upright bar of one color with both ends in another color."""
    found: dict[tuple[int, int], list[int]] = {}
    for col in range(grid.shape[1]):
        line = grid[:, col]
        starts = np.concatenate([[0], np.flatnonzero(line[1:] != line[:-1]) + 1, [len(line)]])
        for top, bottom in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            is_bar = line[top] and bottom - top > 1 and top > 0 and bottom < len(line)
            if is_bar and line[top - 1] == line[bottom] != 0:
                found.setdefault((top - 1, bottom), []).append(col)
    return found


def _between_bars(grid: Grid) -> np.ndarray:
    """The largest rectangle between two parallel bars of one length with both ends in another color, the bars included."""
    labels = np.zeros(grid.shape, np.int16)
    for lines, mine in ((grid, labels), (grid.T, labels.T)):
        for (top, bottom), cols in _capped_bars(lines).items():
            if len(cols) == 2 and (bottom + 1 - top) * (cols[1] + 1 - cols[0]) > np.count_nonzero(labels):
                labels[:] = 0
                mine[top : bottom + 1, cols[0] : cols[1] + 1] = 1
    return labels


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


# Windows that are the only part of their kind in a grid, with their cost.
WINDOWS: dict[str, tuple[float, Callable[[Grid], np.ndarray]]] = {
    "densest rectangle": (2.5, _dense_rectangle),
    "rectangle between lines": (2.0, _between_lines),
    "rectangle between bars": (2.5, _between_bars),
}

# What may be made of a picture, with its cost.
MADE: dict[str, tuple[float, Callable[[Grid], Grid | None]]] = {
    "smallest blocks": (1.5, _smallest_blocks),
    "content": (1.5, content_of),
    "inside": (2, lambda grid: grid[1:-1, 1:-1] if min(grid.shape) > 2 else None),
    "corner cells": (2, _corner_cells),
    "distinct lines": (2.5, _distinct_lines),
    "every second cell": (2.5, _every_second),
}


def pictures_of(task: Task, budget: Budget) -> list[Picture]:
    """Different pictures, cheapest first; fewer when the budget ends."""
    found: dict[tuple, Picture] = {}
    for picture in _taken(task, budget):
        _keep(found, picture)
    for _ in range(2):
        for picture in sorted(found.values(), key=lambda one: one.cost)[:MOST_PICTURES]:
            if not budget.spend(cells_of(task)):
                return _sorted(found)
            for words, (cost, make) in MADE.items():
                grids = [make(grid) for grid in picture.grids]
                if any(grid is None for grid in grids):
                    continue
                made = tuple(np.ascontiguousarray(grid) for grid in grids if grid is not None)
                _keep(found, Picture(f"{words} of {picture.words}", picture.cost + cost, made))
    return _sorted(found)


def _sorted(found: dict[tuple, Picture]) -> list[Picture]:
    return sorted(found.values(), key=lambda one: one.cost)[:MOST_PICTURES]


def _keep(found: dict[tuple, Picture], picture: Picture) -> None:
    known = found.get(picture.key)
    if known is None or picture.cost < known.cost:
        found[picture.key] = picture


def _taken(task: Task, budget: Budget) -> Iterator[Picture]:
    """Yield the inputs and their parts that are clear in every one of them."""
    yield Picture("input", 0.0, task.inputs)
    for name, (window_cost, label) in WINDOWS.items():
        if not budget.spend(WINDOW_STEPS * cells_of(task)):
            return
        for _, found in each_parts(task.inputs, (), {name: label}):
            yield Picture(name, window_cost, tuple(np.ascontiguousarray(parts[0].window) for parts in found))
    for name, parts in each_parts(task.inputs, PICTURE_CUTS, {}, MOST_PARTS):
        if not budget.spend(CUT_STEPS * cells_of(task)):
            return
        if all(len(found) == 1 for found in parts):
            continue
        for words, cost, picked in picked_parts(task, parts, name):
            yield Picture(words, cost, tuple(part.cells for part in picked))
            yield Picture(
                f"{words} with its surroundings", cost + 0.5, tuple(np.ascontiguousarray(part.window) for part in picked)
            )


def picked_parts(task: Task, parts: Sequence[list[Part]], name: str) -> Iterator[tuple[str, float, list[Part]]]:
    """Yield (words, cost, part of every input): by its place in reading order, or by a measure."""
    cost = CUTS[name].cost
    seen: set[tuple[int, ...]] = set()
    if len({len(found) for found in parts}) == 1 and len(parts[0]) <= 9:
        for place in range(len(parts[0])):
            seen.add((place,) * len(parts))
            yield f"{name} {place + 1}", cost + 1.5, [found[place] for found in parts]
    for choice in choices_of(task, parts):
        picks = choice.train + choice.test
        if picks not in seen:
            seen.add(picks)
            yield (
                f"{name}, {choice.those}",
                cost + choice.cost,
                [found[at] for found, at in zip(parts, picks, strict=True)],
            )


def by_factor(task: Task, picture: Picture) -> Iterator[Picture]:
    """Yield the picture enlarged, or repeated down and to the right, by numbers or facts that give the outputs' shapes."""
    shapes = [(output.shape, grid.shape) for grid, output in zip(picture.grids, task.outputs, strict=False)]
    if any(whole[axis] % part[axis] for whole, part in shapes for axis in (0, 1)):
        return
    downs, rights = ([whole[axis] // part[axis] for whole, part in shapes] for axis in (0, 1))
    if max(downs + rights) < 2:
        return
    for words, cost, down in _numbers(task, downs):
        is_enlarged = downs == rights
        if is_enlarged:
            yield from _made(
                picture, f"enlarged {words}", cost + 1.0, down, down, lambda grid, high, wide: enlarged(grid, high)
            )
        first = np.tile(picture.grids[0], (downs[0], rights[0]))
        if ((first != 0) != (task.outputs[0] != 0)).any():
            return
        for more, price, right in [("", 0.0, down)] * is_enlarged or _numbers(task, rights):
            text = f"repeated {words}" if is_enlarged else f"repeated {words} down, {more} to the right"
            yield from _made(
                picture, text, cost + price + 1.0, down, right, lambda grid, high, wide: np.tile(grid, (high, wide))
            )


def _numbers(task: Task, shown: list[int]) -> Iterator[tuple[str, float, list[int]]]:
    """Yield (words, cost, number for every input) of what gives the numbers of all demonstrations."""
    if len(set(shown)) == 1:
        yield f"by {shown[0]}", 0.5, shown[:1] * len(task.inputs)
        return
    seen: list[list[int]] = []
    for name, values in sorted(shared_facts(task.inputs).items(), key=lambda one: fact_cost(one[0])):
        if min(values) > 0 and values[: len(shown)] == shown and values not in seen:
            seen.append(values)
            yield f"by {name}", fact_cost(name), values


def _made(
    picture: Picture, words: str, cost: float, downs: list[int], rights: list[int], make: Callable[[Grid, int, int], Grid]
) -> Iterator[Picture]:
    """Yield the picture made larger, so many times down and to the right for every input, unless a grid gets too large."""
    several = list(zip(picture.grids, downs, rights, strict=True))
    if all(max(grid.shape[0] * down, grid.shape[1] * right) <= MAX_SIDE for grid, down, right in several):
        yield Picture(f"{picture.words} {words}", picture.cost + cost, tuple(make(*one) for one in several))


@dataclass(frozen=True)
class Ink:
    """A color for every input, and how it is found."""

    words: str
    cost: float
    colors: tuple[int, ...]


def inks_of(task: Task, budget: Budget) -> list[Ink]:
    """Colors that can be told from every input, cheapest first, one for each list of colors."""
    found: dict[tuple[int, ...], Ink] = {}
    inks = [Ink(f"color {color}", 0.5 if color == 0 else 1.0, (color,) * len(task.inputs)) for color in range(COLOR_COUNT)]
    inks.append(Ink("most common color", 1.5, tuple(majority_of(grid, 1) for grid in task.inputs)))
    inks.append(Ink("background color", 1.0, tuple(background_of(grid) for grid in task.inputs)))
    inks.append(Ink("least common color", 1.5, tuple(rarest_of(grid, 1) for grid in task.inputs)))
    for name, parts in each_parts(task.inputs, COLOR_CUTS, {}, MOST_PARTS):
        if not budget.spend(CUT_STEPS * cells_of(task)):
            break
        if all(len(one) > 1 for one in parts):
            for words, cost, picked in picked_parts(task, parts, name):
                colors = tuple(majority_of(part.cells, 1) for part in picked)
                inks.append(Ink(f"color of {words}", 1.5 + cost, colors))
    for ink in sorted(inks, key=lambda one: one.cost):
        found.setdefault(ink.colors, ink)
    return list(found.values())


def rest_color(grid: Grid, shown: Grid) -> int:
    """The only color but 0 that a grid has and a picture of it has not; 0 when there is no such color or are several."""
    rest = set(np.unique(grid).tolist()) - set(np.unique(shown).tolist()) - {0}
    return rest.pop() if len(rest) == 1 else 0
