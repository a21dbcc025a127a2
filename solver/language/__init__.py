"""THE OP LIBRARY: importing this package registers every op."""

from solver.language import (
    attributes,
    canvas,
    color,
    complete,
    crop,
    cut,
    fill,
    geometry,
    join,
    lines,
    measure,
    objects,
    select,
    tile,
)
from solver.language.registry import OPS, Op

__all__ = [
    "OPS",
    "Op",
    "attributes",
    "canvas",
    "color",
    "complete",
    "crop",
    "cut",
    "fill",
    "geometry",
    "join",
    "lines",
    "measure",
    "objects",
    "select",
    "tile",
]
