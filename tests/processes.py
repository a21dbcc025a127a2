"""Helpers of the process tests: run the kernel as a program, look at its processes, check what it leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from solver.reading.dataset import read
from solver.running.submission import check

ROOT = Path(__file__).resolve().parent.parent
KERNEL = (str(ROOT / "kernel.py"),)
# The kernel with families that do what the id of a task says; see tests/faulty.py.
FAULTY = ("-m", "tests.faulty")
GOOD = ("good1", "good2", "good3")
PATIENCE = 300.0  # seconds, for what takes a few: only a test that fails, or a very busy machine, waits so long
COMPILING = 600.0  # the real portfolio, cold, on a busy machine


_started = []


def kill_what_runs():
    """Kill every program that a failed test has left running."""
    while _started:
        process = _started.pop()
        process.kill()
        process.wait()
        for stream in filter(None, (process.stdout, process.stderr)):
            stream.close()


def start(program, *arguments, environment=None, cwd=ROOT, python=(), **options):
    """Start a program of the project with pipes for what it says; tests/conftest.py ends it with its test."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    command = [sys.executable, *python, *program, *map(str, arguments)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    process = subprocess.Popen(command, cwd=cwd, env=variables, text=True, **streams)
    _started.append(process)
    return process


def run(program, *arguments, **options):
    """Run a program to its end; return it with `out` and `err`."""
    return finish(start(program, *arguments, **options), COMPILING if program == KERNEL else PATIENCE)


def finish(process, seconds=PATIENCE):
    """Wait for the end of a program and gather what it said; a program that takes too long is killed."""
    try:
        process.out, process.err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process


def until(is_true, seconds=PATIENCE):
    """Wait until something is true; return what it was."""
    end = time.monotonic() + seconds
    while not (found := is_true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return found


def listens(process):
    """True when the program catches SIGTERM."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
    return process.poll() is not None


def is_alive(pid):
    """True when a process runs: not gone, not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid):
    """Ids of all processes that a process has started, and they."""
    children = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def workers(process):
    """Ids of the workers of a running kernel: children of its forge."""
    forges = [pid for pid in descendants(process.pid) if _parent(pid) == process.pid]
    return [pid for forge in forges for pid in descendants(forge)]


def _parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def faults(**settings):
    """The environment in which the faulty kernel does what settings say."""
    return {"FAULTS": json.dumps(settings)}


def write_tasks(path, ids, test_count=1):
    """Write a challenges file whose tasks differ only in their ids."""
    pair = {"input": [[1, 2], [3, 4]], "output": [[2, 2], [3, 3]]}
    task = {"train": [pair, pair], "test": [{"input": [[5, 0], [0, index]]} for index in range(test_count)]}
    path.write_text(json.dumps(dict.fromkeys(ids, task)))
    return path


def submission(path, tasks):
    """Read a submission, which must be complete and legal for a challenges file."""
    found = json.loads(path.read_text())
    assert check(found, read(tasks)) == []
    return found


def log_lines(path):
    """Read a run log: the line of the run, and the lines of the tasks by id."""
    first, *others = map(json.loads, path.read_text().splitlines())
    return first, {line["id"]: line for line in others}
