"""Finds a Dask scheduler with workers of this process's versions before a run begins, or says in one line what lacks."""

from __future__ import annotations

import logging
import queue
import select
import socket
import threading
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from solver.extras import lacking
from solver.reading.entry import InputError

if TYPE_CHECKING:
    from solver.running.stop import Stop

PREFIX = "dask://"
CONNECT_SECONDS = 20.0  # Dask answers in one, on a busy machine in several.
WAIT_SECONDS = 10.0  # for a first worker
LOOK_SECONDS = 0.2


def why_not() -> str | None:
    """Say why no cluster can be used, None when one can."""
    return lacking("distributed")


def address_of(url: str) -> str:
    """The address as Dask writes it: dask://HOST:PORT -> tcp://HOST:PORT."""
    return "tcp://" + url.removeprefix(PREFIX)


def worker_command(url: str) -> str:
    """The command that starts a worker."""
    return f"dask worker {address_of(url)} --nthreads 1"


def reach(url: str, stop: Stop | None, tell: Callable[[str], object]) -> Any:
    """Return a client of the scheduler, which has at least one worker. Raises InputError in one line.

    `tell` is called with what a person who waits should know. None when a stop is requested meanwhile.
    """
    client = None
    try:
        client = _connect(url, stop)
        if client is None:
            return None
        if not workers_of(client):
            tell(f"{url}: no worker yet: waiting up to {WAIT_SECONDS:.0f} s for one")
        until = time.monotonic() + WAIT_SECONDS
        while not (found := workers_of(client)) and time.monotonic() < until:
            if select.select([] if stop is None else [stop], [], [], LOOK_SECONDS)[0]:
                client.close(timeout=1)
                return None
        if not found:
            raise InputError(f"expected at least one worker, found none: start one with: {worker_command(url)}")
        if reason := unlike(client.get_versions(packages=["numba"])):
            raise InputError(reason)
    except InputError as error:
        if client is not None:
            client.close(timeout=1)
        raise InputError(f"--executor {url}: {error}") from None
    return client


def _connect(url: str, stop: Stop | None) -> Any:
    """A client of the scheduler; None when a stop is requested before there is one. Raises InputError."""
    host, _, port = url.removeprefix(PREFIX).rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except OSError as error:
        why = error.strerror or str(error)
        command = f"dask scheduler --port {port}"
        raise InputError(f"expected a Dask scheduler, found none ({why}): start one with: {command}") from None
    found: queue.SimpleQueue[Any] = queue.SimpleQueue()
    # Dask waits without end for something else that listens there, and does not hear a signal: so another thread waits.
    threading.Thread(target=_become_client, args=(address_of(url), found), daemon=True).start()
    until = time.monotonic() + CONNECT_SECONDS
    while found.empty() and time.monotonic() < until:
        if select.select([] if stop is None else [stop], [], [], LOOK_SECONDS)[0]:
            return None
    client = None if found.empty() else found.get()
    if client is None:
        raise InputError("expected a Dask scheduler, found something that does not answer like one")
    return client


def _become_client(address: str, found: queue.SimpleQueue[Any]) -> None:
    """Put a client of the scheduler into a queue; None when there can be none."""
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # What a person should know is told by this project.
    try:
        with warnings.catch_warnings(action="ignore"):
            found.put(Client(address, timeout=CONNECT_SECONDS, set_as_default=False))
    except (OSError, TimeoutError, ValueError):
        found.put(None)


def workers_of(client: Any) -> list[str]:
    """Addresses of the workers that the scheduler knows."""
    return list(client.scheduler_info(n_workers=-1)["workers"]) if client.status == "running" else []


def unlike(versions: dict[str, Any]) -> str | None:
    """Say who in the cluster has other versions than this process, None when nobody has.

    versions: as Dask tells them, {"client": {"packages": {name: version}}, "scheduler": ..., "workers": {address: ...}}.
    """
    expected = _compared(versions["client"])
    found = {f"worker {address}": _compared(told) for address, told in versions["workers"].items()}
    # The scheduler only passes on what Python has packed.
    found = {"the scheduler": expected | {"Python": _compared(versions["scheduler"])["Python"]}} | found
    others = {who: told for who, told in found.items() if told != expected}
    if not others:
        return None
    who, told = next(iter(others.items()))
    wrong = [name for name in expected if told[name] != expected[name]]
    here, there = (", ".join(f"{name} {side[name] or 'none'}" for name in wrong) for side in (expected, told))
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return f"expected {here} as here, found {there} on {who}{more}: install the same versions there"


def _compared(told: dict[str, Any]) -> dict[str, str | None]:
    """The versions that results depend on."""
    packages = told["packages"]
    return {"Python": ".".join(packages["python"].split(".")[:2])} | {name: packages.get(name) for name in ("numpy", "numba")}
