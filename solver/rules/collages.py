"""A part of the input is the canvas; pieces that lie outside of it are pasted where its marks show them.

The canvas is the half with fewer marks, or what four cells of a color span. A piece, turned or enlarged, lies where the
marks that it covers have its colors: either every cell in the color of a mark lies on one, or all marks are covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Rule, cells_of, claim
from solver.seeing.boxes import NO_CELL, enlarged
from solver.seeing.colors import background_of
from solver.seeing.components import label_boxes
from solver.seeing.cuts import labels_of
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import MOST_OBJECTS
from solver.task import COLOR_COUNT, Grid, Task

NAME = "collages"
MOST_PIECES = 12
MOST_MARKS = 200
Canvas = Callable[[Grid], tuple[Grid, Grid, np.ndarray] | None]  # the canvas, the rest of the grid, where marks are


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield ways to paste pieces on a canvas cut out of the input."""
    if any(pair.output.size >= pair.input.size or any(np.greater(pair.output.shape, pair.input.shape)) for pair in task.train):
        return
    for words, cost, rule in _rules(task):
        if not budget.spend(100 * cells_of(task)):
            return
        candidate = claim(task, NAME, words, cost, rule)
        if candidate is not None:
            yield candidate


def _rules(task: Task) -> Iterator[tuple[str, float, Rule]]:
    canvases: dict[str, Canvas] = {"the half with fewer marks": _half, "the largest thing, its holes filled": _pierced}
    for color in range(COLOR_COUNT):
        if all((grid == color).sum() == 4 for grid in task.inputs):
            canvases[f"what four cells of {color} span"] = partial(_spanned, color=color)
    for canvas, cut in canvases.items():
        for scales in ((1,), (1, 2, 3, 4)):
            for is_strict in (True, False):
                words = "every piece" if is_strict else "the piece that covers all marks"
                text = f"{words}{', enlarged' * (len(scales) > 1)}, is pasted at its marks in {canvas}"
                yield text, 6.0 + (len(scales) > 1), partial(_pasted, cut=cut, scales=scales, is_strict=is_strict)


def _half(grid: Grid) -> tuple[Grid, Grid, np.ndarray] | None:
    """The half with fewer cells that are not its background, and the other one."""
    height, width = grid.shape
    long, other = (grid, height) if height >= width else (grid.T, width)
    if other % 2:
        return None
    halves = [long[: other // 2], long[other // 2 :]]
    marks = [int((half != background_of(half)).sum()) for half in halves]
    if marks[0] == marks[1]:
        return None
    if marks[0] > marks[1]:
        halves.reverse()
    canvas, rest = (half if height >= width else half.T for half in halves)
    return np.ascontiguousarray(canvas), np.ascontiguousarray(rest), canvas != background_of(canvas)


def _spanned(grid: Grid, color: int) -> tuple[Grid, Grid, np.ndarray] | None:
    """The box of all cells of a color when they are its corners, and the grid without it."""
    rows, cols = np.nonzero(grid == color)
    if len(set(rows.tolist())) != 2 or len(set(cols.tolist())) != 2:
        return None
    box = slice(rows.min(), rows.max() + 1), slice(cols.min(), cols.max() + 1)
    rest = grid.copy()
    rest[box] = background_of(grid)
    return grid[box].copy(), rest, (grid[box] != background_of(grid[box])) & (grid[box] != color)


def _pierced(grid: Grid) -> tuple[Grid, Grid, np.ndarray] | None:
    """The box of the largest thing, its holes filled and marked; the grid without it."""
    edge = np.concatenate((grid[0], grid[-1], grid[:, 0], grid[:, -1]))
    background = background_of(edge)
    labels, count = labels_of(grid, background, True, False)
    if count < 2:
        return None
    largest = int(np.bincount(labels.ravel())[1:].argmax()) + 1
    top, left, bottom, right = label_boxes(labels, count)[largest].tolist()
    box = slice(top, bottom + 1), slice(left, right + 1)
    marks = grid[box] == background
    rest = grid.copy()
    rest[box] = background
    return np.where(marks, background_of(grid[box][~marks]), grid[box]).astype(np.uint8), rest, marks


def _pieces(rest: Grid) -> list[Grid]:
    """The things on the background, in their boxes."""
    labels, count = labels_of(rest, background_of(rest), True, False)
    pieces = []
    boxes = label_boxes(labels, count)[1 : MOST_OBJECTS + 1]
    for label, (top, left, bottom, right) in enumerate(boxes.tolist(), start=1):
        box = slice(top, bottom + 1), slice(left, right + 1)
        pieces.append(np.where(labels[box] == label, rest[box], NO_CELL).astype(np.uint8))
    return [piece for piece in pieces if piece.size > 1][: MOST_PIECES + 1]


def _pasted(grid: Grid, cut: Canvas, scales: tuple[int, ...], is_strict: bool) -> Grid | None:
    """The canvas with pieces pasted, those that cover most marks first, each mark covered once."""
    parts = cut(grid)
    if parts is None:
        return None
    canvas, rest, marks = parts
    pieces = _pieces(rest)
    if not 1 <= len(pieces) <= MOST_PIECES or not 1 <= marks.sum() <= MOST_MARKS:
        return None
    out, free = canvas.copy(), marks.copy()
    places = [
        (*place, number) for number, piece in enumerate(pieces) for place in _places(canvas, marks, piece, scales, is_strict)
    ]
    pasted = 0
    used: set[int] = set()
    for covered, row, col, pattern, source in sorted(places, key=lambda place: -place[0]):
        rows, cols = np.nonzero(pattern != NO_CELL)
        at = rows + row, cols + col
        if source in used or int(free[at].sum()) < covered or (not is_strict and covered < marks.sum()):
            continue
        used.add(source)
        out[at] = pattern[rows, cols]
        free[at] = False
        pasted += 1
    return out if pasted and not free.any() else None


def _places(
    canvas: Grid, marks: np.ndarray, piece: Grid, scales: tuple[int, ...], is_strict: bool
) -> Iterator[tuple[int, int, int, Grid]]:
    """Yield (covered marks, row, col, pattern) where a piece agrees with the marks."""
    seen: set[tuple[tuple[int, ...], bytes]] = set()
    key_colors = np.unique(canvas[marks])
    for scale in scales:
        for motion in MOTIONS.values():
            pattern = enlarged(motion(piece), scale)
            key = (pattern.shape, pattern.tobytes())
            if key in seen or pattern.shape[0] > canvas.shape[0] or pattern.shape[1] > canvas.shape[1]:
                continue
            seen.add(key)
            high, wide = canvas.shape[0] - pattern.shape[0] + 1, canvas.shape[1] - pattern.shape[1] + 1
            fits, covered = np.ones((high, wide), bool), np.zeros((high, wide), np.int64)
            for row, col in np.argwhere(pattern != NO_CELL):
                is_mark = marks[row : row + high, col : col + wide]
                agrees = is_mark & (canvas[row : row + high, col : col + wide] == pattern[row, col])
                is_key = is_strict and pattern[row, col] in key_colors
                fits &= agrees if is_key else agrees | ~is_mark
                covered += agrees
            for row, col in np.argwhere(fits & (covered > 0)).tolist():
                yield int(covered[row, col]), row, col, pattern
