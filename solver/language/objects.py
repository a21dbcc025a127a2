"""Keep, color, fill and move the objects of a grid."""

from __future__ import annotations

import numpy as np

from solver.jit import compiled, nothing
from solver.language.registry import Direction, Integer, op
from solver.seeing.components import COL_STEPS, ROW_STEPS, label_boxes, label_color, label_objects, label_sizes, outside_cells
from solver.task import Grid

OBJECT_WORDS = (
    *("largest", "not the largest", "smallest", "not the smallest", "at the edge", "not at the edge"),
    *("rectangles", "no rectangles", "hollow", "not hollow", "single cells", "no single cells"),
)
OBJECT_KINDS = {0: 0, 1: 1, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2, 9: 2, 10: 1, 11: 0}
FALL_COSTS = {0: 1, 1: 1, 2: 0, 3: 1, 20: 2, 21: 2, 22: 1, 23: 2}


@op(
    cost=6,
    constants=OBJECT_KINDS | {kind + 20: cost + 1 for kind, cost in OBJECT_KINDS.items()},
    words=(*OBJECT_WORDS, *(f"{one} of any colors" for one in OBJECT_WORDS)),
    same_shape=True,
    commutes_with_recoloring=True,
)
def keep_objects(grid: Grid, kind: Integer) -> Grid:
    """Keep the objects of one color, 8 neighbors, of a kind.

    A rectangle is solid; a hollow one encloses zeros in the middle of its box.

    1101 (11) -> 1100
    1020         1000
    """
    property_kind = kind % 20
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    count = label_objects(grid, 0, True, kind < 20, labels)
    if count == 0 or kind < 0 or property_kind > 11:
        return nothing()
    sizes = label_sizes(labels, count)
    boxes = label_boxes(labels, count)
    most, least = sizes[1], sizes[1]
    for label in range(2, count + 1):
        most = max(most, sizes[label])
        least = min(least, sizes[label])
    keep = np.zeros(count + 1, np.bool_)
    kept = 0
    for label in range(1, count + 1):
        top, left, bottom, right = boxes[label, 0], boxes[label, 1], boxes[label, 2], boxes[label, 3]
        if property_kind < 2:
            has = sizes[label] == most
        elif property_kind < 4:
            has = sizes[label] == least
        elif property_kind < 6:
            has = top == 0 or left == 0 or bottom == height - 1 or right == width - 1
        elif property_kind < 8:
            has = sizes[label] == (bottom - top + 1) * (right - left + 1)
        elif property_kind < 10:
            has = grid[(top + bottom) // 2, (left + right) // 2] == 0 and bottom - top > 1 and right - left > 1
        else:
            has = sizes[label] == 1
        keep[label] = has == (property_kind % 2 == 0)
        kept += keep[label]
    if kept == 0 or kept == count:
        return nothing()
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            if keep[labels[row, col]]:
                out[row, col] = grid[row, col]
    return out


@compiled()
def _hole_counts(grid: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Count the enclosed areas of zeros that begin below each label (int64, count + 1)."""
    height, width = grid.shape
    holes = np.zeros(count + 1, np.int64)
    outside = outside_cells(grid)
    areas = np.zeros((height, width), np.int16)
    last = 0
    label_color(grid, 0, False, areas)
    for row in range(1, height):
        for col in range(width):
            # Areas are numbered in reading order, so the cell above the first cell of an area belongs to what encloses it.
            if areas[row, col] > last:
                last = areas[row, col]
                if outside[row, col] == 0:
                    holes[labels[row - 1, col]] += 1
    return holes


@compiled()
def _ranks(keys: np.ndarray, largest_first: bool) -> np.ndarray:
    """Rank keys[1:] by value, equal keys alike: 1, 2, ... (int64, rank 0 for keys[0])."""
    ranks = np.zeros(keys.size, np.int64)
    for label in range(1, keys.size):
        ranks[label] = 1
        for other in range(1, keys.size):
            if keys[other] > keys[label] if largest_first else keys[other] < keys[label]:
                first = 1
                for earlier in range(1, other):
                    if keys[earlier] == keys[other]:
                        first = 0
                        break
                ranks[label] += first
    return ranks


@op(
    cost=6,
    constants={0: 0, 1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 10: 1, 12: 2, 20: 1, 22: 2},
    words=(
        *("largest is 1", "smallest is 1", "cells", "holes", "reading order", "left to right"),
        *("largest area is 1", "cells of areas", "largest of any colors is 1", "cells of any colors"),
    ),
    same_shape=True,
)
def color_objects(grid: Grid, scheme: Integer) -> Grid:
    """Color objects by their rank in size, their number of cells or of holes + 1, or in an order.

    Equal keys share a rank; colors end at 9. Objects have one color and 8 neighbors. Areas are of zeros, connected by edges.

    5505 (0) -> 1103
    5000        1000
    0055        0022
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    if scheme >= 10 and scheme < 20:
        count = label_color(grid, 0, False, labels)
    else:
        count = label_objects(grid, 0, True, scheme < 10, labels)
    if count == 0 or count > 200:
        return nothing()
    kind = scheme % 10
    keys = label_sizes(labels, count)
    if kind == 3:
        keys = _hole_counts(grid, labels, count)
    if kind == 5:
        boxes = label_boxes(labels, count)
        for label in range(1, count + 1):
            keys[label] = boxes[label, 1]
    ranks = _ranks(keys, kind == 0)
    out = np.zeros((height, width), np.uint8)
    for row in range(height):
        for col in range(width):
            label = labels[row, col]
            if label > 0:
                color = ranks[label]
                if kind == 2:
                    color = keys[label]
                elif kind == 3:
                    color = keys[label] + 1
                elif kind == 4:
                    color = np.int64(label)
                out[row, col] = min(9, color)
    return out


@op(
    cost=7,
    constants={0: 1, 1: 1, 2: 0, 3: 1},
    words="up, right, down, left",
    same_shape=True,
    idempotent=True,
    commutes_with_recoloring=True,
)
def fall_cells(grid: Grid, direction: Direction) -> Grid:
    """Let all non-zero cells fall in a direction, each on its own.

    120 (2) -> 000
    030        020
    000        130
    """
    if direction < 0 or direction > 3:
        return nothing()
    height, width = grid.shape
    out = np.zeros((height, width), np.uint8)
    upright = direction % 2 == 0
    lines, length = (width, height) if upright else (height, width)
    forward = direction == 1 or direction == 2
    for line in range(lines):
        to = length - 1 if forward else 0
        for k in range(length):
            place = length - 1 - k if forward else k
            color = grid[place, line] if upright else grid[line, place]
            if color != 0:
                if upright:
                    out[to, line] = color
                else:
                    out[line, to] = color
                to += -1 if forward else 1
    return out


@op(
    cost=6,
    constants=FALL_COSTS,
    words="up, right, down, left, any colors up, any colors right, any colors down, any colors left",
    same_shape=True,
    commutes_with_recoloring=True,
)
def fall_objects(grid: Grid, direction: Direction) -> Grid:
    """Let all objects of one color, edge neighbors, fall until they meet an obstacle; those of any colors have 8 neighbors.

    110 (2) -> 000
    010        110
    000        010
    """
    if direction < 0 or direction > 23 or direction % 20 > 3:
        return nothing()
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    count = label_objects(grid, 0, direction >= 20, direction < 20, labels)
    if count == 0:
        return nothing()
    boxes = label_boxes(labels, count)
    row_step, col_step = ROW_STEPS[direction % 20], COL_STEPS[direction % 20]
    out = grid.copy()
    moving = True
    while moving:
        moving = False
        for label in range(1, count + 1):
            # Slide one object as far as it goes; repeat over all until nothing moves.
            while True:
                top, left, bottom, right = boxes[label, 0], boxes[label, 1], boxes[label, 2], boxes[label, 3]
                if top + row_step < 0 or left + col_step < 0 or bottom + row_step >= height or right + col_step >= width:
                    break
                free = True
                for row in range(top, bottom + 1):
                    for col in range(left, right + 1):
                        if labels[row, col] == label:
                            ahead = labels[row + row_step, col + col_step]
                            free = free and (ahead == 0 or ahead == label)
                if not free:
                    break
                for row_index in range(top, bottom + 1):
                    row = row_index if row_step <= 0 else top + bottom - row_index
                    for col_index in range(left, right + 1):
                        col = col_index if col_step <= 0 else left + right - col_index
                        if labels[row, col] == label:
                            labels[row + row_step, col + col_step] = label
                            out[row + row_step, col + col_step] = out[row, col]
                            labels[row, col] = 0
                            out[row, col] = 0
                boxes[label, 0] += row_step
                boxes[label, 2] += row_step
                boxes[label, 1] += col_step
                boxes[label, 3] += col_step
                moving = True
    return out


@op(
    cost=7,
    constants={0: 0, 1: 0, 2: 0, 3: 0},
    words="rows fewest first, rows most first, columns fewest first, columns most first",
    same_shape=True,
    commutes_with_recoloring=True,
)
def sort_lines(grid: Grid, way: Integer) -> Grid:
    """Sort rows or columns by their non-zero cells.

    110 (0) -> 020
    020        110
    """
    height, width = grid.shape
    by_row = way < 2
    lines, length = (height, width) if by_row else (width, height)
    keys = np.zeros(lines, np.int64)
    order = np.empty(lines, np.int64)
    for line in range(lines):
        for k in range(length):
            if (grid[line, k] if by_row else grid[k, line]) != 0:
                keys[line] += 1 if way % 2 == 0 else -1
        place = line
        while place > 0 and keys[order[place - 1]] > keys[line]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = line
    out = np.empty((height, width), np.uint8)
    for line in range(lines):
        for k in range(length):
            if by_row:
                out[line, k] = grid[order[line], k]
            else:
                out[k, line] = grid[k, order[line]]
    return out
