"""Models: objects that are drawn again, turned, enlarged or in other colors; which they are, and how they fill a space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from solver.language.term import Term, term
from solver.rules.decide import Things, both, has, has_at_least
from solver.seeing.attributes import ATTRIBUTES, SIZE, Attribute
from solver.seeing.boxes import NO_CELL, enlarged
from solver.seeing.matching import NO_INK
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects
from solver.task import MAX_SIDE, Grid, same_grid

MOST_SCALE = 4
MOST_MODELS = 8
MOST_TRIES = 5_000  # 0.07 s
# Where a mirror image shows as much of a model as a turned copy, it was turned.
TURNS_FIRST = tuple(sorted(MOTIONS, key=lambda name: name != STAYS and not name.startswith("rotate")))
Turns = bool | dict[int, str]  # as they are, in all orientations, or each key color with its motion

# What models are chosen by beside the attributes of objects.
DETAIL, MOTLEY = Attribute("rank by size in its own units", 1), Attribute("size rank among those of several colors", 1)
MODEL_ATTRIBUTES = (*ATTRIBUTES, DETAIL, MOTLEY)


def _first(attribute: str) -> Term:
    return term(both, one=term(has, attribute=attribute, value=0), other=SEVERAL)


SEVERAL = term(
    both,
    one=term(has_at_least, attribute="color count", value=2),
    other=term(has_at_least, attribute="size", value=3),
)
LARGEST, MOST_DETAILED, MOST_COLORFUL = _first("size rank"), _first(DETAIL.name), _first("color count rank")
LARGEST_MOTLEY = term(has, attribute=MOTLEY.name, value=0)
LARGEST_OF_ALL = term(has, attribute="size rank", value=0)
MOTLEY_AT_ALL = term(has_at_least, attribute="color count", value=2)
NO_MARKS = term(has_at_least, attribute="size", value=3)


def model_things(scene: Objects) -> Things:
    """The objects of a scene, to choose the models among them."""
    sizes, is_motley = scene.table[:, SIZE], scene.column("color count") > 1
    details = np.array([size // unit_of(scene.piece(index)) ** 2 for index, size in enumerate(sizes)])
    ranks = [np.unique(-measure, return_inverse=True)[1] for measure in (details, np.where(is_motley, sizes, 0))]
    return Things(np.column_stack([scene.attributes, *ranks]), MODEL_ATTRIBUTES)


def models_among(things: Things, those: Term) -> list[int]:
    """Indexes of the objects that a question is answered yes for."""
    return [int(index) for index in np.flatnonzero(those(things) == 1)]


def unit_of(piece: Grid) -> int:
    """The side of the squares that a piece is made of."""
    height, width = piece.shape
    for side in range(MOST_SCALE, 1, -1):
        if height % side == 0 and width % side == 0 and same_grid(enlarged(piece[::side, ::side], side), piece):
            return side
    return 1


def patterns_of(piece: Grid, motions: Sequence[str], scales: int = 1, stretches: bool = False) -> tuple[Grid, ...]:
    """A piece in different orientations and sizes, each once. stretches: heights and widths grow by different factors."""
    return _patterns(piece.tobytes(), piece.shape, tuple(motions), scales, stretches)


@lru_cache(maxsize=300)
def _patterns(cells: bytes, shape: tuple[int, int], motions: tuple[str, ...], scales: int, stretches: bool) -> tuple[Grid, ...]:
    piece = np.frombuffer(cells, np.uint8).reshape(shape)
    found: dict[tuple[tuple[int, ...], bytes], Grid] = {}
    for high, wide in product(range(1, scales + 1), repeat=2):
        for motion in motions if high == wide or stretches else ():
            moved = np.ascontiguousarray(MOTIONS[motion](piece).repeat(high, 0).repeat(wide, 1))
            if max(moved.shape) <= MAX_SIDE:
                found.setdefault((moved.shape, moved.tobytes()), moved)
    return tuple(found.values())


@dataclass(frozen=True)
class Place:
    """Where a model belongs: the row and col of its pattern, the model, the key color that shows it, if it is one.

    is_over: the pattern covers what is there.
    """

    row: int
    col: int
    pattern: Grid
    model: int
    key: int = NO_INK
    matched: int = 0
    is_over: bool = False


@dataclass(frozen=True)
class Search:
    """How places are searched.

    is_loose: what is there may have a color of its own, which the pattern takes; trims: a keyed model is cut to the box of
    its main color, since other things touch it.
    """

    at: str
    turns: Turns = False
    scales: bool = False
    is_loose: bool = False
    through: tuple[str, str] = ("middle", "middle")
    trims: bool = False

    def patterns(self, piece: Grid, key: int = NO_INK) -> tuple[Grid, ...]:
        """The patterns that a model is drawn in where a key color shows it."""
        if isinstance(self.turns, dict):
            return patterns_of(piece, (self.turns.get(key, STAYS),), 1)
        return patterns_of(piece, TURNS_FIRST if self.turns else (STAYS,), MOST_SCALE if self.scales else 1)


def recolored(pattern: Grid, color: int) -> Grid:
    """All cells of a pattern in one color."""
    return np.where(pattern == NO_CELL, NO_CELL, color).astype(np.uint8)


def layer_of(scene: Objects, places: Sequence[Place]) -> tuple[Grid, set[int]]:
    """What is drawn at places, and the models that were used; a place whose cells an earlier one has is left out."""
    layer = np.full(scene.grid.shape, NO_CELL, np.uint8)
    is_free = scene.grid == scene.background
    used: set[int] = set()
    for place in places:
        rows, cols = np.nonzero(place.pattern != NO_CELL)
        colors = place.pattern[rows, cols]
        rows, cols = rows + place.row, cols + place.col
        inside = (rows >= 0) & (cols >= 0) & (rows < len(is_free)) & (cols < is_free.shape[1])
        rows, cols, colors = rows[inside], cols[inside], colors[inside]
        if not place.is_over:
            if (layer[rows, cols] != NO_CELL)[~is_free[rows, cols]].any():
                continue
            colors = np.where(is_free[rows, cols], colors, scene.grid[rows, cols])
        layer[rows, cols] = colors
        used.add(place.model)
    return layer, used


Laid = list[tuple[Grid, int, int]]  # pieces at places (row, col), later ones on top


def filled(wanted: np.ndarray, free: np.ndarray, pieces: list[Grid], tries: Iterator[int] | None = None) -> Laid | None:
    """Lay all pieces on free cells, none over another, so that every wanted cell is covered. None when they do not fit."""
    tries = iter(range(MOST_TRIES)) if tries is None else tries
    if not pieces or not wanted.any():
        return None if pieces or wanted.any() else []
    if wanted.sum() > sum((piece != NO_CELL).sum() for piece in pieces):
        return None
    first = np.argwhere(wanted)[0]
    for index, piece in enumerate(pieces):
        cells = np.argwhere(piece != NO_CELL)
        for corner in first - cells:
            at = cells + corner
            if next(tries, None) is None:
                return None
            if (at < 0).any() or (at >= free.shape).any() or not free[tuple(at.T)].all():
                continue
            left = free.copy()
            left[tuple(at.T)] = False
            others = filled(wanted & left, left, pieces[:index] + pieces[index + 1 :], tries)
            if others is not None:
                return [(piece, int(corner[0]), int(corner[1])), *others]
    return None
