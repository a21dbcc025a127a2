"""The parts that a grid can be cut into, and what can be measured of each part among the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.families.rule import MOTIONS, box_of, counts_of, majority_of
from solver.ops.cut import cut_color_boxes, cut_frame_insides, cut_objects, cut_panels, cut_quarters, cut_slices, cut_windows
from solver.task import COLOR_COUNT, Grid

MAX_PARTS = 64
EDGE_ONE_COLOR, ONE_COLOR, EDGE_ANY_COLOR, ANY_COLOR = range(4)


@dataclass(frozen=True)
class Part:
    """One part of a grid: its box as it is (window), which cells of the box belong to it (mask), and where it lies."""

    row: int
    col: int
    window: Grid
    mask: np.ndarray

    @property
    def cells(self) -> Grid:
        """The box with everything that is not the part made 0."""
        return np.where(self.mask, self.window, 0).astype(np.uint8)


def _on_background(kind: int) -> Callable[[Grid], np.ndarray]:
    """Objects on the most common color; where that is 0 there is nothing new to find."""

    def label(grid: Grid) -> np.ndarray:
        background = majority_of(grid)
        if background == 0:
            return np.zeros(grid.shape, np.int16)
        exchanged = np.arange(COLOR_COUNT, dtype=np.uint8)
        exchanged[[0, background]] = COLOR_COUNT, 0
        return cut_objects(exchanged[grid], kind)

    return label


def _frames(grid: Grid) -> np.ndarray:
    """One-color frames with all that is inside: the inside of each frame, one cell wider."""
    inside = cut_frame_insides(grid, 1)
    labels = np.zeros_like(inside)
    for label in range(1, int(inside.max()) + 1):
        rows, cols = np.nonzero(inside == label)
        labels[rows.min() - 1 : rows.max() + 2, cols.min() - 1 : cols.max() + 2] = label
    return labels


# Ways to number the parts of a grid, with their cost.
SEGMENTATIONS: dict[str, tuple[int, Callable[[Grid], np.ndarray]]] = {
    "objects": (0, lambda grid: cut_objects(grid, ANY_COLOR)),
    "one-color objects": (0, lambda grid: cut_objects(grid, ONE_COLOR)),
    "objects touching by edges": (1, lambda grid: cut_objects(grid, EDGE_ANY_COLOR)),
    "one-color objects touching by edges": (1, lambda grid: cut_objects(grid, EDGE_ONE_COLOR)),
    "objects on the most common color": (1, _on_background(ANY_COLOR)),
    "one-color objects on the most common color": (1, _on_background(ONE_COLOR)),
    "objects touching by edges on the most common color": (2, _on_background(EDGE_ANY_COLOR)),
    "regions": (3, lambda grid: cut_objects(grid + np.uint8(1), EDGE_ONE_COLOR)),
    "colors": (2, cut_color_boxes),
    "panels": (1, cut_panels),
    "halves": (2, lambda grid: cut_slices(grid, 2)),
    "thirds": (3, lambda grid: cut_slices(grid, 3)),
    "quarters": (2, cut_quarters),
    "frames": (2, _frames),
    "insides of frames": (2, lambda grid: cut_frame_insides(grid, 1)),
    "insides of corner marks": (3, lambda grid: cut_frame_insides(grid, 0)),
    "holes": (3, cut_windows),
}


def corners(outputs: Sequence[Grid]) -> dict[str, tuple[int, Callable[[Grid], np.ndarray]]]:
    """One segmentation per corner, with the corner window of the outputs' size as its only part, if they have one size."""
    height, width = outputs[0].shape
    if any(output.shape != (height, width) for output in outputs):
        return {}

    def window(at_bottom: bool, at_right: bool) -> Callable[[Grid], np.ndarray]:
        def label(grid: Grid) -> np.ndarray:
            labels = np.zeros(grid.shape, np.int16)
            if height <= grid.shape[0] and width <= grid.shape[1]:
                rows = slice(grid.shape[0] - height, None) if at_bottom else slice(height)
                cols = slice(grid.shape[1] - width, None) if at_right else slice(width)
                labels[rows, cols] = 1
            return labels

        return label

    return {
        f"{down} {across} {height} x {width} cells": (3, window(down == "last", across == "right"))
        for down in ("first", "last")
        for across in ("left", "right")
    }


def parts_of(grid: Grid, label: Callable[[Grid], np.ndarray]) -> list[Part]:
    """Cut a grid into the parts that a segmentation numbers; no parts when there are more than MAX_PARTS."""
    labels = label(np.ascontiguousarray(grid))
    if labels.max() > MAX_PARTS:
        return []
    parts = []
    for number in range(1, int(labels.max()) + 1):
        mask = labels == number
        if mask.any():
            box = box_of(mask)
            parts.append(Part(box[0].start, box[1].start, grid[box], mask[box]))
    return parts


def _same(parts: list[Part], identity: Callable[[Part], object]) -> list[int]:
    """For each part, how many parts have the same identity."""
    names = [identity(part) for part in parts]
    counts = Counter(names)
    return [counts[name] for name in names]


def _turned(mask: np.ndarray) -> tuple[tuple[int, ...], bytes]:
    """An identity of the shape that is the same for all its rigid motions."""
    return min((moved.shape, np.ascontiguousarray(moved).tobytes()) for moved in (move(mask) for move in MOTIONS.values()))


def _main_color(part: Part) -> int:
    colors = part.window[part.mask]
    counts = np.bincount(colors, minlength=COLOR_COUNT)
    return int(counts[1:].argmax()) + 1 if counts[1:].any() else 0


def _center_distance(part: Part, grid: Grid) -> int:
    down = 2 * part.row + part.mask.shape[0] - grid.shape[0]
    right = 2 * part.col + part.mask.shape[1] - grid.shape[1]
    return down * down + right * right


def _colored_cells(part: Part) -> int:
    return int(np.count_nonzero(part.cells))


def _cells_of_color(color: int) -> Callable[[Part], int]:
    return lambda part: int((part.cells == color).sum())


# Measures of one part alone, with their cost.
MEASURES: dict[str, tuple[int, Callable[[Part], int]]] = {
    "cells": (1, _colored_cells),
    "area": (1, lambda part: int(part.mask.size)),
    "colors": (1, lambda part: int(np.count_nonzero(counts_of(part.cells)[1:]))),
    "height": (2, lambda part: part.mask.shape[0]),
    "width": (2, lambda part: part.mask.shape[1]),
    "row": (2, lambda part: part.row),
    "column": (2, lambda part: part.col),
    "last row": (3, lambda part: part.row + part.mask.shape[0]),
    "last column": (3, lambda part: part.col + part.mask.shape[1]),
    "main color": (3, _main_color),
    "cells of other colors": (2, lambda part: _colored_cells(part) - int((part.cells == max(1, _main_color(part))).sum())),
    "holes": (3, lambda part: int(cut_windows((part.cells != 0).astype(np.uint8)).max())),
    "objects inside": (3, lambda part: int(cut_objects(part.cells, ONE_COLOR).max())),
    "mirrored cols": (3, lambda part: int((part.cells == part.cells[:, ::-1]).all())),
    "mirrored rows": (3, lambda part: int((part.cells == part.cells[::-1]).all())),
    "symmetry": (2, lambda part: int((part.cells == part.cells[:, ::-1]).all() or (part.cells == part.cells[::-1]).all())),
    "fullness": (3, lambda part: int(part.mask.all())),
    "squareness": (3, lambda part: -abs(part.mask.shape[0] - part.mask.shape[1])),
}
MEASURES |= {f"cells of color {color}": (3, _cells_of_color(color)) for color in range(1, COLOR_COUNT)}

# Measures of all parts together: each takes the parts and the grid and gives one number per part.
COMPARISONS: dict[str, tuple[int, Callable[[list[Part], Grid], list[int]]]] = {
    "copies": (2, lambda parts, grid: _same(parts, lambda part: (part.mask.shape, part.cells.tobytes()))),
    "copies of its shape": (2, lambda parts, grid: _same(parts, lambda part: (part.mask.shape, (part.cells != 0).tobytes()))),
    "copies of its shape, turned": (3, lambda parts, grid: _same(parts, lambda part: _turned(part.cells != 0))),
    "parts of its color": (3, lambda parts, grid: _same(parts, _main_color)),
    "cells of its color in the grid": (4, lambda parts, grid: [int(counts_of(grid)[_main_color(part)]) for part in parts]),
    "distance to the center": (4, lambda parts, grid: [_center_distance(part, grid) for part in parts]),
    "touches the edge": (3, lambda parts, grid: [int(_is_at_edge(part, grid)) for part in parts]),
}
MEASURE_COST = {name: row[0] for table in (MEASURES, COMPARISONS) for name, row in table.items()}


def _is_at_edge(part: Part, grid: Grid) -> bool:
    ends = (part.row + part.mask.shape[0], part.col + part.mask.shape[1])
    return part.row == 0 or part.col == 0 or ends[0] == grid.shape[0] or ends[1] == grid.shape[1]


def measured(parts: list[Part], grid: Grid) -> dict[str, list[int]]:
    """Every measure of every part."""
    table = {name: [measure(part) for part in parts] for name, (_, measure) in MEASURES.items()}
    return table | {name: compare(parts, grid) for name, (_, compare) in COMPARISONS.items()}
