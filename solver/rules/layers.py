"""Outputs drawn in layers over the input: which of many pieces, laid over each other, explain every changed cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numba import types

from solver.budget import Budget
from solver.jit import CELLS, compiled
from solver.language.term import Term
from solver.rules.sources import NONE, Case, dyed
from solver.task import COLOR_COUNT, Grid, Task

AS_IT_IS = COLOR_COUNT  # in the place of a color
PAINT = types.Array(types.uint8, 2, "C")
MOST_LAYERS = 12
BEAM = 6
BRANCHES = 6
ENOUGH = 3
EXCHANGE = 24.0  # cost that explaining all changed cells is worth
SWAPS = 4


@dataclass(frozen=True)
class Pieces:
    """Things that may be drawn. paint: (pieces, cells of all inputs in order) uint8, NONE where nothing is drawn.

    terms: functions that make the term of each piece: thousands are made, few are told. kinds: numbers (int64); pieces of one
    kind differ in direction only and count as one layer.
    """

    paint: np.ndarray
    costs: np.ndarray
    terms: Sequence[Callable[[], Term]]
    kinds: np.ndarray

    def only(self, kept: Sequence[int]) -> Pieces:
        """Some of the pieces."""
        return Pieces(self.paint[kept], self.costs[kept], [self.terms[index] for index in kept], self.kinds[kept])


@dataclass(frozen=True)
class Drawing:
    """Chosen pieces, top one first, with the predictions they make. layers: of how many kinds they are."""

    pieces: tuple[Term, ...]
    cost: float
    layers: int
    predictions: tuple[Grid, ...]


Piece = tuple[np.ndarray, float, Callable[[], Term]]  # paint, cost, what makes the term


def lot(found: Sequence[Piece]) -> Iterator[Pieces]:
    """Yield all pieces as one lot, if there are any."""
    if found:
        paint, costs, terms = zip(*found, strict=True)
        yield Pieces(np.array(paint, np.uint8), np.array(costs, float), terms, np.arange(len(found)))


def in_inks(case: Case, own: np.ndarray, cost: float, told: Callable[..., Term]) -> list[Piece]:
    """A piece in its own color and in each new color."""
    inks: tuple[str | int, ...] = ("own", *case.new_colors)
    return [(dyed(own, ink), cost, partial(told, ink=ink)) for ink in inks]


def join(lots: Sequence[Pieces]) -> Pieces:
    """All pieces of several lots."""
    firsts = np.cumsum([0, *(one.kinds.max(initial=-1) + 1 for one in lots)])
    kinds = [one.kinds + first for one, first in zip(lots, firsts, strict=False)]
    paint, costs = np.concatenate([one.paint for one in lots]), np.concatenate([one.costs for one in lots])
    return Pieces(paint, costs, [make for one in lots for make in one.terms], np.concatenate(kinds))


@compiled(types.Array(types.int64, 3, "C")(PAINT, CELLS, CELLS))
def count_fits(paint: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """How many changed cells each piece explains, and how many cells it has wrong: int64 (pieces, 11, 2).

    Row color < 10 of a piece holds the numbers for the piece drawn all in that color, row 10 those for it as it is.
    """
    counts = np.zeros((paint.shape[0], AS_IT_IS + 1, 2), np.int64)
    for piece in range(paint.shape[0]):
        drawn = 0
        for cell in range(after.size):
            color = paint[piece, cell]
            if color != NONE:
                drawn += 1
                counts[piece, after[cell], 0] += before[cell] != after[cell]
                counts[piece, after[cell], 1] -= 1
                counts[piece, AS_IT_IS, 0] += color == after[cell] and before[cell] != after[cell]
                counts[piece, AS_IT_IS, 1] -= color == after[cell]
        counts[piece, :, 1] += drawn
    return counts


def are_useful(counts: np.ndarray) -> np.ndarray:
    """Whether more than nothing is explained and no more is wrong, by counts (..., 2) of count_fits."""
    return (counts[..., 0] > 0) & (counts[..., 1] <= counts[..., 0])


def useful(pieces: Pieces, before: np.ndarray, after: np.ndarray) -> Pieces:
    """The pieces that explain a changed cell and are not more often wrong than right, without doubles."""
    kept = np.flatnonzero(are_useful(count_fits(pieces.paint, before, after)[:, AS_IT_IS]))
    kept = kept[np.argsort(pieces.costs[kept], kind="stable")]
    seen: set[bytes] = set()
    first = []
    for index in kept:
        key = pieces.paint[index].tobytes()
        if key not in seen:
            seen.add(key)
            first.append(int(index))
    return pieces.only(first)


def drawings(case: Case, pieces: Pieces, budget: Budget) -> Iterator[Drawing]:
    """Yield layerings that turn every demonstration's input into its output."""
    before, after = case.before, case.after
    if not pieces.terms:
        return
    seen: set[tuple[bytes, ...]] = set()
    for chosen in _explanations(pieces, before, after, budget):
        for layers in _swapped(pieces, chosen, after):
            predictions = _predictions(case.task, pieces, layers, len(after))
            key = tuple(grid.tobytes() for grid in predictions)
            if key not in seen:
                seen.add(key)
                terms = tuple(pieces.terms[index]() for index in layers)
                yield Drawing(terms, _price(pieces, layers), len(set(pieces.kinds[layers].tolist())), predictions)


def _price(pieces: Pieces, layers: list[int]) -> float:
    """Cost of layers: every kind once, half for each further piece of it."""
    kinds = dict(zip(pieces.kinds[layers].tolist(), pieces.costs[layers].tolist(), strict=True))
    return sum(kinds.values()) + 0.5 * (len(layers) - len(kinds))


def _explanations(pieces: Pieces, before: np.ndarray, after: np.ndarray, budget: Budget) -> Iterator[list[int]]:
    """Yield choices of pieces, top one first, that leave no wrong cell: a beam search that adds one piece on top at a time."""
    shown = pieces.paint[:, : len(after)]
    paints = (shown != NONE).astype(np.float32)
    new_errors = (paints * (shown != after)).sum(axis=1)
    first_errors = (before != after).astype(np.float32)
    total, found = float(first_errors.sum()), 0
    states: list[tuple[float, list[int], np.ndarray]] = [(0.0, [], first_errors)]
    for _ in range(MOST_LAYERS):
        grown: dict[frozenset[int], tuple[float, list[int], np.ndarray]] = {}
        for _, chosen, errors in states:
            if not budget.spend(paints.size // 8):
                return
            gains = paints @ errors - new_errors
            prices = np.where(np.isin(pieces.kinds, pieces.kinds[chosen]), 0.5, pieces.costs)
            helpful = np.flatnonzero(gains > 0)
            order = np.argsort(prices[helpful] - gains[helpful] * EXCHANGE / total, kind="stable")
            for index in helpful[order[:BRANCHES]]:
                key = frozenset([*chosen, int(index)])
                if key not in grown:
                    left = np.where(paints[index] > 0, shown[index] != after, errors).astype(np.float32)
                    layers = [int(index), *chosen]
                    grown[key] = (_price(pieces, layers) + EXCHANGE * float(left.sum()) / total, layers, left)
        states = []
        for state in sorted(grown.values(), key=lambda state: state[0])[:BEAM]:
            if state[2].any():
                states.append(state)
            else:
                yield state[1]
                found += 1
        if found >= ENOUGH or not states:
            return


def _swapped(pieces: Pieces, chosen: list[int], after: np.ndarray) -> Iterator[list[int]]:
    """Yield the chosen layers, then each with one layer replaced by the cheapest that does the same in the demonstrations."""
    yield chosen
    shown = pieces.paint[:, : len(after)]
    for place, index in enumerate(chosen):
        covered = np.zeros(len(after), bool)
        for above in chosen[:place]:
            covered |= shown[above] != NONE
        same = np.flatnonzero(((shown == shown[index]) | covered).all(axis=1))
        others = [int(other) for other in same if other != index]
        for other in sorted(others, key=lambda other: (pieces.costs[other], other))[:SWAPS]:
            yield [*chosen[:place], other, *chosen[place + 1 :]]


def _predictions(task: Task, pieces: Pieces, layers: list[int], first_cell: int) -> tuple[Grid, ...]:
    grids = []
    for grid in task.test:
        out = grid.ravel().copy()
        for index in reversed(layers):
            paint = pieces.paint[index, first_cell : first_cell + out.size]
            out[paint != NONE] = paint[paint != NONE]
        grids.append(out.reshape(grid.shape))
        first_cell += out.size
    return tuple(grids)
