"""Outputs in which every block or panel of the input, or of its content, has become one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import term, verb
from solver.rules.rule import cells_of, claimed
from solver.seeing.boxes import content_of
from solver.seeing.colors import counts_of, majority_of, rarest_of
from solver.seeing.motions import INVERSE, MOTIONS, STAYS
from solver.seeing.panels import Blocks, alike_blocks, both_ways, even_blocks, largest_blocks, panel_blocks
from solver.task import Grid, Task

NAME = "shrink"
ALIKE = (35, 50)  # percent of the cells of a line that may differ from the next one: blocks of any sizes may be noisy
LEAST_ALIKE = 3
# What lies on crossings of lines is looked at in one way only.
ON_LINES, BORDERED, CORNERS = "what lies on the lines", "with common borders", "the color of its corners"


# The one cell that a block becomes.
CELLS: dict[str, tuple[int, Callable[[Grid], int]]] = {
    "its first cell": (0, lambda block: int(block[0, 0])),
    "its most common color": (1, majority_of),
    "its most common color but 0": (1, lambda block: majority_of(block, 1)),
    "its color where it is full": (2, lambda block: int(block[0, 0]) if (block == block[0, 0]).all() else 0),
    "its least common color": (2, rarest_of),
    CORNERS: (2, lambda block: int(block[0, 0]) if (block[np.ix_([0, -1], [0, -1])] == block[0, 0]).all() else 0),
    "its color where most is colored": (
        3,
        lambda block: majority_of(block, 1) if 2 * np.count_nonzero(block) > block.size else 0,
    ),
}


def _beside_lines(grid: Grid) -> Grid | None:
    """The content without the two most common colors: ground and lines."""
    return content_of(np.where(np.isin(grid, np.argsort(-counts_of(grid), kind="stable")[:2]), 0, grid).astype(np.uint8))


# What is shrunk, with its cost.
BASES: dict[str, tuple[int, Callable[[Grid], Grid | None]]] = {
    "input": (0, lambda grid: grid),
    "content": (2, content_of),
    ON_LINES: (2, _beside_lines),
}

# How it is cut into blocks: from a part and two numbers of the row, if it has any.
BLOCKS: dict[str, Callable[[Grid, int, int], Blocks | None]] = {
    "panels": lambda part, high, wide: panel_blocks(part),
    "of size": lambda part, high, wide: both_ways(_of_length(part.shape[0], high), _of_length(part.shape[1], wide)),
    "as many as": lambda part, high, wide: both_ways(even_blocks(part.shape[0], high), even_blocks(part.shape[1], wide)),
    BORDERED: lambda part, high, wide: _with_borders(part),
    "lines alike": alike_blocks,
    "largest factors": lambda part, high, wide: largest_blocks(part),
}


def _of_length(side: int, step: int) -> list[slice] | None:
    return None if side % step else even_blocks(side, side // step)


def _with_borders(part: Grid) -> Blocks | None:
    """The equal blocks whose borders are lines that all cells lie on: the last line of each is the first of the next."""
    spans = []
    for side, full in zip(part.shape, (np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))), strict=True):
        step = int(np.gcd.reduce(full))
        spans.append([slice(start, start + step + 1) for start in range(0, side - 1, step)] if step > 1 else None)
    return both_ways(*spans)


@verb
def shrunk(
    grid: Grid,
    blocks: Annotated[str, BLOCKS],
    cell: Annotated[str, CELLS],
    sides: tuple[int, int] = (1, 1),
    base: Annotated[str, BASES] = "input",
    undone: Annotated[str, MOTIONS] = STAYS,
) -> Grid | None:
    """Make every block one cell. undone: a motion that is taken back at the end."""
    part = BASES[base][1](grid)
    cut = None if part is None else BLOCKS[blocks](part, *sides)
    if part is None or cut is None or not all(cut):
        return None
    small = [[CELLS[cell][1](part[rows, cols]) for cols in cut[1]] for rows in cut[0]]
    return MOTIONS[INVERSE[undone]](np.array(small, np.uint8))


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield shrinkings of the input and of its content, turned or not."""
    for base, (base_cost, part_of) in BASES.items():
        parts = [part_of(pair.input) for pair in task.train]
        if not budget.spend(cells_of(task)):
            return
        shown = [part for part in parts if part is not None]
        for motion, move in MOTIONS.items() if len(shown) == len(parts) else ():
            sizes = [move(pair.output).shape for pair in task.train]
            for blocks, sides in _block_kinds(shown[0].shape, sizes[0]) if base != ON_LINES else [(BORDERED, (1, 1))]:
                cuts = [BLOCKS[blocks](part, *sides) for part in shown]
                if not all(cut is not None and tuple(map(len, cut)) == size for cut, size in zip(cuts, sizes, strict=True)):
                    continue
                for cell, (cell_cost, _) in CELLS.items() if blocks != BORDERED else [(CORNERS, CELLS[CORNERS])]:
                    if not budget.spend(cells_of(task)):
                        return
                    rule = term(shrunk, blocks=blocks, sides=sides, cell=cell, base=base, undone=motion)
                    yield from claimed(task, NAME, rule, 3 + base_cost + cell_cost + 2 * (motion != STAYS))


def _block_kinds(part: tuple[int, ...], size: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the ways to cut that the first demonstration suggests."""
    yield "panels", (1, 1)
    for percent in ALIKE:
        yield "lines alike", (percent, LEAST_ALIKE)
    if part == size or part[0] % size[0] or part[1] % size[1]:
        return
    yield "of size", (part[0] // size[0], part[1] // size[1])
    yield "as many as", (size[0], size[1])
    yield "largest factors", (1, 1)
