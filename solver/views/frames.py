"""Views that lay the grids out anew: reflected in a diagonal, or with the separator lines taken out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.task import COLOR_COUNT, Grid, Pair, Task
from solver.views.view import Rewritten


def transposed(task: Task) -> Rewritten:
    """Reflect every grid in its main diagonal."""
    return _reflected(task, np.transpose)


def antitransposed(task: Task) -> Rewritten:
    """Reflect every grid in its other diagonal."""
    return _reflected(task, lambda grid: grid[::-1, ::-1].T)


def _reflected(task: Task, reflect: Callable[[Grid], Grid]) -> Rewritten:
    """The task with every grid reflected; reflecting once more is the way back."""

    def turn(grid: Grid) -> Grid:
        return np.ascontiguousarray(reflect(grid))

    train = tuple(Pair(turn(pair.input), turn(pair.output)) for pair in task.train)
    test = tuple(turn(grid) for grid in task.test)
    return Rewritten(Task(task.id, train, test), lambda test_index, grid: turn(grid))


def without_separators(task: Task) -> Rewritten | None:
    """Take the full lines of one color out of every input, and out of outputs that have the same lines; None without them.

    Predictions of the size of an input without its lines get the lines of that input back when the outputs had them.
    """
    color = _separator(task)
    if color is None:
        return None
    kept = [_between(grid, color) for grid in task.inputs]
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

    return Rewritten(Task(task.id, train, test), decode)


def _separator(task: Task) -> int | None:
    """The first color but 0 whose full lines, not at the edges only, divide every input; None when there is none."""
    for color in range(1, COLOR_COUNT):
        if all(_is_divided(grid, color) for grid in task.inputs):
            return color
    return None


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
