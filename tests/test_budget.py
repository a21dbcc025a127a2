"""Budgets: steps decide, children charge their parents, the clock only cuts short."""

from __future__ import annotations

from itertools import pairwise

import pytest

from solver.budget import TIERS, Budget


class FakeClock:
    def __init__(self):
        self.now = 0.0
        self.questions = 0

    def __call__(self) -> float:
        self.questions += 1
        return self.now


def test_steps_end_it():
    budget = Budget(steps=10)
    assert budget.spend(9) and not budget.is_over()
    assert not budget.spend(1) and budget.is_over()
    assert budget.steps_left == 0 and not budget.was_cut


def test_without_limits_it_never_ends():
    assert Budget().spend(1 << 40)


def test_the_clock_ends_it_and_it_stays_ended():
    clock = FakeClock()
    budget = Budget(steps=100, deadline=5.0, clock=clock)
    clock.now = 4.9
    assert not budget.is_over()
    clock.now = 5.0
    assert budget.is_over() and budget.was_cut
    clock.now = 0.0
    assert budget.is_over()


def test_a_child_charges_every_parent():
    parent = Budget(steps=100)
    child = parent.share(60)
    grandchild = child.share(50)
    grandchild.spend(20)
    assert (grandchild.spent, child.spent, parent.spent) == (20, 20, 20)
    assert (grandchild.steps_left, child.steps_left, parent.steps_left) == (30, 40, 80)


def test_a_child_gets_no_more_than_is_left():
    parent = Budget(steps=100)
    parent.spend(70)
    assert parent.share(60).steps == 30
    assert parent.share(10).steps == 10
    parent.spend(500)
    assert parent.share(10).is_over()


def test_a_child_ends_with_its_parent():
    parent = Budget(steps=100)
    child = parent.share(50)
    sibling = parent.share(80)
    assert sibling.spend(60)
    assert child.steps_left == 40
    sibling.spend(40)
    assert child.is_over() and child.steps_left == 0


def test_a_child_asks_the_same_clock_and_is_cut_with_its_parent():
    clock = FakeClock()
    parent = Budget(steps=100, deadline=5.0, clock=clock)
    child = parent.share(50)
    clock.now = 6.0
    assert child.is_over() and child.was_cut
    assert parent.is_over()


@pytest.mark.parametrize("strike", range(1, 6))
def test_steps_are_the_same_whatever_the_clock_says(strike):
    """A clock that has not struck changes nothing, however fast it runs."""
    slow, fast = FakeClock(), FakeClock()
    budgets = [Budget(steps=strike * 10, deadline=1e9, clock=clock) for clock in (slow, fast)]
    answers: list[list[bool]] = [[], []]
    for _ in range(6):
        fast.now += 1e7
        for budget, answer in zip(budgets, answers, strict=True):
            answer.append(budget.spend(10))
    assert answers[0] == answers[1] == [k + 1 < strike for k in range(6)]


def test_what_is_disabled_is_disabled_in_children():
    assert Budget(disabled=frozenset({"overlay"})).share(10).share(5).disabled == {"overlay"}


def test_tiers_grow():
    assert [tier.number for tier in TIERS] == [1, 2, 3, 4]
    assert all(low.steps * 4 <= high.steps for low, high in pairwise(TIERS))
