"""The feature matrix of a grid: every cell feature of every cell, with relations between pairs of color features."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numba import types

from solver.jit import INTEGER, INTEGERS, compiled
from solver.rules.cells import neighborhood as near
from solver.rules.cells.boxes import BOXES, write_boxes
from solver.rules.cells.echoes import ECHOES, write_echoes
from solver.rules.cells.feature import MATRIX, NO_COLOR, Feature
from solver.rules.cells.landmarks import LANDMARKS, write_landmarks
from solver.rules.cells.neighborhood import DIRECTIONS
from solver.rules.cells.objects import OBJECTS, find_objects, write_objects
from solver.rules.cells.panels import PANELS, write_panels
from solver.rules.cells.patterns import PATTERNS, write_patterns
from solver.rules.cells.rays import NEAREST, RAYS, write_nearest, write_rays
from solver.rules.cells.reach import REACH, write_reach
from solver.rules.cells.whole import WHOLE, write_whole
from solver.task import Grid

_BLOCKS: tuple[tuple[list[Feature], Callable], ...] = (
    (near.NEIGHBORHOOD, near.write_neighborhood),
    (near.PARTNERS, near.write_partners),
    (near.ROWS_AND_COLS, near.write_rows_and_cols),
    (RAYS, write_rays),
    (NEAREST, write_nearest),
    (OBJECTS, write_objects),
    (WHOLE, write_whole),
    (PATTERNS, write_patterns),
    (BOXES, write_boxes),
    (PANELS, write_panels),
    (REACH, write_reach),
    (LANDMARKS, write_landmarks),
    (ECHOES, write_echoes),
)
OF_OBJECTS = (OBJECTS, WHOLE, BOXES, REACH, LANDMARKS, ECHOES)  # written from objects that are found once
_PLAIN: list[Feature] = near.POSITION + [feature for block, _ in _BLOCKS for feature in block]
_INDEX = {feature.name: index for index, feature in enumerate(_PLAIN)}


def _related() -> list[tuple[str, str]]:
    """Pairs of color features whose equality is itself a feature."""
    own = "own color"
    pairs = [(own, feature.name) for feature in _PLAIN if feature.is_color and feature.name != own]
    for opposite in ((0, 2), (1, 3), (4, 6), (5, 7)):
        one, other = (DIRECTIONS[index] for index in opposite)
        pairs += [(f"{kind} {one}", f"{kind} {other}") for kind in ("color", "color hit")]
    for index in range(4):
        one, other = DIRECTIONS[index], DIRECTIONS[(index + 1) % 4]
        pairs += [(f"{kind} {one}", f"{kind} {other}") for kind in ("color", "color hit")]
    pairs += [("first color of row", "last color of row"), ("first color of col", "last color of col")]
    return pairs


_RELATED = _related()
FEATURES: tuple[Feature, ...] = (
    *_PLAIN,
    *(
        Feature(f"{one} = {other}", False, max(_PLAIN[_INDEX[one]].cost, _PLAIN[_INDEX[other]].cost) + 1.5, "relation")
        for one, other in _RELATED
    ),
)
_ONE = np.array([_INDEX[one] for one, _ in _RELATED])
_OTHER = np.array([_INDEX[other] for _, other in _RELATED])
IS_COLOR = np.array([feature.is_color for feature in FEATURES])
COSTS = np.array([feature.cost for feature in FEATURES], np.float64)


@compiled(types.void(MATRIX, INTEGERS, INTEGERS, INTEGER))
def write_relations(out: np.ndarray, one: np.ndarray, other: np.ndarray, start: int) -> None:
    """Write whether features one[k] and other[k] are the same color (and a color at all) into rows start + k of `out`."""
    for index in range(one.size):
        for cell in range(out.shape[1]):
            color = out[one[index], cell]
            out[start + index, cell] = color != NO_COLOR and color == out[other[index], cell]


def near_features() -> list[Feature]:
    """The features of near_matrix."""
    return near.NEIGHBORHOOD + RAYS


def near_matrix(grid: Grid, background: int) -> np.ndarray:
    """Only the features of the neighborhood and of rays, which are the cheap ones."""
    out = np.empty((len(near.NEIGHBORHOOD) + len(RAYS), grid.size), np.uint8)
    near.write_neighborhood(grid, background, out, 0)
    write_rays(grid, background, out, len(near.NEIGHBORHOOD))
    return out


def feature_matrix(grid: Grid, background: int) -> np.ndarray:
    """All FEATURES of all cells: uint8 (features, cells), not to be written.

    The last ones are remembered: moved copies of demonstrations are learned from beside the demonstrations themselves.
    """
    return _feature_matrix(grid.tobytes(), grid.shape, background)


@lru_cache(maxsize=64)
def _feature_matrix(cells: bytes, shape: tuple[int, int], background: int) -> np.ndarray:
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    out = np.empty((len(FEATURES), grid.size), np.uint8)
    near.write_position(*shape, out, 0)
    start = len(near.POSITION)
    seen = find_objects(grid, background)
    for block, write in _BLOCKS:
        if block in OF_OBJECTS:
            write(grid, background, *seen, out, start)
        else:
            write(grid, background, out, start)
        start += len(block)
    write_relations(out, _ONE, _OTHER, start)
    return out
