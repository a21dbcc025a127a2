"""One run: hand in guesses, give every task the cheap tier before any gets the next, hand in what is found as it comes."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import time
from collections import Counter, deque
from collections.abc import Callable

from solver.budget import Tier
from solver.choice.confidence import WHEN_SURE, is_sure
from solver.choice.shortlist import from_plain
from solver.reading.dataset import Dataset
from solver.running.cluster import Cluster
from solver.running.forge import BROKEN, STEP
from solver.running.job import CANDIDATE, RECORD, RUNNING, STEPS, Job, fresh_cache, prepare, worker_of
from solver.running.machine import peak_bytes
from solver.running.options import Options
from solver.running.pool import LOST, PRESSURE, Event, Pool
from solver.running.result import TaskResult, TierResult
from solver.running.scheduler import reach
from solver.running.stop import Stop
from solver.running.submission import Row, SubmissionFile, rows_for, thoughtless_rows
from solver.running.worker import DONE, FAILED, Work

WRITE_SECONDS = 1.5
LEAD_SECONDS = 0.3  # Workers end this much before the limit by themselves, if they can.
STEP_SLACK = 4  # A job whose steps pass its tier this many times is out of control.


class _Over(BaseException):
    """Ends a search in this process; no family may catch it."""


class Run:
    """The state of one run. deadline: on the monotonic clock, when the last search step may be done.

    results: per id. found: candidates that were good enough to keep. fitted: ids with a rule that reproduces every
    demonstration. failure: why no worker could run, when none could. compiled: (done, total) of the warm-up. resumed: per
    tier how many tasks an earlier run had finished; seconds_before: how long it took. workers: how many there are.
    memory: bytes that they hold now. at_work: tasks that a job is running for, by index, with its tier.
    """

    def __init__(self, dataset: Dataset, options: Options, started: float, stop: Stop | None = None):
        self.dataset = dataset
        self.options = options
        self.started = started
        self.deadline = started + options.time_limit
        self.stop = stop
        self.results = {id: TaskResult(entry) for id, entry in dataset.entries.items()}
        self.tasks = [entry.task for entry in dataset.entries.values() if entry.task is not None]
        self.file = SubmissionFile(options.output)
        self.submission: dict[str, list[Row]] = {}
        self.changed = set(self.results)
        self.written_at = -math.inf
        self.waiting = deque((index, tier) for tier in options.tiers for index in range(len(self.tasks)))
        self.at_work: dict[int, Tier] = {}
        self.found = 0
        self.fitted: set[str] = set()
        self.retried: set[tuple[int, int]] = set()
        self.done: Counter[int] = Counter()
        self.compiled = (0, 0)
        self.failure: str | None = None
        self.parent_peak = 0
        self.solving_since: float | None = None
        self.ended = started
        self.resumed: Counter[int] = Counter()
        self.seconds_before = 0.0
        self.memory = 0
        self.workers = options.workers
        self.unscored: set[str] = set()
        self.unlogged: set[str] = set()
        self._solved: dict[str, bool] = {}
        self.cluster: Cluster | None = None

    def reach(self, tell: Callable[[str], object] = lambda text: None) -> None:
        """Find the cluster that is to do the work, if one is to. Raises InputError; `tell` hears what one waits for."""
        options = self.options
        if options.executor is not None and self.waiting and self.cluster is None:
            client = reach(options.executor, self.stop, tell)
            if client is None:
                return
            common = (self.tasks, options.disable, options.seed, self.stop)
            self.cluster = Cluster(client, options.executor, *common, tell=tell)

    def leave(self) -> None:
        """Let go of a cluster that was reached and has nothing to do."""
        if self.cluster is not None:
            self.cluster.close()
            self.cluster = None

    def take_up(self, known: dict[str, dict[int, TierResult]], seconds: float) -> None:
        """Go on from what an earlier run found in `seconds`: the tiers that it finished are not run again."""
        numbers = {tier.number for tier in self.options.tiers}
        for id, tiers in known.items():
            result = self.results[id]
            result.tiers = {number: tier for number, tier in tiers.items() if number in numbers}
            for number, tier in result.tiers.items():
                tier.started = self.started - tier.wall_seconds
                self.resumed[number] += tier.is_finished
                self.found += len(list(tier.shortlist))
            if any(candidate.is_full_fit for candidate in result.candidates()):
                self.fitted.add(id)
            self.unscored.add(id)
        self.done = self.resumed.copy()
        self.seconds_before = seconds
        self.waiting = deque((index, tier) for index, tier in self.waiting if not self._is_finished(index, tier))
        for index in range(len(self.tasks)):
            self._spare(index)

    def _spare(self, index: int) -> None:
        """Take the further tiers of a task off the list when its finished tiers have found an answer to be sure of."""
        task = self.tasks[index]
        result = self.results[task.id]
        if WHEN_SURE in self.options.disable or not all(tier.is_finished for tier in result.tiers.values()):
            return
        further = [job for job in self.waiting if job[0] == index]
        if further and is_sure(result.candidates(), len(task.test)):
            self.waiting = deque(job for job in self.waiting if job[0] != index)
            self.done.update(tier.number for _, tier in further)

    def _is_finished(self, index: int, tier: Tier) -> bool:
        known = self.results[self.tasks[index].id].tiers.get(tier.number)
        return known is not None and known.is_finished

    def hand_in_anything(self) -> bool:
        """Write attempts that take no thought, so that a complete file is there at once; False when it cannot be written."""
        return self.file.write({id: thoughtless_rows(result.entry) for id, result in self.results.items()})

    def hand_in(self) -> bool:
        """Write what there is now; False when nothing could be written."""
        for id in self.results:
            if id in self.changed or id not in self.submission:
                result = self.results[id]
                self.submission[id] = rows_for(result.entry, result.candidates())
        self.changed.clear()
        self.written_at = time.monotonic()
        return self.file.write({id: self.submission[id] for id in self.results})

    def solve(self, show: Callable[[Run], None] = lambda run: None) -> None:
        """Work until everything is done, the time is up, or somebody asks to stop. Calls show(run) several times a second."""
        if not self.waiting or self.is_over():
            self.leave()
            self.ended = time.monotonic()
            return
        self.reach()
        work = worker_of(self.tasks, self.options.disable, self.options.seed)
        with self._pool(work) as pool:
            while (self.waiting or pool.busy) and not self.is_over() and self.failure is None:
                while pool.free and self._give(pool):
                    pass
                for event in pool.wait(self.deadline - time.monotonic()):
                    self._take(event)
                if self.changed and time.monotonic() - self.written_at > WRITE_SECONDS:
                    self.hand_in()
                self.memory, self.workers = pool.resident_bytes, max(1, pool.size)
                show(self)
        if self.failure is not None and pool.cannot_fork:
            self._solve_here(work, show)
        shutil.rmtree(fresh_cache(os.getpid()), ignore_errors=True)
        self.parent_peak = peak_bytes()
        self.ended = time.monotonic()

    def _pool(self, work: Work) -> Pool | Cluster:
        """Who does the jobs: processes of this machine, or a cluster."""
        options = self.options
        return self.cluster or Pool(prepare, work, options.workers, options.memory_limit, self.stop)

    def is_over(self) -> bool:
        """True when the time is up or a stop is requested."""
        return time.monotonic() >= self.deadline or (self.stop is not None and self.stop.is_requested)

    @property
    def seconds(self) -> float:
        """How long this run has taken: until now, or until solving ended."""
        return (time.monotonic() if self.ended == self.started else self.ended) - self.started

    def solved_count(self) -> int:
        """Tasks whose test outputs are all among the attempts chosen so far; 0 when solutions are not known."""
        for id in self.unscored:
            if (truth := self.dataset.solution(id)) is not None:
                self._solved[id] = None not in self.results[id].right(truth)
        self.unscored.clear()
        return sum(self._solved.values())

    @property
    def exit_status(self) -> int:
        """0 complete, 2 never written, 3 some tasks failed, or 128 + the signal that ended the run."""
        if self.file.written is None:
            return 2
        if self.stop is not None and self.stop.is_requested:
            return self.stop.exit_status
        return 3 if self.failure is not None or any(result.has_failed for result in self.results.values()) else 0

    def _next(self) -> tuple[int, Tier] | None:
        """Take the first waiting job of a task that nobody is at work on: what its lower tiers find decides about it."""
        job = next((job for job in self.waiting if job[0] not in self.at_work), None)
        if job is not None:
            self.waiting.remove(job)
        return job

    def _give(self, pool: Pool | Cluster) -> bool:
        """Start the next job; False when there is none to start now.

        Under a time limit a task may take no more than its share of what is left for its tier.
        """
        job = self._next()
        if job is None:
            return False
        index, tier = job
        self.at_work[index] = tier
        task = self.tasks[index]
        now = time.monotonic()
        self.solving_since = self.solving_since or now
        inputs = max(1, len(task.test))
        until = self.deadline
        if math.isfinite(self.deadline):
            left = inputs + sum(len(self.tasks[other].test) for other, later in self.waiting if later == tier)
            share = (self.deadline - now) * self.workers * inputs / left
            until = min(self.deadline - LEAD_SECONDS, now + share)
        self.results[task.id].tiers[tier.number] = TierResult(started=now)
        pool.give(tuple(Job(index, tier.number, tier.steps, until)), STEP_SLACK * tier.steps * inputs, until)
        return True

    def _take(self, event: Event) -> None:
        """Add what happened to what is known."""
        if event.kind == STEP:
            self.compiled = event.payload
            return
        if event.kind == BROKEN:
            self.failure = event.payload[0]
            return
        job = Job(*event.job)
        task = self.tasks[job.task]
        tier = self.results[task.id].tiers[job.tier]
        self.unlogged.add(task.id)
        if event.kind == CANDIDATE:
            candidate = from_plain(event.payload[0])
            self.found += tier.shortlist.add(candidate)
            if candidate.is_full_fit:
                self.fitted.add(task.id)
            self.changed.add(task.id)
            self.unscored.add(task.id)
        elif event.kind == RUNNING:
            tier.running = event.payload
        elif event.kind == RECORD:
            tier.records.append(event.payload[0])
            tier.running = None
        elif event.kind == STEPS:
            tier.steps, tier.is_cut = event.payload
        elif event.kind == FAILED:
            tier.fail(event.payload[0])
        elif event.kind in (DONE, LOST):
            self._end(job, tier, event)

    def _end(self, job: Job, tier: TierResult, event: Event) -> None:
        """A job is over, one way or the other."""
        *how, tier.seconds, tier.peak_bytes = event.payload
        tier.wall_seconds = time.monotonic() - tier.started
        tier.is_complete = event.kind == DONE
        self.at_work.pop(job.task, None)
        if how == [PRESSURE] and (job.task, job.tier) not in self.retried:
            # The machine, not the task, ran out of memory: once more when the others are done.
            self.retried.add((job.task, job.tier))
            self.waiting.append((job.task, Tier(job.tier, job.steps)))
            return
        if how:
            tier.lost = "memory" if how[0] == PRESSURE else how[0]
            tier.fail(f"worker lost: {tier.lost}")
        self.done[job.tier] += 1
        self._spare(job.task)

    def _solve_here(self, work: Work, show: Callable[[Run], None]) -> None:
        """The system lets us start no process at all: search in this one. Only steps and the clock bound it now."""

        def hear(message: tuple) -> None:
            if self.is_over():
                raise _Over
            self._take(Event(message[0], job, message[1:]))

        try:
            prepare(0, lambda done, total: None)
        except ImportError:
            return
        self.failure = None
        self.waiting.extendleft(self.at_work.items())  # Whoever was at work is gone.
        self.at_work.clear()
        with contextlib.suppress(_Over):
            while not self.is_over() and (waiting := self._next()) is not None:
                index, tier = waiting
                job = Job(index, tier.number, tier.steps, self.deadline)
                self.results[self.tasks[index].id].tiers[tier.number] = TierResult(started=time.monotonic())
                started = time.process_time()
                work(job, hear)
                self._take(Event(DONE, job, (time.process_time() - started, 0)))
                show(self)
