"""Pieces put together on a new canvas: by a common mark, concentric, each on the side it points to, as a jigsaw."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Rule, cells_of, claim, keeps_shape
from solver.seeing.boxes import NO_CELL, box_of, enlarged, paste
from solver.seeing.colors import background_of
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import objects_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "assemblies"
CUTS: dict[str, float] = {
    "objects joined by corners": 0.0,
    "one-colored objects joined by corners": 0.5,
    "objects on the main color joined by corners": 1.0,
    "one-colored objects on the main color joined by corners": 1.0,
}
MOST_PIECES = 20
MOST_JIGSAW = 7
SYMMETRIES: dict[str, tuple[str, ...]] = {
    "as they are": (),
    "made mirrored": ("flip_cols", "flip_rows"),
    "made symmetric": ("flip_cols", "flip_rows", "transpose"),
}


@dataclass(frozen=True)
class Piece:
    """A piece: its cells in their box (NO_CELL elsewhere) and the place of the box."""

    cells: Grid
    row: int
    col: int

    @property
    def mask(self) -> np.ndarray:
        """Which cells of the box are the piece's."""
        return self.cells != NO_CELL


Cut = Callable[[Grid], list[Piece]]


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to assemble the output from pieces of the input."""
    if keeps_shape(task):
        return
    colors = [color for color in range(COLOR_COUNT) if all((grid == color).any() for grid in task.inputs)]
    for words, cost, rule in _rules(task, colors):
        if not budget.spend(10 * cells_of(task)):
            return
        candidate = claim(task, NAME, words, cost, rule)
        if candidate is not None:
            yield candidate


def _rules(task: Task, colors: list[int]) -> Iterator[tuple[str, float, Rule]]:
    for side in (2, 3):
        for height, width in _block_sizes(task, side):
            rule = partial(_on_sides, pieces_of=partial(_blocks, height=height, width=width), side=side)
            yield f"blocks of {height} x {width}, each on its side of {side}", 6.0, rule
    cuts: dict[str, tuple[float, Cut]] = {name: (cost, partial(_objects, cut=name)) for name, cost in CUTS.items()}
    cuts["colors"] = (0.5, _color_groups)
    shapes = {pair.output.shape for pair in task.train}
    for cut, (cost, pieces_of) in cuts.items():
        for color in colors:
            yield f"{cut} laid over each other by their {color}", 5 + cost, partial(_by_mark, pieces_of=pieces_of, mark=color)
        for name, motions in SYMMETRIES.items():
            rule = partial(_concentric, pieces_of=pieces_of, motions=motions)
            yield f"{cut} {name}, one around the other", 5 + cost + len(motions) / 2, rule
        for side in (2, 3):
            yield f"{cut}, each on its side of {side}", 5 + cost, partial(_on_sides, pieces_of=pieces_of, side=side)
        if all(height == width for height, width in shapes):
            yield f"{cut} as a square jigsaw", 4 + cost, partial(_jigsaw, pieces_of=pieces_of, shape=None)
        elif len(shapes) == 1:
            rule = partial(_jigsaw, pieces_of=pieces_of, shape=task.train[0].output.shape)
            yield f"{cut} as a jigsaw of {' x '.join(map(str, *shapes))}", 4 + cost, rule
        yield f"{cut} enlarged into the largest", 5 + cost, partial(_into_frame, pieces_of=pieces_of)


def _block_sizes(task: Task, side: int) -> list[tuple[int, int]]:
    shapes = {pair.output.shape for pair in task.train}
    height, width = next(iter(shapes))
    is_one = len(shapes) == 1 and height % side == 0 and width % side == 0 and min(height, width) > side
    return [(height // side, width // side)] if is_one else []


def _objects(grid: Grid, cut: str) -> list[Piece]:
    scene = objects_of(grid, cut)
    if scene is None or not 2 <= scene.count <= MOST_PIECES:
        return []
    boxes = [scene.box(index) for index in range(scene.count)]
    return [Piece(scene.piece(index), rows.start, cols.start) for index, (rows, cols) in enumerate(boxes)]


def _color_groups(grid: Grid) -> list[Piece]:
    """All cells of a color are one piece."""
    background = background_of(grid)
    pieces: list[Piece] = []
    for color in np.unique(grid):
        if color != background:
            box = box_of(grid == color)
            cells = np.where(grid[box] == color, color, NO_CELL).astype(np.uint8)
            pieces.append(Piece(cells, box[0].start, box[1].start))
    return pieces


def _blocks(grid: Grid, height: int, width: int) -> list[Piece]:
    """Cut into full blocks of one size, from the first free cell on; no pieces when they are not full."""
    edge = np.concatenate((grid[0], grid[-1], grid[:, 0], grid[:, -1]))
    free = grid != background_of(edge)
    pieces: list[Piece] = []
    while free.any() and len(pieces) <= MOST_PIECES:
        row = int(free.any(axis=1).argmax())
        col = int(free[row].argmax())
        window = free[row : row + height, col : col + width]
        if window.shape != (height, width) or not window.all():
            return []
        pieces.append(Piece(grid[row : row + height, col : col + width], row, col))
        window[:] = False
    return pieces


def _laid(pieces: list[tuple[Piece, int, int]], background: int) -> Grid | None:
    """A canvas just large enough for pieces at places (row, col), later ones on top. None when it is too large."""
    top, left = min(row for _, row, _ in pieces), min(col for _, _, col in pieces)
    height = max(row + piece.cells.shape[0] for piece, row, _ in pieces) - top
    width = max(col + piece.cells.shape[1] for piece, _, col in pieces) - left
    if max(height, width) > MAX_SIDE:
        return None
    out = np.full((height, width), background, np.uint8)
    for piece, row, col in pieces:
        paste(out, piece.cells, row - top, col - left)
    return out


def _by_mark(grid: Grid, pieces_of: Cut, mark: int) -> Grid | None:
    """Lay pieces over each other so that the one cell of the mark's color in each comes to lie at one place."""
    laid = []
    for piece in pieces_of(grid):
        places = np.argwhere(piece.cells == mark)
        if len(places) == 1:
            laid.append((piece, -int(places[0][0]), -int(places[0][1])))
    return _laid(laid, background_of(grid)) if len(laid) > 1 else None


def _concentric(grid: Grid, pieces_of: Cut, motions: tuple[str, ...]) -> Grid | None:
    """Lay pieces over each other by the middles of their boxes, the largest box at the bottom."""
    pieces = [_symmetric(piece, motions) for piece in pieces_of(grid)]
    if len(pieces) < 2:
        return None
    pieces.sort(key=lambda piece: (-max(piece.cells.shape), -piece.cells.size))
    height, width = (max(piece.cells.shape[axis] for piece in pieces) for axis in (0, 1))
    if any((height - piece.cells.shape[0]) % 2 or (width - piece.cells.shape[1]) % 2 for piece in pieces):
        return None
    laid = [(piece, (height - piece.cells.shape[0]) // 2, (width - piece.cells.shape[1]) // 2) for piece in pieces]
    return _laid(laid, background_of(grid))


def _symmetric(piece: Piece, motions: tuple[str, ...]) -> Piece:
    """A piece completed by its images; with the transposed one in a square that holds it, at the corner it comes from."""
    cells = piece.cells
    if "transpose" in motions:
        side = max(cells.shape)
        square = np.full((side, side), NO_CELL, np.uint8)
        square[: cells.shape[0], : cells.shape[1]] = cells
        cells = square
    for name in motions:
        cells = np.where(cells == NO_CELL, MOTIONS[name](cells), cells)
    return Piece(np.ascontiguousarray(cells), piece.row, piece.col)


def _on_sides(grid: Grid, pieces_of: Cut, side: int) -> Grid | None:
    """Put every piece on the side of a square of side x side that its weight, or what it shows besides others, points to."""
    pieces = pieces_of(grid)
    if not 2 <= len(pieces) <= side * side:
        return None
    shared = [color for color in range(COLOR_COUNT) if all((piece.cells == color).any() for piece in pieces)]
    if len({piece.cells.shape for piece in pieces}) > 1:
        return _in_corners(pieces, background_of(grid)) if side == 2 and not shared else None
    height, width = pieces[0].cells.shape
    laid = []
    for piece in pieces:
        weight = piece.mask & (~np.isin(piece.cells, shared) if shared else True)
        signs = _lean(weight)
        if side == 2 and 0 in signs:
            return None
        row, col = ((sign + 1) * (side - 1) // 2 for sign in signs)
        laid.append((piece, row * height, col * width))
    if len({(row, col) for _, row, col in laid}) < len(laid):
        return None
    out = _laid(laid, background_of(grid))
    return out if out is not None and out.shape == (side * height, side * width) else None


def _in_corners(pieces: list[Piece], background: int) -> Grid | None:
    """Put four pieces of different sizes into the corners that they lean to, of a canvas that they fill along all sides."""
    corners = {_lean(piece.mask): piece for piece in pieces}
    if len(corners) != 4 or any(0 in signs for signs in corners):
        return None
    heights = {sum(corners[down, right].cells.shape[0] for down in (-1, 1)) for right in (-1, 1)}
    widths = {sum(corners[down, right].cells.shape[1] for right in (-1, 1)) for down in (-1, 1)}
    if len(heights) > 1 or len(widths) > 1:
        return None
    height, width = heights.pop(), widths.pop()
    places = [
        (piece, (height - piece.cells.shape[0]) * (down > 0), (width - piece.cells.shape[1]) * (right > 0))
        for (down, right), piece in corners.items()
    ]
    return _laid(places, background)


def _lean(weight: np.ndarray) -> tuple[int, int]:
    """On which side of the middle the weight lies, by rows and by cols: -1, 0, 1."""
    if not weight.any():
        return 0, 0
    rows, cols = np.nonzero(weight)
    down = int(np.sign((2 * rows - weight.shape[0] + 1).sum()))
    return down, int(np.sign((2 * cols - weight.shape[1] + 1).sum()))


def _jigsaw(grid: Grid, pieces_of: Cut, shape: tuple[int, int] | None) -> Grid | None:
    """Fill a rectangle (None: a square) with all pieces, none over another; None when they do not fit or are too many."""
    pieces = pieces_of(grid)
    if not 2 <= len(pieces) <= MOST_JIGSAW:
        return None
    cells = sum(int(piece.mask.sum()) for piece in pieces)
    height, width = shape or (math.isqrt(cells),) * 2
    return _filled(np.full((height, width), NO_CELL, np.uint8), pieces) if cells == height * width else None


def _filled(out: Grid, pieces: list[Piece]) -> Grid | None:
    """Fill the first free cell with the first cell of some piece, and so on."""
    if not pieces:
        return out
    row, col = np.argwhere(out == NO_CELL)[0].tolist()
    for index, piece in enumerate(pieces):
        left = col - int(piece.mask[0].argmax())
        window = out[row : row + piece.cells.shape[0], max(0, left) : max(0, left) + piece.cells.shape[1]]
        if left < 0 or window.shape != piece.cells.shape or (window[piece.mask] != NO_CELL).any():
            continue
        before = window.copy()
        window[piece.mask] = piece.cells[piece.mask]
        done = _filled(out, pieces[:index] + pieces[index + 1 :])
        if done is not None:
            return done
        window[:] = before
    return None


def _into_frame(grid: Grid, pieces_of: Cut) -> Grid | None:
    """Crop the piece with the largest box and draw the other one into it, enlarged to fill what it encloses."""
    pieces = sorted(pieces_of(grid), key=lambda piece: -piece.cells.size)
    if len(pieces) != 2:
        return None
    frame, content = pieces
    background = background_of(grid)
    out = np.where(frame.mask, frame.cells, background).astype(np.uint8)
    free = np.argwhere(~frame.mask)
    if not len(free):
        return None
    (top, left), (bottom, right) = free.min(axis=0), free.max(axis=0)
    times = min((bottom - top + 1) // content.cells.shape[0], (right - left + 1) // content.cells.shape[1])
    if times < 1:
        return None
    drawn = enlarged(content.cells, times)
    paste(out, drawn, top + (bottom - top + 1 - drawn.shape[0]) // 2, left + (right - left + 1 - drawn.shape[1]) // 2)
    return out
