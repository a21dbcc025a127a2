"""Attributes of the parts of a list, one number per part: what selectors of programs and choices of rules go by."""

from __future__ import annotations

import numpy as np

from solver.jit import INTEGER, INTEGERS, PARTS, Parts, compiled
from solver.seeing.components import enclosed_cells, label_objects
from solver.seeing.palette import most_frequent
from solver.seeing.parts import is_same_part, main_color, part_counts, part_grid

Scores = np.ndarray  # int64, one number per part

# What `measure` measures; solver/seeing/measures.py names them for rules, solver/language/attributes.py for programs.
AREA, HEIGHT, WIDTH, TOP, LEFT, BOTTOM, RIGHT = range(7)
CELLS, COLORS, MAIN_COLOR, RARE_CELLS, SYMMETRY = range(7, 12)
HOLES, ONE_COLOR_PIECES = range(12, 14)
SAME_SHAPES, SAME_PARTS, SAME_COLORS = range(14, 17)


@compiled()
def _of_box(parts: Parts, k: int, attribute: int) -> int:
    """AREA to RIGHT: what the bounding box of a part tells."""
    row, col, height, width = parts.rows[k], parts.cols[k], parts.heights[k], parts.widths[k]
    if attribute == AREA:
        return height * width
    if attribute == HEIGHT:
        return height
    if attribute == WIDTH:
        return width
    if attribute == TOP:
        return row
    if attribute == LEFT:
        return col
    return row + height if attribute == BOTTOM else col + width


@compiled()
def _of_colors(parts: Parts, k: int, attribute: int) -> int:
    """CELLS to RARE_CELLS: what the counts of its colors tell of a part."""
    counts = part_counts(parts, k)
    main = max(0, most_frequent(counts, 1))
    counts[0] = 0
    if attribute == CELLS:
        return counts.sum()
    if attribute == COLORS:
        return int(np.count_nonzero(counts))
    return main if attribute == MAIN_COLOR else counts.sum() - counts[main]


@compiled()
def _symmetry(parts: Parts, k: int) -> int:
    """Count the symmetries of a part among: up-down, left-right, about both diagonals."""
    start, rows, cols = parts.starts[k], parts.heights[k], parts.widths[k]
    up_down = left_right = True
    diagonal = antidiagonal = rows == cols
    for row in range(rows):
        for col in range(cols):
            color = parts.cells[start + row * cols + col]
            up_down = up_down and color == parts.cells[start + (rows - 1 - row) * cols + col]
            left_right = left_right and color == parts.cells[start + row * cols + cols - 1 - col]
            if rows == cols:
                diagonal = diagonal and color == parts.cells[start + col * cols + row]
                antidiagonal = antidiagonal and color == parts.cells[start + (cols - 1 - col) * cols + rows - 1 - row]
    return int(up_down) + int(left_right) + int(diagonal) + int(antidiagonal)


@compiled()
def _of_pieces(grid: np.ndarray, attribute: int) -> int:
    """HOLES or ONE_COLOR_PIECES: how many connected areas of a part there are."""
    is_hole = attribute == HOLES
    areas = enclosed_cells(grid) if is_hole else grid
    return label_objects(areas, 0, not is_hole, True, np.zeros(grid.shape, np.int16))


@compiled()
def _alike(parts: Parts, attribute: int) -> np.ndarray:
    """SAME_SHAPES to SAME_COLORS: how many other parts are like each (int64)."""
    count = parts.starts.size
    scores = np.zeros(count, np.int64)
    colors = np.empty(count, np.int64)
    for k in range(count):
        colors[k] = main_color(parts, k)
    for k in range(count):
        for other in range(k + 1, count):
            if attribute == SAME_COLORS:
                is_alike = colors[k] == colors[other]
            else:
                is_alike = is_same_part(parts, k, other, attribute == SAME_SHAPES)
            scores[k] += is_alike
            scores[other] += is_alike
    return scores


@compiled(INTEGERS(PARTS, INTEGER))
def measure(parts: Parts, attribute: int) -> Scores:
    """One attribute, AREA to SAME_COLORS, of every part."""
    if attribute >= SAME_SHAPES:
        return _alike(parts, attribute)
    scores = np.empty(parts.starts.size, np.int64)
    for k in range(scores.size):
        if attribute <= RIGHT:
            scores[k] = _of_box(parts, k, attribute)
        elif attribute <= RARE_CELLS:
            scores[k] = _of_colors(parts, k, attribute)
        elif attribute == SYMMETRY:
            scores[k] = _symmetry(parts, k)
        else:
            scores[k] = _of_pieces(part_grid(parts, k), attribute)
    return scores
