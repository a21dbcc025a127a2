"""Where rays start from and where they go: from cells, or from sides, middles and odd cells of objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.rules.sources import Cells
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.headings import GIVEN, Steps, heading_of
from solver.seeing.objects import Objects
from solver.seeing.trace import DIRECTIONS, THROUGH, headings_of_cells

SETS: dict[str, tuple[int, ...]] = {
    "up and down": (0, 2),
    "left and right": (1, 3),
    "in four directions": (0, 1, 2, 3),
    "in the diagonal directions": (4, 5, 6, 7),
    "in eight directions": tuple(range(8)),
}
FIXED: dict[str, Steps] = {
    way: [(int(ROW_STEPS[one]), int(COL_STEPS[one])) for one in members]
    for way, members in [*((DIRECTIONS[one], (one,)) for one in range(4)), *list(SETS.items())[:4]]
}
WAYS = dict.fromkeys(FIXED, 1.0) | {way: cost for way, (cost, _) in GIVEN.items()}
SIDES, MIDDLE, ODD_CELLS = "the sides", "the middle", "the odd cells"
PLACES = {SIDES: 0.5, MIDDLE: 0.5, ODD_CELLS: 1.0}
# Columns of starts: row, col, row step, column step, color, way, whether it crosses what it is in, number of cell or object.
WAY, OWNER = 5, 7


def starts_at_cells(start: Cells, directions: Sequence[int], apart: bool) -> np.ndarray:
    """Starts of rays in several directions. apart: each direction is a way of its own; else the first is drawn last."""
    canvas, places = start.canvas, start.places
    rows, cols = np.divmod(places, canvas.grid.shape[1])
    found = np.zeros((len(directions), len(places), OWNER + 1), np.int64)
    found[..., 0], found[..., 1], found[..., 4] = rows, cols, canvas.grid[rows, cols]
    found[..., OWNER] = np.arange(len(places))
    for row, direction in zip(found, directions, strict=True):
        row[:, 2:4] = headings_of_cells(canvas.grid, canvas.background, places, direction)
        row[:, WAY], row[:, 6] = direction if apart else 0, direction == THROUGH
    return np.ascontiguousarray(found[::-1].reshape(-1, OWNER + 1))


def steps_of(scene: Objects, way: str) -> list[Steps]:
    """Where rays from every object go."""
    return [FIXED[way]] * scene.count if way in FIXED else heading_of(scene, way)


def starts_at_objects(
    scene: Objects, steps: list[Steps], at: str, known: dict[tuple, list[tuple[int, ...]]] | None = None
) -> np.ndarray:
    """Starts of rays from all objects. known: remembers those of each object."""
    known, found = {} if known is None else known, []
    for index, one in enumerate(steps):
        for step in one:
            if (index, at, step) not in known:
                own, cells = int(scene.column("color")[index]), _cells_at(scene, index, at, step)
                colors = [int(scene.grid[cell]) if scene.labels[cell] == index + 1 else own for cell in cells]
                known[index, at, step] = [(*cell, *step, color, 0, 0, index) for cell, color in zip(cells, colors, strict=True)]
            found += known[index, at, step]
    return np.array(found, np.int64).reshape(-1, OWNER + 1)


def _cells_at(scene: Objects, index: int, at: str, step: tuple[int, int]) -> list[tuple[int, int]]:
    """Cells that the rays of an object start from (they paint from the next cell on)."""
    box, (down, right) = scene.box(index), step
    top, left, high, wide = box[0].start, box[1].start, box[0].stop - box[0].start, box[1].stop - box[1].start
    mine = scene.labels[box] == index + 1
    if at == ODD_CELLS:
        rows, cols = np.nonzero(mine & (scene.grid[box] == scene.column("second color")[index]))
        return [(top + int(row), left + int(col)) for row, col in zip(rows, cols, strict=True)]
    last_row, last_col = (0 if down < 0 else high - 1), (0 if right < 0 else wide - 1)
    if down and right:
        return [(top + last_row, left + last_col)] if at == SIDES or high == wide else []
    if at == MIDDLE:
        row, col = (high // 2, last_col) if right else (last_row, wide // 2)
        return [(top + row, left + col)] if (high if right else wide) % 2 else []
    lines = mine if right else mine.T
    backward = (right or down) > 0
    ends = [int(np.flatnonzero(line)[-1 if backward else 0]) if line.any() else -1 for line in lines]
    return [(top + k, left + end) if right else (top + end, left + k) for k, end in enumerate(ends) if end >= 0]
