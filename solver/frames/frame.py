"""What a frame is: a task rewritten into an easier one, and the way back for what is predicted in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import LITERAL, SURPRISE, Candidate
from solver.language.bits import bits_of
from solver.task import Grid, Pair, Task, same_grid

Propose = Callable[[Task, Budget], Iterator[Candidate]]
Grids = tuple[Grid, ...]
Decode = Callable[[Grids], "Grids | None"]


@dataclass(frozen=True)
class Frame:
    """A rewritten task with the way back.

    decode: turns predictions for all its test inputs into those for the original task's, or None when they cannot be. It
    takes all at once, because an input may have become several. words: for people, put before the program; bits: what the
    frame adds to the cost of a rule. most_bits: what a rule inside may cost at most. is_strict: only rules that reproduce
    all of it count. without: names switched off inside, as in `Budget.disabled`. demonstrations: how many the
    original task has. ways: frames with the same demonstrations; a frame with ways is a trial, and what solves it is tried in
    each of its ways. oddness: bits by which predictions are unlike the demonstrations of the rewritten task.
    """

    task: Task
    decode: Decode
    words: str = ""
    bits: float = 0.0
    most_bits: float = math.inf
    is_strict: bool = False
    without: frozenset[str] = frozenset()
    demonstrations: int = 0
    ways: tuple[Frame, ...] = ()
    oddness: Callable[[Grids], float] | None = None


Build = Callable[[Task, Budget], Iterable[Frame]]


def literal(task: Task, budget: Budget) -> list[Frame]:
    """The task as it is."""
    return [Frame(task, lambda grids: grids)]


def one_by_one(decode: Callable[[int, Grid], Grid | None]) -> Decode:
    """The way back for all predictions from the way back for the prediction for one test input, given by its index."""

    def decode_all(grids: Grids) -> Grids | None:
        decoded = [decode(index, grid) for index, grid in enumerate(grids)]
        whole = tuple(np.ascontiguousarray(grid) for grid in decoded if grid is not None)
        return whole if len(whole) == len(decoded) else None

    return decode_all


def for_the_tests(task: Task, outputs: Sequence[Grid]) -> Grids | None:
    """The outputs for the test inputs among those for all inputs; None when a demonstration's is not what was shown."""
    is_right = all(map(same_grid, outputs, task.outputs))
    return tuple(outputs[len(task.train) :]) if is_right else None


def carried(frame: Frame, back: Decode) -> Frame:
    """The frame with one more step on the way back."""
    return replace(frame, decode=in_turn(frame.decode, back))


def in_turn(first: Decode, second: Decode) -> Decode:
    """Both ways back, one after the other."""

    def decode(grids: Grids) -> Grids | None:
        between = first(grids)
        return None if between is None else second(between)

    return decode


def mapped(task: Task, changes: Sequence[Callable[[Grid], Grid]]) -> Task:
    """The task with both grids of every demonstration, and every test input, changed by the change of their index."""
    shown = len(task.train)
    moved = [
        Pair(np.ascontiguousarray(change(pair.input)), np.ascontiguousarray(change(pair.output)))
        for pair, change in zip(task.train, changes, strict=False)
    ]
    tests = [np.ascontiguousarray(change(grid)) for grid, change in zip(task.test, changes[shown:], strict=True)]
    return Task(task.id, tuple(moved), tuple(tests))


def nested(outer: Build, inner: Build) -> Build:
    """The frames of one kind inside those of another: both ways back in turn, words and bits of both."""

    def build(task: Task, budget: Budget) -> Iterator[Frame]:
        for around in outer(task, budget):
            for inside in inner(around.task, budget):
                ways = [_inside(around, way) for way in inside.ways]
                ways += [_inside(way, within) for way in around.ways for within in inner(way.task, budget)]
                yield replace(_inside(around, inside), ways=tuple(ways))

    return build


def _inside(around: Frame, inside: Frame) -> Frame:
    """The frame of a frame's task, as a frame of the original task."""

    def oddness(grids: Grids) -> float:
        between = inside.decode(grids) if around.oddness is not None else None
        outside = around.oddness(between) if around.oddness is not None and between is not None else 0.0
        return outside + (inside.oddness(grids) if inside.oddness is not None else 0.0)

    return Frame(
        inside.task,
        in_turn(inside.decode, around.decode),
        words=around.words + inside.words,
        bits=around.bits + inside.bits,
        most_bits=min(around.most_bits - inside.bits, inside.most_bits),
        is_strict=around.is_strict or inside.is_strict,
        without=around.without | inside.without,
        demonstrations=around.demonstrations or inside.demonstrations,
        oddness=oddness,
    )


def solve_inside(frame: Frame, propose: Propose, budget: Budget) -> Iterator[Candidate]:
    """Yield what a family finds in a frame, carried back to the original task."""
    share = budget.share(budget.steps_left // (1 + len(frame.ways)), frame.without)
    if frame.ways and any(map(is_solution(frame), propose(frame.task, share))):
        for number, way in enumerate(frame.ways):
            yield from solve_inside(way, propose, budget.share(budget.steps_left // (len(frame.ways) - number)))
    if frame.ways:
        return
    for candidate in propose(frame.task, share):
        carried = carried_back(frame, candidate)
        if carried is not None:
            yield carried


def is_solution(frame: Frame) -> Callable[[Candidate], bool]:
    """Whether a candidate is one that counts in the frame. One without a cost goes on, to be refused where that is told."""

    def counts(one: Candidate) -> bool:
        if frame.is_strict and not one.is_full_fit:
            return False
        bits = None if frame.most_bits == math.inf else bits_of(one.program, LITERAL)
        return not (one.cost if bits is None else bits) > frame.most_bits

    return counts


def carried_back(frame: Frame, candidate: Candidate) -> Candidate | None:
    """The candidate for the original task. None when it does not count or a prediction cannot be carried back."""
    if not is_solution(frame)(candidate):
        return None
    inside = tuple(map(np.ascontiguousarray, candidate.predictions))  # rules may hand over views of other grids
    predictions = frame.decode(inside)
    if predictions is None:
        return None
    shown = frame.demonstrations or candidate.demonstrations
    odd = frame.oddness(inside) if frame.oddness is not None else 0.0
    return replace(
        candidate,
        predictions=tuple(map(np.ascontiguousarray, predictions)),
        program=frame.words + candidate.program,
        cost=candidate.cost + frame.bits,
        evidence=candidate.evidence | {SURPRISE: candidate.evidence.get(SURPRISE, 0.0) + odd} if odd else candidate.evidence,
        fits=shown if candidate.is_full_fit else candidate.fits,
        demonstrations=shown,
    )
