"""Pieces that are rays from objects: from a whole side, the middle of a side, corners or odd cells, where the object points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from solver.rules.layers import NONE, Pieces
from solver.rules.rays import COLOR_STOP_COSTS, STOP_COSTS
from solver.seeing.attributes import ATTRIBUTES, Attribute
from solver.seeing.facts import fact_table
from solver.seeing.groups import Group
from solver.seeing.headings import DOWN, GIVEN, LEFTWARD, RIGHTWARD, UP, Steps, headings_of
from solver.seeing.objects import Objects
from solver.seeing.trace import COLOR_STOPS, STOPS, trace_headed
from solver.task import COLOR_COUNT, Grid, Task

MOST_COLORS = 3
MOST_GROUPS = 8
MOST_COUNTS = 4  # numbers that lengths of rays may follow
FIXED: dict[str, tuple[float, Steps]] = {
    "up": (1.0, [UP]),
    "to the right": (1.0, [RIGHTWARD]),
    "down": (1.0, [DOWN]),
    "to the left": (1.0, [LEFTWARD]),
    "up and down": (1.0, [UP, DOWN]),
    "left and right": (1.0, [LEFTWARD, RIGHTWARD]),
    "in four directions": (1.0, [UP, RIGHTWARD, DOWN, LEFTWARD]),
    "in the diagonal directions": (1.0, [(-1, 1), (1, 1), (1, -1), (-1, -1)]),
}


PLACES: dict[str, float] = {"the sides": 0.5, "the middle": 0.5, "odd cells": 1.0}


def _cells(scene: Objects, index: int, place: str, step: tuple[int, int]) -> list[tuple[int, int]]:
    """Cells that the rays of an object start from (they paint from the next cell on)."""
    box, (down, right) = scene.box(index), step
    top, left, high, wide = box[0].start, box[1].start, box[0].stop - box[0].start, box[1].stop - box[1].start
    mine = scene.labels[box] == index + 1
    if place == "odd cells":
        rows, cols = np.nonzero(mine & (scene.grid[box] == scene.column("second color")[index]))
        return [(top + int(row), left + int(col)) for row, col in zip(rows, cols, strict=True)]
    last_row, last_col = (0 if down < 0 else high - 1), (0 if right < 0 else wide - 1)
    if down and right:
        return [(top + last_row, left + last_col)] if place == "the sides" or high == wide else []
    if place == "the middle":
        row, col = (high // 2, last_col) if right else (last_row, wide // 2)
        return [(top + row, left + col)] if (high if right else wide) % 2 else []
    lines = mine if right else mine.T
    backward = (right or down) > 0
    ends = [int(np.flatnonzero(line)[-1 if backward else 0]) if line.any() else -1 for line in lines]
    return [(top + k, left + end) if right else (top + end, left + k) for k, end in enumerate(ends) if end >= 0]


Known = dict[tuple[int, str, tuple[int, int]], list[tuple[int, int, int, int, int]]]


def _starts(scene: Objects, steps: list[Steps], place: str, known: Known) -> tuple[np.ndarray, np.ndarray]:
    """Starts of all objects (row, col, row step, column step, color) and the objects they belong to; known is filled."""
    found, owners = [], []
    for index, one in enumerate(steps):
        for step in one:
            key = (index, place, step)
            if key not in known:
                own = int(scene.column("color")[index])
                cells = _cells(scene, index, place, step)
                is_mine = [scene.labels[cell] == index + 1 for cell in cells]
                known[key] = [
                    (*cell, *step, int(scene.grid[cell]) if mine else own) for cell, mine in zip(cells, is_mine, strict=True)
                ]
            found += known[key]
            owners += [index] * len(known[key])
    return np.array(found, np.int64).reshape(-1, 5), np.array(owners, np.int64)


@dataclass(frozen=True)
class Direction:
    """A way to point, with the steps that it means for every object of every scene."""

    words: str
    cost: float
    steps: list[list[Steps]]


def directions_of(scenes: Sequence[Objects]) -> list[Direction]:
    """All ways to point in which some object points somewhere, without doubles."""
    found = [Direction(words, cost, [[steps] * scene.count for scene in scenes]) for words, (cost, steps) in FIXED.items()]
    for words, (cost, _) in GIVEN.items():
        steps = [headings_of(scene)[words] for scene in scenes]
        if any(map(any, steps)) and all(steps != other.steps for other in found):
            found.append(Direction(words, cost, steps))
    return found


def beam_pieces(
    task: Task,
    background: Sequence[int],
    groups: Sequence[Group],
    directions: Sequence[Direction],
    new_colors: Sequence[int],
) -> Iterator[Pieces]:
    """Yield the rays of groups (all of one cut) of objects."""
    held = [np.bincount(grid.ravel(), minlength=COLOR_COUNT) > 0 for grid in task.inputs]
    everywhere = np.flatnonzero(np.all(held, axis=0))
    colors = np.array([color for color in everywhere if color not in background][:MOST_COLORS], np.int64)
    seen: set[bytes] = set()
    known: list[Known] = [{} for _ in background]
    facts = cache(lambda: fact_table(task.inputs))
    for direction in directions:
        for place, price in PLACES.items():
            several = zip(groups[0].scenes, direction.steps, known, strict=True)
            starts = [_starts(scene, steps, place, mine) for scene, steps, mine in several]
            for group in groups[:MOST_GROUPS]:
                chosen = [
                    np.ascontiguousarray(rows[mine[owner]]) for (rows, owner), mine in zip(starts, group.members, strict=True)
                ]
                key = b"|".join(rows.tobytes() for rows in chosen)
                if key in seen or not all(len(rows) for rows in chosen[: len(task.train)]):
                    continue
                seen.add(key)
                if not _begins(task, background, chosen):
                    continue
                text = f"from {place} of {group.words} {direction.words}"
                cost = group.cost + direction.cost + price
                yield from _rays(task, background, chosen, colors, new_colors, text, cost)
                owners = [owner[mine[owner]] for (_, owner), mine in zip(starts, group.members, strict=True)]
                yield from _counted(task, background, chosen, owners, group.scenes, facts, new_colors, text, cost)


def _begins(task: Task, background: Sequence[int], starts: Sequence[np.ndarray]) -> bool:
    """True when enough of the free cells that rays would enter first have changed."""
    free = changed = 0
    for pair, color, rows in zip(task.train, background, starts, strict=False):
        row, col = rows[:, 0] + rows[:, 2], rows[:, 1] + rows[:, 3]
        inside = (row >= 0) & (col >= 0) & (row < pair.input.shape[0]) & (col < pair.input.shape[1])
        at = (row[inside], col[inside])
        is_free = pair.input[at] == color
        free += int(is_free.sum())
        changed += int((pair.output[at] != pair.input[at])[is_free].sum())
    return 4 * changed >= free and (changed > 0 or free == 0)


def _rays(
    task: Task,
    background: Sequence[int],
    starts: Sequence[np.ndarray],
    colors: np.ndarray,
    new_colors: Sequence[int],
    text: str,
    cost: float,
) -> Iterator[Pieces]:
    rules = len(STOPS) + len(COLOR_STOPS) * len(colors)
    own_parts, met_parts = [], []
    for grid, main, rows in zip(task.inputs, background, starts, strict=True):
        own = np.full((rules, *grid.shape), NONE, np.uint8)
        met = own.copy()
        trace_headed(grid, main, rows, colors, own, met)
        own_parts.append(own.reshape(rules, -1))
        met_parts.append(met.reshape(rules, -1))
    own, met = np.concatenate(own_parts, axis=1), np.concatenate(met_parts, axis=1)
    changed = np.concatenate([(pair.input != pair.output).ravel() for pair in task.train])
    is_painted = own[:, : len(changed)] != NONE
    hits = (is_painted & changed).sum(axis=1)
    drawn = np.flatnonzero((hits > 0) & (2 * hits >= is_painted.sum(axis=1)))
    if not len(drawn):
        return
    stop_words = list(STOPS) + [f"{stop} {color}" for stop in COLOR_STOPS for color in colors]
    stop_costs = np.array(list(STOP_COSTS) + [price for price in COLOR_STOP_COSTS for _ in colors])
    inks = [("own color", 1.0, own[drawn]), ("the color it meets", 2.0, met[drawn])]
    inks += [(f"color {color}", 1.0, np.where(own[drawn] != NONE, color, NONE).astype(np.uint8)) for color in new_colors]
    for ink, ink_cost, paint in inks:
        words = [f"rays {text} {stop_words[stop]} in {ink}" for stop in drawn]
        yield Pieces(paint, words, cost + ink_cost + stop_costs[drawn], words)


def _counted(
    task: Task,
    background: Sequence[int],
    starts: Sequence[np.ndarray],
    owners: Sequence[np.ndarray],
    scenes: Sequence[Objects],
    facts: Callable[[], tuple[list[Attribute], np.ndarray]],
    new_colors: Sequence[int],
    text: str,
    cost: float,
) -> Iterator[Pieces]:
    """Yield rays of a length that is a number of their object or of the grid, where the demonstrations show such lengths."""
    seen, is_open = [], False
    for pair, main, rows in zip(task.train, background, starts, strict=False):
        seen.append(lengths_of(pair.input != pair.output, pair.output, rows))
        if seen[-1].min() == 0:
            return
        is_open = is_open or _ends_in_the_open(pair.input, main, rows, seen[-1])
    lengths = np.concatenate(seen)
    if not is_open or lengths.max() == lengths.min():
        return
    names, values = facts()
    known = [*names, *(Attribute(f"its {one.name}", one.cost) for one in ATTRIBUTES)]
    tables = [
        np.hstack([np.tile(row, (len(mine), 1)), scene.attributes[mine]])
        for row, scene, mine in zip(values, scenes, owners, strict=True)
    ]
    shown = np.concatenate(tables[: len(task.train)])
    more = lengths[0] - shown[0]
    fits = np.flatnonzero((np.abs(more) <= 1) & (shown + more == lengths[:, None]).all(axis=0))
    fitting = []
    for column in fits.tolist():
        name, extra = known[column].name, int(more[column])
        words_of = f"{name}{f' {extra:+}' if extra else ''}"
        fitting.append((known[column].cost + 2 * abs(extra), words_of, [table[:, column] + extra for table in tables]))
    paint, words, costs = [], [], []
    for price, name, counted in sorted(fitting, key=lambda one: one[0])[:MOST_COUNTS]:
        own = np.concatenate(
            [
                _drawn(grid, main, rows, counts).ravel()
                for grid, main, rows, counts in zip(task.inputs, background, starts, counted, strict=True)
            ]
        )
        for ink in (None, *new_colors):
            paint.append(own if ink is None else np.where(own != NONE, ink, NONE).astype(np.uint8))
            words.append(f"rays {text} of as many cells as {name} in {'own color' if ink is None else f'color {ink}'}")
            costs.append(cost + 1.0 + price)
    if paint:
        yield Pieces(np.array(paint), words, np.array(costs), words)


def _cells_ahead(shape: tuple[int, ...], starts: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield, step by step, which starts are still inside the grid, and their rows and cols."""
    for step in range(1, max(shape)):
        rows, cols = starts[:, 0] + step * starts[:, 2], starts[:, 1] + step * starts[:, 3]
        inside = np.flatnonzero((rows >= 0) & (cols >= 0) & (rows < shape[0]) & (cols < shape[1]))
        yield inside, rows[inside], cols[inside]


def lengths_of(changed: np.ndarray, after: Grid, starts: np.ndarray) -> np.ndarray:
    """How many changed cells of one color lie ahead of each start (row, col, row step, column step ...), without a gap."""
    lengths, colors = np.zeros(len(starts), np.int64), np.full(len(starts), NONE)
    for step, (inside, rows, cols) in enumerate(_cells_ahead(after.shape, starts)):
        is_next = changed[rows, cols] & (lengths[inside] == step) & ((step == 0) | (after[rows, cols] == colors[inside]))
        if not is_next.any():
            break
        lengths[inside[is_next]] += 1
        colors[inside[is_next]] = after[rows[is_next], cols[is_next]]
    return lengths


def _ends_in_the_open(grid: Grid, background: int, starts: np.ndarray, lengths: np.ndarray) -> bool:
    """True when some ray of such a length ends before the edge and before anything that is in its way."""
    rows, cols = starts[:, 0] + (lengths + 1) * starts[:, 2], starts[:, 1] + (lengths + 1) * starts[:, 3]
    inside = (rows >= 0) & (cols >= 0) & (rows < grid.shape[0]) & (cols < grid.shape[1])
    return bool((grid[rows[inside], cols[inside]] == background).any())


def _drawn(grid: Grid, background: int, starts: np.ndarray, counts: np.ndarray) -> Grid:
    """Rays of so many cells over the background, in the colors of the starts; NONE elsewhere."""
    out = np.full(grid.shape, NONE, np.uint8)
    for step, (inside, rows, cols) in enumerate(_cells_ahead(grid.shape, starts)):
        is_next = (counts[inside] > step) & (grid[rows, cols] == background)
        out[rows[is_next], cols[is_next]] = starts[inside[is_next], 4]
        if step >= counts.max(initial=0):
            break
    return out
