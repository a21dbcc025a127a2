"""Rays that turn where something is in their way."""

from __future__ import annotations

import numpy as np

from solver.seeing.trace import DIRECTIONS, NONE, STOPS, trace_rays
from tests.seeing.grids import drawn

RULES = len(STOPS)


def traced(text, source, direction, stop):
    """The cells (row, col) that the ray of a source paints."""
    grid = drawn(text)
    own = np.full((len(DIRECTIONS) * RULES, *grid.shape), NONE, np.uint8)
    cells = np.array([source[0] * grid.shape[1] + source[1]], np.int64)
    trace_rays(grid, 0, cells, np.empty(0, np.int64), own, own.copy())
    return np.argwhere(own[DIRECTIONS.index(direction) * RULES + STOPS.index(stop)] != NONE).tolist()


def test_a_ray_turns_at_everything_in_its_way():
    text = "1002 0000 0000 3040"
    assert traced(text, (0, 0), "right", "turning right where it stops") == [[0, 1], [0, 2], [1, 2], [2, 0], [2, 1], [2, 2]]


def test_a_ray_turns_once_at_an_edge_and_stops_at_what_comes_then():
    assert traced("100 000 002", (0, 0), "right", "turning right where it stops") == [[0, 1], [0, 2], [1, 2]]


def test_a_ray_that_is_shut_in_ends():
    assert traced("0000 2130 0000", (1, 1), "right", "turning left where it stops") == [[0, 1]]
