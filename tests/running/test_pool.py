"""The pool: jobs are fed, watched and replaced; what is lost is told once, and nothing is left running."""

import os
import signal
import time
from pathlib import Path

import pytest

from solver.running import pool as pool_module
from solver.running import watched
from solver.running.forge import BROKEN, STEP
from solver.running.machine import processor_seconds
from solver.running.pool import LOST, PRESSURE, Pool
from solver.running.stop import Stop
from solver.running.watched import Patience
from solver.running.worker import COMPILED, DONE, FAILED, Heartbeat
from tests.processes import PATIENCE, descendants, is_alive, until

LIMIT = 4 << 30
PATIENT = Patience(200, 200, 200)  # Where patience is not what is tested: a busy machine may let a worker wait.


def nothing_to_prepare(failures, report):
    report(1, 1)


def work(job, send):
    """Do what a job says; jobs are (name, number)."""
    name, number = job
    if name == "square":
        send(("square", number * number))
    elif name == "many":
        for index in range(number):
            send(("one", index, b"x" * 10_000))
    elif name == "fail":
        raise ValueError(f"bad {number}")
    elif name == "kill":
        send(("before", number))
        os.kill(os.getpid(), signal.SIGKILL)
    elif name == "hang":
        time.sleep(1000)
    elif name == "spin":
        while True:
            pass
    elif name == "compile":
        for _ in range(number):
            started = time.process_time()
            while time.process_time() - started < 0.15:
                pass
            send((COMPILED, time.process_time() - started))
    elif name == "steps":
        spent = [0]
        beat = Heartbeat(send, lambda: spent[0])
        beat.last = 0.0
        for _ in range(number):
            time.sleep(0.1)
            spent[0] += 10
            beat.last = 0.0
            beat()
    elif name == "work":  # Steps as those, for a tenth of a second of a core each.
        spent = [0]
        beat = Heartbeat(send, lambda: spent[0])
        for spent[0] in range(1, number + 1):
            until = time.process_time() + 0.1
            while time.process_time() < until:
                pass
            beat.last = 0.0
            beat()
    elif name == "hold":
        held = b"x" * number
        time.sleep(1000)
        send((str(len(held)),))


def make(size=2, prepare=nothing_to_prepare, **options):
    return Pool(prepare, work, size, LIMIT, **{"patience": PATIENT} | options)


def anonymous_bytes():
    """Memory of this process that a worker has from its start; it maps the pages of libraries only when it needs them."""
    words = Path("/proc/self/statm").read_text().split()
    return (int(words[1]) - int(words[2])) * os.sysconf("SC_PAGE_SIZE")


def finish(pool, jobs, step_limit=1 << 40, deadline=float("inf"), seconds=PATIENCE):
    """Feed all jobs and gather the events until every job is over."""
    jobs, events, over = list(jobs), [], time.monotonic() + seconds
    while jobs or pool.busy:
        assert time.monotonic() < over, events
        while pool.free and jobs:
            pool.give(jobs.pop(0), step_limit, deadline)
        found = pool.wait(1.0)
        events += found
        if any(event.kind == BROKEN for event in found):
            break
    return events


def of(events, kind):
    return [event for event in events if event.kind == kind]


@pytest.fixture
def no_child_left():
    before = descendants(os.getpid())
    yield
    until(lambda: not [pid for pid in descendants(os.getpid()) if pid not in before and is_alive(pid)])


pytestmark = pytest.mark.usefixtures("no_child_left")


def test_jobs_are_done_and_told_in_order():
    with make() as pool:
        events = finish(pool, [("square", number) for number in range(20)])
    assert sorted(event.payload[0] for event in of(events, "square")) == [number * number for number in range(20)]
    assert len(of(events, DONE)) == 20 and of(events, STEP)
    for number in range(20):
        assert [event.kind for event in events if event.job == ("square", number)] == ["square", DONE]


def test_many_large_packets_arrive_in_order():
    with make() as pool:
        events = finish(pool, [("many", 300), ("many", 299)])
    for number in (300, 299):
        assert [event.payload[0] for event in of(events, "one") if event.job[1] == number] == list(range(number))


def test_an_exception_costs_one_job():
    with make(1) as pool:
        events = finish(pool, [("fail", 1), ("square", 2)])
    (failed,) = of(events, FAILED)
    assert "ValueError: bad 1" in failed.payload[0]
    assert len(of(events, DONE)) == 2


@pytest.mark.parametrize("size", [1, 3])
def test_a_killed_worker_is_replaced(size):
    with make(size) as pool:
        events = finish(pool, [("kill", 1), *[("square", number) for number in range(6)], ("kill", 2)])
    assert [event.payload[0] for event in of(events, LOST)] == ["crashed(9)"] * 2
    assert len(of(events, "before")) == 2  # what was sent before the end has arrived
    assert len(of(events, DONE)) == 6


@pytest.mark.parametrize(("name", "patience"), [("hang", Patience(50, 1, 50)), ("spin", Patience(0.5, 50, 50))])
def test_a_hanging_worker_is_killed(name, patience):
    with make(patience=patience) as pool:
        events = finish(pool, [(name, 1), ("square", 2)])
    (lost,) = of(events, LOST)
    assert lost.payload[0] == "timeout" and lost.job == (name, 1)


def test_compiling_is_no_time_of_the_job():
    with make(1, patience=Patience(0.3, 50, 50)) as pool:
        events = finish(pool, [("compile", 4)])
    (done,) = of(events, DONE)
    assert not of(events, LOST) and done.payload[0] < 0.2


def test_a_busy_machine_is_no_reason_to_kill():
    with make(patience=Patience(0.5, 50, 50)) as pool:
        pool.give(("hang", 1), 1, float("inf"))
        found = [event for _ in range(8) for event in pool.wait(0.2)]
    assert {event.kind for event in found} <= {STEP}


def test_steps_are_signs_of_life():
    with make(patience=Patience(1.0, 200, 200)) as pool:
        events = finish(pool, [("work", 20)])
    assert not of(events, LOST) and len(of(events, DONE)) == 1


def test_what_a_worker_does_while_the_parent_sleeps_is_not_held_against_it(monkeypatch):
    """A parent that was stopped (Ctrl-Z, fg) while its worker went on."""
    monkeypatch.setattr(watched, "SLEPT_SECONDS", 0.5)
    with make(patience=Patience(1.0, 200, 200)) as pool:
        while not pool.is_ready:
            pool.wait(1.0)
        pool.give(("work", 15), 1 << 40, float("inf"))
        while not pool.workers[0].process:
            pool.wait(1.0)
        until(lambda: processor_seconds(pool.workers[0].process) > 1.4)
        events = finish(pool, [])
    assert not of(events, LOST) and len(of(events, DONE)) == 1


def test_steps_beyond_the_limit_are_not():
    with make(patience=Patience(200, 0.5, 200)) as pool:
        events = finish(pool, [("steps", 40)], step_limit=50)
    assert of(events, LOST)[0].payload[0] == "timeout"


def test_nothing_counts_after_the_deadline():
    with make(patience=Patience(200, 200, 0.2)) as pool:
        events = finish(pool, [("steps", 40)], deadline=time.monotonic() + 0.3)
    assert of(events, LOST)[0].payload[0] == "timeout"


def test_a_worker_over_its_memory_is_killed():
    with Pool(nothing_to_prepare, work, 2, 200 << 20, patience=PATIENT) as pool:
        events = finish(pool, [("hold", 400 << 20), ("square", 2)])
    (lost,) = of(events, LOST)
    assert lost.payload[0] == "memory" and lost.payload[2] > 200 << 20


def test_fault_08_memory_of_the_machine_is_short(monkeypatch):
    """The largest worker goes, and only it; what every worker has from its parent counts too."""
    monkeypatch.setattr(pool_module, "available_bytes", lambda: 0)
    limit = 2 * (anonymous_bytes() + (150 << 20))
    with Pool(nothing_to_prepare, work, 2, limit, patience=PATIENT) as pool:
        events = finish(pool, [("hold", 300 << 20), ("steps", 20)])
    (lost,) = of(events, LOST)
    assert lost.payload[0] == PRESSURE and lost.job[0] == "hold"


def test_a_killed_forge_is_replaced():
    with make() as pool:
        for _ in range(2):
            finish(pool, [("square", 1)])
            os.kill(pool.forge, signal.SIGKILL)
            until(lambda: not is_alive(pool.forge))
        events = finish(pool, [("square", 3), ("square", 4)])
    assert {event.payload[0] for event in of(events, LOST)} <= {"crashed(forge)"}
    assert len(of(events, DONE) + of(events, LOST)) == 2
    assert len(of(events, DONE)) > 0


def test_a_job_given_to_a_dead_worker_is_not_lost():
    with make(1) as pool:
        finish(pool, [("square", 1)])
        while pool.workers[0].process is None:
            pool.wait(0.1)
        os.kill(pool.workers[0].process, signal.SIGKILL)
        events = finish(pool, [("square", 2)])
    assert not of(events, LOST) and len(of(events, DONE)) == 1


def fail_to_prepare(failures, report):
    if failures < 2:
        os._exit(3) if failures else os.kill(os.getpid(), signal.SIGKILL)


def test_preparing_is_tried_again_and_told_how_often_it_failed():
    with make(prepare=fail_to_prepare) as pool:
        events = finish(pool, [("square", 2)])
    assert len(of(events, DONE)) == 1


def never_prepared(failures, report):
    raise ImportError(f"no numba, {failures}")


def test_a_pool_that_cannot_prepare_is_broken():
    with make(prepare=never_prepared) as pool:
        events = finish(pool, [("square", 2)])
        assert "no numba, 2" in of(events, BROKEN)[0].payload[0]
        assert pool.free == 0


def test_stop_ends_a_wait(monkeypatch):
    monkeypatch.setattr(pool_module, "LOOK_SECONDS", 1000)
    with Stop() as stop, make(stop=stop) as pool:
        while not pool.is_ready:
            pool.wait(1.0)
        os.kill(os.getpid(), signal.SIGTERM)
        started = time.monotonic()
        while not stop.is_requested:
            pool.wait(1000)
        pool.wait(1000)  # And every wait after it.
        assert time.monotonic() - started < PATIENCE
        assert stop.is_requested and stop.exit_status == 143


def test_stop_keeps_what_the_caller_ignores():
    previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Stop() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.is_requested
    finally:
        signal.signal(signal.SIGHUP, previous)


@pytest.mark.parametrize("jobs", [0, 2])
def test_closing_is_quick(jobs):
    with make(2) as pool:
        while not pool.is_ready:
            pool.wait(1.0)
        for number in range(jobs):
            pool.give(("hang", number), 1, float("inf"))
        pool.wait(0.2)
        started = time.monotonic()
    assert time.monotonic() - started < PATIENCE  # The jobs would go on for a thousand seconds.
