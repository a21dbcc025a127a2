"""One clear part of the input, or the input on a larger canvas, then a change that keeps the shape: a task of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from solver.budget import Budget
from solver.candidate import Candidate
from solver.families import cell_rules, drawings, inpaint, object_rules
from solver.families.canvases import canvases_of
from solver.families.pictures import Picture, by_factor, pictures_of
from solver.families.rule import cells_of
from solver.task import Pair, Task, same_grid

NAME = "zoom"
COST = 4.0
MOST_PARTS = 2
MOST_CANVASES = 2
CANVAS_STEPS = 50
FEWEST_CHANGED = 12  # cells, in all demonstrations
WORTH = 0.67  # what a solution may cost for each cell that it changes
LEAST_ALIKE = 0.3  # share of the cells that stay, in the demonstration where fewest do
# Share of the steps left, and the most that a solution may cost: what needs more explains a small part by chance.
INNER: tuple[tuple[Callable[[Task, Budget], Iterator[Candidate]], float, float], ...] = (
    (object_rules.propose, 0.1, 15.0),
    (inpaint.propose, 0.1, 15.0),
    (drawings.propose, 0.3, 8.0),
    (cell_rules.propose, 1.0, 25.0),
)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield solutions of the tasks whose inputs are the parts of the outputs' shape that are most like the outputs."""
    if len(task.train) < 2 or all(pair.input.shape == pair.output.shape for pair in task.train):
        return
    pictures = pictures_of(task, budget)
    large = [one for picture in pictures for one in by_factor(task, picture)]
    canvases = list(canvases_of(task)) if budget.spend(CANVAS_STEPS * cells_of(task)) else []
    for picture in canvases:
        if all(same_grid(grid, output) for grid, output in zip(picture.grids, task.outputs, strict=False)):
            count = len(task.train)
            yield Candidate(picture.grids[count:], NAME, picture.words, COST + 1 + picture.cost, count, count)
    chosen = _alike(task, pictures + large, LEAST_ALIKE, MOST_PARTS) + _alike(task, canvases, 0.0, MOST_CANVASES)
    for number, picture in enumerate(chosen):
        train = tuple(Pair(grid, pair.output) for grid, pair in zip(picture.grids, task.train, strict=False))
        part = Task(task.id, train, picture.grids[len(train) :])
        changed = sum(int((pair.input != pair.output).sum()) for pair in train)
        share = budget.share(budget.steps_left // (len(chosen) - number))
        if not share.spend(cells_of(part)):
            return
        for proposer, inner, most in INNER:
            for candidate in proposer(part, share.share(int(share.steps_left * inner))):
                if candidate.is_full_fit and candidate.cost <= min(most, changed * WORTH):
                    yield replace(
                        candidate,
                        family=NAME,
                        program=f"{picture.words}: {candidate.family} {candidate.program}",
                        cost=COST + picture.cost + candidate.cost,
                    )
        if budget.is_over():
            return


def _alike(task: Task, pictures: list[Picture], least: float, most: int) -> list[Picture]:
    """The pictures that have the outputs' shapes, are like them but not the same; the most alike first."""
    found: dict[tuple, tuple[float, Picture]] = {}
    for picture in pictures:
        if picture.words == "input":
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
