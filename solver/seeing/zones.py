"""Zones: the part of the grid that an object owns, such as its cells, its holes, its rim, and which color it took."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, LABELS, compiled
from solver.seeing.attributes import HEIGHT, LEFT, TABLE, TOP, WIDTH, cut_out, find_holes
from solver.seeing.objects import Objects

STAYS, MIXED = 10, 11  # what a zone takes beside the colors

# The part of the grid that an object owns, with its cost.
ZONES: dict[str, tuple[int, int]] = {
    "the cells": (0, 0),
    "the holes": (1, 1),
    "the free cells of the box": (1, 2),
    "the rim": (2, 3),
    "the inner cells": (2, 4),
    "the box": (2, 5),
}


@compiled()
def _owns(labels: np.ndarray, label: int, row: int, col: int, box: np.ndarray, kind: int) -> bool:
    """True when an object owns a cell: see mark_zones."""
    height, width = labels.shape
    is_mine = labels[row, col] == label
    if kind == 0:
        return is_mine
    in_box = box[0] <= row < box[0] + box[2] and box[1] <= col < box[1] + box[3]
    if kind == 2:
        return in_box and not is_mine
    if kind == 5:
        return in_box
    near = 0
    for r in range(max(0, row - 1), min(height, row + 2)):
        for c in range(max(0, col - 1), min(width, col + 2)):
            near += 1 if labels[r, c] == label else 0
    if kind == 3:
        return near > 0 and labels[row, col] == 0
    return is_mine and near == 9


@compiled(types.void(GRID, LABELS, INTEGER, TABLE, INTEGER, LABELS))
def mark_zones(grid: np.ndarray, labels: np.ndarray, count: int, boxes: np.ndarray, kind: int, zones: np.ndarray) -> None:
    """Fill zones (int16, all 0 before) with the number of the first object that owns each cell.

    boxes: (count, 4) top, left, height, width. kind: 0 cells, 1 holes, 2 free cells of the box, 3 free cells around the
    object, 4 cells with all eight neighbors in the object, 5 all cells of the box.
    """
    height, width = labels.shape
    for k in range(count):
        top, left, high, wide = boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3]
        enclosed = np.zeros((high + 2, wide + 2), np.uint8)
        if kind == 1:
            piece = np.empty((high + 2, wide + 2), np.uint8)
            cut_out(grid, labels, k + 1, top, left, piece)
            find_holes(piece, enclosed)
        for row in range(max(0, top - 1), min(height, top + high + 1)):
            for col in range(max(0, left - 1), min(width, left + wide + 1)):
                if zones[row, col] == 0 and (
                    enclosed[row - top + 1, col - left + 1] if kind == 1 else _owns(labels, k + 1, row, col, boxes[k], kind)
                ):
                    zones[row, col] = k + 1


@compiled(INTEGER(GRID, GRID, LABELS, INTEGERS, INTEGERS))
def zone_colors(before: np.ndarray, after: np.ndarray, zones: np.ndarray, old: np.ndarray, new: np.ndarray) -> int:
    """Fill the color of each zone before and after: -1 no cells, STAYS every cell as before (only new), MIXED.

    Returns how many cells outside of all zones have changed.
    """
    old[:] = -1
    new[:] = -1
    height, width = before.shape
    changed_outside = 0
    stays = np.ones(old.size, np.bool_)
    for row in range(height):
        for col in range(width):
            k = zones[row, col] - 1
            if k < 0:
                changed_outside += 1 if before[row, col] != after[row, col] else 0
                continue
            color, target = np.int64(before[row, col]), np.int64(after[row, col])
            old[k] = color if old[k] == -1 or old[k] == color else MIXED
            new[k] = target if new[k] == -1 or new[k] == target else MIXED
            if color != target:
                stays[k] = False
    for k in range(old.size):
        if new[k] >= 0 and stays[k]:
            new[k] = STAYS
    return changed_outside


def zones_of(scene: Objects, zone: str) -> np.ndarray:
    """The number of the object that owns each cell (int16), 0 for none."""
    kind = ZONES[zone][1]
    if kind == 0:
        return scene.labels
    zones = np.zeros(scene.grid.shape, np.int16)
    boxes = np.ascontiguousarray(scene.table[:, [TOP, LEFT, HEIGHT, WIDTH]])
    mark_zones(scene.grid, scene.labels, scene.count, boxes, kind, zones)
    return zones
