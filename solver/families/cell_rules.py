"""Per-cell rules: learn each output cell from what surrounds its place in the input, as a small decision tree."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.budget import Budget
from solver.candidate import Candidate
from solver.families.cell_feature import NO_COLOR, Feature
from solver.families.cell_layouts import Sheet, propose_layouts
from solver.families.cell_tree import COPY, IS, apply_tree, grow_tree, tree_cost
from solver.task import Grid, Task

MAX_LEAVES = 32


def background_of(task: Task) -> list[int]:
    """The background color of every input: 0 when all inputs have it, else its most common color."""
    if all((grid == 0).any() for grid in task.inputs):
        return [0] * len(task.inputs)
    return [int(np.bincount(grid.ravel()).argmax()) for grid in task.inputs]


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that reproduce every demonstration, in every layout that fits the shapes of the outputs."""
    for layout, sheets in propose_layouts(task, background_of(task)):
        if not budget.spend(sum(sheet.matrix.size for sheet in sheets)):
            return
        seen: dict[bytes, float] = {}
        for tree, features in _learn(task, sheets, budget):
            predictions = _predict(tree, sheets[len(task.train) :])
            if predictions is None:
                continue
            cost = tree_cost(tree, np.array([feature.cost for feature in features]))
            key = b"".join(grid.tobytes() for grid in predictions)
            if cost < seen.get(key, 1e9):
                seen[key] = cost
                words = f"{layout}: {in_words(tree, features)}"
                yield Candidate(predictions, "cell", words, cost, len(task.train), len(task.train))


def _learn(task: Task, sheets: list[Sheet], budget: Budget) -> Iterator[tuple[np.ndarray, tuple[Feature, ...]]]:
    """Yield trees that are right on all cells of the demonstrations, with the features that they use."""
    features = sheets[0].features
    shown = np.concatenate([sheet.matrix for sheet in sheets[: len(task.train)]], axis=1)
    colors = np.concatenate([pair.output.ravel() for pair in task.train])
    is_color = np.array([feature.is_color for feature in features])
    costs = np.array([feature.cost for feature in features])
    telling = _telling(shown, costs)
    for encoders, price, groups in _settings(shown, colors, is_color):
        usable = np.array([index for index in telling if features[index].group not in groups], dtype=np.int64)
        labels = _labels(shown, colors, encoders)
        copies = np.array(encoders + [index for index in np.flatnonzero(is_color) if index not in encoders])
        tree = grow_tree(shown, colors, labels, labels.max() + 1, copies, usable, is_color, costs, price, False, MAX_LEAVES)
        if tree.size:
            yield tree, features
        if not budget.spend(shown.size * 4):
            return


def _telling(shown: np.ndarray, costs: np.ndarray) -> list[int]:
    """Features that differ between cells of the demonstrations; of several that are equal there, the cheapest."""
    first: dict[bytes, int] = {}
    for index in np.argsort(costs, kind="stable").tolist():
        row = shown[index]
        if (row != row[0]).any():
            first.setdefault(row.tobytes(), index)
    return sorted(first.values())


def _settings(
    shown: np.ndarray, colors: np.ndarray, is_color: np.ndarray
) -> Iterator[tuple[list[int], float, tuple[str, ...]]]:
    """Encoders, price and left out groups of features of the trees to grow."""
    order = np.flatnonzero(is_color)[np.argsort(-(shown[is_color] == colors).mean(axis=1), kind="stable")]
    best = int(order[0])
    for price in (0.02, 0.05):
        for encoders in ([best], [], [best, int(order[1])]):
            for groups in ((), ("position",), ("position", "parity", "whole")):
                yield encoders, price, groups


def _labels(shown: np.ndarray, colors: np.ndarray, encoders: list[int]) -> np.ndarray:
    """Classes for the learner: which encoder feature has the right color, or else which color is right."""
    labels = colors.astype(np.int64) + len(encoders)
    for rank in reversed(range(len(encoders))):
        labels[shown[encoders[rank]] == colors] = rank
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _predict(tree: np.ndarray, sheets: list[Sheet]) -> tuple[Grid, ...] | None:
    """What a tree makes of the test inputs, or None when it leaves a cell without a color."""
    flat = [apply_tree(tree, sheet.matrix) for sheet in sheets]
    if any((colors == NO_COLOR).any() for colors in flat):
        return None
    return tuple(colors.reshape(sheet.shape) for colors, sheet in zip(flat, sheets, strict=True))


def in_words(tree: np.ndarray, features: tuple[Feature, ...], node: int = 0) -> str:
    """A tree as nested text: (test ? left : right)."""
    feature, value, test, left, right = (int(number) for number in tree[node])
    if feature < 0:
        return str(value) if value < COPY else features[value - COPY].name
    sign = "=" if test == IS else "<="
    branches = f"{in_words(tree, features, left)} : {in_words(tree, features, right)}"
    return f"({features[feature].name} {sign} {value} ? {branches})"
