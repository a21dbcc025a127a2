"""Growth rules: a per-cell rule that is applied again and again until nothing changes, learned from how outputs may have grown.

The cells that a demonstration changes are put in an order, outward from the cells that are set before. Every state on the way
shows the learner which cells come next. Rays, floods, frames and bouncing lines are short rules of this kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.cells.feature import NO_COLOR, Feature, are_colors, costs_of
from solver.rules.cells.look import Look
from solver.rules.cells.matrix import NEAR, written, written_features
from solver.rules.cells.rules import in_words
from solver.rules.cells.tree import apply_tree, grow_tree, no_splits, tree_cost
from solver.seeing.colors import backgrounds_of
from solver.task import Grid, Task, same_grid

MAX_LEAVES = 20
MAX_STAGES = 64
SHOWN_STAGES = 8
FEATURES = (*written_features(NEAR), Feature("color at the start", True, 2, "start"))
COSTS, IS_COLOR = costs_of(FEATURES), are_colors(FEATURES)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield growth rules that reproduce every demonstration of a task whose outputs have the shape of their inputs."""
    if any(pair.input.shape != pair.output.shape for pair in task.train):
        return
    backgrounds = backgrounds_of(task.inputs)
    for diagonal in (False, True):
        for same_color in (False, True):
            grown = [
                stages(pair.input, pair.output, back, diagonal, same_color)
                for pair, back in zip(task.train, backgrounds, strict=False)
            ]
            if any(states is None for states in grown) or max(len(states) for states in grown if states) < 3:
                continue
            for tree in _learn([states for states in grown if states], backgrounds, budget):
                predictions = _grow_all(tree, task, backgrounds, budget)
                if budget.is_over():
                    return
                if predictions is not None:
                    words = f"until nothing changes: {in_words(tree, FEATURES)}"
                    count = len(task.train)
                    yield Candidate(predictions, "growth", words, tree_cost(tree, COSTS) + 3, count, count)


def stages(before: Grid, after: Grid, background: int, diagonal: bool, same_color: bool) -> list[Grid] | None:
    """States on the way from `before` to `after`, both included; None when some changed cell is never reached.

    In each step the changed cells appear that touch a set cell (of their own color, with `same_color`).
    """
    states = [before]
    while (left := states[-1] != after).any():
        state = states[-1]
        reached = np.zeros(state.shape, bool)
        padded = np.pad(state, 1, constant_values=NO_COLOR)
        for row in range(3):
            for col in range(3):
                if (row, col) != (1, 1) and (diagonal or 1 in (row, col)):
                    beside = padded[row : row + state.shape[0], col : col + state.shape[1]]
                    reached |= beside == after if same_color else (beside != background) & (beside != NO_COLOR)
        reached &= left
        if not reached.any() or len(states) > MAX_STAGES:
            return None
        states.append(np.where(reached, after, state))
    return states


def _learn(grown: list[list[Grid]], backgrounds: list[int], budget: Budget) -> Iterator[np.ndarray]:
    """Yield trees that lead from every shown state to the next, and keep the last."""
    matrices, targets = [], []
    for states, background in zip(grown, backgrounds, strict=False):
        last = len(states) - 1
        shown = sorted({*range(min(4, last + 1)), *np.linspace(0, last, SHOWN_STAGES).astype(int).tolist()})
        for index in shown:
            matrices.append(growth_matrix(states[index], states[0], background))
            targets.append(states[min(index + 1, last)].ravel())
            if not budget.spend(matrices[-1].size):
                return
    matrix = np.concatenate(matrices, axis=1)
    target = np.concatenate(targets)
    own = 0
    labels = np.where(matrix[own] == target, 0, target.astype(np.int64) + 1)
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    copies = np.array([own, *(index for index in np.flatnonzero(IS_COLOR) if index != own)])
    splits = no_splits(len(FEATURES))
    for price in (0.03, 0.08):
        for groups in ((), ("ray distance", "run", "far neighbor")):
            usable = np.array([index for index, feature in enumerate(FEATURES) if feature.group not in groups])
            classes = int(labels.max()) + 1
            tree = grow_tree(matrix, target, labels, classes, copies, usable, IS_COLOR, COSTS, price, MAX_LEAVES, False, splits)
            if tree.size:
                yield tree
            if not budget.spend(matrix.size * 2):
                return


def growth_matrix(state: Grid, start: Grid, background: int) -> np.ndarray:
    """The FEATURES of a state on the way: what is near by now, and the color at the start."""
    return np.concatenate([*written(Look(state, background), NEAR), start.reshape(1, -1)])


def _grow_all(tree: np.ndarray, task: Task, backgrounds: list[int], budget: Budget) -> tuple[Grid, ...] | None:
    """What a rule grows from the test inputs, or None when it does not grow the outputs of the demonstrations."""
    for pair, background in zip(task.train, backgrounds, strict=False):
        grown = _grow(tree, pair.input, background, budget)
        if grown is None or not same_grid(grown, pair.output):
            return None
    predictions = [
        _grow(tree, grid, back, budget) for grid, back in zip(task.test, backgrounds[len(task.train) :], strict=True)
    ]
    if any(grid is None for grid in predictions):
        return None
    return tuple(grid for grid in predictions if grid is not None)


def _grow(tree: np.ndarray, start: Grid, background: int, budget: Budget) -> Grid | None:
    """Apply a rule until nothing changes; None when that does not happen."""
    state = start
    for _ in range(MAX_STAGES):
        after = apply_tree(tree, growth_matrix(state, start, background)).reshape(start.shape)
        if not budget.spend(start.size * len(FEATURES)) or (after == NO_COLOR).any():
            return None
        if same_grid(after, state):
            return state
        state = after
    return None
