"""Pieces that are rays: from which cells, in which direction, where they stop, in which color; and where lines cross."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.rules.layers import AS_IT_IS, NONE, Pieces, are_useful, count_fits
from solver.seeing.trace import COLOR_STOPS, DIRECTIONS, STOPS, trace_rays
from solver.task import COLOR_COUNT, Task

STOP_COSTS = (1, 1, 1, 1.5, 1.5, 1, 3, 3, 3, 3, 3, 3)
DIRECTION_COSTS = (1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 2, 3)
COLOR_STOP_COSTS = (3, 3, 2, 3)
SETS: dict[str, tuple[int, ...]] = {
    "up and down": (0, 2),
    "left and right": (1, 3),
    "in four directions": (0, 1, 2, 3),
    "in the diagonal directions": (4, 5, 6, 7),
    "in eight directions": tuple(range(8)),
}
WAYS = (*DIRECTIONS, *SETS)
WAY_COSTS = (*DIRECTION_COSTS, 1, 1, 1, 1, 1.5)


def ray_pieces(
    task: Task,
    background: Sequence[int],
    words: str,
    cost: float,
    sources: Sequence[np.ndarray],
    colors: np.ndarray,
    new_colors: Sequence[int],
) -> Pieces:
    """The useful rays from these sources, in their own color, in the color they meet, and in each new color."""
    rules = len(STOPS) + len(COLOR_STOPS) * len(colors)
    kinds = len(DIRECTIONS) * rules
    own_parts, met_parts = [], []
    for grid, color, cells in zip(task.inputs, background, sources, strict=True):
        own = np.full((kinds, *grid.shape), NONE, np.uint8)
        met = own.copy()
        trace_rays(grid, color, cells.astype(np.int64), colors, own, met)
        own_parts.append(own.reshape(kinds, -1))
        met_parts.append(met.reshape(kinds, -1))
    own, met = np.concatenate(own_parts, axis=1), np.concatenate(met_parts, axis=1)
    stop_words = list(STOPS) + [f"{stop} {color}" for stop in COLOR_STOPS for color in colors]
    stop_costs = np.array(list(STOP_COSTS) + [price for price in COLOR_STOP_COSTS for _ in colors])
    own, met = _with_sets(own, rules), _with_sets(met, rules)
    before = np.concatenate([pair.input.ravel() for pair in task.train])
    after = np.concatenate([pair.output.ravel() for pair in task.train])
    own_fits = are_useful(count_fits(own, before, after))
    met_fits = are_useful(count_fits(met, before, after)) if (met != own).any() else np.zeros_like(own_fits)
    inks = [("own color", 1.0, own, own_fits[:, AS_IT_IS]), ("the color it meets", 2.0, met, met_fits[:, AS_IT_IS])]
    colored = ((color, np.where(own != NONE, color, NONE).astype(np.uint8)) for color in new_colors)
    inks += [(f"color {color}", 1.0, rays, own_fits[:, color]) for color, rays in colored]
    paint, texts, groups, prices = [], [], [], []
    for ink, ink_cost, rays, is_kept in inks:
        kept = np.flatnonzero(is_kept)
        paint.append(rays[kept])
        for kind in kept.tolist():
            direction, stop = divmod(kind, rules)
            groups.append(f"{words} {stop_words[stop]} in {ink}")
            texts.append(f"rays from {words} {WAYS[direction]} {stop_words[stop]} in {ink}")
            prices.append(cost + ink_cost + WAY_COSTS[direction] + stop_costs[stop])
    return Pieces(np.concatenate(paint), texts, np.array(prices), groups)


def _with_sets(rays: np.ndarray, rules: int) -> np.ndarray:
    """Append the sets of directions to rays (directions * rules, cells)."""
    by_direction = rays.reshape(len(DIRECTIONS), rules, -1)
    sets = []
    for members in SETS.values():
        joined = by_direction[members[0]].copy()
        for member in members[1:]:
            free = joined == NONE
            joined[free] = by_direction[member][free]
        sets.append(joined)
    return np.concatenate([rays, *sets])


def crossings(task: Task, background: Sequence[int], new_colors: Sequence[int]) -> Pieces:
    """Cells whose row holds one color and whose column holds another."""
    colors = [color for color in range(COLOR_COUNT) if any((pair.input == color).any() for pair in task.train)]
    colors = [color for color in colors if color not in background]
    paint, words = [np.full(sum(grid.size for grid in task.inputs), NONE, np.uint8)], ["nothing"]
    for first in colors:
        rows = [(grid == first).any(axis=1) for grid in task.inputs]
        for second in colors:
            cols = [(grid == second).any(axis=0) for grid in task.inputs]
            crossing = np.concatenate([np.outer(row, col).ravel() for row, col in zip(rows, cols, strict=True)])
            for color in new_colors:
                paint.append(np.where(crossing, color, NONE).astype(np.uint8))
                words.append(f"crossings of rows with {first} and columns with {second} in {color}")
    return Pieces(np.array(paint), words, np.full(len(words), 3.0), list(words))
