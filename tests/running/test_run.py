"""The parts of a run without processes: the schedule, what becomes of what is told, the status of tasks."""

import json

import numpy as np
import pytest

from solver.choice.candidate import Candidate
from solver.choice.shortlist import FAMILY_LIMIT, PREDICTION_LIMIT, to_plain
from solver.reading.dataset import read
from solver.running.job import CANDIDATE, RUNNING, STEPS, Job
from solver.running.pool import LOST, PRESSURE
from solver.running.result import TaskResult, TierResult
from solver.running.worker import BEAT, DONE, Heartbeat
from tests.told import Fed, candidate, feed


def test_every_task_gets_the_cheap_tier_first(make_run):
    run, pool = make_run("--effort", "3"), Fed()
    assert run._give(pool) and run._give(pool)
    assert not run._give(pool), "both tasks are at work"
    for job in pool.jobs[:2]:
        feed(run, job, (STEPS, 1, False), (DONE, 0.1, 5))
        assert run._give(pool)
    assert [(job.task, job.tier) for job in pool.jobs] == [(0, 1), (1, 1), (0, 3), (1, 3)]


@pytest.mark.parametrize("switches", [(), ("--disable", "when_sure")])
def test_a_task_with_a_sure_answer_gets_no_further_tier(make_run, switches):
    """Two families and two views agree on a cheap rule for task 0; nothing is known of task 1."""
    run, pool = make_run("--effort", "3", *switches), Fed()
    assert run._give(pool) and run._give(pool)
    told = [(CANDIDATE, to_plain(candidate(family=name, view=view), 1)) for name in "xyz" for view in "vw"]
    feed(run, pool.jobs[0], *told, (STEPS, 1, False), (DONE, 0.1, 5))
    feed(run, pool.jobs[1], (STEPS, 1, False), (DONE, 0.1, 5))
    while run._give(pool):
        pass
    assert [(job.task, job.tier) for job in pool.jobs[2:]] == ([(0, 3), (1, 3)] if switches else [(1, 3)])
    assert run.done == ({1: 2} if switches else {1: 2, 3: 1})


def test_a_tier_that_was_cut_short_makes_nothing_sure(make_run):
    run, pool = make_run("--effort", "3", ids=["a"]), Fed()
    run._give(pool)
    told = [(CANDIDATE, to_plain(candidate(family=name, view=view), 1)) for name in "xyz" for view in "vw"]
    feed(run, pool.jobs[0], *told, (STEPS, 1, True), (DONE, 0.1, 5))
    assert run._give(pool) and pool.jobs[1].tier == 3


def test_under_a_time_limit_tasks_share_the_time(make_run, monkeypatch):
    run, pool = make_run("--time-limit", "100", ids=[f"t{index}" for index in range(10)]), Fed()
    monkeypatch.setattr("solver.running.run.time.monotonic", lambda: 0.0)
    for _ in range(10):
        run._give(pool)
    shares = [job.deadline for job in pool.jobs]
    assert shares[0] == pytest.approx(100 * 2 / 10)
    assert all(share <= 100 for share in shares) and shares == sorted(shares)


def test_without_processes_what_was_at_work_is_done_again(make_run, monkeypatch):
    """Tasks 0 and 1 were at work when no process could be started any more; both tiers of both are done here."""
    run = make_run("--effort", "3")
    assert run._give(Fed()) and run._give(Fed())
    done = []

    def work(job, send):
        done.append((job.task, job.tier))
        send((STEPS, 1, False))

    monkeypatch.setattr("solver.running.run.prepare", lambda number, report: None)
    run._solve_here(work, lambda run: None)
    assert sorted(done) == [(0, 1), (0, 3), (1, 1), (1, 3)]
    assert run.done == {1: 2, 3: 2} and not run.waiting and not run.at_work
    assert all(tier.is_finished for result in run.results.values() for tier in result.tiers.values())


def test_order_of_arrival_does_not_matter(make_run):
    """Workers tell in any order; candidates depend on tasks and tiers."""
    one, two = make_run("--effort", "2"), make_run("--effort", "2")
    told = {
        (task, tier): [(CANDIDATE, to_plain(candidate(tier + task, cost), 1)) for cost in (150.0, 140.0)] + [(DONE, 0.1, 5)]
        for task in (0, 1)
        for tier in (1, 2)
    }
    for run, order in ((one, (0, 1)), (two, (1, 0))):
        for tier in (1, 2):
            assert run._give(Fed()) and run._give(Fed())
            for task in order:
                feed(run, Job(task, tier, 10, 0.0), *told[task, tier])
        run.hand_in()
    assert one.submission == two.submission


def test_a_lost_worker_keeps_the_best_so_far(make_run):
    run = make_run("--effort", "1")
    run._give(Fed())
    feed(
        run, Job(0, 1, 10, 0.0), (CANDIDATE, to_plain(candidate(), 1)), (RUNNING, "fits", "flipped"), (LOST, "timeout", 1.0, 7)
    )
    result = run.results["a"]
    assert result.status == "fitted" and result.losses == ["timeout"]
    assert result.tiers[1].records[-1]["family"] == "fits" and result.tiers[1].peak_bytes == 7
    run.hand_in()
    assert run.submission["a"][0]["attempt_1"] == [[1, 1], [1, 1]]
    assert run.exit_status == 0


def test_fault_08_a_job_killed_for_the_machine_is_tried_once_more(make_run):
    run, pool = make_run("--effort", "1"), Fed()
    run._give(pool)
    waiting = len(run.waiting)
    feed(run, pool.jobs[0], (LOST, PRESSURE, 1.0, 7))
    assert len(run.waiting) == waiting + 1 and run.results["a"].losses == []
    run.waiting.rotate(1)
    run._give(pool)
    feed(run, pool.jobs[1], (LOST, PRESSURE, 1.0, 7))
    assert run.results["a"].losses == ["memory"] and run.results["a"].status == "memory"


def test_fault_09_the_parent_does_not_grow_with_what_it_is_told(make_run):
    run = make_run("--effort", "1", test_count=1)
    run._give(Fed())
    for number in range(3000):
        grid = np.frombuffer(number.to_bytes(4, "big"), np.uint8).reshape(2, 2) % 10
        one = Candidate((np.ascontiguousarray(grid),), f"family{number % 7}", "p", number % 11, 2, 2)
        feed(run, Job(0, 1, 10, 0.0), (CANDIDATE, to_plain(one, 1)))
    assert len(run.results["a"].candidates()) <= PREDICTION_LIMIT * FAMILY_LIMIT


STATUSES = [
    ({}, "skipped-deadline"),
    ({"is_complete": True}, "fallback"),
    ({"lost": "crashed(11)"}, "crashed(11)"),
    ({"is_complete": True, "records": [{"error": "Traceback"}]}, "error"),
]


@pytest.mark.parametrize(("fields", "status"), STATUSES)
def test_status_without_candidates(make_run, fields, status):
    entry = make_run().dataset.entries["a"]
    assert TaskResult(entry, {1: TierResult(**fields)}).status == status


def test_status_with_candidates_and_of_malformed_tasks(make_run, tmp_path):
    entry = make_run().dataset.entries["a"]
    for fits, status in ((2, "fitted"), (1, "guess")):
        tier = TierResult(lost="timeout")
        tier.shortlist.add(candidate(fits=fits))
        assert TaskResult(entry, {1: tier}).status == status
    (tmp_path / "bad.json").write_text(json.dumps({"a": json.loads((tmp_path / "tasks.json").read_text())["a"], "b": {}}))
    assert TaskResult(read(tmp_path / "bad.json").entries["b"]).status == "invalid-input"


def test_a_heartbeat_tells_steps_now_and_then():
    told = []
    beat = Heartbeat(told.append, lambda: 17)
    first = beat()
    assert told == [] and first <= beat()
    beat.last -= 10
    beat()
    beat()
    assert told == [(BEAT, 17)]
