"""What each panel becomes is decided by what it is like among the panels of its grid.

Panels between separators, blocks of one size, rows, columns, or objects in a line: each becomes a cell, a block of color or a
picture of the output, in the same arrangement or, where the outputs keep the separators, in the same place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated
from zlib import crc32

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, digits, grid_of, term, verb
from solver.rules.decide import Things, decide
from solver.rules.rule import cells_of, claimed, distinct, keeps_shape
from solver.rules.sketches import add_sketch, sketched
from solver.seeing.attributes import UNKNOWN, Attribute
from solver.seeing.colors import background_of, counts_of, majority_of
from solver.seeing.measures import MEASURE_COST, measured
from solver.seeing.objects import Part
from solver.seeing.panels import PANELS, Layout, Size, panel_cuts
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "panel_rules"
MOST_KINDS = 5
MOST_DECISIONS = 3
MEASURE_STEPS = 8  # of a cell
EXAMPLES_OF_A_KIND = 2  # on the average
AS_IT_IS, COPY, MAIN_COLOR = "as it is", "a copy of the fullest", "its main color"
Became = str | int  # what a panel becomes: by name, a color, or a picture as its digits
Spots = list[tuple[slice, slice]]  # where in the output each panel is


@dataclass(frozen=True)
class Seen:
    """The panels of a grid."""

    grid: Grid
    layout: Layout

    @cached_property
    def things(self) -> Things:
        """What to decide by: measures of every panel, beside those of the others, its picture, its place."""
        parts = self.layout.parts
        columns: list[tuple[str, float, bool, list[int]]] = []
        for name, values in measured(parts, self.grid, by_marks=False).items():
            cost = 1.0 + MEASURE_COST[name]
            columns.append((name, cost, name != "main color", values))
            columns.append((f"{name} below the most", cost, True, [max(values) - value for value in values]))
            columns.append((f"how many have its {name}", cost + 2.5, True, [values.count(value) for value in values]))
        places = [divmod(index, self.layout.cols) for index in range(len(parts))]
        pictures = [crc32(part.cells.tobytes(), part.cells.shape[1]) for part in parts]
        columns += [
            ("shape", 2.0, False, [crc32((part.cells != 0).tobytes(), part.cells.shape[1]) for part in parts]),
            ("picture", 3.0, False, pictures),
            ("is a copy of the first", 3.0, False, [int(one == pictures[0] and at > 0) for at, one in enumerate(pictures)]),
            ("its row", 3.0, True, [row for row, _ in places]),
            ("its col", 3.0, True, [col for _, col in places]),
            ("its row and col odd or even", 4.0, True, [(row + col) % 2 for row, col in places]),
        ]
        attributes = [Attribute(name, cost, has_order) for name, cost, has_order, _ in columns]
        return Things(np.array([values for *_, values in columns], np.int64).T, attributes)

    @cached_property
    def fullest(self) -> Grid | None:
        """The panel with most cells that are not of the most common color. None when two have as many."""
        cells = [part.cells for part in self.layout.parts]
        common = background_of(np.concatenate([one.ravel() for one in cells])[None])
        counts = [int((one != common).sum()) for one in cells]
        return cells[counts.index(max(counts))] if counts.count(max(counts)) == 1 else None

    def spots(self, cell: Size, across: bool) -> Spots:
        """Where the panels are; with a size for each: on a new canvas, rows and columns exchanged or not."""
        if not cell:
            boxes = [(part.row, part.col, *part.mask.shape) for part in self.layout.parts]
        else:
            places = [divmod(index, self.layout.cols) for index in range(len(self.layout.parts))]
            boxes = [(*((col, row) if across else (row, col)), *cell) for row, col in places]
            boxes = [(row * high, col * wide, high, wide) for row, col, high, wide in boxes]
        return [(slice(top, top + high), slice(left, left + wide)) for top, left, high, wide in boxes]


@lru_cache(maxsize=64)
def _seen(cells: bytes, shape: tuple[int, int], panels: str, size: Size) -> Seen | None:
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    layout = PANELS[panels](grid, size)
    return None if layout is None else Seen(grid, layout)


@verb
def remade(
    grid: Grid,
    panels: Annotated[str, PANELS],
    become: tuple[Became, ...],
    by: Term,
    size: Size = (),
    cell: Size = (),
    across: bool = False,
) -> Grid | None:
    """Make of every panel what its class becomes, in its place or, where cells have a size, in order on a new canvas.

    size: of panels that are blocks. across: rows of panels become columns.
    """
    seen = _seen(grid.tobytes(), grid.shape, panels, size)
    if seen is None:
        return None
    spots = seen.spots(cell, across)
    sides = [max(where[axis].stop for where in spots) for axis in (0, 1)]
    if max(sides) > MAX_SIDE:
        return None
    out = np.zeros(sides, np.uint8) if cell else grid.copy()
    for part, where, answer in zip(seen.layout.parts, spots, by(seen.things).tolist(), strict=True):
        picture = None if answer == UNKNOWN else _shown(part, become[answer], out[where].shape, seen.fullest)
        if picture is None or picture.shape != out[where].shape:
            return None
        out[where] = picture
    return out


def _shown(part: Part, name: Became, shape: tuple[int, ...], fullest: Grid | None) -> Grid | None:
    """What an explanation makes of a panel."""
    if name in (AS_IT_IS, COPY):
        return part.cells if name == AS_IT_IS else fullest
    if name == MAIN_COLOR:
        name = majority_of(part.cells, 1)
    return grid_of(name) if isinstance(name, str) else np.full(shape, name, np.uint8)


@verb
def sent(grid: Grid, panels: Annotated[str, PANELS], mark: int) -> Grid | None:
    """Leave of all panels only the one that has a mark, in the place among the panels that the mark has in it."""
    seen = _seen(grid.tobytes(), grid.shape, panels, ())
    spots = np.argwhere(grid == mark)
    if seen is None:
        return None
    boxes = seen.spots((), False)
    found = [index for index, box in enumerate(boxes) if (grid[box] == mark).any()]
    if len(found) != 1 or len(spots) != 1 or grid[boxes[found[0]]].shape != (seen.layout.rows, seen.layout.cols):
        return None
    panel, out = grid[boxes[found[0]]], grid.copy()
    free = background_of(np.concatenate([grid[box].ravel() for box in boxes])[None])
    for box in boxes:
        out[box] = free
    place = boxes[int(np.flatnonzero(panel == mark)[0])]
    if out[place].shape != panel.shape:
        return None
    out[place] = panel
    return out


add_sketch('sent(panels="panels", mark=?)', NAME, 2, mark=lambda before, after: np.flatnonzero(counts_of(before) == 1).tolist())


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield what a decision about every panel makes of it, for each way to find the panels."""
    yield from sketched(task, budget, NAME)
    for panels, size in panel_cuts(task):
        if not budget.spend(2 * cells_of(task)):
            return
        found = [_seen(grid.tobytes(), grid.shape, panels, size) for grid in task.inputs]
        known = [one for one in found if one is not None]
        if len(known) < len(found) or not budget.spend(MEASURE_STEPS * cells_of(task)):
            continue
        for cell, across in _canvases(task, known):
            kinds = _kinds(task, known, cell, across)
            if kinds is None or (kinds[1] == UNKNOWN).all():
                continue
            become, classes = kinds
            table = np.concatenate([one.things.table for one in known])
            is_clear = np.flatnonzero(classes != UNKNOWN)
            attributes = known[0].things.attributes
            for decision in decide(table[is_clear], classes[is_clear], table, attributes, pairs=False)[:MOST_DECISIONS]:
                rule = term(remade, panels=panels, become=become, by=decision.rule, size=size, cell=cell, across=across)
                yield from claimed(task, NAME, rule)
        if budget.is_over():
            return


def _canvases(task: Task, seen: list[Seen]) -> Iterator[tuple[Size, bool]]:
    """Yield (size of the cells, whether across) that fit the shapes of all outputs; no size for panels in their places."""
    if keeps_shape(task):
        yield (), False
        return
    for across in (False, True):
        if across and any(one.layout.rows > 1 and one.layout.cols > 1 for one in seen):
            return
        counts = [(one.layout.rows, one.layout.cols)[:: -1 if across else 1] for one in seen]
        cell = tuple(side // count for side, count in zip(task.outputs[0].shape, counts[0], strict=True))
        shapes = [(cell[0] * rows, cell[1] * cols) for rows, cols in counts]
        if min(cell) and all(shape == output.shape for shape, output in zip(shapes, task.outputs, strict=False)):
            yield cell, across


def _options(panel: Grid, became: Grid, fullest: Grid | None, is_kept: bool) -> dict[Became, float]:
    """The explanations of what a panel became, with their costs."""
    found: dict[Became, float] = {}
    if same_grid(panel, became):
        found[AS_IT_IS] = 0.0
    if (became == became[0, 0]).all():
        color = int(became[0, 0])
        found[color] = 1.0
        if color and color == majority_of(panel, 1):
            found[MAIN_COLOR] = 0.5
    elif is_kept and fullest is not None and same_grid(fullest, became):
        found[COPY] = 0.5
    elif AS_IT_IS not in found and not is_kept:
        found[digits(became)] = 2.0
    return found


def _kinds(task: Task, seen: list[Seen], cell: Size, across: bool) -> tuple[list[Became], np.ndarray] | None:
    """Few explanations that cover all panels, and the class of each panel; UNKNOWN where several hold. None: too many."""
    options = [
        _options(part.cells, output[where], one.fullest, not cell)
        for one, output in zip(seen, task.outputs, strict=False)
        for part, where in zip(one.layout.parts, one.spots(cell, across), strict=True)
    ]
    chosen: list[Became] = []
    left = options
    if not all(options):
        return None
    while left:
        weights: dict[Became, float] = {}
        for one in left:
            for name, cost in one.items():
                weights[name] = weights.get(name, 0.0) + 100 - cost
        chosen.append(max(weights, key=lambda name: (weights[name], str(name))))
        left = [one for one in left if chosen[-1] not in one]
        if len(chosen) > MOST_KINDS:
            return None
    if chosen in ([AS_IT_IS], [MAIN_COLOR]) or len(options) < EXAMPLES_OF_A_KIND * len(chosen):
        return None
    holds = [[index for index, name in enumerate(chosen) if name in one] for one in options]
    return chosen, np.array([found[0] if len(found) == 1 else UNKNOWN for found in holds], np.int64)
