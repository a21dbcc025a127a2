"""Regularity of partly known grids: the smallest repeating lattice, mirror axes and centers, and filling by them."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.seeing.periods import agreement

UNKNOWN = 10  # a cell that is not known


@compiled()
def fits_lattice(grid: np.ndarray, unknown: int, high: int, wide: int, shift: int, colors: np.ndarray) -> int:
    """Learn the color of each place of a lattice; return the cells that repeat a known place, or -1 on a contradiction.

    The tile is high x wide; every band of `high` rows is moved right by `shift`. Cells of the color `unknown` say nothing.
    colors: filled with the color of place
    (row, col) at row * wide + col, UNKNOWN where none is known.
    """
    height, width = grid.shape
    colors[: high * wide] = UNKNOWN
    repeated = 0
    for row in range(height):
        start = (row % high) * wide
        moved = (row // high) * shift
        for col in range(width):
            color = grid[row, col]
            if color == unknown:
                continue
            place = start + (col - moved) % wide
            if colors[place] == UNKNOWN:
                colors[place] = color
            elif colors[place] != color:
                return -1
            else:
                repeated += 1
    return repeated


@compiled()
def is_whole(colors: np.ndarray, size: int) -> bool:
    """True when all places of a lattice have a color."""
    whole = True
    for place in range(size):
        whole &= colors[place] != UNKNOWN
    return whole


@compiled()
def fill_lattice(high: int, wide: int, shift: int, colors: np.ndarray, out: np.ndarray) -> int:
    """Fill out with a learned lattice. Returns how many cells stay unknown."""
    missing = 0
    for row in range(out.shape[0]):
        for col in range(out.shape[1]):
            color = colors[(row % high) * wide + (col - (row // high) * shift) % wide]
            out[row, col] = color
            missing += 1 if color == UNKNOWN else 0
    return missing


@compiled(INTEGER(GRID, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, GRID))
def complete_by_lattice(
    grid: np.ndarray, unknown: int, least_high: int, least_repeated: int, most_area: int, most_shifted: int, out: np.ndarray
) -> int:
    """Fill out (modified; at least as large as grid, from the same corner) by the smallest lattice that explains the grid.

    A lattice must contradict no known cell, repeat at least `least_repeated` known cells and leave no cell unknown.
    least_high 0: any lattice; 1: only whole rows repeat (tiles as wide as the grid); -1: only whole columns repeat.
    most_area: of a tile, in cells; most_shifted: of one that moves from one band of rows to the next.
    Returns the area of the tile, 0 when there is no such lattice.
    """
    height, width = grid.shape
    colors = np.empty(height * width + 1, np.uint8)
    repeats = np.zeros(width + 1, np.bool_)
    for wide in range(1, width + 1):
        repeats[wide] = agreement(grid, 0, wide, unknown) >= 0
    for area in range(1, min(most_area, height * width - 1) + 1):
        for high in range(1, min(height, area) + 1):
            wide = area // high
            if area % high or wide > width or not repeats[wide]:
                continue
            if (least_high == 1 and wide != width) or (least_high == -1 and high != height):
                continue
            shifts = wide if high < height and wide < width and area <= most_shifted else 1
            for shift in range(shifts):
                if agreement(grid, high, shift, unknown) < 0:
                    continue
                repeated = fits_lattice(grid, unknown, high, wide, shift, colors)
                if repeated >= least_repeated and is_whole(colors, area):
                    fill_lattice(high, wide, shift, colors, out)
                    return area
    return 0


def complete_lines(grid: np.ndarray, least_repeated: int) -> int:
    """Continue the shortest period of every row (modified). Returns how many rows have none and stay as they are."""
    rows = [grid[row : row + 1] for row in range(len(grid))]
    return sum(not complete_by_lattice(row, UNKNOWN, 0, least_repeated, row.size, 0, row) for row in rows)


@compiled()
def motion_target(kind: int, first: int, second: int, row: int, col: int) -> tuple[int, int]:
    """Where a motion takes a cell: 0 flips columns, 1 rows, 2 half turn, 3 and 4 diagonal flips, 5 and 6 quarter turns."""
    if kind == 0:
        return row, first - col
    if kind == 1:
        return first - row, col
    if kind == 2:
        return first - row, second - col
    if kind == 3:
        return col + first, row - first
    if kind == 4:
        return first - col, first - row
    if kind == 5:
        return col + first, second - row
    return second - col, row - first


@compiled()
def symmetry_support(grid: np.ndarray, kind: int, first: int, second: int, plain: int) -> int:
    """Cells other than the plain color that a motion maps on another, equal known cell; -1 on a contradiction."""
    height, width = grid.shape
    support = 0
    for row in range(height):
        for col in range(width):
            color = grid[row, col]
            if color == UNKNOWN:
                continue
            to_row, to_col = motion_target(kind, first, second, row, col)
            if to_row < 0 or to_col < 0 or to_row >= height or to_col >= width or grid[to_row, to_col] == UNKNOWN:
                continue
            if grid[to_row, to_col] != color:
                return -1
            if color != plain and (to_row != row or to_col != col):
                support += 1
    return support


@compiled()
def fill_by_motion(grid: np.ndarray, kind: int, first: int, second: int) -> int:
    """Fill unknown cells (modified) from the known cells that a motion takes them to. Returns how many."""
    height, width = grid.shape
    filled = 0
    for row in range(height):
        for col in range(width):
            if grid[row, col] != UNKNOWN:
                continue
            r, c = motion_target(kind, first, second, row, col)
            if 0 <= r < height and 0 <= c < width and grid[r, c] != UNKNOWN:
                grid[row, col] = grid[r, c]
                filled += 1
    return filled


@compiled()
def _most_supported(grid: np.ndarray, kind: int, plain: int) -> tuple[int, int, int]:
    """Support, and axis or center (first, second), of the motion of a kind with most support and no contradiction."""
    height, width = grid.shape
    best, best_first, best_second = 0, 0, 0
    if kind == 0:
        low, high = 1, 2 * width - 2
    elif kind == 1 or kind == 2:
        low, high = 1, 2 * height - 2
    elif kind == 3 or kind == 5 or kind == 6:
        low, high = -width, height
    else:
        low, high = 0, height + width
    for first in range(low, high):
        seconds = 2 * width - 2 if kind == 2 else height + width if kind >= 5 else 1
        for second in range(seconds):
            support = symmetry_support(grid, kind, first, second, plain)
            if support > best:
                best, best_first, best_second = support, first, second
    return best, best_first, best_second


@compiled()
def _known_cells(grid: np.ndarray, plain: int) -> int:
    known = 0
    for row in range(grid.shape[0]):
        for col in range(grid.shape[1]):
            known += 1 if grid[row, col] != UNKNOWN and grid[row, col] != plain else 0
    return known


@compiled(types.UniTuple(INTEGER, 3)(GRID, INTEGER, INTEGER))
def best_motion(grid: np.ndarray, kind: int, plain: int) -> tuple[int, int, int]:
    """Support, and axis or center (first, second), of the motion of a kind with most support and no contradiction.

    The support is 0 where it is less than a third of the known cells that are not plain.
    """
    support, first, second = _most_supported(grid, kind, plain)
    return support if 3 * support >= _known_cells(grid, plain) else 0, first, second


@compiled(INTEGER(GRID, INTEGER, INTEGER, INTEGERS))
def complete_by_symmetry(grid: np.ndarray, kinds: int, plain: int, support: np.ndarray) -> int:
    """Fill unknown cells (modified) from their partners under the best motions of the wanted kinds (bits).

    A motion counts when its support is at least a third of the known cells that are not plain. support: (7,) filled.
    Returns how many cells stay unknown.
    """
    height, width = grid.shape
    firsts, seconds = np.zeros(7, np.int64), np.zeros(7, np.int64)
    known, missing = _known_cells(grid, plain), 0
    for row in range(height):
        for col in range(width):
            missing += 1 if grid[row, col] == UNKNOWN else 0
    for kind in range(7):
        support[kind] = 0
        if kinds >> kind & 1:
            found, firsts[kind], seconds[kind] = _most_supported(grid, kind, plain)
            support[kind] = found if 3 * found >= known else 0
    was_missing = missing + 1
    while 0 < missing < was_missing:
        was_missing = missing
        for kind in range(7):
            if support[kind] <= 0:
                continue
            missing -= fill_by_motion(grid, kind, firsts[kind], seconds[kind])
    return missing
