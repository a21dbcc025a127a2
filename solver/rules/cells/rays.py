"""Cell features from a distance: what eight rays hit and how far away, runs of the own color, the nearest set cell."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, colors, most_common, numbers
from solver.rules.cells.neighborhood import DIRECTIONS, NEAR_COLS, NEAR_ROWS
from solver.task import Grid

NEVER = 60  # distance of a ray that hits nothing

RAYS: list[Feature] = [
    *colors("ray", 4, *(f"color hit {name}" for name in DIRECTIONS)),
    *numbers("ray distance", 5, *(f"distance {name}" for name in DIRECTIONS)),
    *colors("run", 6, *(f"color after the own run {name}" for name in DIRECTIONS)),
    *numbers("run", 6, *(f"cells to the end of the own run {name}" for name in DIRECTIONS)),
    *numbers("ray", 4, "straight rays that hit", "diagonal rays that hit", "rays that hit"),
    *colors("ray", 4, "main color hit straight", "main color hit diagonally", "main color hit"),
    *colors("ray", 4, "color of nearest straight hit", "color of nearest hit"),
    *colors("ray", 3, "color on both sides in col", "color on both sides in row"),
    *colors("ray", 4, "color on both sides in rising diagonal", "color on both sides in falling diagonal"),
    *numbers("run", 5, "own run in col", "own run in row", "longest own run", "shortest own run"),
    *numbers("ray color", 6, *(f"a straight ray hits {color}" for color in range(10))),
    *numbers("ray color", 6, *(f"a diagonal ray hits {color}" for color in range(10))),
    *numbers("ray distance", 5, "distance of nearest straight hit", "distance of nearest hit"),
]

NEAREST: list[Feature] = [
    *colors("nearest", 4, "color of nearest set cell", "color of nearest cell of another color"),
    *numbers("nearest", 5, "rows down from nearest set cell", "cols right from nearest set cell"),
    *numbers("nearest", 5, "rows to nearest set cell", "cols to nearest set cell", "distance to nearest set cell"),
    *numbers("nearest", 5, "steps to nearest set cell", "knightness of nearest set cell"),
]


@compiled()
def write_ray(grid: Grid, background: int, direction: int, out: np.ndarray, start: int) -> None:
    """Write hit color, hit distance, color after the own run and its length, for one direction of all cells."""
    height, width = grid.shape
    row_step = NEAR_ROWS[direction]
    col_step = NEAR_COLS[direction]
    for row_index in range(height):
        row = height - 1 - row_index if row_step > 0 else row_index
        for col_index in range(width):
            col = width - 1 - col_index if col_step > 0 else col_index
            cell = row * width + col
            next_row = row + row_step
            next_col = col + col_step
            hit = end = NO_COLOR
            distance = NEVER
            run = 1
            if 0 <= next_row < height and 0 <= next_col < width:
                following = next_row * width + next_col
                color = grid[next_row, next_col]
                if color != background:
                    hit, distance = color, 1
                else:
                    hit, distance = out[start + direction, following], out[start + 8 + direction, following]
                    distance = min(distance + 1, NEVER)
                if color != grid[row, col]:
                    end = color
                else:
                    end, run = out[start + 16 + direction, following], out[start + 24 + direction, following] + 1
            out[start + direction, cell] = hit
            out[start + 8 + direction, cell] = distance
            out[start + 16 + direction, cell] = end
            out[start + 24 + direction, cell] = run


@compiled(types.void(GRID, INTEGER, MATRIX, INTEGER))
def write_rays(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the RAYS features of all cells into rows start.. of `out`."""
    for direction in range(8):
        write_ray(grid, background, direction, out, start)
    counts = np.zeros((3, 10), np.int64)
    hits = np.zeros(2, np.int64)
    nearest = np.zeros(2, np.int64)
    nearest_color = np.zeros(2, np.int64)
    for cell in range(grid.size):
        for color in range(10):
            counts[0, color] = counts[1, color] = counts[2, color] = 0
        hits[0] = hits[1] = 0
        nearest[0] = nearest[1] = NEVER
        nearest_color[0] = nearest_color[1] = NO_COLOR
        for direction in range(8):
            color = out[start + direction, cell]
            if color != NO_COLOR:
                slanted = int(direction >= 4)
                counts[slanted, color] += 1
                counts[2, color] += 1
                hits[slanted] += 1
                if out[start + 8 + direction, cell] < nearest[slanted]:
                    nearest[slanted] = out[start + 8 + direction, cell]
                    nearest_color[slanted] = color
        at = start + 32
        out[at, cell], out[at + 1, cell], out[at + 2, cell] = hits[0], hits[1], hits[0] + hits[1]
        for kind in range(3):
            out[at + 3 + kind, cell] = most_common(counts[kind], NO_COLOR)
        out[at + 6, cell] = nearest_color[0]
        out[at + 7, cell] = nearest_color[0] if nearest[0] <= nearest[1] else nearest_color[1]
        for line in range(4):  # up-down, right-left, up-right with down-left, down-right with up-left
            one = out[start + (line if line < 2 else line + 2), cell]
            other = out[start + (line + 2 if line < 2 else line + 4), cell]
            out[at + 8 + line, cell] = one if one == other else NO_COLOR
        in_col = out[start + 24, cell] + out[start + 26, cell] - 1
        in_row = out[start + 25, cell] + out[start + 27, cell] - 1
        out[at + 12, cell] = in_col
        out[at + 13, cell] = in_row
        out[at + 14, cell] = max(in_col, in_row)
        out[at + 15, cell] = min(in_col, in_row)
        for color in range(10):
            out[at + 16 + color, cell] = counts[0, color] > 0
            out[at + 26 + color, cell] = counts[1, color] > 0
        out[at + 36, cell] = nearest[0]
        out[at + 37, cell] = min(nearest[0], nearest[1])


@compiled(types.void(GRID, INTEGER, MATRIX, INTEGER))
def write_nearest(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the NEAREST features of all cells into rows start.. of `out`.

    Nearest is by the larger of the row and col distance, then by their sum, then first in reading order.
    """
    height, width = grid.shape
    rows = np.zeros(grid.size, np.int64)
    cols = np.zeros(grid.size, np.int64)
    count = 0
    for row in range(height):
        for col in range(width):
            if grid[row, col] != background:
                rows[count], cols[count] = row, col
                count += 1
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            best = other_best = 1 << 20
            down = right = 0
            color = other_color = NO_COLOR
            for index in range(count):
                rows_off = row - rows[index]
                cols_off = col - cols[index]
                far = max(abs(rows_off), abs(cols_off)) * 64 + abs(rows_off) + abs(cols_off)
                if 0 < far < best:
                    best, down, right, color = far, rows_off, cols_off, int(grid[rows[index], cols[index]])
                if far < other_best and grid[rows[index], cols[index]] != grid[row, col]:
                    other_best, other_color = far, int(grid[rows[index], cols[index]])
            out[start, cell] = color
            out[start + 1, cell] = other_color
            out[start + 2, cell] = 30 + down
            out[start + 3, cell] = 30 + right
            out[start + 4, cell] = abs(down)
            out[start + 5, cell] = abs(right)
            out[start + 6, cell] = max(abs(down), abs(right))
            out[start + 7, cell] = abs(down) + abs(right)
            out[start + 8, cell] = abs(abs(down) - abs(right))
