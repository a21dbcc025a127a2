"""Marks: cells of colors that are nowhere joined, and straight sticks; which of the parts of a grid they point out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from solver.seeing.attributes import HEIGHT, LEFT, TOP, WIDTH
from solver.seeing.objects import Part, objects_of
from solver.task import MAX_SIDE, Grid

MOST_MARKS = 12
CUT = "one-colored objects joined by corners"
FAR = 2 * MAX_SIDE
# From which side a part is seen by a mark: the steps of the mark's sight (down, right).
SIDES = {"above": (1, 0), "below": (-1, 0), "to the left": (0, 1), "to the right": (0, -1)}
STICKS, DISTANCE, ACROSS, DOWN = "sticks that point at it", "distance to a mark", "counted across", "counted down"
KEYED = "has the color of a corner"
# What marks tell of a part, with its cost.
MARKED_COST = {f"distance to a mark {side}": 3 for side in SIDES} | dict.fromkeys((STICKS, DISTANCE, KEYED), 3)
MARKED_COST |= dict.fromkeys((ACROSS, DOWN), 4)
Sight = tuple[int, int, int, int]  # row, col, steps down and right


@lru_cache(maxsize=100)
def _marks(cells: bytes, shape: tuple[int, int]) -> tuple[list[tuple[int, int]], list[Sight]]:
    """The cells of colors that only single cells have, and from where and which way sticks point; none where there are many."""
    scene = objects_of(np.frombuffer(cells, np.uint8).reshape(shape), CUT)
    if scene is None:
        return [], []
    sizes, colors = scene.column("size"), scene.column("color")
    marks = scene.table[~np.isin(colors, colors[sizes > 1])][:, [TOP, LEFT]].tolist()
    sticks: list[Sight] = []
    for top, left, height, width in scene.table[:, [TOP, LEFT, HEIGHT, WIDTH]].tolist():
        if min(height, width) == 1 < max(height, width):
            down, right = int(width == 1), int(height == 1)
            sticks += [(top, left, -down, -right), (top + height - 1, left + width - 1, down, right)]
    return (marks if len(marks) <= MOST_MARKS else []), (sticks if len(sticks) <= 2 * MOST_MARKS else [])


def _seen(grid: Grid, sight: Sight) -> tuple[int, int] | None:
    """The first cell that is not 0 beyond a cell in a direction."""
    row, col, down, right = sight
    while True:
        row, col = row + down, col + right
        if not (0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]):
            return None
        if grid[row, col]:
            return row, col


def pointed_out(parts: Sequence[Part], grid: Grid, colors: Sequence[int], sizes: Sequence[int]) -> dict[str, list[int]]:
    """What marks tell of each part, by the names of MARKED_COST; colors, sizes: of the parts."""
    found = {name: [FAR if "distance" in name else 0] * len(parts) for name in MARKED_COST}
    marks, sticks = _marks(grid.tobytes(), grid.shape)
    keys = _corner_colors(grid)
    if not marks and not sticks and not keys:
        return found
    sights = [(f"distance to a mark {side}", (*mark, *step)) for side, step in SIDES.items() for mark in marks]
    sights += [(STICKS, stick) for stick in sticks]
    owner = np.full(grid.shape, -1)
    for index, part in enumerate(parts):
        owner[part.row :, part.col :][: part.mask.shape[0], : part.mask.shape[1]][part.mask] = index
    for name, sight in sights:
        place = _seen(grid, sight)
        if place is not None and owner[place] >= 0:
            seen, index = found[name], owner[place]
            away = abs(place[0] - sight[0]) + abs(place[1] - sight[1])
            seen[index] = seen[index] + 1 if name == STICKS else min(seen[index], away)
    larger = [index for index, size in enumerate(sizes) if size > 1]
    found[KEYED] = [int(size > 1 and color in keys) for color, size in zip(colors, sizes, strict=True)]
    found[DISTANCE] = [min(_distances(part, marks), default=FAR) for part in parts]
    if marks:
        found[ACROSS] = _is_place(len(marks), sorted(larger, key=lambda at: (parts[at].col, parts[at].row)), len(parts))
        found[DOWN] = _is_place(len(marks), sorted(larger, key=lambda at: (parts[at].row, parts[at].col)), len(parts))
    return found


def _corner_colors(grid: Grid) -> set[int]:
    """The colors of corner cells of the grid that touch nothing else."""
    corners = [grid[rows, cols] for rows in (slice(0, 2), slice(-2, None)) for cols in (slice(0, 2), slice(-2, None))]
    places = product((0, -1), repeat=2)
    return {int(one[place]) for one, place in zip(corners, places, strict=True) if one[place] and np.count_nonzero(one) == 1}


def _distances(part: Part, marks: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The steps from a part's box to the marks that are not in it."""
    for row, col in marks:
        down = max(part.row - row, row - part.row - part.mask.shape[0] + 1, 0)
        right = max(part.col - col, col - part.col - part.mask.shape[1] + 1, 0)
        if down + right:
            yield down + right


def _is_place(place: int, order: Sequence[int], count: int) -> list[int]:
    """1 for the one of an order in a place, counted from 1."""
    return [int(index in order[place - 1 : place]) for index in range(count)]
