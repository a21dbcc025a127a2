"""Models drawn again: completed where a part of them lies, for blanks of their shape, at marks; damaged things restored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import NamedTuple

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.models import (
    LARGEST,
    LARGEST_MOTLEY,
    LARGEST_OF_ALL,
    MOST_COLORFUL,
    MOST_DETAILED,
    MOST_MODELS,
    MOTLEY_AT_ALL,
    NO_MARKS,
    SEVERAL,
    Search,
    Turns,
    filled,
    layer_of,
    model_things,
    models_among,
    recolored,
)
from solver.rules.places import ALIGNMENTS, KEYS, PLACES
from solver.rules.rule import agreed, cells_of, changes_in_place, claim_outputs, claimed, distinct
from solver.seeing.attributes import SIZE
from solver.seeing.boxes import NO_CELL, paste
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects, each_cut, objects_of
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "replicas"
CUTS = ("objects joined by corners", "objects", "objects on the main color joined by corners")
DAMAGED = ("one-colored objects on the main color joined by corners", "colors")
MOST_OBJECTS = 40
MOST_FITTED = 6
THERE = "the color that is there"
BY_KEY = "by key"

# What goes: cells (bool) of a scene, its models and those that were used.
REMOVED: dict[str, Callable[[Objects, Sequence[int], set[int]], np.ndarray]] = {
    "models": lambda scene, models, used: np.isin(scene.labels, [index + 1 for index in models]),
    "used models": lambda scene, models, used: np.isin(scene.labels, [index + 1 for index in used]),
    "marks": lambda scene, models, used: np.concatenate(([False], scene.table[:, SIZE] == 1))[scene.labels],
    "everything": lambda scene, models, used: scene.labels > 0,
}
Removes = tuple[str, ...]
USED_UP: tuple[Removes, ...] = ((), ("models",), ("used models",), ("everything",))
MARKED: tuple[Removes, ...] = (("marks",), (), ("marks", "models"), ("models",))


class Sketch(NamedTuple):
    """Copies with holes: where models belong, which objects they are, whether they are turned, of any size, of any color."""

    at: str
    those: tuple[Term, ...]
    turns: tuple[bool | str, ...] = (False, True)
    scales: tuple[bool, ...] = (False,)
    loose: tuple[bool, ...] = (False,)
    removes: tuple[Removes, ...] = USED_UP
    takes_ink: bool = False
    through: tuple[tuple[str, str], ...] = (("middle", "middle"),)
    trims: bool = False


SHOWN = (LARGEST, MOST_DETAILED, MOST_COLORFUL, SEVERAL, MOTLEY_AT_ALL)
MOTLEY = (MOST_COLORFUL, LARGEST_MOTLEY, SEVERAL)
BOTH = (False, True)
LINES = tuple(sorted(product(ALIGNMENTS, ALIGNMENTS), key=lambda lines: lines[0] != lines[1]))  # cheapest first
SKETCHES = (
    Sketch("any part", SHOWN, scales=BOTH, takes_ink=True),
    Sketch("the colors found elsewhere", SHOWN, scales=BOTH, loose=BOTH, takes_ink=True),
    Sketch("the colors found elsewhere", (LARGEST_MOTLEY,), trims=True),
    Sketch("all but its main color", SHOWN, scales=BOTH, loose=BOTH, takes_ink=True),
    Sketch("its main color", SHOWN, scales=BOTH, loose=BOTH, takes_ink=True),
    Sketch("a color it has once", (SEVERAL,), turns=(False, BY_KEY)),
    Sketch("blanks", MOTLEY),
    Sketch("parts in other colors", MOTLEY),
    Sketch("marks", (LARGEST_OF_ALL, NO_MARKS), turns=(False,), loose=BOTH, removes=MARKED, through=LINES),
)


@verb
def copied(
    grid: Grid,
    cut: str,
    those: Term,
    at: str,
    through: tuple[str, str] = ("middle", "middle"),
    turns: Turns = False,
    scales: bool = False,
    trims: bool = False,
    ink: str | int | None = None,
    removes: Removes = (),
) -> Grid | None:
    """Draw models, the objects that a question is answered yes for, wherever they belong. None when they belong nowhere.

    at: what shows a place (PLACES); through: which lines of the model's box go through a mark; ink: a color for what is
    drawn, or THERE; removes: what goes before they are drawn (REMOVED).
    """
    scene = objects_of(grid, cut)
    models = models_among(model_things(scene), those) if scene is not None and scene.count else []
    places = (
        PLACES[at](scene, models, Search(at, turns, scales, ink == THERE, through, trims), Budget()) if scene and models else []
    )
    if scene is None or not places:
        return None
    return _drawn(scene, models, *layer_of(scene, places), ink if isinstance(ink, int) else None, removes)


def _drawn(scene: Objects, models: Sequence[int], layer: Grid, used: set[int], ink: int | None, removes: Removes) -> Grid:
    """The grid without what is removed, with a layer over it. ink: the color of all that is drawn where it was free."""
    out = scene.grid.copy()
    for what in removes:
        out[REMOVED[what](scene, models, used)] = scene.background
    if ink is not None:
        layer = np.where(scene.grid == scene.background, recolored(layer, ink), layer)
    return np.where(layer == NO_CELL, out, layer).astype(np.uint8)


@verb
def restored(grid: Grid, cut: str) -> Grid | None:
    """Give every object the shape that all have together, in its own color."""
    scene = objects_of(grid, cut)
    if scene is None or not 2 <= scene.count <= MOST_OBJECTS:
        return None
    shapes = [scene.piece(index) != NO_CELL for index in range(scene.count)]
    whole = np.zeros((0, 0), bool)
    for shape in sorted(shapes, key=lambda shape: -shape.sum()):
        (row, col), before = _best_offset(whole, shape), whole
        top, left = min(row, 0), min(col, 0)
        bottom, right = max(before.shape[0], row + shape.shape[0]), max(before.shape[1], col + shape.shape[1])
        whole = np.zeros((bottom - top, right - left), bool)
        for part, down, across in ((before, -top, -left), (shape, row - top, col - left)):
            whole[down : down + part.shape[0], across : across + part.shape[1]] |= part
    out = grid.copy()
    for index, shape in enumerate(shapes):
        (row, col), (rows, cols) = _best_offset(whole, shape), scene.box(index)
        drawn = np.where(whole, scene.column("color")[index], NO_CELL).astype(np.uint8)
        paste(out, drawn, rows.start - row, cols.start - col)
    return out


def _best_offset(whole: np.ndarray, part: np.ndarray) -> tuple[int, int]:
    """Where a part lies in a shape: with most cells in common, and then nearest to inside."""
    padded = np.pad(whole, ((part.shape[0],) * 2, (part.shape[1],) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(padded, part.shape)
    common = (windows & part).sum(axis=(2, 3))
    places = np.argwhere(common == common.max()) - part.shape
    beyond = np.maximum(places + part.shape - whole.shape, 0) + np.maximum(-places, 0)
    row, col = places[beyond.sum(axis=1).argmin()].tolist()
    return row, col


@verb
def fitted(grid: Grid, cut: str, ink: int | None = None) -> Grid | None:
    """Move all objects into the largest one, so that they fill what is free in its box. ink: their new color."""
    scene = objects_of(grid, cut)
    if scene is None or not 2 <= scene.count <= MOST_FITTED + 1:
        return None
    host = int(scene.table[:, SIZE].argmax())
    out = np.where(scene.labels == host + 1, grid, scene.background).astype(np.uint8)
    free = scene.labels != host + 1
    wanted = np.zeros_like(free)
    wanted[scene.box(host)] = free[scene.box(host)]
    places = filled(wanted, free, [scene.piece(index) for index in range(scene.count) if index != host])
    for piece, row, col in places or ():
        paste(out, piece if ink is None else recolored(piece, ink), row, col)
    return out if places else None


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield copies of models, and things restored, that explain every demonstration."""
    if not changes_in_place(task):
        return
    for cut in DAMAGED:
        outputs = [objects_of(grid, cut) for grid in task.outputs]
        is_one_shape = all(one is not None and one.count > 1 and len(set(one.column("shape"))) == 1 for one in outputs)
        if not budget.spend(20 * cells_of(task)):
            return
        if is_one_shape:
            yield from claimed(task, NAME, term(restored, cut=cut))
    for cut, scenes in each_cut(task.inputs, CUTS, 2, MOST_FITTED + 1):
        if not budget.spend(500 * cells_of(task)):
            return
        new = sorted(set(task.train[0].output.ravel().tolist()) - set(task.train[0].input.ravel().tolist()))
        if all(scene.table[:, SIZE].max() * 2 > scene.table[:, SIZE].sum() for scene in scenes):
            yield from claimed(task, NAME, term(fitted, cut=cut, ink=new[0] if new else None))
    for cut, scenes in each_cut(task.inputs, CUTS, 1):
        if not budget.spend(20 * cells_of(task)):
            return
        yield from _of_cut(task, scenes, cut, budget)


def _of_cut(task: Task, scenes: Sequence[Objects], cut: str, budget: Budget) -> Iterator[Candidate]:
    """Yield the copies of objects of one cut, in the order of the sketches for each choice of models."""
    is_motley = all((scene.column("color count") > 1).any() for scene in scenes)
    is_few = all(2 <= scene.count <= MOST_OBJECTS for scene in scenes)
    has_marks = is_few and all((scene.table[:, SIZE] == 1).any() and scene.table[:, SIZE].max() > 2 for scene in scenes)
    things = [model_things(scene) for scene in scenes] if is_motley or has_marks else []
    tried: set[tuple] = set()
    for those in dict.fromkeys(chain(*(sketch.those for sketch in SKETCHES))) if things else ():
        chosen = tuple(tuple(models_among(one, those)) for one in things)
        if not all(1 <= len(models) <= MOST_MODELS for models in chosen):
            continue
        case = Case(task, tuple(zip(scenes, chosen, strict=True)), budget)
        for sketch in SKETCHES:
            is_open = has_marks if sketch.at == "marks" else is_motley and (is_few or sketch.at in KEYS)
            if those not in sketch.those or not is_open or (sketch.at, sketch.trims, chosen) in tried:
                continue
            tried.add((sketch.at, sketch.trims, chosen))  # by a cheaper choice
            for search in case.searches(sketch):
                yield from case.explained(sketch, search, cut, those)
                if budget.is_over():
                    return


@dataclass(frozen=True)
class Case:
    """A task with the objects of one cut and the models among them, for each grid."""

    task: Task
    scenes: tuple[tuple[Objects, tuple[int, ...]], ...]
    budget: Budget

    def searches(self, sketch: Sketch) -> Iterator[Search]:
        """Yield the ways to search that a sketch has."""
        for turns, scales, is_loose, through in product(sketch.turns, sketch.scales, sketch.loose, sketch.through):
            search = Search(sketch.at, turns is True, scales, is_loose, through, sketch.trims)
            if turns != BY_KEY:
                yield search
                continue
            table = self._turns_by_key(search)
            if set(table.values()) - {STAYS}:
                yield replace(search, turns=table)

    def _turns_by_key(self, search: Search) -> dict[int, str]:
        """For every key color the motion that all demonstrations agree on; none when they do not."""
        allowed: dict[int, list[frozenset[str]]] = {}
        for pair, (scene, models) in zip(self.task.train, self.scenes, strict=False):
            shown: dict[int, dict[str, bool]] = {}
            for motion in MOTIONS:
                turned = replace(search, turns=dict.fromkeys(range(COLOR_COUNT), motion))
                for place in PLACES[search.at](scene, models, turned, self.budget):
                    fits = shown.setdefault(place.key, {})
                    fits[motion] = fits.get(motion, True) and _is_shown(layer_of(scene, [place])[0], pair.output)
            for key, fits in shown.items():
                allowed.setdefault(key, []).append(frozenset(motion for motion, is_fit in fits.items() if is_fit))
        common = {key: agreed(sets) for key, sets in sorted(allowed.items())}
        if not all(common.values()):
            return {}
        return {key: next(motion for motion in MOTIONS if motion in motions) for key, motions in common.items()}

    def explained(self, sketch: Sketch, search: Search, cut: str, those: Term) -> Iterator[Candidate]:
        """Yield the ways to draw at the places found that explain every demonstration."""
        first = self.task.train[0]
        new = np.unique(first.output[first.input != first.output]).tolist()
        inks = [None, *new] if sketch.takes_ink and len(new) == 1 else [None]
        outs: dict[tuple[Removes, int | None], list[Grid]] = {way: [] for way in product(sketch.removes, inks)}
        for index, (scene, models) in enumerate(self.scenes):
            places = PLACES[search.at](scene, models, search, self.budget)
            layer, used = layer_of(scene, places)
            shown = self.task.train[index].output if index < len(self.task.train) else None
            is_seen = shown is None or len(inks) > 1 or _is_shown(layer, shown)
            if not places or self.budget.is_over() or not is_seen:
                return
            for way in list(outs):
                outs[way].append(_drawn(scene, models, layer, used, way[1], way[0]))
                if shown is not None and not same_grid(outs[way][-1], shown):
                    del outs[way]
            if not outs:
                return
        given = {name: getattr(search, name) for name in ("at", "through", "turns", "scales", "trims")}
        for (removes, ink), grids in outs.items():
            rule = term(copied, cut=cut, those=those, **given, removes=removes, ink=THERE if search.is_loose else ink)
            yield from claim_outputs(self.task, NAME, rule, grids)


def _is_shown(layer: Grid, output: Grid) -> bool:
    return bool((output == layer)[layer != NO_CELL].all())
