"""What an object is related to: near it, seen from it, like it. Colors that it may take over from there, or from a legend."""

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


def _by_size(scene: Objects, is_largest: bool) -> np.ndarray:
    sizes = scene.table[:, SIZE]
    return np.full(scene.count, (sizes.argmax() if is_largest else sizes.argmin()) if scene.count else UNKNOWN)


def _outermost(scene: Objects, first: int, side: int | None = None) -> np.ndarray:
    """The object that lies furthest up or left, with its sides furthest down or right; UNKNOWN on a draw."""
    ends = scene.table[:, first] if side is None else -scene.table[:, first] - scene.table[:, side]
    outermost = np.flatnonzero(ends == ends.min(initial=MAX_SIDE))
    return np.full(scene.count, outermost[0] if len(outermost) == 1 else UNKNOWN)


def _only(scene: Objects, cells: np.ndarray) -> int:
    """The first of some cells (row * width + col) where they all have one color, UNKNOWN otherwise."""
    return int(cells[0]) if len(np.unique(scene.grid.ravel()[cells])) == 1 else UNKNOWN


def _nearest(scene: Objects) -> np.ndarray:
    """The nearest cell of another color that is not the object's. UNKNOWN when there is none, or of several colors."""
    marks = np.argwhere((scene.labels > 0) if scene.background >= COLOR_COUNT else (scene.grid != scene.background))
    rows, cols = marks.T
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        cells = np.argwhere(scene.labels == index + 1)
        others = marks[(scene.labels[rows, cols] != index + 1) & (scene.grid[rows, cols] != scene.grid[tuple(cells[0])])]
        if len(others):
            away = np.abs(others[:, None] - cells[None]).sum(axis=2).min(axis=1)
            found[index] = _only(scene, others[away == away.min()] @ (scene.grid.shape[1], 1))
    return found


# The lines of cells beyond a box of a grid in a direction, the nearest first.
SIGHTS: dict[str, Callable[[Grid, slice, slice], np.ndarray]] = {
    "below": lambda grid, rows, cols: grid[rows.stop :, cols],
    "to the left": lambda grid, rows, cols: grid[rows, : cols.start].T[::-1],
    "above": lambda grid, rows, cols: grid[: rows.start, cols][::-1],
    "to the right": lambda grid, rows, cols: grid[rows, cols.stop :].T,
}


def _seen(scene: Objects, way: str, is_far: bool) -> np.ndarray:
    """The first (or last) cell of another object beyond each object in one direction, UNKNOWN when not of one color."""
    found = np.full(scene.count, UNKNOWN)
    places = np.where(scene.grid == scene.background, UNKNOWN, np.arange(scene.grid.size).reshape(scene.grid.shape))
    for index in range(scene.count):
        beyond = SIGHTS[way](places, *scene.box(index))
        full = np.flatnonzero((beyond >= 0).any(axis=1))
        if len(full):
            line = beyond[full[-1 if is_far else 0]]
            found[index] = _only(scene, line[line >= 0])
    return found


def _twin(scene: Objects, *columns: int) -> np.ndarray:
    """The first of the objects of another color that are equal in some columns, UNKNOWN when they have several."""
    values, colors = scene.table[:, columns], scene.column("color")
    found = np.full(scene.count, UNKNOWN)
    for index in range(scene.count):
        twins = np.flatnonzero((values == values[index]).all(axis=1) & (colors != colors[index]))
        if len(np.unique(colors[twins])) == 1:
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
    """A cell of the only color in the box of an object that is neither background nor its own."""
    found = np.full(scene.count, UNKNOWN)
    for index, own in enumerate(scene.column("color")):
        rows, cols = scene.box(index)
        box = scene.grid[rows, cols]
        down, right = np.nonzero((box != scene.background) & (box != own))
        found[index] = _only(scene, (rows.start + down) * scene.grid.shape[1] + cols.start + right)
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


# Objects that an object is related to, by index, UNKNOWN for none; and cells of what it is related to, as row * width + col.
THINGS: dict[str, Relation] = {
    "the largest": (0.0, partial(_by_size, is_largest=True)),
    "the smallest": (0.0, partial(_by_size, is_largest=False)),
    "the other one of its shape": (1.0, lambda scene: _twin(scene, SHAPE)),
    "the other one of its shape, turned": (1.0, lambda scene: _twin(scene, SHAPE_MOVED)),
    "the other one of its size": (1.0, lambda scene: _twin(scene, SIZE)),
    "the other one as high and wide": (1.0, lambda scene: _twin(scene, HEIGHT, WIDTH)),
    "the topmost": (1.5, partial(_outermost, first=TOP)),
    "the lowest": (1.5, partial(_outermost, first=TOP, side=HEIGHT)),
    "the leftmost": (1.5, partial(_outermost, first=LEFT)),
    "the rightmost": (1.5, partial(_outermost, first=LEFT, side=WIDTH)),
}
CELLS: dict[str, Relation] = {
    "nearest other color": (1.0, _nearest),
    **{
        f"color seen {'farthest ' * far}{way}": (2.0, partial(_seen, way=way, is_far=far))
        for far in (False, True)
        for way in SIGHTS
    },
    "other color in its box": (1.5, _inside),
}


def _color_of(name: str) -> Relation:
    cost, thing = THINGS[name]
    return cost, lambda scene: np.append(scene.column("color"), UNKNOWN)[thing(scene)]


def _thing_at(cell: Callable[[Objects], np.ndarray]) -> Callable[[Objects], np.ndarray]:
    return lambda scene: np.append(scene.labels, 0)[cell(scene)] - 1


def _color_at(name: str) -> Relation:
    cost, cell = CELLS[name]
    return cost, lambda scene: np.append(scene.grid, UNKNOWN)[cell(scene)]


# Colors that an object may take over, with the cost of naming the relation: its own and the grid's, then those of others,
# which are looked at only where there are few.
OWN: dict[str, Relation] = {
    "least common color": (0.0, _fixed(lambda scene: _ranked_color(scene, True))),
    "most common color": (0.0, _fixed(lambda scene: _ranked_color(scene, False))),
    **{f"color of {name}": _color_of(name) for name in ("the largest", "the smallest")},
    "touching color": (0.0, lambda scene: scene.column("touching color")),
    "second color": (0.0, lambda scene: scene.column("second color")),
    "color": (0.0, lambda scene: scene.column("color")),
    "only touching color": (0.0, lambda scene: scene.column("only touching color")),
}
RELATED: dict[str, Relation] = {
    **{name: _color_at(name) for name in CELLS},
    **{f"color of {name}": _color_of(name) for name in THINGS if f"color of {name}" not in OWN},
    "color that it lacks": (1.0, _lacked),
    "its color in the legend, forward": (1.0, partial(_by_legend, reading="forward")),
    "its color in the legend, backward": (1.0, partial(_by_legend, reading="backward")),
}


# What an object is related to, by words: the index of one object for each, UNKNOWN for none.
KIN = THINGS | {name.replace("color", "one"): (cost, _thing_at(cell)) for name, (cost, cell) in CELLS.items()}


def kin_of(scene: Objects, name: str) -> np.ndarray:
    """The index of what every object is related to, by a name of KIN; UNKNOWN for none."""
    if name not in scene.kin:
        scene.kin[name] = KIN[name][1](scene)
    return scene.kin[name]


def copied_colors(scene: Objects) -> dict[str, tuple[float, np.ndarray]]:
    """Costs and colors that an object may take over, one per object (UNKNOWN where there is none); fewer in crowded grids."""
    if not scene.copied:
        rows = OWN | (RELATED if scene.count <= MOST_RELATED else {})
        scene.copied.update({name: (cost, colors(scene)) for name, (cost, colors) in rows.items()})
    return scene.copied
