"""Cell features from a distance: what eight rays meet, runs of the own color, the nearest set cell."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import COLORS, MATRIX, NO_COLOR, Rows, color_at, main_color
from solver.rules.cells.look import DIRECTIONS
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

NEVER = 60  # distance of a ray that hits nothing

RAYS = Rows()
HIT = RAYS.colors("ray", 4, *(f"color hit {name}" for name in DIRECTIONS))
DISTANCE = RAYS.numbers("ray distance", 5, *(f"distance {name}" for name in DIRECTIONS))
AFTER_RUN = RAYS.colors("run", 6, *(f"color after the own run {name}" for name in DIRECTIONS))
RUN = RAYS.numbers("run", 6, *(f"cells to the end of the own run {name}" for name in DIRECTIONS))
HITS = RAYS.numbers("ray", 4, "straight rays that hit", "diagonal rays that hit", "rays that hit")
MAIN_HIT = RAYS.colors("ray", 4, "main color hit straight", "main color hit diagonally", "main color hit")
NEAREST_STRAIGHT, NEAREST_ANY = RAYS.colors("ray", 4, "color of nearest straight hit", "color of nearest hit")
BOTH = RAYS.colors("ray", 3, "color on both sides in col", "color on both sides in row")
BOTH += RAYS.colors("ray", 4, "color on both sides in rising diagonal", "color on both sides in falling diagonal")
RUN_IN_COL, RUN_IN_ROW, LONGEST, SHORTEST = RAYS.numbers(
    "run", 5, "own run in col", "own run in row", "longest own run", "shortest own run"
)
STRAIGHT_HITS = RAYS.numbers("ray color", 6, *(f"a straight ray hits {color}" for color in COLORS))
SLANTED_HITS = RAYS.numbers("ray color", 6, *(f"a diagonal ray hits {color}" for color in COLORS))
FAR_STRAIGHT, FAR_ANY = RAYS.numbers("ray distance", 5, "distance of nearest straight hit", "distance of nearest hit")

NEAREST = Rows()
NEAR_COLOR, OTHER_COLOR = NEAREST.colors("nearest", 4, "color of nearest set cell", "color of nearest cell of another color")
DOWN, RIGHT = NEAREST.numbers("nearest", 5, "rows down from nearest set cell", "cols right from nearest set cell")
ROWS_OFF, COLS_OFF = NEAREST.numbers("nearest", 5, "rows to nearest set cell", "cols to nearest set cell")
FAR, STEPS, KNIGHTNESS = NEAREST.numbers(
    "nearest", 5, "distance to nearest set cell", "steps to nearest set cell", "knightness of nearest set cell"
)


@compiled()
def look_out(grid: Grid, background: int) -> np.ndarray:
    """Steps from every cell in 8 directions (int64, 2 x 8 x cells): to the first set cell, and to the end of the own color.

    The first are 0 where no cell is set; the second may lead out of the grid.
    """
    height, width = grid.shape
    steps = np.empty((2, 8, height * width), np.int64)
    for direction in range(8):
        down, right = ROW_STEPS[direction], COL_STEPS[direction]
        for place in range(height * width):
            cell = height * width - 1 - place if down > 0 or (down == 0 and right > 0) else place
            row, col = cell // width + down, cell % width + right
            steps[0, direction, cell], steps[1, direction, cell] = 0, 1
            if 0 <= row < height and 0 <= col < width:
                beyond = row * width + col
                if grid[row, col] != background:
                    steps[0, direction, cell] = 1
                elif steps[0, direction, beyond] > 0:
                    steps[0, direction, cell] = steps[0, direction, beyond] + 1
                if grid[row, col] == grid[cell // width, cell % width]:
                    steps[1, direction, cell] = steps[1, direction, beyond] + 1
    return steps


@compiled(types.void(GRID, INTEGER, MATRIX))
def write_rays(grid: Grid, background: int, out: np.ndarray) -> None:
    """Write the rows of RAYS."""
    steps = look_out(grid, background)
    counts = np.zeros((3, 10), np.int64)  # straight, diagonal, all
    nearest = np.zeros((2, 2), np.int64)  # distance and color, straight and in any direction
    for cell in range(grid.size):
        row, col = cell // grid.shape[1], cell % grid.shape[1]
        counts[:] = 0
        nearest[:, 0], nearest[:, 1] = NEVER, NO_COLOR
        for direction in range(8):
            down, right = ROW_STEPS[direction], COL_STEPS[direction]
            far, run = steps[0, direction, cell], steps[1, direction, cell]
            color = int(grid[row + far * down, col + far * right]) if far else NO_COLOR
            out[HIT[direction], cell], out[DISTANCE[direction], cell] = color, far if far else NEVER
            out[AFTER_RUN[direction], cell] = color_at(grid, row + run * down, col + run * right)
            out[RUN[direction], cell] = run
            if far:
                counts[direction // 4, color] += 1
                counts[2, color] += 1
                for which in range(2):
                    if far < nearest[which, 0] and direction < (4, 8)[which]:
                        nearest[which, 0], nearest[which, 1] = far, color
        for kind in range(3):
            out[HITS[kind], cell], out[MAIN_HIT[kind], cell] = counts[kind].sum(), main_color(counts[kind])
        out[NEAREST_STRAIGHT, cell], out[NEAREST_ANY, cell] = nearest[0, 1], nearest[1, 1]
        out[FAR_STRAIGHT, cell], out[FAR_ANY, cell] = nearest[0, 0], nearest[1, 0]
        for line in range(4):  # up-down, right-left, up-right with down-left, down-right with up-left
            one = line if line < 2 else line + 2
            color = out[HIT[one], cell]
            out[BOTH[line], cell] = color if color == out[HIT[one + 2], cell] else NO_COLOR
        in_col = steps[1, 0, cell] + steps[1, 2, cell] - 1
        in_row = steps[1, 1, cell] + steps[1, 3, cell] - 1
        out[RUN_IN_COL, cell], out[RUN_IN_ROW, cell] = in_col, in_row
        out[LONGEST, cell], out[SHORTEST, cell] = max(in_col, in_row), min(in_col, in_row)
        for color in range(10):
            out[STRAIGHT_HITS[color], cell], out[SLANTED_HITS[color], cell] = counts[0, color] > 0, counts[1, color] > 0


@compiled(types.void(GRID, INTEGER, MATRIX))
def write_nearest(grid: Grid, background: int, out: np.ndarray) -> None:
    """Write the rows of NEAREST: by the larger of the row and col distance, then by their sum, then first in reading order."""
    width = grid.shape[1]
    marks = np.zeros((grid.size, 3), np.int64)  # row, col and color of the set cells
    count = 0
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        if grid[row, col] != background:
            marks[count, 0], marks[count, 1], marks[count, 2] = row, col, grid[row, col]
            count += 1
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        own = grid[row, col]
        best = other_best = 1 << 20
        down = right = 0
        color = other_color = NO_COLOR
        for index in range(count):
            rows_off, cols_off = row - marks[index, 0], col - marks[index, 1]
            far = max(abs(rows_off), abs(cols_off)) * 64 + abs(rows_off) + abs(cols_off)
            if 0 < far < best:
                best, down, right, color = far, rows_off, cols_off, marks[index, 2]
            if far < other_best and marks[index, 2] != own:
                other_best, other_color = far, marks[index, 2]
        out[NEAR_COLOR, cell], out[OTHER_COLOR, cell] = color, other_color
        out[DOWN, cell], out[RIGHT, cell] = 30 + down, 30 + right
        rows_off, cols_off = abs(down), abs(right)
        out[ROWS_OFF, cell], out[COLS_OFF, cell], out[FAR, cell] = rows_off, cols_off, max(rows_off, cols_off)
        out[STEPS, cell], out[KNIGHTNESS, cell] = rows_off + cols_off, abs(rows_off - cols_off)
