"""Objects painted by what they are like: the object, its holes, its box or its rim takes a color decided by an attribute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.painting import ObjectScene, paintings
from solver.rules.rule import cells_of, keeps_shape
from solver.seeing.attributes import UNKNOWN
from solver.seeing.cuts import OBJECT_CUTS
from solver.seeing.objects import Objects, each_cut
from solver.seeing.zones import MIXED, SIDES, STAYS, ZONES, zone_colors, zones_of
from solver.task import Task, same_grid

NAME = "object_rules"
COLORS, RING_IN_BOX = "colors", "the ring in the box"  # a cut that only this zone of is painted


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that paint or erase objects or parts of them, cheapest cuts first."""
    if not keeps_shape(task) or all(same_grid(pair.input, pair.output) for pair in task.train):
        return
    for cut, known in each_cut(task.inputs, (*OBJECT_CUTS, COLORS)):
        if not budget.spend(20 * sum(grid.size for grid in task.inputs)):
            return
        shown, scenes = set[bytes](), [ObjectScene(one) for one in known]
        for zone in ZONES:
            if cut == COLORS and zone != RING_IN_BOX:
                continue
            if not budget.spend(4 * cells_of(task)):
                return
            found = _colors(task, known, zone)
            # Where all that takes a color is one line of cells, its sides say nothing new, at half as much again.
            if found is not None and not (zone in SIDES and found[0].tobytes() in shown):
                shown.add(found[0].tobytes())
                yield from paintings(task, NAME, scenes, *found, cut=cut, zone=zone)


def _colors(task: Task, scenes: Sequence[Objects], zone: str) -> tuple[np.ndarray, np.ndarray] | None:
    """The color of every zone after and before. None where no zone takes a color, one takes several, or other cells change."""
    found = []
    for pair, scene in zip(task.train, scenes, strict=False):
        colors = zone_colors(pair.input, pair.output, zones_of(scene, zone), scene.count)
        if colors is None or (colors[0] == MIXED).any():
            return None
        found.append(colors)
    took, had = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return (took, had) if ((took != STAYS) & (took != UNKNOWN)).any() else None
