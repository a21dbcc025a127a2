"""Tries a rule by hand on a task: what it makes of every input, beside the output that is wanted; fills its holes first."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path

from solver import portfolio
from solver.budget import Budget
from solver.choice.candidate import LITERAL
from solver.frames.catalog import FRAMES
from solver.frames.frame import Frame
from solver.jit import warm_up
from solver.language.bits import bits_of
from solver.language.term import NotARuleError, Rule, Term, read_term, run_term
from solver.reading.entry import InputError
from solver.report.explain import drawn
from solver.report.follow import find_task
from solver.report.progress import say
from solver.report.steps import size, steps_of
from solver.report.terminal import Screen, add_color, beside, indented, screen_for
from solver.rules.sketches import fit, has_holes, read_sketch
from solver.running.values import count
from solver.task import Grid, Task, same_grid

MOST_SHOWN = 20  # of the terms that a sketch becomes
STEPS = 100_000_000  # to fill its holes, some seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver run TERM TASK` takes."""
    add = parser.add_argument
    words = 'e.g. "flip_rows(crop_to_content(input))", or with holes to be filled: "reordered(along=?, change=?)"; '
    add("rule", metavar="TERM", help=words + "docs/language.md lists the verbs, `ops` the ops")
    add("task", metavar="TASK", help="a one-task file, or the id of a sample task, a training task, or one of --input")
    add("--input", type=Path, metavar="PATH", help="challenges JSON, or folder of task files, that has the task")
    add("--solutions", type=Path, metavar="PATH", help="solutions JSON of --input")
    add("--frame", choices=sorted(FRAMES), default=LITERAL, metavar="FRAME", help=f"one of {', '.join(FRAMES)}")
    add("--steps", type=count, metavar="N", help="draw what every part of it makes of the input of demonstration N")
    add_color(parser)


def run(arguments: argparse.Namespace) -> int:
    """Try the rule. Exit status 0 when it reproduces every demonstration, 1 when not, 2 when it cannot be tried."""
    assert portfolio.FAMILIES, "its rules bring their verbs"
    try:
        sketch = read_sketch(arguments.rule) if has_holes(arguments.rule) else None
        rule = read_term(arguments.rule) if sketch is None else None
        task, truth = find_task(arguments.task, arguments.input, arguments.solutions)
        frame = next(iter(FRAMES[arguments.frame](task, Budget())), None)
        if frame is None:
            raise InputError(f"{task.id}: frame {arguments.frame} changes nothing; leave out --frame")
        if arguments.steps is not None and arguments.steps > len(task.train):
            raise InputError(f"--steps: expected a demonstration 1..{len(task.train)}, found {arguments.steps}")
    except NotARuleError as error:
        print(f"run: {error}\n  {arguments.rule.strip()}\n  {'':{error.place}}^", file=sys.stderr)
        return 2
    except (InputError, ValueError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    warm_up(processes=1)
    try:
        rule = rule if sketch is None else first_fit(sketch, frame.task)
        if rule is None:
            return 1
        made = run_term(rule, frame.task.inputs)
    except (KeyError, IndexError, ValueError) as error:  # a word or number that the verb does not know
        print(f"run: {rule or sketch}: not known: {error}", file=sys.stderr)
        return 2
    screen = screen_for(arguments.color)
    say("\n".join(tried(frame.task, made, screen)))
    say("\n".join(asked(task, frame, made, truth, screen)))
    if arguments.steps is not None:
        say("\n".join(steps(rule, frame.task, arguments.steps, screen)))
    shown = zip(made, frame.task.outputs, strict=False)
    return int(not all(out is not None and same_grid(out, wanted) for out, wanted in shown))


def first_fit(sketch: Term, task: Task) -> Rule | None:
    """Fill the holes of a sketch and print the terms that reproduce every demonstration, the fewest bits first."""
    budget = Budget(STEPS)
    found = list(islice(fit(sketch, task, budget), MOST_SHOWN))
    if budget.is_over():
        say("not all values were tried: there are too many for so many holes")
    told = sorted(((bits_of(str(one), LITERAL) or 0.0, one) for one in found), key=lambda row: row[0])
    if not told:
        say(f"nothing in the holes reproduces all {len(task.train)} demonstrations")
        return None
    say("\n".join(f"{bits:6.1f} bits  {one}" for bits, one in told) + "\n")
    return told[0][1]


def tried(task: Task, made: tuple[Grid | None, ...], screen: Screen) -> list[str]:
    """Every demonstration with what the rule makes of it, and the output where that is not right."""
    lines = []
    for number, (pair, out) in enumerate(zip(task.train, made, strict=False), 1):
        is_right = out is not None and same_grid(out, pair.output)
        shown = [(f"input {size(pair.input)}", pair.input), titled(out, "right" if is_right else "wrong")]
        shown += [] if is_right else [(f"wanted {size(pair.output)}", pair.output)]
        lines += [screen.bold(f"demonstration {number}"), *indented(beside(shown, screen)), ""]
    return lines


def asked(task: Task, frame: Frame, made: tuple[Grid | None, ...], truth: list[Grid] | None, screen: Screen) -> list[str]:
    """Every test input of the task with the answer that the rule gives, led back from the frame."""
    outs = tuple(grid for grid in made[len(task.train) :] if grid is not None)
    answers = frame.decode(outs) if len(outs) == len(task.test) else None
    lines = []
    for index, given in enumerate(task.test):
        answer = None if answers is None else answers[index]
        is_right = truth is not None and answer is not None and same_grid(answer, truth[index])
        shown = [(f"input {size(given)}", given), titled(answer, "" if truth is None else "right" if is_right else "wrong")]
        lines += [screen.bold(f"test {index + 1}"), *indented(beside(shown, screen)), ""]
    return lines


def titled(grid: Grid | None, verdict: str) -> tuple[str, Grid | None]:
    """What a rule made, with its verdict."""
    return (f"{'nothing' if grid is None else f'made {size(grid)}'}{verdict and ': '}{verdict}", grid)


def steps(rule: Rule, task: Task, number: int, screen: Screen) -> list[str]:
    """What every part of the rule makes of a demonstration."""
    found = drawn(steps_of(rule, task.inputs, number - 1), screen)
    return [screen.bold(f"step by step on the input of demonstration {number}"), *found]
