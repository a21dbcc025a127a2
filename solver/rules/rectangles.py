"""Rectangles of one color found in whatever surrounds them: which of them are painted, framed or kept is learned.

The rectangles are the maximal ones, or windows of the size that the demonstrations paint. Every demonstration says which
of them took a color; the decision is learned over all rectangles of all demonstrations together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.decide import Decision, decide
from solver.rules.rule import cells_of, keeps_shape
from solver.seeing.attributes import UNKNOWN, Attribute
from solver.seeing.rectangles import Box, cluster_boxes, maximal_rectangles, windows_of_size, without_overlaps
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "rectangles"
ANY = -2
MOST_DECISIONS = 4
MOST_INKS = 3
FRAME_INK = "the color of the framed one"
ZONES: dict[str, float] = {"the cells": 0, "the inner cells": 1.5, "the ring": 1.5, "the gaps": 0}

ATTRIBUTES = (
    Attribute("area", 2), Attribute("height", 3), Attribute("width", 3), Attribute("short side", 2.5),
    Attribute("long side", 3),
    Attribute("is a square", 2.5), Attribute("touches the edge", 3), Attribute("spans the grid", 2), Attribute("is taller", 3),
    Attribute("area rank", 1), Attribute("short side rank", 2.5), Attribute("rectangles of its size", 4),
    Attribute("is framed", 3), Attribute("has the size of a framed one", 2), Attribute("edges touched", 4),
)  # fmt: skip


@dataclass(frozen=True)
class Finder:
    """A way to find rectangles of a plain color.

    sizes: of windows; none for maximal rectangles. reach: of the steps that join cells to clusters, whose boxes are the
    rectangles then (0: no clusters).
    """

    words: str
    cost: float
    least_side: int = 1
    sizes: tuple[tuple[int, int], ...] = ()
    is_disjoint: bool = False
    reach: int = 0

    def find(self, grid: Grid, plain: int) -> list[Box] | None:
        """The rectangles of a grid."""
        is_plain = grid == plain
        if self.reach:
            return cluster_boxes(is_plain, self.reach)
        if not self.sizes:
            return maximal_rectangles(is_plain, self.least_side)
        boxes = sorted(box for high, wide in self.sizes for box in windows_of_size(is_plain, high, wide))
        return without_overlaps(boxes) if self.is_disjoint else boxes


@dataclass(frozen=True)
class Found:
    """The rectangles of one grid with their attributes and the color of a framed one (UNKNOWN when there is none).

    is_gap: bool, as the grid, True for cells that do not have the plain color.
    """

    grid: Grid
    is_gap: np.ndarray
    boxes: list[Box]
    table: np.ndarray
    frame_color: int


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that paint rectangles of a plain color, or keep rectangles only."""
    if not keeps_shape(task):
        return
    changes = [pair.input != pair.output for pair in task.train]
    if not all(change.any() for change in changes):
        return
    inks = {int(ink) for pair, change in zip(task.train, changes, strict=True) for ink in np.unique(pair.output[change])}
    olds = {int(old) for pair, change in zip(task.train, changes, strict=True) for old in np.unique(pair.input[change])}
    if len(inks) > max(MOST_INKS, len(task.train)):
        return
    plains = {color for color in range(COLOR_COUNT) if all((g == color).any() for g in task.inputs)}
    for plain, finder in product(sorted(plains), _finders(changes)):
        if not finder.reach and len(olds) == 1 and plain not in olds:
            continue
        if not budget.spend(30 * cells_of(task)):
            return
        found = [_found(grid, plain, finder.find(grid, plain)) for grid in task.inputs]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            continue
        for zone, zone_cost in ZONES.items():
            if (zone == "the gaps") != (finder.reach > 0) or (zone in ("the cells", "the inner cells") and len(olds) > 1):
                continue
            if not budget.spend(100 * sum(len(one.boxes) for one in known)):
                return
            for words, cost, predictions in _fit(task, changes, known, zone):
                program = f"paint {zone} of {finder.words} of color {plain}: {words}"
                total = 3 + finder.cost + zone_cost + cost
                yield Candidate(predictions, NAME, program, total, len(task.train), len(task.train))


def _finders(changes: Sequence[np.ndarray]) -> list[Finder]:
    finders = [Finder(f"boxes of cells up to {reach} apart", reach, reach=reach) for reach in (1, 2, 3)]
    finders += [Finder("maximal rectangles", 0, 2), Finder("maximal rectangles and lines", 1, 1)]
    size = _changed_size(changes)
    if size is not None:
        high, wide = size
        finders.append(Finder(f"separate {high} x {wide} windows", 1, sizes=(size,), is_disjoint=True))
        finders.append(Finder(f"{high} x {wide} windows", 1.5, sizes=(size,)))
        if high != wide:
            finders.append(Finder(f"{high} x {wide} windows, turned", 2, sizes=(size, (wide, high))))
    return finders


def _changed_size(changes: Sequence[np.ndarray]) -> tuple[int, int] | None:
    """The size of the smallest piece that every demonstration changed, when it is a rectangle of at least 3 cells."""
    smallest = set()
    for change in changes:
        boxes = maximal_rectangles(change)
        if not boxes:
            return None
        smallest.add(min((high, wide) for _, _, high, wide in boxes))
    size = min(smallest)
    return size if size[0] * size[1] >= 3 and len(smallest) <= 2 else None


def _found(grid: Grid, plain: int, boxes: list[Box] | None) -> Found | None:
    """Measure the rectangles of a grid."""
    if boxes is None:
        return None
    table = np.zeros((len(boxes), len(ATTRIBUTES)), np.int64)
    if not boxes:
        return Found(grid, grid != plain, boxes, table, UNKNOWN)
    height, width = grid.shape
    top, left, high, wide = np.array(boxes, np.int64).T
    short, long = np.minimum(high, wide), np.maximum(high, wide)
    touched = np.array([top == 0, left == 0, top + high == height, left + wide == width]).sum(axis=0)
    frames = np.array([_frame_color(grid, box) for box in boxes])
    is_framed = frames != UNKNOWN
    sizes = high * 100 + wide
    columns = (
        high * wide, high, wide, short, long, high == wide, touched > 0, (high == height) | (wide == width), high > wide,
        _ranks(high * wide), _ranks(short), (sizes[:, None] == sizes).sum(axis=1), is_framed, np.isin(sizes, sizes[is_framed]),
        touched,
    )  # fmt: skip
    return Found(grid, grid != plain, boxes, np.array(columns, np.int64).T, int(frames.max()))


def _ranks(values: np.ndarray) -> np.ndarray:
    return (np.unique(values)[:, None] > values).sum(axis=0)


def _frame_color(grid: Grid, box: Box) -> int:
    """The color of the ring around a rectangle, when it is one color and lies inside the grid."""
    top, left, high, wide = box
    if top == 0 or left == 0 or top + high >= grid.shape[0] or left + wide >= grid.shape[1]:
        return UNKNOWN
    rows, cols = _zone_cells(box, "the ring", grid.shape, grid > 0)
    ring = grid[rows, cols]
    return int(ring[0]) if (ring == ring[0]).all() else UNKNOWN


def _zone_cells(box: Box, zone: str, shape: tuple[int, ...], is_gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the cells of a zone. The edge of the grid does not make a cell an outer one."""
    top, left, high, wide = box
    bottom, right = top + high, left + wide
    if zone == "the inner cells":
        top, left = top + (top > 0), left + (left > 0)
        bottom, right = bottom - (bottom < shape[0]), right - (right < shape[1])
    if zone == "the ring":
        first_row, first_col = max(0, top - 1), max(0, left - 1)
        mask = np.ones((min(shape[0], bottom + 1) - first_row, min(shape[1], right + 1) - first_col), bool)
        mask[top - first_row : bottom - first_row, left - first_col : right - first_col] = False
        rows, cols = np.nonzero(mask)
        return rows + first_row, cols + first_col
    if zone == "the gaps":
        rows, cols = np.nonzero(is_gap[top:bottom, left:right])
        return rows + top, cols + left
    rows, cols = np.indices((max(0, bottom - top), max(0, right - left)))
    return rows.ravel() + top, cols.ravel() + left


def _fit(
    task: Task, changes: Sequence[np.ndarray], found: Sequence[Found], zone: str
) -> Iterator[tuple[str, float, tuple[Grid, ...]]]:
    """Yield (words, cost, predictions) of the ways to decide which rectangles are painted."""
    shown, asked = found[: len(task.train)], found[len(task.train) :]
    if not all(one.boxes for one in shown):
        return
    painted = []
    for pair, change, one in zip(task.train, changes, shown, strict=True):
        colors = _painted_colors(pair.output, change, one, zone)
        if colors is None:
            return
        painted.append(colors)
    table, asked_table = (np.concatenate([one.table for one in some]) for some in (shown, asked))
    colors = np.concatenate(painted)
    table, colors, painted = table[colors != ANY], colors[colors != ANY], [taken[taken != ANY] for taken in painted]
    for actions, classes in _encodings(shown, painted, colors):
        for decision in decide(table, classes, asked_table, ATTRIBUTES)[:MOST_DECISIONS]:
            predictions = _drawn(asked, zone, actions, decision)
            if predictions is not None:
                cost = decision.cost + len(actions) - 1
                yield f"{decision.rule} ({'; '.join(f'{i}: {a}' for i, a in enumerate(actions))})", cost, predictions


def _painted_colors(output: Grid, change: np.ndarray, one: Found, zone: str) -> np.ndarray | None:
    """The color that every rectangle took, UNKNOWN for those that took none, ANY where larger ones paint the same cells.

    None when changed cells stay unexplained.
    """
    colors = np.full(len(one.boxes), UNKNOWN)
    is_ink = np.zeros(COLOR_COUNT, bool)
    is_ink[output[change]] = True
    is_left = change.copy()
    zones = [_zone_cells(box, zone, output.shape, one.is_gap) for box in one.boxes]
    for index in sorted(range(len(zones)), key=lambda index: -len(zones[index][0])):
        rows, cols = zones[index]
        if zone == "the gaps" and not len(rows):
            colors[index] = ANY
        elif len(rows) and is_ink[output[rows[0], cols[0]]] and (output[rows, cols] == output[rows[0], cols[0]]).all():
            is_needed = is_left[rows, cols].any() or not change[rows, cols].any()
            colors[index] = output[rows[0], cols[0]] if is_needed else ANY
            is_left[rows, cols] = False
    return None if is_left.any() else colors


def _encodings(
    shown: Sequence[Found], painted: Sequence[np.ndarray], colors: np.ndarray
) -> Iterator[tuple[list[int | str], np.ndarray]]:
    """Yield (actions, class of every rectangle): colors as they are, or the color of the framed one. UNKNOWN leaves it."""
    actions, classes = np.unique(colors, return_inverse=True)
    if len(actions) <= MOST_INKS + 1:
        yield actions.tolist(), classes
    is_copied = all(set(taken.tolist()) <= {UNKNOWN, one.frame_color} for taken, one in zip(painted, shown, strict=True))
    if is_copied and len(actions) > 2:
        yield [UNKNOWN, FRAME_INK], (colors != UNKNOWN).astype(np.int64)


def _drawn(asked: Sequence[Found], zone: str, actions: Sequence[int | str], decision: Decision) -> tuple[Grid, ...] | None:
    """Paint the chosen rectangles. None when nothing is painted or one cannot be decided."""
    grids, first = [], 0
    for one in asked:
        answers = decision.answers[first : first + len(one.boxes)]
        first += len(one.boxes)
        out = one.grid.copy()
        for box, answer in zip(one.boxes, answers.tolist(), strict=True):
            action = actions[answer] if answer >= 0 else None
            color = one.frame_color if isinstance(action, str) else action
            if color is None or (isinstance(action, str) and color == UNKNOWN):
                return None
            if color != UNKNOWN:
                out[_zone_cells(box, zone, out.shape, one.is_gap)] = color
        if same_grid(out, one.grid):
            return None
        grids.append(out)
    return tuple(grids)
