"""Boxes of cells, and the pieces of drawings that lie in them."""

from __future__ import annotations

import numpy as np

from solver.task import Grid

Box = tuple[slice, slice]  # rows and columns
NO_BOX: Box = slice(0, 0), slice(0, 0)
NO_CELL = 255  # in the box of a piece, where the piece has no cell


def framed(cells: np.ndarray, value: int) -> np.ndarray:
    """Cells with a frame of one value around them, one cell wide: five times as fast as np.pad."""
    wide = np.full((cells.shape[0] + 2, cells.shape[1] + 2), value, cells.dtype)
    wide[1:-1, 1:-1] = cells
    return wide


def box_of(mask: np.ndarray) -> Box:
    """Rows and columns of the box of all cells that are set; an empty box when none is."""
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1)) if len(rows) else NO_BOX


def content_of(grid: Grid) -> Grid | None:
    """Crop to the cells that are not 0. None when all are 0."""
    content = grid[box_of(grid)]
    return content if content.size else None


def paste(grid: Grid, piece: Grid, row: int, col: int) -> None:
    """Draw the cells of a piece into a grid (modified) from (row, col) on, clipped at the edges."""
    window = grid[max(0, row) : max(0, row + piece.shape[0]), max(0, col) : max(0, col + piece.shape[1])]
    shown = piece[max(0, -row) :, max(0, -col) :][: window.shape[0], : window.shape[1]]
    window[shown != NO_CELL] = shown[shown != NO_CELL]


def enlarged(grid: Grid, factor: int) -> Grid:
    """Make every cell a block of factor x factor."""
    return grid.repeat(factor, 0).repeat(factor, 1)
