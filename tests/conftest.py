"""What tests share: the compiled code warm, once for all of them, and no program of theirs left running."""

import functools
import os
import signal
from pathlib import Path

import pytest

from solver import portfolio  # noqa: F401 - declares all that is compiled
from solver.jit import warm_up
from solver.running.stop import SIGNALS
from tests.processes import kill_what_runs
from tests.told import run_of

# The files that take longest, in that order: when two processes share the files, the last must be short ones.
LONGEST = (
    "test_extend", "test_kernel", "test_machines", "test_interrupted", "test_faults", "test_surroundings", "test_notebook",
    "test_benchmarks", "test_resume",
)  # fmt: skip


def pytest_sessionstart(session):
    """Two processes that find nothing compiled would compile everything twice: let it be there before they start."""
    if getattr(session.config.option, "numprocesses", None):
        warm_up(processes=2)


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest, where processes share the files."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        order = {name: place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: order.get(Path(item.path).stem, len(order)))


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
