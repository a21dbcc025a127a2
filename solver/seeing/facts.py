"""Numbers about a whole grid: how many objects, colors, cells there are, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from solver.seeing.attributes import ODD, Attribute
from solver.seeing.colors import counts_of, majority_of, rarest_of
from solver.seeing.objects import objects_of
from solver.task import COLOR_COUNT, Grid

# Cuts whose objects are counted, with what they add to the cost of a fact.
OF_SEVERAL_COLORS = "objects joined by corners"
CUTS = {"one-colored objects": 0.0, "one-colored objects joined by corners": 0.5, OF_SEVERAL_COLORS: 0.5}
COLORS = ("most common color", "least common color")
NUMBER_COST, QUESTION_COST, PARTICULAR_COST = 2.0, 1.0, 3.0
QUESTIONS = ("has mirrored cols", "has mirrored rows", "has half turn", "is symmetric", "has equal halves")
OF_OBJECTS = ("more are wide than tall",)
PARTICULAR = ("objects at the edge", "objects of the most common shape", "shapes", "objects inside others")
COUNTED = (
    "objects", "objects of several cells", "single cells", "squares", "rectangles", "holes", "objects with a hole",
    "largest size", "largest height", "largest width",
)  # fmt: skip
OF_A_COLOR = ("objects of color", "squares of color", "cells of the largest of color")


def _costs() -> Iterator[tuple[str, float]]:
    """Yield the facts that cost something else than a number, and what they cost."""
    yield from ((name, QUESTION_COST) for name in QUESTIONS)
    yield from ((f"cells of color {color}", PARTICULAR_COST) for color in range(COLOR_COUNT))
    for cut, more in CUTS.items():
        yield from ((f"{name} ({cut})", QUESTION_COST + more) for name in OF_OBJECTS)
        yield from ((f"{name} ({cut})", PARTICULAR_COST + more) for name in PARTICULAR)
        yield from (
            (f"{name} {color} ({cut})", PARTICULAR_COST + more) for name in OF_A_COLOR for color in range(1, COLOR_COUNT)
        )
        yield from ((f"{name} ({cut})", NUMBER_COST + more) for name in COUNTED)


FACT_COST = dict(_costs())


def facts_of(grid: Grid) -> dict[str, int]:
    """Every number that is known of a grid, by its name."""
    return _facts(grid.tobytes(), grid.shape)


@lru_cache(maxsize=300)
def _facts(cells: bytes, shape: tuple[int, int]) -> dict[str, int]:
    grid = np.frombuffer(cells, np.uint8).reshape(shape)
    counts = counts_of(grid)
    found = {
        "colors": int(np.count_nonzero(counts[1:])),
        "colored cells": int(counts[1:].sum()),
        "cells of color 0": int(counts[0]),
        "most cells of a color": int(counts[1:].max()),
        "lead of the most common color": int(np.diff(np.sort(counts[1:])[-2:])[0]),
        "rows": grid.shape[0],
        "cols": grid.shape[1],
        "colored rows": int(grid.any(axis=1).sum()),
        "colored cols": int(grid.any(axis=0).sum()),
        "crossings of full rows and cols": int(grid.all(axis=1).sum() * grid.all(axis=0).sum()),
        "has mirrored cols": int((grid == grid[:, ::-1]).all()),
        "has mirrored rows": int((grid == grid[::-1]).all()),
        "has half turn": int((grid == grid[::-1, ::-1]).all()),
        "is symmetric": int((grid == grid[:, ::-1]).all() or (grid == grid[::-1]).all()),
        "has equal halves": int(_has_equal_halves(grid)),
        "most common color": majority_of(grid, 1),
        "least common color": rarest_of(grid, 1),
        "center color": int(grid[grid.shape[0] // 2, grid.shape[1] // 2]),
    }
    found |= {f"cells of color {color}": int(counts[color]) for color in range(1, COLOR_COUNT)}
    for cut in CUTS:
        found |= {f"{name} ({cut})": number for name, number in _objects(grid, cut).items()}
    return found


def _has_equal_halves(grid: Grid) -> bool:
    """True when the first half of the rows, or of the columns, is the other half; a middle line belongs to neither."""
    return any(
        side > 1 and bool((lines[: side // 2] == lines[-(side // 2) :]).all())
        for lines, side in zip((grid, grid.T), grid.shape, strict=True)
    )


def _objects(grid: Grid, cut: str) -> dict[str, int]:
    """Numbers about the objects of a grid."""
    scene = objects_of(grid, cut)
    if scene is None:
        return {}
    names = ("size", "color", "is a rectangle", "is a square", "shape", "hole count", "height", "width", "touches the edge")
    size, color, rectangle, square, form, holes, height, width, edge = (scene.column(name) for name in names)
    kinds = np.unique(form, return_counts=True)[1]
    found = {
        "objects": scene.count,
        "objects of several cells": int((size > 1).sum()),
        "single cells": int((size == 1).sum()),
        "squares": int((rectangle * square * (size > 1)).sum()),
        "rectangles": int((rectangle * (size > 1)).sum()),
        "holes": int(holes.sum()),
        "objects with a hole": int((holes > 0).sum()),
        "shapes": len(kinds),
        "objects of the most common shape": int(kinds.max()) if len(kinds) else 0,
        "objects at the edge": int(edge.sum()),
        "objects inside others": int(ODD["lies in the box of another"][1](scene.table, scene.labels).sum()),
        "more are wide than tall": int((width > height).sum() > (height > width).sum()),
        "largest size": int(size.max()) if scene.count else 0,
        "largest height": int(height.max()) if scene.count else 0,
        "largest width": int(width.max()) if scene.count else 0,
    }
    for one in range(1, COLOR_COUNT) if cut != OF_SEVERAL_COLORS else ():
        mine = color == one
        found[f"objects of color {one}"] = int(mine.sum())
        found[f"squares of color {one}"] = int((mine & (rectangle > 0) & (square > 0) & (size > 1)).sum())
        found[f"cells of the largest of color {one}"] = int(size[mine].max()) if mine.any() else 0
    return found


def shared_facts(grids: Sequence[Grid]) -> dict[str, list[int]]:
    """The facts known of every grid: one number per grid."""
    tables = [facts_of(grid) for grid in grids]
    return {name: [table[name] for table in tables] for name in tables[0] if all(name in table for table in tables)}


def fact_cost(name: str) -> float:
    """What it costs to look at a fact; a question costs less than a number."""
    return FACT_COST.get(name, NUMBER_COST)


def fact_table(grids: tuple[Grid, ...]) -> tuple[list[Attribute], np.ndarray]:
    """The facts known of every grid, as attributes to decide by (int64, grids x facts)."""
    shared = shared_facts(grids)
    values = np.array(list(shared.values()), np.int64).reshape(len(shared), -1).T
    return [Attribute(name, fact_cost(name), name not in COLORS) for name in shared], values
