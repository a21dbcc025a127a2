"""The same run on a Dask cluster: stands where the pool of local workers stands, and lets Dask watch its own workers.

    dask scheduler; dask worker tcp://HOST:8786 --nthreads 1        (in a folder with this project, for every core)
    python kernel.py --executor dask://HOST:8786

A job is a pure function of the task, the tier and the seed: one whose worker dies is run again by Dask on another, with
the same result. Dask is an extra, needed by nobody else.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from solver.extras import lacking
from solver.forge import BROKEN
from solver.job import Job, prepare, worker_of
from solver.machine import peak_bytes, reset_peak
from solver.pool import LOST, Event
from solver.version import code_version
from solver.worker import BEAT, DONE, FAILED, TEXT_CHARACTERS

if TYPE_CHECKING:
    from solver.stop import Stop
    from solver.task import Task

PREFIX = "dask://"
CONNECT_SECONDS = 15.0
LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 120.0  # for a first worker, or for one after the last has left
_PROJECT = Path(__file__).resolve().parents[1]
_one_at_a_time = threading.Lock()
_is_prepared = False


class OtherCodeError(Exception):
    """A worker of the cluster runs another version of this project: its results would be other ones."""


def why_not() -> str | None:
    """Say why no cluster can be used, None when one can."""
    return lacking("distributed")


def run_job(task: Task, job: Job, disabled: frozenset[str], seed: int, seconds: float, version: str) -> tuple[list, float, int]:
    """Do one job in this worker of the cluster, within some seconds from now.

    Returns what was told while it ran, the processor seconds and the peak bytes. Raises OtherCodeError.
    """
    global _is_prepared
    if version != code_version():
        raise OtherCodeError(f"expected code version {version}, found {code_version()}: give all machines the same files")
    told: list[tuple] = []

    def send(message: tuple) -> None:
        if message[0] != BEAT:
            told.append(message)

    with _one_at_a_time:  # Random numbers and the peak of memory belong to the whole process.
        if not _is_prepared:
            # A process with threads must not fork to compile: another one fills the cache, this one loads from it.
            command = "from solver.job import prepare; prepare(0, lambda done, total: None)"
            subprocess.run([sys.executable, "-c", command], cwd=_PROJECT, check=False)
            prepare(0, lambda done, total: None)
            _is_prepared = True
        reset_peak()
        started = time.thread_time()
        until = time.monotonic() + seconds
        worker_of([task], disabled, seed)(tuple(job._replace(task=0, deadline=until)), send)
        return told, time.thread_time() - started, peak_bytes()


class Cluster:
    """Has jobs done by the workers of a Dask cluster, in the words of `Pool`: give, wait for events, close.

    size: workers that the cluster has now. A cluster that cannot be reached, or has no worker for long, is BROKEN.
    """

    cannot_fork = False
    resident_bytes = 0  # Dask watches the memory of its workers.

    def __init__(self, address: str, tasks: Sequence[Task], disabled: frozenset[str], seed: int, stop: Stop | None = None):
        self.address = "tcp://" + address.removeprefix(PREFIX)
        self.tasks = tasks
        self.common = (disabled, seed)
        self.stop = stop
        self.size = 0
        self.client: Any = None
        self.futures: dict[Any, Job] = {}
        self.over: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.events: list[Event] = []
        self.looked = 0.0
        self.served = time.monotonic()
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def __enter__(self) -> Self:
        from distributed import Client

        try:
            self.client = Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            self.events.append(Event(BROKEN, None, (f"cannot reach the scheduler {self.address}: {error}",)))
        self._look()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def busy(self) -> int:
        """How many jobs have been given and are not over."""
        return len(self.futures)

    @property
    def free(self) -> int:
        """How many jobs can be given now."""
        return max(0, self.size - self.busy)

    def give(self, job: Any, step_limit: int, deadline: float) -> None:
        """Start a job. The clocks of two machines do not agree, so the worker is told how many seconds it has."""
        job = Job(*job)
        seconds = deadline - time.monotonic()
        arguments = (self.tasks[job.task], job, *self.common, seconds, code_version())
        future = self.client.submit(run_job, *arguments, pure=False)
        self.futures[future] = job
        future.add_done_callback(self._note)

    def _note(self, future: Any) -> None:
        """Called by a thread of Dask."""
        self.over.put(future)
        with contextlib.suppress(OSError):
            os.write(self._writer, b"!")

    def wait(self, seconds: float) -> list[Event]:
        """Return what has happened, after at most `seconds`; earlier when something happens or a stop is requested."""
        sources = [self._reader] + ([] if self.stop is None else [self.stop.fileno()])
        ready = select.select(sources, [], [], 0.0 if self.events else max(0.0, min(seconds, LOOK_SECONDS)))[0]
        if self._reader in ready:
            os.read(self._reader, 4096)
        with contextlib.suppress(queue.Empty):
            while True:
                self._end(self.over.get_nowait())
        self._look()
        events, self.events = self.events, []
        return events

    def _end(self, future: Any) -> None:
        """A job is over: pass on what it told."""
        job = self.futures.pop(future, None)
        if job is None:
            return
        if future.status == "finished":
            told, seconds, peak = future.result()
            self.events += [Event(kind, tuple(job), tuple(payload)) for kind, *payload in told]
            self.events.append(Event(DONE, tuple(job), (seconds, peak)))
        elif future.status == "error":
            self._failed(job, future.exception())
        else:  # cancelled or lost with the scheduler
            self.events.append(Event(LOST, tuple(job), (f"crashed({future.status})", 0.0, 0)))

    def _failed(self, job: Job, error: BaseException) -> None:
        """A job raised, or ended several workers, or a worker cannot do jobs at all."""
        text = f"{type(error).__name__}: {error}"[-TEXT_CHARACTERS:]
        if isinstance(error, OtherCodeError | ImportError):
            self.events.append(Event(BROKEN, None, (f"a worker of {self.address} cannot run this project: {text}",)))
        elif type(error).__name__ == "KilledWorker":
            self.events.append(Event(LOST, tuple(job), ("crashed(worker of the cluster)", 0.0, 0)))
        else:
            self.events.append(Event(FAILED, tuple(job), (text,)))
            self.events.append(Event(DONE, tuple(job), (0.0, 0)))

    def _look(self) -> None:
        """See which workers there are, now and then."""
        now = time.monotonic()
        if self.client is None or now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        if self.client.status != "running":
            self.size = 0
        else:
            self.size = len(self.client.scheduler_info(n_workers=-1)["workers"])
        if self.size:
            self.served = now
        elif now - self.served > PATIENCE_SECONDS:
            words = f"no worker for {PATIENCE_SECONDS:.0f} s: dask worker {self.address} --nthreads 1"
            self.events.append(Event(BROKEN, None, (words,)))

    def close(self) -> None:
        """Take back what is not done and leave the cluster as it was."""
        if self.client is not None:
            self.client.cancel(list(self.futures), force=True)
            self.client.close(timeout=1)
            self.client = None
        os.close(self._reader)
        os.close(self._writer)
