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
    Step("colors", "cell", 0.125),
    Step("colors_by_count", "cell", 0.125),
    Step("panel_cells", "replicas", 0.03),  # 1.0 tasks, 0 s
    Step("background", "joins", 0.05),  # 4.0 tasks, 3 s
    Step("edge_background", "joins", 0.05),
    Step("shared_background", "joins", 0.05),
    Step("shared_background", "cell", 0.15),
    Step("edge_colors", "moves", 0.03),
    Step("edge_colors", "rectangles", 0.03),
    Step("colors", "rectangles", 0.03),
    Step("panel_cells", "crop_object", 0.02),  # 1.0 tasks, 0 s
    Step("zoom/colors", "drawings", 0.04),  # 1.0 tasks, 1 s
    Step("background", "summaries", 0.1),  # 1.0 tasks, 1 s
    Step("literal", "replicas", 0.2),  # 10.0 tasks, 14 s
    Step("background", "replicas", 0.2),
    Step("panel_cells/colors", "drawings", 0.03),  # 0.2 tasks, 0 s
    Step("panel_cells/colors", "cell", 0.04),  # 0.2 tasks, 0 s
    Step("panel_cells", "cell", 0.04),  # 0.2 tasks, 0 s
    Step("motion/colors", "cell", 0.15),  # 2.5 tasks, 6 s
    Step("panel_cells/colors", "search", 0.07),  # 0.2 tasks, 0 s
    Step("regions", "shrink", 0.02),
    Step("regions", "layouts", 0.02),
    Step("regions", "completion", 0.03),
    Step("regions", "cell", 0.1),
    Step("regions", "search", 0.15),
    Step("regions/colors", "crop_object", 0.03),
    Step("regions/colors", "cell", 0.1),
    Step("background", "object_drawings", 0.1),
    Step("motion/colors", "drawings", 0.05, 2),  # alone in no solved task of 1,806, 23 s at tier 1
    Step("regions", "object_rules", 0.03),  # 0.0 tasks, 0 s
    Step("regions", "drawings", 0.03),  # 0.0 tasks, 0 s
    Step("regions", "color_map", 0.02),  # 0.0 tasks, 0 s
    Step("panel_cells/colors", "object_rules", 0.02),  # 0.0 tasks, 0 s
    Step("cleaned", "layouts", 0.03),  # 0.0 tasks, 0 s
    Step("panel_cells", "object_rules", 0.02),  # 0.0 tasks, 0 s
    Step("panel_cells", "color_map", 0.02),  # 0.0 tasks, 0 s
    Step("panel_cells/colors", "color_map", 0.02),  # 0.0 tasks, 0 s
    Step("cleaned", "relocations", 0.03),  # 0.0 tasks, 0 s
    Step("panel_cells", "moves", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "rectangles", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "shrink", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "object_rules", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "moves", 0.03),  # 0.0 tasks, 0 s
    Step("regions", "summaries", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "summaries", 0.05),  # 0.0 tasks, 0 s
    Step("panel_cells", "drawings", 0.03),  # 0.0 tasks, 0 s
    Step("panel_cells", "joins", 0.05),  # 0.0 tasks, 0 s
    Step("zoom", "completion", 0.015),  # 0.0 tasks, 0 s
    Step("panel_cells/colors", "crop_object", 0.02),  # 0.0 tasks, 0 s
    Step("regions", "crop_object", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "crop_object", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "drawings", 0.03),  # 0.0 tasks, 0 s
    Step("piecewise/colors", "search", 0.05, 2),  # alone in no solved task of 1,806, 13 s at tier 1
    Step("cleaned", "joins", 0.03),  # 0.0 tasks, 0 s
    Step("cleaned", "search", 0.15, 2),  # -1.0 tasks, 11 s at tier 1
    Step("zoom/colors", "object_rules", 0.015),  # 0.0 tasks, 1 s
    Step("background", "rectangles", 0.1),  # 0.0 tasks, 1 s
    Step("zoom", "object_rules", 0.015),  # 0.0 tasks, 1 s
    Step("background", "continuation", 0.2),  # 0.0 tasks, 1 s
    Step("background", "collages", 0.1),  # 0.0 tasks, 1 s
    Step("piecewise", "color_map", 0.005),  # 0.0 tasks, 1 s
    Step("background", "moves", 0.07),  # 0.0 tasks, 1 s
    Step("literal", "object_drawings", 0.15),  # 11.5 tasks, 116 s
    Step("motion", "cell", 0.15),  # 0.5 tasks, 7 s
    Step("background", "search", 0.3),  # 2.3 tasks, 26 s
    Step("background", "cell", 0.12),  # 1.0 tasks, 13 s
    Step("turned", "relocations", 0.035),  # 0.0 tasks, 2 s
    Step("background", "crop_object", 0.07),  # 0.0 tasks, 2 s
    Step("background", "drawings", 0.1),  # 0.0 tasks, 4 s
    Step("piecewise", "search", 0.05),  # 0.0 tasks, 6 s
    Step("colors", "search", 0.6),  # 2.8 tasks, 114 s
    Step("literal", "search", 0.675),  # 1.8 tasks, 172 s
    Step("turned", "cell", 0.2, 2),  # 6 tasks won and 6 lost without it, 57 s at tier 1
    Step("piecewise", "completion", 0.01, 2),  # alone in no solved task of 1,806, 9 s at tier 1
    Step("piecewise/colors", "color_map", 0.005, 2),  # the same, 9 s
    Step("colors_by_count", "rectangles", 0.03, 2),  # alone in no solved task of 1,806, 4 s at tier 1; so are the next three
    Step("motion/colors", "continuation", 0.03, 2),  # 4 s
    Step("motion/colors", "object_rules", 0.03, 2),  # 6 s, and one task less
    Step("edge_background", "crop_object", 0.03, 2),  # 2 s
    Step("colors", "object_drawings", 0.15, 2),
    Step("turned", "object_drawings", 0.05, 2),
    Step("motion/colors", "object_drawings", 0.07, 2),  # 1 task, 61 s at tier 1
    Step("without_separators", "search", 0.15, 2),
    Step("transposed", "search", 0.15, 2),
    Step("antitransposed", "search", 0.15, 2),
)
