"""Layouts: for every output cell, the place in the input that it looks at.

A layout turns every input into a sheet, which is a feature matrix with one column per output cell. It must give every
demonstration the shape of its output and be able to tell the shapes of the test outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Annotated

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.cells.counting import counting
from solver.rules.cells.feature import (
    NO_COLOR,
    Block,
    colors,
    counts_in,
    each,
    most_common,
    numbers,
)
from solver.rules.cells.look import Look
from solver.rules.cells.near import position
from solver.rules.cells.sheet import Shape, Sheet
from solver.rules.cells.stacks import cut, cut_at_lines, digest
from solver.seeing.colors import backgrounds_of
from solver.seeing.sizes import Side, side_of, side_rules
from solver.task import MAX_SIDE, Grid, Task

MAX_LAYERS = 16

FACTORS: dict[str, Callable[[Look], Shape]] = {
    "own shape": lambda look: look.grid.shape,
    "as many as set colors": lambda look: (len(set(look.grid.ravel().tolist()) - {look.background}),) * 2,
    "as many as set cells": lambda look: (int(look.is_set.sum()),) * 2,
}
Factors = tuple[int, int] | Annotated[str, tuple(FACTORS)]


def looks_of(grids: Sequence[Grid], inputs: Sequence[Grid]) -> list[Look]:
    """Grids, made of the inputs of a task, on the backgrounds of these."""
    return list(map(Look, grids, backgrounds_of(inputs)))


def propose_layouts(task: Task) -> Iterator[tuple[Term, list[Sheet]]]:
    """Yield every layout that fits the demonstrations with the sheets of all inputs, simple ones first."""
    looks = looks_of(task.inputs, task.inputs)
    for layout in _layouts(task):
        sheets: list[Sheet] = []
        for look, output in zip_longest(looks, task.outputs):
            sheet = layout(look)
            if sheet is None or max(sheet.shape) > MAX_SIDE or (output is not None and sheet.shape != output.shape):
                break
            if sheets and sheet.features != sheets[0].features:
                break
            sheets.append(sheet)
        if len(sheets) == len(looks):
            yield layout, sheets


def _layouts(task: Task) -> Iterator[Term]:
    """Yield layouts worth trying for the shapes of the demonstrations."""
    shapes = [(*pair.input.shape, *pair.output.shape) for pair in task.train]
    if all(shape[:2] == shape[2:] for shape in shapes):
        yield ON_INPUT
        return
    for gap in (0, 1):  # between parts that have the shape of the output, or are as many as it has cells
        for rows, cols in _common(shapes, lambda side, out, gap: _exact(side + gap, out + gap), gap):
            yield term(on_panels, rows=rows, cols=cols, gap=gap)
        for rows, cols in _common(shapes, lambda side, out, gap: out):
            yield term(on_blocks, rows=rows, cols=cols, gap=gap)
        for high, wide in _common(shapes, lambda side, out, gap: _exact(side - gap * (out - 1), out), gap):
            yield term(on_blocks, high=high, wide=wide, gap=gap)
    yield from (term(on_panels), term(on_blocks))
    factors = [one for one in _common(shapes, lambda side, out, gap: _exact(out, side)) if one != (1, 1)]
    for by in (*factors, *FACTORS):
        yield from (term(on_magnified, by=by), term(on_magnified, by=by, around="scaled"), term(on_tiles, by=by))
    for color in (None, *range(10)):
        yield term(on_box, color=color)
    for height, width in _common(shapes, lambda side, out, gap: out):
        yield term(on_corner, height=height, width=width)
    for down, across in _common(shapes, lambda side, out, gap: out - side if out >= side else None):
        yield term(on_padded, down=down, across=across)
    if len({shape[2:] for shape in shapes}) > 1:
        inputs, outputs = ([grid.shape for grid in grids] for grids in (task.inputs, task.outputs))
        for (height, *_), (width, *_) in zip(*(side_rules(inputs, outputs, axis)[:1] for axis in (0, 1)), strict=False):
            yield from (term(on_corner, height=height, width=width), term(on_stretched, height=height, width=width))


def _common(
    shapes: list[tuple[int, ...]], number: Callable[[int, int, int], int | None], gap: int = 0
) -> list[tuple[int, int]]:
    """The numbers for rows and cols that follow from (input side, output side, gap), where all demonstrations agree on them."""
    (rows, *more_rows), (cols, *more_cols) = ({number(one[axis], one[2 + axis], gap) for one in shapes} for axis in (0, 1))
    return [] if more_rows or more_cols or rows is None or cols is None else [(rows, cols)]


def _exact(whole: int, part: int) -> int | None:
    """How often a length fills another; None where it leaves a rest."""
    return whole // part if whole >= part and whole % part == 0 else None


@verb
def on_input(look: Look) -> Sheet | None:
    """Every output cell looks at the same cell of a grid of its shape."""
    return _canvas(look.grid, look.background)


ON_INPUT = term(on_input)


def _canvas(grid: Grid, background: int) -> Sheet | None:
    if not grid.size or max(grid.shape) > MAX_SIDE:
        return None
    return Sheet(np.ascontiguousarray(grid), background, grid.shape)


@verb
def on_padded(look: Look, down: int, across: int) -> Sheet | None:
    """Every output cell looks at the input framed by background, with so many more rows and columns."""
    padding = ((down // 2, down - down // 2), (across // 2, across - across // 2))
    return _canvas(np.pad(look.grid, padding, constant_values=look.background), look.background)


@verb
def on_tiles(look: Look, by: Factors) -> Sheet | None:
    """Every output cell looks at a canvas tiled with the input."""
    return _canvas(np.tile(look.grid, _fitting(look, by)), look.background)


@verb
def on_box(look: Look, color: int | None = None) -> Sheet | None:
    """Every output cell looks at its cell of the bounding box of a color, or of all set cells."""
    rows, cols = np.nonzero(look.grid != look.background if color is None else look.grid == color)
    if not rows.size:
        return None
    return _canvas(look.grid[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1], look.background)


@verb
def on_corner(look: Look, height: Side, width: Side) -> Sheet:
    """Every output cell looks at the cell with its row and col, and beyond the grid at the last one."""
    shape = side_of(height, look.grid.shape), side_of(width, look.grid.shape)
    rows, cols = (np.minimum(np.arange(side), old - 1) for side, old in zip(shape, look.grid.shape, strict=True))
    return _counted(look, shape, rows, cols)


@verb
def on_stretched(look: Look, height: Side, width: Side) -> Sheet:
    """Every output cell looks at the cell of the input that lies as far down and right in proportion."""
    shape = side_of(height, look.grid.shape), side_of(width, look.grid.shape)
    rows, cols = (np.arange(side) * old // side for side, old in zip(shape, look.grid.shape, strict=True))
    places = position(Look(np.zeros(shape, np.uint8), 0))
    told = (block._replace(columns={f"output: {name}": values for name, values in block.columns.items()}) for block in places)
    return _counted(look, shape, rows, cols, told)


def _counted(look: Look, shape: Shape, rows: np.ndarray, cols: np.ndarray, more: Iterable[Block] = ()) -> Sheet:
    """A sheet of cells in some rows and cols with what comes first, second ... in the grid in their places."""
    cells = (rows[:, None] * look.grid.shape[1] + cols).ravel()
    return Sheet(look.grid, look.background, shape, cells, (*counting(look, *shape), *more))


@verb
def on_panels(look: Look, rows: int = 0, cols: int = 0, gap: int = 0) -> Sheet | None:
    """Every output cell looks at the same cell of all panels, between lines if no number is given.

    Its surroundings are those in the first.
    """
    found = cut(look.grid, rows, cols, gap) if rows else cut_at_lines(look.grid, look.background)
    if found is None or len(found[0]) < 2:
        return None
    panels = found[0]
    stack = panels.reshape(len(panels), -1)
    blocks = [*digest(stack, look.background, "panels")]
    if len(panels) <= MAX_LAYERS:
        blocks.append(colors("layer", 2, {each("color in panel {}", range(1, len(panels) + 1)): stack}))
    return Sheet(np.ascontiguousarray(panels[0]), look.background, panels[0].shape, None, tuple(blocks))


@verb
def on_blocks(look: Look, rows: int = 0, cols: int = 0, high: int = 0, wide: int = 0, gap: int = 0) -> Sheet | None:
    """Every output cell looks at one of rows x cols blocks, at one of high x wide cells, or at one panel between lines."""
    if high:
        rows, cols = (look.grid.shape[0] + gap) // (high + gap), (look.grid.shape[1] + gap) // (wide + gap)
        if not rows * cols:
            return None
    found = cut(look.grid, rows, cols, gap) if rows else cut_at_lines(look.grid, look.background)
    if found is None or found[0][0].size < 2:
        return None
    panels, rows, cols = found
    stack = panels.reshape(len(panels), -1).T
    blocks = [*digest(stack, look.background, "blocks")]
    if len(stack) <= MAX_LAYERS:
        blocks.append(colors("layer", 3, {each("color at place {} of block", range(1, len(stack) + 1)): stack}))
    main = most_common(counts_in(stack, look.background))
    colored = np.where(main == NO_COLOR, look.background, main).astype(np.uint8).reshape(rows, cols)
    return Sheet(colored, look.background, (rows, cols), None, tuple(blocks))


def _fitting(look: Look, by: Factors) -> Shape:
    """The factors of a grid, or 0 x 0 when the magnified grid would be too large."""
    down, across = FACTORS[by](look) if isinstance(by, str) else by
    return (down, across) if max(down * look.grid.shape[0], across * look.grid.shape[1]) <= MAX_SIDE else (0, 0)


@verb
def on_magnified(look: Look, by: Factors, around: Annotated[str, ("tiles", "scaled")] = "tiles") -> Sheet | None:
    """Every output cell looks at the cells that tiling and scaling would put there, and at the neighborhood of one of them."""
    grid = look.grid
    height, width = grid.shape
    down, across = _fitting(look, by)
    if down * across < 2:
        return None
    row, col = (index.ravel() for index in np.indices((height * down, width * across)))
    scaled = row // down, col // across
    tiled = row % height, col % width
    tile = row // height, col // width
    place = row % down, col % across
    flipped_row = np.where(tile[0] % 2 == 1, height - 1 - tiled[0], tiled[0])
    flipped_col = np.where(tile[1] % 2 == 1, width - 1 - tiled[1], tiled[1])
    fits, is_square = down <= height and across <= width, height == width
    edge = (row == 0) | (col == 0) | (row == height * down - 1) | (col == width * across - 1)
    blocks = (
        colors("source", 2, {"color of scaled source": grid[scaled], "color of tiled source": grid[tiled]}),
        colors("source", 3, {"tiled color, odd rows flipped": grid[flipped_row, tiled[1]]}),
        colors("source", 3, {"tiled color, odd cols flipped": grid[tiled[0], flipped_col]}),
        colors("source", 3, {"tiled color, odd tiles flipped": grid[flipped_row, flipped_col]}),
        colors("source", 3, {"color named by tile": grid[tile] if fits else NO_COLOR}),
        colors("source", 3, {"color named by place in block": grid[place] if fits else NO_COLOR}),
        numbers("source", 3, {"row of tile": tile[0], "col of tile": tile[1]}),
        numbers("source", 3, {"row of tile mod 2": tile[0] % 2, "col of tile mod 2": tile[1] % 2}),
        numbers("source", 4, {"(row + col) of tile mod 2": (tile[0] + tile[1]) % 2}),
        numbers("source", 4, {"row in block": place[0], "col in block": place[1]}),
        numbers("source", 4, {"row in block = col in block": place[0] == place[1], "row + col of block": place[0] + place[1]}),
        numbers("source", 4, {"on border of output": edge}),
        colors("source", 4, {"tiled color under quarter turn": np.rot90(grid, -1)[tiled] if is_square else NO_COLOR}),
        colors("source", 4, {"tiled color under three quarter turn": np.rot90(grid)[tiled] if is_square else NO_COLOR}),
    )
    source = tiled if around == "tiles" else scaled
    return Sheet(grid, look.background, (height * down, width * across), source[0] * width + source[1], blocks)
