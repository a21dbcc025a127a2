"""Pieces drawn around cells, and around objects of any size: colors of classes of cells as seen from a box, learned.

Classes stretch with the box (edges, middle, inside, one cell outside ...), and the box may be turned so that the object's
longer axis, its odd cell or its heavier side always points the same way. A class belongs to the patch when all boxes of all
demonstrations show the same color there (or their own color), and enough of them a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.layers import Pieces, lot
from solver.rules.sources import NONE, Canvas, Case, Cells, Group
from solver.seeing.attributes import COLUMN, HEIGHT, LEFT, TOP, WIDTH
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
from solver.task import Grid

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
INKS = {"own": OWN, "second": SECOND}  # beside colors


class Learning(NamedTuple):
    """How patches are learned.

    reaches: how far from the box, with the cost, and the extra cost of a patch that was learned from one box only. many: extra
    cost of each class after the fourth. share: of the boxes that have to show a change. least: share of all changed cells that
    a patch has to explain. is_any: its own color may be looked at where the demonstrations show only one.
    """

    reaches: tuple[tuple[int, float, float], ...]
    many: float
    share: float
    least: float
    is_any: bool


AROUND_CELLS = Learning(((1, 1.5, 6.0), (2, 2.0, 6.0), (3, 2.5, 12.0), (REACH, 4.0, 12.0)), 0.0, 0.0, 0.0, True)
AROUND_OBJECTS = Learning(((0, 0, 4.0), (1, 0, 4.0), (2, 0.5, 4.0), (3, 1.0, 4.0), (REACH, 2.0, 4.0)), 0.15, 0.5, 0.04, False)


def _sign_motion(down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Motions that turn a direction so that it points down, and right as far as it is slanted."""
    transposed = np.abs(right) > np.abs(down)
    first, second = np.where(transposed, right, down), np.where(transposed, down, right)
    return transposed + 2 * (first < 0) + 4 * (second < 0)


def _by_axis(scene: Objects) -> np.ndarray:
    return (scene.table[:, HEIGHT] < scene.table[:, WIDTH]).astype(np.int64)


# How an object's box is turned before it is looked at, with the cost.
TURNS: dict[str, tuple[float, Callable[[Objects], np.ndarray]]] = {
    "as it is": (0.0, lambda scene: np.zeros(scene.count, np.int64)),
    "to the longer axis": (1.0, _by_axis),
    "to the odd cell": (1.0, lambda scene: _sign_motion(*odd_cells(scene))),
    "to the heavier side": (1.5, lambda scene: _sign_motion(*mass(scene))),
}


@verb
def patch(
    canvas: Canvas,
    of: Term,
    colors: dict[int | str, tuple[tuple[int, int], ...]],
    rows: str = SCHEMES[NEAR],
    cols: str = SCHEMES[NEAR],
    turned: str = "as it is",
    is_over: bool = False,
) -> Grid | None:
    """Colors around things, over or behind what is there: each color (or "own", "second") with its classes of cells.

    A class is a pair of what seeing/stencil.py numbers rows and cols with as they are seen from the box, which may be turned.
    """
    start = of(canvas)
    if start is None:
        return None
    classes = np.full(SIDE * SIDE, NONE, np.int64)
    for color, pairs in colors.items():
        for row, col in pairs:
            classes[row * SIDE + col] = INKS[color] if isinstance(color, str) else color
    boxes = _cell_boxes(start) if isinstance(start, Cells) else _boxes(start.scene, turned)[start.members]
    return _painted(canvas, boxes, (SCHEMES.index(rows), SCHEMES.index(cols)), classes, is_over)


def _cell_boxes(start: Cells) -> np.ndarray:
    """Boxes (top, left, height, width, motion, color, second color) of one cell each."""
    rows, cols = np.divmod(start.places, start.canvas.grid.shape[1])
    boxes = np.zeros((len(rows), 7), np.int64)
    boxes[:, 0], boxes[:, 1], boxes[:, 2:4], boxes[:, 5] = rows, cols, 1, start.canvas.grid[rows, cols]
    return boxes


def _boxes(scene: Objects, turned: str) -> np.ndarray:
    """Boxes of all objects, as for cells."""
    colors = scene.table[:, [COLUMN["color"], COLUMN["second color"]]]
    columns = [scene.table[:, [TOP, LEFT, HEIGHT, WIDTH]], TURNS[turned][1](scene)[:, None], colors]
    return np.ascontiguousarray(np.hstack(columns), dtype=np.int64)


def _painted(canvas: Canvas, boxes: np.ndarray, schemes: tuple[int, int], colors: np.ndarray, is_over: bool) -> Grid:
    out = canvas.blank()
    draw_around(canvas.grid, canvas.background, np.ascontiguousarray(boxes), *schemes, colors, int(is_over), out)
    return out


class Choice(NamedTuple):
    """What a patch may be drawn around: some of the boxes of every input."""

    of: Term
    cost: float
    members: Sequence[np.ndarray]


def patches_of_cells(case: Case, of: Term, cost: float, several: Sequence[Cells]) -> Iterator[Pieces]:
    """Yield the patches around cells."""
    boxes = [_cell_boxes(one) for one in several]
    choice = Choice(of, cost, [np.ones(len(box), bool) for box in boxes])
    if any(map(len, boxes[: len(case.task.train)])):
        yield from _learned(case, AROUND_CELLS, [choice], boxes, (NEAR, NEAR), {}, 0.0, np.inf)


def patches_of_objects(case: Case, groups: Sequence[Group], most: float) -> Iterator[Pieces]:
    """Yield the patches that groups (all of one cut) of objects agree on and that cost no more than `most`."""
    seen: set[bytes] = set()
    for turned, (cost, _) in TURNS.items():
        boxes = [_boxes(scene, turned) for scene in groups[0].scenes]
        key = np.concatenate(boxes).tobytes()
        if key in seen:
            continue
        seen.add(key)
        for row_scheme, col_scheme, price in SCHEME_PAIRS:
            is_plain = cost == 0 and row_scheme in PLAIN_SCHEMES
            choices = [Choice(group.of, group.cost, group.members) for group in groups if is_plain or group.cost <= 1]
            words = {"rows": SCHEMES[row_scheme], "cols": SCHEMES[col_scheme], "turned": turned}
            yield from _learned(case, AROUND_OBJECTS, choices, boxes, (row_scheme, col_scheme), words, cost + price, most)


def _learned(
    case: Case,
    learning: Learning,
    choices: Sequence[Choice],
    boxes: Sequence[np.ndarray],
    schemes: tuple[int, int],
    words: dict[str, str],
    cost: float,
    most: float,
) -> Iterator[Pieces]:
    """Yield the patches by one pair of schemes."""
    stats = []
    for pair, canvas, box in zip(case.task.train, case.canvases, boxes, strict=False):
        stats.append(np.empty((len(box), 2, 4, SIDE * SIDE), np.uint8))
        look_around(pair.input, pair.output, canvas.background, box, *schemes, stats[-1])
    every = np.concatenate(stats)
    active = np.flatnonzero(every[:, 0, CHANGED].any(axis=0))
    every, distances = np.ascontiguousarray(every[..., active]), _distances(*schemes)[active]
    own = np.concatenate(boxes[: len(stats)])[:, 5:7]
    least = learning.least * int((case.before != case.after).sum())
    found = []
    for choice in choices:
        member = np.concatenate(choice.members[: len(stats)])
        mine = [box[chosen] for box, chosen in zip(boxes, choice.members, strict=True)]
        colors = np.concatenate(mine)[:, 5:7]
        is_varied = (colors != colors[0]).any(axis=0) | (learning.is_any, False)
        for is_over in (True, False):
            looks = every[member, int(not is_over)]
            hits = looks[:, CHANGED].sum(axis=0, dtype=np.int64)
            for ink_cost, colors in _colors(looks, own[member], is_varied, learning.share):
                for price, drawn in _reaches(colors, distances, learning.reaches, int(member.sum())):
                    full_price = choice.cost + cost + ink_cost + price
                    full_price += learning.many * max(0, int((drawn != NONE).sum()) - 4)
                    if full_price > most or hits[drawn != NONE].sum() < least:
                        continue
                    classes = np.full(SIDE * SIDE, NONE, np.int64)
                    classes[active] = drawn
                    several = zip(case.canvases, mine, strict=True)
                    paint = np.concatenate([_painted(*one, schemes, classes, is_over).ravel() for one in several])
                    found.append((paint, full_price, partial(_told, choice.of, classes, words, is_over)))
    yield from lot(found)


def _told(of: Term, classes: np.ndarray, words: dict[str, str], is_over: bool) -> Term:
    """The term of a patch."""
    names = {number: word for word, number in INKS.items()}
    colors = {
        names.get(color, color): [divmod(place, SIDE) for place in np.flatnonzero(classes == color).tolist()]
        for color in np.unique(classes[classes != NONE]).tolist()
    }
    return term(patch, of=of, colors=colors, is_over=is_over, **words)


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


def _reaches(
    colors: np.ndarray, distances: np.ndarray, reaches: Sequence[tuple[int, float, float]], count: int
) -> Iterator[tuple[float, np.ndarray]]:
    """Yield the patch cut to what lies near, smallest first: cost, colors."""
    last = np.full_like(colors, NONE)
    for reach, cost, few in reaches:
        drawn = np.where(distances <= reach, colors, NONE)
        if (drawn != last).any():
            yield cost + few / count, drawn
        last = drawn


def _colors(stats: np.ndarray, own: np.ndarray, is_varied: np.ndarray, share: float) -> Iterator[tuple[float, np.ndarray]]:
    """Yield cost and the color of every class (NONE for nothing): what all boxes agree on, and enough of them changed."""
    is_there = stats[:, COUNT] > 0
    is_drawn = (stats[:, CHANGED] > 0).sum(axis=0) >= np.maximum(1, share * is_there.sum(axis=0))
    if not is_drawn.any():
        return
    low, high = stats[:, LOW], stats[:, HIGH]
    lowest, highest = low.min(axis=0), high.max(axis=0)
    agrees = (lowest == highest) & is_drawn
    if agrees.any():
        yield 0.0, np.where(agrees, lowest, NONE).astype(np.int64)
    for column, ink in enumerate((OWN, SECOND)):
        if not is_varied[column] or own[:, column].min() <= 0:
            continue
        mine = own[:, column, None]
        agrees = (((low == mine) & (high == mine)) | ~is_there).all(axis=0) & is_drawn
        if agrees.any():
            yield float(column), np.where(agrees, ink, NONE).astype(np.int64)
