"""The faults of docs/faults.md that need a real process: kill, hang, bloat, interrupt, corrupt, and look at what is left."""

import json
import os
import re
import signal
import time

import pytest

from solver.running.machine import usable_cores
from tests.faulty import MARK
from tests.processes import (
    FAULTY,
    KERNEL,
    ROOT,
    descendants,
    is_alive,
    listens,
    log_lines,
    run,
    start,
    submission,
    until,
    workers,
    write_tasks,
)

GOOD = ("good1", "good2", "good3")
LOST = {
    "kill": "crashed(9)",
    "segfault": "crashed(11)",
    "exit-zero": "crashed(exit 0)",
    "exit-one": "crashed(exit 1)",
    "orphan": "crashed(9)",
    "hang": "timeout",
    "ignore-sigterm": "timeout",
    "never-stop": "timeout",
    "hold": "memory",
    "hold-in-python": "memory",
}
FAILED = ("ask-too-much", "fail", "nonsense", "object", "too-much")


def faults(**settings):
    return {"FAULTS": json.dumps(settings)}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def everything(tmp_path_factory, cache):
    """One run in which nearly everything goes wrong."""
    folder = tmp_path_factory.mktemp("everything")
    tasks = write_tasks(folder / "tasks.json", [*LOST, *FAILED, "bare-kill", "bare-hang", *GOOD])
    log = folder / "run.jsonl"
    arguments = (
        "--input",
        tasks,
        "--output",
        folder,
        "--effort",
        1001,
        "--workers",
        2,
        "--log",
        log,
        "--memory-limit",
        "600MB",
    )
    process = run(FAULTY, *arguments, environment={**faults(orphan=str(folder / "orphan")), "TESSERA_CACHE": str(cache)})
    process.folder = folder
    process.submission = submission(folder / "submission.json", tasks)
    process.header, process.lines = log_lines(log)
    return process


@pytest.fixture
def small(tmp_path, cache):
    """Run the kernel on tasks named by their fault; gives the process, its submission and its log by id."""

    def go(ids, *arguments, environment=None, **options):
        tasks = write_tasks(tmp_path / "tasks.json", ids)
        log = tmp_path / "run.jsonl"
        variables = {"TESSERA_CACHE": str(cache)} | (environment or {})
        common = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--log", log)
        process = run(FAULTY, *common, *(arguments or ("--effort", 1001)), environment=variables, **options)
        return process, submission(tmp_path / "submission.json", tasks), log_lines(log)[1]

    return go


def keeps_its_best(everything, id):
    return everything.submission[id][0]["attempt_1"] == MARK


def test_all_other_tasks_are_done(everything):
    assert everything.returncode == 3, everything.err
    for id in GOOD:
        assert keeps_its_best(everything, id)
        assert (everything.lines[id]["status"], everything.lines[id]["losses"]) == ("guess", [])
    assert "workers lost: " in everything.out and "4 timeout" in everything.out


def test_fault_01_killed_worker(everything):
    assert everything.lines["kill"]["losses"] == ["crashed(9)"]
    assert everything.lines["kill"]["status"] == "guess" and keeps_its_best(everything, "kill")
    assert everything.lines["bare-kill"]["status"] == "crashed(9)"


@pytest.mark.parametrize("id", ["segfault", "exit-zero", "exit-one"])
def test_fault_02_worker_that_ends_itself(everything, id):
    assert everything.lines[id]["losses"] == [LOST[id]]
    assert keeps_its_best(everything, id)


@pytest.mark.parametrize("id", ["hang", "never-stop"])
def test_fault_03_hanging_worker(everything, id):
    assert everything.lines[id]["losses"] == ["timeout"] and keeps_its_best(everything, id)
    assert everything.lines[id]["seconds"] < 1.5 + 2
    assert everything.lines[id]["families"][-1]["family"] == "misbehave"
    assert everything.lines["bare-hang"]["status"] == "timeout"


def test_fault_04_worker_that_ignores_sigterm(everything):
    assert everything.lines["ignore-sigterm"]["losses"] == ["timeout"]
    assert keeps_its_best(everything, "ignore-sigterm")


def test_fault_05_grandchild(everything):
    assert everything.lines["orphan"]["losses"] == ["crashed(9)"]
    assert not is_alive(int((everything.folder / "orphan").read_text()))


def test_fault_06_killed_parent(tmp_path, cache):
    tasks = write_tasks(tmp_path / "tasks.json", ["hang1", "hang2", "good1"])
    environment = {**faults(patience=60), "TESSERA_CACHE": str(cache)}
    arguments = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--quiet", "--effort", 1001)
    process = start(FAULTY, *arguments, environment=environment)
    until(lambda: len(workers(process)) == 2)
    family = descendants(process.pid)
    process.kill()
    process.communicate()
    until(lambda: not any(map(is_alive, family)), 5)
    submission(tmp_path / "submission.json", tasks)


@pytest.mark.parametrize("id", ["hold", "hold-in-python"])
def test_fault_07_memory(everything, id):
    assert everything.lines[id]["losses"] == ["memory"] and keeps_its_best(everything, id)
    assert everything.lines[id]["peak_bytes"] > 600e6


def test_fault_07_more_memory_than_there_is(everything):
    assert "MemoryError" in everything.lines["ask-too-much"]["errors"][0]
    assert everything.lines["ask-too-much"]["losses"] == []


def test_fault_09_parent_does_not_grow(everything):
    assert everything.returncode == 3  # tests.faulty ends with 1 when the parent holds 200 MiB


def test_fault_19_what_cannot_be_sent(everything):
    for id in FAILED:
        (error,) = everything.lines[id]["errors"]
        assert len(error) <= 2000
        assert everything.lines[id]["status"] == "guess" and keeps_its_best(everything, id)
    assert "expected a number" in everything.lines["object"]["errors"][0]


SIGNALS = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGHUP: 129}


def interrupted(tmp_path, cache, number, delay, again=False, **settings):
    """Send a signal some time after the kernel listens; check all that it promises."""
    ids = [f"{kind}{index}" for index in range(20) for kind in ("slow", "good", "hang")]
    tasks = write_tasks(tmp_path / "tasks.json", ids)
    environment = {**faults(**settings), "TESSERA_CACHE": str(cache)}
    arguments = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--log", tmp_path / "run.jsonl", "--effort", 1001)
    process = start(FAULTY, *arguments, environment=environment)
    until(lambda: listens(process))
    time.sleep(delay)
    family = descendants(process.pid)
    process.send_signal(number)
    sent = time.monotonic()
    if again:
        time.sleep(0.02)
        process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - sent < 2, err
    assert process.returncode == SIGNALS[number], err
    assert not any(map(is_alive, family))
    submission(tmp_path / "submission.json", tasks)
    assert "written" in out


@pytest.mark.parametrize("delay", [0, 0.03, 0.1, 0.3, 0.6, 1.2])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_fault_10_signal_at_any_moment(tmp_path, cache, number, delay):
    interrupted(tmp_path, cache, number, delay)


def test_fault_10_hangup(tmp_path, cache):
    interrupted(tmp_path, cache, signal.SIGHUP, 0.8)


@pytest.mark.parametrize("number", SIGNALS)
def test_fault_10_signal_while_compiling(tmp_path, cache, number):
    interrupted(tmp_path, cache, number, 0.8, compile="hang")


@pytest.mark.parametrize("delay", [0.1, 0.8])
def test_fault_11_second_signal(tmp_path, cache, delay):
    interrupted(tmp_path, cache, signal.SIGTERM, delay, again=True)


def test_fault_13_no_place_for_the_cache(small):
    unwritable = {"TESSERA_CACHE": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere", "TMPDIR": "/proc/nowhere"}
    process, found, _ = small(["good1"], environment=unwritable)
    assert process.returncode == 0, process.err
    assert found["good1"][0]["attempt_1"] == MARK


def test_fault_13_disk_full_for_the_cache(small, tmp_path):
    settings = {**faults(cache="disk full"), "TESSERA_CACHE": str(tmp_path / "cache")}
    process, found, _ = small(["good1"], environment=settings)
    assert process.returncode == 0, process.err
    assert found["good1"][0]["attempt_1"] == MARK


@pytest.mark.parametrize(("kind", "rest"), [("nbi", 0), ("nbc", 40)])
def test_fault_14_corrupt_cache(small, tmp_path, kind, rest):
    settings = {"TESSERA_CACHE": str(tmp_path / "cache")}
    _, before, _ = small(["good1"], environment=settings)
    files = list((tmp_path / "cache").rglob(f"*.{kind}"))
    assert files
    for file in files:
        os.truncate(file, rest)
    process, after, _ = small(["good1"], environment=settings)
    assert process.returncode == 0, process.err
    assert after == before
    assert not list(tmp_path.parent.glob("tessera-run-*"))


def test_fault_14_compiler_that_aborts(small):
    process, _, lines = small(["good1"], environment=faults(compile="abort"))
    assert process.returncode == 3
    assert lines["good1"]["status"] == "skipped-deadline"
    assert "no worker could run" in process.out


def test_fault_16_wall_clock_is_not_asked():
    for path in [*(ROOT / "solver").rglob("*.py"), ROOT / "kernel.py"]:
        assert not re.search(r"\btime\.time\b|\bdatetime\b", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("limit", [(), ("--time-limit", "3s")])
def test_fault_17_suspended(tmp_path, cache, limit):
    tasks = write_tasks(tmp_path / "tasks.json", ["slow1", "slow2"])
    arguments = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--log", tmp_path / "run.jsonl", *limit)
    process = start(FAULTY, *arguments, "--effort", 1_000_000, environment={"TESSERA_CACHE": str(cache)})
    until(lambda: len(workers(process)) == 2)
    family = [process.pid, *descendants(process.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(3)
    for pid in reversed(family):
        os.kill(pid, signal.SIGCONT)
    woken = time.monotonic()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert [line["losses"] for line in log_lines(tmp_path / "run.jsonl")[1].values()] == [[], []]
    assert not limit or time.monotonic() - woken < 1.5
    submission(tmp_path / "submission.json", tasks)


def test_fault_18_no_time_at_all(small):
    process, _, lines = small(["good1", "hang"], "--time-limit", "0")
    assert process.returncode == 0, process.err
    assert {line["status"] for line in lines.values()} == {"skipped-deadline"}


@pytest.mark.parametrize("seconds", [1, 9])
def test_time_limit_is_kept(small, seconds):
    started = time.monotonic()
    process, found, lines = small(["good1", "go-on1", "go-on2", "never-stop", "hang"], "--time-limit", f"{seconds}s")
    assert process.returncode == 0, process.err
    assert time.monotonic() - started < seconds + 1.5
    assert found.keys() == lines.keys()
    if seconds > 1:
        assert all(found[id][0]["attempt_1"] in (MARK, [[8]]) for id in found)
        assert lines["good1"]["tiers"][:2] == [1, 2]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_fault_20_nobody_listens(tmp_path, cache, stream):
    tasks = write_tasks(tmp_path / "tasks.json", GOOD)
    arguments = ("--input", tasks, "--output", tmp_path, "--effort", 1001, "--workers", 2)
    process = start(FAULTY, *arguments, environment={"TESSERA_CACHE": str(cache)})
    getattr(process, stream).close()
    assert process.wait(timeout=30) == 0
    for other in (process.stdout, process.stderr):
        other.close()
    assert submission(tmp_path / "submission.json", tasks)["good1"][0]["attempt_1"] == MARK


def test_fault_37_cores(monkeypatch, tmp_path):
    for cores in (1, 2, 64):
        monkeypatch.setattr(os, "sched_getaffinity", lambda pid, cores=cores: set(range(cores)))
        assert usable_cores(tmp_path) == cores
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    assert usable_cores(tmp_path) == 2
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert usable_cores(tmp_path) == 64
    (tmp_path / "cpu.max").unlink()
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("400000\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert usable_cores(tmp_path) == 4


@pytest.mark.parametrize("forks", [0, 1, 2])
def test_fault_38_fork_fails(small, forks):
    process, found, lines = small(GOOD, environment=faults(forks=forks))
    assert process.returncode == 0, process.err
    assert all(found[id][0]["attempt_1"] == MARK for id in GOOD)
    assert all(line["tiers"] == [1] for line in lines.values())


def test_fault_39_no_shared_memory():
    for path in (ROOT / "solver").rglob("*.py"):
        assert not re.search(
            r"import (multiprocessing|mmap)|from (multiprocessing|mmap)|/dev/shm", path.read_text(encoding="utf-8")
        ), path


def test_fault_40_other_surroundings(small, tmp_path, cache):
    written = []
    for environment, python in (
        ({"PYTHONHASHSEED": "1", "LC_ALL": "C"}, ()),
        ({"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0", "TZ": "Asia/Kathmandu"}, ("-O",)),
    ):
        small([*GOOD, "odd \u0130d"], environment=environment, python=python, cwd=ROOT if not python else tmp_path)
        written.append((tmp_path / "submission.json").read_bytes())
    assert written[0] == written[1]


def test_fault_41_numba_missing(small):
    process, _, _ = small(GOOD, environment=faults(numba="missing"))
    assert process.returncode == 3
    assert "no worker could run" in process.out and "numba" in process.out


def test_fault_42_every_task_fails(small):
    process, _, lines = small(["bare-fail1", "bare-fail2"])
    assert process.returncode == 3
    assert {line["status"] for line in lines.values()} == {"error"}
    assert "SecretiveError" in process.out


def test_exit_status_2_writes_nothing(tmp_path):
    for arguments in (("--input", tmp_path / "none.json"), ("--effort", "0"), ("--only", "none")):
        process = run(KERNEL, *arguments, "--output", tmp_path)
        assert process.returncode == 2
        assert "expected" in process.err and "Traceback" not in process.err
    assert list(tmp_path.iterdir()) == []
