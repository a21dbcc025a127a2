"""The frames by name, and the kinds of them that rules ask for."""

from __future__ import annotations

from functools import cache

from solver.choice.candidate import BACKGROUND, INSIDE, LITERAL
from solver.frames.background import background_as_zero, edge_as_zero, on_zero, shared_as_zero
from solver.frames.cleaned import cleaned
from solver.frames.color_counts import colors_by_count
from solver.frames.colors import colors_by_role
from solver.frames.frame import Build, literal, nested
from solver.frames.motion import motion_per_pair
from solver.frames.panels import panels_as_cells
from solver.frames.pieces import pieces
from solver.frames.reflections import antitransposed, transposed
from solver.frames.regions import regions
from solver.frames.separators import without_separators
from solver.frames.turned import turned
from solver.frames.zoom import zoom

FRAMES: dict[str, Build] = {
    LITERAL: literal,
    "colors": on_zero(colors_by_role),
    "colors_by_count": colors_by_count,
    BACKGROUND: background_as_zero,
    "edge_background": edge_as_zero,
    "edge_colors": nested(edge_as_zero, colors_by_role),
    "shared_background": shared_as_zero,
    "without_separators": without_separators,
    "transposed": transposed,
    "antitransposed": antitransposed,
    "turned": on_zero(turned),
    "motion": on_zero(motion_per_pair),
    "panel_cells": on_zero(panels_as_cells),
    "zoom": on_zero(zoom),
    "piecewise": on_zero(pieces),
    "regions": on_zero(regions),
    "cleaned": on_zero(cleaned),
}


def names_of(name: str) -> list[str]:
    """The names of a frame, or of a frame and the one inside it."""
    return name.split(INSIDE)


@cache
def build_of(name: str) -> Build:
    """What makes the frames of a name, which may be that of a frame inside another."""
    outer, *inner = names_of(name)
    return nested(FRAMES[outer], FRAMES[inner[0]]) if inner else FRAMES[outer]
