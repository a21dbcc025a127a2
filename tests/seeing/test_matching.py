"""Places where a part of a pattern is there, against all offsets there are."""

import numpy as np
import pytest

from solver.seeing.matching import NO_INK, find_places
from tests.seeing.grids import drawn, random_grids


def fits(grid, taken, pattern, down, right, is_loose):
    """What the docstring says of one offset: None, or how many cells match and the ink."""
    matched, missing, inks = 0, 0, set()
    for row, col, color, is_key in pattern:
        row, col = row + down, col + right
        if not (0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]):
            if is_key:
                return None
            continue
        if taken[row, col] or (grid[row, col] == 0 and is_key):
            return None
        if grid[row, col] == 0:
            missing += 1
        elif is_loose and not is_key:
            inks.add(int(grid[row, col]))
            matched += 1
        elif grid[row, col] == color:
            matched += 1
        else:
            return None
    if not missing or len(inks) > 1 or (is_loose and not inks):
        return None
    return (matched, *inks) if is_loose else (matched, NO_INK)


PATTERNS = [
    [(0, 0, 1, 1), (0, 1, 2, 0), (1, 0, 2, 0)],
    [(1, 1, 3, 1), (0, 0, 1, 0), (0, 2, 1, 0), (2, 1, 2, 0)],
    [(0, 0, 2, 0), (0, 1, 2, 0), (1, 1, 2, 0)],
]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("is_loose", [0, 1])
def test_every_place_is_found_once(pattern, is_loose):
    rows, cols, colors, is_key = (np.array(column, np.int64) for column in zip(*pattern, strict=True))
    anchors = pattern[:1] if is_key[0] else pattern
    found_any = False
    for grid in random_grids(60):
        taken = (np.random.default_rng(grid.size).random(grid.shape) < 0.1).astype(np.uint8)
        places = np.zeros((200, 4), np.int64)
        count = find_places(grid, taken, rows, cols, colors, is_key, 0, is_loose, places)
        expected = set()
        for down in range(-3, grid.shape[0] + 1):
            for right in range(-3, grid.shape[1] + 1):
                cells = [(row + down, col + right, color) for row, col, color, _ in anchors]
                is_anchored = any(
                    0 <= row < grid.shape[0] and 0 <= col < grid.shape[1] and grid[row, col] == color
                    for row, col, color in cells
                )
                fit = fits(grid, taken, pattern, down, right, is_loose)
                if is_anchored and fit is not None:
                    expected.add((down, right, *fit))
        assert count == len(expected) and set(map(tuple, places[:count].tolist())) == expected
        found_any = found_any or bool(expected)
    assert found_any


def test_no_more_than_there_is_room_for():
    grid = drawn("1010 0000 1010 0000")
    pattern = [np.array(column, np.int64) for column in ((0, 1), (0, 0), (1, 1), (1, 0))]
    places = np.zeros((3, 4), np.int64)
    assert find_places(grid, np.zeros_like(grid), *pattern, 0, 0, places) == 3
    assert places.tolist() == [[0, 0, 1, NO_INK], [0, 2, 1, NO_INK], [2, 0, 1, NO_INK]]
