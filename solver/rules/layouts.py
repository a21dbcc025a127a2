"""Outputs laid out of blocks: tilings, mirrored mosaics, frames, scaling, and the input stamped on itself.

Two kinds of layout. A *tiling* places blocks of the size of the base (the input, turned or cropped); which block comes
where goes by position. A *stamping* has one block per cell of the base; which block comes where goes by the color of the
cell. Every demonstration leaves, for each place, the set of sources that explain its block; the sets are intersected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.blocks import SOURCE_COST, blocks_of, source, sources_of
from solver.rules.rule import Rule, agreed, cells_of, claim
from solver.seeing.boxes import content_of
from solver.seeing.colors import counts_of, majority_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task

NAME = "layouts"
Number = Callable[[Grid], int]
Place = tuple[int, ...]


def _trimmed(grid: Grid) -> Grid | None:
    return grid[1:-1, 1:-1] if min(grid.shape) > 2 else None


# What is laid out, with its cost. None: the grid has no such part.
BASES: dict[str, tuple[int, Callable[[Grid], Grid | None]]] = {
    "input": (0, lambda grid: grid),
    "content": (2, content_of),
    "transposed input": (1, lambda grid: grid.T),
    "upper half": (3, lambda grid: grid[: grid.shape[0] // 2] if grid.shape[0] > 1 else None),
    "left half": (3, lambda grid: grid[:, : grid.shape[1] // 2] if grid.shape[1] > 1 else None),
    "trimmed input": (3, _trimmed),
}

# Numbers that a grid says about itself, with their cost.
NUMBERS: dict[str, tuple[int, Number]] = {
    "height": (2, lambda grid: grid.shape[0]),
    "width": (2, lambda grid: grid.shape[1]),
    "color count": (2, lambda grid: int(np.count_nonzero(counts_of(grid)[1:]))),
    "color count with 0": (3, lambda grid: int(np.count_nonzero(counts_of(grid)))),
    "cell count": (3, np.count_nonzero),
    "empty cell count": (4, lambda grid: int((grid == 0).sum())),
    "count of the most common color but 0": (4, lambda grid: int(counts_of(grid)[1:].max())),
    "count of the least common color": (5, lambda grid: int(min(count for count in counts_of(grid) if count))),
}


@dataclass(frozen=True)
class Frame:
    """Cells between blocks and around them. gap -1: neighbors share their edge. color -1: nothing to paint."""

    gap: int
    border: int
    color: int = -1

    @property
    def cost(self) -> int:
        """Description length."""
        return 0 if (self.gap, self.border) == (0, 0) else 3

    def count(self, side: int, block: int) -> int:
        """How many blocks of this side fill the side of a grid exactly; 0 when they do not."""
        step = block + self.gap
        if step < 1:
            return 0
        blocks, rest = divmod(side - 2 * self.border + self.gap, step)
        return blocks if rest == 0 and blocks > 0 else 0

    def __str__(self) -> str:
        words = [] if self.border == 0 else [f"framed {self.color}"]
        words += [f"ruled {self.color}"] if self.gap > 0 else ["sharing edges"] if self.gap < 0 else []
        return "".join(f" {word}" for word in words)


FRAMES = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 0))

# Which places of a tiling hold the same block.
PLACES: dict[str, tuple[int, Callable[[int, int], Place]]] = {
    "everywhere": (0, lambda row, col: ()),
    "by parity": (2, lambda row, col: (row % 2, col % 2)),
    "by place": (2, lambda row, col: (row, col)),
}

# Which cells of a stamped base hold the same block.
CELL_KINDS: dict[str, tuple[int, Callable[[Grid], Grid]]] = {
    "everywhere": (0, lambda grid: np.zeros(grid.shape, np.uint8)),
    "where colored": (1, lambda grid: grid != 0),
    "where most common": (3, lambda grid: grid == majority_of(grid)),
    "where most common but 0": (3, lambda grid: grid == majority_of(grid, 1)),
    "where least common": (
        4,
        lambda grid: (
            grid == min((color for color in range(COLOR_COUNT) if counts_of(grid)[color]), key=lambda c: counts_of(grid)[c])
        ),
    ),
    "by color": (4, lambda grid: grid),
}


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield layouts that some demonstration follows, tilings of the whole input first."""
    for make in (_tilings, _stampings):
        for name, (cost, base) in BASES.items():
            if not budget.spend(cells_of(task)):
                return
            bases = [base(pair.input) for pair in task.train]
            if any(grid is None or grid.size == 0 for grid in bases):
                continue
            for program, extra, rule in make(task, [grid for grid in bases if grid is not None]):
                if not budget.spend(cells_of(task)):
                    return
                candidate = claim(task, NAME, f"{program} of {name}", 2 + cost + extra, _on_base(base, rule))
                if candidate is not None and candidate.is_full_fit:
                    yield candidate


def _on_base(base: Callable[[Grid], Grid | None], rule: Callable[[Grid, Grid], Grid | None]) -> Rule:
    def run(grid: Grid) -> Grid | None:
        part = base(grid)
        return None if part is None or part.size == 0 else rule(grid, part)

    return run


def _numbers(grids: Sequence[Grid], values: Sequence[int]) -> Iterator[tuple[str, int, Number]]:
    """Yield (words, cost, number) for every number that has these values on these grids."""
    if len(set(values)) == 1:
        constant = values[0]
        yield str(constant), 0 if constant <= 2 else 1, lambda grid: constant
    for words, (cost, number) in NUMBERS.items():
        if all(number(grid) == value for grid, value in zip(grids, values, strict=True)):
            yield words, cost, number


def _number_pairs(task: Task, rows: Sequence[int], cols: Sequence[int]) -> list[tuple[str, int, Number, Number]]:
    """The few cheapest ways to say both numbers."""
    inputs = [pair.input for pair in task.train]
    found = []
    for row_words, row_cost, row_number in _numbers(inputs, rows):
        for col_words, col_cost, col_number in _numbers(inputs, cols):
            cost = row_cost if row_words == col_words else row_cost + col_cost
            found.append((f"{row_words} x {col_words}", cost, row_number, col_number))
    return sorted(found, key=lambda entry: entry[1])[:4]


def _tilings(task: Task, bases: Sequence[Grid]) -> Iterator[tuple[str, int, Callable[[Grid, Grid], Grid | None]]]:
    """Yield (words, cost, rule) for layouts of blocks as large as the base."""
    for gap, border in FRAMES:
        frame = Frame(gap, border)
        counts = [
            tuple(frame.count(side, block) for side, block in zip(pair.output.shape, base.shape, strict=True))
            for pair, base in zip(task.train, bases, strict=True)
        ]
        if any(0 in count for count in counts) or (gap and all(count == (1, 1) for count in counts)):
            continue
        if gap > 0 or border:
            colors = agreed(_frame_colors(pair.output, base, frame) for pair, base in zip(task.train, bases, strict=True))
            if not colors:
                continue
            frame = Frame(gap, border, min(colors))
        shown = _tile_blocks(task, bases, frame)
        for words, cost, rows, cols in _number_pairs(task, *zip(*counts, strict=True)) if shown else ():
            for place_words, (place_cost, place) in PLACES.items():
                options = _agreed_by_key((place(row, col), names) for row, col, names in shown)
                for source_words, source_cost, chosen in _choices(options):
                    program = f"tile {words}{frame} {place_words} {source_words}"
                    yield program, cost + frame.cost + place_cost + source_cost, _tile_rule(rows, cols, frame, place, chosen)
                if options and all(options.values()):
                    break  # finer places say the same in more words


def _frame_colors(output: Grid, base: Grid, frame: Frame) -> frozenset[int]:
    """The one color of all cells between and around the blocks; empty when there are several or none."""
    free = np.ones(output.shape, bool)
    for _, _, rows, cols in blocks_of(output.shape, base.shape, frame.gap, frame.border):
        free[rows, cols] = False
    colors = np.unique(output[free])
    return frozenset(int(color) for color in colors) if len(colors) == 1 else frozenset()


def _tile_blocks(task: Task, bases: Sequence[Grid], frame: Frame) -> list[tuple[int, int, frozenset[str]]]:
    """The place of every block of every output with the sources that explain it; nothing when one has no explanation."""
    shown = []
    for pair, base in zip(task.train, bases, strict=True):
        names = _names_by_block(base, None, base.shape)
        for row, col, rows, cols in blocks_of(pair.output.shape, base.shape, frame.gap, frame.border):
            found = names.get(pair.output[rows, cols].tobytes())
            if found is None:
                return []
            shown.append((row, col, found))
    return shown


def _agreed_by_key(shown: Iterable[tuple[Place, frozenset[str]]]) -> dict[Place, frozenset[str]]:
    """For each key, the sources that explain all its blocks."""
    options: dict[Place, frozenset[str]] = {}
    for key, names in shown:
        options[key] = options[key] & names if key in options else names
    return options


def _names_by_block(base: Grid, color: int | None, shape: tuple[int, ...]) -> dict[bytes, frozenset[str]]:
    """Sources by the cells of the block of this shape that they give."""
    names: dict[bytes, set[str]] = {}
    for name, block in sources_of(base, color, shape):
        names.setdefault(np.ascontiguousarray(block).tobytes(), set()).add(name)
    return {cells: frozenset(found) for cells, found in names.items()}


def _choices(options: dict[Place, frozenset[str]]) -> Iterator[tuple[str, int, dict[Place, str]]]:
    """Yield the cheapest choice of one source per place, then one with a single second best."""
    if not options or not all(options.values()):
        return
    ranked = {key: sorted(names, key=lambda name: (SOURCE_COST[name], name)) for key, names in options.items()}
    best = {key: names[0] for key, names in ranked.items()}
    choices = [best]
    for key, names in ranked.items():
        if len(names) > 1 and len(choices) < 2:
            choices.append({**best, key: names[1]})
    for chosen in choices:
        used = sorted(set(chosen.values()), key=lambda name: (SOURCE_COST[name], name))
        cost = sum(SOURCE_COST[name] for name in used) + (0 if len(used) == 1 else len(chosen) * (len(used) - 1) / 4)
        yield "{" + ", ".join(f"{key}: {name}" for key, name in chosen.items()) + "}", round(cost), chosen


def _tile_rule(
    rows: Number, cols: Number, frame: Frame, place: Callable[[int, int], Place], chosen: dict[Place, str]
) -> Callable[[Grid, Grid], Grid | None]:
    def tile(grid: Grid, base: Grid) -> Grid | None:
        counts = (rows(grid), cols(grid))
        sides = [
            count * (block + frame.gap) - frame.gap + 2 * frame.border for count, block in zip(counts, base.shape, strict=True)
        ]
        if min(counts) < 1 or max(sides) > MAX_SIDE or min(sides) < 1:
            return None
        out = np.full(sides, max(0, frame.color), np.uint8)
        blocks = {name: source(name, base, None, base.shape) for name in set(chosen.values())}
        for row, col, row_span, col_span in blocks_of((sides[0], sides[1]), base.shape, frame.gap, frame.border):
            block = blocks.get(chosen.get(place(row, col), ""))
            if block is None:
                return None
            out[row_span, col_span] = block
        return out

    return tile


def _stampings(task: Task, bases: Sequence[Grid]) -> Iterator[tuple[str, int, Callable[[Grid, Grid], Grid | None]]]:
    """Yield (words, cost, rule) for layouts of one block per cell of the base."""
    names: dict[tuple[int, int, tuple[int, int]], dict[bytes, frozenset[str]]] = {}
    for motion, move in MOTIONS.items():
        masks = [move(base) for base in bases]
        shapes = []
        for pair, mask in zip(task.train, masks, strict=True):
            (rows, row_rest), (cols, col_rest) = (divmod(a, b) for a, b in zip(pair.output.shape, mask.shape, strict=True))
            shapes.append((0, 0) if row_rest or col_rest else (rows, cols))
        if any(0 in shape for shape in shapes) or all(shape == (1, 1) for shape in shapes):
            continue
        shown = _stamp_blocks(task, bases, masks, shapes, names)
        for words, cost, rows, cols in _number_pairs(task, *zip(*shapes, strict=True)) if shown else ():
            for kind_words, (kind_cost, kind) in CELL_KINDS.items():
                kinds = [kind(mask) for mask in masks]
                options = _agreed_by_key(((int(kinds[index][row, col]),), names) for index, row, col, names in shown)
                for source_words, source_cost, chosen in _choices(options):
                    program = f"stamp {words} blocks {kind_words} {source_words}"
                    program += "" if motion == STAYS else f" after {motion}"
                    total = cost + kind_cost + source_cost + (0 if motion == STAYS else 2)
                    yield program, total, _stamp_rule(move, rows, cols, kind, chosen)
                if kind_words == "everywhere" and all(options.values()):
                    break  # finer kinds of cells say the same in more words


def _stamp_blocks(
    task: Task,
    bases: Sequence[Grid],
    masks: Sequence[Grid],
    shapes: Sequence[tuple[int, int]],
    names: dict[tuple[int, int, tuple[int, int]], dict[bytes, frozenset[str]]],
) -> list[tuple[int, int, int, frozenset[str]]]:
    """Demonstration, place and sources of every block of every output; nothing when one has no explanation.

    names: sources by block for each (demonstration, color, shape), filled as needed.
    """
    shown = []
    for index, (pair, base, mask, shape) in enumerate(zip(task.train, bases, masks, shapes, strict=True)):
        for row, col, rows, cols in blocks_of(pair.output.shape, shape, 0, 0):
            key = (index, int(mask[row, col]), shape)
            if key not in names:
                names[key] = _names_by_block(base, key[1], shape)
            found = names[key].get(pair.output[rows, cols].tobytes())
            if found is None:
                return []
            shown.append((index, row, col, found))
    return shown


def _stamp_rule(
    move: Callable[[Grid], Grid], rows: Number, cols: Number, kind: Callable[[Grid], Grid], chosen: dict[Place, str]
) -> Callable[[Grid, Grid], Grid | None]:
    def stamp(grid: Grid, base: Grid) -> Grid | None:
        mask, shape = move(base), (rows(grid), cols(grid))
        sides = (mask.shape[0] * shape[0], mask.shape[1] * shape[1])
        if min(shape) < 1 or max(sides) > MAX_SIDE:
            return None
        out = np.empty(sides, np.uint8)
        kinds = kind(mask)
        blocks: dict[tuple[int, str], Grid | None] = {}
        for row, col, row_span, col_span in blocks_of(sides, shape, 0, 0):
            name = chosen.get((int(kinds[row, col]),))
            if name is None:
                return None
            needed = (int(mask[row, col]), name)
            if needed not in blocks:
                blocks[needed] = source(name, base, needed[0], shape)
            block = blocks[needed]
            if block is None:
                return None
            out[row_span, col_span] = block
        return out

    return stamp
