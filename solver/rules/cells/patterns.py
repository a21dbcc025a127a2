"""Cell features of patterns that go through the whole grid: what periods and mirror axes would put in a cell.

Cells of one color may be taken for unknown: the background, or the color that best explains the rest when it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.rules.cells.feature import COLORS, NO_COLOR, Block, colors, each
from solver.rules.cells.look import Look
from solver.seeing.patterns import UNKNOWN, best_motion, complete_by_lattice, complete_lines
from solver.task import Grid

MOST_AREA = 160  # cells of a repeating block; larger ones are rare and slow to rule out
MOST_SHIFTED = 36  # cells of one that is shifted from row to row
NO_LATTICE = 1 << 20
_COPIED = ("across axis", "across level axis", "across center", "of any partner")


def patterns(look: Look) -> Iterator[Block]:
    """What periods and mirror axes that go through the whole grid put in a cell."""
    hidden = _without(look.grid, look.background)
    yield colors("pattern", 4, {"color by period": by_period(look.grid)[1]})
    yield colors("pattern", 4, {"color by period, background unknown": by_period(hidden)[1]})
    counts = np.bincount(look.own, minlength=len(COLORS))
    counts[look.background] = 0
    occluders = np.flatnonzero((counts > 0) & (2 * counts <= look.own.size)).tolist()
    periods = [by_period(_without(look.grid, color)) for color in occluders]
    axes = [(_axes(look, color), color) for color in occluders]
    behind: np.ndarray | int = NO_COLOR
    mirrored = np.full((4, look.own.size), NO_COLOR)
    if occluders:
        behind = min(periods, key=lambda found: found[0])[1]
        best, occluder = max(axes, key=lambda found: found[0][0])
        mirrored = _across(look, occluder, best) if best[0] else mirrored
    yield colors("pattern", 4, {"color by period, occluder unknown": behind})
    by_row, by_col = hidden.copy(), np.ascontiguousarray(hidden.T)
    complete_lines(by_row, 1)
    complete_lines(by_col, 1)
    yield colors("pattern", 5, {"color by period of row": by_row.ravel(), "color by period of col": by_col.T.ravel()})
    on_ground = _across(look, look.background, _axes(look, look.background))
    yield colors("pattern", 4, {each("color {}, background unknown", _COPIED): on_ground})
    yield colors("pattern", 4, {each("color {}, occluder unknown", _COPIED): mirrored})


def by_period(grid: Grid) -> tuple[int, np.ndarray | int]:
    """The area of the smallest repeating block that explains all cells but UNKNOWN ones, and what it puts in every cell.

    NO_LATTICE and NO_COLOR when there is none.
    """
    out = np.full(grid.shape, NO_COLOR, np.uint8)
    most = min(np.count_nonzero(grid != UNKNOWN), grid.size // 2, MOST_AREA)
    area = complete_by_lattice(grid, UNKNOWN, 0, 0, most, MOST_SHIFTED, out)
    return (area, out.ravel()) if area else (NO_LATTICE, NO_COLOR)


def _without(grid: Grid, color: int) -> Grid:
    """The grid with the cells of a color UNKNOWN."""
    return np.where(grid == color, UNKNOWN, grid).astype(np.uint8)


def _axes(look: Look, unknown: int) -> tuple[int, int, int]:
    """Support of the best axes when a color is unknown; sum of coordinates of the level and of the upright one, 99 for none."""
    known = _without(look.grid, unknown)
    (upright, col_sum, _), (level, row_sum, _) = (best_motion(known, kind, look.background) for kind in (0, 1))
    return upright + level, row_sum if level else 99, col_sum if upright else 99


def _across(look: Look, unknown: int, axes: tuple[int, int, int]) -> np.ndarray:
    """Partners across the upright axis, the level one, both, and the first that is known (4, cells)."""
    row, col = axes[1] - look.row, axes[2] - look.col
    found = np.empty((4, look.own.size), np.uint8)
    found[:3] = look.color_at(np.array([look.row, row, row]), np.array([col, look.col, col]))
    found[3] = np.where(look.own == unknown, NO_COLOR, look.own)
    for partner in found[:3]:
        np.copyto(found[3], partner, where=(found[3] == NO_COLOR) & (partner != unknown))
    return found
