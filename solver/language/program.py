"""A program is an expression of ops: print it, read it back, run it on one grid, one op at a time.

    crop_to_content(keep_color(input, ranked_color(input, "rarest")))
    pick_max(cell_count, cut_objects(input, "any colors"))     a selector with the attribute it goes by, on a list
    for_each(flip_rows, cut_panels(input))               an op on every element of a list
    for_each(keep_color, cut_panels(input), 3)

This interpreter shares no code with the batch drivers of the search, so it can check what the search claims.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.jit import Parts, Placed
from solver.language import OPS, Op
from solver.language.registry import NUMBERS
from solver.task import Grid

INPUT = "input"
OUTPUT_CANVAS = "output_canvas"  # an empty grid of the predicted size of the output
ROOTS = (INPUT, OUTPUT_CANVAS)
FOR_EACH = "for_each"
FOR_EACH_COST = 1
CANVAS_COST = 6
Result = Placed | list[Placed] | int | None


@dataclass(frozen=True)
class Program:
    """An op applied to arguments: programs, integers, or the name of an op for `for_each` and selectors."""

    op: str
    arguments: tuple[Program | int | str, ...] = ()

    def __str__(self) -> str:
        if not self.arguments:
            return self.op
        words = called(self.op, self.arguments)
        return f"{self.op}({', '.join(words.get(one, str(one)) for one in self.arguments)})"

    def uses(self, root: str) -> bool:
        """True when it starts from a root somewhere."""
        return self.op == root or any(one.uses(root) for one in self.arguments if isinstance(one, Program))


def called(name: str, arguments: Sequence[Any]) -> dict[Any, str]:
    """What the numbers among the arguments of an op, or of the op that `for_each` applies, are called in text."""
    op = OPS.get(str(arguments[0]) if name == FOR_EACH and arguments else name)
    return {number: f'"{word}"' for number, word in op.words.items()} if op else {}


def read_program(text: str) -> Program:
    """Read a program back from its text. Raises ValueError that echoes the part that is not understood."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"not a program: {text!r}: {error.msg}") from None
    return program_of(tree)


def program_of(tree: ast.expr) -> Program:
    """The program that an expression stands for. Raises ValueError like read_program()."""
    program = _from_tree(tree)
    if not isinstance(program, Program):
        raise ValueError(f"not a program: {ast.unparse(tree)!r}: expected input or an op with its arguments")
    kind_of(program)
    return program


def _from_tree(tree: ast.expr) -> Program | int | str:
    if isinstance(tree, ast.Constant | ast.UnaryOp) and re.fullmatch(r"-?\d{1,9}", ast.unparse(tree)):
        return int(ast.unparse(tree))
    if isinstance(tree, ast.Name):
        if tree.id in ROOTS:
            return Program(tree.id)
        if tree.id in OPS:
            return tree.id
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
        if tree.func.id != FOR_EACH and tree.func.id not in OPS:
            near = ", ".join(difflib.get_close_matches(tree.func.id, OPS, 2))
            raise ValueError(f"unknown op {tree.func.id!r}{near and f'; near: {near}'}; `python -m solver ops` lists them")
        return Program(tree.func.id, _arguments(tree.func.id, tree.args))
    raise ValueError(f"not part of a program: {ast.unparse(tree)!r}")


def _arguments(name: str, trees: Sequence[ast.expr]) -> tuple[Program | int | str, ...]:
    """The arguments of an op, with words as the numbers that they stand for."""
    numbers = {word.strip('"'): number for number, word in called(name, [ast.unparse(one) for one in trees]).items()}
    read: list[Program | int | str] = []
    for tree in trees:
        word = tree.value if isinstance(tree, ast.Constant) else None
        if isinstance(word, str) and word not in numbers:
            near = " or ".join(map(repr, difflib.get_close_matches(word, numbers, 2, 0.5))) or ", ".join(map(repr, numbers))
            raise ValueError(f"{name}: unknown word {word!r}; {f'near: {near}' if near else 'it takes no words'}")
        read.append(numbers[word] if isinstance(word, str) else _from_tree(tree))
    return tuple(read)


def kind_of(program: Program) -> str:
    """What a program makes: Grid, Parts, Color, Integer or Direction. Raises ValueError when arguments do not fit an op."""
    if program.op in ROOTS:
        return "Grid"
    arguments = list(program.arguments)
    if program.op == FOR_EACH:
        op = OPS.get(str(arguments.pop(0))) if arguments else None
        if op is None or len(op.arguments) - 1 != len(arguments) - 1 or _made_by(op) != "Grid":
            raise ValueError(f"{program}: expected for_each(op, list) with an op that makes a grid of a grid")
        expected, made = ("Parts", *op.arguments[1:]), "Parts"
    else:
        op = OPS[program.op]
        expected, made = op.arguments, _made_by(op)
        if op.arguments == ("Scores",):
            expected = ("Scores", "Parts")
    found = tuple(_kind_of_argument(argument) for argument in arguments)
    if len(found) != len(expected) or not all(map(_fits, found, expected)):
        raise ValueError(f"{program}: {program.op} takes ({', '.join(expected)}), found ({', '.join(found)})")
    return made


def _made_by(op: Op) -> str:
    """What the search makes of an op's result."""
    return {"Box": "Grid", "Placed": "Grid", "Index": "Grid", "Labels": "Parts"}.get(op.result, op.result)


def _kind_of_argument(argument: Program | int | str) -> str:
    if isinstance(argument, str):
        return OPS[argument].result
    return kind_of(argument) if isinstance(argument, Program) else "number"


def _fits(found: str, expected: str) -> bool:
    return found == expected or (found, expected) == ("Grid", "Placed") or (found == "number" and expected in NUMBERS)


def cost_of(program: Program) -> int:
    """Cost of a program as the search counts it: its ops, the extra cost of its constants, 1 for each `for_each`.

    Raises ValueError when an op has no such constant, so that the search has no such program.
    """
    if program.op in ROOTS:
        return CANVAS_COST * (program.op == OUTPUT_CANVAS)
    cost = FOR_EACH_COST if program.op == FOR_EACH else OPS[program.op].cost
    op = OPS[str(program.arguments[0])] if program.op == FOR_EACH else OPS[program.op]
    for argument in program.arguments:
        if isinstance(argument, Program):
            cost += cost_of(argument)
        elif isinstance(argument, str):
            cost += OPS[argument].cost
        elif argument in dict(op.constants):
            cost += dict(op.constants)[argument]
        else:
            known = ", ".join(str(value) for value, _ in op.constants) or "none"
            raise ValueError(f"{op.name}: {argument} is not among its constants ({known})")
    return cost


def run_program(program: Program, grid: Grid, canvas: Grid | None = None) -> Result:
    """Run on one grid; None when an op cannot. Raises ValueError when the arguments do not fit the op.

    canvas: an empty grid of the output's size, for programs that lay something out on it; they cannot without.
    """
    if program.op in ROOTS:
        root = grid if program.op == INPUT else canvas
        return None if root is None else Placed(root, 0, 0)
    values: list[Result | str] = []
    for argument in program.arguments:
        value = run_program(argument, grid, canvas) if isinstance(argument, Program) else argument
        if value is None:
            return None
        values.append(value)
    if program.op == FOR_EACH:
        name, parts, *rest = values
        # kind_of() has seen to it that there is a list of parts, and that the op makes a grid of each.
        mapped = [apply_op(OPS[str(name)], [part, *rest]) for part in parts]  # type: ignore[union-attr]
        return None if any(part is None for part in mapped) else mapped  # type: ignore[return-value]
    op = OPS[program.op]
    if op.arguments == ("Scores",):
        return _select(op, str(values[0]), values[1])
    return apply_op(op, values)


def apply_op(op: Op, values: list) -> Result:
    """Apply one op to placed grids, lists and integers; None when it cannot."""
    arguments = []
    for kind, value in zip(op.arguments, values, strict=True):
        wanted: Any = {"Grid": Placed, "Placed": Placed, "Parts": list}.get(kind, int)
        if not isinstance(value, wanted):
            raise ValueError(f"{op.name}: expected {kind}, found {type(value).__name__}")
        if kind == "Grid":
            arguments.append(value.cells)
        elif kind == "Parts":
            arguments.append(flatten(value))
        else:
            arguments.append(value)
    result = op.function(*arguments)
    place = values[1] if op.arguments[:2] == ("Placed", "Grid") else values[0]
    if op.result == "Grid":
        return _placed(result, place, "keep" if op.arguments[0] == "Placed" else op.origin)
    if op.result == "Placed":
        return result if result.cells.size else None
    if op.result == "Box":
        return _crop(place, result)
    if op.result == "Labels":
        return cut(place, result)
    return int(result) if result >= 0 else None


def flatten(parts: list[Placed]) -> Parts:
    """A list of placed grids as the flat Parts that ops take."""
    sizes = np.array([part.cells.size for part in parts], np.int64)
    return Parts(
        np.concatenate([part.cells.ravel() for part in parts]),
        np.cumsum(sizes) - sizes,
        np.array([part.cells.shape[0] for part in parts], np.int64),
        np.array([part.cells.shape[1] for part in parts], np.int64),
        np.array([part.row for part in parts], np.int64),
        np.array([part.col for part in parts], np.int64),
    )


def cut(place: Placed, labels: np.ndarray) -> list[Placed] | None:
    """Parts of a grid by labels 1..n in order; None without any."""
    parts = []
    for label in range(1, int(labels.max(initial=0)) + 1):
        mask = labels == label
        rows, cols = np.nonzero(mask)
        if not rows.size:
            continue
        cells = np.where(mask, place.cells, 0).astype(np.uint8)
        top, left = int(rows.min()), int(cols.min())
        cells = np.ascontiguousarray(cells[top : rows.max() + 1, left : cols.max() + 1])
        parts.append(Placed(cells, place.row + top, place.col + left))
    return parts or None


def _placed(cells: Grid, source: Placed, origin: str) -> Placed | None:
    if not cells.size:
        return None
    if origin == "reset":
        return Placed(cells, 0, 0)
    shift = 1 if origin == "outward" else 0
    return Placed(cells, source.row - shift, source.col - shift)


def _crop(source: Placed, box: tuple[int, int, int, int]) -> Placed | None:
    top, left, height, width = box
    cells = source.cells[max(top, 0) : top + height, max(left, 0) : left + width]
    if height < 1 or width < 1 or cells.shape != (height, width):
        return None
    return Placed(np.ascontiguousarray(cells), source.row + top, source.col + left)


def _select(selector: Op, attribute: str, parts: Result | str) -> Result:
    if not isinstance(parts, list):
        raise ValueError(f"{selector.name}: expected a list of parts, found {type(parts).__name__}")
    return parts[selector.function(OPS[attribute].function(flatten(parts)))]
