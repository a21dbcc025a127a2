"""What the sample tasks are drawn with: scattered cells, connected shapes, things placed without touching; and their table."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

Grid = np.ndarray
Rule = Callable[[random.Random], tuple[Grid, Grid]]
Samples = dict[str, tuple[Rule, int, int]]  # name: rule, demonstrations, tests
TRIES = 100


def sampler(table: Samples) -> Callable[..., Callable[[Rule], Rule]]:
    """A decorator that adds a task to a table under the name of its function, with dashes."""

    def sample(demonstrations: int = 3, tests: int = 1) -> Callable[[Rule], Rule]:
        def add(rule: Rule) -> Rule:
            table[rule.__name__.replace("_", "-")] = (rule, demonstrations, tests)
            return rule

        return add

    return sample


def canvas(height: int, width: int, color: int = 0) -> Grid:
    return np.full((height, width), color, np.uint8)


def scatter(rng: random.Random, height: int, width: int, colors: list[int], share: float = 0.4) -> Grid:
    """A grid in which about `share` of the cells have one of the colors, every color at least once."""
    grid = canvas(height, width)
    cells = [(row, col) for row in range(height) for col in range(width)]
    rng.shuffle(cells)
    count = max(len(colors), round(share * height * width))
    for index, cell in enumerate(cells[:count]):
        grid[cell] = colors[index] if index < len(colors) else rng.choice(colors)
    return grid


def blob(rng: random.Random, cells: int, color: int, sides: int = 4) -> Grid:
    """A connected shape of that many cells that touches all four sides of its box."""
    shape = {(0, 0)}
    while len(shape) < cells:
        row, col = rng.choice(sorted(shape))
        down, right = rng.choice([(0, 1), (1, 0), (0, -1), (-1, 0)])
        grown = shape | {(row + down, col + right)}
        rows, cols = [cell[0] for cell in grown], [cell[1] for cell in grown]
        if max(rows) - min(rows) < sides and max(cols) - min(cols) < sides:
            shape = grown
    top, left = min(row for row, _ in shape), min(col for _, col in shape)
    grid = canvas(max(row for row, _ in shape) - top + 1, max(col for _, col in shape) - left + 1)
    for row, col in shape:
        grid[row - top, col - left] = color
    return grid


def box(height: int, width: int, color: int) -> Grid:
    """A hollow rectangle."""
    grid = canvas(height, width, color)
    grid[1:-1, 1:-1] = 0
    return grid


def place(rng: random.Random, grid: Grid, pieces: list[Grid], gap: int = 1, edge: int = 0) -> list[tuple[int, int]]:
    """Paste the pieces at random places, `gap` cells apart and `edge` cells from the border; return their corners."""
    while True:
        taken = canvas(*grid.shape)
        corners: list[tuple[int, int]] = []
        for piece in pieces:
            height, width = piece.shape
            for _ in range(TRIES):
                row = rng.randint(edge, grid.shape[0] - height - edge)
                col = rng.randint(edge, grid.shape[1] - width - edge)
                if not taken[max(0, row - gap) : row + height + gap, max(0, col - gap) : col + width + gap].any():
                    taken[row : row + height, col : col + width] = 1
                    corners.append((row, col))
                    break
        if len(corners) == len(pieces):
            for (row, col), piece in zip(corners, pieces, strict=True):
                grid[row : row + piece.shape[0], col : col + piece.shape[1]] = piece
            return corners


def rows_and_cols(rng: random.Random, low: int, high: int) -> tuple[int, int]:
    return rng.randint(low, high), rng.randint(low, high)


def shades(rng: random.Random, count: int) -> list[int]:
    return rng.sample(range(1, 10), count)
