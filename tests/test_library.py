"""The library door: light to import, improving candidates, and the shape of scikit-learn."""

import subprocess
import sys

import numpy as np
import pytest

from solver import Pair, Solver, Task, portfolio, solve
from solver.candidate import Candidate, badness
from solver.task import as_grid
from tests.processes import ROOT

PAIRS = [([[1, 2], [3, 4]], [[2, 1], [4, 3]]), ([[5, 2, 1], [3, 4, 0]], [[1, 2, 5], [0, 4, 3]])]


@pytest.fixture
def no_warm_up(monkeypatch):
    """Families of plain Python: nothing to compile."""
    monkeypatch.setattr("solver.jit.warm_up", lambda: None)

    def propose(task, budget):
        budget.spend(10)
        for cost, cells in ((9.0, [[9]]), (5.0, [[5]]), (7.0, [[7]]), (2.0, [[2, 2]])):
            grids = tuple(as_grid(cells) for _ in task.test)
            yield Candidate(grids, "family", f"cost {cost}", cost, len(task.train), len(task.train))

    monkeypatch.setattr(portfolio, "FAMILIES", (portfolio.Row("family", propose, 1.0),))


def task_of(pairs):
    return Task("t", tuple(Pair(as_grid(given), as_grid(wanted)) for given, wanted in pairs), (as_grid([[1, 2, 3]]),))


def test_importing_the_door_is_cheap():
    script = "import sys, solver; assert 'numpy' not in sys.modules; from solver import Task, Solver, solve; "
    script += "assert 'numba' not in sys.modules; assert not hasattr(solver, 'nope')"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_solve_yields_improving_candidates(no_warm_up):
    found = list(solve(task_of(PAIRS)))
    assert [candidate.cost for candidate in found] == [9.0, 5.0, 2.0]
    assert sorted(map(badness, found), reverse=True) == list(map(badness, found))


def test_solve_obeys_what_is_switched_off_and_the_clock(no_warm_up):
    assert list(solve(task_of(PAIRS), disable=["family"])) == []
    assert list(solve(task_of(PAIRS), seconds=0)) == []


def test_predict_gives_the_most_trusted_attempts(no_warm_up):
    solver = Solver().fit(PAIRS)
    assert solver.predict([[1, 2, 3]]).tolist() == [[2, 2]]
    assert [grid.tolist() for grid in solver.predict_attempts(np.array([[1, 2, 3]]))] == [[[2, 2]], [[5]]]


def test_predict_guesses_when_no_rule_is_found(no_warm_up):
    attempts = Solver(disable=["family"]).fit(PAIRS).predict_attempts([[1, 2, 3]])
    assert len(attempts) == 2 and attempts[0].tolist() != attempts[1].tolist()


def test_a_rule_of_the_real_portfolio():
    solver = Solver(effort=100_000).fit([Pair(as_grid(given), as_grid(wanted)) for given, wanted in PAIRS])
    assert solver.predict([[1, 2, 3], [7, 8, 9]]).tolist() == [[3, 2, 1], [9, 8, 7]]


@pytest.mark.parametrize("pairs", [[], [([[1]], [[10]])], [([[1]], [[1, 2], [3]])], [([], [[1]])]])
def test_fit_refuses_what_is_no_demonstration(pairs):
    with pytest.raises(ValueError, match=r"expected|inhomogeneous"):
        Solver().fit(pairs)


def test_predict_needs_fit():
    with pytest.raises(ValueError, match="fit"):
        Solver().predict([[1]])
