"""Objects that move: they fall, slide until they meet something, go where they point, or towards an anchor.

Which objects move is learned from the demonstrations (by color, or by what they are like); how they move is tried, one
rule after the other, and kept when it explains every demonstration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import types

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.rules.decide import decide
from solver.rules.rule import cells_of
from solver.seeing.attributes import ATTRIBUTES, UNKNOWN
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.headings import GIVEN, Step, single_headings
from solver.seeing.objects import Objects, each_cut
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "moves"
CUTS: dict[str, float] = {
    "one-colored objects": 0,
    "one-colored objects joined by corners": 0,
    "objects joined by corners": 0.5,
    "objects on the main color joined by corners": 2,
}
SPLIT = "one-colored objects"  # of which every cell may move on its own
MOST_DECISIONS = 3
MOST_OBJECTS = 30
STEPS: dict[str, Step] = {
    "up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1),
    "up left": (-1, -1), "up right": (-1, 1), "down left": (1, -1), "down right": (1, 1),
}  # fmt: skip
STAY = (0, 0)
ANY = -1


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


@dataclass
class Mover:
    """An object that moves: its cells, colors, box (first and last row and col), and where it points (see headings.py)."""

    rows: np.ndarray
    cols: np.ndarray
    colors: np.ndarray
    box: tuple[int, int, int, int]
    color: int
    headings: dict[str, Step]


@dataclass(frozen=True)
class Motion:
    """A way to move: `run` places the movers on the grid without them, or returns None when it cannot."""

    words: str
    cost: float
    run: Callable[[Grid, list[Mover], int], Grid | None]


def movers_of(scene: Objects, is_mover: np.ndarray) -> list[Mover]:
    """The objects of a scene that move."""
    found = []
    pointed = single_headings(scene)
    for index in np.flatnonzero(is_mover):
        rows, cols = (np.ascontiguousarray(places) for places in np.nonzero(scene.labels == index + 1))
        box = (int(rows.min()), int(rows.max()), int(cols.min()), int(cols.max()))
        headings = {name: (int(steps[index, 0]), int(steps[index, 1])) for name, steps in pointed.items()}
        found.append(Mover(rows, cols, scene.grid[rows, cols], box, int(scene.column("color")[index]), headings))
    return found


def _put(grid: Grid, mover: Mover, down: int, right: int, ink: int) -> bool:
    """Draw a moved object; False when it leaves the grid."""
    rows, cols = mover.rows + down, mover.cols + right
    if rows.min() < 0 or cols.min() < 0 or rows.max() >= grid.shape[0] or cols.max() >= grid.shape[1]:
        return False
    grid[rows, cols] = mover.colors if ink == ANY else ink
    return True


def _sliding(heading: Step | str, obstacle: int, trail: int, most: int = 99) -> Callable[[Grid, list[Mover], int], Grid | None]:
    """All movers slide in one direction, or each where it points, the foremost first.

    trail: color left behind, -1 none, 10 the mover's own.
    """

    def before(way: tuple[Mover, Step]) -> int:
        mover, (down, right) = way
        return -(down * mover.box[down > 0] + right * mover.box[2 + (right > 0)])

    def run(grid: Grid, movers: list[Mover], background: int) -> Grid | None:
        out = grid.copy()
        ways = [(mover, mover.headings.get(heading, STAY) if isinstance(heading, str) else heading) for mover in movers]
        for mover, (down, right) in sorted(ways, key=before):
            if (down, right) == STAY:
                _put(out, mover, 0, 0, ANY)
                continue
            steps = min(most, slide(out, mover.rows, mover.cols, down, right, background, obstacle))
            if trail != ANY:
                for step in range(steps):
                    _put(out, mover, step * down, step * right, ANY if trail == COLOR_COUNT else trail)
            _put(out, mover, steps * down, steps * right, ANY)
        return out

    return run


def _to_anchor(
    anchor: int, deletes: bool, trail: int, ink: int, passes: bool
) -> Callable[[Grid, list[Mover], int], Grid | None]:
    """Every mover goes straight to the closest cell of the anchor color (COLOR_COUNT: of its own color) and stops before it."""

    def run(grid: Grid, movers: list[Mover], background: int) -> Grid | None:
        out = grid.copy()
        ways = [(towards(grid, one.rows, one.cols, one.color if anchor == COLOR_COUNT else anchor), one) for one in movers]
        for (down, right, distance), mover in sorted(ways, key=lambda way: way[0][2]):
            if distance == 99:
                if not deletes:
                    _put(out, mover, 0, 0, ANY)
                continue
            obstacle = ANY if not passes else mover.color if anchor == COLOR_COUNT else anchor
            steps = slide(out, mover.rows, mover.cols, down, right, background, obstacle)
            if trail != ANY:
                for step in range(steps):
                    _put(out, mover, step * down, step * right, ANY if trail == COLOR_COUNT else trail)
            _put(out, mover, steps * down, steps * right, ink)
        return out

    return run


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to move objects, cut by cut."""
    if any(pair.input.shape != pair.output.shape for pair in task.train):
        return
    if all(same_grid(pair.input, pair.output) for pair in task.train):
        return
    for cut, known in each_cut(task.inputs, CUTS, 1, MOST_OBJECTS):
        if not budget.spend(20 * cells_of(task)):
            return
        for words, cost, choice in choices(known, changed_objects(task, known)):
            whole = [movers_of(scene, flags) for scene, flags in zip(known, choice, strict=True)]
            if not budget.spend(400 * sum(map(len, whole))):
                return
            for split, movers in (("", whole), (", cell by cell,", _single_cells(whole) if cut == SPLIT else [])):
                for motion in _motions(task, known, movers) if movers else ():
                    predictions = _explained(task, known, movers, motion, budget)
                    if budget.is_over():
                        return
                    if predictions is not None:
                        count = len(task.train)
                        program = f"move {words} of {cut}{split} {motion.words}"
                        total = 2 + CUTS[cut] + cost + motion.cost + bool(split)
                        yield Candidate(predictions, NAME, program, total, count, count)


def _single_cells(movers: Sequence[list[Mover]]) -> list[list[Mover]]:
    """The cells of the movers of every input, each a mover of its own. None where they are too many, or are so already."""
    cells = [
        [
            Mover(one.rows[at : at + 1], one.cols[at : at + 1], one.colors[at : at + 1], (row, row, col, col), one.color, {})
            for one in some
            for at, (row, col) in enumerate(zip(one.rows.tolist(), one.cols.tolist(), strict=True))
        ]
        for some in movers
    ]
    is_new = any(len(mine) > len(some) for mine, some in zip(cells, movers, strict=True))
    return cells if is_new and max(map(len, cells)) <= MOST_OBJECTS else []


def changed_objects(task: Task, scenes: Sequence[Objects]) -> list[np.ndarray]:
    """For every demonstration, which objects have a cell that is not as before."""
    changed = []
    for pair, scene in zip(task.train, scenes, strict=False):
        differs = np.bincount(scene.labels.ravel(), weights=(pair.input != pair.output).ravel(), minlength=scene.count + 1)
        changed.append(differs[1:] > 0)
    return changed


def choices(
    scenes: Sequence[Objects], moved: Sequence[np.ndarray], decides: bool = True
) -> Iterator[tuple[str, float, list[np.ndarray]]]:
    """Yield (words, cost, is a mover per object and scene): by color, by what those that moved are like."""
    if not all(flags.any() for flags in moved):
        return
    shown = scenes[: len(moved)]
    seen: set[bytes] = set()
    colors = sorted({int(color) for scene, flags in zip(shown, moved, strict=True) for color in scene.column("color")[flags]})
    options: list[tuple[str, float, list[np.ndarray]]] = []
    if len(colors) <= 3:
        options.append((f"colors {colors}", float(len(colors)), [np.isin(scene.column("color"), colors) for scene in scenes]))
    table = np.concatenate([scene.attributes for scene in shown])
    asked = [scene.attributes for scene in scenes[len(moved) :]]
    ends = np.cumsum([len(rows) for rows in asked])[:-1]
    classes = np.concatenate(moved).astype(np.int64)
    decisions = decide(table, classes, np.concatenate(asked), ATTRIBUTES) if decides and not classes.all() else []
    for decision in decisions[:MOST_DECISIONS]:
        if (decision.answers != UNKNOWN).all():
            answers = [part == 1 for part in np.split(decision.answers, ends)]
            options.append((f"what is 1 ({decision.rule})", decision.cost, [*moved, *answers]))
    options.append(("all", 0.5, [np.ones(scene.count, bool) for scene in scenes]))
    for words, cost, flags in options:
        key = b"|".join(part.tobytes() for part in flags)
        if key not in seen:
            seen.add(key)
            yield words, cost, flags


def _pointing(moved: Sequence[list[Mover]]) -> list[tuple[str, float]]:
    """The headings, with costs, that every mover has and in which they do not all go the same way."""
    headings = [mover.headings for movers in moved for mover in movers]
    found = []
    for words, (cost, _) in GIVEN.items():
        steps = {one.get(words, STAY) for one in headings}
        if len(steps) > 1 and STAY not in steps:
            found.append((words, cost))
    return found


def _motions(task: Task, scenes: Sequence[Objects], moved: Sequence[list[Mover]]) -> Iterator[Motion]:
    """Yield the ways to move, with trails only where colors have grown."""
    first, pair = scenes[0], task.train[0]
    pointing = _pointing(moved)
    old = np.bincount(pair.input.ravel(), minlength=COLOR_COUNT)
    new = np.bincount(pair.output.ravel(), minlength=COLOR_COUNT)
    grown = [int(color) for color in np.flatnonzero(new > old) if color != first.background]
    shrunk = [int(color) for color in np.flatnonzero(new < old) if color != first.background]
    trails = [ANY] if not grown else [COLOR_COUNT, *grown]
    anchors = [int(color) for color in np.unique(pair.input) if color != first.background]
    trail_words = {ANY: "", COLOR_COUNT: " leaving its color"} | {color: f" leaving {color}" for color in range(COLOR_COUNT)}
    for trail in trails if not shrunk else []:
        for words, step in STEPS.items():
            yield Motion(f"{words} until blocked{trail_words[trail]}", 1.5, _sliding(step, ANY, trail))
            yield Motion(f"{words} by one step{trail_words[trail]}", 2, _sliding(step, ANY, trail, 1))
            for anchor in anchors:
                yield Motion(f"{words} until {anchor}{trail_words[trail]}", 3, _sliding(step, anchor, trail))
        for words, cost in pointing:
            yield Motion(f"{words} until blocked{trail_words[trail]}", 1.5 + cost, _sliding(words, ANY, trail))
            yield Motion(f"{words} by one step{trail_words[trail]}", 2 + cost, _sliding(words, ANY, trail, 1))
    inks = [ANY] if not (grown and shrunk) else [*grown]
    for anchor in [*anchors, COLOR_COUNT]:
        words = f"to color {anchor}" if anchor < COLOR_COUNT else "to its own color"
        for trail in trails if inks == [ANY] else [ANY]:
            for ink in inks:
                ink_words = "" if ink == ANY else f" turning {ink}"
                for passes in (False, True):
                    text = f"{words}{trail_words[trail]}{ink_words}" + (" past other things" if passes else "")
                    yield Motion(text, 2 + passes, _to_anchor(anchor, False, trail, ink, passes))
                    if shrunk:
                        run = _to_anchor(anchor, True, trail, ink, passes)
                        yield Motion(f"{text}, without anchor vanishing", 3 + passes, run)


def _explained(
    task: Task, scenes: Sequence[Objects], moved: Sequence[list[Mover]], motion: Motion, budget: Budget
) -> tuple[Grid, ...] | None:
    """The predictions when a motion explains every demonstration."""
    outs = []
    for index, (scene, movers) in enumerate(zip(scenes, moved, strict=True)):
        rest = scene.grid.copy()
        for mover in movers:
            rest[mover.rows, mover.cols] = scene.background
        out = motion.run(rest, movers, scene.background)
        if not budget.spend(2 * rest.size + 100 * len(movers)) or out is None:
            return None
        if index < len(task.train) and not same_grid(out, task.train[index].output):
            return None
        outs.append(out)
    return tuple(outs[len(task.train) :])
