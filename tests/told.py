"""A run without processes: made from tasks on disk, told what workers would tell."""

import numpy as np

from solver.choice.candidate import Candidate
from solver.running.job import Job
from solver.running.options import parse, read_input
from solver.running.pool import Event
from solver.running.run import Run
from tests.processes import write_tasks


def candidate(color=1, cost=5.0, family="family", fits=2, **others):
    """One that predicts 2 x 2 cells of a color."""
    fields = {"program": "program", "demonstrations": 2, "view": "literal"} | others
    return Candidate(predictions=(np.full((2, 2), color, np.uint8),), family=family, cost=cost, fits=fits, **fields)


def run_of(folder, *arguments, ids=("a", "b"), test_count=1):
    """A run over tasks that are written into a folder first."""
    tasks = write_tasks(folder / "tasks.json", ids, test_count)
    options = parse(["--input", str(tasks), "--output", str(folder), "--workers", "2", *arguments])
    return Run(read_input(options), options, 0.0)


class Fed:
    """Stands in for a pool: remembers what it was given."""

    def __init__(self):
        self.jobs = []

    def give(self, job, step_limit, deadline):
        self.jobs.append(Job(*job))


def feed(run, job, *events):
    """Let the run hear of a job."""
    for kind, *payload in events:
        run._take(Event(kind, tuple(job), tuple(payload)))
