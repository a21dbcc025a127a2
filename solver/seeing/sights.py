"""Which cells see each other: along a row or a column, with nothing but free cells between them."""

from __future__ import annotations

import numpy as np

from solver.task import Grid


def sights_of(grid: Grid, background: int) -> np.ndarray:
    """Return the pairs of cells that see each other across free cells (int64, pairs x 2), as row * width + col.

    1.1    0 2 and 0 6
    ...
    2..
    """
    places = np.arange(grid.size).reshape(grid.shape)
    found = []
    for lines, cells in ((grid, places), (grid.T, places.T)):
        rows, cols = np.nonzero(lines != background)
        apart = np.flatnonzero((rows[1:] == rows[:-1]) & (cols[1:] > cols[:-1] + 1))
        mine = cells[rows, cols]
        found.append(np.stack([mine[apart], mine[apart + 1]], axis=1))
    return np.concatenate(found)
