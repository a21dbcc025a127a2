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
    PATIENCE,
    ROOT,
    descendants,
    finish,
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
        "450MB",
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
    until(lambda: not any(map(is_alive, family)))
    submission(tmp_path / "submission.json", tasks)


@pytest.mark.parametrize("id", ["hold", "hold-in-python"])
def test_fault_07_memory(everything, id):
    assert everything.lines[id]["losses"] == ["memory"] and keeps_its_best(everything, id)
    assert everything.lines[id]["peak_bytes"] > 450e6


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


# When a signal comes: as soon as the kernel listens, when a first file is there, a forge, a worker, an answer of theirs.
MOMENTS = {
    "listening": lambda process, output: listens(process),
    "handed in": lambda process, output: output.exists(),
    "forge": lambda process, output: descendants(process.pid),
    "worker": lambda process, output: workers(process),
    "answered": lambda process, output: output.exists() and "[[7,7,7]]" in output.read_text(),  # MARK
}


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


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_fault_20_nobody_listens(tmp_path, cache, stream):
    tasks = write_tasks(tmp_path / "tasks.json", GOOD)
    arguments = ("--input", tasks, "--output", tmp_path, "--effort", 1001, "--workers", 2)
    process = start(FAULTY, *arguments, environment={"TESSERA_CACHE": str(cache)})
    getattr(process, stream).close()
    assert process.wait(PATIENCE) == 0
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
