"""Peels: constructors taken off a goal by their inverse, each with the way back from what is left; the table of all peels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from solver.search.goal import ZERO, Frame, Goal, Grids, Peel, Rebuild, blocks_of, goal_of, is_possible
from solver.search.placements import peel_embeddings, peel_pastes, peel_products
from solver.task import MAX_SIDE, Grid

FACTORS = ((2, 2), (3, 3), (4, 4), (5, 5), (1, 2), (2, 1), (1, 3), (3, 1))
MOST_TILES = 5
MOTIONS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("keep", lambda grid: grid),
    ("flip_rows", lambda grid: grid[::-1]),
    ("flip_cols", lambda grid: grid[:, ::-1]),
    ("rotate_half", lambda grid: grid[::-1, ::-1]),
    ("transpose", lambda grid: grid.T),
    ("transpose_anti", lambda grid: grid[::-1, ::-1].T),
    ("rotate_clockwise", lambda grid: grid[::-1].T),
    ("rotate_counterclockwise", lambda grid: grid.T[::-1]),
)
BACK = (0, 1, 2, 3, 4, 5, 7, 6)  # the motion that undoes each motion
FIRST_TURN = 4  # this motion and the later ones exchange height and width
BLANK = len(MOTIONS)  # as the motion of a tile: all zero


def _each(change: Callable[[Grid], Grid]) -> Rebuild:
    return lambda parts: tuple(np.ascontiguousarray(change(grid)) for grid in parts[0])


def peel_motions(goal: Goal, frame: Frame) -> Iterator[Peel]:
    for (name, motion), back in zip(MOTIONS[1:], BACK[1:], strict=True):
        yield Peel(name, (goal_of(MOTIONS[back][1](cells) for cells in goal),), _each(motion), 2)


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
            block = np.ones((height, width), np.uint8)
            yield Peel(f"scale_up_{height}x{width}", (smaller,), _each(partial(np.kron, b=block)), 3)


def peel_scale_down(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is a larger grid with every block of height x width made one cell."""
    for height, width in FACTORS:
        larger = tuple(np.kron(cells, np.ones((height, width), np.uint16)) for cells in goal)
        if all(max(cells.shape) <= MAX_SIDE for cells in larger):
            yield Peel(f"scale_down_{height}x{width}", (larger,), _scaled_down(height, width), 3)


def _scaled_down(height: int, width: int) -> Rebuild:
    def rebuild(parts: tuple[Grids, ...]) -> Grids | None:
        if any(grid.shape[0] % height or grid.shape[1] % width for grid in parts[0]):
            return None
        return tuple(np.ascontiguousarray(grid[::height, ::width]) for grid in parts[0])

    return rebuild


def peel_tilings(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is rows x cols tiles, each a motion of one grid or blank, the same motions in every demonstration."""
    for rows in range(1, MOST_TILES + 1):
        for cols in range(1, MOST_TILES + 1):
            if rows * cols == 1 or any(cells.shape[0] % rows or cells.shape[1] % cols for cells in goal):
                continue
            tiles = [np.concatenate(blocks_of(cells, rows, cols)) for cells in goal]
            fitted = _fit_motions(tiles)
            if fitted is not None:
                tile, motions = fitted
                layout = np.array(motions).reshape(rows, cols)
                yield Peel(f"tile_{rows}x{cols}", (tile,), _tiled(layout), 2 + len(set(motions)))


def _fit_motions(tiles: list[np.ndarray]) -> tuple[Goal, list[int]] | None:
    """The grid of which all tiles are motions, and the motion of each tile; the first one that fits counts."""
    blank = np.all([(tile & ZERO).all(axis=(1, 2)) for tile in tiles], axis=0)
    if blank.all():
        return None
    first = int(np.argmin(blank))
    tile = [layout[first] for layout in tiles]
    is_square = all(cells.shape[0] == cells.shape[1] for cells in tile)
    motions = []
    for place in range(len(blank)):
        for motion in range(len(MOTIONS) if is_square else FIRST_TURN):
            merged = [one & MOTIONS[BACK[motion]][1](layout[place]) for one, layout in zip(tile, tiles, strict=True)]
            if is_possible(tuple(merged)):
                tile = merged
                motions.append(motion)
                break
        else:
            if not blank[place]:
                return None
            motions.append(BLANK)
    return goal_of(tile), motions


def _tiled(layout: np.ndarray) -> Rebuild:
    needs_square = ((layout >= FIRST_TURN) & (layout < BLANK)).any()

    def rebuild(parts: tuple[Grids, ...]) -> Grids | None:
        out = []
        for grid in parts[0]:
            height, width = grid.shape
            if max(height * layout.shape[0], width * layout.shape[1]) > MAX_SIDE or (needs_square and height != width):
                return None
            moved = [[np.zeros_like(grid) if k == BLANK else MOTIONS[k][1](grid) for k in line] for line in layout.tolist()]
            out.append(np.block(moved))
        return tuple(out)

    return rebuild


def peel_borders(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is a smaller grid inside a one-cell border of one color."""
    if any(min(cells.shape) < 3 for cells in goal):
        return
    rings = [np.concatenate([cells[0], cells[-1], cells[:, 0], cells[:, -1]]) for cells in goal]
    colors = int(np.bitwise_and.reduce(np.concatenate(rings)))
    if colors:
        color = _lowest(colors)
        inside = goal_of(cells[1:-1, 1:-1] for cells in goal)
        yield Peel(f"bordered_{color}", (inside,), _each(lambda grid: np.pad(grid, 1, constant_values=color)), 4)


def _lowest(colors: int) -> int:
    return (colors & -colors).bit_length() - 1


def peel_concatenations(goal: Goal, frame: Frame) -> Iterator[Peel]:
    """Output is parts one below or beside the other: two or three equal ones, or a part as long as the input and the rest."""
    for axis, name in ((0, "below"), (1, "beside")):
        sides = [cells.shape[axis] for cells in goal]
        inputs = [grid.shape[axis] for grid in frame.inputs[: frame.demonstrations]]
        cuts: dict[str, list[list[int]]] = {}
        for count in (2, 3):
            if all(side % count == 0 for side in sides):
                cuts[f"{name}_{count}"] = [[side * k // count for k in range(1, count)] for side in sides]
        if all(side > one for side, one in zip(sides, inputs, strict=True)):
            cuts[f"{name}_first"] = [[one] for one in inputs]
            cuts[f"{name}_last"] = [[side - one] for side, one in zip(sides, inputs, strict=True)]
        seen = []
        for kind, places in cuts.items():
            if places in seen:
                continue
            seen.append(places)
            pieces = [np.split(cells, place, axis=axis) for cells, place in zip(goal, places, strict=True)]
            goals = tuple(goal_of(list(part)) for part in zip(*pieces, strict=True))
            yield Peel(kind, goals, partial(_joined, axis=axis), 3)


def _joined(parts: tuple[Grids, ...], axis: int) -> Grids | None:
    joined = []
    for grids in zip(*parts, strict=True):
        if len({grid.shape[1 - axis] for grid in grids}) != 1 or sum(grid.shape[axis] for grid in grids) > MAX_SIDE:
            return None
        joined.append(np.concatenate(grids, axis=axis))
    return tuple(joined)


PEELS: dict[str, tuple[Callable[[Goal, Frame], Iterator[Peel]], bool]] = {  # kind: peel, is it for the outputs only
    "peel_motion": (peel_motions, False),
    "peel_scale_up": (peel_scale_up, False),
    "peel_scale_down": (peel_scale_down, False),
    "peel_tile": (peel_tilings, False),
    "peel_border": (peel_borders, False),
    "peel_concatenate": (peel_concatenations, False),
    "peel_product": (peel_products, False),
    "peel_paste": (peel_pastes, True),
    "peel_embed": (peel_embeddings, True),
}


def peels(goal: Goal, frame: Frame, around: tuple[str, ...], disabled: frozenset[str]) -> Iterator[tuple[str, Peel]]:
    """All peels of a goal, with their kind, whose inverse succeeds in every demonstration.

    around: kinds of the peels around this goal, outermost first. disabled: kinds that are left out.
    """
    for kind, (peel, is_outermost) in PEELS.items():
        if kind in disabled or (around and (is_outermost or kind == around[-1] == "peel_motion")):
            continue
        for one in peel(goal, frame):
            yield kind, one
