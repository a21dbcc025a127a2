"""Drawings over the input: rays, patches, copies, zones and recolorings laid over each other, from cells and from objects.

Every kind of piece makes its own lot; the layering that leaves no wrong cell in any demonstration is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import lru_cache, partial
from itertools import product, tee

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.decide import has
from solver.rules.layers import Piece, Pieces, drawings, in_inks, join, lot, useful
from solver.rules.patches import patches_of_cells, patches_of_objects
from solver.rules.rays import rays_of_cells, rays_of_objects, rays_over_grounds, ways_of
from solver.rules.repeats import copies_of_objects, paths_of_objects, pushed_rays, rings_of_cells, rooms_for_cells
from solver.rules.rule import cells_of, keeps_shape
from solver.rules.sources import (
    GROUND,
    NONE,
    Canvas,
    Case,
    Cells,
    Chosen,
    Group,
    cells,
    dyed,
    groups_of,
    hits,
    middles,
    objects,
)
from solver.seeing.colors import background_of
from solver.seeing.cuts import CUTS, PARTS
from solver.seeing.objects import Objects, each_cut
from solver.seeing.sights import sights_of
from solver.seeing.zones import SIDES, ZONES, zones_of
from solver.task import Grid, Task

NAME, OF_OBJECTS = "drawings", "object_drawings"
MOST_COST, MOST_COST_OF_OBJECTS = 16.0, 8.5
MOST_SOURCES = 200
MOST_OBJECTS = 15  # per grid, for rays and copies
MOST_ERASED = 0.3  # of the changed cells; beyond that things move or go, and rays are not looked for
NO_PIECES = ("the cells", "the box", "the ring in the box", *SIDES)  # zones that are only painted
ZONE_CUTS = ("one-colored objects", "one-colored objects joined by corners", "objects joined by corners")

Lots = Iterator[tuple[int, Pieces]]  # with the steps that they took


@verb
def drawn(grid: Grid, layers: tuple[Term, ...], background: str = "0") -> Grid | None:
    """Draw pieces over the grid, the first one on top."""
    canvas = Canvas(grid, GROUND[background](grid))
    out = grid.copy()
    for layer in reversed(layers):
        paint = layer(canvas)
        if paint is None:
            return None
        out[paint != NONE] = paint[paint != NONE]
    return out


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield drawings of pieces that start from cells, on background 0 and then on the main color."""
    return _drawings(task, budget, NAME, 2.0, MOST_COST, lambda case, ground, of_cells: of_cells)


def propose_from_objects(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield drawings of pieces that start from objects or cells, on background 0 and then on the main color."""
    return _drawings(task, budget, OF_OBJECTS, 2.5, MOST_COST_OF_OBJECTS, _of_both)


def _drawings(
    task: Task, budget: Budget, name: str, cost: float, most: float, lots_of: Callable[[Case, str, Lots], Lots]
) -> Iterator[Candidate]:
    """Yield drawings made of lots that cost no more than `most`: on background 0, else on the main color."""
    if not keeps_shape(task):
        return
    count = len(task.train)
    for ground in ["0", "main"] if any(map(background_of, task.inputs)) else ["0"]:
        (case, of_cells), lots, is_found = _case(task, ground), list[Pieces](), False
        for steps, one in lots_of(case, ground, copy(of_cells)) if case.new_colors else ():
            lots.append(one)
            if not budget.spend(steps + cells_of(task)):
                return
        for drawing in drawings(case, join(lots), budget) if lots else ():
            if drawing.cost <= most:
                is_found = True
                program = str(term(drawn, layers=drawing.pieces, background=ground))
                yield Candidate(drawing.predictions, name, program, cost + drawing.cost, count, count, layers=drawing.layers)
        if is_found:
            return


@lru_cache(maxsize=12)
def _case(task: Task, ground: str) -> tuple[Case, Lots]:
    """The canvases, and the useful pieces from cells: made once for both families, which iterate over copies."""
    case = Case(task, [Canvas(grid, GROUND[ground](grid)) for grid in task.inputs])
    return case, tee(_useful(case, _of_cells(case)), 1)[0]


def _useful(case: Case, lots: Iterator[Pieces]) -> Lots:
    return ((one.paint.size // 4, useful(one, case.before, case.after)) for one in lots)


def _of_cells(case: Case) -> Iterator[Pieces]:
    """Yield the pieces of every kind that start from cells."""
    sources = list(_sources(case))
    for of, places in sources:
        yield from rays_of_cells(case, of, 1.0, places)
        yield from rooms_for_cells(case, of, places)
        yield from rays_over_grounds(case, of, places)
    yield from pushed_rays(case)
    if sources:
        yield from rings_of_cells(case, *sources[-1])
    for of, places in (*sources, *_points(case)):
        yield from patches_of_cells(case, of, 1.0, places)
    for cut, scenes in each_cut(case.task.inputs, ZONE_CUTS):
        yield from _zones(case, cut, scenes)
    yield from _crossings(case)
    yield from _recolorings(case)


def _sources(case: Case) -> Iterator[tuple[Term, list[Cells]]]:
    """Yield what things are drawn from: cells of one color, single cells, all cells."""
    seen: set[bytes] = set()
    colors = [color for color in np.unique(case.before).tolist() if case.mains != {color}]
    for of in (*(term(cells, color=color) for color in colors), term(cells, is_single=True), term(cells)):
        found = [of(canvas) for canvas in case.canvases]
        if any(one is None for one in found):
            continue
        places = [one.places for one in found]
        key = b"|".join(one.tobytes() for one in places)
        if key not in seen and any(map(len, places)) and max(map(len, places)) <= MOST_SOURCES:
            seen.add(key)
            yield of, found


def _points(case: Case) -> Iterator[tuple[Term, list[Cells]]]:
    """Yield what cells point at together, where all such points have changed: middles, and what is hit by a look."""
    grid, output = case.task.train[0].input, case.task.train[0].output
    pairs = sights_of(grid, case.canvases[0].background)
    is_new, shown = (grid != output).ravel(), grid.ravel()
    looks = {(int(shown[one]), int(shown[other])) for one, other in np.vstack([pairs, pairs[:, ::-1]]) if is_new[other]}
    points = [term(middles), *(term(hits, seen=seen, by=by) for by, seen in sorted(looks) if seen != by)]
    changed = [(pair.input != pair.output).ravel() for pair in case.task.train]
    for of in points:
        found = [of(canvas) for canvas in case.canvases[: len(changed)]]
        if all(len(one.places) and new[one.places].all() for one, new in zip(found, changed, strict=True)):
            yield of, [of(canvas) for canvas in case.canvases]


@verb
def zone(canvas: Canvas, part: str, of: Term, ink: str | int = "own") -> Grid | None:
    """A part of objects, such as their holes."""
    chosen = of(canvas)
    return None if chosen is None else dyed(_zone(chosen, part), ink)


def _zone(chosen: Chosen, part: str) -> Grid:
    colors = np.where(chosen.members, chosen.scene.column("color"), NONE)
    return np.concatenate(([NONE], colors))[zones_of(chosen.scene, part)].astype(np.uint8)


def _zones(case: Case, cut: str, scenes: Sequence[Objects]) -> Iterator[Pieces]:
    """Yield the holes, free cells of the box, rims, inner cells of objects, in their own color or in a new one."""
    colors = sorted({int(color) for scene in scenes for color in scene.column("color")})
    choices = [term(objects, cut=cut)]
    choices += [term(objects, cut=cut, those=term(has, attribute="color", value=color)) for color in colors if len(colors) > 1]
    chosen = [[of(canvas) for canvas in case.canvases] for of in choices]
    for part, (cost, _) in ZONES.items():
        found: list[Piece] = []
        for of, several in zip(choices, chosen, strict=True) if part not in NO_PIECES else ():
            own = np.concatenate([_zone(one, part).ravel() for one in several])
            found += in_inks(case, own, 1.5 + cost + (of is not choices[0]), partial(term, zone, part=part, of=of))
        yield from lot(found)


@verb
def crossing(canvas: Canvas, rows: int, cols: int, ink: int) -> Grid:
    """Cells whose row holds one color and whose column holds another."""
    crosses = np.outer((canvas.grid == rows).any(axis=1), (canvas.grid == cols).any(axis=0))
    return np.where(crosses, ink, NONE).astype(np.uint8)


def _crossings(case: Case) -> Iterator[Pieces]:
    colors = [color for color in np.unique(case.before).tolist() if color not in case.mains]
    found = []
    for first, second in product(colors, repeat=2):
        told = partial(term, crossing, rows=first, cols=second)
        found += in_inks(case, case.drawn(told(ink=0)), 3.0, told)[1:]
    yield from lot(found)


@verb
def dyed_cells(canvas: Canvas, color: int, ink: int) -> Grid:
    """All cells of a color in another."""
    return np.where(canvas.grid == color, ink, NONE).astype(np.uint8)


def _recolorings(case: Case) -> Iterator[Pieces]:
    changes = [(old, new) for old in np.unique(case.before).tolist() for new in case.new_colors if old != new]
    tell = [term(dyed_cells, color=old, ink=new) for old, new in changes]
    yield from lot([(case.drawn(one), 2.0, partial(_itself, one)) for one in tell])


def _itself(one: Term) -> Term:
    return one


@verb
def gone(canvas: Canvas, of: Term) -> Grid | None:
    """Objects taken away: their cells become free."""
    chosen = of(canvas)
    if chosen is None:
        return None
    is_gone = np.concatenate(([False], chosen.members))[chosen.scene.labels]
    return np.where(is_gone, canvas.background, NONE).astype(np.uint8)


def _of_both(case: Case, ground: str, of_cells: Lots) -> Lots:
    """Yield the useful pieces of objects, if there is a background to have objects on, and then those of cells."""
    if not all((canvas.grid == canvas.background).any() for canvas in case.canvases):
        return
    if ground == "0" and all(background_of(canvas.grid) for canvas in case.canvases):
        return
    yield from _useful(case, _of_objects(case, ground))
    yield from of_cells


def _of_objects(case: Case, ground: str) -> Iterator[Pieces]:
    """Yield the pieces of every kind that start from objects."""
    erased = [
        (pair.input != pair.output) & (pair.output == canvas.background)
        for pair, canvas in zip(case.task.train, case.canvases, strict=False)
    ]
    share = sum(int(one.sum()) for one in erased) / int((case.before != case.after).sum())
    for cut, groups in groups_of(case, ground):
        yield from patches_of_objects(case, groups, MOST_COST_OF_OBJECTS)
        used = [group for group in groups if goes(group, erased)]
        told = [(group, term(gone, of=group.of)) for group in used]
        yield from lot([(case.drawn(one), 0.5 + group.cost, partial(_itself, one)) for group, one in told])
        is_crowded = sum(scene.count for scene in groups[0].scenes) > MOST_OBJECTS * len(case.canvases)
        if (not used and share > MOST_ERASED) or is_crowded or CUTS[cut].sort == PARTS:
            continue
        ways = ways_of(groups[0].scenes)
        yield from rays_of_objects(case, groups, ways)
        yield from copies_of_objects(case, groups, ways)
        yield from paths_of_objects(case, groups[0])


def goes(group: Group, erased: Sequence[np.ndarray]) -> bool:
    """True when every cell that became background belongs to the group, and most of the group's cells did."""
    lost = kept = 0
    for scene, members, lost_cells in zip(group.scenes, group.members, erased, strict=False):
        mine = np.concatenate(([False], members))[scene.labels]
        if (lost_cells & ~mine).any():
            return False
        lost += int(lost_cells.sum())
        kept += int((mine & ~lost_cells).sum())
    return lost > kept
