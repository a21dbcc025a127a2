"""What runs in a worker of a cluster: this project's code, which comes with the client and need not be installed there.

`shipped` travels by value and needs nothing but Python; all else is imported from the sources that it unpacks.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import platform
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from solver.running.job import prepare, worker_of
from solver.running.machine import peak_bytes, reset_peak
from solver.running.worker import BEAT, FAILED, NOT_A_CANDIDATE, TEXT_CHARACTERS
from solver.version import PACKAGE, code_version

NO_CODE = "no code"  # what `shipped` returns where its code has not been unpacked


def shipped(digest: str, archive: bytes | None, function: str, *arguments: Any) -> Any:
    """Call a function of this file in a worker, from the sources in the archive. NO_CODE where they are not known yet.

    The sources lie in the worker's own folder, which Dask removes with the worker. Whatever else is called `solver` there is
    put aside meanwhile: another state of this project, or somebody's module of that name.
    """
    import importlib
    import io
    import sys
    import threading
    import types
    import zipfile

    from distributed import get_worker

    here = vars(sys.modules.setdefault("_tessera_codes", types.ModuleType("_tessera_codes")))
    with here.setdefault("one at a time", threading.Lock()):  # Random numbers and peak memory belong to the whole process.
        if digest not in here:
            if archive is None:
                return "no code"
            folder = f"{get_worker().local_directory}/tessera-{digest}"
            zipfile.ZipFile(io.BytesIO(archive)).extractall(folder)
            importlib.invalidate_caches()
            here[digest] = (folder, {})
        folder, modules = here[digest]
        aside = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "solver"}
        sys.modules.update(modules)
        sys.path.insert(0, folder)
        try:
            return getattr(importlib.import_module("solver.running.remote"), function)(*arguments)
        finally:
            sys.path.remove(folder)
            modules.update({name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "solver"})
            sys.modules.update(aside)


def greet() -> str:
    """Say which code this is: its sources are the client's, but numpy and numba count too."""
    return code_version()


def make_ready() -> None:
    """Have everything compiled once on this machine, whatever the number of workers, and load it here."""
    from solver.cache import cache_folder
    from solver.jit import warm_up

    cache = cache_folder()
    if cache is not None:
        with (Path(tempfile.gettempdir()) / f"tessera-{os.getuid()}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _compile_once(cache / f"compiled-{code_version()}-{platform.python_version()}-{platform.node()}")

    from solver import portfolio  # noqa: F401  (its import declares everything that is compiled)

    warm_up()


def _compile_once(done: Path) -> None:
    """Fill the cache, unless a file says that it has been done."""
    if not done.exists():
        # A process with threads must not fork to compile: another one fills the cache, this one loads from it.
        place = f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r})"
        command = f"{place}; from solver.running.remote import compile_all; compile_all()"
        if subprocess.run([sys.executable, "-c", command], check=False).returncode == 0:
            done.touch()


def compile_all() -> None:
    """Compile into the cache, with all cores."""
    prepare(0, lambda done, total: None, later=())


def run_job(order: bytes) -> tuple[list[tuple], float, int]:
    """Do one job, a pickled (task, job, switched off, seed, seconds from now).

    Returns what was told while it ran, the processor seconds and the peak bytes.
    """
    task, job, disabled, seed, seconds = pickle.loads(order)
    told: list[tuple] = []

    def send(message: tuple) -> None:
        if message[0] != BEAT:
            told.append(message)

    reset_peak()
    started = time.thread_time()
    until = time.monotonic() + seconds
    try:
        worker_of([task], disabled, seed)(tuple(job._replace(task=0, deadline=until)), send)
    except NOT_A_CANDIDATE:
        told.append((FAILED, traceback.format_exc()[-TEXT_CHARACTERS:]))
    return told, time.thread_time() - started, peak_bytes()
