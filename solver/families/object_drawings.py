"""Drawings that start from objects: patches that stretch with them, rays where they point, laid over what cells draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.budget import Budget
from solver.candidate import Candidate
from solver.families.beams import beam_pieces, directions_of
from solver.families.drawings import cell_lots, drawn
from solver.families.layers import Pieces
from solver.families.object_groups import COLORS_APART, groups_of
from solver.families.repeats import path_pieces, repeat_pieces
from solver.families.stencils import stencil_pieces
from solver.task import Task

NAME = "object_drawings"
MOST_COST = 8.5


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield drawings over the input, on background 0 and then on the main color."""
    yield from drawn(task, budget, NAME, 2.5, MOST_COST, _lots)


def _lots(task: Task, background: Sequence[int], new_colors: Sequence[int]) -> Iterator[Pieces]:
    """Yield the pieces of objects, if there is a background to have objects on, and then those of cells."""
    if not all((grid == color).any() for grid, color in zip(task.inputs, background, strict=True)):
        return
    for groups in groups_of(task, background):
        yield from stencil_pieces(task, background, groups)
        if groups[0].words == COLORS_APART:
            continue
        directions = directions_of(groups[0].scenes)
        yield from beam_pieces(task, background, groups, directions, new_colors)
        yield from repeat_pieces(task, background, groups, directions)
        yield from path_pieces(task, background, groups, new_colors)
    yield from cell_lots(task, background, new_colors)
