"""Cell features of landmarks: rectangles of one color around a cell, and where it lies from boxes that stand out in the grid.

Boxes that stand out: of the rarest set color, of the largest and of the smallest object of any colors.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature, clamped, colors, numbers
from solver.rules.cells.objects import (
    HEIGHT,
    LEFT,
    MIXED,
    ONE_COLOR,
    SEEN,
    SIZE,
    TOP,
    WIDTH,
)
from solver.task import Grid

MARKS = ("rarest color", "largest object", "smallest object")

LANDMARKS: list[Feature] = [
    *numbers("rectangle", 4, "side of largest one-colored square here", "area of largest one-colored rectangle here"),
    *numbers("rectangle", 5, "height of largest one-colored rectangle here", "width of largest one-colored rectangle here"),
    *numbers("rectangle", 5, "larger rectangles of own color", "wider squares of own color"),
    *(
        feature
        for mark in MARKS
        for feature in (
            *numbers("landmark", 5, f"above, beside or below {mark}", f"left, level or right of {mark}"),
            *numbers("landmark", 6, f"rows to {mark}", f"cols to {mark}"),
            *numbers("landmark", 5, f"distance to {mark}", f"on a diagonal of {mark}"),
        )
    ),
    *numbers("place parity", 5, "row in corner object mod 2", "col in corner object mod 2", "row + col in corner object mod 2"),
    *numbers("place parity", 5, "row in mixed object mod 2", "col in mixed object mod 2", "row + col in mixed object mod 2"),
    *numbers("near object", 5, "size of nearest object", "height of nearest object", "width of nearest object"),
    *numbers("near object", 5, "in the rows of nearest object", "in the cols of nearest object"),
    *numbers("near object", 5, "steps to box of nearest object", "larger objects than the nearest"),
    *colors("near object", 5, "color of second nearest object"),
]


@compiled()
def write_rectangles(grid: Grid, out: np.ndarray, start: int) -> None:
    """Write side, area, height and width of the largest one-colored square and rectangle that hold each cell."""
    height, width = grid.shape
    for cell in range(grid.size):
        out[start, cell] = 1
    area = np.zeros((height, width), np.int64)
    shape = np.zeros((height, width, 2), np.int64)
    square = np.zeros((height, width), np.int64)
    for top in range(height):
        is_whole = np.ones(width, np.bool_)
        for bottom in range(top, height):
            high = bottom - top + 1
            first = 0
            for col in range(width):
                is_whole[col] &= grid[bottom, col] == grid[top, col]
            while first < width:
                if not is_whole[first]:
                    first += 1
                    continue
                last = first
                while last + 1 < width and is_whole[last + 1] and grid[top, last + 1] == grid[top, first]:
                    last += 1
                wide = last - first + 1
                for row in range(top, bottom + 1):
                    for col in range(first, last + 1):
                        if high * wide > area[row, col]:
                            area[row, col] = high * wide
                            shape[row, col, 0], shape[row, col, 1] = high, wide
                        square[row, col] = max(square[row, col], min(high, wide))
                first = last + 1
    most = np.zeros((10, 2), np.int64)
    larger = np.zeros((10, 1024), np.int64)
    for row in range(height):
        for col in range(width):
            color = grid[row, col]
            larger[color, area[row, col]] = 1
            most[color, 1] = max(most[color, 1], square[row, col])
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            color = grid[row, col]
            out[start, cell], out[start + 1, cell] = square[row, col], clamped(area[row, col])
            out[start + 2, cell], out[start + 3, cell] = shape[row, col, 0], shape[row, col, 1]
            out[start + 4, cell] = clamped(larger[color, area[row, col] + 1 :].sum())
            out[start + 5, cell] = most[color, 1] - square[row, col]


@compiled()
def write_mark(box: np.ndarray, height: int, width: int, out: np.ndarray, at: int) -> None:
    """Write where every cell lies from a box (top, left, bottom, right: the last two outside; bottom 0 is no box)."""
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            if box[2] == 0:
                for index in range(6):
                    out[at + index, cell] = 99
                continue
            rows_off = max(box[0] - row, row - box[2] + 1, 0)
            cols_off = max(box[1] - col, col - box[3] + 1, 0)
            out[at, cell] = 0 if row < box[0] else (2 if row >= box[2] else 1)
            out[at + 1, cell] = 0 if col < box[1] else (2 if col >= box[3] else 1)
            out[at + 2, cell], out[at + 3, cell] = rows_off, cols_off
            out[at + 4, cell] = max(rows_off, cols_off)
            out[at + 5, cell] = rows_off == cols_off and rows_off > 0


@compiled()
def box_of(fact: np.ndarray, box: np.ndarray) -> None:
    """Write top, left, bottom and right of an object into `box`."""
    box[0], box[1], box[2], box[3] = fact[TOP], fact[LEFT], fact[TOP] + fact[HEIGHT], fact[LEFT] + fact[WIDTH]


@compiled()
def write_marks(grid: Grid, background: int, facts: np.ndarray, count: int, out: np.ndarray, start: int) -> None:
    """Write where every cell lies from the rarest set color, the largest and the smallest object."""
    height, width = grid.shape
    boxes = np.zeros((3, 4), np.int64)
    counts = np.zeros(10, np.int64)
    for row in range(height):
        for col in range(width):
            counts[grid[row, col]] += 1
    counts[background] = 0
    rarest = -1
    for color in range(10):
        if counts[color] > 0 and (rarest < 0 or counts[color] < counts[rarest]):
            rarest = color
    boxes[0, 0], boxes[0, 1] = height, width
    for row in range(height):
        for col in range(width):
            if grid[row, col] == rarest:
                boxes[0, 0], boxes[0, 1] = min(boxes[0, 0], row), min(boxes[0, 1], col)
                boxes[0, 2], boxes[0, 3] = max(boxes[0, 2], row + 1), max(boxes[0, 3], col + 1)
    largest = smallest = 1
    for label in range(1, count + 1):
        if facts[label, SIZE] > facts[largest, SIZE]:
            largest = label
        if facts[label, SIZE] < facts[smallest, SIZE]:
            smallest = label
    if count:
        box_of(facts[largest], boxes[1])
        box_of(facts[smallest], boxes[2])
    for mark in range(3):
        write_mark(boxes[mark], height, width, out, start + 6 * mark)


@compiled()
def write_nearest_object(
    grid: Grid, labels: np.ndarray, facts: np.ndarray, count: int, main: np.ndarray, out: np.ndarray, at: int
) -> None:
    """Write facts of the object whose box is nearest to every cell (not its own), and the color of the next one."""
    height, width = grid.shape
    larger = np.zeros(count + 1, np.int64)
    for label in range(1, count + 1):
        for other in range(1, count + 1):
            larger[label] += facts[other, SIZE] > facts[label, SIZE]
    for row in range(height):
        for col in range(width):
            cell = row * width + col
            nearest, next_nearest = 0, 0
            steps = next_steps = 127
            for label in range(1, count + 1):
                fact = facts[label]
                rows_off = max(fact[TOP] - row, row - fact[TOP] - fact[HEIGHT] + 1, 0)
                cols_off = max(fact[LEFT] - col, col - fact[LEFT] - fact[WIDTH] + 1, 0)
                far = rows_off + cols_off
                if label == labels[row, col]:
                    continue
                if far < steps:
                    next_nearest, next_steps = nearest, steps
                    nearest, steps = label, far
                elif far < next_steps:
                    next_nearest, next_steps = label, far
            fact = facts[nearest]
            is_there = nearest > 0
            out[at, cell] = clamped(fact[SIZE]) if is_there else 0
            out[at + 1, cell], out[at + 2, cell] = (fact[HEIGHT], fact[WIDTH]) if is_there else (0, 0)
            out[at + 3, cell] = is_there and fact[TOP] <= row < fact[TOP] + fact[HEIGHT]
            out[at + 4, cell] = is_there and fact[LEFT] <= col < fact[LEFT] + fact[WIDTH]
            out[at + 5, cell] = clamped(steps)
            out[at + 6, cell] = clamped(larger[nearest]) if is_there else 127
            out[at + 7, cell] = main[next_nearest] if next_nearest else NO_COLOR


@compiled(types.void(GRID, INTEGER, *SEEN, MATRIX, INTEGER))
def write_landmarks(
    grid: Grid, background: int, kinds: np.ndarray, counts: np.ndarray, known: np.ndarray, out: np.ndarray, start: int
) -> None:
    """Write the LANDMARKS features of all cells into rows start.. of `out`."""
    height, width = grid.shape
    write_rectangles(grid, out, start)
    for which in range(2):
        kind = ONE_COLOR if which == 0 else MIXED
        labels, count, facts = kinds[kind], counts[kind], known[kind]
        for row in range(height):
            for col in range(width):
                label = labels[row, col]
                down, right = (row - facts[label, TOP], col - facts[label, LEFT]) if label else (0, 0)
                at = start + 24 + 3 * which
                cell = row * width + col
                out[at, cell], out[at + 1, cell], out[at + 2, cell] = down % 2, right % 2, (down + right) % 2
    main = np.zeros(count + 1, np.int64)  # facts are those of mixed objects now
    for row in range(height):
        for col in range(width):
            main[labels[row, col]] = grid[row, col]
    write_marks(grid, background, facts, count, out, start + 6)
    write_nearest_object(grid, labels, facts, count, main, out, start + 30)
