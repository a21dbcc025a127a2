"""Says in words what the ops and the constructors do that a program names, whichever family wrote the program."""

from __future__ import annotations

import contextlib
import re

CONSTRUCTORS = (  # What is no op: how layers are shown, and how what was built backward is put together. See search/peels.py.
    (r"layers", "Lay the parts on each other, the first on top"),
    (r"shape", "The cells of it that are not 0"),
    (r"zeros", "The cells of it that are 0"),
    (r"all", "All of its cells"),
    (r"(shape|zeros|all)_in_color", "The same, in one color"),
    (r"to_top_left", "Moved to the top left corner"),
    (r"rename_colors", "Exchange colors by a table"),
    (r"combine_cells", "The cells at the same place in the parts decide the color"),
    (r"tile_\d+x\d+", "Repeat it in rows x columns of tiles, each as it is, turned, mirrored or empty"),
    (r"scale_up_\d+x\d+", "Make every cell a block of height x width"),
    (r"scale_down_\d+x\d+", "Make every block of height x width one cell"),
    (r"bordered_\d", "Put a border of one color around it"),
    (r"below_\w+", "Put the parts below each other"),
    (r"beside_\w+", "Put the parts beside each other"),
    (r"stamp_\w+", "Put the second part wherever the first has a color"),
    (r"colored_\w+", "Repeat the second part, in the color of each cell of the first"),
    (r"over_input", "Lay it over the input"),
    (r"under_input", "Lay it under the input"),
    (r"embed_\w+_\d", "Put it on a canvas of one color"),
    (r"keep", "As it is"),
    (r"rotate_half", "Turn by half a turn"),
    (r"transpose_anti", "Mirror in the second diagonal"),
)
NAME = re.compile(r"([a-z]\w*)(\()?")


def constructor_in_words(name: str) -> str:
    """What a constructor does; "" for a name that is none."""
    return next((words for pattern, words in CONSTRUCTORS if re.fullmatch(pattern, name)), "")


def first_sentence(picture: str) -> str:
    """The first sentence of an op's docstring, without the picture and the full stop."""
    return " ".join(picture.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")


def glossary(program: str) -> dict[str, str]:
    """What each name in a program means, the innermost first, as it is applied. {} for a rule that is words already."""
    ops = {}
    with contextlib.suppress(ImportError):  # Without numba there is no op.
        from solver.language import OPS

        ops = OPS
    found = {}
    for name, bracket in reversed(NAME.findall(program)):
        if name in ops and (bracket or "_" in name):  # A word of its own may be a word of a sentence: half, tile.
            found[name] = first_sentence(ops[name].picture)
        elif bracket and (words := constructor_in_words(name)):
            found[name] = words
    return found
