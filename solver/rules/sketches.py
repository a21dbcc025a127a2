"""Sketches: terms with holes, which are filled from the demonstrations.

    reordered(along=?, change="sorted", set_only=?)

A *witness* says of an argument which values may explain the output of one demonstration; all values of its type are tried where
there is none. Holes are filled from left to right, and a witness may ask for arguments that are known by then. Words must be
the same in all demonstrations. A table of colors is what is still to be exchanged in all that is made. Numbers may differ: what
explains each demonstration is told as cheaply as it can be, by a constant, by a fact of the grid, or by one more or less than a
fact.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from typing import Any, NamedTuple

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import HOLE, VERBS, NotARuleError, Term, in_words, read_term, run_all, run_term
from solver.rules.numbers import Found, numbers_within
from solver.rules.rule import claimed
from solver.seeing.colors import color_table, whole_table
from solver.task import MAX_SIDE, Grid, Pair, Task, same_grid

Witness = Callable[..., Iterable[Any]]  # from the input and the output of one demonstration, and known arguments by name
Values = tuple[Any, ...]
NUMBERS = range(MAX_SIDE + 1)
MOST_RULES, MOST_WAYS = 8, 40  # for one choice of words; to tell one number
TABLE, TASK = dict[int, int], "task"


class Row(NamedTuple):
    """A sketch that a family fits to every task, and the steps that it takes on a cell."""

    sketch: Term
    family: str
    steps: int


WITNESSES: dict[tuple[str, str], Witness] = {}  # by verb and argument
SKETCHES: list[Row] = []


def add_sketch(text: str, family: str = "summaries", steps: int = 1, **witnesses: Witness) -> None:
    """Add a row to the table of sketches, each of which its family fits to every task.

    witnesses: which values of an argument may explain an output, from the input and the output of one demonstration; what a
    witness takes beside these are arguments of the verb that are filled before, or the whole `task`. Raises ValueError for one
    that there is not.
    """
    sketch = read_sketch(text)
    known = VERBS[sketch.verb].parameters
    for name, witness in witnesses.items():
        later = [hole.name for hole in holes_of(sketch)]
        later = later[later.index(name) :] if name in later else []
        for asked in (name, *_asked(witness)):
            if asked not in known and asked != TASK:
                raise ValueError(f"{sketch.verb} has no argument {asked!r}")
            if asked in later[1:]:
                raise ValueError(f"{text}: expected {asked!r} before {name!r}, whose witness asks for it")
        WITNESSES[sketch.verb, name] = witness
    SKETCHES.append(Row(sketch, family, steps))


@cache
def _asked(witness: Witness) -> list[str]:
    """The arguments that a witness wants to know."""
    return list(inspect.signature(witness).parameters)[2:]


@dataclass(frozen=True)
class Hole:
    """An argument to be filled. path: the places of arguments that lead to it, from the outermost term."""

    path: tuple[int, ...]
    verb: str
    name: str

    @property
    def kind(self) -> Any:
        """The type that the verb declares."""
        return VERBS[self.verb].types.get(self.name, Any)

    @property
    def is_number(self) -> bool:
        """Whether it may be another number in each demonstration: a constant or a term."""
        parts = typing.get_args(self.kind)
        return int in parts and Term in parts

    @property
    def all_values(self) -> list[Any]:
        """What may fill it, by its type. Raises ValueError for one of which not all values can be tried."""
        if typing.get_origin(self.kind) is typing.Annotated:
            return list(typing.get_args(self.kind)[1])
        if self.kind is bool:
            return [False, True]
        if self.kind is int or self.is_number:
            return list(NUMBERS)
        raise ValueError(f"{self.verb}.{self.name} cannot be a hole: {in_words(self.kind)} must be written")

    @property
    def is_table(self) -> bool:
        """Whether it is a table of colors that are exchanged in what the sketch makes."""
        return len(self.path) == 1 and (self.kind == TABLE or TABLE in typing.get_args(self.kind))

    def values(self, sketch: Term, task: Task, pair: Pair) -> list[Any]:
        """What may fill it, by the witness of one demonstration or else by its type, as `all_values`.

        sketch: in which the holes before it are filled.
        """
        witness = WITNESSES.get((self.verb, self.name))
        if witness is None:
            return self.all_values
        for place in self.path[:-1]:
            sketch = sketch.arguments[place][1]
        known = VERBS[self.verb].parameters | dict(sketch.arguments) | {TASK: task}
        return list(witness(pair.input, pair.output, **{name: known[name] for name in _asked(witness)}))


def has_holes(text: str) -> bool:
    """True for a text with a ? that is not part of a word."""
    return any("?" in one for one in text.split('"')[::2])


def read_sketch(text: str) -> Term:
    """Read a term with a ? for each hole. Raises NotARuleError that says what was expected, at its place in the text."""
    pieces = text.strip().split('"')
    whole = '"'.join(one if number % 2 else one.replace("?", "...") for number, one in enumerate(pieces))
    try:
        found = read_term(whole, has_holes=True)
    except NotARuleError as error:
        shift = 2 * whole[: error.place].count("...")
        raise NotARuleError(str(error).partition(": ")[2].replace("...", "?"), error.place - shift) from None
    if not isinstance(found, Term) or not holes_of(found):
        raise NotARuleError("expected a verb with a ? for one of its arguments")
    return found


def holes_of(sketch: Term, path: tuple[int, ...] = ()) -> list[Hole]:
    """The holes of a sketch, and of the terms inside it."""
    found = []
    for place, (name, value) in enumerate(sketch.arguments):
        if value is HOLE:
            found.append(Hole((*path, place), sketch.verb, name))
        elif isinstance(value, Term):
            found += holes_of(value, (*path, place))
    return found


def filled(sketch: Term, holes: Sequence[Hole], values: Sequence[Any]) -> Term:
    """The sketch with a value in each of its holes, those left out that have their default."""
    for hole, value in zip(holes, values, strict=True):
        sketch = _filled(sketch, hole.path, value)
    return sketch


def _filled(sketch: Term, path: tuple[int, ...], value: Any) -> Term:
    place, *rest = path
    name, inner = sketch.arguments[place]
    put = _filled(inner, tuple(rest), value) if rest else value
    return Term(sketch.verb, (*sketch.arguments[:place], (name, put), *sketch.arguments[place + 1 :]))


def _fillings(sketch: Term, holes: Sequence[Hole], task: Task, pair: Pair) -> Iterator[tuple[Term, Values]]:
    """Yield the sketch with holes filled by what may explain one demonstration, and by what."""
    if not holes:
        yield sketch, ()
        return
    for value in holes[0].values(sketch, task, pair):
        for whole, others in _fillings(filled(sketch, holes[:1], (value,)), holes[1:], task, pair):
            yield whole, (value, *others)


def recoloring(task: Task, rule: Callable[[Grid], Grid | None]) -> dict[int, int] | None:
    """The colors to exchange in what a rule makes of the demonstrations; None where that does not give their outputs."""
    pairs: list[tuple[Grid, Grid]] = []
    table = None
    for pair in task.train:
        out = rule(pair.input)
        if out is None or out.shape != pair.output.shape:
            return None
        pairs.append((out, pair.output))
        table = color_table(pairs)
        if table is None:
            return None
    return None if table is None else {int(old): int(new) for old, new in enumerate(whole_table(table)) if old != new}


def fit(sketch: Term, task: Task, budget: Budget, steps: int = 1) -> Iterator[Term]:
    """Yield the terms without holes that turn every demonstration's input into its output. steps: that it takes on a cell.

    Raises ValueError for a hole that can only be filled by hand.
    """
    holes = holes_of(sketch)
    numbers = [hole for hole in holes if hole.is_number and VERBS[sketch.verb].acts_on == "grid"]
    tables = [hole for hole in holes if hole.is_table]
    if len(tables) > 1 or (tables and numbers):
        raise ValueError(f"{sketch.verb}.{tables[-1].name} cannot be a hole beside numbers or another table of colors")
    words = [hole for hole in holes if hole not in (*numbers, *tables)]
    for part, _ in _fillings(sketch, words, task, task.train[0]):
        if not numbers:
            if not budget.spend(steps * task.train[0].input.size):  # hardly any rule goes on to the second
                return
            rule = _with_table(part, tables, task)
            if rule is not None and run_all(rule, task.inputs, task.outputs) is not None:
                yield rule.tidied()
            continue
        explained: list[set[Values]] = []
        for pair in task.train:
            explained.append(set(_explaining(part, numbers, task, pair, budget)))
            if not explained[-1]:
                break
        else:
            yield from islice(_told(part, numbers, task, explained), MOST_RULES)
        if budget.is_over():
            return


def _with_table(part: Term, tables: Sequence[Hole], task: Task) -> Term | None:
    """The rule that exchanges the colors in which what it makes is unlike the outputs; None where it is unlike in more."""
    if not tables:
        return part
    colors, default = recoloring(task, filled(part, tables, [{}])), VERBS[part.verb].parameters[tables[0].name]
    return None if colors is None else filled(part, tables, [colors or (None if default is None else {})])


def _explaining(sketch: Term, holes: Sequence[Hole], task: Task, pair: Pair, budget: Budget) -> Iterator[Values]:
    """Yield the numbers that make the output of one demonstration from its input."""
    for whole, values in _fillings(sketch, holes, task, pair):
        if not budget.spend(pair.input.size):
            return
        (made,) = run_term(whole, (pair.input,))
        if made is not None and same_grid(made, pair.output):
            yield values


def _told(sketch: Term, holes: Sequence[Hole], task: Task, explained: Sequence[set[Values]]) -> Iterator[Term]:
    """Yield the ways to tell numbers that explain every demonstration, cheap ones first."""
    shown = [[{values[place] for values in demo} for demo in explained] for place in range(len(holes))]
    ways = [list(islice(numbers_within(task, one), MOST_WAYS)) for one in shown]

    def cost(told: tuple[Found, ...]) -> float:
        return sum(one[1] for one in told)

    for told in sorted(product(*ways), key=cost):
        numbers = zip(*(one[2][: len(explained)] for one in told), strict=True)
        if all(values in demo for values, demo in zip(numbers, explained, strict=True)):
            yield filled(sketch, holes, [one[0] for one in told]).tidied()


def sketched(task: Task, budget: Budget, family: str) -> Iterator[Candidate]:
    """Yield the candidates that the rows of a family give when they are fitted to the demonstrations."""
    for row in SKETCHES:
        for rule in fit(row.sketch, task, budget, row.steps) if row.family == family else ():
            yield from claimed(task, family, rule)
