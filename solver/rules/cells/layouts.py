"""Layouts: for every output cell, the place in the input that it looks at.

A layout turns every input into a sheet, which is a feature matrix with one column per output cell. It must give every
demonstration the shape of its output and be able to tell the shapes of the test outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from solver.rules.cells.counting import counting
from solver.rules.cells.feature import NO_COLOR, Block, Feature, colors, counts_in, features_of, matrix_of, most_common, numbers
from solver.rules.cells.look import Look
from solver.rules.cells.matrix import feature_matrix, features
from solver.rules.cells.near import position
from solver.rules.cells.stacks import cut, cut_at_lines, digest
from solver.search.sizes import size_rules
from solver.task import MAX_SIDE, Grid, Task

MAX_LAYERS = 16
Shape = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """What the output cells of one input look at: cells of a grid on a background, and blocks of more features.

    shape: of the output (height, width). cells: row * width + col in the grid for each output cell, None for all in order.
    """

    grid: Grid
    background: int
    shape: Shape
    cells: np.ndarray | None = None
    blocks: tuple[Block, ...] = ()

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """The features of the rows of the matrix."""
        return features() + features_of(self.blocks)

    @cached_property
    def matrix(self) -> np.ndarray:
        """uint8 (features, height * width); made when it is asked for."""
        around = feature_matrix(self.grid, self.background)
        around = around if self.cells is None else around[:, self.cells]
        return np.concatenate([around, matrix_of(self.blocks, self.shape[0] * self.shape[1])]) if self.blocks else around

    @property
    def size(self) -> int:
        """Features times cells."""
        return len(self.features) * self.shape[0] * self.shape[1]


Draw = Callable[[Grid, int], Sheet | None]
Factors = Callable[[Grid, int], Shape]


def propose_layouts(task: Task, backgrounds: list[int]) -> Iterator[tuple[str, list[Sheet]]]:
    """Yield the name of every layout that fits the demonstrations with the sheets of all inputs, simple ones first."""
    for name, draw in _draws(task):
        sheets: list[Sheet] = []
        for index, (grid, background) in enumerate(zip(task.inputs, backgrounds, strict=True)):
            sheet = draw(grid, background)
            if sheet is None or max(sheet.shape) > MAX_SIDE:
                break
            if index < len(task.train) and sheet.shape != task.train[index].output.shape:
                break
            if sheets and sheet.features != sheets[0].features:
                break
            sheets.append(sheet)
        if len(sheets) == len(task.inputs):
            yield name, sheets
    yield from _by_size_rule(task, backgrounds)


def _by_size_rule(task: Task, backgrounds: list[int]) -> Iterator[tuple[str, list[Sheet]]]:
    """Yield layouts for outputs whose shapes differ, from each other and from those of their inputs, but follow a rule."""
    shapes = [grid.shape for grid in task.outputs]
    if len(set(shapes)) == 1 or all(pair.input.shape == pair.output.shape for pair in task.train):
        return
    for sizes in size_rules(task, limit=1):
        for name, draw in (("top left", _corner), ("stretched to size", _stretched)):
            drawn = zip(task.inputs, backgrounds, (*shapes, *sizes), strict=True)
            yield f"{name} by a size rule", [draw(grid, background, *shape) for grid, background, shape in drawn]


def _draws(task: Task) -> Iterator[tuple[str, Draw]]:
    """Layouts worth trying for the shapes of the demonstrations."""
    shapes = [(*pair.input.shape, *pair.output.shape) for pair in task.train]
    if all(shape[:2] == shape[2:] for shape in shapes):
        yield "same", _canvas
        return
    for gap in (0, 1):
        for rows, cols in _common(shapes, partial(_part_count, gap=gap)):
            yield f"{rows} x {cols} panels", partial(_overlay_of, rows=rows, cols=cols, gap=gap)
        for rows, cols in _common(shapes, _output_side):
            yield f"{rows} x {cols} blocks", partial(_blocks_of, rows=rows, cols=cols, gap=gap)
        for high, wide in _common(shapes, partial(_part_side, gap=gap)):
            yield f"blocks of {high} x {wide}", partial(_blocks_of, high=high, wide=wide, gap=gap)
    yield "panels between lines", _overlay_between_lines
    yield "blocks between lines", _blocks_between_lines
    for name, factors in _factors(shapes):
        for around in ("tiles", "scaled"):
            yield f"{around}, {name}", partial(_magnified, factors=factors, around=around)
        yield f"canvas of tiles, {name}", partial(_canvas_of_tiles, factors=factors)
    yield "content", _content
    for color in range(10):
        yield f"box of color {color}", partial(_box_of_color, color=color)
    for high, wide in _common(shapes, _output_side):
        yield f"top left {high} x {wide}", partial(_corner, height=high, width=wide)
    for high, wide in _common(shapes, _growth):
        yield "padded", partial(_padded, down=high, across=wide)


def _common(shapes: list[tuple[int, ...]], choices: Callable[[int, int], list[int]]) -> list[tuple[int, int]]:
    """Numbers for rows and cols that are a choice for (input side, output side) in all demonstrations."""
    rows = set.intersection(*(set(choices(shape[0], shape[2])) for shape in shapes))
    cols = set.intersection(*(set(choices(shape[1], shape[3])) for shape in shapes))
    return [(row, col) for row in sorted(rows) for col in sorted(cols)]


def _part_count(side: int, part: int, gap: int) -> list[int]:
    """How many parts of a length fill a side, with gaps between them."""
    count, rest = divmod(side + gap, part + gap)
    return [count] if rest == 0 and count > 0 else []


def _part_side(side: int, count: int, gap: int) -> list[int]:
    """How long the parts are when so many fill a side, with gaps between them."""
    length, rest = divmod(side - gap * (count - 1), count)
    return [length] if rest == 0 and length > 0 else []


def _output_side(_side: int, out: int) -> list[int]:
    return [out]


def _growth(side: int, out: int) -> list[int]:
    return [out - side] if out >= side else []


def _multiple(side: int, out: int) -> list[int]:
    return [out // side] if out % side == 0 else []


def _factors(shapes: list[tuple[int, ...]]) -> Iterator[tuple[str, Factors]]:
    """Names of magnifications with the function that gives the factors of an input."""
    for rows, cols in _common(shapes, _multiple):
        if rows * cols > 1:
            yield f"{rows} x {cols}", partial(_constant_factors, rows=rows, cols=cols)
    yield "own shape", lambda grid, background: grid.shape
    yield "as many as set colors", lambda grid, background: (len(set(grid.ravel().tolist()) - {background}),) * 2
    yield "as many as set cells", lambda grid, background: (int((grid != background).sum()),) * 2


def _constant_factors(_grid: Grid, _background: int, rows: int, cols: int) -> Shape:
    return rows, cols


def _canvas(grid: Grid, background: int) -> Sheet | None:
    """Every output cell looks at the same cell of a grid of its shape."""
    if not grid.size or max(grid.shape) > MAX_SIDE:
        return None
    return Sheet(np.ascontiguousarray(grid), background, grid.shape)


def _padded(grid: Grid, background: int, down: int, across: int) -> Sheet | None:
    """Every output cell looks at the input framed by background."""
    padding = ((down // 2, down - down // 2), (across // 2, across - across // 2))
    return _canvas(np.pad(grid, padding, constant_values=background), background)


def _canvas_of_tiles(grid: Grid, background: int, factors: Factors) -> Sheet | None:
    """Every output cell looks at a canvas tiled with the input."""
    return _canvas(np.tile(grid, _fitting(grid, factors(grid, background))), background)


def _boxed(mask: np.ndarray, grid: Grid, background: int) -> Sheet | None:
    """Every output cell looks at its cell of the bounding box of a mask."""
    rows, cols = np.nonzero(mask)
    if not rows.size:
        return None
    return _canvas(grid[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1], background)


def _content(grid: Grid, background: int) -> Sheet | None:
    return _boxed(grid != background, grid, background)


def _box_of_color(grid: Grid, background: int, color: int) -> Sheet | None:
    return _boxed(grid == color, grid, background)


def _corner(grid: Grid, background: int, height: int, width: int) -> Sheet:
    """Every output cell of a fixed shape looks at the cell with its row and col, and beyond the grid at the last one."""
    rows = np.minimum(np.arange(height), grid.shape[0] - 1)
    cols = np.minimum(np.arange(width), grid.shape[1] - 1)
    return _counted(grid, background, (height, width), rows, cols)


def _stretched(grid: Grid, background: int, height: int, width: int) -> Sheet:
    """Every output cell looks at the cell of the input that lies as far down and right in proportion."""
    rows = np.arange(height) * grid.shape[0] // height
    cols = np.arange(width) * grid.shape[1] // width
    places = [
        block._replace(columns={f"output: {words}": values for words, values in block.columns.items()})
        for block in position(Look(np.zeros((height, width), np.uint8), 0))
    ]
    return _counted(grid, background, (height, width), rows, cols, places)


def _counted(
    grid: Grid, background: int, shape: Shape, rows: np.ndarray, cols: np.ndarray, more: Iterable[Block] = ()
) -> Sheet:
    """A sheet of cells in some rows and cols with what comes first, second ... in the grid in their places."""
    cells = (rows[:, None] * grid.shape[1] + cols).ravel()
    return Sheet(grid, background, shape, cells, (*counting(Look(grid, background), *shape), *more))


def _overlay(panels: np.ndarray | None, background: int) -> Sheet | None:
    """Every output cell looks at the same cell of all panels; its surroundings are those in the first."""
    if panels is None or len(panels) < 2:
        return None
    stack = panels.reshape(len(panels), -1)
    blocks = [*digest(stack, background, "panels")]
    if len(panels) <= MAX_LAYERS:
        blocks.append(colors("layer", 2, {"color in panel {}": stack}, range(1, len(panels) + 1)))
    return Sheet(np.ascontiguousarray(panels[0]), background, panels[0].shape, None, tuple(blocks))


def _overlay_of(grid: Grid, background: int, rows: int, cols: int, gap: int) -> Sheet | None:
    return _overlay(cut(grid, rows, cols, gap), background)


def _overlay_between_lines(grid: Grid, background: int) -> Sheet | None:
    found = cut_at_lines(grid, background)
    return None if found is None else _overlay(found[0], background)


def _blocks_between_lines(grid: Grid, background: int) -> Sheet | None:
    found = cut_at_lines(grid, background)
    return None if found is None else _blocks(found[0], found[1], found[2], background)


def _blocks_of(
    grid: Grid, background: int, gap: int, rows: int = 0, cols: int = 0, high: int = 0, wide: int = 0
) -> Sheet | None:
    """Every output cell looks at one of rows x cols blocks, or at one block of high x wide cells."""
    rows = rows or (grid.shape[0] + gap) // (high + gap)
    cols = cols or (grid.shape[1] + gap) // (wide + gap)
    return _blocks(cut(grid, rows, cols, gap), rows, cols, background) if rows * cols else None


def _blocks(panels: np.ndarray | None, rows: int, cols: int, background: int) -> Sheet | None:
    """Every output cell looks at one whole panel of a grid of panels."""
    if panels is None or panels[0].size < 2:
        return None
    stack = panels.reshape(len(panels), -1).T
    blocks = [*digest(stack, background, "blocks")]
    if len(stack) <= MAX_LAYERS:
        blocks.append(colors("layer", 3, {"color at place {} of block": stack}, range(1, len(stack) + 1)))
    main = most_common(counts_in(stack, background))
    colored = np.where(main == NO_COLOR, background, main).astype(np.uint8).reshape(rows, cols)
    return Sheet(np.ascontiguousarray(colored), background, (rows, cols), None, tuple(blocks))


def _fitting(grid: Grid, factors: Shape) -> Shape:
    """The factors, or 0 x 0 when the magnified grid would be too large."""
    return factors if factors[0] * grid.shape[0] <= MAX_SIDE and factors[1] * grid.shape[1] <= MAX_SIDE else (0, 0)


def _magnified(grid: Grid, background: int, factors: Factors, around: str) -> Sheet | None:
    """Every output cell looks at the cells that tiling and scaling would put there, and at the neighborhood of one of them."""
    height, width = grid.shape
    down, across = _fitting(grid, factors(grid, background))
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
    return Sheet(grid, background, (height * down, width * across), source[0] * width + source[1], blocks)
