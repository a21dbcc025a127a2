"""What is tried in which frame, in which order: the table of steps that are taken until an answer is sure."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One family in one frame, with its share of the tier's steps, from a tier on."""

    frame: str
    family: str
    share: float
    tier: int = 1


PLAN: tuple[Step, ...] = (
    Step("background", "object_rules", 0.07),
    Step("background", "relocations", 0.05),
    Step("background", "crop_object", 0.07),
    Step("background", "continuation", 0.05),
    Step("background", "growth", 0.05),
    Step("background", "moves", 0.03),
    Step("background", "drawings", 0.05),
    Step("background", "rectangles", 0.05),
    Step("background", "unfolding", 0.05),
    Step("background", "replicas", 0.05),
    Step("background", "layouts", 0.03),
    Step("background", "joins", 0.03),
    Step("background", "summaries", 0.05),
    Step("background", "collages", 0.05),
    Step("background", "assemblies", 0.03),
    Step("background", "panel_rules", 0.03),
    Step("background", "shrink", 0.03),
    Step("background", "inpaint", 0.05),
    Step("background", "cleaning", 0.03),
    Step("background", "cell", 0.12),
    Step("panel_cells", "color_map", 0.02),
    Step("panel_cells", "crop_object", 0.02),
    Step("panel_cells", "object_rules", 0.02),
    Step("panel_cells", "joins", 0.05),
    Step("panel_cells", "templates", 0.03),
    Step("panel_cells", "drawings", 0.03),
    Step("panel_cells", "moves", 0.03),
    Step("panel_cells", "cell", 0.04),
    Step("panel_cells", "search", 0.07),
    Step("panel_cells/colors", "color_map", 0.02),
    Step("panel_cells/colors", "crop_object", 0.02),
    Step("panel_cells/colors", "object_rules", 0.02),
    Step("panel_cells/colors", "drawings", 0.03),
    Step("panel_cells/colors", "cell", 0.04),
    Step("panel_cells/colors", "search", 0.07),
    Step("literal", "templates", 0.2),
    Step("literal", "object_drawings", 0.15),
    Step("colors", "object_drawings", 0.15, 2),
    Step("zoom", "object_rules", 0.015),
    Step("zoom", "inpaint", 0.015),
    Step("zoom", "drawings", 0.04),
    Step("zoom", "cell", 0.08),
    Step("zoom/colors", "object_rules", 0.015),
    Step("zoom/colors", "drawings", 0.04),
    Step("zoom/colors", "cell", 0.08),
    Step("literal", "search", 0.675),
    Step("colors", "search", 0.675),
    Step("background", "search", 0.3),
    Step("without_separators", "search", 0.15, 2),
    Step("transposed", "search", 0.15, 2),
    Step("antitransposed", "search", 0.15, 2),
    Step("turned", "object_rules", 0.03),
    Step("turned", "relocations", 0.03),
    Step("turned", "replicas", 0.03),
    Step("turned", "continuation", 0.03),
    Step("turned", "cell", 0.2),
    Step("piecewise", "color_map", 0.01),
    Step("piecewise", "inpaint", 0.01),
    Step("piecewise", "search", 0.12),
    Step("piecewise/colors", "color_map", 0.01),
    Step("piecewise/colors", "search", 0.12),
)
