"""Zoom: the part of the input that is most like the output, instead of the input."""

import numpy as np

from solver.budget import Budget
from solver.frames.zoom import zoom
from solver.task import Pair, Task

RANDOM = np.random.default_rng(4)


def scene():
    """A grid of zeros with one drawing in it; and the drawing with its 1s recolored to 2."""
    drawing = np.where(RANDOM.random((4, 5)) < 0.5, 1, 3).astype(np.uint8)
    grid = np.zeros((9, 10), np.uint8)
    grid[2:6, 3:8] = drawing
    return Pair(grid, np.where(drawing == 1, 2, drawing).astype(np.uint8))


def test_the_drawing_stands_for_the_whole():
    shown, asked = [scene() for _ in range(3)], scene()
    frames = list(zoom(Task("recolored drawing", tuple(shown), (asked.input,)), Budget()))
    assert frames
    frame = frames[0]
    for pair, new in zip(shown, frame.task.train, strict=True):
        assert np.array_equal(new.input, pair.input[2:6, 3:8]) and np.array_equal(new.output, pair.output)
    assert np.array_equal(frame.task.test[0], asked.input[2:6, 3:8])
    assert np.array_equal(frame.decode((asked.output,))[0], asked.output)


def test_there_is_nothing_to_zoom_at_where_the_shape_stays():
    pairs = tuple(Pair(pair.input, pair.input[::-1].copy()) for pair in (scene(), scene()))
    assert list(zoom(Task("flipped", pairs, (scene().input,)), Budget())) == []
    assert list(zoom(Task("one", (scene(),), (scene().input,)), Budget())) == []
