"""Drawings continued: all that is drawn, or each part of it, is drawn again, mirrored, turned or shifted.

Images lie about the center where a part is most nearly symmetric already, about its middle, that of a color in it or that of
the grid, or beyond its side. A shift is the shortest one that maps a part on itself, or puts one copy beside the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Annotated, Any

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.completion import Sides, in_other_colors
from solver.rules.images import BEST_FIT, LONGEST, MARKS, MIDDLES, MIRRORS, SENSES, SHIFTS, Unit, mirrored, shifted
from solver.rules.rule import claimed, distinct, keeps_shape
from solver.rules.sketches import recoloring
from solver.seeing.colors import background_of
from solver.seeing.cuts import labels_of
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


# The parts that are continued, each by itself; whether they are mirrored, and whether they are shifted.
UNITS: dict[str, tuple[bool, bool, Labelled]] = {
    "all that is drawn": (True, True, lambda grid, background: (grid != background).astype(np.int16)),
    "bands of rows": (False, True, _bands),
    "bands of columns": (False, True, lambda grid, background: _bands(grid.T, background).T),
    "objects joined by corners": (True, True, lambda grid, background: labels_of(grid, background, True, False)[0]),
    "one-colored objects joined by corners": (False, True, lambda grid, background: labels_of(grid, background, True, True)[0]),
    "objects": (True, False, lambda grid, background: labels_of(grid, background, False, False)[0]),
}
ALL = next(iter(UNITS))
# Where the input lies on a larger canvas: the share of the free rows above it and of the free columns left of it.
CORNERS = {"top left": (0, 0), "top right": (0, 1), "bottom left": (1, 0), "bottom right": (1, 1)}
# How far copies go: which cells of copies (a row each) are drawn, from which lie on their own unit, on nothing.
ENDS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "behind what is there": lambda is_own, is_free: is_free,
    "over what is there": lambda is_own, is_free: ~is_own,
    "until something is in the way": lambda is_own, is_free: is_free & _before_first((is_own | is_free).all(axis=1)),
}
BEHIND, OVER, _ = ENDS


def _before_first(goes_on: np.ndarray) -> np.ndarray:
    return np.logical_and.accumulate(goes_on)[:, None]


@lru_cache(maxsize=300)
def _units(cells: bytes, shape: tuple[int, int], background: int, kind: str, mark: int | None) -> list[Unit]:
    """The parts of a grid; none where there are too many."""
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    labels = UNITS[kind][2](grid, background)
    count = int(labels.max())
    places = [np.nonzero(labels == part) for part in range(1, count + 1)] if count <= MOST_UNITS else []
    return [Unit(grid, background, at, grid[at] == mark) for at in places]  # type: ignore[arg-type]  # 2-d


@verb
def continued(
    grid: Grid, by: Term, units: Annotated[str, UNITS] = ALL, end: Annotated[str, ENDS] = BEHIND,
    ink: int | None = None, mark: int | None = None,
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
    is_drawn = inside & ENDS[end](is_own[seen], (unit.grid[seen] == unit.background) | ~inside)
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
        for given in _ways(task, place, shown) if shown is not None else ():
            if not budget.spend(400 + 30 * task.train[0].output.size):
                return
            changes = recoloring(task, term(continued, **given, **place))
            if changes is not None:
                rule = term(continued, **given, **place, recolored=changes or None)
                yield from claimed(task, NAME, rule)


def _ways(task: Task, place: dict[str, Any], shown: Shown) -> Iterator[dict[str, Any]]:
    """Yield arguments of what may explain the demonstrations."""
    inks = (None, *(shown.inks if len(shown.inks) == 1 else ()))
    for (units, (_, is_shifted, _)), (shift, (_, gaps)) in product(UNITS.items(), SHIFTS.items()):
        for gap in gaps if is_shifted and shown.is_all else ():
            if not _reaches(task, place, shown, units, term(shifted, shift=shift, gap=gap)):
                continue
            for sense, end, ink in product(SENSES, ENDS, inks):
                yield {"by": term(shifted, shift=shift, gap=gap, sense=sense), "units": units, "end": end, "ink": ink}
    if shown.images > MOST_IMAGES or not keeps_shape(task):
        return
    present = [color for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)]
    for (units, (is_mirrored, _, _)), (way, (groups, sides)) in product(UNITS.items(), MIRRORS.items()):
        if not is_mirrored:
            continue
        middles = (*MIDDLES, *present, *sides) if len(groups) == 1 else ()
        for axis, ink in product((BEST_FIT, LONGEST, *middles), inks) if not shown.marks else ():
            yield {"by": term(mirrored, way=way, axis=axis), "units": units, "ink": ink}
        for mark in shown.marks:
            yield {"by": term(mirrored, way=way, axis=MARKS), "units": units, "mark": mark}


def _reaches(task: Task, place: dict[str, Any], shown: Shown, units: str, by: Term) -> bool:
    """True when copies in all senses over everything reach every cell that the first demonstration draws."""
    grid = task.train[0].input
    start, out = _canvas(grid, background_of(grid), **place), continued(grid, by, units, OVER, **place)
    return out is not None and not (shown.drawn & (out == start)).any()
