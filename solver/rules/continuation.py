"""Drawings continued: all that is drawn, or each part of it, is drawn again, mirrored, turned or shifted.

Images lie about the center where a part is most nearly symmetric already, about its middle, that of a color in it or that of
the grid, or beyond its side. A shift is the shortest one that maps a part on itself, or puts one copy beside the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from typing import Any

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.completion import Sides, in_other_colors, recoloring
from solver.rules.rule import claimed, distinct, keeps_shape
from solver.seeing.boxes import NO_CELL
from solver.seeing.centers import best_center, marked_center
from solver.seeing.colors import background_of
from solver.seeing.cuts import labels_of
from solver.seeing.motions import GROUPS, Cells, Center, Motion, moved
from solver.seeing.periods import KINDS, Shift, own_shift
from solver.seeing.sizes import larger_sides, side_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "continuation"
MOST_UNITS = 12
MOST_IMAGES = 7  # of a cell under motions

Labelled = Callable[[Grid, int], np.ndarray]  # a number for the cells of each part, from a grid and its background


def _bands(grid: Grid, background: int) -> np.ndarray:
    """Number the stretches of rows that are not empty."""
    lines = (grid != background).any(axis=1)
    return np.where(grid != background, np.cumsum(np.diff(lines, prepend=False) & lines)[:, None], 0)


# The parts that are continued, each by itself, with the cost where they are mirrored and where they are shifted, if they are.
UNITS: dict[str, tuple[float | None, float | None, Labelled]] = {
    "all that is drawn": (0, 0, lambda grid, background: (grid != background).astype(np.int16)),
    "bands of rows": (None, 1, _bands),
    "bands of columns": (None, 1, lambda grid, background: _bands(grid.T, background).T),
    "objects joined by corners": (0.5, 1, lambda grid, background: labels_of(grid, background, True, False)[0]),
    "one-colored objects joined by corners": (None, 1, lambda grid, background: labels_of(grid, background, True, True)[0]),
    "objects": (1, None, lambda grid, background: labels_of(grid, background, False, False)[0]),
}
ALL = next(iter(UNITS))
# Where the input lies on a larger canvas: the share of the free rows above it and of the free columns left of it.
CORNERS = {"top left": (0, 0), "top right": (0, 1), "bottom left": (1, 0), "bottom right": (1, 1)}
# How far copies go, with the cost: which cells of copies (a row each) are drawn, from which lie on their own unit, on nothing.
ENDS: dict[str, tuple[float, Callable[[np.ndarray, np.ndarray], np.ndarray]]] = {
    "behind what is there": (0, lambda is_own, is_free: is_free),
    "over what is there": (1, lambda is_own, is_free: ~is_own),
    "until something is in the way": (0.5, lambda is_own, is_free: is_free & _before_first((is_own | is_free).all(axis=1))),
}
BEHIND, OVER, _ = ENDS


def _before_first(goes_on: np.ndarray) -> np.ndarray:
    return np.logical_and.accumulate(goes_on)[:, None]


@dataclass(frozen=True, eq=False)
class Unit:
    """A part of what is drawn on a grid: its cells, some of which may only mark where its images lie."""

    grid: Grid
    background: int
    cells: Cells
    is_mark: np.ndarray

    @property
    def box(self) -> tuple[int, int, int, int]:
        """First and last row, first and last column."""
        rows, cols = self.cells
        return int(rows.min()), int(rows.max()), int(cols.min()), int(cols.max())

    @property
    def colors(self) -> np.ndarray:
        """The colors of the cells."""
        return np.asarray(self.grid[self.cells])

    def drawing(self) -> Grid:
        """The cells in their box, NO_CELL around them."""
        top, bottom, left, right = self.box
        drawing = np.full((bottom - top + 1, right - left + 1), NO_CELL, np.uint8)
        drawing[self.cells[0] - top, self.cells[1] - left] = self.colors
        return drawing


@lru_cache(maxsize=300)
def _units(cells: bytes, shape: tuple[int, int], background: int, kind: str, mark: int | None) -> list[Unit]:
    """The parts of a grid; none where there are too many."""
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    labels = UNITS[kind][2](grid, background)
    count = int(labels.max())
    places = [np.nonzero(labels == part) for part in range(1, count + 1)] if count <= MOST_UNITS else []
    return [Unit(grid, background, at, grid[at] == mark) for at in places]  # type: ignore[arg-type]  # 2-d


def _marked(unit: Unit, motions: Sequence[Motion]) -> tuple[int, Center] | None:
    """Where the cells that are marks are images of the others."""
    (rows, cols), is_main = unit.cells, np.zeros(unit.grid.shape, bool)
    marks, is_main[rows[~unit.is_mark], cols[~unit.is_mark]] = (rows[unit.is_mark], cols[unit.is_mark]), True
    found = marked_center(is_main, marks, motions, unit.cells) if len(marks[0]) and is_main.any() else None
    return None if found is None else (0, found)


def _symmetric(unit: Unit, motions: Sequence[Motion]) -> tuple[int, Center] | None:
    """Where the largest color of a unit that is its own image already has its middle. None when there is no such one color."""
    found = []
    for color in np.unique(unit.colors):
        mine = _of_color(unit, color)
        if all(
            np.array_equal(_places(moved(*mine.cells, motion, _middle(*mine.box))), _places(mine.cells)) for motion in motions
        ):
            found.append((len(mine.colors), _middle(*mine.box)))
    best = [one for one in found if one[0] == max(found)[0]]
    return best[0] if len(best) == 1 else None


def _of_color(unit: Unit, color: int) -> Unit:
    is_mine = unit.colors == color
    return Unit(unit.grid, unit.background, (unit.cells[0][is_mine], unit.cells[1][is_mine]), unit.is_mark[is_mine])


def _places(cells: Cells) -> np.ndarray:
    """The cells as sorted numbers."""
    return np.sort(2 * MAX_SIDE * cells[0] + cells[1])


def _middle(top: int, bottom: int, left: int, right: int) -> Center:
    return top + bottom, left + right


def _at_box(place: Callable[[int, int, int, int], Center], unit: Unit, motions: Sequence[Motion]) -> tuple[int, Center]:
    return 0, place(*unit.box)


BEST_FIT, MARKS = "the best fit", "the marks"
# Centers of images, with how many cells they map well.
AXES: dict[str, Callable[[Unit, Sequence[Motion]], tuple[int, Center] | None]] = {
    "the middle of the grid": lambda unit, motions: (0, (unit.grid.shape[0] - 1, unit.grid.shape[1] - 1)),
    "the middle of its box": partial(_at_box, _middle),
    "its symmetric color": _symmetric,
    "the left side": partial(_at_box, lambda top, bottom, left, right: (0, 2 * left - 1)),
    "the right side": partial(_at_box, lambda top, bottom, left, right: (0, 2 * right + 1)),
    "the upper side": partial(_at_box, lambda top, bottom, left, right: (2 * top - 1, 0)),
    "the lower side": partial(_at_box, lambda top, bottom, left, right: (2 * bottom + 1, 0)),
    BEST_FIT: lambda unit, motions: best_center(unit.grid, unit.cells, motions, unit.background),
    MARKS: _marked,
}
MIDDLES, SIDES = tuple(AXES)[:3], tuple(AXES)[3:7]
# Groups of motions, of which the one with the best center is taken; the cost; sides that they may mirror about.
MIRRORS: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "left and right": (1, ("left and right",), SIDES[:2]),
    "up and down": (1, ("up and down",), SIDES[2:]),
    "half a turn": (1.5, ("half a turn",), ()),
    "left, right, up and down": (0.5, ("left, right, up and down",), ()),
    "quarter turns": (0.5, ("quarter turns",), ()),
    "the diagonal": (1.5, ("the diagonal",), ()),
    "the other diagonal": (1.5, ("the other diagonal",), ()),
    "all mirrors and turns": (0.5, ("all mirrors and turns",), ()),
    "the better mirror": (0.5, ("left and right", "up and down"), ()),
    "the best mirror": (0.5, ("left and right", "up and down", "the diagonal", "the other diagonal"), ()),
}


@lru_cache(maxsize=2000)
def _center(unit: Unit, axis: str, motions: tuple[Motion, ...]) -> tuple[int, Center] | None:
    return AXES[axis](unit, motions)


@verb
def mirrored(unit: Unit, way: str, axis: str | int = BEST_FIT) -> list[Cells]:
    """The images of a unit under motions, a row each. axis: one of AXES, or a color in it that has its middle there."""
    found = []
    for motions in (GROUPS[group] for group in MIRRORS[way][1]):
        if isinstance(axis, str):
            place = _center(unit, axis, motions)
        else:
            place = (0, _middle(*_of_color(unit, axis).box)) if (unit.colors == axis).any() else None
        if place is not None and not (any(motion[1] for motion in motions) and sum(place[1]) % 2):
            found.append((place[0], motions, place[1]))
    if not found:
        return []
    _, motions, center = max(found, key=lambda one: one[0])
    return [moved(*unit.cells, np.array(motions).T[:, :, None], center)]


def _beside(down: int, right: int, unit: Unit, gap: int) -> Shift | None:
    """The shift by which one copy follows the other; None when they would not move on, or are single cells."""
    top, bottom, left, last = unit.box
    high, wide = bottom - top + 1, last - left + 1
    shift = down * (high + gap), right * (wide + gap)
    return shift if shift > (0, 0) and max(high, wide) > 1 else None


# The shift from a unit to its next copy, from a gap; cost; gaps that there may be.
SHIFTS: dict[str, tuple[float, Callable[[Unit, int], Shift | None], tuple[int, ...]]] = {
    kind: (cost, lambda unit, gap, kind=kind: own_shift(unit.drawing(), kind), (0,))
    for kind, cost in zip(KINDS, (0, 1, 1, 1.5), strict=True)
} | {
    words: (2 + (down and right and 1), partial(_beside, down, right), (0, 1, -1))
    for words, down, right in (
        ("copies to the side", 0, 1), ("copies below", 1, 0), ("copies down right", 1, 1), ("copies down left", 1, -1),
    )
}  # fmt: skip
SENSES: dict[str, tuple[float, tuple[int, ...]]] = {"both ways": (0, (1, -1)), "forward": (0.5, (1,)), "backward": (0.5, (-1,))}
BOTH_WAYS = next(iter(SENSES))


@verb
def shifted(unit: Unit, shift: str = "any", gap: int = 0, sense: str = BOTH_WAYS) -> list[Cells]:
    """Copies of a unit until they leave the grid, in each sense: a row each, the nearest first."""
    step = SHIFTS[shift][1](unit, gap)
    if step is None:
        return []
    most = min(side // abs(length) for side, length in zip(unit.grid.shape, step, strict=True) if length)
    times = [sign * np.arange(1, most + 1)[:, None] for sign in SENSES[sense][1]]
    return [(unit.cells[0] + one * step[0], unit.cells[1] + one * step[1]) for one in times if most]


@verb
def continued(
    grid: Grid, by: Term, units: str = ALL, end: str = BEHIND, ink: int | None = None, mark: int | None = None,
    sides: Sides | None = None, corner: str = "top left", recolored: dict[int, int] | None = None,
) -> Grid | None:  # fmt: skip
    """Draw units again on a canvas of other sides, if any; by: mirrored or shifted. None where nothing is drawn.

    ink: the color of what is drawn, its own without one; mark: the color of cells that only show where the images lie.
    """
    background = background_of(grid)
    start = _canvas(grid, background, sides, corner)
    if start is None:
        return None
    out = start.copy()
    for unit in _units(start.tobytes(), start.shape, background, units, mark):
        images, colors = by(unit), unit.colors
        if images and unit.is_mark.any():
            colors[unit.is_mark] = np.bincount(colors[~unit.is_mark]).argmax()
            out[unit.cells] = colors
        for rows, cols in images:
            _draw(rows, cols, colors if ink is None else np.full(len(colors), ink), unit, end, out)
    is_drawn = (out != start)[start == background].any()
    return in_other_colors(out, recolored) if is_drawn else None


def _canvas(grid: Grid, background: int, sides: Sides | None, corner: str) -> Grid | None:
    """The grid in a corner of a canvas of other sides; None where it is too large for it, or the canvas for a grid."""
    high, wide = grid.shape if sides is None else [side_of(side, grid.shape) for side in sides]
    if not (grid.shape[0] <= high <= MAX_SIDE and grid.shape[1] <= wide <= MAX_SIDE):
        return None
    canvas = np.full((high, wide), background, np.uint8)
    top, left = ((side - own) * share for side, own, share in zip((high, wide), grid.shape, CORNERS[corner], strict=True))
    canvas[top : top + grid.shape[0], left : left + grid.shape[1]] = grid
    return canvas


def _draw(rows: np.ndarray, cols: np.ndarray, colors: np.ndarray, unit: Unit, end: str, out: Grid) -> None:
    """Draw copies of a unit, a row each (out is modified)."""
    inside = (rows >= 0) & (cols >= 0) & (rows < out.shape[0]) & (cols < out.shape[1])
    seen = np.where(inside, rows, 0), np.where(inside, cols, 0)
    is_own = np.zeros(out.shape, bool)
    is_own[unit.cells] = True
    is_drawn = inside & ENDS[end][1](is_own[seen], (unit.grid[seen] == unit.background) | ~inside)
    drawn = is_drawn.nonzero()
    out[rows[drawn], cols[drawn]] = colors[drawn[1]]


@dataclass(frozen=True)
class Shown:
    """What the demonstrations draw on the background: colors, colors that do not always become one, most images of a cell."""

    inks: frozenset[int]
    marks: frozenset[int]
    images: float
    is_all: bool  # nothing else changes
    drawn: np.ndarray  # bool, of the first output


def _shown(task: Task, place: dict[str, Any]) -> Shown | None:
    """What is drawn on the canvas; None where a demonstration draws nothing."""
    inks: set[int] = set()
    targets: dict[int, set[int]] = {}
    images, is_all, first = 0.0, True, None
    for pair in task.train:
        background = background_of(pair.input)
        start = _canvas(pair.input, background, **place)
        if start is None or start.shape != pair.output.shape:
            return None
        is_free = start == background
        ground = background if (pair.output == background).any() else background_of(pair.output)
        is_drawn = is_free & (pair.output != ground)
        if not is_drawn.any() or is_free.all():
            return None
        first = is_drawn if first is None else first
        is_all &= bool(((start == pair.output) | is_free).all())
        images = max(images, is_drawn.sum() / (~is_free).sum())
        inks |= set(pair.output[is_drawn].tolist())
        for color in np.unique(start[~is_free]).tolist():
            targets.setdefault(color, set()).update(np.unique(pair.output[start == color]).tolist())
    marks = frozenset(color for color, reached in targets.items() if len(reached) > 1)
    return None if first is None or len(marks) > 1 else Shown(frozenset(inks), marks, images, is_all, first)


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield continuations that explain every demonstration, with a table of colors after them where that is needed."""
    sides = larger_sides([grid.shape for grid in task.inputs], [grid.shape for grid in task.outputs])
    if sides is None:
        return
    for corner in tuple(CORNERS)[:1] if keeps_shape(task) else CORNERS:
        place: dict[str, Any] = {"sides": None if keeps_shape(task) else sides, "corner": corner}
        shown = _shown(task, place)
        for given, cost in _ways(task, place, shown) if shown is not None else ():
            if not budget.spend(400 + 30 * task.train[0].output.size):
                return
            changes = recoloring(task, term(continued, **given, **place))
            if changes is not None:
                rule = term(continued, **given, **place, recolored=changes or None)
                yield from claimed(task, NAME, rule, 4 + cost + 2 * len(changes))


def _ways(task: Task, place: dict[str, Any], shown: Shown) -> Iterator[tuple[dict[str, Any], float]]:
    """Yield arguments of what may explain the demonstrations, with their cost."""
    inks = (None, *(shown.inks if len(shown.inks) == 1 else ()))
    for (units, (_, price, _)), (shift, (cost, _, gaps)) in product(UNITS.items(), SHIFTS.items()):
        for gap in gaps if price is not None and shown.is_all else ():
            if not _reaches(task, place, shown, units, term(shifted, shift=shift, gap=gap)):
                continue
            for (sense, (more, _)), (end, (most, _)), ink in product(SENSES.items(), ENDS.items(), inks):
                by = term(shifted, shift=shift, gap=gap, sense=sense)
                all_of_it = (price or 0) + cost + 0.5 * abs(gap) + more + most + (ink is not None)
                yield {"by": by, "units": units, "end": end, "ink": ink}, all_of_it
    if shown.images > MOST_IMAGES or not keeps_shape(task):
        return
    present = [color for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)]
    for (units, (price, _, _)), (way, (cost, groups, sides)) in product(UNITS.items(), MIRRORS.items()):
        if price is None:
            continue
        middles = (*MIDDLES, *present, *sides) if len(groups) == 1 else ()
        for axis, ink in product((BEST_FIT, *middles), inks) if not shown.marks else ():
            by = term(mirrored, way=way, axis=axis)
            yield {"by": by, "units": units, "ink": ink}, price + cost + (axis != BEST_FIT) + (ink is not None)
        for mark in shown.marks:
            yield {"by": term(mirrored, way=way, axis=MARKS), "units": units, "mark": mark}, price + cost + 1


def _reaches(task: Task, place: dict[str, Any], shown: Shown, units: str, by: Term) -> bool:
    """True when copies in all senses over everything reach every cell that the first demonstration draws."""
    grid = task.train[0].input
    start, out = _canvas(grid, background_of(grid), **place), continued(grid, by, units, OVER, **place)
    return out is not None and not (shown.drawn & (out == start)).any()
