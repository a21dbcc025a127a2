"""How pieces are laid over each other and combined cell by cell to outputs, as verbs of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np

from solver.jit import Placed
from solver.language.program import Program, Result, run_program
from solver.language.term import VERBS, Rule, Term, run_term, verb
from solver.search.goal import Grids
from solver.task import Grid

Place = tuple[int, int]
UNSET = 10
SHAPE, ZEROS, ALL = "shape", "zeros", "all"  # which cells a layer shows: those that are not 0, those that are, all of them


@verb
def combined(grids: Grids, of: tuple[Rule, ...], table: dict[tuple[int, ...], int]) -> Grids | None:
    """Let the colors of the parts at the same place decide the color. of: two rules, or a program that makes a list."""
    columns = [results_of(part, grids) for part in of]
    return _combined([[cells for result in row for cells in _cells(result)] for row in zip(*columns, strict=True)], table)


def _cells(result: Result) -> Iterator[Grid]:
    """The grids of a result, of a list each element."""
    for one in result if isinstance(result, list) else [result]:
        if isinstance(one, Placed):
            yield one.cells


def _combined(rows: Sequence[Sequence[Grid]], table: dict[tuple[int, ...], int]) -> Grids | None:
    places = next(iter(table), ())
    colors = np.full((UNSET,) * len(places), UNSET, np.uint8)
    for entry, color in table.items():
        colors[entry] = color
    made = [colors[tuple(row)] if len(row) == len(places) and len({one.shape for one in row}) == 1 else None for row in rows]
    whole = tuple(grid for grid in made if grid is not None and (grid != UNSET).all())
    return whole if len(whole) == len(made) else None


@verb
def on_canvas(grids: Grids, of: Program, sizes: tuple[Place, ...]) -> Grids | None:
    """Run a program that needs the empty canvas of the output. sizes: height and width of every canvas."""
    made = [one.cells for one in _on_canvases(grids, of, sizes) if isinstance(one, Placed)]
    return tuple(made) if len(made) == len(grids) else None


def _on_canvases(grids: Sequence[Grid], of: Program, sizes: tuple[Place, ...]) -> list[Result]:
    return [run_program(of, grid, np.zeros(size, np.uint8)) for grid, size in zip(grids, sizes, strict=True)]


def results_of(rule: Rule, grids: Sequence[Grid]) -> list[Result]:
    """What a rule makes of every input, placed; a list where a program makes one, None where it cannot."""
    if isinstance(rule, Program):
        return [run_program(rule, grid) for grid in grids]
    if VERBS[rule.verb].function is on_canvas:
        return _on_canvases(grids, **dict(rule.arguments))
    return [None if cells is None else Placed(cells, 0, 0) for cells in run_term(rule, grids)]


@verb
def layer(
    grids: Grids,
    of: Rule,
    cells: Annotated[str, (SHAPE, ZEROS, ALL)] = SHAPE,
    color: int | None = None,
    at_top_left: bool = False,
) -> list[tuple[Result, str, int | None]]:
    """Show the cells of it that are not 0, those that are, or all; in their colors or in one; in place or at the top left."""
    made = results_of(of, grids)
    if at_top_left:
        made = [one._replace(row=0, col=0) if isinstance(one, Placed) else None for one in made]
    return [(one, cells, color) for one in made]


@verb
def layers(grids: Grids, of: tuple[Term, ...], sizes: tuple[Place, ...]) -> tuple[Grid | None, ...]:
    """Lay the layers on each other, the first on top. sizes: height and width of every output."""
    made = [np.full(size, UNSET, np.uint8) for size in sizes]
    for one in of:
        for out, (shown, cells, color) in zip(made, one(grids), strict=True):
            if isinstance(shown, Placed):
                lay(out, shown, cells, color)
    return tuple(None if (out == UNSET).any() else out for out in made)


def lay(out: Grid, shown: Placed, which: str, color: int | None) -> None:
    """Show cells of a placed grid where nothing is yet (UNSET): the SHAPE, the ZEROS or ALL, in their color or in one."""
    grid, row, col = shown
    top, left = max(0, -row), max(0, -col)
    bottom, right = min(grid.shape[0], out.shape[0] - row), min(grid.shape[1], out.shape[1] - col)
    if bottom <= top or right <= left:
        return
    cells = grid[top:bottom, left:right]
    target = out[top + row : bottom + row, left + col : right + col]
    is_shown = target == UNSET
    if which != ALL:
        is_shown &= (cells == 0) == (which == ZEROS)
    target[is_shown] = cells[is_shown] if color is None else color
