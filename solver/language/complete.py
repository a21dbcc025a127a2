"""Complete repeating patterns."""

from __future__ import annotations

import numpy as np

from solver.jit import nothing
from solver.language.registry import Color, op
from solver.seeing.patterns import complete_by_lattice
from solver.task import Grid

HIDDEN_COSTS = {0: 0, 1: 2, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5, 7: 5, 8: 5, 9: 5}


@op(cost=6, constants=HIDDEN_COSTS, computed=True, same_shape=True)
def restore_tiling(grid: Grid, hidden: Color) -> Grid:
    """Fill the cells of the hidden color so that the grid repeats a tile that all other cells agree with.

    The smallest tile counts that repeats a third of them; each row of tiles may be shifted against the one above.

    12312 (0) -> 12312
    40645        45645
    12312        12312
    """
    height, width = grid.shape
    if hidden < 0 or hidden > 9:
        return nothing()
    known = 0
    for color in grid.ravel():
        known += color != hidden
    out = np.empty((height, width), np.uint8)
    area = complete_by_lattice(grid, hidden, 0, (known + 2) // 3, grid.size, grid.size, out)
    return out if area > 0 else nothing()
