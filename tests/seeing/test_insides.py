"""What is inside: boxes around enclosed areas, and insides of frames."""

from __future__ import annotations

import numpy as np
import pytest

from solver.seeing.insides import label_frame_insides, label_windows
from tests.seeing.grids import drawn


def labels_of(label, text, *arguments):
    grid = drawn(text)
    labels = np.zeros(grid.shape, np.int16)
    label(grid, *arguments, labels)
    return labels.tolist()


def test_windows_are_boxes_of_enclosed_areas():
    found = labels_of(label_windows, "11111 10101 10001 11111 00000")
    assert found == drawn("00000 01110 01110 00000 00000").tolist()


def test_two_windows_are_numbered_and_open_areas_have_none():
    assert labels_of(label_windows, "11111 10101 11111") == drawn("00000 01020 00000").tolist()
    assert labels_of(label_windows, "101 101 111") == np.zeros((3, 3), int).tolist()


@pytest.mark.parametrize("full", [True, False])
def test_whole_frames_have_insides(full):
    assert labels_of(label_frame_insides, "2222 2002 2222 0000", full) == drawn("0000 0110 0000 0000").tolist()


def test_corners_make_a_frame_where_whole_sides_are_not_asked_for():
    corners = "22022 20002 00000 20002 22022"
    assert labels_of(label_frame_insides, corners, False) == drawn("00000 01110 01110 01110 00000").tolist()
    assert labels_of(label_frame_insides, corners, True) == np.zeros((5, 5), int).tolist()


def test_two_frames_are_numbered_in_reading_order():
    assert labels_of(label_frame_insides, "2220333 2020303 2220333", True) == drawn("0000000 0100020 0000000").tolist()
