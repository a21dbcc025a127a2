"""Objects painted by what they are like: the object, its holes, its box or its rim takes a color decided by an attribute.

Every demonstration says which color each object's zone took (or that it stayed). The decision - which attribute gives
which color - is learned over all objects of all demonstrations together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numba import types

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.jit import GRID, INTEGER, INTEGERS, LABELS, compiled
from solver.rules.decide import Decision, decide
from solver.rules.rule import cells_of, keeps_shape
from solver.seeing.attributes import ATTRIBUTES, HEIGHT, LEFT, TABLE, TOP, UNKNOWN, WIDTH, cut_out, find_holes
from solver.seeing.cuts import CUTS, OBJECT_CUTS
from solver.seeing.objects import Objects, each_cut
from solver.seeing.relations import copied_colors
from solver.task import Grid, Task, same_grid

NAME = "object_rules"
STAYS, MIXED = 10, 11
MOST_DECISIONS = 6

# The part of the grid that an object owns, with its cost.
ZONES: dict[str, tuple[int, int]] = {
    "the cells": (0, 0),
    "the holes": (1, 1),
    "the free cells of the box": (1, 2),
    "the rim": (2, 3),
    "the inner cells": (2, 4),
    "the box": (2, 5),
}


@compiled()
def _owns(labels: np.ndarray, label: int, row: int, col: int, box: np.ndarray, kind: int) -> bool:
    """True when an object owns a cell: see mark_zones."""
    height, width = labels.shape
    is_mine = labels[row, col] == label
    if kind == 0:
        return is_mine
    in_box = box[0] <= row < box[0] + box[2] and box[1] <= col < box[1] + box[3]
    if kind == 2:
        return in_box and not is_mine
    if kind == 5:
        return in_box
    near = 0
    for r in range(max(0, row - 1), min(height, row + 2)):
        for c in range(max(0, col - 1), min(width, col + 2)):
            near += 1 if labels[r, c] == label else 0
    if kind == 3:
        return near > 0 and labels[row, col] == 0
    return is_mine and near == 9


@compiled(types.void(GRID, LABELS, INTEGER, TABLE, INTEGER, LABELS))
def mark_zones(grid: np.ndarray, labels: np.ndarray, count: int, boxes: np.ndarray, kind: int, zones: np.ndarray) -> None:
    """Fill zones (int16, all 0 before) with the number of the first object that owns each cell.

    boxes: (count, 4) top, left, height, width. kind: 0 cells, 1 holes, 2 free cells of the box, 3 free cells around the
    object, 4 cells with all eight neighbors in the object, 5 all cells of the box.
    """
    height, width = labels.shape
    for k in range(count):
        top, left, high, wide = boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3]
        enclosed = np.zeros((high + 2, wide + 2), np.uint8)
        if kind == 1:
            piece = np.empty((high + 2, wide + 2), np.uint8)
            cut_out(grid, labels, k + 1, top, left, piece)
            find_holes(piece, enclosed)
        for row in range(max(0, top - 1), min(height, top + high + 1)):
            for col in range(max(0, left - 1), min(width, left + wide + 1)):
                if zones[row, col] == 0 and (
                    enclosed[row - top + 1, col - left + 1] if kind == 1 else _owns(labels, k + 1, row, col, boxes[k], kind)
                ):
                    zones[row, col] = k + 1


@compiled(INTEGER(GRID, GRID, LABELS, INTEGERS, INTEGERS))
def zone_colors(before: np.ndarray, after: np.ndarray, zones: np.ndarray, old: np.ndarray, new: np.ndarray) -> int:
    """Fill the color of each zone before and after: -1 no cells, STAYS every cell as before (only new), MIXED.

    Returns how many cells outside of all zones have changed.
    """
    old[:] = -1
    new[:] = -1
    height, width = before.shape
    changed_outside = 0
    stays = np.ones(old.size, np.bool_)
    for row in range(height):
        for col in range(width):
            k = zones[row, col] - 1
            if k < 0:
                changed_outside += 1 if before[row, col] != after[row, col] else 0
                continue
            color, target = np.int64(before[row, col]), np.int64(after[row, col])
            old[k] = color if old[k] == -1 or old[k] == color else MIXED
            new[k] = target if new[k] == -1 or new[k] == target else MIXED
            if color != target:
                stays[k] = False
    for k in range(old.size):
        if new[k] >= 0 and stays[k]:
            new[k] = STAYS
    return changed_outside


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield rules that paint or erase objects or parts of them, cheapest cuts first."""
    if not keeps_shape(task) or all(same_grid(pair.input, pair.output) for pair in task.train):
        return
    for cut, known in each_cut(task.inputs, OBJECT_CUTS):
        if not budget.spend(20 * sum(grid.size for grid in task.inputs)):
            return
        for zone, (zone_cost, _) in ZONES.items():
            if not budget.spend(4 * cells_of(task)):
                return
            for words, cost, predictions in _fit(task, known, zone):
                program = f"paint {zone} of {cut}: {words}"
                total = 2 + CUTS[cut].cost + zone_cost + cost
                yield Candidate(predictions, NAME, program, total, len(task.train), len(task.train))


def zones_of(scene: Objects, zone: str) -> np.ndarray:
    """The number of the object that owns each cell (int16), 0 for none."""
    kind = ZONES[zone][1]
    if kind == 0:
        return scene.labels
    zones = np.zeros(scene.grid.shape, np.int16)
    boxes = np.ascontiguousarray(scene.table[:, [TOP, LEFT, HEIGHT, WIDTH]])
    mark_zones(scene.grid, scene.labels, scene.count, boxes, kind, zones)
    return zones


def _fit(task: Task, scenes: Sequence[Objects], zone: str) -> Iterator[tuple[str, float, tuple[Grid, ...]]]:
    """Yield (words, cost, predictions) of the ways to decide the color of every zone."""
    shown, asked = scenes[: len(task.train)], scenes[len(task.train) :]
    olds, news = [], []
    for pair, scene in zip(task.train, shown, strict=True):
        old, new = np.empty((2, scene.count), np.int64)
        if zone_colors(pair.input, pair.output, zones_of(scene, zone), old, new) or (new == MIXED).any():
            return
        olds.append(old)
        news.append(new)
    new = np.concatenate(news)
    has_zone = new >= 0
    if not (new[has_zone] != STAYS).any():
        return
    old = np.concatenate(olds)[has_zone]
    new = new[has_zone]
    table = np.concatenate([scene.attributes for scene in shown])[has_zone]
    asked_table = np.concatenate([scene.attributes for scene in asked])
    zones = [zones_of(scene, zone) for scene in asked]
    for actions, classes, cost in _encodings(shown, has_zone, old, new):
        for decision in decide(table, classes, asked_table, ATTRIBUTES)[:MOST_DECISIONS]:
            predictions = _painted(asked, zones, actions, decision)
            if predictions is not None:
                words = "; ".join(f"{index}: {action}" for index, action in enumerate(actions))
                yield f"{decision.rule} ({words})", cost + decision.cost, predictions


def _encodings(
    shown: Sequence[Objects], has_zone: np.ndarray, old: np.ndarray, new: np.ndarray
) -> Iterator[tuple[list[int | str], np.ndarray, float]]:
    """Yield (actions, class of every zone, cost): literal colors with zones that stay, without, and copied colors.

    An action is a color, the name of a copied color, or STAYS.
    """
    full = np.where((new == STAYS) & (old < STAYS), old, new)
    for targets in [new] if (full == new).all() or (full >= STAYS).any() else [new, full]:
        actions, classes = np.unique(targets, return_inverse=True)
        if len(actions) <= 5:
            yield actions.tolist(), classes, float((actions != STAYS).sum())
    changed = new != STAYS
    if len(set(new[changed].tolist())) > 1:
        yield from _copies(shown, has_zone, new)


def _copies(
    shown: Sequence[Objects], has_zone: np.ndarray, new: np.ndarray
) -> Iterator[tuple[list[int | str], np.ndarray, float]]:
    """Yield encodings by copied colors; zones that take none stay, or all take one literal color."""
    columns = [copied_colors(scene) for scene in shown]
    changed = new != STAYS
    for name in columns[0]:
        if any(name not in column for column in columns):
            continue
        colors = np.concatenate([column[name][1] for column in columns])[has_zone]
        cost = 1.0 + min(column[name][0] for column in columns)
        copies = colors == new
        rest = np.unique(new[~copies])
        if len(np.unique(new[copies])) < 2 or len(rest) > 1:
            continue
        if copies.all():
            yield [name], np.zeros(len(new), np.int64), cost
        elif rest[0] == STAYS:
            yield [STAYS, name], changed.astype(np.int64), cost + 0.5
        else:
            yield [int(rest[0]), name], copies.astype(np.int64), cost + 1.5


def _painted(
    scenes: Sequence[Objects], zones: Sequence[np.ndarray], actions: Sequence[int | str], decision: Decision
) -> tuple[Grid, ...] | None:
    """Carry out the decided actions. None when an object gets no action or a color that does not exist."""
    grids, first = [], 0
    for scene, zone in zip(scenes, zones, strict=True):
        answers = decision.answers[first : first + scene.count]
        first += scene.count
        colors = np.full(scene.count + 1, STAYS)
        for index, action in enumerate(actions):
            mine = np.flatnonzero(answers == index)
            if len(mine):
                colors[mine + 1] = _taken(scene, action)[mine] if isinstance(action, str) else action
        colors[np.flatnonzero(answers == UNKNOWN) + 1] = UNKNOWN
        paint = colors[zone]
        if (paint < 0).any():
            return None
        grids.append(np.where(paint == STAYS, scene.grid, paint).astype(np.uint8))
    return tuple(grids)


def _taken(scene: Objects, name: str) -> np.ndarray:
    copied = copied_colors(scene)
    return copied[name][1] if name in copied else np.full(scene.count, UNKNOWN)
