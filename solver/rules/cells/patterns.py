"""Cell features of patterns that go through the whole grid: what periods and mirror axes would put in a cell.

Cells of one color may be taken for unknown: the background, or the color that best explains the rest when it is left out.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, colors
from solver.rules.cells.neighborhood import color_at
from solver.seeing.patterns import fits_lattice, is_whole, lattice_place, symmetry_support
from solver.task import Grid

NOTHING_UNKNOWN = 99
MAX_AREA = 160  # cells of a repeating block; larger ones are rare and slow to rule out

PATTERNS: list[Feature] = [
    *colors("pattern", 4, "color by period", "color by period, background unknown", "color by period, occluder unknown"),
    *colors("pattern", 5, "color by period of row", "color by period of col"),
    *colors("pattern", 4, "color across axis, background unknown", "color across level axis, background unknown"),
    *colors("pattern", 4, "color across center, background unknown", "color of any partner, background unknown"),
    *colors("pattern", 4, "color across axis, occluder unknown", "color across level axis, occluder unknown"),
    *colors("pattern", 4, "color across center, occluder unknown", "color of any partner, occluder unknown"),
]


@compiled()
def find_lattice(grid: Grid, unknown: int, table: np.ndarray) -> tuple[int, int, int]:
    """Smallest repeating block (height, width, shift of the next row of blocks) that explains the known cells, or 0, 0, 0."""
    height, width = grid.shape
    known = 0
    for row in range(height):
        for col in range(width):
            known += grid[row, col] != unknown
    for area in range(1, min(known, min(height * width // 2, MAX_AREA)) + 1):
        for high in range(1, min(area, height) + 1):
            if area % high or area // high > width:
                continue
            wide = area // high
            for shift in range(wide if area <= 36 and high <= 3 and height > high else 1):
                if fits_lattice(grid, unknown, high, wide, shift, table) >= 0 and is_whole(table, area):
                    return high, wide, shift
    return 0, 0, 0


@compiled()
def write_lattice(grid: Grid, unknown: int, out: np.ndarray, at: int) -> int:
    """Write what the smallest lattice puts in every cell into row `at`; return its area, or a large number without one."""
    width = grid.shape[1]
    table = np.zeros(grid.size, np.uint8)
    high, wide, shift = find_lattice(grid, unknown, table)
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        out[at, cell] = NO_COLOR
        if high:
            out[at, cell] = table[lattice_place(high, wide, shift, row, col)]
    return high * wide if high else 1 << 20


@compiled()
def best_axis(grid: Grid, background: int, unknown: int, flips_row: bool) -> tuple[int, int]:
    """The mirror axis with the most equal set pairs and no contradiction: (such pairs, coordinate + partner coordinate)."""
    side = grid.shape[0] if flips_row else grid.shape[1]
    best, best_sum = 0, -1
    for total in range(side // 2, side + (side - 1) // 2):
        agreeing = symmetry_support(grid, unknown, int(flips_row), total, 0, background, True)
        if agreeing > best:
            best, best_sum = agreeing, total
    return best, best_sum


@compiled()
def write_axes(grid: Grid, background: int, unknown: int, out: np.ndarray, at: int) -> int:
    """Write partners across the best upright axis, level axis and both, and the first known color; return agreeing pairs."""
    height, width = grid.shape
    upright, col_sum = best_axis(grid, background, unknown, False)
    level, row_sum = best_axis(grid, background, unknown, True)
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            known = int(grid[row, col])
            for kind in range(3):
                color = NO_COLOR
                if (kind == 1 or upright) and (kind == 0 or level):
                    color = color_at(grid, row if kind == 0 else row_sum - row, col if kind == 1 else col_sum - col)
                out[at + kind, cell] = color
                if known in (unknown, NO_COLOR):
                    known = color
            out[at + 3, cell] = known if known != unknown else NO_COLOR
    return upright + level


@compiled()
def write_line_periods(grid: Grid, unknown: int, by_row: bool, out: np.ndarray, at: int) -> None:
    """Write what the period of each row (or col) by itself puts in its cells into row `at`."""
    height, width = grid.shape
    lines, length = (height, width) if by_row else (width, height)
    line = np.zeros((1, length), np.uint8)
    table = np.zeros(length, np.uint8)
    for index in range(lines):
        for place in range(length):
            line[0, place] = grid[index, place] if by_row else grid[place, index]
        _high, wide, _shift = find_lattice(line, unknown, table)
        for place in range(length):
            cell = index * width + place if by_row else place * width + index
            out[at, cell] = table[place % wide] if wide else NO_COLOR


@compiled(types.void(GRID, INTEGER, MATRIX, INTEGER))
def write_patterns(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the PATTERNS features of all cells into rows start.. of `out`."""
    counts = np.zeros(10, np.int64)
    for row in range(grid.shape[0]):
        for col in range(grid.shape[1]):
            counts[grid[row, col]] += 1
    spare = np.empty((4, grid.size), np.uint8)
    least, most = 1 << 20, 0
    for cell in range(grid.size):
        for index in (2, 9, 10, 11, 12):
            out[start + index, cell] = NO_COLOR
    first = np.zeros(2, np.int64)
    for color in range(-1, 10):
        unknown = NOTHING_UNKNOWN if color < 0 else color
        if color in (-1, background):
            write_lattice(grid, unknown, out, start + int(color >= 0))
        elif counts[color] > 0 and counts[color] * 2 <= grid.size:
            area = write_lattice(grid, unknown, spare, first[0])
            if area < least:
                least = area
                for cell in range(grid.size):
                    out[start + 2, cell] = spare[0, cell]
            agreeing = write_axes(grid, background, unknown, spare, first[0])
            if agreeing > most:
                most = agreeing
                for cell in range(grid.size):
                    for index in range(4):
                        out[start + 9 + index, cell] = spare[index, cell]
    write_axes(grid, background, background, out, start + 5)
    for kind in range(2):
        write_line_periods(grid, background, kind == 0, out, start + 3 + kind)
