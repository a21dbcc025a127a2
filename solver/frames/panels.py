"""Panels as cells: a grid of panels solved as a small grid that has one cell for each panel.

Panels of one color become cells of that color; other pictures get a color for each. Where the outputs keep the separators,
their panels are read the same way, and what is predicted is written into the panels of the test inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from solver.budget import Budget
from solver.frames.frame import Frame, one_by_one
from solver.rules.rule import cells_of
from solver.seeing.colors import majority_of
from solver.seeing.panels import Blocks, outside_of, panel_blocks, windows_of
from solver.task import COLOR_COUNT, Grid, Pair, Task, key_of, same_grid

BITS = 2.0
FEWEST_PANELS = 6
MOST_BITS = 150.0  # of a rule inside


@dataclass
class Code:
    """Which color stands for which picture. Pictures of one color keep theirs."""

    colors: dict[bytes, int] = field(default_factory=dict)
    pictures: dict[int, Grid] = field(default_factory=dict)

    def color(self, panel: Grid) -> int:
        """The color of a picture, a new one when it was not seen before; -1 when there are too many pictures."""
        if (panel == panel[0, 0]).all():
            return int(panel[0, 0])
        key = key_of(panel)
        if key not in self.colors:
            wanted = [majority_of(panel, 1), *range(1, COLOR_COUNT)]
            free = [color for color in wanted if color not in self.pictures]
            if not free:
                return -1
            self.colors[key] = free[0]
            self.pictures[free[0]] = panel
        return self.colors[key]

    def picture(self, color: int, shape: tuple[int, ...]) -> Grid | None:
        """The picture of this shape that a color stands for."""
        found = self.pictures.get(color)
        if found is None:
            return np.full(shape, color, np.uint8)
        return found if found.shape == shape else None


def panels_as_cells(task: Task, budget: Budget) -> Iterator[Frame]:
    """Yield the task of the panels, and the one in which only the outputs have a cell for each panel."""
    if not budget.spend(4 * cells_of(task)):
        return
    blocks = [panel_blocks(grid) for grid in task.inputs]
    found = [one for one in blocks if one is not None and len(one[0]) * len(one[1]) >= FEWEST_PANELS]
    if len(found) < len(blocks):
        return
    is_kept = all(_keeps(pair, cut) for pair, cut in zip(task.train, found, strict=False))
    yield from _from_panels(task, found, is_kept)
    if is_kept:
        yield from _from_whole(task, found)


def _from_panels(task: Task, blocks: list[Blocks], is_kept: bool) -> Iterator[Frame]:
    """Yield the task in which the inputs, and the outputs that keep the separators, have a cell for each panel."""
    code = _code(task, blocks)
    if code is None:
        return
    small = [_read(grid, cut, code) for grid, cut in zip(task.inputs, blocks, strict=True)]
    outputs = [_read(pair.output, cut, code) if is_kept else pair.output for pair, cut in zip(task.train, blocks, strict=False)]
    train = tuple(Pair(before, after) for before, after in zip(small, outputs, strict=False))
    if _comes_back(task, blocks, code, outputs) if is_kept else _is_new(train):
        yield _frame(task, Task(task.id, train, tuple(small[len(train) :])), blocks, code if is_kept else None)


def _from_whole(task: Task, blocks: list[Blocks]) -> Iterator[Frame]:
    """Yield the task in which only the outputs, with panels of one color each, have a cell for each panel."""
    code = Code()
    outputs = [_read(pair.output, cut, code) for pair, cut in zip(task.train, blocks, strict=False)]
    if not code.pictures and _comes_back(task, blocks, code, outputs):
        train = tuple(Pair(pair.input, after) for pair, after in zip(task.train, outputs, strict=True))
        yield _frame(task, Task(task.id, train, task.test), blocks, code)


def _frame(task: Task, reduced: Task, blocks: list[Blocks], code: Code | None) -> Frame:
    """The frame of a reduced task; with a code its predictions are written into the panels of the test inputs."""
    asked = list(zip(task.test, blocks[len(task.train) :], strict=True))

    def decode(index: int, grid: Grid) -> Grid | None:
        return grid if code is None else _written(*asked[index], code, grid)

    return Frame(reduced, one_by_one(decode), words="panels as cells: ", bits=BITS, most_bits=MOST_BITS, is_strict=True)


def _comes_back(task: Task, blocks: list[Blocks], code: Code, outputs: list[Grid]) -> bool:
    """True when the outputs of the panels' task, written back, are the outputs."""
    for pair, cut, small in zip(task.train, blocks, outputs, strict=False):
        written = _written(pair.input, cut, code, small)
        if written is None or not same_grid(written, pair.output):
            return False
    return True


def _is_new(train: tuple[Pair, ...]) -> bool:
    """True when one cell for each panel is not yet the answer's shape: that is the work of other families."""
    return any(pair.input.shape != pair.output.shape for pair in train)


def _code(task: Task, blocks: list[Blocks]) -> Code | None:
    """The code of all pictures in the inputs. None when a color would stand for two pictures."""
    code = Code()
    panels = [panel for grid, cut in zip(task.inputs, blocks, strict=True) for panel in windows_of(grid, cut)]
    if max(panel.size for panel in panels) < 2:
        return None
    plain = {int(panel[0, 0]) for panel in panels if (panel == panel[0, 0]).all()}
    code.pictures |= {color: np.full((1, 1), color, np.uint8) for color in plain}
    known = all(code.color(panel) >= 0 for panel in panels)
    for color in plain:
        del code.pictures[color]
    return code if known else None


def _keeps(pair: Pair, cut: Blocks) -> bool:
    """True when the output has all cells of the input that are outside the panels."""
    if pair.input.shape != pair.output.shape:
        return False
    return bool((pair.input == pair.output)[outside_of(pair.input, cut)].all())


def _read(grid: Grid, cut: Blocks, code: Code) -> Grid:
    """The grid with one cell for each panel; pictures that are not known become the cell 0."""
    return np.array([[max(0, code.color(grid[rows, cols])) for cols in cut[1]] for rows in cut[0]], np.uint8)


def _written(grid: Grid, cut: Blocks, code: Code, small: Grid) -> Grid | None:
    """The grid with the pictures that the small grid's colors stand for. None when it does not fit."""
    if small.shape != (len(cut[0]), len(cut[1])):
        return None
    out = grid.copy()
    for row, rows in enumerate(cut[0]):
        for col, cols in enumerate(cut[1]):
            panel = code.picture(int(small[row, col]), grid[rows, cols].shape)
            if panel is None:
                return None
            out[rows, cols] = panel
    return out
