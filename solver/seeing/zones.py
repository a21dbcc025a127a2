"""Zones: the part of the grid that an object owns, such as its cells, its holes, its rim, and which color each part took."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from solver.seeing.attributes import HEIGHT, LEFT, TOP, UNKNOWN, WIDTH
from solver.seeing.boxes import framed
from solver.seeing.cuts import labels_of
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, Grid

STAYS, MIXED = 10, 11  # what a zone takes beside the colors
OUTSIDE = -1


def _around(labels: np.ndarray) -> np.ndarray:
    """The labels of every cell and its eight neighbors (9, height, width), OUTSIDE beyond the edges."""
    height, width = labels.shape
    wide = framed(labels, OUTSIDE)
    return np.array([wide[row : row + height, col : col + width] for row in range(3) for col in range(3)])


def _rims(scene: Objects) -> np.ndarray:
    near = _around(scene.labels)
    first = np.where(near > 0, near, scene.count + 1).min(axis=0)
    return np.where((scene.labels == 0) & (first <= scene.count), first, 0)


def _boxes(scene: Objects, is_free: bool) -> np.ndarray:
    zones = np.zeros_like(scene.labels)
    for index in reversed(range(scene.count)):
        box = scene.box(index)
        zones[box][scene.labels[box] != index + 1 if is_free else ...] = index + 1
    return zones


def _inner_rings(scene: Objects) -> np.ndarray:
    """The ring one cell inside the box of each object."""
    zones = np.zeros_like(scene.labels)
    for index in np.flatnonzero((scene.table[:, [HEIGHT, WIDTH]] > 2).all(axis=1))[::-1].tolist():
        box = zones[scene.box(index)][1:-1, 1:-1]
        ring = np.ones(box.shape, bool)
        ring[1:-1, 1:-1] = False
        box[ring] = index + 1
    return zones


def _sides(scene: Objects, axis: int, is_last: bool) -> np.ndarray:
    """The cells of each object in the first or the last row (axis 0) or column (axis 1) of its box."""
    lines = scene.table[:, (TOP, LEFT)[axis]] + is_last * (scene.table[:, (HEIGHT, WIDTH)[axis]] - 1)
    line = np.concatenate(([OUTSIDE], lines))[scene.labels]
    return np.where(line == np.indices(scene.labels.shape)[axis], scene.labels, 0)


def _holes(scene: Objects) -> np.ndarray:
    """The free cells that each object encloses, by sides."""
    zones = np.zeros_like(scene.labels)
    for index in np.flatnonzero(scene.column("hole count"))[::-1].tolist():
        box = scene.box(index)
        free = framed(scene.labels[box] != index + 1, True).astype(np.uint8)
        parts, _ = labels_of(free, 0, False, True)
        zones[box][parts[1:-1, 1:-1] > 1] = index + 1
    return zones


SIDES = {
    f"the {word}": (2, partial(_sides, axis=axis, is_last=is_last))
    for word, axis, is_last in (
        ("top row", 0, False),
        ("bottom row", 0, True),
        ("left column", 1, False),
        ("right column", 1, True),
    )
}
# The part of the grid that an object owns, with its cost: the number of the first object that owns each cell (int16).
ZONES: dict[str, tuple[int, Callable[[Objects], np.ndarray]]] = {
    "the cells": (0, lambda scene: scene.labels),
    "the holes": (1, _holes),
    "the free cells of the box": (1, lambda scene: _boxes(scene, True)),
    "the rim": (2, _rims),
    "the inner cells": (2, lambda scene: np.where((_around(scene.labels) == scene.labels).all(axis=0), scene.labels, 0)),
    "the box": (2, lambda scene: _boxes(scene, False)),
    "the ring in the box": (2, _inner_rings),
    **SIDES,
}


def zones_of(scene: Objects, zone: str) -> np.ndarray:
    """The number of the object that owns each cell (int16), 0 for none."""
    return ZONES[zone][1](scene)


def zone_colors(before: Grid, after: Grid, zones: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray] | None:
    """The color of every zone (int64) after and before: UNKNOWN without cells, MIXED; STAYS if none has changed, only after.

    None when other cells have changed.
    """
    changes = np.bincount(zones[before != after], minlength=count + 1)
    if changes[0]:
        return None
    found = []
    for grid in (after, before):
        counts = np.bincount((zones * np.int64(COLOR_COUNT) + grid).ravel(), minlength=(count + 1) * COLOR_COUNT)
        is_there = counts.reshape(-1, COLOR_COUNT)[1:] > 0
        kinds = is_there.sum(axis=1)
        found.append(np.select([kinds == 0, kinds == 1], [UNKNOWN, is_there.argmax(axis=1)], MIXED))
    took, had = found
    took[(changes[1:] == 0) & (took != UNKNOWN)] = STAYS
    return took, had
