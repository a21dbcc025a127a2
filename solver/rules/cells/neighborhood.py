"""Cell features from near by: position, the 5x5 neighborhood, partner cells under rigid motions, rows and columns."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, colors, most_common, numbers
from solver.task import Grid

NEAR_ROWS = np.array([-1, 0, 1, 0, -1, 1, 1, -1])
NEAR_COLS = np.array([0, 1, 0, -1, 1, 1, -1, -1])
_FAR = [(row, col) for row in range(-2, 3) for col in range(-2, 3) if max(abs(row), abs(col)) == 2]
FAR_ROWS = np.array([row for row, _ in _FAR])
FAR_COLS = np.array([col for _, col in _FAR])
DIRECTIONS = ("up", "right", "down", "left", "up-right", "down-right", "down-left", "up-left")

POSITION: list[Feature] = [
    *numbers("position", 6, "row", "col", "row from the bottom", "col from the right"),
    *numbers("position", 4, "distance to the border"),
    *numbers("parity", 4, "row mod 2", "col mod 2", "(row + col) mod 2"),
    *numbers("parity", 6, "row mod 3", "col mod 3", "(row + col) mod 3", "(row - col) mod 3"),
    *numbers("parity", 6, "row from the bottom mod 2", "col from the right mod 2", "distance to the border mod 2"),
    *numbers("position", 5, "on the main diagonal", "on the other diagonal"),
    *numbers("position", 5, "rows to the middle row", "cols to the middle col"),
    *numbers("position", 6, "below the main diagonal", "below the other diagonal"),
]

NEIGHBORHOOD: list[Feature] = [
    *colors("own", 1, "own color"),
    *colors("neighbor", 3, *(f"color {name}" for name in DIRECTIONS)),
    *colors("far neighbor", 5, *(f"color at ({row:+d}, {col:+d})" for row, col in _FAR)),
    *numbers("neighbor count", 3, "4-neighbors set", "8-neighbors set", "4-neighbors of own color", "8-neighbors of own color"),
    *numbers("neighbor count", 4, "colors among 8-neighbors"),
    *colors("neighbor count", 4, "main color of 8-neighbors", "main color of 4-neighbors", "main color of diagonal neighbors"),
]

PARTNERS: list[Feature] = [
    *colors("partner", 4, "color under flip of rows", "color under flip of cols", "color under half turn"),
    *colors("partner", 5, "color under transposition", "color under other transposition"),
    *colors("partner", 5, "color under quarter turn", "color under three quarter turn"),
    *colors("partner", 4, "set color of partners under flips", "set color of all partners"),
    *colors("partner", 5, "set color of partners under quarter turns"),
]

ROWS_AND_COLS: list[Feature] = [
    *numbers("row", 5, "cells set in row", "cells set in col", "colors in row", "colors in col"),
    *colors("row", 5, "main color of row", "main color of col"),
    *colors("row", 5, "color of full row", "color of full col"),
    *colors("row", 5, "first color of row", "last color of row", "first color of col", "last color of col"),
    *numbers("row color", 6, *(f"row has color {color}" for color in range(10))),
    *numbers("row color", 6, *(f"col has color {color}" for color in range(10))),
    *numbers("row", 6, "cells of own color in row", "cells of own color in col"),
    *numbers("row", 6, "rows with more cells set", "cols with more cells set"),
]


@compiled()
def color_at(grid: Grid, row: int, col: int) -> int:
    """Color of a cell, NO_COLOR outside the grid."""
    if 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]:
        return int(grid[row, col])
    return NO_COLOR


@compiled(types.void(INTEGER, INTEGER, MATRIX, INTEGER))
def write_position(height: int, width: int, out: np.ndarray, start: int) -> None:
    """Write the POSITION features of all cells into rows start.. of `out`."""
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            below = height - 1 - row
            right = width - 1 - col
            border = min(min(row, col), min(below, right))
            values = out[start:, cell]
            values[0], values[1], values[2], values[3], values[4] = row, col, below, right, border
            values[5], values[6], values[7] = row % 2, col % 2, (row + col) % 2
            values[8], values[9], values[10], values[11] = row % 3, col % 3, (row + col) % 3, (row - col) % 3
            values[12], values[13], values[14] = below % 2, right % 2, border % 2
            values[15], values[16] = row == col, row == right
            values[17], values[18] = abs(row - below), abs(col - right)
            values[19], values[20] = row > col, row > right


@compiled(types.void(GRID, INTEGER, MATRIX, INTEGER))
def write_neighborhood(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the NEIGHBORHOOD features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    counts = np.zeros((3, 10), np.int64)
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            own = grid[row, col]
            out[start, cell] = own
            for color in range(10):
                counts[0, color] = counts[1, color] = counts[2, color] = 0
            same = 0
            beside = around = kinds = 0
            same_straight = 0
            for near in range(8):
                color = color_at(grid, row + NEAR_ROWS[near], col + NEAR_COLS[near])
                out[start + 1 + near, cell] = color
                same += color == own
                same_straight += near < 4 and color == own
                if color not in (background, NO_COLOR):
                    kinds += counts[0, color] == 0
                    around += 1
                    beside += near < 4
                    counts[0, color] += 1
                    counts[1 if near < 4 else 2, color] += 1
            for far in range(16):
                out[start + 9 + far, cell] = color_at(grid, row + FAR_ROWS[far], col + FAR_COLS[far])
            out[start + 25, cell] = beside
            out[start + 26, cell] = around
            out[start + 27, cell] = same_straight
            out[start + 28, cell] = same
            out[start + 29, cell] = kinds
            for kind in range(3):
                out[start + 30 + kind, cell] = most_common(counts[kind], NO_COLOR)


@compiled(types.void(GRID, INTEGER, MATRIX, INTEGER))
def write_partners(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the PARTNERS features of all cells into rows start.. of `out`; quarter turns need a square grid."""
    height, width = grid.shape
    counts = np.zeros(10, np.int64)
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            below = height - 1 - row
            right = width - 1 - col
            square = height == width
            found = (
                color_at(grid, below, col),
                color_at(grid, row, right),
                color_at(grid, below, right),
                color_at(grid, col, row) if square else NO_COLOR,
                color_at(grid, right, below) if square else NO_COLOR,
                color_at(grid, col, below) if square else NO_COLOR,
                color_at(grid, right, row) if square else NO_COLOR,
            )
            for index in range(7):
                out[start + index, cell] = found[index]
            for kind in range(3):  # flips and half turn; all; half and quarter turns
                for color in range(10):
                    counts[color] = 0
                for index in range(7):
                    used = index < 3 if kind == 0 else (kind == 1 or index in (2, 5, 6))
                    if used and found[index] not in (background, NO_COLOR):
                        counts[found[index]] += 1
                if grid[row, col] != background:
                    counts[grid[row, col]] += 10
                out[start + 7 + kind, cell] = most_common(counts, NO_COLOR)


@compiled()
def set_facts(counts: np.ndarray, length: int, background: int) -> np.ndarray:
    """Cells set, set colors, main set color, lines with more set, for lines of `counts` (lines, 10); clears the background."""
    facts = np.zeros((counts.shape[0], 4), np.int64)
    for line in range(counts.shape[0]):
        facts[line, 0] = length - counts[line, background]
        counts[line, background] = 0
        for color in range(10):
            facts[line, 1] += counts[line, color] > 0
        facts[line, 2] = most_common(counts[line], NO_COLOR)
    for line in range(counts.shape[0]):
        for other in range(counts.shape[0]):
            facts[line, 3] += facts[other, 0] > facts[line, 0]
    return facts


@compiled(types.void(GRID, INTEGER, MATRIX, INTEGER))
def write_rows_and_cols(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the ROWS_AND_COLS features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    in_row = np.zeros((height, 10), np.int64)
    in_col = np.zeros((width, 10), np.int64)
    for row in range(height):
        for col in range(width):
            in_row[row, grid[row, col]] += 1
            in_col[col, grid[row, col]] += 1
    in_row_set = in_row.copy()
    in_col_set = in_col.copy()
    row_facts = set_facts(in_row_set, width, background)
    col_facts = set_facts(in_col_set, height, background)
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            own = grid[row, col]
            for index in range(3):
                out[start + 2 * index, cell] = row_facts[row, index]
                out[start + 2 * index + 1, cell] = col_facts[col, index]
            out[start + 6, cell] = own if in_row_set[row, own] == width else NO_COLOR
            out[start + 7, cell] = own if in_col_set[col, own] == height else NO_COLOR
            out[start + 8, cell] = grid[row, 0]
            out[start + 9, cell] = grid[row, width - 1]
            out[start + 10, cell] = grid[0, col]
            out[start + 11, cell] = grid[height - 1, col]
            for color in range(10):
                out[start + 12 + color, cell] = in_row[row, color] > 0
                out[start + 22 + color, cell] = in_col[col, color] > 0
            out[start + 32, cell] = in_row[row, own]
            out[start + 33, cell] = in_col[col, own]
            out[start + 34, cell] = row_facts[row, 3]
            out[start + 35, cell] = col_facts[col, 3]
