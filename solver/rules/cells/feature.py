"""What a cell feature is: its name, whether its values are colors, and what a test of it costs.

A feature matrix is uint8 (features, cells): one row per feature, cells in reading order. Colors are 0..9, NO_COLOR means
"none" or "outside the grid"; numbers are clamped to 0..MAX_NUMBER.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types

from solver.jit import compiled

NO_COLOR = 10
MAX_NUMBER = 127
MATRIX = types.Array(types.uint8, 2, "C")


class Feature(NamedTuple):
    """One row of a feature matrix. cost: bits that naming it in a rule costs; group: the kind of thing that it looks at."""

    name: str
    is_color: bool
    cost: float
    group: str


def colors(group: str, cost: float, *names: str) -> list[Feature]:
    """Features of one group whose values are colors."""
    return [Feature(name, True, cost, group) for name in names]


def numbers(group: str, cost: float, *names: str) -> list[Feature]:
    """Features of one group whose values are numbers."""
    return [Feature(name, False, cost, group) for name in names]


@compiled()
def clamped(number: int) -> int:
    """A number as it is stored in a feature matrix."""
    return min(max(number, 0), MAX_NUMBER)


@compiled()
def most_common(counts: np.ndarray, absent: int) -> int:
    """The color with the largest count among counts[0..9], the lowest on ties; `absent` when all are 0."""
    best = absent
    most = 0
    for color in range(10):
        if counts[color] > most:
            most = counts[color]
            best = color
    return best
