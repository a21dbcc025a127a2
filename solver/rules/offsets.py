"""How far objects may move: by what they and their surroundings are like.

Every offset is a column of numbers, one per mover, named by what it says ("until it touches: the closest thing").
The same names are computed for every input, so that what explains all demonstrations can be read off and used again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from solver.language.term import near
from solver.rules.movers import Bodies
from solver.rules.moves import slide, towards
from solver.seeing.boxes import Box, box_of
from solver.seeing.colors import counts_of
from solver.seeing.headings import GIVEN
from solver.task import COLOR_COUNT, Grid

IMPOSSIBLE = 99
MOST_STEPS = 9
Offsets = dict[str, tuple[float, np.ndarray]]
Way = str | tuple[str, str]  # the name of an offset along both axes, or of one along the rows and one along the cols
Ways = Way | dict[int, Way]  # for all movers, or for each color


class Table(NamedTuple):
    """Offsets: names, costs and steps (names, movers), the same names in the same order for every input."""

    names: list[str]
    costs: np.ndarray
    steps: np.ndarray

    def of(self, places: np.ndarray) -> Table:
        """The offsets of some of the movers."""
        return self._replace(steps=self.steps[:, places])

    def named(self, name: str) -> np.ndarray:
        """The offsets of a name. Raises ValueError for one that there is not."""
        if name not in self.names:
            raise ValueError(f"unknown offset {name!r}{near(name, self.names)}")
        return np.asarray(self.steps[self.names.index(name)])


@lru_cache(maxsize=64)
def offered(movers: Bodies) -> tuple[Table, Table, Table]:
    """All offsets that movers may go by: along rows, along cols, and along both (steps: names x movers x 2)."""
    anchors = list(anchors_of(movers))
    return axis_offsets(movers, anchors, 0), axis_offsets(movers, anchors, 1), _table(joint_offsets(movers))


def offsets_of(movers: Bodies, ways: Ways) -> np.ndarray:
    """How far every mover goes along rows and cols (movers, 2)."""
    if isinstance(ways, dict):
        offsets = np.zeros((len(movers), 2), np.int64)
        for color, way in ways.items():
            offsets[movers.color == color] = offsets_of(movers, way)[movers.color == color]
        return offsets
    rows, cols, both = offered(movers)
    return both.named(ways) if isinstance(ways, str) else np.stack([rows.named(ways[0]), cols.named(ways[1])], axis=1)


def _table(found: Offsets) -> Table:
    return Table(list(found), np.array([cost for cost, _ in found.values()]), np.array([steps for _, steps in found.values()]))


class Anchors(NamedTuple):
    """One box per mover to go by. is_known: whether the mover has such an anchor."""

    words: str
    cost: float
    first: np.ndarray
    last: np.ndarray
    is_known: np.ndarray


def anchors_of(movers: Bodies) -> Iterator[Anchors]:
    """Yield what movers may go by: the grid, things that stay, cells of a color, the other movers."""
    count, scene = len(movers), movers.scene
    stays = movers.others.mask
    places = {"the grid": (1.0, np.ones(stays.shape, bool)), "what stays": (1.0, stays)}
    places |= {f"color {color}": (1.5, (scene.grid == color) & stays) for color in range(COLOR_COUNT)}
    for words, (cost, mask) in (places | {"all movers": (1.5, movers.mask)}).items():
        yield _boxed(words, cost, [box_of(mask)] * count)
    yield _boxed("its own color", 1.0, [box_of((scene.grid == color) & stays) for color in movers.color])
    yield from _related(movers, movers.others)
    following = (np.roll(movers.first, -1, 0), np.roll(movers.last, -1, 0))
    yield Anchors("the next mover", 2.5, *following, np.full(count, count > 1))


def _boxed(words: str, cost: float, boxes: Sequence[Box]) -> Anchors:
    first = np.array([(rows.start, cols.start) for rows, cols in boxes], np.int64).reshape(-1, 2)
    last = np.array([(rows.stop - 1, cols.stop - 1) for rows, cols in boxes], np.int64).reshape(-1, 2)
    return Anchors(words, cost, first, last, last[:, 0] >= 0)


def _related(movers: Bodies, stayers: Bodies) -> Iterator[Anchors]:
    """Yield one object that stays for each mover: the closest, the one straight ahead, around it, the largest, the smallest."""
    gaps = np.maximum(movers.first[:, None] - stayers.last[None], stayers.first[None] - movers.last[:, None])
    apart = np.maximum(gaps, 0)
    nearness = 1000 * apart.max(axis=2) + apart.sum(axis=2)
    is_ahead = (apart == 0).any(axis=2)
    covers = ((stayers.first[None] <= movers.first[:, None]) & (stayers.last[None] >= movers.last[:, None])).all(axis=2)
    size = np.broadcast_to(stayers.size, nearness.shape)
    same = np.equal(movers.color[:, None], stayers.color[None])
    everything = np.ones_like(is_ahead)
    rows: list[tuple[str, float, np.ndarray, np.ndarray]] = [
        ("the closest thing", 1.0, nearness, everything),
        ("the closest thing straight ahead", 1.5, nearness, is_ahead),
        ("the closest thing of its color", 1.5, nearness, same),
        ("the thing around it", 1.5, size, covers),
        ("the largest thing", 1.5, -size, everything),
        ("the smallest thing", 2.0, size, everything),
    ]
    for words, cost, order, allowed in rows:
        if not len(stayers):
            nothing = np.zeros((len(movers), 2), np.int64)
            yield Anchors(words, cost, nothing, nothing, np.zeros(len(movers), bool))
            continue
        best = np.where(allowed, order, 1 << 40).argmin(axis=1)
        yield Anchors(words, cost, stayers.first[best], stayers.last[best], np.asarray(allowed.any(axis=1)))


def _alignments(
    low: np.ndarray, high: np.ndarray, first: np.ndarray, last: np.ndarray, size: np.ndarray
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
    yield "to its far end", 2.0, np.where(is_nearer_first, last - high, first - low)
    yield "to its near end", 2.0, np.where(is_nearer_first, first - low, last - high)
    yield "mirrored in its near end", 2.0, 2 * np.where(is_nearer_first, first, last) - low - high
    yield "mirrored in its near border", 2.0, np.where(is_nearer_first, 2 * first - 1, 2 * last + 1) - low - high
    toward = np.sign(contact)
    yield "onto its near border", 1.5, contact + toward
    yield "one step towards it", 1.5, toward
    yield "its size towards it", 2.5, toward * size
    yield "its length towards it", 2.5, toward * (high - low + 1)
    middle = np.sign(twice)
    yield "one step towards its middle", 2.0, middle
    yield "its length towards its middle", 2.0, middle * (high - low + 1)
    yield "one step away", 2.0, -toward
    yield "its length away", 2.5, -toward * (high - low + 1)


def axis_offsets(movers: Bodies, anchors: Sequence[Anchors], axis: int) -> Table:
    """All offsets of movers along an axis (0 rows, 1 cols); IMPOSSIBLE where there is none."""
    names, costs, steps = _table(_fixed(movers, axis) | _stacked(movers, axis) | _along(movers, axis))
    first, last = (np.stack([getattr(anchor, end)[:, axis] for anchor in anchors]) for end in ("first", "last"))
    is_known = np.stack([anchor.is_known for anchor in anchors])
    tables = [steps]
    for words, cost, offsets in _alignments(movers.first[:, axis], movers.last[:, axis], first, last, movers.size):
        names += [f"{words}: {anchor.words}" for anchor in anchors]
        costs = np.append(costs, [cost + anchor.cost for anchor in anchors])
        tables.append(np.where(is_known, offsets, IMPOSSIBLE))
    return Table(names, costs, np.concatenate(tables))


def _fixed(movers: Bodies, axis: int) -> Offsets:
    """Offsets by a number, or by what the mover and the scene measure."""
    count, scene = len(movers), movers.scene
    found: Offsets = {"nowhere": (0.0, np.zeros(count, np.int64))}
    sides = movers.last - movers.first + 1
    amounts: dict[str, tuple[float, np.ndarray | int]] = {
        "its length": (2.0, sides[:, axis]),
        "its length and one": (2.5, sides[:, axis] + 1),
        "twice its length": (2.5, 2 * sides[:, axis]),
        "its length across": (3.0, sides[:, 1 - axis]),
        "its size": (2.0, movers.size),
        "the number of movers": (3.0, count),
        "the number of things": (3.0, scene.count),
        "half the grid": (2.5, scene.grid.shape[axis] // 2),
    }
    counts = np.minimum(counts_of(scene.grid), IMPOSSIBLE).tolist()
    amounts |= {f"cells of color {color}": (4.0, counts[color]) for color in range(1, COLOR_COUNT)}
    amounts = {f"{step}": (1.5 + step / 4, step) for step in range(1, MOST_STEPS + 1)} | amounts
    for name, (cost, amount) in amounts.items():
        found[f"by {name}"] = (cost, np.zeros(count, np.int64) + amount)
        found[f"by {name}, back"] = (cost, np.zeros(count, np.int64) - amount)
    return found


def _stacked(movers: Bodies, axis: int) -> Offsets:
    """Offsets that put the movers in order of their size, length or place: one behind the other at an end of the grid, or
    each at the place that one of them had.
    """
    first, count, side = movers.first[:, axis], len(movers), movers.scene.grid.shape[axis]
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
            for words, (cost, place) in places.items():
                found[words] = cost, place - first if is_order else np.full(count, IMPOSSIBLE)
    return found


def _along(movers: Bodies, axis: int) -> Offsets:
    """Offsets along the longer (or the shorter) axis of the grid, of what stays, of the mover itself."""
    own = movers.last - movers.first
    stays = [span.stop - span.start for span in box_of(movers.others.mask)]
    sides = {"the grid": movers.scene.grid.shape, "itself": own, "what stays": stays}
    found: Offsets = {}
    for name, side in sides.items():
        here, there = np.broadcast_to(side, own.shape)[:, [axis, 1 - axis]].T
        for words, is_axis in (("along", here > there), ("across", here < there)):
            for amount, cost, steps in (("1", 2.5, 1), ("2", 3.0, 2), ("its length", 3.0, own[:, axis] + 1)):
                for sign, back in ((1, ""), (-1, ", back")):
                    found[f"by {amount} {words} {name}{back}"] = (cost, np.where(is_axis, sign * steps, 0))
    return found


def joint_offsets(movers: Bodies) -> Offsets:
    """Offsets (movers, 2) along both axes together: straight ahead to the closest cell that stays, where the mover points,
    and into the best gap.
    """
    walls = movers.others.mask.astype(np.uint8)
    sights = np.array([towards(walls, *cells, 1) for cells in movers.cells], np.int64).reshape(-1, 3)
    steps, gap = sights[:, :2], sights[:, 2] - 1
    length = np.abs(steps * (movers.last - movers.first + 1)).sum(axis=1)
    amounts = {
        "until it touches what is straight ahead": gap,
        "just over the line straight ahead": gap + 1 + length,
        "mirrored in the line straight ahead": 2 * gap + 1 + length,
        "onto what is straight ahead": gap + 1,
    }
    found = {name: (2.0 + number / 2, _stepped(steps, amount)) for number, (name, amount) in enumerate(amounts.items())}
    found["into the gap that fits best"] = (3.0, fitting_offsets(movers))
    return found | _pointing(movers, walls)


def _stepped(steps: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Steps in a direction, so many of each; IMPOSSIBLE without a direction."""
    return np.where((steps != 0).any(axis=1, keepdims=True), steps * amounts[:, None], IMPOSSIBLE)


def _pointing(movers: Bodies, walls: Grid) -> Offsets:
    """Offsets (movers, 2) where each mover points: one step, its length, up to what stays or the edge, to the edge."""
    found: Offsets = {}
    length = movers.last - movers.first + 1
    for name, steps in movers.pointed.items():
        amounts = {
            "one step": (1.0, np.ones(len(movers), np.int64)),
            "its length": (1.5, np.where(steps[:, 0] != 0, length[:, 0], length[:, 1])),
            "up to what is in the way": (1.0, _slides(walls, movers, steps)),
            "up to the edge": (1.5, _slides(np.zeros_like(walls), movers, steps)),
        }
        for words, (cost, amount) in amounts.items():
            found[f"{words} {name}"] = 0.5 + GIVEN[name][0] + cost, _stepped(steps, amount)
    return found


def _slides(walls: Grid, movers: Bodies, steps: np.ndarray) -> np.ndarray:
    """How many steps the cells of each mover can go before a wall (not 0) or the edge."""
    return np.array(
        [slide(walls, *one, *step, 0, -1) for one, step in zip(movers.cells, steps.tolist(), strict=True)], np.int64
    )


def fitting_offsets(movers: Bodies) -> np.ndarray:
    """Offsets (movers, 2) to the free place with most contact with what stays, large movers first, each at its own place."""
    offsets = np.full((len(movers), 2), IMPOSSIBLE)
    taken = movers.others.mask.copy()
    for place in np.argsort(-movers.size, kind="stable"):
        (rows, cols), (top, left) = movers.cells[place], movers.first[place]
        height, width = taken.shape - (movers.last[place] - movers.first[place])
        padded = np.pad(taken, 1).astype(np.int64)
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
