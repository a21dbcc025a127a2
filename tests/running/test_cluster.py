"""The cluster in the words of the pool, with a stand-in for Dask: who is greeted, given a job, refused, given up."""

import pytest

from solver.budget import Tier
from solver.running import cluster, remote
from solver.running.cluster import Cluster
from solver.running.forge import BROKEN
from solver.running.job import STEPS, Job
from solver.running.pool import LOST
from solver.running.worker import DONE, FAILED
from solver.version import code_version
from tests.samples import SAMPLES

TASK = SAMPLES["crop-and-rotate"]


URL = "dask://127.0.0.1:1"


class Future:
    def __init__(self, function):
        self.function, self.status, self.found = function, "pending", None

    def add_done_callback(self, call):
        self.call = call

    def ends(self, found, status="finished"):
        self.status, self.found = status, found
        self.call(self)

    def result(self, timeout):
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found

    def exception(self):
        return self.found


class Client:
    """Stands in for Dask's: remembers what was asked of whom."""

    def __init__(self, *workers):
        self.status, self.known, self.asked, self.cancelled = "running", list(workers), [], []

    def scheduler_info(self, n_workers):
        return {"workers": dict.fromkeys(self.known)}

    def submit(self, shipped, digest, archive, function, *arguments, pure, workers):
        future = Future(function)
        self.asked.append((workers[0], function, future))
        return future

    def cancel(self, futures, force):
        self.cancelled += futures

    def close(self, timeout):
        self.status = "closed"


@pytest.fixture
def made(monkeypatch):
    """Makes clusters that look at their workers whenever they are asked."""
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.0)
    pools = []

    def make(*workers):
        told = []
        pool = Cluster(Client(*workers), URL, [TASK], frozenset(), 0, tell=told.append)
        pool.told = told
        pools.append(pool)
        return pool.__enter__()

    yield make
    for pool in pools:
        pool.close()


def ready(pool):
    """Let all workers be greeted and made ready."""
    for found in (code_version(), None):
        for _, _, future in [one for one in pool.client.asked if one[2].status == "pending"]:
            future.ends(found)
        assert pool.wait(0.0) == []


def kinds(pool):
    return [event.kind for event in pool.wait(0.0)]


def give(pool):
    tier = Tier(1, 1001)
    pool.give(Job(0, tier.number, tier.steps, 0.0), 0, 1e9)
    return pool.client.asked[-1][2]


def test_a_worker_is_greeted_made_ready_and_given_one_job_at_a_time(made):
    pool = made("a", "b")
    assert pool.free == pool.size == 0
    ready(pool)
    assert [(who, what) for who, what, _ in pool.client.asked] == [
        ("a", "greet"), ("b", "greet"), ("a", "make_ready"), ("b", "make_ready"),
    ]  # fmt: skip
    assert pool.free == pool.size == 2
    job = give(pool)
    assert (pool.free, pool.busy) == (1, 1) and job.function == "run_job"
    job.ends(([(STEPS, 3, False)], 0.5, 100))
    assert kinds(pool) == [STEPS, DONE] and (pool.free, pool.busy) == (2, 0)


@pytest.mark.parametrize(
    ("status", "found", "expected"),
    [
        ("error", ZeroDivisionError("x"), [FAILED, DONE]),
        ("error", type("KilledWorker", (Exception,), {})("x"), []),
        ("cancelled", None, []),
        ("finished", TimeoutError(), []),
        ("finished", remote.NO_CODE, []),
    ],
)
def test_a_job_that_did_not_end_well_is_told_or_given_again(made, status, found, expected):
    pool = made("a")
    ready(pool)
    give(pool).ends(found, status)
    assert kinds(pool) == expected
    if not expected:
        assert pool.busy == 1 and pool.client.asked[-1][1] == "greet", "the worker is met anew, the job waits for it"
        ready(pool)
        assert pool.client.asked[-1][1] == "run_job"


def test_the_job_of_a_worker_that_leaves_goes_to_another(made):
    pool = made("a", "b")
    ready(pool)
    job = give(pool)
    pool.client.known = ["b", "c"]
    assert kinds(pool) == [] and job in pool.client.cancelled
    assert [one[:2] for one in pool.client.asked[-2:]] == [("c", "greet"), ("b", "run_job")]


def test_a_job_that_costs_three_workers_is_lost(made):
    pool = made("0")
    ready(pool)
    give(pool)
    for number in (1, 2):
        pool.client.known = [str(number)]
        assert kinds(pool) == []
        ready(pool)
        assert pool.client.asked[-1][:2] == (str(number), "run_job")
    pool.client.known = ["3"]
    assert kinds(pool) == [LOST] and pool.busy == 0


def test_a_worker_that_joins_with_other_code_is_not_used(made):
    pool = made("a")
    ready(pool)
    pool.client.known.append("b")
    pool.wait(0.0)
    pool.client.asked[-1][2].ends("other")
    assert kinds(pool) == [] and kinds(pool) == [] and pool.size == 1
    assert len(pool.told) == 1 and "worker b is not used: expected code version" in pool.told[0]


def test_a_cluster_whose_workers_are_all_refused_is_given_up(made):
    pool = made("a")
    pool.client.asked[-1][2].ends(ImportError("numba"), "error")
    assert [(event.kind, event.payload) for event in pool.wait(0.0)] == [(BROKEN, ("ImportError: numba",))]


def test_a_cluster_without_workers_is_given_up_in_the_end(made, monkeypatch):
    pool = made("a")
    ready(pool)
    pool.client.known = []
    assert kinds(pool) == [] and "no worker left: waiting up to 120 s" in pool.told[0]
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", -1.0)
    assert kinds(pool) == [BROKEN]


def test_a_scheduler_that_is_gone_is_given_up_at_once(made):
    pool = made("a")
    pool.client.status = "closed"
    assert kinds(pool) == [BROKEN]
