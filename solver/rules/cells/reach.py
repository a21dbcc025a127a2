"""Cell features from beyond the first hit: places between hits, what is hit after a bounce, objects hit, what objects hit.

Objects are cells of one color joined by sides or corners, without those of the background.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, clamped, colors, most_common, numbers
from solver.rules.cells.neighborhood import DIRECTIONS, NEAR_COLS, NEAR_ROWS, color_at
from solver.rules.cells.objects import ONE_COLOR, SEEN
from solver.task import Grid

STRAIGHT, SLANTED = DIRECTIONS[:4], DIRECTIONS[4:]

REACH: list[Feature] = [
    *numbers("between", 5, "off the middle of hits in col", "off the middle of hits in row"),
    *numbers("between", 5, "gap between hits in col", "gap between hits in row"),
    *numbers("between", 6, *(f"set cells {name}" for name in STRAIGHT)),
    *numbers("between", 5, "set runs above mod 2", "set runs to the left mod 2"),
    *numbers("ray parity", 5, *(f"distance {name} mod 2" for name in DIRECTIONS)),
    *numbers("ray parity", 5, "distance of nearest straight hit mod 2", "distance of nearest straight hit mod 3"),
    *colors("bounce", 5, *(f"color hit {name} after a bounce" for name in SLANTED), "main color hit after a bounce"),
    *numbers("hit object", 5, *(f"size of object hit {name}" for name in DIRECTIONS)),
    *numbers("hit object", 5, "size of largest object hit straight", "size of largest object hit"),
    *colors("hit object", 5, "color of largest object hit straight"),
    *numbers("hit object", 5, "an object is hit twice"),
    *colors("object ray", 5, *(f"main color hit {name} by the object" for name in STRAIGHT), "main color hit by the object"),
    *numbers("object ray", 5, "directions in which the object hits"),
    *numbers("behind", 5, *(f"cells of the run hit {name}" for name in DIRECTIONS)),
    *colors("behind", 5, *(f"color behind the hit {name}" for name in DIRECTIONS)),
    *colors("behind", 4, "main color of runs that point here straight", "main color of runs that point here slanted"),
    *numbers("behind", 5, *(f"{name}: not farther than the object hit has cells" for name in STRAIGHT)),
    *numbers("set", 2, "set"),
    *numbers("set", 4, *(f"set {name}" for name in DIRECTIONS)),
]


@compiled()
def hit_cell(grid: Grid, background: int, row: int, col: int, direction: int) -> int:
    """The first set cell in a direction (row * width + col), or -1."""
    row += NEAR_ROWS[direction]
    col += NEAR_COLS[direction]
    while 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]:
        if grid[row, col] != background:
            return row * grid.shape[1] + col
        row += NEAR_ROWS[direction]
        col += NEAR_COLS[direction]
    return -1


@compiled()
def color_after_bounce(grid: Grid, background: int, row: int, col: int, direction: int) -> int:
    """What a slanted ray hits that goes on after it is thrown back, once, by the border or a set cell; else NO_COLOR."""
    down = NEAR_ROWS[direction]
    right = NEAR_COLS[direction]
    bounced = False
    while True:
        ahead = color_at(grid, row + down, col + right)
        if ahead == background:
            row += down
            col += right
            continue
        if bounced:
            return ahead
        bounced = True
        is_level = color_at(grid, row + down, col) != background
        is_upright = color_at(grid, row, col + right) != background
        if is_level == is_upright:
            return NO_COLOR
        if is_level:
            down = -down
        else:
            right = -right


@compiled()
def main_hits(grid: Grid, background: int, labels: np.ndarray, count: int, hits: np.ndarray) -> np.ndarray:
    """Main color, other than its own, that the cells of every object hit, in 4 directions and in all: (count + 1, 5)."""
    width = grid.shape[1]
    found = np.zeros((count + 1, 5, 10), np.int64)
    for cell in range(grid.size):
        label = labels[cell // width, cell % width]
        for direction in range(4):
            hit = hits[cell, direction]
            color = int(grid[hit // width, hit % width]) if hit >= 0 else background
            if color != background and color != grid[cell // width, cell % width]:
                found[label, direction, color] += 1
                found[label, 4, color] += 1
    main = np.empty((count + 1, 5), np.int64)
    for label in range(count + 1):
        for direction in range(5):
            main[label, direction] = most_common(found[label, direction], NO_COLOR)
    return main


@compiled()
def write_hits(grid: Grid, background: int, hits: np.ndarray, row: int, col: int, out: np.ndarray, start: int) -> None:
    """Write what the hits of one cell tell: places between them, parities of distances, bounces."""
    width = grid.shape[1]
    cell = row * width + col
    far = np.zeros(8, np.int64)
    for direction in range(8):
        hit = hits[cell, direction]
        far[direction] = max(abs(hit // width - row), abs(hit % width - col)) if hit >= 0 else 0
        out[start + 10 + direction, cell] = far[direction] % 2 if far[direction] else 2
    for axis in range(2):
        is_between = far[axis] > 0 and far[axis + 2] > 0
        out[start + axis, cell] = abs(far[axis] - far[axis + 2]) if is_between else 60
        out[start + 2 + axis, cell] = far[axis] + far[axis + 2] - 1 if is_between else 60
    nearest = 60
    for direction in range(4):
        if far[direction]:
            nearest = min(nearest, far[direction])
    out[start + 18, cell] = nearest % 2 if nearest < 60 else 2
    out[start + 19, cell] = nearest % 3 if nearest < 60 else 3
    counts = np.zeros(10, np.int64)
    for slanted in range(4):
        color = color_after_bounce(grid, background, row, col, 4 + slanted) if grid[row, col] == background else NO_COLOR
        out[start + 20 + slanted, cell] = color
        if color != NO_COLOR:
            counts[color] += 1
    out[start + 24, cell] = most_common(counts, NO_COLOR)


@compiled()
def write_behind(
    grid: Grid, background: int, hits: np.ndarray, sizes: np.ndarray, row: int, col: int, out: np.ndarray, start: int
) -> None:
    """Write what lies behind the hits of one cell: the length of the run hit, the next color, and colors of pointing runs."""
    width = grid.shape[1]
    cell = row * width + col
    pointing = np.zeros((2, 10), np.int64)
    for direction in range(8):
        hit = hits[cell, direction]
        run = 0
        behind = NO_COLOR
        if hit >= 0:
            there_row, there_col = hit // width, hit % width
            color = int(grid[there_row, there_col])
            behind = color
            while behind == color:
                run += 1
                behind = color_at(grid, there_row + run * NEAR_ROWS[direction], there_col + run * NEAR_COLS[direction])
            if run > 1:
                pointing[int(direction >= 4), color] += 1
            if direction < 4:
                far = max(abs(there_row - row), abs(there_col - col))
                out[start + 18 + direction, cell] = far <= sizes[hit]
        elif direction < 4:
            out[start + 18 + direction, cell] = 0
        out[start + direction, cell] = run
        out[start + 8 + direction, cell] = behind
    for slanted in range(2):
        out[start + 16 + slanted, cell] = most_common(pointing[slanted], NO_COLOR)


@compiled()
def write_set_counts(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write how many cells are set above, right, below and left of every cell, and the parity of runs above and left."""
    height, width = grid.shape
    for across in range(2):
        lines, length = (width, height) if across == 0 else (height, width)
        for line in range(lines):
            before = runs = 0
            was_set = False
            for backward in range(2):
                before = 0
                for step in range(length):
                    place = length - 1 - step if backward else step
                    row, col = (place, line) if across == 0 else (line, place)
                    cell = row * width + col
                    is_set = grid[row, col] != background
                    if backward:
                        out[start + 6 - across, cell] = before  # below, right
                    else:
                        out[start + (4 if across == 0 else 7), cell] = before
                        out[start + 8 + across, cell] = runs % 2
                        runs += is_set and not was_set
                        was_set = is_set
                    before += is_set


@compiled(types.void(GRID, INTEGER, *SEEN, MATRIX, INTEGER))
def write_reach(
    grid: Grid, background: int, kinds: np.ndarray, counts: np.ndarray, known: np.ndarray, out: np.ndarray, start: int
) -> None:
    """Write the REACH features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    labels, count = kinds[ONE_COLOR], counts[ONE_COLOR]
    sizes = np.zeros(count + 1, np.int64)
    hits = np.empty((grid.size, 8), np.int64)
    for row in range(height):
        for col in range(width):
            sizes[labels[row, col]] += 1
            for direction in range(8):
                hits[row * width + col, direction] = hit_cell(grid, background, row, col, direction)
    main = main_hits(grid, background, labels, count, hits)
    size_at = np.empty(grid.size, np.int64)
    for cell in range(grid.size):
        size_at[cell] = sizes[labels[cell // width, cell % width]]
    write_set_counts(grid, background, out, start)
    for row in range(height):
        for col in range(width):
            write_hits(grid, background, hits, row, col, out, start)
            write_behind(grid, background, hits, size_at, row, col, out, start + 43)
            cell = row * width + col
            out[start + 65, cell] = grid[row, col] != background
            for direction in range(8):
                color = color_at(grid, row + NEAR_ROWS[direction], col + NEAR_COLS[direction])
                out[start + 66 + direction, cell] = 2 if color == NO_COLOR else color != background
            at = start + 25
            largest = largest_straight = 0
            color = NO_COLOR
            twice = False
            for direction in range(8):
                hit = hits[cell, direction]
                label = labels[hit // width, hit % width] if hit >= 0 else 0
                size = sizes[label] if hit >= 0 else 0
                out[at + direction, cell] = clamped(size)
                largest = max(largest, size)
                if direction < 4 and size > largest_straight:
                    largest_straight, color = size, int(grid[hit // width, hit % width])
                for other in range(direction if direction < 4 else 0):
                    there = hits[cell, other]
                    twice |= hit >= 0 and there >= 0 and labels[there // width, there % width] == label
            out[at + 8, cell], out[at + 9, cell], out[at + 10, cell] = clamped(largest_straight), clamped(largest), color
            out[at + 11, cell] = twice
            directions = 0
            for direction in range(5):
                hit_color = main[labels[row, col], direction] if grid[row, col] != background else NO_COLOR
                out[at + 12 + direction, cell] = hit_color
                directions += direction < 4 and hit_color != NO_COLOR
            out[at + 17, cell] = directions
