"""What workers do wrong: they are killed, hang, bloat and send what cannot be sent; see docs/faults.md."""

import pytest

from tests.faulty import MARK
from tests.processes import FAULTY, GOOD, faults, is_alive, log_lines, run, submission, write_tasks

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
