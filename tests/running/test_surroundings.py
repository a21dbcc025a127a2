"""What surrounds a run fails it: no cache, no compiler, no core, no process, no listener, no numba, other locales."""

import os
import re

import pytest

from solver.running.machine import usable_cores
from tests.faulty import MARK
from tests.processes import FAULTY, GOOD, KERNEL, PATIENCE, ROOT, faults, run, start, submission, write_tasks


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
