"""Where models belong: found by their keys, by what shows them in other colors, by objects of their shape, by marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.rules.models import Place, Search, recolored, unit_of
from solver.seeing.attributes import SIZE
from solver.seeing.boxes import NO_CELL, Box, box_of
from solver.seeing.colors import background_of, counts_of
from solver.seeing.matching import NO_INK, find_places
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, Grid, same_grid

MOST_PLACES = 2000
MOST_CELLS = 150
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
