"""The same run on a Dask cluster: stands where the pool of local workers stands, and lets Dask watch its own workers.

    dask scheduler --port 8786; dask worker tcp://HOST:8786 --nthreads 1        (anywhere, with numpy and numba)
    python kernel.py --executor dask://HOST:8786

The code goes with the client (solver/running/remote.py). Every worker is greeted with it, made ready, and given one job at a
time. A job is a pure function of the task, the tier and the seed: one whose worker leaves is given to another, with the
same result. Dask is an extra, needed by nobody else.
"""

from __future__ import annotations

import builtins
import contextlib
import hashlib
import io
import math
import os
import pickle
import queue
import select
import time
import types
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from solver.running import remote
from solver.running.forge import BROKEN
from solver.running.job import Job
from solver.running.pool import LOST, Event
from solver.running.scheduler import address_of, worker_command, workers_of
from solver.running.worker import DONE, FAILED, TEXT_CHARACTERS
from solver.version import PACKAGE, code_files, code_version

if TYPE_CHECKING:
    from solver.running.stop import Stop
    from solver.task import Task

LOOK_SECONDS = 0.5
RESULT_SECONDS = 10.0  # for what a worker has found, which may leave while it is fetched
PATIENCE_SECONDS = 120.0  # for another worker after the last has left
DEATHS = 3  # workers that one job may cost, as many as Dask allows
GREET, READY, WORK = "greet", "make_ready", "run_job"  # functions of solver/running/remote.py


class Order(NamedTuple):
    """A job and until when, on the monotonic clock."""

    job: Job
    deadline: float


@dataclass(eq=False)
class Worker:
    """A worker of the cluster. doing: what it has been asked to do, None when it waits for a job. order: its job."""

    address: str
    doing: str | None = GREET
    order: Order | None = None
    future: Any = None


@cache
def packed() -> tuple[str, bytes]:
    """The sources of the solver, and what it learned, as a zip archive, and its name, a hash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in code_files():
            name = zipfile.ZipInfo(path.relative_to(PACKAGE.parent).as_posix())  # without a date: equal sources, equal bytes
            archive.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return hashlib.sha256(stream.getvalue()).hexdigest()[:16], stream.getvalue()


def by_value(function: Callable) -> Callable:
    """A copy that is of no module, so that it is pickled whole: neither scheduler nor worker can import this project."""
    assert isinstance(function, types.FunctionType)
    copy = types.FunctionType(function.__code__, {"__builtins__": builtins}, function.__name__)
    copy.__module__, copy.__qualname__ = "tessera_by_value", function.__name__
    return copy


class Cluster:
    """Has jobs done by the workers of a Dask cluster, in the words of `Pool`: give, wait for events, close.

    size: workers that are ready now. A cluster that is lost, or has no worker for long, is BROKEN. `tell` is called with what
    a person who waits should know.
    """

    cannot_fork = False
    resident_bytes = 0  # Dask watches the memory of its workers.

    def __init__(
        self,
        client: Any,
        url: str,
        tasks: Sequence[Task],
        disabled: frozenset[str],
        seed: int,
        stop: Stop | None = None,
        tell: Callable[[str], object] = lambda text: None,
    ):
        self.url = url
        self.tasks = tasks
        self.common = (disabled, seed)
        self.stop = stop
        self.tell = tell
        self.client = client
        self.shipped = by_value(remote.shipped)
        self.workers: dict[str, Worker] = {}
        self.refused: dict[str, str] = {}
        self.asked: dict[Any, Worker] = {}
        self.waiting: list[Order] = []
        self.deaths: Counter[Job] = Counter()
        self.over: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.events: list[Event] = []
        self.looked = -math.inf
        self.served = time.monotonic()
        self.has_worked = self.is_alone = False
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def __enter__(self) -> Self:
        self.served = time.monotonic()
        self._look()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many workers can do jobs."""
        return sum(worker.doing in (None, WORK) for worker in self.workers.values())

    @property
    def busy(self) -> int:
        """How many jobs have been given and are not over."""
        return len(self.waiting) + sum(worker.order is not None for worker in self.workers.values())

    @property
    def free(self) -> int:
        """How many jobs can be given now."""
        return max(0, self.size - self.busy)

    def give(self, job: Any, step_limit: int, deadline: float) -> None:
        """Start a job, or let it wait for a worker."""
        self.waiting.append(Order(Job(*job), deadline))
        self._feed()

    def _feed(self) -> None:
        """Give what waits to who waits. The clocks of two machines do not agree: a worker is told how many seconds it has."""
        for worker in self.workers.values():
            if worker.doing is None and self.waiting:
                worker.order = order = self.waiting.pop(0)
                task = self.tasks[order.job.task]
                blob = pickle.dumps((task, order.job, *self.common, order.deadline - time.monotonic()))
                self._ask(worker, WORK, None, blob)

    def _ask(self, worker: Worker, function: str, archive: bytes | None, *arguments: Any) -> None:
        """Have a worker, and no other, do something."""
        worker.doing = function
        worker.future = self.client.submit(
            self.shipped, packed()[0], archive, function, *arguments, pure=False, workers=[worker.address]
        )
        self.asked[worker.future] = worker
        worker.future.add_done_callback(self._note)

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
        self._feed()
        events, self.events = self.events, []
        return events

    def _end(self, future: Any) -> None:
        """Something that a worker was asked to do is over."""
        worker = self.asked.pop(future, None)
        if worker is None or worker.future is not future:
            return
        if future.status == "error":
            self._failed(worker, future.exception())
            return
        found: Any = remote.NO_CODE  # Cancelled or lost with the scheduler: as if it had never met this project.
        if future.status == "finished":
            with contextlib.suppress(TimeoutError, CancelledError, OSError):
                found = future.result(timeout=RESULT_SECONDS)
        if found == remote.NO_CODE:
            self._leave(worker)
        elif worker.doing == GREET and found != code_version():
            self._refuse(worker, f"expected code version {code_version()}, found {found}: other numpy or numba")
        elif worker.doing == GREET:
            self._ask(worker, READY, None)
        else:
            order, worker.doing, worker.order = worker.order, None, None
            self.has_worked = True
            if order is not None:
                told, seconds, peak = found
                self.events += [Event(kind, tuple(order.job), tuple(payload)) for kind, *payload in told]
                self.events.append(Event(DONE, tuple(order.job), (seconds, peak)))

    def _failed(self, worker: Worker, error: BaseException) -> None:
        """What a worker was asked to do raised, or ended it."""
        text = f"{type(error).__name__}: {error}"[-TEXT_CHARACTERS:]
        if type(error).__name__ == "KilledWorker":
            self._leave(worker)
        elif worker.order is None:
            self._refuse(worker, text)
        else:
            order, worker.doing, worker.order = worker.order, None, None
            self.events.append(Event(FAILED, tuple(order.job), (text,)))
            self.events.append(Event(DONE, tuple(order.job), (0.0, 0)))

    def _refuse(self, worker: Worker, reason: str) -> None:
        """Use a worker no more, because it cannot do what it has to."""
        self._leave(worker)
        self.refused[worker.address] = reason
        self.tell(f"{self.url}: worker {worker.address} is not used: {reason.splitlines()[0]}")

    def _leave(self, worker: Worker) -> None:
        """A worker has left, or is to be met anew: its job goes to another, unless it has cost too many."""
        self.workers.pop(worker.address, None)
        future, order, worker.future, worker.order = worker.future, worker.order, None, None
        if self.asked.pop(future, None) is not None:
            self.client.cancel([future], force=True)
        if order is None:
            return
        self.deaths[order.job] += 1
        if self.deaths[order.job] < DEATHS:
            self.waiting.insert(0, order)
        else:
            self.events.append(Event(LOST, tuple(order.job), ("crashed(worker of the cluster)", 0.0, 0)))

    def _look(self) -> None:
        """See which workers have joined and left, now and then."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        found = workers_of(self.client)
        for worker in [worker for address, worker in self.workers.items() if address not in found]:
            self._leave(worker)
        self.refused = {address: reason for address, reason in self.refused.items() if address in found}
        for address in found:
            if address not in self.workers and address not in self.refused:
                self.workers[address] = worker = Worker(address)
                self._ask(worker, GREET, packed()[1])
        if self.workers:
            self.served, self.is_alone = now, False
        else:
            self._alone(now)

    def _alone(self, now: float) -> None:
        """There is no worker: wait for another, but not for ever."""
        if self.client.status == "closed":
            self.events.append(Event(BROKEN, None, (f"the scheduler {address_of(self.url)} is gone",)))
        elif self.refused and not self.has_worked:
            self.events.append(Event(BROKEN, None, (next(iter(self.refused.values())),)))
        elif now - self.served > PATIENCE_SECONDS:
            self.events.append(Event(BROKEN, None, (f"no worker for {PATIENCE_SECONDS:.0f} s: {worker_command(self.url)}",)))
        elif not self.is_alone:
            self.is_alone = True
            self.tell(f"{self.url}: no worker left: waiting up to {PATIENCE_SECONDS:.0f} s for: {worker_command(self.url)}")

    def close(self) -> None:
        """Take back what is not done and leave the cluster as it was."""
        self.client.cancel(list(self.asked), force=True)
        self.client.close(timeout=1)
        ends = (self._reader, self._writer)
        self._reader = self._writer = -1  # A thread of Dask may still note something.
        for end in ends:
            os.close(end)
