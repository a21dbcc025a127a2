"""Stacks: parts of a grid laid over each other, cell by cell, and what can be said of every stack of colors."""

from __future__ import annotations

import numpy as np

from solver.rules.cells.feature import MAX_NUMBER, NO_COLOR, Feature, colors, numbers
from solver.task import Grid

_DIGEST = (
    *colors("stack", 3, "main set color of {}", "first set color of {}", "last set color of {}", "rare set color of {}"),
    *colors("stack", 3, "main color of {}"),
    *numbers("stack", 3, "cells set in {}", "set colors in {}"),
    *numbers("stack", 4, "cells of the main color of {}", "{} with more set", "{} with fewer set", "{} that look alike"),
    *colors("stack", 5, "only set color of {}"),
)


def digest(stack: np.ndarray, background: int, name: str) -> tuple[tuple[Feature, ...], np.ndarray]:
    """Summaries of a stack of colors (depth, cells): features and their values (features, cells)."""
    depth, size = stack.shape
    counts = np.stack([(stack == color).sum(axis=0) for color in range(10)])
    main_count = counts.max(axis=0)
    main_color = counts.argmax(axis=0)
    counts[background] = 0
    any_set = counts.any(axis=0)
    is_set = stack != background
    cells = np.arange(size)
    main = np.where(any_set, counts.argmax(axis=0), NO_COLOR)
    first = np.where(any_set, stack[is_set.argmax(axis=0), cells], NO_COLOR)
    last = np.where(any_set, stack[depth - 1 - is_set[::-1].argmax(axis=0), cells], NO_COLOR)
    rare = np.where(any_set, np.where(counts > 0, counts, 1 << 20).argmin(axis=0), NO_COLOR)
    total = counts.sum(axis=0)
    kinds = (counts > 0).sum(axis=0)
    alike = np.unique(stack, axis=1, return_inverse=True)[1].ravel()
    values = [main, first, last, rare, main_color, total, kinds, main_count]
    values += [(total[:, None] > total).sum(axis=0), (total[:, None] < total).sum(axis=0), np.bincount(alike)[alike]]
    values += [np.where(kinds == 1, main, NO_COLOR)]
    features = tuple(feature._replace(name=feature.name.format(name)) for feature in _DIGEST)
    return features, np.minimum(np.stack(values), MAX_NUMBER).astype(np.uint8)


def cut(grid: Grid, rows: int, cols: int, gap: int) -> np.ndarray | None:
    """Cut into rows x cols equal panels with `gap` cells between them: (panels, height, width). None if it leaves a rest."""
    height, row_rest = divmod(grid.shape[0] - gap * (rows - 1), rows)
    width, col_rest = divmod(grid.shape[1] - gap * (cols - 1), cols)
    if row_rest or col_rest or height < 1 or width < 1:
        return None
    tops = [row * (height + gap) for row in range(rows)]
    lefts = [col * (width + gap) for col in range(cols)]
    return np.stack([grid[top : top + height, left : left + width] for top in tops for left in lefts])


def cut_at_lines(grid: Grid, background: int) -> tuple[np.ndarray, int, int] | None:
    """Cut at lines of one color that cross the whole grid: (panels, height, width), rows and cols of panels.

    None when there are no such lines or they leave panels of unequal shape.
    """
    for color in np.unique(grid):
        if color == background:
            continue
        rows = _spans((grid == color).all(axis=1))
        cols = _spans((grid == color).all(axis=0))
        if len(rows) * len(cols) < 2 or len({stop - start for start, stop in rows}) > 1:
            continue
        if len({stop - start for start, stop in cols}) == 1:
            panels = np.stack([grid[top:bottom, left:right] for top, bottom in rows for left, right in cols])
            return panels, len(rows), len(cols)
    return None


def _spans(is_line: np.ndarray) -> list[tuple[int, int]]:
    """Runs of False as (start, stop)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], is_line, [True])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
