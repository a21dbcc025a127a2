"""Objects that move: they fall, slide until they meet something, go where they point, or towards an anchor.

Which objects move is learned from the demonstrations (by color, or by what they are like); how they move is tried, one
rule after the other, and kept when it explains every demonstration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numba import types

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.language.term import Term, term, verb
from solver.rules.movers import MOST_OBJECTS, Bodies, changed_objects, choices, explained, moved
from solver.rules.rule import cells_of, changes_in_place, claim_outputs
from solver.seeing.colors import counts_of
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.headings import GIVEN, Step
from solver.seeing.objects import each_cut
from solver.task import MAX_SIDE, Grid, Task

NAME = "moves"
CUTS: dict[str, float] = {
    "one-colored objects": 0,
    "one-colored objects joined by corners": 0,
    "objects joined by corners": 0.5,
    "objects on the main color joined by corners": 2,
}
SPLIT = "one-colored objects"  # of which every cell may move on its own
STEPS: dict[str, Step] = {
    "up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1),
    "up left": (-1, -1), "up right": (-1, 1), "down left": (1, -1), "down right": (1, 1),
}  # fmt: skip
ANY = -1
OWN = "its own"
Color = int | str | None  # a color, OWN, or none


@compiled(INTEGER(GRID, INTEGERS, INTEGERS, INTEGER, INTEGER, INTEGER, INTEGER))
def slide(grid: np.ndarray, rows: np.ndarray, cols: np.ndarray, down: int, right: int, background: int, obstacle: int) -> int:
    """Count the steps that cells can go together before the edge or an obstacle: a color, or -1 for all but the background."""
    height, width = grid.shape
    steps = 0
    while steps < 30:
        for k in range(rows.size):
            row, col = rows[k] + (steps + 1) * down, cols[k] + (steps + 1) * right
            if row < 0 or col < 0 or row >= height or col >= width:
                return steps
            color = grid[row, col]
            if (obstacle < 0 and color != background) or (obstacle >= 0 and color == obstacle):
                return steps
        steps += 1
    return steps


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


@verb
def walk(
    movers: Bodies,
    way: str = "",
    to: Color = None,
    until: Color = None,
    most: int = MAX_SIDE,
    trail: Color = None,
    ink: int | None = None,
    keeps: bool = True,
) -> Grid:
    """Let movers go step by step in one direction, or where each points (way), the foremost first; or straight to the closest
    cell of a color (to), the closest first, and into another color (ink).

    until: the color that they stop before, anything without it; trail: the color that they leave behind; keeps: whether
    those that have nowhere to go stay.
    """
    out, count = movers.rest.copy(), len(movers)
    if to is None:
        steps = np.tile(STEPS[way], (count, 1)) if way in STEPS else movers.pointed[way]
        order = -(steps * np.where(steps > 0, movers.last, movers.first)).sum(axis=1)
    else:
        anchors = movers.color if to == OWN else [to] * count
        sights = [towards(out, *cells, anchor) for cells, anchor in zip(movers.cells, anchors, strict=True)]
        found = np.array(sights, np.int64).reshape(-1, 3)
        steps, order = found[:, :2], found[:, 2]
    for index in np.argsort(order, kind="stable").tolist():
        (rows, cols), (down, right) = movers.cells[index], steps[index].tolist()
        colors = movers.scene.grid[rows, cols]
        if down == right == 0:
            if keeps:
                out[rows, cols] = colors
            continue
        wall = ANY if until is None else int(movers.color[index]) if until == OWN else until
        last = min(most, slide(out, rows, cols, down, right, movers.scene.background, wall))
        for step in range(last) if trail is not None else ():
            out[rows + step * down, cols + step * right] = colors if trail == OWN else trail
        out[rows + last * down, cols + last * right] = colors if ink is None else ink
    return out


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to move objects, cut by cut."""
    if not changes_in_place(task):
        return
    for cut, known in each_cut(task.inputs, CUTS, 1, MOST_OBJECTS):
        if not budget.spend(20 * cells_of(task)):
            return
        for those, cost, flags in choices(known, changed_objects(task, known)):
            whole = [Bodies(scene, some) for scene, some in zip(known, flags, strict=True)]
            if not budget.spend(400 * sum(map(len, whole))):
                return
            for apart, movers in ((False, whole), (True, _apart(whole) if cut == SPLIT else [])):
                for price, by in _walks(task, movers, apart) if movers else ():
                    outputs = explained(task, movers, by, budget)
                    if budget.is_over():
                        return
                    if outputs is not None:
                        rule = term(moved, cut=cut, those=those, apart=apart, by=by)
                        total = 2 + CUTS[cut] + cost + price + apart
                        yield from filter(None, [claim_outputs(task, NAME, str(rule), total, outputs)])


def _apart(movers: Sequence[Bodies]) -> list[Bodies]:
    """The cells of the movers of every input by themselves. None where they are too many, or are so already."""
    sizes = [int(some.size.sum()) for some in movers]
    is_new = any(size > len(some) for size, some in zip(sizes, movers, strict=True))
    return [some.apart() for some in movers] if is_new and max(sizes) <= MOST_OBJECTS else []


def _pointing(movers: Sequence[Bodies]) -> Iterator[tuple[str, float]]:
    """Yield the headings, with costs, that every mover has and in which they do not all go the same way."""
    for way, (cost, _) in GIVEN.items():
        steps = np.concatenate([some.pointed[way] for some in movers])
        if steps.any(axis=1).all() and (steps != steps[:1]).any():
            yield way, cost


def _walks(task: Task, movers: Sequence[Bodies], apart: bool) -> Iterator[tuple[float, Term]]:
    """Yield the ways to move, with costs; trails only where colors have grown."""
    pair, background = task.train[0], movers[0].scene.background
    old, new = counts_of(pair.input), counts_of(pair.output)
    old[background] = new[background] = 0
    grown, shrunk = np.flatnonzero(new > old).tolist(), np.flatnonzero(new < old).tolist()
    anchors = np.flatnonzero(old).tolist()
    trails: list[Color] = [OWN, *grown] if grown else [None]
    for trail in [] if shrunk else trails:
        for way in STEPS:
            yield 1.5, term(walk, way=way, trail=trail)
            yield 2, term(walk, way=way, trail=trail, most=1)
            for anchor in anchors:
                yield 3, term(walk, way=way, trail=trail, until=anchor)
        for way, cost in () if apart else _pointing(movers):
            yield 1.5 + cost, term(walk, way=way, trail=trail)
            yield 2 + cost, term(walk, way=way, trail=trail, most=1)
    inks = grown if grown and shrunk else [None]
    for to in [*anchors, OWN]:
        for trail in [None] if grown and shrunk else trails:
            for ink in inks:
                for until in (None, to):
                    for keeps in (True, False) if shrunk else (True,):
                        by = term(walk, to=to, until=until, trail=trail, ink=ink, keeps=keeps)
                        yield 2 + (until is not None) + (not keeps), by
