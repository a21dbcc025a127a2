"""Axes and centers of drawings: about which one a drawing is most nearly symmetric, and which one its marks show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, LABELS, compiled
from solver.seeing.motions import Cells, Center, Motion, moved

_TABLE = types.Array(types.int64, 2, "C")


def centers_of(rows: np.ndarray, cols: np.ndarray, motions: Sequence[Motion]) -> np.ndarray:
    """Centers to try (int64, n x 2): every cell, edge and corner in the box of cells that the motions can turn about."""
    down = np.arange(2 * int(rows.min()), 2 * int(rows.max()) + 1)
    right = np.arange(2 * int(cols.min()), 2 * int(cols.max()) + 1)
    if all(motion[0] == 1 for motion in motions):
        down = np.zeros(1, np.int64)
    elif all(motion[3] == 1 for motion in motions):
        right = np.zeros(1, np.int64)
    centers = np.stack([index.ravel() for index in np.meshgrid(down, right, indexing="ij")], axis=1)
    return centers[centers.sum(axis=1) % 2 == 0] if any(motion[1] for motion in motions) else centers


@compiled(INTEGERS(GRID, LABELS, INTEGER, _TABLE, _TABLE, INTEGER, types.boolean))
def supports_of(
    grid: np.ndarray, labels: np.ndarray, label: int, motions: np.ndarray, centers: np.ndarray, free: int, counts_fixed: bool
) -> np.ndarray:
    """How many images of an object's cells under motions about each center have their color; -1 where one has another.

    Images outside the grid or on the color `free` say nothing. Cells that stay where they are count when `counts_fixed`.
    """
    height, width = grid.shape
    places = np.empty((height * width, 2), np.int64)
    count = 0
    for row in range(height):
        for col in range(width):
            if labels[row, col] == label:
                places[count, 0], places[count, 1] = row, col
                count += 1
    supports = np.zeros(len(centers), np.int64)
    for k in range(len(centers)):
        for step in range(len(motions) * count):
            motion, (row, col) = motions[step // count], places[step % count]
            down, right = 2 * row - centers[k, 0], 2 * col - centers[k, 1]
            to_row = (motion[0] * down + motion[1] * right + centers[k, 0]) // 2
            to_col = (motion[2] * down + motion[3] * right + centers[k, 1]) // 2
            if to_row < 0 or to_col < 0 or to_row >= height or to_col >= width or grid[to_row, to_col] == free:
                continue
            if grid[to_row, to_col] != grid[row, col]:
                supports[k] = -1
                break
            supports[k] += counts_fixed or to_row != row or to_col != col
    return supports


def best_center(grid: np.ndarray, cells: Cells, motions: Sequence[Motion], background: int) -> tuple[int, Center] | None:
    """The support and the center about which most cells map on cells of their own color and none on another one.

    None when no center has any support.
    """
    labels = np.zeros(grid.shape, np.int16)
    labels[cells] = 1
    centers = centers_of(*cells, motions)
    supports = supports_of(grid, labels, 1, np.array(motions), centers, background, True)
    best = int(supports.argmax())
    return (int(supports[best]), (int(centers[best, 0]), int(centers[best, 1]))) if supports[best] > 0 else None


def marked_center(is_main: np.ndarray, marks: Cells, motions: Sequence[Motion], box: Cells) -> Center | None:
    """The center nearest to the marks about which every mark is the image of a cell of the drawing.

    is_main: bool, shaped as the grid, True for the cells of the drawing that are no marks.
    """
    centers = centers_of(*box, motions)
    away = np.zeros(len(centers), np.int64)
    for motion in motions:
        rows, cols = moved(*marks, motion, (centers[:, :1], centers[:, 1:]))
        inside = (rows >= 0) & (cols >= 0) & (rows < is_main.shape[0]) & (cols < is_main.shape[1])
        are_images = (inside & is_main[np.where(inside, rows, 0), np.where(inside, cols, 0)]).all(axis=1)
        away = (away + np.abs(rows - marks[0]).sum(axis=1) + np.abs(cols - marks[1]).sum(axis=1))[are_images]
        centers = centers[are_images]
    best = np.lexsort((centers[:, 1], centers[:, 0], away))[:1]
    return (int(centers[best[0], 0]), int(centers[best[0], 1])) if len(best) else None
