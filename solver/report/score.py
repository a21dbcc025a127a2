"""Counts what a submission solved: test outputs and whole tasks, at one and at two attempts.

An output is solved when an attempt equals it exactly. The competition's score is `outputs@2` of `outputs`; `tasks@2` counts
tasks of which all outputs are solved; `taskmean@2` is the mean, over tasks with outputs, of the share that is solved.
What the competition would refuse gets no score here either.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from solver.reading.entry import InputError, is_legal
from solver.reading.parse import load_json
from solver.running.submission import ATTEMPT_NAMES, problems_of

SHOWN = 5  # problems of a refused submission


class RefusedError(ValueError):
    """A submission that the competition would refuse, or solutions that are none. problems: one line each, all of them."""

    def __init__(self, problems: list[str]) -> None:
        more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        super().__init__("\n".join([*problems[:SHOWN], *more]))
        self.problems = problems


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
            result[f"taskmean@{attempts}"] = round(self.task_mean[attempts - 1], 4)
            result[f"tasks@{attempts}"] = self.tasks_solved[attempts - 1]
        return result


def solved_outputs(submission: object, solutions: object) -> dict[str, list[tuple[bool, bool]]]:
    """Say for each test output whether the first attempt solves it, and whether either does.

    submission: parsed JSON. solutions: per id a list of outputs, each a Grid, rows, or None for one that nobody can solve.
    Raises RefusedError for what the competition would refuse, naming task and field, and for malformed solutions.
    """
    wanted = _wanted(solutions)
    problems = problems_of(submission, {id: len(outputs) for id, outputs in wanted.items()})
    if problems or not isinstance(submission, dict):
        raise RefusedError([f"submission: {problem}" for problem in problems])
    return {id: [_solved(row, output) for row, output in zip(submission[id], wanted[id], strict=True)] for id in wanted}


def _wanted(solutions: object) -> dict[str, list[object]]:
    """The outputs as rows. Raises RefusedError for what is no set of solutions."""
    if not isinstance(solutions, Mapping):
        raise RefusedError([f"solutions: expected an object of tasks, found {type(solutions).__name__}"])
    wanted: dict[str, list[object]] = {}
    problems = []
    for id, outputs in solutions.items():
        if not isinstance(outputs, list | tuple):
            problems.append(f"solutions: task {id!r}: expected a list of outputs, found {outputs!r:.80}")
            continue
        rows = [output.tolist() if isinstance(output, np.ndarray) else output for output in outputs]
        problems += [
            f"solutions: task {id!r}: [{index}]: expected rows of colors, found {output!r:.80}"
            for index, output in enumerate(rows)
            if outputs[index] is not None and not is_legal(output)
        ]
        wanted[id] = rows
    if problems:
        raise RefusedError(problems)
    return wanted


def score(submission: object, solutions: object) -> Score:
    """Count what a submission solved. Raises RefusedError as solved_outputs() does."""
    hits = list(solved_outputs(submission, solutions).values())
    asked = [task for task in hits if task]
    outputs, means, tasks = [0, 0], [0.0, 0.0], [0, 0]
    for attempts in (0, 1):
        solved = [sum(hit[attempts] for hit in task) for task in asked]
        outputs[attempts] = sum(solved)
        tasks[attempts] = sum(count == len(task) for count, task in zip(solved, asked, strict=True))
        shares = [Fraction(count, len(task)) for count, task in zip(solved, asked, strict=True)]
        means[attempts] = float(sum(shares) / max(1, len(asked)))
    return Score(len(hits), sum(map(len, hits)), (outputs[0], outputs[1]), (means[0], means[1]), (tasks[0], tasks[1]))


def _solved(row: Mapping[str, object], output: object) -> tuple[bool, bool]:
    first, second = (output is not None and row[name] == output for name in ATTEMPT_NAMES)
    return first, first or second


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver score` takes."""
    parser.add_argument("submission", type=Path, metavar="SUBMISSION", help="the submission to score")
    parser.add_argument("solutions", type=Path, metavar="SOLUTIONS", help="solutions JSON of the same tasks")


def run(arguments: argparse.Namespace) -> int:
    """Print the score of a submission file. Exit status 0, or 2 when a file cannot be read or would be refused."""
    try:
        submission, solutions = load_json(arguments.submission), load_json(arguments.solutions)
        print(json.dumps(score(submission, solutions).named()))
    except (InputError, RefusedError) as error:
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
