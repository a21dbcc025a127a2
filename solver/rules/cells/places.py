"""Cell features of the place among objects: in the smallest box around, from what stands out, beside the nearest object."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.rules.cells.feature import MAX_NUMBER, NO_COLOR, Block, colors, counts_in, each, least_common, numbers
from solver.rules.cells.look import Look, seen_in
from solver.seeing.attributes import AREA, COLOR, HEIGHT, LEFT, SIZE, TOP, WIDTH
from solver.seeing.rectangles import largest_rectangles

NEVER = 99  # from what is not there
BOX = [TOP, LEFT, HEIGHT, WIDTH]
MARKS = ("rarest color", "largest object", "smallest object")


def places(look: Look) -> Iterator[Block]:
    """Where a cell lies among objects."""
    yield from _in_box(look)
    yield from _in_rectangle(look)
    yield from _from_marks(look)
    for words, scene in (("corner object", look.corner_objects), ("mixed object", look.mixed_objects)):
        top, left = seen_in(scene.labels, scene.table[:, [TOP, LEFT]].T)
        down, right = np.where(scene.labels.ravel() > 0, (look.row - top, look.col - left), 0)
        odd = np.array([down, right, down + right]) % 2
        yield numbers("place parity", 5, {each("{} in " + words + " mod 2", ("row", "col", "row + col")): odd})
    yield from _near_object(look)


def _off(look: Look, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many rows and columns each cell lies off each of the boxes (boxes, cells)."""
    top, left, high, wide = boxes.T[..., None]
    rows_off = np.maximum(top - look.row, look.row - top - high + 1)
    return np.maximum(rows_off, 0), np.maximum(np.maximum(left - look.col, look.col - left - wide + 1), 0)


def _in_box(look: Look) -> Iterator[Block]:
    """The smallest box around a cell of an object of one color that is not background."""
    table, box = look.corner_objects.table, "box of corner object"
    rows_off, cols_off = _off(look, table[:, BOX])
    inside = (rows_off + cols_off == 0) & (table[:, [COLOR]] != look.background)
    is_in = inside.any(axis=0)
    owner = np.where(inside, table[:, [AREA]], 1 << 20).argmin(axis=0)
    top, left, high, wide, size, color = table[owner][:, [*BOX, SIZE, COLOR]].T
    down, right = look.row - top, look.col - left
    below, rest = high - 1 - down, wide - 1 - right
    partners = look.color_at(np.array([top + below, look.row, top + below]), np.array([look.col, left + rest, left + rest]))
    diagonal = np.where(high == wide, look.color_at(top + right, left + down), NO_COLOR)
    partners = np.where(is_in, np.vstack([partners, diagonal]), NO_COLOR)
    is_set = (partners != look.background) & (partners != NO_COLOR)
    first = np.where(is_set.any(axis=0), partners[is_set.argmax(axis=0), np.arange(is_in.size)], NO_COLOR)
    yield numbers(box, 4, {f"in a {box}": is_in, f"boxes around in {box}": inside.sum(axis=0)})
    yield colors(box, 5, {f"color of {box}": np.where(is_in, color, NO_COLOR)})
    yield numbers(box, 5, {each("{} of " + box, ("height", "width", "size")): np.array([high, wide, size]) * is_in})
    sides = np.array([down, right, below, rest]) * is_in
    yield numbers(box, 6, {each("{} in " + box, ("row", "col", "rows below", "cols right")): sides})
    yield numbers(box, 5, {f"rings around in {box}": sides.min(axis=0)})
    yield numbers(box, 6, {each("{}s to the middle of " + box, ("row", "col")): abs(sides[:2] - sides[2:])})
    motions = ("flip of rows", "flip of cols", "half turn", "transposition")
    yield colors(box, 5, {each("color under {} of " + box, motions): partners})
    yield colors(box, 5, {f"set color of partners in {box}": look.own_or(first)})


def _in_rectangle(look: Look) -> Iterator[Block]:
    """The largest one-colored rectangle and square that hold a cell, and how many of its color are larger."""
    high, wide, square = largest_rectangles(look.grid).reshape(3, -1)
    area, own = high * wide, look.own
    known = np.zeros((NO_COLOR, own.size + 2), np.int64)
    known[own, area] = 1
    larger = known[:, ::-1].cumsum(axis=1)[:, ::-1]
    widest = np.zeros(NO_COLOR, np.int64)
    np.maximum.at(widest, own, square)
    yield numbers("rectangle", 4, {"side of largest one-colored square here": square})
    yield numbers("rectangle", 4, {"area of largest one-colored rectangle here": area})
    yield numbers("rectangle", 5, {each("{} of largest one-colored rectangle here", ("height", "width")): [high, wide]})
    yield numbers("rectangle", 5, {"larger rectangles of own color": larger[own, area + 1]})
    yield numbers("rectangle", 5, {"wider squares of own color": widest[own] - square})


def _from_marks(look: Look) -> Iterator[Block]:
    """Where a cell lies from the box of the rarest set color, of the largest and of the smallest object."""
    table, rarest = look.mixed_objects.table, least_common(counts_in(look.own[:, None], look.background))[0]
    cells = np.array([look.row, look.col])[:, look.own == rarest]
    boxes = np.zeros((len(MARKS), len(BOX)), np.int64)  # of no height for what is not there
    if len(table):
        first = cells.min(axis=1)
        boxes[0] = [*first, *(cells.max(axis=1) - first + 1)]
        boxes[1:] = table[[table[:, SIZE].argmax(), table[:, SIZE].argmin()]][:, BOX]
    rows_off, cols_off = _off(look, boxes)
    top, left, high, wide = boxes.T[..., None]
    found = {
        (5, "above, beside or below {}"): 1 + (look.row >= top + high) - (look.row < top),
        (5, "left, level or right of {}"): 1 + (look.col >= left + wide) - (look.col < left),
        (6, "rows to {}"): rows_off,
        (6, "cols to {}"): cols_off,
        (5, "distance to {}"): np.maximum(rows_off, cols_off),
        (5, "on a diagonal of {}"): (rows_off == cols_off) & (rows_off > 0),
    }
    for (cost, words), values in found.items():
        yield numbers("landmark", cost, {each(words, MARKS): np.where(high > 0, values, NEVER)})


def _near_object(look: Look) -> Iterator[Block]:
    """The object whose box is nearest to a cell (not its own), and the next one."""
    scene, group, cells = look.mixed_objects, "near object", np.arange(look.own.size)
    table = np.vstack([scene.table, np.zeros((2, scene.table.shape[1]), np.int64)])  # the last two stand for none
    table[-2:, COLOR] = NO_COLOR
    far = np.full((len(table), cells.size), MAX_NUMBER)
    far[:-2] = sum(_off(look, scene.table[:, BOX]))
    labels = scene.labels.ravel()
    far[labels[look.is_set] - 1, cells[look.is_set]] = MAX_NUMBER + 1
    nearest = far.argmin(axis=0)
    steps = far[nearest, cells]
    far[nearest, cells] = MAX_NUMBER + 1
    top, left, high, wide, size = table[nearest][:, [*BOX, SIZE]].T
    in_rows, in_cols = (top <= look.row) & (look.row < top + high), (left <= look.col) & (look.col < left + wide)
    yield numbers(group, 5, {each("{} of nearest object", ("size", "height", "width")): [size, high, wide]})
    yield numbers(group, 5, {"in the rows of nearest object": in_rows, "in the cols of nearest object": in_cols})
    yield numbers(group, 5, {"steps to box of nearest object": steps})
    yield colors(group, 5, {"color of second nearest object": table[far.argmin(axis=0), COLOR]})
