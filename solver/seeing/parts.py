"""Reading, comparing and gluing the parts of a list."""

from __future__ import annotations

import numpy as np

from solver.jit import Parts, Placed, compiled
from solver.seeing.palette import most_frequent


@compiled()
def part_grid(parts: Parts, index: int) -> np.ndarray:
    """Part `index` as a grid of its own."""
    height, width = parts.heights[index], parts.widths[index]
    out = np.empty((height, width), np.uint8)
    place = parts.starts[index]
    for row in range(height):
        for col in range(width):
            out[row, col] = parts.cells[place]
            place += 1
    return out


@compiled()
def no_part() -> Placed:
    """The placed grid that means "cannot"."""
    return Placed(np.empty((0, 0), np.uint8), 0, 0)


@compiled()
def part_counts(parts: Parts, index: int) -> np.ndarray:
    """Count the cells of each color of a part (int64, 10)."""
    counts = np.zeros(10, np.int64)
    for place in range(parts.starts[index], parts.starts[index] + parts.heights[index] * parts.widths[index]):
        counts[parts.cells[place]] += 1
    return counts


@compiled()
def cell_counts(parts: Parts) -> np.ndarray:
    """Count the non-zero cells of each part (int64)."""
    counts = parts.heights * parts.widths
    for k in range(parts.starts.size):
        counts[k] -= part_counts(parts, k)[0]
    return counts


@compiled()
def main_color(parts: Parts, index: int) -> int:
    """Most frequent non-zero color of a part, the lowest one on ties; 0 when it has none."""
    return max(0, most_frequent(part_counts(parts, index), 1))


@compiled()
def span_of(parts: Parts) -> tuple[int, int, int, int]:
    """First row, first col, last row + 1 and last col + 1 of the box around all parts."""
    top, left, bottom, right = 1000, 1000, -1000, -1000
    for k in range(parts.starts.size):
        top = min(top, parts.rows[k])
        left = min(left, parts.cols[k])
        bottom = max(bottom, parts.rows[k] + parts.heights[k])
        right = max(right, parts.cols[k] + parts.widths[k])
    return top, left, bottom, right


@compiled()
def is_same_part(parts: Parts, left: int, right: int, any_color: bool) -> bool:
    """True when two parts have the same cells, or with any_color the same zeros."""
    if parts.heights[left] != parts.heights[right] or parts.widths[left] != parts.widths[right]:
        return False
    first, second = parts.starts[left], parts.starts[right]
    for k in range(parts.heights[left] * parts.widths[left]):
        one, other = parts.cells[first + k], parts.cells[second + k]
        if (one == 0) != (other == 0) or (one != other and not any_color):
            return False
    return True


@compiled()
def ascending(keys: np.ndarray) -> np.ndarray:
    """Indexes that sort keys in ascending order, equal keys in their old order (int64)."""
    count = keys.size
    order = np.empty(count, np.int64)
    for k in range(count):
        place = k
        while place > 0 and keys[order[place - 1]] > keys[k]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = k
    return order


@compiled()
def lay_over(parts: Parts, order: np.ndarray) -> Placed:
    """Lay all parts over each other at their places, the first of the order on top. Cannot when a side exceeds 30."""
    count = order.size
    if count == 0:
        return no_part()
    top, left, bottom, right = span_of(parts)
    if bottom - top > 30 or right - left > 30:
        return no_part()
    out = np.zeros((bottom - top, right - left), np.uint8)
    for position in range(count):
        k = order[position]
        place = parts.starts[k]
        for row in range(parts.rows[k] - top, parts.rows[k] - top + parts.heights[k]):
            for col in range(parts.cols[k] - left, parts.cols[k] - left + parts.widths[k]):
                if out[row, col] == 0:
                    out[row, col] = parts.cells[place]
                place += 1
    return Placed(out, top, left)
