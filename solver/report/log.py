"""Writes run.jsonl: a first line about the run, then one line per task with its candidates and what they cost."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from solver.result import TaskResult
from solver.run import Run

ERROR_CHARACTERS = 2000
CANDIDATE_LIMIT = 40


def write_log(path: Path, run: Run) -> bool:
    """Write the log in one step; False when it cannot be written. No line depends on where files lie on this machine."""
    lines = [header(run), *(task_line(run, id) for id in run.results)]
    return write_whole(path, (json.dumps(line, ensure_ascii=True) + "\n" for line in lines))


def write_whole(path: Path, parts: Iterable[str]) -> bool:
    """Write a text file in one step: readers see the old one or all of the new one. False when it cannot be written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("w", encoding="utf-8", errors="replace") as file:
            file.writelines(parts)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        return False
    return True


def header(run: Run) -> dict[str, Any]:
    """Say what was run on what."""
    options = run.options
    return {
        "run": run.dataset.name,
        "label": run.dataset.label,
        "content": run.dataset.content_hash,
        "tasks": len(run.results),
        "tiers": [[tier.number, tier.steps] for tier in options.tiers],
        "time_limit": options.time_limit if math.isfinite(options.time_limit) else None,
        "workers": options.workers,
        "memory_limit": options.memory_limit,
        "seed": options.seed,
        "disabled": sorted(options.disable),
        "python": platform.python_version(),
        "seconds": round(run.ended - run.started, 2),
        "failure": run.failure,
    }


def task_line(run: Run, id: str) -> dict[str, Any]:
    """Say what is known of one task. `right` is only there when solutions are known; it serves reports, never the search."""
    result = run.results[id]
    tiers = result.tiers.values()
    solutions = run.dataset.solutions
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
        "invalid": result.entry.error,
        "families": _families(result),
    }
    if solutions is not None:
        line["right"] = result.right(solutions[id])
    line["candidates"] = _candidates(run, id, result)
    return line


def _families(result: TaskResult) -> list[dict[str, Any]]:
    """Records of every family run, one per tier, family and view."""
    return [
        {"tier": number}
        | {name: value for name, value in record.items() if name != "error"}
        | {"seconds": round(record["seconds"], 4)}
        for number, tier in result.tiers.items()
        for record in tier.records
    ]


def _candidates(run: Run, id: str, result: TaskResult) -> list[dict[str, Any]]:
    """The candidates, with the attempt they became for each test input (0: not handed in)."""
    chosen = result.chosen()
    solutions = run.dataset.solutions
    rows = []
    for candidate in result.candidates()[:CANDIDATE_LIMIT]:
        places = [next((place for place, one in enumerate(picked, 1) if one is candidate), 0) for picked in chosen]
        row: dict[str, Any] = {
            "family": candidate.family,
            "view": candidate.view,
            "program": candidate.program,
            "cost": candidate.cost,
            "fits": candidate.fits,
            "demonstrations": candidate.demonstrations,
            "layers": candidate.layers,
            "left_out": candidate.left_out,
            "evidence": candidate.evidence,
            "attempts": places,
        }
        if solutions is not None:
            row["right"] = [
                grid.shape == wanted.shape and bool((grid == wanted).all())
                for grid, wanted in zip(candidate.predictions, solutions[id], strict=True)
            ]
        rows.append(row)
    return rows
