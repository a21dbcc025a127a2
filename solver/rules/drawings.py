"""Drawings over the input: rays, connectors, patches, rims and recolorings laid over each other.

Every kind of piece makes its own lot; the layering that leaves no wrong cell in any demonstration is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.layers import NONE, Pieces, drawings, join, useful
from solver.rules.rays import crossings, ray_pieces
from solver.rules.rule import cells_of
from solver.rules.stamps import Sources, stamp_pieces, zone_pieces
from solver.seeing.colors import background_of, counts_of
from solver.seeing.objects import objects_of
from solver.task import COLOR_COUNT, Task

NAME = "drawings"
MOST_SOURCES = 200
MOST_COST = 16.0


Lots = Callable[[Task, Sequence[int], Sequence[int]], Iterator[Pieces]]


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield drawings over the input, on background 0 and then on the main color."""
    yield from drawn(task, budget, NAME, 2.0, MOST_COST, cell_lots)


def drawn(task: Task, budget: Budget, name: str, cost: float, most: float, lots_of: Lots) -> Iterator[Candidate]:
    """Yield drawings made of the lots that cost no more than `most`: on background 0, else on the main color."""
    if any(pair.input.shape != pair.output.shape for pair in task.train):
        return
    before = np.concatenate([pair.input.ravel() for pair in task.train])
    after = np.concatenate([pair.output.ravel() for pair in task.train])
    new_colors = np.unique(after[before != after]).tolist()
    if not new_colors:
        return
    mains = [background_of(grid) for grid in task.inputs]
    for background in [[0] * len(mains)] + ([mains] if any(mains) else []):
        lots = []
        for lot in lots_of(task, background, new_colors):
            lots.append(useful(lot, before, after))
            if not budget.spend(lot.paint.size // 4 + cells_of(task)):
                return
        found = False
        for drawing in drawings(task, join(lots), budget) if lots else ():
            if drawing.cost > most:
                continue
            found = True
            program = f"draw {drawing.words}"
            count = len(task.train)
            yield Candidate(drawing.predictions, name, program, cost + drawing.cost, count, count, layers=drawing.layers)
        if found:
            return


def cell_lots(task: Task, background: Sequence[int], new_colors: Sequence[int]) -> Iterator[Pieces]:
    """Yield the pieces of every kind."""
    counts = [counts_of(grid) for grid in task.inputs]
    shown = counts[: len(task.train)]
    common = [color for color in range(COLOR_COUNT) if all(count[color] for count in counts) and color not in background]
    sources = list(_sources(task, background))
    for words, cost, cells in sources:
        yield ray_pieces(task, background, words, cost, cells, np.array(common[:5], np.int64), new_colors)
    yield from stamp_pieces(task, background, sources)
    yield from zone_pieces(task, new_colors)
    yield crossings(task, background, new_colors)
    old_colors = [color for color in range(COLOR_COUNT) if any(count[color] for count in shown)]
    changes = [(old, new) for old in old_colors for new in new_colors if old != new]
    if changes:
        inputs = np.concatenate([grid.ravel() for grid in task.inputs])
        paint = np.array([np.where(inputs == old, new, NONE) for old, new in changes], np.uint8)
        texts = [f"color {old} as {new}" for old, new in changes]
        yield Pieces(paint, texts, np.full(len(texts), 2.0), texts)


def _sources(task: Task, background: Sequence[int]) -> Iterator[Sources]:
    """Yield (words, cost, cells per input) of what things are drawn from: cells of one color, single cells, all cells."""
    found: set[bytes] = set()
    choices: list[Sources] = []
    for color in range(COLOR_COUNT):
        is_background = all(color == main for main in background)
        if not is_background and any((pair.input == color).any() for pair in task.train):
            choices.append((f"cells of color {color}", 1.0, [np.flatnonzero(grid == color) for grid in task.inputs]))
    scenes = [objects_of(grid, "one-colored objects joined by corners") for grid in task.inputs]
    known = [scene for scene in scenes if scene is not None]
    if len(known) == len(scenes):
        sizes = [np.concatenate(([0], scene.column("size"))) for scene in known]
        singles = [np.flatnonzero(size[scene.labels] == 1) for size, scene in zip(sizes, known, strict=True)]
        choices.append(("single cells", 1.0, singles))
    colored = [np.flatnonzero(grid != color) for grid, color in zip(task.inputs, background, strict=True)]
    choices.append(("colored cells", 1.0, colored))
    for words, cost, cells in choices:
        key = b"|".join(places.tobytes() for places in cells)
        if key not in found and any(len(places) for places in cells) and max(map(len, cells)) <= MOST_SOURCES:
            found.add(key)
            yield words, cost, cells
