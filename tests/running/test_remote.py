"""What runs in a worker of a cluster: one job with all it tells, in the code that was shipped, compiled once."""

import pickle
import sys
import threading
import types

import pytest

import solver.cache
import solver.jit
from solver.running import cluster, remote
from solver.running.job import CANDIDATE, STEPS, Job
from solver.running.worker import FAILED
from solver.version import code_version
from tests.samples import SAMPLES

TASK = SAMPLES["crop-and-rotate"]


def test_a_job_tells_all_it_found(warm):
    order = pickle.dumps((TASK, Job(7, 1, 300_000, 0.0), frozenset(), 0, 60.0))
    told, seconds, peak = remote.run_job(order)
    assert {message[0] for message in told} >= {CANDIDATE, STEPS} and seconds > 0 and peak > 0


def test_a_job_that_raises_tells_what_it_had_found(monkeypatch):
    def work(job, send):
        send((STEPS, 1, False))
        raise ValueError("no")

    monkeypatch.setattr(remote, "worker_of", lambda *_: work)
    told, _, _ = remote.run_job(pickle.dumps((TASK, Job(0, 1, 1001, 0.0), frozenset(), 0, 60.0)))
    assert [kind for kind, *_ in told] == [STEPS, FAILED] and "ValueError: no" in told[1][1]


def test_shipped_code_is_used_beside_other_code_of_that_name(tmp_path, monkeypatch):
    """As in a worker that is old enough to have met another state of this project."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "get_worker", lambda: types.SimpleNamespace(local_directory=str(tmp_path)))
    monkeypatch.delitem(sys.modules, "_tessera_codes", raising=False)
    shipped = pickle.loads(distributed.protocol.pickle.dumps(cluster.by_value(remote.shipped)))
    before = sys.modules["solver"], list(sys.path)
    digest, archive = cluster.packed()
    assert shipped(digest, None, "greet") == remote.NO_CODE
    assert shipped(digest, archive, "greet") == code_version() == shipped(digest, None, "greet")
    assert (sys.modules["solver"], list(sys.path)) == before
    (tmp_path / "tessera-other").mkdir()
    other = tmp_path / f"tessera-{digest}" / "solver" / "choice" / "candidate.py"
    other.write_text(other.read_text() + "\n")
    monkeypatch.delitem(sys.modules, "_tessera_codes")
    sys.modules["_tessera_codes"] = types.ModuleType("_tessera_codes")
    vars(sys.modules["_tessera_codes"])["changed"] = (str(tmp_path / f"tessera-{digest}"), {})
    assert shipped("changed", None, "greet") != code_version()
    assert shipped(digest, archive, "greet") == code_version()
    del sys.modules["_tessera_codes"]


def test_a_machine_compiles_once_for_all_its_workers(tmp_path, monkeypatch):
    asked, both = [], threading.Event()
    flock = remote.fcntl.flock

    def lock(*arguments):
        asked.append(arguments)
        if len(asked) == 2:
            both.set()
        flock(*arguments)

    def compiles(command, check):
        assert both.wait(60)
        commands.append(command)
        return types.SimpleNamespace(returncode=0)

    commands = []
    monkeypatch.setattr(remote.fcntl, "flock", lock)
    monkeypatch.setattr(remote.subprocess, "run", compiles)
    monkeypatch.setattr(remote.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(solver.cache, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(solver.jit, "warm_up", lambda: None)
    workers = [threading.Thread(target=remote.make_ready) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(commands) == 1 and "compile_all" in commands[0][-1]
