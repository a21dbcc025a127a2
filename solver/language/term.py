"""Rules as data: a term is a verb with named arguments, printed as one line of text, read back from it, and run from it alone.

    continued(units="objects", shift="any", sense="both ways", end="behind what is there")
    moved(objects=cut("one-colored objects", those=colored((1, 2))), way="down", until="blocked")

Arguments are data: None, booleans, integers, words, tuples and tables of these, and terms. Where an argument is left out, the
verb's default holds, so that equal rules have equal texts. A program of ops is a rule as well, alone or as an argument:

    scaled_up(of=(crop_to_content(input),), height=2, width=2)
"""

from __future__ import annotations

import ast
import difflib
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver.jit import Placed
from solver.language import OPS
from solver.language.program import FOR_EACH, ROOTS, Program, program_of, run_program
from solver.task import Grid, as_grid

Grids = Sequence[Grid]


@dataclass(frozen=True)
class Verb:
    """What a term may say. function: from what it acts on, and the arguments by name.

    acts_on: the name of the function's first parameter. `grid`: one grid at a time; `grids`: all inputs at once; another
    name, such as `scene`: for use inside of other verbs.
    """

    name: str
    function: Callable[..., Any]
    acts_on: str

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Names of the arguments with their defaults."""
        _, *others = inspect.signature(self.function).parameters.values()
        return {one.name: one.default for one in others}


VERBS: dict[str, Verb] = {}


def verb(function: Callable[..., Any]) -> Callable[..., Any]:
    """Register a function as the verb of its name. Raises ValueError for a name that is taken."""
    name = function.__name__
    if name in VERBS:
        raise ValueError(f"verb {name!r} is there already")
    VERBS[name] = Verb(name, function, next(iter(inspect.signature(function).parameters)))
    return function


@dataclass(frozen=True)
class Term:
    """A verb with its arguments in order, those left out that have their default. It prints as one line."""

    verb: str
    arguments: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.verb}({', '.join(f'{name}={written(value)}' for name, value in self.arguments)})"

    def __call__(self, subject: Any) -> Any:
        """Let the verb act on what it acts on: a grid, all grids, or what is looked at inside another verb."""
        return VERBS[self.verb].function(subject, **dict(self.arguments))


def term(function: Callable[..., Any], **arguments: Any) -> Term:
    """Make the term of a verb's function with arguments."""
    parameters = VERBS[function.__name__].parameters
    ordered = ((name, plain(arguments[name])) for name in parameters if name in arguments)
    return Term(function.__name__, tuple((name, value) for name, value in ordered if not _is(value, parameters[name])))


def _is(value: Any, default: Any) -> bool:
    return type(value) is type(default) and bool(value == default)


def plain(value: Any) -> Any:
    """A value as data that can be written: numpy numbers as integers, lists and arrays as tuples."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return tuple(plain(one) for one in value)
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    return value


def written(value: Any) -> str:
    """A value as text that read_term() understands."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(one)}" for key, one in value.items()) + "}"
    return str(value)


def digits(grid: Grid) -> str:
    """A grid as one word, to be an argument: its rows as digits, separated by slashes."""
    return "/".join("".join(map(str, row)) for row in grid.tolist())


def grid_of(word: str) -> Grid:
    """The grid of such a word. Raises ValueError when it is none."""
    return as_grid(np.array([[int(digit) for digit in row] for row in word.split("/")]))


Rule = Term | Program


def read_term(text: str) -> Rule:
    """Read a rule back from its text. Raises ValueError that says what was expected, with the nearest verb or argument."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"not a term: {text!r}: {error.msg} at character {error.offset}") from None
    found = _read(tree)
    if not isinstance(found, Rule):
        raise ValueError(f"not a term: {text!r}: expected a verb with its arguments")
    return found


def _read(tree: ast.expr) -> Any:
    """What an expression stands for."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        name = tree.func.id
        if name in OPS or name == FOR_EACH:
            return program_of(tree)
        if name not in VERBS:
            raise ValueError(f"character {tree.col_offset + 1}: unknown verb {name!r}{near(name, [*VERBS, *OPS])}")
        parameters = VERBS[name].parameters
        if tree.args:
            raise ValueError(
                f"character {tree.args[0].col_offset + 1}: {name} takes its arguments by name: {_listed(parameters)}"
            )
        for argument in tree.keywords:
            if argument.arg not in parameters:
                hint = near(str(argument.arg), parameters)
                raise ValueError(f"character {argument.col_offset + 1}: {name} has no argument {argument.arg!r}{hint}")
        missing = [one for one, default in parameters.items() if default is inspect.Parameter.empty]
        missing = [one for one in missing if one not in {argument.arg for argument in tree.keywords}]
        if missing:
            raise ValueError(f"character {tree.col_offset + 1}: {name} lacks {_listed(missing)}")
        return Term(name, tuple((str(argument.arg), _read(argument.value)) for argument in tree.keywords))
    if isinstance(tree, ast.Name) and tree.id in ROOTS:
        return program_of(tree)
    if isinstance(tree, ast.Tuple):
        return tuple(_read(one) for one in tree.elts)
    if isinstance(tree, ast.Dict):
        return {_read(key): _read(value) for key, value in zip(tree.keys, tree.values, strict=True) if key is not None}
    try:
        return ast.literal_eval(tree)
    except ValueError:
        raise ValueError(f"character {tree.col_offset + 1}: expected a value, found {ast.unparse(tree)!r}") from None


def near(name: str, known: Iterable[str]) -> str:
    """Say which known names are near to one that is not known; which there are, when they are few."""
    names = sorted(known)
    found = difflib.get_close_matches(name, names, 2, 0.5)
    return f"; near: {' or '.join(found)}" if found else f"; known: {_listed(names)}" if len(names) < 20 else ""


def _listed(names: Any) -> str:
    return ", ".join(names) or "none"


def run_term(rule: Rule, grids: Grids) -> tuple[Grid | None, ...]:
    """What a rule makes of each of the inputs of a task, None where it cannot. Raises ValueError for a term that is no rule."""
    if isinstance(rule, Program):
        made = (run_program(rule, grid) for grid in grids)
        return tuple(one.cells if isinstance(one, Placed) else None for one in made)
    acts_on = VERBS[rule.verb].acts_on
    if acts_on == "grid":
        return tuple(rule(grid) for grid in grids)
    if acts_on == "grids":
        return tuple(rule(grids) or (None,) * len(grids))
    raise ValueError(f"{rule.verb} acts on a {acts_on}, not on a grid: it is part of other rules")


def run_all(rule: Rule, grids: Grids) -> tuple[Grid, ...] | None:
    """What a rule makes of all inputs; None where it cannot for one of them."""
    made = run_term(rule, grids)
    whole = tuple(grid for grid in made if grid is not None)
    return whole if len(whole) == len(made) else None
