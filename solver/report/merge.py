"""Joins the submissions of the shards of one run (`kernel.py --shard I/N`) into the submission of all tasks."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from solver.reading.dataset import Dataset, load_public, read, with_solutions
from solver.reading.entry import InputError, is_legal, names, shown
from solver.reading.parse import load_json
from solver.report.score import score
from solver.running.submission import ATTEMPT_NAMES, SubmissionFile, check
from solver.running.values import public_set, submission_path

PART = re.compile(r".*\.(\d+)-of-(\d+)\.json")  # as kernel.py names the file of a shard


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver merge` takes."""
    add = parser.add_argument
    add("output", type=submission_path, metavar="OUT", help="file to write, or folder for submission.json")
    add("parts", type=Path, nargs="+", metavar="PART", help="submissions of the shards, e.g. submission.*-of-4.json")
    add("--input", type=Path, metavar="PATH", help="the tasks of the run: check that the parts are all of them")
    add("--data", type=public_set, metavar="NAME", help="the same for a public set; prints the score")
    add("--solutions", type=Path, metavar="PATH", help="solutions JSON of --input: prints the score")


def run(arguments: argparse.Namespace) -> int:
    """Write the whole submission. Exit status 0, or 2 and nothing written when the parts are not the shards of a run."""
    try:
        dataset = _dataset(arguments)
        order = _ordered(arguments.parts, is_checked=dataset is not None)
        parts = [_read_part(path) for path in order]
        merged = joined(order, parts)
        if dataset is not None:
            merged = _complete(merged, dataset)
        known = None if dataset is None else dataset.solutions
        solved = None if known is None else score({id: merged[id] for id in known}, known)
    except InputError as error:
        print(f"merge: {error}", file=sys.stderr)
        return 2
    for told in () if dataset is None else (*dataset.notes, *dataset.warnings):
        print(f"merge: {told}", file=sys.stderr)
    file = SubmissionFile(arguments.output)
    if not file.write(merged):
        return 2
    print(f"{file.written}: {len(merged)} tasks from {len(parts)} parts, complete and legal")
    if solved is not None and dataset is not None:
        one, two = solved.tasks_solved
        print(f"{dataset.label} solved at 1 / 2 attempts: {one} / {two} of {solved.tasks} tasks")
    return 0


def _dataset(arguments: argparse.Namespace) -> Dataset | None:
    """The tasks that the parts are to be compared with, if they are named."""
    if arguments.input is not None and arguments.data is not None:
        raise InputError("expected --input or --data, found both")
    if arguments.data is not None:
        return load_public(arguments.data)
    if arguments.input is None:
        if arguments.solutions is not None:
            raise InputError("--solutions: expected --input PATH with it, found none")
        return None
    return with_solutions(read(arguments.input), arguments.solutions)


def _ordered(paths: Sequence[Path], is_checked: bool) -> list[Path]:
    """The parts in the order of their numbers. Raises InputError when their names say that one is missing or twice there."""
    found = [PART.fullmatch(path.name) for path in paths]
    if not all(found):
        if is_checked:
            return list(paths)
        path = paths[found.index(None)]
        raise InputError(
            f"{path}: expected a name such as submission.1-of-4.json, which kernel.py --shard gives, "
            "or --input PATH: else nobody knows whether a part is missing"
        )
    numbers = [(int(one[1]), int(one[2])) for one in found if one]
    totals = sorted({total for _, total in numbers})
    if len(totals) > 1:
        raise InputError(f"expected parts of one run, found parts of {' and of '.join(map(str, totals))}")
    places = [number for number, _ in numbers]
    twice = sorted({number for number in places if places.count(number) > 1})
    if twice:
        raise InputError(f"expected every part once, found part {_listed(twice)} of {totals[0]} more than once")
    missing = sorted(set(range(1, totals[0] + 1)) - set(places))
    if missing:
        raise InputError(f"expected {totals[0]} parts, found {len(paths)}: part {_listed(missing)} of {totals[0]} is missing")
    return [path for _, path in sorted(zip(places, paths, strict=True))]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (", ..." if len(numbers) > 10 else "")


def _read_part(path: Path) -> dict[str, Any]:
    """One part: legal attempts for some tasks."""
    data = load_json(path)
    if not isinstance(data, dict) or not data:
        raise InputError(f"{path}: expected a submission of at least one task, found {shown(data)}")
    for id, rows in data.items():
        if not isinstance(rows, list):
            raise InputError(f"{path}: task {shown(id)}: expected a list of attempts, found {shown(rows)}")
        for index, row in enumerate(rows):
            if not isinstance(row, dict) or set(row) != set(ATTEMPT_NAMES) or not all(map(is_legal, row.values())):
                raise InputError(f"{path}: task {shown(id)}: [{index}]: expected two legal attempts, found {shown(row)}")
    return data


def joined(paths: Sequence[Path], parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All tasks, dealt back as shards deal them out: first of part 1, first of part 2, ..., second of part 1, ..."""
    owners: dict[str, Path] = {}
    for path, part in zip(paths, parts, strict=True):
        both = [id for id in part if id in owners]
        if both:
            raise InputError(f"{path}: expected tasks that no other part has, found {names(both)} also in {owners[both[0]]}")
        owners |= dict.fromkeys(part, path)
    listed = [list(part) for part in parts]
    longest = max(map(len, listed))
    order = [
        (ids[place], part) for place in range(longest) for ids, part in zip(listed, parts, strict=True) if place < len(ids)
    ]
    return {id: part[id] for id, part in order}


def _complete(merged: dict[str, Any], dataset: Dataset) -> dict[str, Any]:
    """The tasks in the order of the input. Raises InputError when they are not exactly those of the input."""
    problems = check(merged, dataset)
    if problems:
        more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
        raise InputError(f"expected the {len(dataset.entries)} tasks of {dataset.name}, found {'; '.join(problems[:3])}{more}")
    return {id: merged[id] for id in dataset.entries}
