"""Rays, lines, connections and growth."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Integer, op
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.palette import is_blank, majority_color
from solver.seeing.rays import connect, shoot
from solver.task import Grid

# Sets of directions in the order in which rays are painted.
RIGHT, LEFT, DOWN, UP, UP_RIGHT, DOWN_RIGHT, DOWN_LEFT, UP_LEFT = 1, 3, 2, 0, 4, 5, 6, 7
RAY_SETS = (
    (RIGHT,),
    (LEFT,),
    (DOWN,),
    (UP,),
    (RIGHT, LEFT),
    (DOWN, UP),
    (RIGHT, LEFT, DOWN, UP),
    (DOWN_RIGHT,),
    (UP_LEFT,),
    (UP_RIGHT,),
    (DOWN_LEFT,),
    (DOWN_RIGHT, UP_LEFT),
    (UP_RIGHT, DOWN_LEFT),
    (DOWN_RIGHT, UP_LEFT, UP_RIGHT, DOWN_LEFT),
    (RIGHT, LEFT, DOWN, UP, DOWN_RIGHT, UP_LEFT, UP_RIGHT, DOWN_LEFT),
)
CONNECT_ROW_STEPS = np.array([0, 1, 1, 1])
CONNECT_COL_STEPS = np.array([1, 0, -1, 1])
RAYS = np.array([directions + (-1,) * (8 - len(directions)) for directions in RAY_SETS])
RAY_COSTS = {0: 2, 1: 3, 2: 2, 3: 3, 4: 3, 5: 2, 6: 0, 7: 5, 8: 6, 9: 5, 10: 6, 11: 5, 12: 5, 13: 3, 14: 5}


@op(
    cost=4,
    constants=RAY_COSTS,
    words=(
        *("right", "left", "down", "up", "right and left", "down and up", "straight"),
        *("down-right", "up-left", "up-right", "down-left", "main diagonal", "other diagonal", "diagonal", "all"),
    ),
    same_shape=True,
    commutes_with_recoloring=True,
)
def shoot_rays(grid: Grid, directions: Integer) -> Grid:
    """Send rays from every non-zero cell, in its color, until the next non-zero cell or the edge.

    Later directions paint over earlier ones.

    0102 (0) -> 0112
    3000        3333
    """
    if directions < 0 or directions > 14 or is_blank(grid):
        return nothing()
    out = grid.copy()
    for k in range(8):
        if RAYS[directions, k] < 0:
            break
        shoot(grid, RAYS[directions, k], out)
    return out


@op(
    cost=5,
    constants={0: 1, 1: 1, 2: 0, 3: 4, 4: 4, 5: 4, 6: 3},
    words="rows, columns, rows and columns, diagonals, any in rows, any in columns, any in rows and columns",
    same_shape=True,
    commutes_with_recoloring=True,
)
def connect_cells(grid: Grid, way: Integer) -> Grid:
    """Keep only the gaps between consecutive equal colors of a row, column or diagonal, in that color.

    Any two colors are connected in the color of the first.

    10010 (0) -> 01100
    02003        00000
    """
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    painted = 0
    for step in range(4):
        if (step == way % 4 and step != 2) or (step < 2 and way % 4 == 2) or (step == 2 and way == 3):
            painted += connect(grid, CONNECT_ROW_STEPS[step], CONNECT_COL_STEPS[step], way >= 4, out)
    return out if painted > 0 else nothing()


@op(
    cost=6,
    constants={0: 0, 1: 1, 2: 2, 3: 3},
    words="4 neighbors, 4 neighbors but the most common, 8 neighbors, 8 neighbors but the most common",
    same_shape=True,
)
def spread_colors(grid: Grid, kind: Integer) -> Grid:
    """Let all colors grow step by step into the zeros; a cell goes to the color that arrives first.

    The most common color may stay as it is. The earlier cell in reading order arrives first on ties.

    1000 (0) -> 1112
    0002        1122
    """
    majority = majority_color(grid)
    if majority < 0:
        return nothing()
    fixed = majority if kind % 2 == 1 else 0
    neighbors = 8 if kind >= 2 else 4
    height, width = grid.shape
    out = grid.copy()
    queue = np.empty(height * width, np.int32)
    first = last = 0
    for row in range(height):
        for col in range(width):
            if out[row, col] != 0 and out[row, col] != fixed:
                queue[last] = row * width + col
                last += 1
    while first < last:
        row, col = divmod(queue[first], width)
        first += 1
        for k in range(neighbors):
            next_row, next_col = row + ROW_STEPS[k], col + COL_STEPS[k]
            if 0 <= next_row < height and 0 <= next_col < width and out[next_row, next_col] == 0:
                out[next_row, next_col] = out[row, col]
                queue[last] = next_row * width + next_col
                last += 1
    return out


@op(
    cost=7,
    constants={8: 0, 4: 0, 5: 3},
    words="8 neighbors, 4 neighbors, corner neighbors",
    same_shape=True,
    commutes_with_recoloring=True,
)
def grow(grid: Grid, neighbors: Integer) -> Grid:
    """Let every non-zero cell paint the zeros among its neighbors; the first cell paints on ties.

    0000 (4) -> 0200
    0200        2220
    0000        0200
    """
    if is_blank(grid):
        return nothing()
    first = 4 if neighbors == 5 else 0
    last = 4 if neighbors == 4 else 8
    height, width = grid.shape
    out = grid.copy()
    for row in range(height):
        for col in range(width):
            if grid[row, col] == 0:
                continue
            for k in range(first, last):
                next_row, next_col = row + ROW_STEPS[k], col + COL_STEPS[k]
                if 0 <= next_row < height and 0 <= next_col < width and out[next_row, next_col] == 0:
                    out[next_row, next_col] = grid[row, col]
    return out
