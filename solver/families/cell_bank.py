"""Values of the search bank as material of per-cell rules: grids of the output's shape to look at, and more colors per cell.

A short forward search makes grids for all demonstrations and tests. Those with the shape of the output in every
demonstration become colors that a cell may test or copy; when outputs have another shape than inputs, the most promising
of them also take the place of the input, with all the features of the cells around.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.candidate import Candidate
from solver.families.cell_feature import Feature
from solver.families.cell_layouts import Sheet
from solver.families.cell_matrix import FEATURES, feature_matrix
from solver.families.cell_rules import background_of, learn_in
from solver.search import bank
from solver.search.bank import GRID_KIND
from solver.search.enumeration import Enumeration
from solver.task import Task

BYTES_LIMIT = 60_000_000
STEPS_SHARE = 0.3  # of the family's budget
LOOKED_AT = 4000  # cheapest values of the right shape
CHEAPEST, CLOSEST = 24, 16  # values that become features
SOURCES = 3  # values that become sources, half of them the closest to the output
FEATURE_COST, PER_VALUE_COST = 2.5, 0.35


@dataclass(frozen=True)
class Material:
    """A bank value: its program in words, its cost, a grid for every input, and the cells of outputs that it gets right."""

    words: str
    cost: int
    grids: list[np.ndarray]
    right: int


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield per-cell rules over values of a short search that reproduce every demonstration."""
    yield from learn_in(_layouts(task, budget), task, budget)


def _layouts(task: Task, budget: Budget) -> Iterator[tuple[str, list[Sheet]]]:
    """Yield the name of every source with the sheets of all inputs."""
    backgrounds = background_of(task)
    is_same = all(pair.input.shape == pair.output.shape for pair in task.train)
    materials = find_materials(task, budget.share(int(budget.steps * STEPS_SHARE)))
    if is_same:
        sources = materials[:1] if materials and materials[0].cost == 0 else []
    else:
        closest = sorted(materials, key=lambda material: -material.right)
        sources = materials[:1] + [one for one in closest[:SOURCES] if one is not materials[0]]
    for source in sources:
        if budget.is_over():
            return
        shapes = [grid.shape for grid in source.grids]
        alike = [one for one in materials if one is not source and [grid.shape for grid in one.grids] == shapes]
        chosen = alike[:CHEAPEST]
        chosen += sorted(alike[CHEAPEST:], key=lambda one: -one.right)[:CLOSEST]
        yield f"cells of {source.words}", [_sheet(index, source, chosen, backgrounds[index]) for index in range(len(shapes))]


def find_materials(task: Task, budget: Budget) -> list[Material]:
    """Values with the output's shape in every demonstration, cheapest first, one for each content of the demonstrations."""
    enumeration = Enumeration(task, budget, BYTES_LIMIT)
    for _ in enumeration.levels():
        pass
    store, count = enumeration.store, len(task.train)
    values = np.flatnonzero(store.origins[: int(store.counts[bank.VALUES]), 0] == GRID_KIND)
    shapes = np.array([grid.shape for grid in task.outputs])
    fits = (store.places[store.rows[values, :count], 1:3] == shapes).all(axis=(1, 2))
    found, seen = [], set()
    for value in values[fits][:LOOKED_AT].tolist():
        key = store.keys[store.rows[value, :count], 1].tobytes()
        if key in seen:
            continue
        seen.add(key)
        grids = enumeration.grids(value)
        right = sum(int((grid == output).sum()) for grid, output in zip(grids, task.outputs, strict=False))
        found.append(Material(str(enumeration.program(value)), int(store.origins[value, 1]), grids, right))
    return found


def _sheet(index: int, source: Material, chosen: list[Material], background: int) -> Sheet:
    """Features around the cells of one grid of the source, and the colors of the chosen values there."""
    grid = source.grids[index]
    names = [Feature(one.words, True, FEATURE_COST + PER_VALUE_COST * one.cost, "value") for one in chosen]
    values = [one.grids[index].reshape(1, -1) for one in chosen]
    return Sheet((*FEATURES, *names), np.concatenate([feature_matrix(grid, background), *values]), grid.shape)
