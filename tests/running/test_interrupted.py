"""Runs that are killed, interrupted, suspended or short of time: what is left is complete, and nothing runs on."""

import os
import signal
import time

import pytest

from tests.faulty import MARK
from tests.processes import (
    FAULTY,
    descendants,
    faults,
    finish,
    is_alive,
    listens,
    log_lines,
    start,
    submission,
    until,
    workers,
    write_tasks,
)

SIGNALS = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGHUP: 129}


# When a signal comes: as soon as the kernel listens, when a first file is there, a forge, a worker, an answer of theirs.
MOMENTS = {
    "listening": lambda process, output: listens(process),
    "handed in": lambda process, output: output.exists(),
    "forge": lambda process, output: descendants(process.pid),
    "worker": lambda process, output: workers(process),
    "answered": lambda process, output: output.exists() and "[[7,7,7]]" in output.read_text(),  # MARK
}


def test_fault_06_killed_parent(tmp_path, cache):
    tasks = write_tasks(tmp_path / "tasks.json", ["hang1", "hang2", "good1"])
    environment = {**faults(patience=60), "TESSERA_CACHE": str(cache)}
    arguments = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--quiet", "--effort", 1001)
    process = start(FAULTY, *arguments, environment=environment)
    until(lambda: len(workers(process)) == 2)
    family = descendants(process.pid)
    process.kill()
    process.communicate()
    until(lambda: not any(map(is_alive, family)))
    submission(tmp_path / "submission.json", tasks)


def interrupted(tmp_path, cache, number, moment, again=False, **settings):
    """Send a signal at a moment; check all that it promises. again: and once more, until the kernel has ended."""
    ids = [f"{kind}{index}" for index in range(20) for kind in ("slow", "good", "hang")]
    tasks = write_tasks(tmp_path / "tasks.json", ids)
    output = tmp_path / "submission.json"
    environment = {**faults(**settings), "TESSERA_CACHE": str(cache)}
    arguments = ("--input", tasks, "--output", output, "--workers", 2, "--log", tmp_path / "run.jsonl", "--effort", 1001)
    process = start(FAULTY, *arguments, environment=environment)
    until(lambda: MOMENTS[moment](process, output))
    family = descendants(process.pid)
    process.send_signal(number)
    sent = time.monotonic()
    while again and process.poll() is None:
        process.send_signal(number)
        time.sleep(0.01)
    finish(process)
    seconds = time.monotonic() - sent
    assert process.returncode == SIGNALS[number], process.err
    assert not any(map(is_alive, family))
    submission(output, tasks)
    assert "written" in process.out
    return seconds


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_fault_10_signal_at_any_moment(tmp_path, cache, number, moment):
    interrupted(tmp_path, cache, number, moment)


def test_fault_10_hangup(tmp_path, cache):
    interrupted(tmp_path, cache, signal.SIGHUP, "worker")


@pytest.mark.parametrize("number", SIGNALS)
def test_fault_10_signal_while_compiling(tmp_path, cache, number):
    interrupted(tmp_path, cache, number, "forge", compile="hang")


def test_fault_10_signal_is_obeyed_at_once(tmp_path, cache):
    """Two seconds are promised. What is left to do takes a third of a second: five times that fits where others work, too.

    A kernel that waited for its workers would take 20 s more, for 20 tasks hang; three tries, for one may be unlucky.
    """
    folders = [tmp_path / str(index) for index in range(3)]
    for folder in folders:
        folder.mkdir()
    assert any(interrupted(folder, cache, signal.SIGTERM, "worker") < 2 for folder in folders)


@pytest.mark.parametrize("moment", ["handed in", "worker"])
def test_fault_11_second_signal(tmp_path, cache, moment):
    interrupted(tmp_path, cache, signal.SIGTERM, moment, again=True)


def suspended(tmp_path, cache, limit):
    """Suspend a run of slow tasks when its workers are at work, until 5 s have passed and the limit; gives its log by id.

    5 s: more than a worker may show no progress here, which is 4.5 s. None when it was over before two workers were there.
    """
    ids = [f"slow{index}" for index in range(20 if limit else 2)]
    tasks = write_tasks(tmp_path / "tasks.json", ids)
    arguments = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--log", tmp_path / "run.jsonl")
    started = time.monotonic()
    limited = ("--time-limit", f"{limit}s") if limit else ()
    process = start(FAULTY, *arguments, *limited, "--effort", 1_000_000, environment={"TESSERA_CACHE": str(cache)})
    until(lambda: len(workers(process)) == 2 or process.poll() is not None)
    if process.poll() is not None:
        return None
    family = [process.pid, *descendants(process.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(max(5, started + limit - time.monotonic()))
    for pid in reversed(family):
        os.kill(pid, signal.SIGCONT)
    finish(process)
    assert process.returncode == 0, process.err
    submission(tmp_path / "submission.json", tasks)
    return log_lines(tmp_path / "run.jsonl")[1]


def test_fault_17_suspended(tmp_path, cache):
    lines = suspended(tmp_path, cache, 0)
    assert [line["losses"] for line in lines.values()] == [[], []]
    assert all(line["tiers"] == [1] for line in lines.values())


def test_fault_17_a_deadline_that_passed_meanwhile_ends_the_run(tmp_path, cache):
    """The limit must leave time to start, which depends on the machine."""
    lines = next(filter(None, (suspended(tmp_path, cache, limit) for limit in (4, 10, 30))))
    assert [line["losses"] for line in lines.values()] == [[]] * 20
    assert sum(line["status"] == "skipped-deadline" for line in lines.values()) >= 10


def test_fault_18_no_time_at_all(small):
    process, _, lines = small(["good1", "hang"], "--time-limit", "0")
    assert process.returncode == 0, process.err
    assert {line["status"] for line in lines.values()} == {"skipped-deadline"}


@pytest.mark.parametrize("seconds", [1, 9])
def test_time_limit_is_kept(small, seconds):
    """From the start to the last byte. 3 s more are for a machine where many others work: what comes after the deadline takes
    a third of a second of a core, and the tasks that hang would take much longer."""
    small(["good1"])  # Nothing is left to compile.
    started = time.monotonic()
    process, found, lines = small(["good1", "go-on1", "go-on2", "never-stop", "hang"], "--time-limit", f"{seconds}s")
    assert process.returncode == 0, process.err
    assert time.monotonic() - started < seconds + 3
    assert found.keys() == lines.keys()
    if seconds > 1:
        begun = [id for id in found if lines[id]["candidates"]]
        assert "good1" in begun
        assert all(found[id][0]["attempt_1"] in (MARK, [[8]]) for id in begun)
