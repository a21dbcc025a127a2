"""Draws grids in a terminal: colored cells, several grids side by side, as wide as the screen; plain digits elsewhere."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

from solver.task import Grid

# ARC's colors as near as the 256 colors of every terminal come, 10 for a cell that is not set.
PALETTE = (16, 32, 203, 41, 220, 248, 199, 208, 117, 88, 236)
UNSET = 10
FAINT = "\x1b[38;5;240m"
PLAIN = "\x1b[0m"
GAP = "   "
DIGITS = ".123456789 "


@dataclass(frozen=True)
class Screen:
    """How to draw: in color or as digits, and how many columns there are."""

    is_colored: bool
    columns: int

    def bold(self, text: str) -> str:
        """A heading."""
        return f"\x1b[1m{text}{PLAIN}" if self.is_colored else text

    def faint(self, text: str) -> str:
        """A remark."""
        return f"{FAINT}{text}{PLAIN}" if self.is_colored else text


@dataclass(frozen=True)
class Block:
    """Lines that belong together, all `width` columns wide on the screen."""

    lines: tuple[str, ...]
    width: int


def add_color(parser: argparse.ArgumentParser) -> None:
    """Declare --color."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        metavar="WHEN",
        help="always, never, auto (on a terminal)",
    )


def screen_for(color: str, stream: TextIO | None = None) -> Screen:
    """The screen behind a stream. NO_COLOR in the environment and dumb terminals mean digits, as does a pipe."""
    stream = sys.stdout if stream is None else stream
    is_able = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Screen(color == "always" or (color == "auto" and is_able), shutil.get_terminal_size((100, 24)).columns)


def drawn(grid: Grid, screen: Screen, is_narrow: bool = False) -> list[str]:
    """The rows of a grid. Narrow: one column a cell, and in color two rows of cells in one line."""
    if not screen.is_colored:
        return [("" if is_narrow else " ").join(DIGITS[cell] for cell in row) for row in grid.tolist()]
    if not is_narrow:
        return [_wide(row) for row in grid.tolist()]
    rows = grid.tolist()
    lines = []
    for top in range(0, len(rows), 2):
        below = rows[top + 1] if top + 1 < len(rows) else None
        cells = []
        for col, upper in enumerate(rows[top]):
            lower = "49" if below is None else f"48;5;{PALETTE[below[col]]}"
            cells.append(f"\x1b[38;5;{PALETTE[upper]};{lower}m▀")
        lines.append("".join(cells) + PLAIN)
    return lines


def _wide(row: list[int]) -> str:
    """Two columns a cell; black cells carry a dot, so that they are seen on a black screen."""
    parts, last = [FAINT], None
    for color in row:
        parts.append("" if color == last else f"\x1b[48;5;{PALETTE[color]}m")
        parts.append(" ·" if color == 0 else "  ")
        last = color
    return "".join(parts) + PLAIN


def block(title: str, grid: Grid | None, screen: Screen, is_narrow: bool = False) -> Block:
    """A grid under its title; without a grid the title alone."""
    rows = [] if grid is None else drawn(grid, screen, is_narrow)
    wide = 0 if grid is None else grid.shape[1] if is_narrow else 2 * grid.shape[1] - (not screen.is_colored)
    width = max(len(title), wide)
    return Block((title.ljust(width), *(row + " " * (width - wide) for row in rows)), width)


def beside(titled: Sequence[tuple[str, Grid | None]], screen: Screen) -> list[str]:
    """Titled grids side by side, narrow where they are too wide for the screen, below each other where they still are."""
    blocks = [block(title, grid, screen) for title, grid in titled]
    if sum(one.width for one in blocks) + len(GAP) * (len(blocks) - 1) > screen.columns:
        blocks = [block(title, grid, screen, is_narrow=True) for title, grid in titled]
    if not any(title for title, _ in titled):
        blocks = [Block(one.lines[1:], one.width) for one in blocks]
    lines: list[str] = []
    row: list[Block] = []
    for one in blocks:
        if row and sum(other.width for other in row) + one.width + len(GAP) * len(row) > screen.columns:
            lines += [*_joined(row), ""]
            row = []
        row.append(one)
    return lines + _joined(row)


def _joined(blocks: Sequence[Block]) -> list[str]:
    height = max(len(one.lines) for one in blocks)
    padded = [[*one.lines, *[" " * one.width] * (height - len(one.lines))] for one in blocks]
    return [GAP.join(parts).rstrip() for parts in zip(*padded, strict=True)]


def indented(lines: Iterable[str], by: int = 2) -> list[str]:
    """Lines moved to the right."""
    return [" " * by + line if line else line for line in lines]
