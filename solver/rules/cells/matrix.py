"""The feature matrix of a grid: every cell feature of every cell, with relations between pairs of color features."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import numpy as np

from solver.rules.cells.echoes import echoes
from solver.rules.cells.feature import NO_COLOR, Block, Feature, features_of, matrix_of
from solver.rules.cells.look import DIRECTIONS, Look
from solver.rules.cells.near import lines, neighborhood, partners, position
from solver.rules.cells.objects import of_objects, whole
from solver.rules.cells.panels import panels
from solver.rules.cells.patterns import patterns
from solver.rules.cells.places import places
from solver.rules.cells.rays import nearest, rays
from solver.rules.cells.reach import reach
from solver.task import Grid

COMPARED = ("neighbor", "partner", "pattern")  # with the own color; all 150 others won 3 of 434 tasks and lost 4
PARTS: tuple[Callable[[Look], Iterator[Block]], ...] = (
    neighborhood, rays, partners, lines, nearest, reach, places, echoes, position, of_objects, whole, patterns, panels,
)  # fmt: skip


def blocks_of(look: Look) -> Iterator[Block]:
    """Yield all blocks of features of a grid."""
    for part in PARTS:
        yield from part(look)


@cache
def features() -> tuple[Feature, ...]:
    """The features of feature_matrix: plain ones, then whether two that are colors are equal."""
    plain = _plain_features()
    pairs = [(plain[one], plain[other]) for one, other in zip(*_related(), strict=True)]
    return plain + tuple(
        Feature(f"{one.name} = {other.name}", False, max(one.cost, other.cost) + 1.5, "relation") for one, other in pairs
    )


@cache
def _plain_features() -> tuple[Feature, ...]:
    return features_of(blocks_of(Look(np.zeros((2, 2), np.uint8), 0)))


@cache
def _related() -> tuple[np.ndarray, np.ndarray]:
    """Rows of the pairs of color features whose equality is itself a feature."""
    own, *others = _plain_features()
    pairs = [(own.name, feature.name) for feature in others if feature.is_color and feature.group in COMPARED]
    for opposite in ((0, 2), (1, 3), (4, 6), (5, 7), (0, 1), (1, 2), (2, 3), (3, 0)):
        one, other = (DIRECTIONS[index] for index in opposite)
        pairs += [(f"{kind} {one}", f"{kind} {other}") for kind in ("color", "color hit")]
    pairs += [("first color of row", "last color of row"), ("first color of col", "last color of col")]
    row_of = {feature.name: row for row, feature in enumerate(_plain_features())}
    one, other = np.array([[row_of[name] for name in pair] for pair in pairs]).T
    return one, other


def feature_matrix(grid: Grid, background: int) -> np.ndarray:
    """All features() of all cells: uint8 (features, cells), not to be written.

    The last ones are remembered: moved copies of demonstrations are learned from beside the demonstrations themselves.
    """
    return _feature_matrix(grid.tobytes(), grid.shape, background)


@lru_cache(maxsize=64)
def _feature_matrix(cells: bytes, shape: tuple[int, int], background: int) -> np.ndarray:
    look = Look(np.frombuffer(cells, np.uint8).reshape(shape).copy(), background)
    plain = matrix_of(blocks_of(look), len(cells))
    one, other = (plain[rows] for rows in _related())
    return np.concatenate([plain, ((one == other) & (one != NO_COLOR)).view(np.uint8)])
