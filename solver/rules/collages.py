"""Pieces on another canvas: pasted where they agree with the marks of a part of the input, or put together on a new one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.models import MOST_SCALE, Laid, filled, patterns_of
from solver.rules.rule import claim_outputs, keeps_shape
from solver.seeing.attributes import SIZE
from solver.seeing.boxes import NO_CELL, Box, box_of, enlarged, paste
from solver.seeing.colors import background_of, counts_of, edge_color_of
from solver.seeing.cuts import labels_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects, labelled, objects_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "collages"
MOST_LOOSE = 12
MOST_MARKS = 200
MOST_PIECES = 20
MOST_JIGSAW = 7
THINGS = "objects on the main color joined by corners"
COLORS = "colors"
CUTS: dict[str, float] = {
    "objects joined by corners": 0.0,
    "one-colored objects joined by corners": 0.5,
    THINGS: 1.0,
    "one-colored objects on the main color joined by corners": 1.0,
    COLORS: 0.5,
}


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
# Canvases with their cost and what fits on them.
CANVASES: dict[str, tuple[float, Callable[[Grid], Iterable[Canvas]], tuple[str, ...]]] = {
    "the half with fewer marks": (6, _half, (EVERY, ALL)),
    "the largest thing with its holes filled": (6, _pierced, (EVERY, ALL)),
    "what four cells span": (6, _spanned, (EVERY, ALL)),
    "a thing with marks": (7, _hosts, (STACKED,)),
    "a thing with notches": (7, _notched, (FILLS,)),
}


@verb
def pasted(grid: Grid, canvas: str, fit: str, scales: int = 1, stretches: bool = False) -> Grid | None:
    """Paste the pieces outside of a canvas where they agree with its marks, those that cover most first, each mark once.

    fit: EVERY cell of a piece in the color of a mark lies on one, the piece covers ALL marks, or every cell lies on one,
    as the piece is.
    """
    for part in CANVASES[canvas][1](grid):
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


def _by_color(pieces: list[Grid], color: int) -> Laid:
    """Lay pieces over each other so that the one cell of a color in each comes to lie at one place."""
    laid = []
    for piece in pieces:
        places = np.argwhere(piece == color).tolist()
        if len(places) == 1:
            laid.append((piece, -places[0][0], -places[0][1]))
    return laid if len(laid) > 1 else []


def _by_middles(pieces: list[Grid], number: int) -> Laid:
    """Lay pieces over each other by the middles of their boxes, the largest box at the bottom."""
    pieces = sorted(pieces, key=lambda piece: (-max(piece.shape), -piece.size))
    sides = np.array([piece.shape for piece in pieces])
    gaps = sides.max(axis=0) - sides
    return [] if (gaps % 2).any() else [(piece, *gap) for piece, gap in zip(pieces, (gaps // 2).tolist(), strict=True)]


def _on_sides(pieces: list[Grid], side: int) -> Laid:
    """Put every piece on the side of a square of side x side that its weight, or what it shows besides others, points to."""
    shared = [color for color in range(COLOR_COUNT) if all((piece == color).any() for piece in pieces)]
    if len({piece.shape for piece in pieces}) > 1:
        return _in_corners(pieces) if side == 2 and not shared else []
    height, width = pieces[0].shape
    laid = []
    for piece in pieces:
        signs = _lean((piece != NO_CELL) & ~np.isin(piece, shared))
        if side == 2 and 0 in signs:
            return []
        row, col = ((sign + 1) * (side - 1) // 2 for sign in signs)
        laid.append((piece, row * height, col * width))
    rows, cols = ({one[axis] for one in laid} for axis in (1, 2))
    is_whole = {0, (side - 1) * height} <= rows and {0, (side - 1) * width} <= cols
    return laid if is_whole and len({one[1:] for one in laid}) == len(laid) else []


def _in_corners(pieces: list[Grid]) -> Laid:
    """Put four pieces of different sizes into the corners that they lean to, of a canvas that they fill along all sides."""
    corners = {_lean(piece != NO_CELL): piece for piece in pieces}
    if len(corners) != 4 or any(0 in signs for signs in corners):
        return []
    heights = {sum(corners[down, right].shape[0] for down in (-1, 1)) for right in (-1, 1)}
    widths = {sum(corners[down, right].shape[1] for right in (-1, 1)) for down in (-1, 1)}
    if len(heights) > 1 or len(widths) > 1:
        return []
    height, width = heights.pop(), widths.pop()
    return [
        (piece, (height - piece.shape[0]) * (down > 0), (width - piece.shape[1]) * (right > 0))
        for (down, right), piece in corners.items()
    ]


def _lean(weight: np.ndarray) -> tuple[int, int]:
    """On which side of the middle the weight lies, by rows and by cols: -1, 0, 1."""
    rows, cols = np.nonzero(weight)
    down = int(np.sign((2 * rows - weight.shape[0] + 1).sum()))
    return down, int(np.sign((2 * cols - weight.shape[1] + 1).sum()))


def _as_jigsaw(pieces: list[Grid], number: int) -> Laid:
    """Fill a square with all pieces, none over another."""
    cells = sum(int((piece != NO_CELL).sum()) for piece in pieces)
    side = math.isqrt(cells)
    if len(pieces) > MOST_JIGSAW or cells != side * side:
        return []
    return filled(np.ones((side, side), bool), np.ones((side, side), bool), pieces) or []


def _into_largest(pieces: list[Grid], number: int) -> Laid:
    """Draw one of two pieces into the one with the largest box, enlarged to fill what it encloses."""
    frame, *contents = sorted(pieces, key=lambda piece: -piece.size)
    free = np.argwhere(frame == NO_CELL)
    if len(contents) != 1 or not len(free):
        return []
    first, room = free.min(axis=0), np.ptp(free, axis=0) + 1
    times = int((room // contents[0].shape).min())
    if times < 1:
        return []
    drawn = enlarged(contents[0], times)
    row, col = (first + (room - drawn.shape) // 2).tolist()
    return [(frame, 0, 0), (drawn, row, col)]


# How pieces are put together, with the cost; some ask for a number: a color or a side.
WAYS: dict[str, tuple[float, Callable[[list[Grid], int], Laid], tuple[int, ...]]] = {
    "by their cell of a color": (5, _by_color, tuple(range(COLOR_COUNT))),
    "by their middles": (5, _by_middles, (0,)),
    "on the sides they lean to": (5, _on_sides, (2, 3)),
    "as a square jigsaw": (4, _as_jigsaw, (0,)),
    "enlarged into the largest": (5, _into_largest, (0,)),
}


def _pieces(grid: Grid, cut: str) -> list[Grid]:
    """The objects of a cut, or all cells of each color but the background's."""
    if cut == COLORS:
        boxes = [(color, grid[box_of(grid == color)]) for color in np.unique(grid) if color != background_of(grid)]
        return [np.where(cells == color, color, NO_CELL).astype(np.uint8) for color, cells in boxes]
    scene = objects_of(grid, cut)
    return [] if scene is None or scene.count > MOST_PIECES else [scene.piece(index) for index in range(scene.count)]


@verb
def assembled(grid: Grid, cut: str, way: str, number: int = 0) -> Grid | None:
    """Put objects together on a canvas just large enough. None when they do not go together or it is too large."""
    pieces, ground = _pieces(grid, cut), background_of(grid)
    laid = WAYS[way][1](pieces, number) if 2 <= len(pieces) <= MOST_PIECES else []
    if not laid:
        return None
    top, left = min(row for _, row, _ in laid), min(col for _, _, col in laid)
    height = max(row + piece.shape[0] for piece, row, _ in laid) - top
    width = max(col + piece.shape[1] for piece, _, col in laid) - left
    if max(height, width) > MAX_SIDE:
        return None
    out = np.full((height, width), ground, np.uint8)
    for piece, row, col in laid:
        paste(out, piece, row - top, col - left)
    return out


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to put pieces on another canvas."""
    if keeps_shape(task):
        return
    is_part = all(np.less_equal(pair.output.shape, pair.input.shape).all() for pair in task.train)
    is_part = is_part and all(pair.output.size < pair.input.size for pair in task.train)
    for steps, rule, cost in (*_assemblies(task), *(_pastes() if is_part else ())):
        outputs: list[Grid] = []
        for index, grid in enumerate(task.inputs):
            if not budget.spend(steps * grid.size):
                return
            out = rule(grid)
            if out is None or (index < len(task.train) and not same_grid(out, task.train[index].output)):
                break
            outputs.append(out)
        else:
            candidate = claim_outputs(task, NAME, str(rule), cost, outputs)
            if candidate is not None:
                yield candidate


def _assemblies(task: Task) -> Iterator[tuple[int, Term, float]]:
    colors = [color for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)]
    for cut, extra in CUTS.items():
        for way, (cost, make, numbers) in WAYS.items():
            for number in colors if make is _by_color else numbers:
                yield 10, term(assembled, cut=cut, way=way, number=number), cost + extra


def _pastes() -> Iterator[tuple[int, Term, float]]:
    for canvas, (cost, _, fits) in CANVASES.items():
        for scales, fit in product((1, MOST_SCALE), fits):
            yield 100, term(pasted, canvas=canvas, fit=fit, scales=scales), cost + (scales > 1)
            if fit == ALL and scales > 1:
                yield 300, term(pasted, canvas=canvas, fit=fit, scales=scales, stretches=True), cost + 2
