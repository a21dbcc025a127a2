"""Cell features from near by: position, the 5x5 neighborhood, partner cells under rigid motions, rows and columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import COLORS, MATRIX, NO_COLOR, Block, Rows, color_at, main_color, numbers
from solver.rules.cells.look import DIRECTIONS, Look
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

FAR = tuple((row, col) for row in range(-2, 3) for col in range(-2, 3) if max(abs(row), abs(col)) == 2)

NEIGHBORHOOD = Rows()
(OWN,) = NEIGHBORHOOD.colors("own", 1, "own color")
NEAR_COLOR = NEIGHBORHOOD.colors("neighbor", 3, *(f"color {name}" for name in DIRECTIONS))
FAR_COLOR = NEIGHBORHOOD.colors("far neighbor", 5, *(f"color at ({row:+d}, {col:+d})" for row, col in FAR))
SET_BESIDE, SET_AROUND = NEIGHBORHOOD.numbers("neighbor count", 3, "4-neighbors set", "8-neighbors set")
OWN_BESIDE, OWN_AROUND = NEIGHBORHOOD.numbers("neighbor count", 3, "4-neighbors of own color", "8-neighbors of own color")
(KINDS_AROUND,) = NEIGHBORHOOD.numbers("neighbor count", 4, "colors among 8-neighbors")
MAIN_NEAR = NEIGHBORHOOD.colors(
    "neighbor count", 4, "main color of 4-neighbors", "main color of diagonal neighbors", "main color of 8-neighbors"
)

LINES = Rows()
_FLIPS = ("flip of rows", "flip of cols", "half turn")
_TURNS = ("transposition", "other transposition", "quarter turn", "three quarter turn")
PARTNER = LINES.colors("partner", 4, *(f"color under {name}" for name in _FLIPS))
PARTNER += LINES.colors("partner", 5, *(f"color under {name}" for name in _TURNS))
FLIPPED, OF_ALL = LINES.colors("partner", 4, "set color of partners under flips", "set color of all partners")
(TURNED,) = LINES.colors("partner", 5, "set color of partners under quarter turns")
TOTAL = LINES.numbers("row", 5, "cells set in row", "cells set in col")
KINDS = LINES.numbers("row", 5, "colors in row", "colors in col")
MAIN = LINES.colors("row", 5, "main color of row", "main color of col")
FULL = LINES.colors("row", 5, "color of full row", "color of full col")
FIRST = LINES.colors("row", 5, "first color of row", "first color of col")
LAST = LINES.colors("row", 5, "last color of row", "last color of col")
ROW_HAS = LINES.numbers("row color", 6, *(f"row has color {color}" for color in COLORS))
COL_HAS = LINES.numbers("row color", 6, *(f"col has color {color}" for color in COLORS))
OWN_IN = LINES.numbers("row", 6, "cells of own color in row", "cells of own color in col")
FULLER = LINES.numbers("row", 6, "rows with more cells set", "cols with more cells set")


def position(look: Look) -> Iterator[Block]:
    """Where a cell lies in the grid."""
    row, col = look.row, look.col
    below, right = look.grid.shape[0] - 1 - row, look.grid.shape[1] - 1 - col
    border = np.minimum(np.minimum(row, below), np.minimum(col, right))
    yield numbers("position", 6, {"row": row, "col": col, "row from the bottom": below, "col from the right": right})
    yield numbers("position", 4, {"distance to the border": border})
    yield numbers("parity", 4, {"row mod 2": row % 2, "col mod 2": col % 2, "(row + col) mod 2": (row + col) % 2})
    yield numbers("parity", 6, {"row mod 3": row % 3, "col mod 3": col % 3, "(row + col) mod 3": (row + col) % 3})
    yield numbers("parity", 6, {"(row - col) mod 3": (row - col) % 3, "row from the bottom mod 2": below % 2})
    yield numbers("parity", 6, {"col from the right mod 2": right % 2, "distance to the border mod 2": border % 2})
    yield numbers("position", 5, {"on the main diagonal": row == col, "on the other diagonal": row == right})
    yield numbers("position", 5, {"rows to the middle row": abs(row - below), "cols to the middle col": abs(col - right)})
    yield numbers("position", 6, {"below the main diagonal": row > col, "below the other diagonal": row > right})


@compiled(types.void(GRID, INTEGER, MATRIX))
def write_neighborhood(grid: Grid, background: int, out: np.ndarray) -> None:
    """Write the rows of NEIGHBORHOOD."""
    counts = np.zeros((3, 10), np.int64)  # of the 4-neighbors, of the diagonal ones, of both
    for cell in range(grid.size):
        row, col = cell // grid.shape[1], cell % grid.shape[1]
        own = grid[row, col]
        out[OWN, cell] = own
        counts[:] = 0
        same = same_beside = 0
        for near in range(8):
            color = color_at(grid, row + ROW_STEPS[near], col + COL_STEPS[near])
            out[NEAR_COLOR[near], cell] = color
            same += color == own
            same_beside += near < 4 and color == own
            if color not in (background, NO_COLOR):
                counts[near // 4, color] += 1
                counts[2, color] += 1
        for far in range(16):
            out[FAR_COLOR[far], cell] = color_at(grid, row + FAR[far][0], col + FAR[far][1])
        out[SET_BESIDE, cell], out[SET_AROUND, cell] = counts[0].sum(), counts[2].sum()
        out[OWN_BESIDE, cell], out[OWN_AROUND, cell] = same_beside, same
        out[KINDS_AROUND, cell] = np.count_nonzero(counts[2])
        for kind in range(3):
            out[MAIN_NEAR[kind], cell] = main_color(counts[kind])


@compiled(types.void(GRID, INTEGER, MATRIX))
def write_lines(grid: Grid, background: int, out: np.ndarray) -> None:
    """Write the rows of LINES: partners, and what rows and columns hold."""
    height, width = grid.shape
    sides, across = (height, width), (width, height)
    counts = np.zeros((2, 30, 10), np.int64)  # colors of every row, of every col
    for row in range(height):
        for col in range(width):
            counts[0, row, grid[row, col]] += 1
            counts[1, col, grid[row, col]] += 1
    found = np.zeros(7, np.int64)
    hits = np.zeros(10, np.int64)
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        own, below, right = grid[row, col], height - 1 - row, width - 1 - col
        found[:] = NO_COLOR
        found[0], found[1], found[2] = grid[below, col], grid[row, right], grid[below, right]
        if height == width:
            found[3], found[4], found[5], found[6] = grid[col, row], grid[right, below], grid[col, below], grid[right, row]
        for index in range(7):
            out[PARTNER[index], cell] = found[index]
        for kind, at in ((0, FLIPPED), (1, OF_ALL), (2, TURNED)):
            hits[:] = 0
            for index in range(7):
                is_used = index < 3 if kind == 0 else (kind == 1 or index in (2, 5, 6))
                if is_used and found[index] not in (background, NO_COLOR):
                    hits[found[index]] += 1
            out[at, cell] = own if own != background else main_color(hits)
        for axis in range(2):
            line = (row, col)[axis]
            shown = counts[axis, line].copy()
            total = across[axis] - shown[background]
            out[FULL[axis], cell] = own if own != background and shown[own] == across[axis] else NO_COLOR
            out[OWN_IN[axis], cell] = shown[own]
            for color in range(10):
                out[ROW_HAS[color] if axis == 0 else COL_HAS[color], cell] = shown[color] > 0
            shown[background] = 0
            out[TOTAL[axis], cell], out[KINDS[axis], cell], out[MAIN[axis], cell] = (
                total,
                np.count_nonzero(shown),
                main_color(shown),
            )
            fuller = 0
            for other in range(sides[axis]):
                fuller += across[axis] - counts[axis, other, background] > total
            out[FULLER[axis], cell] = fuller
        out[FIRST[0], cell], out[LAST[0], cell] = grid[row, 0], grid[row, -1]
        out[FIRST[1], cell], out[LAST[1], cell] = grid[0, col], grid[-1, col]
