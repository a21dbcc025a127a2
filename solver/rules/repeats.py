"""Pieces that are copies of objects in a row, and paths with one bend from object to object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

import numpy as np

from solver.rules.beams import Direction
from solver.rules.layers import NONE, Pieces
from solver.seeing.attributes import COLUMN, HEIGHT, LEFT, SIZE, TOP, WIDTH
from solver.seeing.facts import shared_facts
from solver.seeing.groups import Group
from solver.seeing.objects import Objects
from solver.task import Grid, Task

MOST_GROUPS = 4
MOST_COPIED = 30
MOST_COPIES = 30
MOST_IN_A_PATH = 12
GAPS = (0, 1, 2)
# How far a row of copies goes: to the edge (clipped there), while they fit, until something is in the way, one copy only.
ENDS = ("to the edge", "as far as they fit", "until something is in the way", "once")
BENDS = ("rows first", "columns first")


def repeat_pieces(
    task: Task, background: Sequence[int], groups: Sequence[Group], directions: Sequence[Direction]
) -> Iterator[Pieces]:
    """Yield copies of the objects of groups (all of one cut) in every direction, with every gap and end."""
    for group in groups[:MOST_GROUPS]:
        if sum(int(member.sum()) for member in group.members) > MOST_COPIED:
            continue
        for direction in directions:
            for gap in GAPS:
                if _begins(task, background, group, direction, gap):
                    yield from _rows(task, background, group, direction, gap)
    yield from _toward_others(task, background, groups[0])


def _begins(task: Task, background: Sequence[int], group: Group, direction: Direction, gap: int) -> bool:
    """True when most of the first copies in the first demonstration are right."""
    first = _drawn(group, 0, background[0], direction, gap, "once")
    return bool((first != NONE).any()) and _is_plausible(task, 0, first)


def _rows(task: Task, background: Sequence[int], group: Group, direction: Direction, gap: int) -> Iterator[Pieces]:
    paint, texts, costs = [], [], []
    price = group.cost + direction.cost + 2.0 + 0.5 * (gap > 1)
    fixed: list[tuple[str, float, Sequence[str | int]]] = [(end, 0.0, [end] * len(background)) for end in ENDS]
    for words, cost, ends in chain(fixed, _counts(task, background, group, direction, gap)):
        parts = []
        for index, (color, end) in enumerate(zip(background, ends, strict=True)):
            out = _drawn(group, index, color, direction, gap, end)
            if index < len(task.train) and not _is_plausible(task, index, out):
                break
            parts.append(out.ravel())
        if len(parts) == len(background):
            paint.append(np.concatenate(parts))
            texts.append(f"copies of {group.words} {direction.words} {gap} apart {words}")
            costs.append(price + cost)
    if paint:
        yield Pieces(np.array(paint), texts, np.array(costs), texts)


def _counts(
    task: Task, background: Sequence[int], group: Group, direction: Direction, gap: int
) -> Iterator[tuple[str, float, list[int]]]:
    """Yield facts of the grids (words, cost, value for every input) that say how many copies the demonstrations show."""
    shown = [
        copies_shown(pair.output, partial(_drawn, group, index, background[index], direction, gap))
        for index, pair in enumerate(task.train)
    ]
    if len(set(shown)) < 2:
        return
    for name, values in shared_facts(task.inputs).items():
        more = shown[0] - values[0]
        if abs(more) <= 1 and [value + more for value in values[: len(shown)]] == shown:
            yield f"as many as {name}{f' {more:+}' if more else ''}", 1.0 + abs(more), [value + more for value in values]


def copies_shown(output: Grid, draw: Callable[[int], Grid]) -> int:
    """How many copies can be drawn (NONE where nothing is drawn) before one is wrong, or none of it is inside."""
    last: Grid | None = None
    for count in range(MOST_COPIES):
        out = draw(count + 1)
        if ((out != NONE) & (out != output)).any() or (last is not None and (out == last).all()):
            return count
        last = out
    return MOST_COPIES


def _drawn(group: Group, index: int, background: int, direction: Direction, gap: int, end: str | int) -> Grid:
    scene = group.scenes[index]
    out = np.full(scene.grid.shape, NONE, np.uint8)
    for one in np.flatnonzero(group.members[index]):
        high, wide = int(scene.table[one, HEIGHT]) + gap, int(scene.table[one, WIDTH]) + gap
        for down, right in direction.steps[index][one]:
            _copy(scene, background, int(one), (down * high, right * wide), end, None, out)
    return out


def _is_plausible(task: Task, index: int, out: Grid) -> bool:
    """False when less than half of what is drawn into a demonstration is right."""
    pair = task.train[index]
    drawn = out != NONE
    return 2 * int((out == pair.output)[drawn].sum()) >= int(drawn.sum())


def _copy(
    scene: Objects, background: int, index: int, step: tuple[int, int], end: str | int, color: int | None, out: Grid
) -> None:
    """Draw copies of an object, each a step further, into out. end: one of ENDS, or the number of copies."""
    box = scene.box(index)
    rows, cols = np.nonzero(scene.labels[box] == index + 1)
    rows, cols = rows + box[0].start, cols + box[1].start
    inks = scene.grid[rows, cols] if color is None else np.full(len(rows), color, np.uint8)
    for count in range(1, 1 + (end if isinstance(end, int) else 1 if end == "once" else MOST_COPIES - 1)):
        r, c = rows + count * step[0], cols + count * step[1]
        inside = (r >= 0) & (c >= 0) & (r < out.shape[0]) & (c < out.shape[1])
        if not inside.any() or (end == "as far as they fit" and not inside.all()):
            return
        at = (r[inside], c[inside])
        if end == "until something is in the way" and (scene.grid[at] != background).any():
            return
        out[at] = inks[inside]


def _toward_others(task: Task, background: Sequence[int], group: Group) -> Iterator[Pieces]:
    """Yield copies of the largest object towards each other object, in the other's color."""
    paint, texts = [], []
    for gap in GAPS:
        first = _to_others(group.scenes[0], background[0], gap, "once")
        if (first == NONE).all() or not _is_plausible(task, 0, first):
            continue
        for end in ENDS:
            parts = [_to_others(scene, color, gap, end).ravel() for scene, color in zip(group.scenes, background, strict=True)]
            paint.append(np.concatenate(parts))
            texts.append(f"copies of the largest of {group.words} towards the others in their color {gap} apart {end}")
    if paint:
        yield Pieces(np.array(paint), texts, np.full(len(texts), 5.0), texts)


def _to_others(scene: Objects, background: int, gap: int, end: str) -> Grid:
    out = np.full(scene.grid.shape, NONE, np.uint8)
    largest = int(scene.table[:, SIZE].argmax())
    high, wide = int(scene.table[largest, HEIGHT]) + gap, int(scene.table[largest, WIDTH]) + gap
    for other in range(scene.count):
        down, right = _side(scene, largest, other)
        if (down, right) != (0, 0):
            _copy(scene, background, largest, (down * high, right * wide), end, int(scene.column("color")[other]), out)
    return out


def _side(scene: Objects, one: int, other: int) -> tuple[int, int]:
    """On which side of an object's box another one lies: -1, 0 or 1 for rows and for columns."""
    sides = []
    for first, extent in ((TOP, HEIGHT), (LEFT, WIDTH)):
        start, size = scene.table[:, first], scene.table[:, extent]
        after, before = start[other] >= start[one] + size[one], start[other] + size[other] <= start[one]
        sides.append(int(after) - int(before))
    return sides[0], sides[1]


def path_pieces(background: Sequence[int], groups: Sequence[Group], new_colors: Sequence[int]) -> Iterator[Pieces]:
    """Yield paths with at most one bend between single cells: of equal color, from one color to another, in a chain."""
    scenes = groups[0].scenes
    singles = [np.flatnonzero(scene.table[:, SIZE] == 1) for scene in scenes]
    if any(not 2 <= len(cells) <= MOST_IN_A_PATH for cells in singles):
        return
    paint, texts = [], []
    for bend in range(len(BENDS)):
        for words, pick in PAIRS.items():
            parts = []
            for scene, color, cells in zip(scenes, background, singles, strict=True):
                out = np.full(scene.grid.shape, NONE, np.uint8)
                for one, other in pick(scene, cells):
                    _bent(scene, color, one, other, bend, out)
                parts.append(out.ravel())
            own = np.concatenate(parts)
            if (own == NONE).all():
                continue
            for ink in (None, *new_colors):
                paint.append(own if ink is None else np.where(own != NONE, ink, NONE).astype(np.uint8))
                name = "in own color" if ink is None else f"in color {ink}"
                texts.append(f"paths between single cells {words}, {BENDS[bend]}, {name}")
    if paint:
        yield Pieces(np.array(paint), texts, np.full(len(texts), 4.0), texts)


def _same_color(scene: Objects, cells: np.ndarray) -> list[tuple[int, int]]:
    colors = scene.column("color")
    return [(int(a), int(b)) for k, a in enumerate(cells) for b in cells[k + 1 :] if colors[a] == colors[b]]


def _low_to_high(scene: Objects, cells: np.ndarray) -> list[tuple[int, int]]:
    colors = scene.column("color")
    return [(int(a), int(b)) for a in cells for b in cells if colors[a] < colors[b]]


def _chain(scene: Objects, cells: np.ndarray, column: int) -> list[tuple[int, int]]:
    order = cells[np.argsort(scene.table[cells, column], kind="stable")]
    return [(int(a), int(b)) for a, b in pairwise(order)]


PAIRS = {
    "of equal color": _same_color,
    "from the lower color to the higher": _low_to_high,
    "from the higher color to the lower": lambda scene, cells: [(b, a) for a, b in _low_to_high(scene, cells)],
    "one after the other downwards": lambda scene, cells: _chain(scene, cells, COLUMN["distance to top"]),
    "one after the other to the right": lambda scene, cells: _chain(scene, cells, COLUMN["distance to left"]),
}


def _bent(scene: Objects, background: int, one: int, other: int, bend: int, out: Grid) -> None:
    """Draw the path between two single cells behind what is there: along the first one's row and then the column, or else."""
    (row, col), (last_row, last_col) = (tuple(map(int, scene.table[index, [TOP, LEFT]])) for index in (one, other))
    rows, cols = np.s_[min(row, last_row) : max(row, last_row) + 1], np.s_[min(col, last_col) : max(col, last_col) + 1]
    path = np.zeros(out.shape, bool)
    path[row if bend == 0 else last_row, cols] = True
    path[rows, last_col if bend == 0 else col] = True
    out[path & (scene.grid == background)] = scene.column("color")[one]
