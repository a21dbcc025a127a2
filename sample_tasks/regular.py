"""Sample tasks about regularity: rectangles in noise, sequences, symmetric drawings, stray cells; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, canvas, place, rows_and_cols, sampler, scatter, shades

REGULAR: Samples = {}
sample = sampler(REGULAR)


@sample(demonstrations=4)
def widest_clearing_is_planted(rng: random.Random) -> tuple[Grid, Grid]:
    """The largest clearing in a thicket is planted with green."""
    grid = scatter(rng, *rows_and_cols(rng, 11, 14), shades(rng, 1), 0.7)
    row, col = rng.randint(0, grid.shape[0] - 4), rng.randint(0, grid.shape[1] - 5)
    box = np.s_[row : row + rng.randint(3, 4), col : col + rng.randint(4, 5)]
    grid[max(0, row - 1) : row + 5, max(0, col - 1) : col + 6] = grid[grid > 0][0]
    grid[box] = 0
    out = grid.copy()
    out[box] = 3
    return grid, out


@sample(demonstrations=3)
def beads_to_the_edge(rng: random.Random) -> tuple[Grid, Grid]:
    """Three beads of a slanting string are there; the string goes on to the edge both ways."""
    grid = canvas(*rows_and_cols(rng, 13, 16))
    down, right, color = rng.randint(1, 2), rng.choice((-2, -1, 1, 2)), shades(rng, 1)[0]
    row, col = 5, 7
    out = grid.copy()
    for times in range(-12, 13):
        r, c = row + times * down, col + times * right
        if 0 <= r < grid.shape[0] and 0 <= c < grid.shape[1]:
            out[r, c] = color
            if abs(times) <= 1:
                grid[r, c] = color
    return grid, out


@sample(demonstrations=3)
def second_wing_of_the_moth(rng: random.Random) -> tuple[Grid, Grid]:
    """Of every moth one wing is missing but for its root beside the red body: the wing is drawn again, mirrored."""
    grid = canvas(*rows_and_cols(rng, 11, 13))
    moths = []
    for _ in range(2):
        wing = blob(rng, 6, shades(rng, 9)[0] % 7 + 3)
        moth = np.hstack([wing[:, ::-1], canvas(wing.shape[0], 1, 2), wing])
        moths.append(moth)
    corners = place(rng, grid, moths, gap=2)
    out = grid.copy()
    for (row, col), moth in zip(corners, moths, strict=True):
        half = moth.shape[1] // 2
        grid[row : row + moth.shape[0], col + half + 1 : col + moth.shape[1]] = 0
    return grid, out


@sample(demonstrations=3)
def dust_on_the_stripes(rng: random.Random) -> tuple[Grid, Grid]:
    """Dust lies on a field of stripes, which run across or down; it is swept away."""
    stripes = np.repeat(np.array(rng.sample(range(1, 10), 4), np.uint8), 3)[:, None]
    out = np.repeat(stripes, rng.randint(9, 13), axis=1)
    grid = out.copy()
    for row in range(grid.shape[0]):
        for col in rng.sample(range(grid.shape[1]), 2):
            grid[row, col] = rng.randint(0, 9)
    return (grid, out) if rng.random() < 0.5 else (grid.T.copy(), out.T.copy())
