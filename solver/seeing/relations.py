"""Colors that an object may take over from what it is related to: near it, seen from it, like it, or named by a legend."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from solver.seeing.attributes import HEIGHT, LEFT, SHAPE, SHAPE_MOVED, SIZE, TOP, UNKNOWN, WIDTH, places_of
from solver.seeing.boxes import box_of
from solver.seeing.colors import counts_of
from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, MAX_SIDE, Grid

MOST_RELATED = 40
READINGS = ("forward", "backward")  # of the pairs in a legend
Relation = tuple[float, Callable[[Objects], np.ndarray]]  # cost, and the color for every object


def _fixed(color: Callable[[Objects], int]) -> Callable[[Objects], np.ndarray]:
    return lambda scene: np.full(scene.count, color(scene))


def _ranked_color(scene: Objects, is_rare: bool) -> int:
    """The least or most common color but the background; UNKNOWN when there is no other."""
    counts = counts_of(scene.grid)
    counts[scene.background if scene.background < COLOR_COUNT else 0] = 0
    present = np.flatnonzero(counts)
    if not len(present):
        return UNKNOWN
    return int(present[counts[present].argmin()] if is_rare else counts.argmax())


def _color_by_size(scene: Objects, is_largest: bool) -> int:
    sizes = scene.table[:, SIZE]
    return int(scene.column("color")[sizes.argmax() if is_largest else sizes.argmin()]) if scene.count else UNKNOWN


def _outermost(scene: Objects, first: int, side: int | None = None) -> np.ndarray:
    """Color of the object that lies furthest up or left, with its sides furthest down or right; UNKNOWN on a draw."""
    ends = scene.table[:, first] if side is None else -scene.table[:, first] - scene.table[:, side]
    outermost = np.flatnonzero(ends == ends.min(initial=MAX_SIDE))
    return np.full(scene.count, scene.column("color")[outermost[0]] if len(outermost) == 1 else UNKNOWN)


def _nearest(scene: Objects) -> np.ndarray:
    """Color of the nearest cell of another color that is not the object's. UNKNOWN when there is none or on a draw."""
    marks = np.argwhere((scene.labels > 0) if scene.background >= COLOR_COUNT else (scene.grid != scene.background))
    rows, cols = marks.T
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        cells = np.argwhere(scene.labels == index + 1)
        others = marks[(scene.labels[rows, cols] != index + 1) & (scene.grid[rows, cols] != scene.grid[tuple(cells[0])])]
        if len(others):
            away = np.abs(others[:, None] - cells[None]).sum(axis=2).min(axis=1)
            colors = np.unique(scene.grid[tuple(others[away == away.min()].T)])
            found[index] = colors[0] if len(colors) == 1 else UNKNOWN
    return found


# The lines of cells beyond a box of a grid in a direction, the nearest first.
SIGHTS: dict[str, Callable[[Grid, slice, slice], np.ndarray]] = {
    "below": lambda grid, rows, cols: grid[rows.stop :, cols],
    "to the left": lambda grid, rows, cols: grid[rows, : cols.start].T[::-1],
    "above": lambda grid, rows, cols: grid[: rows.start, cols][::-1],
    "to the right": lambda grid, rows, cols: grid[rows, cols.stop :].T,
}


def _seen(scene: Objects, way: str, is_far: bool) -> np.ndarray:
    """Color of the first (or last) cell of another object beyond each object in one direction, UNKNOWN when not one color."""
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        beyond = SIGHTS[way](scene.grid, *scene.box(index))
        full = np.flatnonzero((beyond != scene.background).any(axis=1))
        if len(full):
            colors = set(beyond[full[-1 if is_far else 0]].tolist()) - {scene.background}
            found[index] = colors.pop() if len(colors) == 1 else UNKNOWN
    return found


def _twin(scene: Objects, *columns: int) -> np.ndarray:
    """Color of the objects of another color that are equal in some columns, UNKNOWN when they have several."""
    values, colors = scene.table[:, columns], scene.column("color")
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        twins = np.unique(colors[(values == values[index]).all(axis=1) & (colors != colors[index])])
        if len(twins) == 1:
            found[index] = twins[0]
    return found


def _clockwise(scene: Objects) -> np.ndarray:
    """The angle of every object about the middle of all, clockwise from above."""
    down, right = (2 * scene.table[:, first] + scene.table[:, side] for first, side in ((TOP, HEIGHT), (LEFT, WIDTH)))
    return np.arctan2(2 * right - right.min() - right.max(), down.min() + down.max() - 2 * down)


# Orders of objects, by their place or a number that grows with it.
ORDERS: dict[str, Callable[[Objects], np.ndarray]] = {
    "from the left": lambda scene: places_of(scene.table, True),
    "from the top": lambda scene: places_of(scene.table, False),
    "clockwise": _clockwise,
}


def colors_in_turn(scene: Objects, is_meant: np.ndarray) -> dict[str, tuple[float, np.ndarray]]:
    """Costs and colors of the next and the last one of the objects that are meant, in order and round again."""
    found = {}
    meant = np.flatnonzero(is_meant)
    for order, place in ORDERS.items() if 0 < scene.count <= MOST_RELATED else ():
        ordered = meant[np.argsort(place(scene)[meant], kind="stable")]
        for word, step in (("next", 1), ("last", -1)):
            colors = np.full(scene.count, UNKNOWN)
            colors[ordered] = scene.column("color")[np.concatenate((ordered[step:], ordered[:step]))]
            found[f"color of the {word} one {order}, in turn"] = (2.0, colors)
    return found


def _lacked(scene: Objects) -> np.ndarray:
    """The only color that the others have together and it has not, UNKNOWN when it lacks none or several."""
    has = np.zeros((scene.count + 1, COLOR_COUNT), bool)
    has[scene.labels, scene.grid] = True
    lacks = has[1:].any(axis=0) & ~has[1:]
    return np.where(lacks.sum(axis=1) == 1, lacks.argmax(axis=1), UNKNOWN)


def _inside(scene: Objects) -> np.ndarray:
    """The only color in the box of an object that is neither background nor its own."""
    found = np.full(scene.count, UNKNOWN)
    for index, own in enumerate(scene.column("color")):
        box = scene.grid[scene.box(index)]
        colors = np.unique(box[(box != scene.background) & (box != own)])
        found[index] = colors[0] if len(colors) == 1 else UNKNOWN
    return found


def _by_legend(scene: Objects, reading: str) -> np.ndarray:
    return legends(scene.grid, scene.background % NO_BACKGROUND)[reading][scene.column("color")]


def legends(grid: Grid, background: int) -> dict[str, np.ndarray]:
    """Tables of colors (int64, 10, UNKNOWN for colors left out) read from full blocks two cells wide or high.

    A block pairs the two colors of each of its rows (or columns).
    """
    return _legends(grid.tobytes(), grid.shape, background)


@lru_cache(maxsize=64)
def _legends(cells: bytes, shape: tuple[int, int], background: int) -> dict[str, np.ndarray]:
    grid = np.frombuffer(cells, np.uint8).reshape(shape).copy()
    pairs: list[tuple[int, int]] = []
    labels, count = labels_of(grid, background, False, False)
    for label in range(1, count + 1):
        mask = labels == label
        block = grid[box_of(mask)]
        if 2 not in block.shape or block.size != mask.sum():
            continue
        lines = block if block.shape[1] == 2 else block.T
        if (lines[:, 0] != lines[:, 1]).all():
            pairs += [(int(one), int(other)) for one, other in lines]
    tables = {}
    for words, reading in zip(READINGS, (pairs, [(value, key) for key, value in pairs]), strict=True):
        table = np.full(COLOR_COUNT, UNKNOWN)
        for key, value in reading:
            table[key] = value if table[key] in (UNKNOWN, value) else UNKNOWN
        tables[words] = table
    return tables


# Colors that an object may take over, with the cost of naming the relation: its own and the grid's, then those of others,
# which are looked at only where there are few.
OWN: dict[str, Relation] = {
    "least common color": (0.0, _fixed(lambda scene: _ranked_color(scene, True))),
    "most common color": (0.0, _fixed(lambda scene: _ranked_color(scene, False))),
    "color of the largest": (0.0, _fixed(lambda scene: _color_by_size(scene, True))),
    "color of the smallest": (0.0, _fixed(lambda scene: _color_by_size(scene, False))),
    "touching color": (0.0, lambda scene: scene.column("touching color")),
    "second color": (0.0, lambda scene: scene.column("second color")),
    "color": (0.0, lambda scene: scene.column("color")),
    "only touching color": (0.0, lambda scene: scene.column("only touching color")),
}
RELATED: dict[str, Relation] = {
    "nearest other color": (1.0, _nearest),
    **{
        f"color seen {'farthest ' * far}{way}": (2.0, partial(_seen, way=way, is_far=far))
        for far in (False, True)
        for way in SIGHTS
    },
    "color of the other one of its shape": (1.0, lambda scene: _twin(scene, SHAPE)),
    "color of the other one of its shape, turned": (1.0, lambda scene: _twin(scene, SHAPE_MOVED)),
    "color of the other one of its size": (1.0, lambda scene: _twin(scene, SIZE)),
    "color of the other one as high and wide": (1.0, lambda scene: _twin(scene, HEIGHT, WIDTH)),
    "color of the topmost": (1.5, partial(_outermost, first=TOP)),
    "color of the lowest": (1.5, partial(_outermost, first=TOP, side=HEIGHT)),
    "color of the leftmost": (1.5, partial(_outermost, first=LEFT)),
    "color of the rightmost": (1.5, partial(_outermost, first=LEFT, side=WIDTH)),
    "other color in its box": (1.5, _inside),
    "color that it lacks": (1.0, _lacked),
    "its color in the legend, forward": (1.0, partial(_by_legend, reading="forward")),
    "its color in the legend, backward": (1.0, partial(_by_legend, reading="backward")),
}


def copied_colors(scene: Objects) -> dict[str, tuple[float, np.ndarray]]:
    """Costs and colors that an object may take over, one per object (UNKNOWN where there is none); fewer in crowded grids."""
    if not scene.copied:
        rows = OWN | (RELATED if scene.count <= MOST_RELATED else {})
        scene.copied.update({name: (cost, colors(scene)) for name, (cost, colors) in rows.items()})
    return scene.copied
