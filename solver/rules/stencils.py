"""Pieces drawn around objects of any size: colors of classes of cells as seen from the object's box, learned as patches.

Classes stretch with the box (edges, middle, inside, one cell outside ...), and the box may be turned so that the object's
longer axis, its odd cell or its heavier side always points the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.rules.layers import NONE, Pieces
from solver.seeing.attributes import COLUMN, HEIGHT, LEFT, TOP, WIDTH
from solver.seeing.groups import Group
from solver.seeing.headings import mass, odd_cells
from solver.seeing.objects import Objects
from solver.seeing.stencil import (
    ALL_FAR,
    ALL_SIDES,
    CHANGED,
    COUNT,
    FAR,
    HIGH,
    LOW,
    NEAR,
    NEAR_MIDDLE,
    OWN,
    PLACE,
    REACH,
    RINGS,
    SCHEMES,
    SECOND,
    SECOND_LINES,
    SECOND_RINGS,
    SIDE,
    draw_around,
    look_around,
)
from solver.task import Task

FEW = 4.0  # extra cost of a patch that was learned from one object only
# Schemes for rows and for columns, with their cost.
SCHEME_PAIRS: tuple[tuple[int, int, float], ...] = (
    (ALL_SIDES, ALL_SIDES, 1.0),
    (ALL_FAR, ALL_FAR, 1.0),
    (RINGS, RINGS, 1.0),
    (SECOND_RINGS, SECOND_RINGS, 1.0),
    (NEAR, NEAR, 1.5),
    (NEAR_MIDDLE, NEAR_MIDDLE, 2.0),
    (FAR, FAR, 1.5),
    (NEAR, FAR, 2.5),
    (FAR, NEAR, 2.5),
    (NEAR, SECOND_LINES, 2.5),
    (SECOND_LINES, NEAR, 2.5),
    (SECOND_LINES, SECOND_LINES, 2.5),
    (PLACE, PLACE, 3.0),
)
PLAIN_SCHEMES = (NEAR, FAR, ALL_SIDES, ALL_FAR, RINGS, SECOND_RINGS)
REACHES = ((0, 0.0), (1, 0.0), (2, 0.5), (3, 1.0), (REACH, 2.0))
MANY = 0.15  # extra cost of each class after the fourth
LEAST = 0.04  # of all changed cells that a patch has to explain


def _sign_motion(down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Motions that turn a direction so that it points down, and right as far as it is slanted."""
    transposed = np.abs(right) > np.abs(down)
    first, second = np.where(transposed, right, down), np.where(transposed, down, right)
    return transposed + 2 * (first < 0) + 4 * (second < 0)


def _by_axis(scene: Objects) -> np.ndarray:
    return (scene.table[:, HEIGHT] < scene.table[:, WIDTH]).astype(np.int64)


# How an object's box is turned before it is looked at, with the cost.
FRAMES: dict[str, tuple[float, Callable[[Objects], np.ndarray]]] = {
    "": (0.0, lambda scene: np.zeros(scene.count, np.int64)),
    " turned to the longer axis": (1.0, _by_axis),
    " turned to the odd cell": (1.0, lambda scene: _sign_motion(*odd_cells(scene))),
    " turned to the heavier side": (1.5, lambda scene: _sign_motion(*mass(scene))),
}


def stencil_pieces(task: Task, background: Sequence[int], groups: Sequence[Group], most: float) -> Iterator[Pieces]:
    """Yield the patches that groups (all of one cut) of objects agree on and that cost no more than `most`."""
    scenes = groups[0].scenes
    seen: set[bytes] = set()
    for words, (cost, frame) in FRAMES.items():
        motions = [frame(scene) for scene in scenes]
        key = np.concatenate(motions).tobytes()
        if key in seen:
            continue
        seen.add(key)
        boxes = [_boxes(scene, motion) for scene, motion in zip(scenes, motions, strict=True)]
        for row_scheme, col_scheme, price in SCHEME_PAIRS:
            some = groups if cost == 0 and row_scheme in PLAIN_SCHEMES else [group for group in groups if group.cost <= 1]
            text = f"{words} ({SCHEMES[row_scheme]}, {SCHEMES[col_scheme]})"
            yield from _lots(task, background, some, boxes, (row_scheme, col_scheme), text, cost + price, most)


def _boxes(scene: Objects, motion: np.ndarray) -> np.ndarray:
    columns = [scene.table[:, [TOP, LEFT, HEIGHT, WIDTH]], motion[:, None]]
    colors = scene.table[:, [COLUMN["color"], COLUMN["second color"]]]
    return np.ascontiguousarray(np.hstack([*columns, colors]), dtype=np.int64)


def _lots(
    task: Task,
    background: Sequence[int],
    groups: Sequence[Group],
    boxes: Sequence[np.ndarray],
    schemes: tuple[int, int],
    text: str,
    cost: float,
    most: float,
) -> Iterator[Pieces]:
    stats = []
    for pair, color, box in zip(task.train, background, boxes, strict=False):
        looks = np.empty((len(box), 2, 4, SIDE * SIDE), np.uint8)
        look_around(pair.input, pair.output, color, box, *schemes, looks)
        stats.append(looks)
    every = np.concatenate(stats)
    active = np.flatnonzero(every[:, 0, CHANGED].any(axis=0))
    every, distances = np.ascontiguousarray(every[..., active]), _distances(*schemes)[active]
    own = np.concatenate(boxes[: len(task.train)])[:, 5:7]
    least = LEAST * sum(int((pair.input != pair.output).sum()) for pair in task.train)
    paint, texts, prices = [], [], []
    for group in groups:
        member = np.concatenate(group.members[: len(task.train)])
        mine = [np.ascontiguousarray(box[chosen]) for box, chosen in zip(boxes, group.members, strict=True)]
        colors = np.concatenate(mine)[:, 5:7]
        is_varied = (colors != colors[0]).any(axis=0)
        price = group.cost + cost + FEW / int(member.sum())
        for is_over in (True, False):
            looks = every[member, int(not is_over)]
            hits = looks[:, CHANGED].sum(axis=0, dtype=np.int64)
            for ink, ink_cost, colors in _colors(looks, own[member], is_varied):
                for reach, reach_cost, drawn in _reaches(colors, distances):
                    full_price = price + ink_cost + reach_cost + MANY * max(0, int((drawn != NONE).sum()) - 4)
                    if full_price > most or hits[drawn != NONE].sum() < least:
                        continue
                    patch = np.full(SIDE * SIDE, NONE, np.int64)
                    patch[active] = drawn
                    paint.append(_painted(task, background, mine, schemes, patch, is_over))
                    place = "over" if is_over else "behind"
                    texts.append(f"patch in {ink} {place} {group.words}{text} as far as {reach}")
                    prices.append(full_price)
    if paint:
        yield Pieces(np.array(paint), texts, np.array(prices), texts)


def _distances(row_scheme: int, col_scheme: int) -> np.ndarray:
    """How far from the box the cells of every class lie; 1 for classes that go on to the edge."""
    if row_scheme == RINGS:
        return np.repeat(np.maximum(0, 10 - np.arange(SIDE)), SIDE)
    axes = []
    for scheme in (row_scheme, col_scheme):
        axis = np.zeros(SIDE, np.int64)
        if scheme in (NEAR, NEAR_MIDDLE, ALL_SIDES):
            axis[:REACH] = axis[11 : 11 + REACH] = np.arange(1, REACH + 1)
        elif scheme == PLACE:
            axis[:6] = np.arange(6, 0, -1)
        else:
            axis[[0, 1, 11, 12]] = 1
        axes.append(axis)
    return np.maximum.outer(*axes).ravel()


def _reaches(colors: np.ndarray, distances: np.ndarray) -> Iterator[tuple[int, float, np.ndarray]]:
    """Yield the patch cut to what lies near, smallest first: reach, cost, colors."""
    last = np.full_like(colors, NONE)
    for reach, cost in REACHES:
        drawn = np.where(distances <= reach, colors, NONE)
        if (drawn != last).any():
            yield reach, cost, drawn
        last = drawn


def _painted(
    task: Task,
    background: Sequence[int],
    boxes: Sequence[np.ndarray],
    schemes: tuple[int, int],
    colors: np.ndarray,
    is_over: bool,
) -> np.ndarray:
    parts = []
    for grid, main, box in zip(task.inputs, background, boxes, strict=True):
        out = np.full(grid.shape, NONE, np.uint8)
        draw_around(grid, main, box, *schemes, colors, int(is_over), out)
        parts.append(out.ravel())
    return np.concatenate(parts)


def _colors(stats: np.ndarray, own: np.ndarray, is_varied: Sequence[bool]) -> Iterator[tuple[str, float, np.ndarray]]:
    """Yield ink, cost and the color of every class (NONE for nothing): what all objects agree on, and most of them changed."""
    is_there = stats[:, COUNT] > 0
    is_drawn = 2 * (stats[:, CHANGED] > 0).sum(axis=0) >= np.maximum(1, is_there.sum(axis=0))
    if not is_drawn.any():
        return
    low, high = stats[:, LOW], stats[:, HIGH]
    lowest, highest = low.min(axis=0), high.max(axis=0)
    agrees = (lowest == highest) & is_drawn
    if agrees.any():
        yield "fixed colors", 0.0, np.where(agrees, lowest, NONE).astype(np.int64)
    for column, ink, words in ((0, OWN, "the object's color"), (1, SECOND, "the object's second color")):
        if not is_varied[column] or own[:, column].min() <= 0:
            continue
        mine = own[:, column, None]
        agrees = (((low == mine) & (high == mine)) | ~is_there).all(axis=0) & is_drawn
        if agrees.any():
            yield words, float(column), np.where(agrees, ink, NONE).astype(np.int64)
