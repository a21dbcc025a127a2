"""Things painted in the color of their class: what the rules about objects and about rectangles share.

Every demonstration says which color each thing took, or that it stayed. The decision - which attribute gives which color -
is learned over all things of all demonstrations together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np

from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.decide import Things, decide
from solver.rules.rule import claimed
from solver.seeing.attributes import ATTRIBUTES, UNKNOWN
from solver.seeing.motions import STAYS as AS_IT_IS
from solver.seeing.objects import Objects, objects_of
from solver.seeing.relations import RELATED_ATTRIBUTES, copied_colors, related_table
from solver.seeing.zones import STAYS, zones_of
from solver.task import Grid, Task

Color = int | str  # a color, the name of one that things take over, or AS_IT_IS
Copied = dict[str, tuple[float, np.ndarray]]
Encoding = tuple[tuple[Color, ...], np.ndarray, float]  # a color for each class, the class of every thing, the cost
MOST_COLORS = 5
MOST_DECISIONS = 6
import os

RELATE = not os.environ.get("NORELATE")


class Scene(Protocol):
    """A grid with things that may be painted."""

    @property
    def things(self) -> Things:
        """What to decide by."""

    def copied(self) -> Copied:
        """The colors that things may take over (UNKNOWN for none), by name, with the cost of naming them."""

    def painted(self, zone: str, colors: np.ndarray) -> Grid | None:
        """Paint what each thing owns: a color, STAYS, or UNKNOWN. None where a cell gets no color, or where none would do."""


@dataclass(frozen=True)
class ObjectThings(Things):
    """Objects to decide about, by their attributes or by those of what they are related to."""

    objects: Objects

    @cached_property
    def related(self) -> Things:
        """What they are related to."""
        return Things(related_table(self.objects), RELATED_ATTRIBUTES)

    def __call__(self, name: str) -> np.ndarray:
        """The values of an attribute."""
        return super().__call__(name) if name in self.places or name not in self.related.places else self.related(name)


@dataclass(frozen=True)
class ObjectScene:
    """The objects of a grid, each cell owned by one of them."""

    objects: Objects

    @property
    def things(self) -> Things:
        """Their attributes."""
        return ObjectThings(self.objects.attributes, ATTRIBUTES, self.objects)

    def copied(self) -> Copied:
        """The colors of what they are related to."""
        return copied_colors(self.objects)

    def painted(self, zone: str, colors: np.ndarray) -> Grid | None:
        """Paint their zones."""
        paint = np.concatenate(([STAYS], colors))[zones_of(self.objects, zone)]
        return None if (paint == UNKNOWN).any() else np.where(paint == STAYS, self.objects.grid, paint).astype(np.uint8)


def scene_of(grid: Grid, cut: str | Term) -> Scene | None:
    """The things of a grid by one of the CUTS, or by a verb that finds some. None when there are too many."""
    if isinstance(cut, Term):
        return _found(grid.tobytes(), grid.shape, cut)
    objects = objects_of(grid, cut)
    return None if objects is None else ObjectScene(objects)


@lru_cache(maxsize=64)
def _found(cells: bytes, shape: tuple[int, int], cut: Term) -> Scene | None:
    found: Scene | None = cut(np.frombuffer(cells, np.uint8).reshape(shape).copy())
    return found


@verb
def painted(grid: Grid, cut: str | Term, by: Term, colors: tuple[Color, ...], zone: str = "the cells") -> Grid | None:
    """Paint a zone of every thing of a cut in the color of its class."""
    scene = scene_of(grid, cut)
    if scene is None:
        return None
    classes = by(scene.things)
    paint = np.full(len(classes), UNKNOWN)
    for index, color in enumerate(colors):
        mine = classes == index
        if isinstance(color, int) or color == AS_IT_IS:
            paint[mine] = STAYS if isinstance(color, str) else color
        elif mine.any() and color in scene.copied():
            paint[mine] = scene.copied()[color][1][mine]
    return scene.painted(zone, paint)


def paintings(
    task: Task, family: str, scenes: Sequence[Scene], took: np.ndarray, had: np.ndarray, cost: float, **place: str | Term
) -> Iterator[Candidate]:
    """Yield the ways to decide the color of every thing. place: the cut and the zone.

    took, had: the color of every thing of the demonstrations, after and before: a color, STAYS, MIXED (before only), UNKNOWN
    where it says nothing.
    """
    is_told = took != UNKNOWN
    count = len(task.train)
    shown, asked = (np.concatenate([one.things.table for one in some]) for some in (scenes[:count], scenes[count:]))
    for colors, classes, more in _encodings(scenes[:count], is_told, took[is_told], had[is_told]):
        decisions = decide(shown[is_told], classes, asked, scenes[0].things.attributes)[:MOST_DECISIONS]
        if RELATE and isinstance(scenes[0], ObjectScene) and not any((one.answers != UNKNOWN).all() for one in decisions):
            all_ = [related_table(one.objects) for one in scenes]
            decisions += decide(
                np.concatenate(all_[:count])[is_told], classes, np.concatenate(all_[count:]), RELATED_ATTRIBUTES, pairs=False
            )[:MOST_DECISIONS]
        for decision in decisions:
            rule = term(painted, by=decision.rule, colors=colors, **place)
            yield from claimed(task, family, rule, cost + more + decision.cost)


def _encodings(scenes: Sequence[Scene], is_told: np.ndarray, took: np.ndarray, had: np.ndarray) -> Iterator[Encoding]:
    """Yield literal colors with things that stay, without, and colors that are taken over."""
    full = np.where((took == STAYS) & (had < STAYS), had, took)
    for targets in [took] if (full == took).all() or (full >= STAYS).any() else [took, full]:
        actions, classes = np.unique(targets, return_inverse=True)
        if len(actions) <= MOST_COLORS:
            yield tuple(map(_named, actions.tolist())), classes, float((actions != STAYS).sum())
    is_changed = took != STAYS
    if len(set(took[is_changed].tolist())) < 2:
        return
    columns = [scene.copied() for scene in scenes]
    for name in columns[0]:
        if any(name not in column for column in columns):
            continue
        colors = np.concatenate([column[name][1] for column in columns])[is_told]
        cost = 1.0 + min(column[name][0] for column in columns)
        is_copied = colors == took
        rest = np.unique(took[~is_copied])
        if len(np.unique(took[is_copied])) > 1 and len(rest) <= 2:
            classes = np.where(is_copied & is_changed, len(rest), np.searchsorted(rest, took))
            yield (*map(_named, rest.tolist()), name), classes, cost + float(np.where(rest == STAYS, 0.5, 1.5).sum())


def _named(color: int) -> Color:
    return AS_IT_IS if color == STAYS else color
