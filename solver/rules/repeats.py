"""Pieces that are copies of objects in a row, and paths with one bend from object to object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.layers import Piece, Pieces, in_inks, lot
from solver.rules.rays import WAYS, steps_of
from solver.rules.sources import NONE, Canvas, Case, Chosen, Group, dyed, fact
from solver.seeing.attributes import COLUMN, HEIGHT, LEFT, SIZE, TOP, WIDTH
from solver.seeing.facts import shared_facts
from solver.seeing.objects import Objects
from solver.task import Grid

MOST_GROUPS = 4
MOST_COPIED = 30
MOST_COPIES = 30
MOST_IN_A_PATH = 12
GAPS = (0, 1, 2)
# How far a row of copies goes: to the edge (clipped there), while they fit, until something is in the way, one copy only.
TO_THE_EDGE, WHILE_THEY_FIT, IN_THE_WAY, ONCE = ENDS = (
    "to the edge", "as far as they fit", "until something is in the way", "once",
)  # fmt: skip
TO_OTHERS = "from the largest towards each other one, in its color"
BENDS = ("rows first", "columns first")

Row = tuple[int, tuple[int, int], int | None]  # which object is copied, in which direction, in which color


@verb
def copies(canvas: Canvas, of: Term, way: str, gap: int = 0, ends: str = TO_THE_EDGE, count: Term | None = None) -> Grid | None:
    """Copies of objects in a row, so many cells apart, up to where it ends, or so many of them."""
    chosen = of(canvas)
    if chosen is None:
        return None
    counts = None if count is None else count(chosen)
    return _copied(chosen, _rows(chosen, way), gap, ends, counts)


def _rows(chosen: Chosen, way: str) -> list[Row]:
    """The rows of copies that a way means."""
    scene = chosen.scene
    if way != TO_OTHERS:
        steps = steps_of(scene, way)
        return [(int(one), step, None) for one in np.flatnonzero(chosen.members) for step in steps[one]]
    largest = int(scene.table[:, SIZE].argmax())
    sides = [_side(scene, largest, other) for other in range(scene.count)]
    return [(largest, side, int(scene.column("color")[other])) for other, side in enumerate(sides) if side != (0, 0)]


def _side(scene: Objects, one: int, other: int) -> tuple[int, int]:
    """On which side of an object's box another one lies: -1, 0 or 1 for rows and for columns."""
    sides = []
    for first, extent in ((TOP, HEIGHT), (LEFT, WIDTH)):
        start, size = scene.table[:, first], scene.table[:, extent]
        after, before = start[other] >= start[one] + size[one], start[other] + size[other] <= start[one]
        sides.append(int(after) - int(before))
    return sides[0], sides[1]


def _copied(chosen: Chosen, rows: list[Row], gap: int, ends: str, counts: np.ndarray | None = None) -> Grid:
    """Draw rows of copies."""
    out, scene, canvas = chosen.canvas.blank(), chosen.scene, chosen.canvas
    for index, (down, right), color in rows:
        step = down * (int(scene.table[index, HEIGHT]) + gap), right * (int(scene.table[index, WIDTH]) + gap)
        box = scene.box(index)
        places = np.argwhere(scene.labels[box] == index + 1) + (box[0].start, box[1].start)
        inks = scene.grid[tuple(places.T)] if color is None else np.full(len(places), color, np.uint8)
        for count in range(1, 1 + (int(counts[index]) if counts is not None else 1 if ends == ONCE else MOST_COPIES - 1)):
            moved = places + np.multiply(step, count)
            inside = ((moved >= 0) & (moved < out.shape)).all(axis=1)
            if not inside.any() or (ends == WHILE_THEY_FIT and not inside.all()):
                break
            at = tuple(moved[inside].T)
            if ends == IN_THE_WAY and (scene.grid[at] != canvas.background).any():
                break
            out[at] = inks[inside]
    return out


def copies_of_objects(case: Case, groups: list[Group], ways: dict[str, Any]) -> Iterator[Pieces]:
    """Yield copies of the objects of groups (all of one cut) in every direction, with every gap and end."""
    some = [group for group in groups[:MOST_GROUPS] if sum(int(member.sum()) for member in group.members) <= MOST_COPIED]
    choices = [(group, way, group.cost + WAYS[way] + 2.0) for group in some for way in ways]
    for group, way, cost in [*choices, (groups[0], TO_OTHERS, 5.0)]:
        rows = [_rows(one, way) for one in group.chosen]
        for gap in GAPS:
            first = _copied(group.chosen[0], rows[0], gap, ONCE)
            if (first == NONE).all() or not _is_plausible(case, 0, first):
                continue
            told = partial(term, copies, of=group.of, way=way, gap=gap)
            price = cost + 0.5 * (gap > 1 and way != TO_OTHERS)
            found = []
            for words, extra, counts in [*_ends(), *_counts(case, group, rows, gap)]:
                paint = _all_copied(case, group, rows, gap, words.get("ends", TO_THE_EDGE), counts)
                if paint is not None:
                    found.append((paint, price + extra, partial(told, **words)))
            yield from lot(found)


Counts = tuple[dict[str, Any], float, list[int] | None]  # arguments, cost, how many on each canvas


def _ends() -> Iterator[Counts]:
    for ends in ENDS:
        yield {"ends": ends}, 0.0, None


def _counts(case: Case, group: Group, rows: list[list[Row]], gap: int) -> Iterator[Counts]:
    """Yield facts of the grids that say how many copies the demonstrations show."""

    def draw(index: int, count: int) -> Grid:
        return _copied(group.chosen[index], rows[index], gap, TO_THE_EDGE, _everywhere(group.chosen[index], count))

    shown = [copies_shown(pair.output, partial(draw, index)) for index, pair in enumerate(case.task.train)]
    if len(set(shown)) < 2:
        return
    for name, values in shared_facts(case.task.inputs).items():
        more = shown[0] - values[0]
        if abs(more) <= 1 and [value + more for value in values[: len(shown)]] == shown:
            yield {"count": term(fact, name=name, more=more)}, 1.0 + abs(more), [value + more for value in values]


def _everywhere(chosen: Chosen, count: int) -> np.ndarray:
    return np.full(chosen.scene.count, count)


def copies_shown(output: Grid, draw: Callable[[int], Grid]) -> int:
    """How many copies can be drawn (NONE where nothing is drawn) before one is wrong, or none of it is inside."""
    last: Grid | None = None
    for count in range(MOST_COPIES):
        out = draw(count + 1)
        if ((out != NONE) & (out != output)).any() or (last is not None and (out == last).all()):
            return count
        last = out
    return MOST_COPIES


def _all_copied(
    case: Case, group: Group, rows: list[list[Row]], gap: int, ends: str, counts: list[int] | None
) -> np.ndarray | None:
    """Copies on all canvases; None when less than half of what is drawn into a demonstration is right."""
    parts = []
    for index, (chosen, some) in enumerate(zip(group.chosen, rows, strict=True)):
        out = _copied(chosen, some, gap, ends, None if counts is None else _everywhere(chosen, counts[index]))
        if index < len(case.task.train) and not _is_plausible(case, index, out):
            return None
        parts.append(out.ravel())
    return np.concatenate(parts)


def _is_plausible(case: Case, index: int, out: Grid) -> bool:
    """False when less than half of what is drawn into a demonstration is right."""
    drawn = out != NONE
    return 2 * int((out == case.task.train[index].output)[drawn].sum()) >= int(drawn.sum())


@verb
def paths(canvas: Canvas, of: Term, pairs: str, bend: str = BENDS[0], ink: str | int = "own") -> Grid | None:
    """Paths with at most one bend between single cells, behind what is there."""
    chosen = of(canvas)
    if chosen is None:
        return None
    scene, out = chosen.scene, canvas.blank()
    for one, other in PAIRS[pairs](scene, np.flatnonzero(scene.table[:, SIZE] == 1)):
        (row, col), (last_row, last_col) = (tuple(map(int, scene.table[index, [TOP, LEFT]])) for index in (one, other))
        rows, cols = np.s_[min(row, last_row) : max(row, last_row) + 1], np.s_[min(col, last_col) : max(col, last_col) + 1]
        path = np.zeros(out.shape, bool)
        path[row if bend == BENDS[0] else last_row, cols] = True
        path[rows, last_col if bend == BENDS[0] else col] = True
        out[path & (scene.grid == canvas.background)] = scene.column("color")[one]
    return dyed(out, ink)


def paths_of_objects(case: Case, group: Group) -> Iterator[Pieces]:
    """Yield paths between the single cells among objects: of equal color, from one color to another, in a chain."""
    counts = [int((scene.table[:, SIZE] == 1).sum()) for scene in group.scenes]
    if any(not 2 <= count <= MOST_IN_A_PATH for count in counts):
        return
    found: list[Piece] = []
    for bend in BENDS:
        for pairs in PAIRS:
            own = case.drawn(term(paths, of=group.of, pairs=pairs, bend=bend))
            if (own != NONE).any():
                found += in_inks(case, own, 4.0, partial(term, paths, of=group.of, pairs=pairs, bend=bend))
    yield from lot(found)


def _same_color(scene: Objects, cells: np.ndarray) -> list[tuple[int, int]]:
    colors = scene.column("color")
    return [(int(a), int(b)) for k, a in enumerate(cells) for b in cells[k + 1 :] if colors[a] == colors[b]]


def _low_to_high(scene: Objects, cells: np.ndarray) -> list[tuple[int, int]]:
    colors = scene.column("color")
    return [(int(a), int(b)) for a in cells for b in cells if colors[a] < colors[b]]


def _chain(scene: Objects, cells: np.ndarray, column: int) -> list[tuple[int, int]]:
    order = cells[np.argsort(scene.table[cells, column], kind="stable")]
    return [(int(a), int(b)) for a, b in pairwise(order)]


PAIRS: dict[str, Callable[[Objects, np.ndarray], list[tuple[int, int]]]] = {
    "of equal color": _same_color,
    "from the lower color to the higher": _low_to_high,
    "from the higher color to the lower": lambda scene, cells: [(b, a) for a, b in _low_to_high(scene, cells)],
    "one after the other downwards": lambda scene, cells: _chain(scene, cells, COLUMN["distance to top"]),
    "one after the other to the right": lambda scene, cells: _chain(scene, cells, COLUMN["distance to left"]),
}
