"""The run on a Dask cluster of two workers on this machine, one of which is killed: the same bytes as a run by itself."""

import json
import re
import sys

import pytest

from solver import cluster
from solver.cluster import Cluster, OtherCodeError, run_job
from solver.entry import InputError
from solver.forge import BROKEN
from solver.job import CANDIDATE, STEPS, Job
from solver.options import check_switches, parse
from solver.pool import LOST
from solver.version import code_version
from solver.worker import DONE, FAILED
from tests.processes import COMPILING, KERNEL, ROOT, log_lines, run, start, submission, until
from tests.samples import SAMPLES

SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"
TASK = SAMPLES["crop-and-rotate"]


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler and two workers, as programs; gives the address and the workers."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    common = ("--no-dashboard", "--host", "127.0.0.1")
    start(("-m", "distributed.cli.dask_scheduler"), *common, "--port", 0, "--scheduler-file", file, stdout=None, stderr=None)
    address = json.loads(until(lambda: file.exists() and file.read_text()))["address"]
    single = ("--nthreads", 1, "--no-nanny", "--memory-limit", 0)
    program = ("-m", "distributed.cli.dask_worker", address)
    workers = [start(program, *common, *single, stdout=None, stderr=None, cwd=tmp_path) for _ in range(2)]
    return address.replace("tcp://", cluster.PREFIX), workers


def test_a_cluster_gives_the_bytes_of_a_local_run_even_when_a_worker_is_killed(scheduler, tmp_path):
    address, workers = scheduler
    ids = ",".join(list(json.loads(SAMPLE.read_text()))[:8])
    common = ("--input", SAMPLE, "--only", ids, "--effort", 1_000_000)
    local = run(KERNEL, *common, "--output", tmp_path / "local.json", "--workers", 1, "--log", tmp_path / "local.jsonl")
    assert local.returncode == 0, local.err
    log, told = tmp_path / "cluster.jsonl", tmp_path / "told.txt"
    with told.open("w") as stream:
        arguments = (*common, "--output", tmp_path / "cluster.json", "--executor", address, "--log", log)
        process = start(KERNEL, *arguments, stderr=stream)
    until(lambda: re.search(r"tier 1: [1-4]/", told.read_text()) or process.poll() is not None, COMPILING)
    workers[0].kill()
    assert process.poll() is None, "killed too late to matter"
    process.communicate(timeout=COMPILING)
    assert process.returncode == 0, told.read_text()
    assert (tmp_path / "cluster.json").read_bytes() == (tmp_path / "local.json").read_bytes()
    ours, theirs = (log_lines(path)[1] for path in (log, tmp_path / "local.jsonl"))
    assert all(not line["losses"] and line["seconds"] > 0 and line["peak_bytes"] > 0 for line in ours.values())
    assert [line["candidates"] for line in ours.values()] == [line["candidates"] for line in theirs.values()]


def test_a_cluster_that_is_not_there_leaves_a_complete_file(tmp_path):
    pytest.importorskip("distributed")
    program = ("-c", "from solver import cluster; cluster.CONNECT_SECONDS = 1; import kernel, sys; sys.exit(kernel.main())")
    process = run(program, "--input", SAMPLE, "--output", tmp_path, "--effort", 2000, "--executor", "dask://127.0.0.1:9")
    assert process.returncode == 3, process.err
    assert "cannot reach the scheduler tcp://127.0.0.1:9" in process.out
    submission(tmp_path / "submission.json", SAMPLE)


def test_a_job_tells_all_it_found(warm):
    told, seconds, peak = run_job(TASK, Job(7, 1, 300_000, 0.0), frozenset(), 0, 60.0, code_version())
    assert {message[0] for message in told} >= {CANDIDATE, STEPS} and seconds > 0 and peak > 0
    with pytest.raises(OtherCodeError, match="give all machines the same files"):
        run_job(TASK, Job(0, 1, 1001, 0.0), frozenset(), 0, 60.0, "other")


class Future:
    def __init__(self, status, error=None):
        self.status, self.error = status, error

    def exception(self):
        return self.error


@pytest.mark.parametrize(
    ("future", "kinds"),
    [
        (Future("error", OtherCodeError("x")), [BROKEN]),
        (Future("error", ModuleNotFoundError("No module named 'solver'")), [BROKEN]),
        (Future("error", type("KilledWorker", (Exception,), {})("x")), [LOST]),
        (Future("error", ZeroDivisionError("x")), [FAILED, DONE]),
        (Future("cancelled"), [LOST]),
    ],
)
def test_what_becomes_of_a_job_that_failed(future, kinds):
    pool = Cluster("dask://127.0.0.1:1", [TASK], frozenset(), 0)
    pool.futures[future] = Job(0, 1, 1001, 0.0)
    pool._note(future)
    assert [event.kind for event in pool.wait(1.0)] == kinds and pool.busy == 0
    pool.close()


def test_a_cluster_without_workers_is_given_up(monkeypatch):
    pool = Cluster("dask://127.0.0.1:1", [TASK], frozenset(), 0)
    pool.client = type("Client", (), {"status": "closed", "cancel": print, "close": lambda *_, **__: None})()
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", -1.0)
    pool.looked = 0.0
    assert [event.kind for event in pool.wait(0.0)] == [BROKEN]
    pool.client = None
    pool.close()


@pytest.mark.parametrize("text", ["dask://", "tcp://host:1", "dask://host", "dask://host:x", "dask://host:1/x"])
def test_addresses(text, capsys):
    with pytest.raises(SystemExit):
        parse(["--executor", text])
    assert f"found {text!r}" in capsys.readouterr().err
    assert parse(["--executor", "dask://host-1.lan:8786"]).executor == "dask://host-1.lan:8786"


def test_the_extra_that_lacks_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="pip install distributed"):
        check_switches(parse(["--executor", "dask://host:1"]))
