"""Reads a run log back: for a person who compares runs, and for a run that goes on where one was interrupted."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from solver.choice.candidate import Candidate
from solver.reading.digits import grid_of
from solver.reading.entry import InputError
from solver.report.log import header
from solver.running.result import TierResult
from solver.running.run import Run

MUST_AGREE = {  # field of the header: what a person calls it
    "content": "data",
    "tiers": "effort (tiers and their steps)",
    "seed": "seed",
    "disabled": "what is switched off",
    "code": "code version",
}
FIELDS = [field.name for field in fields(Candidate) if field.name != "predictions"]


@dataclass(frozen=True)
class Log:
    """A run log: its first line, and the lines of the tasks by id."""

    header: dict[str, Any]
    tasks: dict[str, dict[str, Any]]


def read_log(path: Path) -> Log:
    """Read a run log. Raises InputError with the line that is not one of a log."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: expected a readable run log, found {getattr(error, 'strerror', None) or error}") from None
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            lines.append(json.loads(line))
        except ValueError:
            raise InputError(f"{path}: line {number}: expected JSON, found {line[:60]!r}") from None
        wanted = "run" if number == 1 else "id"
        if not isinstance(lines[-1], dict) or wanted not in lines[-1]:
            raise InputError(
                f"{path}: line {number}: expected {'the line of a run' if number == 1 else 'a task'}, found {line[:60]!r}"
            )
    if not lines:
        raise InputError(f"{path}: expected a run log, found an empty file")
    log = Log(lines[0], {line["id"]: line for line in lines[1:]})
    if len(log.tasks) != log.header.get("tasks"):
        raise InputError(f"{path}: expected {log.header.get('tasks')} tasks, found {len(log.tasks)}")
    return log


def take_up(path: Path, run: Run) -> bool:
    """Go on from a log: what its tiers found counts, and those that are finished are not run again. False without a log.

    Raises InputError when the log is of another run: of other data, effort, seed or code.
    """
    if not path.exists():
        return False
    log = read_log(path)
    ours = json.loads(json.dumps(header(run)))
    differing = [name for name in MUST_AGREE if log.header.get(name) != ours[name]]
    if differing:
        words = "; ".join(
            f"{MUST_AGREE[name]}: this run {_short(ours[name])}, the log {_short(log.header.get(name))}" for name in differing
        )
        raise InputError(
            f"{path}: --resume expects the log of an equal run, found another: {words}. "
            f"Without --resume it is kept as {path.name}.1 (or .2, ...) and a new one is begun"
        )
    try:
        known = {id: tiers_of(line) for id, line in log.tasks.items() if id in run.results}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: expected a run log of this version, found {type(error).__name__}: {error}") from None
    run.take_up(known, float(log.header.get("seconds") or 0.0))
    return True


def how_to_go_on(run: Run, arguments: Sequence[str] | None, is_logged: bool) -> str:
    """Say of a run that was interrupted what is written and how to go on. arguments: the run's, None for the program's."""
    assert run.stop is not None and run.stop.signal is not None
    unfinished = {index for index, _ in run.waiting} | run.at_work.keys()
    count = len(run.tasks)
    lines = [
        f"interrupted ({signal.Signals(run.stop.signal).name}): {run.file.written} is complete and legal: "
        f"{count - len(unfinished)} of {count} tasks are finished, the others have what was found so far or fallback attempts"
    ]
    if is_logged:
        lines.append(f"go on where it ended: {command_to_resume(arguments)}")
    elif run.options.log is not None:
        lines.append(f"{run.options.log} could not be written: another run begins anew")
    else:
        lines.append("another run begins anew; with --log run.jsonl it could have gone on from here (--resume)")
    return "\n".join(lines)


def command_to_resume(arguments: Sequence[str] | None) -> str:
    """The command of this run as it was typed, with --resume."""
    typed = list(sys.orig_argv)
    if arguments is not None and typed[len(typed) - len(arguments) :] != list(arguments):
        typed = ["python", "kernel.py", *arguments]
    return shlex.join(typed if "--resume" in typed else [*typed, "--resume"])


def tiers_of(line: dict[str, Any]) -> dict[int, TierResult]:
    """What the tiers of one task found. Raises KeyError, TypeError or ValueError for what is no line of a task."""
    tiers = {}
    for work in line["work"]:
        tier = tiers[int(work["tier"])] = TierResult(
            is_complete=bool(work["complete"]),
            is_cut=bool(work["cut"]),
            lost=work["lost"],
            seconds=float(work["seconds"]),
            wall_seconds=float(work["wall_seconds"]),
            steps=int(work["steps"]),
            peak_bytes=int(work["peak_bytes"]),
        )
        tier.records = [
            {name: value for name, value in record.items() if name != "tier"}
            for record in line["families"]
            if record["tier"] == work["tier"]
        ]
    for row, candidate in zip(line["candidates"], candidates_of(line), strict=True):
        tiers[row["tier"]].shortlist.add(candidate)
    return tiers


def candidates_of(line: dict[str, Any]) -> list[Candidate]:
    """All candidates of one task, in the order of the log. Raises KeyError, TypeError or ValueError like tiers_of()."""
    return [
        Candidate(tuple(grid_of(text) for text in row["predictions"]), **{name: row[name] for name in FIELDS})
        for row in line["candidates"]
    ]


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:20]} ..."
