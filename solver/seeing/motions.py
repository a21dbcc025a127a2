"""The eight rigid motions of a grid, and motions about a center that may lie between cells."""

from __future__ import annotations

from collections.abc import Callable

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
INVERSE = {name: name for name in MOTIONS} | {
    "rotate_clockwise": "rotate_counterclockwise",
    "rotate_counterclockwise": "rotate_clockwise",
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


def moved(rows: np.ndarray, cols: np.ndarray, motion: Motion | np.ndarray, center: Center | Cells) -> Cells:
    """Rows and columns of the images of cells (the center must have both parities equal for turns).

    Of several motions (int64, 4 x motions x 1), or several centers (int64, centers x 1 each), one row of images each.
    """
    down, right = 2 * rows - center[0], 2 * cols - center[1]
    return (
        (motion[0] * down + motion[1] * right + center[0]) // 2,
        (motion[2] * down + motion[3] * right + center[1]) // 2,
    )
