"""The eight rigid motions of a grid, motions about a center that may lie between cells, and centers of drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.task import Grid

STAYS = "as it is"
MOTIONS: dict[str, Callable[[Grid], Grid]] = {
    STAYS: lambda grid: grid,
    "flip_cols": lambda grid: grid[:, ::-1],
    "flip_rows": lambda grid: grid[::-1],
    "rotate_half": lambda grid: grid[::-1, ::-1],
    "transpose": lambda grid: grid.T,
    "rotate_clockwise": lambda grid: grid[::-1].T,
    "rotate_counterclockwise": lambda grid: grid.T[::-1],
    "transpose_other_diagonal": lambda grid: grid[::-1, ::-1].T,
}
Center = tuple[int, int]  # twice the row and twice the column of the fixed point
Cells = tuple[np.ndarray, np.ndarray]

# Motions as matrices (row from row, row from col, col from row, col from col) about the center.
LEFT_RIGHT, UP_DOWN, HALF_TURN = (1, 0, 0, -1), (-1, 0, 0, 1), (-1, 0, 0, -1)
CLOCKWISE, COUNTERCLOCKWISE, DIAGONAL, OTHER_DIAGONAL = (0, 1, -1, 0), (0, -1, 1, 0), (0, 1, 1, 0), (0, -1, -1, 0)
Motion = tuple[int, int, int, int]
GROUPS: dict[str, tuple[Motion, ...]] = {
    "left and right": (LEFT_RIGHT,),
    "up and down": (UP_DOWN,),
    "half a turn": (HALF_TURN,),
    "left, right, up and down": (LEFT_RIGHT, UP_DOWN, HALF_TURN),
    "quarter turns": (CLOCKWISE, HALF_TURN, COUNTERCLOCKWISE),
    "the diagonal": (DIAGONAL,),
    "the other diagonal": (OTHER_DIAGONAL,),
    "all mirrors and turns": (LEFT_RIGHT, UP_DOWN, HALF_TURN, CLOCKWISE, COUNTERCLOCKWISE, DIAGONAL, OTHER_DIAGONAL),
}
MOST_CENTERS, MOST_CELLS = 1600, 150


def moved(rows: np.ndarray, cols: np.ndarray, motion: Motion, center: Center) -> Cells:
    """Rows and columns of the images of cells (the center must have both parities equal for turns)."""
    down, right = 2 * rows - center[0], 2 * cols - center[1]
    return (
        (motion[0] * down + motion[1] * right + center[0]) // 2,
        (motion[2] * down + motion[3] * right + center[1]) // 2,
    )


def _centers(rows: np.ndarray, cols: np.ndarray, motions: Sequence[Motion]) -> Iterator[Center]:
    """Yield centers to try: every cell, edge and corner in the box that the motions can turn about."""
    top, bottom, left, right = int(rows.min()), int(rows.max()), int(cols.min()), int(cols.max())
    if all(motion[0] == 1 for motion in motions):
        yield from ((0, col) for col in range(2 * left, 2 * right + 1))
    elif all(motion[3] == 1 for motion in motions):
        yield from ((row, 0) for row in range(2 * top, 2 * bottom + 1))
    else:
        turns = any(motion[1] for motion in motions)
        for row in range(2 * top, 2 * bottom + 1):
            for col in range(2 * left, 2 * right + 1):
                if not turns or (row + col) % 2 == 0:
                    yield row, col


def best_center(grid: np.ndarray, cells: Cells, motions: Sequence[Motion], background: int) -> tuple[int, Center] | None:
    """The support and the center about which most cells map on cells of their own color and fewest on other colors.

    Images outside of the grid count as free. None when there are too many cells or no center has any support.
    """
    rows, cols = cells
    if len(rows) > MOST_CELLS:
        return None
    centers = list(_centers(*cells, motions))
    if len(centers) > MOST_CENTERS:
        return None
    down, right = (np.array(part)[:, None] for part in zip(*centers, strict=True))
    colors = grid[rows, cols].astype(np.int64)
    score = np.zeros(len(centers), np.int64)
    height, width = grid.shape
    for motion in motions:
        r, c = moved(rows[None], cols[None], motion, (down, right))  # type: ignore[arg-type]
        inside = (r >= 0) & (c >= 0) & (r < height) & (c < width)
        image = np.where(inside, grid[np.clip(r, 0, height - 1), np.clip(c, 0, width - 1)], background)
        is_same, is_free = image == colors[None], image == background
        score += is_same.sum(axis=1) - 1000 * (~is_same & ~is_free).sum(axis=1)
    best = int(score.argmax())
    return (int(score[best]), centers[best]) if score[best] > 0 else None


def marked_center(is_main: np.ndarray, marks: Cells, motions: Sequence[Motion], box: Cells) -> Center | None:
    """The center nearest to the marks about which every mark is the image of a cell of the drawing.

    is_main: bool, shaped as the grid, True for the cells of the drawing that are no marks.
    """
    height, width = is_main.shape
    best: tuple[int, Center] | None = None
    for center in _centers(*box, motions):
        away = 0
        for motion in motions:
            r, c = moved(*marks, motion, center)
            if (r < 0).any() or (c < 0).any() or (r >= height).any() or (c >= width).any() or not is_main[r, c].all():
                break
            away += int(np.abs(r - marks[0]).sum() + np.abs(c - marks[1]).sum())
        else:
            best = min(best or (away, center), (away, center))
    return None if best is None else best[1]
