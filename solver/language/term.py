"""Rules as data: a term is a verb with named arguments, printed as one line of text, read back from it, and run from it alone.

    continued(units="objects", shift="any", sense="both ways", end="behind what is there")
    moved(objects=cut("one-colored objects", those=colored((1, 2))), way="down", until="blocked")

Arguments are data: None, booleans, integers, words, tuples and tables of these, and terms. Where an argument is left out, the
verb's default holds, so that equal rules have equal texts. A verb that takes one of several words says so in its types:
`motion: Annotated[str, MOTIONS]`. A program of ops is a rule as well, alone or as an argument:

    scaled_up(of=(crop_to_content(input),), height=2, width=2)
"""

from __future__ import annotations

import ast
import difflib
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver.jit import Placed
from solver.language import OPS
from solver.language.program import FOR_EACH, ROOTS, Program, program_of, run_program
from solver.reading.digits import digits as digits
from solver.reading.digits import grid_of as grid_of
from solver.task import Grid, same_grid

Grids = Sequence[Grid]
HOLE = ...  # in the place of an argument that is to be filled (solver/rules/sketches.py)


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

    @cached_property
    def types(self) -> dict[str, Any]:
        """Types of the arguments by name, as the function declares them."""
        declared = (self.function, inspect.unwrap(self.function))
        hints = {name: hint for one in declared for name, hint in typing.get_type_hints(one, include_extras=True).items()}
        return {name: hints[name] for name in self.parameters if name in hints}


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

    def tidied(self) -> Term:
        """The term without arguments that have their default."""
        inner = {name: one.tidied() if isinstance(one, Term) else one for name, one in self.arguments}
        return term(VERBS[self.verb].function, **inner)

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
    if value is HOLE:
        return "?"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(one)}" for key, one in value.items()) + "}"
    return str(value)


Rule = Term | Program


class NotARuleError(ValueError):
    """A text that is not understood. place: the character, from 0, at which it is not."""

    def __init__(self, message: str, place: int = 0):
        super().__init__(f"character {place + 1}: {message}")
        self.place = place


def read_term(text: str, has_holes: bool = False) -> Rule:
    """Read a rule back from its text. Raises NotARuleError that says what was expected, with the nearest verb or argument.

    has_holes: whether arguments may be left open, as `...`.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise NotARuleError(f"not a rule: {error.msg}", max(0, (error.offset or 1) - 1)) from None
    found = _read(tree)
    holes = [one for one in ast.walk(tree) if isinstance(one, ast.Constant) and one.value is HOLE]
    if holes and not has_holes:
        raise NotARuleError("expected a value, found a hole", holes[0].col_offset)
    if not isinstance(found, Rule):
        raise NotARuleError("expected a verb with its arguments, or a program of ops")
    if isinstance(found, Term) and VERBS[found.verb].acts_on not in ("grid", "grids"):
        raise NotARuleError(f"{found.verb} acts on a {VERBS[found.verb].acts_on}, not on a grid: it is part of other rules")
    return found


def _read(tree: ast.expr) -> Any:
    """What an expression stands for."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        return _program(tree) if tree.func.id in (*OPS, FOR_EACH) else _term(tree, tree.func.id)
    if isinstance(tree, ast.Name) and tree.id in ROOTS:
        return _program(tree)
    if isinstance(tree, ast.Tuple):
        return tuple(_read(one) for one in tree.elts)
    if isinstance(tree, ast.Dict):
        return {_read(key): _read(value) for key, value in zip(tree.keys, tree.values, strict=True) if key is not None}
    try:
        return ast.literal_eval(tree)
    except ValueError:
        raise NotARuleError(f"expected a value, found {ast.unparse(tree)!r}", tree.col_offset) from None


def _program(tree: ast.expr) -> Program:
    try:
        return program_of(tree)
    except ValueError as error:
        raise NotARuleError(str(error), tree.col_offset) from None


def _term(tree: ast.Call, name: str) -> Term:
    """The term that a call stands for."""
    if name not in VERBS:
        raise NotARuleError(f"unknown verb {name!r}{near(name, [*VERBS, *OPS])}", tree.col_offset)
    parameters = VERBS[name].parameters
    if tree.args:
        raise NotARuleError(f"{name} takes its arguments by name: {_listed(parameters)}", tree.args[0].col_offset)
    for argument in tree.keywords:
        if argument.arg not in parameters:
            hint = near(str(argument.arg), parameters)
            raise NotARuleError(f"{name} has no argument {argument.arg!r}{hint}", argument.col_offset)
    given = {str(argument.arg): _read(argument.value) for argument in tree.keywords}
    missing = [one for one, default in parameters.items() if default is inspect.Parameter.empty and one not in given]
    if missing:
        raise NotARuleError(f"{name} lacks {_listed(missing)}", tree.col_offset)
    for argument in tree.keywords:
        wanted = VERBS[name].types.get(str(argument.arg), Any)
        value = given[str(argument.arg)]
        if value is not HOLE and not is_a(value, wanted):
            found = written(value)
            raise NotARuleError(f"{argument.arg}: expected {in_words(wanted)}, found {found}", argument.value.col_offset)
    return Term(name, tuple(given.items()))


def is_a(value: Any, wanted: Any) -> bool:
    """Whether a value is of a type that a verb declares."""
    kind, parts = typing.get_origin(wanted), typing.get_args(wanted)
    if wanted is Any:
        return True
    if kind is typing.Annotated:
        return is_a(value, parts[0]) and value in parts[1]
    if kind in (types.UnionType, typing.Union):
        return any(is_a(value, one) for one in parts)
    if kind is tuple and isinstance(value, tuple):
        inner = parts[:1] * len(value) if parts[-1:] == (...,) else parts
        return len(inner) == len(value) and all(map(is_a, value, inner))
    if kind in (dict, Mapping) and isinstance(value, dict):
        return all(is_a(key, parts[0]) and is_a(one, parts[1]) for key, one in value.items())
    if kind is not None:
        return kind is Sequence and isinstance(value, tuple) and all(is_a(one, parts[0]) for one in value)
    return isinstance(value, int | float if wanted is float else wanted) and isinstance(value, bool) == (wanted is bool)


def in_words(wanted: Any) -> str:
    """A type for people."""
    kind, parts = typing.get_origin(wanted), typing.get_args(wanted)
    if kind is typing.Annotated:
        return f"one of {', '.join(map(written, parts[1]))}"
    if kind in (types.UnionType, typing.Union):
        return "a rule" if wanted == Rule else " or ".join(map(in_words, parts))
    if kind in (tuple, Sequence):
        listed = [in_words(one) for one in parts if one is not ...]
        return f"several of {listed[0]}" if parts[-1:] == (...,) or kind is Sequence else f"({', '.join(listed)})"
    if kind in (dict, Mapping):
        return f"a table of {in_words(parts[0])}: {in_words(parts[1])}"
    names = {int: "a number", str: "a word", bool: "True or False", types.NoneType: "None", Program: "a program"}
    return names.get(wanted, f"a {wanted.__name__.lower()}")


def near(name: str, known: Iterable[str]) -> str:
    """Say which known names are near to one that is not known; which there are, when they are few."""
    names = sorted(known)
    found = difflib.get_close_matches(name, names, 2, 0.5)
    return f"; near: {' or '.join(found)}" if found else f"; known: {_listed(names)}" if len(names) < 20 else ""


def _listed(names: Any) -> str:
    return ", ".join(names) or "none"


def run_term(rule: Rule, grids: Grids) -> tuple[Grid | None, ...]:
    """What a rule makes of each of the inputs of a task, None where it cannot. Raises ValueError for a term that is no rule."""
    return tuple(_made(rule, grids))


def _made(rule: Rule, grids: Grids) -> Iterable[Grid | None]:
    """The same, one input after the other where the rule looks at one only."""
    if isinstance(rule, Program):
        made = (run_program(rule, grid) for grid in grids)
        return (one.cells if isinstance(one, Placed) else None for one in made)
    acts_on = VERBS[rule.verb].acts_on
    if acts_on == "grid":
        return (rule(grid) for grid in grids)
    if acts_on == "grids":
        return rule(grids) or (None,) * len(grids)
    raise ValueError(f"{rule.verb} acts on a {acts_on}, not on a grid: it is part of other rules")


def run_all(rule: Rule, grids: Grids, wanted: Grids = ()) -> tuple[Grid, ...] | None:
    """What a rule makes of all inputs; None where it cannot for one of them, or makes of the first ones what is not wanted."""
    whole: list[Grid] = []
    for index, grid in enumerate(_made(rule, grids)):
        if grid is None or (index < len(wanted) and not same_grid(grid, wanted[index])):
            return None
        whole.append(grid)
    return tuple(whole)
