"""Cell features against slow, obvious versions, and laws that hold for all of them; trees that share their splits."""

from __future__ import annotations

import numpy as np
import pytest

from solver.rules.cells.echoes import ECHOES, write_echoes
from solver.rules.cells.feature import MAX_NUMBER, NO_COLOR
from solver.rules.cells.landmarks import LANDMARKS, write_landmarks
from solver.rules.cells.matrix import _BLOCKS, COSTS, FEATURES, IS_COLOR, OF_OBJECTS, feature_matrix
from solver.rules.cells.objects import find_objects
from solver.rules.cells.reach import REACH, write_reach
from solver.rules.cells.tree import apply_tree, grow_tree, no_splits
from solver.task import as_grid


def random_grids(count, side=6, colors=4):
    random = np.random.default_rng(7)
    for _ in range(count):
        shape = random.integers(1, side + 1, 2)
        yield (random.integers(0, colors, shape) * (random.random(shape) < random.choice((0.3, 0.6, 1)))).astype(np.uint8)


def written(block, write, grid, background=0, start_with=0):
    out = np.full((len(block), grid.size), start_with, np.uint8)
    seen = find_objects(grid, background) if block in OF_OBJECTS else ()
    write(grid, background, *seen, out, 0)
    return {feature.name: row.reshape(grid.shape) for feature, row in zip(block, out, strict=True)}


@pytest.mark.parametrize(("block", "write"), _BLOCKS)
def test_every_feature_of_every_cell_is_written_and_legal(block, write):
    for grid in [*random_grids(40), np.zeros((1, 1), np.uint8), np.full((30, 30), 3, np.uint8)]:
        once, again = (written(block, write, grid, start_with=filler) for filler in (0, 255))
        for feature in block:
            assert (once[feature.name] == again[feature.name]).all(), feature.name
            assert once[feature.name].max() <= (NO_COLOR if feature.is_color else MAX_NUMBER), feature.name


def test_names_of_features_are_unique():
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)


def test_largest_rectangles():
    for grid in random_grids(60, colors=2):
        found = written(LANDMARKS, write_landmarks, grid)
        height, width = grid.shape
        whole = [
            (top, left, bottom, right)
            for top in range(height)
            for left in range(width)
            for bottom in range(top + 1, height + 1)
            for right in range(left + 1, width + 1)
            if (grid[top:bottom, left:right] == grid[top, left]).all()
        ]
        for (row, col), side in np.ndenumerate(found["side of largest one-colored square here"]):
            here = [
                (bottom - top, right - left)
                for top, left, bottom, right in whole
                if top <= row < bottom and left <= col < right
            ]
            assert side == max(min(sides) for sides in here)
            assert found["area of largest one-colored rectangle here"][row, col] == max(high * wide for high, wide in here)
            high = int(found["height of largest one-colored rectangle here"][row, col])
            assert (high, found["width of largest one-colored rectangle here"][row, col]) in here


def test_places_from_the_rarest_color():
    for grid in random_grids(60):
        found = written(LANDMARKS, write_landmarks, grid)
        counts = np.bincount(grid.ravel(), minlength=10)[1:]
        if not counts.any():
            continue
        rarest = 1 + int(np.where(counts > 0, counts, 10**6).argmin())
        rows, cols = np.nonzero(grid == rarest)
        for row, col in np.ndindex(grid.shape):
            rows_off, cols_off = (
                max(marks.min() - place, place - marks.max(), 0) for marks, place in ((rows, row), (cols, col))
            )
            assert found["rows to rarest color"][row, col] == rows_off
            assert found["distance to rarest color"][row, col] == max(rows_off, cols_off)
            assert found["on a diagonal of rarest color"][row, col] == (rows_off == cols_off > 0)
            side = int(row > rows.max()) - int(row < rows.min()) + 1
            assert found["above, beside or below rarest color"][row, col] == side


def test_set_cells_and_runs_on_each_side():
    for grid in random_grids(60):
        found = written(REACH, write_reach, grid)
        is_set = grid != 0
        for row, col in np.ndindex(grid.shape):
            sides = {
                "up": is_set[:row, col],
                "down": is_set[row + 1 :, col],
                "left": is_set[row, :col],
                "right": is_set[row, col + 1 :],
            }
            for name, cells in sides.items():
                assert found[f"set cells {name}"][row, col] == cells.sum()
            for name, side in (("above", "up"), ("to the left", "left")):
                starts = np.diff(np.concatenate(([0], sides[side].astype(int)))) == 1
                assert found[f"set runs {name} mod 2"][row, col] == starts.sum() % 2


def test_what_objects_hit_has_another_color():
    grid = as_grid([[2, 0, 3, 0], [0, 0, 0, 0], [5, 5, 0, 0], [0, 5, 0, 5]])
    found = written(REACH, write_reach, grid)
    assert found["main color hit up by the object"][2:4, :2].tolist() == [[2, 2], [NO_COLOR, 2]]
    assert found["main color hit by the object"][3, 3] == NO_COLOR
    assert found["directions in which the object hits"][3, 1] == 1


def test_rays_are_thrown_back_once():
    grid = as_grid([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [4, 0, 0, 0]])
    found = written(REACH, write_reach, grid)["color hit down-left after a bounce"]
    assert found.tolist() == [[10, 10, 10, 10], [10, 10, 10, 10], [10, 10, 10, 10], [10, 10, 10, 10]]
    grid = as_grid([[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [4, 0, 0]])
    found = written(REACH, write_reach, grid)["color hit down-right after a bounce"]
    assert found.tolist() == [[4, 10, 10], [10, 4, 10], [10, 10, 4], [10, 10, 10], [10, 10, 10]]


def test_what_lies_behind_a_hit():
    grid = as_grid([[0, 2, 2, 3, 0, 0, 3]])
    found = written(REACH, write_reach, grid)
    assert found["cells of the run hit right"].tolist() == [[2, 1, 1, 1, 1, 1, 0]]
    assert found["color behind the hit right"].tolist() == [[3, 3, 0, NO_COLOR, NO_COLOR, NO_COLOR, NO_COLOR]]
    assert found["color behind the hit left"].tolist() == [[NO_COLOR, NO_COLOR, 0, 0, 2, 2, 2]]
    assert found["main color of runs that point here straight"].tolist()[0][0] == 2


def test_objects_are_completed_reflected_and_repeated():
    grid = as_grid([[0, 0, 0, 0, 0], [1, 2, 1, 0, 0], [1, 3, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
    found = written(ECHOES, write_echoes, grid)
    assert found["color by own upright axis"][2].tolist() == [NO_COLOR, 3, 1, NO_COLOR, NO_COLOR]
    assert found["color of reflection down of an object"][3:].tolist() == [[1, 3, 10, 10, 10], [1, 2, 1, 10, 10]]
    assert found["color of object repeated right"][1].tolist() == [10, 10, 10, 1, 2]
    assert found["color of object repeated down with a gap"][4].tolist() == [1, 2, 1, 10, 10]


def test_shared_splits_change_no_tree():
    random = np.random.default_rng(3)
    for grid in random_grids(12, side=8):
        matrix = feature_matrix(grid, 0)
        colors = np.where(random.random(grid.size) < 0.2, 5, grid.ravel()).astype(np.uint8)
        labels = np.unique(colors, return_inverse=True)[1].astype(np.int64)
        copies = np.flatnonzero(IS_COLOR)
        shared = no_splits(len(FEATURES))
        for price in (0.01, 0.05):
            for _ in range(4):
                usable = np.flatnonzero(random.random(len(FEATURES)) < 0.5)
                more = (matrix, colors, labels, int(labels.max()) + 1, copies, usable, IS_COLOR, COSTS, price, 32, False)
                tree = grow_tree(*more, shared)
                assert tree.tolist() == grow_tree(*more, no_splits(len(FEATURES))).tolist()
                assert not tree.size or (apply_tree(tree, matrix) == colors).all()


def test_a_tolerant_tree_is_right_on_most_cells():
    random = np.random.default_rng(4)
    for grid in random_grids(6, side=8):
        matrix = feature_matrix(grid, 0)
        noise = random.random(grid.size) < 0.1
        colors = np.where(noise, random.integers(0, 10, grid.size), grid.ravel()).astype(np.uint8)
        labels, copies, usable = colors.astype(np.int64), np.flatnonzero(IS_COLOR), np.arange(len(FEATURES))
        tree = grow_tree(matrix, colors, labels, 10, copies, usable, IS_COLOR, COSTS, 0.02, 3, True, no_splits(len(FEATURES)))
        assert 0 < len(tree) <= 5
        assert (apply_tree(tree, matrix) == colors).mean() >= 1 - noise.mean()
