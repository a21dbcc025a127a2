"""Groups of objects that drawings start from: all, those of one color, those that an attribute tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from solver.seeing.attributes import ATTRIBUTES
from solver.seeing.objects import Objects, each_cut, objects_by_color
from solver.task import Task

MOST_IN_A_SCENE = 40
COLORS_APART = "all cells of one color"
ON_ZERO = ("one-colored objects", "one-colored objects joined by corners", "objects joined by corners", "objects")
ON_MAIN = (
    "one-colored objects on the main color",
    "one-colored objects on the main color joined by corners",
    "objects on the main color joined by corners",
)
_PLACE = {attribute.name: place for place, attribute in enumerate(ATTRIBUTES)}
# Attributes with the value that makes a group, and whether the group is where it is equal or where it is not.
TESTS: tuple[tuple[str, int, bool], ...] = (
    ("size", 1, True),
    ("size", 1, False),
    ("size rank", 0, True),
    ("size rank", 0, False),
    ("size rank from below", 0, True),
    ("is taller", 1, True),
    ("is taller", 1, False),
    ("is a line", 1, True),
    ("is a line", 1, False),
    ("is a square", 1, True),
    ("is a square", 1, False),
    ("is a rectangle", 1, True),
    ("is a rectangle", 1, False),
    ("hole count", 0, True),
    ("hole count", 0, False),
    ("touches the edge", 1, True),
    ("touches the edge", 1, False),
    ("color count", 1, True),
    ("color count", 1, False),
    ("number of equal color", 1, True),
    ("number of equal color", 1, False),
    ("number of equal shape", 1, True),
)


def words_of(test: tuple[str, int, bool]) -> str:
    """A test in words."""
    name, value, is_equal = test
    return f"{name} {'=' if is_equal else '!='} {value}"


def passes(scene: Objects, test: tuple[str, int, bool]) -> np.ndarray:
    """Which objects of a scene pass one of the TESTS (bool)."""
    name, value, is_equal = test
    return (scene.attributes[:, _PLACE[name]] == value) == is_equal


@dataclass(frozen=True)
class Group:
    """Some objects of every input. members: one boolean array per scene."""

    words: str
    cost: float
    scenes: Sequence[Objects]
    members: list[np.ndarray]


def groups_of(task: Task, background: Sequence[int]) -> Iterator[list[Group]]:
    """Yield for every cut of the inputs into objects its groups, without doubles; cuts that give the same objects once."""
    seen: set[bytes] = set()
    by_color = [objects_by_color(grid, color) for grid, color in zip(task.inputs, background, strict=True)]
    for cut, scenes in chain(
        each_cut(task.inputs, ON_MAIN if any(background) else ON_ZERO, 1, MOST_IN_A_SCENE), [(COLORS_APART, by_color)]
    ):
        key = b"".join(scene.labels.tobytes() for scene in scenes)
        if key not in seen and all(0 < scene.count <= MOST_IN_A_SCENE for scene in scenes):
            seen.add(key)
            yield _groups(scenes, cut, len(task.train))


def _groups(scenes: list[Objects], cut: str, shown: int) -> list[Group]:
    found = [(cut, 0.5, [np.ones(scene.count, bool) for scene in scenes])]
    colors = np.unique(np.concatenate([scene.column("color") for scene in scenes[:shown]]))
    found += [(f"{cut} of color {color}", 1.0, [scene.column("color") == color for scene in scenes]) for color in colors]
    found += [(f"{cut} with {words_of(test)}", 2.0, [passes(scene, test) for scene in scenes]) for test in TESTS]
    groups, seen = [], set()
    for words, cost, members in found:
        key = b"|".join(member.tobytes() for member in members)
        if key not in seen and all(member.any() for member in members):
            seen.add(key)
            groups.append(Group(words, cost, scenes, members))
    return groups
