"""The frame in which the background of every grid is 0."""

from __future__ import annotations

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Build, Frame, carried, literal, nested, one_by_one
from solver.frames.renaming import in_names
from solver.seeing.colors import background_of, edge_color_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Pair, Task

LEAST_SHARE = 0.4  # of the cells of every grid, what a background must cover to be told from other colors


def background_as_zero(task: Task, budget: Budget) -> list[Frame]:
    """Exchange the background of every input with 0, in its output too; no frame where it is 0 already, or not clear.

    Every other color keeps its name. An input that has the color 0 in no more than a few cells beside another background
    still has them, in the name of that background.
    """
    grounds = [background_of(grid) for grid in task.inputs]
    is_clear = all((grid == ground).mean() >= LEAST_SHARE for grid, ground in zip(task.inputs, grounds, strict=True))
    if not is_clear or not any(grounds):
        return []
    return in_names(task, [_exchange(ground) for ground in grounds], is_new_when_alike=True)


def edge_as_zero(task: Task, budget: Budget) -> list[Frame]:
    """Exchange what most cells on the edge of every input are with 0; no frame where that is the most common color too.

    A thing that fills more than half of a grid leaves its background there.
    """
    grounds = [edge_color_of(grid) for grid in task.inputs]
    if not any(grounds) or grounds == [background_of(grid) for grid in task.inputs]:
        return []
    return in_names(task, [_exchange(ground) for ground in grounds], is_new_when_alike=True)


def shared_as_zero(task: Task, budget: Budget) -> list[Frame]:
    """Lay the halves of every input side by side with a line between them, and exchange the only color they share with 0.

    Pictures that lie side by side may be drawn in other colors and fill their halves, but they lie on one background. Wide
    halves are transposed first, with the output. No frame where what is shared is the most common color of every input.
    """
    shapes = [output.shape for output in task.outputs] + [None] * len(task.test)
    halves = [_halves(grid, shape) for grid, shape in zip(task.inputs, shapes, strict=True)]
    found = [one for one in halves if one is not None]
    grounds = [ground for ground, _, _ in found]
    if len(found) < len(halves) or not any(grounds) or grounds == list(map(background_of, task.inputs)):
        return []
    is_turned = [2 * one.shape[1] + 1 > MAX_SIDE for _, one, _ in found]
    laid = [
        _beside(one.T, other.T) if turn else _beside(one, other) for turn, (_, one, other) in zip(is_turned, found, strict=True)
    ]
    if any(max(grid.shape) > MAX_SIDE for grid in laid):
        return []
    outputs = [np.ascontiguousarray(grid.T) if turn else grid for turn, grid in zip(is_turned, task.outputs, strict=False)]
    pairs = tuple(map(Pair, laid, outputs))
    inside = in_names(Task(task.id, pairs, tuple(laid[len(pairs) :])), [_exchange(ground) for ground in grounds], True)
    tests = is_turned[len(pairs) :]
    return [carried(frame, one_by_one(lambda index, grid: grid.T if tests[index] else grid)) for frame in inside]


def _beside(one: Grid, other: Grid) -> Grid:
    """Two grids of one height with a line between them, in a color that they have not if there is such a color."""
    line = int(np.bincount(np.hstack([one, other]).ravel(), minlength=COLOR_COUNT)[1:].argmin()) + 1
    return np.hstack([one, np.full((len(one), 1), line, np.uint8), other])


def _halves(grid: Grid, shape: tuple[int, ...] | None) -> tuple[int, Grid, Grid] | None:
    """The only color that both halves share, and the halves; of this shape if there are such, else of the longer side first."""
    found: list[tuple[bool, int, Grid, Grid]] = []
    for lines in sorted((grid, grid.T), key=lambda lines: -len(lines)):
        middle = len(lines) // 2
        if not middle or (len(lines) % 2 and len(np.unique(lines[middle])) > 1):
            continue
        shared = np.intersect1d(lines[:middle], lines[-middle:])
        one, other = ((part if lines is grid else part.T) for part in (lines[:middle], lines[-middle:]))
        if len(shared) == 1:
            found.append((one.shape != shape, int(shared[0]), one, other))
    return min(found, key=lambda half: half[0])[1:] if found else None


def is_all_ground(task: Task) -> bool:
    """True when no input has a cell 0 beside another background, which covers half of it at least.

    Rules that take 0 for free then find no free cell in the task as it is.
    """
    grounds = [background_of(grid) for grid in task.inputs]
    return all(
        ground == 0 or (not (grid == 0).any() and 2 * int((grid == ground).sum()) >= grid.size)
        for grid, ground in zip(task.inputs, grounds, strict=True)
    )


def on_zero(build: Build) -> Build:
    """The frames of a kind on a background that is 0 in every grid: rules take 0 for free."""
    return nested(lambda task, budget: background_as_zero(task, budget) or literal(task, budget), build)


def _exchange(ground: int) -> np.ndarray:
    names = np.arange(COLOR_COUNT)
    names[[0, ground]] = ground, 0
    return names
