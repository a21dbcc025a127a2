"""Sample tasks that are easy once they are rewritten: other grounds, other directions, noise, regions; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, canvas, place, rows_and_cols, sampler, scatter, shades

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


@sample(demonstrations=4)
def two_cloths_on_one_table(rng: random.Random) -> tuple[Grid, Grid]:
    """Two cloths lie side by side or one above the other, each in a color of its own; green is where the table shows twice."""
    table, *cloths = rng.sample((1, 2, 4, 5, 6, 7, 8, 9), 3)
    height, width = rng.randint(3, 5), rng.randint(3, 5)
    left, right = (scatter(rng, height, width, [color], share) for color, share in zip(cloths, (0.8, 0.7), strict=True))
    out = np.where((left == 0) & (right == 0), 3, table).astype(np.uint8)
    for cloth in (left, right):
        cloth[cloth == 0] = table
    return rng.choice((np.hstack, np.vstack))([left, right]), out


@sample(demonstrations=3)
def cut_the_spotted_cake(rng: random.Random) -> tuple[Grid, Grid]:
    """The cake with most spots is cut out, which is larger than what is left of the table that it stands on."""
    table, dough, spot = rng.sample(range(10), 3)
    side = rng.randint(11, 12)
    cakes = [canvas(side, side, dough), canvas(3, 3, dough)]
    for cake, spots in zip(cakes, (rng.randint(4, 7), 1), strict=True):
        for _ in range(spots):
            cake[rng.randint(1, len(cake) - 2), rng.randint(1, len(cake) - 2)] = spot
    grid = canvas(side + 2, side + 6, table)
    grid[1:-1, 1 : 1 + side] = cakes[0]
    grid[2:5, -4:-1] = cakes[1]
    return (grid, cakes[0]) if rng.random() < 0.5 else (np.ascontiguousarray(grid[:, ::-1]), cakes[0][:, ::-1].copy())


@sample(demonstrations=3)
def grains_stick_to_the_board(rng: random.Random) -> tuple[Grid, Grid]:
    """Grains above and below a board fly to it, one by one, and take its color; all colors change from grid to grid."""
    ground, board, grain = rng.sample(range(10), 3)
    height, width, thick = rng.randint(10, 12), rng.randint(9, 12), rng.randint(4, 6)
    top = rng.randint(2, height - thick - 2)
    grid = canvas(height, width, ground)
    grid[top : top + thick] = board
    out = grid.copy()
    for col in rng.sample(range(width), 6):
        rows = [row for row in range(height) if not top <= row < top + thick]
        for row in rng.sample(rows, rng.randint(1, 2)):
            grid[row, col] = grain
        above, below = (int((part == grain).sum()) for part in (grid[:top, col], grid[top + thick :, col]))
        out[top - above : top, col] = board
        out[top + thick : top + thick + below, col] = board
    return grid, out


@sample(demonstrations=3)
def print_it_on_every_dot(rng: random.Random) -> tuple[Grid, Grid]:
    """A stamp, the largest thing there, is printed on every dot; whatever sticks out of the paper is lost."""
    ink = rng.randint(1, 9)
    paper, dot = rng.sample([color for color in range(10) if color != ink], 2)
    stamp = np.array([[0, ink, 0], [ink, ink, ink], [0, ink, 0]], np.uint8)
    stamp[rng.choice(((0, 1), (1, 0), (1, 2), (2, 1)))] = paper
    grid = canvas(*rows_and_cols(rng, 11, 14), paper)
    row, col = rng.randint(1, 3), rng.randint(1, 3)
    out = grid.copy()
    places = [(row + 1, col + 1), *((rng.randint(6, grid.shape[0] - 1), across) for across in (0, 4, 8))]
    for down, across in places:
        for part, color in np.ndenumerate(stamp):
            at = down + part[0] - 1, across + part[1] - 1
            if color not in (0, paper) and 0 <= at[0] < out.shape[0] and 0 <= at[1] < out.shape[1]:
                out[at] = color
        grid[down, across] = dot
    grid[row : row + 3, col : col + 3] = out[row : row + 3, col : col + 3]
    return grid, out


@sample(demonstrations=3)
def what_the_finger_points_at(rng: random.Random) -> tuple[Grid, Grid]:
    """A gray finger at the left or upper side points at one of four things: that one is cut out."""
    grid = canvas(*rows_and_cols(rng, 13, 15))
    spots = [(row, col) for row in (3, 9) for col in (3, 9)]
    things = [blob(rng, rng.randint(5, 7), color, sides=3) for color in shades(rng, 4)]
    for (row, col), thing in zip(spots, things, strict=True):
        grid[row : row + thing.shape[0], col : col + thing.shape[1]] = np.where(thing == 5, 9, thing)
    number = rng.randrange(2)  # what lies behind is not meant
    row, col = spots[number]
    seen = grid[row : row + 3, col : col + 3]
    if rng.random() < 0.5:
        grid[row + int(rng.choice(np.flatnonzero(seen.any(axis=1)).tolist())), :2] = 5
    else:
        grid[:2, col + int(rng.choice(np.flatnonzero(seen.any(axis=0)).tolist()))] = 5
    return grid, np.where(things[number] == 5, 9, things[number])


@sample(demonstrations=3)
def verses_like_the_first(rng: random.Random) -> tuple[Grid, Grid]:
    """Rows that repeat the first one turn yellow; the first one stays, and so do others that come again."""
    width = rng.randint(5, 7)
    first, other, *rest = [scatter(rng, 1, width, rng.sample((1, 2, 3, 6, 7), 2), 1.0)[0] for _ in range(5)]
    later = [first, first, other, other, *rest]
    rng.shuffle(later)
    grid = np.array([first, *later])
    is_like = (grid == first).all(axis=1) & (np.arange(len(grid)) > 0)
    return grid, np.where(is_like[:, None], 4, grid).astype(np.uint8)


@sample(demonstrations=3)
def wheels_set_to_zero(rng: random.Random) -> tuple[Grid, Grid]:
    """Every row is turned round until its gray cell comes first."""
    grid = scatter(rng, *rows_and_cols(rng, 4, 6), [1, 2, 3], 0.7)
    out = grid.copy()
    for row, line in enumerate(grid):
        mark = rng.randrange(len(line))
        line[mark] = 5
        out[row] = np.roll(line, -mark)
    return grid, out
