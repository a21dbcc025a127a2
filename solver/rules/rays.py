"""Pieces that are rays: from cells, or from sides, middles and odd cells of objects; where they go and end, in which color."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.amounts import Amount, amounts_of, amounts_told
from solver.rules.layers import AS_IT_IS, Piece, Pieces, are_useful, count_fits, in_inks, lot
from solver.rules.ray_starts import FIXED, OWNER, PLACES, SETS, SIDES, WAYS, starts_at_cells, starts_at_objects, steps_of
from solver.rules.sources import NONE, Canvas, Case, Cells, Chosen, Group, dyed
from solver.seeing.boxes import framed
from solver.seeing.headings import Steps
from solver.seeing.objects import Objects
from solver.seeing.trace import COLOR_STOPS, DIRECTIONS, STOPS, trace_rays
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Pair

MOST_COLORS, MOST_COLORS_OF_CELLS = 3, 5
MOST_GROUPS = 8
MOST_MARKS = 40  # cells that lie on grounds
MOST_COUNTS = 4  # numbers that lengths of rays may follow
MET, ON_GROUND = "the color it meets", "the color of the cell that lies on its ground"
STOP_COSTS = (1, 1, 1, 1.5, 1.5, 1, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2)
COLOR_STOP_COSTS = (3, 3, 2, 3)
# Where rays from cells may go, and where rays from objects may.
CELL_WAYS = dict(zip((*DIRECTIONS, *SETS), (1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 2, 3, 1, 1, 1, 1, 1.5), strict=True))


@verb
def ray(
    canvas: Canvas,
    of: Term,
    way: str,
    at: str = SIDES,
    ends: str = STOPS[2],
    color: int | None = None,
    length: Amount | None = None,
    ink: str | int = "own",
) -> Grid | None:
    """Rays from cells, or from a place of objects, up to where they end. color: what some ends wait for."""
    start = of(canvas)
    if start is None:
        return None
    if isinstance(start, Cells):
        starts = starts_at_cells(start, SETS.get(way) or (DIRECTIONS.index(way),), False)
    else:
        starts = starts_at_objects(start.scene, steps_of(start.scene, way), at)
        starts = starts[start.members[starts[:, OWNER]]]
    if length is not None:
        return dyed(_counted(start, starts, length), ink)
    colors = np.array([] if color is None else [color], np.int64)
    drawings = _traced(canvas, starts, 1, colors)[int(ink == MET)]
    rule = STOPS.index(ends) if ends in STOPS else len(STOPS) + COLOR_STOPS.index(ends)
    drawing = drawings[rule].reshape(canvas.grid.shape)
    if ink == ON_GROUND and isinstance(start, Cells):
        return np.where(drawing == NONE, NONE, _on_grounds(start)[canvas.grid]).astype(np.uint8)
    return dyed(drawing, ink)


def _on_grounds(start: Cells) -> np.ndarray:
    """For every color the color of cells that lie on it, by most of all their neighbors; NONE for none or several colors."""
    grid = start.canvas.grid
    around = framed(grid, COLOR_COUNT)
    votes = np.zeros((COLOR_COUNT, COLOR_COUNT + 1), np.int64)
    for row, col in zip(*np.divmod(start.places, grid.shape[1]), strict=True):
        votes[grid[row, col]] += np.bincount(around[row : row + 3, col : col + 3].ravel(), minlength=COLOR_COUNT + 1)
    table, grounds = np.full(COLOR_COUNT, NONE), votes[:, :COLOR_COUNT].argmax(axis=1)
    for color in np.flatnonzero(votes.any(axis=1)).tolist():
        is_alone = (grounds[votes.any(axis=1)] == grounds[color]).sum() == 1
        table[grounds[color]] = color if is_alone else NONE
    return table


def rays_over_grounds(case: Case, of: Term, several: Sequence[Cells]) -> Iterator[Pieces]:
    """Yield rays over everything in a color for every ground, where the grounds explain all colors that cells have taken."""
    for pair, start in zip(case.task.train, several, strict=False):
        is_new = pair.input != pair.output
        if len(start.places) > MOST_MARKS:
            return
        took = _on_grounds(start)[pair.input[is_new]]
        if (took != pair.output[is_new]).any() or len(np.unique(took)) < 2:
            return
    tell = [partial(term, ray, of=of, way=way, ends=STOPS[0], ink=ON_GROUND) for way in CELL_WAYS]
    yield from lot([(case.drawn(told()), 3.0 + cost, told) for told, cost in zip(tell, CELL_WAYS.values(), strict=True)])


def _traced(canvas: Canvas, starts: np.ndarray, ways: int, colors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rays by every rule of STOPS and COLOR_STOPS (ways * rules, cells): in their own color, and in the color they meet."""
    own = np.full((ways * (len(STOPS) + len(COLOR_STOPS) * len(colors)), *canvas.grid.shape), NONE, np.uint8)
    met = own.copy()
    trace_rays(canvas.grid, canvas.background, starts, colors, own, met)
    return own.reshape(len(own), -1), met.reshape(len(met), -1)


def _rays(
    case: Case,
    starts: Iterable[np.ndarray],
    ways: dict[str, float],
    colors: Sequence[int],
    cost: float,
    told: Callable[..., Term],
) -> Iterator[Pieces]:
    """Yield the useful rays in their own color, in that they meet, in each new one; of one kind where only the way differs."""
    several = zip(case.canvases, starts, strict=True)
    is_several, asked = len(ways) > 1, np.array(colors, np.int64)
    traced = (_traced(canvas, rows, len(DIRECTIONS) if is_several else 1, asked) for canvas, rows in several)
    own, met = _side_by_side(islice(traced, len(case.task.train)), is_several)
    own_fits = are_useful(count_fits(own, case.before, case.after))
    met_fits = are_useful(count_fits(met, case.before, case.after)) if (met != own).any() else np.zeros_like(own_fits)
    inks: list[tuple[str | int, float, int, np.ndarray]] = [
        ("own", 1.0, 0, own_fits[:, AS_IT_IS]),
        (MET, 2.0, 1, met_fits[:, AS_IT_IS]),
        *((color, 1.0, 0, own_fits[:, color]) for color in case.new_colors),
    ]
    if not any(is_kept.any() for _, _, _, is_kept in inks):
        return
    both = [np.concatenate(one, axis=1) for one in zip((own, met), _side_by_side(traced, is_several), strict=True)]
    ends: list[tuple[float, dict[str, Any]]] = [(price, {"ends": one}) for price, one in zip(STOP_COSTS, STOPS, strict=True)]
    for price, one in zip(COLOR_STOP_COSTS, COLOR_STOPS, strict=True):
        ends += [(price, {"ends": one, "color": color}) for color in colors]
    words, paint, terms, prices, kinds = list(ways), [], [], [], []
    for number, (ink, ink_cost, which, is_kept) in enumerate(inks):
        kept = np.flatnonzero(is_kept)
        paint.append(dyed(both[which][kept], ink))
        for way, end in (divmod(index, len(ends)) for index in kept.tolist()):
            terms.append(partial(told, way=words[way], ink=ink, **ends[end][1]))
            prices.append(cost + ink_cost + ways[words[way]] + ends[end][0])
            kinds.append(end * len(inks) + number)
    yield Pieces(np.concatenate(paint), np.array(prices, float), terms, np.array(kinds, np.int64))


def _side_by_side(traced: Iterable[tuple[np.ndarray, np.ndarray]], with_sets: bool) -> list[np.ndarray]:
    """The rays of several grids (own, met), one grid after the other, and after them those of the sets of directions."""
    joined = (np.concatenate(part, axis=1) for part in zip(*traced, strict=True))
    return [_with_sets(rays) if with_sets else rays for rays in joined]


def rays_of_cells(case: Case, of: Term, cost: float, several: Sequence[Cells]) -> Iterator[Pieces]:
    """Yield the useful rays from cells of every input, in every direction."""
    starts = (starts_at_cells(one, range(len(DIRECTIONS)), True) for one in several)
    return _rays(case, starts, CELL_WAYS, case.common_colors[:MOST_COLORS_OF_CELLS], cost, partial(term, ray, of=of))


def _with_sets(rays: np.ndarray) -> np.ndarray:
    """Append the sets of directions to rays (directions * rules, cells)."""
    single = rays.reshape(len(DIRECTIONS), -1, rays.shape[1])
    sets: dict[tuple[int, ...], np.ndarray] = {}
    for members in SETS.values():
        halves = [half for half in (members[:4], members[4:]) if half in sets]
        first, *others = [sets[half] for half in halves] if len(halves) == 2 else [single[member] for member in members]
        joined = sets[members] = first.copy()
        for other in others:
            np.copyto(joined, other, where=joined == NONE)
    return np.concatenate([rays, *sets.values()])


def ways_of(scenes: Sequence[Objects]) -> dict[str, list[list[Steps]]]:
    """All ways in which some object points somewhere, without doubles: the steps of every object of every scene."""
    found: dict[str, list[list[Steps]]] = {}
    for way in WAYS:
        steps = [steps_of(scene, way) for scene in scenes]
        if way in FIXED or (any(map(any, steps)) and steps not in found.values()):
            found[way] = steps
    return found


def rays_of_objects(case: Case, groups: Sequence[Group], ways: dict[str, list[list[Steps]]]) -> Iterator[Pieces]:
    """Yield the rays of groups (all of one cut) of objects."""
    colors = case.common_colors[:MOST_COLORS]
    seen: set[bytes] = set()
    known: list[dict] = [{} for _ in case.canvases]
    pairs = case.task.train
    for way, several in ways.items():
        for at, place_cost in PLACES.items():
            every = [starts_at_objects(*one[:2], at, one[2]) for one in zip(groups[0].scenes, several, known, strict=True)]
            entered = [_entered(*one) for one in zip(pairs, case.canvases, every, strict=False)]
            shown: list[np.ndarray] = []
            for group in groups[:MOST_GROUPS]:
                mine = [members[rows[:, OWNER]] for rows, members in zip(every, group.members, strict=True)]
                starts = [rows[some] for rows, some in zip(every, mine, strict=True)]
                key = b"|".join(rows.tobytes() for rows in starts)
                if key in seen or not all(len(rows) for rows in starts[: len(pairs)]):
                    continue
                seen.add(key)
                free, changed = sum(flags[:, some].sum(axis=1) for flags, some in zip(entered, mine, strict=False))
                if 4 * changed < free or (changed == 0 and free > 0):
                    continue  # too few of the free cells that rays would enter first have changed
                shown = shown or [lengths_of(*one) for one in zip(pairs, every, strict=False)]
                told, cost = partial(term, ray, of=group.of, at=at), group.cost + place_cost
                yield from _rays(case, starts, {way: WAYS[way]}, colors, cost, told)
                lengths = [some[flags] for some, flags in zip(shown, mine, strict=False)]
                yield from _of_lengths(case, group, starts, lengths, partial(told, way=way), cost + WAYS[way])


def _entered(pair: Pair, canvas: Canvas, starts: np.ndarray) -> np.ndarray:
    """Of every start whether the ray would enter a free cell first, and one that has changed besides (bool, 2 x starts)."""
    row, col = starts[:, 0] + starts[:, 2], starts[:, 1] + starts[:, 3]
    found = np.zeros((2, len(starts)), bool)
    inside = np.flatnonzero((row >= 0) & (col >= 0) & (row < pair.input.shape[0]) & (col < pair.input.shape[1]))
    at = (row[inside], col[inside])
    before = pair.input[at]
    found[0, inside] = is_free = before == canvas.background
    found[1, inside] = is_free & (pair.output[at] != before)
    return found


def _of_lengths(
    case: Case,
    group: Group,
    starts: Sequence[np.ndarray],
    seen: Sequence[np.ndarray],
    told: Callable[..., Term],
    cost: float,
) -> Iterator[Pieces]:
    """Yield rays of a length that is a number of their object or of the grid, where the demonstrations show such lengths."""
    lengths = np.concatenate(seen)
    if not 0 < lengths.min() < lengths.max() or not any(map(_ends_in_the_open, case.canvases, starts, seen)):
        return
    owners = [rows[:, OWNER] for rows in starts[: len(seen)]]
    found: list[Piece] = []
    told_lengths = amounts_told(group.scenes, owners, np.eye(MAX_SIDE + 1, dtype=bool)[lengths], case.facts)
    for length, price in told_lengths[:MOST_COUNTS]:
        own = np.concatenate([_counted(*one, length).ravel() for one in zip(group.chosen, starts, strict=True)])
        found += in_inks(case, own, cost + 1.0 + price, partial(told, length=length))
    yield from lot(found)


def _cells_ahead(shape: tuple[int, ...], starts: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield, step by step, which starts are still inside the grid, and their rows and cols."""
    for step in range(1, max(shape)):
        rows, cols = starts[:, 0] + step * starts[:, 2], starts[:, 1] + step * starts[:, 3]
        inside = np.flatnonzero((rows >= 0) & (cols >= 0) & (rows < shape[0]) & (cols < shape[1]))
        yield inside, rows[inside], cols[inside]


def lengths_of(pair: Pair, starts: np.ndarray) -> np.ndarray:
    """How many changed cells of one color lie ahead of each start, without a gap."""
    changed, after = pair.input != pair.output, pair.output
    lengths, colors = np.zeros(len(starts), np.int64), np.full(len(starts), NONE)
    for step, (inside, rows, cols) in enumerate(_cells_ahead(after.shape, starts)):
        is_next = changed[rows, cols] & (lengths[inside] == step) & ((step == 0) | (after[rows, cols] == colors[inside]))
        if not is_next.any():
            break
        lengths[inside[is_next]] += 1
        colors[inside[is_next]] = after[rows[is_next], cols[is_next]]
    return lengths


def _ends_in_the_open(canvas: Canvas, starts: np.ndarray, lengths: np.ndarray) -> bool:
    """True when some ray of such a length ends before the edge and before anything that is in its way."""
    grid = canvas.grid
    rows, cols = starts[:, 0] + (lengths + 1) * starts[:, 2], starts[:, 1] + (lengths + 1) * starts[:, 3]
    inside = (rows >= 0) & (cols >= 0) & (rows < grid.shape[0]) & (cols < grid.shape[1])
    return bool((grid[rows[inside], cols[inside]] == canvas.background).any())


def _counted(chosen: Chosen, starts: np.ndarray, length: Amount) -> Grid:
    """Rays of so many cells over what is free, in the colors of the starts."""
    canvas, counts = chosen.canvas, amounts_of(length, chosen)[starts[:, OWNER]]
    out = canvas.blank()
    for step, (inside, rows, cols) in enumerate(_cells_ahead(out.shape, starts)):
        is_next = (counts[inside] > step) & (canvas.grid[rows, cols] == canvas.background)
        out[rows[is_next], cols[is_next]] = starts[inside[is_next], 4]
        if step >= counts.max(initial=0):
            break
    return out
