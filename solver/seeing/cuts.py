"""The cuts: every way to number the objects of a grid, and the table of them by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.seeing.colors import background_of
from solver.seeing.components import label_objects
from solver.seeing.insides import label_frame_insides, label_windows
from solver.seeing.palette import color_counts
from solver.seeing.partitions import IN_PANELS, IN_QUARTERS, IN_SLICES, label_lattice
from solver.task import Grid

# What annotations of compiled functions say; the op registry knows them by these names.
Labels = np.ndarray  # int16 of the grid's shape: objects are numbered 1..n, 0 is no object
Color = int
Integer = int

NO_BACKGROUND = 99
OF_KIND, IN_COLORS, WINDOWS, FRAME_INSIDES = range(4)  # ways to cut
CONNECTED, EMPTY, GROUPED, PARTS = "connected", "empty", "grouped", "parts"  # sorts of cuts, see Cut


@compiled()
def _label_colors(grid: np.ndarray, labels: np.ndarray) -> None:
    """Number the cells by their colors, in the order of the colors that occur."""
    counts = color_counts(grid)
    number = np.zeros(10, np.int64)
    count = 0
    for color in range(1, 10):
        if counts[color] > 0:
            count += 1
            number[color] = count
    height, width = grid.shape
    for row in range(height):
        for col in range(width):
            labels[row, col] = number[grid[row, col]]


@compiled(LABELS(GRID, INTEGER, INTEGER))
def cut(grid: Grid, number: Integer, way: Integer) -> Labels:
    """Cut in one of the ways OF_KIND to IN_SLICES; solver/language/cut.py says of each what it and its number are."""
    labels = np.zeros(grid.shape, np.int16)
    if way == OF_KIND:
        label_objects(grid, 0, number % 2 == 1, number < 2, labels)
    elif way == IN_COLORS:
        _label_colors(grid, labels)
    elif way == WINDOWS:
        label_windows(grid, labels)
    elif way == FRAME_INSIDES:
        label_frame_insides(grid, number == 1, labels)
    else:
        label_lattice(grid, way, number, labels)
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


def _way(way: int, number: int = 0) -> Callable[[Grid], Labels]:
    return lambda grid: cut(grid, number, way)


def _empty(diagonal: bool) -> Callable[[Grid], Labels]:
    return lambda grid: cut_connected(np.ascontiguousarray(grid != 0, dtype=np.uint8), 1, diagonal, 1)


def _bars(along_rows: bool) -> Callable[[Grid], Labels]:
    """Runs of cells of one color in every row, or in every column, a bar each even where they touch others."""

    def label(grid: Grid) -> Labels:
        lines = grid if along_rows else grid.T
        is_start = lines != 0
        is_start[:, 1:] &= lines[:, 1:] != lines[:, :-1]
        labels = np.where(lines != 0, np.cumsum(is_start).reshape(lines.shape), 0).astype(np.int16)
        return np.ascontiguousarray(labels if along_rows else labels.T)

    return label


def joined(labels: np.ndarray, pairs: list[np.ndarray]) -> np.ndarray:
    """Objects of which some are one: pairs are arrays (2, n) of the numbers of two that belong together."""
    one, other = np.hstack(pairs)
    first = np.arange(labels.max() + 1)
    while (first[one] != first[other]).any():
        low = np.minimum(first[one], first[other])
        np.minimum.at(first, one, low)
        np.minimum.at(first, other, low)
        first = first[first]
    return np.unique(first, return_inverse=True)[1][labels].astype(np.int16)


def _across_gaps(grid: Grid) -> Labels:
    """Objects of one color, 8 neighbors, where a free cell between two cells of a color joins them: dotted lines are one."""
    labels, pairs = cut_connected(grid, 0, 1, 1), []
    height, width = grid.shape
    for down, right in ((0, 2), (2, 0), (2, 2), (2, -2)):
        rows, cols = np.indices((max(0, height - down), max(0, width - abs(right)))).reshape(2, -1)
        cols = cols + max(0, -right)
        behind, ahead = (rows, cols), (rows + down, cols + right)
        is_joint = (grid[rows + down // 2, cols + right // 2] == 0) & (grid[behind] == grid[ahead])
        pairs.append(np.array([labels[behind], labels[ahead]])[:, is_joint])
    return joined(labels, pairs)


def _frames(grid: Grid) -> Labels:
    """One-color frames with all that is inside: the inside of each frame, one cell wider, the later ones on top."""
    inside = cut(grid, 1, FRAME_INSIDES)
    labels = np.zeros_like(inside)
    for label in range(1, int(inside.max()) + 1):
        rows, cols = np.nonzero(inside == label)
        labels[rows.min() - 1 : rows.max() + 2, cols.min() - 1 : cols.max() + 2] = label
    left = np.concatenate(([0], np.unique(labels[labels > 0])))
    return np.searchsorted(left, labels).astype(np.int16)


class Cut(NamedTuple):
    """A row of the table of cuts.

    ground: the color that objects lie on: "0", "main" for the most common one, "none". sort: CONNECTED cells that are
    no background, EMPTY regions of it, cells GROUPED otherwise, or other PARTS.
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
    "bars along columns": Cut(3, _bars(False), sort=GROUPED),
    "bars along rows": Cut(3, _bars(True), sort=GROUPED),
    "one-colored objects joined across gaps": Cut(2, _across_gaps, sort=GROUPED),
    "colors": Cut(2, _way(IN_COLORS)),
    "panels": Cut(1, _way(IN_PANELS)),
    "halves": Cut(2, _way(IN_SLICES, 2)),
    "thirds": Cut(3, _way(IN_SLICES, 3)),
    "quarters": Cut(2, _way(IN_QUARTERS)),
    "frames": Cut(2, _frames),
    "insides of frames": Cut(2, _way(FRAME_INSIDES, 1)),
    "insides of corner marks": Cut(3, _way(FRAME_INSIDES, 0)),
    "holes": Cut(3, _way(WINDOWS)),
}
OBJECT_CUTS = tuple(name for name, cut in CUTS.items() if cut.sort != PARTS)
CONTENT_CUTS = tuple(name for name, cut in CUTS.items() if cut.sort != EMPTY)


def ground_of(grid: Grid, ground: str) -> int:
    """The color that the objects of a cut lie on; NO_BACKGROUND for "none"."""
    return {"0": 0, "none": NO_BACKGROUND}[ground] if ground != "main" else background_of(grid)


def labels_of(grid: Grid, background: int, diagonal: bool, one_color: bool) -> tuple[np.ndarray, int]:
    """Number the objects of a grid (int16, 0 for none), and say how many there are."""
    labels = cut_connected(grid, background, diagonal, one_color)
    return labels, int(labels.max())
