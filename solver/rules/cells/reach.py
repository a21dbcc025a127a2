"""Cell features from beyond the first hit: places between hits, what is hit after a bounce, objects hit, what objects hit.

Objects are cells of one color joined by sides or corners.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Rows, clamped, color_at, main_color
from solver.rules.cells.look import DIRECTIONS, SLANTED, STRAIGHT
from solver.rules.cells.rays import NEVER, look_out
from solver.seeing.attributes import SIZE, TABLE
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

REACH = Rows()
OFF_MIDDLE = REACH.numbers("between", 5, "off the middle of hits in col", "off the middle of hits in row")
GAP = REACH.numbers("between", 5, "gap between hits in col", "gap between hits in row")
SET_ABOVE, SET_RIGHT, SET_BELOW, SET_LEFT = REACH.numbers("between", 6, *(f"set cells {name}" for name in STRAIGHT))
RUNS_BEFORE = REACH.numbers("between", 5, "set runs above mod 2", "set runs to the left mod 2")
PARITY = REACH.numbers("ray parity", 5, *(f"distance {name} mod 2" for name in DIRECTIONS))
NEAREST_MOD_2, NEAREST_MOD_3 = REACH.numbers(
    "ray parity", 5, "distance of nearest straight hit mod 2", "distance of nearest straight hit mod 3"
)
BOUNCED = REACH.colors("bounce", 5, *(f"color hit {name} after a bounce" for name in SLANTED))
(MAIN_BOUNCED,) = REACH.colors("bounce", 5, "main color hit after a bounce")
SIZE_HIT = REACH.numbers("hit object", 5, *(f"size of object hit {name}" for name in DIRECTIONS))
LARGEST_STRAIGHT, LARGEST = REACH.numbers("hit object", 5, "size of largest object hit straight", "size of largest object hit")
(COLOR_OF_LARGEST,) = REACH.colors("hit object", 5, "color of largest object hit straight")
(HIT_TWICE,) = REACH.numbers("hit object", 5, "an object is hit twice")
OBJECT_HITS = REACH.colors("object ray", 5, *(f"main color hit {name} by the object" for name in STRAIGHT))
OBJECT_HITS += REACH.colors("object ray", 5, "main color hit by the object")
(OBJECT_DIRECTIONS,) = REACH.numbers("object ray", 5, "directions in which the object hits")
RUN_HIT = REACH.numbers("behind", 5, *(f"cells of the run hit {name}" for name in DIRECTIONS))
BEHIND = REACH.colors("behind", 5, *(f"color behind the hit {name}" for name in DIRECTIONS))
POINTING = REACH.colors("behind", 4, *(f"main color of runs that point here {way}" for way in ("straight", "slanted")))
NOT_FARTHER = REACH.numbers("behind", 5, *(f"{name}: not farther than the object hit has cells" for name in STRAIGHT))
(IS_SET,) = REACH.numbers("set", 2, "set")
NEAR_SET = REACH.numbers("set", 4, *(f"set {name}" for name in DIRECTIONS))


@compiled()
def color_after_bounce(grid: Grid, background: int, row: int, col: int, direction: int) -> int:
    """What a slanted ray hits that goes on after it is thrown back, once, by the border or a set cell; else NO_COLOR."""
    down, right = ROW_STEPS[direction], COL_STEPS[direction]
    is_bounced = False
    while True:
        ahead = color_at(grid, row + down, col + right)
        if ahead == background:
            row += down
            col += right
        elif is_bounced:
            return ahead
        else:
            is_bounced = True
            is_level = color_at(grid, row + down, col) != background
            if is_level == (color_at(grid, row, col + right) != background):
                return NO_COLOR
            down, right = (-down, right) if is_level else (down, -right)


@compiled()
def hits_of_objects(grid: Grid, steps: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Main color, other than its own, that the cells of every object hit, in 4 directions and in all: (count + 1, 5)."""
    width = grid.shape[1]
    found = np.zeros((count + 1, 5, 10), np.int64)
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        for direction in range(4):
            far = steps[0, direction, cell]
            color = grid[row + far * ROW_STEPS[direction], col + far * COL_STEPS[direction]]
            if far and color != grid[row, col]:
                found[labels[row, col], direction, color] += 1
                found[labels[row, col], 4, color] += 1
    main = np.empty((count + 1, 5), np.int64)
    for label in range(count + 1):
        for direction in range(5):
            main[label, direction] = main_color(found[label, direction])
    return main


@compiled()
def write_set_counts(grid: Grid, background: int, out: np.ndarray) -> None:
    """Write how many cells are set above, right, below and left of every cell, and the parity of runs above and left."""
    height, width = grid.shape
    for across in range(2):
        lines, length = (height, width) if across else (width, height)
        for line in range(lines):
            for is_backward in range(2):
                before = runs = 0
                was_set = False
                for step in range(length):
                    place = length - 1 - step if is_backward else step
                    row, col = (line, place) if across else (place, line)
                    is_set = grid[row, col] != background
                    if is_backward:
                        out[SET_RIGHT if across else SET_BELOW, row * width + col] = before
                    else:
                        out[SET_LEFT if across else SET_ABOVE, row * width + col] = before
                        out[RUNS_BEFORE[across], row * width + col] = runs % 2
                    runs += is_set and not was_set
                    was_set = is_set
                    before += is_set


@compiled(types.void(GRID, INTEGER, LABELS, TABLE, MATRIX))
def write_reach(grid: Grid, background: int, labels: np.ndarray, table: np.ndarray, out: np.ndarray) -> None:
    """Write the rows of REACH. labels, table: of objects of one color joined by sides or corners."""
    width = grid.shape[1]
    steps = look_out(grid, background)
    main = hits_of_objects(grid, steps, labels, len(table))
    counts = np.zeros((3, 10), np.int64)  # of runs that point here straight and slanted, of bounces
    met = np.zeros(4, np.int64)
    write_set_counts(grid, background, out)
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        is_set = grid[row, col] != background
        counts[:] = 0
        largest = largest_straight = directions = 0
        nearest, color_of_largest, is_twice = NEVER, NO_COLOR, False
        for direction in range(8):
            down, right, far = ROW_STEPS[direction], COL_STEPS[direction], steps[0, direction, cell]
            label = run = size = 0
            behind = NO_COLOR
            if far:
                there_row, there_col = row + far * down, col + far * right
                color, label = int(grid[there_row, there_col]), labels[there_row, there_col]
                run, size = steps[1, direction, there_row * width + there_col], table[label - 1, SIZE]
                behind = color_at(grid, there_row + run * down, there_col + run * right)
                counts[direction // 4, color] += run > 1
                if direction < 4 and size > largest_straight:
                    largest_straight, color_of_largest = size, color
            out[PARITY[direction], cell] = far % 2 if far else 2
            out[RUN_HIT[direction], cell], out[BEHIND[direction], cell] = run, behind
            out[SIZE_HIT[direction], cell] = clamped(size)
            largest = max(largest, size)
            if direction < 4:
                nearest = min(nearest, far if far else NEVER)
                out[NOT_FARTHER[direction], cell] = far > 0 and far <= size
                met[direction] = label
                for other in range(direction):
                    is_twice |= label > 0 and met[other] == label
            else:
                color = NO_COLOR if is_set else color_after_bounce(grid, background, row, col, direction)
                out[BOUNCED[direction - 4], cell] = color
                if color != NO_COLOR:
                    counts[2, color] += 1
            color = color_at(grid, row + down, col + right)
            out[NEAR_SET[direction], cell] = 2 if color == NO_COLOR else color != background
        for axis in range(2):
            one, other = steps[0, axis, cell], steps[0, axis + 2, cell]
            out[OFF_MIDDLE[axis], cell] = abs(one - other) if one and other else NEVER
            out[GAP[axis], cell] = one + other - 1 if one and other else NEVER
        for direction in range(5):
            color = main[labels[row, col], direction] if is_set else NO_COLOR
            out[OBJECT_HITS[direction], cell] = color
            directions += direction < 4 and color != NO_COLOR
        out[OBJECT_DIRECTIONS, cell], out[IS_SET, cell] = directions, is_set
        out[NEAREST_MOD_2, cell] = nearest % 2 if nearest < NEVER else 2
        out[NEAREST_MOD_3, cell] = nearest % 3 if nearest < NEVER else 3
        out[POINTING[0], cell], out[POINTING[1], cell] = main_color(counts[0]), main_color(counts[1])
        out[MAIN_BOUNCED, cell] = main_color(counts[2])
        out[LARGEST_STRAIGHT, cell], out[LARGEST, cell] = clamped(largest_straight), clamped(largest)
        out[COLOR_OF_LARGEST, cell], out[HIT_TWICE, cell] = color_of_largest, is_twice
