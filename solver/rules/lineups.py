"""Outputs in which the things of the input are set out in some order: items x order x body x arrangement x canvas x place.

Side by side, one below the other, down a diagonal, one inside the other, or cell by cell in the order of a canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from math import isqrt
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.canvases import SPOTS, Canvas, cells_in
from solver.rules.items import ITEMS, KEPT, Item, items_of, ordered_items
from solver.rules.rule import cells_of, claimed, keeps_shape
from solver.seeing.boxes import NO_CELL, box_of, paste
from solver.seeing.colors import background_of, counts_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "summaries"
MOST_ITEMS = 12  # that are drawn as they are
GAPS = (0, 1, 2)
AS_NEEDED = "as large as needed"
Size = int | str
Drawn = tuple[str, Size, str]  # body, size and ground
SIZES = ("cells", "objects", "height", "width")  # numbers that say how long an item is drawn
# Which way each next item lies (down, right).
WAYS = {"to the right": (0, 1), "down": (1, 0), "down to the right": (1, 1)}
NESTED = "inside each other"
POURED = ("row by row", "to and fro", "col by col", "col by col from below")  # cell by cell, in these orders of a canvas
# Where items lie across their way: the share of the free cells before them.
ALIGNED = {"at the start": 0.0, "in the middle": 0.5, "at the end": 1.0}
AS_IT_IS, DOT, SQUARE, BAR_DOWN, BAR = "as it is", "a dot", "a square", "a bar down", "a bar to the right"
BODIES = (AS_IT_IS, DOT, SQUARE, BAR_DOWN, BAR)  # what of an item is drawn
# What color lies between them.
GROUNDS: dict[str, Callable[[Grid], int]] = {"0": lambda grid: 0, "main color": background_of}


@verb
def set_out(
    grid: Grid, items: Annotated[str, ITEMS], by: str, falling: bool = False, kept: Annotated[str, KEPT] = "all",
    body: Annotated[str, BODIES] = AS_IT_IS, size: Size = "cells",
    arranged: Annotated[str, (*WAYS, NESTED, *POURED)] = "to the right", gap: int = 0,
    aligned: Annotated[str, ALIGNED] = "at the start", ground: Annotated[str, GROUNDS] = "0",
    canvas: Canvas | str = AS_NEEDED, at: Annotated[str, SPOTS] = "at the top left",
    turned: Annotated[str, MOTIONS] = STAYS,
) -> Grid | None:  # fmt: skip
    """Draw items in order, arranged on a canvas. size: of bars and squares in cells, or which number of an item says so."""
    found = ordered_items(grid, items, by, kept, falling)
    bodies = bodies_of(found, body, size) if found else None
    arrangement = Arrangement(arranged, gap, aligned, canvas, at, turned)
    return arrangement.draw(bodies, GROUNDS[ground](grid), grid.shape) if bodies else None


def bodies_of(items: Sequence[Item], body: str, size: Size) -> list[Grid] | None:
    """What is drawn of items (NO_CELL where nothing is), None when one of them cannot be drawn so."""
    drawn = []
    for item in items:
        length = 1 if body == DOT else item.numbers.get(size, 0) if isinstance(size, str) else size
        side = isqrt(max(0, length))
        if body == AS_IT_IS:
            drawn.append(item.cells)
        elif 1 <= length <= MAX_SIDE and (body != SQUARE or side * side == length):
            shape = {SQUARE: (side, side), BAR_DOWN: (length, 1)}.get(body, (1, length))
            drawn.append(np.full(shape, item.color, np.uint8))
    return drawn if len(drawn) == len(items) else None


@dataclass(frozen=True)
class Arrangement:
    """How bodies are arranged: one of WAYS with a gap, NESTED or POURED; on a canvas, () for that of the input."""

    arranged: str
    gap: int = 0
    aligned: str = "at the start"
    canvas: Canvas | str = AS_NEEDED
    at: str = "at the top left"
    turned: str = STAYS

    def draw(self, bodies: list[Grid], ground: int, shape: tuple[int, ...]) -> Grid | None:
        """The bodies on a ground, None when they do not fit. shape: of the input."""
        canvas = None if isinstance(self.canvas, str) else self.canvas or shape
        if self.arranged == NESTED:
            return _nested(bodies)
        if self.arranged in WAYS:
            return self._lined_up(bodies, ground, canvas)
        drawn = None if canvas is None else _poured(bodies, self.arranged, ground, canvas)
        return None if drawn is None else MOTIONS[self.turned](drawn)

    def extent(self, bodies: list[Grid]) -> np.ndarray:
        """How many rows and columns a line of bodies takes."""
        sides = np.array([one.shape for one in bodies])
        return np.where(WAYS[self.arranged], sides.sum(axis=0) + self.gap * (len(bodies) - 1), sides.max(axis=0))

    def _lined_up(self, bodies: list[Grid], ground: int, canvas: tuple[int, ...] | None) -> Grid | None:
        steps, whole = np.array(WAYS[self.arranged]), self.extent(bodies)
        shape = whole if canvas is None else np.array(canvas)
        if shape.max() > MAX_SIDE or (whole > shape).any():
            return None
        out = np.full(shape, ground, np.uint8)
        spot = (np.array(SPOTS[self.at]) * (shape - whole)).astype(int)
        for one in bodies:
            top, left = spot + np.where(steps, 0, (ALIGNED[self.aligned] * (whole - one.shape)).astype(int))
            paste(out, one, int(top), int(left))
            spot = spot + steps * (np.array(one.shape) + self.gap)
        return out


def _nested(bodies: list[Grid]) -> Grid | None:
    """Squares one inside the other, the first one outermost; the innermost is as large as its body."""
    side, _ = _nested_shape(bodies)
    colors = np.array([one[one != NO_CELL][0] for one in bodies], np.uint8)
    edge = np.minimum(np.arange(side), np.arange(side)[::-1])
    return colors[np.minimum(np.minimum(edge[:, None], edge[None]), len(bodies) - 1)] if side <= MAX_SIDE else None


def _poured(bodies: list[Grid], order: str, ground: int, canvas: tuple[int, ...]) -> Grid | None:
    """The cells of the bodies, one body after the other, in an order of the cells of a canvas."""
    cells, spots = np.concatenate([one[one != NO_CELL] for one in bodies]), cells_in(order, canvas)
    if len(cells) > len(spots):
        return None
    out = np.full(canvas, ground, np.uint8)
    out.flat[spots[: len(cells)]] = cells
    return out


def lineups(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the ways to set things out that reproduce every demonstration."""
    output, unders = task.train[0].output, {ground: color_of(task.inputs[0]) for ground, color_of in GROUNDS.items()}
    for kind in ITEMS:
        if not budget.spend(40 * cells_of(task)):
            return
        known = [len(items_of(grid, kind)) for grid in task.inputs]
        if min(known) < 1 or max(known) > MAX_SIDE:
            continue
        seen: set[tuple] = set()
        shown: dict[frozenset[int], list[Drawn]] = {}  # by which items are there
        right: dict[tuple[int, ...], list[tuple[Drawn, Arrangement]]] = {}  # by these in order
        for kept, by, falling in product(KEPT, items_of(task.inputs[0], kind)[0].numbers, (True, False)):
            order = ordered_items(task.inputs[0], kind, by, kept, falling) or []
            which, first = frozenset(map(id, order)), tuple(map(id, order))
            if which not in shown:
                shown[which] = list(dict.fromkeys(_shown(order, output, unders)))
            if first not in right:
                if not budget.spend(200 * output.size * len(shown[which])):
                    return
                right[first] = [(drawn, one) for drawn in shown[which] for one in _right(task, order, drawn)]
            orders = [ordered_items(grid, kind, by, kept, falling) or () for grid in task.inputs] if right[first] else [()]
            key = tuple(tuple(map(id, order)) for order in orders)
            if key not in seen and () not in key:
                for (body, size, ground), arrangement in right[first]:
                    chosen = {"items": kind, "by": by, "falling": falling, "kept": kept, "body": body, "size": size}
                    rule = term(set_out, **chosen, ground=ground, **asdict(arrangement))
                    yield from claimed(task, NAME, rule)
            seen.add(key)


def _right(task: Task, items: Sequence[Item], drawn: Drawn) -> Iterator[Arrangement]:
    """Yield the arrangements of items that are the first output."""
    body, size, ground = drawn
    (grid, output), under = (task.train[0].input, task.train[0].output), GROUNDS[ground](task.inputs[0])
    bodies = bodies_of(items, body, size) or []
    for one in _arrangements(task, bodies, body, under):
        made = one.draw(bodies, under, grid.shape)
        if made is not None and same_grid(made, output):
            yield one


def _shown(items: Sequence[Item], output: Grid, unders: dict[str, int]) -> Iterator[Drawn]:
    """Yield the (body, size, ground) for which the first output may show the bodies of all items."""
    counts = counts_of(output)
    seen, lengths = set(np.flatnonzero(counts).tolist()), (*sorted({2, *output.shape} - {1}), *SIZES)
    for body in BODIES if items else ():
        colors = set().union(*(item.colors if body == AS_IT_IS else {item.color} for item in items))
        grounds = [(ground, under) for ground, under in unders.items() if colors ^ seen <= {under}]
        for size in () if not grounds else lengths if body in (BAR, BAR_DOWN) else ("cells",):
            bodies = bodies_of(items, body, size) if body != AS_IT_IS or len(items) <= MOST_ITEMS else None
            for ground, under in grounds if bodies else ():
                is_seen = body != AS_IT_IS or all(item.color != under for item in items)
                if is_seen and _may_show(bodies or [], counts, under):
                    yield body, size, ground
            if bodies and _nested_shape(bodies) == output.shape:
                yield body, size, "0"


def _nested_shape(bodies: list[Grid]) -> tuple[int, int]:
    return (max(bodies[-1].shape) + 2 * (len(bodies) - 1),) * 2


def _may_show(bodies: list[Grid], shown: np.ndarray, ground: int) -> bool:
    """True when an output shows as many cells of each color but the ground as the bodies have."""
    counts = sum(np.bincount(one[one != NO_CELL], minlength=COLOR_COUNT) for one in bodies)
    is_free = np.arange(COLOR_COUNT) == ground
    return bool(((counts == shown) | is_free).all()) and bool((np.asarray(counts) > 0).any())


def _arrangements(task: Task, bodies: list[Grid], body: str, ground: int) -> Iterator[Arrangement]:
    """Yield lines of the bodies that take the box shown in the first output, and ways to pour their cells on its canvas."""
    first = task.train[0].output
    has_canvas = keeps_shape(task) or len({grid.shape for grid in task.outputs}) == 1
    canvas = () if keeps_shape(task) else first.shape
    sides, shown = np.array(first.shape), box_of(first != ground)
    starts, ends = (np.array([getattr(along, end) for along in shown]) for end in ("start", "stop"))
    is_hidden = any((one == ground).any() for one in bodies)
    has_margins = body == AS_IT_IS and any(one[box_of(one != NO_CELL)].shape != one.shape for one in bodies)
    for way, gap in product(WAYS, GAPS if len(bodies) > 1 else GAPS[:1]):
        whole = Arrangement(way, gap).extent(bodies)
        spare = whole - (ends - starts)
        if (spare.min() if is_hidden or has_margins else abs(spare).max()) != 0 or (whole > sides).any():
            continue
        places: list[tuple[Canvas | str, str]] = [] if (whole != sides).any() else [(AS_NEEDED, "at the top left")]
        for at, shares in SPOTS.items() if has_canvas and not is_hidden else ():
            spot = (np.array(shares) * (sides - whole)).astype(int)
            if (spot <= starts).all() and (spot + whole >= ends).all():
                places.append((canvas, at))
        for aligned, place in product(ALIGNED if way != "down to the right" else list(ALIGNED)[:1], places):
            yield Arrangement(way, gap, aligned, *place)
    if _nested_shape(bodies) == first.shape:
        yield Arrangement(NESTED)
    begins_at_corner = bodies[0][bodies[0] != NO_CELL][0] in first[[0, 0, -1, -1], [0, -1, 0, -1]]
    if has_canvas and min(first.shape) > 1 and len(bodies) > 1 and body in (AS_IT_IS, DOT, BAR) and begins_at_corner:
        for order, turned in product(POURED, MOTIONS):
            yield Arrangement(order, canvas=canvas, turned=turned)
