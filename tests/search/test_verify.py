"""The second opinion on what the search claims: silent when it is right, loud when the bank or an overlay is not."""

from __future__ import annotations

import numpy as np
import pytest

from solver import portfolio
from solver.budget import Budget
from solver.portfolio import Tier, run_tier
from solver.rules import search
from solver.search import bank
from solver.search.bank import GRID_KIND, LIST_KIND
from solver.search.enumeration import Enumeration
from solver.search.overlay import ALL, Layer, Overlay
from solver.search.verify import DisagreementError, Verifier
from solver.task import Task
from tests.samples import SAMPLES

pytestmark = pytest.mark.usefixtures("warm")

TASK = SAMPLES["both-halves-agree"]


def grown(task: Task) -> Enumeration:
    enumeration = Enumeration(task, Budget(400_000), 60_000_000)
    list(enumeration.levels())
    return enumeration


def values_of(enumeration: Enumeration, kind: int) -> list[int]:
    count = int(enumeration.store.counts[bank.VALUES])
    return np.flatnonzero(enumeration.store.origins[:count, 0] == kind).tolist()


def test_what_is_right_passes():
    enumeration = grown(TASK)
    verifier = Verifier(TASK, enumeration)
    values = values_of(enumeration, GRID_KIND)[:100] + values_of(enumeration, LIST_KIND)[:40]
    verifier.check_values(values)
    assert len(values) == 140 and set(verifier.known) == set(values)


@pytest.mark.parametrize("kind", [GRID_KIND, LIST_KIND])
def test_a_wrong_value_is_loud(kind):
    enumeration = grown(TASK)
    first, second = values_of(enumeration, kind)[3:5]
    enumeration.store.rows[first] = enumeration.store.rows[second]
    with pytest.raises(DisagreementError, match="demonstration 0"):
        Verifier(TASK, enumeration).check_values([first])


def test_a_wrong_origin_is_loud():
    enumeration = grown(TASK)
    value = values_of(enumeration, GRID_KIND)[10]
    enumeration.store.places[enumeration.store.rows[value, 0], 3] += 1
    with pytest.raises(DisagreementError):
        Verifier(TASK, enumeration).check_values([value])


def test_a_wrong_overlay_is_loud():
    enumeration = grown(TASK)
    found = Overlay((Layer(0, False, ALL),), 1)
    Verifier(TASK, enumeration).check_overlay(found, 0)
    with pytest.raises(DisagreementError, match="drawn right for 0"):
        Verifier(TASK, enumeration).check_overlay(found, 1)


def test_a_broken_op_surfaces(monkeypatch):
    """When the interpreter and the drivers disagree, the search ends with an error that the one catch records."""
    monkeypatch.setattr("solver.search.verify.run_program", lambda program, grid, canvas: None)
    task = SAMPLES["crop-and-rotate"]
    with pytest.raises(DisagreementError):
        list(search.propose(task, Budget(3_000_000)))
    others = frozenset(row.name for row in portfolio.FAMILIES if row.name != "search")
    records: list[portfolio.FamilyRecord] = []
    list(run_tier(task, Tier(1, 3_000_000), Budget(disabled=others), records))
    assert "DisagreementError" in str(records[0].error)
