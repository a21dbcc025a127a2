"""What the parent knows of one worker: its job, its progress, its memory, and whether it has shown no progress for too long."""

from __future__ import annotations

import marshal
import socket
import time
from dataclasses import dataclass
from typing import Any

from solver.running.machine import processor_seconds, resident_bytes
from solver.running.worker import BEAT, COMPILED, DONE

SLEPT_SECONDS = 2.0


@dataclass(frozen=True)
class Patience:
    """How long a worker may show no progress: processor seconds, which a busy machine does not shorten, and seconds on the
    clock for one that waits for something; and how long it may outlive its deadline."""

    processor_seconds: float = 20.0
    clock_seconds: float = 120.0
    overdue_seconds: float = 10.0


@dataclass(frozen=True)
class Order:
    """A job with what it may cost: beats above `step_limit` count no longer, and nothing counts after the deadline."""

    job: Any
    step_limit: int
    deadline: float


@dataclass
class Watched:
    """A worker. seconds: processor time of its job, without `compiling`; progressed, seconds_progressed: the clock and that
    time when its steps last grew and were within the limit."""

    connection: socket.socket
    process: int | None = None
    order: Order | None = None
    has_begun: bool = False
    steps: int = 0
    progressed: float = 0.0
    seconds_before: float = 0.0
    seconds: float = 0.0
    seconds_progressed: float = 0.0
    compiling: float = 0.0
    peak: int = 0
    resident: int = 0
    killed_for: str | None = None
    is_closed: bool = False

    @property
    def is_idle(self) -> bool:
        """True when it can be given a job."""
        return self.order is None and self.killed_for is None and not self.is_closed

    def begin(self, order: Order) -> None:
        """Watch the job that it is given now."""
        self.order, self.has_begun, self.steps, self.peak = order, False, 0, 0
        self.progressed, self.seconds, self.seconds_progressed, self.compiling = time.monotonic(), 0.0, 0.0, 0.0
        self.seconds_before = processor_seconds(self.process) if self.process else 0.0

    def hear(self, packet: bytes) -> tuple | None:
        """Take note of a packet: (kind, ...) of what others should know, None when there is nothing."""
        kind, *payload = marshal.loads(packet)
        if self.order is None:
            return None
        self.has_begun = True
        if kind == BEAT:
            if self.steps < payload[0] <= self.order.step_limit:
                self._progress()
            self.steps = payload[0]
            return None
        if kind == DONE:
            self.order = None
            return DONE, max(0.0, payload[0] - self.compiling), max(payload[1], self.peak)
        if kind == COMPILED:
            self.compiling += payload[0]
            self.seconds = max(0.0, self.seconds - payload[0])  # They may have been counted as the job's.
        self._progress()
        return None if kind == COMPILED else (kind, *payload)

    def _progress(self) -> None:
        self.progressed, self.seconds_progressed = time.monotonic(), self.seconds

    def look(self, pause: float) -> None:
        """Measure time and memory. pause: since it was last looked at."""
        assert self.process is not None
        spent = processor_seconds(self.process) - self.seconds_before - self.compiling
        seconds = max(self.seconds, spent)
        if pause > SLEPT_SECONDS:  # The parent slept (a suspended machine, or Ctrl-Z): the worker may have, or worked on.
            self.progressed += pause
            self.seconds_progressed += seconds - self.seconds
        self.seconds = seconds
        self.resident = resident_bytes(self.process)
        self.peak = max(self.peak, self.resident)

    def is_stuck(self, patience: Patience, now: float) -> bool:
        """True when it has shown no progress for too long, or outlives its deadline."""
        assert self.order is not None
        return (
            self.seconds - self.seconds_progressed > patience.processor_seconds
            or now - self.progressed > patience.clock_seconds
            or now - self.order.deadline > patience.overdue_seconds
        )
