"""Grids that the tests of this room look at: random ones, and those at the limits."""

from __future__ import annotations

import numpy as np

LIMITS = [np.zeros((1, 1), np.uint8), np.full((1, 1), 7, np.uint8), np.full((30, 30), 3, np.uint8), np.zeros((1, 30), np.uint8)]


def random_grids(count, side=7, colors=4, seed=11):
    random = np.random.default_rng(seed)
    for _ in range(count):
        shape = random.integers(1, side + 1, 2)
        grid = random.integers(1, colors, shape) * (random.random(shape) < random.choice((0.3, 0.6, 0.9)))
        yield np.where(grid == 0, random.choice((0, 0, 8)), grid).astype(np.uint8)


def drawn(text):
    """A grid from rows of digits."""
    return np.array([[int(cell) for cell in row] for row in text.split()], np.uint8)
