"""Fit a logistic model of being right on design tasks, and compare it with the order that solver/candidate.py uses.

    python -m benchmarks.ranking CHALLENGES SOLUTIONS [--steps N] [--every K]

Runs the portfolio on a challenges file whose solutions are known (design tasks only), records every candidate, fits the
model on every other task, and prints for the rest what each order solves and how reliable the model's chances are.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections import defaultdict
from pathlib import Path

import numpy as np

from solver import candidate as ranking
from solver.budget import Budget, Tier
from solver.candidate import Candidate
from solver.dataset import read, read_solutions
from solver.jit import warm_up
from solver.portfolio import run_tier

COST_LIMIT = 60.0
COMMON = ("missed", "extra_layers", "demonstrations", "left_out", "untried", "families", "views")


def record(job: tuple) -> tuple[str, list[list[tuple[list[Candidate], bool]]]]:
    """Candidates of one task, pooled by prediction, per test input, with whether the prediction is right."""
    task, answers, steps = job
    candidates = list(run_tier(task, Tier(1, steps), Budget()))
    pooled = []
    for index, answer in enumerate(answers):
        pools: dict[bytes, list[Candidate]] = defaultdict(list)
        for one in candidates:
            pools[one.key(index)].append(one)
        pooled.append([(pool, np.array_equal(pool[0].predictions[index], answer)) for pool in pools.values()])
    return task.id, pooled


def common_features(best: Candidate, pool: list[Candidate]) -> tuple[float, ...]:
    """Evidence beside family and cost: what was missed, layers beyond three, demonstrations, refits, who else agrees."""
    full = [candidate for candidate in pool if candidate.is_full_fit]
    return (
        float(best.demonstrations - best.fits),
        float(max(0, best.layers - 3)),
        float(min(best.demonstrations, 5) - 3),
        0.0 if best.left_out is None else best.left_out / best.demonstrations,
        float(best.left_out is None),
        float(max(0, len({candidate.family for candidate in full}) - 1)),
        float(max(0, len({candidate.view for candidate in full}) - 1)),
    )


def features(pool: list[Candidate], families: list[str]) -> np.ndarray:
    """Row of the design matrix: per family a bias and a cost, then the common features."""
    best = min(pool, key=ranking.badness)
    row = np.zeros(2 * len(families) + len(COMMON))
    at = families.index(best.family)
    row[at], row[len(families) + at] = 1.0, min(best.cost, COST_LIMIT)
    row[2 * len(families) :] = common_features(best, pool)
    return row


def fit(rows: np.ndarray, right: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Logistic regression by Newton steps with a ridge on everything."""
    weights = np.zeros(rows.shape[1])
    scale = np.where(np.abs(rows).max(axis=0) > 5, 0.1, 1.0)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (right - chance) - ridge * scale * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + ridge * np.diag(scale)
        weights += np.linalg.solve(curve, slope)
    return weights


def solved(tasks: list, trust) -> tuple[int, int]:
    """Tasks solved at one and two attempts when pools are ordered by a function of the pool."""
    one = two = 0
    for _, outputs in tasks:
        hits = [[right for _, right in sorted(pools, key=lambda pool: -trust(pool[0]))] for pools in outputs]
        one += all(any(hit[:1]) for hit in hits)
        two += all(any(hit[:2]) for hit in hits)
    return one, two


def main() -> None:
    """Run, fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("challenges", type=Path)
    parser.add_argument("solutions", type=Path)
    parser.add_argument("--steps", type=int, default=20_000_000)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    dataset = read(options.challenges)
    answers = read_solutions(options.solutions, dataset)
    warm_up()
    jobs = [(entry.task, answers[name], options.steps) for name, entry in list(dataset.entries.items())[:: options.every]]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        tasks = sorted(pool.imap_unordered(record, jobs), key=lambda item: item[0])
    families = sorted({one.family for _, outputs in tasks for pools in outputs for pool, _ in pools for one in pool})

    def matrix(part: list) -> tuple[np.ndarray, np.ndarray]:
        pools = [pool for _, outputs in part for pools in outputs for pool in pools]
        return np.array([features(pool, families) for pool, _ in pools]), np.array([float(right) for _, right in pools])

    for name, learn, check in (("A -> B", tasks[::2], tasks[1::2]), ("B -> A", tasks[1::2], tasks[::2])):
        weights = fit(*matrix(learn))
        print(name, "held out: by cost", solved(check, lambda pool: -min(map(ranking.badness, pool))), end=" ")
        print("by weights", solved(check, lambda pool, weights=weights: float(features(pool, families) @ weights)), end=" ")
        print("by trust", solved(check, ranking.trust), "of", len(check))
        rows, right = matrix(check)
        chance = 1 / (1 + np.exp(-rows @ weights))
        for low in np.arange(0, 1, 0.1):
            inside = (chance >= low) & (chance < low + 0.1 + (low > 0.85))
            if inside.any():
                print(f"  predicted {chance[inside].mean():.2f}  right {right[inside].mean():.2f}  of {inside.sum()}")


if __name__ == "__main__":
    main()
