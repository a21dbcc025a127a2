"""Per-cell rules: learn each output cell from what surrounds its place in the input, as a small decision tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log2

import numpy as np

from solver.budget import Budget
from solver.candidate import Candidate
from solver.families.cell_feature import NO_COLOR, Feature
from solver.families.cell_layouts import Sheet, propose_layouts
from solver.families.cell_tree import COPY, IS, apply_tree, grow_tree, no_splits, tree_cost
from solver.task import Grid, Task

MAX_LEAVES = 32
RANDOM_TREES = 60  # 240 find 5 % more right predictions, but no more are chosen
KEPT_FEATURES = 0.5
LEFT_OUT_GROUPS = 0.25
RANDOM_PRICES = (0.01, 0.02, 0.04, 0.08)
TREES = 18 + RANDOM_TREES  # in one layout


def background_of(task: Task) -> list[int]:
    """The background color of every input: 0 when all inputs have it, else its most common color."""
    if all((grid == 0).any() for grid in task.inputs):
        return [0] * len(task.inputs)
    return [int(np.bincount(grid.ravel()).argmax()) for grid in task.inputs]


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that reproduce every demonstration, in every layout that fits the shapes of the outputs."""
    yield from learn_in(propose_layouts(task, background_of(task)), task, budget)


def learn_in(layouts: Iterable[tuple[str, list[Sheet]]], task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield what many trees learn in each of the layouts.

    One candidate stands for all trees that predict the same; it costs as many bits more as these trees are rare.
    """
    count = len(task.train)
    for layout, sheets in layouts:
        if not budget.spend(sum(sheet.matrix.size for sheet in sheets)):
            return
        features = sheets[0].features
        costs = np.array([feature.cost for feature in features], np.float64)
        pools: dict[bytes, list[tuple[float, np.ndarray, tuple[Grid, ...]]]] = {}
        for tree in _learn(task, sheets, costs, budget):
            predictions = _predict(tree, sheets[count:])
            if predictions is not None:
                key = b"".join(grid.tobytes() for grid in predictions)
                pools.setdefault(key, []).append((tree_cost(tree, costs), tree, predictions))
        for pool in pools.values():
            cost, tree, predictions = min(pool, key=lambda member: member[0])
            words = f"{layout}: {in_words(tree, features)}"
            evidence = {"trees": float(len(pool))}
            yield Candidate(predictions, "cell", words, cost + log2(TREES / len(pool)), count, count, evidence=evidence)


def _learn(task: Task, sheets: list[Sheet], costs: np.ndarray, budget: Budget) -> Iterator[np.ndarray]:
    """Yield trees that are right on all cells of the demonstrations."""
    features = sheets[0].features
    shown = np.concatenate([sheet.matrix for sheet in sheets[: len(task.train)]], axis=1)
    colors = np.concatenate([pair.output.ravel() for pair in task.train])
    is_color = np.array([feature.is_color for feature in features])
    telling = _telling(shown, costs)
    splits = [no_splits(len(features)) for _ in range(3)]  # for 0, 1 and 2 encoders
    for encoders, price, usable in _settings(shown, colors, features, telling):
        labels = _labels(shown, colors, encoders)
        copies = np.array(encoders + [index for index in np.flatnonzero(is_color) if index not in encoders])
        tree = grow_tree(
            shown, colors, labels, labels.max() + 1, copies, usable, is_color, costs, price, MAX_LEAVES, splits[len(encoders)]
        )
        if tree.size:
            yield tree
        if not budget.spend(usable.size * colors.size // 8):
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
    shown: np.ndarray, colors: np.ndarray, features: tuple[Feature, ...], telling: list[int]
) -> Iterator[tuple[list[int], float, np.ndarray]]:
    """Encoders, price and usable features of the trees to grow: a few chosen ones, then random ones."""
    copying = np.array([index for index, feature in enumerate(features) if feature.is_color])
    best, second = copying[np.argsort(-(shown[copying] == colors).mean(axis=1), kind="stable")][:2].tolist()
    groups = np.array([features[index].group for index in telling])
    usable = np.array(telling, dtype=np.int64)
    encodings: tuple[list[int], ...] = ([best], [], [best, second])
    for price in (0.02, 0.05):
        for encoders in encodings:
            for left_out in ((), ("position",), ("position", "parity", "whole")):
                yield encoders, price, usable[~np.isin(groups, left_out)]
    random = np.random.default_rng(0)
    kinds = np.unique(groups)
    for _ in range(RANDOM_TREES):
        dropped = kinds[random.random(kinds.size) < LEFT_OUT_GROUPS]
        kept = usable[(random.random(usable.size) < KEPT_FEATURES) & ~np.isin(groups, dropped)]
        if kept.size:
            yield encodings[random.integers(3)], float(random.choice(RANDOM_PRICES)), kept


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
