"""Replays a run: makes every candidate's prediction again from its text alone, and says which share agrees."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.frames.catalog import build_of
from solver.frames.frame import Frame, Grids
from solver.jit import warm_up
from solver.language.term import Rule, read_term, run_term
from solver.portfolio import FAMILIES
from solver.reading.dataset import Dataset, load_public, read
from solver.reading.entry import InputError, near
from solver.report.resume import Log, candidates_of, read_log
from solver.running.options import SAMPLE_TASKS, words
from solver.running.values import count, public_set
from solver.task import Task, same_grid

AGREES, DIFFERS, NOT_READ = "agree", "differ", "not read"


class Replay(NamedTuple):
    """What became of one candidate. reason: why its text is not read, or ""."""

    id: str
    candidate: Candidate
    verdict: str
    reason: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver replay` takes."""
    add = parser.add_argument
    add("log", type=Path, metavar="RUN.jsonl", help="run log (kernel.py --log)")
    add(
        "--input",
        type=Path,
        metavar="PATH",
        help="challenges JSON, or folder of task files, that was run (default: the samples)",
    )
    add("--data", type=public_set, metavar="NAME", help="the public set that was run, e.g. arc1-training")
    add("--only-families", type=words, default=(), metavar="NAME,...", help="only the candidates of these families")
    add("--show", type=count, default=5, metavar="N", help="texts to list for which it does not agree (default: 5)")


def run(arguments: argparse.Namespace) -> int:
    """Print the shares by family. Exit status 0 when all agree, 1 when some do not, 2 when the files cannot be used."""
    try:
        log = read_log(arguments.log)
        dataset = load_public(arguments.data) if arguments.data else read(arguments.input or SAMPLE_TASKS)
        unknown = next((id for id in log.tasks if id not in dataset.entries), None)
        if unknown is not None:
            raise InputError(f"{arguments.log}: expected a run of {dataset.name}, found {unknown!r} of {log.header['run']}")
        known = {row.name for row in FAMILIES} | {row["family"] for line in log.tasks.values() for row in line["candidates"]}
        for name in arguments.only_families:
            if name not in known:
                raise InputError(f"--only-families: expected a family, found {name!r}{near(name, known)}")
    except (InputError, KeyError) as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2
    warm_up(processes=1)
    found = list(replays(log, dataset, arguments.only_families or known))
    for line in table(found):
        print(line)
    others = [one for one in found if one.verdict != AGREES]
    for one in others[: arguments.show]:
        print(f"{one.id}: {one.candidate.view}: {one.candidate.family}: {one.candidate.program}\n  {one.reason or one.verdict}")
    return int(bool(others))


def replays(log: Log, dataset: Dataset, families: Collection[str]) -> Iterator[Replay]:
    """Yield what becomes of the candidates of some families."""
    for id, line in log.tasks.items():
        task = dataset.entries[id].task
        if task is not None:
            for candidate in candidates_of(line):
                if candidate.family in families and candidate.is_full_fit:
                    yield Replay(id, candidate, *verdict(task, candidate))


def verdict(task: Task, candidate: Candidate) -> tuple[str, str]:
    """Whether the text of a candidate gives its predictions again, and why it is not read."""
    try:
        again = replayed(task, candidate.view, candidate.program)
    except ValueError as error:
        return NOT_READ, str(error)
    return (AGREES if again is not None and all(map(same_grid, again, candidate.predictions)) else DIFFERS), ""


def rule_of(task: Task, view: str, program: str) -> tuple[Frame, Rule]:
    """The frame and the rule inside it that the text of a candidate means.

    Raises ValueError for a text that is not understood, or that is of no frame of the task.
    """
    made = (one for frame in build_of(view)(task, Budget()) for one in (frame.ways or (frame,)))
    frame = next((one for one in made if program.startswith(one.words)), None)
    if frame is None:
        raise ValueError(f"the task has no frame {view} with these words: {program!r}")
    return frame, read_term(program.removeprefix(frame.words))


def replayed(task: Task, view: str, program: str) -> Grids | None:
    """What the text of a candidate predicts for the test inputs of a task, in the frame of a name; None when it gives none.

    Raises ValueError like rule_of().
    """
    frame, rule = rule_of(task, view, program)
    outputs = run_term(rule, frame.task.inputs)[len(frame.task.train) :]
    whole = tuple(grid for grid in outputs if grid is not None)
    return frame.decode(whole) if len(whole) == len(outputs) else None


def table(found: list[Replay]) -> list[str]:
    """Counts and shares by family, and of all."""
    lines = [f"{'family':20}{AGREES:>10}{DIFFERS:>10}{NOT_READ:>10}{'share':>8}"]
    for family in [*sorted({one.candidate.family for one in found}), None]:
        counts = Counter(one.verdict for one in found if family in (None, one.candidate.family))
        share = counts[AGREES] / max(1, counts.total())
        numbers = "".join(f"{counts[kind]:>10}" for kind in (AGREES, DIFFERS, NOT_READ))
        lines.append(f"{family or 'all':20}{numbers}{share:>8.1%}")
    return lines
