"""Each region by itself: the parts between lines, of any sizes, are tasks of their own, and their outputs are joined again.

Where outputs keep the shape of their inputs, regions are pieces (see pieces.py). Here the regions of an output are those
between its own lines, in as many rows and columns as the input has, or equal parts of it that touch each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame, Grids, for_the_tests
from solver.rules.rule import cells_of
from solver.seeing.panels import Blocks, both_ways, even_blocks, outside_of, panel_blocks, windows_of
from solver.task import MAX_SIDE, Grid, Pair, Task, key_of, same_grid

BITS = 4.0
LOOK_STEPS = 6
MOST_REGIONS = 12  # of one grid
MOST_SHOWN = 16  # regions that are shown as demonstrations; the others are checked afterwards


@dataclass(frozen=True)
class Joint:
    """How treated regions are joined: the width of the lines between them and their color; width 0 without lines."""

    width: int
    color: int


def regions(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the task of the regions, joined along the lines or without them; none where outputs keep the inputs' shapes."""
    if all(pair.input.shape == pair.output.shape for pair in task.train) or not budget.spend(LOOK_STEPS * cells_of(task)):
        return
    cuts = [panel_blocks(grid) for grid in task.inputs]
    found = [cut for cut in cuts if cut is not None and len(cut[0]) * len(cut[1]) <= MOST_REGIONS]
    if len(found) < len(cuts):
        return
    for words, cut_output in (("joined along the lines", _between_lines), ("joined", _equal_parts)):
        parts = [cut_output(pair.output, cut) for pair, cut in zip(task.train, found, strict=False)]
        joint = _joint(task, [part for part in parts if part is not None])
        if joint is None or any(part is None for part in parts):
            continue
        pairs = [
            Pair(before, after)
            for pair, cut, part in zip(task.train, found, parts, strict=False)
            if part is not None
            for before, after in zip(windows_of(pair.input, cut), windows_of(pair.output, part), strict=True)
        ]
        frame = _frame(task, found, pairs, joint, f"each region, {words}: ")
        if frame is not None:
            yield frame


def _frame(task: Task, cuts: list[Blocks], pairs: list[Pair], joint: Joint, words: str) -> Frame | None:
    became: dict[bytes, Grid] = {}
    for pair in pairs:
        if not same_grid(became.setdefault(key_of(pair.input), pair.output), pair.output):
            return None
    different = {key_of(pair.input): pair for pair in pairs}
    if len(different) < 2:
        return None
    asked = {key_of(part): part for grid, cut in zip(task.inputs, cuts, strict=True) for part in windows_of(grid, cut)}
    shown = dict(list(different.items())[:MOST_SHOWN])
    tests = {key: part for key, part in asked.items() if key not in shown} or dict(list(asked.items())[:1])
    small = Task(task.id, tuple(shown.values()), tuple(tests.values()))
    decode = partial(_joined_all, task, cuts, small, joint)
    return Frame(small, decode, words, BITS, is_strict=True, demonstrations=len(task.train))


def _joined_all(task: Task, cuts: list[Blocks], small: Task, joint: Joint, predictions: Grids) -> Grids | None:
    """The outputs for the tests, joined of their regions; None when they do not fit or the demonstrations do not come out."""
    became = {key_of(pair.input): pair.output for pair in small.train}
    for part, prediction in zip(small.test, predictions, strict=True):
        became.setdefault(key_of(part), prediction)
    whole = []
    for grid, cut in zip(task.inputs, cuts, strict=True):
        joined = _joined([became[key_of(part)] for part in windows_of(grid, cut)], len(cut[1]), joint)
        if joined is None:
            return None
        whole.append(joined)
    return for_the_tests(task, whole)


def _joined(parts: Sequence[Grid], cols: int, joint: Joint) -> Grid | None:
    """Parts in reading order in so many columns; None when those of a row or column differ in size."""
    rows = [parts[start : start + cols] for start in range(0, len(parts), cols)]
    heights, widths = [row[0].shape[0] for row in rows], [part.shape[1] for part in rows[0]]
    if any(part.shape != (heights[r], widths[c]) for r, row in enumerate(rows) for c, part in enumerate(row)):
        return None
    height, width = (sum(sides) + joint.width * (len(sides) - 1) for sides in (heights, widths))
    if max(height, width) > MAX_SIDE:
        return None
    out = np.full((height, width), joint.color, np.uint8)
    top = 0
    for row in rows:
        left = 0
        for part in row:
            out[top : top + part.shape[0], left : left + part.shape[1]] = part
            left += part.shape[1] + joint.width
        top += row[0].shape[0] + joint.width
    return out


def _between_lines(output: Grid, cut: Blocks) -> Blocks | None:
    found = panel_blocks(output)
    return found if found is not None and (len(found[0]), len(found[1])) == (len(cut[0]), len(cut[1])) else None


def _equal_parts(output: Grid, cut: Blocks) -> Blocks | None:
    return both_ways(*(even_blocks(side, len(along)) for side, along in zip(output.shape, cut, strict=True)))


def _joint(task: Task, parts: Sequence[Blocks]) -> Joint | None:
    """What lies between the regions of all outputs; None when that differs from one to the other."""
    joints = set()
    for pair, (rows, cols) in zip(task.train, parts, strict=False):
        gaps = {after.start - before.stop for along in (rows, cols) for before, after in pairwise(along)}
        colors = set(pair.output[outside_of(pair.output, (rows, cols))].tolist())
        if len(gaps) != 1 or len(colors) > 1:
            return None
        joints.add(Joint(gaps.pop(), colors.pop() if colors else 0))
    return joints.pop() if len(joints) == 1 else None
