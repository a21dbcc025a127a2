"""What a view is: a task rewritten into an easier one, and the way back for its predictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.task import Grid, Task


@dataclass(frozen=True)
class Rewritten:
    """A rewritten task. `decode(test_index, grid)` turns a prediction for it into one for the original task, or None."""

    task: Task
    decode: Callable[[int, Grid], Grid | None]


def literal(task: Task) -> Rewritten:
    """The task as it is."""
    return Rewritten(task, lambda test_index, grid: grid)
