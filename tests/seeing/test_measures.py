"""Every measure of parts against a slow, obvious version."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from solver.seeing.marks import FAR
from solver.seeing.measures import MEASURE_COST, flat_parts, measured
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import objects_of
from tests.naive import ALL_STEPS, EDGE_STEPS, components
from tests.seeing.grids import random_grids

CUTS = ("objects joined by corners", "one-colored objects", "one-colored regions", "colors", "panels", "quarters")


def colored(part):
    return part.cells[part.cells > 0].tolist()


def main(part):
    counts = Counter(colored(part))
    return min(counts, key=lambda color: (-counts[color], color)) if counts else 0


def holes(part):
    wide = np.pad(part.cells, 1)
    return len(components(wide, lambda cell: wide[cell] == 0, EDGE_STEPS, False)) - 1


def shape(part):
    return (part.cells > 0).tolist()


def others(parts, key):
    return [sum(key(part) == key(other) for other in parts) - 1 for part in parts]


def center_distance(part, grid):
    down, right = 2 * part.row + part.mask.shape[0] - grid.shape[0], 2 * part.col + part.mask.shape[1] - grid.shape[1]
    return down**2 + right**2


def is_at_edge(part, grid):
    return 0 in (
        part.row,
        part.col,
        part.row + part.mask.shape[0] - grid.shape[0],
        part.col + part.mask.shape[1] - grid.shape[1],
    )


def is_mirrored(part, motion):
    return np.array_equal(MOTIONS[motion](part.cells), part.cells)


ONE = {
    "cells": lambda part: len(colored(part)),
    "area": lambda part: part.mask.size,
    "colors": lambda part: len(set(colored(part))),
    "height": lambda part: part.mask.shape[0],
    "width": lambda part: part.mask.shape[1],
    "row": lambda part: part.row,
    "column": lambda part: part.col,
    "last row": lambda part: part.row + part.mask.shape[0],
    "last column": lambda part: part.col + part.mask.shape[1],
    "main color": main,
    "cells of other colors": lambda part: len(colored(part)) - colored(part).count(main(part)),
    "holes": holes,
    "objects inside": lambda part: len(components(part.cells, lambda cell: part.cells[cell] > 0, ALL_STEPS, True)),
    "mirrored cols": lambda part: is_mirrored(part, "flip_cols"),
    "mirrored rows": lambda part: is_mirrored(part, "flip_rows"),
    "symmetry": lambda part: is_mirrored(part, "flip_cols") or is_mirrored(part, "flip_rows"),
    "fullness": lambda part: part.mask.all(),
    "squareness": lambda part: -abs(part.mask.shape[0] - part.mask.shape[1]),
} | {f"cells of color {color}": lambda part, color=color: colored(part).count(color) for color in range(1, 10)}


def marks_of(grid):
    joined = {grid[group[0]] for group in groups(grid) if len(group) > 1}
    return [group[0] for group in groups(grid) if grid[group[0]] not in joined]


def groups(grid):
    return [sorted(group) for group in components(grid, lambda cell: grid[cell] > 0, ALL_STEPS, True)]


def hits(parts, grid, start, step):
    """The part that is met first from a cell on in a direction, and after how many steps."""
    cell, steps = start, 0
    while True:
        cell, steps = (cell[0] + step[0], cell[1] + step[1]), steps + 1
        if not (0 <= cell[0] < grid.shape[0] and 0 <= cell[1] < grid.shape[1]):
            return None, steps
        if grid[cell]:
            mine = [at for at, part in enumerate(parts) if cell in cells_of(part)]
            return (mine[0] if mine else None), steps


def cells_of(part):
    return [(part.row + int(row), part.col + int(col)) for row, col in np.argwhere(part.mask)]


def sighted(parts, grid, step):
    """How far each part is from the next mark that looks at it, FAR without one."""
    looks = [hits(parts, grid, mark, step) for mark in marks_of(grid)]
    return [min([steps for hit, steps in looks if hit == at], default=FAR) for at in range(len(parts))]


def pointing(parts, grid):
    found = [0] * len(parts)
    for group in groups(grid):
        if len(group) > 1 and (len({row for row, _ in group}) == 1 or len({col for _, col in group}) == 1):
            for end, beside in ((group[0], group[1]), (group[-1], group[-2])):
                hit, _ = hits(parts, grid, end, (end[0] - beside[0], end[1] - beside[1]))
                if hit is not None:
                    found[hit] += 1
    return found


def mark_distance(part, grid):
    height, width = part.mask.shape
    box = [(part.row + row, part.col + col) for row in range(height) for col in range(width)]
    away = [min(abs(row - r) + abs(col - c) for row, col in box) for r, c in marks_of(grid)]
    return min([one for one in away if one], default=FAR)


def counted(parts, grid, key):
    larger = sorted((at for at in range(len(parts)) if len(colored(parts[at])) > 1), key=lambda at: key(parts[at]))
    place = len(marks_of(grid))
    return [int(0 < place <= len(larger) and larger[place - 1] == at) for at in range(len(parts))]


def keyed(parts, grid):
    rows, cols = grid.shape[0] - 1, grid.shape[1] - 1
    wide = np.pad(grid, 1)
    corners = [(row, col) for row in (0, rows) for col in (0, cols)]
    keys = [grid[row, col] for row, col in corners if grid[row, col] and (wide[row : row + 3, col : col + 3] > 0).sum() == 1]
    return [int(len(colored(part)) > 1 and main(part) in keys) for part in parts]


ALL = {
    "distance to a mark above": lambda parts, grid: sighted(parts, grid, (1, 0)),
    "distance to a mark below": lambda parts, grid: sighted(parts, grid, (-1, 0)),
    "distance to a mark to the left": lambda parts, grid: sighted(parts, grid, (0, 1)),
    "distance to a mark to the right": lambda parts, grid: sighted(parts, grid, (0, -1)),
    "distance to a mark": lambda parts, grid: [mark_distance(part, grid) for part in parts],
    "sticks that point at it": pointing,
    "counted across": lambda parts, grid: counted(parts, grid, lambda part: (part.col, part.row)),
    "counted down": lambda parts, grid: counted(parts, grid, lambda part: (part.row, part.col)),
    "has the color of a corner": keyed,
    "copies": lambda parts, grid: others(parts, lambda part: part.cells.tolist()),
    "copies of its shape": lambda parts, grid: others(parts, shape),
    "copies of its shape, turned": lambda parts, grid: [
        1 + count for count in others(parts, lambda part: min((move(part.cells) > 0).tolist() for move in MOTIONS.values()))
    ],
    "parts of its color": lambda parts, grid: others(parts, main),
    "cells of its color in the grid": lambda parts, grid: [int((grid == main(part)).sum()) for part in parts],
    "distance to the center": lambda parts, grid: [center_distance(part, grid) for part in parts],
    "touches the edge": lambda parts, grid: [is_at_edge(part, grid) for part in parts],
}


def seen():
    for grid in random_grids(25, seed=5):
        for cut in CUTS:
            objects = objects_of(grid, cut)
            if objects is not None and objects.count:
                yield objects.parts, grid


def test_every_measure_has_a_slow_version():
    assert set(ONE) | set(ALL) == set(MEASURE_COST)


@pytest.mark.parametrize("name", MEASURE_COST)
def test_measures_are_those_of_the_slow_version(name):
    for parts, grid in seen():
        slow = [ONE[name](part) for part in parts] if name in ONE else ALL[name](parts, grid)
        assert measured(parts, grid)[name] == slow, grid


def test_flat_parts_are_the_parts_one_after_the_other():
    parts = objects_of(np.array([[1, 1, 0], [0, 0, 2]], np.uint8), "one-colored objects").parts
    flat = flat_parts(parts)
    assert flat.cells.tolist() == [1, 1, 2] and flat.starts.tolist() == [0, 2]
    assert flat.rows.tolist() == [0, 1] and flat.cols.tolist() == [0, 2] and flat.widths.tolist() == [2, 1]
