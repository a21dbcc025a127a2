"""Rectangles of one color that lie in a grid: the maximal ones, and windows of a fixed size."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, compiled

Box = tuple[int, int, int, int]  # top, left, height, width


def maximal_rectangles(is_plain: np.ndarray, least_side: int = 1, most: int = 400) -> list[Box] | None:
    """The rectangles of True cells that no larger one contains, in reading order. None when there are more than `most`."""
    height, width = is_plain.shape
    sums = np.zeros((height + 2, width + 1), np.int64)
    sums[1:-1, 1:] = np.cumsum(is_plain, axis=1)
    found: list[Box] = []
    for top in range(height):
        open_cols = np.ones(width, bool)
        for bottom in range(top, height):
            open_cols = open_cols & is_plain[bottom]
            if not open_cols.any():
                break
            if bottom - top + 1 < least_side:
                continue
            edges = np.flatnonzero(np.diff(np.concatenate(([0], open_cols.astype(np.int8), [0]))))
            for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                wide = right - left
                above, below = (sums[row, right] - sums[row, left] for row in (top, bottom + 2))
                if wide >= least_side and above < wide and below < wide:
                    found.append((top, left, bottom - top + 1, wide))
                    if len(found) > most:
                        return None
    return found


def windows_of_size(is_plain: np.ndarray, high: int, wide: int) -> list[Box]:
    """All windows of True cells of one size, in reading order."""
    height, width = is_plain.shape
    if high > height or wide > width:
        return []
    sums = np.zeros((height + 1, width + 1), np.int64)
    sums[1:, 1:] = is_plain.cumsum(axis=0).cumsum(axis=1)
    filled = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide] == high * wide
    return [(row, col, high, wide) for row, col in np.argwhere(filled).tolist()]


def without_overlaps(boxes: list[Box]) -> list[Box]:
    """Take boxes in their order, leaving out those that overlap one taken before."""
    kept: list[Box] = []
    for top, left, high, wide in boxes:
        if all(top >= t + h or t >= top + high or left >= c + w or c >= left + wide for t, c, h, w in kept):
            kept.append((top, left, high, wide))
    return kept


def cluster_boxes(is_set: np.ndarray, reach: int, most: int = 150) -> list[Box] | None:
    """Boxes of the clusters of True cells, where steps of up to `reach` rows and columns join. None when too many cells."""
    cells = np.argwhere(is_set)
    if len(cells) > most:
        return None
    joined = np.abs(cells[:, None] - cells[None]).max(axis=2) <= reach
    left, found = np.ones(len(cells), bool), []
    for first in range(len(cells)):
        if left[first]:
            mine = joined[first]
            while (grown := joined[mine].any(axis=0)).sum() > mine.sum():
                mine = grown
            left &= ~mine
            (top, col), (bottom, right) = cells[mine].min(axis=0).tolist(), cells[mine].max(axis=0).tolist()
            found.append((top, col, bottom - top + 1, right - col + 1))
    return found


@compiled(types.Array(types.int64, 3, "C")(GRID))
def largest_rectangles(grid: np.ndarray) -> np.ndarray:
    """Of the largest one-colored rectangle that holds each cell the height and the width, of the largest square the side.

    int64 (3, height, width). Of several rectangles of one area the first counts, by upper edge, then by lower edge.
    """
    height, width = grid.shape
    found = np.zeros((3, height, width), np.int64)
    for top in range(height):
        is_whole = np.ones(width, np.bool_)
        for bottom in range(top, height):
            high = bottom - top + 1
            first = 0
            for col in range(width):
                is_whole[col] &= grid[bottom, col] == grid[top, col]
            while first < width:
                if not is_whole[first]:
                    first += 1
                    continue
                last = first
                while last + 1 < width and is_whole[last + 1] and grid[top, last + 1] == grid[top, first]:
                    last += 1
                wide = last - first + 1
                for row in range(top, bottom + 1):
                    for col in range(first, last + 1):
                        if high * wide > found[0, row, col] * found[1, row, col]:
                            found[0, row, col], found[1, row, col] = high, wide
                        found[2, row, col] = max(found[2, row, col], min(high, wide))
                first = last + 1
    return found
