"""Values of the search bank as material of per-cell rules: grids of the output's shape to look at, and more colors per cell.

The values that have the shape of the output in every demonstration become colors that a cell may test or copy; when
outputs have another shape than inputs, the most promising of them also take the place of the input, with all the features
of the cells around.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Rule, Term, term
from solver.rules.cells.feature import colors
from solver.rules.cells.rules import learn_in
from solver.rules.cells.sheet import Sheet
from solver.rules.cells.terms import Answer, tree
from solver.rules.rule import keeps_shape
from solver.search import bank
from solver.search.bank import GRID_KIND, NONE
from solver.search.enumeration import Enumeration
from solver.seeing.colors import backgrounds_of
from solver.task import COLOR_COUNT, Task

LOOKED_AT = 2000  # cheapest values of the right shape
CHEAPEST, TELLING = 12, 16  # values that become features
SOURCES = 3  # values that become sources beside the cheapest, the closest to the output
FEATURE_COST, COST_SHARE = 2.5, 0.5  # of a value as a feature, and what its own cost adds to that


def learn_from_bank(task: Task, enumeration: Enumeration, budget: Budget) -> Iterator[Candidate]:
    """Yield per-cell rules over the values of a bank that reproduce every demonstration."""
    for cost, layout in _layouts(task, enumeration, budget):
        for candidate in learn_in([layout], task, budget, _over):
            yield replace(candidate, cost=candidate.cost + cost)


def _over(color: Answer, of: Rule) -> Term:
    return term(tree, color=color, of=of)


def _layouts(task: Task, enumeration: Enumeration, budget: Budget) -> Iterator[tuple[float, tuple[Rule, list[Sheet]]]]:
    """Yield the cost of every source, its rule and the sheets of all inputs."""
    backgrounds = backgrounds_of(task.inputs)
    store = enumeration.store
    outputs = np.array([bank.intern_grid(store, grid, 0, 0) for grid in task.outputs])
    if (outputs == NONE).any():  # the store is full
        return
    values, right = _materials(store, outputs)
    budget.spend(len(values) * sum(grid.size for grid in task.outputs))
    if keeps_shape(task):
        sources = [value for value in values[:1] if store.origins[value, 1] == 0]
    else:
        closest = values[np.argsort(-right, kind="stable")][:SOURCES]
        sources = list(dict.fromkeys([*values[:1], *closest]))
    shapes = store.places[store.rows[values], 1:3]
    for source in sources:
        if budget.is_over():
            return
        is_alike = (shapes == store.places[store.rows[source], 1:3]).all(axis=(1, 2)) & (values != source)
        chosen = _chosen(store, outputs, source, values[is_alike])
        cost = COST_SHARE * int(store.origins[source, 1])
        yield cost, (enumeration.rule(source), _sheets(enumeration, source, chosen, backgrounds))


def _materials(store: bank.Store, outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values with the shapes of the outputs (grid ids), and how many of their cells each has right.

    The cheapest come first, one for each content of the demonstrations.
    """
    count = len(outputs)
    values = np.flatnonzero(store.origins[: int(store.counts[bank.VALUES]), 0] == GRID_KIND)
    values = values[(store.places[store.rows[values, :count], 1:3] == store.places[outputs, 1:3]).all(axis=(1, 2))][:LOOKED_AT]
    _, first = np.unique(store.keys[store.rows[values, :count], 1], axis=0, return_index=True)
    values = values[np.sort(first)]
    shown, wanted = _shown(store, values, outputs)
    return values, (shown == wanted).sum(axis=1)


def _chosen(store: bank.Store, outputs: np.ndarray, source: int, values: np.ndarray) -> np.ndarray:
    """Values to look at beside a source: the cheapest, and those that tell most about the outputs."""
    told = _told(store, source, values, outputs)
    _, first = np.unique(np.round(told, 6), return_index=True)  # equal bits: most often the same cells in other colors
    telling = first[np.argsort(-told[first], kind="stable")][:TELLING]
    return values[list(dict.fromkeys([*range(min(CHEAPEST, len(values))), *telling]))]


def _shown(store: bank.Store, values: np.ndarray, outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What values with the shapes of the outputs show in all demonstrations, and the outputs: (values, cells), (cells,)."""
    starts, sides = store.places[store.rows[values, : len(outputs)], 0], store.places[outputs, 1] * store.places[outputs, 2]
    shown = [store.cells[starts[:, [k]] + np.arange(size)] for k, size in enumerate(sides)]
    wanted = [store.cells[start : start + size] for start, size in zip(store.places[outputs, 0], sides, strict=True)]
    return np.concatenate(shown, axis=1), np.concatenate(wanted)


def _told(store: bank.Store, source: int, values: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """The bits, less a constant, that each value's colors tell about those of the outputs when the source's are known."""
    shown, wanted = _shown(store, np.append(values, source), outputs)
    both = shown[:-1].astype(np.int64) * COLOR_COUNT + shown[-1] + np.arange(len(values))[:, None] * COLOR_COUNT**2
    counts = np.bincount((both * COLOR_COUNT + wanted).ravel(), minlength=len(values) * COLOR_COUNT**3)
    counts = counts.reshape(-1, COLOR_COUNT**2, COLOR_COUNT).astype(np.float64)
    return _entropies(counts).sum(axis=(1, 2)) - _entropies(counts.sum(axis=2)).sum(axis=1)


def _entropies(counts: np.ndarray) -> np.ndarray:
    return counts * np.log2(np.maximum(counts, 1))


def _sheets(enumeration: Enumeration, source: int, chosen: np.ndarray, backgrounds: list[int]) -> list[Sheet]:
    """Features around the cells of every grid of the source, and the colors of the chosen values there."""
    costs = [FEATURE_COST + COST_SHARE * int(enumeration.store.origins[value, 1]) for value in chosen]
    rules = [enumeration.rule(value) for value in chosen]
    values = [enumeration.grids(value) for value in chosen]
    sheets = []
    for index, grid in enumerate(enumeration.grids(source)):
        beside = zip(costs, rules, values, strict=True)
        blocks = [colors("value", cost, {rule: grids[index].ravel()}) for cost, rule, grids in beside]
        sheets.append(Sheet(grid, backgrounds[index], grid.shape, None, tuple(blocks)))
    return sheets
