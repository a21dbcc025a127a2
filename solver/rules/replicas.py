"""One object of the input is the model for others: for blanks of its shape, for parts of it in other colors, for single cells.

Blanks take the model's colors; a part in other colors is completed by the table of colors that it shows; a seed, one cell
of a color that the model has once, grows into the model, turned as the demonstrations show for its color; a mark, a cell of
any color, shows where the model is drawn again, in its own colors or in the mark's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Rule, agreed, cells_of, changes_in_place, claim, distinct
from solver.seeing.attributes import SIZE
from solver.seeing.boxes import NO_CELL, paste
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects, each_cut, objects_of
from solver.task import Grid, Task, same_grid

NAME = "replicas"
CUTS: dict[str, float] = {
    "objects joined by corners": 0.0,
    "objects": 0.5,
    "objects on the main color joined by corners": 1.5,
}
CHOICES: dict[str, float] = {"most colorful": 0.5, "largest": 0.5}
LARGEST = "largest of all"
# Which line of its box goes through a mark, by the lines (int64, from 0) that the cells of the model lie on.
ALIGNMENTS: dict[str, Callable[[np.ndarray], int]] = {
    "middle": lambda lines: int(lines.max()) // 2,
    "later middle": lambda lines: (int(lines.max()) + 1) // 2,
    "heaviest": lambda lines: int(np.bincount(lines).argmax()),
    "first": lambda lines: 0,
    "last": lambda lines: int(lines.max()),
    "next": lambda lines: int(lines.max()) + 1,
    "one before": lambda lines: -1,
}
MOST_OBJECTS = 40
MOST_CELLS = 150
Place = tuple[int, int, Grid]  # row and col of a pattern, and the pattern
Find = Callable[[Objects, Sequence[Grid], int], Place | None]


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that draw a model again, cut by cut."""
    if not changes_in_place(task):
        return
    for cut, known in each_cut(task.inputs, CUTS, 2, MOST_OBJECTS):
        if not budget.spend(20 * cells_of(task)):
            return
        is_motley = all((scene.column("color count") > 1).any() for scene in known)
        for words, cost, rule in chain(_marked(task, known, cut), _rules(task, known, cut) if is_motley else ()):
            first = rule(task.train[0].input)
            if first is not None and same_grid(first, task.train[0].output):
                candidate = claim(task, NAME, f"{words} of {cut}", 4 + CUTS[cut] + cost, rule)
                if candidate is not None:
                    yield candidate
            if not budget.spend(30 * cells_of(task)):
                return


def _rules(task: Task, scenes: Sequence[Objects], cut: str) -> Iterator[tuple[str, float, Rule]]:
    for choice, cost in CHOICES.items():
        for erases in (False, True):
            for turns in ((STAYS,), tuple(MOTIONS)):
                words = f"the {choice}{', and goes' * erases}{', turned' * (len(turns) > 1)}"
                price = cost + erases + 0.5 * (len(turns) > 1)
                for name, extra, find in FINDS:
                    rule = partial(_redrawn, find=find, cut=cut, choice=choice, erases=erases, turns=turns)
                    yield f"{name} {words}", extra + price, rule
    motions = _seed_motions(task, scenes)
    if motions is not None:
        words = ", ".join(f"{color} {motion}" for color, motion in motions.items())
        price = sum(0.5 + 1.0 * (motion != STAYS) for motion in motions.values())
        yield f"seeds grow into what has their color ({words})", 1 + price, partial(_grow_seeds, cut=cut, motions=motions)


def _marked(task: Task, scenes: Sequence[Objects], cut: str) -> Iterator[tuple[str, float, Rule]]:
    """Yield the rules that draw the largest object at single cells, for the alignments that the demonstrations show."""
    if not all((scene.column("size") == 1).any() and scene.table[:, SIZE].max() > 2 for scene in scenes):
        return
    for ink, cost in (("its colors", 0.0), ("the color of the mark", 0.5)):
        for rows, cols in sorted(product(ALIGNMENTS, repeat=2), key=lambda lines: lines[0] != lines[1]):  # cheapest first
            find = partial(_at_mark, rows=rows, cols=cols, is_recolored=cost > 0)
            if _shows(task.train[0].output, scenes[0], find):
                for erases, clears in product((False, True), (True, False)):
                    rule = partial(_redrawn, find=find, cut=cut, choice=LARGEST, erases=erases, turns=(STAYS,), clears=clears)
                    words = f"marks{' go and' * clears} at the {rows} row and {cols} col show the largest"
                    yield f"{words}{', which goes' * erases}, in {ink}", 0.5 + cost + erases + 0.5 * (rows != cols), rule


def _shows(output: Grid, scene: Objects, find: Find) -> bool:
    """True when the model lies in an output wherever it is found to belong."""
    model = _model(scene, LARGEST)
    places = [find(scene, [scene.piece(model)], index) for index in range(scene.count)] if model is not None else []
    shown = output.copy()
    for place in places:
        if place is not None:
            paste(shown, place[2], place[0], place[1])
    return any(place is not None for place in places) and same_grid(shown, output)


def _at_mark(scene: Objects, shown: Sequence[Grid], index: int, rows: str, cols: str, is_recolored: bool) -> Place | None:
    """Where the model lies when a line of its box, or one beside it, goes through a single cell."""
    if scene.table[index, SIZE] != 1:
        return None
    pattern = shown[0]
    row, col = (span.start for span in scene.box(index))
    down, right = np.nonzero(pattern != NO_CELL)
    if is_recolored:
        pattern = np.where(pattern == NO_CELL, NO_CELL, scene.column("color")[index]).astype(np.uint8)
    return row - ALIGNMENTS[rows](down), col - ALIGNMENTS[cols](right), pattern


def _model(scene: Objects, choice: str) -> int | None:
    """The object of several colors that has most colors, or is largest; or the largest of all. None with none or with a tie."""
    colors, sizes = scene.column("color count"), scene.column("size")
    if choice == LARGEST:
        colors = sizes
    measure = np.where(colors > 1, colors if choice == "most colorful" else sizes, 0)
    best = np.flatnonzero(measure == measure.max())
    return int(best[0]) if len(best) == 1 and measure.max() else None


def _redrawn(
    grid: Grid, find: Find, cut: str, choice: str, erases: bool, turns: tuple[str, ...], clears: bool = False
) -> Grid | None:
    """Draw the model, turned, wherever it is found to belong to an object. None when it belongs nowhere.

    erases: the model goes; clears: single cells go, where the model does not cover them.
    """
    scene = objects_of(grid, cut)
    model = _model(scene, choice) if scene is not None and scene.count > 1 else None
    if scene is None or model is None:
        return None
    out = grid.copy()
    if erases:
        out[scene.labels == model + 1] = scene.background
    shown = [MOTIONS[turn](scene.piece(model)) for turn in turns]
    places = [find(scene, shown, index) for index in range(scene.count) if index != model]
    if clears:
        is_mark = np.concatenate(([False], scene.table[:, SIZE] == 1))
        out[is_mark[scene.labels]] = scene.background
    for place in places:
        if place is not None:
            row, col, pattern = place
            paste(out, pattern, row, col)
    return out if any(place is not None for place in places) else None


def _blank(scene: Objects, shown: Sequence[Grid], index: int) -> Place | None:
    """Where an object has the model's shape, to take its colors."""
    piece, (rows, cols) = scene.piece(index), scene.box(index)
    for pattern in shown:
        if same_grid(pattern != NO_CELL, piece != NO_CELL):
            return rows.start, cols.start, pattern
    return None


def _part(scene: Objects, shown: Sequence[Grid], index: int) -> Place | None:
    """Where an object is a part of the model in other colors, to be completed in these."""
    size = int((shown[0] != NO_CELL).sum())
    if shown[0].size > MOST_CELLS or not 2 <= scene.table[index, SIZE] < size:
        return None
    rows, cols = scene.box(index)
    return next(_parts(scene, shown, scene.piece(index), rows.start, cols.start), None)


FINDS: tuple[tuple[str, float, Find], ...] = (("blanks show", 1.0, _blank), ("parts grow into", 1.5, _part))


def _parts(scene: Objects, shown: Sequence[Grid], piece: Grid, top: int, left: int) -> Iterator[Place]:
    """Yield (row, col, recolored pattern) of the places where a piece is a part of a pattern and the rest is free."""
    height, width = piece.shape
    cells = piece != NO_CELL
    own = piece[cells]
    for pattern in shown:
        for down in range(pattern.shape[0] - height + 1):
            for right in range(pattern.shape[1] - width + 1):
                theirs = pattern[down : down + height, right : right + width][cells]
                table = np.arange(256)
                table[theirs] = own
                if (theirs == NO_CELL).any() or (table[theirs] != own).any():
                    continue
                if len(np.unique(theirs)) != len(np.unique(own)) or len(np.unique(own)) < 2:
                    continue
                row, col = top - down, left - right
                if row < 0 or col < 0:
                    continue
                window = scene.grid[row : row + pattern.shape[0], col : col + pattern.shape[1]]
                if window.shape != pattern.shape:
                    continue
                rest = pattern != NO_CELL
                rest[down : down + height, right : right + width] &= ~cells
                if (window[rest] == scene.background).all():
                    yield row, col, table[pattern].astype(np.uint8)


def _seeds(scene: Objects) -> Iterator[tuple[int, int, int, Grid]]:
    """Yield (row, col, color, model) of single cells whose color some larger object has in one cell."""
    sizes = scene.column("size")
    pieces = [scene.piece(index) for index in range(scene.count)]
    for index in np.flatnonzero(sizes == 1):
        box = scene.box(int(index))
        color = int(pieces[index][0, 0])
        models = [piece for piece, size in zip(pieces, sizes, strict=True) if size > 2 and (piece == color).sum() == 1]
        if len(models) == 1:
            yield box[0].start, box[1].start, color, models[0]


def _grown(shape: tuple[int, int], row: int, col: int, color: int, pattern: Grid) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, cols and colors of a pattern whose cell of the color lies at a place, as far as it is inside."""
    seed = np.argwhere(pattern == color)[0]
    rows, cols = np.nonzero(pattern != NO_CELL)
    colors = pattern[rows, cols]
    rows, cols = rows + row - seed[0], cols + col - seed[1]
    inside = (rows >= 0) & (cols >= 0) & (rows < shape[0]) & (cols < shape[1])
    return rows[inside], cols[inside], colors[inside]


def _seed_motions(task: Task, scenes: Sequence[Objects]) -> dict[int, str] | None:
    """For the color of every seed the motion that all demonstrations agree on; None when they do not."""
    allowed: dict[int, list[frozenset[str]]] = {}
    for pair, scene in zip(task.train, scenes, strict=False):
        for row, col, color, model in _seeds(scene):
            fits = set()
            for name, motion in MOTIONS.items():
                rows, cols, colors = _grown(pair.output.shape, row, col, color, motion(model))
                if (pair.output[rows, cols] == colors).all():
                    fits.add(name)
            allowed.setdefault(color, []).append(frozenset(fits))
    chosen = {}
    for color, sets in sorted(allowed.items()):
        common = agreed(sets)
        if not common:
            return None
        chosen[color] = next(name for name in MOTIONS if name in common)
    return chosen or None


def _grow_seeds(grid: Grid, cut: str, motions: dict[int, str]) -> Grid | None:
    scene = objects_of(grid, cut)
    if scene is None or scene.count > MOST_OBJECTS:
        return None
    out = grid.copy()
    for row, col, color, model in _seeds(scene):
        rows, cols, colors = _grown(grid.shape, row, col, color, MOTIONS[motions.get(color, STAYS)](model))
        free = out[rows, cols] == scene.background
        out[rows[free], cols[free]] = colors[free]
    return out
