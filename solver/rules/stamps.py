"""Pieces drawn around things: small patches around cells of a color, and the holes, boxes and rims of objects.

A patch is learned: an offset belongs to it when all such cells of all demonstrations show the same color there (or their
own color) and it was not there before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from solver.rules.layers import NONE, Pieces
from solver.rules.object_rules import ZONES, zones_of
from solver.seeing.objects import Objects, each_cut
from solver.task import Grid, Task

REACH = 7
OUTSIDE = 254
FEW = 6.0  # extra cost of a patch that was learned from one place only
OWN = 200
REACHES = ((1, 1.5), (2, 2.0), (3, 2.5), (REACH, 4.0))
ZONE_CUTS = ("one-colored objects", "one-colored objects joined by corners", "objects joined by corners")
_STEPS = np.arange(-REACH, REACH + 1)
DOWN, RIGHT = (steps.ravel() for steps in np.meshgrid(_STEPS, _STEPS, indexing="ij"))
DISTANCE = np.maximum(np.abs(DOWN), np.abs(RIGHT))
Sources = tuple[str, float, list[np.ndarray]]


def stamp_pieces(task: Task, background: Sequence[int], sources: Sequence[Sources]) -> Iterator[Pieces]:
    """Yield patches around sources (words, cost, cells of every input), over and behind what is there."""
    for words, cost, cells in sources:
        values = _values(task, background, cells)
        if values is None:
            continue
        for is_over in (True, False):
            for ink in ("fixed colors", "own color"):
                patch = _patch(*values, is_over, ink == "own color")
                for reach, reach_cost in REACHES:
                    inner = np.where(reach >= DISTANCE, patch, NONE)
                    if (inner == NONE).all():
                        continue
                    paint = [
                        _stamped(grid, color, places, inner, is_over)
                        for grid, color, places in zip(task.inputs, background, cells, strict=True)
                    ]
                    side = 2 * reach + 1
                    text = f"{side} x {side} patch in {ink} {'over' if is_over else 'behind'} {words}"
                    price = cost + reach_cost + (1 if reach <= 2 else 2) * FEW / len(values[0])
                    yield Pieces(np.concatenate(paint)[None], [text], np.array([price]), [text])


def _values(
    task: Task, background: Sequence[int], cells: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    """Per source and offset: the color after, whether it changed, whether it was free before; and the source's own color."""
    after, changed, free, own = [], [], [], []
    for pair, color, places in zip(task.train, background, cells, strict=False):
        rows, cols = np.divmod(places, pair.input.shape[1])
        at = (rows[:, None] + DOWN + REACH, cols[:, None] + RIGHT + REACH)
        new = np.pad(pair.output, REACH, constant_values=OUTSIDE)[at]
        old = np.pad(pair.input, REACH, constant_values=OUTSIDE)[at]
        after.append(new)
        changed.append(new != old)
        free.append(old == color)
        own.append(pair.input[rows, cols])
    if sum(map(len, after)) == 0:
        return None
    return np.concatenate(after), np.concatenate(changed), np.concatenate(free), np.concatenate(own)


def _patch(
    after: np.ndarray, changed: np.ndarray, free: np.ndarray, own: np.ndarray, is_over: bool, is_own: bool
) -> np.ndarray:
    """Color of every offset of the patch: a color, OWN, or NONE where nothing is drawn."""
    counts = after != OUTSIDE if is_over else free
    if is_own:
        agrees = ((after == own[:, None]) | ~counts).all(axis=0)
        return np.where(agrees & (changed & counts).any(axis=0), OWN, NONE)
    low, high = np.where(counts, after, NONE).min(axis=0), np.where(counts, after, 0).max(axis=0)
    return np.where((low == high) & (changed & counts).any(axis=0), low, NONE)


def _stamped(grid: Grid, background: int, places: np.ndarray, patch: np.ndarray, is_over: bool) -> np.ndarray:
    out = np.full((grid.shape[0] + 2 * REACH, grid.shape[1] + 2 * REACH), NONE, np.uint8)
    drawn = np.flatnonzero(patch != NONE)
    rows, cols = np.divmod(places, grid.shape[1])
    colors = np.where(patch[drawn] == OWN, grid[rows, cols][:, None], patch[drawn][None])
    out[rows[:, None] + DOWN[drawn] + REACH, cols[:, None] + RIGHT[drawn] + REACH] = colors
    out = out[REACH:-REACH, REACH:-REACH]
    return (out if is_over else np.where(grid == background, out, NONE)).astype(np.uint8).ravel()


def zone_pieces(task: Task, new_colors: Sequence[int]) -> Iterator[Pieces]:
    """Yield the holes, free cells of the box, rims, inner cells of objects, in their own color or in a new one."""
    for cut, known in each_cut(task.inputs, ZONE_CUTS):
        for zone, (cost, kind) in ZONES.items():
            if kind == 0 or kind == 5:
                continue
            zones = [zones_of(scene, zone) for scene in known]
            colors = sorted({int(color) for scene in known for color in scene.column("color")})
            groups: list[int | None] = [None, *colors] if len(colors) > 1 else [None]
            for group in groups:
                yield _zone_lot(known, zones, f"{zone} of {cut}", float(cost), group, new_colors)


def _zone_lot(
    scenes: Sequence[Objects],
    zones: Sequence[np.ndarray],
    words: str,
    cost: float,
    group: int | None,
    new_colors: Sequence[int],
) -> Pieces:
    own_parts = []
    for scene, zone in zip(scenes, zones, strict=True):
        colors = np.concatenate(([NONE], scene.column("color")))
        if group is not None:
            colors = np.where(colors == group, colors, NONE)
        own_parts.append(colors[zone].astype(np.uint8).ravel())
    own = np.concatenate(own_parts)
    paint = [own] + [np.where(own != NONE, color, NONE).astype(np.uint8) for color in new_colors]
    words += "" if group is None else f" of color {group}"
    texts = [f"{words} in {ink}" for ink in ("own color", *(f"color {color}" for color in new_colors))]
    price = 1.5 + cost + (0.0 if group is None else 1.0)
    return Pieces(np.array(paint), texts, np.full(len(texts), price), texts)
