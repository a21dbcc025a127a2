"""One clear part of the input, or the input on a larger canvas, instead of the input: what is left keeps the shape."""

from __future__ import annotations

from collections.abc import Iterator

from solver.budget import Budget
from solver.frames.frame import Frame
from solver.rules.canvases import canvases_of
from solver.rules.pictures import Picture, by_factor, pictures_of
from solver.rules.rule import cells_of
from solver.task import Pair, Task

BITS = 4.0
MOST_PARTS = 2
MOST_CANVASES = 2
CANVAS_STEPS = 50
FEWEST_CHANGED = 12  # cells, in all demonstrations
WORTH = 2.0  # bits that a solution may cost for each cell that it changes
MOST_BITS = 120.0  # of a rule inside: what needs more explains a small part by chance
LEAST_ALIKE = 0.3  # share of the cells that stay, in the demonstration where fewest do


def zoom(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the tasks whose inputs are the parts of the outputs' shape that are most like the outputs."""
    if len(task.train) < 2 or all(pair.input.shape == pair.output.shape for pair in task.train):
        return
    pictures = pictures_of(task, budget)
    large = [one for picture in pictures for one in by_factor(task, picture)]
    canvases = list(canvases_of(task)) if budget.spend(CANVAS_STEPS * cells_of(task)) else []
    for picture in _alike(task, pictures + large, LEAST_ALIKE, MOST_PARTS) + _alike(task, canvases, 0.0, MOST_CANVASES):
        train = tuple(Pair(grid, pair.output) for grid, pair in zip(picture.grids, task.train, strict=False))
        changed = sum(int((pair.input != pair.output).sum()) for pair in train)
        yield Frame(
            Task(task.id, train, picture.grids[len(train) :]),
            lambda grids: grids,
            words=f"{picture.rule}: ",
            bits=BITS + picture.cost,
            most_bits=min(MOST_BITS, changed * WORTH),
            is_strict=True,
        )


def _alike(task: Task, pictures: list[Picture], least: float, most: int) -> list[Picture]:
    """The pictures that have the outputs' shapes, are like them but not the same; the most alike first."""
    found: dict[tuple, tuple[float, Picture]] = {}
    for picture in pictures:
        if picture.rule is None:
            continue
        shown = list(zip(picture.grids, task.outputs, strict=False))
        if any(grid.shape != output.shape for grid, output in shown):
            continue
        if sum(int((grid != output).sum()) for grid, output in shown) < FEWEST_CHANGED:
            continue
        share = min(float((grid == output).mean()) for grid, output in shown)
        if share >= least:
            found[picture.key] = share, picture
    ranked = sorted(found.values(), key=lambda one: (-one[0], one[1].cost))
    return [picture for _, picture in ranked[:most]]
