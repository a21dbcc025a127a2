"""Noise in grids: which cells are stray, and what cells lie in: what is around them, on both sides, in most of their like.

Cells that are UNKNOWN have no vote anywhere.
"""

from __future__ import annotations

import numpy as np

from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.seeing.patterns import UNKNOWN
from solver.task import COLOR_COUNT, Grid

MOST_ROUNDS = 40
MOST_ERRORS = 0.15
LEAST_TILES = 5
_COLORS = np.arange(COLOR_COUNT)


def around(grid: Grid) -> np.ndarray:
    """The eight neighbors of every cell (8, height, width), UNKNOWN outside; the four edge neighbors come first."""
    height, width = grid.shape
    padded = np.full((height + 2, width + 2), UNKNOWN, np.uint8)
    padded[1:-1, 1:-1] = grid
    steps = ((0, 1), (1, 0), (1, 2), (2, 1), (0, 0), (0, 2), (2, 0), (2, 2))
    return np.stack([padded[row : row + height, col : col + width] for row, col in steps])


def stray_cells(grid: Grid, neighbors: int) -> np.ndarray:
    """Which cells have none of their color among their 4 or 8 neighbors."""
    return ~(around(grid)[:neighbors] == grid).any(axis=0)


def in_squares(grid: Grid) -> np.ndarray:
    """Which cells lie in a 2 x 2 square of their color."""
    found = np.zeros(grid.shape, bool)
    corner = grid[:-1, :-1]
    for row, col in np.argwhere((corner == grid[1:, :-1]) & (corner == grid[:-1, 1:]) & (corner == grid[1:, 1:])):
        found[row : row + 2, col : col + 2] = True
    return found


def small_pieces(grid: Grid, least: int, corners: bool) -> np.ndarray:
    """Which cells lie in a one-colored piece of fewer cells than the least."""
    labels, _ = labels_of(grid, NO_BACKGROUND, corners, True)
    return np.bincount(labels.ravel())[labels] < least


def _voted(grid: Grid) -> Grid:
    """The most frequent color around every cell, its own color on ties."""
    votes = (around(grid)[:, None] == _COLORS[None, :, None, None]).sum(axis=0) * 2
    votes += grid[None] == _COLORS[:, None, None]
    return np.where(votes.any(axis=0), votes.argmax(axis=0), UNKNOWN).astype(np.uint8)


def grown_over(grid: Grid) -> Grid:
    """UNKNOWN cells take the most frequent known color around them, from the outside in."""
    for _ in range(sum(grid.shape)):
        if (grid == UNKNOWN).any():
            grid = np.where(grid == UNKNOWN, _voted(grid), grid)
    return grid


def between(grid: Grid) -> Grid:
    """UNKNOWN cells take what shows on two opposite sides of them; the rest what is next to them."""
    for _ in range(MOST_ROUNDS):
        left, right, up, down = (_seen(grid, turns) for turns in (0, 2, 3, 1))
        across, along = (left == right) & (left != UNKNOWN), (up == down) & (up != UNKNOWN)
        chosen = np.where(across & ~(along & (up != left)), left, np.where(along & ~across, up, UNKNOWN))
        before, grid = grid, np.where(grid == UNKNOWN, chosen, grid)
        if np.array_equal(grid, before):
            break
    return grown_over(grid)


def _seen(grid: Grid, turns: int) -> np.ndarray:
    """What every cell sees to its left in a turned grid, looking past UNKNOWN cells; turned back."""
    turned = np.rot90(grid, turns)
    seen = np.full(turned.shape, UNKNOWN, np.uint8)
    for col in range(1, turned.shape[1]):
        seen[:, col] = np.where(turned[:, col - 1] == UNKNOWN, seen[:, col - 1], turned[:, col - 1])
    return np.rot90(seen, -turns)


def plain_rows(grid: Grid) -> Grid:
    """Every row in its most frequent color."""
    main = (grid[:, :, None] == _COLORS).sum(axis=1).argmax(axis=1)
    return np.broadcast_to(main[:, None].astype(np.uint8), grid.shape).copy()


def plain_lines(grid: Grid) -> Grid:
    """Every row, or every column where these are purer, in its most frequent color."""
    rows, cols = plain_rows(grid), plain_rows(grid.T).T
    return rows if (rows == grid).sum() >= (cols == grid).sum() else cols


def nearly_tiled(grid: Grid) -> Grid | None:
    """Every cell takes the most frequent color of its place in the smallest tile that nearly all cells follow."""
    height, width = grid.shape
    sides = sorted(((high, wide) for high in range(1, height + 1) for wide in range(1, width + 1)), key=lambda s: s[0] * s[1])
    for high, wide in sides:
        if LEAST_TILES * high * wide > height * width:
            break
        places = (np.arange(height) % high)[:, None] * wide + np.arange(width) % wide
        votes = np.bincount((COLOR_COUNT + 1) * places.ravel() + grid.ravel(), minlength=high * wide * (COLOR_COUNT + 1))
        votes = votes.reshape(-1, COLOR_COUNT + 1)[:, :COLOR_COUNT]
        if votes.max(axis=1).sum() >= (1 - MOST_ERRORS) * grid.size:
            return votes.argmax(axis=1).astype(np.uint8)[places]
    return None


def made_symmetric(grid: Grid) -> Grid:
    """Every cell takes the most frequent color of its mirror images and turned images about the middle of the grid."""
    images = [grid, grid[:, ::-1], grid[::-1], grid[::-1, ::-1]]
    if grid.shape[0] == grid.shape[1]:
        images += [image.T for image in images]
    votes = (np.stack(images)[..., None] == _COLORS).sum(axis=0)
    return votes.argmax(axis=-1).astype(np.uint8)
