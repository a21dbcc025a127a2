"""Things painted in the color of their class: what the rules about objects and about rectangles share.

Every demonstration says which color each thing took, or that it stayed. The decision - which attribute gives which color -
is learned over all things of all demonstrations together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Annotated, Protocol

import numpy as np

from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.decide import Things, decide
from solver.rules.rule import claimed
from solver.seeing.attributes import ATTRIBUTES, UNKNOWN
from solver.seeing.cuts import CUTS
from solver.seeing.motions import STAYS as AS_IT_IS
from solver.seeing.objects import Objects, objects_of
from solver.seeing.relations import colors_in_turn, copied_colors
from solver.seeing.zones import STAYS, ZONES, zones_of
from solver.task import Grid, Task

Color = int | str  # a color, the name of one that things take over, or AS_IT_IS
Copied = dict[str, tuple[float, np.ndarray]]
Encoding = tuple[tuple[Color, ...], np.ndarray]  # a color for each class, the class of every thing
RING, GAPS = "the ring", "the gaps"  # zones of rectangles only
MOST_COLORS = 5
MOST_DECISIONS = 6


class Scene(Protocol):
    """A grid with things that may be painted."""

    @property
    def things(self) -> Things:
        """What to decide by."""

    def copied(self, is_meant: np.ndarray) -> Copied:
        """The colors that things that are meant may take over (UNKNOWN for none), by name, with the cost of naming them."""

    def painted(self, zone: str, colors: np.ndarray) -> Grid | None:
        """Paint what each thing owns: a color, STAYS, or UNKNOWN. None where a cell gets no color, or where none would do."""


@dataclass(frozen=True)
class ObjectScene:
    """The objects of a grid, each cell owned by one of them."""

    objects: Objects

    @cached_property
    def things(self) -> Things:
        """Their attributes."""
        return Things(self.objects.attributes, ATTRIBUTES)

    def copied(self, is_meant: np.ndarray) -> Copied:
        """The colors of what they are related to."""
        return copied_colors(self.objects) | colors_in_turn(self.objects, is_meant)

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
def painted(
    grid: Grid,
    cut: Annotated[str, tuple(CUTS)] | Term,
    by: Term,
    colors: tuple[Color, ...],
    zone: Annotated[str, (*ZONES, RING, GAPS)] = "the cells",
    or_stays: bool = False,
) -> Grid | None:
    """Paint a zone of every thing of a cut in the color of its class. or_stays: what has no color to take over stays."""
    scene = scene_of(grid, cut)
    if scene is None:
        return None
    classes = by(scene.things)
    paint = np.full(len(classes), UNKNOWN)
    for index, color in enumerate(colors):
        mine = classes == index
        if isinstance(color, int) or color == AS_IT_IS:
            paint[mine] = STAYS if isinstance(color, str) else color
        elif mine.any():
            taken = scene.copied(mine).get(color, (0, paint))[1][mine]
            paint[mine] = np.where((taken == UNKNOWN) & or_stays, STAYS, taken)
    return scene.painted(zone, paint)


def paintings(
    task: Task, family: str, scenes: Sequence[Scene], took: np.ndarray, had: np.ndarray, **place: str | Term
) -> Iterator[Candidate]:
    """Yield the ways to decide the color of every thing. place: the cut and the zone.

    took, had: the color of every thing of the demonstrations, after and before: a color, STAYS, MIXED (before only), UNKNOWN
    where it says nothing.
    """
    count = len(task.train)
    shown, asked = (np.concatenate([one.things.table for one in some]) for some in (scenes[:count], scenes[count:]))
    is_told = took != UNKNOWN
    ends = np.cumsum([len(scene.things.table) for scene in scenes[: count - 1]])
    meant = np.split(is_told & (took != STAYS), ends)
    for colors, classes in chain(_literal(took[is_told], had[is_told]), _copied(scenes[:count], took, meant)):
        is_sure = classes >= 0
        decisions = decide(shown[is_told][is_sure], classes[is_sure], asked, scenes[0].things.attributes)
        for decision in decisions[:MOST_DECISIONS]:
            rule = term(painted, by=decision.rule, colors=colors, or_stays=not is_sure.all(), **place)
            yield from claimed(task, family, rule)


def _literal(took: np.ndarray, had: np.ndarray) -> Iterator[Encoding]:
    """Yield the colors that things took, with things that stay and without."""
    full = np.where((took == STAYS) & (had < STAYS), had, took)
    for targets in [took] if (full == took).all() or (full >= STAYS).any() else [took, full]:
        colors, classes = np.unique(targets, return_inverse=True)
        if len(colors) <= MOST_COLORS:
            yield _named(colors), classes


def _copied(scenes: Sequence[Scene], took: np.ndarray, meant: Sequence[np.ndarray]) -> Iterator[Encoding]:
    """Yield colors that things take over. The others stay, take one literal color, or do either; class -1 where a thing that
    has no color to take over stays.
    """
    is_told, is_meant = took != UNKNOWN, np.concatenate(meant)
    if len(np.unique(took[is_meant])) < 2:
        return
    columns = [scene.copied(one) for scene, one in zip(scenes, meant, strict=True)]
    for name in columns[0]:
        if any(name not in column for column in columns):
            continue
        taken = np.concatenate([column[name][1] for column in columns])
        is_copied = is_meant & (took == taken)
        if len(np.unique(took[is_copied])) < 2:
            continue
        is_free = is_told & (taken == UNKNOWN) & (took == STAYS) & (not name.endswith("in turn"))
        for free in (np.zeros_like(is_free), is_free) if is_free.any() else (is_free,):
            rest = np.unique(took[is_told & ~is_copied & ~free])
            if len(rest) <= 1 + (STAYS in rest):
                classes = np.where(free, -1, np.where(is_copied, len(rest), np.searchsorted(rest, took)))[is_told]
                yield (*_named(rest), name), classes


def _named(colors: np.ndarray) -> tuple[Color, ...]:
    return tuple(AS_IT_IS if color == STAYS else color for color in colors.tolist())
