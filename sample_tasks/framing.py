"""Sample tasks that are easy once they are rewritten: other grounds, other directions, noise, regions; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, canvas, place, rows_and_cols, sampler, scatter

FRAMING: Samples = {}
sample = sampler(FRAMING)


@sample(demonstrations=3)
def stones_sink_on_any_ground(rng: random.Random) -> tuple[Grid, Grid]:
    """Blue and gray stones sink to the bottom; what they lie on has another color in every grid."""
    grid = canvas(*rows_and_cols(rng, 9, 13))
    place(rng, grid, [blob(rng, rng.randint(2, 5), color) for color in (1, 5, 5)], gap=2)
    out = canvas(*grid.shape)
    for col in range(grid.shape[1]):
        stones = [color for color in grid[:, col].tolist() if color]
        out[grid.shape[0] - len(stones) :, col] = stones
    ground = np.arange(10, dtype=np.uint8)
    ground[0] = rng.choice((2, 3, 4, 6, 7, 8, 9))
    return ground[grid], ground[out]


@sample(demonstrations=4)
def smoke_from_the_chimneys(rng: random.Random) -> tuple[Grid, Grid]:
    """Red smoke rises from every chimney to the edge; the whole town lies on one of its sides, or upside down."""
    grid = canvas(*rows_and_cols(rng, 10, 13))
    house = np.array([[0, 2, 0], [3, 3, 3], [3, 0, 3]], np.uint8)
    out = grid.copy()
    for row, col in place(rng, grid, [house] * 2, gap=2, edge=1):
        out[:row, col + 1] = 2
    out[grid != 0] = grid[grid != 0]
    turns = rng.randint(0, 3)
    return np.ascontiguousarray(np.rot90(grid, turns)), np.ascontiguousarray(np.rot90(out, turns))


@sample(demonstrations=3)
def shape_in_the_snow(rng: random.Random) -> tuple[Grid, Grid]:
    """Snow falls on everything; what is asked for is the largest shape without it."""
    grid = canvas(*rows_and_cols(rng, 12, 15))
    colors = rng.sample((1, 2, 3, 4, 6, 7, 8, 9), 2)
    shapes = [blob(rng, cells, color) for cells, color in zip((12, 7), colors, strict=True)]
    place(rng, grid, shapes, gap=3, edge=1)
    for _ in range(9):
        row, col = rng.randrange(grid.shape[0]), rng.randrange(grid.shape[1])
        if not grid[max(0, row - 1) : row + 2, max(0, col - 1) : col + 2].any():
            grid[row, col] = 5
    return grid, shapes[0]


@sample(demonstrations=3)
def one_picture_from_every_room(rng: random.Random) -> tuple[Grid, Grid]:
    """Walls divide a house into four rooms of any size; the pictures that hang there are put side by side."""
    heights, widths = ([rng.randint(4, 7) for _ in range(2)] for _ in range(2))
    grid = canvas(sum(heights) + 1, sum(widths) + 1)
    grid[heights[0]] = 5
    grid[:, widths[0]] = 5
    out = canvas(4, 4)
    for row, top in enumerate((0, heights[0] + 1)):
        for col, left in enumerate((0, widths[0] + 1)):
            picture = scatter(rng, 2, 2, rng.sample((1, 2, 3, 4, 6, 7, 8, 9), 2), 1.0)
            down, right = rng.randint(0, heights[row] - 2), rng.randint(0, widths[col] - 2)
            grid[top + down : top + down + 2, left + right : left + right + 2] = picture
            out[2 * row : 2 * row + 2, 2 * col : 2 * col + 2] = picture
    return grid, out


@sample(demonstrations=3)
def neighbors_across_the_fence(rng: random.Random) -> tuple[Grid, Grid]:
    """Every green field makes the fields beside it yellow, across the fences too; these have another color in every grid."""
    rows, cols = rows_and_cols(rng, 6, 8)
    fields = canvas(rows, cols)
    for _ in range(4):
        fields[rng.randrange(rows), rng.randrange(cols)] = 3
    after = fields.copy()
    for row, col in np.argwhere(fields == 3):
        for side in (col - 1, col + 1):
            if 0 <= side < cols and fields[row, side] == 0:
                after[row, side] = 4
    fence, gaps = rng.choice((1, 2, 5, 6, 7, 8, 9)), (rng.randint(2, rows - 2), rng.randint(2, cols - 2))
    fenced = [np.insert(np.insert(grid, gaps[0], fence, 0), gaps[1], fence, 1) for grid in (fields, after)]
    return fenced[0], fenced[1]
