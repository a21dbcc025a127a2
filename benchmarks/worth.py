"""What each frame, family or verb is worth: tasks solved by its candidates alone, without them, how often right, and seconds.

    python -m benchmarks.worth run.jsonl [other.jsonl ...]        logs of scored runs (kernel.py --log run.jsonl)
    python -m benchmarks.worth --by verb run.jsonl                by `frame`, `family`, `file` of verbs, or `verb`

Attempts are chosen again from the logged candidates. A frame inside another counts for both, and so does every verb and op in
the text of a rule. How often it is right: of the tasks for which a rule with it reproduces all demonstrations, the share
where its most trusted one is right. Seconds are known of frames and families only.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver import portfolio
from solver.choice.candidate import ATTEMPTS, Candidate, badness, choose_attempts
from solver.frames.catalog import names_of
from solver.language import OPS
from solver.language.term import VERBS
from solver.reading.entry import InputError
from solver.report.resume import candidates_of, read_log
from solver.report.verbs import file_of

assert portfolio.FAMILIES, "its rules bring their verbs"


def verbs_of(candidate: Candidate) -> set[str]:
    """The verbs and ops in the text of a rule."""
    called = re.findall(r"[a-z_]+(?=\()|(?<=\()[a-z_]+(?=,)", candidate.program)
    return {name for name in called if name in VERBS or name in OPS}


def files_of(candidate: Candidate) -> set[str]:
    """The files of these verbs, and `language/ops` for ops."""
    return {file_of(VERBS[name]) if name in VERBS else "language/ops" for name in verbs_of(candidate)}


KINDS: dict[str, Callable[[Candidate], Iterable[str]]] = {
    "frame": lambda one: names_of(one.view),
    "family": lambda one: (one.family,),
    "file": files_of,
    "verb": verbs_of,
}


@dataclass
class Worth:
    """Of one name: tasks fitted, of these right, tasks solved by it alone, tasks lost without it, CPU-seconds."""

    fitted: int = 0
    right: int = 0
    alone: int = 0
    lost: int = 0
    seconds: float = 0.0


def measure(lines: Iterable[dict[str, Any]], by: str = "frame") -> dict[str, Worth]:
    """The worth of every name of a kind (see KINDS) in the lines of tasks whose solutions are known."""
    found: dict[str, Worth] = defaultdict(Worth)
    for line in lines:
        for work in line["families"] if by in ("frame", "family") else ():
            for name in names_of(work["view"]) if by == "frame" else (work["family"],):
                found[name].seconds += work["seconds"]
        rights = [row["right"] for row in line["candidates"]]
        if rights and all(rights):
            _add(found, list(zip(candidates_of(line), rights, strict=True)), KINDS[by])
    return found


def _add(
    found: dict[str, Worth], marked: list[tuple[Candidate, list[bool]]], names: Callable[[Candidate], Iterable[str]]
) -> None:
    """Add one task. marked: its candidates, and for each test input whether they are right."""
    is_solved = solves(marked)
    named = [(one, right, set(names(one))) for one, right in marked]
    for name in set().union(*(own for _, _, own in named)):
        worth = found[name]
        fits = [(one, right) for one, right, own in named if one.is_full_fit and name in own]
        if fits:
            worth.fitted += 1
            worth.right += all(min(fits, key=lambda pair: badness(pair[0]))[1])
        worth.alone += solves([(one, right) for one, right, own in named if name in own])
        worth.lost += is_solved - solves([(one, right) for one, right, own in named if name not in own])


def solves(some: Sequence[tuple[Candidate, list[bool]]], attempts: int = ATTEMPTS) -> bool:
    """True when so many attempts, chosen from candidates, each with whether it is right, are right for every test input."""
    truth = {(index, one.key(index)): right[index] for one, right in some for index in range(len(right))}
    return bool(some) and all(
        any(truth[index, one.key(index)] for one in choose_attempts([one for one, _ in some], index)[:attempts])
        for index in range(len(some[0][1]))
    )


def table(found: dict[str, Worth], by: str = "frame") -> str:
    """A Markdown table, what is missed most first."""
    rows = [f"| {by} | fitted | right of these | alone | lost without | CPU-seconds |", "|---|---|---|---|---|---|"]
    for name, worth in sorted(found.items(), key=lambda item: (-item[1].lost, -item[1].alone, item[0])):
        share = f"{worth.right / worth.fitted:.2f}" if worth.fitted else ""
        seconds = f"{worth.seconds:.0f}" if worth.seconds else ""
        rows.append(f"| `{name}` | {worth.fitted} | {share} | {worth.alone} | {worth.lost} | {seconds} |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table over all logs. Exit status 0, or 2 when one cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worth", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("logs", nargs="+", type=Path, metavar="run.jsonl", help="logs of scored runs")
    parser.add_argument("--by", choices=KINDS, default="frame", help="of what the worth is told (default: frame)")
    asked = parser.parse_args(arguments)
    try:
        print(table(measure((line for path in asked.logs for line in read_log(path).tasks.values()), asked.by), asked.by))
    except InputError as error:
        print(f"worth: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
