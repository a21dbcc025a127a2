"""Sample tasks about order, counts and marks: trains, wheels, panels, ripples, vines; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, canvas, rows_and_cols, sampler, scatter, shades

ORDERING: Samples = {}
sample = sampler(ORDERING)


@sample(demonstrations=3)
def train_runs_back(rng: random.Random) -> tuple[Grid, Grid]:
    """The wagons of a train on a winding track change places: the last one comes first."""
    grid = canvas(11, 12)
    row, col = rng.randint(1, 3), rng.randint(1, 2)
    track = [(row, col)]
    for down, right, steps in ((0, 1, rng.randint(4, 6)), (1, 0, rng.randint(3, 5)), (0, 1, 2)):
        for _ in range(steps):
            track.append((track[-1][0] + down, track[-1][1] + right))
    wagons = [rng.randint(1, 9) for _ in track]
    out = grid.copy()
    for place, wagon, other in zip(track, wagons, reversed(wagons), strict=True):
        grid[place], out[place] = wagon, other
    return grid, out


@sample(demonstrations=4)
def wheel_turned_by_a_count(rng: random.Random) -> tuple[Grid, Grid]:
    """A pattern rolls to the right, out at one edge and in at the other, by as many cells as there are gray ones."""
    grid = scatter(rng, *rows_and_cols(rng, 8, 11), shades(rng, 3), 0.3)
    grid[grid == 5] = 4
    for row, col in rng.sample(list(zip(*np.nonzero(grid == 0), strict=True)), rng.randint(1, 4)):
        grid[row, col] = 5
    return grid, np.roll(np.where(grid == 5, 0, grid).astype(np.uint8), int((grid == 5).sum()), axis=1)


@sample(demonstrations=4)
def panel_goes_where_its_mark_says(rng: random.Random) -> tuple[Grid, Grid]:
    """Of nine panels the one with a red cell is left, and goes to the place that the red cell has in it."""
    grid = canvas(11, 11)
    grid[3::4], grid[:, 3::4] = 5, 5
    panels = [scatter(rng, 3, 3, [3, 8], 0.5) for _ in range(9)]
    chosen, spot = rng.randrange(9), rng.randrange(9)
    panels[chosen].ravel()[spot] = 2
    out = grid.copy()
    for index, panel in enumerate(panels):
        grid[index // 3 * 4 : index // 3 * 4 + 3, index % 3 * 4 : index % 3 * 4 + 3] = panel
    out[spot // 3 * 4 : spot // 3 * 4 + 3, spot % 3 * 4 : spot % 3 * 4 + 3] = panels[chosen]
    return grid, out


@sample(demonstrations=3)
def ripples_meet_halfway(rng: random.Random) -> tuple[Grid, Grid]:
    """Drops make square ripples, every second ring, each up to where another drop is nearer."""
    height, width = rows_and_cols(rng, 13, 16)
    grid = canvas(height, width)
    drops = [(rng.randint(2, height - 3), rng.randint(1, 4)), (rng.randint(2, height - 3), rng.randint(width - 5, width - 2))]
    colors = rng.sample(range(1, 10), 2)
    for drop, color in zip(drops, colors, strict=True):
        grid[drop] = color
    rows, cols = np.indices(grid.shape)
    steps = np.array([abs(rows - row) + abs(cols - col) for row, col in drops])
    rings = np.array([np.maximum(abs(rows - row), abs(cols - col)) for row, col in drops])
    out = grid.copy()
    for index, color in enumerate(colors):
        out[(steps[index] < steps[1 - index]) & (rings[index] % 2 == 0)] = color
    return grid, out


@sample(demonstrations=3)
def vines_around_stones(rng: random.Random) -> tuple[Grid, Grid]:
    """Vines grow down from the top, each pushed one step to the right by every stone on the left edge that it passes."""
    grid = canvas(12, 15)
    stones = sorted(rng.sample(range(2, 11), rng.randint(2, 3)))
    grid[stones, 0] = 5
    out = grid.copy()
    for col in rng.sample(range(2, 10, 2), 3):
        grid[0, col] = out[0, col] = 2
        for row in range(1, 12):
            out[row, min(14, col + sum(stone <= row for stone in stones))] = 2
    return grid, out
