"""Complete symmetric and repeating patterns."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Color, Integer, op
from solver.seeing.patterns import complete_by_lattice, fill_by_motion, symmetry_support
from solver.task import Grid

NO_COLOR = 99
MOTION_KINDS = (0, 1, 3)  # left to right, up to down, about the main diagonal, see seeing/patterns
HIDDEN_COSTS = {0: 0, 1: 2, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5, 7: 5, 8: 5, 9: 5}


@op(
    cost=6,
    constants={0: 0, 1: 0, 2: 0, 3: 2, 4: 2, 5: 2, 6: 3},
    words="left to right, up to down, both, main diagonal, other diagonal, quarter turns, all motions",
    same_shape=True,
    commutes_with_recoloring=True,
)
def complete_symmetry(grid: Grid, kind: Integer) -> Grid:
    """Fill zeros from the images under motions; both mirrors bring the half turn with them.

    The first non-zero image counts; square grids only for diagonals and quarter turns.

    120 (0) -> 121
    300        303
    """
    height, width = grid.shape
    if kind < 0 or kind > 6 or (kind >= 3 and height != width):
        return nothing()
    out = np.zeros((height, width), np.uint8)
    painted = False
    last_row, last_col = height - 1, width - 1
    for row in range(height):
        for col in range(width):
            color = grid[row, col]
            if color == 0 and (kind == 0 or kind == 2 or kind == 6):
                color = grid[row, last_col - col]
            if color == 0 and (kind == 1 or kind == 2 or kind == 6):
                color = grid[last_row - row, col]
            if color == 0 and (kind == 2 or kind >= 5):
                color = grid[last_row - row, last_col - col]
            if color == 0 and (kind == 3 or kind == 6):
                color = grid[col, row]
            if color == 0 and (kind == 4 or kind == 6):
                color = grid[last_col - col, last_row - row]
            if color == 0 and kind >= 5:
                color = grid[col, last_row - row]
            if color == 0 and kind >= 5:
                color = grid[last_col - col, row]
            out[row, col] = color
            painted = painted or color != grid[row, col]
    return out if painted else nothing()


@op(cost=6, constants=HIDDEN_COSTS, computed=True, same_shape=True)
def restore_symmetry(grid: Grid, hidden: Color) -> Grid:
    """Fill the cells of the hidden color from the reflections that all other cells agree with.

    Axes are searched near the middle: left to right, up to down, then both diagonals; more than half of the cells must have
    a visible image.

    1231 (3) -> 1221
    4554        4554
    """
    height, width = grid.shape
    if hidden < 0 or hidden > 9:
        return nothing()
    visible = hidden_count = 0
    for row in range(height):
        for col in range(width):
            if grid[row, col] == hidden:
                hidden_count += 1
            else:
                visible += 1
    if hidden_count == 0 or visible == 0:
        return nothing()
    out = grid.copy()
    filled = 0
    for kind in range(len(MOTION_KINDS)):
        middle = 0 if kind == 2 else (width - 1 if kind == 0 else height - 1)
        reach = 0 if kind == 2 and height != width else (4 if kind == 2 else middle // 3)
        best, best_total = visible // 2, -1000
        for offset in range(-reach, reach + 1):
            total = middle + offset
            agreeing = symmetry_support(grid, hidden, MOTION_KINDS[kind], total, 0, NO_COLOR, True)
            if agreeing > best:
                best, best_total = agreeing, total
        if best_total != -1000:
            filled += fill_by_motion(out, hidden, MOTION_KINDS[kind], best_total, 0)
    return out if filled > 0 else nothing()


@op(cost=6, constants=HIDDEN_COSTS, computed=True, same_shape=True)
def restore_tiling(grid: Grid, hidden: Color) -> Grid:
    """Fill the cells of the hidden color so that the grid repeats a tile that all other cells agree with.

    The smallest tile counts that repeats a third of them; each row of tiles may be shifted against the one above.

    12312 (0) -> 12312
    40645        45645
    12312        12312
    """
    height, width = grid.shape
    if hidden < 0 or hidden > 9:
        return nothing()
    known = 0
    for color in grid.ravel():
        known += color != hidden
    out = np.empty((height, width), np.uint8)
    area = complete_by_lattice(grid, hidden, 0, (known + 2) // 3, grid.size, grid.size, out)
    return out if area > 0 else nothing()
