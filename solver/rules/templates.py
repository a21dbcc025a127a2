"""A pattern shown once is drawn again wherever a part of it lies: turned, flipped or enlarged as that part is.

The template is an object of the input itself. A place is found by the cells of certain colors of the template (its keys),
or by whatever part of it is there, the places that show most of it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import cells_of, distinct
from solver.seeing.colors import counts_of
from solver.seeing.matching import find_places
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects, objects_of
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

NAME = "templates"
CUTS: dict[str, float] = {"objects joined by corners": 0, "objects": 1, "objects on the main color joined by corners": 2}
CHOICES: dict[str, float] = {"largest": 0.5, "most detailed": 0.5, "most colorful": 0.5, "motley": 1}
KEYS: dict[str, float] = {
    "any part": 1,
    "the colors found elsewhere": 1.5,
    "all but its main color": 1.5,
    "its main color": 1.5,
}
MOST_SCALE = 4
MOST_TEMPLATES = 8
MOST_PLACES = 2000
NO_CELL = 255


@dataclass(frozen=True)
class Pattern:
    """Cells of a turned and enlarged template."""

    rows: np.ndarray
    cols: np.ndarray
    colors: np.ndarray


@dataclass(frozen=True)
class Place:
    """Where a pattern is to be completed: its offset, how much of it is there, the color of what is there (-1: its own)."""

    down: int
    right: int
    matched: int
    ink: int
    pattern: Pattern


@dataclass(frozen=True)
class Search:
    """How places are searched: templates of every input, what marks a place, turned or enlarged, in any color?"""

    cut: str
    choice: str
    keys: str
    turns: bool
    scales: bool
    is_loose: bool  # cells that are no keys may have any color, and are drawn in it

    @property
    def words(self) -> str:
        """The search in words."""
        size, moved = " of any size" * self.scales, ", turned" * self.turns
        ink = " in the color that is there" * self.is_loose
        return f"the {self.choice} of {self.cut} is completed{ink} at {self.keys} of it{size}{moved}"

    @property
    def cost(self) -> float:
        """Description length."""
        return (
            4
            + CUTS[self.cut]
            + CHOICES[self.choice]
            + KEYS[self.keys]
            + 1.5 * self.scales
            + 0.5 * self.turns
            + 2 * self.is_loose
        )


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield completions of templates that explain every demonstration."""
    if any(pair.input.shape != pair.output.shape or same_grid(pair.input, pair.output) for pair in task.train):
        return
    tried: set[tuple] = set()
    for cut, choice in product(CUTS, CHOICES):
        scenes = [objects_of(grid, cut) for grid in task.inputs]
        known = [scene for scene in scenes if scene is not None]
        if not budget.spend(20 * cells_of(task)):
            return
        chosen = [_templates(scene, choice) for scene in known]
        if len(known) < len(scenes) or not all(chosen) or max(map(len, chosen)) > MOST_TEMPLATES:
            continue
        several = zip(known, chosen, strict=True)
        templates = tuple((scene.background, scene.labels.tobytes(), *indexes) for scene, indexes in several)
        if templates in tried:  # by a cheaper choice
            continue
        tried.add(templates)
        for keys, turns, scales, is_loose in product(KEYS, (False, True), (False, True), (False, True)):
            search = Search(cut, choice, keys, turns, scales, is_loose)
            if is_loose and keys == "any part":
                continue
            for words, cost, predictions in _explained(task, known, chosen, search, budget):
                count = len(task.train)
                yield Candidate(predictions, NAME, search.words + words, search.cost + cost, count, count)
            if budget.is_over():
                return


def _explained(
    task: Task, scenes: Sequence[Objects], chosen: Sequence[list[int]], search: Search, budget: Budget
) -> Iterator[tuple[str, float, tuple[Grid, ...]]]:
    """Yield (words, cost, predictions) of the ways to draw at the places found that explain every demonstration."""
    inks = np.unique(task.train[0].output[task.train[0].input != task.train[0].output]).tolist()
    ways = [(erases, ink) for erases in (False, True) for ink in ([-1, *inks] if len(inks) == 1 else [-1])]
    outs: dict[tuple[bool, int], list[Grid]] = {way: [] for way in ways}
    for index, (scene, templates) in enumerate(zip(scenes, chosen, strict=True)):
        places = _places(scene, templates, search, budget)
        if not places or budget.is_over():
            return
        for way in list(outs):
            out = _drawn(scene, templates, places, search, *way)
            if index < len(task.train) and not same_grid(out, task.train[index].output):
                del outs[way]
            else:
                outs[way].append(out)
        if not outs:
            return
    for (erases, ink), grids in outs.items():
        words = ("" if ink < 0 else f" in color {ink}") + ", and goes" * erases
        yield words, erases + 2.0 * (ink >= 0), tuple(grids[len(task.train) :])


def _templates(scene: Objects, choice: str) -> list[int]:
    """The objects that are templates."""
    colors, sizes = scene.column("color count"), scene.column("size")
    if not (colors > 1).any():
        return []
    if choice == "most detailed":
        sizes = np.array([size // _unit(_piece(scene, index)) ** 2 for index, size in enumerate(sizes)])
    if choice == "motley":
        best = np.flatnonzero(colors > 1)
    else:
        measure = colors if choice == "most colorful" else sizes
        best = np.flatnonzero(measure == measure.max())
    return [int(index) for index in best if colors[index] > 1 and sizes[index] > 2]


def _piece(scene: Objects, index: int) -> Grid:
    """The cells of an object in their box, NO_CELL where the box shows other things."""
    box = scene.box(index)
    return np.where(scene.labels[box] == index + 1, scene.grid[box], NO_CELL).astype(np.uint8)


def _unit(piece: Grid) -> int:
    """The side of the squares that a piece is made of."""
    height, width = piece.shape
    for side in range(MOST_SCALE, 1, -1):
        if height % side == 0 and width % side == 0:
            small = piece[::side, ::side]
            if same_grid(np.kron(small, np.ones((side, side), np.uint8)), piece):
                return side
    return 1


@lru_cache(maxsize=300)
def _patterns(cells: bytes, shape: tuple[int, int], turns: bool, scales: bool) -> tuple[Pattern, ...]:
    """A template in all its orientations and sizes."""
    piece = np.frombuffer(cells, np.uint8).reshape(shape)
    found: dict[tuple[tuple[int, ...], bytes], Pattern] = {}
    for scale in range(1, MOST_SCALE + 1 if scales else 2):
        if scale * max(shape) > MAX_SIDE:
            break
        large = np.kron(piece, np.ones((scale, scale), np.uint8))
        for move in MOTIONS.values() if turns else [MOTIONS[STAYS]]:
            moved = np.ascontiguousarray(move(large))
            rows, cols = (np.ascontiguousarray(places) for places in np.nonzero(moved != NO_CELL))
            found.setdefault((moved.shape, moved.tobytes()), Pattern(rows, cols, moved[rows, cols].astype(np.int64)))
    return tuple(found.values())


def _places(scene: Objects, templates: Sequence[int], search: Search, budget: Budget) -> list[Place]:
    """Everywhere a template may be completed, the places that show most of it first."""
    taken = np.isin(scene.labels, [index + 1 for index in templates]).astype(np.uint8)
    elsewhere = counts_of(scene.grid[taken == 0]) > 0
    elsewhere[scene.background] = False
    loose_cells = int((scene.grid != scene.background).sum() - taken.sum())
    found: list[Place] = []
    table = np.empty((MOST_PLACES, 4), np.int64)
    for index in templates:
        piece = _piece(scene, index)
        is_key = _keys(piece, search.keys, elsewhere)
        if search.keys != "any part" and (is_key[np.unique(piece[piece != NO_CELL])].all() or not is_key.any()):
            continue
        if search.scales:
            piece = np.ascontiguousarray(piece[:: _unit(piece), :: _unit(piece)])
        for pattern in _patterns(piece.tobytes(), piece.shape, search.turns, search.scales):
            order = np.argsort(~is_key[pattern.colors], kind="stable")
            rows, cols, colors = pattern.rows[order], pattern.cols[order], pattern.colors[order]
            keys = is_key[colors].astype(np.int64)
            loose = int(search.is_loose)
            count = find_places(scene.grid, taken, rows, cols, colors, keys, scene.background, loose, table)
            if not budget.spend(scene.grid.size + (1 if keys[0] else 2) * loose_cells * len(order)):
                return []
            found += [Place(down, right, matched, ink, pattern) for down, right, matched, ink in table[:count].tolist()]
    return sorted(found, key=lambda place: (-place.matched, len(place.pattern.rows), max(-place.down, -place.right, 0)))


def _keys(piece: Grid, keys: str, elsewhere: np.ndarray) -> np.ndarray:
    """Which colors of a template must be there (bool, 10)."""
    counts = counts_of(piece[piece != NO_CELL])
    if keys == "any part":
        return np.zeros(COLOR_COUNT, bool)
    if keys == "the colors found elsewhere":
        return (counts > 0) & elsewhere
    is_main = np.arange(COLOR_COUNT) == counts.argmax()
    return is_main if keys == "its main color" else ~is_main & (counts > 0)


def _drawn(scene: Objects, templates: Sequence[int], places: Sequence[Place], search: Search, erases: bool, ink: int) -> Grid:
    """The grid with patterns completed. ink: color of all that is drawn, or -1."""
    out = scene.grid.copy()
    if erases:
        out[np.isin(scene.labels, [index + 1 for index in templates])] = scene.background
    covered = np.zeros(out.shape, bool)
    for place in places:
        rows, cols = place.pattern.rows + place.down, place.pattern.cols + place.right
        inside = np.flatnonzero((rows >= 0) & (cols >= 0) & (rows < out.shape[0]) & (cols < out.shape[1]))
        rows, cols, colors = rows[inside], cols[inside], place.pattern.colors[inside]
        old = scene.grid[rows, cols]
        if covered[rows, cols][old != scene.background].any():
            continue
        covered[rows, cols] = True
        new = max(ink, place.ink)
        out[rows, cols] = np.where(old != scene.background, old, colors if new < 0 else new)
    return out
