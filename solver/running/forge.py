"""The forge: the one process that compiles everything, then forks workers on request, ends them and tells how they ended.

It stands between the parent and the workers so that the parent never holds compiled code: a compiler that aborts, a
corrupt cache or a broken numba ends the forge, and the parent still hands in. A forked worker is ready in 0.03 s with
all compiled code shared. When the forge ends, the kernel ends all workers.

    parent -> forge    FORK + the worker's socket; END + process id; SERVE + socket: be a worker, because nothing can fork
    forge -> parent    (STEP, done, total), then (READY,) or (BROKEN, text); per FORK (WORKER, process id) or (REFUSED,);
                       (ENDED, process id, wait status)
"""

from __future__ import annotations

import contextlib
import errno
import gc
import marshal
import os
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from typing import Any

from solver.running.worker import PACKET_BYTES, TEXT_CHARACTERS, Work, limit_memory, serve, set_apart

FORK, END, SERVE = b"F", b"E", b"S"
STEP, READY, BROKEN, WORKER, REFUSED, ENDED = "step", "ready", "broken", "worker", "refused", "ended"
PROCESS_ID = struct.Struct("=cq")

Report = Callable[[int, int], None]
Prepare = Callable[[int, Report], None]


def fork_forge(
    prepare: Prepare, failures: int, work: Work, memory_limit: int, ends: tuple[socket.socket, socket.socket]
) -> int:
    """Start the forge on the second end of a channel; return its process id. Raises OSError when the system refuses to fork."""
    parent = os.getpid()
    process = _fork()
    if process == 0:
        try:
            ends[0].close()
            set_apart(parent)
            _run(ends[1], lambda report: prepare(failures, report), work, memory_limit)
        finally:
            os._exit(1)
    ends[1].close()
    return process


def _fork() -> int:
    """Fork with all signals blocked, so that no handler of the parent runs in the child."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()  # Or the child would own a copy of what is not yet written.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    process = -1
    try:
        process = os.fork()
    finally:
        if process != 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process


def _run(control: socket.socket, prepare: Callable[[Report], None], work: Work, memory_limit: int) -> None:
    """Prepare, then obey the parent until it closes the channel."""

    def tell(*message: Any) -> None:
        control.sendall(marshal.dumps(message))

    try:
        prepare(lambda done, total: tell(STEP, done, total))
    except BaseException:  # The process boundary: whatever it was, the parent hears of it and this process ends.
        tell(BROKEN, traceback.format_exc()[-TEXT_CHARACTERS:])
        return
    gc.collect()
    gc.freeze()  # Workers then share these pages for good.
    tell(READY)
    wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    workers: set[int] = set()
    while True:
        readable = select.select([control.fileno(), wake], [], [])[0]
        if wake in readable:
            os.read(wake, 512)
        for process, status in _ended(workers):
            tell(ENDED, process, status)
        if control.fileno() not in readable:
            continue
        packet, descriptors, _, _ = socket.recv_fds(control, PACKET_BYTES, 1)
        if not packet:
            for process in workers:
                os.killpg(process, signal.SIGKILL)
            for process in workers:
                os.waitpid(process, 0)
            return
        command = packet[:1]
        if command == END and (process := PROCESS_ID.unpack(packet)[1]) in workers:
            os.killpg(process, signal.SIGKILL)
        elif command == FORK:
            _fork_worker(socket.socket(fileno=descriptors[0]), control, work, memory_limit, workers, tell)
        elif command == SERVE:
            serve(socket.socket(fileno=descriptors[0]), work)


def _fork_worker(
    connection: socket.socket,
    control: socket.socket,
    work: Work,
    memory_limit: int,
    workers: set[int],
    tell: Callable[..., None],
) -> None:
    """Fork one worker that serves on the connection."""
    forge = os.getpid()
    try:
        process = _fork()
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.ENOMEM):
            raise
        connection.close()
        tell(REFUSED)
        return
    if process == 0:
        try:
            control.close()
            set_apart(forge)
            limit_memory(memory_limit)
            serve(connection, work)
            os._exit(0)
        finally:
            os._exit(1)
    with contextlib.suppress(OSError):
        os.setpgid(process, process)  # Both sides set it: END must find the group, whoever runs first.
    connection.close()
    workers.add(process)
    tell(WORKER, process)


def _ended(workers: set[int]) -> list[tuple[int, int]]:
    """Workers that have ended, with their wait status. What they left running in their process groups is ended too."""
    ended = []
    for process in sorted(workers):
        # Look before reaping: while the process is a zombie its id, and that of its group, belong to nobody else.
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            ended.append((process, os.waitpid(process, 0)[1]))
            workers.discard(process)
    return ended
