"""Which motion of each demonstration makes all of them do the same: proposed by what is seen where cells change.

A cell sees, in each of eight directions, whether a set cell is next to it, whether one lies anywhere on the ray, and whether
the grid ends. If the same is seen where the same becomes of the cells, the demonstrations follow one rule in one direction.
Motions are compared by the bits it takes to tell the outcomes of all cells, one after the other, to someone who knows what
each cell sees and all outcomes told before (Krichevsky and Trofimov's adaptive code, with a smaller prior count).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.seeing.motions import MOTIONS
from solver.task import Grid

DIRECTIONS = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
MOTION_NAMES = tuple(MOTIONS)
OUTCOMES = 3  # a cell stays, becomes set in another color, or becomes free
KEYS = 512  # 9 bits: the cell itself and eight directions
BEAM = 12
PRIOR = 0.1  # cells with each outcome that are taken to have been seen before
MOST_CELLS = 30 * 30 * 64  # of all demonstrations


def _log_gamma(start: float) -> np.ndarray:
    """log(gamma(start + n) / gamma(start)) for n from 0 on."""
    return np.concatenate([[0.0], np.cumsum(np.log(start + np.arange(MOST_CELLS)))])


LOG_GAMMA_ONE, LOG_GAMMA_ALL = _log_gamma(PRIOR), _log_gamma(PRIOR * OUTCOMES)
Motions = tuple[str, ...]


@dataclass(frozen=True)
class Sight:
    """What is seen in a grid: arrays (views, 8 directions, cells) of bool, and whether each cell is set."""

    seen: np.ndarray
    own: np.ndarray


def sight_of(grid: Grid) -> Sight:
    """Look at a grid whose free cells are 0."""
    set_cells = grid != 0
    height, width = grid.shape
    padded = np.zeros((height + 2, width + 2), bool)
    padded[1:-1, 1:-1] = set_cells
    inside = np.zeros_like(padded)
    inside[1:-1, 1:-1] = True
    seen = np.zeros((3, len(DIRECTIONS), height, width), bool)
    for number, (down, right) in enumerate(DIRECTIONS):
        rows, cols = slice(1 + down, 1 + down + height), slice(1 + right, 1 + right + width)
        seen[0, number] = padded[rows, cols]
        seen[2, number] = ~inside[rows, cols] if number % 2 == 0 else padded[rows, cols]
        seen[1, number] = _on_ray(set_cells, down, right)
    return Sight(seen.reshape(3, len(DIRECTIONS), -1), set_cells.ravel())


def _on_ray(set_cells: np.ndarray, down: int, right: int) -> np.ndarray:
    """Whether any cell beyond each one in a direction is set, by doubling steps."""
    height, width = set_cells.shape
    found = _moved(set_cells, down, right)
    step = 1
    while step < max(height, width):
        found = found | _moved(found, down * step, right * step)
        step *= 2
    return found


def _moved(cells: np.ndarray, down: int, right: int) -> np.ndarray:
    """What lies so far down and to the right of each cell; nothing outside."""
    height, width = cells.shape
    out = np.zeros_like(cells)
    if abs(down) < height and abs(right) < width:
        out[max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)] = cells[
            max(0, down) : height - max(0, -down), max(0, right) : width - max(0, -right)
        ]
    return out


def _permutations() -> dict[str, list[int]]:
    """For every motion, in which direction of the grid as it is each direction of the moved grid looks."""
    found = {}
    for name, move in MOTIONS.items():
        places = np.full((3, 3), -1)
        for number, (down, right) in enumerate(DIRECTIONS):
            places[1 + down, 1 + right] = number
        moved = move(places)
        found[name] = [int(moved[1 + down, 1 + right]) for down, right in DIRECTIONS]
    return found


PERMUTATIONS = _permutations()


def keys_of(sight: Sight, motion: str) -> np.ndarray:
    """What every cell sees once the grid is moved, as one number for each view (views, cells)."""
    weights = 1 << np.arange(len(DIRECTIONS))
    seen = sight.seen[:, PERMUTATIONS[motion]]
    return (seen * weights[None, :, None]).sum(axis=1) * 2 + sight.own


def histogram(sight: Sight, motion: str, outcomes: np.ndarray) -> np.ndarray:
    """Cells by view, what they see and outcome (views, KEYS, OUTCOMES)."""
    keys = keys_of(sight, motion) * OUTCOMES + outcomes
    counts = [np.bincount(line, minlength=KEYS * OUTCOMES) for line in keys]
    return np.stack(counts).reshape(len(keys), KEYS, OUTCOMES).astype(float)


def code_bits(counts: np.ndarray) -> float:
    """Bits to tell the outcomes of all cells, given what they see; the mean over the views."""
    whole = counts.astype(np.int64)
    told = LOG_GAMMA_ALL[whole.sum(axis=-1)] - LOG_GAMMA_ONE[whole].sum(axis=-1)
    return float(told.sum(axis=-1).mean() / math.log(2))


def outcomes_of(before: Grid, after: Grid) -> np.ndarray:
    """What becomes of every cell."""
    return np.where(before == after, 0, np.where(after != 0, 1, 2)).ravel()


def alignments(pairs: Sequence[tuple[Grid, Grid]]) -> tuple[float, list[tuple[float, Motions]]]:
    """Bits of the outcomes of the demonstrations as they are, and motions for them with the bits they then take.

    The first demonstration stays as it is; the best motions come first.

    Grids have free cells 0 and outputs the shape of their inputs. Of equally good motions the one that moves less comes first.
    """
    histograms = []
    for before, after in pairs:
        sight, outcomes = sight_of(before), outcomes_of(before, after)
        histograms.append({name: histogram(sight, name, outcomes) for name in MOTION_NAMES})
    beam: list[tuple[float, Motions, np.ndarray]] = [(0.0, MOTION_NAMES[:1], histograms[0][MOTION_NAMES[0]])]
    for found in histograms[1:]:
        longer = [
            (code_bits(counts + found[name]), (*motions, name), counts + found[name])
            for _, motions, counts in beam
            for name in MOTION_NAMES
        ]
        beam = sorted(longer, key=lambda one: (round(one[0], 6), moved_count(one[1])))[:BEAM]
    stay = np.sum([found[MOTION_NAMES[0]] for found in histograms], axis=0)
    return code_bits(stay), [(mixed, motions) for mixed, motions, _ in beam]


def moved_count(motions: Motions) -> int:
    """How many of the demonstrations are moved."""
    return sum(name != MOTION_NAMES[0] for name in motions)


@dataclass(frozen=True)
class Experience:
    """What was seen, and with which outcomes, in demonstrations that are lined up: counts (views, KEYS, OUTCOMES)."""

    counts: np.ndarray

    @classmethod
    def of(cls, pairs: Sequence[tuple[Grid, Grid]]) -> Experience:
        """The experience of some demonstrations."""
        found = [histogram(sight_of(before), MOTION_NAMES[0], outcomes_of(before, after)) for before, after in pairs]
        return cls(np.sum(found, axis=0))

    def strangeness(self, grid: Grid) -> dict[str, float]:
        """For every motion of an input, the bits to tell what its cells see; less is more like the demonstrations."""
        seen = self.counts.sum(axis=-1) + PRIOR
        bits = -np.log2(seen / seen.sum(axis=1, keepdims=True))
        sight = sight_of(grid)
        found = {}
        for name in MOTION_NAMES:
            found[name] = float(np.mean([bits[view][keys].sum() for view, keys in enumerate(keys_of(sight, name))]))
        return found

    def surprise(self, before: Grid, after: Grid) -> float:
        """Bits to tell what becomes of an input's cells, after the demonstrations."""
        new = histogram(sight_of(before), MOTION_NAMES[0], outcomes_of(before, after))
        return code_bits(self.counts + new) - code_bits(self.counts)
