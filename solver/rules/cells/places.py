"""Cell features of the place among objects: in the smallest box around, from what stands out, beside the nearest object."""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, LABELS, compiled
from solver.rules.cells.feature import MATRIX, MAX_NUMBER, NO_COLOR, Rows, clamped
from solver.seeing.attributes import AREA, COLOR, HEIGHT, LEFT, SIZE, TABLE, TOP, WIDTH
from solver.seeing.palette import color_box, color_counts, least_frequent
from solver.seeing.rectangles import largest_rectangles
from solver.task import Grid

PLACES = Rows()
_BOX, _MOTIONS = "box of corner object", ("flip of rows", "flip of cols", "half turn", "transposition")
IN_BOX, BOXES_AROUND = PLACES.numbers(_BOX, 4, f"in a {_BOX}", f"boxes around in {_BOX}")
(BOX_COLOR,) = PLACES.colors(_BOX, 5, f"color of {_BOX}")
BOX_HEIGHT, BOX_WIDTH, BOX_SIZE = PLACES.numbers(_BOX, 5, f"height of {_BOX}", f"width of {_BOX}", f"size of {_BOX}")
ABOVE, BEFORE, BELOW, BEYOND = PLACES.numbers(
    _BOX, 6, *(f"{way} in {_BOX}" for way in ("row", "col", "rows below", "cols right"))
)
(RINGS,) = PLACES.numbers(_BOX, 5, f"rings around in {_BOX}")
OFF_ROW, OFF_COL = PLACES.numbers(_BOX, 6, f"rows to the middle of {_BOX}", f"cols to the middle of {_BOX}")
PARTNER = PLACES.colors(_BOX, 5, *(f"color under {name} of {_BOX}" for name in _MOTIONS))
(SET_PARTNER,) = PLACES.colors(_BOX, 5, f"set color of partners in {_BOX}")

SQUARE, RECTANGLE = PLACES.numbers(
    "rectangle", 4, "side of largest one-colored square here", "area of largest one-colored rectangle here"
)
RECTANGLE_HEIGHT, RECTANGLE_WIDTH = PLACES.numbers(
    "rectangle", 5, *(f"{side} of largest one-colored rectangle here" for side in ("height", "width"))
)
LARGER, WIDER = PLACES.numbers("rectangle", 5, "larger rectangles of own color", "wider squares of own color")
NEVER = 99  # from what is not there
MARKS = ("rarest color", "largest object", "smallest object")
MARK_ROWS = PLACES.numbers("landmark", 5, *(f"above, beside or below {mark}" for mark in MARKS))
MARK_COLS = PLACES.numbers("landmark", 5, *(f"left, level or right of {mark}" for mark in MARKS))
ROWS_TO = PLACES.numbers("landmark", 6, *(f"rows to {mark}" for mark in MARKS))
COLS_TO = PLACES.numbers("landmark", 6, *(f"cols to {mark}" for mark in MARKS))
FAR_TO = PLACES.numbers("landmark", 5, *(f"distance to {mark}" for mark in MARKS))
SLANTED_TO = PLACES.numbers("landmark", 5, *(f"on a diagonal of {mark}" for mark in MARKS))
_ODD = ("row in {} mod 2", "col in {} mod 2", "row + col in {} mod 2")
ODD_IN_CORNER = PLACES.numbers("place parity", 5, *(words.format("corner object") for words in _ODD))
ODD_IN_MIXED = PLACES.numbers("place parity", 5, *(words.format("mixed object") for words in _ODD))
NEAREST_SIZE, NEAREST_HEIGHT, NEAREST_WIDTH = PLACES.numbers(
    "near object", 5, *(f"{side} of nearest object" for side in ("size", "height", "width"))
)
IN_ROWS, IN_COLS = PLACES.numbers("near object", 5, "in the rows of nearest object", "in the cols of nearest object")
(STEPS_TO,) = PLACES.numbers("near object", 5, "steps to box of nearest object")
(SECOND_COLOR,) = PLACES.colors("near object", 5, "color of second nearest object")


@compiled()
def write_box(grid: Grid, background: int, table: np.ndarray, out: np.ndarray) -> None:
    """Write the place in the smallest box around every cell of an object that is not background; `out` is all 0 before."""
    height, width = grid.shape
    owner = np.full((height, width), -1)
    for index in range(len(table)):
        top, left, high, wide = table[index, TOP], table[index, LEFT], table[index, HEIGHT], table[index, WIDTH]
        for row in range(top, top + high if table[index, COLOR] != background else top):
            for col in range(left, left + wide):
                out[BOXES_AROUND, row * width + col] = clamped(out[BOXES_AROUND, row * width + col] + 1)
                if owner[row, col] < 0 or table[index, AREA] < table[owner[row, col], AREA]:
                    owner[row, col] = index
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        for partner in range(4):
            out[PARTNER[partner], cell] = NO_COLOR
        out[BOX_COLOR, cell] = out[SET_PARTNER, cell] = NO_COLOR
        if owner[row, col] < 0:
            continue
        fact = table[owner[row, col]]
        top, left, high, wide = fact[TOP], fact[LEFT], fact[HEIGHT], fact[WIDTH]
        down, right = row - top, col - left
        below, rest = high - 1 - down, wide - 1 - right
        out[IN_BOX, cell], out[BOX_COLOR, cell], out[BOX_SIZE, cell] = 1, fact[COLOR], clamped(fact[SIZE])
        out[BOX_HEIGHT, cell], out[BOX_WIDTH, cell] = high, wide
        out[ABOVE, cell], out[BEFORE, cell], out[BELOW, cell], out[BEYOND, cell] = down, right, below, rest
        out[RINGS, cell] = min(min(down, right), min(below, rest))
        out[OFF_ROW, cell], out[OFF_COL, cell] = abs(down - below), abs(right - rest)
        out[PARTNER[0], cell], out[PARTNER[1], cell] = grid[top + below, col], grid[row, left + rest]
        out[PARTNER[2], cell] = grid[top + below, left + rest]
        out[PARTNER[3], cell] = grid[top + right, left + down] if high == wide else NO_COLOR
        for partner in range(4):
            color = out[PARTNER[partner], cell]
            if color not in (background, NO_COLOR) and out[SET_PARTNER, cell] == NO_COLOR:
                out[SET_PARTNER, cell] = color
        if grid[row, col] != background:
            out[SET_PARTNER, cell] = grid[row, col]


@compiled()
def write_rectangles(grid: Grid, out: np.ndarray) -> None:
    """Write what is known of the largest one-colored rectangle and square that hold each cell."""
    height, width = grid.shape
    found = largest_rectangles(grid)
    larger, widest = np.zeros((10, height * width + 1), np.int64), np.zeros(10, np.int64)
    for row in range(height):
        for col in range(width):
            color = grid[row, col]
            larger[color, found[0, row, col] * found[1, row, col]] = 1
            widest[color] = max(widest[color], found[2, row, col])
    for cell in range(grid.size):
        row, col = cell // width, cell % width
        color, high, wide = grid[row, col], found[0, row, col], found[1, row, col]
        out[SQUARE, cell], out[RECTANGLE, cell] = found[2, row, col], clamped(high * wide)
        out[RECTANGLE_HEIGHT, cell], out[RECTANGLE_WIDTH, cell] = high, wide
        count = 0
        for area in range(high * wide + 1, height * width + 1):
            count += larger[color, area]
        out[LARGER, cell] = clamped(count)
        out[WIDER, cell] = widest[color] - found[2, row, col]


@compiled()
def write_mark(mark: int, box: tuple[int, int, int, int], shape: tuple[int, int], out: np.ndarray) -> None:
    """Write where every cell lies from one of MARKS. box: top, left, height (0 without one), width."""
    top, left, high, wide = box
    for cell in range(shape[0] * shape[1]):
        row, col = cell // shape[1], cell % shape[1]
        rows_off, cols_off = max(top - row, row - top - high + 1, 0), max(left - col, col - left - wide + 1, 0)
        far, is_slanted = max(rows_off, cols_off), int(rows_off == cols_off and rows_off > 0)
        out[ROWS_TO[mark], cell], out[COLS_TO[mark], cell] = rows_off if high else NEVER, cols_off if high else NEVER
        out[FAR_TO[mark], cell], out[SLANTED_TO[mark], cell] = far if high else NEVER, is_slanted if high else NEVER
        out[MARK_ROWS[mark], cell] = (0 if row < top else (2 if row >= top + high else 1)) if high else NEVER
        out[MARK_COLS[mark], cell] = (0 if col < left else (2 if col >= left + wide else 1)) if high else NEVER


@compiled()
def write_marks(grid: Grid, background: int, table: np.ndarray, out: np.ndarray) -> None:
    """Write where every cell lies from the box of the rarest set color, of the largest and of the smallest object."""
    counts = color_counts(grid)
    counts[background] = 0
    write_mark(0, color_box(grid, least_frequent(counts, 0)), grid.shape, out)
    largest = smallest = 0
    for index in range(len(table)):
        largest = index if table[index, SIZE] > table[largest, SIZE] else largest
        smallest = index if table[index, SIZE] < table[smallest, SIZE] else smallest
    for mark, index in ((1, largest), (2, smallest)):
        box = (0, 0, 0, 0)
        if len(table):
            box = table[index, TOP], table[index, LEFT], table[index, HEIGHT], table[index, WIDTH]
        write_mark(mark, box, grid.shape, out)


@compiled()
def write_nearest_object(grid: Grid, labels: np.ndarray, table: np.ndarray, out: np.ndarray) -> None:
    """Write what the object whose box is nearest to every cell (not its own) is like, and the color of the next one."""
    for cell in range(grid.size):
        row, col = cell // grid.shape[1], cell % grid.shape[1]
        nearest = second = -1
        steps = second_steps = MAX_NUMBER
        for index in range(len(table)):
            fact = table[index]
            far = max(fact[TOP] - row, row - fact[TOP] - fact[HEIGHT] + 1, 0)
            far += max(fact[LEFT] - col, col - fact[LEFT] - fact[WIDTH] + 1, 0)
            if index + 1 == labels[row, col]:
                continue
            if far < steps:
                second, second_steps, nearest, steps = nearest, steps, index, far
            elif far < second_steps:
                second, second_steps = index, far
        out[STEPS_TO, cell] = steps
        out[SECOND_COLOR, cell] = table[second, COLOR] if second >= 0 else NO_COLOR
        if nearest >= 0:
            fact = table[nearest]
            out[NEAREST_SIZE, cell] = clamped(fact[SIZE])
            out[NEAREST_HEIGHT, cell], out[NEAREST_WIDTH, cell] = fact[HEIGHT], fact[WIDTH]
            out[IN_ROWS, cell] = fact[TOP] <= row < fact[TOP] + fact[HEIGHT]
            out[IN_COLS, cell] = fact[LEFT] <= col < fact[LEFT] + fact[WIDTH]


@compiled(types.void(GRID, INTEGER, LABELS, TABLE, LABELS, TABLE, MATRIX))
def write_places(
    grid: Grid, background: int, corner: np.ndarray, corners: np.ndarray, mixed: np.ndarray, mixeds: np.ndarray, out: np.ndarray
) -> None:
    """Write the rows of PLACES. Labels and tables: of objects of one color, and of any colors, joined by sides or corners."""
    out[:] = 0
    write_box(grid, background, corners, out)
    write_rectangles(grid, out)
    write_marks(grid, background, mixeds, out)
    write_nearest_object(grid, mixed, mixeds, out)
    for cell in range(grid.size):
        row, col = cell // grid.shape[1], cell % grid.shape[1]
        for labels, table, odd in ((corner, corners, ODD_IN_CORNER), (mixed, mixeds, ODD_IN_MIXED)):
            label = labels[row, col]
            down, right = (row - table[label - 1, TOP], col - table[label - 1, LEFT]) if label else (0, 0)
            out[odd[0], cell], out[odd[1], cell], out[odd[2], cell] = down % 2, right % 2, (down + right) % 2
