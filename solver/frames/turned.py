"""Every grid turned so that what stands out in it lies on top, for rules that need to know one direction only.

Rules that follow a direction which each grid shows in its own way (the side that is heavier, the one that a mark lies on,
the way in which the content is longer) become rules with one direction for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame, mapped, one_by_one
from solver.rules.rule import cells_of
from solver.seeing.colors import counts_of, majority_of
from solver.seeing.cuts import labels_of
from solver.task import COLOR_COUNT, Grid, Task

BITS = 2.0
MOST_WAYS = 3
MOST_BITS = 150.0  # of a rule inside
LOOK_STEPS = 30  # per cell, what the measures cost in Python
REFLECTED = 4  # a turn beside 0 to 3 quarter turns counterclockwise: reflected in the main diagonal
WITHOUT = frozenset({"copies"})  # trees that learn from turned copies as well take the one direction back
Measure = Callable[[Grid], int | None]  # the turn of a grid, None when it shows no direction


@dataclass(frozen=True)
class Way:
    """A way to turn the inputs: in words, its cost, and the turn of every input."""

    words: str
    cost: float
    turns: tuple[int, ...]


def turned(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the task with all grids turned, for the ways in which demonstrations are turned differently."""
    if len(task.train) < 2 or all(grid.size == 1 for grid in task.outputs):
        return
    if not budget.spend(LOOK_STEPS * cells_of(task)):
        return
    for way in _ways(task)[:MOST_WAYS]:
        yield Frame(
            mapped(task, [_turn(turn) for turn in way.turns]),
            one_by_one(_back(way.turns[len(task.train) :])),
            words=f"{way.words}: ",
            bits=BITS + way.cost,
            most_bits=MOST_BITS,
            is_strict=True,
            without=WITHOUT,
        )


def _turn(turn: int) -> Callable[[Grid], Grid]:
    return (lambda grid: grid.T) if turn == REFLECTED else (lambda grid: np.rot90(grid, turn))


def _back(turns: tuple[int, ...]) -> Callable[[int, Grid], Grid]:
    def back(index: int, grid: Grid) -> Grid:
        return grid.T if turns[index] == REFLECTED else np.rot90(grid, -turns[index])

    return back


def _ways(task: Task) -> list[Way]:
    """The ways that do not turn all demonstrations alike; those that differ by one turn of everything count once."""
    ways: list[Way] = []
    known: set[tuple[int, ...]] = set()
    for words, cost, measure in (*MEASURES, *_sides_of_colors(task)):
        turns = tuple(turn for grid in task.inputs if (turn := measure(grid)) is not None)
        if len(turns) < len(task.inputs) or len(set(turns[: len(task.train)])) < 2:
            continue
        key = turns if REFLECTED in turns else tuple((turn - turns[0]) % 4 for turn in turns)
        if key not in known:
            known.add(key)
            ways.append(Way(words, cost, turns))
    return ways


def _to_the_top(these: np.ndarray, others: np.ndarray) -> int | None:
    """The turn that brings the side to which the cells of one mask lie from those of another to the top."""
    if not these.any() or not others.any():
        return None
    down, right = (float(mine.mean() - rest.mean()) for mine, rest in zip(np.nonzero(these), np.nonzero(others), strict=True))
    if abs(down) == abs(right):
        return None
    if abs(down) > abs(right):
        return 0 if down < 0 else 2
    return 1 if right > 0 else 3


def _heavy_side(grid: Grid) -> int | None:
    return _to_the_top(grid != majority_of(grid), np.ones(grid.shape, bool))


def _full_edge(grid: Grid) -> int | None:
    shown = grid != majority_of(grid)
    filled = [float(edge.mean()) for edge in (shown[0], shown[:, -1], shown[-1], shown[:, 0])]
    return filled.index(max(filled)) if filled.count(max(filled)) == 1 else None


def _rare_color(grid: Grid) -> int | None:
    counts, background = counts_of(grid), majority_of(grid)
    colors = [color for color in np.flatnonzero(counts).tolist() if color != background]
    return _side_of(min(colors, key=lambda color: counts[color]))(grid) if colors else None


def _small_object(grid: Grid) -> int | None:
    labels = labels_of(grid, majority_of(grid), True, False)[0]
    sizes = np.bincount(labels.ravel())[1:]
    if sizes.size < 2 or np.count_nonzero(sizes == sizes.min()) > 1:
        return None
    small = labels == 1 + int(sizes.argmin())
    return _to_the_top(small, (labels > 0) & ~small)


def _long_side(grid: Grid) -> int | None:
    rows, cols = np.nonzero(grid != majority_of(grid))
    if not rows.size or np.ptp(rows) == np.ptp(cols):
        return None
    return REFLECTED if np.ptp(rows) > np.ptp(cols) else 0


def _full_lines(grid: Grid) -> int | None:
    background = majority_of(grid)
    rows, cols = (int(((lines == lines[:, :1]).all(axis=1) & (lines[:, 0] != background)).sum()) for lines in (grid, grid.T))
    return None if rows == cols else REFLECTED if cols > rows else 0


def _side_of(color: int) -> Measure:
    def measure(grid: Grid) -> int | None:
        return _to_the_top(grid == color, (grid != color) & (grid != majority_of(grid)))

    return measure


MEASURES: tuple[tuple[str, float, Measure], ...] = (
    ("lines of one color across", 0.0, _full_lines),
    ("longer side across", 0.0, _long_side),
    ("heavier side up", 0.0, _heavy_side),
    ("fuller edge up", 1.0, _full_edge),
    ("side of the rarest color up", 1.0, _rare_color),
    ("side of the smallest object up", 1.0, _small_object),
)


def _sides_of_colors(task: Task) -> Iterator[tuple[str, float, Measure]]:
    """Yield a measure for each color that all inputs have and none has most of."""
    for color in range(COLOR_COUNT):
        if all((grid == color).any() and majority_of(grid) != color for grid in task.inputs):
            yield f"side of color {color} up", 2.0, _side_of(color)
