"""Grids as words of digits, and back. Needs no compiled code, as whoever writes or reads a log."""

from __future__ import annotations

import numpy as np

from solver.task import Grid, as_grid


def digits(grid: Grid | list[list[int]]) -> str:
    """A grid as one word: its rows as digits, separated by slashes."""
    return "/".join("".join(map(str, row)) for row in np.asarray(grid).tolist())


def grid_of(word: str) -> Grid:
    """The grid of such a word. Raises ValueError when it is none."""
    return as_grid(np.array([[int(digit) for digit in row] for row in word.split("/")]))
