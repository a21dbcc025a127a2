"""Leaps: how far objects may move, by what they and their surroundings are like, and how they look where they arrive.

Every offset is a column of numbers, one per mover, named by what it says ("until it touches: the closest thing").
The same names are computed for every input, so that what explains all demonstrations can be read off and used again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from solver.language.term import Term, near, verb
from solver.rules.amounts import Amount, amounts_of
from solver.rules.anchors import STEPS, WAYS, Anchors, anchors_of, steps_of
from solver.rules.movers import Bodies
from solver.rules.moves import slide
from solver.rules.sources import Canvas, Chosen
from solver.seeing.boxes import NO_CELL, box_of, framed
from solver.seeing.colors import counts_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import COLOR_COUNT, Grid

IMPOSSIBLE = 99
BOTH = 2  # in the place of an axis
MOST_STEPS = 9
Offsets = dict[str, tuple[float, np.ndarray]]
Way = str | tuple[str, str]  # the name of an offset along both axes, or of one along the rows and one along the cols
Ways = Way | dict[int, Way] | Term  # for all movers, for each color, or so many steps
ALONG = "mirrored along its way"
TURNS = {STAYS: 0.0, ALONG: 1.0, "flip_rows": 1.5, "flip_cols": 1.5, "rotate_half": 1.5}
QUARTERS = ("rotate_clockwise", "rotate_counterclockwise")
TURNS |= dict.fromkeys(QUARTERS, 1.5)


class Table(NamedTuple):
    """Offsets: names, costs and steps (names, movers), the same names in the same order for every input."""

    names: list[str]
    costs: np.ndarray
    steps: np.ndarray

    def named(self, name: str) -> np.ndarray:
        """The offsets of a name. Raises ValueError for one that there is not."""
        if name not in self.names:
            raise ValueError(f"unknown offset {name!r}{near(name, self.names)}")
        return np.asarray(self.steps[self.names.index(name)])


@lru_cache(maxsize=256)
def offered(movers: Bodies, axis: int) -> Table:
    """All offsets that movers may go by along an axis (0 rows, 1 cols), or along BOTH (steps: names x movers x 2)."""
    return joint_offsets(movers, anchors_of(movers)) if axis == BOTH else axis_offsets(movers, anchors_of(movers), axis)


def offsets_of(movers: Bodies, ways: Ways) -> np.ndarray:
    """How far every mover goes along rows and cols (movers, 2)."""
    if isinstance(ways, dict):
        offsets = np.zeros((len(movers), 2), np.int64)
        for color, way in ways.items():
            offsets[movers.color == color] = offsets_of(movers, way)[movers.color == color]
        return offsets
    if isinstance(ways, Term):
        return np.asarray(ways(movers))
    if isinstance(ways, str):
        return offered(movers, BOTH).named(ways)
    return np.stack([offered(movers, axis).named(way) for axis, way in enumerate(ways)], axis=1)


@verb
def strides(movers: Bodies, way: str, by: Amount) -> np.ndarray:
    """So many steps in a direction, for each mover, by a number or what it or its kin counts or measures."""
    chosen = Chosen(Canvas(movers.scene.grid, movers.scene.background), movers.scene, movers.flags)
    return steps_of(movers, way) * amounts_of(by, chosen)[movers.flags, None]


class Look(NamedTuple):
    """How movers look where they arrive, and whether they also stay where they were."""

    turn: str = STAYS
    ink: int | None = None
    copies: bool = False

    @property
    def cost(self) -> float:
        """Description length."""
        return TURNS[self.turn] + 1.5 * (self.ink is not None) + 1.0 * self.copies

    @property
    def turns(self) -> tuple[str, str]:
        """The motions of what moves sideways and of what moves up or down."""
        return ("flip_cols", "flip_rows") if self.turn == ALONG else (self.turn, self.turn)

    def shown(self, piece: Grid, is_vertical: bool) -> Grid:
        """A piece as it arrives."""
        turned = MOTIONS[self.turns[is_vertical]](piece)
        return turned if self.ink is None else np.where(turned == NO_CELL, NO_CELL, self.ink).astype(np.uint8)


@verb
def leap(
    movers: Bodies, way: Ways, turn: str = STAYS, ink: int | None = None, copies: bool = False, leaves: bool = False
) -> Grid | None:
    """Bring movers to other places. way: the offsets along rows and along cols, those along both, these by color, or strides;
    turn, ink, copies: how they look there; leaves: whether they may leave the grid, and do where there is no such offset.
    """
    look, out = Look(turn, ink, copies), (movers.scene.grid if copies else movers.rest).copy()
    offsets = offsets_of(movers, way)
    is_nowhere = np.abs(offsets).max(axis=1, keepdims=True) >= IMPOSSIBLE
    if turn in QUARTERS and is_nowhere.any():
        return None  # their middle would lie between cells
    if not leaves:
        offsets = np.where(is_nowhere, 0, offsets)
    for piece, (top, left), (down, right) in zip(movers.pieces, movers.first, offsets, strict=True):
        shown = look.shown(piece, bool(abs(down) > abs(right)))
        rows, cols = np.nonzero(shown != NO_CELL)
        rows, cols = rows + top + down, cols + left + right
        inside = (rows >= 0) & (cols >= 0) & (rows < out.shape[0]) & (cols < out.shape[1])
        if not (inside.all() or leaves):
            return None
        out[rows[inside], cols[inside]] = shown[shown != NO_CELL][inside]
    return out


def _alignments(
    low: np.ndarray, high: np.ndarray, first: np.ndarray, last: np.ndarray
) -> Iterator[tuple[str, float, np.ndarray]]:
    """Yield offsets of movers (low to high) that bring them in line with, into contact with, across anchors (first to last)."""
    before, after = first - 1 - high, last + 1 - low
    contact = np.where(high < first, before, np.where(low > last, after, 0))
    is_nearer_first = low + high < first + last
    twice = first + last - low - high
    yield "to its first", 1.0, first - low
    yield "to its last", 1.0, last - high
    yield "to its middle", 1.0, np.where(twice % 2 == 0, twice // 2, IMPOSSIBLE)
    yield "mirrored in its middle", 1.5, twice
    yield "just before it", 1.5, before
    yield "just behind it", 1.5, after
    yield "until it touches", 0.5, contact
    yield "across to its far side", 2.0, np.where(high < first, after, np.where(low > last, before, 0))
    yield "out at its far end", 2.0, np.where(is_nearer_first, after, before)
    yield "out at its near end", 2.0, np.where(is_nearer_first, before, after)
    yield "to its near end", 2.0, np.where(is_nearer_first, first - low, last - high)
    yield "to its far end", 2.0, np.where(is_nearer_first, last - high, first - low)
    yield "mirrored in its near border", 2.0, np.where(is_nearer_first, 2 * first - 1, 2 * last + 1) - low - high
    toward = np.sign(contact)
    yield "onto its near border", 1.5, contact + toward
    yield "one step towards it", 1.5, toward
    yield "its length towards it", 2.5, toward * (high - low + 1)
    middle = np.sign(twice)
    yield "one step towards its middle", 2.0, middle
    yield "one step away", 2.0, -toward
    yield "its length away", 2.5, -toward * (high - low + 1)


def axis_offsets(movers: Bodies, anchors: Sequence[Anchors], axis: int) -> Table:
    """All offsets of movers along an axis (0 rows, 1 cols); IMPOSSIBLE where there is none."""
    found = _fixed(movers, axis) | _stacked(movers, axis)
    names, costs = list(found), [cost for cost, _ in found.values()]
    tables = [np.array([steps for _, steps in found.values()])]
    first, last = (np.stack([getattr(anchor, end)[:, axis] for anchor in anchors]) for end in ("first", "last"))
    is_known = np.stack([anchor.is_known for anchor in anchors])
    own = movers.first[:, axis], movers.last[:, axis], first, last
    for words, cost, offsets in _alignments(*own):
        names += [f"{words}: {anchor.words}" for anchor in anchors]
        costs += [cost + anchor.cost for anchor in anchors]
        tables.append(np.where(is_known, offsets, IMPOSSIBLE))
    return Table(names, np.array(costs), np.concatenate(tables))


def _fixed(movers: Bodies, axis: int) -> Offsets:
    """Offsets by a constant, by the number of cells of a color, or as the mover turns."""
    sides = movers.last - movers.first + 1
    longer = sides[:, axis] - sides[:, 1 - axis]
    found: Offsets = {
        "nowhere": (0.0, np.zeros(len(movers), np.int64)),
        "as a quarter turn about its middle": (1.0, np.where(longer % 2 == 0, longer // 2, IMPOSSIBLE)),
    }
    amounts = {f"{step}": (1.5 + step / 4, step) for step in range(1, MOST_STEPS + 1)}
    counts = np.minimum(counts_of(movers.scene.grid), IMPOSSIBLE).tolist()
    amounts |= {f"cells of color {color}": (4.0, counts[color]) for color in range(1, COLOR_COUNT)}
    for name, (cost, amount) in amounts.items():
        found[f"by {name}"] = cost, np.full(len(movers), amount)
        found[f"by {name}, back"] = cost, np.full(len(movers), -amount)
    return found


def _stacked(movers: Bodies, axis: int) -> Offsets:
    """Offsets that put the movers in order of their size, length or place: one behind the other at an end of the grid, or
    each at the place that one of them had.
    """
    first, count, side = movers.first[:, axis], len(movers), movers.scene.grid.shape[axis]
    floor = box_of(movers.others.mask)[axis].start
    length, across = (movers.last - movers.first + 1)[:, [axis, 1 - axis]].T
    found: Offsets = {}
    for name, values in {"size": movers.size, "length": length, "length across": across, "place": first}.items():
        is_order = name == "place" or len(np.unique(values)) == count
        for sign, which in ((1, "small"), (-1, "large")):
            order = np.lexsort((first, sign * values))
            slots, starts = np.empty(count, np.int64), np.empty(count, np.int64)
            slots[order] = np.sort(first)
            places = {f"at each other's place, {which} {name} first": (2.5, slots)}
            for gap, apart in ((0, ""), (1, ", one apart")):
                starts[order] = np.cumsum(length[order] + gap) - length[order] - gap
                places[f"stacked from the first, {which} {name} first{apart}"] = 3.0 + gap, starts.copy()
                places[f"stacked from the last, {which} {name} first{apart}"] = 3.0 + gap, side - starts - length
                places[f"stacked on what stays, {which} {name} first{apart}"] = 3.0 + gap, floor - starts - length
            for words, (cost, place) in places.items():
                found[words] = cost, place - first if is_order else np.full(count, IMPOSSIBLE)
    return found


def joint_offsets(movers: Bodies, anchors: Sequence[Anchors]) -> Table:
    """Offsets (movers, 2) along both axes together: into the best gap, into line with an anchor and up to it, where a mover
    points.
    """
    names, costs, tables = ["into the gap that fits best"], [3.0], [fitting_offsets(movers)[None]]
    first, last = (np.stack([getattr(anchor, end) for anchor in anchors]) for end in ("first", "last"))
    before, after = first - 1 - movers.last, last + 1 - movers.first
    contact, beside = np.maximum(before, 0) + np.minimum(after, 0), (before >= 0).astype(np.int64) - (after <= 0)
    gap = np.abs(contact + beside)
    is_known = np.stack([anchor.is_known for anchor in anchors])[:, :, None]
    tables.append(np.where(is_known, contact + beside * (gap < gap[:, :, ::-1]), IMPOSSIBLE))
    names += [f"into line and until it touches: {anchor.words}" for anchor in anchors]
    costs += [1.5 + anchor.cost for anchor in anchors]
    ways = {way: one for way, one in WAYS.items() if way not in STEPS}
    steps = np.stack([steps_of(movers, way) for way in ways])
    for words, cost, amounts in _amounts(movers, steps):
        tables.append(np.where(steps.any(axis=2, keepdims=True), steps * amounts[:, :, None], IMPOSSIBLE))
        names += [f"{words}, {way}" for way in ways]
        costs += [0.5 + cost + one.cost for one in ways.values()]
    return Table(names, np.array(costs), np.concatenate(tables))


def _amounts(movers: Bodies, steps: np.ndarray) -> Iterator[tuple[str, float, np.ndarray]]:
    """Yield how many steps movers go (directions, movers), when each direction gives each of them a step."""
    walls, length = movers.others.mask.astype(np.uint8), movers.last - movers.first + 1
    to_edge = np.where(steps < 0, movers.first, np.array(walls.shape) - 1 - movers.last)
    slides = np.zeros((3, 3, len(movers)), np.int64)
    for down, right in STEPS.values():
        slides[down + 1, right + 1] = [slide(walls, *cells, down, right, 0, -1) for cells in movers.cells]
    gap = slides[steps[:, :, 0] + 1, steps[:, :, 1] + 1, np.arange(len(movers))]
    long = np.where(steps[:, :, 0] != 0, length[:, 0], length[:, 1])
    yield "one step", 1.0, np.ones_like(gap)
    yield "up to what is in the way", 1.0, gap
    yield "up to the edge", 1.5, np.where(steps == 0, IMPOSSIBLE, to_edge).min(axis=2)
    yield "one short of what is in the way", 1.5, np.maximum(gap - 1, 0)
    yield "just over what is in the way", 1.5, gap + 1 + long
    yield "mirrored in what is in the way", 2.0, 2 * gap + 1 + long
    yield "onto what is in the way", 2.5, gap + 1


def fitting_offsets(movers: Bodies) -> np.ndarray:
    """Offsets (movers, 2) to the free place with most contact with what stays, large movers first, each at its own place."""
    offsets = np.full((len(movers), 2), IMPOSSIBLE)
    taken = movers.others.mask.copy()
    for place in np.argsort(-movers.size, kind="stable"):
        (rows, cols), (top, left) = movers.cells[place], movers.first[place]
        height, width = taken.shape - (movers.last[place] - movers.first[place])
        padded = framed(taken, False).astype(np.int64)
        touching = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        free, contact = np.ones((height, width), bool), np.zeros((height, width), np.int64)
        for row, col in zip(rows - top, cols - left, strict=True):
            free &= ~taken[row : row + height, col : col + width]
            contact += touching[row : row + height, col : col + width]
        distance = np.abs(np.arange(height) - top)[:, None] + np.abs(np.arange(width) - left)[None]
        score = np.where(free & (contact > 0), 1000 * contact - distance, -1)
        if score.max() >= 0:
            offsets[place] = np.argwhere(score == score.max())[0] - movers.first[place]
            taken[rows + offsets[place, 0], cols + offsets[place, 1]] = True
    return offsets
