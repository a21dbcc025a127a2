"""Colors that an object may take over from what it is related to: near it, seen from it, like it, or named by a legend."""

from __future__ import annotations

import numpy as np

from solver.seeing.attributes import SHAPE, SHAPE_MOVED, SIZE, UNKNOWN
from solver.seeing.boxes import box_of
from solver.seeing.colors import counts_of
from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, Grid

MOST_RELATED = 40


def copied_colors(scene: Objects) -> dict[str, tuple[float, np.ndarray]]:
    """Costs and colors that an object may take over, one per object (UNKNOWN where there is none); fewer in crowded grids."""
    if not scene.copied:
        scene.copied.update(_own_colors(scene) | (_related_colors(scene) if scene.count <= MOST_RELATED else {}))
    return scene.copied


def _own_colors(scene: Objects) -> dict[str, tuple[float, np.ndarray]]:
    counts = counts_of(scene.grid)
    counts[scene.background if scene.background < COLOR_COUNT else 0] = 0
    present = np.flatnonzero(counts)
    rare = int(present[counts[present].argmin()]) if len(present) else UNKNOWN
    common = int(counts.argmax()) if len(present) else UNKNOWN
    sizes, colors = scene.table[:, SIZE], scene.column("color")
    largest = int(colors[sizes.argmax()]) if scene.count else UNKNOWN
    smallest = int(colors[sizes.argmin()]) if scene.count else UNKNOWN
    fixed = {"least common color": rare, "most common color": common, "color of the largest": largest}
    fixed |= {"color of the smallest": smallest}
    named = {name: (0.0, np.full(scene.count, color)) for name, color in fixed.items()}
    for name in ("touching color", "second color", "color", "only touching color"):
        named[name] = (0.0, scene.column(name))
    return named


def _related_colors(scene: Objects) -> dict[str, tuple[float, np.ndarray]]:
    """Costs and colors by relations between objects."""
    found: dict[str, tuple[float, np.ndarray]] = {}
    places = [np.argwhere(scene.labels == index + 1) for index in range(scene.count)]
    marks = np.argwhere((scene.labels > 0) if scene.background >= COLOR_COUNT else (scene.grid != scene.background))
    found["nearest other color"] = (1.0, np.array([_nearest(scene, cells, marks) for cells in places], np.int64))
    for words, (turns, is_far) in SIGHTS.items():
        found[f"color seen {words}"] = (2.0, _seen(scene, turns, is_far))
    for words, column in (("of its shape", SHAPE), ("of its shape, turned", SHAPE_MOVED), ("of its size", SIZE)):
        found[f"color of the other one {words}"] = (1.0, _twin(scene, column))
    found["other color in its box"] = (1.5, np.array([_inside(scene, index) for index in range(scene.count)], np.int64))
    for words, legend in legends(scene.grid, scene.background % NO_BACKGROUND).items():
        found[f"its color in the legend, {words}"] = (1.0, legend[scene.column("color")])
    return found


# Number of quarter turns that make the direction of sight "down", and whether the farthest cell counts.
SIGHTS = {"below": (0, False), "to the left": (1, False), "above": (2, False), "to the right": (3, False)}
SIGHTS |= {f"farthest {words}": (turns, True) for words, (turns, _) in list(SIGHTS.items())}


def _nearest(scene: Objects, cells: np.ndarray, marks: np.ndarray) -> int:
    """Color of the nearest cell of another color that is not the object's. UNKNOWN when there is none or on a draw."""
    own = scene.grid[tuple(cells[0])]
    label = scene.labels[tuple(cells[0])]
    rows, cols = marks.T
    others = marks[(scene.labels[rows, cols] != label) & (scene.grid[rows, cols] != own)]
    if not len(others):
        return UNKNOWN
    away = np.abs(others[:, None] - cells[None]).sum(axis=2).min(axis=1)
    colors = np.unique(scene.grid[tuple(others[away == away.min()].T)])
    return int(colors[0]) if len(colors) == 1 else UNKNOWN


def _seen(scene: Objects, turns: int, is_far: bool) -> np.ndarray:
    """Color of the first (or last) cell of another object beyond each object in one direction, UNKNOWN when not one color."""
    grid, labels = np.rot90(scene.grid, turns), np.rot90(scene.labels, turns)
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        rows, cols = np.nonzero(labels == index + 1)
        beyond = grid[rows.max() + 1 :, cols.min() : cols.max() + 1]
        full = np.flatnonzero((beyond != scene.background).any(axis=1))
        if len(full):
            row = beyond[full[-1] if is_far else full[0]]
            colors = np.unique(row[row != scene.background])
            found[index] = colors[0] if len(colors) == 1 else UNKNOWN
    return found


def _twin(scene: Objects, column: int) -> np.ndarray:
    """Color of the objects of another color that are equal in a column, UNKNOWN when they have several."""
    values, colors = scene.table[:, column], scene.column("color")
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        twins = np.unique(colors[(values == values[index]) & (colors != colors[index])])
        if len(twins) == 1:
            found[index] = twins[0]
    return found


def _inside(scene: Objects, index: int) -> int:
    """The only color in the box of an object that is neither background nor its own."""
    box = scene.grid[scene.box(index)]
    colors = np.unique(box[(box != scene.background) & (box != scene.column("color")[index])])
    return int(colors[0]) if len(colors) == 1 else UNKNOWN


def legends(grid: Grid, background: int) -> dict[str, np.ndarray]:
    """Tables of colors (int64, 10, UNKNOWN for colors left out) read from full blocks two cells wide or high.

    A block pairs the two colors of each of its rows (or columns).
    """
    pairs: list[tuple[int, int]] = []
    labels, count = labels_of(grid, background, False, False)
    for label in range(1, count + 1):
        mask = labels == label
        block = grid[box_of(mask)]
        if 2 not in block.shape or block.size != mask.sum():
            continue
        lines = block if block.shape[1] == 2 else block.T
        if (lines[:, 0] != lines[:, 1]).all():
            pairs += [(int(one), int(other)) for one, other in lines]
    tables = {}
    for words, reading in (("forward", pairs), ("backward", [(value, key) for key, value in pairs])):
        table = np.full(COLOR_COUNT, UNKNOWN)
        for key, value in reading:
            table[key] = value if table[key] in (UNKNOWN, value) else UNKNOWN
        tables[words] = table
    return tables
