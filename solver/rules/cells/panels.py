"""Cell features of the panels that lines of one color cut a grid into: place in the panel, the panel among the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from solver.rules.cells.feature import COLORS, MAX_NUMBER, NO_COLOR, Block, colors, most_common, numbers
from solver.rules.cells.look import Look
from solver.seeing.panels import panels_between_lines

_EXAMPLE = np.array([[0, 5, 0], [0, 5, 0]], np.uint8)


def panels(look: Look) -> Iterator[Block]:
    """The panel of a cell; nothing but "none" where no line cuts the grid."""
    found = panels_between_lines(look.grid, look.background)
    if found is None:
        yield from _nothing()
        return
    line_color, row_panel, col_panel = found
    (tops, heights), (lefts, widths) = _extents(row_panel), _extents(col_panel)
    rows, cols = len(tops), len(lefts)
    shown = [look.grid[top : top + high, left : left + wide] for top, high in zip(tops, heights, strict=True)
             for left, wide in zip(lefts, widths, strict=True)]  # fmt: skip
    counts = np.stack([np.bincount(panel.ravel(), minlength=len(COLORS)) for panel in shown], axis=1)
    counts[look.background] = 0
    total, main = counts.sum(axis=0), most_common(counts)
    looks = [(*panel.shape, panel.tobytes()) for panel in shown]
    alike = np.array([looks.count(look) for look in looks])
    high, wide = heights.min(), widths.min()
    stack = np.stack([panel[:high, :wide] for panel in shown])
    seen = np.stack([(stack == one).sum(axis=0) for one in COLORS])
    seen[look.background] = 0
    panel_row, panel_col = row_panel[look.row], col_panel[look.col]
    is_off = (panel_row < 0) | (panel_col < 0)
    here = np.where(is_off, 0, panel_row * cols + panel_col)
    row, col = look.row - tops[panel_row], look.col - lefts[panel_col]
    inside = np.clip(row, 0, high - 1), np.clip(col, 0, wide - 1)
    named = np.clip(row, 0, rows - 1) * cols + np.clip(col, 0, cols - 1)

    def number(values: np.ndarray, off: int = 0) -> np.ndarray:
        return np.where(is_off, off, values)

    def color(values: np.ndarray) -> np.ndarray:
        return np.where(is_off, NO_COLOR, values)

    places = {"row of panel": panel_row, "col of panel": panel_col}
    places |= {"rows of panels below": rows - 1 - panel_row, "cols of panels to the right": cols - 1 - panel_col}
    yield numbers("panel", 4, {words: number(values, MAX_NUMBER) for words, values in places.items()})
    places = {"row in panel": row, "col in panel": col}
    places |= {"rows below in panel": heights[panel_row] - 1 - row, "cols right in panel": widths[panel_col] - 1 - col}
    yield numbers("panel", 5, {words: number(values, MAX_NUMBER) for words, values in places.items()})
    yield numbers(
        "panel", 4, {"on a line between panels": is_off, "row of panel = col of panel": ~is_off & (panel_row == panel_col)}
    )
    yield numbers(
        "panel", 4, {"cells set in panel": number(total[here]), "colors in panel": number((counts > 0).sum(axis=0)[here])}
    )
    yield numbers("panel", 4, {"panels that are fuller": number((total > total[:, None]).sum(axis=1)[here])})
    yield numbers("panel", 4, {"panels that are emptier": number((total < total[:, None]).sum(axis=1)[here])})
    yield numbers("panel", 5, {"panels that look the same": number(alike[here])})
    yield numbers("panel", 5, {"panels set here": number(seen.sum(axis=0)[inside])})
    yield colors("panel", 4, {"main set color of panel": color(main[here]), "color of lines between panels": line_color})
    yield colors("panel", 4, {"main set color here in panels": color(most_common(seen)[inside])})
    yield colors("panel", 4, {"color here in first panel": color(stack[(0, *inside)])})
    yield colors("panel", 4, {"color here in fullest panel": color(stack[(total.argmax(), *inside)])})
    is_named = (row < rows) & (col < cols)
    yield colors("panel", 4, {"main color of panel named by place": color(np.where(is_named, main[named], NO_COLOR))})


@cache
def _nothing() -> list[Block]:
    """All blocks with the values of a grid without lines."""
    blocks = panels(Look(_EXAMPLE, 0))
    return [block._replace(columns=dict.fromkeys(block.columns, NO_COLOR if block.is_color else 0)) for block in blocks]


def _extents(numbered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First index and length of every run."""
    lengths = np.bincount(numbered[numbered >= 0])
    return np.array([np.flatnonzero(numbered == index)[0] for index in range(len(lengths))]), lengths
