"""Panels as cells: a grid of panels and the small grid that stands for it."""

import numpy as np

from solver.budget import Budget
from solver.frames.panels import Code, panels_as_cells
from solver.task import Pair, Task, as_grid, same_grid


def of_panels(small, pictures, line=5):
    """A grid with a 2 x 2 panel for each cell of a small one, and lines of a color between them."""
    height, width = np.shape(small)
    grid = np.full((3 * height - 1, 3 * width - 1), line, np.uint8)
    for row in range(height):
        for col in range(width):
            grid[3 * row : 3 * row + 2, 3 * col : 3 * col + 2] = pictures[small[row][col]]
    return grid


PICTURES = [np.full((2, 2), 0), np.full((2, 2), 3), np.array([[2, 0], [2, 2]])]
SHOWN = ([[0, 1, 0], [1, 0, 0]], [[0, 0, 2], [1, 2, 0]])
ASKED = [[2, 0, 1], [0, 0, 1]]


def test_every_panel_becomes_a_cell_and_a_cell_a_panel():
    train = [Pair(of_panels(small, PICTURES), of_panels(np.fliplr(small), PICTURES)) for small in SHOWN]
    task = Task("mirrored", tuple(train), (of_panels(ASKED, PICTURES),))
    frame = next(panels_as_cells(task, Budget()))
    colors = np.array([0, 3, 2])
    assert [grid.tolist() for grid in frame.task.inputs] == [colors[small].tolist() for small in (*SHOWN, ASKED)]
    assert [pair.output.tolist() for pair in frame.task.train] == [np.fliplr(colors[small]).tolist() for small in SHOWN]
    (back,) = frame.decode((as_grid(np.fliplr(colors[ASKED])),))
    assert same_grid(back, of_panels(np.fliplr(ASKED), PICTURES))
    assert frame.decode((as_grid([[0, 3]]),)) is None


def test_an_output_of_another_shape_is_left_as_it_is():
    train = [Pair(of_panels(small, PICTURES), as_grid([small[0]])) for small in SHOWN]
    (frame,) = panels_as_cells(Task("first row", tuple(train), (of_panels(ASKED, PICTURES),)), Budget())
    assert [pair.output.tolist() for pair in frame.task.train] == [[small[0]] for small in SHOWN]
    assert frame.task.test[0].tolist() == [[2, 0, 3], [0, 0, 3]]
    assert frame.decode((as_grid([[1, 9]]),))[0].tolist() == [[1, 9]]


def test_a_grid_without_panels_has_no_such_frame():
    grid = as_grid([[1, 2], [3, 4]])
    assert list(panels_as_cells(Task("plain", (Pair(grid, grid),), (grid,)), Budget())) == []


def test_a_code_gives_every_picture_a_color_of_its_own():
    code = Code()
    striped, other = as_grid([[1, 2], [1, 1]]), as_grid([[1, 1], [2, 1]])
    assert code.color(as_grid([[4, 4]])) == 4 and not code.pictures
    assert (code.color(striped), code.color(other), code.color(striped)) == (1, 2, 1)
    assert same_grid(code.picture(2, (2, 2)), other) and code.picture(2, (3, 2)) is None
    assert code.picture(7, (1, 2)).tolist() == [[7, 7]]
    for color in range(3, 10):
        assert code.color(as_grid([[color, 0]])) == color
    assert code.color(as_grid([[0, 1]])) == -1
