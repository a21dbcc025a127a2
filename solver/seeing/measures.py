"""What can be measured of each part of a grid among the others: every measure by its name, with its cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from solver.jit import Parts
from solver.seeing import part_attributes
from solver.seeing.colors import counts_of
from solver.seeing.marks import MARKED_COST, pointed_out
from solver.seeing.motions import MOTIONS
from solver.seeing.objects import Part
from solver.seeing.part_attributes import measure
from solver.task import COLOR_COUNT, Grid

Column = list[int]


def flat_parts(parts: Sequence[Part]) -> Parts:
    """Parts as compiled functions take them: what is not the part is 0."""
    cells = [part.cells.ravel() for part in parts]
    shapes = np.array([part.mask.shape for part in parts], np.int64).reshape(-1, 2).T.copy()
    places = np.array([(part.row, part.col) for part in parts], np.int64).reshape(-1, 2).T.copy()
    starts = np.cumsum([0, *(len(one) for one in cells[:-1])])[: len(parts)]
    return Parts(np.concatenate([np.zeros(0, np.uint8), *cells]), starts, shapes[0], shapes[1], places[0], places[1])


# Measures that compiled attributes give, with their cost.
COMPILED: dict[str, tuple[int, int]] = {
    "cells": (1, part_attributes.CELLS),
    "area": (1, part_attributes.AREA),
    "colors": (1, part_attributes.COLORS),
    "height": (2, part_attributes.HEIGHT),
    "width": (2, part_attributes.WIDTH),
    "row": (2, part_attributes.TOP),
    "column": (2, part_attributes.LEFT),
    "last row": (3, part_attributes.BOTTOM),
    "last column": (3, part_attributes.RIGHT),
    "main color": (3, part_attributes.MAIN_COLOR),
    "cells of other colors": (2, part_attributes.RARE_CELLS),
    "holes": (3, part_attributes.HOLES),
    "objects inside": (3, part_attributes.ONE_COLOR_PIECES),
    "copies": (2, part_attributes.SAME_PARTS),
    "copies of its shape": (2, part_attributes.SAME_SHAPES),
    "parts of its color": (3, part_attributes.SAME_COLORS),
}


def _mirrored(parts: Sequence[Part], is_across: bool) -> np.ndarray:
    cells = [part.cells if is_across else part.cells.T for part in parts]
    return np.array([(one == one[:, ::-1]).all() for one in cells], np.int64)


def _turned(parts: Sequence[Part]) -> Column:
    """How many have the same shape up to a motion."""
    keys = [_unturned((part.cells != 0).tobytes(), part.cells.shape) for part in parts]
    counts = Counter(keys)
    return [counts[key] for key in keys]


@lru_cache(maxsize=2000)
def _unturned(is_set: bytes, shape: tuple[int, int]) -> tuple[tuple[int, ...], bytes]:
    """What a shape has in common with all that it becomes by motions, and with nothing else."""
    moved = [move(np.frombuffer(is_set, bool).reshape(shape)) for move in MOTIONS.values()]
    return min((one.shape, one.tobytes()) for one in moved)


def _center_distance(part: Part, grid: Grid) -> int:
    down = 2 * part.row + part.mask.shape[0] - grid.shape[0]
    right = 2 * part.col + part.mask.shape[1] - grid.shape[1]
    return down * down + right * right


def _is_at_edge(part: Part, grid: Grid) -> bool:
    ends = (part.row + part.mask.shape[0], part.col + part.mask.shape[1])
    return part.row == 0 or part.col == 0 or ends[0] == grid.shape[0] or ends[1] == grid.shape[1]


# Measures of the parts beside each other and in their grid, from what was measured before.
Rest = Callable[[Sequence[Part], Grid, dict[str, Column]], Column]
OTHERS: dict[str, tuple[int, Rest]] = {
    "mirrored cols": (3, lambda parts, grid, known: _mirrored(parts, True).tolist()),
    "mirrored rows": (3, lambda parts, grid, known: _mirrored(parts, False).tolist()),
    "symmetry": (2, lambda parts, grid, known: list(map(max, known["mirrored cols"], known["mirrored rows"]))),
    "fullness": (3, lambda parts, grid, known: [int(part.mask.all()) for part in parts]),
    "squareness": (3, lambda parts, grid, known: [-abs(part.mask.shape[0] - part.mask.shape[1]) for part in parts]),
    "copies of its shape, turned": (3, lambda parts, grid, known: _turned(parts)),
    "cells of its color in the grid": (4, lambda parts, grid, known: counts_of(grid)[known["main color"]].tolist()),
    "distance to the center": (4, lambda parts, grid, known: [_center_distance(part, grid) for part in parts]),
    "touches the edge": (3, lambda parts, grid, known: [int(_is_at_edge(part, grid)) for part in parts]),
}
OF_COLORS = {f"cells of color {color}": 3 for color in range(1, COLOR_COUNT)}
MEASURE_COST: dict[str, int] = {name: row[0] for table in (COMPILED, OTHERS) for name, row in table.items()}
MEASURE_COST |= OF_COLORS | MARKED_COST


def measured(parts: Sequence[Part], grid: Grid, by_marks: bool = True) -> dict[str, Column]:
    """Every measure of every part. by_marks: those of what marks point out, too."""
    flat = flat_parts(parts)
    known: dict[str, Column] = {name: measure(flat, attribute).tolist() for name, (_, attribute) in COMPILED.items()}
    for name, (_, other) in OTHERS.items():
        known[name] = other(parts, grid, known)
    known |= pointed_out(parts, grid, known["main color"], known["cells"]) if by_marks else {}
    counts = np.array([counts_of(part.cells) for part in parts])
    return known | {name: counts[:, color].tolist() for color, name in enumerate(OF_COLORS, 1)}
