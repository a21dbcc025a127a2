"""Fit the weights of solver/choice/confidence.py on every other task of scored logs; print how reliable they are on the rest.

    make score DATA=arc1-training ARGS="--effort 1 --log training.jsonl"
    python -m benchmarks.confidence training.jsonl [MORE.jsonl ...]

The weights printed are those to write into solver/choice/confidence.py. "now" is what the weights in that file say of the same
held out attempts. Logs of evaluation sets are refused: they are for scores only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from solver.choice.candidate import ATTEMPTS, Candidate, pools
from solver.choice.confidence import EVIDENCE, WEIGHTS, evidence, reliability
from solver.reading.entry import InputError
from solver.report.resume import candidates_of, read_log

RIDGE = 1.0

Rows = list[tuple[tuple[float, ...], bool]]


def read_attempts(path: Path) -> Iterator[Rows]:
    """Yield per task the evidence of every attempt, with whether it is right. Raises InputError for an unusable log."""
    log = read_log(path)
    if log.header.get("label") == "evaluation":
        raise InputError(f"{path}: expected the log of a training set, found {log.header['run']}: it is for scores only")
    try:
        for line in log.tasks.values():
            # A test input that is not legal has an output, but no prediction.
            if line["candidates"] and len(line["right"]) == len(line["candidates"][0]["predictions"]):
                yield attempts_of(line)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: expected the log of a scored run, found {type(error).__name__}: {error}") from None


def attempts_of(line: dict[str, Any]) -> Rows:
    """The attempts of one line of a scored log."""
    candidates = candidates_of(line)
    is_right = {id(one): row["right"] for one, row in zip(candidates, line["candidates"], strict=True)}
    rows: Rows = []
    for index in range(len(line["right"])):
        ranked: list[list[Candidate]] = pools(candidates, index)
        for rank in range(min(ATTEMPTS, len(ranked))):
            rows.append((evidence(ranked, rank), is_right[id(ranked[rank][0])][index]))
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
    """Read, fit, print. Exit status 0, or 2 when a log cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.confidence", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG", help="log of a scored run on a training set (--log)")
    arguments = parser.parse_args(given)
    try:
        tasks = [task for path in arguments.logs for task in read_attempts(path)]
    except InputError as error:
        print(f"confidence: {error}", file=sys.stderr)
        return 2
    if len(tasks) < 2:
        print(f"confidence: expected at least two tasks with candidates, found {len(tasks)}", file=sys.stderr)
        return 2
    learn, check = ([row for rows in tasks[half::2] for row in rows] for half in (0, 1))
    weights = fit(np.array([row for row, _ in learn]), np.array([float(is_right) for _, is_right in learn]))
    print("WEIGHTS = (" + ", ".join(f"{weight:.2f}" for weight in weights) + ")  # " + ", ".join(EVIDENCE))
    rows, right = np.array([row for row, _ in check]), [is_right for _, is_right in check]
    for name, used in (("fitted", weights), ("now", np.array(WEIGHTS))):
        print(f"\nheld out, {name}:", *reliability(zip(chances(rows, used), right, strict=True)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
