"""Tasks of the whole grid: color tables, and layouts of its copies."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, canvas, rows_and_cols, sampler, scatter, shades

WHOLE: Samples = {}
sample = sampler(WHOLE)


# --- color tables


@sample(demonstrations=3)
def pass_the_colors_around(rng: random.Random) -> tuple[Grid, Grid]:
    """2 becomes 5, 5 becomes 8, 8 becomes 2; the others stay."""
    grid = scatter(rng, *rows_and_cols(rng, 5, 9), [2, 5, 8, 4], 0.7)
    table = np.arange(10, dtype=np.uint8)
    table[[2, 5, 8]] = [5, 8, 2]
    return grid, table[grid]


@sample(demonstrations=4, tests=2)
def repaint_and_turn_over(rng: random.Random) -> tuple[Grid, Grid]:
    """Half a turn, and 1 and 7 change places while 3 becomes 6."""
    grid = scatter(rng, *rows_and_cols(rng, 3, 7), [1, 7, 3], 0.6)
    table = np.arange(10, dtype=np.uint8)
    table[[1, 7, 3]] = [7, 1, 6]
    return grid, table[grid[::-1, ::-1]]


# --- layouts


@sample()
def quilt_of_two_turns(rng: random.Random) -> tuple[Grid, Grid]:
    """A 2 x 3 quilt: picture, empty, picture upside down; below, empty, picture turned clockwise, empty."""
    side = rng.randint(3, 5)
    grid = scatter(rng, side, side, shades(rng, 3), 0.6)
    empty = np.zeros_like(grid)
    return grid, np.block([[grid, empty, grid[::-1]], [empty, np.rot90(grid, -1), empty]])


@sample()
def picture_above_its_negative(rng: random.Random) -> tuple[Grid, Grid]:
    """Below the picture comes its mirror image in the water, with colored and empty cells exchanged."""
    color = rng.randint(1, 9)
    grid = scatter(rng, rng.randint(3, 6), rng.randint(4, 8), [color], 0.5)
    return grid, np.vstack([grid, np.where(grid[::-1] == 0, color, 0)]).astype(np.uint8)


@sample(tests=2)
def stamp_turned_where_colored(rng: random.Random) -> tuple[Grid, Grid]:
    """Every colored cell is replaced by the picture turned upside down, every empty one by emptiness."""
    side = rng.randint(3, 4)
    grid = scatter(rng, side, side, shades(rng, 2), 0.5)
    return grid, np.kron(grid != 0, np.rot90(grid, 2)).astype(np.uint8)


@sample(demonstrations=4)
def grow_by_colors_and_flip(rng: random.Random) -> tuple[Grid, Grid]:
    """As many times larger as there are colors, and left and right exchanged."""
    count = rng.randint(2, 4)
    height, width = (rng.choice([side for side in (2, 3, 4, 5) if side != count]) for _ in range(2))
    grid = scatter(rng, height, width, shades(rng, count), 0.7)
    return grid, np.kron(grid[:, ::-1], canvas(count, count, 1))


@sample()
def shrink_the_mosaic_and_tip_it(rng: random.Random) -> tuple[Grid, Grid]:
    """Each square stone becomes one cell, and rows become columns."""
    small = scatter(rng, *rows_and_cols(rng, 3, 5), shades(rng, 3), 0.7)
    side = rng.randint(2, 3)
    return np.kron(small, canvas(side, side, 1)), small.T


@sample(demonstrations=3)
def carpet_continues(rng: random.Random) -> tuple[Grid, Grid]:
    """The pattern is laid three times across and twice down, every second row of carpets upside down."""
    grid = scatter(rng, rng.randint(2, 3), rng.randint(2, 4), shades(rng, 3), 0.8)
    row = np.hstack([grid] * 3)
    return grid, np.vstack([row, row[::-1]])
