"""Pieces drawn around cells, and around objects of any size: colors of classes of cells as seen from a box, learned.

Classes stretch with the box (edges, middle, inside, one cell outside ...), and the box may be turned so that the object's
longer axis or its odd cell always points the same way. A class belongs to the patch when all boxes of all
demonstrations show the same color there (or their own color), and enough of them a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.layers import Pieces, lot
from solver.rules.sources import NONE, Canvas, Case, Cells, Group
from solver.seeing.attributes import COLUMN, HEIGHT, LEFT, TOP, WIDTH
from solver.seeing.headings import odd_cells
from solver.seeing.objects import Objects
from solver.seeing.stencil import (
    CHANGED,
    COUNT,
    HIGH,
    LOW,
    OWN,
    REACH,
    SCHEMES,
    SECOND,
    SIDE,
    distances,
    draw_around,
    look_around,
)  # fmt: skip
from solver.task import COLOR_COUNT, Grid

# How rows and columns are seen, with the cost; the first ones also for groups that a question tells.
ALIKE = {
    "near on all sides": 1.0, "far on all sides": 1.0, "by ring": 1.0, "every second ring": 1.0, "near": 1.5,
    "far with middle": 1.5, "every second": 2.5,
}  # fmt: skip
SEEN = {(scheme, scheme): cost for scheme, cost in ALIKE.items()}
for _one in ("far with middle", "every second"):
    SEEN |= {("near", _one): 2.5, (_one, "near"): 2.5}
LETTERS = {"o": OWN, "s": SECOND, ".": NONE}  # beside the digits of colors


class Learning(NamedTuple):
    """How patches are learned.

    reaches: how far from the box, the cost, and the extra cost of a patch that was learned from one box. many: extra cost of
    each class after the fourth. share: of the boxes that have to show a change; least: of all changed cells that a patch has
    to explain. is_any: a patch may be in the box's own color where the demonstrations show only one.
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


AS_IT_IS = "as it is"
# How an object's box is turned before it is looked at, with the cost.
TURNS: dict[str, tuple[float, Callable[[Objects], np.ndarray]]] = {
    AS_IT_IS: (0.0, lambda scene: np.zeros(scene.count, np.int64)),
    "to the longer axis": (1.0, _by_axis),
    "to the odd cell": (1.0, lambda scene: _sign_motion(*odd_cells(scene))),
}


@verb
def patch(
    canvas: Canvas,
    of: Term,
    picture: dict[int, str],
    cols: tuple[int, ...],
    seen: tuple[str, str] = ("near", "near"),
    turned: str = AS_IT_IS,
    is_over: bool = False,
) -> Grid | None:
    """A picture around things, over or behind what is there, with digits for colors and the LETTERS.

    Its rows and columns are classes of lines, by how rows and columns are seen from the box (seeing/stencil.py numbers them).
    """
    start = of(canvas)
    if start is None:
        return None
    colors = np.full((SIDE, SIDE), NONE, np.int64)
    for row, word in picture.items():
        colors[row, list(cols)] = [LETTERS[letter] if letter in LETTERS else int(letter) for letter in word]
    boxes = _cell_boxes(start) if isinstance(start, Cells) else _boxes(start.scene, turned)[start.members]
    return _painted(canvas, boxes, _schemes(seen), colors.ravel(), is_over)


def _schemes(seen: tuple[str, str]) -> tuple[int, int]:
    return SCHEMES.index(seen[0]), SCHEMES.index(seen[1])


def _told(of: Term, colors: np.ndarray, words: dict[str, Any], is_over: bool) -> Term:
    """The term of a patch with a color for every class."""
    square = colors.reshape(SIDE, SIDE)
    rows, cols = (np.flatnonzero((square != NONE).any(axis=axis)) for axis in (1, 0))
    letters = {color: letter for letter, color in LETTERS.items()} | {color: str(color) for color in range(COLOR_COUNT)}
    picture = {row: "".join(letters[color] for color in square[row, cols].tolist()) for row in rows.tolist()}
    return term(patch, of=of, picture=picture, cols=cols, is_over=is_over, **words)


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


Choice = tuple[Term, float, Sequence[np.ndarray]]  # what it is drawn around, with the cost: some of the boxes of every input


def patches_of_cells(case: Case, of: Term, cost: float, several: Sequence[Cells]) -> Iterator[Pieces]:
    """Yield the patches around cells."""
    boxes = [_cell_boxes(one) for one in several]
    if any(map(len, boxes[: len(case.task.train)])):
        choice = of, cost, [np.ones(len(box), bool) for box in boxes]
        yield from _learned(case, AROUND_CELLS, [choice], boxes, {"seen": ("near", "near")}, 0.0, np.inf)


def patches_of_objects(case: Case, groups: Sequence[Group], most: float) -> Iterator[Pieces]:
    """Yield the patches that groups (all of one cut) of objects agree on and that cost no more than `most`."""
    known: set[bytes] = set()
    for turned, (cost, _) in TURNS.items():
        boxes = [_boxes(one.scene, turned) for one in groups[0].chosen]
        key = np.concatenate(boxes).tobytes()
        if key in known:
            continue
        known.add(key)
        for seen, price in SEEN.items():
            is_plain = cost == 0 and price <= 1.5
            choices = [(one.of, one.cost, one.members) for one in groups if is_plain or one.cost <= 1]
            yield from _learned(case, AROUND_OBJECTS, choices, boxes, {"seen": seen, "turned": turned}, cost + price, most)


def _learned(
    case: Case,
    learning: Learning,
    choices: Sequence[Choice],
    boxes: Sequence[np.ndarray],
    words: dict[str, Any],
    cost: float,
    most: float,
) -> Iterator[Pieces]:
    """Yield the patches by one way to see."""
    stats, schemes = [], _schemes(words["seen"])
    for pair, canvas, box in zip(case.task.train, case.canvases, boxes, strict=False):
        stats.append(np.empty((len(box), 2, 4, SIDE * SIDE), np.uint8))
        look_around(pair.input, pair.output, canvas.background, box, *schemes, stats[-1])
    every = np.concatenate(stats)
    active = np.flatnonzero(every[:, 0, CHANGED].any(axis=0))
    every, far = np.ascontiguousarray(every[..., active]), distances(*schemes)[active]
    own = np.concatenate(boxes[: len(stats)])[:, 5:7]
    least = max(1, learning.least * int((case.before != case.after).sum()))
    found = []
    for of, choice_cost, members in choices:
        member = np.concatenate(members[: len(stats)])
        mine = [box[chosen] for box, chosen in zip(boxes, members, strict=True)]
        colors = np.concatenate(mine)[:, 5:7]
        is_varied = (colors != colors[0]).any(axis=0) | (learning.is_any, False)
        for is_over in (True, False):
            looks = every[member, int(not is_over)]
            hits = looks[:, CHANGED].sum(axis=0, dtype=np.int64)
            if hits.sum() < least:
                continue
            for ink_cost, inked in _colors(looks, own[member], is_varied, learning.share):
                for price, drawn in _reaches(inked, far, learning.reaches, len(looks)):
                    full_price = choice_cost + cost + ink_cost + price
                    full_price += learning.many * max(0, int((drawn != NONE).sum()) - 4)
                    if full_price > most or hits[drawn != NONE].sum() < least:
                        continue
                    classes = np.full(SIDE * SIDE, NONE, np.int64)
                    classes[active] = drawn
                    several = zip(case.canvases, mine, strict=True)
                    paint = np.concatenate([_painted(*one, schemes, classes, is_over).ravel() for one in several])
                    found.append((paint, full_price, partial(_told, of, classes, words, is_over)))
    yield from lot(found)


def _reaches(
    colors: np.ndarray, far: np.ndarray, reaches: Sequence[tuple[int, float, float]], count: int
) -> Iterator[tuple[float, np.ndarray]]:
    """Yield the patch cut to what lies near, smallest first: cost, colors."""
    last = np.full_like(colors, NONE)
    for reach, cost, few in reaches:
        drawn = np.where(far <= reach, colors, NONE)
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
