"""Compares two run logs of the same tasks: what is solved, lost and gained, and what each family cost."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from solver.reading.entry import InputError
from solver.report.resume import Log, read_log

FITTED = "fitted"


@dataclass
class Share:
    """What one family did in one frame: tasks with a rule that reproduces all demonstrations, tasks solved, CPU seconds."""

    fitted: set[str] = field(default_factory=set)
    solved: set[str] = field(default_factory=set)
    seconds: float = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver compare` takes."""
    parser.add_argument("before", type=Path, metavar="A", help="run log (kernel.py --log)")
    parser.add_argument("after", type=Path, metavar="B", help="run log of the same tasks")


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison. Exit status 0, or 2 when the logs cannot be compared."""
    try:
        before, after = read_log(arguments.before), read_log(arguments.after)
        refuse_different_tasks(arguments, before, after)
        lines = compared(before, after, (str(arguments.before), str(arguments.after)))
    except InputError as error:
        print(f"compare: {error}", file=sys.stderr)
        return 2
    except (KeyError, TypeError) as error:
        print(f"compare: expected two run logs of this version, found one without {error}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


def refuse_different_tasks(arguments: argparse.Namespace, before: Log, after: Log) -> None:
    """Raise InputError unless both runs had the same tasks: results on different sets are not compared."""
    one, two = before.header, after.header
    if one["content"] != two["content"]:
        found = [
            f"{path}: {header['run']} ({header['label']}, {header['tasks']} tasks)"
            for path, header in ((arguments.before, one), (arguments.after, two))
        ]
        raise InputError(
            f"expected two runs on the same tasks, found {' and '.join(found)}; results of different sets are never mixed"
        )


def compared(before: Log, after: Log, names: tuple[str, str]) -> list[str]:
    """The comparison as lines of at most 100 columns."""
    logs = (before, after)
    lines = [f"{before.header['run']} ({before.header['label']}): {before.header['tasks']} tasks, the same in both", ""]
    for letter, name, log in zip("AB", names, logs, strict=True):
        lines.append(f"{letter}  {name}: {_settings(log.header)}")
    lines += ["", f"{'':38}{'A':>10}{'B':>10}"]
    scored = {id for id, line in before.tasks.items() if "right" in line and "right" in after.tasks.get(id, {})}
    is_scored = bool(scored)
    if is_scored and len(scored) < len(before.tasks):
        lines.append(f"{len(scored)} of {len(before.tasks)} tasks are scored in both; only these are counted below")
        logs = (_only(before, scored), _only(after, scored))
    for words, count in _totals(is_scored).items():
        one, two = (count(log) for log in logs)
        lines.append(f"{words:38}{one:>10}{two:>10}")
    won = [{id for id, line in log.tasks.items() if _is_won(line, is_scored)} for log in logs]
    word = "solved" if is_scored else "fitted (solutions are not known)"
    for what, ids in (("lost", won[0] - won[1]), ("gained", won[1] - won[0])):
        lines += ["", f"{what}: {len(ids)} tasks {word} only in {'A' if what == 'lost' else 'B'}"]
        lines += textwrap.wrap(" ".join(sorted(ids)), 96, initial_indent="  ", subsequent_indent="  ")
    return [*lines, "", *_families(*logs, is_scored)]


def _only(log: Log, ids: set[str]) -> Log:
    """A log without the other tasks."""
    return replace(log, tasks={id: line for id, line in log.tasks.items() if id in ids})


def _settings(header: dict[str, Any]) -> str:
    parts = [f"tier {number}: {steps:,} steps" for number, steps in header["tiers"]]
    parts.append(f"seed {header['seed']}")
    if header["time_limit"] is not None:
        parts.append(f"limit {header['time_limit']:g} s")
    if header["disabled"]:
        parts.append(f"without {', '.join(header['disabled'])}")
    return ", ".join([*parts, f"code {header.get('code', 'unknown')}"])


def _is_won(line: dict[str, Any], is_scored: bool) -> bool:
    return None not in line["right"] if is_scored else line["status"] == FITTED


def _totals(is_scored: bool) -> dict[str, Any]:
    """Rows of the first table: what is counted, and how."""

    def tasks(log: Log) -> list[dict[str, Any]]:
        return list(log.tasks.values())

    def inputs(log: Log) -> int:
        return max(1, sum(len(line["right"]) for line in tasks(log))) if is_scored else max(1, len(log.tasks))

    rows: dict[str, Any] = {}
    if is_scored:
        rows["tasks solved at 1 attempt"] = lambda log: sum(all(hit == 1 for hit in line["right"]) for line in tasks(log))
        rows["tasks solved at 2 attempts"] = lambda log: sum(None not in line["right"] for line in tasks(log))
        rows["outputs solved at 2 attempts"] = lambda log: sum(hit is not None for line in tasks(log) for hit in line["right"])
        rows["tasks with a right candidate"] = lambda log: sum(_is_covered(line) for line in tasks(log))
    rows["tasks fitted"] = lambda log: sum(line["status"] == FITTED for line in tasks(log))
    rows["workers lost"] = lambda log: sum(len(line["losses"]) for line in tasks(log))
    rows["errors of families"] = lambda log: sum(len(line["errors"]) for line in tasks(log))
    unit = "test input" if is_scored else "task"
    rows[f"CPU-seconds per {unit}"] = lambda log: f"{sum(line['seconds'] for line in tasks(log)) / inputs(log):.2f}"
    rows["peak GB per worker"] = lambda log: f"{max(line['peak_bytes'] for line in tasks(log)) / 1e9:.2f}"
    rows["seconds on the clock"] = lambda log: f"{log.header['seconds']:.0f}"
    return rows


def _is_covered(line: dict[str, Any]) -> bool:
    """True when for each test output some candidate was right, chosen or not."""
    return all(any(row["right"][index] for row in line["candidates"]) for index in range(len(line["right"])))


def _families(before: Log, after: Log, is_scored: bool) -> list[str]:
    """One line per family and frame: fitted, solved and CPU seconds in both runs, and the difference in seconds."""
    shares = [_shares(log, is_scored) for log in (before, after)]
    lines = [
        f"{'':38}{'fitted':>12}{'solved':>12}{'CPU seconds':>22}",
        f"{'family':22}{'frame':18}{'A':>6}{'B':>6}{'A':>6}{'B':>6}{'A':>11}{'B':>11}{'B - A':>9}",
    ]
    ways = sorted(
        shares[0].keys() | shares[1].keys(), key=lambda way: -max(share[way].seconds for share in shares if way in share)
    )
    for way in ways:
        one, two = (share.get(way, Share()) for share in shares)
        lines.append(
            f"{way[0]:22}{way[1]:18}{len(one.fitted):6}{len(two.fitted):6}{len(one.solved):6}{len(two.solved):6}"
            f"{one.seconds:11.1f}{two.seconds:11.1f}{two.seconds - one.seconds:+9.1f}"
        )
    return lines


def _shares(log: Log, is_scored: bool) -> dict[tuple[str, str], Share]:
    shares: dict[tuple[str, str], Share] = defaultdict(Share)
    for id, line in log.tasks.items():
        for record in line["families"]:
            shares[record["family"], record["view"]].seconds += record["seconds"]
        for row in line["candidates"]:
            share = shares[row["family"], row["view"]]
            if row["fits"] == row["demonstrations"]:
                share.fitted.add(id)
            hits = line["right"] if is_scored else []
            if None not in hits and any(place == hit for place, hit in zip(row["attempts"], hits, strict=False)):
                share.solved.add(id)
    return dict(shares)
