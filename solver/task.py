"""The nouns of a task: grids, demonstrations, the task itself.

Shapes and dtypes used everywhere:

    Grid    numpy uint8 array (height, width), C-contiguous, read-only by convention, sides 1..30, colors 0..9
    cell    (row, col), row counted from the top, col from the left
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Grid = np.ndarray

MAX_SIDE = 30
COLOR_COUNT = 10


@dataclass(frozen=True)
class Pair:
    """One demonstration: an input grid and the output grid that belongs to it."""

    input: Grid
    output: Grid


@dataclass(frozen=True)
class Task:
    """Demonstrations and the test inputs whose outputs are asked for. It holds no test output."""

    id: str
    train: tuple[Pair, ...]
    test: tuple[Grid, ...]

    @property
    def inputs(self) -> tuple[Grid, ...]:
        """Inputs of the demonstrations, then the test inputs."""
        return tuple(pair.input for pair in self.train) + self.test

    @property
    def outputs(self) -> tuple[Grid, ...]:
        """Outputs of the demonstrations."""
        return tuple(pair.output for pair in self.train)


def as_grid(cells: object) -> Grid:
    """Turn rows of integers into a Grid. Raises ValueError when it is not rectangular, 1..30 a side, or not 0..9."""
    array = np.asarray(cells)
    if array.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in array.shape):
        raise ValueError(f"expected a rectangular grid with sides 1..{MAX_SIDE}, found shape {array.shape}")
    if array.dtype.kind not in "iu" or array.min() < 0 or array.max() >= COLOR_COUNT:
        raise ValueError(f"expected integer colors 0..{COLOR_COUNT - 1}, found {array.dtype} {array.min()}..{array.max()}")
    return np.ascontiguousarray(array, dtype=np.uint8)


def same_grid(left: Grid, right: Grid) -> bool:
    """True when both have the same shape and the same cells."""
    return left.shape == right.shape and bool((left == right).all())
