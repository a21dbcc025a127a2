"""Follow one program through the search: for every sub-expression, whether the bank holds it, and what kept it out.

Nothing here runs in a solve: the enumeration is watched from outside, and the bank is asked when it has stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.budget import Budget
from solver.jit import Placed
from solver.language import OPS
from solver.language.program import FOR_EACH, Program, Result, cost_of, run_program
from solver.search import bank
from solver.search.bank import COLOR_KIND, LIST_KIND, MAX_PARTS, NONE
from solver.search.enumeration import MEASURED_COST_LIMIT, Enumeration
from solver.search.op_rows import Batch, OpRow, op_rows
from solver.task import MAX_SIDE, Grid, Task

FOUND, MERGED, PRUNED, UNREACHED, IMPOSSIBLE, UNEXPLAINED = (
    "found", "merged", "pruned", "not reached", "impossible", "unexplained",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What became of one expression. level: the cost at which the search makes it from what it has, None when it has no way.

    value: its index in the bank, None when it is not there.
    """

    program: Program
    status: str
    reason: str
    level: int | None = None
    value: int | None = None


class Watched(Enumeration):
    """An enumeration that remembers how far it came."""

    def __init__(self, task: Task, budget: Budget, bytes_limit: int, max_cost: int = 40):
        super().__init__(task, budget, bytes_limit, max_cost)
        self.level = 0
        self.row = 0
        self.steps_after: list[int] = []

    def run(self) -> None:
        """Grow the bank until it ends."""
        for _ in self.levels():
            self.steps_after.append(self.budget.spent)

    def _grow(self, batch: Batch, cost: int) -> None:
        self.level, self.row = cost, batch.rows[0].index
        super()._grow(batch, cost)

    def examples(self) -> list[tuple[Grid, Grid | None]]:
        """Every input with the canvas of its output, None when the search has no such canvas."""
        canvases = [self.grids(value) for value, cost in self.canvases if cost]
        return list(zip(self.inputs, canvases[0] if canvases else [None] * len(self.inputs), strict=True))

    @property
    def was_cut(self) -> bool:
        """True when its last level may be incomplete."""
        return self.budget.is_over() or bool(self.store.counts[bank.IS_FULL])

    @property
    def end(self) -> str:
        """Where and why it ended, in words."""
        if not self.was_cut:
            return f"all {self.level} levels are complete"
        why = "the store was full" if self.store.counts[bank.IS_FULL] else "the steps ran out"
        done = sum(row.index < self.row for row in self.uses.rows)
        return f"{why} in level {self.level}, at row {done} of {len(self.uses.rows)}"

    def steps_for(self, level: int) -> int | None:
        """Rough estimate of the steps that finish a level, from the growth of the last complete levels."""
        complete = self.steps_after[: self.level] if self.was_cut else self.steps_after
        if len(complete) < 4 or complete[-1] <= complete[-4] or not complete[-4]:
            return None
        growth = (complete[-1] / complete[-4]) ** (1 / 3)
        return int(complete[-1] * growth ** (level - len(complete) + 1))


class Finder:
    """Looks results up in a bank without adding to it."""

    def __init__(self, store: bank.Store):
        self.store = store
        self.scratch = bank.new_store(1, 1)
        self.grid_keys = store.keys[: int(store.counts[bank.GRIDS]), 0]

    def value(self, results: list[Result], kind: int) -> int | None:
        """Index of the value with these results, one per example; None when there is none."""
        row = [self._id(result) for result in results]
        count = int(self.store.counts[bank.VALUES])
        same = (self.store.rows[:count] == np.array(row)).all(axis=1) & (self.store.origins[:count, 0] == kind)
        return int(same.argmax()) if NONE not in row and same.any() else None

    def _id(self, result: Result) -> int:
        if isinstance(result, Placed):
            return self._grid(result)
        if isinstance(result, list):
            return self._list([self._grid(part) for part in result])
        return NONE if result is None else result

    def _grid(self, placed: Placed) -> int:
        cells = np.ascontiguousarray(placed.cells)
        self.scratch.counts[bank.BYTES] = 0
        found = bank.intern_grid(self.scratch, cells, placed.row, placed.col)
        if found == NONE:
            return NONE
        same = np.flatnonzero(self.grid_keys == self.scratch.keys[found, 0])
        return int(same[0]) if same.size else NONE

    def _list(self, ids: list[int]) -> int:
        spans = self.store.list_spans[: int(self.store.counts[bank.LISTS])]
        alike = np.flatnonzero(spans[:, 1] == len(ids))
        same = (self.store.items[spans[alike, :1] + np.arange(len(ids))] == np.array(ids)).all(axis=1)
        return int(alike[same.argmax()]) if NONE not in ids and same.any() else NONE


def expressions(program: Program) -> list[Program]:
    """The distinct sub-expressions of a program, innermost first, the program itself last."""
    found: dict[Program, None] = {}
    for argument in program.arguments:
        if isinstance(argument, Program):
            found |= dict.fromkeys(expressions(argument))
    return list(found | {program: None})


def row_of(program: Program) -> OpRow:
    """The row that makes a program from its arguments. Raises ValueError saying why the search has none."""
    inner = [argument for argument in program.arguments if isinstance(argument, Program)]
    numbers = [argument for argument in program.arguments if isinstance(argument, int)]
    named = [argument for argument in program.arguments if isinstance(argument, str)]
    name, attribute = program.op, None
    if program.op == FOR_EACH:
        form, name = "for_each", named[0] if named else ""
    elif named:
        form, attribute = "select", named[0]
    elif name in OPS and OPS[name].number_kind and len(inner) == len(OPS[name].arguments):
        form = "computed"
    else:
        form = {0: "root", 1: "apply", 2: "pair"}.get(len(inner), "")
    number = numbers[0] if len(numbers) == 1 else NONE
    for row in op_rows():
        names = (row.op.name if row.op else row.root, row.attribute.name if row.attribute else None)
        if (row.form, *names, row.number) == (form, name, attribute, number):
            return row
    if name in OPS and numbers:
        cost_of(program)
    kinds = f"({', '.join(OPS[name].arguments)})" if name in OPS else "(op, list)"
    raise ValueError(f"{program.op}: the search does not use it in this way; {name} takes {kinds}")


def verdicts(enumeration: Watched, program: Program) -> Iterator[Verdict]:
    """What became of every sub-expression, innermost first. Raises ValueError when the program cannot be run."""
    known: dict[Program, Verdict] = {}
    finder = Finder(enumeration.store)
    for part in expressions(program):
        known[part] = _verdict(enumeration, finder, part, known)
        yield known[part]


def _verdict(enumeration: Watched, finder: Finder, program: Program, known: dict[Program, Verdict]) -> Verdict:
    results = [run_program(program, grid, canvas) for grid, canvas in enumeration.examples()]
    inner = [known[argument] for argument in program.arguments if isinstance(argument, Program)]
    blocked = next((argument for argument in inner if argument.status == IMPOSSIBLE), None)
    if blocked is not None:
        return Verdict(program, IMPOSSIBLE, f"as is its argument {blocked.program}")
    if any(result is None for result in results):
        return Verdict(program, IMPOSSIBLE, f"gives nothing on {_example(enumeration, results.index(None))}")
    try:
        row = row_of(program)
    except ValueError as error:
        return Verdict(program, IMPOSSIBLE, str(error))
    value = finder.value(results, row.makes)
    if value is not None:
        made = enumeration.program(value)
        level = int(enumeration.store.origins[value, 1])
        if made == program:
            return Verdict(program, FOUND, "", level, value)
        return Verdict(program, MERGED, f"equal on all inputs to {made}", level, value)
    lacking = next((argument for argument in inner if argument.value is None), None)
    if lacking is not None:
        return Verdict(program, lacking.status, f"as is its argument {lacking.program}")
    costs = [argument.level or 0 for argument in inner]
    level = row.cost + sum(costs)
    rule = _rule(enumeration, row, results, [argument.value or 0 for argument in inner], costs)
    if rule:
        return Verdict(program, PRUNED, rule, level)
    if level > enumeration.level or (enumeration.was_cut and level == enumeration.level and row.index >= enumeration.row):
        steps = enumeration.steps_for(level)
        more = f"; about {steps / 1e6:,.0f} million steps would do" if steps else ""
        return Verdict(program, UNREACHED, f"due in level {level}; {enumeration.end}{more}", level)
    return Verdict(program, UNEXPLAINED, f"due in level {level}, which was done: ask what changed in the enumeration", level)


def _rule(enumeration: Watched, row: OpRow, results: list[Result], values: list[int], costs: list[int]) -> str:
    """The rule that keeps a row from making these results of these values; empty when none does."""
    assert row.op is not None
    disabled, store, kind = enumeration.budget.disabled, enumeration.store, row.makes
    if row not in enumeration.uses.rows:
        return (
            f"op {row.op.name} is switched off" if row.op.name in disabled else f"absent_colors: no grid has color {row.number}"
        )
    if kind >= COLOR_KIND and sum(costs) > MEASURED_COST_LIMIT:
        return (
            f"measured cost limit: numbers are measured on grids up to cost {MEASURED_COST_LIMIT}, this one costs {sum(costs)}"
        )
    # What a row of LIST_KIND makes is a list for every input.
    if kind == LIST_KIND and max(map(len, results)) > MAX_PARTS:  # type: ignore[arg-type]
        return f"a list of {max(map(len, results))} parts is longer than {MAX_PARTS}"  # type: ignore[arg-type]
    if any(isinstance(result, Placed) and max(result.cells.shape) > MAX_SIDE for result in results):
        return f"a grid is larger than {MAX_SIDE} x {MAX_SIDE}"
    if row.is_last_alike and "repeated_op" not in disabled and store.origins[values[0], 2] == row.index:
        return "repeated_op: the op twice in a row gives nothing new"
    if row.form == "pair" and values[1] not in dict(enumeration.canvases):
        return "its last grid is not a canvas: only the input and the output's canvas are"
    if row.form == "computed" and row.op.constants and len(set(store.rows[values[1]].tolist())) == 1:
        return (
            f"the measured number is {store.rows[values[1], 0]} everywhere: only constants of {row.op.name} are used for that"
        )
    return ""


def _example(enumeration: Watched, index: int) -> str:
    """An input in words."""
    demonstrations = len(enumeration.task.train)
    return f"demonstration {index + 1}" if index < demonstrations else f"test input {index - demonstrations + 1}"
