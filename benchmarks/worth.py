"""What each frame is worth: tasks solved by its candidates alone, without them, how often it is right, and the seconds it took.

    python -m benchmarks.worth run.jsonl [other.jsonl ...]        logs of scored runs (kernel.py --log run.jsonl)

Attempts are chosen again from the logged candidates. A frame inside another counts for both. How often it is right: of the
tasks for which a rule in the frame reproduces all demonstrations, the share where its most trusted one is right.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver.choice.candidate import Candidate, badness, choose_attempts
from solver.frames.catalog import names_of
from solver.reading.entry import InputError
from solver.report.resume import candidates_of, read_log


@dataclass
class Worth:
    """Of one frame: tasks fitted, of these right, tasks solved by it alone, tasks lost without it, CPU-seconds."""

    fitted: int = 0
    right: int = 0
    alone: int = 0
    lost: int = 0
    seconds: float = 0.0


def measure(lines: Iterable[dict[str, Any]]) -> dict[str, Worth]:
    """The worth of every frame in the lines of tasks whose solutions are known."""
    found: dict[str, Worth] = defaultdict(Worth)
    for line in lines:
        for work in line["families"]:
            for name in names_of(work["view"]):
                found[name].seconds += work["seconds"]
        rights = [row["right"] for row in line["candidates"]]
        if rights and all(rights):
            _add(found, list(zip(candidates_of(line), rights, strict=True)))
    return found


def _add(found: dict[str, Worth], marked: list[tuple[Candidate, list[bool]]]) -> None:
    """Add one task. marked: its candidates, and for each test input whether they are right."""
    is_solved = solves(marked, lambda one: True)
    for name in {name for one, _ in marked for name in names_of(one.view)}:
        worth = found[name]
        fits = [(one, right) for one, right in marked if one.is_full_fit and name in names_of(one.view)]
        if fits:
            worth.fitted += 1
            worth.right += all(min(fits, key=lambda pair: badness(pair[0]))[1])
        worth.alone += solves(marked, lambda one, name=name: name in names_of(one.view))
        worth.lost += is_solved - solves(marked, lambda one, name=name: name not in names_of(one.view))


def solves(marked: Sequence[tuple[Candidate, list[bool]]], is_in: Callable[[Candidate], bool]) -> bool:
    """True when two attempts chosen from some of the candidates are right for every test input."""
    some = [(one, right) for one, right in marked if is_in(one)]
    truth = {(index, one.key(index)): right[index] for one, right in some for index in range(len(right))}
    return bool(some) and all(
        any(truth[index, one.key(index)] for one in choose_attempts([one for one, _ in some], index))
        for index in range(len(some[0][1]))
    )


def table(found: dict[str, Worth]) -> str:
    """A Markdown table, what is missed most first."""
    rows = ["| frame | fitted | right of these | alone | lost without | CPU-seconds |", "|---|---|---|---|---|---|"]
    for name, worth in sorted(found.items(), key=lambda item: (-item[1].lost, item[0])):
        share = f"{worth.right / worth.fitted:.2f}" if worth.fitted else ""
        rows.append(f"| `{name}` | {worth.fitted} | {share} | {worth.alone} | {worth.lost} | {worth.seconds:.0f} |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table over all logs. Exit status 0, or 2 when one cannot be read."""
    paths = [Path(text) for text in (sys.argv[1:] if arguments is None else arguments)]
    if not paths:
        print("usage: python -m benchmarks.worth run.jsonl [other.jsonl ...]", file=sys.stderr)
        return 2
    try:
        print(table(measure(line for path in paths for line in read_log(path).tasks.values())))
    except InputError as error:
        print(f"worth: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
