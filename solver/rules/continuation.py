"""Sequences continued: a drawing that repeats itself under a shift goes on to the edge, or until something is in the way.

The drawing is all that is there, a band of rows or columns, or an object. Its shift is the shortest one that maps it on
itself, or one copy after the other for objects that show only one period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.inpaint import larger_sides
from solver.rules.rule import cells_of, distinct
from solver.seeing.boxes import box_of
from solver.seeing.colors import background_of
from solver.seeing.cuts import labels_of
from solver.seeing.periods import FREE, Shift, copies_of, own_shift
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "continuation"
OWN = -1
MOST_UNITS = 25

UNITS: dict[str, float] = {
    "all that is drawn": 0,
    "bands of rows": 1,
    "bands of columns": 1,
    "objects": 1,
    "one-colored objects": 1,
}
SHIFTS: dict[str, float] = {
    "any": 0, "rows": 1, "columns": 1, "slanting": 1.5,
    "copies to the side": 2, "copies below": 2, "copies down right": 3, "copies down left": 3,
}  # fmt: skip
GAPS = (0, 1, -1)
CORNERS = ((False, False), (False, True), (True, False), (True, True))  # of the canvas that the input lies in: bottom, right
SENSES: dict[str, tuple[float, tuple[int, ...]]] = {
    "both ways": (0, (1, -1)),
    "forward": (0.5, (1,)),
    "backward": (0.5, (-1,)),
}
ENDS: dict[str, float] = {"behind what is there": 0, "over what is there": 1, "until something is in the way": 0.5}


@dataclass(frozen=True)
class Unit:
    """A drawing in its box (FREE where it has no cells) and the place of the box."""

    drawing: np.ndarray
    place: tuple[int, int]


@dataclass(frozen=True)
class Way:
    """How a task is continued: units and their shifts are found, then copies are drawn."""

    units: str
    shift: str
    gap: int
    sense: str
    end: str
    ink: int

    @property
    def words(self) -> str:
        """The way in words."""
        color = f" in color {self.ink}" if self.ink != OWN else ""
        shift = f"shift: {self.shift}" + (f", {self.gap} apart" if self.gap else "")
        return f"continue {self.units}{color} {self.sense}, {self.end} ({shift})"

    @property
    def cost(self) -> float:
        """Description length."""
        cost = 4 + UNITS[self.units] + SHIFTS[self.shift] + SENSES[self.sense][0] + ENDS[self.end]
        return cost + 0.5 * abs(self.gap) + (self.ink != OWN)


Moving = list[tuple[Unit, Shift]]


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield continuations that explain every demonstration."""
    sides = larger_sides(task)
    if sides is None or any(max(sides(grid)) > MAX_SIDE for grid in task.test):
        return
    backgrounds = [background_of(grid) for grid in task.inputs]
    grows = any(sides(grid) != grid.shape for grid in task.inputs)
    for corner in CORNERS if grows else CORNERS[:1]:
        starts = [_canvas(grid, sides(grid), color, corner) for grid, color in zip(task.inputs, backgrounds, strict=True)]
        yield from _continued(task, starts, backgrounds, budget)


def _continued(task: Task, starts: list[Grid], backgrounds: list[int], budget: Budget) -> Iterator[Candidate]:
    """Yield what explains every demonstration by continuing what is drawn on canvases of the outputs' sides."""
    wanted = [pair.output for pair in task.train]
    shown = starts[: len(wanted)]
    inks: set[int] = set()
    for start, output, color in zip(shown, wanted, backgrounds, strict=False):
        changed = start != output
        if not changed.any() or (start[changed] != color).any():
            return
        inks |= set(output[changed].tolist())
    for units, (shift, gap) in product(UNITS, [(s, g) for s in SHIFTS for g in (GAPS if "copies" in s else (0,))]):
        moving = []
        for grid, color in zip(starts, backgrounds, strict=True):
            if not budget.spend(20 * grid.size):
                return
            moving.append(_moving(grid, color, units, shift, gap))
            if not moving[-1] or (len(moving) == 1 and not _covers(starts[0], wanted[0], moving[0])):
                break
        if len(moving) < len(starts) or not moving[-1]:
            continue
        for sense, end, ink in product(SENSES, ENDS, [OWN, *(inks if len(inks) == 1 else ())]):
            way = Way(units, shift, gap, sense, end, ink)
            if not budget.spend(10 * cells_of(task)):
                return
            predictions = _explained(way, starts, wanted, moving, backgrounds)
            if predictions is not None:
                yield Candidate(predictions, NAME, way.words, way.cost, len(wanted), len(wanted))


def _canvas(grid: Grid, sides: tuple[int, int], background: int, corner: tuple[bool, bool]) -> Grid:
    """The grid in a corner of a canvas."""
    canvas = np.full(sides, background, np.uint8)
    top, left = ((side - own) * at_end for side, own, at_end in zip(sides, grid.shape, corner, strict=True))
    canvas[top : top + grid.shape[0], left : left + grid.shape[1]] = grid
    return canvas


def _units(grid: Grid, background: int, kind: str) -> list[Unit]:
    """The drawings of a grid."""
    is_set = grid != background
    if kind == "all that is drawn":
        labels = is_set.astype(np.int16)
    elif kind.startswith("bands"):
        lines = is_set.any(axis=1 if kind == "bands of rows" else 0)
        numbers = np.where(lines, np.cumsum(np.diff(np.concatenate(([0], lines.astype(np.int8)))) > 0), 0)
        labels = np.where(is_set, numbers[:, None] if kind == "bands of rows" else numbers[None], 0).astype(np.int16)
    else:
        labels, _ = labels_of(grid, background, True, kind == "one-colored objects")
    count = int(labels.max())
    if count > MOST_UNITS:
        return []
    found = []
    for label in range(1, count + 1):
        box = box_of(labels == label)
        drawing = np.where(labels[box] == label, grid[box], FREE).astype(np.uint8)
        found.append(Unit(drawing, (box[0].start, box[1].start)))
    return found


def _moving(grid: Grid, background: int, kind: str, shift: str, gap: int) -> Moving:
    """The units of a grid that can be continued, with their shifts."""
    found = []
    for unit in _units(grid, background, kind):
        way = _copy_shift(unit.drawing.shape, shift, gap) if "copies" in shift else own_shift(unit.drawing, shift)
        if way is not None:
            found.append((unit, way))
    return found


def _copy_shift(shape: tuple[int, ...], kind: str, gap: int) -> Shift | None:
    """The shift by which one copy follows the other; None when they would not move on, or are single cells."""
    high, wide = shape[0] + gap, shape[1] + gap
    shifts = {"copies to the side": (0, wide), "copies below": (high, 0)}
    shifts |= {"copies down right": (high, wide), "copies down left": (high, -wide)}
    shift = shifts[kind]
    return shift if shift > (0, 0) and max(shape) > 1 else None


def _covers(start: Grid, output: Grid, moving: Moving) -> bool:
    """True when continuing both ways over everything reaches every changed cell."""
    is_left = start != output
    for (unit, shift), sense in product(moving, (1, -1)):
        for rows, cols, _ in copies_of(unit.drawing, unit.place, shift, start.shape, sense):
            is_left[rows, cols] = False
    return not is_left.any()


def _explained(
    way: Way, starts: Sequence[Grid], wanted: Sequence[Grid], moving: Sequence[Moving], backgrounds: Sequence[int]
) -> tuple[Grid, ...] | None:
    """The predictions when the way explains every demonstration and changes every test input."""
    grids = []
    for index, one in enumerate(zip(starts, moving, backgrounds, strict=True)):
        grids.append(_drawn(way, *one))
        if index < len(wanted) and not same_grid(grids[-1], wanted[index]):
            return None
    return tuple(grids[len(wanted) :])


def _drawn(way: Way, start: Grid, moving: Moving, background: int) -> Grid:
    """Draw the copies of all units."""
    out = start.copy()
    for (unit, shift), sense in product(moving, SENSES[way.sense][1]):
        is_own = np.zeros(start.shape, bool)
        rows, cols = np.nonzero(unit.drawing != FREE)
        is_own[rows + unit.place[0], cols + unit.place[1]] = True
        for rows, cols, colors in copies_of(unit.drawing, unit.place, shift, start.shape, sense):
            is_free = ~is_own[rows, cols]
            if way.end != "over what is there":
                is_empty = start[rows, cols] == background
                if way.end == "until something is in the way" and (is_free & ~is_empty).any():
                    break
                is_free &= is_empty
            out[rows[is_free], cols[is_free]] = colors[is_free] if way.ink == OWN else way.ink
    return out
