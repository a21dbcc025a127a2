"""The cuts: every way to number the objects of a grid, one compiled function each, and the table of them by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.seeing.colors import background_of
from solver.seeing.components import enclosed_cells, label_boxes, label_color, label_objects
from solver.seeing.palette import color_counts
from solver.seeing.partitions import cell_index, dividing_color, separator_color
from solver.task import Grid

# What annotations of compiled functions say; the op registry knows them by these names.
Labels = np.ndarray  # int16 of the grid's shape: objects are numbered 1..n, 0 is no object
Color = int
Integer = int

NO_BACKGROUND = 99
CONNECTED, EMPTY, PARTS = "connected", "empty", "parts"  # sorts of cuts, see Cut


@compiled(LABELS(GRID, INTEGER))
def cut_objects(grid: Grid, kind: Integer) -> Labels:
    """Cut into connected objects of 0 one color, edge neighbors; 1 one color, 8 neighbors; 2 any colors, edge; 3 any colors, 8.

    110 (0) -> 110
    002        002
    302        302

    110 (3) -> 110
    002        001
    302        201
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, 0, kind % 2 == 1, kind < 2, labels)
    return labels


@compiled(LABELS(GRID))
def cut_by_background(grid: Grid) -> Labels:
    """Cut into objects of any colors, 8 neighbors, on the background or between the separators that the picture suggests.

    33433 -> 11022
    35434    11020
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, dividing_color(grid), True, False, labels)
    return labels


@compiled(LABELS(GRID, INTEGER))
def cut_objects_on(grid: Grid, background: Color) -> Labels:
    """Cut into objects of any colors, 8 neighbors, on a background of one color.

    1121 (1) -> 0010
    3111        2000
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, background, True, False, labels)
    return labels


@compiled(LABELS(GRID, INTEGER))
def cut_objects_of_color(grid: Grid, color: Color) -> Labels:
    """Cut out the objects of one color, 8 neighbors.

    1102 (1) -> 1100
    0020        0000
    0011        0022
    """
    labels = np.zeros(grid.shape, np.int16)
    if color > 0:
        label_color(grid, color, True, labels)
    return labels


@compiled(LABELS(GRID))
def cut_colors(grid: Grid) -> Labels:
    """Cut into one full-size part per non-zero color, in the order of the colors.

    310 -> 210
    113    112
    """
    counts = color_counts(grid)
    number = np.zeros(10, np.int64)
    count = 0
    for color in range(1, 10):
        if counts[color] > 0:
            count += 1
            number[color] = count
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    for row in range(height):
        for col in range(width):
            labels[row, col] = number[grid[row, col]]
    return labels


@compiled(LABELS(GRID))
def cut_color_boxes(grid: Grid) -> Labels:
    """Cut into one part per non-zero color, in the order of the colors, each in its bounding box.

    310 -> 210
    113    112
    """
    return cut_colors(grid)


@compiled(LABELS(GRID))
def cut_rows(grid: Grid) -> Labels:
    """Cut into rows.

    12 -> 11
    30    22
    """
    height, width = grid.shape
    labels = np.empty((height, width), np.int16)
    for row in range(height):
        for col in range(width):
            labels[row, col] = row + 1
    return labels


@compiled(LABELS(GRID))
def cut_columns(grid: Grid) -> Labels:
    """Cut into columns.

    12 -> 12
    30    12
    """
    height, width = grid.shape
    labels = np.empty((height, width), np.int16)
    for row in range(height):
        for col in range(width):
            labels[row, col] = col + 1
    return labels


@compiled(LABELS(GRID))
def cut_panels(grid: Grid) -> Labels:
    """Cut into the panels between separators: full rows and columns of the color that has most such lines.

    1053 -> 1102
    0050    1102
    5555    0000
    0250    3304
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    color = separator_color(grid)
    if color < 0:
        return labels
    row_index = cell_index(grid, color, True)
    col_index = cell_index(grid, color, False)
    across = col_index.max()
    if row_index.max() * across > 225:
        return labels
    for row in range(height):
        for col in range(width):
            if row_index[row] > 0 and col_index[col] > 0:
                labels[row, col] = (row_index[row] - 1) * across + col_index[col]
    return labels


@compiled(LABELS(GRID, INTEGER))
def cut_slices(grid: Grid, count: Integer) -> Labels:
    """Cut into equal slices along the longer side that allows it; one line between slices may be left out.

    1234 (2) -> 1122

    12045 (2) -> 11022
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    if count < 2 or count > 30:
        return labels
    wide = (width - count + 1) % count == 0 or width % count == 0
    tall = (height - count + 1) % count == 0 or height % count == 0
    across = wide and (width >= height or not tall)
    side = width if across else height
    if not (wide or tall) or side < count:
        return labels
    gap = 0 if side % count == 0 else 1
    step = (side - gap * (count - 1)) // count
    for row in range(height):
        for col in range(width):
            place = col if across else row
            if place % (step + gap) < step:
                labels[row, col] = place // (step + gap) + 1
    return labels


@compiled(LABELS(GRID))
def cut_quarters(grid: Grid) -> Labels:
    """Cut into four quarters; a middle row or column is left out.

    12034 -> 11022
    56078    33044
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    rows, cols = height // 2, width // 2
    if rows == 0 or cols == 0:
        return labels
    for row in range(height):
        for col in range(width):
            if (row < rows or row >= height - rows) and (col < cols or col >= width - cols):
                labels[row, col] = (2 if row >= rows else 0) + (2 if col >= cols else 1)
    return labels


@compiled(LABELS(GRID))
def cut_windows(grid: Grid) -> Labels:
    """Cut out the enclosed areas of zeros as windows: a part is the bounding box of such an area with all that lies in it.

    01110 -> 00000
    01010    00100
    01110    00000
    """
    height, width = grid.shape
    areas = np.zeros((height, width), np.int16)
    count = label_objects(enclosed_cells(grid), 0, False, True, areas)
    boxes = label_boxes(areas, count)
    labels = np.zeros((height, width), np.int16)
    number = 0
    for label in range(1, count + 1):
        free = True
        for row in range(boxes[label, 0], boxes[label, 2] + 1):
            for col in range(boxes[label, 1], boxes[label, 3] + 1):
                free = free and labels[row, col] == 0
        if free:
            number += 1
            for row in range(boxes[label, 0], boxes[label, 2] + 1):
                for col in range(boxes[label, 1], boxes[label, 3] + 1):
                    labels[row, col] = number
    return labels


@compiled()
def _frame_at(grid: np.ndarray, top: int, left: int, full: bool) -> tuple[int, int]:
    """Bottom and right of the smallest frame with this top left corner whose corners (or whole sides) have one color."""
    height, width = grid.shape
    color = grid[top, left]
    for bottom in range(top + 2, height):
        if grid[bottom, left] != color:
            if full:
                break
            continue
        for right in range(left + 2, width):
            if full and grid[top, right] != color:
                break
            if grid[top, right] != color or grid[bottom, right] != color or grid[bottom, right - 1] != color:
                continue
            if grid[top, right - 1] != color or grid[top + 1, right] != color or grid[bottom - 1, right] != color:
                continue
            if grid[bottom - 1, left] != color or grid[bottom, left + 1] != color:
                continue
            whole = True
            if full:
                for col in range(left, right):
                    whole = whole and grid[bottom, col] == color
                for row in range(top, bottom):
                    whole = whole and grid[row, right] == color
            if whole and grid[top + 1, left + 1] != color:
                return bottom, right
    return -1, -1


@compiled(LABELS(GRID, INTEGER))
def cut_frame_insides(grid: Grid, kind: Integer) -> Labels:
    """Cut out what lies inside rectangles with 0 all four corners marked by an L of one color or 1 a full frame of one color.

    11011 (0) -> 00000
    10001        01110
    02200        01110
    10001        01110
    11011        00000
    """
    height, width = grid.shape
    labels = np.zeros((height, width), np.int16)
    number = 0
    for top in range(height - 2):
        for left in range(width - 2):
            color = grid[top, left]
            if color == 0 or grid[top + 1, left] != color or grid[top, left + 1] != color or labels[top + 1, left + 1] != 0:
                continue
            box = _frame_at(grid, top, left, kind == 1)
            if box[0] < 0:
                continue
            number += 1
            for row in range(top + 1, box[0]):
                for col in range(left + 1, box[1]):
                    labels[row, col] = number
    # A frame around an earlier one may have overwritten it: number what is left without gaps.
    last = np.zeros(number + 1, np.int64)
    count = 0
    for row in range(height):
        for col in range(width):
            label = labels[row, col]
            if label > 0 and last[label] == 0:
                count += 1
                last[label] = count
            labels[row, col] = last[label]
    return labels


@compiled(LABELS(GRID, INTEGER, INTEGER, INTEGER))
def cut_connected(grid: Grid, background: Color, diagonal: Integer, one_color: Integer) -> Labels:
    """Cut into connected objects on a background (a number that is no color: on none), with 4 or 8 neighbors.

    (background 1, diagonal 1, one_color 1)
    1121 -> 0010
    3121    2010
    1311    0200
    """
    labels = np.zeros(grid.shape, np.int16)
    label_objects(grid, background, diagonal != 0, one_color != 0, labels)
    return labels


def _connected(ground: str, diagonal: bool, one_color: bool) -> Callable[[Grid], Labels]:
    return lambda grid: cut_connected(grid, ground_of(grid, ground), diagonal, one_color)


def _empty(diagonal: bool) -> Callable[[Grid], Labels]:
    return lambda grid: cut_connected(np.ascontiguousarray(grid != 0, dtype=np.uint8), 1, diagonal, 1)


def _frames(grid: Grid) -> Labels:
    """One-color frames with all that is inside: the inside of each frame, one cell wider, the later ones on top."""
    inside = cut_frame_insides(grid, 1)
    labels = np.zeros_like(inside)
    for label in range(1, int(inside.max()) + 1):
        rows, cols = np.nonzero(inside == label)
        labels[rows.min() - 1 : rows.max() + 2, cols.min() - 1 : cols.max() + 2] = label
    left = np.concatenate(([0], np.unique(labels[labels > 0])))
    return np.searchsorted(left, labels).astype(np.int16)


class Cut(NamedTuple):
    """A row of the table of cuts.

    ground: the color that objects lie on: "0", "main" for the most common one, "none". sort: CONNECTED cells that are
    no background, EMPTY regions of it, or other PARTS.
    """

    cost: float
    label: Callable[[Grid], Labels]
    ground: str = "0"
    sort: str = PARTS


CUTS: dict[str, Cut] = {
    "one-colored objects": Cut(0, _connected("0", False, True), sort=CONNECTED),
    "one-colored objects joined by corners": Cut(0, _connected("0", True, True), sort=CONNECTED),
    "objects": Cut(1, _connected("0", False, False), sort=CONNECTED),
    "objects joined by corners": Cut(0, _connected("0", True, False), sort=CONNECTED),
    "empty regions": Cut(0, _empty(False), sort=EMPTY),
    "empty regions joined by corners": Cut(2, _empty(True), sort=EMPTY),
    "one-colored regions": Cut(1, _connected("none", False, True), "none", CONNECTED),
    "one-colored objects on the main color": Cut(2, _connected("main", False, True), "main", CONNECTED),
    "one-colored objects on the main color joined by corners": Cut(2, _connected("main", True, True), "main", CONNECTED),
    "objects on the main color": Cut(2, _connected("main", False, False), "main", CONNECTED),
    "objects on the main color joined by corners": Cut(2, _connected("main", True, False), "main", CONNECTED),
    "colors": Cut(2, cut_color_boxes),
    "panels": Cut(1, cut_panels),
    "halves": Cut(2, lambda grid: cut_slices(grid, 2)),
    "thirds": Cut(3, lambda grid: cut_slices(grid, 3)),
    "quarters": Cut(2, cut_quarters),
    "frames": Cut(2, _frames),
    "insides of frames": Cut(2, lambda grid: cut_frame_insides(grid, 1)),
    "insides of corner marks": Cut(3, lambda grid: cut_frame_insides(grid, 0)),
    "holes": Cut(3, cut_windows),
}
OBJECT_CUTS = tuple(name for name, cut in CUTS.items() if cut.sort != PARTS)
CONTENT_CUTS = tuple(name for name, cut in CUTS.items() if cut.sort != EMPTY)


def corners(outputs: Sequence[Grid]) -> dict[str, Callable[[Grid], Labels]]:
    """Cuts for each corner of a grid, of the outputs' size, if they have one size."""
    height, width = outputs[0].shape
    if any(output.shape != (height, width) for output in outputs):
        return {}

    def window(at_bottom: bool, at_right: bool) -> Callable[[Grid], Labels]:
        def label(grid: Grid) -> Labels:
            labels = np.zeros(grid.shape, np.int16)
            if height <= grid.shape[0] and width <= grid.shape[1]:
                rows = slice(grid.shape[0] - height, None) if at_bottom else slice(height)
                cols = slice(grid.shape[1] - width, None) if at_right else slice(width)
                labels[rows, cols] = 1
            return labels

        return label

    return {
        f"{down} {across} {height} x {width} cells": window(down == "last", across == "right")
        for down in ("first", "last")
        for across in ("left", "right")
    }


def ground_of(grid: Grid, ground: str) -> int:
    """The color that the objects of a cut lie on; NO_BACKGROUND for "none"."""
    return {"0": 0, "none": NO_BACKGROUND}[ground] if ground != "main" else background_of(grid)


def labels_of(grid: Grid, background: int, diagonal: bool, one_color: bool) -> tuple[np.ndarray, int]:
    """Number the objects of a grid (int16, 0 for none), and say how many there are."""
    labels = cut_connected(grid, background, diagonal, one_color)
    return labels, int(labels.max())
