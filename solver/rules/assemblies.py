"""Pieces put together on a new canvas: over each other, side by side, into each other, as a jigsaw."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Annotated

import numpy as np

from solver.language.term import verb
from solver.rules.models import Laid, filled
from solver.rules.sketches import add_sketch
from solver.seeing.boxes import NO_CELL, box_of, enlarged, paste
from solver.seeing.colors import background_of
from solver.seeing.objects import objects_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid

MOST_PIECES = 20
MOST_JIGSAW = 7
THINGS = "objects on the main color joined by corners"
COLORS = "colors"
CUTS = (
    "objects joined by corners",
    "one-colored objects joined by corners",
    THINGS,
    "one-colored objects on the main color joined by corners",
    COLORS,
)


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


# How pieces are put together, with the numbers that some ask for: a side; of the first, a color.
BY_COLOR = "by their cell of a color"
WAYS: dict[str, tuple[Callable[[list[Grid], int], Laid], tuple[int, ...]]] = {
    BY_COLOR: (_by_color, ()),
    "by their middles": (_by_middles, (0,)),
    "on the sides they lean to": (_on_sides, (2, 3)),
    "as a square jigsaw": (_as_jigsaw, (0,)),
    "enlarged into the largest": (_into_largest, (0,)),
}


def _pieces(grid: Grid, cut: str) -> list[Grid]:
    """The objects of a cut, or all cells of each color but the background's."""
    if cut == COLORS:
        boxes = [(color, grid[box_of(grid == color)]) for color in np.unique(grid) if color != background_of(grid)]
        return [np.where(cells == color, color, NO_CELL).astype(np.uint8) for color, cells in boxes]
    scene = objects_of(grid, cut)
    return [] if scene is None or scene.count > MOST_PIECES else [scene.piece(index) for index in range(scene.count)]


@verb
def assembled(grid: Grid, cut: Annotated[str, CUTS], way: Annotated[str, WAYS], number: int = 0) -> Grid | None:
    """Put objects together on a canvas just large enough. None when they do not go together or it is too large."""
    pieces, ground = _pieces(grid, cut), background_of(grid)
    laid = WAYS[way][0](pieces, number) if 2 <= len(pieces) <= MOST_PIECES else []
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


def _numbers(before: Grid, after: Grid, way: str) -> Iterable[int]:
    return np.unique(before).tolist() if way == BY_COLOR else WAYS[way][1]


add_sketch("assembled(cut=?, way=?, number=?)", "collages", 10, number=_numbers)
