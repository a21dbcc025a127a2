"""Outputs in which the things of the input are lined up in some order: side by side, one on the other, or down a diagonal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import isqrt

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.canvases import PLACES
from solver.rules.listings import ITEMS, KEPT, Canvas, Item, items_of, ordered_items
from solver.rules.rule import cells_of, claimed, keeps_shape
from solver.seeing.boxes import NO_CELL, Box, box_of, paste
from solver.seeing.colors import background_of, counts_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "summaries"
SPOTS = PLACES | {"at the top": (0.0, 0.5), "at the bottom": (1.0, 0.5), "at the left": (0.5, 0.0), "at the right": (0.5, 1.0)}
MOST_ITEMS = 12
GAPS = (0, 1, 2)
AS_NEEDED = "as large as needed"
# Which way each next item lies (down, right).
WAYS = {"to the right": (0, 1), "down": (1, 0), "down to the right": (1, 1)}
# Where items lie across that way: the share of the free cells before them.
ALIGNED = {"at the start": 0.0, "in the middle": 0.5, "at the end": 1.0}


def _square(item: Item) -> Grid | None:
    side = isqrt(item.numbers["cells"])
    return np.full((side, side), item.color, np.uint8) if side * side == item.numbers["cells"] else None


# What of an item is drawn, with its cost.
BODIES: dict[str, tuple[float, Callable[[Item], Grid | None]]] = {
    "as it is": (0.0, lambda item: item.cells),
    "a square": (1.0, _square),
    "a bar down": (1.0, lambda item: np.full((item.numbers["cells"], 1), item.color, np.uint8)),
    "a bar to the right": (1.0, lambda item: np.full((1, item.numbers["cells"]), item.color, np.uint8)),
}
# What color lies between them, with its cost.
GROUNDS: dict[str, tuple[float, Callable[[Grid], int]]] = {"0": (0.0, lambda grid: 0), "main color": (0.5, background_of)}


@verb
def set_out(
    grid: Grid, items: str, by: str, falling: bool = False, kept: str = "all", body: str = "as it is",
    way: str = "to the right", gap: int = 0, aligned: str = "at the start", ground: str = "0",
    canvas: Canvas | str = AS_NEEDED, at: str = "at the top left",
) -> Grid | None:  # fmt: skip
    """Draw items in order, each next one a way from the one before."""
    bodies = _bodies(ordered_items(grid, items, by, kept, falling) or (), body)
    shape = None if isinstance(canvas, str) else canvas or grid.shape
    return _laid(bodies, way, gap, aligned, GROUNDS[ground][1](grid), shape, at) if bodies else None


def _bodies(found: Sequence[Item], body: str) -> list[Grid] | None:
    drawn = [one for one in map(BODIES[body][1], found) if one is not None]
    return drawn if len(drawn) == len(found) else None


def _laid(bodies: list[Grid], way: str, gap: int, aligned: str, ground: int, canvas: Canvas | None, at: str) -> Grid | None:
    """Bodies one after the other; on a canvas at one of the SPOTS."""
    steps, sides, whole = np.array(WAYS[way]), np.array([one.shape for one in bodies]), _extent(bodies, way, gap)
    shape = whole if canvas is None else np.array(canvas)
    if shape.max() > MAX_SIDE or (whole > shape).any():
        return None
    out = np.full(shape, ground, np.uint8)
    spot = (np.array(SPOTS[at]) * (shape - whole)).astype(int)
    for one, side in zip(bodies, sides, strict=True):
        top, left = spot + np.where(steps, 0, (ALIGNED[aligned] * (whole - side)).astype(int))
        paste(out, one, int(top), int(left))
        spot = spot + steps * (side + gap)
    return out


def lineups(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the lines of things that reproduce every demonstration."""
    first = task.train[0].output
    for kind in ITEMS:
        if not budget.spend(20 * cells_of(task)):
            return
        known = [len(items_of(grid, kind)) for grid in task.inputs]
        if min(known) < 2 or max(known) > MOST_ITEMS:
            continue
        seen: set[tuple] = set()
        shown: dict[frozenset[int], list[tuple[str, str]]] = {}
        for kept, by, falling in product(KEPT, items_of(task.inputs[0], kind)[0].numbers, (True, False)):
            order = ordered_items(task.inputs[0], kind, by, kept, falling) or []
            which = frozenset(map(id, order))
            if which not in shown:
                shown[which] = list(_shown(task, order))
            if not shown[which]:
                continue
            orders = [ordered_items(grid, kind, by, kept, falling) or () for grid in task.inputs]
            key = tuple(tuple(map(id, order)) for order in orders)
            if key in seen or () in key:
                continue
            seen.add(key)
            for body, ground in shown[which]:
                if not budget.spend(200 * first.size):
                    return
                bodies, under = _bodies(order, body) or [], GROUNDS[ground][1](task.inputs[0])
                for way, gap, aligned, canvas, at in _ways(task, bodies, box_of(first != under)):
                    drawn = _laid(bodies, way, gap, aligned, under, first.shape if canvas else None, at)
                    if drawn is not None and same_grid(drawn, first):
                        rule = term(
                            set_out, items=kind, by=by, falling=falling, kept=kept, body=body, way=way, gap=gap,
                            aligned=aligned, ground=ground, canvas=_said(task, canvas), at=at,
                        )  # fmt: skip
                        cost = 8 + KEPT[kept][0] + BODIES[body][0] + GROUNDS[ground][0] + 0.5 * bool(gap)
                        yield from claimed(task, NAME, rule, cost)


def _shown(task: Task, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Yield the (body, ground) for which the first output has as many cells of each color as the bodies of all items."""
    for body in BODIES if items else ():
        bodies = _bodies(items, body)
        for ground, (_, color_of) in GROUNDS.items() if bodies else ():
            if _may_show(bodies or [], counts_of(task.train[0].output), color_of(task.inputs[0])):
                yield body, ground


def _may_show(bodies: list[Grid], shown: np.ndarray, ground: int) -> bool:
    """True when an output shows as many cells of each color but the ground as the bodies have."""
    counts = sum(np.bincount(one[one != NO_CELL], minlength=COLOR_COUNT) for one in bodies)
    is_free = np.arange(COLOR_COUNT) == ground
    return bool(((counts == shown) | is_free).all()) and bool((np.asarray(counts) > 0).any())


def _extent(bodies: list[Grid], way: str, gap: int) -> np.ndarray:
    """How many rows and columns the line takes."""
    sides = np.array([one.shape for one in bodies])
    return np.where(WAYS[way], sides.sum(axis=0) + gap * (len(bodies) - 1), sides.max(axis=0))


def _ways(task: Task, bodies: list[Grid], shown: Box) -> Iterator[tuple[str, int, str, bool, str]]:
    """Yield (way, gap, alignment, whether there is a canvas, place on it) of lines that take the box shown."""
    has_canvas = keeps_shape(task) or len({grid.shape for grid in task.outputs}) == 1
    sides = np.array(task.train[0].output.shape)
    starts, ends = (np.array([getattr(along, end) for along in shown]) for end in ("start", "stop"))
    for (way, steps), gap in product(WAYS.items(), GAPS):
        whole = _extent(bodies, way, gap)
        if (whole - (ends - starts)).min() != 0 or (whole > sides).any():
            continue
        places = [] if (whole != sides).any() else [(False, "at the top left")]
        for at, shares in SPOTS.items() if has_canvas else ():
            first = (np.array(shares) * (sides - whole)).astype(int)
            if (first <= starts).all() and (first + whole >= ends).all():
                places.append((True, at))
        for aligned, (canvas, at) in product(ALIGNED if 0 in steps else list(ALIGNED)[:1], places):
            yield way, gap, aligned, canvas, at


def _said(task: Task, canvas: bool) -> Canvas | str:
    if not canvas:
        return AS_NEEDED
    return () if keeps_shape(task) else task.train[0].output.shape
