"""Cell features from near by: position, the 5x5 neighborhood, partner cells under rigid motions, rows and columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.rules.cells.feature import COLORS, NO_COLOR, Block, colors, counts_in, each, most_common, numbers
from solver.rules.cells.look import DIRECTIONS, Look
from solver.task import Grid

FAR = tuple((row, col) for row in range(-2, 3) for col in range(-2, 3) if max(abs(row), abs(col)) == 2)
_FAR_ROWS, _FAR_COLS = np.array(FAR).T[..., None]
AXES = ("row", "col")
POSITION, PARITY, FAR_NEIGHBOR, ROW_COLOR = (
    "position",
    "parity",
    "far neighbor",
    "row color",
)  # groups that some trees go without


def position(look: Look) -> Iterator[Block]:
    """Where a cell lies in the grid."""
    row, col, below, right = look.row, look.col, look.below, look.right
    border = np.minimum(np.minimum(row, below), np.minimum(col, right))
    yield numbers(POSITION, 6, {"row": row, "col": col, "row from the bottom": below, "col from the right": right})
    yield numbers(POSITION, 4, {"distance to the border": border})
    yield numbers(PARITY, 4, {"row mod 2": row % 2, "col mod 2": col % 2, "(row + col) mod 2": (row + col) % 2})
    yield numbers(PARITY, 6, {"row mod 3": row % 3, "col mod 3": col % 3, "(row + col) mod 3": (row + col) % 3})
    yield numbers(PARITY, 6, {"(row - col) mod 3": (row - col) % 3, "row from the bottom mod 2": below % 2})
    yield numbers(PARITY, 6, {"col from the right mod 2": right % 2, "distance to the border mod 2": border % 2})
    yield numbers(POSITION, 5, {"on the main diagonal": row == col, "on the other diagonal": row == right})
    yield numbers(POSITION, 5, {"rows to the middle row": abs(row - below), "cols to the middle col": abs(col - right)})
    yield numbers(POSITION, 6, {"below the main diagonal": row > col, "below the other diagonal": row > right})


def neighborhood(look: Look) -> Iterator[Block]:
    """The colors around a cell."""
    around, is_own = look.around, look.around == look.own
    direct, slanted = counts_in(around[:4], look.background), counts_in(around[4:], look.background)
    both = direct + slanted
    yield colors("own", 1, {"own color": look.own})
    yield colors("neighbor", 3, {each("color {}", DIRECTIONS): around})
    far = look.color_at(look.row + _FAR_ROWS, look.col + _FAR_COLS)
    yield colors(FAR_NEIGHBOR, 5, {each("color at ({0[0]:+d}, {0[1]:+d})", FAR): far})
    yield numbers("neighbor count", 3, {"4-neighbors set": direct.sum(axis=0), "8-neighbors set": both.sum(axis=0)})
    of_own = {"4-neighbors of own color": is_own[:4].sum(axis=0), "8-neighbors of own color": is_own.sum(axis=0)}
    yield numbers("neighbor count", 3, of_own)
    yield numbers("neighbor count", 4, {"colors among 8-neighbors": (both > 0).sum(axis=0)})
    kinds = {"4-neighbors": direct, "diagonal neighbors": slanted, "8-neighbors": both}
    of_color = {each("4-neighbors of color {}", COLORS): direct, each("8-neighbors of color {}", COLORS): both}
    yield numbers("neighbor count", 4, of_color)
    yield colors("neighbor count", 4, {f"main color of {kind}": most_common(counts) for kind, counts in kinds.items()})


def partners(look: Look) -> Iterator[Block]:
    """The colors of the cells where flips and turns of the grid bring a cell."""
    grid, row, col, below, right = look.grid, look.row, look.col, look.below, look.right
    flips = np.array([grid[below, col], grid[row, right], grid[below, right]])
    turns = np.full((4, grid.size), NO_COLOR)
    if grid.shape[0] == grid.shape[1]:
        turns = np.array([grid[col, row], grid[right, below], grid[col, below], grid[right, row]])

    def set_color(*stacks: np.ndarray) -> np.ndarray:
        return look.own_or(most_common(counts_in(np.vstack(stacks), look.background)))

    names = ("transposition", "other transposition", "quarter turn", "three quarter turn")
    yield colors("partner", 4, {each("color under {}", ("flip of rows", "flip of cols", "half turn")): flips})
    yield colors("partner", 5, {each("color under {}", names): turns})
    yield colors("partner", 4, {"set color of partners under flips": set_color(flips)})
    yield colors("partner", 4, {"set color of all partners": set_color(flips, turns)})
    yield colors("partner", 5, {"set color of partners under quarter turns": set_color(flips[2:], turns[2:])})


def lines(look: Look) -> Iterator[Block]:
    """What the row and the column of a cell hold."""
    grid, ground = look.grid, look.background
    of_row, of_col = _of_lines(grid, ground, look.own, look.row), _of_lines(grid.T, ground, look.own, look.col)
    total, kinds, main, full, first, last, has, of_own, fuller = map(list, zip(of_row, of_col, strict=True))
    yield numbers("row", 5, {each("cells set in {}", AXES): total, each("colors in {}", AXES): kinds})
    yield colors("row", 5, {each("main color of {}", AXES): main, each("color of full {}", AXES): full})
    yield colors("row", 5, {each("first color of {}", AXES): first, each("last color of {}", AXES): last})
    yield numbers(ROW_COLOR, 6, {each("row has color {}", COLORS): has[0], each("col has color {}", COLORS): has[1]})
    yield numbers("row", 6, {each("cells of own color in {}", AXES): of_own, each("{}s with more cells set", AXES): fuller})


def _of_lines(lines: Grid, background: int, own: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, ...]:
    """What is said of the line of every cell, from all lines and the number of each cell's."""
    length, shown = lines.shape[1], counts_in(lines.T, background)
    total, counts = shown.sum(axis=0), shown.copy()
    counts[background] = length - total
    of_own = counts[own, line]
    full = np.where((of_own == length) & (own != background), own, NO_COLOR)
    fuller = (total > total[:, None]).sum(axis=1)
    per_line = (total, (shown > 0).sum(axis=0), most_common(shown), lines[:, 0], lines[:, -1], counts > 0, fuller)
    total, kinds, main, first, last, has, fuller = (values[..., line] for values in per_line)
    return total, kinds, main, full, first, last, has, of_own, fuller
