"""Attributes of the parts of a list, one number per part: what selectors of programs and choices of rules go by."""

from __future__ import annotations

import numpy as np

from solver.jit import INTEGERS, PARTS, Parts, compiled
from solver.seeing.components import enclosed_cells, label_objects
from solver.seeing.parts import cell_counts, is_same_part, main_color, part_grid, span_of

Scores = np.ndarray  # int64, one number per part


@compiled(INTEGERS(PARTS))
def cell_count(parts: Parts) -> Scores:
    """Count the non-zero cells.

    11  203 -> [2,3]
    00  003
    """
    return cell_counts(parts)


@compiled(INTEGERS(PARTS))
def area(parts: Parts) -> Scores:
    """Measure the bounding box in cells.

    11  203 -> [4,6]
    00  003
    """
    scores = np.empty(parts.starts.size, np.int64)
    for k in range(scores.size):
        scores[k] = parts.heights[k] * parts.widths[k]
    return scores


@compiled(INTEGERS(PARTS))
def height(parts: Parts) -> Scores:
    """Measure the height.

    11  203 -> [2,1]
    00
    """
    return parts.heights.copy()


@compiled(INTEGERS(PARTS))
def width(parts: Parts) -> Scores:
    """Measure the width.

    11  203 -> [2,3]
    00
    """
    return parts.widths.copy()


@compiled(INTEGERS(PARTS))
def top(parts: Parts) -> Scores:
    """Give the row of the upper edge.

    11@3,0  2@1,1 -> [3,1]
    """
    return parts.rows.copy()


@compiled(INTEGERS(PARTS))
def left(parts: Parts) -> Scores:
    """Give the column of the left edge.

    11@3,0  2@1,1 -> [0,1]
    """
    return parts.cols.copy()


@compiled(INTEGERS(PARTS))
def bottom(parts: Parts) -> Scores:
    """Give the row below the lower edge.

    11@3,0  2@1,1 -> [4,2]
    """
    scores = np.empty(parts.starts.size, np.int64)
    for k in range(scores.size):
        scores[k] = parts.rows[k] + parts.heights[k]
    return scores


@compiled(INTEGERS(PARTS))
def right(parts: Parts) -> Scores:
    """Give the column after the right edge.

    11@3,0  2@1,1 -> [2,2]
    """
    scores = np.empty(parts.starts.size, np.int64)
    for k in range(scores.size):
        scores[k] = parts.cols[k] + parts.widths[k]
    return scores


@compiled(INTEGERS(PARTS))
def part_color_count(parts: Parts) -> Scores:
    """Count the different non-zero colors.

    11  203 -> [1,2]
    """
    scores = np.zeros(parts.starts.size, np.int64)
    for k in range(scores.size):
        seen = np.zeros(10, np.bool_)
        for place in range(parts.starts[k], parts.starts[k] + parts.heights[k] * parts.widths[k]):
            color = parts.cells[place]
            if color != 0 and not seen[color]:
                seen[color] = True
                scores[k] += 1
    return scores


@compiled(INTEGERS(PARTS))
def enclosed_cell_count(parts: Parts) -> Scores:
    """Count the zeros that are cut off from the edge of the part.

    111  11 -> [1,0]
    101  10
    111
    """
    scores = np.zeros(parts.starts.size, np.int64)
    for k in range(scores.size):
        scores[k] = enclosed_cells(part_grid(parts, k)).sum()
    return scores


@compiled(INTEGERS(PARTS))
def hole_count(parts: Parts) -> Scores:
    """Count the separate areas of zeros that are cut off from the edge of the part.

    11111  11 -> [2,0]
    10101  10
    11111
    """
    scores = np.zeros(parts.starts.size, np.int64)
    for k in range(scores.size):
        grid = part_grid(parts, k)
        scores[k] = label_objects(enclosed_cells(grid), 0, False, True, np.zeros(grid.shape, np.int16))
    return scores


@compiled(INTEGERS(PARTS))
def piece_count(parts: Parts) -> Scores:
    """Count the connected pieces: any colors, 8 neighbors.

    1011  11 -> [2,1]
    1001  00
    """
    scores = np.zeros(parts.starts.size, np.int64)
    for k in range(scores.size):
        grid = part_grid(parts, k)
        scores[k] = label_objects(grid, 0, True, False, np.zeros(grid.shape, np.int16))
    return scores


@compiled(INTEGERS(PARTS))
def one_color_piece_count(parts: Parts) -> Scores:
    """Count the connected pieces of one color: 8 neighbors.

    1211  11 -> [3,1]
    1001  00
    """
    scores = np.zeros(parts.starts.size, np.int64)
    for k in range(scores.size):
        grid = part_grid(parts, k)
        scores[k] = label_objects(grid, 0, True, True, np.zeros(grid.shape, np.int16))
    return scores


@compiled(INTEGERS(PARTS))
def symmetry(parts: Parts) -> Scores:
    """Count the symmetries among: up-down, left-right, about both diagonals.

    111  12 -> [1,0]
    010  30
    """
    scores = np.zeros(parts.starts.size, np.int64)
    for k in range(scores.size):
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
        scores[k] = int(up_down) + int(left_right) + int(diagonal) + int(antidiagonal)
    return scores


@compiled(INTEGERS(PARTS))
def same_shape_count(parts: Parts) -> Scores:
    """Count the other parts with the same shape in whatever colors.

    11  22  33 -> [1,1,0]
    10  20  03
    """
    count = parts.starts.size
    scores = np.zeros(count, np.int64)
    for k in range(count):
        for other in range(k + 1, count):
            if is_same_part(parts, k, other, True):
                scores[k] += 1
                scores[other] += 1
    return scores


@compiled(INTEGERS(PARTS))
def same_part_count(parts: Parts) -> Scores:
    """Count the other parts that are equal in shape and colors.

    11  22  11 -> [1,0,1]
    10  20  10
    """
    count = parts.starts.size
    scores = np.zeros(count, np.int64)
    for k in range(count):
        for other in range(k + 1, count):
            if is_same_part(parts, k, other, False):
                scores[k] += 1
                scores[other] += 1
    return scores


@compiled(INTEGERS(PARTS))
def same_color_count(parts: Parts) -> Scores:
    """Count the other parts whose most common color is the same.

    11  1  2 -> [1,1,0]
    """
    count = parts.starts.size
    scores = np.zeros(count, np.int64)
    colors = np.empty(count, np.int64)
    for k in range(count):
        colors[k] = main_color(parts, k)
    for k in range(count):
        for other in range(k + 1, count):
            if colors[k] == colors[other]:
                scores[k] += 1
                scores[other] += 1
    return scores


@compiled(INTEGERS(PARTS))
def color(parts: Parts) -> Scores:
    """Give the most common color.

    112  3 -> [1,3]
    """
    scores = np.empty(parts.starts.size, np.int64)
    for k in range(scores.size):
        scores[k] = main_color(parts, k)
    return scores


@compiled(INTEGERS(PARTS))
def own_color_count(parts: Parts) -> Scores:
    """Count the colors of a part that no other part has.

    112  1  11 -> [1,0,0]
    """
    count = parts.starts.size
    owner = np.full(10, -1, np.int64)
    for k in range(count):
        for place in range(parts.starts[k], parts.starts[k] + parts.heights[k] * parts.widths[k]):
            shade = parts.cells[place]
            if owner[shade] == -1:
                owner[shade] = k
            elif owner[shade] != k:
                owner[shade] = -2
    scores = np.zeros(count, np.int64)
    for shade in range(1, 10):
        if owner[shade] >= 0:
            scores[owner[shade]] += 1
    return scores


@compiled(INTEGERS(PARTS))
def rare_cell_count(parts: Parts) -> Scores:
    """Count the non-zero cells that do not have the part's most common color.

    1121  3 -> [1,0]
    """
    scores = cell_counts(parts)
    for k in range(scores.size):
        main = main_color(parts, k)
        for place in range(parts.starts[k], parts.starts[k] + parts.heights[k] * parts.widths[k]):
            if parts.cells[place] == main and main > 0:
                scores[k] -= 1
    return scores


@compiled(INTEGERS(PARTS))
def is_solid_rectangle(parts: Parts) -> Scores:
    """Give 1 to parts without zeros.

    11  10 -> [1,0]
    12  11
    """
    counts = cell_counts(parts)
    scores = np.zeros(counts.size, np.int64)
    for k in range(counts.size):
        scores[k] = 1 if counts[k] == parts.heights[k] * parts.widths[k] else 0
    return scores


@compiled(INTEGERS(PARTS))
def containing_part_count(parts: Parts) -> Scores:
    """Count the other parts whose bounding box contains this one's.

    111@0,0  2@1,1 -> [0,1]
    101
    111
    """
    count = parts.starts.size
    scores = np.zeros(count, np.int64)
    for k in range(count):
        for other in range(count):
            if (
                k != other
                and parts.rows[other] <= parts.rows[k]
                and parts.cols[other] <= parts.cols[k]
                and parts.rows[other] + parts.heights[other] >= parts.rows[k] + parts.heights[k]
                and parts.cols[other] + parts.widths[other] >= parts.cols[k] + parts.widths[k]
            ):
                scores[k] += 1
    return scores


@compiled(INTEGERS(PARTS))
def touches_hull(parts: Parts) -> Scores:
    """Count the sides at which a part touches the box around all parts.

    1@0,0  2@1,1  3@2,2 -> [2,0,2]
    """
    count = parts.starts.size
    scores = np.zeros(count, np.int64)
    first_row, first_col, last_row, last_col = span_of(parts)
    for k in range(count):
        scores[k] += int(parts.rows[k] == first_row) + int(parts.cols[k] == first_col)
        scores[k] += int(parts.rows[k] + parts.heights[k] == last_row) + int(parts.cols[k] + parts.widths[k] == last_col)
    return scores
