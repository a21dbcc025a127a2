"""Counts what a submission solved: test outputs and whole tasks, at one and at two attempts.

An output is solved when an attempt equals it exactly. The competition's score is the mean over outputs (`outputs@2`);
`taskmean` gives every task the share of its outputs that are solved.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from solver.dataset import InputError, load_json
from solver.entry import names
from solver.submission import ATTEMPT_NAMES


@dataclass(frozen=True)
class Score:
    """Totals of one run; index 0 of each pair counts the first attempt only, index 1 both."""

    tasks: int
    outputs: int
    outputs_solved: tuple[int, int]
    task_mean: tuple[float, float]
    tasks_solved: tuple[int, int]

    def named(self) -> dict[str, int | float]:
        """Give the totals by the names under which scores are reported."""
        result: dict[str, int | float] = {"tasks": self.tasks, "outputs": self.outputs}
        for attempts in (1, 2):
            result[f"outputs@{attempts}"] = self.outputs_solved[attempts - 1]
            result[f"taskmean@{attempts}"] = round(self.task_mean[attempts - 1], 2)
            result[f"tasks@{attempts}"] = self.tasks_solved[attempts - 1]
        return result


def solved_outputs(submission: object, solutions: object) -> dict[str, list[tuple[bool, bool]]]:
    """Say for each test output whether the first attempt solves it, and whether either does.

    submission: parsed JSON. solutions: per id a list of outputs, each a Grid or rows.
    Raises ValueError naming the ids when the submission has other ids or numbers of outputs than the solutions.
    """
    if not isinstance(submission, Mapping) or not isinstance(solutions, Mapping):
        raise ValueError("expected an object of tasks in the submission and in the solutions")
    missing = sorted(solutions.keys() - submission.keys())
    extra = sorted(submission.keys() - solutions.keys())
    if missing or extra:
        found = f"{len(missing)} missing ({names(missing)}), {len(extra)} others ({names(extra)})"
        raise ValueError(f"expected the ids of the solutions, found {found}")
    solved = {}
    for id, outputs in solutions.items():
        rows = submission[id]
        if not isinstance(outputs, list):
            raise ValueError(f"solutions: task {id!r}: expected a list of outputs, found {outputs!r:.80}")
        if not isinstance(rows, list) or len(rows) != len(outputs):
            count = len(rows) if isinstance(rows, list) else type(rows).__name__
            raise ValueError(f"task {id!r}: expected {len(outputs)} outputs, found {count}")
        solved[id] = [_solved(row, output) for row, output in zip(rows, outputs, strict=True)]
    return solved


def score(submission: object, solutions: object) -> Score:
    """Count what a submission solved. Raises ValueError when ids or numbers of outputs differ."""
    hits = list(solved_outputs(submission, solutions).values())
    outputs, means, tasks = [0, 0], [0.0, 0.0], [0, 0]
    for task in hits:
        for attempts in (0, 1):
            solved = sum(hit[attempts] for hit in task)
            outputs[attempts] += solved
            if task:
                means[attempts] += solved / len(task)
                tasks[attempts] += solved == len(task)
    return Score(len(hits), sum(map(len, hits)), (outputs[0], outputs[1]), (means[0], means[1]), (tasks[0], tasks[1]))


def _solved(row: object, output: object) -> tuple[bool, bool]:
    wanted = output.tolist() if isinstance(output, np.ndarray) else output
    first, second = (isinstance(row, dict) and row.get(name) == wanted for name in ATTEMPT_NAMES)
    return first, first or second


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver score` takes."""
    parser.add_argument("submission", type=Path, metavar="SUBMISSION", help="the submission to score")
    parser.add_argument("solutions", type=Path, metavar="SOLUTIONS", help="solutions JSON of the same tasks")


def run(arguments: argparse.Namespace) -> int:
    """Print the score of a submission file. Exit status 0, or 2 when the files cannot be read or do not belong together."""
    try:
        submission, solutions = load_json(arguments.submission), load_json(arguments.solutions)
        print(json.dumps(score(submission, solutions).named()))
    except (InputError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def main(arguments: Sequence[str]) -> int:
    """The same for words of a command line."""
    if len(arguments) != 2:
        print("usage: python -m solver.report.score SUBMISSION SOLUTIONS", file=sys.stderr)
        return 2
    return run(argparse.Namespace(submission=Path(arguments[0]), solutions=Path(arguments[1])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
