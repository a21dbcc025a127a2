"""Per-cell rules: learn each output cell from what surrounds its place in the input, as a small decision tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import log2

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import RARITY, Candidate
from solver.language.term import Rule, Term, term
from solver.rules.cells.examples import Examples, examples_of
from solver.rules.cells.feature import NO_COLOR, Feature, are_colors, costs_of
from solver.rules.cells.layouts import propose_layouts
from solver.rules.cells.near import PARITY, POSITION, ROW_COLOR
from solver.rules.cells.objects import OBJECT_COLOR, WHOLE, WHOLE_COLOR
from solver.rules.cells.rays import RAY_COLOR
from solver.rules.cells.sheet import Sheet
from solver.rules.cells.terms import Answer, told, tree
from solver.rules.cells.tree import apply_tree, grow_tree, tree_cost
from solver.task import Grid, Pair, Task, same_grid

MAX_LEAVES = 32
RANDOM_TREES = 60  # 240 find 5 % more right predictions, but no more are chosen
RANDOM_TREES_OF_COPIES = 8
KEPT_FEATURES = 0.5
LEFT_OUT_GROUPS = 0.25
RANDOM_PRICES = (0.01, 0.02, 0.04, 0.08)
PRICES = (0.02, 0.05)
TOLERANCE = 0.1  # share of cells of the demonstrations that a tree may have wrong where none has all right
TOLERANT_LEAVES = 8
NAMED_COLORS = (ROW_COLOR, RAY_COLOR, OBJECT_COLOR, WHOLE_COLOR)  # groups of numbers that tell of a color in their names
PLAUSIBLE = 25.0  # cost up to which it tells something that demonstrations that are left out are predicted
STEPS_PER_WORK = 8  # features times cells that a tree may look at for a step

Copy = tuple[Task, dict[Rule, list[Sheet]]]
COPIES: dict[str, Callable[[Grid], tuple[Grid, ...]]] = {
    "also flipped": lambda grid: (grid[:, ::-1],),
    "also turned": lambda grid: (np.rot90(grid), grid[::-1, ::-1]),
}
# Two exchanges of all colors but 0, as tables. One more task in 400 for a sixth of the time: not at the first tier.
RECOLORINGS = tuple(np.append(0, 1 + np.random.default_rng(seed).permutation(9)).astype(np.uint8) for seed in (0, 1))
MORE_COPIES: dict[str, Callable[[Grid], tuple[Grid, ...]]] = {
    "also recolored": lambda grid: tuple(table[grid] for table in RECOLORINGS),
}
MANY_STEPS = 20_000_000  # per test input, from which on there are more copies


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that reproduce every demonstration, in every layout that fits the shapes of the outputs.

    Some trees learn from copies of the demonstrations as well, which makes them treat directions, or colors, alike.
    """
    copies = COPIES | (MORE_COPIES if budget.steps >= MANY_STEPS * len(task.test) else {})
    if "copies" in budget.disabled:
        copies = {}
    yield from learn_in(propose_layouts(task), task, budget, copies=cache(lambda: [*with_copies(task, copies)]))


def with_copies(task: Task, copies: dict[str, Callable[[Grid], tuple[Grid, ...]]]) -> Iterator[Copy]:
    """Yield the task with changed copies of its demonstrations after them, and its sheets by layout, for each kind."""
    for change in copies.values():
        train = list(task.train)
        for pair in task.train:
            for before, after in zip(change(pair.input), change(pair.output), strict=True):
                train.append(Pair(np.ascontiguousarray(before), np.ascontiguousarray(after)))
        more = Task(task.id, tuple(train), task.test)
        yield more, dict(propose_layouts(more))


@dataclass(frozen=True)
class Lesson:
    """What trees learn from in one layout: sheets of the demonstrations joined, their colors, sheets of the tests."""

    random_trees: int
    features: tuple[Feature, ...]
    costs: np.ndarray
    matrix: np.ndarray
    colors: np.ndarray
    tests: list[Sheet]

    @cached_property
    def usable(self) -> np.ndarray:
        """Features that differ between cells of the demonstrations; of several that are equal there, the cheapest."""
        first: dict[bytes, int] = {}
        differs = (self.matrix != self.matrix[:, :1]).any(axis=1)
        for index in np.argsort(self.costs, kind="stable").tolist():
            if differs[index]:
                first.setdefault(self.matrix[index].tobytes(), index)
        return np.array(sorted(first.values()), np.int64)

    @cached_property
    def encodings(self) -> list[Examples]:
        """Three ways to put the right answers into classes: by the likeliest copy, by color, by the two likeliest copies."""
        color_features = np.flatnonzero(are_colors(self.features))
        agreeing = (self.matrix[color_features] == self.colors).mean(axis=1)
        best, second = color_features[np.argsort(-agreeing, kind="stable")][:2].tolist()
        encodings = []
        for encoders in ([best], [], [best, second]):
            labels = self.colors.astype(np.int64) + len(encoders)
            for rank in reversed(range(len(encoders))):
                labels[self.matrix[encoders[rank]] == self.colors] = rank
            copies = np.array(encoders + [index for index in color_features.tolist() if index not in encoders])
            encodings.append(examples_of(self.matrix, self.colors, labels, copies, self.features))
        return encodings


def lesson_of(random_trees: int, task: Task, sheets: list[Sheet]) -> Lesson:
    """Join the sheets of all demonstrations of a task."""
    count, features = len(task.train), sheets[0].features
    matrix = np.concatenate([sheet.matrix for sheet in sheets[:count]], axis=1)
    colors = np.concatenate([grid.ravel() for grid in task.outputs])
    return Lesson(random_trees, features, costs_of(features), matrix, colors, sheets[count:])


def in_layout(color: Answer, layout: Rule) -> Term:
    """A tree that looks at the input in a layout."""
    return term(tree, color=color, layout=layout)


def learn_in(
    layouts: Iterable[tuple[Rule, list[Sheet]]],
    task: Task,
    budget: Budget,
    rule: Callable[[Answer, Rule], Term] = in_layout,
    copies: Callable[[], list[Copy]] = list,
    random_trees: int = RANDOM_TREES,
    leaves_out: bool = True,
) -> Iterator[Candidate]:
    """Yield what many trees learn in each of the layouts, some of them from copies too, if these fit the same layout.

    Copies are made, and trees grown from them, only where the demonstrations alone teach something. rule: what is made of the
    answer of a tree and its layout. leaves_out: whether demonstrations are left out and predicted, as far as this pays.

    One candidate stands for all trees that predict the same; how rare these trees are is evidence.
    """
    count = len(task.train)
    for layout, sheets in layouts:
        if not budget.spend(sum(sheet.size for sheet in sheets)):
            return

        def text(found: np.ndarray, layout: Rule = layout, features: tuple[Feature, ...] = sheets[0].features) -> str:
            return str(rule(told(found, features), layout))

        pools: dict[bytes, list[tuple[float, np.ndarray, tuple[Grid, ...]]]] = {}
        grown = fitting = 0
        for lesson in _lessons(random_trees, layout, sheets, task, budget, copies):
            for found in _learn(lesson, budget):
                grown += 1
                fitting += found.size > 0
                predictions = _predict(found, lesson.tests) if found.size else None
                if predictions is not None:
                    key = b"".join(grid.tobytes() for grid in predictions)
                    pools.setdefault(key, []).append((tree_cost(found, lesson.costs), found, predictions))
            if not fitting:
                yield from _nearly(lesson, sheets, task, budget, text)
                break
        best = [(min(pool, key=lambda member: member[0]), len(pool)) for pool in pools.values()]
        is_plausible = any(cost < PLAUSIBLE for (cost, *_), _ in best)
        predicted = left_out(task, sheets, budget) if is_plausible and leaves_out else None
        for (cost, found, predictions), trees in best:
            evidence = {"trees": float(trees), RARITY: round(log2(grown / trees), 2)}
            yield Candidate(predictions, "cell", text(found), cost, count, count, left_out=predicted, evidence=evidence)


def left_out(task: Task, sheets: list[Sheet], budget: Budget) -> int | None:
    """How many demonstrations a tree that learns from the others predicts. None when there are no others."""
    count, right = len(task.train), 0
    if count == 1:
        return None
    for index, pair in enumerate(task.train):
        train = (*task.train[:index], *task.train[index + 1 :])
        others = Task(task.id, train, (pair.input,))
        lesson = lesson_of(0, others, [*sheets[:index], *sheets[index + 1 : count], sheets[index]])
        predictions = (_predict(found, lesson.tests) for found in _learn(lesson, budget) if found.size)
        right += any(one is not None and same_grid(one[0], pair.output) for one in predictions)
    return right


def _lessons(
    random_trees: int, layout: Rule, sheets: list[Sheet], task: Task, budget: Budget, copies: Callable[[], list[Copy]]
) -> Iterator[Lesson]:
    """Yield the lesson of the demonstrations alone, and those of copies that fit the same layout."""
    yield lesson_of(random_trees, task, sheets)
    for more, layouts in copies():
        if layout in layouts and budget.spend(sum(sheet.size for sheet in layouts[layout])):
            yield lesson_of(RANDOM_TREES_OF_COPIES, more, layouts[layout])


def _learn(lesson: Lesson, budget: Budget) -> Iterator[np.ndarray]:
    """Yield trees that are right on all cells of the demonstrations, and an empty one for each that is not found.

    Random trees, which may test fewer features, are not tried where none of the others is right.
    """
    is_found = False
    for settings in (_chosen_settings(lesson), _random_settings(lesson)):
        for encoding, price, kept in settings:
            if kept.size == 0:
                continue
            found = grow_tree(lesson.encodings[encoding], kept, price, MAX_LEAVES, False)
            is_found |= found.size > 0
            yield found
            if not budget.spend(kept.size * lesson.colors.size // STEPS_PER_WORK):
                return
        if not is_found:
            return


def _nearly(
    lesson: Lesson, sheets: list[Sheet], task: Task, budget: Budget, text: Callable[[np.ndarray], str]
) -> Iterator[Candidate]:
    """Yield what a small tree that may be wrong on some cells of the demonstrations predicts, with the share of these."""
    count = len(task.train)
    if lesson.usable.size == 0 or not budget.spend(lesson.usable.size * lesson.colors.size // STEPS_PER_WORK):
        return
    found = grow_tree(lesson.encodings[0], lesson.usable, PRICES[0], TOLERANT_LEAVES, True)
    wrong = float((apply_tree(found, lesson.matrix) != lesson.colors).mean())
    shown, asked = _predict(found, sheets[:count]), _predict(found, lesson.tests)
    if shown is None or asked is None or not 0 < wrong <= TOLERANCE:
        return
    fits = sum(same_grid(grid, pair.output) for grid, pair in zip(shown, task.train, strict=True))
    evidence = {"wrong_cells": wrong}
    yield Candidate(asked, "cell", text(found), tree_cost(found, lesson.costs), fits, count, evidence=evidence)


def _chosen_settings(lesson: Lesson) -> Iterator[tuple[int, float, np.ndarray]]:
    """Encoding, price and features to test of the trees to grow: all features, or those of some groups only."""
    usable = lesson.usable
    features = [lesson.features[index] for index in usable]
    blind = usable[[not feature.is_color and feature.group not in NAMED_COLORS for feature in features]]
    unplaced = usable[[feature.group != POSITION for feature in features]]
    local = usable[[feature.group not in (POSITION, PARITY, WHOLE, WHOLE_COLOR) for feature in features]]
    for price in PRICES if lesson.random_trees == RANDOM_TREES else PRICES[:1]:
        for encoding in range(3):
            for kept in (usable, unplaced, local, blind):
                yield encoding, price, kept


def _random_settings(lesson: Lesson) -> Iterator[tuple[int, float, np.ndarray]]:
    """Encoding, price and features to test of random trees."""
    usable = lesson.usable
    random = np.random.default_rng(0)
    groups = [lesson.features[index].group for index in usable]
    number = {group: place for place, group in enumerate(sorted(set(groups)))}
    kind_of = np.array([number[group] for group in groups], np.int64)
    for _ in range(lesson.random_trees):
        is_dropped = random.random(len(number)) < LEFT_OUT_GROUPS
        kept = usable[(random.random(usable.size) < KEPT_FEATURES) & ~is_dropped[kind_of]]
        yield int(random.integers(3)), float(random.choice(RANDOM_PRICES)), kept


def _predict(tree: np.ndarray, sheets: list[Sheet]) -> tuple[Grid, ...] | None:
    """What a tree makes of the test inputs, or None when it leaves a cell without a color."""
    flat = [apply_tree(tree, sheet.matrix) for sheet in sheets]
    if any((colors == NO_COLOR).any() for colors in flat):
        return None
    return tuple(colors.reshape(sheet.shape) for colors, sheet in zip(flat, sheets, strict=True))
