"""Runs the kernel with families that misbehave as the id of a task says: `python -m tests.faulty --input ...`.

A task "kill" has its worker killed after a first candidate was found; in "bare-kill" nothing was found before.
Settings come from FAULTS, a JSON object in the environment of the test.
"""

import ctypes
import errno
import json
import os
import signal
import subprocess
import sys
import time

import kernel
from solver.running import forge, job, machine, pool, run, watched

MARK = [[7, 7, 7]]
FAULTS = json.loads(os.environ.get("FAULTS", "{}"))


def families(failures, report):
    """Stands in for job.prepare: the same, with a small portfolio."""
    if FAULTS.get("numba") == "missing":
        sys.modules["numba"] = None
    if FAULTS.get("compile") == "hang":
        time.sleep(1000)
    if FAULTS.get("compile") == "abort":
        os.abort()
    job.choose_cache(failures)
    import numpy as np

    from solver import jit, portfolio
    from solver.choice.candidate import Candidate

    if FAULTS.get("cache") == "disk full":

        def save(self, key, data):
            raise OSError(errno.ENOSPC, "No space left on device")

        import numba.core.caching

        numba.core.caching.IndexDataCacheFile.save = save
    # One function, the shortest, stands for all that a run compiles: what a fault costs must not wait for a compiler.
    jit._compiled[:] = [min(jit._compiled, key=lambda one: len(one[0].py_func.__code__.co_code))]
    portfolio.Oddness = lambda task: lambda predictions, cost: 0.0

    @jit.compiled(jit.INTEGER(jit.INTEGER))
    def spin(number):
        """Add up for ever, for a number above 0."""
        total = 0
        while number > 0:
            total += number
        return total

    @jit.compiled(jit.INTEGER(jit.INTEGER))
    def bloat(count):
        """Fill memory and hold it for ever."""
        held = np.ones(count, np.uint8)
        while held[0] == 1:
            held[1] += 1
        return held.size

    def candidate(task, cells, **others):
        grid = np.array(cells, np.uint8)
        fields = {"family": "mark", "program": "mark", "cost": 1.0, "fits": 0, "demonstrations": len(task.train)}
        return Candidate(predictions=(grid,) * len(task.test), **fields | others)

    def mark(task, budget):
        budget.spend(1000 + spin(0))
        if not task.id.startswith("bare-"):
            yield candidate(task, MARK)

    def misbehave(task, budget):
        yield from by_id.get(task.id.removeprefix("bare-").rstrip("0123456789"), good)(task, budget)

    def good(task, budget):
        budget.spend(1000)
        return ()

    def hold(task, budget):
        bloat(1_000_000_000)
        return ()

    def hold_in_python(task, budget):
        held = []
        while True:
            held.append(b"x" * 20_000_000)
        return held

    def ask_too_much(task, budget):
        np.ones(1 << 40, np.uint8)
        return ()

    def ignore_sigterm(task, budget):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            time.sleep(1)

    def leave_orphan(task, budget):
        orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        with open(FAULTS["orphan"], "w") as file:
            file.write(str(orphan.pid))
        os.kill(os.getpid(), signal.SIGKILL)

    def go_on(task, budget):
        """Spend steps without end, but stop when told to."""
        while budget.spend(1000):
            time.sleep(0.01)
        yield candidate(task, [[8]], family="late")

    def never_stop(task, budget):
        while True:
            budget.spend(1000)
            time.sleep(0.001)

    def slow(task, budget):
        for _ in range(40):
            budget.spend(1000)
            time.sleep(0.05)
        return ()

    def fail(task, budget):
        raise SecretiveError

    def answer_nonsense(task, budget):
        yield candidate(task, [[1.5]], cost=float("nan"), program="in words, so that its cost stands")

    def answer_object(task, budget):
        yield candidate(task, [[1]], evidence={"found": object()})

    def answer_too_much(task, budget):
        yield candidate(task, [[1]], program="x" * 50_000_000, evidence={"text": "y" * 50_000_000})

    by_id = {
        "kill": lambda task, budget: os.kill(os.getpid(), signal.SIGKILL),
        "segfault": lambda task, budget: ctypes.string_at(0),
        "exit-zero": lambda task, budget: os._exit(0),
        "exit-one": lambda task, budget: sys.exit(1),
        "hang": lambda task, budget: spin(1),
        "ignore-sigterm": ignore_sigterm,
        "orphan": leave_orphan,
        "hold": hold,
        "hold-in-python": hold_in_python,
        "ask-too-much": ask_too_much,
        "go-on": go_on,
        "never-stop": never_stop,
        "slow": slow,
        "fail": fail,
        "nonsense": answer_nonsense,
        "object": answer_object,
        "too-much": answer_too_much,
    }
    portfolio.FAMILIES = (portfolio.Row("mark", mark, 0.5), portfolio.Row("misbehave", misbehave, 0.5))
    jit.warm_up(report, 2)


class SecretiveError(Exception):
    """An exception that cannot even be shown."""

    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __repr__


def refuse_forks(allowed):
    """Let the system refuse to fork after a number of processes."""
    real = os.fork
    left = [allowed]

    def fork():
        if left[0] == 0:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        left[0] -= 1
        return real()

    forge.os.fork = fork


def main():
    """Set the faults up and run the kernel."""
    run.prepare = families
    seconds = FAULTS.get("patience", 1.5)
    pool.PATIENCE = watched.Patience(seconds, 3 * seconds, seconds)
    if "forks" in FAULTS:
        refuse_forks(FAULTS["forks"])
    if "reading" in FAULTS:
        time.sleep(FAULTS["reading"])
    assert "numba" not in sys.modules
    status = kernel.main()
    assert "numba" not in sys.modules or FAULTS.get("forks") == 0
    assert machine.resident_bytes(os.getpid()) < 200 << 20
    return status


if __name__ == "__main__":
    sys.exit(main())
