"""Outputs in which every block or panel of the input, or of its content, has become one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Rule, cells_of, claim
from solver.seeing.boxes import content_of
from solver.seeing.colors import majority_of, rarest_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.panels import Blocks, both_ways, even_blocks, largest_blocks, panel_blocks
from solver.task import Grid, Task

NAME = "shrink"


# The one cell that a block becomes.
CELLS: dict[str, tuple[int, Callable[[Grid], int]]] = {
    "its first cell": (0, lambda block: int(block[0, 0])),
    "its most common color": (1, majority_of),
    "its most common color but 0": (1, lambda block: majority_of(block, 1)),
    "its color where it is full": (2, lambda block: int(block[0, 0]) if (block == block[0, 0]).all() else 0),
    "its least common color": (2, rarest_of),
    "its color where most is colored": (
        3,
        lambda block: majority_of(block, 1) if 2 * np.count_nonzero(block) > block.size else 0,
    ),
}


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield shrinkings of the input and of its content, turned or not."""
    bases: list[tuple[str, int, Callable[[Grid], Grid | None]]] = [
        ("input", 0, lambda grid: grid),
        ("content", 2, content_of),
    ]
    for base_words, base_cost, base in bases:
        parts = [base(pair.input) for pair in task.train]
        if not budget.spend(cells_of(task)):
            return
        if any(part is None for part in parts):
            continue
        for motion, move in MOTIONS.items():
            sizes = [move(pair.output).shape for pair in task.train]
            for block_words, block_cost, blocks in _block_rules([part for part in parts if part is not None], sizes):
                for cell_words, (cell_cost, cell) in CELLS.items():
                    if not budget.spend(cells_of(task)):
                        return
                    cost = 2 + base_cost + block_cost + cell_cost + (0 if motion == STAYS else 2)
                    program = f"shrink {base_words} {block_words} to {cell_words}" + (
                        "" if motion == STAYS else f", undo {motion}"
                    )
                    candidate = claim(task, NAME, program, cost, _rule(base, blocks, cell, motion))
                    if candidate is not None and candidate.is_full_fit:
                        yield candidate


def _block_rules(
    parts: Sequence[Grid], sizes: Sequence[tuple[int, ...]]
) -> Iterator[tuple[str, int, Callable[[Grid], Blocks | None]]]:
    """Yield the ways to cut into blocks that give the sizes of all demonstrations."""
    for words, cost, blocks in _block_kinds(parts[0], sizes[0]):
        cuts = [blocks(part) for part in parts]
        if all(cut is not None and (len(cut[0]), len(cut[1])) == size for cut, size in zip(cuts, sizes, strict=True)):
            yield words, cost, blocks


def _block_kinds(part: Grid, size: tuple[int, ...]) -> Iterator[tuple[str, int, Callable[[Grid], Blocks | None]]]:
    """Yield the ways to cut that the first demonstration suggests."""
    height, width = size
    yield "panel by panel", 1, panel_blocks
    if part.shape == size or part.shape[0] % height or part.shape[1] % width:
        return
    high, wide = part.shape[0] // height, part.shape[1] // width
    yield f"by {high} x {wide}", 1, lambda grid: both_ways(_of_length(grid.shape[0], high), _of_length(grid.shape[1], wide))
    yield f"to size {height} x {width}", 1, lambda grid: both_ways(*map(even_blocks, grid.shape, size))
    yield "by the largest factors", 1, largest_blocks


def _of_length(side: int, step: int) -> list[slice] | None:
    return None if side % step else even_blocks(side, side // step)


def _rule(
    base: Callable[[Grid], Grid | None], blocks: Callable[[Grid], Blocks | None], cell: Callable[[Grid], int], motion: str
) -> Rule:
    def shrink(grid: Grid) -> Grid | None:
        part = base(grid)
        cut = None if part is None else blocks(part)
        if part is None or cut is None:
            return None
        small = [[cell(part[rows, cols]) for cols in cut[1]] for rows in cut[0]]
        return _undone(np.array(small, np.uint8), motion)

    return shrink


def _undone(grid: Grid, motion: str) -> Grid:
    """Apply the motion that takes the given one back."""
    inverse = {"rotate_clockwise": "rotate_counterclockwise", "rotate_counterclockwise": "rotate_clockwise"}
    return MOTIONS[inverse.get(motion, motion)](grid)
