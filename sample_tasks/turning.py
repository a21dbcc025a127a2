"""Sample tasks with a direction that every grid shows in its own way; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, canvas, place, rows_and_cols, sampler

TURNING: Samples = {}
sample = sampler(TURNING)


@sample(demonstrations=4)
def shade_behind_the_trees(rng: random.Random) -> tuple[Grid, Grid]:
    """The sun stands on one side, and behind every tree, away from the sun, lies shade to the edge."""
    grid = canvas(*rows_and_cols(rng, 9, 13))
    grid[0, 2:-2] = 4
    land = grid[2:]
    place(rng, land, [canvas(1, 1, 3) for _ in range(3)])
    out = grid.copy()
    for row, col in np.argwhere(grid == 3):
        shade = out[row + 1 :, col]
        shade[shade == 0] = 8
    turns = rng.randint(0, 3)
    return np.ascontiguousarray(np.rot90(grid, turns)), np.ascontiguousarray(np.rot90(out, turns))
