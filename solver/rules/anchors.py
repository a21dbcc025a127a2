"""What movers go by: for each mover a box, of the thing that it is related to, of all things of a color, of the grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.language.term import near
from solver.rules.movers import Bodies
from solver.seeing.boxes import NO_CELL, Box, box_of, framed
from solver.seeing.colors import counts_of
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.headings import GIVEN, Step, single_heading
from solver.task import COLOR_COUNT, Grid

FAR = 1 << 40
OWN = "its own"
Color = int | str | None  # a color, OWN, or none
STEPS: dict[str, Step] = {
    "up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1),
    "up left": (-1, -1), "up right": (-1, 1), "down left": (1, -1), "down right": (1, 1),
}  # fmt: skip

# How a mover is related to one of the things that stay, with the cost; see related().
RELATIONS: dict[str, float] = {
    "the closest thing": 1.0,
    "the closest thing straight ahead": 1.5,
    "the closest thing of its color": 1.5,
    "the thing around it": 1.5,
    "the largest thing": 1.5,
    "the smallest thing": 2.0,
    "the largest thing of its color": 1.5,
    "the closest thing of another color": 2.0,
    "the closest thing of its second color": 2.0,
    "the closest thing of its shape": 2.0,
    "the closest thing of its size": 2.5,
    "the largest thing beside it": 2.0,
}


class Anchors(NamedTuple):
    """One box per mover to go by: first and last row and col. is_known: whether the mover has such an anchor."""

    words: str
    cost: float
    first: np.ndarray
    last: np.ndarray
    is_known: np.ndarray


@compiled(types.UniTuple(types.int64, 3)(GRID, INTEGERS, INTEGERS, INTEGER))
def towards(grid: np.ndarray, rows: np.ndarray, cols: np.ndarray, anchor: int) -> tuple[int, int, int]:
    """Find the closest anchor-colored cell straight up, down, left or right of some of the cells: step and distance.

    Returns (0, 0, 99) when there is none, or when two directions are equally close.
    """
    height, width = grid.shape
    best_down, best_right, best, is_tie = 0, 0, 99, False
    for k in range(rows.size):
        for direction in range(4):
            down, right = ROW_STEPS[direction], COL_STEPS[direction]
            distance, row, col = 1, rows[k] + down, cols[k] + right
            while 0 <= row < height and 0 <= col < width and grid[row, col] != anchor:
                distance += 1
                row += down
                col += right
            if not (0 <= row < height and 0 <= col < width) or distance > best:
                continue
            is_other = down != best_down or right != best_right
            is_tie = distance == best and (is_tie or is_other)
            best_down, best_right, best = down, right, distance
    return (0, 0, 99) if is_tie or best == 99 else (best_down, best_right, best)


@lru_cache(maxsize=64)
def anchors_of(movers: Bodies) -> list[Anchors]:
    """What movers may go by: the grid, things that stay, cells of a color, the other movers."""
    count, scene = len(movers), movers.scene
    stays = movers.others.mask
    places = {"the grid": (1.0, np.ones(stays.shape, bool)), "what stays": (1.0, stays)}
    places |= {f"color {color}": (1.5, (scene.grid == color) & stays) for color in range(COLOR_COUNT)}
    found = [_boxed(words, cost, [box_of(mask)] * count) for words, (cost, mask) in places.items()]
    found.append(_boxed("all movers", 1.5, [box_of(movers.mask)] * count))
    found.append(_boxed("its own color", 1.0, [box_of((scene.grid == color) & stays) for color in movers.color]))
    following = (np.roll(movers.first, -1, 0), np.roll(movers.last, -1, 0))
    return [*found, *related(movers), Anchors("the next mover", 2.5, *following, np.full(count, count > 1))]


def _boxed(words: str, cost: float, boxes: Sequence[Box]) -> Anchors:
    first = np.array([(rows.start, cols.start) for rows, cols in boxes], np.int64).reshape(-1, 2)
    last = np.array([(rows.stop - 1, cols.stop - 1) for rows, cols in boxes], np.int64).reshape(-1, 2)
    return Anchors(words, cost, first, last, last[:, 0] >= 0)


@lru_cache(maxsize=64)
def related(movers: Bodies) -> list[Anchors]:
    """For each mover the one object that stays to which it has a relation."""
    stayers = movers.others
    gaps = np.maximum(movers.first[:, None] - stayers.last[None], stayers.first[None] - movers.last[:, None])
    apart = np.maximum(gaps, 0)
    closest = 1000 * apart.max(axis=2) + apart.sum(axis=2)
    size = np.broadcast_to(stayers.size, closest.shape)
    covers = ((stayers.first[None] <= movers.first[:, None]) & (stayers.last[None] >= movers.last[:, None])).all(axis=2)

    def shares(column: str, other: str = "") -> np.ndarray:
        return np.asarray(movers.column(column)[:, None] == stayers.column(other or column)[None])

    orders: list[tuple[np.ndarray, np.ndarray | bool]] = [
        (closest, True),
        (closest, (apart == 0).any(axis=2)),
        (closest, shares("color")),
        (size, covers),
        (-size, True),
        (size, True),
        (-size, shares("color")),
        (closest, ~shares("color")),
        (closest, shares("second color", "color")),
        (closest, shares("shape")),
        (closest, shares("size")),
        (-size, apart.max(axis=2) <= 1),
    ]
    if not len(stayers):
        nothing = np.zeros((len(movers), 2), np.int64)
        return [Anchors(words, cost, nothing, nothing, np.zeros(len(movers), bool)) for words, cost in RELATIONS.items()]
    found = []
    for (words, cost), (order, allowed) in zip(RELATIONS.items(), orders, strict=True):
        order = np.where(allowed, order, FAR)
        best = order.argmin(axis=1)
        found.append(Anchors(words, cost, stayers.first[best], stayers.last[best], order.min(axis=1) < FAR))
    return found


class Direction(NamedTuple):
    """A way to go. steps: one step of each mover (int64, movers x 2), 0 where it points to none or to several sides; wall: the
    color, or OWN, of the cell that it leads straight to.
    """

    cost: float
    steps: Callable[[Bodies], np.ndarray]
    wall: Color = None


def _straight(wall: Color) -> Callable[[Bodies], np.ndarray]:
    """The steps straight to the closest cell of a color, of their own color, or to what stays."""

    def steps(movers: Bodies) -> np.ndarray:
        if wall is None:
            return _sights((movers.stays != NO_CELL).astype(np.uint8), movers, np.ones(len(movers), np.int64))
        return _sights(movers.stays, movers, movers.color if wall == OWN else np.full(len(movers), wall))

    return steps


def _towards(number: int, sign: int) -> Callable[[Bodies], np.ndarray]:
    """The steps towards (sign 1) one of the related things, or away from it, slanted where they are in line on no axis."""

    def steps(movers: Bodies) -> np.ndarray:
        anchor = related(movers)[number]
        found = (movers.last < anchor.first).astype(np.int64) - (movers.first > anchor.last)
        return sign * found * anchor.is_known[:, None]

    return steps


def _heading(way: str) -> Callable[[Bodies], np.ndarray]:
    return lambda movers: single_heading(movers.scene, way)[movers.flags]


# Where movers may go: one way for all; where each points by itself; straight to a color; towards what it is related to and
# away from it.
WAYS: dict[str, Direction] = {
    way: Direction(0.0, partial(lambda step, movers: np.tile(step, (len(movers), 1)), step)) for way, step in STEPS.items()
}
WAYS |= {way: Direction(cost, _heading(way)) for way, (cost, _) in GIVEN.items()}
WAYS |= {f"straight to color {color}": Direction(0.5, _straight(color), color) for color in range(COLOR_COUNT)}
WAYS |= {
    "straight to its own color": Direction(0.5, _straight(OWN), OWN),
    "straight to what stays": Direction(0.5, _straight(None)),
    "towards what it touches": Direction(1.5, lambda movers: _touched(movers)),
    "away from what it touches": Direction(1.5, lambda movers: -_touched(movers)),
}
for _number, (_words, _cost) in enumerate(RELATIONS.items()):
    WAYS[f"towards {_words}"] = Direction(_cost + 0.5, _towards(_number, 1))
    WAYS[f"away from {_words}"] = Direction(_cost + 1.0, _towards(_number, -1))


def _sights(grid: Grid, movers: Bodies, colors: np.ndarray) -> np.ndarray:
    """One step of each mover straight to the closest cell of its color."""
    shown, steps = counts_of(grid), np.zeros((len(movers), 2), np.int64)
    for index, color in enumerate(colors.tolist()):
        if shown[color]:
            steps[index] = towards(grid, *movers.cells[index], color)[:2]
    return steps


def _touched(movers: Bodies) -> np.ndarray:
    """One step to the only side on which cells of each lie beside what stays."""
    steps, stays = np.zeros((len(movers), 2), np.int64), framed(movers.others.mask, False)
    for index, (rows, cols) in enumerate(movers.cells):
        sides = [(down, right) for down, right in list(STEPS.values())[:4] if stays[rows + 1 + down, cols + 1 + right].any()]
        if len(sides) == 1:
            steps[index] = sides[0]
    return steps


@lru_cache(maxsize=4096)
def steps_of(movers: Bodies, way: str) -> np.ndarray:
    """The steps of one of the WAYS. Raises ValueError for one that there is not."""
    if way not in WAYS:
        raise ValueError(f"unknown direction {way!r}{near(way, WAYS)}")
    return WAYS[way].steps(movers)
