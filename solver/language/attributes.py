"""Ops that measure the parts of a list: attributes of solver/seeing with their costs for the search."""

from __future__ import annotations

from solver.language.registry import op
from solver.seeing import part_attributes

COSTS = {
    part_attributes.cell_count: 2,
    part_attributes.area: 3,
    part_attributes.height: 5,
    part_attributes.width: 5,
    part_attributes.top: 4,
    part_attributes.left: 4,
    part_attributes.bottom: 5,
    part_attributes.right: 5,
    part_attributes.part_color_count: 3,
    part_attributes.enclosed_cell_count: 5,
    part_attributes.hole_count: 5,
    part_attributes.piece_count: 5,
    part_attributes.symmetry: 4,
    part_attributes.same_shape_count: 4,
    part_attributes.same_part_count: 4,
    part_attributes.same_color_count: 5,
    part_attributes.color: 6,
    part_attributes.own_color_count: 4,
    part_attributes.rare_cell_count: 6,
    part_attributes.is_solid_rectangle: 5,
    part_attributes.containing_part_count: 6,
    part_attributes.touches_hull: 5,
}
for _attribute, _cost in COSTS.items():
    op(cost=_cost)(_attribute)
