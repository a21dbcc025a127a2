"""Cell features against slow, obvious versions, and laws that hold for all of them; trees that share their splits."""

from __future__ import annotations

import numpy as np
import pytest

from solver.rules.cells.examples import examples_of
from solver.rules.cells.feature import (
    MAX_NUMBER,
    NO_COLOR,
    are_colors,
    colors,
    costs_of,
    counts_in,
    each,
    features_of,
    least_common,
    matrix_of,
    most_common,
    numbers,
)
from solver.rules.cells.look import Look
from solver.rules.cells.matrix import blocks_of, feature_matrix, features
from solver.rules.cells.tree import apply_tree, grow_tree
from solver.task import as_grid
from tests.rules.cells.slow import slow_features

IS_COLOR = are_colors(features())


def random_grids(count, side=6, colors=4):
    random = np.random.default_rng(7)
    for _ in range(count):
        shape = random.integers(1, side + 1, 2)
        yield (random.integers(0, colors, shape) * (random.random(shape) < random.choice((0.3, 0.6, 1)))).astype(np.uint8)


def seen(grid, background=0):
    """The values of every cell by the names of features."""
    matrix = feature_matrix(grid, background)
    return {feature.name: row.reshape(grid.shape) for feature, row in zip(features(), matrix, strict=True)}


GRIDS = [*random_grids(40), np.zeros((1, 1), np.uint8), np.full((30, 30), 3, np.uint8), as_grid([[0, 5, 0], [1, 5, 2]])]


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: "x".join(map(str, grid.shape)))
def test_features_are_legal(grid):
    found = seen(grid)
    for feature in features():
        assert found[feature.name].max() <= (NO_COLOR if feature.is_color else MAX_NUMBER), feature.name


def test_every_grid_has_the_same_features_each_with_its_column():
    for grid in GRIDS:
        look = Look(grid, 0)
        blocks = list(blocks_of(look))
        assert features_of(blocks) == features_of(blocks_of(Look(GRIDS[-1], 0)))
        for names, values in (column for block in blocks for column in block.columns.items()):
            alone = ((), (grid.size,))
            assert np.shape(values) in (((len(names), grid.size), (len(names), 1)) if isinstance(names, tuple) else alone), (
                names
            )


def test_names_of_features_are_unique():
    assert len({feature.name for feature in features()}) == len(features())


@pytest.mark.parametrize("background", [0, 1])
def test_features_are_what_the_slow_version_says(background):
    for grid in random_grids(25):
        found, slow = seen(grid, background), slow_features(grid, background)
        assert set(slow) <= set(found)
        for name, values in slow.items():
            assert (found[name] == values).all(), name


def test_every_group_is_computed_slowly_or_in_an_example():
    """In this file: regular patterns, echoes, bounces, rectangles, landmarks, panels; relations follow from the others."""
    named = set(slow_features(GRIDS[-1], 0)) | EXAMPLES
    assert set(features_of_group(named)) == {feature.group for feature in features()} - {"relation"}


def features_of_group(names):
    return [feature.group for feature in features() if feature.name in names]


EXAMPLES = {
    "side of largest one-colored square here", "rows to rarest color", "color hit down-right after a bounce",
    "main color hit up by the object", "color by own upright axis", "color of object repeated right", "color by period",
    "row of panel",
}  # fmt: skip


def test_relations_are_equal_colors():
    for grid in random_grids(20):
        found = seen(grid)
        for one, other in (("own color", "color up"), ("color left", "color up"), ("first color of row", "last color of row")):
            is_same = (found[one] == found[other]) & (found[one] != NO_COLOR)
            assert (found[f"{one} = {other}"] == is_same).all()


def test_periods_and_axes():
    found = seen(as_grid([[1, 2, 1, 2], [2, 1, 2, 1], [1, 2, 5, 5], [2, 1, 5, 5]]))
    assert found["color by period, occluder unknown"].tolist() == [[1, 2, 1, 2], [2, 1, 2, 1]] * 2
    assert (found["color by period"] == NO_COLOR).all()
    assert found["color by period of row"].tolist()[:2] == [[1, 2, 1, 2], [2, 1, 2, 1]]
    found = seen(as_grid([[1, 2, 2, 1], [3, 0, 4, 3], [1, 0, 0, 1]]))
    assert found["color across axis, background unknown"].tolist()[1] == [3, 4, 0, 3]
    assert found["color of any partner, background unknown"].tolist()[1] == [3, 4, 4, 3]


def test_panels():
    found = seen(as_grid([[1, 0, 5, 2, 0], [0, 0, 5, 2, 2], [5, 5, 5, 5, 5], [0, 0, 5, 0, 3], [0, 0, 5, 0, 0]]))
    assert found["row of panel"][:, 0].tolist() == [0, 0, MAX_NUMBER, 1, 1]
    assert found["col in panel"][0].tolist() == [0, 1, MAX_NUMBER, 0, 1]
    assert found["cells set in panel"][0].tolist() == [1, 1, 0, 3, 3]
    assert found["panels that are fuller"][3].tolist() == [3, 3, 0, 1, 1]
    assert found["main set color of panel"][4].tolist() == [NO_COLOR, NO_COLOR, NO_COLOR, 3, 3]
    assert found["color here in fullest panel"][3].tolist() == [2, 0, NO_COLOR, 2, 0]
    assert found["main color of panel named by place"][0].tolist() == [1, 2, NO_COLOR, 1, 2]
    assert (found["color of lines between panels"] == 5).all()
    assert (seen(as_grid([[1, 0], [0, 0]]))["color of lines between panels"] == NO_COLOR).all()


def test_blocks_become_a_matrix():
    blocks = [
        numbers("size", 2, {each("{} of it", ("height", "width")): np.array([[1, 200], [3, 4]]), "all": 7}),
        colors("shade", 3, {"own": np.array([5, NO_COLOR])}),
    ]
    assert [feature.name for feature in features_of(blocks)] == ["height of it", "width of it", "all", "own"]
    assert features_of(blocks)[3] == ("own", True, 3, "shade") and costs_of(features_of(blocks)).tolist() == [2, 2, 2, 3]
    assert matrix_of(blocks, 2).tolist() == [[1, MAX_NUMBER], [3, 4], [7, 7], [5, NO_COLOR]]


def test_counts_of_stacked_colors():
    counts = counts_in(np.array([[0, 2, 2], [3, 2, 1], [3, NO_COLOR, 1]]), 0)
    assert counts.sum(axis=0).tolist() == [2, 2, 3] and counts[0].tolist() == [0, 0, 0]
    assert most_common(counts).tolist() == [3, 2, 1] and least_common(counts).tolist() == [3, 2, 2]
    assert most_common(np.zeros(10)) == least_common(np.zeros(10)) == NO_COLOR


def test_largest_rectangles():
    for grid in random_grids(60, colors=2):
        found = seen(grid)
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
        found = seen(grid)
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
        found = seen(grid)
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
    found = seen(grid)
    assert found["main color hit up by the object"][2:4, :2].tolist() == [[2, 2], [NO_COLOR, 2]]
    assert found["main color hit by the object"][3, 3] == NO_COLOR
    assert found["directions in which the object hits"][3, 1] == 1


def test_rays_are_thrown_back_once():
    grid = as_grid([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [4, 0, 0, 0]])
    found = seen(grid)["color hit down-left after a bounce"]
    assert found.tolist() == [[10, 10, 10, 10], [10, 10, 10, 10], [10, 10, 10, 10], [10, 10, 10, 10]]
    grid = as_grid([[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [4, 0, 0]])
    found = seen(grid)["color hit down-right after a bounce"]
    assert found.tolist() == [[4, 10, 10], [10, 4, 10], [10, 10, 4], [10, 10, 10], [10, 10, 10]]


def test_what_lies_behind_a_hit():
    grid = as_grid([[0, 2, 2, 3, 0, 0, 3]])
    found = seen(grid)
    assert found["cells of the run hit right"].tolist() == [[2, 1, 1, 1, 1, 1, 0]]
    assert found["color behind the hit right"].tolist() == [[3, 3, 0, NO_COLOR, NO_COLOR, NO_COLOR, NO_COLOR]]
    assert found["color behind the hit left"].tolist() == [[NO_COLOR, NO_COLOR, 0, 0, 2, 2, 2]]
    assert found["main color of runs that point here straight"].tolist()[0][0] == 2


def test_objects_are_completed_reflected_and_repeated():
    grid = as_grid([[0, 0, 0, 0, 0], [1, 2, 1, 0, 0], [1, 3, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
    found = seen(grid)
    assert found["color by own upright axis"][2].tolist() == [NO_COLOR, 3, 1, NO_COLOR, NO_COLOR]
    assert found["color of reflection down of an object"][3:].tolist() == [[1, 3, 10, 10, 10], [1, 2, 1, 10, 10]]
    assert found["color of object repeated right"][1].tolist() == [10, 10, 10, 1, 2]
    assert found["color of object repeated down with a gap"][4].tolist() == [1, 2, 1, 10, 10]


def test_shared_splits_change_no_tree():
    random = np.random.default_rng(3)
    for grid in random_grids(12, side=8):
        matrix = feature_matrix(grid, 0)
        colors = np.where(random.random(grid.size) < 0.2, 5, grid.ravel()).astype(np.uint8)
        copies = np.flatnonzero(IS_COLOR)
        shared = examples_of(matrix, colors, colors, copies, features())
        for price in (0.01, 0.05):
            for _ in range(4):
                usable = np.flatnonzero(random.random(len(features())) < 0.5)
                tree = grow_tree(shared, usable, price, 32, False)
                alone = examples_of(matrix, colors, colors, copies, features())
                assert tree.tolist() == grow_tree(alone, usable, price, 32, False).tolist()
                assert not tree.size or (apply_tree(tree, matrix) == colors).all()


def test_a_tolerant_tree_is_right_on_most_cells():
    random = np.random.default_rng(4)
    for grid in random_grids(6, side=8):
        matrix = feature_matrix(grid, 0)
        noise = random.random(grid.size) < 0.1
        colors = np.where(noise, random.integers(0, 10, grid.size), grid.ravel()).astype(np.uint8)
        examples = examples_of(matrix, colors, colors, np.flatnonzero(IS_COLOR), features())
        tree = grow_tree(examples, np.arange(len(features())), 0.02, 3, True)
        assert 0 < len(tree) <= 5
        assert (apply_tree(tree, matrix) == colors).mean() >= 1 - noise.mean()
