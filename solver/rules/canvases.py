"""Canvases: empty grids whose size follows from the input; the input laid on them, in a corner or as tiles; orders of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from solver.language.term import term, verb
from solver.rules.blocks import spots_of
from solver.rules.numbers import Number, numbers_of, sides_of, value_of
from solver.rules.pictures import Picture
from solver.rules.sketches import add_sketch
from solver.seeing.colors import counts_of
from solver.task import MAX_SIDE, Grid, Task

MOST_SIZES = 3  # for each axis
TILES = "as tiles"
Canvas = tuple[int, ...]  # its shape; empty: that of the input
# Where the input lies: the share of the free rows above it and of the free columns left of it.
PLACES = {
    "at the top left": (0.0, 0.0),
    "at the top right": (0.0, 1.0),
    "at the bottom left": (1.0, 0.0),
    "at the bottom right": (1.0, 1.0),
    "in the middle": (0.5, 0.5),
}
SPOTS = PLACES | {"at the top": (0.0, 0.5), "at the bottom": (1.0, 0.5), "at the left": (0.5, 0.0), "at the right": (0.5, 1.0)}


def _middle_row(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """The cells of the middle row from its middle on, to both sides in turn."""
    height, width = int(rows.max()) + 1, int(cols.max()) + 1
    return height // 2 * width + np.argsort(np.abs(2 * np.arange(width) - width + 1), kind="stable")


# In which order cells of a canvas are drawn: from the rows and the cols of all cells.
ORDERS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "row by row": lambda rows, cols: np.arange(rows.size),
    "row by row from below": lambda rows, cols: np.lexsort((cols, -rows)),
    "row by row from the right": lambda rows, cols: np.lexsort((-cols, rows)),
    "col by col": lambda rows, cols: np.lexsort((rows, cols)),
    "col by col from below": lambda rows, cols: np.lexsort((-rows, cols)),
    "to and fro": lambda rows, cols: np.lexsort((np.where(rows % 2, -cols, cols), rows)),
    "every second cell": lambda rows, cols: np.arange(0, rows.size, 2),
    "along the diagonal": lambda rows, cols: np.flatnonzero(rows == cols),
    "along the middle row from its middle": _middle_row,
}


def cells_in(order: str, canvas: Canvas) -> np.ndarray:
    """The numbers of the cells of a canvas in an order."""
    return ORDERS[order](*(places.ravel() for places in np.indices(canvas)))


@verb
def laid(
    grid: Grid, height: Number, width: Number, at: Annotated[str, (TILES, *PLACES)] = TILES, tiles: Number = 0
) -> Grid | None:
    """Lay a grid on an empty canvas in one of the PLACES, or so many times as tiles, row by row."""
    shape = value_of(height, grid), value_of(width, grid)
    if not min(shape) >= 1 or max(shape) > MAX_SIDE:
        return None
    out = np.zeros(shape, np.uint8)
    if at == TILES:
        for (_, _, spot), _ in zip(spots_of(shape, grid.shape, 0, 0), range(value_of(tiles, grid)), strict=False):
            out[spot] = grid
        return out
    if shape[0] < grid.shape[0] or shape[1] < grid.shape[1]:
        return None
    top, left = (int(share * (side - mine)) for share, side, mine in zip(PLACES[at], shape, grid.shape, strict=True))
    out[top : top + grid.shape[0], left : left + grid.shape[1]] = grid
    return out


@verb
def clipped(grid: Grid, height: Number, width: Number, at: Annotated[str, SPOTS]) -> Grid | None:
    """Keep the window of a size at one of the SPOTS, in the middle only where as much is left on both sides."""
    shape = value_of(height, grid), value_of(width, grid)
    spare = np.array(grid.shape) - shape
    if min(shape) < 1 or (spare < 0).any() or not spare.any():
        return None
    top, left = np.array(SPOTS[at]) * spare
    whole = top == int(top) and left == int(left)
    return np.ascontiguousarray(grid[int(top) :, int(left) :][: shape[0], : shape[1]]) if whole else None


add_sketch(
    "clipped(height=?, width=?, at=?)",
    height=lambda before, after: (after.shape[0],) if after.shape[0] <= before.shape[0] else (),
    width=lambda before, after: (after.shape[1],) if after.shape[1] <= before.shape[1] else (),
)


@verb
def at_mark(grid: Grid, mark: int, height: int, width: int, down: int, right: int) -> Grid | None:
    """Crop the window of a size that begins so far down and right of the only cell of a color; None beyond the grid."""
    marks = np.argwhere(grid == mark)
    if len(marks) != 1 or min(height, width) < 1:
        return None
    top, left = int(marks[0, 0]) + down, int(marks[0, 1]) + right
    is_inside = min(top, left) >= 0 and top + height <= grid.shape[0] and left + width <= grid.shape[1]
    return np.ascontiguousarray(grid[top : top + height, left : left + width]) if is_inside else None


def _single_colors(before: Grid, after: Grid) -> Iterable[int]:
    """The colors of single cells, where what came out is a smaller window."""
    return np.flatnonzero(counts_of(before) == 1).tolist() if _windows(before, after).size else ()


def _windows(before: Grid, after: Grid) -> np.ndarray:
    """Where a smaller grid lies in a larger one: rows and columns of its corners."""
    if (np.array(after.shape) > before.shape).any() or after.shape == before.shape:
        return np.zeros((0, 2), int)
    return np.argwhere((sliding_window_view(before, after.shape) == after).all(axis=(2, 3)))


def _away(axis: int) -> Callable[..., Iterable[int]]:
    """The steps along an axis from a mark to where the output lies."""

    def steps(before: Grid, after: Grid, mark: int) -> Iterable[int]:
        return np.unique(_windows(before, after)[:, axis] - np.argwhere(before == mark)[0, axis]).tolist()

    return steps


add_sketch(
    "at_mark(mark=?, height=?, width=?, down=?, right=?)",
    mark=_single_colors,
    height=lambda before, after: (after.shape[0],),
    width=lambda before, after: (after.shape[1],),
    down=_away(0),
    right=_away(1),
)


def canvases_of(task: Task) -> Iterator[Picture]:
    """Yield the input on canvases that have the sizes of the outputs."""
    sizes = [sides_of(task, axis)[:MOST_SIZES] for axis in (0, 1)]
    columns = {said: sides for said, _, sides in sizes[1]}
    for height, row_cost, heights in sizes[0]:
        for width, col_cost, widths in sizes[1]:
            if height != width and heights == widths and height in columns:
                continue
            cost = row_cost + (0 if height == width else col_cost)
            shapes = list(zip(heights, widths, strict=True))
            if all(min(np.subtract(shape, grid.shape)) >= 0 for grid, shape in zip(task.inputs, shapes, strict=True)):
                for at in PLACES:
                    yield from _laid(task, cost + 0.5, height=height, width=width, at=at)
            if not any(np.mod(shape, grid.shape).any() for grid, shape in zip(task.inputs, shapes, strict=True)):
                counts = [_tile_count(grid, output) for grid, output in zip(task.inputs, task.outputs, strict=False)]
                for tiles, more, _ in numbers_of(task, counts) if max(counts) > 1 else ():
                    yield from _laid(task, cost + more, height=height, width=width, tiles=tiles)


def _laid(task: Task, cost: float, **arguments: Number | str) -> Iterator[Picture]:
    rule = term(laid, **arguments)
    grids: Sequence[Grid] = [out for out in map(rule, task.inputs) if out is not None]
    if len(grids) == len(task.inputs):
        yield Picture(rule, cost, tuple(grids))


def _tile_count(grid: Grid, output: Grid) -> int:
    """How many tiles of the output, row by row, are the grid; 0 when it does not begin with one."""
    count = 0
    for _, _, spot in spots_of(output.shape, grid.shape, 0, 0):
        if output[spot].shape != grid.shape or (output[spot] != grid).any():
            break
        count += 1
    return count
