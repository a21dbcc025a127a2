"""Drawings that start from objects: patches that stretch with them, rays where they point, laid over what cells draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.beams import beam_pieces, directions_of
from solver.rules.drawings import cell_lots, drawn
from solver.rules.layers import NONE, Pieces
from solver.rules.repeats import path_pieces, repeat_pieces
from solver.rules.stencils import stencil_pieces
from solver.seeing.colors import background_of
from solver.seeing.groups import COLORS_APART, Group, groups_of
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
    erased = _erased(task, background)
    for groups in groups_of(task, background):
        yield from stencil_pieces(task, background, groups, MOST_COST)
        used = [group for group in groups if goes(group, erased)]
        if used:
            yield without(background, used)
        is_erased = not used and _share(task, erased) > MOST_ERASED
        scenes = groups[0].scenes
        is_crowded = sum(scene.count for scene in scenes) > MOST_OBJECTS * len(scenes)
        if is_erased or is_crowded or groups[0].words == COLORS_APART:
            continue
        directions = directions_of(scenes)
        yield from beam_pieces(task, background, groups, directions, new_colors)
        yield from repeat_pieces(task, background, groups, directions)
        yield from path_pieces(background, groups, new_colors)
    yield from cell_lots(task, background, new_colors)


def _erased(task: Task, background: Sequence[int]) -> list[np.ndarray]:
    """Which cells of every demonstration became background (bool)."""
    pairs = zip(task.train, background, strict=False)
    return [(pair.input != pair.output) & (pair.output == color) for pair, color in pairs]


def _share(task: Task, erased: Sequence[np.ndarray]) -> float:
    """Share of the changed cells that became background."""
    changed = sum(int((pair.input != pair.output).sum()) for pair in task.train)
    return sum(int(cells.sum()) for cells in erased) / max(1, changed)


def goes(group: Group, erased: Sequence[np.ndarray]) -> bool:
    """True when every cell that became background belongs to the group, and most of the group's cells did."""
    gone = kept = 0
    for scene, members, cells in zip(group.scenes, group.members, erased, strict=False):
        mine = np.concatenate(([False], members))[scene.labels]
        if (cells & ~mine).any():
            return False
        gone += int(cells.sum())
        kept += int((mine & ~cells).sum())
    return gone > kept


def without(background: Sequence[int], groups: Sequence[Group]) -> Pieces:
    """Pieces that take away what a drawing starts from: the objects of a group become background."""
    paint = [
        np.concatenate(
            [
                np.where(np.concatenate(([False], members))[scene.labels], color, NONE).astype(np.uint8).ravel()
                for scene, members, color in zip(group.scenes, group.members, background, strict=True)
            ]
        )
        for group in groups
    ]
    words = [f"{group.words} gone" for group in groups]
    return Pieces(np.array(paint), words, np.array([0.5 + group.cost for group in groups]), words)
