"""Outputs drawn in layers over the input: which of many pieces, laid over each other, explain every changed cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import types

from solver.budget import Budget
from solver.jit import CELLS, compiled
from solver.task import COLOR_COUNT, Grid, Task

NONE = 255
AS_IT_IS = COLOR_COUNT  # in the place of a color
PAINT = types.Array(types.uint8, 2, "C")
MOST_LAYERS = 12
BEAM = 6
BRANCHES = 6
ENOUGH = 3
EXCHANGE = 24.0  # cost that explaining all changed cells is worth
SWAPS = 4


@dataclass
class Pieces:
    """Things that may be drawn. paint: (pieces, cells of all inputs in order) uint8, NONE where nothing is drawn.

    kinds: pieces of one kind differ in direction only and count as one layer.
    """

    paint: np.ndarray
    words: list[str]
    costs: np.ndarray
    kinds: list[str]


@dataclass(frozen=True)
class Drawing:
    """Chosen pieces, top one first, with the predictions they make."""

    words: str
    cost: float
    layers: int
    predictions: tuple[Grid, ...]


def join(parts: Sequence[Pieces]) -> Pieces:
    """All pieces of several lots."""
    words = [word for part in parts for word in part.words]
    kinds = [kind for part in parts for kind in part.kinds]
    paint = np.concatenate([part.paint for part in parts])
    return Pieces(paint, words, np.concatenate([part.costs for part in parts]), kinds)


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
    words, kinds = [pieces.words[index] for index in first], [pieces.kinds[index] for index in first]
    return Pieces(pieces.paint[first], words, pieces.costs[first], kinds)


def drawings(task: Task, pieces: Pieces, budget: Budget) -> Iterator[Drawing]:
    """Yield layerings that turn every demonstration's input into its output (sides must be equal)."""
    before = np.concatenate([pair.input.ravel() for pair in task.train])
    after = np.concatenate([pair.output.ravel() for pair in task.train])
    if not pieces.words:
        return
    seen: set[tuple[bytes, ...]] = set()
    for chosen in _explanations(pieces, before, after, budget):
        for layers in _swapped(pieces, chosen, after):
            predictions = _predictions(task, pieces, layers, len(after))
            key = tuple(grid.tobytes() for grid in predictions)
            if key not in seen:
                seen.add(key)
                words = ", over ".join(pieces.words[index] for index in layers)
                kinds = len({pieces.kinds[index] for index in layers})
                yield Drawing(words, _price(pieces, layers), kinds, predictions)


def _price(pieces: Pieces, layers: Sequence[int]) -> float:
    """Cost of layers: every kind once, half for each further piece of it."""
    kinds = {pieces.kinds[index]: float(pieces.costs[index]) for index in layers}
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
            kinds = {pieces.kinds[index] for index in chosen}
            prices = np.array([0.5 if kind in kinds else cost for kind, cost in zip(pieces.kinds, pieces.costs, strict=True)])
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
