"""Grids completed: what is hidden, missing or noise in them follows from the rest.

Hidden is a color, what lies outside the content, or beyond the edge, or what is noise. It follows from a repeating lattice,
from symmetry, from what is around it, or from what most cells of a line, a tile or all mirror images show. The output is the
whole (recolored where all demonstrations agree on a table), or only what was hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

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
from solver.rules.rule import changes_in_place, keeps_shape
from solver.rules.sketches import add_sketch, sketched
from solver.seeing import noise
from solver.seeing.boxes import NO_BOX, Box, box_of
from solver.seeing.colors import background_of, color_table
from solver.seeing.overlaps import hidden_in_front, stacked_rectangles
from solver.seeing.patterns import UNKNOWN, complete_by_lattice, complete_by_symmetry, complete_lines
from solver.seeing.sizes import Side, larger_sides, side_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "completion"
FLIPS, HALF_TURN, DIAGONALS, QUARTER_TURNS = 3, 4, 24, 96
NO_PLAIN = 99
ANY_AREA = MAX_SIDE * MAX_SIDE
Completer = Callable[[Grid], Grid | None]  # the grid without its UNKNOWN cells, None where some stay
Table = dict[str, Completer]
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
    "the smallest lattice": partial(_by_lattice, least_high=0),
    "repeated rows": partial(_by_lattice, least_high=1),
    "repeated columns": partial(_by_lattice, least_high=-1),
    "the period of each row": _by_lines,
    "the period of each column": lambda grid: None if (done := _by_lines(grid.T)) is None else done.T,
}
SYMMETRIES: Table = {
    name + of_what: partial(_by_symmetry, kinds=kinds, plain=plain)
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
BOTH_SIDES: Table = {"what shows on both sides": noise.between}
NEIGHBORS = "what is around"
AROUND: Table = {NEIGHBORS: noise.grown_over}
STACKED: Table = {"rectangles on each other": stacked_rectangles}
MAIN: Table = {"the main color": _by_main_color}
MAJORITIES: Table = {
    "the main color of each row": noise.plain_rows,
    "the main color of each column": lambda grid: noise.plain_rows(grid.T).T,
    "the main color of each line": noise.plain_lines,
    "the tile that nearly all cells follow": noise.nearly_tiled,
    "the majority of all mirror images": noise.made_symmetric,
    "what others hide in front": hidden_in_front,
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
    done = COMPLETERS[by](known)
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


# What may be noise, whatever the colors.
NOISE = (
    term(stray),
    term(stray, corners=True),
    term(in_no_square),
    *(term(in_small_pieces, least=least, corners=corners) for least in (2, 3, 4, 5, 6, 8, 10) for corners in (False, True)),
)
SOLID, EDGE = term(in_solid_rectangles), term(of_an_edge)
# How what is hidden may be completed, by the verb that tells it.
WAYS: dict[str, Table] = {
    "of_color": PERIODS | SYMMETRIES | BOTH_SIDES | STACKED,
    "of_an_edge": PERIODS,
    "stray": AROUND,
    "in_small_pieces": AROUND,
    "in_no_square": MAIN,
}


def _hidden(before: Grid, after: Grid, task: Task) -> list[Term | None]:
    """What may be hidden or noise in all inputs."""
    found: list[Term | None] = [
        term(of_color, color=color) for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)
    ]
    if all(solid_boxes(grid) for grid in task.inputs):
        found.append(SOLID)
    found += [term(outside_content), term(behind_content), term(behind_content, down=True)]
    if changes_in_place(task):
        found += [*NOISE, None]
    return [*found, EDGE] if keeps_shape(task) else [None, *found]


def _shown(before: Grid, after: Grid, hidden: Term | None, task: Task) -> list[str]:
    """The parts that may be shown: those of the size of the output; the whole of what stays but for colors."""
    if keeps_shape(task):
        if hidden == EDGE:
            return [shown for shown in ONWARD if _moves_on(task, shown)]
        return [WHOLE] if hidden is None or _leaves_the_rest(task, hidden) else []
    parts = [] if hidden is None else SOLID_PARTS if hidden == SOLID else [HIDDEN_PART]
    parts = [part for part in parts if hidden is not None and _has_output_size(task, hidden, part)]
    return parts or [WHOLE] * (hidden in (None, term(of_color, color=0)) and _larger(task) is not None)


def _sides(before: Grid, after: Grid, shown: str, task: Task) -> list[Sides | None]:
    return [_larger(task) if shown == WHOLE and not keeps_shape(task) else None]


def _larger(task: Task) -> Sides | None:
    return larger_sides([grid.shape for grid in task.inputs], [grid.shape for grid in task.outputs])


def _ways(before: Grid, after: Grid, hidden: Term | None, sides: Sides | None) -> Iterable[str]:
    if hidden is None or sides is not None:
        return MAJORITIES if sides is None else PERIODS
    return WAYS.get(hidden.verb, PERIODS | SYMMETRIES)


def _leaves_the_rest(task: Task, hidden: Term) -> bool:
    """True when all that is not hidden stays or is exchanged by colors."""
    kept = [(pair, ~hidden(pair.input)) for pair in task.train]
    return color_table((pair.input[is_kept], pair.output[is_kept]) for pair, is_kept in kept) is not None


def _moves_on(task: Task, shown: str) -> bool:
    """True when all that is not hidden is seen from further on, and only edges are hidden."""
    for pair in task.train:
        is_hidden = of_an_edge(pair.input)
        wide, seen = _onward(np.where(is_hidden, UNKNOWN, pair.input), is_hidden, shown)
        if not is_hidden.any() or ((wide[seen] != pair.output) & (wide[seen] != UNKNOWN)).any():
            return False
    return True


def _has_output_size(task: Task, hidden: Term, shown: str) -> bool:
    parts = ((pair, PARTS[shown](pair.input, hidden(pair.input))) for pair in task.train)
    return all(pair.input[part].shape == pair.output.shape for pair, part in parts)


add_sketch(
    "completed(hidden=?, shown=?, sides=?, by=?, recolored=?)",
    NAME,
    80,
    hidden=_hidden,
    shown=_shown,
    sides=_sides,
    by=_ways,
)
propose = partial(sketched, family=NAME)
