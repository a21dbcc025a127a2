"""Constructors, what outputs are made of, each with its witness function, which says how a goal may be made by it.

A constructor takes the grids of all examples for each of its parts; as a verb of rules it takes the parts as rules, `of=(...)`.
Its witness function goes the other way: from a goal to the arguments that explain it in every demonstration, with the smaller
goals that the parts have to meet.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Annotated, Any

import numpy as np

from solver.language.term import Rule, run_all, verb
from solver.search.goal import ZERO, Goal, Grids, blocks_of, goal_of, is_possible
from solver.seeing.motions import INVERSE, MOTIONS, STAYS
from solver.task import COLOR_COUNT, MAX_SIDE, Grid

FACTORS = ((2, 2), (3, 3), (4, 4), (5, 5), (1, 2), (2, 1), (1, 3), (3, 1))
MOST_TILES = 5
MOVES = (  # in the order in which they are tried; from FIRST_TURN on they exchange height and width
    STAYS, "flip_rows", "flip_cols", "rotate_half", "transpose", "transpose_other_diagonal", "rotate_clockwise",
    "rotate_counterclockwise",
)  # fmt: skip
FIRST_TURN = 4


@dataclass(frozen=True)
class Explanation:
    """How a goal may be made: smaller goals for the parts of a constructor, and its arguments."""

    goals: tuple[Goal, ...]
    cost: int
    arguments: dict[str, Any] = field(default_factory=dict)


Witness = Callable[[Goal, Grids], Iterator[Explanation]]


@dataclass(frozen=True)
class Constructor:
    """A constructor: build(parts, **arguments) gives the grids of all examples, or None where it cannot."""

    name: str
    build: Callable[..., Grids | None]
    witness: Witness


CONSTRUCTORS: dict[str, Constructor] = {}


def constructor(witness: Witness | None = None) -> Callable[[Callable[..., Grids | None]], Callable[..., Grids | None]]:
    """Register a constructor as the verb of its name. witness: None for one that is explained where its parts are known."""

    def register(build: Callable[..., Grids | None]) -> Callable[..., Grids | None]:
        def built(grids: Grids, of: tuple[Rule, ...], **arguments: object) -> Grids | None:
            parts = [run_all(part, grids) for part in of]
            whole = tuple(part for part in parts if part is not None)
            return build(whole, **arguments) if len(whole) == len(parts) else None

        _, *others = inspect.signature(build).parameters.values()
        first, rules, _ = inspect.signature(built).parameters.values()
        update_wrapper(built, build, updated=(), assigned=("__module__", "__name__", "__doc__"))
        built.__signature__ = inspect.Signature([first, rules, *others])  # type: ignore[attr-defined]  # functions have none of their own
        verb(built)
        if witness is not None:
            CONSTRUCTORS[build.__name__] = Constructor(build.__name__, build, witness)
        return build

    return register


def explanations(
    goal: Goal, inputs: Grids, around: tuple[str, ...], disabled: frozenset[str]
) -> Iterator[tuple[Constructor, Explanation]]:
    """Yield everything that explains a goal, with its constructor. inputs: those of the demonstrations.

    around: names of the constructors around this goal, outermost first. disabled: names of those that are left out.
    """
    for name, one in CONSTRUCTORS.items():
        if name not in disabled and not (around and name == around[-1] == in_motion.__name__):
            for explanation in one.witness(goal, inputs):
                yield one, explanation


def each(change: Callable[[Grid], Grid], grids: Grids) -> Grids:
    """Every grid changed."""
    return tuple(np.ascontiguousarray(change(grid)) for grid in grids)


def _back(motion: str, cells: np.ndarray) -> np.ndarray:
    return MOTIONS[INVERSE[motion]](cells)


def _motions(goal: Goal, inputs: Grids) -> Iterator[Explanation]:
    """Yield the goal flipped and turned back."""
    for motion in MOVES[1:]:
        yield Explanation((goal_of(_back(motion, cells) for cells in goal),), 2, {"motion": motion})


@constructor(_motions)
def in_motion(parts: tuple[Grids, ...], motion: Annotated[str, MOTIONS]) -> Grids:
    """Flip or turn it."""
    return each(MOTIONS[motion], parts[0])


def _factors(goal: Goal, inputs: Grids) -> Iterator[Explanation]:
    """Yield grids with a cell for every block of height x width that may be of one color."""
    for height, width in FACTORS:
        if any(cells.shape[0] % height or cells.shape[1] % width for cells in goal):
            continue
        smaller = tuple(
            np.bitwise_and.reduce(blocks_of(cells, cells.shape[0] // height, cells.shape[1] // width), axis=(2, 3))
            for cells in goal
        )
        if is_possible(smaller):
            yield Explanation((smaller,), 3, {"height": height, "width": width})


@constructor(_factors)
def scaled_up(parts: tuple[Grids, ...], height: int, width: int) -> Grids | None:
    """Make every cell a block of height x width."""
    block = np.ones((height, width), np.uint8)
    fits = all(grid.shape[0] * height <= MAX_SIDE and grid.shape[1] * width <= MAX_SIDE for grid in parts[0])
    return each(lambda grid: np.kron(grid, block), parts[0]) if fits else None


def _tilings(goal: Goal, inputs: Grids) -> Iterator[Explanation]:
    """Yield a tile for every way to see rows x cols of it, each moved or blank, alike in all demonstrations."""
    for rows in range(1, MOST_TILES + 1):
        for cols in range(1, MOST_TILES + 1):
            if rows * cols == 1 or any(cells.shape[0] % rows or cells.shape[1] % cols for cells in goal):
                continue
            fitted = _fit_motions([np.concatenate(blocks_of(cells, rows, cols)) for cells in goal])
            if fitted is not None:
                tile, motions = fitted
                lines = tuple(tuple(motions[row * cols : (row + 1) * cols]) for row in range(rows))
                yield Explanation((tile,), 2 + len(set(motions)), {"motions": lines})


def _fit_motions(tiles: list[np.ndarray]) -> tuple[Goal, list[str | None]] | None:
    """The grid of which all tiles are motions, and the motion of each tile, None for blank; the first one that fits counts."""
    blank = np.all([(tile & ZERO).all(axis=(1, 2)) for tile in tiles], axis=0)
    if blank.all():
        return None
    first = int(np.argmin(blank))
    tile = [layout[first] for layout in tiles]
    is_square = all(cells.shape[0] == cells.shape[1] for cells in tile)
    motions: list[str | None] = []
    for place in range(len(blank)):
        for motion in MOVES if is_square else MOVES[:FIRST_TURN]:
            merged = [one & _back(motion, layout[place]) for one, layout in zip(tile, tiles, strict=True)]
            if is_possible(tuple(merged)):
                tile = merged
                motions.append(motion)
                break
        else:
            if not blank[place]:
                return None
            motions.append(None)
    return goal_of(tile), motions


@constructor(_tilings)
def tiled_with(parts: tuple[Grids, ...], motions: tuple[tuple[str | None, ...], ...]) -> Grids | None:
    """Repeat it in rows and columns of tiles, each as it is, flipped, turned, or empty where None is written."""
    out: list[Grid] = []
    for grid in parts[0]:
        tiles = [[np.zeros_like(grid) if motion is None else MOTIONS[motion](grid) for motion in line] for line in motions]
        shape = grid.shape[0] * len(tiles), grid.shape[1] * len(tiles[0])
        if max(shape) > MAX_SIDE or any(tile.shape != grid.shape for line in tiles for tile in line):
            return None
        out.append(np.block(tiles))
    return tuple(out)


def _concatenations(goal: Goal, inputs: Grids) -> Iterator[Explanation]:
    """Yield two or three equal parts below or beside each other, or one as long as the input and the rest."""
    for axis in (0, 1):
        sides = [cells.shape[axis] for cells in goal]
        ones = [grid.shape[axis] for grid in inputs]
        cuts = [
            [[side * k // count for k in range(1, count)] for side in sides]
            for count in (2, 3)
            if all(side % count == 0 for side in sides)
        ]
        if all(side > one for side, one in zip(sides, ones, strict=True)):
            cuts += [[[one] for one in ones], [[side - one] for side, one in zip(sides, ones, strict=True)]]
        for number, places in enumerate(cuts):
            if places not in cuts[:number]:
                pieces = [np.split(cells, place, axis=axis) for cells, place in zip(goal, places, strict=True)]
                goals = tuple(goal_of(list(part)) for part in zip(*pieces, strict=True))
                yield Explanation(goals, 3, {"axis": axis})


@constructor(_concatenations)
def lined_up(parts: tuple[Grids, ...], axis: int) -> Grids | None:
    """Put the parts below (axis 0) or beside (axis 1) each other."""
    joined = []
    for grids in zip(*parts, strict=True):
        if len({grid.shape[1 - axis] for grid in grids}) != 1 or sum(grid.shape[axis] for grid in grids) > MAX_SIDE:
            return None
        joined.append(np.concatenate(grids, axis=axis))
    return tuple(joined)


@constructor()
def renamed(parts: tuple[Grids, ...], colors: dict[int, int]) -> Grids:
    """Exchange colors by a table."""
    table = np.arange(COLOR_COUNT, dtype=np.uint8)
    table[list(colors)] = list(colors.values())
    return each(lambda grid: table[grid], parts[0])
