"""The pool: feeds jobs to workers, watches them, kills what hangs or bloats, replaces what is lost.

Written on plain processes, because `concurrent.futures` and `multiprocessing.Pool` do not survive a killed or hanging
worker. Whatever happens to a worker costs its one job; whatever happens to the forge costs the jobs under way.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import signal
import socket
import time
from dataclasses import dataclass
from typing import Any, Self

from solver.running.forge import BROKEN, END, ENDED, FORK, PROCESS_ID, READY, REFUSED, SERVE, STEP, WORKER, Prepare, fork_forge
from solver.running.machine import available_bytes
from solver.running.stop import Stop
from solver.running.watched import Order, Patience, Watched
from solver.running.worker import PACKET_BYTES, Work, packets

LOST = "lost"
TIMEOUT, MEMORY, PRESSURE = "timeout", "memory", "pressure"

LOOK_SECONDS = 0.2
END_SECONDS = 0.5
FORGES = 8
FAILURES = 3  # One per way to prepare.
RESERVE_BYTES = 400 << 20
PATIENCE = Patience()


@dataclass(frozen=True)
class Event:
    """Something the pool has to tell.

    kind: STEP (done, total) of the forge; BROKEN (text) when no forge works any more; DONE (processor seconds, peak bytes);
    LOST (how, processor seconds, peak bytes), how being TIMEOUT, MEMORY, PRESSURE or "crashed(...)"; or a kind of the
    job's own with what the job sent after it.
    """

    kind: str
    job: Any
    payload: tuple


class Pool:
    """Up to `size` workers behind one forge. Use it as a context manager; it leaves no process behind.

    prepare(failures, report) runs in the forge before it forks: failures counts forges that did not survive it.
    work(job, send) runs in a worker. `stop` ends a wait early.
    """

    def __init__(
        self,
        prepare: Prepare,
        work: Work,
        size: int,
        memory_limit: int,
        stop: Stop | None = None,
        patience: Patience | None = None,
    ):
        self.prepare = prepare
        self.work = work
        self.size = size
        self.memory_limit = memory_limit
        self.stop = stop
        self.patience = patience or PATIENCE
        self.is_ready = False
        self.forges = 0
        self.failures = 0
        self.failure = ""
        self.cannot_fork = False
        self.forge: int | None = None
        self.control: socket.socket | None = None
        self.workers: list[Watched] = []
        self.waiting: list[Order] = []
        self.events: list[Event] = []
        self.looked = time.monotonic()

    def __enter__(self) -> Self:
        self._start_forge()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def busy(self) -> int:
        """How many jobs have been given and are not over."""
        return len(self.waiting) + sum(worker.order is not None for worker in self.workers)

    @property
    def free(self) -> int:
        """How many jobs can be given now."""
        ending = sum(worker.order is None and worker.killed_for is not None for worker in self.workers)
        return max(0, self.size - self.busy - ending) if self.is_ready else 0

    @property
    def resident_bytes(self) -> int:
        """Memory that the workers held when they were last looked at."""
        return sum(worker.resident for worker in self.workers)

    def give(self, job: Any, step_limit: int, deadline: float) -> None:
        """Start a job, which is plain data. It is lost when its steps stop growing or when it is alive after the deadline."""
        self._start(Order(job, step_limit, deadline))

    def wait(self, seconds: float) -> list[Event]:
        """Return what has happened, after at most `seconds`; earlier when something happens or a stop is requested."""
        self._look()
        while self.waiting and self.is_ready and (len(self.workers) < self.size or self._idle() is not None):
            self._start(self.waiting.pop(0))
        sources: list[Any] = [worker.connection for worker in self.workers if not worker.is_closed]
        sources += [source for source in (self.control, self.stop) if source is not None]
        readable, _, _ = select.select(sources, [], [], 0.0 if self.events else max(0.0, min(seconds, LOOK_SECONDS)))
        for worker in self.workers:
            if worker.connection in readable:
                self._receive(worker)
        if self.control is not None and self.control in readable:
            self._listen_to_forge(self.control)
        events, self.events = self.events, []
        return events

    def close(self) -> None:
        """End all workers and the forge at once."""
        if self.control is not None:
            self.control.close()  # The forge then ends the groups of its workers, and itself.
            self.control = None
        if self.forge is not None:
            deadline = time.monotonic() + (END_SECONDS if self.is_ready else 0.0)
            while (is_alive := os.waitpid(self.forge, os.WNOHANG)[0] == 0) and time.monotonic() < deadline:
                time.sleep(0.002)
            if is_alive:
                self._kill_forge()
            self.forge = None
        for worker in self.workers:
            worker.connection.close()
        self.workers = []
        self.is_ready = False

    def _start_forge(self) -> None:
        """Fork the forge. Says BROKEN when the system refuses, or when too many forges have ended."""
        self.forges += 1
        if self.forges > FORGES or self.failures == FAILURES:
            self.events.append(Event(BROKEN, None, (self.failure or "the forge was killed again and again",)))
            return
        ours, theirs = packets()
        try:
            self.forge = fork_forge(self.prepare, self.failures, self.work, self.memory_limit, (ours, theirs))
            self.control = ours
        except OSError as error:
            ours.close()
            theirs.close()
            self.cannot_fork = True
            self.events.append(Event(BROKEN, None, (f"cannot start a process: {error}",)))

    def _kill_forge(self) -> None:
        """Kill the forge, with the processes that compile for it, and reap it."""
        assert self.forge is not None
        for kill in (os.killpg, os.kill):  # Its group may not exist yet.
            with contextlib.suppress(ProcessLookupError):
                kill(self.forge, signal.SIGKILL)
        os.waitpid(self.forge, 0)

    def _idle(self) -> Watched | None:
        return next((worker for worker in self.workers if worker.is_idle), None)

    def _start(self, order: Order) -> None:
        """Send a job to an idle worker or to a new one, which may read it before its process id is known here."""
        worker = self._idle() or self._new_worker(FORK)
        worker.begin(order)
        with contextlib.suppress(OSError):  # It has just died: the forge will tell, and the job is started again.
            worker.connection.sendall(marshal.dumps(order.job))

    def _new_worker(self, command: bytes) -> Watched:
        """Ask the forge for a worker, or to be one."""
        ours, theirs = packets()
        worker = Watched(ours)
        self.workers.append(worker)
        with theirs, contextlib.suppress(OSError):  # The end of the forge is found by the next wait.
            assert self.control is not None
            socket.send_fds(self.control, [command], [theirs.fileno()])
        return worker

    def _kill(self, worker: Watched, reason: str) -> None:
        """Have a worker ended; its job is lost when the forge says that it is over."""
        worker.killed_for = reason
        with contextlib.suppress(OSError):
            assert self.control is not None
            self.control.sendall(PROCESS_ID.pack(END, worker.process))

    def _receive(self, worker: Watched) -> None:
        """Take every packet that a worker has sent."""
        while True:
            try:
                packet = worker.connection.recv(PACKET_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                worker.is_closed = True
                return
            order, told = worker.order, worker.hear(packet)
            if order is not None and told is not None:
                self.events.append(Event(told[0], order.job, told[1:]))

    def _listen_to_forge(self, control: socket.socket) -> None:
        """Take one packet from the forge, or notice its end."""
        try:
            packet = control.recv(PACKET_BYTES)
        except OSError:
            packet = b""
        if not packet:
            self._forge_ended()
            return
        kind, *payload = marshal.loads(packet)
        nameless = next((worker for worker in self.workers if worker.process is None), None)
        if kind == STEP:
            self.events.append(Event(STEP, None, tuple(payload)))
        elif kind == READY:
            self.is_ready = True
        elif kind == BROKEN:
            self.failure = payload[0]
        elif kind == WORKER and nameless is not None:
            nameless.process = payload[0]
        elif kind == REFUSED and nameless is not None:
            self._refused(nameless)
        elif kind == ENDED:
            worker = next((worker for worker in self.workers if worker.process == payload[0]), None)
            if worker is not None:
                code = os.waitstatus_to_exitcode(payload[1])
                self._ended(worker, f"crashed({-code})" if code < 0 else f"crashed(exit {code})")

    def _refused(self, worker: Watched) -> None:
        """The system has no room for another process: go on with those there are; with none, the forge works itself."""
        self._remove(worker)
        self.size = max(1, len(self.workers))
        if not self.workers:
            self._new_worker(SERVE).process = self.forge
        if worker.order is not None:
            self.waiting.append(worker.order)

    def _ended(self, worker: Watched, how: str) -> None:
        """A worker is over: its job is lost, or waits again when it had not begun."""
        self._receive(worker)
        self._remove(worker)
        order = worker.order
        if order is not None and not worker.has_begun and worker.killed_for is None:
            self.waiting.append(order)
        elif order is not None:
            self.events.append(Event(LOST, order.job, (worker.killed_for or how, worker.seconds, worker.peak)))

    def _remove(self, worker: Watched) -> None:
        worker.connection.close()
        self.workers.remove(worker)

    def _forge_ended(self) -> None:
        """Without its forge every worker is ended by the system; start over with a new forge."""
        assert self.forge is not None and self.control is not None
        self._kill_forge()
        self.control.close()
        self.control, self.forge = None, None
        self.failures += not self.is_ready
        self.is_ready = False
        for worker in list(self.workers):
            self._ended(worker, "crashed(forge)")
        self._start_forge()

    def _look(self) -> None:
        """Look at memory and progress of all workers."""
        now = time.monotonic()
        pause = now - self.looked
        if pause < LOOK_SECONDS:
            return
        self.looked = now
        busy = [worker for worker in self.workers if worker.order and worker.process and worker.killed_for is None]
        for worker in busy:
            worker.look(pause)
            if worker.resident > self.memory_limit:
                self._kill(worker, MEMORY)
            elif worker.is_stuck(self.patience, now):
                self._kill(worker, TIMEOUT)
        hungry = [worker for worker in busy if worker.killed_for is None and worker.peak > self.memory_limit // 2]
        if hungry and available_bytes() < RESERVE_BYTES:
            self._kill(max(hungry, key=lambda worker: worker.peak), PRESSURE)
