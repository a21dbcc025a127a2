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


@op(cost=3, of=(measure, part_attributes.COLORS))
def part_color_count(parts: Parts) -> Scores:
    """Count the different non-zero colors.

    11  203 -> [1,2]
    """


@op(cost=4, of=(measure, part_attributes.SYMMETRY))
def symmetry(parts: Parts) -> Scores:
    """Count the symmetries among: up-down, left-right, about both diagonals.

    111  12 -> [1,0]
    010  30
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
