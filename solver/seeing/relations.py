"""What the objects of a grid are to each other: a table of relations, from which come colors to take over and attributes.

A relation says of every object (row) which others (columns) it is related to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from solver.seeing.attributes import (
    AREA,
    COLOR,
    COLUMN,
    HEIGHT,
    LEFT,
    SHAPE,
    SHAPE_MOVED,
    SIZE,
    TOP,
    UNKNOWN,
    WIDTH,
    Attribute,
    contained,
    places_of,
)
from solver.seeing.boxes import box_of
from solver.seeing.colors import counts_of
from solver.seeing.cuts import NO_BACKGROUND, labels_of
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, Grid

MOST_RELATED = 40
Links = np.ndarray  # bool, objects x objects
Colors = tuple[float, Callable[[Objects], np.ndarray]]  # cost, and the color for every object
FAR = 99  # farther than any cell


def _equal(scene: Objects, column: int) -> Links:
    values = scene.table[:, column]
    return (values[:, None] == values) & ~np.eye(scene.count, dtype=bool)


def _nearest(scene: Objects) -> Links:
    """Those with the cells that are the fewest steps away."""
    away = np.where(scene.labels == np.arange(1, scene.count + 1)[:, None, None], 0, FAR)
    for axis in (1, 2):
        steps = np.arange(away.shape[axis]).reshape((-1, 1) if axis == 1 else (1, -1))
        ahead = np.minimum.accumulate(away - steps, axis=axis) + steps
        behind = np.flip(np.minimum.accumulate(np.flip(away + steps, axis), axis=axis), axis) - steps
        away = np.minimum(ahead, behind)
    places = scene.labels.ravel()
    order = np.argsort(places, kind="stable")[np.count_nonzero(places == 0) :]
    starts = np.searchsorted(places[order], np.arange(1, scene.count + 1))
    steps = np.minimum.reduceat(away.reshape(scene.count, -1)[:, order], starts, axis=1)
    np.fill_diagonal(steps, FAR)
    return (steps == steps.min(axis=1, keepdims=True)) & (steps < FAR)


def _touched(scene: Objects) -> Links:
    """Those next to it, by sides."""
    links = np.zeros((scene.count + 1, scene.count + 1), bool)
    height, width = scene.labels.shape
    for down, right in ((0, 1), (1, 0)):
        one = scene.labels[: height - down, max(0, -right) : width - max(0, right)]
        other = scene.labels[down:, max(0, right) : width - max(0, -right)]
        links[one, other] = links[other, one] = True
    np.fill_diagonal(links, False)
    return links[1:, 1:]


def _around(scene: Objects) -> Links:
    """The smallest one in whose box its box lies."""
    inside, areas = contained(scene.table), scene.table[:, AREA]
    sizes = np.where(inside, areas, np.iinfo(np.int64).max)
    return inside & (sizes == sizes.min(axis=1, keepdims=True, initial=np.iinfo(np.int64).max))


def _in_turn(scene: Objects, is_across: bool, step: int) -> Links:
    """The one so many places on, counted from the left (or from the top) and round again."""
    places = places_of(scene.table, is_across)
    return (places[:, None] + step) % max(1, scene.count) == places


def _in_line(scene: Objects, first: int, extent: int) -> Links:
    """Those with cells in the same rows (or columns)."""
    starts, ends = scene.table[:, first], scene.table[:, first] + scene.table[:, extent]
    return (starts[:, None] < ends) & (starts < ends[:, None]) & ~np.eye(scene.count, dtype=bool)


# The grid seen so that a direction is "down", and the row after each box, its first column and the one after it, there.
SIGHTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "below": lambda grid: grid,
    "to the left": lambda grid: np.rot90(grid, 1),
    "above": lambda grid: grid[::-1],
    "to the right": lambda grid: grid.T,
}


def _sight(scene: Objects, way: str, is_far: bool) -> list[np.ndarray]:
    """For each object the first (or last) row of cells beyond its box, in one direction, in which there is something."""
    grid, places = SIGHTS[way](scene.grid), SIGHTS[way](np.arange(scene.grid.size).reshape(scene.grid.shape))
    top, left, high, wide = scene.table[:, [TOP, LEFT, HEIGHT, WIDTH]].T
    tall, broad = scene.grid.shape
    after, first, last = {
        "below": (top + high, left, left + wide),
        "above": (tall - top, left, left + wide),
        "to the right": (left + wide, top, top + high),
        "to the left": (broad - left, top, top + high),
    }[way]
    is_free = grid == scene.background
    found = []
    for row, start, end in zip(after.tolist(), first.tolist(), last.tolist(), strict=True):
        rows = np.flatnonzero(~is_free[row:, start:end].all(axis=1))
        line = row + (rows[-1 if is_far else 0] if len(rows) else 0)
        found.append(places[line, start:end][~is_free[line, start:end]] if len(rows) else places[0, :0])
    return found


def _seen(scene: Objects, way: str) -> Links:
    """Those in the first row of cells that is seen in one direction."""
    links = np.zeros((scene.count, scene.count + 1), bool)
    for index, cells in enumerate(_sight(scene, way, False)):
        links[index, scene.labels.ravel()[cells]] = True
    return links[:, 1:]


IN_TURN = {
    f"{word} one from the {side}, in turn": (2.0, partial(_in_turn, is_across=side == "left", step=step))
    for side in ("left", "top")
    for word, step in (("next", 1), ("last", -1))
}
# Relations by the word for what is related, with the cost of naming them.
RELATIONS: dict[str, tuple[float, Callable[[Objects], Links]]] = {
    "nearest": (1.0, _nearest),
    "touched": (1.0, _touched),
    "one around": (0.5, _around),
    "ones inside": (0.5, lambda scene: contained(scene.table).T),
    "others of its color": (1.0, partial(_equal, column=COLOR)),
    "others of its shape": (1.0, partial(_equal, column=SHAPE)),
    "others of its shape, turned": (1.0, partial(_equal, column=SHAPE_MOVED)),
    "others of its size": (1.0, partial(_equal, column=SIZE)),
    "ones in its rows": (1.5, partial(_in_line, first=TOP, extent=HEIGHT)),
    "ones in its columns": (1.5, partial(_in_line, first=LEFT, extent=WIDTH)),
    **{f"one {way}": (1.5, partial(_seen, way=way)) for way in SIGHTS},
    **IN_TURN,
}
# What is asked of the related ones, where they agree, with the cost.
ASKED: dict[str, float] = {"color": 1, "size": 1, "shape": 2, "height": 2, "width": 2, "hole count": 2, "is a rectangle": 2,
                           "color count": 2, "touches the edge": 2}  # fmt: skip
COMPARED = ("color", "size", "shape", "height", "width")
_ASKED_COLUMNS = np.array([COLUMN[name] for name in ASKED])
_COMPARED_COLUMNS = np.array([COLUMN[name] for name in COMPARED])


def _attributes_of(relation: str, cost: float) -> list[Attribute]:
    return [
        Attribute(f"number of {relation}", cost + 2),
        Attribute(f"how many it is to: {relation}", cost + 3),
        *(Attribute(f"{name} of {relation}", cost + more + 1, name not in ("color", "shape")) for name, more in ASKED.items()),
        *(Attribute(f"equals in {name} {relation}", cost + 2.5, False) for name in COMPARED),
    ]


RELATED_ATTRIBUTES = tuple(one for name, (cost, _) in RELATIONS.items() for one in _attributes_of(name, cost))


def related_table(scene: Objects) -> np.ndarray:
    """The RELATED_ATTRIBUTES of every object (int64): what is related to it is like. All UNKNOWN in crowded grids."""
    if scene.count > MOST_RELATED or not scene.count:
        return np.full((scene.count, len(RELATED_ATTRIBUTES)), UNKNOWN)
    blocks = []
    for _, related in RELATIONS.values():
        links = related(scene)
        counts = links.sum(axis=1)
        values = _shared(links, scene.table[:, _ASKED_COLUMNS])
        theirs, mine = _shared(links, scene.table[:, _COMPARED_COLUMNS]), scene.table[:, _COMPARED_COLUMNS]
        equal = np.where(theirs == UNKNOWN, UNKNOWN, theirs == mine)
        blocks += [counts[:, None], links.sum(axis=0)[:, None], values, equal]
    return np.hstack(blocks).astype(np.int64)


def _shared(links: Links, values: np.ndarray) -> np.ndarray:
    """The values that all related objects have (objects x columns), UNKNOWN where there are none or they differ."""
    first = values[links.argmax(axis=1)]
    differs = (links[:, :, None] & (values[None] != first[:, None])).any(axis=1)
    return np.where(links.any(axis=1)[:, None] & ~differs, first, UNKNOWN)


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


def _nearest_color(scene: Objects) -> np.ndarray:
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


def _seen_color(scene: Objects, way: str, is_far: bool) -> np.ndarray:
    """The only color of the first (or last) row of cells beyond each object, UNKNOWN where there is none or are several."""
    colors = (set(scene.grid.ravel()[cells].tolist()) for cells in _sight(scene, way, is_far))
    return np.array([one.pop() if len(one) == 1 else UNKNOWN for one in colors], np.int64)


def _color_of(scene: Objects, relation: str, is_other: bool = False) -> np.ndarray:
    """The color of the related objects (of another color), UNKNOWN where there are none or several."""
    colors = scene.column("color")
    links = RELATIONS[relation][1](scene)
    links = links & (colors[:, None] != colors) if is_other else links
    return _shared(links, colors[:, None])[:, 0]


def _inside(scene: Objects) -> np.ndarray:
    """The only color in the box of an object that is neither background nor its own."""
    found = np.full(scene.count, UNKNOWN)
    for index, own in enumerate(scene.column("color")):
        box = scene.grid[scene.box(index)]
        colors = np.unique(box[(box != scene.background) & (box != own)])
        found[index] = colors[0] if len(colors) == 1 else UNKNOWN
    return found


def _lacked(scene: Objects) -> np.ndarray:
    """The only color that the others have together and it has not, UNKNOWN when it lacks none or several."""
    has = np.zeros((scene.count + 1, COLOR_COUNT), bool)
    has[scene.labels, scene.grid] = True
    lacks = has[1:].any(axis=0) & ~has[1:]
    return np.where(lacks.sum(axis=1) == 1, lacks.argmax(axis=1), UNKNOWN)


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
    for words, reading in (("forward", pairs), ("backward", [(value, key) for key, value in pairs])):
        table = np.full(COLOR_COUNT, UNKNOWN)
        for key, value in reading:
            table[key] = value if table[key] in (UNKNOWN, value) else UNKNOWN
        tables[words] = table
    return tables


# Colors that an object may take over, with the cost of naming them: its own and the grid's, then those of what it is related
# to, which are looked at only where there are few objects.
OWN: dict[str, Colors] = {
    "least common color": (0.0, _fixed(lambda scene: _ranked_color(scene, True))),
    "most common color": (0.0, _fixed(lambda scene: _ranked_color(scene, False))),
    "color of the largest": (0.0, _fixed(lambda scene: _color_by_size(scene, True))),
    "color of the smallest": (0.0, _fixed(lambda scene: _color_by_size(scene, False))),
    "touching color": (0.0, lambda scene: scene.column("touching color")),
    "second color": (0.0, lambda scene: scene.column("second color")),
    "color": (0.0, lambda scene: scene.column("color")),
    "only touching color": (0.0, lambda scene: scene.column("only touching color")),
}
RELATED: dict[str, Colors] = {
    "nearest other color": (1.0, _nearest_color),
    **{
        f"color seen {'farthest ' * far}{way}": (2.0, partial(_seen_color, way=way, is_far=far))
        for far in (False, True)
        for way in SIGHTS
    },
    "color of the other one of its shape": (1.0, partial(_color_of, relation="others of its shape", is_other=True)),
    "color of the other one of its shape, turned": (
        1.0,
        partial(_color_of, relation="others of its shape, turned", is_other=True),
    ),
    "color of the other one of its size": (1.0, partial(_color_of, relation="others of its size", is_other=True)),
    "other color in its box": (1.5, _inside),
    "color that it lacks": (1.0, _lacked),
    **{
        f"color of the {relation}": (2.0, partial(_color_of, relation=relation))
        for relation in (*IN_TURN, "one around", "ones inside", "ones in its rows", "ones in its columns")
    },
    "its color in the legend, forward": (1.0, partial(_by_legend, reading="forward")),
    "its color in the legend, backward": (1.0, partial(_by_legend, reading="backward")),
}


def copied_colors(scene: Objects) -> dict[str, tuple[float, np.ndarray]]:
    """Costs and colors that an object may take over, one per object (UNKNOWN where there is none); fewer in crowded grids."""
    if not scene.copied:
        rows = OWN | (RELATED if scene.count <= MOST_RELATED else {})
        scene.copied.update({name: (cost, colors(scene)) for name, (cost, colors) in rows.items()})
    return scene.copied
