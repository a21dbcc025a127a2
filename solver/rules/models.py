"""Models and places: objects that are drawn again, turned, enlarged or in other colors, and where each of them belongs.

A place is found by the cells of certain colors of the model (its keys), by whatever part of it is there, by an object of its
shape, by a part of it in other colors, or by a mark, a single cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.language.term import Term, term
from solver.rules.decide import Things, both, has, has_at_least
from solver.seeing.attributes import ATTRIBUTES, SIZE, Attribute
from solver.seeing.boxes import NO_CELL, Box, box_of, enlarged
from solver.seeing.colors import background_of, counts_of
from solver.seeing.matching import NO_INK, find_places
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, same_grid

MOST_SCALE = 4
MOST_MODELS = 8
MOST_PLACES = 2000
MOST_CELLS = 150
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


Keys = list[tuple[int, np.ndarray]]  # a key color or NO_INK, and which colors of a model must be there (bool, 10)


def _all_but_main(counts: np.ndarray) -> Keys:
    return [(NO_INK, (counts > 0) & (np.arange(COLOR_COUNT) != counts.argmax()))]


def _lone_colors(counts: np.ndarray, elsewhere: np.ndarray) -> Keys:
    return [(int(color), np.arange(COLOR_COUNT) == color) for color in np.flatnonzero((counts == 1) & elsewhere)]


# From how often a model has each color, and the colors found elsewhere.
KEYS: dict[str, Callable[[np.ndarray, np.ndarray], Keys]] = {
    "any part": lambda counts, elsewhere: [(NO_INK, np.zeros(COLOR_COUNT, bool))],
    "the colors found elsewhere": lambda counts, elsewhere: [(NO_INK, (counts > 0) & elsewhere)],
    "all but its main color": lambda counts, elsewhere: _all_but_main(counts),
    "its main color": lambda counts, elsewhere: [(NO_INK, np.arange(COLOR_COUNT) == counts.argmax())],
    "a color it has once": _lone_colors,
}


def keyed_places(scene: Objects, models: Sequence[int], search: Search, budget: Budget) -> list[Place]:
    """Everywhere a model may be completed, the places that show most of it first."""
    pieces = {model: _piece(scene, model, search.trims) for model in models}
    taken = np.zeros(scene.grid.shape, np.uint8)
    for box, piece in pieces.values():
        taken[box][piece != NO_CELL] = 1
    elsewhere = counts_of(scene.grid[taken == 0]) > 0
    elsewhere[scene.background] = False
    loose_cells = int((scene.grid != scene.background).sum() - taken.sum())
    found: list[Place] = []
    table = np.empty((MOST_PLACES, 4), np.int64)
    for model, (_, piece) in pieces.items():
        counts = counts_of(piece[piece != NO_CELL])
        if search.scales:
            piece = np.ascontiguousarray(piece[:: unit_of(piece), :: unit_of(piece)])
        for key, is_key in KEYS[search.at](counts, elsewhere):
            if search.at != "any part" and (is_key[counts > 0].all() or not is_key.any()):
                continue
            for pattern in search.patterns(piece, key):
                rows, cols, colors, keys = _keys_first(pattern, is_key)
                loose = int(search.is_loose)
                count = find_places(scene.grid, taken, rows, cols, colors, keys, scene.background, loose, table)
                if not budget.spend(scene.grid.size + (1 if keys[0] else 2) * loose_cells * len(rows)):
                    return []
                for row, col, matched, ink in table[:count].tolist():
                    found.append(Place(row, col, pattern if ink == NO_INK else recolored(pattern, ink), model, key, matched))
    return sorted(found, key=lambda one: (-one.matched, (one.pattern != NO_CELL).sum(), max(-one.row, -one.col, 0)))


def _piece(scene: Objects, model: int, trims: bool) -> tuple[Box, Grid]:
    """A model and its box, both cut to the box of its main color if it is trimmed."""
    (rows, cols), piece = scene.box(model), scene.piece(model)
    if not trims:
        return scene.box(model), piece
    down, right = box_of(piece == background_of(piece[piece != NO_CELL]))
    top, left = rows.start, cols.start
    box = slice(top + down.start, top + down.stop), slice(left + right.start, left + right.stop)
    return box, np.ascontiguousarray(piece[down, right])


def _keys_first(pattern: Grid, is_key: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows, cols and colors of the cells of a pattern and whether they are keys (int64), keys first."""
    rows, cols = np.nonzero(pattern != NO_CELL)
    colors = pattern[rows, cols].astype(np.int64)
    order = np.argsort(~is_key[colors], kind="stable")
    return rows[order], cols[order], colors[order], is_key[colors[order]].astype(np.int64)


def recolored(pattern: Grid, color: int) -> Grid:
    """All cells of a pattern in one color."""
    return np.where(pattern == NO_CELL, NO_CELL, color).astype(np.uint8)


def object_places(scene: Objects, models: Sequence[int], search: Search, budget: Budget) -> list[Place]:
    """The first place of each object that is no model: where it has the shape of one, or is a part of one in other colors."""
    find = _blanks if search.at == "blanks" else _parts
    found = []
    shown = [(model, pattern) for model in models for pattern in search.patterns(scene.piece(model))]
    for index in range(scene.count):
        if index not in models:
            found += [next((place for model, pattern in shown for place in find(scene, model, pattern, index)), None)]
    budget.spend(scene.grid.size * max(1, len(shown)))
    return [place for place in found if place is not None]


def _blanks(scene: Objects, model: int, pattern: Grid, index: int) -> Iterator[Place]:
    rows, cols = scene.box(index)
    if same_grid(pattern != NO_CELL, scene.piece(index) != NO_CELL):
        yield Place(rows.start, cols.start, pattern, model, is_over=True)


def _parts(scene: Objects, model: int, pattern: Grid, index: int) -> Iterator[Place]:
    piece, (rows, cols) = scene.piece(index), scene.box(index)
    cells = piece != NO_CELL
    own = piece[cells]
    if pattern.size > MOST_CELLS or not 2 <= len(own) < (pattern != NO_CELL).sum() or (own == own[0]).all():
        return
    height, width = piece.shape
    for down in range(pattern.shape[0] - height + 1):
        for right in range(pattern.shape[1] - width + 1):
            theirs = pattern[down : down + height, right : right + width][cells]
            pairs = set(zip(theirs.tolist(), own.tolist(), strict=True))
            if NO_CELL in theirs or not len(pairs) == len(np.unique(theirs)) == len(np.unique(own)):
                continue
            table = np.arange(NO_CELL + 1)
            table[theirs] = own
            row, col = rows.start - down, cols.start - right
            window = scene.grid[max(row, 0) : row + pattern.shape[0], max(col, 0) : col + pattern.shape[1]]
            rest = pattern != NO_CELL
            rest[down : down + height, right : right + width] &= ~cells
            if window.shape == pattern.shape and (window[rest] == scene.background).all():
                yield Place(row, col, table[pattern].astype(np.uint8), model)


# Which line of its box goes through a mark, by the lines (int64, from 0) that the cells of the model lie on.
ALIGNMENTS: dict[str, Callable[[np.ndarray], int]] = {
    "middle": lambda lines: int(lines.max()) // 2,
    "later middle": lambda lines: (int(lines.max()) + 1) // 2,
    "heaviest": lambda lines: int(np.bincount(lines).argmax()),
    "first": lambda lines: 0,
    "last": lambda lines: int(lines.max()),
    "next": lambda lines: int(lines.max()) + 1,
    "one before": lambda lines: -1,
}


def mark_places(scene: Objects, models: Sequence[int], search: Search, budget: Budget) -> list[Place]:
    """Where a line of the box of a model, or one beside it, goes through a single cell: of the only model, or of its color."""
    found = []
    pieces = {model: scene.piece(model) for model in models}
    for index in np.flatnonzero(scene.table[:, SIZE] == 1).tolist():
        row, col = (span.start for span in scene.box(index))
        ink = scene.grid[row, col]
        shown = [model for model in models if len(models) == 1 or (pieces[model] == ink).any()]
        if len(shown) == 1 and index not in models:
            pattern = pieces[shown[0]]
            sides = zip(search.through, np.nonzero(pattern != NO_CELL), strict=True)
            down, right = (ALIGNMENTS[line](lines) for line, lines in sides)
            pattern = recolored(pattern, ink) if search.is_loose else pattern
            found.append(Place(row - down, col - right, pattern, shown[0], is_over=True))
    budget.spend(100 + 50 * len(found))
    return found


Find = Callable[[Objects, Sequence[int], Search, Budget], list[Place]]
PLACES: dict[str, Find] = {
    **dict.fromkeys(KEYS, keyed_places),
    "blanks": object_places,
    "parts in other colors": object_places,
    "marks": mark_places,
}


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
