"""Rays from cells of a grid, in every direction and with every rule for where they stop."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.seeing.boxes import framed
from solver.seeing.colors import counts_of
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

NONE = 255
DIRECTIONS = (
    "up", "right", "down", "left", "up right", "down right", "down left", "up left",
    "away from its neighbors", "through its neighbors", "inwards from the edge", "to the edge of its color",
)  # fmt: skip
# Rules for stopping. Those with a color exist once per color; the others ignore it.
STOPS = (
    "over everything to the edge", "behind everything to the edge", "until something is in the way",
    "until it meets something", "to the edge when nothing is in the way", "until it meets its own color",
    "turning right where it stops", "turning left where it stops", "bouncing off things", "bouncing off things and edges",
    "bouncing off what is at its left and right", "bouncing off what is above and below",
    "only the cell before something is in the way", "only the cell it meets", "only the last cell before the edge",
    "only behind the first thing in the way", "only over its own color",
)  # fmt: skip
COLOR_STOPS = (
    "over everything until color", "behind everything until color", "when it meets color", "behind everything when color comes",
)  # fmt: skip
OVER, BEHIND, IN_THE_WAY, MEETS, MEETS_NOTHING, MEETS_OWN, TURN_RIGHT, TURN_LEFT = range(8)
BOUNCE, BOUNCE_AT_EDGES, BOUNCE_SIDEWAYS, BOUNCE_UPRIGHT = range(8, 12)
LAST, MET, AT_THE_EDGE, BEYOND, ON_ITS_OWN = range(12, 17)
FIRST_COLOR_STOP = 20
OVER_UNTIL, BEHIND_UNTIL, MEETS_COLOR, BEHIND_TO_COLOR = range(20, 24)
LONGEST = 240
MOST_BOUNCES = 40
AWAY, THROUGH, INWARDS = 8, 9, 10  # directions
RULES = len(STOPS)


def headings_of_cells(grid: Grid, background: int, cells: np.ndarray, direction: int) -> np.ndarray:
    """Row and column steps of rays that start at cells, row * width + col (int64, cells x 2, or 1 x 2); 0, 0 for no ray."""
    if direction < AWAY:
        return np.array([(ROW_STEPS[direction], COL_STEPS[direction])])
    height, width = grid.shape
    rows, cols = np.divmod(cells, width)
    steps = np.stack([ROW_STEPS, COL_STEPS], axis=1)
    if direction <= THROUGH:
        around = framed(grid, background)[rows[:, None] + ROW_STEPS + 1, cols[:, None] + COL_STEPS + 1]
        return np.sign((around != background).astype(np.int64) @ steps) * (1 if direction == THROUGH else -1)
    edges = np.stack([rows, width - 1 - cols, height - 1 - rows, cols], axis=1)
    if direction == INWARDS:
        is_told = (edges == 0).sum(axis=1) == 1
        return np.where(is_told[:, None], -steps[edges.argmin(axis=1)], 0)
    lines = (grid[0], grid[:, -1], grid[-1], grid[:, 0])
    mains = np.array([counts_of(line).argmax() for line in lines])
    is_its = (mains == grid[rows, cols][:, None]) & (edges > 0)
    return np.where((is_its.sum(axis=1) == 1)[:, None], steps[is_its.argmax(axis=1)], 0)


@compiled()
def bounced(grid: np.ndarray, background: int, row: int, col: int, down: int, right: int) -> tuple[int, int]:
    """Steps after a ray at a cell bounced off what is in its way; edges count as in the way."""
    height, width = grid.shape
    next_row, next_col = row + down, col + right
    blocked_row = next_row < 0 or next_row >= height or grid[next_row, col] != background
    blocked_col = next_col < 0 or next_col >= width or grid[row, next_col] != background
    if down == 0 or right == 0:
        return -down, -right
    if blocked_row == blocked_col:
        return -down, -right
    return (-down, right) if blocked_row else (down, -right)


@compiled()
def follow_ray(
    grid: np.ndarray,
    background: int,
    start: tuple[int, int],
    step: tuple[int, int],
    is_leaving: bool,
    stop: int,
    color: int,
    path: np.ndarray,
) -> tuple[int, int]:
    """Write the cells (row * width + col) that one ray paints into path; return how many, and the color it met or -1.

    is_leaving: the ray crosses what it starts in without painting. stop: a place in STOPS, or FIRST_COLOR_STOP and up. Whole
    rounds of a ray that bounces for ever are left out: bouncing rays take half the time.
    """
    height, width = grid.shape
    row, col = start
    down, right = step
    own, count, met, turns, longest = grid[row, col], 0, -1, 0, LONGEST
    first, round_start = (-1, -1, 0, 0), 0
    if down == 0 and right == 0:
        return 0, -1
    while count < longest:
        r, c = row + down, col + right
        is_out = r < 0 or c < 0 or r >= height or c >= width
        if is_leaving and not is_out and grid[r, c] != background:
            row, col = r, c
            continue
        is_leaving = False
        is_blocked = not is_out and grid[r, c] != background
        if is_out and not (BOUNCE_AT_EDGES <= stop <= BOUNCE_UPRIGHT or (stop in (TURN_RIGHT, TURN_LEFT) and turns == 0)):
            break
        if stop == BEYOND and is_blocked and turns < 2:
            row, col, turns = r, c, 1
            continue
        if stop in (OVER, BEHIND, AT_THE_EDGE, ON_ITS_OWN, OVER_UNTIL, BEHIND_UNTIL, BEHIND_TO_COLOR):
            is_blocked = is_blocked and stop >= FIRST_COLOR_STOP and grid[r, c] == color
        if is_out or is_blocked:
            met = -1 if is_out else int(grid[r, c])
            if stop == MET and not is_out:
                path[0], count = r * width + c, 1
            if stop in (TURN_RIGHT, TURN_LEFT) and turns < MOST_BOUNCES:
                down, right = (right, -down) if stop == TURN_RIGHT else (-right, down)
                turns = MOST_BOUNCES if is_out else turns + 1  # at things again and again, at an edge once and no more
                continue
            if BOUNCE <= stop <= BOUNCE_UPRIGHT and turns < MOST_BOUNCES:
                new_down, new_right = bounced(grid, background, row, col, down, right)
                if (stop == BOUNCE_SIDEWAYS and new_down != down) or (stop == BOUNCE_UPRIGHT and new_right != right):
                    break
                down, right, turns = new_down, new_right, turns + 1
                if turns == 1 and first == (row, col, down, right) and longest == LONGEST:
                    longest = count + (LONGEST - count - 1) % (count - round_start) + 1
                elif turns == 1 and first[0] < 0:
                    first, round_start = (row, col, down, right), count
                continue
            break
        row, col = r, c
        if stop == BEYOND:
            turns = 2 if turns > 0 else 0
        elif stop not in (TURN_RIGHT, TURN_LEFT):
            turns = 0
        is_painted = stop != MET and (stop in (OVER, OVER_UNTIL, AT_THE_EDGE) or grid[r, c] == background)
        if stop in (ON_ITS_OWN, BEYOND):
            is_painted = grid[r, c] == own if stop == ON_ITS_OWN else turns > 0
        if is_painted:
            path[0 if stop in (LAST, AT_THE_EDGE) else count] = r * width + c
            count = 1 if stop in (LAST, AT_THE_EDGE) else count + 1
    is_left_out = (
        (stop == MEETS and met < 0)
        or (stop == MEETS_NOTHING and met >= 0)
        or (stop == MEETS_OWN and met != own)
        or (stop in (MEETS_COLOR, BEHIND_TO_COLOR) and met != color)
    )
    return (0 if is_left_out else count), met


@compiled()
def _stop_of(rule: int, colors: np.ndarray) -> tuple[int, int]:
    """The stop and the color (-1 for none) of a rule: those of STOPS, then those of COLOR_STOPS once per color."""
    if rule < RULES:
        return rule, -1
    return FIRST_COLOR_STOP + (rule - RULES) // colors.size, colors[(rule - RULES) % colors.size]


RAYS = types.Array(types.uint8, 3, "C")


@compiled(types.void(GRID, INTEGER, types.Array(types.int64, 2, "C"), INTEGERS, RAYS, RAYS))
def trace_rays(
    grid: np.ndarray, background: int, starts: np.ndarray, colors: np.ndarray, own: np.ndarray, met: np.ndarray
) -> None:
    """Shoot rays with every rule from starts: row, col, row step, column step, color, way, whether it crosses what it is in.

    colors: the colors for rules with a color. own, met (rays, height, width) are filled with the color of the start and of what
    the ray met, NONE elsewhere; ray kind = way * rules + rule, rules as in STOPS, then those of COLOR_STOPS once per color.
    """
    rules = RULES + len(COLOR_STOPS) * colors.size
    own_cells, met_cells = own.reshape(own.shape[0], grid.size), met.reshape(own.shape[0], grid.size)
    path = np.empty(LONGEST + 1, np.int64)
    for k in range(starts.shape[0]):
        start, step = (starts[k, 0], starts[k, 1]), (starts[k, 2], starts[k, 3])
        for rule in range(rules):
            stop, color = _stop_of(rule, colors)
            kind = starts[k, 5] * rules + rule
            count, other = follow_ray(grid, background, start, step, starts[k, 6] != 0, stop, color, path)
            for place in path[:count]:
                own_cells[kind, place] = starts[k, 4]
                if other >= 0:
                    met_cells[kind, place] = other
