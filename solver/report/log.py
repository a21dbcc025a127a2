"""Writes run.jsonl: a first line about the run, then one line per task with its candidates and what they cost.

The file is replaced as a whole now and then while the run goes on, so that a run that ended in whatever way can be resumed.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from solver.reading.digits import digits
from solver.running.options import Options
from solver.running.result import TaskResult
from solver.running.run import Run
from solver.version import code_version

ERROR_CHARACTERS = 2000
KEEP_UP_SECONDS = 10.0
KEEP_UP_SHARE = 0.02  # of the parent's time


class LogFile:
    """The log of a run on disk. Only lines of tasks that something was heard of are made anew."""

    def __init__(self, path: Path):
        self.path = path
        self.lines: dict[str, str] = {}
        self.due = time.monotonic() + KEEP_UP_SECONDS

    def keep_up(self, run: Run) -> None:
        """Write the log if it is time to; call it as often as you like."""
        began = time.monotonic()
        if began >= self.due:
            self.write(run)
            now = time.monotonic()
            self.due = now + max(KEEP_UP_SECONDS, (now - began) / KEEP_UP_SHARE)

    def write(self, run: Run) -> bool:
        """Write the log in one step; False when it cannot be written. No line depends on where files lie on this machine."""
        for id in run.results:
            if id in run.unlogged or id not in self.lines:
                self.lines[id] = _text(task_line(run, id))
        run.unlogged.clear()
        return write_whole(self.path, [_text(header(run)), *(self.lines[id] for id in run.results)])


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=True) + "\n"


def no_place(path: Path) -> str | None:
    """Make the folder of a file that is to be written at the end; say why the file cannot be, None when it can."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"the folder {path.parent} cannot be made: {error.strerror}"
    if path.is_dir():
        return "expected a file, found a folder"
    if path.exists() and not path.is_file():
        return "expected a file, found a device"
    return None if os.access(path.parent, os.W_OK) else f"the folder {path.parent} is not writable"


def keep_log(options: Options, tell: Callable[[str], None]) -> LogFile | None:
    """The log that a run is to keep, if any. One that is there and is not gone on from is kept aside, which is told."""
    if options.log is None:
        return None
    if not options.resume:
        try:
            aside = keep_aside(options.log)
        except OSError as error:
            tell(f"warning: {options.log}: the log that is there will be replaced: {error.strerror}")
        else:
            if aside is not None:
                tell(f"{options.log}: the log that was there is kept as {aside} (--resume goes on from one)")
    return LogFile(options.log)


def keep_aside(path: Path) -> Path | None:
    """Rename a log that is there already: run.jsonl becomes run.jsonl.1, or .2 where there is one; None when there is none.

    Raises OSError when it cannot be renamed.
    """
    if not path.is_file():
        return None
    beside = (one.name.removeprefix(f"{path.name}.") for one in path.parent.iterdir() if one.name.startswith(f"{path.name}."))
    number = max((int(end) for end in beside if end.isdecimal()), default=0)
    while True:
        number += 1
        aside = path.with_name(f"{path.name}.{number}")
        with contextlib.suppress(FileExistsError):  # Another run has just taken that number.
            aside.open("x").close()
            os.replace(path, aside)
            return aside


def write_whole(path: Path, parts: Iterable[str]) -> bool:
    """Write a text file in one step: readers see the old one or all of the new one. False when it cannot be written."""
    if path.exists() and not path.is_file():
        return False  # A device, say, which must not be replaced.
    beside = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        with beside.open("w", encoding="utf-8", errors="replace") as file:
            file.writelines(parts)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        return False
    return True


def header(run: Run) -> dict[str, Any]:
    """Say what was run on what."""
    options = run.options
    return {
        "run": run.dataset.name,
        "label": run.dataset.label,
        "content": run.dataset.content_hash,
        "code": code_version(),
        "tasks": len(run.results),
        "tiers": [[tier.number, tier.steps] for tier in options.tiers],
        "seed": options.seed,
        "disabled": sorted(options.disable),
        "shard": list(options.shard) if options.shard else None,
        "time_limit": options.time_limit if math.isfinite(options.time_limit) else None,
        "workers": options.workers,
        "memory_limit": options.memory_limit,
        "python": platform.python_version(),
        "seconds": round(run.seconds_before + run.seconds, 2),
        "failure": run.failure,
    }


def task_line(run: Run, id: str) -> dict[str, Any]:
    """Say what is known of one task. `right` is only there when solutions are known; it serves reports, never the search."""
    result = run.results[id]
    tiers = result.tiers.values()
    truth = run.dataset.solution(id)
    line: dict[str, Any] = {
        "id": id,
        "status": result.status,
        "tiers": [number for number, tier in result.tiers.items() if tier.is_complete],
        "seconds": round(sum(tier.seconds for tier in tiers), 3),
        "wall_seconds": round(sum(tier.wall_seconds for tier in tiers), 3),
        "steps": sum(tier.steps for tier in tiers),
        "peak_bytes": max((tier.peak_bytes for tier in tiers), default=0),
        "losses": result.losses,
        "errors": [error[-ERROR_CHARACTERS:] for error in result.errors],
        "invalid": result.entry.error or "; ".join(result.entry.left_out) or None,
        "work": _work(result),
        "families": _families(result),
    }
    line["confidence"] = [[round(chance, 3) for chance in chances] for chances in result.confidences()]
    if truth is not None:
        line["right"] = result.right(truth)
    line["candidates"] = _candidates(run, id, result)
    return line


def _work(result: TaskResult) -> list[dict[str, Any]]:
    """What became of each tier that was begun."""
    return [
        {
            "tier": number,
            "complete": tier.is_complete,
            "cut": tier.is_cut,
            "lost": tier.lost,
            "seconds": round(tier.seconds, 3),
            "wall_seconds": round(tier.wall_seconds, 3),
            "steps": tier.steps,
            "peak_bytes": tier.peak_bytes,
        }
        for number, tier in result.tiers.items()
    ]


def _families(result: TaskResult) -> list[dict[str, Any]]:
    """Records of every family run, one per tier, family and view."""
    return [
        {"tier": number}
        | record
        | {"seconds": round(record["seconds"], 4), "error": record["error"] and record["error"][-ERROR_CHARACTERS:]}
        for number, tier in result.tiers.items()
        for record in tier.records
    ]


def _candidates(run: Run, id: str, result: TaskResult) -> list[dict[str, Any]]:
    """Every candidate that was kept, with the attempt it became for each test input (0: not handed in)."""
    chosen = result.chosen()
    truth = run.dataset.solution(id)
    rows = []
    for number, tier in sorted(result.tiers.items()):
        for candidate in tier.shortlist:
            places = [next((place for place, one in enumerate(picked, 1) if one is candidate), 0) for picked in chosen]
            row: dict[str, Any] = {"tier": number}
            row |= {name: value for name, value in vars(candidate).items() if name != "predictions"} | {"attempts": places}
            if truth is not None:
                row["right"] = [result.is_right(candidate, index, wanted) for index, wanted in enumerate(truth)]
            row["predictions"] = [digits(grid) for grid in candidate.predictions]
            rows.append(row)
    return rows
