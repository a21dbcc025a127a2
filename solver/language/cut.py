"""Ops that cut a grid into parts: cuts of solver/seeing with their costs for the search."""

from __future__ import annotations

from solver.language.registry import Integer, Labels, op
from solver.seeing import cuts, partitions
from solver.seeing.cuts import cut
from solver.task import Grid


@op(
    cost=4,
    of=(cut, cuts.OF_KIND),
    constants={0: 0, 1: 1, 2: 1, 3: 0},
    words="one color by edges, one color, any colors by edges, any colors",
    commutes_with_recoloring=True,
)
def cut_objects(grid: Grid, kind: Integer) -> Labels:
    """Cut into connected objects of one color or of any colors, by edges or in eight directions.

    110 (0) -> 110
    002        002
    302        302

    110 (3) -> 110
    002        001
    302        201
    """


@op(cost=5, of=(cut, 0, partitions.IN_ROWS), commutes_with_recoloring=True)
def cut_rows(grid: Grid) -> Labels:
    """Cut into rows.

    12 -> 11
    30    22
    """


@op(cost=5, of=(cut, 0, partitions.IN_COLUMNS), commutes_with_recoloring=True)
def cut_columns(grid: Grid) -> Labels:
    """Cut into columns.

    12 -> 12
    30    12
    """


@op(cost=5, of=(cut, 0, partitions.IN_PANELS))
def cut_panels(grid: Grid) -> Labels:
    """Cut into the panels between separators: full rows and columns of the color that has most such lines.

    1053 -> 1102
    0050    1102
    5555    0000
    0250    3304
    """


@op(cost=6, of=(cut, 0, partitions.IN_QUARTERS), commutes_with_recoloring=True)
def cut_quarters(grid: Grid) -> Labels:
    """Cut into four quarters; a middle row or column is left out.

    12034 -> 11022
    56078    33044
    """
