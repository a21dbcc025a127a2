"""Every grid turned so that what stands out in it lies on top, then any family that knows one direction.

Rules that follow a direction which each grid shows in its own way (the side that is heavier, the one that a mark lies on,
the way that the content is longer) become rules with one direction, simple for the families that are tried on the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.budget import Budget
from solver.candidate import Candidate
from solver.families import cell_rules, continuation, drawings, moves, object_rules, relocations, replicas
from solver.families.rule import cells_of, counts_of, majority_of
from solver.ops.cut import cut_objects
from solver.task import COLOR_COUNT, Grid, Pair, Task

NAME = "turned"
COST = 2.0
MOST_WAYS = 3
LOOK_STEPS = 30  # per cell, what the measures cost in Python
UPRIGHT = 4  # beside 0 to 3 quarter turns: reflected in the main diagonal
Turn = int
INNER: tuple[tuple[Callable[[Task, Budget], Iterator[Candidate]], float], ...] = (
    (object_rules.propose, 0.1),
    (relocations.propose, 0.1),
    (moves.propose, 0.2),
    (replicas.propose, 0.1),
    (continuation.propose, 0.1),
    (drawings.propose, 0.4),
    (cell_rules.propose, 1.0),
)  # shares of what is left


@dataclass(frozen=True)
class Way:
    """A way to turn the inputs: in words, its cost, and the turn of every input."""

    words: str
    cost: float
    turns: tuple[Turn, ...]


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield what solves the task with all grids turned, for the ways in which demonstrations are turned differently."""
    if len(task.train) < 2 or not budget.spend(LOOK_STEPS * cells_of(task)):
        return
    ways = ways_of(task)[:MOST_WAYS]
    for number, way in enumerate(ways):
        share = budget.share(budget.steps_left // (len(ways) - number))
        yield from _solved(task, way, share)
        if budget.is_over():
            return


def _solved(task: Task, way: Way, budget: Budget) -> Iterator[Candidate]:
    train = tuple(
        Pair(turned(pair.input, turn), turned(pair.output, turn)) for pair, turn in zip(task.train, way.turns, strict=False)
    )
    asked = way.turns[len(train) :]
    view = Task(task.id, train, tuple(turned(grid, turn) for grid, turn in zip(task.test, asked, strict=True)))
    for proposer, part in INNER:
        for candidate in proposer(view, budget.share(int(budget.steps_left * part))):
            if candidate.is_full_fit:
                yield replace(
                    candidate,
                    predictions=tuple(turned_back(grid, turn) for grid, turn in zip(candidate.predictions, asked, strict=True)),
                    family=NAME,
                    program=f"{way.words}: {candidate.family} {candidate.program}",
                    cost=COST + way.cost + candidate.cost,
                )


def turned(grid: Grid, turn: Turn) -> Grid:
    """The grid after so many quarter turns counterclockwise, or reflected in the main diagonal."""
    return np.ascontiguousarray(grid.T if turn == UPRIGHT else np.rot90(grid, turn))


def turned_back(grid: Grid, turn: Turn) -> Grid:
    """The inverse of turned()."""
    return np.ascontiguousarray(grid.T if turn == UPRIGHT else np.rot90(grid, -turn))


def ways_of(task: Task) -> list[Way]:
    """The ways in which not all demonstrations are turned alike; those that differ by one turn of everything count once."""
    ways: list[Way] = []
    known: set[tuple[int, ...]] = set()
    shown = len(task.train)
    for words, cost, measure in (*MEASURES, *_sides_of_colors(task)):
        turns = [measure(grid) for grid in task.inputs]
        found = tuple(turn for turn in turns if turn is not None)
        if len(found) < len(turns) or len(set(found[:shown])) < 2:
            continue
        key = tuple((turn - found[0]) % 4 for turn in found) if UPRIGHT not in found else found
        if key not in known:
            known.add(key)
            ways.append(Way(words, cost, found))
    return ways


def _up(down: float, right: float) -> Turn | None:
    """The turn that brings the side to which something lies to the top. None when it lies between two sides."""
    if abs(down) == abs(right):
        return None
    if abs(down) > abs(right):
        return 0 if down < 0 else 2
    return 1 if right > 0 else 3


def _between(of: np.ndarray, other: np.ndarray) -> Turn | None:
    """The turn that brings the side to which the cells of one mask lie from those of another to the top."""
    if not of.any() or not other.any():
        return None
    rows, cols = np.nonzero(of)
    other_rows, other_cols = np.nonzero(other)
    return _up(float(rows.mean() - other_rows.mean()), float(cols.mean() - other_cols.mean()))


def _heavy_side(grid: Grid) -> Turn | None:
    return _between(grid != majority_of(grid), np.ones(grid.shape, bool))


def _full_side(grid: Grid) -> Turn | None:
    shown = grid != majority_of(grid)
    filled = [float(edge.mean()) for edge in (shown[0], shown[:, -1], shown[-1], shown[:, 0])]
    return filled.index(max(filled)) if filled.count(max(filled)) == 1 else None


def _rare_side(grid: Grid) -> Turn | None:
    counts, background = counts_of(grid), majority_of(grid)
    colors = [color for color in range(COLOR_COUNT) if counts[color] and color != background]
    if len(colors) < 2:
        return None
    rare = min(colors, key=lambda color: counts[color])
    return _between(grid == rare, (grid != rare) & (grid != background))


def _small_side(grid: Grid) -> Turn | None:
    names = np.arange(COLOR_COUNT, dtype=np.uint8)
    background = majority_of(grid)
    names[0], names[background] = background, 0
    labels = cut_objects(np.ascontiguousarray(names[grid]), 3)
    sizes = np.bincount(labels.ravel())[1:]
    if sizes.size < 2 or np.count_nonzero(sizes == sizes.min()) != 1:
        return None
    small = labels == 1 + int(sizes.argmin())
    return _between(small, (labels > 0) & ~small)


def _upright(grid: Grid) -> Turn | None:
    rows, cols = np.nonzero(grid != majority_of(grid))
    if not rows.size or np.ptp(rows) == np.ptp(cols):
        return None
    return UPRIGHT if np.ptp(rows) > np.ptp(cols) else 0


def _ruled(grid: Grid) -> Turn | None:
    background = majority_of(grid)
    across, down = (
        int(((lines == lines[:, :1]).all(axis=1) & (lines[:, 0] != background)).sum()) for lines in (grid, grid.T)
    )
    return None if across == down else UPRIGHT if down > across else 0


MEASURES: tuple[tuple[str, float, Callable[[Grid], Turn | None]], ...] = (
    ("lines of one color across", 0.0, _ruled),
    ("longer side across", 0.0, _upright),
    ("heavier side up", 0.0, _heavy_side),
    ("fuller edge up", 1.0, _full_side),
    ("side of the rarest color up", 1.0, _rare_side),
    ("side of the smallest object up", 1.0, _small_side),
)


def _sides_of_colors(task: Task) -> Iterator[tuple[str, float, Callable[[Grid], Turn | None]]]:
    """Yield a measure for each color that all inputs have beside others."""
    for color in range(COLOR_COUNT):
        if all((grid == color).any() and majority_of(grid) != color for grid in task.inputs):
            yield f"side of color {color} up", 2.0, lambda grid, color=color: _between(grid == color, _others(grid, color))


def _others(grid: Grid, color: int) -> np.ndarray:
    return (grid != color) & (grid != majority_of(grid))
