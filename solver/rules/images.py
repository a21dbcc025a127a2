"""Images of what is drawn: a unit of cells mirrored or turned about a center, or shifted again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated

import numpy as np

from solver.language.term import verb
from solver.seeing.boxes import NO_CELL
from solver.seeing.centers import best_center, marked_center
from solver.seeing.motions import GROUPS, LEFT_RIGHT, UP_DOWN, Cells, Center, Motion, moved
from solver.seeing.periods import KINDS, Shift, own_shift
from solver.task import MAX_SIDE, Grid


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


def _best(unit: Unit, motions: Sequence[Motion]) -> tuple[int, Center] | None:
    return best_center(unit.grid, unit.cells, motions, unit.background)


def _marked(unit: Unit, motions: Sequence[Motion]) -> tuple[int, Center] | None:
    """Where the cells that are marks are images of the others."""
    rows, cols = unit.cells
    marks, is_main = (rows[unit.is_mark], cols[unit.is_mark]), np.zeros(unit.grid.shape, bool)
    is_main[rows[~unit.is_mark], cols[~unit.is_mark]] = True
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


def _longest(unit: Unit, motions: Sequence[Motion]) -> tuple[int, Center] | None:
    """Along the row, or the column, with most of its cells. None when there are several such, and for other motions."""
    is_col = motions[0] == LEFT_RIGHT
    counts = np.bincount(unit.cells[int(is_col)])
    if len(motions) > 1 or motions[0] not in (LEFT_RIGHT, UP_DOWN) or (counts == counts.max()).sum() > 1:
        return None
    place = 2 * int(counts.argmax())
    return int(counts.max()), (0, place) if is_col else (place, 0)


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


BEST_FIT, LONGEST, MARKS = "the best fit", "its longest line", "the marks"
# Centers of images, with how many cells they map well.
AXES: dict[str, Callable[[Unit, Sequence[Motion]], tuple[int, Center] | None]] = {
    "the middle of the grid": lambda unit, motions: (0, (unit.grid.shape[0] - 1, unit.grid.shape[1] - 1)),
    "the middle of its box": partial(_at_box, _middle),
    "its symmetric color": _symmetric,
    "the left side": partial(_at_box, lambda top, bottom, left, right: (0, 2 * left - 1)),
    "the right side": partial(_at_box, lambda top, bottom, left, right: (0, 2 * right + 1)),
    "the upper side": partial(_at_box, lambda top, bottom, left, right: (2 * top - 1, 0)),
    "the lower side": partial(_at_box, lambda top, bottom, left, right: (2 * bottom + 1, 0)),
    BEST_FIT: _best,
    LONGEST: _longest,
    MARKS: _marked,
}
MIDDLES, SIDES = tuple(AXES)[:3], tuple(AXES)[3:7]
# Groups of motions, of which the one with the best center is taken; sides that they may mirror about.
MIRRORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "left and right": (("left and right",), SIDES[:2]),
    "up and down": (("up and down",), SIDES[2:]),
    "half a turn": (("half a turn",), ()),
    "left, right, up and down": (("left, right, up and down",), ()),
    "quarter turns": (("quarter turns",), ()),
    "the diagonal": (("the diagonal",), ()),
    "the other diagonal": (("the other diagonal",), ()),
    "all mirrors and turns": (("all mirrors and turns",), ()),
    "the better mirror": (("left and right", "up and down"), ()),
    "the best mirror": (("left and right", "up and down", "the diagonal", "the other diagonal"), ()),
}


@lru_cache(maxsize=2000)
def _center(unit: Unit, axis: str, motions: tuple[Motion, ...]) -> tuple[int, Center] | None:
    return AXES[axis](unit, motions)


@verb
def mirrored(unit: Unit, way: Annotated[str, MIRRORS], axis: str | int = BEST_FIT) -> list[Cells]:
    """The images of a unit under motions, a row each. axis: one of AXES, or a color in it that has its middle there."""
    found = []
    for motions in (GROUPS[group] for group in MIRRORS[way][0]):
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


# The shift from a unit to its next copy, from a gap; gaps that there may be.
SHIFTS: dict[str, tuple[Callable[[Unit, int], Shift | None], tuple[int, ...]]] = {
    kind: (lambda unit, gap, kind=kind: own_shift(unit.drawing(), kind), (0,)) for kind in KINDS
} | {
    words: (partial(_beside, down, right), (0, 1, -1))
    for words, down, right in (
        ("copies to the side", 0, 1), ("copies below", 1, 0), ("copies down right", 1, 1), ("copies down left", 1, -1),
    )
}  # fmt: skip
SENSES = {"both ways": (1, -1), "forward": (1,), "backward": (-1,)}
BOTH_WAYS = next(iter(SENSES))


@verb
def shifted(
    unit: Unit, shift: Annotated[str, SHIFTS] = "any", gap: int = 0, sense: Annotated[str, SENSES] = BOTH_WAYS
) -> list[Cells]:
    """Copies of a unit until they leave the grid, in each sense: a row each, the nearest first."""
    step = SHIFTS[shift][0](unit, gap)
    if step is None:
        return []
    most = min(side // abs(length) for side, length in zip(unit.grid.shape, step, strict=True) if length)
    times = [sign * np.arange(1, most + 1)[:, None] for sign in SENSES[sense]]
    return [(unit.cells[0] + one * step[0], unit.cells[1] + one * step[1]) for one in times if most]
