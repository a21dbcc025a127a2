"""Applies the program of a candidate step by step: what each part of it makes of one input.

The programs of the search are expressions of ops. Its overlays and what it built backward put more around them:

    layers(shape(P), all(to_top_left(Q)), shape_in_color(R, 3))       the first layer is on top
    tile_2x2(rename_colors(P, {1: 4}))                                what peels are undone by

Rules of other families are words: they have no parts that could be applied alone.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

import numpy as np

from solver.jit import Placed
from solver.language import OPS
from solver.language.program import FOR_EACH, OUTPUT_CANVAS, Program, Result, read_program, run_program
from solver.report.terminal import UNSET
from solver.report.words import constructor_in_words, first_sentence
from solver.rules.search import SHOWN
from solver.search.peels import MOTIONS
from solver.task import Grid


@dataclass(frozen=True)
class Step:
    """One part of a program and what it makes: titled grids, none where the part is a number or cannot be applied
    alone. meaning: what its op does."""

    text: str
    words: str
    grids: tuple[tuple[str, Grid], ...] = ()
    meaning: str = ""


def steps_of(text: str, grid: Grid) -> list[Step]:
    """The parts of a program in the order in which they are applied to a grid; [] for a rule in words."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return []
    if not isinstance(tree, ast.Call | ast.Name):
        return []
    found: dict[str, Step] = {}
    is_program = _walk(tree, np.array(grid), found)  # Compiled ops refuse arrays that cannot be written to.
    return list(found.values()) if is_program else []


def _walk(tree: ast.expr, grid: Grid, found: dict[str, Step]) -> bool:
    """Add the steps of an expression, inner ones first. False when there is no program of ops anywhere in it."""
    text = ast.unparse(tree)
    try:
        _program_steps(read_program(text), grid, found)
        return True
    except ValueError:
        pass
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        return False
    inner = [argument for argument in tree.args if isinstance(argument, ast.Call | ast.Name)]
    if not inner or not all(_walk(argument, grid, found) for argument in inner):
        return False
    if text not in found:
        grids = [_last_grid(found.get(ast.unparse(argument))) for argument in inner]
        made = _rebuilt(tree.func.id, tree, grids)
        words = "put together from the parts above" if made is None else size(made)
        found[text] = Step(text, words, () if made is None else (("", made),), constructor_in_words(tree.func.id))
    return True


def _program_steps(program: Program, grid: Grid, found: dict[str, Step]) -> None:
    for argument in program.arguments:
        if isinstance(argument, Program):
            _program_steps(argument, grid, found)
    text = str(program)
    if text not in found:
        result = run_program(program, grid)
        found[text] = Step(text, in_words(result), shown(result), meaning(program))


def meaning(program: Program) -> str:
    """The first sentence about the op of a program."""
    name = str(program.arguments[0]) if program.op == FOR_EACH else program.op
    if name == OUTPUT_CANVAS:
        return "An empty grid of the size predicted for the output"
    if name not in OPS:
        return ""
    sentence = first_sentence(OPS[name].picture)
    return f"for every element: {sentence}" if program.op == FOR_EACH else sentence


def in_words(result: Result) -> str:
    """What a result is: the size of a grid, the number of parts, a number."""
    if result is None:
        return "nothing"
    if isinstance(result, Placed):
        return size(result.cells)
    return f"a list of {len(result)}" if isinstance(result, list) else f"the number {result}"


def size(grid: Grid) -> str:
    """Height x width."""
    return f"{grid.shape[0]} x {grid.shape[1]}"


def shown(result: Result) -> tuple[tuple[str, Grid], ...]:
    """The grids of a result; the parts of a list are numbered."""
    if isinstance(result, Placed):
        return (("", result.cells),)
    if isinstance(result, list):
        return tuple((str(number), part.cells) for number, part in enumerate(result, 1))
    return ()


def _last_grid(step: Step | None) -> Grid | None:
    return step.grids[0][1] if step is not None and len(step.grids) == 1 else None


def _rebuilt(name: str, tree: ast.Call, grids: list[Grid | None]) -> Grid | None:
    """What a constructor makes of its parts; None for those that need more than their parts to be applied."""
    parts = [grid for grid in grids if grid is not None]
    if len(parts) < len(grids):
        return None
    first = parts[0]
    if name in dict(MOTIONS):
        return np.ascontiguousarray(dict(MOTIONS)[name](first))
    if name == "to_top_left":
        return first
    shape = name.removesuffix("_in_color")
    if shape in SHOWN:
        color = ast.literal_eval(tree.args[1]) if name != shape else first
        kept = {"shape": first != 0, "zeros": first == 0, "all": first >= 0}[shape]
        return np.where(kept, color, UNSET).astype(np.uint8)
    if name == "rename_colors":
        return _renamed(first, ast.literal_eval(tree.args[1]))
    if found := re.fullmatch(r"scale_up_(\d+)x(\d+)", name):
        return np.kron(first, np.ones((int(found[1]), int(found[2])), np.uint8))
    if found := re.fullmatch(r"bordered_(\d)", name):
        return np.pad(first, 1, constant_values=int(found[1]))
    if found := re.fullmatch(r"(below|beside)_\w+", name):
        axis = 0 if found[1] == "below" else 1
        if len({part.shape[1 - axis] for part in parts}) == 1:
            return np.concatenate(parts, axis=axis)
    return None


def _renamed(grid: Grid, table: dict[int, int]) -> Grid:
    renaming = np.arange(UNSET + 1, dtype=np.uint8)
    for color, new in table.items():
        renaming[color] = new
    return renaming[grid]
