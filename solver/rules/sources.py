"""What drawings are made on and what they start from: some cells or some objects of a grid, told by a term."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.language.term import Term, term, verb
from solver.rules.decide import Things, has, lacks
from solver.seeing.attributes import ATTRIBUTES, Attribute
from solver.seeing.colors import background_of, counts_of
from solver.seeing.facts import fact_table
from solver.seeing.objects import Objects, each_cut, objects_of
from solver.seeing.sights import sights_of
from solver.task import Grid, Task

NONE = 255  # where nothing is drawn
MOST_IN_A_SCENE = 40
GROUND: dict[str, Callable[[Grid], int]] = {"0": lambda grid: 0, "main": background_of}
CUTS = {
    "0": (
        "one-colored objects", "one-colored objects joined by corners", "objects joined by corners", "objects", "colors",
    ),
    "main": (
        "one-colored objects on the main color", "one-colored objects on the main color joined by corners",
        "objects on the main color joined by corners",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Canvas:
    """A grid to draw over, and the color that counts as free."""

    grid: Grid
    background: int

    def blank(self) -> Grid:
        """A drawing without anything."""
        return np.full(self.grid.shape, NONE, np.uint8)


@dataclass(frozen=True)
class Case:
    """The canvases of all inputs of a task, and what the demonstrations made of the first of them (sides must be equal)."""

    task: Task
    canvases: list[Canvas]

    @cached_property
    def before(self) -> np.ndarray:
        """All cells of the demonstrations' inputs (uint8)."""
        return np.concatenate([pair.input.ravel() for pair in self.task.train])

    @cached_property
    def after(self) -> np.ndarray:
        """All cells of the demonstrations' outputs (uint8)."""
        return np.concatenate([pair.output.ravel() for pair in self.task.train])

    @cached_property
    def new_colors(self) -> list[int]:
        """The colors that cells have changed to."""
        return [int(color) for color in np.unique(self.after[self.before != self.after])]

    @cached_property
    def mains(self) -> set[int]:
        """The colors that count as free in some input."""
        return {canvas.background for canvas in self.canvases}

    @cached_property
    def common_colors(self) -> list[int]:
        """Colors that all inputs show and that are free in none."""
        held = np.all([counts_of(canvas.grid) > 0 for canvas in self.canvases], axis=0)
        return [color for color in np.flatnonzero(held).tolist() if color not in self.mains]

    @cached_property
    def _facts(self) -> tuple[list[Attribute], np.ndarray]:
        return fact_table(self.task.inputs)

    def facts(self) -> tuple[list[Attribute], np.ndarray]:
        """What is known of all inputs, as attributes, and their numbers (inputs x facts)."""
        return self._facts

    def drawn(self, draw: Callable[[Canvas], Grid]) -> np.ndarray:
        """What is drawn on all canvases, cell after cell."""
        return np.concatenate([draw(canvas).ravel() for canvas in self.canvases])


def dyed(drawing: np.ndarray, ink: str | int) -> np.ndarray:
    """A drawing in one color; as it is for an ink that is a word."""
    return drawing if isinstance(ink, str) else np.where(drawing == NONE, NONE, ink).astype(np.uint8)


@dataclass(frozen=True)
class Cells:
    """Cells that something is drawn from, as row * width + col."""

    canvas: Canvas
    places: np.ndarray


@dataclass(frozen=True)
class Chosen:
    """Objects that something is drawn from. members: which of the scene's objects they are (bool)."""

    canvas: Canvas
    scene: Objects
    members: np.ndarray


@verb
def cells(canvas: Canvas, color: int | None = None, is_single: bool = False) -> Cells | None:
    """The cells of a color, those that touch none of their color, or all that are not free."""
    if is_single:
        scene = objects_of(canvas.grid, "one-colored objects joined by corners")
        if scene is None:
            return None
        return Cells(canvas, np.flatnonzero(np.concatenate(([0], scene.column("size")))[scene.labels] == 1))
    return Cells(canvas, np.flatnonzero(canvas.grid != canvas.background if color is None else canvas.grid == color))


@verb
def middles(canvas: Canvas) -> Cells:
    """The cells halfway between two of one color that see each other along a row or a column."""
    one, other = sights_of(canvas.grid, canvas.background).T
    width, shown = canvas.grid.shape[1], canvas.grid.ravel()
    is_even = ((one // width + other // width) % 2 == 0) & ((one % width + other % width) % 2 == 0)
    chosen = (shown[one] == shown[other]) & is_even
    return Cells(canvas, np.unique((one + other)[chosen] // 2))


@verb
def hits(canvas: Canvas, seen: int, by: int) -> Cells:
    """The cells of a color that are seen from a cell of another color along a row or a column."""
    pairs, shown = sights_of(canvas.grid, canvas.background), canvas.grid.ravel()
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    return Cells(canvas, np.unique(pairs[(shown[pairs[:, 0]] == by) & (shown[pairs[:, 1]] == seen), 1]))


@verb
def objects(canvas: Canvas, cut: str, those: Term | None = None) -> Chosen | None:
    """The objects of a cut, or those of them of which a question is answered yes."""
    scene = objects_of(canvas.grid, cut)
    if scene is None:
        return None
    return Chosen(canvas, scene, np.ones(scene.count, bool) if those is None else answers(scene, those) == 1)


def answers(scene: Objects, question: Term) -> np.ndarray:
    """What a decision says of all objects."""
    return np.asarray(question(Things(scene.attributes, ATTRIBUTES)))


# What tells a group of objects from the others.
QUESTIONS: tuple[Term, ...] = tuple(
    question
    for name, value, with_others in (
        ("size", 1, True), ("size rank", 0, True), ("size rank from below", 0, False), ("is taller", 1, True),
        ("is a line", 1, True), ("is a square", 1, True), ("is a rectangle", 1, True), ("hole count", 0, True),
        ("touches the edge", 1, True), ("color count", 1, True), ("number of equal color", 1, True),
        ("number of equal shape", 1, False),
    )
    for question in [term(has, attribute=name, value=value)]
    for question in ([question, term(lacks, question=question)] if with_others else [question])
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Some objects of every input, by a term."""

    of: Term
    cost: float
    chosen: list[Chosen]

    @property
    def scenes(self) -> list[Objects]:
        """All objects of the inputs."""
        return [one.scene for one in self.chosen]

    @property
    def members(self) -> list[np.ndarray]:
        """Which of the objects are in it: one boolean array per scene."""
        return [one.members for one in self.chosen]


def groups_of(case: Case, ground: str) -> Iterator[tuple[str, list[Group]]]:
    """Yield every cut of the inputs into objects with its groups: all, those of one color, those that a question tells."""
    for cut, scenes in each_cut([canvas.grid for canvas in case.canvases], CUTS[ground], 1, MOST_IN_A_SCENE):
        yield cut, list(_groups(case, cut, scenes))


def _groups(case: Case, cut: str, scenes: Sequence[Objects]) -> Iterator[Group]:
    """Yield the groups of a cut without doubles."""
    shown = scenes[: len(case.task.train)]
    colors = np.unique(np.concatenate([scene.column("color") for scene in shown]))
    things = [Things(scene.attributes, ATTRIBUTES) for scene in scenes]
    ways: list[tuple[Term | None, float]] = [(None, 0.5)]
    ways += [(term(has, attribute="color", value=color), 1.0) for color in colors]
    ways += [(question, 2.0) for question in QUESTIONS]
    seen = set()
    for those, cost in ways:
        members = [np.ones(len(one.table), bool) if those is None else those(one) == 1 for one in things]
        key = b"|".join(member.tobytes() for member in members)
        if key not in seen and all(member.any() for member in members):
            seen.add(key)
            several = zip(case.canvases, scenes, members, strict=True)
            yield Group(term(objects, cut=cut, those=those), cost, [Chosen(*one) for one in several])
