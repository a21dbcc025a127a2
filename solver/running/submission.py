"""Turns candidates and guesses into two legal attempts per test input, writes them atomically, and checks a submission.

A submission maps each task id to one `{"attempt_1": rows, "attempt_2": rows}` per test input, in order.
"""

from __future__ import annotations

import glob
import itertools
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from solver.choice.candidate import Candidate, choose_attempts
from solver.choice.guess import guess
from solver.reading.dataset import Dataset, read
from solver.reading.entry import Entry, InputError, is_legal
from solver.reading.parse import load_json
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, same_grid

try:
    import orjson
except ImportError:  # ten times slower, the same meaning
    orjson = None  # type: ignore[assignment]  # elsewhere it is a module

ATTEMPT_NAMES = ("attempt_1", "attempt_2")

Row = dict[str, list[list[int]]]


def legal_grid(found: object) -> Grid | None:
    """Turn whatever a solver handed over into a Grid; None when it is not one.

    Whole floats, numpy scalars, booleans and non-contiguous arrays count as the integers they equal.
    """
    try:
        array = np.asarray(found)
        if array.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in array.shape):
            return None
        if array.dtype.kind == "O":
            array = array.astype(np.float64)
        if array.dtype.kind not in "biuf":
            return None
        if not bool(((array >= 0) & (array < COLOR_COUNT) & (array == np.floor(array))).all()):
            return None
    except (TypeError, ValueError, OverflowError):
        return None
    return np.ascontiguousarray(array, dtype=np.uint8)


def attempts_for(entry: Entry, candidates: Sequence[Candidate] = ()) -> list[tuple[Grid, Grid]]:
    """Choose two attempts per test input of one task: distinct candidates first, guesses where those are too few."""
    attempts = []
    for test_input, place in zip(entry.test, entry.places, strict=True):
        grids = [] if place is None else [one.predictions[place] for one in choose_attempts(_usable(candidates, place), place)]
        if len(grids) < len(ATTEMPT_NAMES):
            grids += [grid for grid in guess(entry.train, test_input) if not any(same_grid(grid, own) for own in grids)]
        attempts.append((grids[0], grids[1]))
    return attempts


def rows_for(entry: Entry, candidates: Sequence[Candidate] = ()) -> list[Row]:
    """Give the submission's value for one task: one object with both attempts per test input."""
    return [_row(*pair) for pair in attempts_for(entry, candidates)]


def thoughtless_rows(entry: Entry) -> list[Row]:
    """Answer one task without any thought: by the input itself, and all black or all blue."""
    given = [np.zeros((1, 1), np.uint8) if grid is None else grid for grid in entry.test]
    return [_row(grid, np.full_like(grid, not grid.any())) for grid in given]


def _row(*attempts: Grid) -> Row:
    return {name: grid.tolist() for name, grid in zip(ATTEMPT_NAMES, attempts, strict=True)}


def fallback_submission(dataset: Dataset) -> dict[str, list[Row]]:
    """Answer every task by guesses alone."""
    return {id: rows_for(entry) for id, entry in dataset.entries.items()}


def check(submission: object, dataset: Dataset) -> list[str]:
    """List what the competition would refuse in a parsed submission; empty when it is complete and legal."""
    return problems_of(submission, {id: entry.test_count for id, entry in dataset.entries.items()})


def problems_of(submission: object, counts: Mapping[str, int]) -> list[str]:
    """List what the competition would refuse in a parsed submission for tasks of which the numbers of outputs are known."""
    if not isinstance(submission, dict):
        return [f"expected an object of tasks, found {type(submission).__name__}"]
    problems = [f"task {id!r}: missing" for id in counts if id not in submission]
    problems += [f"task {id!r}: not in the input" for id in submission if id not in counts]
    for id, count in counts.items():
        rows = submission.get(id, [])
        if id in submission and (not isinstance(rows, list) or len(rows) != count):
            found = len(rows) if isinstance(rows, list) else type(rows).__name__
            problems.append(f"task {id!r}: expected {count} outputs, found {found}")
            continue
        for index, row in enumerate(rows):
            if not isinstance(row, dict) or set(row) != set(ATTEMPT_NAMES):
                problems.append(f"task {id!r}: [{index}]: expected attempt_1 and attempt_2, found {row!r:.80}")
                continue
            problems += [
                f"task {id!r}: [{index}].{name}: expected rows of colors, found {row[name]!r:.80}"
                for name in ATTEMPT_NAMES
                if not is_legal(row[name])
            ]
    return problems


class SubmissionFile:
    """The file that is handed in. Whenever it exists it is complete: a new version replaces the old one in one step.

    path: the file, or a folder to hold submission.json. fallback: a folder for when path cannot be written. written:
    where the last complete version is, None before the first. problems: what went wrong so far, oldest first.
    """

    def __init__(self, path: str | os.PathLike[str], fallback: str | os.PathLike[str] | None = None) -> None:
        # Through symbolic links: replacing the link would leave its target stale.
        self.path = Path(os.path.realpath(path))
        if os.path.isdir(self.path):
            self.path /= "submission.json"
        self.fallback = None if fallback is None else Path(os.path.realpath(fallback)) / self.path.name
        self.written: Path | None = None
        self.problems: list[str] = []

    def write(self, submission: Mapping[str, Sequence[Row]]) -> bool:
        """Replace the file. False, with the previous version kept, when neither path nor fallback can be written."""
        data = encoded(submission)
        for path in (self.path, self.fallback):
            if path is None:
                continue
            for _ in range(2):
                try:
                    _replace_file(path, data)
                except OSError as error:
                    self._report(f"{path}: not written: {error.strerror or error}")
                    _remove_abandoned(path)
                else:
                    self.written = path
                    return True
        return False

    def _report(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)
            print(problem, file=sys.stderr, flush=True)


def encoded(submission: Mapping[str, Sequence[Row]]) -> bytes:
    """Give the bytes of a submission file."""
    if orjson is not None:
        # Refused: ids that are not Unicode text, such as a lone surrogate. The standard library escapes them.
        with suppress(TypeError):
            return orjson.dumps(submission)
    return json.dumps(submission, separators=(",", ":")).encode()


def _replace_file(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, rename. Raises OSError; leaves nothing beside."""
    if path.exists() and not path.is_file():
        raise OSError(f"expected a file, found {'a folder' if path.is_dir() else 'a device'}")
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{next(_serial)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink()


def _remove_abandoned(path: Path) -> None:
    """Remove what processes that are gone left beside a file; it may be what fills the disk."""
    with suppress(OSError):
        for beside in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
            owner = beside.name.split(".")[-3]
            if owner.isdigit() and not _is_alive(int(owner)):
                beside.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return True


_serial = itertools.count()


def _usable(candidates: Sequence[Candidate], index: int) -> list[Candidate]:
    """Keep the candidates that predict a legal grid for one test input, with that prediction as a Grid."""
    usable = []
    for candidate in candidates:
        known = candidate.predictions
        grid = legal_grid(known[index]) if isinstance(known, tuple | list) and index < len(known) else None
        if grid is not None:
            # The other test inputs are not looked at here.
            usable.append(replace(candidate, predictions=(*known[:index], grid, *known[index + 1 :])))
    return usable


def main(arguments: Sequence[str]) -> int:
    """Check a submission file against a challenges file. Exit status 0 complete and legal, 1 not, 2 unusable arguments."""
    if len(arguments) != 2:
        print("usage: python -m solver.running.submission SUBMISSION CHALLENGES", file=sys.stderr)
        return 2
    try:
        dataset = read(arguments[1])
        problems = check(load_json(Path(arguments[0])), dataset)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    for problem in problems:
        print(f"{arguments[0]}: {problem}")
    if not problems:
        print(f"{arguments[0]}: {len(dataset.entries)} tasks, complete and legal")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
