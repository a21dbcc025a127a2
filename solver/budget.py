"""How much work may be spent: steps decide, the clock only cuts short.

A step is a fixed amount of work (about one cell touched by a compiled loop), so equal input and equal steps give equal
results on any machine. The clock is asked at the same places and can only end the work sooner.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

NO_LIMIT = 1 << 62


@dataclass(frozen=True)
class Tier:
    """An amount of effort per task: `steps` per test input (about one cell touched by compiled code each)."""

    number: int
    steps: int


TIERS = (Tier(1, 40_000_000), Tier(2, 600_000_000), Tier(3, 2_400_000_000), Tier(4, 100_000_000_000))


class Budget:
    """Steps and a deadline that can be asked, split and faked.

    `clock` returns seconds and never goes back. A child made by `share` charges its parent too, so the parent is never
    overspent by more than the last piece of work of one child. `disabled` names families, frames and pruning rules that are
    switched off for this run; children inherit it.
    """

    def __init__(
        self,
        steps: int = NO_LIMIT,
        deadline: float = float("inf"),
        clock: Callable[[], float] = time.monotonic,
        parent: Budget | None = None,
        disabled: frozenset[str] = frozenset(),
    ):
        self.steps = steps
        self.deadline = deadline
        self.clock = clock
        self.parent = parent
        self.disabled: frozenset[str] = disabled if parent is None else parent.disabled | disabled
        self.spent = 0
        self.was_cut = False

    def spend(self, steps: int) -> bool:
        """Charge work that was done; return True while more may be done."""
        budget: Budget | None = self
        while budget is not None:
            budget.spent += steps
            budget = budget.parent
        return not self.is_over()

    def is_over(self) -> bool:
        """True when the steps are spent or the deadline has passed, here or in a parent."""
        if self.was_cut or self.spent >= self.steps:
            return True
        if self.clock() >= self.deadline:
            self.was_cut = True
        return self.was_cut or (self.parent is not None and self.parent.is_over())

    @property
    def steps_left(self) -> int:
        """Steps that may still be spent here and in every parent."""
        left = max(0, self.steps - self.spent)
        return left if self.parent is None else min(left, self.parent.steps_left)

    def share(self, steps: int, without: frozenset[str] = frozenset()) -> Budget:
        """A child budget of at most `steps` with the same clock and deadline; `without` is switched off in it too."""
        return Budget(min(steps, self.steps_left), self.deadline, self.clock, parent=self, disabled=without)
