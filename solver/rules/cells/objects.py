"""Cell features of the objects that a cell belongs to, and of the whole grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.rules.cells.feature import COLORS, NO_COLOR, Block, colors, each, least_common, most_common, numbers
from solver.rules.cells.look import Look, seen_in
from solver.seeing.attributes import COLOR, COLUMN, HEIGHT, LEFT, SHAPE, SIZE, TOP, WIDTH
from solver.seeing.objects import Objects
from solver.seeing.ranks import rank_columns

OBJECT_COLOR, WHOLE, WHOLE_COLOR = "object color", "whole", "whole color"  # groups that some trees go without
RANKED = {"size": SIZE, "height": HEIGHT, "width": WIDTH, "row": TOP, "column": LEFT, "shape": SHAPE, "color": COLOR}
RANKS = ("{} rank", "{} rank from below", "number of equal {}")
# Numbers that a cell has of its object: columns of the table of objects and ranks, by the cost of naming them.
SIDE_OBJECT: dict[float, tuple[str, ...]] = {
    4: ("size", "size rank", "size rank from below"),
    5: ("height", "width", "free box cells", "hole count", "touches the edge", "has mirrored rows", "has mirrored cols",
        "number of equal shape", "number of equal size", "number of equal color"),
    6: ("height rank", "width rank", "row rank from below", "column rank from below", "is a square"),
}  # fmt: skip
CORNER_OBJECT: dict[float, tuple[str, ...]] = {4: ("size", "size rank", "size rank from below")}
MIXED_OBJECT: dict[float, tuple[str, ...]] = {
    4: ("size", "size rank", "size rank from below"),
    5: ("hole count", "color count", "number of equal shape", "number of equal color"),
}


def of_objects(look: Look) -> Iterator[Block]:
    """The objects that a cell belongs to; what is background makes objects of one color too."""
    kinds = {
        "side object": (look.side_objects, SIDE_OBJECT, tuple(RANKED)),
        "corner object": (look.corner_objects, CORNER_OBJECT, ("size",)),
        "mixed object": (look.mixed_objects, MIXED_OBJECT, ("size", "shape", "color")),
    }
    for kind, (scene, wanted, ranked) in kinds.items():
        named = ranks_of(scene, ranked) | {
            name: scene.column(name) for names in wanted.values() for name in names if name in COLUMN
        }
        for cost, names in wanted.items():
            yield numbers(kind, cost, {each("{} of " + kind, names): seen_in(scene.labels, [named[name] for name in names])})
    scene, kind = look.side_objects, "side object"
    size, top, left, height, width = seen_in(scene.labels, scene.table[:, [SIZE, TOP, LEFT, HEIGHT, WIDTH]].T)
    down, right = look.row - top, look.col - left
    places = np.array([down, right, height - 1 - down, width - 1 - right])
    yield numbers(kind, 6, {each("{} in " + kind, ("row", "col", "rows below", "cols right")): places})
    yield numbers(kind, 5, {f"depth in box of {kind}": places.min(axis=0)})
    yield numbers(kind, 6, {f"size of {kind} mod 2": size % 2})
    colored = ("touching color", "only touching color")
    touching = np.array([scene.column(name) for name in colored])
    shown = seen_in(scene.labels, np.where(touching < 0, NO_COLOR, touching))
    yield colors(kind, 5, {each("{} of " + kind, colored): shown})
    contacts = np.zeros((NO_COLOR + 1, scene.count + 1), bool)
    beside = look.around[:4]
    is_other = beside != look.own
    contacts[beside[is_other], np.broadcast_to(scene.labels.ravel(), is_other.shape)[is_other]] = True
    contacts[[look.background, NO_COLOR]] = False
    yield numbers(OBJECT_COLOR, 6, {each(kind + " touches {}", COLORS): contacts[:NO_COLOR, scene.labels.ravel()]})
    yield numbers(kind, 5, {f"colors around {kind}": contacts.sum(axis=0)[scene.labels.ravel()]})
    scene, colored = look.mixed_objects, ("color", "second color")
    shown = seen_in(scene.labels, [scene.column(name) for name in colored], NO_COLOR)
    yield colors("mixed object", 5, {each("{} of mixed object", colored): shown})


def ranks_of(scene: Objects, ranked: Sequence[str]) -> dict[str, np.ndarray]:
    """Each of RANKS by some of RANKED. Objects of the background are compared with each other, and so are the others."""
    values = scene.table[:, [RANKED[name] for name in ranked]]
    ranks = np.zeros((scene.count, len(RANKS) * len(ranked)), np.int64)
    is_ground = scene.table[:, COLOR] == scene.background
    for mine in (is_ground, ~is_ground) if is_ground.any() else (~is_ground,):
        ranks[mine] = rank_columns(values[mine])
    return dict(zip([words.format(name) for name in ranked for words in RANKS], ranks.T, strict=True))


def whole(look: Look) -> Iterator[Block]:
    """The colors and objects of the whole grid, and how common the own color is."""
    grid, scene = look.grid, look.mixed_objects
    cells = np.bincount(look.own, minlength=len(COLORS))
    shades = cells.copy()
    shades[look.background] = 0
    most, sizes = int(most_common(shades)), scene.table[:, SIZE]
    rest = np.where(np.arange(len(COLORS)) == most, 0, shades)

    def color_of(choose: Callable[[np.ndarray], np.intp]) -> int:
        return int(scene.table[choose(sizes), COLOR]) if scene.count else NO_COLOR

    yield colors(WHOLE, 5, {"most common set color": most, "second most common set color": int(most_common(rest))})
    yield colors(WHOLE, 5, {"least common set color": int(least_common(shades))})
    yield numbers(WHOLE, 6, {"set colors": np.count_nonzero(shades), "mixed objects in grid": scene.count})
    yield numbers(WHOLE, 6, {"height": grid.shape[0], "width": grid.shape[1]})
    yield colors(WHOLE, 5, {"main color of largest object": color_of(np.argmax)})
    yield colors(WHOLE, 5, {"main color of smallest object": color_of(np.argmin)})
    yield numbers(WHOLE_COLOR, 6, {each("grid has color {}", COLORS): cells[:, None] > 0})
    yield colors(WHOLE, 6, {"top left color": grid[0, 0], "top right color": grid[0, -1]})
    yield colors(WHOLE, 6, {"bottom left color": grid[-1, 0], "bottom right color": grid[-1, -1]})
    more = np.array([(shades > count).sum() for count in shades])
    less = np.array([((shades > 0) & (shades < count)).sum() for count in shades])
    yield numbers("own count", 4, {"cells of own color": cells[look.own]})
    yield numbers("own count", 4, {"more common set colors": more[look.own], "less common set colors": less[look.own]})
    is_in = np.ones(look.own.size, bool)
    for place in (look.row, look.col):
        used = place[look.is_set]
        is_in &= (place >= used.min(initial=99)) & (place <= used.max(initial=-1))
    yield numbers("own count", 5, {"in the box of set cells": is_in})
