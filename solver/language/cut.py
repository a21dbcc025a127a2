"""Ops that cut a grid into parts: cuts of solver/seeing with their costs for the search."""

from __future__ import annotations

from solver.language.color import LATER_COLORS_COST_MORE
from solver.language.registry import op
from solver.seeing import cuts

cut_objects = op(cost=4, constants={0: 0, 1: 1, 2: 1, 3: 0}, commutes_with_recoloring=True)(cuts.cut_objects)
cut_by_background = op(cost=4)(cuts.cut_by_background)
cut_objects_on = op(cost=7, constants={0: 0} | LATER_COLORS_COST_MORE, computed=True)(cuts.cut_objects_on)
cut_objects_of_color = op(cost=6, constants=LATER_COLORS_COST_MORE, computed=True)(cuts.cut_objects_of_color)
cut_colors = op(cost=6, cropped=False)(cuts.cut_colors)
cut_color_boxes = op(cost=7)(cuts.cut_color_boxes)
cut_rows = op(cost=5, commutes_with_recoloring=True)(cuts.cut_rows)
cut_columns = op(cost=5, commutes_with_recoloring=True)(cuts.cut_columns)
cut_panels = op(cost=5)(cuts.cut_panels)
cut_slices = op(cost=6, constants={2: 0, 3: 1, 4: 3}, computed=True, commutes_with_recoloring=True)(cuts.cut_slices)
cut_quarters = op(cost=6, commutes_with_recoloring=True)(cuts.cut_quarters)
cut_windows = op(cost=7, commutes_with_recoloring=True)(cuts.cut_windows)
cut_frame_insides = op(cost=8, constants={0: 0, 1: 2}, commutes_with_recoloring=True)(cuts.cut_frame_insides)
