"""How unlike the demonstrations a prediction is, in bits to be added to the cost of whatever predicts it.

A rule may reproduce every demonstration and still be wrong; its prediction then often breaks with what they all do: only
rectangles change, no color is lost, objects change whole. Every fact that all demonstrations share is a habit, and each
that a prediction breaks costs the same few bits. A truth breaks a given habit once in 10 to 200 times, the wrong
predictions that compete with it up to 50 times as often. So many small signs need no weights of their own: those fitted on
either set of design tasks choose no better on the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from solver.seeing.habits import AMOUNTS, FACTS, UNKNOWN, measure_facts
from solver.task import Grid, Task, key_of, same_grid

HABIT_BITS = 2.0
CHANGE_BITS = 5.0  # for e times fewer, or e times more, cells changed than ever
MOST_CHANGE = 2.0
FEW_CELLS = 0.002
# A rule may leave a test input as it is because that already is what it makes: a mirror image of something symmetric. What
# is changed in every demonstration must not count against it then. Only a short rule is taken at its word, a longer one has
# conditions that may just have failed: with these two numbers nothing is lost on the design and fresh tasks.
SHORT_RULE = 8.0  # bits
UNCHANGED_BITS = 4.0  # at most, for leaving a test input as it is


def _changed_share(before: Grid, after: Grid) -> float:
    return float((before != after).mean())


class Oddness:
    """What a task's demonstrations have in common; called with the predictions for its tests, says how odd these are."""

    def __init__(self, task: Task):
        self.tests = task.test
        shown = np.array([measure_facts(pair.input, pair.output) for pair in task.train])
        self.facts = shown[0]
        self.is_habit = (shown == shown[0]).all(axis=0) & (shown[0] != UNKNOWN)
        changes = [_changed_share(pair.input, pair.output) for pair in task.train if pair.input.shape == pair.output.shape]
        self.changes = (min(changes), max(changes)) if len(changes) == len(task.train) else None
        self.always_changes = not any(same_grid(pair.input, pair.output) for pair in task.train)
        self.measured: dict[tuple[int, bytes], float] = {}

    def __call__(self, predictions: Sequence[Grid], cost: float = math.inf) -> float:
        """Bits for the predictions of one candidate, the mean over test inputs. cost: of its rule."""
        bits = [self._bits(index, grid) for index, grid in enumerate(predictions)]
        if cost <= SHORT_RULE and self.always_changes:
            bits = [
                min(UNCHANGED_BITS, odd) if same_grid(grid, given) else odd
                for odd, grid, given in zip(bits, predictions, self.tests, strict=True)
            ]
        return sum(bits) / max(1, len(bits))

    def broken(self, index: int, prediction: Grid) -> list[str]:
        """The habits that a prediction for one test input breaks, in words."""
        return [
            f"{('for once', 'not')[self.facts[fact]]} {FACTS[fact]}" if fact not in AMOUNTS else f"another {FACTS[fact]}"
            for fact in np.flatnonzero(self._breaks(index, prediction))
        ]

    def _breaks(self, index: int, prediction: Grid) -> np.ndarray:
        facts = measure_facts(self.tests[index], np.array(prediction))  # candidates read from a log are read-only
        return self.is_habit & (facts != self.facts) & (facts != UNKNOWN)

    def _bits(self, index: int, prediction: Grid) -> float:
        key = (index, key_of(prediction))
        if key not in self.measured:
            broken = int(self._breaks(index, prediction).sum())
            self.measured[key] = HABIT_BITS * broken + self._odd_change(self.tests[index], prediction)
        return self.measured[key]

    def _odd_change(self, given: Grid, prediction: Grid) -> float:
        if self.changes is None or given.shape != prediction.shape:
            return 0.0
        least, most = self.changes
        share = _changed_share(given, prediction) + FEW_CELLS
        beyond = max(0.0, np.log((least + FEW_CELLS) / share), np.log(share / (most + FEW_CELLS)))
        return CHANGE_BITS * float(min(MOST_CHANGE, beyond))
