"""Sample tasks about things that move, are copied, counted or taken one by one; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, box, canvas, place, rows_and_cols, sampler, scatter, shades

MOVING: Samples = {}
sample = sampler(MOVING)


@sample(demonstrations=3)
def boats_sail_to_the_quay(rng: random.Random) -> tuple[Grid, Grid]:
    """Every blue boat sails right until it touches a gray quay, an anchored boat or the edge; all else stays."""
    grid = canvas(*rows_and_cols(rng, 12, 15))
    boats = [blob(rng, rng.randint(2, 4), 1, 3) for _ in range(3)]
    quays = [canvas(rng.randint(1, 3), 1, 5) for _ in range(3)]
    corners = place(rng, grid, [*boats, *quays, blob(rng, 3, 4, 2)])
    out = grid.copy()
    order = sorted(range(3), key=lambda index: -(corners[index][1] + boats[index].shape[1]))
    for index in order:
        row, col = corners[index]
        boat = boats[index]
        high, wide = boat.shape
        out[row : row + high, col : col + wide][boat > 0] = 0
        while col + wide < grid.shape[1] and not out[row : row + high, col + 1 : col + 1 + wide][boat > 0].any():
            col += 1
        out[row : row + high, col : col + wide][boat > 0] = 1
    return grid, out


@sample(demonstrations=4)
def stems_become_flowers(rng: random.Random) -> tuple[Grid, Grid]:
    """One flower is in bloom. Of others only the green stem and the yellow heart are up: they bloom as the stem points."""
    petals = shades(rng, 9)[0]
    while petals in (3, 4):
        petals = shades(rng, 9)[0]
    flower = np.array([[0, petals, 0], [petals, 4, petals], [0, 3, petals], [0, 3, 3]], np.uint8)
    grid = canvas(*rows_and_cols(rng, 14, 17))
    turned = [np.rot90(flower, rng.randint(0, 3)) for _ in range(2)]
    buds = [np.where((piece == 3) | (piece == 4), piece, 0).astype(np.uint8) for piece in turned]
    corners = place(rng, grid, [flower, *buds])
    out = grid.copy()
    for (row, col), piece in zip(corners[1:], turned, strict=True):
        out[row : row + piece.shape[0], col : col + piece.shape[1]] = piece
    return grid, out


@sample(demonstrations=4)
def stairs_of_rings(rng: random.Random) -> tuple[Grid, Grid]:
    """A pink staircase as high as there are rings among rings and pebbles."""
    grid = canvas(*rows_and_cols(rng, 13, 15))
    rings = rng.sample(range(1, 6), 1)[0]
    pieces = [box(3, rng.randint(3, 4), rng.randint(1, 5)) for _ in range(rings)]
    place(rng, grid, [*pieces, *(canvas(1, 1, rng.randint(1, 5)) for _ in range(rng.randint(2, 4)))])
    return grid, (np.tri(rings) * 6).astype(np.uint8)


@sample(demonstrations=3)
def every_card_upside_down(rng: random.Random) -> tuple[Grid, Grid]:
    """Every card is turned upside down where it lies."""
    grid = canvas(*rows_and_cols(rng, 12, 15))
    cards = [scatter(rng, rng.randint(2, 4), rng.randint(2, 4), shades(rng, 4), 1.0) for _ in range(3)]
    corners = place(rng, grid, cards, gap=1)
    out = grid.copy()
    for (row, col), card in zip(corners, cards, strict=True):
        out[row : row + card.shape[0], col : col + card.shape[1]] = card[::-1]
    return grid, out


@sample(demonstrations=3)
def torches_shine_ahead(rng: random.Random) -> tuple[Grid, Grid]:
    """From the yellow head of every red torch light falls ahead up to what is in its way; crates get a green frame."""
    grid = canvas(*rows_and_cols(rng, 14, 18))
    torch = canvas(rng.randint(3, 4), 1, 2)
    torch[0] = 4
    turns = [rng.randint(0, 3) for _ in range(3)]
    crates = [canvas(rng.randint(2, 3), rng.randint(2, 3), 8) for _ in range(2)]
    corners = place(rng, grid, [*crates, *(np.rot90(torch, turn) for turn in turns)], gap=2, edge=1)
    out = grid.copy()
    for (row, col), crate in zip(corners[:2], crates, strict=True):
        frame = out[row - 1 : row + crate.shape[0] + 1, col - 1 : col + crate.shape[1] + 1]
        frame[frame == 0] = 3
    for (row, col), turn in zip(corners[2:], turns, strict=True):
        down, right = ((-1, 0), (0, -1), (1, 0), (0, 1))[turn]
        head = np.argwhere(np.rot90(torch, turn) == 4)[0]
        row, col = row + head[0] + down, col + head[1] + right
        while 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1] and grid[row, col] == 0:
            out[row, col] = 7
            row, col = row + down, col + right
    return grid, out


@sample(demonstrations=3)
def drawers_close(rng: random.Random) -> tuple[Grid, Grid]:
    """Drawers of several lengths that stand open to the left or right are pushed back to the middle of their chest."""
    width = 2 * rng.randint(7, 9)
    grid = canvas(2 * rng.randint(5, 6), width)
    grid[:2, width // 2 - 4 : width // 2 + 4] = 5
    out = grid.copy()
    for row in range(3, len(grid), 2):
        half, color = rng.randint(1, 4), rng.choice((2, 3))
        left = rng.randint(0, width - 2 * half)
        grid[row, left : left + 2 * half] = color
        out[row, width // 2 - half : width // 2 + half] = color
    return grid, out


@sample(demonstrations=3)
def broken_plate(rng: random.Random) -> tuple[Grid, Grid]:
    """Four corners of a plate lie about; put together, each in the corner that it is, they are whole."""
    colors = shades(rng, 9)[:4]
    corner = np.array([[1, 1, 1], [1, 0, 0], [1, 0, 0]], np.uint8)
    pieces = [np.rot90(corner, -turn) * colors[turn] for turn in range(4)]
    grid = canvas(*rows_and_cols(rng, 13, 15))
    place(rng, grid, list(pieces), gap=1)
    return grid, np.vstack([np.hstack([pieces[0], pieces[1]]), np.hstack([pieces[3], pieces[2]])])


@sample(demonstrations=3)
def posters_on_blank_boards(rng: random.Random) -> tuple[Grid, Grid]:
    """Every gray board of the poster's size shows the poster."""
    height, width = rng.randint(2, 4), rng.randint(2, 4)
    poster = scatter(rng, height, width, [color for color in shades(rng, 9) if color != 5][:3], 1.0)
    poster[0, :2] = 1, 2
    grid = canvas(*rows_and_cols(rng, 13, 16))
    corners = place(rng, grid, [poster, *(canvas(height, width, 5) for _ in range(2))], gap=1)
    out = grid.copy()
    for row, col in corners[1:]:
        out[row : row + height, col : col + width] = poster
    return grid, out


@sample(demonstrations=3)
def stickers_on_an_album_page(rng: random.Random) -> tuple[Grid, Grid]:
    """Above is an album page with marks, below lie stickers: each is pasted where its marks are those of the page."""
    side = rng.randint(9, 11)
    page, table = canvas(side, side, rng.choice((1, 4))), canvas(side, side)
    pairs = rng.sample((2, 3, 8, 9), 2)
    stickers = [np.array([[mark, 6, 6], [6, 6, mark], [6, mark, 6]], np.uint8) for mark in pairs]
    place(rng, table, stickers)
    out = page.copy()
    for (row, col), sticker in zip(place(rng, page.copy(), stickers), stickers, strict=True):
        out[row : row + 3, col : col + 3] = sticker
        page[row : row + 3, col : col + 3][sticker != 6] = sticker[sticker != 6]
    return np.vstack([page, table]), out


@sample(demonstrations=3)
def snails_crawl_ahead(rng: random.Random) -> tuple[Grid, Grid]:
    """Two green snails crawl where their yellow heads point, up to a stone or the edge, and leave blue trails."""
    turn = rng.randint(0, 3)
    step = np.array([(-1, 0), (0, -1), (1, 0), (0, 1)][turn])
    snail = np.rot90(np.array([[0, 4, 0], [3, 3, 3]], np.uint8), turn)
    corners = [(0, 0), (0, 0)]
    while min(abs(corners[0][axis] - corners[1][axis]) for axis in (0, 1)) < 4:  # no snail crosses a trail
        grid = canvas(*rows_and_cols(rng, 13, 16))
        corners = place(rng, grid, [snail, snail, *(canvas(2, 2, 5) for _ in range(2))], gap=2, edge=1)
    out = grid.copy()
    for corner in corners[:2]:
        cells = np.argwhere(snail) + corner
        out[tuple(cells.T)] = 0
        while (cells + step).min() >= 0 and (cells + step < grid.shape).all() and (out[tuple((cells + step).T)] < 2).all():
            out[tuple(cells.T)] = 1
            cells = cells + step
        out[tuple(cells.T)] = snail[snail > 0]
    return grid, out


@sample(demonstrations=3)
def books_by_height(rng: random.Random) -> tuple[Grid, Grid]:
    """Books on a shelf change places so that they rise to the right."""
    heights = rng.sample(range(1, 9), rng.randint(3, 5))
    colors = shades(rng, len(heights))
    rows = [canvas(9, 2 * len(heights) + 1) for _ in range(2)]
    for grid, order in zip(rows, (heights, sorted(heights)), strict=True):
        for slot, height in enumerate(order):
            grid[9 - height :, 2 * slot + 1] = colors[heights.index(height)]
    return rows[0], rows[1]


@sample(demonstrations=3)
def drawer_pulled_by_counters(rng: random.Random) -> tuple[Grid, Grid]:
    """The drawer moves to the right by as many cells as there are green counters."""
    grid = canvas(rng.randint(8, 10), 14)
    drawer = blob(rng, rng.randint(4, 6), rng.choice([1, 2, 5, 8]), 3)
    counters = rng.randint(2, 6)
    grid[-1, rng.sample(range(14), counters)] = 3
    out = grid.copy()
    row, col = rng.randint(0, len(grid) - 5), rng.randint(0, 4)
    grid[row : row + drawer.shape[0], col : col + drawer.shape[1]] = drawer
    out[row : row + drawer.shape[0], col + counters : col + counters + drawer.shape[1]] = drawer
    return grid, out


@sample(demonstrations=3)
def candles_burn_by_matches(rng: random.Random) -> tuple[Grid, Grid]:
    """The red candle holder at an edge carries a yellow candle as long as there are blue matches."""
    grid = canvas(*rows_and_cols(rng, 10, 13))
    holder = rng.randint(2, grid.shape[1] - 3)
    matches = rng.randint(2, 6)
    free = [(row, col) for row in range(0, len(grid), 2) for col in range(0, grid.shape[1], 2) if abs(col - holder) > 1]
    for row, col in rng.sample(free, matches):
        grid[row, col] = 1
    grid[0, holder] = 2
    out = grid.copy()
    out[1 : matches + 1, holder] = 4
    turn = rng.randint(0, 3)
    return np.rot90(grid, turn).copy(), np.rot90(out, turn).copy()


@sample(demonstrations=3)
def stamp_at_every_cross(rng: random.Random) -> tuple[Grid, Grid]:
    """The stamp is pressed around every gray cross, and the cross is gone."""
    colors = [color for color in shades(rng, 9) if color != 5][:2]
    stamp = np.array([[colors[0], colors[0], colors[1]], [0, 0, colors[0]], [colors[1], colors[0], colors[0]]], np.uint8)
    stamp = np.rot90(stamp, rng.randint(0, 3))
    crosses = [np.array([[0, 0, 0], [0, 5, 0], [0, 0, 0]], np.uint8) for _ in range(rng.randint(2, 3))]
    grid = canvas(*rows_and_cols(rng, 13, 16))
    corners = place(rng, grid, [stamp, *crosses])
    out = grid.copy()
    for row, col in corners[1:]:
        out[row : row + 3, col : col + 3] = stamp
    return grid, out


@sample(demonstrations=3)
def wallpaper_by_the_number_of_rolls(rng: random.Random) -> tuple[Grid, Grid]:
    """The pattern is repeated to the right as often as there are gray rolls."""
    pattern = scatter(rng, 3, 3, [color for color in shades(rng, 9) if color != 5][:2], 1.0)
    grid = canvas(*rows_and_cols(rng, 9, 12))
    rolls = rng.randint(1, 5)
    place(rng, grid, [pattern, *(canvas(1, 1, 5) for _ in range(rolls))])
    return grid, np.tile(pattern, (1, rolls))


@sample(demonstrations=3)
def wagons_by_the_number_of_lanterns(rng: random.Random) -> tuple[Grid, Grid]:
    """The engine at the left edge draws as many wagons like it as there are pink lanterns."""
    engine = blob(rng, rng.randint(3, 4), rng.choice([1, 2, 3, 8]), 2)
    height, width = engine.shape
    grid = canvas(rng.randint(7, 9), 16)
    lanterns = rng.randint(1, 4)
    grid[-1, rng.sample(range(0, 16, 2), lanterns)] = 6
    row = rng.randint(0, len(grid) - 5)
    grid[row : row + height, :width] = engine
    out = grid.copy()
    for number in range(1, lanterns + 1):
        col = number * (width + 1)
        out[row : row + height, col : col + width] = engine
    return grid, out


@sample(demonstrations=3)
def picture_hung_in_the_frame(rng: random.Random) -> tuple[Grid, Grid]:
    """A copy of the picture hangs in the middle of the frame; both stay where they are."""
    colors = shades(rng, 2)
    picture = blob(rng, rng.randint(4, 6), colors[0], 3)
    height, width = picture.shape
    grid = canvas(*rows_and_cols(rng, 13, 16))
    frame = box(height + 2, width + 2, colors[1])
    corners = place(rng, grid, [picture, frame])
    out = grid.copy()
    row, col = corners[1]
    out[row + 1 : row + 1 + height, col + 1 : col + 1 + width][picture > 0] = colors[0]
    return grid, out


@sample(demonstrations=3)
def hats_go_round(rng: random.Random) -> tuple[Grid, Grid]:
    """Every hat takes the color of its neighbor to the left, the first one that of the last."""
    count = rng.randint(3, 4)
    colors = shades(rng, count)
    grid = canvas(rng.randint(5, 8), 4 * count)
    out = grid.copy()
    for number, color in enumerate(colors):
        hat = blob(rng, rng.randint(3, 5), 1, 3)
        row, cols = rng.randint(0, len(grid) - 3), slice(4 * number, 4 * number + hat.shape[1])
        grid[row : row + hat.shape[0], cols] = hat * color
        out[row : row + hat.shape[0], cols] = hat * colors[number - 1]
    return grid, out


@sample(demonstrations=3)
def ribbon_of_petals(rng: random.Random) -> tuple[Grid, Grid]:
    """All petals are laid in the middle of the grid, side by side."""
    grid = canvas(*rows_and_cols(rng, 7, 13))
    petals, color = rng.randint(2, 6), rng.randint(1, 9)
    grid.ravel()[rng.sample(range(grid.size), petals)] = color
    out = np.zeros_like(grid)
    start = (grid.shape[1] - petals) // 2
    out[len(grid) // 2, start : start + petals] = color
    return grid, out
