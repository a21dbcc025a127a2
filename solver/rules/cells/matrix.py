"""The feature matrix of a grid: every cell feature of every cell, with relations between pairs of color features."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import numpy as np

from solver.rules.cells import echoes, near, objects, panels, patterns, places, rays, reach
from solver.rules.cells.feature import NO_COLOR, Block, Feature, Rows, features_of, matrix_of
from solver.rules.cells.look import DIRECTIONS, Look
from solver.seeing.objects import Objects
from solver.task import Grid

Write = Callable[..., None]  # takes grid, background, labels and table of each kind of objects, and what it fills
Written = tuple[Rows, Write, tuple[str, ...]]  # names, what writes them, the kinds of objects that it looks at

NEAR: tuple[Written, ...] = (  # what growth is learned from
    (near.NEIGHBORHOOD, near.write_neighborhood, ()),
    (rays.RAYS, rays.write_rays, ()),
)
WRITTEN: tuple[Written, ...] = (
    *NEAR,
    (near.LINES, near.write_lines, ()),
    (rays.NEAREST, rays.write_nearest, ()),
    (reach.REACH, reach.write_reach, ("corner_objects",)),
    (places.PLACES, places.write_places, ("corner_objects", "mixed_objects")),
    (echoes.ECHOES, echoes.write_echoes, ("mixed_objects",)),
)
YIELDED: tuple[Callable[[Look], Iterator[Block]], ...] = (
    near.position,
    objects.of_objects,
    objects.whole,
    patterns.patterns,
    panels.panels,
)
_EXAMPLE = np.zeros((2, 2), np.uint8)


def written(look: Look, parts: tuple[Written, ...]) -> Iterator[np.ndarray]:
    """Yield the matrix of each part that is written by a compiled function."""
    for rows, write, kinds in parts:
        out = np.empty((len(rows.features), look.own.size), np.uint8)
        scenes: list[Objects] = [getattr(look, kind) for kind in kinds]
        write(look.grid, look.background, *(part for scene in scenes for part in (scene.labels, scene.table)), out)
        yield out


def blocks_of(look: Look) -> Iterator[Block]:
    """Yield all blocks of features of a grid."""
    for group in YIELDED:
        yield from group(look)


def written_features(parts: tuple[Written, ...]) -> tuple[Feature, ...]:
    """The features of what is written."""
    return tuple(feature for rows, _, _ in parts for feature in rows.features)


@cache
def _plain_features() -> tuple[Feature, ...]:
    return (*written_features(WRITTEN), *features_of(blocks_of(Look(_EXAMPLE, 0))))


@cache
def features() -> tuple[Feature, ...]:
    """The features of feature_matrix: plain ones, then whether two that are colors are equal."""
    plain = _plain_features()
    pairs = [(plain[one], plain[other]) for one, other in zip(*_related(), strict=True)]
    return plain + tuple(
        Feature(f"{one.name} = {other.name}", False, max(one.cost, other.cost) + 1.5, "relation") for one, other in pairs
    )


@cache
def _related() -> tuple[np.ndarray, np.ndarray]:
    """Rows of the pairs of color features whose equality is itself a feature."""
    own = "own color"
    pairs = [(own, feature.name) for feature in _plain_features() if feature.is_color and feature.name != own]
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
    plain = np.concatenate([*written(look, WRITTEN), matrix_of(blocks_of(look), len(cells))])
    one, other = (plain[rows] for rows in _related())
    return np.concatenate([plain, ((one == other) & (one != NO_COLOR)).view(np.uint8)])
