"""One job of a worker: run one tier of one task, and tell what is found as plain data while it is found.

The parent keeps what it was told: a worker that is lost half way loses only what it had not yet found.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
import traceback
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solver.budget import Budget, Tier
from solver.choice.shortlist import Shortlist, from_plain, plain, to_plain
from solver.running.worker import COMPILED, TEXT_CHARACTERS, Heartbeat, Send, Work, set_apart

if TYPE_CHECKING:  # They need numba, which the parent does without.
    from solver.portfolio import FamilyRecord
    from solver.running.forge import Report
    from solver.task import Task

CANDIDATE, RECORD, RUNNING, STEPS = "candidate", "record", "running", "steps"
# Rooms and files whose compiled code simple tasks do without: it is compiled while the first tasks are under way.
LATER = ("solver.language.", "solver.search.", "solver.rules.cells.bank", "solver.seeing.matching", "solver.seeing.stencil")


class Job(NamedTuple):
    """Which task, how much effort, until when on the monotonic clock."""

    task: int
    tier: int
    steps: int
    deadline: float


class Records(list):
    """A list of FamilyRecords that tells the parent which family begins and what the one before it did."""

    def __init__(self, send: Send):
        super().__init__()
        self.send = send

    def append(self, record: FamilyRecord) -> None:
        """Add the record of a family that begins now."""
        self.tell_last()
        super().append(record)
        self.send((RUNNING, record.family, record.view))

    def tell_last(self) -> None:
        """Tell what the last family did, when it is over."""
        if self:
            self.send((RECORD, plain(asdict(self[-1]) | {"error": (self[-1].error or "")[-TEXT_CHARACTERS:] or None})))


def worker_of(tasks: Sequence[Task], disabled: frozenset[str], seed: int) -> Work:
    """Make the function that a worker runs for each job."""

    def work(data: Any, send: Send) -> None:
        from solver import jit, portfolio

        jit.tell_compiled = lambda seconds: send((COMPILED, seconds))
        job = Job(*data)
        task = tasks[job.task]
        # A job starts from the same random state in whatever worker and order it runs.
        start = zlib.crc32(repr((seed, task.id, job.steps)).encode())
        random.seed(start)
        np.random.seed(start)
        budget = Budget(deadline=job.deadline, disabled=disabled)
        budget.clock = Heartbeat(send, lambda: budget.spent)
        records = Records(send)
        shortlist = Shortlist()
        for candidate in portfolio.run_tier(task, Tier(job.tier, job.steps), budget, records):
            try:
                data = to_plain(candidate, len(task.test))
            except (TypeError, ValueError, AttributeError):
                records[-1].error = records[-1].error or traceback.format_exc()
                continue
            if shortlist.add(from_plain(data)):
                send((CANDIDATE, data))
        records.tell_last()
        send((STEPS, int(budget.spent), time.monotonic() >= job.deadline))

    return work


def fresh_cache(parent: int) -> Path:
    """The folder for compiled code that a run makes, and removes at its end, when it cannot trust the lasting one."""
    return Path(tempfile.gettempdir()) / f"tessera-run-{parent}"


def choose_cache(failures: int) -> None:
    """Say where compiled code is kept: after a failure in a fresh folder, for it may be corrupt; after two nowhere."""
    if failures == 1:
        os.environ["TESSERA_CACHE"] = str(fresh_cache(os.getppid()))
    elif failures > 1:
        os.environ["TESSERA_CACHE"] = "none"


def prepare(failures: int, report: Report, later: tuple[str, ...] = LATER) -> None:
    """Import the solver, and load it from the cache, or compile what comes first; other processes then go on compiling."""
    choose_cache(failures)
    from solver import portfolio  # noqa: F401  (its import declares everything that is compiled)
    from solver.jit import warm_up
    from solver.running.machine import usable_cores

    warm_up(report, usable_cores(), later, partial(set_apart, os.getpid()))
