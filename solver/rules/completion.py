"""Grids completed: what is hidden, missing or noise in them follows from the rest.

Hidden is a color, what lies outside the content, or beyond the edge, or what is noise. It follows from a repeating lattice,
from symmetry, from what is around it, or from what most cells of a line, a tile or all mirror images show. The output is the
whole (recolored where all demonstrations agree on a table), or only what was hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.hidden import (
    behind_content,
    in_no_square,
    in_small_pieces,
    in_solid_rectangles,
    of_an_edge,
    of_color,
    outside_content,
    solid_boxes,
    stray,
)
from solver.rules.rule import cells_of, changes_in_place, claimed, keeps_shape
from solver.seeing import noise
from solver.seeing.boxes import NO_BOX, Box, box_of
from solver.seeing.colors import background_of, color_table, counts_of, whole_table
from solver.seeing.overlaps import stacked_rectangles
from solver.seeing.patterns import UNKNOWN, complete_by_lattice, complete_by_symmetry, complete_lines
from solver.seeing.sizes import Side, larger_sides, side_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "completion"
FLIPS, HALF_TURN, DIAGONALS, QUARTER_TURNS = 3, 4, 24, 96
NO_PLAIN = 99
ANY_AREA = MAX_SIDE * MAX_SIDE
Completer = Callable[[Grid], Grid | None]  # the grid without its UNKNOWN cells, None where some stay
Table = dict[str, tuple[int, Completer]]  # with the cost
Sides = tuple[Side, Side]


def _by_lattice(grid: Grid, least_high: int) -> Grid | None:
    out = np.empty(grid.shape, np.uint8)
    return out if complete_by_lattice(grid, UNKNOWN, least_high, 1, ANY_AREA, ANY_AREA, out) else None


def _by_lines(grid: Grid) -> Grid | None:
    lines = np.array(grid, order="C")
    return None if complete_lines(lines, 1) else lines


def _by_symmetry(grid: Grid, kinds: int, plain: int) -> Grid | None:
    out = grid.copy()
    return out if complete_by_symmetry(out, kinds, plain, np.empty(7, np.int64)) == 0 else None


def _by_main_color(grid: Grid) -> Grid:
    return np.where(grid == UNKNOWN, background_of(grid[grid != UNKNOWN][None]), grid).astype(np.uint8)


PERIODS: Table = {
    "the smallest lattice": (0, partial(_by_lattice, least_high=0)),
    "repeated rows": (1, partial(_by_lattice, least_high=1)),
    "repeated columns": (1, partial(_by_lattice, least_high=-1)),
    "the period of each row": (2, _by_lines),
    "the period of each column": (2, lambda grid: None if (done := _by_lines(grid.T)) is None else done.T),
}
SYMMETRIES: Table = {
    name + of_what: (1 + (plain == 0), partial(_by_symmetry, kinds=kinds, plain=plain))
    for name, kinds in {
        "all symmetries": FLIPS + HALF_TURN + DIAGONALS + QUARTER_TURNS,
        "mirror axes": FLIPS,
        "mirrored columns": 1,
        "mirrored rows": 2,
        "half turn": HALF_TURN,
        "diagonal mirrors": DIAGONALS,
        "quarter turns": QUARTER_TURNS,
    }.items()
    for of_what, plain in (("", NO_PLAIN), (" of the drawing", 0))
}
BOTH_SIDES: Table = {"what shows on both sides": (1, noise.between)}
NEIGHBORS = "what is around"
AROUND: Table = {NEIGHBORS: (1, noise.grown_over)}
STACKED: Table = {"rectangles on each other": (2, stacked_rectangles)}
MAIN: Table = {"the main color": (1, _by_main_color)}
MAJORITIES: Table = {
    "the main color of each row": (2, noise.plain_rows),
    "the main color of each column": (2, lambda grid: noise.plain_rows(grid.T).T),
    "the main color of each line": (3, noise.plain_lines),
    "the tile that nearly all cells follow": (1, noise.nearly_tiled),
    "the majority of all mirror images": (1, noise.made_symmetric),
}
COMPLETERS = PERIODS | SYMMETRIES | BOTH_SIDES | STACKED | AROUND | MAIN | MAJORITIES


# What is shown of the completed grid, from the input and what is hidden in it.
PARTS: dict[str, Callable[[Grid, np.ndarray], Box]] = {
    "the whole": lambda grid, is_hidden: (slice(None), slice(None)),
    "the hidden part": lambda grid, is_hidden: box_of(is_hidden),
    "the largest solid rectangle": lambda grid, is_hidden: (solid_boxes(grid) or [NO_BOX])[-1],
    "the smallest solid rectangle": lambda grid, is_hidden: (solid_boxes(grid) or [NO_BOX])[0],
}
WHOLE, HIDDEN_PART, *SOLID_PARTS = PARTS
# A whole seen from a place one row or one column nearer to the edge that is hidden.
ONWARD = ("one row on", "one column on")


@verb
def completed(
    grid: Grid,
    by: str,
    hidden: Term | None = None,
    shown: str = WHOLE,
    sides: Sides | None = None,
    recolored: dict[int, int] | None = None,
) -> Grid | None:
    """Complete what is hidden, on a canvas of other sides if any, and show a part, recolored. by: one of COMPLETERS."""
    is_hidden = np.zeros(grid.shape, bool) if hidden is None else hidden(grid)
    known = np.full(grid.shape if sides is None else [side_of(side, grid.shape) for side in sides], UNKNOWN, np.uint8)
    if is_hidden.all() or max(known.shape) > MAX_SIDE:
        return None
    known[: grid.shape[0], : grid.shape[1]] = np.where(is_hidden, UNKNOWN, grid)
    known, seen = _onward(known, is_hidden, shown) if shown in ONWARD else (known, PARTS[shown](grid, is_hidden))
    done = COMPLETERS[by][1](known)
    return None if done is None or (done == UNKNOWN).any() else in_other_colors(done[seen], recolored)


def _onward(grid: Grid, is_hidden: np.ndarray, shown: str) -> tuple[Grid, Box]:
    """Widen a grid by an unknown line beyond the edge that is hidden; return it with the place of a view moved there."""
    axis = ONWARD.index(shown)
    steps = [0, 0]
    steps[axis] = 1 if is_hidden.take(-1, axis).all() else -1
    wide = np.pad(grid, [(max(-step, 0), max(step, 0)) for step in steps], constant_values=UNKNOWN)
    rows, cols = (slice(max(step, 0), max(step, 0) + side) for step, side in zip(steps, grid.shape, strict=True))
    return wide, (rows, cols)


def in_other_colors(grid: Grid, recolored: dict[int, int] | None) -> Grid:
    """The grid with colors exchanged by a table of those that change."""
    table = np.arange(COLOR_COUNT, dtype=np.uint8)
    for color, new in (recolored or {}).items():
        table[color] = new
    return table[grid]


def recoloring(task: Task, rule: Callable[[Grid], Grid | None]) -> dict[int, int] | None:
    """The colors to exchange in what a rule makes of the demonstrations; None where that does not give their outputs."""
    pairs: list[tuple[Grid, Grid]] = []
    table = None
    for pair in task.train:
        out = rule(pair.input)
        if out is None or out.shape != pair.output.shape:
            return None
        pairs.append((out, pair.output))
        table = color_table(pairs)
        if table is None:
            return None
    return None if table is None else {int(old): int(new) for old, new in enumerate(whole_table(table)) if old != new}


class Job(NamedTuple):
    """What is hidden, its cost, how it may be completed, and what is shown."""

    hidden: Term | None
    cost: float
    by: Table
    shown: str = WHOLE
    sides: Sides | None = None


# What may be noise, whatever the colors.
NOISE = (
    Job(term(stray), 1, AROUND),
    Job(term(stray, corners=True), 1, AROUND),
    Job(term(in_no_square), 1, MAIN),
    *(
        Job(term(in_small_pieces, least=least, corners=corners), 2 + 0.2 * least, AROUND)
        for least in (2, 3, 4, 5, 6, 8, 10)
        for corners in (False, True)
    ),
)


def _hidings(task: Task) -> Iterator[Job]:
    counts = [counts_of(grid) for grid in task.inputs]
    regular = PERIODS | SYMMETRIES
    for color in range(COLOR_COUNT):
        if all(count[color] for count in counts):
            yield Job(term(of_color, color=color), 0, regular | BOTH_SIDES | STACKED)
    if all(solid_boxes(grid) for grid in task.inputs):
        yield Job(term(in_solid_rectangles), 2, regular)
    yield Job(term(outside_content), 1, regular)
    yield Job(term(behind_content), 1, regular)
    yield Job(term(behind_content, down=True), 1, regular)


def _jobs(task: Task) -> Iterator[Job]:
    """Yield what may be hidden: in grids that keep their size, in parts that are cut out, beyond the edge."""
    if keeps_shape(task):
        noisy = (*NOISE, Job(None, 0, MAJORITIES)) if changes_in_place(task) else ()
        yield from (job for job in (*_hidings(task), *noisy) if _leaves_the_rest(task, job))
        onward = (Job(term(of_an_edge), 2, PERIODS, shown) for shown in ONWARD)
        yield from (job for job in onward if _moves_on(task, job))
        return
    solid = term(in_solid_rectangles)
    parts = [
        job._replace(shown=part) for job in _hidings(task) for part in (SOLID_PARTS if job.hidden == solid else (HIDDEN_PART,))
    ]
    parts = [job for job in parts if _has_output_size(task, job)]
    sides = larger_sides([grid.shape for grid in task.inputs], [grid.shape for grid in task.outputs])
    if sides is not None and not parts:
        yield Job(None, 1, PERIODS, sides=sides)
        parts = [Job(term(of_color, color=0), 0, PERIODS, sides=sides)]
    yield from parts


def _leaves_the_rest(task: Task, job: Job) -> bool:
    """True when all that is not hidden stays or is exchanged by colors."""
    if job.hidden is None:
        return True
    kept = [(pair, ~job.hidden(pair.input)) for pair in task.train]
    return color_table((pair.input[is_kept], pair.output[is_kept]) for pair, is_kept in kept) is not None


def _moves_on(task: Task, job: Job) -> bool:
    """True when all that is not hidden is seen from further on, and only edges are hidden."""
    for pair in task.train:
        is_hidden = of_an_edge(pair.input)
        wide, seen = _onward(np.where(is_hidden, UNKNOWN, pair.input), is_hidden, job.shown)
        if not is_hidden.any() or ((wide[seen] != pair.output) & (wide[seen] != UNKNOWN)).any():
            return False
    return True


def _has_output_size(task: Task, job: Job) -> bool:
    if job.hidden is None:
        return False
    parts = ((pair, PARTS[job.shown](pair.input, job.hidden(pair.input))) for pair in task.train)
    return all(pair.input[part].shape == pair.output.shape for pair, part in parts)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield completions that give every demonstration's output, with a table of colors after them where that is needed."""
    for job in _jobs(task):
        for by, (cost, _) in job.by.items():
            if not budget.spend(10 * cells_of(task)):
                return
            given: dict[str, Any] = {"by": by, "hidden": job.hidden, "shown": job.shown, "sides": job.sides}
            changes = recoloring(task, term(completed, **given))
            if changes is not None:
                rule = term(completed, **given, recolored=changes or None)
                yield from claimed(task, NAME, rule, 3 + job.cost + cost + 2 * len(changes))
