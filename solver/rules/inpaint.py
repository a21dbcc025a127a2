"""Patterns completed: cells that are hidden, or lie beyond the input, follow from a repeating lattice or from symmetry.

What is hidden is a color, what lies outside the content, or what lies beyond the edge of the input. The output is the
whole completed grid (recolored where all demonstrations agree on a table), or only what was hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Rule, cells_of, claim, keeps_shape
from solver.seeing.boxes import Box, box_of
from solver.seeing.colors import color_table, counts_of, whole_table
from solver.seeing.patterns import UNKNOWN, complete_by_lattice, complete_by_symmetry, complete_lines
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "inpaint"
Sides = tuple[int, int]
Completer = Callable[[Grid, Sides], Grid | None]
FLIPS, HALF_TURN, DIAGONALS, QUARTER_TURNS = 3, 4, 24, 96
NO_PLAIN = 99
ANY_AREA = MAX_SIDE * MAX_SIDE


def _by_lattice(least_high: int, hidden: Grid, sides: Sides) -> Grid | None:
    out = np.empty(sides, np.uint8)
    return out if complete_by_lattice(hidden, least_high, 1, ANY_AREA, ANY_AREA, out) else None


def _by_lines(is_row: bool, hidden: Grid, sides: Sides) -> Grid | None:
    if sides != hidden.shape:
        wide = np.full(sides, UNKNOWN, np.uint8)
        wide[: hidden.shape[0], : hidden.shape[1]] = hidden
        hidden = wide
    lines = np.array(hidden if is_row else hidden.T, order="C")
    if complete_lines(lines, 1):
        return None
    return lines if is_row else lines.T


def _by_symmetry(kinds: int, plain: int, hidden: Grid, sides: Sides) -> Grid | None:
    if sides != hidden.shape:
        return None
    out = hidden.copy()
    return out if complete_by_symmetry(out, kinds, plain, np.empty(7, np.int64)) == 0 else None


# How hidden cells are completed, with the cost.
COMPLETERS: dict[str, tuple[int, Completer]] = {
    "the smallest lattice": (0, partial(_by_lattice, 0)),
    "repeated rows": (1, partial(_by_lattice, 1)),
    "repeated columns": (1, partial(_by_lattice, -1)),
    "the period of each row": (2, partial(_by_lines, True)),
    "the period of each column": (2, partial(_by_lines, False)),
}
for _words, _kinds in {
    "all symmetries": FLIPS + HALF_TURN + DIAGONALS + QUARTER_TURNS,
    "mirror axes": FLIPS,
    "mirrored columns": 1,
    "mirrored rows": 2,
    "half turn": HALF_TURN,
    "diagonal mirrors": DIAGONALS,
    "quarter turns": QUARTER_TURNS,
}.items():
    COMPLETERS[_words] = (1, partial(_by_symmetry, _kinds, NO_PLAIN))
    COMPLETERS[f"{_words} of the drawing"] = (2, partial(_by_symmetry, _kinds, 0))


@dataclass(frozen=True)
class Hiding:
    """What is hidden in a grid: `hide` returns the grid with UNKNOWN cells, or None when nothing is hidden.

    box: which part of it is asked for; the box of all UNKNOWN cells when it is None. color: the hidden one, if any.
    """

    words: str
    cost: int
    hide: Callable[[Grid], Grid | None]
    box: Callable[[Grid], Box] | None = None
    color: int | None = None

    def part(self, grid: Grid, hidden: Grid) -> Box:
        """Rows and columns of the hidden part."""
        return box_of(hidden == UNKNOWN) if self.box is None else self.box(grid)


def _hide_color(color: int, grid: Grid) -> Grid | None:
    is_hidden = grid == color
    return np.where(is_hidden, UNKNOWN, grid).astype(np.uint8) if is_hidden.any() and not is_hidden.all() else None


def _hide_outside(grid: Grid) -> Grid | None:
    if not grid.any():
        return None
    hidden = np.full(grid.shape, UNKNOWN, np.uint8)
    box = box_of(grid)
    hidden[box] = grid[box]
    return hidden if (hidden == UNKNOWN).any() else None


def _hide_behind_content(is_row: bool, grid: Grid) -> Grid | None:
    """Hide what follows the last colored cell of each row (or column)."""
    lines = grid if is_row else grid.T
    behind = np.cumsum(lines[:, ::-1] != 0, axis=1)[:, ::-1] == 0
    behind[~lines.any(axis=1)] = False
    hidden = np.where(behind, UNKNOWN, lines).astype(np.uint8)
    return np.array(hidden if is_row else hidden.T, order="C") if behind.any() else None


def _solid_boxes(grid: Grid) -> list[Box]:
    """The rectangles of at least 2 x 2 that are all the cells of their color, the smallest first."""
    found = []
    for color in np.unique(grid):
        box = box_of(grid == color)
        if (grid[box] == color).all() and min(grid[box].shape) >= 2 and grid[box].shape != grid.shape:
            found.append(box)
    return sorted(found, key=lambda box: grid[box].size)


def _hide_solid(grid: Grid) -> Grid | None:
    hidden = grid.copy()
    for box in _solid_boxes(grid):
        hidden[box] = UNKNOWN
    return hidden if (hidden == UNKNOWN).any() else None


def _hidings(task: Task) -> Iterator[Hiding]:
    counts = [counts_of(grid) for grid in task.inputs]
    for color in range(COLOR_COUNT):
        if all(count[color] for count in counts):
            yield Hiding(f"cells of color {color}", 0, partial(_hide_color, color), color=color)
    if all(_solid_boxes(grid) for grid in task.inputs):
        yield Hiding("the largest solid rectangle", 2, _hide_solid, lambda grid: _solid_boxes(grid)[-1])
        yield Hiding("the smallest solid rectangle", 2, _hide_solid, lambda grid: _solid_boxes(grid)[0])
    yield Hiding("what lies outside the content", 1, _hide_outside)
    yield Hiding("what follows the content of a row", 1, partial(_hide_behind_content, True))
    yield Hiding("what follows the content of a column", 1, partial(_hide_behind_content, False))


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield completions: of grids that keep their size, of hidden parts that are cut out, of larger canvases."""
    sides_rule: Callable[[Grid], Sides] = _own_sides
    if keeps_shape(task):
        jobs = [(hiding, False) for hiding in _hidings(task) if _explains_changes(task, hiding)]
    else:
        jobs = [(hiding, True) for hiding in _hidings(task) if _has_output_size(task, hiding)]
        larger = larger_sides(task)
        if larger is not None and not jobs:
            sides_rule = larger
            jobs = [(Hiding("what lies beyond the input", 1, np.copy), False)]
            jobs += [(hiding, False) for hiding in _hidings(task) if hiding.color == 0]
    for hiding, is_part in jobs:
        for words, (cost, complete) in COMPLETERS.items():
            if not budget.spend(10 * cells_of(task)):
                return
            rule = _rule(hiding, complete, is_part, sides_rule)
            prefix = "the hidden part, " if is_part else ""
            yield from _claims(task, f"{prefix}{hiding.words} by {words}", 3 + hiding.cost + cost, rule)


def _claims(task: Task, words: str, cost: int, rule: Rule) -> Iterator[Candidate]:
    """Yield the rule if it reproduces every demonstration, alone or with a table of colors after it."""
    outs = [rule(pair.input) for pair in task.train]
    pairs = [(out, pair.output) for out, pair in zip(outs, task.train, strict=True) if out is not None]
    if len(pairs) < len(outs) or any(out.shape != wanted.shape for out, wanted in pairs):
        return
    found = color_table(pairs)
    if found is None:
        return
    table = whole_table(found)
    changes = int((table != np.arange(COLOR_COUNT)).sum())

    def recolored(grid: Grid) -> Grid | None:
        out = rule(grid)
        return None if out is None else table[out]

    candidate = claim(task, NAME, f"complete {words}" + (", recolored" if changes else ""), cost + 2 * changes, recolored)
    if candidate is not None and candidate.is_full_fit:
        yield candidate


def _rule(hiding: Hiding, complete: Completer, is_part: bool, sides: Callable[[Grid], Sides]) -> Rule:
    def run(grid: Grid) -> Grid | None:
        hidden = hiding.hide(grid)
        high, wide = sides(grid)
        if hidden is None or high > MAX_SIDE or wide > MAX_SIDE:
            return None
        done = complete(hidden, (high, wide))
        return None if done is None else done[hiding.part(grid, hidden)] if is_part else done

    return run


def _own_sides(grid: Grid) -> Sides:
    return grid.shape[0], grid.shape[1]


def _explains_changes(task: Task, hiding: Hiding) -> bool:
    """True when every changed cell was hidden; a recoloring of all of a color may come on top, so one pair suffices."""
    for pair in task.train:
        hidden = hiding.hide(pair.input)
        if hidden is None:
            return False
        changed = (pair.input != pair.output) & (hidden != UNKNOWN)
        if changed.any() and len(np.unique(pair.input[changed])) == len(np.unique(pair.input[hidden != UNKNOWN])):
            return False
    return True


def _has_output_size(task: Task, hiding: Hiding) -> bool:
    for pair in task.train:
        hidden = hiding.hide(pair.input)
        if hidden is None or hidden[hiding.part(pair.input, hidden)].shape != pair.output.shape:
            return False
    return True


def larger_sides(task: Task) -> Callable[[Grid], Sides] | None:
    """The rule for sides of outputs that are larger than their inputs. None when there is none."""
    rules: list[Callable[[int], int]] = []
    for axis in (0, 1):
        sides = [(pair.input.shape[axis], pair.output.shape[axis]) for pair in task.train]
        rule = _side_rule(sides)
        if rule is None or any(after < before for before, after in sides):
            return None
        rules.append(rule)
    return lambda grid: (rules[0](grid.shape[0]), rules[1](grid.shape[1]))


def _side_rule(sides: Sequence[Sides]) -> Callable[[int], int] | None:
    before, after = sides[0]
    if all(b == a for b, a in sides):
        return lambda side: side
    if all(a * before == b * after for b, a in sides):
        return lambda side: side * after // before
    if all(a - b == after - before for b, a in sides):
        return lambda side: side + after - before
    return (lambda side: after) if all(a == after for _, a in sides) else None
