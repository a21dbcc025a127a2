"""Objects that move: they fall, slide until they meet something, go where they point, or towards an anchor.

Which objects move is learned from the demonstrations (by color, or by what they are like); how they move is tried, one
rule after the other, and kept when it explains every demonstration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import Any

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.language.term import Term, term, verb
from solver.rules.anchors import OWN, STEPS, WAYS, Color, Direction, steps_of
from solver.rules.decide import Things, decide
from solver.rules.movers import MOST_OBJECTS, Bodies, all_apart, blocked, changed_objects, choices, explained, moved
from solver.rules.rule import cells_of, changes_in_place, claim_outputs
from solver.seeing.attributes import ATTRIBUTES, UNKNOWN
from solver.seeing.boxes import NO_CELL
from solver.seeing.colors import counts_of
from solver.seeing.objects import each_cut
from solver.task import MAX_SIDE, Grid, Pair, Task

NAME = "moves"
CUTS = (
    "one-colored objects",
    "one-colored objects joined by corners",
    "objects joined by corners",
    "objects on the main color joined by corners",
    "empty regions",
)
SPLIT = "one-colored objects"  # of which every cell may move on its own
ANY = -1
SIDES = tuple(STEPS)[:4]
MOST_SIDED = 2  # decisions about the side that each mover goes to, by one question: more fit by chance
EDGE = "edge"


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


@verb
def walk(
    movers: Bodies,
    way: str | Term,
    until: Color = None,
    most: int = MAX_SIDE,
    trail: Color = None,
    ink: int | None = None,
    keeps: bool = True,
) -> Grid:
    """Let movers go step by step in a direction, the foremost first.

    until: the color that they stop before; EDGE: over everything to the edge; None: before anything in the way. trail: the
    color that they leave behind; ink: the color that they take; keeps: whether those without a direction stay.
    """
    out, steps = movers.rest.copy(), steps_of(movers, way) if isinstance(way, str) else way(movers)
    for index in _in_order(movers, steps):
        (rows, cols), (down, right) = movers.cells[index], steps[index].tolist()
        colors = movers.scene.grid[rows, cols]
        if down == right == 0:
            if keeps:
                out[rows, cols] = colors
            continue
        last = min(most, slide(out, rows, cols, down, right, movers.scene.background, _wall(movers, index, until)))
        for step in range(last) if trail is not None else ():
            out[rows + step * down, cols + step * right] = colors if trail == OWN else trail
        out[rows + last * down, cols + last * right] = colors if ink is None else ink
    return out


@verb
def decided(movers: Bodies, by: Term, ways: tuple[str, ...]) -> np.ndarray:
    """One step of each mover, in the direction of its class."""
    classes = by(Things(movers.scene.attributes, ATTRIBUTES))[movers.flags]
    return np.choose(np.maximum(classes, 0)[:, None], [steps_of(movers, way) for way in ways])


def _in_order(movers: Bodies, steps: np.ndarray) -> list[int]:
    """The movers in the order in which they go, the foremost first."""
    front = (steps * np.where(steps > 0, movers.last, movers.first)).sum(axis=1)
    order: list[int] = np.argsort(-front, kind="stable").tolist()
    return order


def _wall(movers: Bodies, index: int, until: Color) -> int:
    """The color that a mover stops before; ANY for everything, NO_CELL for nothing."""
    return until if isinstance(until, int) else {OWN: int(movers.color[index]), EDGE: NO_CELL}.get(until or "", ANY)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to move objects, cut by cut."""
    if not changes_in_place(task):
        return
    for cut, known in each_cut(task.inputs, CUTS, 1, MOST_OBJECTS):
        if not budget.spend(20 * cells_of(task)):
            return
        changed = changed_objects(task, known)
        for those, flags in chain(choices(known, changed), blocked(known, changed)):
            whole = [Bodies(scene, some) for scene, some in zip(known, flags, strict=True)]
            if not budget.spend(400 * sum(map(len, whole))):
                return
            for apart, movers in ((False, whole), (True, all_apart(whole) if cut == SPLIT else [])):
                walks = chain(_walks(task, movers, budget), () if apart else _by_class(task, movers)) if movers else ()
                for by in walks:
                    outputs = explained(task, movers, by, budget)
                    if budget.is_over():
                        return
                    if outputs is not None:
                        rule = term(moved, cut=cut, those=those, apart=apart, by=by)
                        yield from claim_outputs(task, NAME, rule, outputs)


def _directions(movers: Sequence[Bodies]) -> Iterator[tuple[str, Direction]]:
    """Yield the directions that are one for all, lead straight to a color, or are there for all movers; equal ones once."""
    seen: set[bytes] = set()
    for way, one in WAYS.items():
        if one.wall is None and not all(steps_of(some, way).any(axis=1).all() for some in movers):
            continue
        steps = np.concatenate([steps_of(some, way) for some in movers])
        if way in STEPS or (steps.any() if one.wall is not None else steps.tobytes() not in seen):
            yield way, one
        seen.add(steps.tobytes())


def _walks(task: Task, movers: Sequence[Bodies], budget: Budget) -> Iterator[Term]:
    """Yield the ways to move that may bring one of the movers to where the first demonstration shows it."""
    first, output = movers[0], task.train[0].output
    for arguments in _tried(task.train[0], movers):
        if _goes_right(first, output, **arguments):
            yield term(walk, **arguments)
        elif not budget.spend(2 * output.size + 100 * len(first)):
            return


def _by_class(task: Task, movers: Sequence[Bodies]) -> Iterator[Term]:
    """Yield walks in directions that are decided by what movers are like, where the demonstrations show each on one side."""
    sides: list[int] = []
    for some, pair in zip(movers, task.train, strict=False):
        for cells in some.cells:
            own, found = pair.input[cells], list[int]()
            for number, way in enumerate(SIDES):
                last = slide(some.rest, *cells, *STEPS[way], some.scene.background, ANY)
                rows, cols = (lines + last * step for lines, step in zip(cells, STEPS[way], strict=True))
                found += [number] * bool((pair.output[rows, cols] == own).all())
            if not found:
                return
            sides.append(found[0] if len(found) == 1 else UNKNOWN)
    is_told = np.array(sides) != UNKNOWN
    kinds, classes = np.unique(np.array(sides)[is_told], return_inverse=True)
    tables = [some.scene.attributes[some.flags] for some in movers]
    shown, asked = (np.concatenate(some) for some in (tables[: len(task.train)], tables[len(task.train) :]))
    decisions = decide(shown[is_told], classes, asked, ATTRIBUTES, pairs=False) if len(kinds) > 1 else []
    for one in decisions[:MOST_SIDED]:
        by = term(decided, by=one.rule, ways=[SIDES[kind] for kind in kinds])
        yield term(walk, way=by)


def _tried(pair: Pair, movers: Sequence[Bodies]) -> Iterator[dict[str, Any]]:
    """Yield the arguments of walks; trails only where colors have grown."""
    background = movers[0].scene.background
    old, new = counts_of(pair.input), counts_of(pair.output)
    old[background] = new[background] = 0
    grown, shrunk = np.flatnonzero(new > old).tolist(), np.flatnonzero(new < old).tolist()
    anchors = np.flatnonzero(old).tolist()
    looks: list[tuple[Color, int | None]] = [(OWN, None), *((trail, None) for trail in grown)] if grown else [(None, None)]
    if grown and shrunk:
        looks = [(None, ink) for ink in grown]
    gone = next((index for index, cells in enumerate(movers[0].cells) if (pair.output[cells] != pair.input[cells]).any()), None)
    for way, one in _directions(movers):
        if gone is not None and not _arrives(movers[0], gone, steps_of(movers[0], way)[gone], pair.output, grown):
            continue
        if shrunk and one.wall is None:
            yield from ({"way": way, "until": EDGE, "trail": color} for color in grown)
            continue
        untils = [None, *anchors] if way in STEPS else [None] if one.wall is None else [None, one.wall]
        for until, (trail, ink), keeps in product(untils, looks, (True, False) if shrunk else (True,)):
            arguments = {"way": way, "until": until, "trail": trail, "ink": ink, "keeps": keeps}
            yield arguments
            if until is None and one.wall is None:
                yield arguments | {"most": 1}


def _goes_right(
    movers: Bodies, output: Grid, way: str, until: Color, trail: Color, ink: int | None = None, keeps: bool = True,
    most: int = MAX_SIDE,
) -> bool:  # fmt: skip
    """False when an output does not show the first mover that goes, as far as no other may go over it, or, where they stop at
    nothing that movers draw, the last one.
    """
    steps, grid, background = steps_of(movers, way), movers.scene.grid, movers.scene.background
    order, wall = _in_order(movers, steps), _wall(movers, 0, until)
    is_first = wall in (ANY, trail, ink) or bool((grid[movers.mask] == wall).any())
    index = order[0 if is_first else -1]
    (rows, cols), (down, right) = movers.cells[index], steps[index].tolist()
    if down == right == 0 or (until == OWN and len(movers) > 1):
        return True
    last = min(most, slide(movers.rest, rows, cols, down, right, background, wall))
    out, colors = np.full(grid.shape, NO_CELL, np.uint8), grid[rows, cols]
    if trail is not None:
        along = np.arange(last)[:, None]
        out[rows + along * down, cols + along * right] = colors if trail == OWN else trail
    out[rows + last * down, cols + last * right] = colors if ink is None else ink
    is_wrong = (out != output) & (out != NO_CELL)
    if is_first and len(movers) > 1 and is_wrong.any():  # others may go over what is no wall, and stay where they are
        others = movers.mask.copy()
        others[rows, cols] = False
        is_wrong &= (out != background if wall == ANY else out == wall) & ~others
    return not is_wrong.any()


def _arrives(movers: Bodies, index: int, step: np.ndarray, output: Grid, inks: Sequence[int]) -> bool:
    """Whether an output shows a mover, as it is or in an ink, anywhere in a direction: a look before ways are tried."""
    if not step.any():
        return True
    rows, cols = (places + np.arange(1, MAX_SIDE)[:, None] * by for places, by in zip(movers.cells[index], step, strict=True))
    inside = ((rows >= 0) & (cols >= 0) & (rows < output.shape[0]) & (cols < output.shape[1])).all(axis=1)
    shown = output[rows[inside], cols[inside]]
    own = movers.scene.grid[movers.cells[index]]
    return bool((shown == own).all(axis=1).any() or any((shown == ink).all(axis=1).any() for ink in inks))
