"""Tasks of scenes: what is counted, mirrored, filled, falls, shines, is folded or woven."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, box, canvas, place, rows_and_cols, sampler, scatter, shades

SCENES: Samples = {}
sample = sampler(SCENES)


# --- objects, counting


@sample(demonstrations=3)
def dust_in_the_mirror(rng: random.Random) -> tuple[Grid, Grid]:
    """Only single cells stay, and the picture is mirrored left and right."""
    grid = canvas(*rows_and_cols(rng, 11, 14))
    colors = shades(rng, 3)
    things = [blob(rng, rng.randint(4, 8), color) for color in colors]
    dust = [canvas(1, 1, rng.choice(colors)) for _ in range(6)]
    corners = place(rng, grid, things + dust)
    out = canvas(*grid.shape)
    for corner in corners[len(things) :]:
        out[corner] = grid[corner]
    return grid, out[:, ::-1]


@sample(demonstrations=4)
def giant_turns_red(rng: random.Random) -> tuple[Grid, Grid]:
    """The largest gray thing turns red and the others turn green."""
    grid = canvas(*rows_and_cols(rng, 11, 15))
    pieces = [blob(rng, size, 5) for size in (9, rng.randint(3, 6), rng.randint(2, 6))]
    corners = place(rng, grid, pieces)
    out = np.where(grid == 5, 3, 0).astype(np.uint8)
    row, col = corners[0]
    window = out[row : row + pieces[0].shape[0], col : col + pieces[0].shape[1]]
    window[pieces[0] == 5] = 2
    return grid, out


@sample(demonstrations=3)
def bar_as_long_as_the_count(rng: random.Random) -> tuple[Grid, Grid]:
    """A row with one cell for every thing."""
    grid = canvas(*rows_and_cols(rng, 7, 10))
    count, color = rng.randint(1, 5), rng.randint(1, 9)
    place(rng, grid, [blob(rng, rng.randint(1, 3), color, 2) for _ in range(count)])
    return grid, canvas(1, count, color)


# --- geometry and symmetry


@sample(demonstrations=3)
def butterfly_unfolds(rng: random.Random) -> tuple[Grid, Grid]:
    """The left wing is drawn; the right one is its mirror image."""
    wing = scatter(rng, rng.randint(5, 9), rng.randint(3, 6), shades(rng, 3), 0.5)
    return np.hstack([wing, np.zeros_like(wing)]), np.hstack([wing, wing[:, ::-1]])


@sample(demonstrations=3)
def crop_and_rotate(rng: random.Random) -> tuple[Grid, Grid]:
    """Empty margins are cut off, then a quarter turn against the clock."""
    picture = scatter(rng, *rows_and_cols(rng, 3, 6), shades(rng, 3), 0.8)
    picture[0, 0], picture[-1, -1] = picture.max(), picture.max()
    grid = canvas(*rows_and_cols(rng, 9, 12))
    place(rng, grid, [picture], edge=1)
    return grid, np.rot90(picture)


@sample(demonstrations=3)
def unstretch_and_turn_over(rng: random.Random) -> tuple[Grid, Grid]:
    """Rows and columns equal to the one before are dropped; then half a turn."""
    while True:
        small = scatter(rng, *rows_and_cols(rng, 3, 4), shades(rng, 4), 0.9)
        if (small[1:] != small[:-1]).any(axis=1).all() and (small[:, 1:] != small[:, :-1]).any(axis=0).all():
            break
    rows = [rng.randint(1, 4) for _ in range(small.shape[0])]
    cols = [rng.randint(1, 4) for _ in range(small.shape[1])]
    return small.repeat(rows, axis=0).repeat(cols, axis=1), small[::-1, ::-1]


# --- topology


@sample(demonstrations=3)
def only_the_ponds(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells enclosed by a wall become water, everything else vanishes."""
    grid = canvas(*rows_and_cols(rng, 11, 14))
    wall = 4
    closed = [box(rng.randint(3, 5), rng.randint(3, 5), wall) for _ in range(2)]
    broken = box(4, 4, wall)
    broken[rng.choice([0, 3]), rng.randint(1, 2)] = 0
    corners = place(rng, grid, [*closed, broken])
    out = canvas(*grid.shape)
    for (row, col), piece in zip(corners, closed, strict=False):
        out[row + 1 : row + piece.shape[0] - 1, col + 1 : col + piece.shape[1] - 1] = 1
    return grid, out


@sample(demonstrations=3, tests=2)
def solid_silhouettes(rng: random.Random) -> tuple[Grid, Grid]:
    """Rings become discs of their own color, and the picture is turned upside down."""
    grid, color = canvas(*rows_and_cols(rng, 9, 12)), rng.randint(1, 9)
    rings = [box(rng.randint(3, 5), rng.randint(3, 5), color) for _ in range(2)]
    corners = place(rng, grid, rings)
    out = grid.copy()
    for (row, col), piece in zip(corners, rings, strict=True):
        out[row : row + piece.shape[0], col : col + piece.shape[1]] = color
    return grid, out[::-1]


@sample(demonstrations=3)
def halo_without_the_star(rng: random.Random) -> tuple[Grid, Grid]:
    """Around every cell a ring appears; the cell itself goes out."""
    grid = canvas(*rows_and_cols(rng, 9, 13))
    color = rng.randint(2, 9)
    corners = place(rng, grid, [canvas(1, 1, color) for _ in range(3)], gap=3, edge=1)
    out = canvas(*grid.shape)
    for row, col in corners:
        out[row - 1 : row + 2, col - 1 : col + 2] = 1
        out[row, col] = 0
    return grid, out


# --- gravity and lines


@sample(demonstrations=3)
def sand_falls_then_mirror(rng: random.Random) -> tuple[Grid, Grid]:
    """Every cell falls to the floor of its column; then left and right are exchanged."""
    grid = scatter(rng, *rows_and_cols(rng, 5, 9), shades(rng, 3), 0.35)
    out = canvas(*grid.shape)
    for col in range(grid.shape[1]):
        column = grid[:, col][grid[:, col] != 0]
        if column.size:
            out[-column.size :, col] = column
    return grid, out[:, ::-1]


@sample(demonstrations=3)
def shine_until_the_wall(rng: random.Random) -> tuple[Grid, Grid]:
    """Every lamp in the left column shines to the right until a block stands in the way."""
    height, width = rng.randint(7, 11), rng.randint(9, 13)
    grid = canvas(height, width)
    lamps = rng.sample(range(height), 4)
    for row in lamps:
        grid[row, 0] = rng.randint(1, 4)
    for row in range(height):
        if rng.random() < 0.7:
            grid[row, rng.randint(4, width - 1)] = 5
    out = grid.copy()
    for row in lamps:
        col = 1
        while col < width and grid[row, col] == 0:
            out[row, col] = grid[row, 0]
            col += 1
    return grid, out


@sample(demonstrations=3)
def bridges_without_their_ends(rng: random.Random) -> tuple[Grid, Grid]:
    """Where two cells face each other in a row the gap between them is drawn, and the cells go."""
    height, width = rng.randint(7, 11), rng.randint(8, 12)
    grid, out = canvas(height, width), canvas(height, width)
    color = rng.randint(1, 9)
    for row in rng.sample(range(0, height, 2), 3):
        left, right = rng.randint(0, 2), rng.randint(5, width - 1)
        grid[row, [left, right]] = color
        out[row, left + 1 : right] = color
    return grid, out


# --- panels


@sample(demonstrations=4)
def both_halves_agree(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells that are colored in the left panel and in the mirrored right panel."""
    height, width = rng.randint(4, 7), rng.randint(3, 6)
    left, right = (scatter(rng, height, width, [color], 0.55) for color in (2, 6))
    both = np.where((left != 0) & (right[:, ::-1] != 0), 2, 0).astype(np.uint8)
    return np.hstack([left, canvas(height, 1, 5), right]), both


@sample(demonstrations=4)
def fold_the_sheet(rng: random.Random) -> tuple[Grid, Grid]:
    """The upper half is folded down over the lower half; its empty cells are glass."""
    height, width = rng.randint(3, 6), rng.randint(4, 8)
    above, below = (scatter(rng, height, width, [color], 0.5) for color in (3, 8))
    return np.vstack([above, below]), np.where(above[::-1] != 0, above[::-1], below)


# --- rules for objects


@sample(demonstrations=3)
def paint_by_windows(rng: random.Random) -> tuple[Grid, Grid]:
    """Gray houses turn blue without a window, red with one, green with two."""
    grid = canvas(*rows_and_cols(rng, 13, 16))
    pieces = []
    for windows in (0, 1, 2, rng.randint(0, 2)):
        house = canvas(rng.randint(3, 4), rng.randint(5, 6), 5)
        house[1, [1, 3][:windows]] = 0
        pieces.append(house)
    corners = place(rng, grid, pieces)
    out = grid.copy()
    for (row, col), house in zip(corners, pieces, strict=True):
        window = out[row : row + house.shape[0], col : col + house.shape[1]]
        window[house == 5] = int((house == 0).sum()) + 1
    return grid, out


@sample(demonstrations=3)
def carpet_under_the_stain(rng: random.Random) -> tuple[Grid, Grid]:
    """A woven carpet, each band moved on by one; what the black stain hides is woven again."""
    high, wide = rng.randint(2, 3), rng.randint(3, 4)
    tile = scatter(rng, high, wide, shades(rng, 4), 1.0)
    rows, cols = np.indices(rows_and_cols(rng, 11, 14))
    carpet = tile[rows % high, (cols - rows // high) % wide]
    grid = carpet.copy()
    for _ in range(2):
        row, col = rng.randint(2, 7), rng.randint(2, 7)
        grid[row : row + rng.randint(2, 3), col : col + rng.randint(2, 4)] = 0
    return grid, carpet


@sample(demonstrations=3)
def lamps_and_crosses(rng: random.Random) -> tuple[Grid, Grid]:
    """Yellow lamps shine up and down behind everything; around every blue cell four green corners grow."""
    grid = canvas(*rows_and_cols(rng, 12, 15))
    corners = place(rng, grid, [canvas(1, 1, color) for color in (4, 4, 1, 1, 1)], gap=2, edge=1)
    out = grid.copy()
    for _row, col in corners[:2]:
        column = out[:, col]
        column[column == 0] = 4
    for row, col in corners[2:]:
        for down, right in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
            out[row + down, col + right] = 3
    return grid, out
