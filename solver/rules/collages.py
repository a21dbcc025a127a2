"""Pieces on another canvas: pasted where they agree with the marks of a part of the input, or put together on a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Annotated, NamedTuple

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import verb
from solver.rules.assemblies import THINGS
from solver.rules.models import MOST_SCALE, patterns_of
from solver.rules.rule import keeps_shape
from solver.rules.sketches import add_sketch, sketched
from solver.seeing.attributes import SIZE
from solver.seeing.boxes import NO_CELL, Box, box_of
from solver.seeing.colors import background_of, counts_of, edge_color_of
from solver.seeing.cuts import labels_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects, labelled, objects_of
from solver.task import Grid, Task

NAME = "collages"
MOST_LOOSE = 12
MOST_MARKS = 200


class Canvas(NamedTuple):
    """A part of a grid, the rest of it, where the part has marks (bool)."""

    cells: Grid
    rest: Grid
    marks: np.ndarray


def _half(grid: Grid) -> Iterator[Canvas]:
    """The half with fewer cells that are not its background."""
    height, width = grid.shape
    long, other = (grid, height) if height >= width else (grid.T, width)
    halves = sorted((long[: other // 2], long[other // 2 :]), key=lambda half: (half != background_of(half)).sum())
    marks = [int((half != background_of(half)).sum()) for half in halves]
    if other % 2 == 0 and marks[0] < marks[1]:
        cells, rest = (np.ascontiguousarray(half if height >= width else half.T) for half in halves)
        yield Canvas(cells, rest, cells != background_of(cells))


def _spanned(grid: Grid) -> Iterator[Canvas]:
    """The boxes of four cells of a color that are the corners."""
    for color in np.flatnonzero(counts_of(grid) == 4):
        box = box_of(grid == color)
        cells, rest = _cut_out(grid, box, background_of(grid))
        if min(cells.shape) > 1 and (cells[:: len(cells) - 1, :: cells.shape[1] - 1] == color).all():
            yield Canvas(cells, rest, (cells != background_of(cells)) & (cells != color))


def _pierced(grid: Grid) -> Iterator[Canvas]:
    """The box of the largest thing on the color of the edge, its holes filled and marked."""
    ground = edge_color_of(grid)
    for box in _boxes(labelled(grid, labels_of(grid, ground, True, False)[0], ground))[:1]:
        cells, rest = _cut_out(grid, box, ground)
        marks = cells == ground
        yield Canvas(np.where(marks, background_of(cells[~marks]), cells).astype(np.uint8), rest, marks)


def _hosts(grid: Grid) -> Iterator[Canvas]:
    """The boxes of things, the largest first, marked where they have not their main color."""
    for cells, rest, _ in _notched(grid):
        yield Canvas(cells, rest, cells != background_of(cells))


def _notched(grid: Grid) -> Iterator[Canvas]:
    """The boxes of things, the largest first, marked where they are open."""
    background = background_of(grid)
    for box in _boxes(objects_of(grid, THINGS)):
        cells, rest = _cut_out(grid, box, background)
        yield Canvas(cells, rest, cells == background)


def _boxes(scene: Objects | None) -> list[Box]:
    """The boxes of a few things, the largest thing first."""
    if scene is None or not 2 <= scene.count <= MOST_LOOSE + 1:
        return []
    return [scene.box(int(index)) for index in np.argsort(-scene.table[:, SIZE], kind="stable")]


def _cut_out(grid: Grid, box: Box, background: int) -> tuple[Grid, Grid]:
    rest = grid.copy()
    rest[box] = background
    return grid[box].copy(), rest


ALL, EVERY, STACKED, FILLS = "covers all marks", "every piece", "every piece, also on others", "every piece that fills"
FITS = (ALL, EVERY, STACKED, FILLS)
# Canvases and what fits on them.
CANVASES: dict[str, tuple[Callable[[Grid], Iterable[Canvas]], tuple[str, ...]]] = {
    "the half with fewer marks": (_half, (EVERY, ALL)),
    "the largest thing with its holes filled": (_pierced, (EVERY, ALL)),
    "what four cells span": (_spanned, (EVERY, ALL)),
    "a thing with marks": (_hosts, (STACKED,)),
    "a thing with notches": (_notched, (FILLS,)),
}


@verb
def pasted(
    grid: Grid, canvas: Annotated[str, CANVASES], fit: Annotated[str, FITS], scales: int = 1, stretches: bool = False
) -> Grid | None:
    """Paste the pieces outside of a canvas where they agree with its marks, those that cover most first, each mark once.

    fit: EVERY cell of a piece in the color of a mark lies on one, the piece covers ALL marks, or every cell lies on one,
    as the piece is.
    """
    for part in CANVASES[canvas][0](grid):
        scene = objects_of(part.rest, THINGS)
        pieces = [scene.piece(index) for index in range(scene.count)] if scene is not None else []
        pieces = [piece for piece in pieces if piece.size > 1]
        if 1 <= len(pieces) <= MOST_LOOSE and 1 <= part.marks.sum() <= MOST_MARKS:
            out = _pasted(part, pieces, fit, scales, stretches)
            if out is not None:
                return out
    return None


def _pasted(canvas: Canvas, pieces: list[Grid], fit: str, scales: int, stretches: bool) -> Grid | None:
    out, free = canvas.cells.copy(), canvas.marks.copy()
    motions = (STAYS,) if fit == FILLS else tuple(MOTIONS)
    shown = [(number, one) for number, piece in enumerate(pieces) for one in patterns_of(piece, motions, scales, stretches)]
    places = [(*place, pattern, number) for number, pattern in shown for place in _places(canvas, pattern, fit)]
    used: set[int] = set()
    places.sort(key=lambda place: -place[0])
    for is_on_others, (covered, row, col, pattern, source) in product((False, True)[: 1 + (fit == STACKED)], places):
        rows, cols = np.nonzero(pattern != NO_CELL)
        at = rows + row, cols + col
        is_taken = not is_on_others and int(free[at].sum()) < covered
        if source in used or is_taken or (fit == ALL and covered < free.sum()):
            continue
        used.add(source)
        out[at] = pattern[rows, cols]
        free[at] = False
    return out if used and not free.any() else None


def _places(canvas: Canvas, pattern: Grid, fit: str) -> Iterator[tuple[int, int, int]]:
    """Yield (covered marks, row, col) where a pattern agrees with the marks."""
    cells, marks = canvas.cells, canvas.marks
    high, wide = np.subtract(cells.shape, pattern.shape) + 1
    if high < 1 or wide < 1 or (fit == ALL and np.less(pattern.shape, marks[box_of(marks)].shape).any()):
        return
    key_colors = np.unique(cells[marks])
    fits, covered = np.ones((high, wide), bool), np.zeros((high, wide), np.int64)
    for row, col in np.argwhere(pattern != NO_CELL):
        is_mark = marks[row : row + high, col : col + wide]
        agrees = is_mark if fit == FILLS else is_mark & (cells[row : row + high, col : col + wide] == pattern[row, col])
        is_key = fit == FILLS or (fit != ALL and pattern[row, col] in key_colors)
        fits &= agrees if is_key else agrees | ~is_mark
        covered += agrees
    for row, col in np.argwhere(fits & (covered > 0)).tolist():
        yield int(covered[row, col]), row, col


def _canvases(before: Grid, after: Grid) -> Iterable[str]:
    is_part = np.less_equal(after.shape, before.shape).all() and after.size < before.size
    return CANVASES if is_part else ()


add_sketch(
    "pasted(canvas=?, fit=?, scales=?, stretches=?)",
    NAME,
    100,
    canvas=_canvases,
    fit=lambda before, after, canvas: CANVASES[canvas][1],
    scales=lambda before, after: (1, MOST_SCALE),
    stretches=lambda before, after, fit, scales: (False, True) if fit == ALL and scales > 1 else (False,),
)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to put pieces on another canvas."""
    if not keeps_shape(task):
        yield from sketched(task, budget, NAME)
