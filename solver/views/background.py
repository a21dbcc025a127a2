"""Views that make the background color 0, which most families take it for."""

from __future__ import annotations

import numpy as np

from solver.task import COLOR_COUNT, Grid, Pair, Task
from solver.views.colors import canonical_colors
from solver.views.view import Rewritten


def background_as_zero(task: Task) -> Rewritten | None:
    """Exchange 0 and the background color of every grid; None when 0 is the background of all inputs."""
    backgrounds = _backgrounds(task)
    if not any(backgrounds):
        return None
    train = tuple(
        Pair(_exchanged(pair.input, color), _exchanged(pair.output, color))
        for pair, color in zip(task.train, backgrounds, strict=False)
    )
    asked = backgrounds[len(task.train) :]
    test = tuple(_exchanged(grid, color) for grid, color in zip(task.test, asked, strict=True))
    return Rewritten(Task(task.id, train, test), lambda test_index, grid: _exchanged(grid, asked[test_index]))


def background_and_colors(task: Task) -> Rewritten | None:
    """Exchange 0 and the background color, then rename the other colors by role; None when one of the two changes nothing."""
    plain = background_as_zero(task)
    renamed = canonical_colors(plain.task) if plain is not None else None
    if plain is None or renamed is None:
        return None

    def decode(test_index: int, grid: Grid) -> Grid | None:
        inner = renamed.decode(test_index, grid)
        return None if inner is None else plain.decode(test_index, inner)

    return Rewritten(renamed.task, decode)


def _backgrounds(task: Task) -> list[int]:
    """The most common color of every input."""
    return [int(np.bincount(grid.ravel(), minlength=COLOR_COUNT).argmax()) for grid in task.inputs]


def _exchanged(grid: Grid, color: int) -> Grid:
    """The grid with 0 and one color exchanged."""
    names = np.arange(COLOR_COUNT, dtype=np.uint8)
    names[0], names[color] = color, 0
    return names[grid]
