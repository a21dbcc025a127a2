"""How unlike the outputs that were shown a prediction is, in bits to be added to the cost of whatever predicts it.

A rule may reproduce every demonstration and still be wrong; its prediction then often looks unlike them: lone cells where
there were none, ragged shapes where all were rectangles, patterns of neighbors never seen. Each of these is a measure that
the demonstrations' outputs are held to as well, and only what goes beyond all of them counts. The weights were fitted on
arc1-training, against the trust that candidates have without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver.grids.components import label_boxes, label_objects, label_sizes
from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.task import COLOR_COUNT, Grid, Task

PATCH_BITS = 15.0  # for all patches of one size being new
LOOK_BITS = 10.0  # for each look that all outputs share and the prediction lacks
CHANGE_BITS = 10.0  # for e times fewer, or e times more, cells changed than ever
MOST_CHANGE = 2.0
FEW_CELLS = 0.002
PALETTE_BITS = 4.0  # for each color out of nowhere
ONE_COLOR_BITS = 6.0
PATCH_SIDES = (3, 2)


class Looks(NamedTuple):
    """Of one grid: how many colors, lone cells, one-colored objects, and objects that are no full rectangle."""

    colors: int
    lone: int
    objects: int
    ragged: int


@compiled(INTEGERS(GRID, INTEGER, INTEGER))
def patch_keys(grid: np.ndarray, side: int, margin: int) -> np.ndarray:
    """Number every side x side patch by its colors (int64), with `margin` cells beyond the edges counted as a color."""
    height, width = grid.shape
    rows, cols = height + 2 * margin - side + 1, width + 2 * margin - side + 1
    keys = np.zeros(max(0, rows) * max(0, cols), np.int64)
    for at in range(keys.size):
        top, left = at // cols - margin, at % cols - margin
        for row in range(top, top + side):
            for col in range(left, left + side):
                inside = 0 <= row < height and 0 <= col < width
                keys[at] = keys[at] * (COLOR_COUNT + 1) + (grid[row, col] if inside else COLOR_COUNT)
    return keys


@compiled(INTEGERS(GRID, INTEGER))
def measure_looks(grid: np.ndarray, background: int) -> np.ndarray:
    """The numbers of Looks (int64, 4)."""
    labels = np.zeros(grid.shape, np.int16)
    count = label_objects(grid, background, True, True, labels)
    lone = (label_sizes(labels, count)[1:] == 1).sum()
    labels[:] = 0
    count = label_objects(grid, background, False, True, labels)
    sizes, boxes = label_sizes(labels, count), label_boxes(labels, count)
    ragged = 0
    for label in range(1, count + 1):
        top, left, bottom, right = boxes[label]
        ragged += sizes[label] != (bottom - top + 1) * (right - left + 1)
    colors = np.zeros(COLOR_COUNT, np.int64)
    for cell in grid.ravel():
        colors[cell] = 1
    return np.array([colors.sum(), lone, count, ragged])


def looks_of(grid: Grid) -> Looks:
    """Looks of a grid on background 0, or on its most common color when it has no 0."""
    background = 0 if (grid == 0).any() else int(np.bincount(grid.ravel()).argmax())
    return Looks(*measure_looks(grid, background).tolist())


def _patches(grid: Grid, side: int) -> np.ndarray:
    return patch_keys(grid, side, side // 3)


def _new_share(patches: np.ndarray, known: np.ndarray) -> float:
    """The share of patches that are not among the known ones, which are sorted."""
    if not patches.size or not known.size:
        return float(patches.size > 0)
    places = np.minimum(np.searchsorted(known, patches), known.size - 1)
    return 1.0 - float((known[places] == patches).mean())


def _changed_share(before: Grid, after: Grid) -> float:
    return float((before != after).mean())


class Oddness:
    """The measures of a task's demonstrations; called with the predictions for its test inputs, says how odd they are."""

    def __init__(self, task: Task):
        self.task = task
        self.looks = [looks_of(grid) for grid in task.outputs]
        self.known: list[list[np.ndarray]] = []  # per side and test input
        self.new_shares: list[float] = []
        for side in PATCH_SIDES:
            outputs = [_patches(grid, side) for grid in task.outputs]
            own = [
                _new_share(
                    patches, np.sort(np.concatenate([_patches(pair.input, side), *outputs[:index], *outputs[index + 1 :]]))
                )
                for index, (patches, pair) in enumerate(zip(outputs, task.train, strict=True))
            ]
            self.known.append([np.unique(np.concatenate([*outputs, _patches(grid, side)])) for grid in task.test])
            self.new_shares.append(max(own))
        changes = [_changed_share(pair.input, pair.output) for pair in task.train if pair.input.shape == pair.output.shape]
        self.changes = (min(changes), max(changes)) if len(changes) == len(task.train) else None
        palette = np.bincount(np.concatenate([grid.ravel() for grid in task.outputs]), minlength=COLOR_COUNT) > 0
        self.known_colors = [palette | (np.bincount(grid.ravel(), minlength=COLOR_COUNT) > 0) for grid in task.test]
        self.measured: dict[tuple[int, bytes], float] = {}

    def __call__(self, predictions: Sequence[Grid]) -> float:
        """Bits for the predictions of one candidate, the mean over test inputs."""
        return sum(self._bits(index, grid) for index, grid in enumerate(predictions)) / max(1, len(predictions))

    def _bits(self, index: int, prediction: Grid) -> float:
        key = (index, bytes(prediction.shape) + prediction.tobytes())
        if key not in self.measured:
            given = self.task.test[index]
            bits = self._odd_patches(index, prediction) + self._odd_looks(looks_of(prediction))
            self.measured[key] = bits + self._odd_colors(index, prediction) + self._odd_change(given, prediction)
        return self.measured[key]

    def _odd_patches(self, index: int, prediction: Grid) -> float:
        found = 0.0
        for side, known, usual in zip(PATCH_SIDES, self.known, self.new_shares, strict=True):
            found += max(0.0, _new_share(_patches(prediction, side), known[index]) - usual)
        return PATCH_BITS * found

    def _odd_looks(self, looks: Looks) -> float:
        shown = self.looks
        odd = int(looks.lone > 0 and not any(one.lone for one in shown))
        odd += looks.ragged > 0 and not any(one.ragged for one in shown)
        odd += {one.colors for one in shown} == {shown[0].colors} != {looks.colors}
        odd += {one.objects for one in shown} == {shown[0].objects} != {looks.objects}
        return LOOK_BITS * odd + ONE_COLOR_BITS * (looks.colors == 1 and not any(one.colors == 1 for one in shown))

    def _odd_colors(self, index: int, prediction: Grid) -> float:
        is_new = (np.bincount(prediction.ravel(), minlength=COLOR_COUNT) > 0) & ~self.known_colors[index]
        return PALETTE_BITS * int(is_new.sum())

    def _odd_change(self, given: Grid, prediction: Grid) -> float:
        if self.changes is None or given.shape != prediction.shape:
            return 0.0
        least, most = self.changes
        share = _changed_share(given, prediction) + FEW_CELLS
        beyond = max(0.0, np.log((least + FEW_CELLS) / share), np.log(share / (most + FEW_CELLS)))
        return CHANGE_BITS * float(min(MOST_CHANGE, beyond))
