"""Peels: constructors taken off a goal by their inverse; the table of all peels."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from solver.search.constructors import in_motion, lined_up, scaled_up, tiled_with
from solver.search.goal import ZERO, Frame, Goal, Peel, blocks_of, goal_of, is_possible
from solver.seeing.motions import INVERSE, MOTIONS, STAYS

FACTORS = ((2, 2), (3, 3), (4, 4), (5, 5), (1, 2), (2, 1), (1, 3), (3, 1))
MOST_TILES = 5
MOVES = (  # in the order in which they are tried; from FIRST_TURN on they exchange height and width
    STAYS, "flip_rows", "flip_cols", "rotate_half", "transpose", "transpose_other_diagonal", "rotate_clockwise",
    "rotate_counterclockwise",
)  # fmt: skip
FIRST_TURN = 4


def _back(motion: str, cells: np.ndarray) -> np.ndarray:
    return MOTIONS[INVERSE[motion]](cells)


def peel_motions(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is a smaller goal flipped or turned."""
    for motion in MOVES[1:]:
        yield Peel(in_motion, (goal_of(_back(motion, cells) for cells in goal),), 2, {"motion": motion})


def peel_scale_up(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is a smaller grid with every cell a block of height x width."""
    for height, width in FACTORS:
        if any(cells.shape[0] % height or cells.shape[1] % width for cells in goal):
            continue
        smaller = tuple(
            np.bitwise_and.reduce(blocks_of(cells, cells.shape[0] // height, cells.shape[1] // width), axis=(2, 3))
            for cells in goal
        )
        if is_possible(smaller):
            yield Peel(scaled_up, (smaller,), 3, {"height": height, "width": width})


def peel_tilings(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is rows x cols tiles, each a motion of one grid or blank, the same motions in every demonstration."""
    for rows in range(1, MOST_TILES + 1):
        for cols in range(1, MOST_TILES + 1):
            if rows * cols == 1 or any(cells.shape[0] % rows or cells.shape[1] % cols for cells in goal):
                continue
            fitted = _fit_motions([np.concatenate(blocks_of(cells, rows, cols)) for cells in goal])
            if fitted is not None:
                tile, motions = fitted
                lines = tuple(tuple(motions[row * cols : (row + 1) * cols]) for row in range(rows))
                yield Peel(tiled_with, (tile,), 2 + len(set(motions)), {"motions": lines})


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


def peel_concatenations(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is parts one below or beside the other: two or three equal ones, or a part as long as the input and the rest."""
    for axis in (0, 1):
        sides = [cells.shape[axis] for cells in goal]
        inputs = [grid.shape[axis] for grid in frame.inputs[: frame.demonstrations]]
        cuts = [
            [[side * k // count for k in range(1, count)] for side in sides]
            for count in (2, 3)
            if all(side % count == 0 for side in sides)
        ]
        if all(side > one for side, one in zip(sides, inputs, strict=True)):
            cuts += [[[one] for one in inputs], [[side - one] for side, one in zip(sides, inputs, strict=True)]]
        for number, places in enumerate(cuts):
            if places not in cuts[:number]:
                pieces = [np.split(cells, place, axis=axis) for cells, place in zip(goal, places, strict=True)]
                goals = tuple(goal_of(list(part)) for part in zip(*pieces, strict=True))
                yield Peel(lined_up, goals, 3, {"axis": axis})


PEELS: dict[str, Callable[[Goal, Frame], Iterator[Peel]]] = {
    "peel_motion": peel_motions,
    "peel_scale_up": peel_scale_up,
    "peel_tile": peel_tilings,
    "peel_concatenate": peel_concatenations,
}


def peels(goal: Goal, frame: Frame, around: tuple[str, ...], disabled: frozenset[str]) -> Iterator[tuple[str, Peel]]:
    """All peels of a goal, with their kind, whose inverse succeeds in every demonstration.

    around: kinds of the peels around this goal, outermost first. disabled: kinds that are left out.
    """
    for kind, peel in PEELS.items():
        if kind not in disabled and not (around and kind == around[-1] == "peel_motion"):
            for one in peel(goal, frame):
                yield kind, one
