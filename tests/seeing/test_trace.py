"""Rays with every rule for where they stop: pictures of what they paint."""

import numpy as np
import pytest

from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.seeing.trace import (
    AT_THE_EDGE,
    BEHIND,
    BEHIND_TO_COLOR,
    BEHIND_UNTIL,
    BEYOND,
    BOUNCE,
    BOUNCE_AT_EDGES,
    BOUNCE_SIDEWAYS,
    BOUNCE_UPRIGHT,
    COLOR_STOPS,
    DIRECTIONS,
    IN_THE_WAY,
    LAST,
    LONGEST,
    MEETS,
    MEETS_COLOR,
    MEETS_NOTHING,
    MEETS_OWN,
    MET,
    NONE,
    ON_ITS_OWN,
    OVER,
    OVER_UNTIL,
    RULES,
    STOPS,
    TURN_LEFT,
    TURN_RIGHT,
    bounced,
    follow_ray,
    headings_of_cells,
    trace_rays,
)
from tests.seeing.grids import drawn

ALONG = drawn("1003002")  # a ray from the 1 to the right meets the 3, then the 2
RIGHT, DOWN, LEFT = (0, 1), (1, 0), (0, -1)


def path_of(grid, start, step, stop, color=-1, is_leaving=False):
    """The cells that a ray paints, in order, and the color that it met."""
    path = np.empty(LONGEST + 1, np.int64)
    count, met = follow_ray(grid, 0, start, step, is_leaving, stop, color, path)
    return [divmod(int(cell), grid.shape[1]) for cell in path[:count]], met


@pytest.mark.parametrize(
    ("stop", "color", "cols", "met"),
    [
        (OVER, -1, [1, 2, 3, 4, 5, 6], -1),
        (BEHIND, -1, [1, 2, 4, 5], -1),
        (IN_THE_WAY, -1, [1, 2], 3),
        (MEETS, -1, [1, 2], 3),
        (MEETS_NOTHING, -1, [], 3),
        (MEETS_OWN, -1, [], 3),
        (OVER_UNTIL, 2, [1, 2, 3, 4, 5], 2),
        (OVER_UNTIL, 7, [1, 2, 3, 4, 5, 6], -1),
        (BEHIND_UNTIL, 2, [1, 2, 4, 5], 2),
        (LAST, -1, [2], 3),
        (MET, -1, [3], 3),
        (AT_THE_EDGE, -1, [6], -1),
        (BEYOND, -1, [4, 5], 2),
        (ON_ITS_OWN, -1, [], -1),
        (MEETS_COLOR, 3, [1, 2], 3),
        (MEETS_COLOR, 2, [], 3),
        (BEHIND_TO_COLOR, 2, [1, 2, 4, 5], 2),
        (BEHIND_TO_COLOR, 7, [], -1),
    ],
)
def test_where_a_ray_stops(stop, color, cols, met):
    assert path_of(ALONG, (0, 0), RIGHT, stop, color) == ([(0, col) for col in cols], met)


def test_nothing_and_its_own_color_are_met():
    assert path_of(drawn("1000"), (0, 0), RIGHT, MEETS_NOTHING) == ([(0, 1), (0, 2), (0, 3)], -1)
    assert path_of(drawn("1000"), (0, 0), RIGHT, MEETS) == ([], -1)
    assert path_of(drawn("1001"), (0, 0), RIGHT, MEETS_OWN) == ([(0, 1), (0, 2)], 1)
    assert path_of(drawn("1000"), (0, 0), (0, 0), OVER) == ([], -1)


def test_what_it_starts_in_is_crossed_when_it_is_leaving():
    assert path_of(drawn("11200"), (0, 0), RIGHT, IN_THE_WAY, is_leaving=True) == ([(0, 3), (0, 4)], -1)
    assert path_of(drawn("11200"), (0, 0), RIGHT, IN_THE_WAY) == ([], 1)


@pytest.mark.parametrize(
    ("stop", "cells"),
    [
        (TURN_RIGHT, [(1, 1), (1, 2), (2, 2)]),
        (TURN_LEFT, [(1, 1), (1, 2), (0, 2)]),
    ],
)
def test_a_ray_turns_once_where_it_stops(stop, cells):
    assert path_of(drawn("0000 1003 0000"), (1, 0), RIGHT, stop) == (cells, 3)


def test_a_slanting_ray_bounces():
    """The 1 goes down to the right, and up again where the bottom, or a wall, is in its way."""
    grid = drawn("10000 00000 00000")
    assert path_of(grid, (0, 0), (1, 1), BOUNCE)[0] == [(1, 1), (2, 2)]
    cells, _ = path_of(grid, (0, 0), (1, 1), BOUNCE_AT_EDGES)
    assert cells[:6] == [(1, 1), (2, 2), (1, 3), (0, 4), (1, 3), (2, 2)]
    wall = drawn("10000 00000 00000 55555")
    assert path_of(wall, (0, 0), (1, 1), BOUNCE)[0] == [(1, 1), (2, 2), (1, 3), (0, 4)]
    assert path_of(wall, (0, 0), (1, 1), BOUNCE_SIDEWAYS)[0] == [(1, 1), (2, 2)]
    assert path_of(wall, (0, 0), (1, 1), BOUNCE_UPRIGHT)[0][:4] == [(1, 1), (2, 2), (1, 3), (0, 4)]


@pytest.mark.parametrize(
    ("picture", "place", "step", "after"),
    [
        ("000 010 000", (0, 1), (1, 0), (-1, 0)),
        ("000 002 000", (0, 0), (1, 1), (-1, -1)),  # nothing beside it: back as it came
        ("000 200 000", (0, 0), (1, 1), (-1, 1)),
        ("020 000 000", (0, 0), (1, 1), (1, -1)),
        ("020 200 000", (0, 0), (1, 1), (-1, -1)),
        ("000 000 000", (2, 0), (1, 1), (-1, 1)),
        ("000 000 000", (0, 2), (1, 1), (1, -1)),
    ],
)
def test_what_is_in_the_way_of_a_slanting_ray_turns_it_around(picture, place, step, after):
    assert bounced(drawn(picture), 0, *place, *step) == after


def heading(grid, cell, direction):
    """Row and column step of the ray of one cell."""
    place = np.array([cell[0] * grid.shape[1] + cell[1]])
    return tuple(headings_of_cells(grid, 0, place, DIRECTIONS.index(direction))[0].tolist())


def test_headings():
    grid = drawn("0000 0120 0000 0000 3000")
    for number, direction in enumerate(DIRECTIONS[:8]):
        assert heading(grid, (1, 1), direction) == (ROW_STEPS[number], COL_STEPS[number])
    assert heading(grid, (1, 1), "away from its neighbors") == LEFT
    assert heading(grid, (1, 1), "through its neighbors") == RIGHT
    assert heading(grid, (4, 0), "inwards from the edge") == (0, 0)  # a corner: two edges are as near
    assert heading(drawn("000 000 200 000 000"), (2, 0), "inwards from the edge") == RIGHT
    assert heading(drawn("1112 0202 0002"), (1, 1), "to the edge of its color") == RIGHT
    assert heading(drawn("2222 0200 0200"), (1, 1), "to the edge of its color") == (-1, 0)
    assert heading(drawn("2222 0200 2222"), (1, 1), "to the edge of its color") == (0, 0)  # two edges
    assert heading(drawn("00000 00200 00000 00000 00000"), (1, 2), "inwards from the edge") == (0, 0)


def test_every_way_and_rule_is_traced():
    colors = np.array([3, 2], np.int64)
    rules = RULES + len(COLOR_STOPS) * 2
    own = np.full((2 * rules, *ALONG.shape), NONE, np.uint8)
    met = own.copy()
    starts = np.array([[0, 0, -1, 0, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1, 0, 0]], np.int64)
    trace_rays(ALONG, 0, starts, colors, own, met)
    assert own[rules + IN_THE_WAY, 0].tolist() == [NONE, 1, 1, *[NONE] * 4]
    assert met[rules + IN_THE_WAY, 0].tolist() == [NONE, 3, 3, *[NONE] * 4]
    until_2 = rules + RULES + COLOR_STOPS.index("over everything until color") * 2 + 1
    assert own[until_2, 0].tolist() == [NONE, 1, 1, 1, 1, 1, NONE]
    assert (own[:MEETS_OWN] == NONE).all()  # upwards there is nothing


def test_rays_have_a_heading_and_a_color_of_their_own():
    own = np.full((RULES, *ALONG.shape), NONE, np.uint8)
    met = own.copy()
    trace_rays(ALONG, 0, np.array([[0, 6, 0, -1, 8, 0, 0, 0]], np.int64), np.zeros(0, np.int64), own, met)
    assert own[IN_THE_WAY, 0].tolist() == [NONE, NONE, NONE, NONE, 8, 8, NONE]
    assert met[IN_THE_WAY, 0].tolist() == [NONE, NONE, NONE, NONE, 3, 3, NONE]
    assert own[OVER, 0].tolist() == [8] * 6 + [NONE]


def traced(text, source, direction, stop):
    """The cells (row, col) that the ray of a source paints."""
    cells, _ = path_of(drawn(text), source, heading(drawn(text), source, direction), STOPS.index(stop))
    return sorted(map(list, cells))


def test_a_ray_may_show_only_on_cells_of_its_own_color():
    assert traced("1013", (0, 0), "right", "only over its own color") == [[0, 2]]


def test_a_ray_turns_at_everything_in_its_way():
    text = "1002 0000 0000 3040"
    assert traced(text, (0, 0), "right", "turning right where it stops") == [[0, 1], [0, 2], [1, 2], [2, 0], [2, 1], [2, 2]]


def test_a_ray_turns_once_at_an_edge_and_stops_at_what_comes_then():
    assert traced("100 000 002", (0, 0), "right", "turning right where it stops") == [[0, 1], [0, 2], [1, 2]]


def test_a_ray_that_is_shut_in_ends():
    assert traced("0000 2130 0000", (1, 1), "right", "turning left where it stops") == [[0, 1]]
