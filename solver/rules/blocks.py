"""The blocks that mosaics are made of: what they may show and how that is said.

A source is a color, CELL_COLOR, MAJORITY, a motion of the base, or a variant of the base and its motion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from solver.seeing.boxes import Box
from solver.seeing.colors import majority_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import COLOR_COUNT, Grid

Source = int | str | tuple[str, str]
CELL_COLOR, MAJORITY = "cell color", "most common color"


def negative_of(grid: Grid) -> Grid:
    """Exchange 0 and the most common other color; more colors than one all become 0."""
    return np.where(grid == 0, majority_of(grid, 1), 0).astype(np.uint8)


# What may be made of the base: cost, whether it needs the color of the stamped cell, how.
VARIANTS: dict[str, tuple[int, bool, Callable[[Grid, int], Grid]]] = {
    "negative": (3, False, lambda base, color: negative_of(base)),
    "in the cell's color": (3, True, lambda base, color: np.where(base != 0, color, 0).astype(np.uint8)),
    "only the cell's color": (4, True, lambda base, color: np.where(base == color, base, 0).astype(np.uint8)),
}
SOURCE_COST: dict[Source, int] = {0: 1, CELL_COLOR: 1, MAJORITY: 3}
SOURCE_COST |= dict.fromkeys(range(1, COLOR_COUNT), 3)
SOURCE_COST |= {motion: 1 + (motion != STAYS) for motion in MOTIONS}
SOURCE_COST |= {(name, motion): row[0] + (motion != STAYS) for name, row in VARIANTS.items() for motion in MOTIONS}


def spots_of(sides: tuple[int, ...], block: tuple[int, ...], gap: int, border: int) -> Iterator[tuple[int, int, Box]]:
    """Yield (block row, block col, box) of every block in a grid with these sides."""
    height, width = block
    for row, top in enumerate(range(border, sides[0] - border - height + 1, height + gap)):
        for col, left in enumerate(range(border, sides[1] - border - width + 1, width + gap)):
            yield row, col, (slice(top, top + height), slice(left, left + width))


def block_of(source: Source, base: Grid, color: int | None, shape: tuple[int, ...]) -> Grid | None:
    """The block of this shape that a source gives; None when its shape is another. color: of the stamped cell, if any."""
    if source == CELL_COLOR:
        source = -1 if color is None else color
    elif source == MAJORITY:
        source = majority_of(base, 1)
    if isinstance(source, int):
        return np.full(shape, source, np.uint8) if source >= 0 else None
    variant, motion = ("", source) if isinstance(source, str) else source
    if variant:
        _, needs_color, make = VARIANTS[variant]
        if needs_color and color is None:
            return None
        base = make(base, color or 0)
    block = MOTIONS[motion](base)
    return block if block.shape == tuple(shape) else None


def sources_of(base: Grid, color: int | None, shape: tuple[int, ...]) -> dict[bytes, frozenset[Source]]:
    """Sources by the cells of the block of this shape that they give."""
    found: dict[bytes, set[Source]] = {}
    has_shape = sorted(base.shape) == sorted(shape)
    variants = {"": base} | {
        name: make(base, color or 0)
        for name, (_, needs_color, make) in (VARIANTS.items() if has_shape else ())
        if color is not None or not needs_color
    }
    for source in (CELL_COLOR, MAJORITY, *range(COLOR_COUNT)):
        block = block_of(source, base, color, shape)
        if block is not None:
            found.setdefault(block.tobytes(), set()).add(source)
    for name, variant in variants.items() if has_shape else ():
        for motion, move in MOTIONS.items():
            block = move(variant)
            if block.shape == tuple(shape):
                found.setdefault(np.ascontiguousarray(block).tobytes(), set()).add((name, motion) if name else motion)
    return {cells: frozenset(sources) for cells, sources in found.items()}
