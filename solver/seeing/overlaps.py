"""Which of the colored shapes of a grid lie on top of which: lines, frames and plates, partly hidden by one another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.seeing.boxes import Box, box_of
from solver.seeing.colors import counts_of, edge_color_of
from solver.seeing.cuts import joined, labels_of
from solver.seeing.patterns import UNKNOWN
from solver.task import COLOR_COUNT, Grid

MOST_COLORS = 9
MOST_RECTANGLES = 30


def layers_of(grid: Grid, background: int) -> dict[int, int]:
    """The place of every color in the pile, 0 at the bottom; nothing where that is not clear for all colors."""
    colors = [color for color in np.flatnonzero(counts_of(grid)).tolist() if color != background]
    if not 1 < len(colors) <= MOST_COLORS:
        return {}
    above = np.zeros((COLOR_COUNT, COLOR_COUNT), bool)  # above[one, other]: other lies on one
    for color in colors:
        shape = next(_wholes(grid, grid == color, background), None)
        if shape is None:
            return {}
        above[color, np.unique(grid[shape])] = True
        above[color, color] = False
    for middle in colors:
        above |= above[:, middle : middle + 1] & above[middle : middle + 1]
    places = {color: len(colors) - 1 - int(above[color].sum()) for color in colors}
    is_clear = len(set(places.values())) == len(colors) and not above.diagonal().any()
    return places if is_clear else {}


def _wholes(grid: Grid, seen: np.ndarray, background: int) -> Iterator[np.ndarray]:
    """Yield the lines, frames and plates of which these cells are seen, with their cells under other colors."""
    for shape in _shapes(seen):
        if not (seen & ~shape).any() and (grid[shape] != background).all():
            yield shape


def behind_others(grid: Grid, ground: int) -> np.ndarray:
    """Objects of one color on a ground, 8 neighbors, and joined where only cells of one other color lie between two."""
    labels, pairs = labels_of(grid, ground, True, True)[0], []
    # One cell of ground behind every row and column keeps lines apart, whichever of four ways they are read.
    cells, numbers = (np.pad(one, (0, 1), constant_values=edge).ravel() for one, edge in ((grid, ground), (labels, 0)))
    for step in (1, grid.shape[1], grid.shape[1] + 1, grid.shape[1] + 2):
        line = np.concatenate([np.arange(first, cells.size, step) for first in range(step)])
        starts = line[np.flatnonzero(np.concatenate(([True], cells[line][1:] != cells[line][:-1])))]
        is_hidden = (cells[starts[:-2]] == cells[starts[2:]]) & (cells[starts[1:-1]] != ground)
        pairs.append(numbers[np.array([starts[:-2], starts[2:]])[:, is_hidden]])
    return joined(labels, pairs)


def hidden_in_front(grid: Grid) -> Grid:
    """Draw over all others what they hide of each object, the first one on top. The ground is the color of most of the edge.

    Of a line, a frame or a plate that is what is missing, of other shapes what lies between two cells in a row or a column.

    00200 -> 00200
    11211    11111
    """
    ground = edge_color_of(grid)
    labels, whole = behind_others(grid, ground), grid.copy()
    for label in np.flatnonzero(np.bincount(labels.ravel())[1:] > 1)[::-1] + 1:
        box = box_of(labels == label)
        seen, is_ground = labels[box] == label, grid[box] == ground
        wholes = [*_wholes(grid[box], seen, ground)] or [_between(seen, is_ground) | _between(seen.T, is_ground.T).T]
        if all((shape & ~seen).any() for shape in wholes):
            whole[box][wholes[-1] & ~seen] = grid[box][seen][0]
    return whole


def _between(seen: np.ndarray, is_ground: np.ndarray) -> np.ndarray:
    """The cells of rows that have cells seen on both sides before there is ground."""
    place = np.arange(1, seen.shape[1] + 1)
    last, ground = (np.maximum.accumulate(place * cells, axis=1) for cells in (seen, is_ground))
    after, beyond = (np.maximum.accumulate(place * cells[:, ::-1], axis=1)[:, ::-1] for cells in (seen, is_ground))
    return np.asarray((last > ground) & (after > beyond))


def _shapes(seen: np.ndarray) -> Iterator[np.ndarray]:
    """Yield lines, frame and plate with the box of the cells seen."""
    rows, cols = np.nonzero(seen)
    top, bottom, left, right = rows.min(), rows.max(), cols.min(), cols.max()
    inside = np.zeros(seen.shape, bool)
    inside[top : bottom + 1, left : right + 1] = True
    row, col = np.indices(seen.shape)
    if bottom - top == right - left > 0:
        yield inside & (row - top == col - left)
        yield inside & (row - top == right - col)
    core = np.zeros(seen.shape, bool)
    core[top + 1 : bottom, left + 1 : right] = True
    yield inside & ~core
    yield inside


def stacked_rectangles(grid: Grid) -> Grid | None:
    """UNKNOWN cells take the color of the topmost of the rectangles that they lie in; None where there are no such rectangles.

    A rectangle is the box of cells of a color that are joined, also behind UNKNOWN cells and what is taken off: the largest
    one in which no other color shows, again and again.
    """
    whole, seen = grid.copy(), grid.copy()
    for _ in range(MOST_RECTANGLES):
        if (seen == UNKNOWN).all():
            return whole
        boxes = [(color, box) for color in np.unique(seen[seen != UNKNOWN]) for box in _boxes_of(seen, color)]
        tops = [(color, box) for color, box in boxes if ((seen[box] == color) | (seen[box] == UNKNOWN)).all()]
        if not tops:
            break
        color, box = max(tops, key=lambda top: seen[top[1]].size)
        whole[box][whole[box] == UNKNOWN] = color
        seen[box] = UNKNOWN
    return None


def _boxes_of(seen: Grid, color: int) -> list[Box]:
    """The boxes of cells of a color that are joined behind UNKNOWN cells."""
    is_mine = seen == color
    labels, count = labels_of((is_mine | (seen == UNKNOWN)).astype(np.uint8), 0, False, False)
    return [box_of(is_mine & (labels == label)) for label in range(1, count + 1) if label in labels[is_mine]]
