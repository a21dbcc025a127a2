"""Sample tasks with panels, and with pictures that are joined."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, canvas, place, sampler, scatter

PANELS: Samples = {}
sample = sampler(PANELS)


def city(rng: random.Random, side: int) -> tuple[Grid, list[list[tuple[slice, slice]]]]:
    """Empty panels with gray lines between them, and where each panel is."""
    rows, cols = rng.randint(4, 5), rng.randint(3, 5)
    step = side + 1
    grid = canvas(rows * step - 1, cols * step - 1, 5)
    spots = [
        [(slice(row * step, row * step + side), slice(col * step, col * step + side)) for col in range(cols)]
        for row in range(rows)
    ]
    for spot in (spot for line in spots for spot in line):
        grid[spot] = 0
    return grid, spots


@sample(demonstrations=3)
def stamp_in_every_color(rng: random.Random) -> tuple[Grid, Grid]:
    """The red stamp is printed once for each color of the card, in the same arrangement."""
    card = scatter(rng, 2, 3, [1, 3, 4, 6, 8], 1.0)
    stamp = scatter(rng, 3, 3, [2], 0.5)
    stamp[[0, 1, 2], [0, 1, 2]] = 2
    grid = canvas(rng.randint(11, 13), rng.randint(11, 13))
    place(rng, grid, [card, stamp])
    return grid, np.kron(card, (stamp != 0).astype(np.uint8))


@sample(demonstrations=3)
def blinds_let_down(rng: random.Random) -> tuple[Grid, Grid]:
    """Below a colored window all windows take its color."""
    grid, spots = city(rng, rng.randint(2, 3))
    out = grid.copy()
    for col, color in zip(rng.sample(range(len(spots[0])), 2), rng.sample((1, 2, 3, 4, 6, 7, 8, 9), 2), strict=True):
        top = rng.randint(0, 2)
        grid[spots[top][col]] = color
        for line in spots[top:]:
            out[line[col]] = color
    return grid, out


@sample(demonstrations=4)
def light_where_most_are_home(rng: random.Random) -> tuple[Grid, Grid]:
    """The window with most people lights up in yellow; in the others everybody goes to sleep."""
    grid, spots = city(rng, 3)
    out = grid.copy()
    windows = [spot for line in spots for spot in line]
    best = rng.randrange(len(windows))
    for index, spot in enumerate(windows):
        people = 5 if index == best else rng.randint(1, 4)
        room = grid[spot].reshape(9).copy()
        room[rng.sample(range(9), people)] = rng.choice((1, 2, 3))
        grid[spot] = room.reshape(3, 3)
    out[windows[best]] = 4
    return grid, out


@sample(demonstrations=3)
def icicles_below_the_gutter(rng: random.Random) -> tuple[Grid, Grid]:
    """Below a gutter with drops hangs a square of air, through which an icicle grows from each drop to the ground."""
    width = rng.randint(6, 11)
    grid = canvas(1, width)
    for col in rng.sample(range(width), 3):
        grid[0, col] = rng.choice((1, 3, 8))
    return grid, np.repeat(grid, width, axis=0)
