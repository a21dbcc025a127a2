"""Canonical colors: rename each grid's colors by the role they play in its input.

Color 0 stays. Colors whose literal value evidently matters keep one slot in all grids. The others are ranked in every
input by features of the shape they make; the features are chosen one after the other so that in the demonstrations'
inputs the first color stands out most from the runner-up (the color normalization of the 2020 ARC winner).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame
from solver.frames.renaming import in_names
from solver.seeing.components import label_color
from solver.task import COLOR_COUNT, Grid, Task


def colors_by_role(task: Task, budget: Budget) -> list[Frame]:
    """Rename colors by role; no frame when every grid would get the same renaming."""
    fixed = _literal_colors(task)
    features = [_features(grid) for grid in task.inputs]
    free = [[color for color in np.unique(grid).tolist() if color and color not in fixed] for grid in task.inputs]
    orders = _rank_colors(features, free)
    return in_names(task, [_renaming(fixed + order) for order in orders])


def _literal_colors(task: Task) -> list[int]:
    """Colors that keep one slot: in outputs but no input; in every output, if all use one set; in all inputs but no output."""
    inputs = [set(np.unique(grid).tolist()) for grid in task.inputs]
    train_inputs = inputs[: len(task.train)]
    outputs = [set(np.unique(grid).tolist()) for grid in task.outputs]
    in_outputs = set().union(*outputs)
    literal = in_outputs - set().union(*train_inputs)
    if all(colors == outputs[0] for colors in outputs):
        literal |= outputs[0]
    literal |= set.intersection(*inputs) - in_outputs
    return sorted(literal - {0})


def _features(grid: Grid) -> np.ndarray:
    """Positive features (features, colors) of the cells of each color: counts, pieces, reach in eight directions, identity."""
    height, width = grid.shape
    center_row, center_col = (height - 1) / 2, (width - 1) / 2
    table = np.zeros((26, COLOR_COUNT))
    for color in range(1, COLOR_COUNT):
        rows, cols = np.nonzero(grid == color)
        if not rows.size:
            continue
        down, right = rows - center_row, cols - center_col
        reach = [down.max(), -down.min(), right.max(), -right.min()]
        reach += [(down + right).max(), -(down + right).min(), (down - right).max(), -(down - right).min()]
        pieces = _piece_sizes(grid, color)
        enclosed = _box_gaps(rows, cols)
        counts = np.array([rows.size, len(pieces), enclosed + 1, pieces.max()])
        table[:8, color] = np.stack([counts, 1 / counts], axis=1).ravel()
        table[8:16, color] = np.array(reach) + height + width
        table[16 + color, color] = 1.0
    return table


def _piece_sizes(grid: Grid, color: int) -> np.ndarray:
    """The sizes of the 8-connected components of a color."""
    labels = np.zeros(grid.shape, np.int16)
    label_color(grid, color, True, labels)
    return np.bincount(labels.ravel())[1:]


def _box_gaps(rows: np.ndarray, cols: np.ndarray) -> int:
    """Cells of the bounding box that the shape leaves free."""
    return int((rows.max() - rows.min() + 1) * (cols.max() - cols.min() + 1) - rows.size)


def _rank_colors(features: Sequence[np.ndarray], free: list[list[int]]) -> list[list[int]]:
    """Order of the free colors of each grid by greedily chosen features."""
    left = [list(colors) for colors in free]
    orders: list[list[int]] = [[] for _ in free]
    while any(left):
        best = max(
            range(len(features[0])),
            key=lambda k: (min((_lead(features[g][k], left[g]) for g in range(len(free)) if left[g]), default=0.0), -k),
        )
        for grid, colors in enumerate(left):
            if colors:
                color = max(colors, key=lambda c: (features[grid][best][c], -c))
                colors.remove(color)
                orders[grid].append(color)
    return orders


def _lead(values: np.ndarray, colors: list[int]) -> float:
    """How far the best color is ahead of the runner-up, as a ratio."""
    ordered = sorted((values[color] for color in colors), reverse=True)
    if len(ordered) == 1:
        return 1e6 if ordered[0] > 0 else 0.0
    return min(1e6, ordered[0] / ordered[1]) if ordered[1] > 0 else (1e6 if ordered[0] > 0 else 0.0)


def _renaming(order: list[int]) -> np.ndarray:
    """Permutation of the ten colors that sends order[k] to k + 1 and the colors not named to what remains."""
    rest = [color for color in range(1, COLOR_COUNT) if color not in order]
    renaming = np.zeros(COLOR_COUNT, np.uint8)
    for name, color in enumerate(order + rest, start=1):
        renaming[color] = name
    return renaming
