"""What lies on what: the order of a pile, objects behind others, and what of them is hidden."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing import patterns
from solver.seeing.colors import edge_color_of
from solver.seeing.overlaps import behind_others, hidden_in_front, layers_of, stacked_rectangles
from tests.naive import as_labels
from tests.seeing.grids import drawn, random_grids


def test_the_pile_is_read_from_below():
    assert layers_of(drawn("00200 11211 00200"), 0) == {1: 0, 2: 1}
    assert layers_of(drawn("111 101 111"), 0) == {}, "one color is no pile"
    assert layers_of(drawn("10 02 10 02"), 0) == {}, "no line, frame or plate"


def test_hidden_cells_belong_to_the_topmost_rectangle():
    whole = drawn("11661 33333 11661 11111")
    grid = whole.copy()
    grid[0, 3] = grid[1, 1] = grid[3, 3] = patterns.UNKNOWN
    assert stacked_rectangles(grid).tolist() == whole.tolist(), "6 goes on behind 3, and its corner is known"
    assert stacked_rectangles(drawn("1112 1222")) is None, "each of the two boxes shows the other color"


def lies_over(grid, one, other, ground):
    """True where cells of one color are neighbors, or have only cells of one other color, no ground, between them in a line."""
    down, right = np.subtract(other, one)
    steps = max(abs(down), abs(right))
    if steps == 0 or grid[one] != grid[other] or (down and right and abs(down) != abs(right)):
        return False
    between = {int(grid[one[0] + down * k // steps, one[1] + right * k // steps]) for k in range(1, steps)}
    return len(between) <= 1 and ground not in between


def test_parts_of_what_lies_behind_others_are_one():
    for grid in random_grids(40):
        ground = edge_color_of(grid)
        left, groups = [cell for cell in np.ndindex(grid.shape) if grid[cell] != ground], []
        while left:
            group = [left[0]]
            for one in group:
                group += [other for other in left if other not in group and lies_over(grid, one, other, ground)]
            groups.append(group)
            left = [cell for cell in left if cell not in group]
        assert (behind_others(grid, ground) == as_labels(grid, groups)).all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("00200 11211 00200", "00200 11111 00200"),
        ("03300 23300 22200 22200 00000", "03300 22200 22200 22200 00000"),
        ("10000 02200 02200 00010 00000", "10000 01200 02100 00010 00000"),
        ("0100 1220 1222 0220 0100 0000", "0100 1120 1122 0120 0100 0000"),
    ],
)
def test_what_others_hide_of_plates_lines_and_other_shapes_comes_in_front(before, after):
    assert hidden_in_front(drawn(before)).tolist() == drawn(after).tolist()
