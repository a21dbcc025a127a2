"""Fit the weights of solver/confidence.py on every other design task, and print how reliable they are on the rest.

    python -m benchmarks.confidence                    arc1-training at effort 1 (four minutes)
    python -m benchmarks.confidence --input CHALLENGES --solutions SOLUTIONS

The weights printed are those to write into solver/confidence.py. "now" is what the weights in that file say of the same
held out attempts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from functools import partial

import numpy as np

from benchmarks.ablate import add_set_options, read_design_set
from solver.budget import Budget, Tier
from solver.candidate import ATTEMPTS, pools
from solver.confidence import EVIDENCE, WEIGHTS, evidence, reliability
from solver.dataset import InputError
from solver.jit import warm_up
from solver.machine import usable_cores
from solver.options import effort, tiers_for
from solver.portfolio import run_tier
from solver.task import Grid, Task, same_grid

RIDGE = 1.0

Rows = list[tuple[tuple[float, ...], bool]]


def record(job: tuple[Task, list[Grid]], tiers: Sequence[Tier]) -> Rows:
    """The evidence of every attempt of one task, with whether the attempt is right."""
    task, truth = job
    candidates = [candidate for tier in tiers for candidate in run_tier(task, tier, Budget())]
    rows: Rows = []
    for index, output in enumerate(truth):
        ranked = pools(candidates, index)
        for rank in range(min(ATTEMPTS, len(ranked))):
            rows.append((evidence(ranked, rank), same_grid(ranked[rank][0].predictions[index], output)))
    return rows


def fit(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton steps with a ridge on all weights. rows: (attempts, evidence); right: 0 or 1."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = chances(rows, weights)
        slope = rows.T @ (right - chance) - RIDGE * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


def chances(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What the model says of each row."""
    return 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))


def main(given: Sequence[str] | None = None) -> int:
    """Run, fit, print. Exit status 0, or 2 when there is nothing to run on."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.confidence", description=(__doc__ or "").split("\n")[0])
    add_set_options(parser)
    parser.add_argument("--effort", type=effort, default=1, metavar="N", help="tier 1..4, or steps (default: 1)")
    arguments = parser.parse_args(given)
    try:
        dataset = read_design_set(arguments)
    except InputError as error:
        print(f"confidence: {error}", file=sys.stderr)
        return 2
    assert dataset.solutions is not None
    entries = [entry for entry in dataset.entries.values() if entry.task is not None][:: max(1, arguments.sample)]
    jobs = [(entry.task, dataset.solutions[entry.id]) for entry in entries]
    warm_up(processes=usable_cores())
    with multiprocessing.get_context("fork").Pool(usable_cores()) as pool:
        found = pool.map(partial(record, tiers=tiers_for(arguments.effort, False)), jobs, chunksize=1)
    learn, check = ([row for rows in found[half::2] for row in rows] for half in (0, 1))
    weights = fit(np.array([row for row, _ in learn]), np.array([float(is_right) for _, is_right in learn]))
    print("WEIGHTS = (" + ", ".join(f"{weight:.2f}" for weight in weights) + ")  # " + ", ".join(EVIDENCE))
    rows, right = np.array([row for row, _ in check]), [is_right for _, is_right in check]
    for name, used in (("fitted", weights), ("now", np.array(WEIGHTS))):
        print(f"\nheld out, {name}:", *reliability(zip(chances(rows, used), right, strict=True)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
