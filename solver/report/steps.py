"""Applies the rule of a candidate step by step: what each part of it makes of one input.

The parts are the programs and terms that a rule has as arguments, as far as they make grids; the rule itself comes last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.jit import Placed
from solver.language.program import Program, Result, run_program
from solver.language.term import VERBS, Grids, Rule, Term
from solver.report.terminal import UNSET
from solver.report.words import meaning
from solver.search.layering import lay, layer, on_canvas, results_of
from solver.task import Grid


@dataclass(frozen=True)
class Step:
    """One part of a rule and what it makes: titled grids, none where the part is a number or makes nothing alone.

    meaning: what its op or verb does.
    """

    text: str
    words: str
    grids: tuple[tuple[str, Grid], ...] = ()
    meaning: str = ""


def steps_of(rule: Rule, grids: Grids, index: int = 0) -> list[Step]:
    """The parts of a rule in the order in which they are applied to one of the inputs of a task."""
    whole = tuple(np.array(grid) for grid in grids)  # compiled ops refuse arrays that cannot be written to
    found: dict[str, Step] = {}
    for part in _parts(rule):
        text = str(part)
        if text not in found:
            result = _made(part, whole, index)
            if result is not NotImplemented:
                found[text] = Step(text, in_words(result), shown(result), meaning(part))
    return list(found.values())


def _parts(value: Any) -> Iterator[Rule]:
    """The rules inside of a value, the innermost first."""
    if isinstance(value, Program):
        for argument in value.arguments:
            yield from _parts(argument)
        yield value
    elif isinstance(value, Term):
        for _, argument in value.arguments:
            if VERBS[value.verb].function is not on_canvas:
                yield from _parts(argument)
        yield value
    elif isinstance(value, tuple | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _parts(one)


def _made(rule: Rule, grids: Grids, index: int) -> Result:
    """What a part makes of one input; NotImplemented for parts that act on something else than grids."""
    if isinstance(rule, Program):
        return run_program(rule, grids[index])
    if VERBS[rule.verb].function is layer:
        drawn, cells, color = rule(grids)[index]
        if isinstance(drawn, Placed):
            out = np.full(np.add(drawn.cells.shape, (max(0, drawn.row), max(0, drawn.col))), UNSET, np.uint8)
            lay(out, drawn, cells, color)
            return Placed(out, 0, 0)
        return None
    if VERBS[rule.verb].acts_on not in ("grid", "grids"):
        return NotImplemented
    made = results_of(rule, grids)[index]
    if not isinstance(made, Placed) or isinstance(made.cells, np.ndarray):
        return made
    return int(made.cells) if isinstance(made.cells, int | np.integer) else NotImplemented  # a part that is computed


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
