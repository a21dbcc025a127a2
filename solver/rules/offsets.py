"""How far objects may move along one axis: by what they and their surroundings are like.

Every offset is a column of numbers, one per mover, named by what it says ("until it touches the closest thing that stays").
The same names are computed for every input, so that what explains all demonstrations can be read off and used again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.rules.moves import slide
from solver.seeing.attributes import BOTTOM, COLOR, LEFT, RIGHT, SIZE, TOP
from solver.seeing.boxes import Box, box_of
from solver.seeing.colors import counts_of
from solver.seeing.headings import GIVEN, single_headings
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, Grid

IMPOSSIBLE = 99
MOST_STEPS = 9
Offsets = dict[str, tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Table:
    """Offsets along one axis: names, costs and steps (names, movers), the same names in the same order for every input."""

    names: list[str]
    costs: np.ndarray
    steps: np.ndarray


@dataclass(frozen=True)
class Bodies:
    """Boxes of the movers and of what stays. first, last: (objects, 2 axes) int64; size and color: one per object."""

    first: np.ndarray
    last: np.ndarray
    size: np.ndarray
    color: np.ndarray

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.size)


def bodies_of(scene: Objects, flags: np.ndarray) -> Bodies:
    """The flagged objects of a scene."""
    table = scene.table[flags]
    height, width = scene.grid.shape
    first = table[:, [TOP, LEFT]]
    last = np.stack([height - 1 - table[:, BOTTOM], width - 1 - table[:, RIGHT]], axis=1)
    return Bodies(first, last, table[:, SIZE], table[:, COLOR])


@dataclass(frozen=True)
class Anchors:
    """One box per mover to go by. is_known: whether the mover has such an anchor."""

    words: str
    cost: float
    first: np.ndarray
    last: np.ndarray
    is_known: np.ndarray


def anchors_of(scene: Objects, flags: np.ndarray) -> Iterator[Anchors]:
    """Yield what movers may go by: the grid, things that stay, cells of a color, the other movers."""
    movers, stayers = bodies_of(scene, flags), bodies_of(scene, ~flags)
    count = movers.count
    labels = scene.labels
    is_mover = np.concatenate(([False], flags))[labels]
    rest = np.where(is_mover, scene.background, scene.grid)
    yield _same_for_all("the grid", 1.0, np.ones(scene.grid.shape, bool), count)
    stays = (labels > 0) & ~is_mover
    yield _same_for_all("what stays", 1.0, stays, count)
    for color in range(COLOR_COUNT):
        yield _same_for_all(f"color {color}", 1.5, (rest == color) & stays, count)
    yield _same_for_all("all movers", 1.5, is_mover, count)
    boxes = [box_of((rest == color) & stays) for color in movers.color]
    yield _one_by_one("its own color", 1.0, boxes)
    yield from _by_choice(movers, stayers)
    following = (np.roll(movers.first, -1, 0), np.roll(movers.last, -1, 0))
    yield Anchors("the next mover", 2.5, *following, np.full(count, count > 1))


def _same_for_all(words: str, cost: float, mask: np.ndarray, count: int) -> Anchors:
    return _one_by_one(words, cost, [box_of(mask)] * count)


def _one_by_one(words: str, cost: float, boxes: Sequence[Box]) -> Anchors:
    first = np.array([(rows.start, cols.start) for rows, cols in boxes], np.int64).reshape(-1, 2)
    last = np.array([(rows.stop - 1, cols.stop - 1) for rows, cols in boxes], np.int64).reshape(-1, 2)
    return Anchors(words, cost, first, last, last[:, 0] >= 0)


def _by_choice(movers: Bodies, stayers: Bodies) -> Iterator[Anchors]:
    """Yield one object that stays for each mover: the closest, the one straight ahead, around it, the largest, the smallest."""
    gaps = np.maximum(movers.first[:, None] - stayers.last[None], stayers.first[None] - movers.last[:, None])
    apart = np.maximum(gaps, 0)
    nearness = 1000 * apart.max(axis=2) + apart.sum(axis=2)
    is_ahead = (apart == 0).any(axis=2)
    covers = np.all((stayers.first[None] <= movers.first[:, None]) & (stayers.last[None] >= movers.last[:, None]), axis=2)
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
        if stayers.count == 0:
            nothing = np.zeros((movers.count, 2), np.int64)
            yield Anchors(words, cost, nothing, nothing, np.zeros(movers.count, bool))
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


def axis_offsets(scene: Objects, flags: np.ndarray, anchors: Sequence[Anchors], axis: int) -> Table:
    """All offsets of the flagged objects along an axis (0 rows, 1 cols); IMPOSSIBLE where there is none."""
    movers = bodies_of(scene, flags)
    found = _fixed(scene, movers, axis) | _stacked(scene, movers, axis) | _along(scene, flags, movers, axis)
    names, costs = list(found), [cost for cost, _ in found.values()]
    steps = [np.array([offsets for _, offsets in found.values()]).reshape(len(found), movers.count)]
    first, last = (np.stack([getattr(anchor, end)[:, axis] for anchor in anchors]) for end in ("first", "last"))
    is_known = np.stack([anchor.is_known for anchor in anchors])
    for words, cost, offsets in _alignments(movers.first[:, axis], movers.last[:, axis], first, last, movers.size):
        names += [f"{words}: {anchor.words}" for anchor in anchors]
        costs += [cost + anchor.cost for anchor in anchors]
        steps.append(np.where(is_known, offsets, IMPOSSIBLE))
    return Table(names, np.array(costs), np.concatenate(steps))


def _fixed(scene: Objects, movers: Bodies, axis: int) -> Offsets:
    """Offsets by a number, or by what the mover and the scene measure."""
    found: Offsets = {"nowhere": (0.0, np.zeros(movers.count, np.int64))}
    for step in range(1, MOST_STEPS + 1):
        found[f"by {step}"] = (1.5 + step / 4, np.full(movers.count, step))
        found[f"by -{step}"] = (1.5 + step / 4, np.full(movers.count, -step))
    sides = movers.last - movers.first + 1
    amounts: dict[str, tuple[float, np.ndarray]] = {
        "its length": (2.0, sides[:, axis]),
        "its length and one": (2.5, sides[:, axis] + 1),
        "twice its length": (2.5, 2 * sides[:, axis]),
        "its length across": (3.0, sides[:, 1 - axis]),
        "its size": (2.0, movers.size),
        "the number of movers": (3.0, np.full(movers.count, movers.count)),
        "the number of things": (3.0, np.full(movers.count, scene.count)),
        "half the grid": (2.5, np.full(movers.count, scene.grid.shape[axis] // 2)),
    }
    counts = np.minimum(counts_of(scene.grid), IMPOSSIBLE).tolist()
    for color in range(1, COLOR_COUNT):
        amounts[f"cells of color {color}"] = (4.0, np.full(movers.count, counts[color]))
    for name, (cost, amount) in amounts.items():
        found[f"by {name}"] = (cost, amount)
        found[f"by {name}, back"] = (cost, -amount)
    return found


def _stacked(scene: Objects, movers: Bodies, axis: int) -> Offsets:
    """Offsets that put the movers in order of their size, length or place: one behind the other at an end of the grid, or
    each at the place that one of them had.
    """
    length = movers.last[:, axis] - movers.first[:, axis] + 1
    across = movers.last[:, 1 - axis] - movers.first[:, 1 - axis] + 1
    orders = {"size": movers.size, "length": length, "length across": across, "place": movers.first[:, axis]}
    found: Offsets = {}
    for name, values in orders.items():
        for sign, order_words in ((1, "small"), (-1, "large")):
            order = np.lexsort((movers.first[:, axis], sign * values))
            starts = np.empty(movers.count, np.int64)
            starts[order] = np.cumsum(length[order]) - length[order]
            unique = name == "place" or len(np.unique(values)) == movers.count
            slots = np.empty(movers.count, np.int64)
            slots[order] = np.sort(movers.first[:, axis])
            offsets = slots - movers.first[:, axis] if unique else np.full(movers.count, IMPOSSIBLE)
            found[f"at each other's place, {order_words} {name} first"] = (2.5, offsets)
            for gap, gap_words in ((0, ""), (1, ", one apart")):
                apart = starts.copy()
                apart[order] += gap * np.arange(movers.count)
                for end, places in (("first", apart), ("last", scene.grid.shape[axis] - apart - length)):
                    offsets = places - movers.first[:, axis] if unique else np.full(movers.count, IMPOSSIBLE)
                    found[f"stacked from the {end}, {order_words} {name} first{gap_words}"] = (3.0 + gap, offsets)
    return found


def _along(scene: Objects, flags: np.ndarray, movers: Bodies, axis: int) -> Offsets:
    """Offsets along the longer (or the shorter) axis of the grid, of what stays, of the mover itself."""
    stays = box_of((scene.labels > 0) & ~np.concatenate(([False], flags))[scene.labels])
    own = movers.last - movers.first
    sides = {"the grid": np.broadcast_to(scene.grid.shape, own.shape), "itself": own}
    sides["what stays"] = np.broadcast_to([span.stop - span.start for span in stays], own.shape)
    found: Offsets = {}
    for name, side in sides.items():
        for words, is_axis in (("along", side[:, axis] > side[:, 1 - axis]), ("across", side[:, axis] < side[:, 1 - axis])):
            for amount, cost, steps in (("1", 2.5, 1), ("2", 3.0, 2), ("its length", 3.0, own[:, axis] + 1)):
                for sign, back in ((1, ""), (-1, ", back")):
                    found[f"by {amount} {words} {name}{back}"] = (cost, np.where(is_axis, sign * steps, 0))
    return found


def joint_offsets(scene: Objects, flags: np.ndarray) -> Offsets:
    """Offsets (movers, 2) along both axes together: straight ahead to the closest cell that stays, where the mover points,
    and into the best gap.
    """
    movers = bodies_of(scene, flags)
    is_mover = np.concatenate(([False], flags))[scene.labels]
    stays = (scene.labels > 0) & ~is_mover
    names: dict[str, Callable[[int, int], int]] = {
        "until it touches what is straight ahead": lambda gap, length: gap,
        "just over the line straight ahead": lambda gap, length: gap + 1 + length,
        "mirrored in the line straight ahead": lambda gap, length: 2 * gap + 1 + length,
        "onto what is straight ahead": lambda gap, length: gap + 1,
    }
    bodies = [scene.labels == label + 1 for label in np.flatnonzero(flags)]
    ways = [_way(body, stays) for body in bodies]
    found = {}
    for number, (name, amount) in enumerate(names.items()):
        offsets = np.full((movers.count, 2), IMPOSSIBLE)
        for place, way in enumerate(ways):
            if way is not None:
                axis, sign, gap = way
                length = int(movers.last[place, axis] - movers.first[place, axis] + 1)
                offsets[place] = 0
                offsets[place, axis] = sign * amount(gap, length)
        found[name] = (2.0 + number / 2, offsets)
    found["into the gap that fits best"] = (3.0, fitting_offsets(bodies, stays))
    return found | _pointing(scene, flags, movers, bodies, stays)


def _pointing(scene: Objects, flags: np.ndarray, movers: Bodies, bodies: Sequence[np.ndarray], stays: np.ndarray) -> Offsets:
    """Offsets (movers, 2) where each mover points: one step, its length, up to what stays or the edge, to the edge."""
    found: Offsets = {}
    cells = [tuple(np.ascontiguousarray(places) for places in np.nonzero(body)) for body in bodies]
    walls, free = stays.astype(np.uint8), np.zeros(stays.shape, np.uint8)
    length = movers.last - movers.first + 1
    for name, pointed in single_headings(scene).items():
        steps = pointed[flags]
        is_known = steps.any(axis=1)[:, None]
        amounts = {
            "one step": (1.0, np.ones(movers.count, np.int64)),
            "its length": (1.5, np.where(steps[:, 0] != 0, length[:, 0], length[:, 1])),
            "up to what is in the way": (1.0, _slides(walls, cells, steps)),
            "up to the edge": (1.5, _slides(free, cells, steps)),
        }
        cost = 0.5 + GIVEN[name][0]
        for words, (more, amount) in amounts.items():
            found[f"{words} {name}"] = cost + more, np.where(is_known, steps * amount[:, None], IMPOSSIBLE)
    return found


def _slides(walls: Grid, cells: Sequence[tuple[np.ndarray, ...]], steps: np.ndarray) -> np.ndarray:
    """How many steps the cells of each mover can go before a wall (not 0) or the edge."""
    return np.array([slide(walls, *one, *step, 0, -1) for one, step in zip(cells, steps.tolist(), strict=True)], np.int64)


def fitting_offsets(bodies: Sequence[np.ndarray], stays: np.ndarray) -> np.ndarray:
    """Offsets (movers, 2) to the free place with most contact with what stays, large movers first, each at its own place."""
    offsets = np.full((len(bodies), 2), IMPOSSIBLE)
    taken = stays.copy()
    for place in sorted(range(len(bodies)), key=lambda place: -int(bodies[place].sum())):
        rows, cols = np.nonzero(bodies[place])
        top, left = int(rows.min()), int(cols.min())
        height, width = taken.shape[0] - int(rows.max()) + top, taken.shape[1] - int(cols.max()) + left
        padded = np.pad(taken, 1).astype(np.int64)
        touching = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        free, contact = np.ones((height, width), bool), np.zeros((height, width), np.int64)
        for row, col in zip(rows - top, cols - left, strict=True):
            free &= ~taken[row : row + height, col : col + width]
            contact += touching[row : row + height, col : col + width]
        distance = np.abs(np.arange(height) - top)[:, None] + np.abs(np.arange(width) - left)[None]
        score = np.where(free & (contact > 0), 1000 * contact - distance, -1)
        if score.max() < 0:
            continue
        row, col = np.unravel_index(int(score.argmax()), score.shape)
        offsets[place] = row - top, col - left
        taken[rows - top + row, cols - left + col] = True
    return offsets


def _way(own: np.ndarray, stays: np.ndarray) -> tuple[int, int, int] | None:
    """Axis, sign and gap to the closest cell that stays straight ahead of a mover; None without one, or with a tie."""
    best: list[tuple[int, int, int]] = []
    for axis in (0, 1):
        mine, theirs = (own, stays) if axis == 0 else (own.T, stays.T)
        lanes = np.flatnonzero(mine.any(axis=0))
        for sign in (-1, 1):
            body, wall = (mine[:, lanes], theirs[:, lanes]) if sign > 0 else (mine[::-1, lanes], theirs[::-1, lanes])
            last = body.shape[0] - 1 - body[::-1].argmax(axis=0)
            ahead = wall & (np.arange(len(wall))[:, None] > last)
            gaps = np.where(ahead.any(axis=0), ahead.argmax(axis=0) - last - 1, IMPOSSIBLE)
            if gaps.min() < IMPOSSIBLE:
                best.append((int(gaps.min()), axis, sign))
    best.sort()
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    gap, axis, sign = best[0]
    return axis, sign, gap
