"""Tasks in which one object, or one room, is cut out."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, box, canvas, place, rows_and_cols, sampler, scatter, shades

CROPPING: Samples = {}
sample = sampler(CROPPING)


@sample(demonstrations=4)
def cut_out_the_tallest(rng: random.Random) -> tuple[Grid, Grid]:
    """The object that reaches over most rows; another one has more cells."""
    grid = canvas(rng.randint(12, 15), rng.randint(12, 15))
    colors = shades(rng, 4)
    tower = canvas(6, 2, colors[0])
    tower[rng.sample(range(1, 5), 2), 1] = 0
    pieces = [tower, canvas(3, 5, colors[1]), blob(rng, 5, colors[2], 3), blob(rng, 6, colors[3], 3)]
    place(rng, grid, pieces)
    return grid, tower


@sample()
def cut_out_the_motley_one(rng: random.Random) -> tuple[Grid, Grid]:
    """The object of most colors, turned clockwise."""
    grid = canvas(*rows_and_cols(rng, 11, 14))
    pieces = []
    for colors in (4, 2, 1):
        piece = blob(rng, 9, 1, 4)
        cells = np.argwhere(piece)
        paint = shades(rng, colors)
        for index, (row, col) in enumerate(cells):
            piece[row, col] = paint[index % colors]
        pieces.append(piece)
    place(rng, grid, pieces)
    return grid, np.ascontiguousarray(np.rot90(pieces[0], -1))


@sample(demonstrations=4)
def cut_out_the_crooked_one(rng: random.Random) -> tuple[Grid, Grid]:
    """All objects but one are the same left and right; the other one comes out, drawn twice as large."""
    grid = canvas(*rows_and_cols(rng, 13, 16))
    pieces = []
    while len(pieces) < 4:
        piece = blob(rng, rng.randint(6, 9), rng.randint(1, 9), 4)
        whole = bool((piece == piece[:, ::-1]).all())
        if whole == (len(pieces) > 0):
            pieces.append(piece)
    place(rng, grid, pieces)
    return grid, np.kron(pieces[0], canvas(2, 2, 1))


@sample(tests=2)
def cut_out_the_lonely_shape(rng: random.Random) -> tuple[Grid, Grid]:
    """Every shape comes twice but one."""
    grid = canvas(*rows_and_cols(rng, 14, 17))
    shapes: list[Grid] = []
    while len(shapes) < 3:
        piece = blob(rng, 6, 1, 3)
        if all(piece.shape != other.shape or (piece != other).any() for other in shapes):
            shapes.append(piece)
    colors = shades(rng, 5)
    pieces = [shape * color for shape, color in zip([shapes[0], *shapes[1:], *shapes[1:]], colors, strict=True)]
    pieces = [piece.astype(np.uint8) for piece in pieces]
    place(rng, grid, pieces)
    return grid, pieces[0]


@sample()
def look_into_the_window(rng: random.Random) -> tuple[Grid, Grid]:
    """What is inside the largest frame, without the frame."""
    grid = canvas(*rows_and_cols(rng, 15, 18))
    frames = []
    for side, color in zip((7, 5, 4), shades(rng, 3), strict=True):
        frame = box(side, side + rng.randint(-1, 1), color)
        inside = (frame.shape[0] - 2, frame.shape[1] - 2)
        frame[1:-1, 1:-1] = scatter(rng, *inside, [other for other in shades(rng, 4) if other != color][:3], 0.6)
        frames.append(frame)
    place(rng, grid, frames)
    return grid, frames[0][1:-1, 1:-1]


@sample(demonstrations=4)
def fullest_room(rng: random.Random) -> tuple[Grid, Grid]:
    """Walls divide the house into rooms; the room with most furniture comes out."""
    high, wide = rows_and_cols(rng, 3, 4)
    wall, *colors = shades(rng, 3)
    shares = rng.sample([0.1, 0.3, 0.4, 0.7], 4)
    rooms = [scatter(rng, high, wide, [rng.choice(colors)], share) for share in shares]
    post, beam = canvas(high, 1, wall), canvas(1, 2 * wide + 1, wall)
    house = np.vstack([np.hstack([rooms[0], post, rooms[1]]), beam, np.hstack([rooms[2], post, rooms[3]])])
    return house, rooms[shares.index(0.7)]
