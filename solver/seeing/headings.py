"""Where objects point: directions that they give by their shape, by their colors, by their place and by what is near."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.seeing.attributes import COLUMN, HEIGHT, LEFT, TOP, UNKNOWN, WIDTH
from solver.seeing.objects import Objects

Step = tuple[int, int]
Steps = list[Step]
UP, RIGHTWARD, DOWN, LEFTWARD = (-1, 0), (0, 1), (1, 0), (0, -1)


def offsets_of(scene: Objects, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Twice the mean offset of an object's marked cells from the center of its box, in whole numbers (0 without cells)."""
    down, right = np.zeros(scene.count, np.int64), np.zeros(scene.count, np.int64)
    for index in range(scene.count):
        box = scene.box(index)
        rows, cols = np.nonzero((scene.labels[box] == index + 1) & cells[box])
        if len(rows):
            high, wide = scene.table[index, HEIGHT], scene.table[index, WIDTH]
            down[index] = 2 * rows.sum() - len(rows) * (high - 1)
            right[index] = 2 * cols.sum() - len(cols) * (wide - 1)
    return down, right


def _toward(down: int, right: int) -> Steps:
    """The one of eight directions that is nearest to an offset; none for no offset."""
    if down == 0 and right == 0:
        return []
    is_steep, is_flat = abs(down) > 2 * abs(right), abs(right) > 2 * abs(down)
    return [(0 if is_flat else int(np.sign(down)), 0 if is_steep else int(np.sign(right)))]


def _against(name: str) -> Callable[[Objects], list[Steps]]:
    return lambda scene: [[(-down, -right) for down, right in one] for one in heading_of(scene, name)]


def odd_cells(scene: Objects) -> tuple[np.ndarray, np.ndarray]:
    """Where the cells of the second color lie in every object, as in `offsets_of`."""
    second = np.concatenate(([UNKNOWN], scene.column("second color")))[scene.labels]
    return offsets_of(scene, scene.grid == second)


def mass(scene: Objects) -> tuple[np.ndarray, np.ndarray]:
    """Where the cells of every object lie in its box, as in `offsets_of`."""
    return offsets_of(scene, np.ones(scene.grid.shape, bool))


def _to_odd_cell(scene: Objects) -> list[Steps]:
    return [_toward(int(down), int(right)) for down, right in zip(*odd_cells(scene), strict=True)]


def _to_mass(scene: Objects) -> list[Steps]:
    return [_toward(int(down), int(right)) for down, right in zip(*mass(scene), strict=True)]


def _along(scene: Objects) -> list[Steps]:
    shapes = zip(scene.table[:, HEIGHT], scene.table[:, WIDTH], strict=True)
    return [[UP, DOWN] if high > wide else [LEFTWARD, RIGHTWARD] if wide > high else [] for high, wide in shapes]


def _to_edge(scene: Objects) -> list[Steps]:
    found: list[Steps] = []
    sides = ("distance to top", "distance to right", "distance to bottom", "distance to left")
    for distances in scene.table[:, [COLUMN[side] for side in sides]]:
        nearest = np.flatnonzero(distances == distances.min())
        found.append([(UP, RIGHTWARD, DOWN, LEFTWARD)[nearest[0]]] if len(nearest) == 1 else [])
    return found


def _to_other(scene: Objects) -> list[Steps]:
    """Towards the nearest object of another color that lies straight above, below, left or right."""
    top, left = scene.table[:, TOP], scene.table[:, LEFT]
    bottom, right = top + scene.table[:, HEIGHT] - 1, left + scene.table[:, WIDTH] - 1
    found: list[Steps] = []
    for index in range(scene.count):
        other = scene.column("color") != scene.column("color")[index]
        same_cols = other & (left <= right[index]) & (right >= left[index])
        same_rows = other & (top <= bottom[index]) & (bottom >= top[index])
        gaps = [(same_cols, top[index] - bottom), (same_rows, left - right[index])]
        gaps += [(same_cols, top - bottom[index]), (same_rows, left[index] - right)]
        nearest = [int(gap[mask & (gap > 0)].min(initial=99)) for mask, gap in gaps]
        found.append([(UP, RIGHTWARD, DOWN, LEFTWARD)[int(np.argmin(nearest))]] if min(nearest) < 99 else [])
    return found


# Directions that an object gives by itself, with the cost.
GIVEN: dict[str, tuple[float, Callable[[Objects], list[Steps]]]] = {
    "towards its odd cell": (1.5, _to_odd_cell),
    "away from its odd cell": (1.5, _against("towards its odd cell")),
    "towards its heavier side": (2.0, _to_mass),
    "towards its lighter side": (2.0, _against("towards its heavier side")),
    "along its longer axis": (1.5, _along),
    "to the nearest edge": (1.5, _to_edge),
    "away from the nearest edge": (1.5, _against("to the nearest edge")),
    "towards another color": (2.0, _to_other),
    "away from another color": (2.0, _against("towards another color")),
}


def heading_of(scene: Objects, name: str) -> list[Steps]:
    """Where every object points, by a name of GIVEN: the steps (down, right) of each, none where it does not."""
    if name not in scene.headings:
        scene.headings[name] = GIVEN[name][1](scene)
    return scene.headings[name]


def single_heading(scene: Objects, name: str) -> np.ndarray:
    """A heading as one step for every object: int64 (objects, 2), 0 where an object points nowhere or to several sides."""
    steps = heading_of(scene, name)
    return np.array([one[0] if len(one) == 1 else (0, 0) for one in steps], np.int64).reshape(-1, 2)
