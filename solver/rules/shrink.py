"""Outputs in which every block or panel of the input, or of its content, has become one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Annotated

import numpy as np

from solver.language.term import verb
from solver.rules.sketches import add_sketch, sketched
from solver.seeing.boxes import content_of
from solver.seeing.colors import counts_of, majority_of, rarest_of
from solver.seeing.motions import INVERSE, MOTIONS, STAYS
from solver.seeing.panels import Blocks, alike_blocks, both_ways, even_blocks, largest_blocks, panel_blocks
from solver.task import Grid

NAME = "shrink"
ALIKE = (35, 50)  # percent of the cells of a line that may differ from the next one: blocks of any sizes may be noisy
LEAST_ALIKE = 3
# What lies on crossings of lines is looked at in one way only.
ON_LINES, BORDERED, CORNERS = "what lies on the lines", "with common borders", "the color of its corners"


# The one cell that a block becomes.
CELLS: dict[str, Callable[[Grid], int]] = {
    "its first cell": lambda block: int(block[0, 0]),
    "its most common color": majority_of,
    "its most common color but 0": partial(majority_of, first=1),
    "its color where it is full": lambda block: int(block[0, 0]) if (block == block[0, 0]).all() else 0,
    "its least common color": rarest_of,
    CORNERS: lambda block: int(block[0, 0]) if (block[np.ix_([0, -1], [0, -1])] == block[0, 0]).all() else 0,
    "its color where most is colored": lambda block: majority_of(block, 1) if 2 * np.count_nonzero(block) > block.size else 0,
}


def _beside_lines(grid: Grid) -> Grid | None:
    """The content without the two most common colors: ground and lines."""
    return content_of(np.where(np.isin(grid, np.argsort(-counts_of(grid), kind="stable")[:2]), 0, grid).astype(np.uint8))


# What is shrunk.
BASES: dict[str, Callable[[Grid], Grid | None]] = {"input": lambda grid: grid, "content": content_of, ON_LINES: _beside_lines}

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
    part = BASES[base](grid)
    cut = None if part is None else BLOCKS[blocks](part, *sides)
    if part is None or cut is None or not all(cut):
        return None
    small = [[CELLS[cell](part[rows, cols]) for cols in cut[1]] for rows in cut[0]]
    return MOTIONS[INVERSE[undone]](np.array(small, np.uint8))


def _sides(before: Grid, after: Grid, base: str, blocks: str) -> Iterable[tuple[int, int]]:
    part = BASES[base](before)
    if part is None or (base == ON_LINES) != (blocks == BORDERED):
        return ()
    if blocks == "lines alike":
        return [(percent, LEAST_ALIKE) for percent in ALIKE]
    if blocks in ("panels", BORDERED):
        return [(1, 1)]
    sizes = dict.fromkeys((after.shape, after.shape[::-1]))
    counts = [size for size in sizes if size != part.shape and not np.mod(part.shape, size).any()]
    if blocks == "of size":
        return [tuple((part.shape // np.array(size)).tolist()) for size in counts]
    return counts if blocks == "as many as" else [(1, 1)] * bool(counts)


def _motions(before: Grid, after: Grid, base: str, blocks: str, sides: tuple[int, int]) -> Iterable[str]:
    part = BASES[base](before)
    cut = None if part is None else BLOCKS[blocks](part, *sides)
    return [name for name, move in MOTIONS.items() if cut is not None and move(after).shape == tuple(map(len, cut))]


def _cells(before: Grid, after: Grid, blocks: str) -> Iterable[str]:
    return (CORNERS,) if blocks == BORDERED else CELLS


add_sketch("shrunk(base=?, blocks=?, sides=?, undone=?, cell=?)", NAME, sides=_sides, undone=_motions, cell=_cells)
propose = partial(sketched, family=NAME)
