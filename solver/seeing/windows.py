"""Windows: rectangles that are the only ones of their kind in a grid, numbered 1 where they are (int16, 0 elsewhere)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.seeing.colors import counts_of
from solver.task import Grid

DENSE_COLORS, FINE, MARGIN = 4, 4, 4
LINE_GAPS = 2


def _dense_rectangle(grid: Grid) -> np.ndarray:
    """The rectangle, smaller than the grid, that holds most cells of one color after a fine for every other cell in it."""
    labels = np.zeros(grid.shape, np.int16)
    best, box = 0, None
    height, width = grid.shape
    colors = np.argsort(-counts_of(grid), kind="stable")[:DENSE_COLORS]
    tops, bottoms = np.triu_indices(height + 1, 1)
    for color in colors if min(grid.shape) > MARGIN else ():
        gain = np.where(grid == color, 1, -FINE)
        sums = np.pad(gain, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
        inside = sums[bottoms] - sums[tops]
        lowest = np.minimum.accumulate(inside, axis=1)
        place = int((inside - lowest).argmax())
        row, right = divmod(place, width + 1)
        left = int((inside[row] == lowest[row, right]).argmax())
        if inside[row, right] - lowest[row, right] > best and (bottoms[row] - tops[row]) * (right - left) < 0.8 * grid.size:
            best, box = inside[row, right] - lowest[row, right], (tops[row], bottoms[row], left, right)
    if box is not None:
        labels[box[0] : box[1], box[2] : box[3]] = 1
    return labels


def _between_lines(grid: Grid) -> np.ndarray:
    """The rectangle from the first to the last line of one color that crosses the whole grid, in both directions."""
    labels = np.zeros(grid.shape, np.int16)
    spans = []
    for lines in (grid, grid.T):
        counts = np.array([counts_of(line)[1:].max() for line in lines])
        full = np.flatnonzero(counts >= lines.shape[1] - LINE_GAPS)
        if len(full) < 2 or lines.shape[1] < 3 * LINE_GAPS:
            return labels
        spans.append(slice(int(full[0]), int(full[-1]) + 1))
    labels[spans[0], spans[1]] = 1
    return labels


def _capped_bars(grid: Grid) -> dict[tuple[int, int], list[int]]:
    """Columns by the first and last row of an upright bar of one color with both ends in another color."""
    found: dict[tuple[int, int], list[int]] = {}
    for col in range(grid.shape[1]):
        line = grid[:, col]
        starts = np.concatenate([[0], np.flatnonzero(line[1:] != line[:-1]) + 1, [len(line)]])
        for top, bottom in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            is_bar = line[top] and bottom - top > 1 and top > 0 and bottom < len(line)
            if is_bar and line[top - 1] == line[bottom] != 0:
                found.setdefault((top - 1, bottom), []).append(col)
    return found


def _between_bars(grid: Grid) -> np.ndarray:
    """The largest rectangle between two parallel bars of one length with both ends in another color, the bars included."""
    labels = np.zeros(grid.shape, np.int16)
    for lines, mine in ((grid, labels), (grid.T, labels.T)):
        for (top, bottom), cols in _capped_bars(lines).items():
            if len(cols) == 2 and (bottom + 1 - top) * (cols[1] + 1 - cols[0]) > np.count_nonzero(labels):
                labels[:] = 0
                mine[top : bottom + 1, cols[0] : cols[1] + 1] = 1
    return labels


# Every kind of window, with its cost.
WINDOWS: dict[str, tuple[float, Callable[[Grid], np.ndarray]]] = {
    "densest rectangle": (2.5, _dense_rectangle),
    "rectangle between lines": (2.0, _between_lines),
    "rectangle between bars": (2.5, _between_bars),
}
