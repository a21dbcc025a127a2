"""Outputs laid out of blocks: tilings, mirrored mosaics, frames, scaling, and the input stamped on itself.

Blocks are either as large as the base (the input, turned or cropped) and differ by place; or there is one for each cell of the
base, and they differ by the color of the cell. Every demonstration leaves, for each kind of place, the set of sources that
explain its block; the sets are intersected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.blocks import SOURCE_COST, Source, block_of, sources_of, spots_of
from solver.rules.numbers import Number, numbers_of, value_of
from solver.rules.rule import agreed, cells_of, claimed
from solver.seeing.boxes import Box, content_of
from solver.seeing.colors import majority_of, rarest_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import MAX_SIDE, Grid, Task

NAME = "layouts"
MOST_NUMBERS = 4  # ways to say how many blocks there are, or how large they are
PLAIN = ("rows", "cols", "colors", "colored cells", "cells of color 0", "most cells of a color")  # seldom right by chance
MOST_CHOICES = 2  # of sources
Kind = Any  # of a block: a place, a color, or 0; blocks of one kind show the same source


def _inside_of(grid: Grid) -> Grid | None:
    return grid[1:-1, 1:-1] if min(grid.shape) > 2 else None


# What is laid out. None: the grid has no such part.
BASES: dict[str, Callable[[Grid], Grid | None]] = {
    "input": lambda grid: grid,
    "content": content_of,
    "transposed input": lambda grid: grid.T,
    "upper half": lambda grid: grid[: grid.shape[0] // 2] if grid.shape[0] > 1 else None,
    "left half": lambda grid: grid[:, : grid.shape[1] // 2] if grid.shape[1] > 1 else None,
    "trimmed input": _inside_of,
}

# Cells between blocks and around them; -1: neighbors share their edge.
FRAMES = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 0))

# Which blocks are of one kind: of a tiling, by row and column; of one block per cell, by the cells.
TILES: dict[str, Callable[[int, int], Kind]] = {
    "everywhere": lambda row, col: 0,
    "by parity": lambda row, col: (row % 2, col % 2),
    "by place": lambda row, col: (row, col),
}
CELLS: dict[str, Callable[[Grid], np.ndarray]] = {
    "everywhere": lambda cells: np.zeros(cells.shape, np.uint8),
    "where colored": lambda cells: cells != 0,
    "where most common": lambda cells: cells == majority_of(cells),
    "where most common but 0": lambda cells: cells == majority_of(cells, 1),
    "where least common": lambda cells: cells == rarest_of(cells),
    "by color": lambda cells: cells,
}


def _kinds_of(alike: str, cells: Grid | None) -> Callable[[int, int], Kind]:
    """The kind of a block by its row and column."""
    if cells is None:
        return TILES[alike]
    kinds = CELLS[alike](cells)
    return lambda row, col: int(kinds[row, col])


@verb
def mosaic(
    grid: Grid, blocks: dict[Kind, Source], high: Number, wide: Number, base: str = "input", alike: str = "everywhere",
    per_cell: str = "", gap: int = 0, border: int = 0, ink: int = 0,
) -> Grid | None:  # fmt: skip
    """Lay out high x wide blocks as large as the base. per_cell: a motion of the base, each cell of which becomes one block
    of high x wide cells. ink: the color between and around them.
    """
    part, numbers = BASES[base](grid), (value_of(high, grid), value_of(wide, grid))
    if part is None or part.size == 0 or min(numbers) < 1:
        return None
    cells = MOTIONS[per_cell](part) if per_cell else None
    counts, shape = (numbers, part.shape) if cells is None else (cells.shape, numbers)
    sides = tuple(count * (side + gap) - gap + 2 * border for count, side in zip(counts, shape, strict=True))
    if min(sides) < 1 or max(sides) > MAX_SIDE:
        return None
    out = np.full(sides, ink, np.uint8)
    kind_of = _kinds_of(alike, cells)
    made: dict[tuple[Source | None, int | None], Grid | None] = {}
    for row, col, box in spots_of(sides, shape, gap, border):
        key = (blocks.get(kind_of(row, col)), None if cells is None else int(cells[row, col]))
        if key not in made:
            made[key] = None if key[0] is None else block_of(key[0], part, key[1], shape)
        block = made[key]
        if block is None:
            return None
        out[box] = block
    return out


@dataclass(frozen=True)
class Plan:
    """Where blocks lie in all outputs. numbers: of each output, what `high` and `wide` must be."""

    bases: Sequence[Grid]
    per_cell: str
    gap: int
    border: int
    numbers: list[tuple[int, int]]

    def cells(self, index: int) -> Grid | None:
        """The cells that become blocks."""
        return MOTIONS[self.per_cell](self.bases[index]) if self.per_cell else None

    def spots(self, index: int, output: Grid) -> Iterator[tuple[int, int, Box]]:
        """Row, column and box of every block of an output."""
        return spots_of(output.shape, self.shape(index), self.gap, self.border)

    def shape(self, index: int) -> tuple[int, ...]:
        """How large the blocks of an output are."""
        return self.numbers[index] if self.per_cell else self.bases[index].shape


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield mosaics that all demonstrations follow, tilings of the whole input first."""
    for ways in ([""], list(MOTIONS)):
        for name, base_of in BASES.items():
            if not budget.spend(cells_of(task)):
                return
            bases = [base for base in (base_of(pair.input) for pair in task.train) if base is not None and base.size]
            known: dict[tuple, dict[bytes, frozenset[Source]]] = {}
            for per_cell in ways if len(bases) == len(task.train) else ():
                for gap, border in FRAMES:
                    plan = _plan(task, bases, per_cell, gap, border)
                    for rule in _mosaics(task, plan, name, known) if plan else ():
                        if not budget.spend(cells_of(task)):
                            return
                        yield from claimed(task, NAME, rule)


def _plan(task: Task, bases: Sequence[Grid], per_cell: str, gap: int, border: int) -> Plan | None:
    """The plan that the sizes of all outputs agree with; None when they do not, or when it says nothing."""
    numbers = []
    for base, output in zip(bases, task.outputs, strict=True):
        pair = []
        for known, side in zip(MOTIONS[per_cell or STAYS](base).shape, output.shape, strict=True):
            free = side - 2 * border + gap
            step = free // known if per_cell else known + gap
            if step < 1 or free % step or (per_cell and free % known):
                return None
            pair.append(step - gap if per_cell else free // step)
        if min(pair) < 1:
            return None
        numbers.append((pair[0], pair[1]))
    says_nothing = all(pair == (1, 1) for pair in numbers) and (per_cell or gap)
    return None if says_nothing else Plan(bases, per_cell, gap, border, numbers)


def _mosaics(task: Task, plan: Plan, base: str, known: dict[tuple, dict[bytes, frozenset[Source]]]) -> Iterator[Term]:
    """Yield the mosaics by a plan."""
    ink = _ink(task, plan) if plan.gap > 0 or plan.border else 0
    shown = [] if ink is None else _shown(task, plan, known)
    if not shown:
        return
    downs, rights = zip(*plan.numbers, strict=True)
    columns = list(numbers_of(task, rights, PLAIN))
    pairs = [
        (down[1] if down[0] == right[0] else down[1] + right[1], down[0], right[0])
        for down in numbers_of(task, downs, PLAIN)
        for right in columns
    ]
    kinds: Iterable[str] = CELLS if plan.per_cell else TILES
    for _, high, wide in sorted(pairs, key=lambda one: one[0])[:MOST_NUMBERS]:
        for alike in kinds:
            kind_of = [_kinds_of(alike, plan.cells(index)) for index in range(len(task.train))]
            options = _agreed_by_kind((kind_of[index](row, col), found) for index, row, col, found in shown)
            for blocks in _choices(options):
                yield term(
                    mosaic, blocks=blocks, high=high, wide=wide, base=base, alike=alike,
                    per_cell=plan.per_cell, gap=plan.gap, border=plan.border, ink=ink,
                )  # fmt: skip
            if all(options.values()) and (alike == "everywhere" or not plan.per_cell):
                break  # finer kinds say the same in more words


def _ink(task: Task, plan: Plan) -> int | None:
    """The one color of all cells between and around the blocks of all outputs; None when there is none."""

    def colors_of(index: int, output: Grid) -> frozenset[int]:
        free = np.ones(output.shape, bool)
        for _, _, box in plan.spots(index, output):
            free[box] = False
        colors = np.unique(output[free]).tolist()
        return frozenset(colors) if len(colors) == 1 else frozenset()

    return min(agreed(colors_of(*one) for one in enumerate(task.outputs)), default=None)


def _shown(
    task: Task, plan: Plan, known: dict[tuple, dict[bytes, frozenset[Source]]]
) -> list[tuple[int, int, int, frozenset[Source]]]:
    """Demonstration, place and sources of every block of every output; nothing when one has no explanation.

    known: sources by block for each (demonstration, color of the cell, shape), filled as needed.
    """
    shown = []
    for index, (output, base) in enumerate(zip(task.outputs, plan.bases, strict=True)):
        cells, shape = plan.cells(index), plan.shape(index)
        for row, col, box in plan.spots(index, output):
            color = None if cells is None else int(cells[row, col])
            if (index, color, shape) not in known:
                known[index, color, shape] = sources_of(base, color, shape)
            found = known[index, color, shape].get(output[box].tobytes())
            if found is None:
                return []
            shown.append((index, row, col, found))
    return shown


def _agreed_by_kind(shown: Iterable[tuple[Kind, frozenset[Source]]]) -> dict[Kind, frozenset[Source]]:
    """For each kind, the sources that explain all its blocks."""
    options: dict[Kind, frozenset[Source]] = {}
    for kind, sources in shown:
        options[kind] = options[kind] & sources if kind in options else sources
    return options


def _choices(options: dict[Kind, frozenset[Source]]) -> Iterator[dict[Kind, Source]]:
    """Yield the cheapest choice of one source per kind, then one with a single second best."""
    if not all(options.values()):
        return
    ranked = {kind: sorted(sources, key=lambda one: (SOURCE_COST[one], str(one))) for kind, sources in options.items()}
    best = {kind: sources[0] for kind, sources in ranked.items()}
    others = [{**best, kind: sources[1]} for kind, sources in ranked.items() if len(sources) > 1]
    yield from [best, *others][:MOST_CHOICES]
