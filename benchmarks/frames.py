"""What every step of the plan pays: tasks that it found right first, and the seconds it took; writes the plan in that order.

Reads logs of scored runs (`kernel.py --solutions ... --log run.jsonl`). A step pays for a task when one of its candidates is
right for every test input and no step that is always taken has a right one; where several steps have, each gets an equal part.

    python -m benchmarks.frames run.jsonl other.jsonl            prints the steps with their figures
    python -m benchmarks.frames run.jsonl other.jsonl --write    writes solver/frames/plan.py in that order
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver.frames.plan import PLAN, Step
from solver.reading.entry import InputError
from solver.report.resume import read_log

PLAN_FILE = Path(__file__).resolve().parents[1] / "solver" / "frames" / "plan.py"
PARTS = {"backward": "search", "overlay": "search"}  # candidates that a family yields under another name
DOUBT = 0.25  # tasks that a step is taken to have paid for before anything is known of it
PRICE = 1.0  # and the seconds for them
Pair = tuple[str, str]  # frame and family


@dataclass
class Pay:
    """What one step was worth: tasks (parts of a task count as parts) and CPU-seconds."""

    tasks: float = 0.0
    seconds: float = 0.0
    runs: int = 0

    @property
    def rate(self) -> float:
        """Tasks per second, doubtful where little is known."""
        return (self.tasks + DOUBT) / (self.seconds + PRICE)


def measure(logs: Iterable[Path]) -> dict[Pair, Pay]:
    """The pay of every step in the logs. Raises InputError for a log that cannot be used."""
    pays: dict[Pair, Pay] = {(step.frame, step.family): Pay() for step in PLAN}
    for path in logs:
        log = read_log(path)
        if log.header.get("label") == "evaluation":
            raise InputError(f"{path}: expected the log of a training set, found {log.header['run']}: it is for scores only")
        try:
            for line in log.tasks.values():
                add_pay(pays, line)
        except (KeyError, TypeError) as error:
            raise InputError(f"{path}: expected the log of a scored run, found {type(error).__name__}: {error}") from None
    return pays


def add_pay(pays: dict[Pair, Pay], line: dict[str, Any]) -> None:
    """Add what the steps were worth on the task of one line."""
    for work in line["families"]:
        pay = pays.get((work["view"], work["family"]))
        if pay is not None:
            pay.seconds += work["seconds"]
            pay.runs += 1
    right = [one for one in line["candidates"] if one["right"] and all(one["right"])]
    steps = {(one["view"], PARTS.get(one["family"], one["family"])) for one in right}
    if steps <= pays.keys():
        for step in steps:
            pays[step].tasks += 1 / len(steps)


def table(pays: dict[Pair, Pay]) -> str:
    """Steps with their figures, the best paid first."""
    rows = [f"{'frame':<20} {'family':<16} {'tasks':>6} {'seconds':>8} {'runs':>5} {'tasks/s':>8}"]
    for (frame, family), pay in ordered(pays):
        rows.append(f"{frame:<20} {family:<16} {pay.tasks:6.2f} {pay.seconds:8.1f} {pay.runs:5} {pay.rate:8.3f}")
    return "\n".join(rows)


def ordered(pays: dict[Pair, Pay]) -> list[tuple[Pair, Pay]]:
    """The best paid first; of equals the one that is first today."""
    return sorted(pays.items(), key=lambda item: -item[1].rate)


def written(pays: dict[Pair, Pay], source: str) -> str:
    """The file of the plan with its steps in order of pay; what must wait for a higher tier stays behind."""
    steps = {(step.frame, step.family): step for step in PLAN}
    head, _, _ = source.partition("PLAN: tuple[Step, ...] = (\n")
    lines = [line_of(steps[pair], pay) for pair, pay in sorted(ordered(pays), key=lambda item: steps[item[0]].tier)]
    return f"{head}PLAN: tuple[Step, ...] = (\n{''.join(lines)})\n"


def line_of(step: Step, pay: Pay) -> str:
    """One step as it is written."""
    tier = f", {step.tier}" if step.tier > 1 else ""
    figures = f"  # {pay.tasks:.1f} tasks, {pay.seconds:.0f} s" if pay.runs else ""
    return f'    Step("{step.frame}", "{step.family}", {step.share:g}{tier}),{figures}\n'


def main(given: Sequence[str] | None = None) -> int:
    """Print the table, or write the plan. Exit status 0, or 2 when something cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG", help="log of a scored run on a training set (--log)")
    parser.add_argument("--write", action="store_true", help="write solver/frames/plan.py")
    arguments = parser.parse_args(given)
    try:
        pays = measure(arguments.logs)
    except InputError as error:
        print(f"frames: {error}", file=sys.stderr)
        return 2
    print(table(pays))
    if arguments.write:
        PLAN_FILE.write_text(written(pays, PLAN_FILE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
