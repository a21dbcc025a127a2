"""Explains one task in the terminal: its grids, the candidates with their evidence, and the winning program step by step."""

from __future__ import annotations

import argparse
import math
import sys
import textwrap
from pathlib import Path
from typing import Any

from solver.choice.candidate import LITERAL, Candidate, badness
from solver.choice.oddness import Oddness
from solver.choice.shortlist import from_plain
from solver.jit import warm_up
from solver.reading.entry import Entry, InputError, Solution
from solver.report.follow import find_entry, truth_of_task
from solver.report.progress import say
from solver.report.replay import rule_of
from solver.report.steps import Step, size, steps_of
from solver.report.terminal import Screen, add_color, beside, indented, screen_for
from solver.running.job import CANDIDATE, RECORD, RUNNING, Job, worker_of
from solver.running.machine import usable_cores
from solver.running.options import refuse_unknown, tiers_for, words
from solver.running.result import TaskResult, TierResult
from solver.running.values import count, effort, public_set
from solver.task import Grid, Task, same_grid

LISTED = 8
SHOWN_PARTS = 12  # of a list


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver explain` takes."""
    add = parser.add_argument
    add("task", metavar="TASK", help="a one-task file, or the id of a sample task, a training task, or one of --input")
    add("--input", type=Path, metavar="PATH", help="challenges JSON, or folder of task files, that has the task")
    add("--data", type=public_set, metavar="NAME", help="the public set that has the task, e.g. arc1-training")
    add("--solutions", type=Path, metavar="PATH", help="solutions JSON of --input")
    add("--effort", type=effort, default=1, metavar="N", help="tier 1..4, or steps per test input (default: 1)")
    add("--disable", type=words, default=(), metavar="NAME,...", help="families, frames, ops, pruning rules to leave out")
    add("--top", type=count, default=LISTED, metavar="N", help=f"candidates to list (default: {LISTED})")
    add("--on", type=count, metavar="N", help="apply the program to demonstration N (default: to the first test input)")
    add_color(parser)


def run(arguments: argparse.Namespace) -> int:
    """Solve the task in this process and explain it. Exit status 0, or 2 when the task cannot be read."""
    try:
        entry, truth = find_entry(arguments.task, arguments.input, arguments.data, arguments.solutions)
        task = entry.task
        if task is None:
            raise InputError(entry.error or f"{arguments.task}: expected a readable task")
        if arguments.on is not None and not 1 <= arguments.on <= len(task.train):
            raise InputError(f"--on: expected a demonstration 1..{len(task.train)}, found {arguments.on}")
        refuse_unknown(arguments.disable)
    except InputError as error:
        print(f"explain: {error}", file=sys.stderr)
        return 2
    screen = screen_for(arguments.color)
    say("\n".join(demonstrations(task, screen)))
    result = solved(entry, arguments.effort, frozenset(arguments.disable))
    say("\n".join(answers(result, truth, screen)))
    say("\n".join(listed(task, result, truth_of_task(entry, truth), screen, arguments.top)))
    best = worth_applying(task, result)
    if best is not None:
        say("\n".join(applied(task, best, arguments.on, screen)))
    return 0


def solved(entry: Entry, effort: int | None, disabled: frozenset[str]) -> TaskResult:
    """What a run finds on one task, found in this process."""
    say("compiling, or loading what is compiled ...", sys.stderr)
    warm_up(processes=usable_cores())
    assert entry.task is not None
    work = worker_of([entry.task], disabled, 0)
    result = TaskResult(entry)
    is_live = sys.stderr.isatty()
    for tier in tiers_for(effort, False):
        found = result.tiers[tier.number] = TierResult(is_complete=True)

        def hear(message: tuple[Any, ...], found: TierResult = found, number: int = tier.number) -> None:
            kind, *payload = message
            if kind == CANDIDATE:
                found.shortlist.add(from_plain(payload[0]))
            elif kind == RECORD:
                found.records.append(payload[0])
            elif kind == RUNNING and is_live:
                say(f"\r\x1b[Ktier {number}: {payload[0]} in frame {payload[1]} ...", sys.stderr, end="")

        work(tuple(Job(0, tier.number, tier.steps, math.inf)), hear)
    if is_live:
        say("\r\x1b[K", sys.stderr, end="")
    return result


def demonstrations(task: Task, screen: Screen) -> list[str]:
    """The task as it is given."""
    lines = [screen.bold(f"task {task.id}"), ""]
    for number, pair in enumerate(task.train, 1):
        lines += [f"demonstration {number}"]
        lines += indented(
            beside([(f"input {size(pair.input)}", pair.input), (f"output {size(pair.output)}", pair.output)], screen)
        )
        lines.append("")
    return lines


def answers(result: TaskResult, truth: Solution | None, screen: Screen) -> list[str]:
    """The test inputs with the attempts, and the truth where it is known."""
    lines = []
    for index, (chosen, chances) in enumerate(zip(result.chosen(), result.confidences(), strict=True)):
        given = result.entry.test[index]
        if given is None:
            lines += [screen.bold(f"test {index + 1}"), "  not legal: it gets fallback attempts", ""]
            continue
        wanted = None if truth is None else truth[index]
        titled: list[tuple[str, Grid | None]] = [(f"input {size(given)}", given)]
        for number, (candidate, chance) in enumerate(zip(chosen, chances, strict=True), 1):
            is_right = result.is_right(candidate, index, wanted)
            verdict = "" if wanted is None else ": right" if is_right else ": wrong"
            titled.append((f"attempt {number}{verdict}, {chance:.0%} sure", result.prediction(candidate, index)))
        if wanted is not None and not any(result.is_right(one, index, wanted) for one in chosen):
            titled.append((f"truth {size(wanted)}", wanted))
        lines += [screen.bold(f"test {index + 1}"), *indented(beside(titled, screen)), ""]
    return lines


def listed(task: Task, result: TaskResult, truth: list[Grid] | None, screen: Screen, top: int) -> list[str]:
    """The most trusted candidates, those that are handed in first, each with program, evidence and the habits it breaks."""
    oddness = Oddness(task)
    chosen = result.chosen()
    attempts = {id(one): number for picked in reversed(chosen) for number, one in reversed(list(enumerate(picked, 1)))}
    order = sorted(result.candidates(), key=lambda one: (attempts.get(id(one), 9), badness(one)))
    lines = [screen.bold(f"candidates: {len(order)}") + (f", the first {top}" if len(order) > top else "")]
    for one in order[:top]:
        place = f"attempt {attempts[id(one)]}" if id(one) in attempts else "-"
        verdict = "" if truth is None else "  right" if all(map(same_grid, one.predictions, truth)) else "  wrong"
        lines.append(f"  {place:<10} {one.family} in frame {one.view}  {screen.faint(evidence(one))}{verdict}")
        broken = [words for index, grid in enumerate(one.predictions) for words in oddness.broken(index, grid)]
        told = [one.program, f"unlike the demonstrations: {', '.join(dict.fromkeys(broken))}"][: 2 if broken else 1]
        for text in told:
            lines += textwrap.wrap(text, max(40, screen.columns - 14), initial_indent=" " * 13, subsequent_indent=" " * 15)
    return lines if order else ["no candidate: the attempts would be guesses"]


def evidence(candidate: Candidate) -> str:
    """Why a candidate is trusted, on one line."""
    parts = [f"cost {candidate.cost:g}", f"fits {candidate.fits}/{candidate.demonstrations}"]
    if candidate.layers > 1:
        parts.append(f"{candidate.layers} layers")
    if candidate.left_out is not None:
        parts.append(f"left out {candidate.left_out}/{candidate.demonstrations}")
    return ", ".join(parts + [f"{name.replace('_', ' ')} {value:g}" for name, value in candidate.evidence.items()])


def applied(task: Task, best: Candidate, demonstration: int | None, screen: Screen) -> list[str]:
    """The best candidate's rule, one part after the other, on one input."""
    frame, rule = rule_of(task, best.view, best.program)
    place = "test input 1" if demonstration is None else f"the input of demonstration {demonstration}"
    lines = ["", screen.bold(f"{best.family} (cost {best.cost:g}), step by step on {place}")]
    if best.view != LITERAL:
        lines.append(f"in frame {best.view}: the task is rewritten first, and the answer is led back at the end")
    index = len(frame.task.train) if demonstration is None else demonstration - 1
    lines += drawn(steps_of(rule, frame.task.inputs, index), screen)
    if demonstration is None:
        lines += ["", *indented(beside([("answer to test 1", best.predictions[0])], screen))]
    return lines


def drawn(steps: list[Step], screen: Screen) -> list[str]:
    """The steps with what they make."""
    lines = []
    for number, step in enumerate(steps, 1):
        lines += ["", *textwrap.wrap(f"{number}. {step.text}: {step.words}", screen.columns, subsequent_indent="   ")]
        if step.meaning:
            lines.append(f"   {screen.faint(step.meaning)}")
        if step.grids:
            lines += indented(beside(step.grids[:SHOWN_PARTS], screen), 3)
    return lines


def worth_applying(task: Task, result: TaskResult) -> Candidate | None:
    """The candidate handed in first; where its rule is words, the cheapest one with the same answers that can be read."""
    best = next((chosen[0] for chosen in result.chosen() if chosen), None)
    same = [one for one in result.candidates() if best and all(map(same_grid, one.predictions, best.predictions))]
    return next((one for one in [best, *sorted(same, key=badness)] if one is not None and is_read(task, one)), None)


def is_read(task: Task, candidate: Candidate) -> bool:
    """True when the text of a candidate can be read back."""
    try:
        rule_of(task, candidate.view, candidate.program)
    except ValueError:
        return False
    return True
