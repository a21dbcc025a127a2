"""Compose an output from several values laid over each other, first on top.

Every value is a piece placed by its origin (or at the top left) on the output's frame. A piece can show its non-zero
cells, its zero cells or all its cells, in its own colors or in one other; which cells it shows and which of them are
wrong are bit masks over the cells of all demonstrations' outputs. A layer may be wrong only where a layer above hides it.
A beam search adds the layer that explains most of what is unexplained until every cell is. (The greedy form of this is
the "stacking" of the 2020 ARC winner, top-quarks/ARC-solution.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import types

from solver.budget import Budget
from solver.jit import INTEGER, INTEGERS, Placed, compiled
from solver.search import bank, layering
from solver.search.bank import STORE, Store
from solver.search.layering import UNSET, lay
from solver.search.sizes import Sizes

SHOWN = (layering.SHAPE, layering.ZEROS, layering.ALL)
NONZERO, ZEROS, ALL = range(3)
LAYER_COST = 2
RECOLOR_COSTS = (2, 4, 4)  # of a layer that shows its non-zero cells, its zeros, all its cells in one color
_WORDS = types.Array(types.uint64, 2, "C")
_WORD_ROW = types.Array(types.uint64, 1, "C")


@dataclass(frozen=True)
class Layer:
    """One layer: a value, whether it is moved to the top left, which of its cells it shows, in what color (None: its own)."""

    value: int
    is_moved: bool
    shown: int
    color: int | None = None


@dataclass(frozen=True)
class Overlay:
    """Layers, first on top, whose composition equals every demonstration's output."""

    layers: tuple[Layer, ...]
    cost: int


@compiled(
    INTEGER(
        STORE, INTEGERS, INTEGERS, types.Array(types.int64, 2, "C"), types.Array(types.uint8, 1, "C"), _WORDS, _WORDS, _WORDS
    )
)
def write_masks(
    store: Store,
    values: np.ndarray,
    is_moved: np.ndarray,
    frames: np.ndarray,
    target: np.ndarray,
    nonzero: np.ndarray,
    inside: np.ndarray,
    wrong: np.ndarray,
) -> int:
    """Write the masks of pieces. frames: (demonstrations, 4) height, width, first word, first cell of the target."""
    steps = 0
    for k in range(values.size):
        for e in range(frames.shape[0]):
            height, width, word, first = frames[e, 0], frames[e, 1], frames[e, 2], frames[e, 3]
            grid_id = store.rows[values[k], e]
            place = store.places[grid_id]
            start = place[0]
            row_shift = 0 if is_moved[k] == 1 else place[3]
            col_shift = 0 if is_moved[k] == 1 else place[4]
            for r in range(max(0, -row_shift), min(place[1], height - row_shift)):
                for c in range(max(0, -col_shift), min(place[2], width - col_shift)):
                    color = store.cells[start + r * place[2] + c]
                    at = (r + row_shift) * width + c + col_shift
                    bit = np.uint64(1) << np.uint64(at & 63)
                    inside[k, word + (at >> 6)] |= bit
                    if color != 0:
                        nonzero[k, word + (at >> 6)] |= bit
                    if color != target[first + at]:
                        wrong[k, word + (at >> 6)] |= bit
            steps += place[1] * place[2]
    return steps


@compiled()
def count_bits(word: np.uint64) -> np.int64:
    """Number of set bits of a uint64."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled(
    INTEGER(
        _WORDS, _WORDS, _WORDS, _WORDS, _WORD_ROW, INTEGERS, types.Array(types.float64, 1, "C"), INTEGERS, INTEGERS,
        types.Array(types.float64, 1, "C"),
    )
)  # fmt: skip
def best_layers(
    nonzero: np.ndarray,
    inside: np.ndarray,
    wrong: np.ndarray,
    color_masks: np.ndarray,
    uncovered: np.ndarray,
    owner: np.ndarray,
    weights: np.ndarray,
    costs: np.ndarray,
    best: np.ndarray,
    scores: np.ndarray,
) -> int:
    """Find the layers that explain most of what is uncovered and are wrong nowhere there.

    owner: demonstration of each word; weights: score of a cell of each demonstration; costs: per piece. best: filled with
    piece * variants + variant, best first, NONE where there are fewer; scores: their scores. Returns the steps.
    """
    variants = 3 + 3 * color_masks.shape[0]
    best[:] = -1
    scores[:] = 0.0
    words = uncovered.size
    steps = 0
    for piece in range(nonzero.shape[0]):
        for variant in range(variants):
            score = 0.0
            is_wrong = False
            for w in range(words):
                open_cells = uncovered[w]
                if open_cells == 0:
                    continue
                steps += 1
                shape = variant % 3
                if shape == ZEROS:
                    shown = inside[piece, w] & ~nonzero[piece, w] & open_cells
                elif shape == ALL:
                    shown = inside[piece, w] & open_cells
                else:
                    shown = nonzero[piece, w] & open_cells
                bad = shown & wrong[piece, w] if variant < 3 else shown & ~color_masks[variant // 3 - 1, w]
                if bad != 0:
                    is_wrong = True
                    break
                if shown != 0:
                    score += weights[owner[w]] * count_bits(shown)
            if is_wrong or score == 0.0:
                continue
            score -= 0.02 * (costs[piece] + (RECOLOR_COSTS[variant % 3] if variant >= 3 else 0))
            if score > scores[-1]:
                at = best.size - 1
                while at > 0 and score > scores[at - 1]:
                    best[at] = best[at - 1]
                    scores[at] = scores[at - 1]
                    at -= 1
                best[at] = piece * variants + variant
                scores[at] = score
    return steps


def piece_bytes(outputs: Sequence[np.ndarray]) -> int:
    """Memory that the masks of one value take, placed by its origin and at the top left."""
    return 2 * 3 * 8 * sum((grid.size + 63) // 64 for grid in outputs)


class Composer:
    """Searches overlays of bank values for one set of output frames.

    outputs: the demonstrations' outputs. colors: colors that recolored layers may have (those that occur in all outputs).
    """

    def __init__(self, store: bank.Store, outputs: tuple[np.ndarray, ...], values: np.ndarray, budget: Budget):
        self.store = store
        self.budget = budget
        frames, word, first = [], 0, 0
        for grid in outputs:
            frames.append((*grid.shape, word, first))
            word += (grid.size + 63) // 64
            first += grid.size
        self.frames = np.array(frames, np.int64)
        self.words = word
        self.target = np.concatenate([grid.ravel() for grid in outputs])
        self.owner = np.repeat(np.arange(len(outputs)), [(grid.size + 63) // 64 for grid in outputs])
        common = set(range(1, 10)).intersection(*(set(np.unique(grid).tolist()) for grid in outputs))
        self.colors = sorted(common)
        self.full = self._mask(np.ones(self.target.size, bool))
        self.color_masks = np.array([self._mask(self.target == color) for color in self.colors], np.uint64).reshape(-1, word)
        origins = store.places[store.rows[values], 3:5]
        shifted = values[(origins != 0).any(axis=(1, 2))]
        self.values = np.concatenate([values, shifted]).astype(np.int64)
        self.is_moved = np.repeat([0, 1], [len(values), len(shifted)]).astype(np.int64)
        self.costs = store.origins[self.values, 1].astype(np.int64)
        self._write()

    def _mask(self, cells: np.ndarray) -> np.ndarray:
        """Bits of a flag per target cell."""
        mask = np.zeros(self.words, np.uint64)
        for height, width, word, first in self.frames:
            bits = np.zeros(((height * width + 63) // 64) * 64, np.uint8)
            bits[: height * width] = cells[first : first + height * width]
            packed = np.packbits(bits, bitorder="little").view(np.uint64)
            mask[word : word + packed.size] = packed
        return mask

    def _write(self) -> None:
        shape = (len(self.values), self.words)
        self.nonzero, self.inside, self.wrong = (np.zeros(shape, np.uint64) for _ in range(3))
        block = max(1, 2_000_000 // self.target.size)
        for first in range(0, len(self.values), block):
            part = slice(first, first + block)
            steps = write_masks(
                self.store, self.values[part], self.is_moved[part], self.frames, self.target,
                self.nonzero[part], self.inside[part], self.wrong[part],
            )  # fmt: skip
            if not self.budget.spend(steps):
                break

    def compositions(self, max_layers: int, width: int, left_out: int | None = None) -> Iterator[Overlay]:
        """Overlays that explain every cell, by a beam search of `width` states; shallow ones first.

        left_out: a demonstration whose cells need not be explained.
        """
        variants = 3 + 3 * len(self.colors)
        start = np.where(self.owner == left_out, np.uint64(0), self.full)
        beam: list[tuple[float, int, np.ndarray, tuple[Layer, ...]]] = [(0.0, 0, start, ())]
        seen = set()
        for _ in range(max_layers):
            grown = []
            for _, cost, uncovered, layers in beam:
                for choice, _ in self._extensions(uncovered, 2 * width):
                    piece, variant = divmod(choice, variants)
                    left = uncovered & ~self._shown(piece, variant % 3)
                    color = self.colors[variant // 3 - 1] if variant >= 3 else None
                    layer = Layer(int(self.values[piece]), bool(self.is_moved[piece]), variant % 3, color)
                    total = cost + int(self.costs[piece]) + LAYER_COST + (RECOLOR_COSTS[variant % 3] if variant >= 3 else 0)
                    if not left.any():
                        yield Overlay((*layers, layer), total)
                    elif left.tobytes() not in seen:
                        seen.add(left.tobytes())
                        grown.append((self._unexplained(left) + 0.02 * total, total, left, (*layers, layer)))
            if self.budget.is_over():
                return
            beam = sorted(grown, key=lambda state: state[0])[:width]

    def _unexplained(self, uncovered: np.ndarray) -> float:
        """Sum over demonstrations of the share of cells that is not explained."""
        bits = np.bitwise_count(uncovered)
        return float(sum(bits[self.owner == e].sum() / (frame[0] * frame[1]) for e, frame in enumerate(self.frames)))

    def _extensions(self, uncovered: np.ndarray, count: int) -> list[tuple[int, float]]:
        open_cells = np.bitwise_count(uncovered)
        weights = np.array([1.0 / max(1, int(open_cells[self.owner == e].sum())) for e in range(len(self.frames))])
        best, scores = np.empty(count, np.int64), np.empty(count, np.float64)
        steps = best_layers(
            self.nonzero, self.inside, self.wrong, self.color_masks, uncovered, self.owner, weights, self.costs, best, scores
        )
        self.budget.spend(steps)
        return [(int(choice), float(score)) for choice, score in zip(best, scores, strict=True) if choice >= 0]

    def _shown(self, piece: int, shape: int) -> np.ndarray:
        if shape == ALL:
            return self.inside[piece]
        if shape == ZEROS:
            return self.inside[piece] & ~self.nonzero[piece]
        return self.nonzero[piece]


def render(store: bank.Store, overlay: Overlay, example: int, size: tuple[int, int]) -> np.ndarray | None:
    """Compose an overlay for one example on a frame of (height, width); None when cells stay unset."""
    out = np.full(size, UNSET, np.uint8)
    for layer in overlay.layers:
        grid_id = int(store.rows[layer.value, example])
        row, col = (0, 0) if layer.is_moved else store.places[grid_id, 3:5].tolist()
        lay(out, Placed(bank.grid_of(store, grid_id), row, col), SHOWN[layer.shown], layer.color)
    return None if (out == UNSET).any() else out


def predictions(store: bank.Store, overlay: Overlay, demonstrations: int, sizes: Sizes) -> tuple[np.ndarray, ...] | None:
    """Test outputs of an overlay for predicted sizes; None when any has unset cells."""
    grids = [render(store, overlay, demonstrations + index, size) for index, size in enumerate(sizes)]
    return None if any(grid is None for grid in grids) else tuple(grid for grid in grids if grid is not None)
