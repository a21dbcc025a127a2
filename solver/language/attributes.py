"""Ops that measure the parts of a list: attributes of solver/seeing with their costs for the search."""

from __future__ import annotations

from solver.jit import Parts
from solver.language.registry import Scores, op
from solver.seeing import part_attributes
from solver.seeing.part_attributes import measure


@op(cost=2, of=(measure, part_attributes.CELLS))
def cell_count(parts: Parts) -> Scores:
    """Count the non-zero cells.

    11  203 -> [2,3]
    00  003
    """


@op(cost=3, of=(measure, part_attributes.AREA))
def area(parts: Parts) -> Scores:
    """Measure the bounding box in cells.

    11  203 -> [4,6]
    00  003
    """


@op(cost=5, of=(measure, part_attributes.HEIGHT))
def height(parts: Parts) -> Scores:
    """Measure the height.

    11  203 -> [2,1]
    00
    """


@op(cost=5, of=(measure, part_attributes.WIDTH))
def width(parts: Parts) -> Scores:
    """Measure the width.

    11  203 -> [2,3]
    00
    """


@op(cost=4, of=(measure, part_attributes.TOP))
def top(parts: Parts) -> Scores:
    """Give the row of the upper edge.

    11@3,0  2@1,1 -> [3,1]
    """


@op(cost=4, of=(measure, part_attributes.LEFT))
def left(parts: Parts) -> Scores:
    """Give the column of the left edge.

    11@3,0  2@1,1 -> [0,1]
    """


@op(cost=5, of=(measure, part_attributes.BOTTOM))
def bottom(parts: Parts) -> Scores:
    """Give the row below the lower edge.

    11@3,0  2@1,1 -> [4,2]
    """


@op(cost=5, of=(measure, part_attributes.RIGHT))
def right(parts: Parts) -> Scores:
    """Give the column after the right edge.

    11@3,0  2@1,1 -> [2,2]
    """


@op(cost=3, of=(measure, part_attributes.COLORS))
def part_color_count(parts: Parts) -> Scores:
    """Count the different non-zero colors.

    11  203 -> [1,2]
    """


@op(cost=5, of=(measure, part_attributes.ENCLOSED_CELLS))
def enclosed_cell_count(parts: Parts) -> Scores:
    """Count the zeros that are cut off from the edge of the part.

    111  11 -> [1,0]
    101  10
    111
    """


@op(cost=5, of=(measure, part_attributes.HOLES))
def hole_count(parts: Parts) -> Scores:
    """Count the separate areas of zeros that are cut off from the edge of the part.

    11111  11 -> [2,0]
    10101  10
    11111
    """


@op(cost=5, of=(measure, part_attributes.PIECES))
def piece_count(parts: Parts) -> Scores:
    """Count the connected pieces: any colors, 8 neighbors.

    1011  11 -> [2,1]
    1001  00
    """


@op(cost=4, of=(measure, part_attributes.SYMMETRY))
def symmetry(parts: Parts) -> Scores:
    """Count the symmetries among: up-down, left-right, about both diagonals.

    111  12 -> [1,0]
    010  30
    """


@op(cost=4, of=(measure, part_attributes.SAME_SHAPES))
def same_shape_count(parts: Parts) -> Scores:
    """Count the other parts with the same shape in whatever colors.

    11  22  33 -> [1,1,0]
    10  20  03
    """


@op(cost=4, of=(measure, part_attributes.SAME_PARTS))
def same_part_count(parts: Parts) -> Scores:
    """Count the other parts that are equal in shape and colors.

    11  22  11 -> [1,0,1]
    10  20  10
    """


@op(cost=5, of=(measure, part_attributes.SAME_COLORS))
def same_color_count(parts: Parts) -> Scores:
    """Count the other parts whose most common color is the same.

    11  1  2 -> [1,1,0]
    """


@op(cost=6, of=(measure, part_attributes.MAIN_COLOR))
def color(parts: Parts) -> Scores:
    """Give the most common color.

    112  3 -> [1,3]
    """


@op(cost=4, of=(measure, part_attributes.OWN_COLORS))
def own_color_count(parts: Parts) -> Scores:
    """Count the colors of a part that no other part has.

    112  1  11 -> [1,0,0]
    """


@op(cost=6, of=(measure, part_attributes.RARE_CELLS))
def rare_cell_count(parts: Parts) -> Scores:
    """Count the non-zero cells that do not have the part's most common color.

    1121  3 -> [1,0]
    """


@op(cost=5, of=(measure, part_attributes.IS_SOLID))
def is_solid_rectangle(parts: Parts) -> Scores:
    """Give 1 to parts without zeros.

    11  10 -> [1,0]
    12  11
    """


@op(cost=6, of=(measure, part_attributes.CONTAINING_PARTS))
def containing_part_count(parts: Parts) -> Scores:
    """Count the other parts whose bounding box contains this one's.

    111@0,0  2@1,1 -> [0,1]
    101
    111
    """


@op(cost=5, of=(measure, part_attributes.TOUCHES_HULL))
def touches_hull(parts: Parts) -> Scores:
    """Count the sides at which a part touches the box around all parts.

    1@0,0  2@1,1  3@2,2 -> [2,0,2]
    """
