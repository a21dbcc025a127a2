"""Cell features of the panels that lines of one color cut a grid into: place in the panel, the panel among the others."""

from __future__ import annotations

import numpy as np

from solver.rules.cells.feature import MAX_NUMBER, NO_COLOR, Feature, colors, numbers
from solver.rules.cells.neighborhood import NEIGHBORHOOD, write_neighborhood
from solver.rules.cells.rays import RAYS, write_rays
from solver.task import Grid

_NEAR = [*NEIGHBORHOOD, *RAYS]
_AROUND = [index for index, feature in enumerate(_NEAR) if feature.group in ("neighbor", "ray", "neighbor count")]
AROUND = [_NEAR[index] for index in _AROUND]

PANELS: list[Feature] = [
    *numbers("panel", 4, "row of panel", "col of panel", "rows of panels below", "cols of panels to the right"),
    *numbers("panel", 5, "row in panel", "col in panel", "rows below in panel", "cols right in panel"),
    *numbers("panel", 4, "on a line between panels", "on a crossing of lines", "row of panel = col of panel"),
    *numbers("panel", 4, "cells set in panel", "panels with more set", "panels with fewer set", "colors in panel"),
    *numbers("panel", 5, "panels that look the same", "panels set here"),
    *colors("panel", 4, "main set color of panel", "rare set color of panel", "color of lines between panels"),
    *colors("panel", 4, "color here in first panel", "main set color here in panels", "color here in fullest panel"),
    *colors("panel", 5, "color here in emptiest panel", "color here in panel to the left", "color here in panel above"),
    *colors("panel", 4, "main color of panel named by place", "color of panel at place named by panel"),
    *colors("panel", 5, "color here in last panel", "color at center of panel", "color of middle panel here"),
    *numbers("panel", 5, "height of panel", "width of panel", "panel touches the border"),
    *(feature._replace(name=f"panels: {feature.name}", group="panels around", cost=feature.cost + 1) for feature in AROUND),
]


_NONE = np.array([[NO_COLOR if feature.is_color else 0] for feature in PANELS], np.uint8)


def write_panels(grid: Grid, background: int, out: np.ndarray, start: int) -> None:
    """Write the PANELS features of all cells into rows start.. of `out`: nothing but "none" when no line cuts the grid."""
    line_color, row_panel, col_panel = find_lines(grid, background)
    if line_color == NO_COLOR:
        out[start : start + len(PANELS)] = _NONE
        return
    tops, heights = _extents(row_panel)
    lefts, widths = _extents(col_panel)
    rows, cols = len(tops), len(lefts)
    panels = [
        grid[top : top + height, left : left + width]
        for top, height in zip(tops, heights, strict=True)
        for left, width in zip(lefts, widths, strict=True)
    ]
    counts = np.stack([np.bincount(panel.ravel(), minlength=10) for panel in panels])
    counts[:, background] = 0
    total = counts.sum(axis=1)
    any_set = total > 0
    looks = [(*panel.shape, panel.tobytes()) for panel in panels]
    high, wide = min(heights), min(widths)
    stack = np.stack([panel[:high, :wide] for panel in panels])
    main = np.where(any_set, counts.argmax(axis=1), NO_COLOR)
    per_panel = [
        *(total, (total[:, None] > total).sum(axis=0), (total[:, None] < total).sum(axis=0), (counts > 0).sum(axis=1)),
        np.array([looks.count(look) for look in looks]),
        *(main, np.where(any_set, np.where(counts > 0, counts, 1 << 20).argmin(axis=1), NO_COLOR)),
        np.array([panel[panel.shape[0] // 2, panel.shape[1] // 2] for panel in panels]),
    ]
    row, col = (index.ravel() for index in np.indices(grid.shape))
    panel_row, panel_col = row_panel[row], col_panel[col]
    off = (panel_row < 0) | (panel_col < 0)
    here = np.where(off, 0, panel_row * cols + panel_col)
    place_row, place_col = row - np.array(tops)[panel_row], col - np.array(lefts)[panel_col]
    below, right = np.array(heights)[panel_row] - 1 - place_row, np.array(widths)[panel_col] - 1 - place_col
    inside_row, inside_col = np.clip(place_row, 0, high - 1), np.clip(place_col, 0, wide - 1)
    looked = [
        stack[index, inside_row, inside_col] for index in (0, total.argmax(), total.argmin(), len(panels) - 1, len(panels) // 2)
    ]
    seen = np.stack([(stack == color).sum(axis=0) for color in range(10)])
    seen[background] = 0
    common = np.where(seen.any(axis=0), seen.argmax(axis=0), NO_COLOR)[inside_row, inside_col]
    left = np.where(panel_col > 0, stack[np.maximum(here - 1, 0), inside_row, inside_col], NO_COLOR)
    above = np.where(panel_row > 0, stack[np.maximum(here - cols, 0), inside_row, inside_col], NO_COLOR)
    named = (place_row < rows) & (place_col < cols)
    named_panel = np.where(named, np.clip(place_row, 0, rows - 1) * cols + np.clip(place_col, 0, cols - 1), 0)
    at_panel = (panel_row < high) & (panel_col < wide)
    at_color = stack[here, np.clip(panel_row, 0, high - 1), np.clip(panel_col, 0, wide - 1)]
    edge = (panel_row == 0) | (panel_col == 0) | (panel_row == rows - 1) | (panel_col == cols - 1)
    numbers_first = [panel_row, panel_col, rows - 1 - panel_row, cols - 1 - panel_col, place_row, place_col, below, right]
    crossing = (panel_row < 0) & (panel_col < 0)
    values = [np.where(off, MAX_NUMBER, number) for number in numbers_first]
    values += [off, crossing, ~off & (panel_row == panel_col)]
    values += [np.where(off, 0, fact[here]) for fact in per_panel[:5]]
    values += [np.where(off, 0, seen.sum(axis=0)[inside_row, inside_col])]
    values += [np.where(off, NO_COLOR, fact[here]) for fact in per_panel[5:7]]
    values += [np.full(grid.size, line_color)]
    copied = [looked[0], common, looked[1], looked[2], left, above, np.where(named, main[named_panel], NO_COLOR)]
    copied += [np.where(at_panel, at_color, NO_COLOR), looked[3], per_panel[7][here], looked[4]]
    values += [np.where(off, NO_COLOR, color) for color in copied]
    values += [np.where(off, 0, np.array(heights)[panel_row]), np.where(off, 0, np.array(widths)[panel_col]), edge & ~off]
    values += list(np.where(off, _NONE[-len(AROUND) :], _panels_around(main.reshape(rows, cols), background)[:, here]))
    out[start : start + len(PANELS)] = np.minimum(np.stack(values), MAX_NUMBER)


def _panels_around(main: Grid, background: int) -> np.ndarray:
    """What is around every panel in a grid of their main set colors (or NO_COLOR): (features, panels)."""
    near = np.empty((len(_NEAR), main.size), np.uint8)
    colored = np.where(main == NO_COLOR, background, main).astype(np.uint8)
    write_neighborhood(colored, background, near, 0)
    write_rays(colored, background, near, len(NEIGHBORHOOD))
    return near[_AROUND]


def find_lines(grid: Grid, background: int) -> tuple[int, np.ndarray, np.ndarray]:
    """The color of lines that cross the grid and cut it into most panels, and the panel number of every row and col.

    Rows and cols that are lines have the number -1. The color is NO_COLOR when there is no line.
    """
    best: tuple[int, np.ndarray, np.ndarray] | None = None
    most = 1
    for color in np.unique(grid).tolist():
        if color == background:
            continue
        rows = _numbered((grid == color).all(axis=1))
        cols = _numbered((grid == color).all(axis=0))
        panels = (rows.max() + 1) * (cols.max() + 1)
        if panels > most:
            best, most = (color, rows, cols), panels
    return best or (NO_COLOR, np.zeros(grid.shape[0], np.int64), np.zeros(grid.shape[1], np.int64))


def _numbered(is_line: np.ndarray) -> np.ndarray:
    """Numbers of the runs of False; -1 where True."""
    starts = ~is_line & np.concatenate(([True], is_line[:-1]))
    return np.where(is_line, -1, np.cumsum(starts) - 1)


def _extents(numbered: np.ndarray) -> tuple[list[int], list[int]]:
    """First index and length of every run."""
    count = int(numbered.max()) + 1
    firsts = [int((numbered == index).argmax()) for index in range(count)]
    return firsts, [int((numbered == index).sum()) for index in range(count)]
