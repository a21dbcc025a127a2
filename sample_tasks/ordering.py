"""Sample tasks about order, counts and marks: trains, wheels, panels, ripples, vines; see make.py."""

from __future__ import annotations

import random

import numpy as np
from drawing import Grid, Samples, blob, canvas, rows_and_cols, sampler, scatter, shades

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


@sample(demonstrations=3)
def beads_off_the_string(rng: random.Random) -> tuple[Grid, Grid]:
    """The beads of a winding string as a row, from the gray clasp on, which is left out."""
    grid = canvas(9, 10)
    row, col, beads = rng.randint(0, 2), rng.randint(0, 3), [rng.choice([1, 2, 3, 4, 6, 7, 8, 9]) for _ in range(12)]
    track = [(row, col)]
    for down, right, steps in ((0, 1, rng.randint(2, 4)), (1, 0, rng.randint(2, 4)), (0, 1, rng.randint(1, 2))):
        for _ in range(steps):
            track.append((track[-1][0] + down, track[-1][1] + right))
    track = track[:: rng.choice((1, -1))]
    grid[track[0]] = 5
    for place, bead in zip(track[1:], beads, strict=False):
        grid[place] = bead
    return grid, np.array([beads[: len(track) - 1]], np.uint8)


@sample(demonstrations=3)
def runners_by_their_distance(rng: random.Random) -> tuple[Grid, Grid]:
    """The runners as a row, the nearest to the gray line first."""
    height = rng.randint(9, 11)
    grid = canvas(height, 13)
    grid[:, 0] = 5
    colors, starts = rng.sample([1, 2, 3, 4, 6, 7, 8, 9], 3), rng.sample(range(2, 11), 3)
    for place, (color, start) in enumerate(zip(colors, starts, strict=True)):
        row = place * 3 + rng.randint(0, 1)
        grid[row, start] = grid[row + 1, start] = grid[row, start + 1] = color
    order = [color for _, color in sorted(zip(starts, colors, strict=True))]
    return np.ascontiguousarray(grid[:, :: rng.choice((1, -1))]), np.array([order], np.uint8)


@sample(demonstrations=3)
def costume_by_the_list(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure is cut out in the colors that the list in the corner puts beside its own."""
    grid = canvas(11, 12)
    figure = scatter(rng, 4, 4, [1, 2, 3], 0.7)
    figure[0], figure[:, 0] = np.array([1, 2, 1, 3]), np.array([1, 3, 2, 2])
    figure[3], figure[:, 3] = np.array([2, 1, 3, 1]), np.array([3, 1, 2, 1])
    grid[5:9, 6:10] = figure
    out = figure.copy()
    for place, (old, new) in enumerate(zip((1, 2, 3), rng.sample([4, 6, 7, 8, 9], 3), strict=True)):
        grid[2 * place, 0], grid[2 * place, 1] = old, new
        out[figure == old] = new
    return grid, out


@sample(demonstrations=3)
def turn_the_pile_over(rng: random.Random) -> tuple[Grid, Grid]:
    """A plank lies on one post and under another; then each lies the other way round."""
    ground, *colors = rng.sample(range(10), 4)
    height, width = rows_and_cols(rng, 12, 14)
    col, row, thick = rng.randint(2, 4), rng.randint(3, height - 6), rng.randint(1, 2)
    columns = [slice(col, col + thick), slice(col + thick + 2, col + thick + 2 + rng.randint(1, 2))]
    posts = [(slice(rng.randint(0, 2), height - rng.randint(0, 2)), at) for at in rng.sample(columns, 2)]
    pile = [posts[0], (slice(row, row + rng.randint(1, 3)), slice(rng.randint(0, 1), width - rng.randint(0, 1))), posts[1]]
    grid, out = canvas(height, width, ground), canvas(height, width, ground)
    for drawing, order in ((grid, (0, 1, 2)), (out, (2, 1, 0))):
        for place in order:
            drawing[pile[place]] = colors[place]
    return grid, out


@sample(demonstrations=3)
def hoist_the_other_sail(rng: random.Random) -> tuple[Grid, Grid]:
    """Every mast has a sail on one side; it gets one on the other side too. Fleets lie any way round."""
    ground, *colors = rng.sample(range(10), 4)
    grid, out = canvas(14, 14, ground), canvas(14, 14, ground)
    for place, color in zip(rng.sample([(0, 0), (0, 7), (7, 0), (7, 7)], 3), colors, strict=True):
        ship, first = np.full((7, 7), ground, np.uint8), rng.randint(1, 3)
        ship[1:6, 3] = color
        ship[first, 2] = color
        ship[first + 1 : first + rng.randint(2, 3), 1:3] = color
        box = slice(place[0], place[0] + 7), slice(place[1], place[1] + 7)
        grid[box] = rng.choice((ship, ship[:, ::-1]))
        out[box] = np.where(ship == color, color, ship[:, ::-1])
    turns = rng.randint(0, 3)
    return np.rot90(grid, turns).copy(), np.rot90(out, turns).copy()


@sample(demonstrations=3)
def pots_with_sprouts(rng: random.Random) -> tuple[Grid, Grid]:
    """From the middle of every pot a stalk grows up, half as long as the pot is wide."""
    width = rng.randint(14, 18)
    grid = canvas(rng.randint(12, 15), width)
    out = grid.copy()
    left = rng.randint(0, 1)
    for wide in rng.sample([3, 5, 7], 3):
        if left + wide > width:
            break
        row = rng.randint(5, grid.shape[0] - 1)
        grid[row, left : left + wide] = out[row, left : left + wide] = 4
        out[row - wide // 2 : row, left + wide // 2] = 3
        left += wide + rng.randint(1, 2)
    return grid, out


@sample(demonstrations=4)
def lift_by_the_counterweight(rng: random.Random) -> tuple[Grid, Grid]:
    """All cabins go up by as many cells as the counterweight, the largest thing, is high; it stays."""
    high = rng.randint(2, 5)
    grid = canvas(14, rng.randint(11, 14))
    top = rng.randint(1, 14 - high)
    grid[top : top + high, :4] = 5
    out = grid.copy()
    for col, color in zip((5, 8), rng.sample([1, 2, 3, 4, 6, 8], 2), strict=True):
        cabin = blob(rng, 4, color, sides=3)
        row = rng.randint(high, 14 - cabin.shape[0])
        for board, shift in ((grid, 0), (out, high)):
            board[row - shift : row - shift + cabin.shape[0], col : col + cabin.shape[1]] = cabin
    return grid, out


@sample(demonstrations=3)
def towers_by_their_windows(rng: random.Random) -> tuple[Grid, Grid]:
    """Every tower is repeated to the right as often as it has windows, one cell apart."""
    grid = canvas(19, rng.randint(15, 18))
    out, top = grid.copy(), 0
    for windows, color in zip(rng.sample([1, 2, 3], 3), shades(rng, 3), strict=True):
        tower = canvas(2 * windows + 1, 3, color)
        tower[1::2, 1] = 0
        for board, copies in ((grid, 0), (out, windows)):
            for place in range(copies + 1):
                board[top : top + len(tower), 4 * place : 4 * place + 3] = tower
        top += len(tower) + 1
    return grid, out
