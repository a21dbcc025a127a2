"""Drawings made symmetric: every object, or all that is drawn, is completed by its mirror images or turned copies.

The axis or center is where the drawing is most nearly symmetric already, the middle of a part of a special color, the
middle of the grid or of the drawing's box, or a side of the box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import distinct, keeps_shape
from solver.seeing.centers import best_center, marked_center
from solver.seeing.colors import background_of, color_table, whole_table
from solver.seeing.cuts import labels_of
from solver.seeing.motions import GROUPS, Center, Motion, moved
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "unfolding"
OWN = -1
NO_MARK = -1
MOST_UNITS = 12

UNITS: dict[str, float] = {"all that is drawn": 0, "objects joined by corners": 0.5, "objects": 1}
GROUP_COST = {"left and right": 1.0, "up and down": 1.0, "half a turn": 1.5, "the diagonal": 1.5, "the other diagonal": 1.5}
BEST_OF = {"the better mirror": ("left and right", "up and down"), "the best mirror": tuple(GROUPS)[:2] + tuple(GROUPS)[5:7]}
SYMMETRIC = "its symmetric color"
SIDES = ("the left side", "the right side", "the upper side", "the lower side")


@dataclass(frozen=True)
class Way:
    """How a task is unfolded. mark: color of cells that only show where the images lie, NO_MARK when there are none."""

    units: str
    group: str
    axis: str | int  # by name, or the color whose cells have it in their middle
    ink: int
    mark: int

    @property
    def words(self) -> str:
        """The way in words."""
        color = f" in color {self.ink}" if self.ink != OWN else ""
        mark = f", color {self.mark} marks the images" if self.mark != NO_MARK else ""
        axis = self.axis if isinstance(self.axis, str) else f"color {self.axis}"
        return f"complete {self.units} by {self.group} about {axis}{color}{mark}"

    @property
    def cost(self) -> float:
        """Description length."""
        axis = 0.0 if self.axis == "the best fit" else 1.0
        return 4 + UNITS[self.units] + GROUP_COST.get(self.group, 0.5) + axis + (self.ink != OWN) + (self.mark != NO_MARK)


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield completions that explain every demonstration, with a table of colors after them where that is needed."""
    if not keeps_shape(task):
        return
    drawing = _inks_and_marks(task)
    if drawing is None:
        return
    present = [color for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)]
    for way in _ways(*drawing, present):
        predictions = _explained(way, task, budget)
        if budget.is_over():
            return
        if predictions is not None:
            changes, grids = predictions
            words = way.words + (", recolored" if changes else "")
            yield Candidate(grids, NAME, words, way.cost + 2 * changes, len(task.train), len(task.train))


def _inks_and_marks(task: Task) -> tuple[set[int], set[int]] | None:
    """Colors drawn on the background, and colors that do not always become the same one. None when this is no drawing."""
    inks: set[int] = set()
    targets: dict[int, set[int]] = {}
    for pair in task.train:
        background, ground = background_of(pair.input), background_of(pair.output)
        is_free = pair.input == background
        drawn = pair.output[is_free & (pair.output != ground)]
        if not len(drawn) or len(drawn) > 7 * (~is_free).sum():
            return None
        inks |= set(drawn.tolist())
        for color in np.unique(pair.input[~is_free]).tolist():
            targets.setdefault(color, set()).update(np.unique(pair.output[pair.input == color]).tolist())
    marks = {color for color, reached in targets.items() if len(reached) > 1}
    return (inks, marks) if len(marks) <= 1 else None


def _ways(inks: set[int], marks: set[int], present: Sequence[int]) -> Iterator[Way]:
    colors = [OWN, *(inks if len(inks) == 1 else ())]
    middles = ["the middle of the grid", "the middle of its box", SYMMETRIC, *present]
    sides = {"left and right": SIDES[:2], "up and down": SIDES[2:]}
    for units, group in product(UNITS, [*GROUPS, *BEST_OF]):
        axes = [] if group in BEST_OF else [*middles, *sides.get(group, ())]
        for axis, ink in product(["the best fit", *axes], colors) if not marks else ():
            yield Way(units, group, axis, ink, NO_MARK)
        for mark in marks:
            yield Way(units, group, "the best fit", OWN, mark)


def _explained(way: Way, task: Task, budget: Budget) -> tuple[int, tuple[Grid, ...]] | None:
    """Recolored colors and predictions when the way explains every demonstration; else None."""
    pairs: list[tuple[Grid, Grid]] = []
    for pair in task.train:
        out = _unfolded(way, pair.input)
        if not budget.spend(400 + 30 * pair.input.size) or out is None:
            return None
        pairs.append((out, pair.output))
        table = color_table(pairs)
        if table is None:
            return None
        full = whole_table(table)
    grids = []
    for grid in task.test:
        out = _unfolded(way, grid)
        if out is None:
            return None
        grids.append(full[out])
    return int((full != np.arange(COLOR_COUNT)).sum()), tuple(grids)


def _unfolded(way: Way, grid: Grid) -> Grid | None:
    """The grid with every unit completed. None when nothing is drawn."""
    background = background_of(grid)
    out = grid.copy()
    is_drawn = False
    for rows, cols in _units(grid, background, way.units):
        placed = _placed(way, out, rows, cols, background)
        if placed is None:
            continue
        if way.mark != NO_MARK:
            main = grid[rows, cols][grid[rows, cols] != way.mark]
            out[rows, cols] = np.where(grid[rows, cols] == way.mark, np.bincount(main).argmax(), grid[rows, cols])
        colors = out[rows, cols]
        for motion in placed[0]:
            r, c = moved(rows, cols, motion, placed[1])
            inside = np.flatnonzero((r >= 0) & (c >= 0) & (r < grid.shape[0]) & (c < grid.shape[1]))
            inside = inside[out[r[inside], c[inside]] == background]
            out[r[inside], c[inside]] = colors[inside] if way.ink == OWN else way.ink
            is_drawn = is_drawn or len(inside) > 0
    return out if is_drawn else None


def _units(grid: Grid, background: int, kind: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows and columns of the cells of every unit; none when there are too many units."""
    if kind == "all that is drawn":
        labels = (grid != background).astype(np.int16)
    else:
        labels, _ = labels_of(grid, background, kind == "objects joined by corners", False)
    count = int(labels.max())
    return [np.nonzero(labels == label) for label in range(1, count + 1)] if count <= MOST_UNITS else []  # type: ignore[misc]


def _placed(
    way: Way, grid: Grid, rows: np.ndarray, cols: np.ndarray, background: int
) -> tuple[tuple[Motion, ...], Center] | None:
    """The motions and their center for one unit."""
    groups = BEST_OF.get(way.group, (way.group,))
    if way.mark != NO_MARK:
        is_mark = grid[rows, cols] == way.mark
        is_main = np.zeros(grid.shape, bool)
        is_main[rows[~is_mark], cols[~is_mark]] = True
        for group in groups if is_mark.any() and is_main.any() else ():
            marked = marked_center(is_main, (rows[is_mark], cols[is_mark]), GROUPS[group], (rows, cols))
            if marked is not None:
                return GROUPS[group], marked
        return None
    if way.axis == "the best fit":
        best: tuple[int, tuple[Motion, ...], Center] | None = None
        for group in groups:
            found = best_center(grid, (rows, cols), GROUPS[group], background)
            if found is not None and (best is None or found[0] > best[0]):
                best = found[0], GROUPS[group], found[1]
        return None if best is None else best[1:]
    if way.group in BEST_OF:
        return None
    if way.axis == SYMMETRIC:
        center = _symmetric_center(grid, rows, cols, GROUPS[way.group])
    else:
        center = _center(way.axis, grid, rows, cols)
    if center is None or (any(m[1] for m in GROUPS[way.group]) and sum(center) % 2):
        return None
    return GROUPS[way.group], center


def _center(axis: str | int, grid: Grid, rows: np.ndarray, cols: np.ndarray) -> Center | None:
    """Twice the row and column of the middle that the words name."""
    top, bottom, left, right = int(rows.min()), int(rows.max()), int(cols.min()), int(cols.max())
    if isinstance(axis, str) and axis in SIDES:
        return ((0, 2 * left - 1), (0, 2 * right + 1), (2 * top - 1, 0), (2 * bottom + 1, 0))[SIDES.index(axis)]
    if axis == "the middle of the grid":
        return grid.shape[0] - 1, grid.shape[1] - 1
    if isinstance(axis, int):
        mine = grid[rows, cols] == axis
        if not mine.any():
            return None
        rows, cols = rows[mine], cols[mine]
    return int(rows.min() + rows.max()), int(cols.min() + cols.max())


def _symmetric_center(grid: Grid, rows: np.ndarray, cols: np.ndarray, motions: Sequence[Motion]) -> Center | None:
    """Twice the middle of the largest color of a unit that is its own image already. None when there is no such one color."""
    found: list[tuple[int, Center]] = []
    colors = grid[rows, cols]
    for color in np.unique(colors):
        mine = rows[colors == color], cols[colors == color]
        center = (int(mine[0].min() + mine[0].max()), int(mine[1].min() + mine[1].max()))
        if all(np.array_equal(_places(*moved(*mine, motion, center)), _places(*mine)) for motion in motions):
            found.append((len(mine[0]), center))
    best = [center for size, center in found if size == max(found)[0]]
    return best[0] if len(best) == 1 else None


def _places(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """The cells as sorted numbers."""
    return np.sort(2 * MAX_SIDE * rows + cols)
