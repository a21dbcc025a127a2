"""Backward search: explain outputs by constructors, and look for the parts among the values of the bank.

A goal is met by a bank value with the wanted cells in every demonstration, by a value whose colors are renamed, by a table
over the cells of several values, or by a constructor whose parts meet the goals that its
witness function gives. Whatever is built is compared with its goal, so that a solution reproduces every demonstration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import types

from solver.budget import Budget
from solver.jit import INTEGER, INTEGERS, compiled
from solver.language.term import Rule, term
from solver.search import bank
from solver.search.bank import GRID_KIND, STORE, Store
from solver.search.combinations import Combination, combinations
from solver.search.constructors import Constructor, Explanation, explanations, renamed
from solver.search.goal import UNSEEN, Goal, Grids, allows, cells_of, exact
from solver.search.layering import combined
from solver.task import COLOR_COUNT, MAX_SIDE

MAX_DEPTH = 2
RENAME_COST = 2
KEPT = 4  # solutions kept per goal
TRIED = 2  # solutions of a smaller goal that something is built from
GOAL_STEPS = 40_000  # what the Python around one goal costs, about 1 ms

_SETS = types.Array(types.uint16, 2, "C")


@dataclass(frozen=True)
class Solution:
    """Grids of all examples that meet a goal, with the rule that makes them, its cost, and the bank values it starts from."""

    grids: Grids
    rule: Rule
    cost: int
    values: tuple[int, ...]


@compiled(INTEGER(STORE, INTEGERS, INTEGER, types.Array(types.uint16, 1, "C"), _SETS))
def color_sets(store: Store, values: np.ndarray, demonstrations: int, cells: np.ndarray, sets: np.ndarray) -> int:
    """Find for each value (shapes already equal) the colors that each of its colors may become to meet a goal.

    cells: the goal's cells, all demonstrations in a row. sets: (values, 10), filled with sets of colors as bits, UNSEEN set
    where a color does not occur; column 0 is 0 for a value that cannot. Returns the steps.
    """
    steps = 0
    for k in range(values.size):
        for color in range(10):
            sets[k, color] = 2047
        at = 0
        for e in range(demonstrations):
            grid_id = store.rows[values[k], e]
            start = store.places[grid_id, 0]
            size = store.places[grid_id, 1] * store.places[grid_id, 2]
            cell = 0
            while cell < size:
                color = store.cells[start + cell]
                sets[k, color] &= cells[at + cell]
                cell += 1
                if sets[k, color] == 0:
                    break
            steps += cell + 5
            if sets[k, color] == 0:
                sets[k, 0] = 0
                break
            at += size
    return steps


class GoalSearch:
    """Solves goals against a bank; the work is charged to the budget and every goal is tried once."""

    def __init__(self, store: bank.Store, inputs: Grids, budget: Budget, describe: Callable[[int], Rule]):
        self.store = store
        self.inputs = inputs
        self.budget = budget
        self.describe = describe
        count = int(store.counts[bank.VALUES])
        self.values = np.flatnonzero(store.origins[:count, 0] == GRID_KIND)
        first = store.rows[self.values, : len(inputs)]
        self.keys, self.shapes = _joint(store.keys[first, 1]), _joint(store.places[first, 1] * 64 + store.places[first, 2])
        self.by_key, self.by_shape = np.argsort(self.keys, kind="stable"), np.argsort(self.shapes, kind="stable")
        self.known: dict[bytes, list[Solution]] = {}

    def solve(self, goal: Goal, around: tuple[str, ...] = ()) -> list[Solution]:
        """Solutions of a goal, cheapest first; at most a few. around: names of the constructors around it."""
        name = b"".join(bytes(cells.shape) + cells.tobytes() for cells in goal) + bytes([len(around)])
        if name in self.known:
            return self.known[name]
        self.known[name] = []
        self.budget.spend(GOAL_STEPS)
        found = self._met(goal) if around else []
        if found and found[0].cost == 0:  # the input itself
            self.known[name] = found
            return found
        if not found:
            found = self._renamed(goal, bool(around)) + self._combined(goal)
        if len(around) < MAX_DEPTH:
            for constructor, one in explanations(goal, self.inputs, around, self.budget.disabled):
                if self.budget.is_over():
                    break
                found += self._rebuilt(constructor, one, goal, (*around, constructor.name))
        found.sort(key=lambda solution: solution.cost)
        self.known[name] = found[:KEPT]
        return self.known[name]

    def _rebuilt(self, constructor: Constructor, one: Explanation, goal: Goal, around: tuple[str, ...]) -> list[Solution]:
        """The cheapest solution of an explanation's goals that gives back the goal, as a list of at most one."""
        parts = []
        for smaller in one.goals:
            solutions = self.solve(smaller, around)
            if not solutions:
                return []
            parts.append(solutions[:TRIED])
        for choice in range(TRIED):
            chosen = [solutions[min(choice, len(solutions) - 1)] for solutions in parts]
            grids = constructor.build(tuple(part.grids for part in chosen), **one.arguments)
            if grids is None or not all(0 < min(grid.shape) <= max(grid.shape) <= MAX_SIDE for grid in grids):
                continue
            if all(allows(cells, grid) for cells, grid in zip(goal, grids, strict=False)):
                rule = term(constructor.build, of=tuple(part.rule for part in chosen), **one.arguments)
                values = tuple(value for part in chosen for value in part.values)
                return [Solution(grids, rule, one.cost + sum(part.cost for part in chosen), values)]
        return []

    def _solution(self, value: int, table: np.ndarray | None = None) -> Solution | None:
        """A bank value, its colors renamed by a table (10,), as a solution; None when the table misses a color."""
        grids = tuple(bank.grid_of(self.store, int(grid_id)).copy() for grid_id in self.store.rows[value])
        cost, rule = int(self.store.origins[value, 1]), self.describe(value)
        if table is None:
            return Solution(grids, rule, cost, (value,))
        colors = np.unique(np.concatenate([grid.ravel() for grid in grids]))
        if (table[colors] < 0).any():
            return None
        changed = {color: int(table[color]) for color in range(COLOR_COUNT) if table[color] >= 0 and table[color] != color}
        cost += RENAME_COST + 2 * len(changed)
        return Solution(renamed((grids,), changed) or (), term(renamed, of=(rule,), colors=changed), cost, (value,))

    def _met(self, goal: Goal) -> list[Solution]:
        """The cheapest value that is exactly the goal, by key."""
        grids = exact(goal)
        if grids is None:
            return []
        ids = [bank.intern_grid(self.store, grid, 0, 0) for grid in grids]
        if bank.NONE in ids:
            return []
        value = self._first(self.keys, self.by_key, _joint(self.store.keys[ids, 1].reshape(1, -1))[0])
        solutions = [self._solution(int(self.values[k])) for k in value[:1]]
        return [solution for solution in solutions if solution is not None]

    @staticmethod
    def _first(keys: np.ndarray, order: np.ndarray, key: np.uint64) -> np.ndarray:
        """Places of a key, in order of the bank."""
        first, end = (int(np.searchsorted(keys, key, side, sorter=order)) for side in ("left", "right"))
        return order[first:end]

    def same_shapes(self, goal: Goal) -> np.ndarray:
        """Grid values with the goal's shapes in every demonstration, cheapest first."""
        shapes = np.array([[cells.shape[0] * 64 + cells.shape[1] for cells in goal]])
        return self.values[self._first(self.shapes, self.by_shape, _joint(shapes)[0])].astype(np.int64)

    def _renamed(self, goal: Goal, with_plain: bool) -> list[Solution]:
        """The two cheapest values that meet the goal by one renaming of colors; or, with_plain, as they are."""
        values = self.same_shapes(goal)
        sets = np.empty((len(values), COLOR_COUNT), np.uint16)
        cells = np.concatenate([part.ravel() for part in goal])
        self.budget.spend(color_sets(self.store, values, len(self.inputs), cells, sets))
        solutions = []
        for value, allowed in zip(values[sets[:, 0] > 0], sets[sets[:, 0] > 0], strict=True):
            table = _table(allowed)
            is_plain = ((table == np.arange(COLOR_COUNT)) | (table < 0)).all()
            if (is_plain and not with_plain) or len(set(table[table >= 0].tolist())) == 1:
                continue
            solution = self._solution(int(value), None if is_plain else table)
            if solution is not None:
                solutions.append(solution)
                if len(solutions) == 2:
                    break
        return solutions

    def _combined(self, goal: Goal) -> list[Solution]:
        if "combination" in self.budget.disabled:
            return []
        found = combinations(self.store, goal, self.same_shapes(goal), self.budget)
        return [self._as_solution(combination) for combination in found]

    def _as_solution(self, combination: Combination) -> Solution:
        parts = tuple(self.describe(value) for value in combination.values)
        return Solution(
            combination.grids, term(combined, of=parts, table=combination.table), combination.cost, combination.values
        )


def _joint(columns: np.ndarray) -> np.ndarray:
    """One key per row of several."""
    joint = np.zeros(len(columns), np.uint64)
    for column in columns.T.astype(np.uint64):
        joint = joint * np.uint64(0x9E3779B97F4A7C15) + column
    return joint


def _table(allowed: np.ndarray) -> np.ndarray:
    """A renaming (10,) within sets of allowed colors: a color stays if it may, else takes the lowest; -1 if never seen."""
    table = np.full(COLOR_COUNT, -1)
    for color, choices in enumerate(allowed.tolist()):
        if not choices & UNSEEN:
            table[color] = color if choices >> color & 1 else (choices & -choices).bit_length() - 1
    return table


def goal_from(outputs: Grids) -> Goal:
    """The goal that asks for exactly these outputs."""
    return tuple(cells_of(grid) for grid in outputs)
