"""Colors of a grid as rules ask for them: counts, the most and least common one, the background, tables that recolor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from solver.task import COLOR_COUNT, Grid

Table = np.ndarray  # int64 (10,): new color of each color, UNSEEN where no demonstration shows it
UNSEEN = -1


def counts_of(grid: Grid) -> np.ndarray:
    """Count the cells of each color (int64, 10)."""
    return np.bincount(grid.ravel(), minlength=COLOR_COUNT)


def majority_of(grid: Grid, first: int = 0) -> int:
    """Most frequent color >= first, the lowest one on ties; 0 when there is none."""
    counts = counts_of(grid)[first:]
    return int(counts.argmax()) + first if counts.any() else 0


def background_of(grid: Grid) -> int:
    """The color that things lie on: the most common one, the lowest on ties."""
    return int(counts_of(grid).argmax())


def edge_color_of(grid: Grid) -> int:
    """Most frequent color of the outermost cells, the lowest one on ties."""
    edge = np.ones(grid.shape, bool)
    edge[1:-1, 1:-1] = False
    return int(np.bincount(grid[edge], minlength=COLOR_COUNT).argmax())


def backgrounds_of(grids: Sequence[Grid]) -> list[int]:
    """The background of every grid of a task: 0 when all have it, else what most cells of each are."""
    return [0] * len(grids) if all((grid == 0).any() for grid in grids) else [background_of(grid) for grid in grids]


def rarest_of(grid: Grid, first: int = 0) -> int:
    """Least frequent color >= first among those that are there, the lowest one on ties; 0 when there is none."""
    counts = counts_of(grid)[first:]
    return int(np.where(counts, counts, grid.size + 1).argmin()) + first if counts.any() else 0


def color_table(pairs: Iterable[tuple[Grid, Grid]]) -> Table | None:
    """The table that turns every first grid into its second one, of the same shape. None when there is no such table."""
    table = np.full(COLOR_COUNT, UNSEEN)
    for before, after in pairs:
        seen = np.zeros((COLOR_COUNT, COLOR_COUNT), bool)
        seen[before.ravel(), after.ravel()] = True
        if (seen.sum(axis=1) > 1).any():
            return None
        for color in np.flatnonzero(seen.any(axis=1)):
            new = int(seen[color].argmax())
            if table[color] not in (UNSEEN, new):
                return None
            table[color] = new
    return table


def exchanged(grid: Grid, colors: Mapping[int, int]) -> Grid:
    """Exchange the colors that are named."""
    table = np.arange(COLOR_COUNT, dtype=np.uint8)
    table[list(colors)] = list(colors.values())
    return table[grid]


def whole_table(table: Table) -> np.ndarray:
    """The table as uint8, colors that no demonstration shows as they are."""
    return np.where(table == UNSEEN, np.arange(COLOR_COUNT), table).astype(np.uint8)
