"""Frames without the lines that separate panels."""

from __future__ import annotations

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame, one_by_one
from solver.seeing.colors import background_of
from solver.task import COLOR_COUNT, Grid, Pair, Task


def without_separators(task: Task, budget: Budget) -> list[Frame]:
    """Take the full lines of one color out of every input, and out of outputs that have the same lines.

    Predictions of the size of an input without its lines get the lines of that input back when the outputs had them. Where no
    color divides all inputs, each is divided by a color of its own.
    """
    colors = _separators(task)
    if colors is None:
        return []
    kept = [_between(grid, color) for grid, color in zip(task.inputs, colors, strict=True)]
    is_kept_out = all(
        pair.input.shape == pair.output.shape and _lines_stay(pair, rows, cols)
        for pair, (rows, cols) in zip(task.train, kept, strict=False)
    )
    train = tuple(
        Pair(_take(pair.input, rows, cols), _take(pair.output, rows, cols) if is_kept_out else pair.output)
        for pair, (rows, cols) in zip(task.train, kept, strict=False)
    )
    shown = kept[len(task.train) :]
    test = tuple(_take(grid, rows, cols) for grid, (rows, cols) in zip(task.test, shown, strict=True))

    def decode(test_index: int, grid: Grid) -> Grid | None:
        if not is_kept_out:
            return grid
        if grid.shape != test[test_index].shape:
            return None
        whole = task.test[test_index].copy()
        whole[np.ix_(*shown[test_index])] = grid
        return whole

    return [Frame(Task(task.id, train, test), one_by_one(decode))]


def _separators(task: Task) -> list[int] | None:
    """For every input the color whose full lines, not at the edges only, divide it: one color but 0 for all, or each its own.

    None when an input has no such color.
    """
    for color in range(1, COLOR_COUNT):
        if all(_is_divided(grid, color) for grid in task.inputs):
            return [color] * len(task.inputs)
    own = [_own_separator(grid) for grid in task.inputs]
    return None if -1 in own else own


def _own_separator(grid: Grid) -> int:
    """The only color but the background whose full lines divide the grid; -1 when there is none or more than one."""
    ground = background_of(grid)
    colors = [color for color in np.unique(grid).tolist() if color != ground and _is_divided(grid, color)]
    return colors[0] if len(colors) == 1 else -1


def _is_divided(grid: Grid, color: int) -> bool:
    rows, cols = _between(grid, color)
    height, width = grid.shape
    inner = any(1 <= line < height - 1 for line in set(range(height)) - set(rows.tolist()))
    inner |= any(1 <= line < width - 1 for line in set(range(width)) - set(cols.tolist()))
    return inner and rows.size > 1 and cols.size > 1


def _between(grid: Grid, color: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and cols that are not all of one color."""
    lines = grid == color
    return np.flatnonzero(~lines.all(axis=1)), np.flatnonzero(~lines.all(axis=0))


def _take(grid: Grid, rows: np.ndarray, cols: np.ndarray) -> Grid:
    return np.ascontiguousarray(grid[np.ix_(rows, cols)])


def _lines_stay(pair: Pair, rows: np.ndarray, cols: np.ndarray) -> bool:
    """True when the output has all lines that the input has."""
    outside = np.ones(pair.input.shape, bool)
    outside[np.ix_(rows, cols)] = False
    return bool((pair.input == pair.output)[outside].all())
