"""Peels that need more than the goal itself: products of two grids, pastes on the input, embeddings in a computed size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.search.constructors import ANCHORS, embedded, laid_over, stamped_in_color, stamped_where_set
from solver.search.goal import (
    ANYTHING,
    NONZERO,
    ZERO,
    Frame,
    Goal,
    Grids,
    Peel,
    blocks_of,
    cells_of,
    exact,
    goal_of,
    is_possible,
)
from solver.task import Grid


def peel_products(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is one grid stamped into blocks where another grid is set, zero elsewhere, in its own or in the block's color."""
    grids = exact(goal)
    if grids is None:
        return
    for counts in _block_counts(grids, frame):
        blocks = [blocks_of(grid, *count) for grid, count in zip(grids, counts, strict=True)]
        is_set = [block.any(axis=(2, 3)) for block in blocks]
        if not all(mask.any() and not mask.all() for mask in is_set):
            continue
        masks = tuple(np.where(mask, NONZERO, ZERO).astype(np.uint16) for mask in is_set)
        stamps = [block[mask] for block, mask in zip(blocks, is_set, strict=True)]
        if all((stamp == stamp[0]).all() for stamp in stamps):
            yield Peel(stamped_where_set, (masks, goal_of(cells_of(stamp[0]) for stamp in stamps)), 4)
        shapes = [stamp > 0 for stamp in stamps]
        colors = [block.max(axis=(2, 3)) for block in blocks]
        plain = [np.where(stamp > 0, stamp, stamp.max(axis=(1, 2), keepdims=True)) for stamp in stamps]
        if all((shape == shape[0]).all() for shape in shapes) and all((one == one[:, :1, :1]).all() for one in plain):
            shape_goal = goal_of(np.where(shape[0], NONZERO, ZERO).astype(np.uint16) for shape in shapes)
            yield Peel(stamped_in_color, (goal_of(cells_of(color) for color in colors), shape_goal), 4)


def _block_counts(grids: Grids, frame: Frame) -> Iterator[list[tuple[int, int]]]:
    """Layouts in rows x cols blocks, by a fixed number of blocks, a fixed size of block, or the input's shape for either."""
    inputs = frame.inputs[: frame.demonstrations]
    pairs = list(zip(grids, inputs, strict=True))
    options = [
        [(one.shape[0], one.shape[1]) for one in inputs],
        [(grid.shape[0] // one.shape[0], grid.shape[1] // one.shape[1]) for grid, one in pairs],
    ]
    for rows in range(2, 11):
        for cols in range(2, 11):
            options.append([(rows, cols)] * len(grids))
            options.append([(grid.shape[0] // rows, grid.shape[1] // cols) for grid in grids])
    seen: list[list[tuple[int, int]]] = []
    for counts in options:
        if counts not in seen and all(_is_layout(grid, *count) for grid, count in zip(grids, counts, strict=True)):
            seen.append(counts)
            yield counts


def _is_layout(grid: Grid, rows: int, cols: int) -> bool:
    height, width = grid.shape
    return 1 < rows < height and 1 < cols < width and height % rows == 0 and width % cols == 0


def peel_pastes(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is the input with something laid over it (only changed cells matter) or under it."""
    inputs = frame.inputs[: frame.demonstrations]
    if any(cells.shape != grid.shape for cells, grid in zip(goal, inputs, strict=True)):
        return
    kept = [cells_of(grid) & cells > 0 for cells, grid in zip(goal, inputs, strict=True)]
    if all(same.all() for same in kept):
        return
    over = [
        np.where(same, cells_of(grid) | ZERO, cells & NONZERO) for cells, grid, same in zip(goal, inputs, kept, strict=True)
    ]
    over_goal = goal_of([cells.astype(np.uint16) for cells in over])
    below = goal_of(map(cells_of, inputs))
    if is_possible(over_goal):
        yield Peel(laid_over, (over_goal, below), 3)
    if all(same[grid > 0].all() for same, grid in zip(kept, inputs, strict=True)):
        under = [np.where(grid > 0, ANYTHING, cells).astype(np.uint16) for cells, grid in zip(goal, inputs, strict=True)]
        yield Peel(laid_over, (below, goal_of(under)), 3)


def peel_embeddings(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is a smaller grid in a corner or the middle of a one-color canvas whose size follows from a size rule."""
    grids = exact(goal)
    if grids is None or frame.sizes is None:
        return
    common = set.intersection(*(set(np.unique(grid).tolist()) for grid in grids))
    for color in sorted(common):
        boxes = [_content_box(grid, color) for grid in grids]
        if any(box is None for box in boxes) or all(
            box[2:] == grid.shape for box, grid in zip(boxes, grids, strict=True) if box
        ):
            continue
        for name, anchor in ANCHORS.items():
            places = [anchor(grid.shape, box[2:]) for grid, box in zip(grids, boxes, strict=True) if box]
            if places == [box[:2] for box in boxes if box]:
                parts = [
                    grid[box[0] : box[0] + box[2], box[1] : box[1] + box[3]]
                    for grid, box in zip(grids, boxes, strict=True)
                    if box
                ]
                goal_inside = goal_of(cells_of(part) for part in parts)
                yield Peel(embedded, (goal_inside,), 5, {"anchor": name, "color": color, "sizes": frame.sizes})
                break


def _content_box(grid: Grid, color: int) -> tuple[int, int, int, int] | None:
    """(top, left, height, width) around the cells of other colors; None without any."""
    rows, cols = np.nonzero(grid != color)
    if not rows.size:
        return None
    top, left = int(rows.min()), int(cols.min())
    return top, left, int(rows.max()) - top + 1, int(cols.max()) - left + 1
