"""Learn the bits of rules from scored logs; print how well attempts are chosen by bits that were learned on other tasks.

    kernel.py --input TASKS.json --solutions TRUTH.json --effort 1 --log run.jsonl
    python -m benchmarks.bits run.jsonl [MORE.jsonl ...]          held-out halves
    python -m benchmarks.bits run.jsonl [MORE.jsonl ...] --write  and writes solver/language/bits.json, learned from all tasks
    python -m benchmarks.bits run.jsonl --write --verb set_out    only the places of a verb; what is known of the others stays

A production is a choice at a place in the text of a rule (solver/language/bits.py). Of every task that has right rules the
cheapest few count, each a part of one. Tasks of one id are on the same side, so that no instance of a rule is held out from
another. Logs of evaluation sets are refused: they are for scores only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.worth import solves
from solver.choice.candidate import Candidate
from solver.language.bits import FILE, Place, bits_of, learned, productions
from solver.reading.entry import InputError
from solver.report.resume import candidates_of, read_log

COUNTED = 3  # of the right rules of a task
Judged = list[tuple[Candidate, list[bool]]]  # with whether the prediction for each test input is right
Table = dict[str, Place]


class Logged(NamedTuple):
    """A task with its rules that reproduce all demonstrations."""

    id: str
    rules: Judged

    @property
    def half(self) -> int:
        """On which side it is."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2


def read_tasks(path: Path) -> list[Logged]:
    """The tasks of a scored log. Raises InputError for an unusable one."""
    log = read_log(path)
    if log.header.get("label") == "evaluation":
        raise InputError(f"{path}: expected the log of a training set, found {log.header['run']}: it is for scores only")
    found = []
    for id, line in log.tasks.items():
        marks = [row["right"] for row in line["candidates"]]
        if marks and not all(marks):
            raise InputError(f"{path}: task {id!r}: expected the log of a scored run, found candidates that are not judged")
        found.append(Logged(id, list(zip(candidates_of(line), marks, strict=True))))
    return found


def learn(tasks: Iterable[Logged], others: Iterable[Logged] = ()) -> Table:
    """The table of places, from the right rules of tasks; choices are known from the wrong ones, and those of others, too."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    known: dict[str, set[str]] = defaultdict(set)
    tasks = list(tasks)
    for task in (*tasks, *others):
        for one, _ in task.rules:
            for place, choice in productions(one.program, one.view):
                known[place].add(choice)
    for task in tasks:
        right = sorted((one for one, marks in task.rules if one.is_full_fit and all(marks)), key=lambda one: one.cost)[:COUNTED]
        for one in right:
            for place, choice in productions(one.program, one.view):
                counts[place][choice] += 1 / len(right)
    return {place: Place(len(choices), counts[place]) for place, choices in known.items() if counts[place]}


def renewed(table: Table, taught: Table, verbs: Collection[str]) -> Table:
    """A table with what is taught about some verbs: their arguments, and how often they stand in the places of others."""
    kept = {place: row for place, row in table.items() if re.split(r"[.(]", place)[0] not in verbs}
    for place in kept.keys() & taught.keys():
        counts = {choice: count for choice, count in kept[place].counts.items() if choice not in verbs}
        counts |= {choice: count for choice, count in taught[place].counts.items() if choice in verbs}
        kept[place] = Place(max(kept[place].known, len(counts)), counts)
    return kept | {place: row for place, row in taught.items() if re.split(r"[.(]", place)[0] in verbs}


def judge(tasks: Iterable[Logged], table: Mapping[str, Place]) -> tuple[int, int, float, float]:
    """Tasks solved at one and at two attempts with the bits of a table, and the mean bits of right and of wrong rules."""
    first = second = 0
    bits: tuple[list[float], list[float]] = ([], [])
    for task in tasks:
        told = [(replace(one, cost=bits_of(one.program, one.view, table) or one.cost), marks) for one, marks in task.rules]
        first += solves(told, attempts=1) if told else 0
        second += solves(told) if told else 0
        for one, marks in told:
            bits[all(marks)].append(one.cost)
    right, wrong = (sum(some) / max(1, len(some)) for some in (bits[True], bits[False]))
    return first, second, right, wrong


def as_json(table: Table) -> str:
    """The table as text, a line per place, the most frequent choices first."""
    lines = []
    for place, (known, counts) in sorted(table.items()):
        rounded = {choice: round(count, 2) for choice, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))}
        lines.append(f"{json.dumps(place)}: {json.dumps([known, rounded])}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(given: Sequence[str] | None = None) -> int:
    """Read, learn, print. Exit status 0, or 2 when a log cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bits", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG", help="log of a scored run on a training set (--log)")
    parser.add_argument("--write", action="store_true", help="write what all tasks teach")
    parser.add_argument("--verb", action="append", metavar="VERB", help="write only what they teach about a verb (repeatable)")
    arguments = parser.parse_args(given)
    try:
        tasks = [task for path in arguments.logs for task in read_tasks(path)]
    except InputError as error:
        print(f"bits: {error}", file=sys.stderr)
        return 2
    print("| half | tasks | bits learned on | solved at 1 / 2 | mean bits of right rules | of wrong rules |")
    print("|---|---|---|---|---|---|")
    for half in (0, 1):
        held, rest = ([task for task in tasks if (task.half == half) is is_held] for is_held in (True, False))
        for words, table in (("the other half", learn(rest, held)), ("all, as it is in the file", learned())):
            first, second, right, wrong = judge(held, table)
            print(f"| {half + 1} | {len(held)} | {words} | {first} / {second} | {right:.1f} | {wrong:.1f} |")
    if arguments.write:
        taught = learn(tasks)
        FILE.write_text(as_json(renewed(learned(), taught, arguments.verb) if arguments.verb else taught), encoding="utf-8")
        print(f"written: {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
