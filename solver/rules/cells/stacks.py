"""Stacks: parts of a grid laid over each other, cell by cell, and what can be said of every stack of colors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.rules.cells.feature import NO_COLOR, Block, colors, counts_in, least_common, most_common, numbers
from solver.seeing.panels import panels_between_lines
from solver.task import Grid


def digest(stack: np.ndarray, background: int, name: str) -> Iterator[Block]:
    """Summaries of a stack of colors (depth, cells)."""
    counts = counts_in(stack, background)
    any_set, is_set = counts.any(axis=0), stack != background
    cells = np.arange(stack.shape[1])
    first = np.where(any_set, stack[is_set.argmax(axis=0), cells], NO_COLOR)
    last = np.where(any_set, stack[len(stack) - 1 - is_set[::-1].argmax(axis=0), cells], NO_COLOR)
    main, total, kinds = most_common(counts), counts.sum(axis=0), (counts > 0).sum(axis=0)
    alike = np.unique(stack, axis=1, return_inverse=True)[1].ravel()
    yield colors("stack", 3, {f"main set color of {name}": main, f"first set color of {name}": first})
    yield colors("stack", 3, {f"last set color of {name}": last, f"rare set color of {name}": least_common(counts)})
    with_ground = counts.copy()
    with_ground[background] = len(stack) - total
    yield colors("stack", 3, {f"main color of {name}": with_ground.argmax(axis=0)})
    yield numbers("stack", 3, {f"cells set in {name}": total, f"set colors in {name}": kinds})
    yield numbers("stack", 4, {f"cells of the main color of {name}": with_ground.max(axis=0)})
    yield numbers("stack", 4, {f"{name} with more set": (total[:, None] > total).sum(axis=0)})
    yield numbers("stack", 4, {f"{name} with fewer set": (total[:, None] < total).sum(axis=0)})
    yield numbers("stack", 4, {f"{name} that look alike": np.bincount(alike)[alike]})
    yield colors("stack", 5, {f"only set color of {name}": np.where(kinds == 1, main, NO_COLOR)})


Panels = tuple[np.ndarray, int, int]  # (panels, height, width), rows and cols of panels


def cut(grid: Grid, rows: int, cols: int, gap: int) -> Panels | None:
    """Cut into rows x cols equal panels with `gap` cells between them. None if it leaves a rest."""
    height, row_rest = divmod(grid.shape[0] - gap * (rows - 1), rows)
    width, col_rest = divmod(grid.shape[1] - gap * (cols - 1), cols)
    if row_rest or col_rest or height < 1 or width < 1:
        return None
    tops = [row * (height + gap) for row in range(rows)]
    lefts = [col * (width + gap) for col in range(cols)]
    return np.stack([grid[top : top + height, left : left + width] for top in tops for left in lefts]), rows, cols


def cut_at_lines(grid: Grid, background: int) -> Panels | None:
    """Cut at lines of one color that cross the whole grid.

    None when there are no such lines or they leave panels of unequal shape.
    """
    found = panels_between_lines(grid, background)
    if found is None:
        return None
    rows, cols = (np.flatnonzero(numbered >= 0).tolist() for numbered in found[1:])
    heights, widths = (np.bincount(numbered[numbered >= 0]) for numbered in found[1:])
    if np.ptp(heights) or np.ptp(widths):
        return None
    inside = grid[np.ix_(rows, cols)].reshape(len(heights), heights[0], len(widths), widths[0])
    return inside.swapaxes(1, 2).reshape(-1, heights[0], widths[0]), len(heights), len(widths)
