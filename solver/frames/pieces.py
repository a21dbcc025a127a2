"""One piece at a time: every object, panel, row or column of a grid is a small task of its own.

When all that changes lies inside pieces, and equal pieces change alike, the pieces of all demonstrations are the
demonstrations of a smaller task, and the pieces of the test inputs its test inputs. Whatever solves that is put together
again and compared with the whole demonstrations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame, Grids, for_the_tests
from solver.rules.rule import cells_of
from solver.seeing.cuts import CONTENT_CUTS, CUTS
from solver.seeing.objects import parts_of
from solver.task import Grid, Pair, Task, key_of, same_grid

BITS = 3.0  # of going piece by piece
LINES = {"rows": 1, "columns": 1}
WHOLE_CUTS = ("panels", "halves", "thirds", "quarters", "holes", *LINES)  # cuts whose pieces take no margin
MARGINS = (0, 1, 2)
MOST_PIECES = 80  # different ones
MOST_CHANGED, MOST_UNCHANGED = 8, 3  # pieces that are shown as demonstrations; the others are checked afterwards
MOST_CUTS = 6
CUT_STEPS = 20_000  # what one cut of one grid costs in Python
WITHOUT = frozenset({"overlay", "cell_bank"})  # overlays of many pieces are wrong ten times for once right
Box = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True)
class Cut:
    """A way to cut all inputs, with the boxes of every input's pieces and the different pieces among them."""

    words: str
    cost: float
    boxes: tuple[tuple[Box, ...], ...]
    pieces: dict[bytes, Grid]
    after: dict[bytes, Grid]  # what the pieces of the demonstrations become


def pieces(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the tasks of the pieces, for the cuts with the fewest different pieces."""
    if any(pair.input.shape != pair.output.shape for pair in task.train):
        return
    for cut in sorted(_cuts(task, budget), key=lambda cut: cut.cost + 0.1 * len(cut.pieces))[:MOST_CUTS]:
        small = _small_task(task, cut)
        if small is not None:
            yield Frame(
                small,
                partial(_assembled, task, cut, small),
                words=f"each of {cut.words}: ",
                bits=BITS + cut.cost,
                is_strict=True,
                without=WITHOUT,
                demonstrations=len(task.train),
            )


def _cuts(task: Task, budget: Budget) -> Iterator[Cut]:
    """Yield the cuts by which the demonstrations change inside pieces only, and equal pieces alike; each set of boxes once."""
    known: set[tuple] = set()
    for name in (*CONTENT_CUTS, *LINES):
        cost = CUTS[name].cost if name in CUTS else LINES[name]
        whole = [_boxes(grid, name) for grid in task.inputs]
        if not budget.spend(cells_of(task) + CUT_STEPS * len(whole)):
            return
        if not all(whole):
            continue
        for margin in MARGINS[: 1 if name in WHOLE_CUTS else None]:
            boxes = tuple(_widened(found, grid, margin) for found, grid in zip(whole, task.inputs, strict=True))
            if boxes not in known:
                known.add(boxes)
                words = name if margin == 0 else f"{name} with {margin} around"
                cut = _cut(task, words, cost + margin, boxes)
                if cut is not None:
                    yield cut


def _boxes(grid: Grid, name: str) -> list[Box]:
    height, width = grid.shape
    if name == "rows":
        return [(row, 0, row + 1, width) for row in range(height)]
    if name == "columns":
        return [(0, col, height, col + 1) for col in range(width)]
    parts = parts_of(grid, name)
    return [(part.row, part.col, part.row + part.mask.shape[0], part.col + part.mask.shape[1]) for part in parts]


def _widened(boxes: list[Box], grid: Grid, margin: int) -> tuple[Box, ...]:
    height, width = grid.shape
    return tuple(
        (max(0, top - margin), max(0, left - margin), min(height, bottom + margin), min(width, right + margin))
        for top, left, bottom, right in boxes
    )


def _inside(grid: Grid, box: Box) -> Grid:
    top, left, bottom, right = box
    return np.ascontiguousarray(grid[top:bottom, left:right])


def _cut(task: Task, words: str, cost: float, boxes: tuple[tuple[Box, ...], ...]) -> Cut | None:
    """The cut, unless something changes outside its pieces, equal pieces differ, or a piece is a whole grid."""
    pieces: dict[bytes, Grid] = {}
    after: dict[bytes, Grid] = {}
    for index, grid in enumerate(task.inputs):
        untouched = np.ones(grid.shape, bool)
        for box in boxes[index]:
            piece = _inside(grid, box)
            key = key_of(piece)
            pieces[key] = piece
            untouched[box[0] : box[2], box[1] : box[3]] = False
            if index < len(task.train):
                became = _inside(task.train[index].output, box)
                if piece.size == grid.size or not same_grid(after.setdefault(key, became), became):
                    return None
        if index < len(task.train) and (untouched & (grid != task.train[index].output)).any():
            return None
    return Cut(words, cost, boxes, pieces, after) if len(pieces) <= MOST_PIECES else None


def _small_task(task: Task, cut: Cut) -> Task | None:
    """The task of the pieces; None when fewer than two of them change."""
    changed = [key for key, became in cut.after.items() if not same_grid(cut.pieces[key], became)]
    shown = changed[:MOST_CHANGED] + [key for key in cut.after if key not in changed][:MOST_UNCHANGED]
    if len(changed) < 2:
        return None
    asked = [key for key in cut.pieces if key not in shown] or shown[:1]
    train = tuple(Pair(cut.pieces[key], cut.after[key]) for key in shown)
    return Task(task.id, train, tuple(cut.pieces[key] for key in asked))


def _assembled(task: Task, cut: Cut, small: Task, predictions: Grids) -> Grids | None:
    """The whole outputs for the tests; None when the demonstrations do not come out."""
    became = {key_of(pair.input): pair.output for pair in small.train}
    for piece, prediction in zip(small.test, predictions, strict=True):
        if prediction.shape != piece.shape:
            return None
        became.setdefault(key_of(piece), prediction)
    whole = [_put_together(grid, boxes, became) for grid, boxes in zip(task.inputs, cut.boxes, strict=True)]
    return for_the_tests(task, whole)


def _put_together(grid: Grid, boxes: tuple[Box, ...], became: dict[bytes, Grid]) -> Grid:
    """The grid with what changed in each of its pieces."""
    out = grid.copy()
    for box in boxes:
        piece = _inside(grid, box)
        new = became[key_of(piece)]
        target = out[box[0] : box[2], box[1] : box[3]]
        target[new != piece] = new[new != piece]
    return out
