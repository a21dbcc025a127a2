"""What tests share: the compiled code warm, once for all of them, and no program of theirs left running."""

import functools
import signal

import pytest

from solver.jit import warm_up
from solver.running.stop import SIGNALS
from tests.processes import kill_what_runs
from tests.told import run_of


@pytest.fixture(scope="session")
def warm():
    """As in a run: everything is compiled before the first search, and nothing after it."""
    warm_up(processes=2)


@pytest.fixture
def make_run(tmp_path):
    """Makes runs without processes: make_run(*arguments, ids=..., test_count=...)."""
    return functools.partial(run_of, tmp_path)


@pytest.fixture(autouse=True)
def _nothing_runs_on():
    """A run that was stopped ignores further signals, and programs started later would inherit that."""
    handlers = [signal.getsignal(number) for number in SIGNALS]
    yield
    for number, handler in zip(SIGNALS, handlers, strict=True):
        signal.signal(number, handler)
    kill_what_runs()
