"""Complete symmetric and repeating patterns."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled, nothing
from solver.ops.registry import Color, Integer, op
from solver.task import Grid

HIDDEN_COSTS = {0: 0, 1: 2, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5, 7: 5, 8: 5, 9: 5}


@op(cost=6, constants={0: 0, 1: 0, 2: 0, 3: 2, 4: 2, 5: 2, 6: 3}, same_shape=True, commutes_with_recoloring=True)
def complete_symmetry(grid: Grid, kind: Integer) -> Grid:
    """Fill zeros from the mirror image 0 left to right, 1 up to down, 2 both and the half turn; 3, 4 about the main or other
    diagonal; 5 the quarter turns; 6 all eight motions. The first non-zero image counts; square grids only for 3 to 6.

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


@compiled()
def _agreement(grid: np.ndarray, hidden: int, row_sum: int, col_sum: int, kind: int) -> int:
    """Count the pairs of visible cells that a reflection maps on each other; -1 at the first pair that differs.

    kind 0: columns c and col_sum - c; 1: rows r and row_sum - r; 2: transposed with an offset of col_sum.
    """
    height, width = grid.shape
    agreeing = 0
    for row in range(height):
        for col in range(width):
            if grid[row, col] == hidden:
                continue
            to_row, to_col = row, col
            if kind == 0:
                to_col = col_sum - col
            elif kind == 1:
                to_row = row_sum - row
            else:
                to_row, to_col = col - col_sum, row + col_sum
            if to_row < 0 or to_col < 0 or to_row >= height or to_col >= width or grid[to_row, to_col] == hidden:
                continue
            if grid[to_row, to_col] != grid[row, col]:
                return -1
            agreeing += 1
    return agreeing


@compiled()
def _fill_by(out: np.ndarray, hidden: int, total: int, kind: int) -> int:
    """Fill hidden cells from their images under one reflection (kinds as in `_agreement`). Returns how many."""
    height, width = out.shape
    filled = 0
    for row in range(height):
        for col in range(width):
            if out[row, col] != hidden:
                continue
            to_row, to_col = row, col
            if kind == 0:
                to_col = total - col
            elif kind == 1:
                to_row = total - row
            else:
                to_row, to_col = col - total, row + total
            if 0 <= to_row < height and 0 <= to_col < width and out[to_row, to_col] != hidden:
                out[row, col] = out[to_row, to_col]
                filled += 1
    return filled


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
    for kind in range(3):
        middle = 0 if kind == 2 else (width - 1 if kind == 0 else height - 1)
        reach = 0 if kind == 2 and height != width else (4 if kind == 2 else middle // 3)
        best, best_total = visible // 2, -1000
        for offset in range(-reach, reach + 1):
            total = middle + offset
            agreeing = _agreement(grid, hidden, total, total, kind)
            if agreeing > best:
                best, best_total = agreeing, total
        if best_total != -1000:
            filled += _fill_by(out, hidden, best_total, kind)
    return out if filled > 0 else nothing()


@compiled()
def _agrees_shifted(grid: np.ndarray, hidden: int, down: int, right: int) -> bool:
    """True when all visible cells agree with the visible cells `down` rows below and `right` columns to the right."""
    height, width = grid.shape
    for row in range(height - down):
        for col in range(width - right):
            one, other = grid[row, col], grid[row + down, col + right]
            if one != other and one != hidden and other != hidden:
                return False
    return True


@compiled()
def _read_tile(grid: np.ndarray, hidden: int, rows: int, cols: int, shift: int, tile: np.ndarray) -> bool:
    """Write the tile that all visible cells agree with into tile (modified). False when there is none or it has gaps."""
    height, width = grid.shape
    for k in range(rows * cols):
        tile[k] = -1
    known = 0
    for row in range(height):
        for col in range(width):
            color = grid[row, col]
            if color == hidden:
                continue
            k = row % rows * cols + (col - row // rows * shift) % cols
            if tile[k] == -1:
                tile[k] = color
                known += 1
            elif tile[k] != color:
                return False
    return known == rows * cols


@op(cost=6, constants=HIDDEN_COSTS, computed=True, same_shape=True)
def restore_tiling(grid: Grid, hidden: Color) -> Grid:
    """Fill the cells of the hidden color so that the grid repeats a tile that all other cells agree with.

    The narrowest tile counts, then the lowest one; each row of tiles may be shifted against the one above.

    12312 (0) -> 12312
    40645        45645
    12312        12312
    """
    height, width = grid.shape
    if hidden < 0 or hidden > 9:
        return nothing()
    tile = np.empty(height * width, np.int64)
    for cols in range(1, width + 1):
        if cols < width and (cols > (width + 1) // 2 or not _agrees_shifted(grid, hidden, 0, cols)):
            continue
        for rows in range(1, height + 1):
            if (rows > (height + 1) // 2 and rows < height) or (rows == height and cols == width):
                continue
            for shift in range(cols if rows < height and cols < width else 1):
                if rows < height and not _agrees_shifted(grid, hidden, rows, shift):
                    continue
                if not _read_tile(grid, hidden, rows, cols, shift, tile):
                    continue
                out = np.empty((height, width), np.uint8)
                for row in range(height):
                    for col in range(width):
                        out[row, col] = tile[row % rows * cols + (col - row // rows * shift) % cols]
                return out
    return nothing()
