"""The blocks that layouts are made of: where they lie and what they may show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from solver.seeing.colors import majority_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import COLOR_COUNT, Grid

ONE_COLOR = "color "
EMPTY = f"{ONE_COLOR}0"
NEGATIVE, IN_CELL_COLOR, ONLY_CELL_COLOR = "negative ", "cell-colored ", "only cell color of "
CELL_COLOR, MAJORITY = "cell color", "most common color"

SOURCE_COST: dict[str, int] = {EMPTY: 1, CELL_COLOR: 1, MAJORITY: 3}
SOURCE_COST |= {f"{ONE_COLOR}{color}": 3 for color in range(1, COLOR_COUNT)}
for _name in MOTIONS:
    _turn = 0 if _name == STAYS else 1
    SOURCE_COST |= {
        _name: 1 + _turn,
        NEGATIVE + _name: 3 + _turn,
        IN_CELL_COLOR + _name: 3 + _turn,
        ONLY_CELL_COLOR + _name: 4 + _turn,
    }


def blocks_of(sides: tuple[int, ...], block: tuple[int, ...], gap: int, border: int) -> Iterator[tuple[int, int, slice, slice]]:
    """Yield (block row, block col, rows, cols) of every block in a grid with these sides."""
    height, width = block
    for row, top in enumerate(range(border, sides[0] - border - height + 1, height + gap)):
        for col, left in enumerate(range(border, sides[1] - border - width + 1, width + gap)):
            yield row, col, slice(top, top + height), slice(left, left + width)


def negative_of(grid: Grid) -> Grid:
    """Exchange 0 and the most common other color; more colors than one all become 0."""
    return np.where(grid == 0, majority_of(grid, 1), 0).astype(np.uint8)


VARIANTS: dict[str, Callable[[Grid, int], Grid]] = {
    NEGATIVE: lambda base, color: negative_of(base),
    IN_CELL_COLOR: lambda base, color: np.where(base != 0, np.uint8(color), np.uint8(0)),
    ONLY_CELL_COLOR: lambda base, color: np.where(base == color, base, np.uint8(0)),
}


def source(name: str, base: Grid, color: int | None, shape: tuple[int, ...]) -> Grid | None:
    """The block of this shape that a source gives; None when its shape is another. color: of the stamped cell, if any."""
    if name in MOTIONS:
        block = MOTIONS[name](base)
        return block if block.shape == tuple(shape) else None
    if name == CELL_COLOR:
        return None if color is None else np.full(shape, color, np.uint8)
    if name == MAJORITY:
        return np.full(shape, majority_of(base, 1), np.uint8)
    for prefix, variant in VARIANTS.items():
        if name.startswith(prefix):
            needs_color = prefix != NEGATIVE
            return (
                None
                if needs_color and color is None
                else source(name.removeprefix(prefix), variant(base, color or 0), color, shape)
            )
    return np.full(shape, int(name.removeprefix(ONE_COLOR)), np.uint8)


def sources_of(base: Grid, color: int | None, shape: tuple[int, ...]) -> Iterator[tuple[str, Grid]]:
    """Yield (name, block) for everything that a block of this shape may show."""
    plain = [MAJORITY] + ([] if color is None else [CELL_COLOR]) + [f"{ONE_COLOR}{number}" for number in range(COLOR_COUNT)]
    for name in plain:
        block = source(name, base, color, shape)
        if block is not None:
            yield name, block
    if sorted(base.shape) != sorted(shape):
        return
    variants = {"": base, NEGATIVE: negative_of(base)}
    if color is not None:
        variants |= {prefix: variant(base, color) for prefix, variant in VARIANTS.items() if prefix != NEGATIVE}
    for prefix, variant in variants.items():
        for name, move in MOTIONS.items():
            block = move(variant)
            if block.shape == tuple(shape):
                yield prefix + name, block
