"""Drawings that start from objects: patches that stretch with them, rays where they point, laid over what cells draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.beams import beam_pieces, directions_of
from solver.rules.drawings import cell_lots, drawn
from solver.rules.layers import Pieces
from solver.rules.repeats import path_pieces, repeat_pieces
from solver.rules.stencils import stencil_pieces
from solver.seeing.colors import background_of
from solver.seeing.groups import COLORS_APART, groups_of
from solver.task import Task

NAME = "object_drawings"
MOST_COST = 8.5
MOST_OBJECTS = 15  # per grid, for rays and copies
MOST_ERASED = 0.3  # of the changed cells; beyond that things move or go, and rays are not looked for


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield drawings over the input, on background 0 and then on the main color."""
    yield from drawn(task, budget, NAME, 2.5, MOST_COST, _lots)


def _lots(task: Task, background: Sequence[int], new_colors: Sequence[int]) -> Iterator[Pieces]:
    """Yield the pieces of objects, if there is a background to have objects on, and then those of cells."""
    if not all((grid == color).any() for grid, color in zip(task.inputs, background, strict=True)):
        return
    if not any(background) and all(background_of(grid) for grid in task.inputs):
        return
    is_erased = _erased_share(task, background) > MOST_ERASED
    for groups in groups_of(task, background):
        yield from stencil_pieces(task, background, groups, MOST_COST)
        scenes = groups[0].scenes
        is_crowded = sum(scene.count for scene in scenes) > MOST_OBJECTS * len(scenes)
        if is_erased or is_crowded or groups[0].words == COLORS_APART:
            continue
        directions = directions_of(scenes)
        yield from beam_pieces(task, background, groups, directions, new_colors)
        yield from repeat_pieces(task, background, groups, directions)
        yield from path_pieces(background, groups, new_colors)
    yield from cell_lots(task, background, new_colors)


def _erased_share(task: Task, background: Sequence[int]) -> float:
    """Share of the changed cells that became background."""
    changed = erased = 0
    for pair, color in zip(task.train, background, strict=False):
        is_changed = pair.input != pair.output
        changed += int(is_changed.sum())
        erased += int((pair.output[is_changed] == color).sum())
    return erased / max(1, changed)
