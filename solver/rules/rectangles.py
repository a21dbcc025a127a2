"""Rectangles of one color found in whatever surrounds them: which of them are painted, framed or kept is learned.

The rectangles are the maximal ones, windows of the size that the demonstrations paint, or boxes of clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.decide import Things
from solver.rules.painting import GAPS, RING, Copied, paintings, scene_of
from solver.rules.rule import cells_of, changes_in_place
from solver.seeing.attributes import UNKNOWN, Attribute
from solver.seeing.rectangles import Box, cluster_boxes, maximal_rectangles, windows_of_size, without_overlaps
from solver.seeing.zones import STAYS
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "rectangles"
MOST_INKS = 3
ZONES = ("the cells", RING, GAPS)

ATTRIBUTES = (
    Attribute("area", 2), Attribute("height", 3), Attribute("width", 3), Attribute("short side", 2.5),
    Attribute("long side", 3),
    Attribute("is a square", 2.5), Attribute("touches the edge", 3), Attribute("spans the grid", 2), Attribute("is taller", 3),
    Attribute("area rank", 1), Attribute("short side rank", 2.5), Attribute("rectangles of its size", 4),
    Attribute("is framed", 3), Attribute("has the size of a framed one", 2), Attribute("edges touched", 4),
)  # fmt: skip


@dataclass(frozen=True)
class RectangleScene:
    """The rectangles of a grid, which may overlap. is_gap: bool, as the grid, True for cells of other colors than theirs."""

    grid: Grid
    is_gap: np.ndarray
    boxes: list[Box]

    @cached_property
    def things(self) -> Things:
        """Their attributes."""
        if not self.boxes:
            return Things(np.zeros((0, len(ATTRIBUTES)), np.int64), ATTRIBUTES)
        height, width = self.grid.shape
        top, left, high, wide = np.array(self.boxes, np.int64).T
        short, long = np.minimum(high, wide), np.maximum(high, wide)
        touched = np.array([top == 0, left == 0, top + high == height, left + wide == width]).sum(axis=0)
        is_framed = self.frame_colors != UNKNOWN
        sizes = high * 100 + wide
        columns = (
            high * wide, high, wide, short, long, high == wide, touched > 0, (high == height) | (wide == width), high > wide,
            _ranks(high * wide), _ranks(short), (sizes[:, None] == sizes).sum(axis=1), is_framed,
            np.isin(sizes, sizes[is_framed]), touched,
        )  # fmt: skip
        return Things(np.array(columns, np.int64).T, ATTRIBUTES)

    @cached_property
    def frame_colors(self) -> np.ndarray:
        """The color of the ring around each rectangle, where it is one color and lies inside the grid, else UNKNOWN."""
        found = np.full(len(self.boxes), UNKNOWN)
        for index, (top, left, high, wide) in enumerate(self.boxes):
            if top and left and top + high < self.grid.shape[0] and left + wide < self.grid.shape[1]:
                ring = self.grid[self.zone(index, RING)]
                found[index] = ring[0] if (ring == ring[0]).all() else UNKNOWN
        return found

    def copied(self, is_meant: np.ndarray) -> Copied:
        """The color of a framed one."""
        color = self.frame_colors.max(initial=UNKNOWN)
        return {"the color of the framed one": (-0.5, np.full(len(self.boxes), color))}

    def zone(self, index: int, zone: str) -> tuple[np.ndarray, ...]:
        """Rows and columns of the cells that one owns."""
        top, left, high, wide = self.boxes[index]
        bottom, right = top + high, left + wide
        is_in = np.zeros_like(self.is_gap)
        if zone == RING:
            is_in[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = True
            is_in[top:bottom, left:right] = False
        else:
            is_in[top:bottom, left:right] = self.is_gap[top:bottom, left:right] if zone == GAPS else True
        return np.nonzero(is_in)

    def painted(self, zone: str, colors: np.ndarray) -> Grid | None:
        """Paint their zones, later ones over earlier ones. None when nothing is painted."""
        out = self.grid.copy()
        for index in np.flatnonzero(colors != STAYS).tolist():
            out[self.zone(index, zone)] = colors[index]
        return None if (colors == UNKNOWN).any() or same_grid(out, self.grid) else out


def _ranks(values: np.ndarray) -> np.ndarray:
    return (np.unique(values)[:, None] > values).sum(axis=0)


# Verbs that find rectangles in what is seen.
@verb
def rectangles(seen: Grid, color: int, least_side: int = 2) -> RectangleScene | None:
    """The maximal rectangles of a color."""
    boxes = maximal_rectangles(seen == color, least_side)
    return None if boxes is None else RectangleScene(seen, seen != color, boxes)


@verb
def windows(seen: Grid, color: int, height: int, width: int) -> RectangleScene:
    """The rectangles of a color and of a size, those left out that overlap an earlier one."""
    boxes = without_overlaps(windows_of_size(seen == color, height, width))
    return RectangleScene(seen, seen != color, boxes)


@verb
def clusters(seen: Grid, color: int, reach: int) -> RectangleScene | None:
    """The boxes of clusters of a color, joined by steps of up to `reach` rows and columns."""
    boxes = cluster_boxes(seen == color, reach)
    return None if boxes is None else RectangleScene(seen, seen != color, boxes)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that paint rectangles of a plain color, or keep rectangles only."""
    if not changes_in_place(task):
        return
    changes = [pair.input != pair.output for pair in task.train]
    inks, olds = (
        {int(color) for grid, change in zip(grids, changes, strict=False) for color in np.unique(grid[change])}
        for grids in (task.outputs, task.inputs)
    )
    if len(inks) > max(MOST_INKS, len(task.train)):
        return
    plains = {color for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)}
    for plain, (find, details) in product(sorted(plains), _finders(changes)):
        if find is not clusters and len(olds) == 1 and plain not in olds:
            continue
        if not budget.spend(30 * cells_of(task)):
            return
        cut = term(find, color=plain, **details)
        scenes = [one for one in (scene_of(grid, cut) for grid in task.inputs) if isinstance(one, RectangleScene)]
        if len(scenes) < len(task.inputs):
            continue
        for zone in ZONES:
            if (zone == GAPS) != (find is clusters) or (zone == "the cells" and len(olds) > 1):
                continue
            if not budget.spend(100 * sum(len(one.boxes) for one in scenes)):
                return
            took = _colors(task, changes, scenes, zone)
            if took is not None:
                yield from paintings(task, NAME, scenes, took, took, cut=cut, zone=zone)


def _finders(changes: Sequence[np.ndarray]) -> Iterator[tuple[Callable, dict[str, Any]]]:
    """Yield (verb, arguments) of the ways to find rectangles."""
    for reach in (1, 2, 3):
        yield clusters, {"reach": reach}
    yield rectangles, {}
    yield rectangles, {"least_side": 1}
    size = _changed_size(changes)
    if size is not None:
        yield windows, {"height": size[0], "width": size[1]}


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


def _colors(task: Task, changes: Sequence[np.ndarray], scenes: Sequence[RectangleScene], zone: str) -> np.ndarray | None:
    """The color that every rectangle took, STAYS for those that took none, UNKNOWN where larger ones paint the same cells.

    None when a demonstration has no rectangle or changed cells stay unexplained.
    """
    found = []
    for pair, change, scene in zip(task.train, changes, scenes, strict=False):
        colors = np.full(len(scene.boxes), STAYS)
        inks = set(pair.output[change].tolist())
        is_left = change.copy()
        zones = [scene.zone(index, zone) for index in range(len(colors))]
        for index in sorted(range(len(zones)), key=lambda index: -len(zones[index][0])):
            here = zones[index]
            after = pair.output[here]
            if zone == GAPS and not len(after):
                colors[index] = UNKNOWN
            elif len(after) and after[0] in inks and (after == after[0]).all():
                is_needed = is_left[here].any() or not change[here].any()
                colors[index] = after[0] if is_needed else UNKNOWN
                is_left[here] = False
        if is_left.any() or not len(colors):
            return None
        found.append(colors)
    return np.concatenate(found)
