"""A worker process: does one job after another and tells what it finds as packets of plain data.

Packets are marshal'ed tuples on a SOCK_SEQPACKET socket: the kernel keeps their boundaries, so a worker killed while it
sends leaves no half packet, and marshal cannot carry an object that would surprise the parent.

    parent -> worker    (any plain job)
    worker -> parent    (kind, ...) from the job itself, then (DONE, processor seconds, peak bytes); of these seconds, those
                        of every (COMPILED, processor seconds) went into compiled code, which other jobs use too
"""

from __future__ import annotations

import ctypes
import marshal
import os
import resource
import signal
import socket
import time
import traceback
from collections.abc import Callable
from typing import Any

from solver.running.machine import peak_bytes, reset_peak, virtual_bytes

BEAT = "beat"
COMPILED = "compiled"
DONE = "done"
FAILED = "failed"
NOT_A_CANDIDATE = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)

PACKET_BYTES = 1 << 19
BEAT_SECONDS = 0.5
TEXT_CHARACTERS = 4000
VIRTUAL_MARGIN_BYTES = 4 << 30  # Arenas are reserved, not touched: the parent watches what is resident.
_PR_SET_PDEATHSIG = 1

Send = Callable[[tuple], None]
Work = Callable[[Any, Send], None]


def packets() -> tuple[socket.socket, socket.socket]:
    """Two ends of a channel that keeps packet boundaries."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PACKET_BYTES)
    return ends


def set_apart(parent: int) -> None:
    """Give this forked process a process group of its own, default signals, and an end when its parent ends.

    SIGINT is ignored, because Ctrl-C is the business of the parent. Called with all signals blocked; unblocks them.
    """
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def limit_memory(memory_limit: int) -> None:
    """Let an allocation fail that is far beyond the limit. To be called after everything is compiled."""
    most = virtual_bytes() + 2 * memory_limit + VIRTUAL_MARGIN_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def serve(connection: socket.socket, work: Work) -> None:
    """Do jobs from the connection until it is closed.

    What a family yields that is no candidate shows here, after the family's own run: it becomes a FAILED packet, and the
    worker goes on. Any other exception ends the worker, which costs the job, and the pool starts another.
    """

    def send(message: tuple) -> None:
        connection.sendall(marshal.dumps(message))

    while packet := connection.recv(PACKET_BYTES):
        send((BEAT, 0))  # It has begun: from here on an end of this worker costs the job.
        reset_peak()
        started = time.process_time()
        try:
            work(marshal.loads(packet), send)
        except NOT_A_CANDIDATE:
            send((FAILED, traceback.format_exc()[-TEXT_CHARACTERS:]))
        send((DONE, time.process_time() - started, peak_bytes()))


class Heartbeat:
    """A clock that tells the parent, whenever it is asked, that the job is alive and how many steps it has spent."""

    def __init__(self, send: Send, spent: Callable[[], int]):
        self.send = send
        self.spent = spent
        self.last = time.monotonic()

    def __call__(self) -> float:
        """Seconds on the monotonic clock."""
        now = time.monotonic()
        if now - self.last >= BEAT_SECONDS:
            self.last = now
            self.send((BEAT, self.spent()))
        return now
