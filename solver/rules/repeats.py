"""Pieces that are copies of objects in a row or of cells in rooms, rings around cells, and paths with one bend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.amounts import Amount, amounts_of, amounts_told
from solver.rules.layers import Piece, Pieces, in_inks, lot
from solver.rules.ray_starts import WAYS, steps_of
from solver.rules.sources import NONE, Canvas, Case, Cells, Chosen, Group, cells, dyed
from solver.seeing.attributes import HEIGHT, LEFT, SIZE, TOP, WIDTH
from solver.seeing.colors import counts_of
from solver.seeing.headings import Step
from solver.seeing.objects import Objects
from solver.task import Grid

MOST_GROUPS = 4
MOST_COPIED = 30
MOST_COPIES = 29
MOST_COUNTS = 3
MOST_IN_A_PATH = 12
RINGS, MOST_CENTERS = (2, 3), 8
LEAST_ROOM, MOST_ROOM = 3, 25  # cells of what is copied wherever there is room
GAPS = (0, 1, 2)
# How far a row of copies goes: to the edge (clipped there), while they fit, until something is in the way.
TO_THE_EDGE, WHILE_THEY_FIT, IN_THE_WAY = ENDS = ("to the edge", "as far as they fit", "until something is in the way")
BENDS = ("rows first", "columns first")
TO_OTHERS = "from the largest towards each other one, in its color"


class Row(NamedTuple):
    """What is copied in a row: whose number, its cells, their colors, the direction, and the size of the box."""

    owner: int
    cells: np.ndarray
    colors: np.ndarray
    direction: tuple[int, int]
    size: tuple[int, int]


@verb
def copies(
    canvas: Canvas, of: Term, way: str, gap: int = 0, ends: str = TO_THE_EDGE, count: Amount | None = None
) -> Grid | None:
    """Copies of objects in a row, so many cells apart, up to where it ends, or no more than a number."""
    chosen = of(canvas)
    return None if chosen is None else _copied(chosen, _rows(chosen, way), gap, ends, count)


def _rows(chosen: Chosen, way: str) -> list[Row]:
    """The rows of copies that a way means."""
    scene, steps = chosen.scene, steps_of(chosen.scene, way) if way != TO_OTHERS else []
    found: list[tuple[int, Step, int | None]] = [
        (int(one), step, None) for one in np.flatnonzero(chosen.members) for step in (steps[one] if steps else [])
    ]
    if way == TO_OTHERS:
        largest = int(scene.table[:, SIZE].argmax())
        found = [(largest, _side(scene, largest, other), int(color)) for other, color in enumerate(scene.column("color"))]
    rows = []
    for number, direction, color in found:
        cells = np.array(np.nonzero(scene.labels == number + 1))
        colors = scene.grid[tuple(cells)] if color is None else np.full(len(cells[0]), color, np.uint8)
        if direction != (0, 0):
            size = int(scene.table[number, HEIGHT]), int(scene.table[number, WIDTH])
            rows.append(Row(number, cells, colors, direction, size))
    return rows


def _side(scene: Objects, one: int, other: int) -> tuple[int, int]:
    """On which side of an object's box another one lies: -1, 0 or 1 for rows and for columns."""
    sides = []
    for first, extent in ((TOP, HEIGHT), (LEFT, WIDTH)):
        start, size = scene.table[:, first], scene.table[:, extent]
        after, before = start[other] >= start[one] + size[one], start[other] + size[other] <= start[one]
        sides.append(int(after) - int(before))
    return sides[0], sides[1]


def _in_line(row: Row, gap: int, shape: tuple[int, ...], most: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the cells of copies (2 x copies x cells), and whether these lie in the grid."""
    step = np.array([down * (size + gap) for down, size in zip(row.direction, row.size, strict=True)])
    lines = row.cells[:, None] + np.arange(1, most + 1)[:, None] * step[:, None, None]
    return lines, ((lines >= 0) & (lines < np.array(shape)[:, None, None])).all(axis=0)


def _copied(chosen: Chosen, rows: list[Row], gap: int, ends: str = TO_THE_EDGE, count: Amount | None = None) -> Grid:
    """Draw rows of copies."""
    out, canvas = chosen.canvas.blank(), chosen.canvas
    most = np.clip(amounts_of(MOST_COPIES if count is None else count, chosen), 0, MOST_COPIES)
    for row in rows:
        (down, right), inside = _in_line(row, gap, out.shape, int(most[row.owner]))
        if ends == WHILE_THEY_FIT:
            inside &= np.minimum.accumulate(inside.all(axis=1))[:, None]
        place, cell = np.nonzero(inside)
        at = down[place, cell], right[place, cell]
        if ends == IN_THE_WAY:
            blocked = place[canvas.grid[at] != canvas.background].min(initial=MOST_COPIES)
            at, cell = (at[0][place < blocked], at[1][place < blocked]), cell[place < blocked]
        out[at] = row.colors[cell]
    return out


def _counts(case: Case, group: Group, rows: Sequence[list[Row]], gap: int) -> list[tuple[Amount, float]]:
    """How many copies rows may have, with costs, where the demonstrations end them before the edge."""
    several = [(pair.output, row) for pair, some in zip(case.task.train, rows, strict=False) for row in some]
    allowed = np.zeros((len(several), MOST_COPIES + 1), bool)
    for flags, (output, row) in zip(allowed, several, strict=True):
        (down, right), inside = _in_line(row, gap, output.shape, MOST_COPIES)
        place, cell = np.nonzero(inside)
        wrong = place[output[down[place, cell], right[place, cell]] != row.colors[cell]]
        flags[wrong[0] if len(wrong) else slice(int(place.max(initial=-1)) + 1, None)] = True
    owners = [np.array([row.owner for row in some], np.int64) for some in rows[: len(case.task.train)]]
    is_counted = not (allowed[:, -1].all() or allowed[:, 0].any())
    return amounts_told(group.scenes, owners, allowed, case.facts)[:MOST_COUNTS] if is_counted else []


def copies_of_objects(case: Case, groups: list[Group], ways: Iterable[str]) -> Iterator[Pieces]:
    """Yield copies of the objects of groups (all of one cut) in every direction, with every gap and end, else in a number."""
    some = [group for group in groups[:MOST_GROUPS] if sum(int(one.members.sum()) for one in group.chosen) <= MOST_COPIED]
    choices = [(group, way, group.cost + WAYS[way] + 2.0) for group in some for way in ways]
    for group, way, cost in [*choices, (groups[0], TO_OTHERS, 5.0)]:
        first = _rows(group.chosen[0], way)
        once = [(gap, _copied(group.chosen[0], first, gap, count=1)) for gap in GAPS]
        gaps = [gap for gap, out in once if (out != NONE).any() and _is_plausible(case, 0, out)]
        rows = [first, *(_rows(one, way) for one in group.chosen[1:])] if gaps else []
        for gap in gaps:
            told = partial(term, copies, of=group.of, way=way, gap=gap)
            price, found = cost + 0.5 * (gap > 1 and way != TO_OTHERS), list[Piece]()
            for kind, more in _ends(case, group, rows, gap, found):
                paint = _plausible(case, (_copied(*one, gap, **kind) for one in zip(group.chosen, rows, strict=True)))
                if paint is not None:
                    found.append((paint, price + more, partial(told, **kind)))
            yield from lot(found)


def _ends(
    case: Case, group: Group, rows: Sequence[list[Row]], gap: int, found: list[Piece]
) -> Iterator[tuple[dict[str, Any], float]]:
    """Yield how rows of copies may end, with costs; by numbers only where no end that was found is without a fault."""
    yield from (({"ends": ends}, 0.0) for ends in ENDS)
    shown = len(case.after)
    is_faulty = all(((paint[:shown] != NONE) & (paint[:shown] != case.after)).any() for paint, _, _ in found)
    yield {"count": 1}, 0.0
    yield from (({"count": one}, more) for one, more in (_counts(case, group, rows, gap) if is_faulty else ()) if one != 1)


def _plausible(case: Case, drawings: Iterable[Grid]) -> np.ndarray | None:
    """What is drawn on all canvases, cell after cell; None as soon as it is not plausible in a demonstration."""
    found: list[np.ndarray] = []
    for index, out in enumerate(drawings):
        if index < len(case.task.train) and not _is_plausible(case, index, out):
            return None
        found.append(out.ravel())
    return np.concatenate(found)


def _is_plausible(case: Case, index: int, out: Grid) -> bool:
    """False when less than half of what is drawn into a demonstration is right."""
    drawn = out != NONE
    return 2 * int((out == case.task.train[index].output)[drawn].sum()) >= int(drawn.sum())


@verb
def in_rooms(canvas: Canvas, of: Term, room: int) -> Grid:
    """Copies of what some cells make together wherever there is room: as many cells of a color."""
    start, out = of(canvas), canvas.blank()
    rows, cols = np.divmod(start.places, canvas.grid.shape[1])
    if not len(rows):
        return out
    colors, rows, cols = canvas.grid[rows, cols], rows - rows.min(), cols - cols.min()
    windows = np.lib.stride_tricks.sliding_window_view(canvas.grid == room, (rows.max() + 1, cols.max() + 1))
    for row, col in np.argwhere(windows[:, :, rows, cols].all(axis=2)).tolist():
        out[row + rows, col + cols] = colors
    return out


def rooms_for_cells(case: Case, of: Term, several: Sequence[Cells]) -> Iterator[Pieces]:
    """Yield copies of few cells of one color in the only color that others had before they took it."""
    is_new = case.before != case.after
    rooms, inks = np.unique(case.before[is_new]), case.new_colors
    shown = several[: len(case.task.train)]
    sizes = [len(one.places) for one in shown]
    if len(rooms) != 1 or len(inks) != 1 or min(sizes) < LEAST_ROOM or max(sizes) > MOST_ROOM:
        return
    if all((one.canvas.grid.ravel()[one.places] == inks[0]).all() for one in shown):
        told = term(in_rooms, of=of, room=int(rooms[0]))
        yield from lot([(case.drawn(told), 3.0, partial(_itself, told))])


@verb
def rings(canvas: Canvas, of: Term, every: int) -> Grid:
    """Square rings of free cells around cells, so many steps apart, each up to where another cell is nearer or as near."""
    start, out = of(canvas), canvas.blank()
    rows, cols = (np.abs(lines) for lines in _apart(start))
    steps, ring = rows + cols, np.maximum(rows, cols)
    nearest = steps.argmin(axis=0)
    is_alone = (steps == steps.min(axis=0)).sum(axis=0) == 1
    is_ring = is_alone & (np.take_along_axis(ring, nearest[None], 0)[0] % every == 0) & (canvas.grid == canvas.background)
    out[is_ring] = canvas.grid.ravel()[start.places[nearest[is_ring]]]
    return out


def _apart(start: Cells) -> tuple[np.ndarray, np.ndarray]:
    """How many rows and columns every cell of the grid lies from each of some cells (int64, cells x height x width)."""
    height, width = start.canvas.grid.shape
    rows, cols = np.divmod(start.places, width)
    down, right = (np.arange(side)[None] - lines[:, None] for side, lines in ((height, rows), (width, cols)))
    shape = len(start.places), height, width
    return np.broadcast_to(down[:, :, None], shape), np.broadcast_to(right[:, None, :], shape)


def rings_of_cells(case: Case, of: Term, several: Sequence[Cells]) -> Iterator[Pieces]:
    """Yield the rings around few cells that are plausible in the first demonstration."""
    if all(1 <= len(one.places) <= MOST_CENTERS for one in several):
        tell = [term(rings, of=of, every=every) for every in RINGS]
        tell = [told for told in tell if _is_plausible(case, 0, told(case.canvases[0]))]
        yield from lot([(case.drawn(told), 3.0, partial(_itself, told)) for told in tell])


@verb
def pushed(canvas: Canvas, of: Term, by: int) -> Grid:
    """Rays from the edge that cells lie on, pushed one step away from every cell of a color on another edge that they pass."""
    start, out, (height, width) = of(canvas), canvas.blank(), canvas.grid.shape
    rows, cols = np.divmod(start.places, width)
    edges = [(1, 0)] * bool((rows == 0).all()) + [(-1, 0)] * bool((rows == height - 1).all())
    edges += [(0, 1)] * bool((cols == 0).all()) + [(0, -1)] * bool((cols == width - 1).all())
    marks, along = np.argwhere(canvas.grid == by), int(edges[0][0] == 0) if edges else 0  # the axis of the rays
    for row, col in zip(rows, cols, strict=True) if len(edges) == 1 else ():
        place = np.array([row, col])
        pushes = dict(zip(marks[:, along].tolist(), np.sign(place[1 - along] - marks[:, 1 - along]).tolist(), strict=True))
        for _ in range(out.shape[along] - 1):
            place = place + edges[0]
            place[1 - along] += pushes.get(int(place[along]), 0)
            if not 0 <= place[1 - along] < out.shape[1 - along]:
                break
            out[tuple(place)] = canvas.grid[row, col]
    return out


def pushed_rays(case: Case) -> Iterator[Pieces]:
    """Yield rays pushed by marks, where all cells of both colors lie on edges."""
    inner = [counts_of(canvas.grid[1:-1, 1:-1]) for canvas in case.canvases]
    colors = [color for color in case.common_colors if not any(counts[color] for counts in inner)]
    for color, by in permutations(colors, 2):
        told = term(pushed, of=term(cells, color=color), by=by)
        if _is_plausible(case, 0, told(case.canvases[0])):
            yield from lot([(case.drawn(told), 3.0, partial(_itself, told))])


def _itself(one: Term) -> Term:
    return one


# Which single cells, by their colors, paths go from and to (cells x cells).
PAIRS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "of equal color": lambda colors: np.triu(colors[:, None] == colors, 1),
    "from the lower color to the higher": lambda colors: colors[:, None] < colors,
    "from the higher color to the lower": lambda colors: colors[:, None] > colors,
}


@verb
def paths(canvas: Canvas, of: Term, pairs: str, bend: str = BENDS[0], ink: str | int = "own") -> Grid | None:
    """Paths with at most one bend between single cells, behind what is there."""
    chosen = of(canvas)
    if chosen is None:
        return None
    scene, out = chosen.scene, canvas.blank()
    cells = np.flatnonzero(scene.table[:, SIZE] == 1)
    for one, other in cells[np.argwhere(PAIRS[pairs](scene.column("color")[cells]))]:
        (row, col), (last_row, last_col) = (tuple(map(int, scene.table[index, [TOP, LEFT]])) for index in (one, other))
        rows, cols = np.s_[min(row, last_row) : max(row, last_row) + 1], np.s_[min(col, last_col) : max(col, last_col) + 1]
        path = np.zeros(out.shape, bool)
        path[row if bend == BENDS[0] else last_row, cols] = True
        path[rows, last_col if bend == BENDS[0] else col] = True
        out[path & (scene.grid == canvas.background)] = scene.column("color")[one]
    return dyed(out, ink)


def paths_of_objects(case: Case, group: Group) -> Iterator[Pieces]:
    """Yield paths between the single cells among objects: of equal color, from one color to another."""
    if any(not 2 <= (one.scene.table[:, SIZE] == 1).sum() <= MOST_IN_A_PATH for one in group.chosen):
        return
    found: list[Piece] = []
    for bend in BENDS:
        for pairs in PAIRS:
            own = case.drawn(term(paths, of=group.of, pairs=pairs, bend=bend))
            if (own != NONE).any():
                found += in_inks(case, own, 4.0, partial(term, paths, of=group.of, pairs=pairs, bend=bend))
    yield from lot(found)
