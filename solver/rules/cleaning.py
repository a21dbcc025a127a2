"""Noise removed: stray cells take the color of what they lie in.

What a cell lies in is its row or column, its neighbors, the block it does not fit into, or what shows on both sides of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import cells_of, changes_in_place, claim
from solver.seeing.colors import background_of
from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "cleaning"
NO_COLOR = 99
MOST_ROUNDS = 40
MOST_ERRORS = 0.15
LEAST_TILES = 5


def _counts_by_row(grid: Grid) -> np.ndarray:
    """Cells of each color in each row (height, 10)."""
    return (grid[:, :, None] == np.arange(COLOR_COUNT)).sum(axis=1)


def _plain_rows(grid: Grid) -> Grid:
    """Every row in its most frequent color."""
    return np.repeat(_counts_by_row(grid).argmax(axis=1)[:, None], grid.shape[1], axis=1).astype(np.uint8)


def _plain_lines(grid: Grid) -> Grid:
    """Every row, or every column where these are purer, in its most frequent color."""
    rows, cols = (_counts_by_row(one).max(axis=1).sum() for one in (grid, grid.T))
    return _plain_rows(grid) if rows >= cols else _plain_rows(grid.T).T


def _around(grid: Grid) -> np.ndarray:
    """The eight neighbors of every cell (8, height, width), NO_COLOR outside; the four edge neighbors come first."""
    height, width = grid.shape
    padded = np.full((height + 2, width + 2), NO_COLOR, np.uint8)
    padded[1:-1, 1:-1] = grid
    steps = ((0, 1), (1, 0), (1, 2), (2, 1), (0, 0), (0, 2), (2, 0), (2, 2))
    return np.stack([padded[row : row + height, col : col + width] for row, col in steps])


def _voted(grid: Grid, around: np.ndarray) -> Grid:
    """The most frequent color around every cell, its own color on ties."""
    votes = (around[:, None] == np.arange(COLOR_COUNT)[None, :, None, None]).sum(axis=0) * 2
    votes += grid[None] == np.arange(COLOR_COUNT)[:, None, None]
    return votes.argmax(axis=0).astype(np.uint8)


def stray_cells(grid: Grid, neighbors: int) -> np.ndarray:
    """Which cells have none of their color among their 4 or 8 neighbors."""
    return ~(_around(grid)[:neighbors] == grid).any(axis=0)


def _without_strays(neighbors: int, grid: Grid) -> Grid:
    """Cells without a neighbor of their color take the most frequent color around them."""
    return np.where(stray_cells(grid, neighbors), _voted(grid, _around(grid)), grid)


def _smoothed(grid: Grid) -> Grid:
    """Every cell takes the most frequent color around it, again and again until nothing changes."""
    for _ in range(MOST_ROUNDS):
        after = _voted(grid, _around(grid))
        if same_grid(after, grid):
            break
        grid = after
    return grid


def _blocks_only(grid: Grid) -> Grid:
    """Only cells in 2 x 2 squares of their color stay; the others take the most frequent color of the grid."""
    ground = background_of(grid)
    kept = np.full(grid.shape, ground, np.uint8)
    if min(grid.shape) < 2:
        return kept
    corner = grid[:-1, :-1]
    is_square = (corner == grid[1:, :-1]) & (corner == grid[:-1, 1:]) & (corner == grid[1:, 1:])
    for row, col in np.argwhere(is_square):
        kept[row : row + 2, col : col + 2] = corner[row, col]
    return kept


def _without_small(least: int, diagonal: bool, grid: Grid) -> Grid:
    """One-colored pieces of fewer cells take the most frequent color next to them."""
    labels, count = labels_of(grid, NO_BACKGROUND, diagonal, True)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    is_hidden = sizes[labels] < least
    return _filled(is_hidden, grid)


def _filled(is_hidden: np.ndarray, grid: Grid) -> Grid:
    """Hidden cells take the most frequent known color around them, from the outside in."""
    if is_hidden.all():
        return grid
    out, is_hidden = grid.copy(), is_hidden.copy()
    while is_hidden.any():
        around = np.where(_around(is_hidden.astype(np.uint8)) == 0, _around(out), NO_COLOR)
        reached = is_hidden & (around != NO_COLOR).any(axis=0)
        out[reached] = _voted(np.full(grid.shape, NO_COLOR, np.uint8), around)[reached]
        is_hidden &= ~reached
    return out


def _uncovered(color: int, grid: Grid) -> Grid:
    """Cells of a color take what shows on two opposite sides of them; the rest what is next to them."""
    out = grid.copy()
    for _ in range(MOST_ROUNDS):
        if not (out == color).any():
            break
        left, right, up, down = (_seen(np.rot90(out, turns), color, turns) for turns in (0, 2, 3, 1))
        across, along = (left == right) & (left != NO_COLOR), (up == down) & (up != NO_COLOR)
        chosen = np.where(across & ~(along & (up != left)), left, np.where(along & ~across, up, NO_COLOR))
        new = np.where((out == color) & (chosen != NO_COLOR), chosen, out).astype(np.uint8)
        if same_grid(new, out):
            return _filled(out == color, out)
        out = new
    return out


def _seen(turned: Grid, color: int, turns: int) -> np.ndarray:
    """What every cell sees to its left in a turned grid, looking past a color; turned back."""
    seen = np.full(turned.shape, NO_COLOR, np.uint8)
    for col in range(1, turned.shape[1]):
        seen[:, col] = np.where(turned[:, col - 1] == color, seen[:, col - 1], turned[:, col - 1])
    return np.rot90(seen, -turns)


def _tiled(grid: Grid) -> Grid:
    """Every cell takes the most frequent color of its place in the smallest tile that nearly all cells follow."""
    height, width = grid.shape
    sides = sorted(((high, wide) for high in range(1, height + 1) for wide in range(1, width + 1)), key=lambda s: s[0] * s[1])
    for high, wide in sides:
        if LEAST_TILES * high * wide > height * width:
            break
        places = (np.arange(height) % high)[:, None] * wide + np.arange(width) % wide
        keys = COLOR_COUNT * places + grid
        votes = np.bincount(keys.ravel(), minlength=high * wide * COLOR_COUNT).reshape(-1, COLOR_COUNT)
        if votes.max(axis=1).sum() >= (1 - MOST_ERRORS) * grid.size:
            return votes.argmax(axis=1).astype(np.uint8)[places]
    return grid


def _made_symmetric(grid: Grid) -> Grid:
    """Every cell takes the most frequent color of its mirror images and turned images about the middle of the grid."""
    images = [grid, grid[:, ::-1], grid[::-1], grid[::-1, ::-1]]
    if grid.shape[0] == grid.shape[1]:
        images += [image.T for image in images]
    votes = (np.stack(images)[..., None] == np.arange(COLOR_COUNT)).sum(axis=0)
    return votes.argmax(axis=-1).astype(np.uint8)


CLEANERS: dict[str, tuple[float, Callable[[Grid], Grid]]] = {
    "every row in its main color": (5, _plain_rows),
    "every column in its main color": (5, lambda grid: _plain_rows(grid.T).T),
    "every line in its main color": (5, _plain_lines),
    "cells without an edge neighbor of their color": (5, partial(_without_strays, 4)),
    "cells without a neighbor of their color": (5, partial(_without_strays, 8)),
    "all cells smoothed": (6, _smoothed),
    "only blocks stay": (5, _blocks_only),
    "the tile that nearly all cells follow": (4, _tiled),
    "the majority of all mirror images": (4, _made_symmetric),
}
CLEANERS |= {
    f"pieces of fewer than {least} cells{', joined by corners' if diagonal else ''}": (
        6 + 0.2 * least,
        partial(_without_small, least, diagonal),
    )
    for least in (2, 3, 4, 5, 6, 8, 10)
    for diagonal in (False, True)
}


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield the ways of cleaning that give every demonstration's output."""
    if not changes_in_place(task):
        return
    hidden = {
        f"cells of color {color} uncovered": (4.0, partial(_uncovered, color))
        for color in range(COLOR_COUNT)
        if all((grid == color).any() for grid in task.inputs)
        and all((pair.input[pair.input != pair.output] == color).all() for pair in task.train)
    }
    first = task.train[0]
    for words, (cost, rule) in (CLEANERS | hidden).items():
        if not budget.spend(20 * cells_of(task)):
            return
        if same_grid(rule(first.input), first.output):
            candidate = claim(task, NAME, f"cleaned: {words}", cost, rule)
            if candidate is not None and candidate.is_full_fit:
                yield candidate
