"""What each family, frame, part and pruning rule is worth: tasks solved and CPU seconds with it switched off.

Families do not see each other, so one run with everything on answers for every family and frame: the attempts are chosen
again from the candidates of the others. A part or pruning rule changes what its own family does, so only that family
runs again without it.

    python -m benchmarks.ablate --sample 10         every tenth task of arc1-training
    python -m benchmarks.ablate --off keep_color    one more row: without that op (or constructor)
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from solver.budget import Budget, Tier
from solver.choice.candidate import Candidate
from solver.choice.confidence import WHEN_SURE
from solver.frames.catalog import FRAMES, names_of
from solver.jit import warm_up
from solver.portfolio import FAMILIES, FamilyRecord, run_tier
from solver.reading.dataset import Dataset, load_public, read, with_solutions
from solver.reading.entry import Entry, InputError
from solver.report.follow import DESIGN_SETS, refuse_evaluation, truth_of_task
from solver.running.machine import usable_cores
from solver.running.options import tiers_for
from solver.running.result import TaskResult, TierResult
from solver.running.values import effort
from solver.task import Grid

NOTHING = "nothing"


class Found(NamedTuple):
    """A candidate with the tier, the row of the portfolio and the frame that it comes from."""

    tier: int
    row: str
    view: str
    candidate: Candidate

    @property
    def part(self) -> str:
        """The row, with the part of it that made the candidate where a row has several."""
        return f"{self.row}: {self.candidate.family}"


@dataclass
class Alone:
    """What the candidates of one family or part are worth on one task, without all others and to all others."""

    is_solved: bool
    is_new: bool
    has_fit: bool
    right: tuple[bool, bool]


@dataclass
class Outcome:
    """One task. solved and seconds: by what was switched off; alone: by family or part."""

    id: str
    solved: dict[str, bool] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    alone: dict[str, Alone] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def run(entry: Entry, tiers: Sequence[Tier], disabled: Iterable[str]) -> tuple[list[Found], list[FamilyRecord]]:
    """All candidates of one task, with the records of the families; sure answers spare no family its work here."""
    assert entry.task is not None
    found: list[Found] = []
    records: list[FamilyRecord] = []
    for tier in tiers:
        now: list[FamilyRecord] = []  # its last record belongs to the family at work
        candidates = run_tier(entry.task, tier, Budget(disabled=frozenset(disabled) | {WHEN_SURE}), now)
        found.extend(Found(tier.number, now[-1].family, now[-1].view, candidate) for candidate in candidates)
        records += now
    return found, records


def right(entry: Entry, found: Iterable[Found], truth: list[Grid]) -> tuple[bool, bool]:
    """Whether a run that finds these candidates solves the task at one and at two attempts."""
    result = TaskResult(entry)
    for one in found:
        result.tiers.setdefault(one.tier, TierResult()).shortlist.add(one.candidate)
    attempts = result.right(truth)
    return all(attempt == 1 for attempt in attempts), None not in attempts


def measure(job: tuple[Entry, list[Grid]], tiers: Sequence[Tier], others: Sequence[str] = ()) -> Outcome:
    """Run one task with everything on, choose again without each family and frame, run again without each switch."""
    entry, truth = job
    outcome = Outcome(entry.id)
    found, records = run(entry, tiers, ())
    outcome.errors = [f"{entry.id}: {record.error.strip().splitlines()[-1]}" for record in records if record.error]

    def note(name: str, is_kept: Callable[[str, str], bool], again: Iterable[str] | None = None) -> None:
        """Note what is solved by the candidates that are kept, and by those of one more run with something disabled."""
        more, more_records = ([], []) if again is None else run(entry, tiers, again)
        outcome.solved[name] = right(entry, [one for one in found if is_kept(one.row, one.view)] + more, truth)[1]
        outcome.seconds[name] = sum(one.seconds for one in records if is_kept(one.family, one.view))
        outcome.seconds[name] += sum(one.seconds for one in more_records)

    note(NOTHING, lambda row, view: True)
    names = [row.name for row in FAMILIES]
    for off in names:
        note(f"family {off}", lambda row, view, off=off: row != off)
    for off in FRAMES:
        note(f"frame {off}", lambda row, frame, off=off: off not in names_of(frame))
    for off, users in switches().items():
        rest = set(names) - users
        note(f"{off} of {', '.join(sorted(users))}", lambda row, view, rest=rest: row in rest, {off, *rest})
    for off in others:
        note(off, lambda row, view: False, {off})
    for group, of_group in groups(found).items():
        fits = [one for one in of_group if one.candidate.is_full_fit]
        is_solved = right(entry, of_group, truth)[1]
        others_found = [one for one in found if group not in (one.row, one.part)]
        is_new = is_solved and not right(entry, others_found, truth)[1]
        outcome.alone[group] = Alone(is_solved, is_new, bool(fits), right(entry, fits, truth) if fits else (False, False))
    return outcome


def switches() -> dict[str, set[str]]:
    """Parts and pruning rules that can be switched off, with the families that have them."""
    found: dict[str, set[str]] = {}
    for row in FAMILIES:
        for switch in row.switches:
            found.setdefault(switch, set()).add(row.name)
    return found


def groups(found: Sequence[Found]) -> dict[str, list[Found]]:
    """Candidates by family, and by part."""
    grouped: dict[str, list[Found]] = {}
    for one in found:
        grouped.setdefault(one.row, []).append(one)
        grouped.setdefault(one.part, []).append(one)
    return grouped


def switched_off(outcomes: Sequence[Outcome], with_ids: bool = False) -> list[list[str]]:
    """The table of what is lost and gained without each thing, header first."""
    rows = [["switched off", "solved", "lost", "gained", "CPU s"]]
    before = {outcome.id for outcome in outcomes if outcome.solved[NOTHING]}
    for name in outcomes[0].solved:
        after = {outcome.id for outcome in outcomes if outcome.solved[name]}
        lost, gained = sorted(before - after), sorted(after - before)
        seconds = sum(outcome.seconds[name] for outcome in outcomes)
        cells = [f"{len(ids)}" + (f" ({' '.join(ids)})" if with_ids and ids else "") for ids in (lost, gained)]
        rows.append([name, f"{len(after)}", *(cells if name != NOTHING else ["", ""]), f"{seconds:.1f}"])
    return rows


def alone(outcomes: Sequence[Outcome]) -> list[list[str]]:
    """The table of what each family and each part of one does alone, header first."""
    rows = [["alone", "solved", "new", "fits", "right@1", "right@2"]]
    names = Counter(name for outcome in outcomes for name in outcome.alone)
    families = [row.name for row in FAMILIES]
    parts = {family: sorted(name for name in names if name.startswith(f"{family}: ")) for family in families}
    for name in [name for family in families for name in (family, *(parts[family] if len(parts[family]) > 1 else ()))]:
        of_name = [outcome.alone[name] for outcome in outcomes if name in outcome.alone]
        fits = sum(one.has_fit for one in of_name)
        shares = [f"{sum(one.right[k] for one in of_name) / fits:.0%}" if fits else "-" for k in (0, 1)]
        counts = [sum(one.is_solved for one in of_name), sum(one.is_new for one in of_name), fits]
        rows.append([name, *map(str, counts), *shares])
    return rows


def table(rows: list[list[str]], markdown: bool) -> str:
    """Lay out a table, header first: the first column to the left, numbers to the right; or as Markdown."""
    if markdown:
        rows = [rows[0], ["---", *["---:"] * (len(rows[0]) - 1)], *rows[1:]]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def ablate(
    jobs: Sequence[tuple[Entry, list[Grid]]], tiers: Sequence[Tier], others: Sequence[str], processes: int
) -> Iterator[Outcome]:
    """Measure the tasks, in any order."""
    work = partial(measure, tiers=tiers, others=others)
    if processes == 1:
        yield from map(work, jobs)
    else:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap_unordered(work, jobs)


def read_design_set(arguments: argparse.Namespace) -> Dataset:
    """The tasks with their solutions. Raises InputError when they cannot be had, or are an evaluation set."""
    if arguments.input is None:
        return load_public(arguments.data)
    dataset = with_solutions(refuse_evaluation(read(arguments.input), arguments.input), arguments.solutions)
    if dataset.solutions is None:
        raise InputError(f"{arguments.input}: expected solutions, found none; name them with --solutions PATH")
    return dataset


def add_set_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which tasks are run."""
    add = parser.add_argument
    add("--data", choices=DESIGN_SETS, default=DESIGN_SETS[0], help="design set (default: %(default)s)")
    add("--input", type=Path, metavar="PATH", help="own tasks instead")
    add("--solutions", type=Path, metavar="PATH", help="solutions file of --input")
    add("--sample", type=int, default=1, metavar="N", help="only every N-th task")


def main(given: Sequence[str] | None = None) -> int:
    """Print both tables. Exit status 0, 1 when families failed with errors, 2 when there is nothing to run on."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablate", description=(__doc__ or "").split("\n")[0])
    add_set_options(parser)
    add = parser.add_argument
    add("--effort", type=effort, default=1, metavar="N", help="tier 1..4, or steps per test input (default: 1)")
    add("--off", default="", metavar="NAME,...", help="more to switch off, one at a time: ops, constructors")
    add("--processes", type=int, default=usable_cores(), metavar="N", help="default: cores")
    add("--markdown", action="store_true", help="print Markdown tables")
    add("--ids", action="store_true", help="name the tasks that are lost and gained")
    arguments = parser.parse_args(given)
    try:
        dataset = read_design_set(arguments)
    except InputError as error:
        print(f"ablate: {error}", file=sys.stderr)
        return 2
    entries = [entry for entry in dataset.entries.values() if entry.task is not None][:: max(1, arguments.sample)]
    known = [(entry, truth_of_task(entry, dataset.solution(entry.id))) for entry in entries]
    jobs = [(entry, truth) for entry, truth in known if truth is not None and len(truth) == entry.test_count]
    warm_up(processes=usable_cores())
    outcomes = []
    tiers = tiers_for(arguments.effort, False)
    for outcome in ablate(jobs, tiers, [name for name in arguments.off.split(",") if name], arguments.processes):
        outcomes.append(outcome)
        if sys.stderr.isatty():
            print(f"\r{len(outcomes)} of {len(jobs)} tasks", end="\n" if len(outcomes) == len(jobs) else "", file=sys.stderr)
    print(f"{dataset.name}: {len(jobs)} tasks, effort {arguments.effort}, two attempts\n")
    print(table(switched_off(outcomes, arguments.ids), arguments.markdown), end="\n\n")
    print(table(alone(outcomes), arguments.markdown))
    errors = [error for outcome in outcomes for error in outcome.errors]
    print("".join(f"\n{len(errors)} errors, the first: {error}" for error in errors[:1]), end="")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
