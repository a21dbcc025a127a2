"""The second opinion: what the search is about to claim is computed again by the interpreter of programs.

The interpreter shares no code with the batch drivers. A disagreement is a bug of the search, never a property of a task.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.jit import Placed
from solver.language.program import Result, run_program
from solver.search import bank, overlay
from solver.search.bank import GRID_KIND
from solver.search.enumeration import Enumeration
from solver.search.overlay import Overlay
from solver.task import Task, same_grid


class DisagreementError(RuntimeError):
    """The search and the interpreter differ about a program."""


class Verifier:
    """Checks values, lists and overlays of one enumeration on all demonstrations; each value once."""

    def __init__(self, task: Task, enumeration: Enumeration):
        self.task = task
        self.enumeration = enumeration
        self.known: set[int] = set()

    def check_values(self, values: Iterable[int]) -> None:
        """Raise DisagreementError unless the interpreter gives what the bank holds, cells and origins."""
        store = self.enumeration.store
        for value in values:
            if value in self.known:
                continue
            self.known.add(value)
            program = self.enumeration.program(value)
            for number, pair in enumerate(self.task.train):
                result = run_program(program, pair.input, np.zeros_like(pair.output))
                if not self._agrees(result, store, value, number):
                    raise DisagreementError(f"{program}: demonstration {number}: the search and the interpreter differ")

    @staticmethod
    def _agrees(result: Result, store: bank.Store, value: int, example: int) -> bool:
        ids = [int(store.rows[value, example])]
        if store.origins[value, 0] != GRID_KIND:
            start, length = store.list_spans[ids[0]].tolist()
            ids = store.items[start : start + length].tolist()
        parts = result if isinstance(result, list) else [result] if isinstance(result, Placed) else []
        return len(ids) == len(parts) and all(
            same_grid(part.cells, bank.grid_of(store, grid_id)) and [part.row, part.col] == store.places[grid_id, 3:].tolist()
            for part, grid_id in zip(parts, ids, strict=True)
        )

    def check_overlay(self, found: Overlay, fits: int) -> None:
        """Raise DisagreementError unless the drawn layers are the outputs of at least `fits` demonstrations."""
        self.check_values(layer.value for layer in found.layers)
        drawn = [overlay.render(self.enumeration.store, found, k, pair.output.shape) for k, pair in enumerate(self.task.train)]
        right = sum(
            grid is not None and same_grid(grid, pair.output) for grid, pair in zip(drawn, self.task.train, strict=True)
        )
        if right < fits:
            raise DisagreementError(f"{found}: drawn right for {right} demonstrations, said {fits}")
