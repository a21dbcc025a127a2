"""Things that move: which objects of a grid they are, and the rule that moves them, whatever the way is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from solver.budget import Budget
from solver.language.term import Term, term, verb
from solver.rules.decide import Things, by_value, decide, has, lacks
from solver.rules.sources import QUESTIONS
from solver.seeing.attributes import ATTRIBUTES, COLOR, HEIGHT, LEFT, SIZE, TOP, UNKNOWN, WIDTH
from solver.seeing.boxes import NO_CELL
from solver.seeing.objects import Objects, objects_of
from solver.task import Grid, Task, same_grid

MOST_DECISIONS = 3
MOST_OBJECTS = 60
MOST_COLORS = 3
Choice = tuple[Term | None, list[np.ndarray]]  # the question, and the answers per scene


class Bodies:
    """Some objects of a scene: first and last row and col of their boxes (int64, objects x 2), sizes and colors."""

    def __init__(self, scene: Objects, flags: np.ndarray):
        table = scene.table[flags]
        self.scene, self.flags = scene, flags
        self.first = table[:, [TOP, LEFT]]
        self.last = self.first + table[:, [HEIGHT, WIDTH]] - 1
        self.size, self.color = table[:, SIZE], table[:, COLOR]

    def __len__(self) -> int:
        return len(self.size)

    def column(self, name: str) -> np.ndarray:
        """One column of the table of the scene for each."""
        return self.scene.column(name)[self.flags]

    @cached_property
    def mask(self) -> np.ndarray:
        """Which cells of the grid are theirs (bool)."""
        return np.asarray(np.concatenate(([False], self.flags))[self.scene.labels])

    @cached_property
    def cells(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Rows and cols of the cells of each."""
        found = (np.nonzero(self.scene.labels == index + 1) for index in np.flatnonzero(self.flags))
        return [(np.ascontiguousarray(rows), np.ascontiguousarray(cols)) for rows, cols in found]

    @cached_property
    def pieces(self) -> list[Grid]:
        """What each looks like in its box, NO_CELL where the box shows other things."""
        return [self.scene.piece(index) for index in np.flatnonzero(self.flags).tolist()]

    @cached_property
    def others(self) -> Bodies:
        """The other objects of the scene: what stays."""
        return Bodies(self.scene, ~self.flags)

    @cached_property
    def rest(self) -> Grid:
        """The grid without them."""
        return np.where(self.mask, self.scene.background, self.scene.grid).astype(np.uint8)

    @cached_property
    def stays(self) -> Grid:
        """The cells of the other objects, NO_CELL elsewhere."""
        return np.where(self.others.mask, self.scene.grid, NO_CELL).astype(np.uint8)

    def apart(self) -> Bodies:
        """Every cell of theirs by itself."""
        scene, count = self.scene, int(self.mask.sum())
        numbers = np.zeros(scene.count + 1, np.int16)
        numbers[1:][~self.flags] = np.arange(1, len(self.others) + 1) + count
        labels = numbers[scene.labels]
        labels[self.mask] = np.arange(1, count + 1)
        both = Objects(scene.grid, scene.background, labels, count + len(self.others), scene.free)
        return Bodies(both, np.arange(both.count) < count)


@verb
def moved(grid: Grid, cut: str, *, those: Term | None = None, apart: bool = False, by: Term) -> Grid | None:
    """Move objects of a cut. those: the question which objects move; apart: every cell of theirs goes by itself; by: how the
    movers go, a term that acts on them.
    """
    scene = objects_of(grid, cut)
    if scene is None:
        return None
    movers = Bodies(scene, chosen(scene, those))
    gone: Grid | None = by(movers.apart() if apart else movers)
    return gone


def explained(task: Task, movers: Sequence[Bodies], by: Term, budget: Budget) -> list[Grid] | None:
    """The outputs of all inputs when a way to go explains every demonstration."""
    outputs: list[Grid] = []
    for index, some in enumerate(movers):
        out: Grid | None = by(some)
        if not budget.spend(2 * some.scene.grid.size + 100 * len(some)) or out is None:
            return None
        if index < len(task.train) and not same_grid(out, task.train[index].output):
            return None
        outputs.append(out)
    return outputs


def chosen(scene: Objects, those: Term | None) -> np.ndarray:
    """Which objects of a scene a question is answered yes for (bool); all without a question."""
    return np.ones(scene.count, bool) if those is None else those(Things(scene.attributes, ATTRIBUTES)) == 1


def all_apart(movers: Sequence[Bodies]) -> list[Bodies]:
    """The cells of the movers of every input by themselves. None where they are too many, or are so already."""
    sizes = [int(some.size.sum()) for some in movers]
    is_new = any(size > len(some) for size, some in zip(sizes, movers, strict=True))
    return [some.apart() for some in movers] if is_new and max(sizes) <= MOST_OBJECTS else []


def changed_objects(task: Task, scenes: Sequence[Objects]) -> list[np.ndarray]:
    """For every demonstration, which objects have a cell that is not as before."""
    changed = []
    for pair, scene in zip(task.train, scenes, strict=False):
        differs = np.bincount(scene.labels.ravel(), weights=(pair.input != pair.output).ravel(), minlength=scene.count + 1)
        changed.append(differs[1:] > 0)
    return changed


def choices(scenes: Sequence[Objects], moves: Sequence[np.ndarray], decides: bool = True) -> Iterator[Choice]:
    """Yield the questions which objects move, once for equal answers: by color, by what those that move are like, all."""
    if not all(flags.any() for flags in moves):
        return
    shown = scenes[: len(moves)]
    colors = sorted({int(color) for scene, flags in zip(shown, moves, strict=True) for color in scene.column("color")[flags]})
    questions: list[Term | None] = [_of_colors(colors)] if len(colors) <= MOST_COLORS else []
    classes = np.concatenate(moves).astype(np.int64)
    if decides and not classes.all():
        table = np.concatenate([scene.attributes for scene in shown])
        asked = np.concatenate([scene.attributes for scene in scenes[len(moves) :]])
        decisions = decide(table, classes, asked, ATTRIBUTES)[:MOST_DECISIONS]
        questions += [one.rule for one in decisions if (one.answers != UNKNOWN).all()]
    yield from _answered(scenes, [*questions, None])


def tested(scenes: Sequence[Objects], questions: Sequence[Term] = QUESTIONS) -> Iterator[Choice]:
    """Yield the questions that some objects of every scene pass and some do not, once for equal answers."""
    for those, flags in _answered(scenes, questions):
        if all(part.any() and not part.all() for part in flags):
            yield those, flags


def blocked(scenes: Sequence[Objects], moves: Sequence[np.ndarray]) -> Iterator[Choice]:
    """Yield the questions that all pass which move, and some that do not: these may be blocked."""
    pairs = list(zip(scenes, moves, strict=False))
    still = set.intersection(*(set(scene.column("color")[~move]) - set(scene.column("color")[move]) for scene, move in pairs))
    others = [term(lacks, question=term(has, attribute="color", value=color)) for color in sorted(still)]
    found = 0
    for those, flags in tested(scenes, [*others, *QUESTIONS]):
        shown = list(zip(moves, flags, strict=False))
        if all(part[move].all() for move, part in shown) and any((part & ~move).any() for move, part in shown):
            yield those, flags
            found += 1
        if found == MOST_DECISIONS:
            return


def _of_colors(colors: Sequence[int]) -> Term:
    if len(colors) == 1:
        return term(has, attribute="color", value=colors[0])
    return term(by_value, attribute="color", answers=dict.fromkeys(colors, 1))


def _answered(scenes: Sequence[Objects], questions: Sequence[Term | None]) -> Iterator[Choice]:
    """Yield the questions with their answers, only the first of those with equal answers."""
    seen: set[bytes] = set()
    for those in questions:
        flags = [chosen(scene, those) for scene in scenes]
        key = b"|".join(part.tobytes() for part in flags)
        if key not in seen:
            seen.add(key)
            yield those, flags
