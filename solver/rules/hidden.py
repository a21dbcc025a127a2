"""What is hidden in a grid, or noise: cells told by their color, by where they lie, by what is around them."""

from __future__ import annotations

import numpy as np

from solver.language.term import verb
from solver.seeing import noise
from solver.seeing.boxes import Box, box_of
from solver.seeing.colors import background_of
from solver.seeing.patterns import UNKNOWN
from solver.task import Grid


def solid_boxes(grid: Grid) -> list[Box]:
    """The rectangles of at least 2 x 2 that are all the cells of their color, the smallest first."""
    found = []
    for color in np.unique(grid):
        box = box_of(grid == color)
        if (grid[box] == color).all() and min(grid[box].shape) >= 2 and grid[box].shape != grid.shape:
            found.append(box)
    return sorted(found, key=lambda box: grid[box].size)


@verb
def of_color(looked_at: Grid, color: int) -> np.ndarray:
    """Which cells have a color."""
    return looked_at == color


@verb
def outside_content(looked_at: Grid) -> np.ndarray:
    """Which cells lie outside the box of all that are not 0."""
    is_outside = np.ones(looked_at.shape, bool)
    is_outside[box_of(looked_at != 0)] = False
    return is_outside


@verb
def behind_content(looked_at: Grid, down: bool = False) -> np.ndarray:
    """Which cells follow the last one that is not 0 in each row, or in each column."""
    lines = looked_at.T if down else looked_at
    behind = np.cumsum(lines[:, ::-1] != 0, axis=1)[:, ::-1] == 0
    behind[~lines.any(axis=1)] = False
    return behind.T if down else behind


@verb
def of_an_edge(looked_at: Grid) -> np.ndarray:
    """Which cells have a color that some edge is all of, where that is one color."""
    edges = (looked_at[0], looked_at[-1], looked_at[:, 0], looked_at[:, -1])
    colors = {int(edge[0]) for edge in edges if (edge == edge[0]).all()}
    return looked_at == (colors.pop() if len(colors) == 1 else UNKNOWN)


@verb
def in_solid_rectangles(looked_at: Grid) -> np.ndarray:
    """Which cells lie in a rectangle that is all of its color."""
    is_solid = np.zeros(looked_at.shape, bool)
    for box in solid_boxes(looked_at):
        is_solid[box] = True
    return is_solid


@verb
def in_no_square(looked_at: Grid) -> np.ndarray:
    """Which cells lie in no 2 x 2 square of their color, those of the most common color left out."""
    return ~noise.in_squares(looked_at) & (looked_at != background_of(looked_at))


@verb
def in_small_pieces(looked_at: Grid, least: int, corners: bool = False) -> np.ndarray:
    """Which cells lie in a one-colored piece of fewer cells, joined by edges, or by corners too."""
    return noise.small_pieces(looked_at, least, corners)


@verb
def stray(looked_at: Grid, corners: bool = False) -> np.ndarray:
    """Which cells have no neighbor of their color, of four or of all eight."""
    return noise.stray_cells(looked_at, 8 if corners else 4)
