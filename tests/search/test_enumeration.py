"""The enumeration: by cost, cheapest program kept, every value as its program says, the same in every run."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from solver.budget import Budget
from solver.jit import Placed
from solver.language import OPS
from solver.language.program import (
    CANVAS_COST,
    FOR_EACH,
    FOR_EACH_COST,
    INPUT,
    OUTPUT_CANVAS,
    ROOTS,
    Program,
    read_program,
    run_program,
)
from solver.search import bank
from solver.search.bank import GRID_KIND, KINDS, LIST_KIND
from solver.search.enumeration import Enumeration
from solver.search.op_rows import op_rows
from solver.task import Task
from tests.samples import SAMPLES

pytestmark = pytest.mark.usefixtures("warm")

STEPS = 2_500_000
BYTES = 60_000_000
LAST_PIECE_OF_WORK = 4_000_000
COMPLETE_COST = 11
CHECKED_PER_FORM = 25
CANVAS_ROW = ROOTS.index(OUTPUT_CANVAS)
TASKS = ("cut-out-the-tallest", "fullest-room", "both-halves-agree", "bar-as-long-as-the-count")


def grown(task: Task, budget: Budget, max_cost: int = 40) -> tuple[Enumeration, list[tuple[int, int, int]]]:
    enumeration = Enumeration(task, budget, BYTES, max_cost)
    return enumeration, list(enumeration.levels())


@cache
def example(name: str) -> tuple[Enumeration, list[tuple[int, int, int]]]:
    return grown(SAMPLES[name], Budget(STEPS))


def contents(enumeration: Enumeration, value: int, with_origin: bool = True) -> tuple:
    """What a value is, in words that do not depend on ids."""
    store = enumeration.store
    kind = int(store.origins[value, 0])

    def grid(grid_id: int) -> tuple:
        cells = bank.grid_of(store, grid_id)
        origin = store.places[grid_id, 3:].tolist() if with_origin else ()
        return cells.shape, cells.tobytes(), *origin

    row = [int(number) for number in store.rows[value]]
    if kind == GRID_KIND:
        return kind, *(grid(grid_id) for grid_id in row)
    if kind == LIST_KIND:
        spans = [store.list_spans[list_id] for list_id in row]
        return kind, *(tuple(grid(int(item)) for item in store.items[start : start + length]) for start, length in spans)
    return kind, *row


def same_placed(result: object, contents_of_grid: tuple) -> bool:
    assert isinstance(result, Placed)
    return (result.cells.shape, result.cells.tobytes(), result.row, result.col) == contents_of_grid


def naive_cost(program: Program) -> int:
    """Cost by the op table: each op, what its constant adds, one more for `for_each`."""
    if program.op in ROOTS:
        return 0 if program.op == INPUT else CANVAS_COST
    total = sum(naive_cost(argument) for argument in program.arguments if isinstance(argument, Program))
    name = str(program.arguments[0]) if program.op == FOR_EACH else program.op
    total += OPS[name].cost + (FOR_EACH_COST if program.op == FOR_EACH else 0)
    for argument in program.arguments:
        if isinstance(argument, int):
            total += dict(OPS[name].constants)[argument]
        elif isinstance(argument, str) and program.op != FOR_EACH:
            total += OPS[argument].cost
    return total


def values_of_every_form(enumeration: Enumeration) -> list[int]:
    """Values spread over all the ways in which values are made."""
    count = int(enumeration.store.counts[bank.VALUES])
    rng = np.random.default_rng(4)
    forms: dict[tuple, list[int]] = {}
    for value in range(count):
        row = op_rows()[int(enumeration.store.origins[value, 2])]
        signature = () if row.op is None else (row.op.signature, row.op.result)
        forms.setdefault((row.form, *signature), []).append(value)
    return sorted(
        int(value)
        for values in forms.values()
        for value in rng.choice(values, min(len(values), CHECKED_PER_FORM), replace=False)
    )


@pytest.mark.parametrize("name", TASKS)
def test_values_come_by_cost(name):
    enumeration, levels = example(name)
    count = int(enumeration.store.counts[bank.VALUES])
    costs = enumeration.store.origins[:count, 1]
    assert (np.diff(costs) >= 0).all()
    assert [level[0] for level in levels] == list(range(len(levels)))
    assert levels[0][1] == 0 and levels[-1][2] == count
    for (cost, first, end), following in zip(levels, [*levels[1:], (0, count, 0)], strict=True):
        assert end == following[1]
        assert (costs[first:end] == cost).all()


@pytest.mark.parametrize("name", TASKS)
def test_no_value_is_there_twice(name):
    enumeration, _ = example(name)
    count = int(enumeration.store.counts[bank.VALUES])
    assert count > 300
    assert len({contents(enumeration, value) for value in range(count)}) == count


@pytest.mark.parametrize("name", TASKS)
def test_every_value_is_what_its_program_computes(name):
    enumeration, _ = example(name)
    chosen = values_of_every_form(enumeration)
    assert len(chosen) > 150
    for value in chosen:
        program = enumeration.program(value)
        assert read_program(str(program)) == program
        assert naive_cost(program) == enumeration.store.origins[value, 1], program
        kind, *row = contents(enumeration, value)
        canvases = [enumeration.grids(value) for value, cost in enumeration.canvases if cost] or [[None] * len(row)]
        for grid, canvas, expected in zip(SAMPLES[name].inputs, canvases[0], row, strict=True):
            result = run_program(program, grid, canvas)
            if kind == GRID_KIND:
                assert same_placed(result, expected), program
            elif kind == LIST_KIND:
                assert len(result) == len(expected), program
                assert all(same_placed(*pair) for pair in zip(result, expected, strict=True)), program
            else:
                assert result == expected, program


def test_all_forms_are_there():
    """What the two tests above look at covers lists, numbers, pairs, for_each and selectors."""
    forms, kinds = set(), set()
    for name in TASKS:
        enumeration, _ = example(name)
        origins = enumeration.store.origins[: int(enumeration.store.counts[bank.VALUES])]
        kinds.update(origins[:, 0].tolist())
        forms.update(op_rows()[row].form for row in np.unique(origins[:, 2]))
    assert forms == {"root", "apply", "computed", "pair", "for_each", "select"}
    assert kinds == set(KINDS.values())


def test_parents_are_older_and_cheaper():
    enumeration, _ = example(TASKS[0])
    origins = enumeration.store.origins[1 : int(enumeration.store.counts[bank.VALUES])]
    values = np.arange(1, len(origins) + 1)
    for parents in (origins[:, 4], origins[:, 5]):
        known = parents >= 0
        assert (parents[known] < values[known]).all()
        assert (enumeration.store.origins[parents[known], 1] < origins[known, 1]).all()
    assert (origins[origins[:, 2] != CANVAS_ROW, 4] >= 0).all()


def everything(enumeration: Enumeration) -> tuple:
    store = enumeration.store
    count = int(store.counts[bank.VALUES])
    return store.counts.tolist(), store.rows[:count].tobytes(), store.origins[:count].tobytes()


def test_the_same_whatever_the_clock_says():
    """Twice the same, with a clock that leaps and asked or not."""
    rng = np.random.default_rng(1)
    now = 0.0

    def leaping_clock() -> float:
        nonlocal now
        now += float(rng.exponential())
        return now

    task = SAMPLES[TASKS[0]]
    leaping = Budget(STEPS, deadline=1e12, clock=leaping_clock)
    once, _ = grown(task, leaping)
    assert everything(once) == everything(example(TASKS[0])[0])
    assert once.counters == example(TASKS[0])[0].counters


@pytest.mark.parametrize("strike", [1, 4, 30, 200, 600])
def test_what_is_cut_short_is_a_part_of_the_whole(strike):
    questions = 0

    def clock() -> float:
        nonlocal questions
        questions += 1
        return 2.0 if questions >= strike else 0.0

    task = SAMPLES[TASKS[0]]
    whole, levels = example(TASKS[0])
    part, part_levels = grown(task, Budget(STEPS, deadline=1.0, clock=clock))
    assert part.budget.is_over() and part_levels[-1][0] <= levels[-1][0]
    known = {contents(whole, value) for value in range(levels[-1][2])}
    assert {contents(part, value) for value in range(part_levels[-1][2])} <= known
    assert part_levels[:-1] == levels[: len(part_levels) - 1]


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("steps", [1, 1_000_000])
def test_it_stops_soon_after_its_steps(name, steps):
    budget = Budget(steps)
    grown(SAMPLES[name], budget)
    assert budget.spent - steps <= LAST_PIECE_OF_WORK


def test_it_ends_when_the_store_is_full():
    enumeration = Enumeration(SAMPLES[TASKS[1]], Budget(20_000_000), 0)
    levels = list(enumeration.levels())
    assert enumeration.store.counts[bank.IS_FULL]
    assert levels[-1][2] == enumeration.store.counts[bank.VALUES] > 100


@pytest.mark.parametrize("name", ("both-halves-agree", "carpet-continues"))
def test_pruning_loses_nothing(name):
    """The same grids, lists and numbers with the rule as without it; only where a grid lies may differ."""
    pruned, levels = grown(SAMPLES[name], Budget(), max_cost=COMPLETE_COST)
    full, _ = grown(SAMPLES[name], Budget(disabled=frozenset({"repeated_op"})), max_cost=COMPLETE_COST)
    assert pruned.counters["repeated_op"] > 0 and full.counters["repeated_op"] == 0
    assert {contents(pruned, value, False) for value in range(levels[-1][2])} == {
        contents(full, value, False) for value in range(int(full.store.counts[bank.VALUES]))
    }


def test_rows_of_absent_colors_and_of_disabled_ops_are_left_out():
    task = SAMPLES[TASKS[0]]
    colors = set(np.unique(np.concatenate([grid.ravel() for grid in task.inputs + task.outputs])).tolist())
    rows = Enumeration(task, Budget(disabled=frozenset({"flip_rows"})), BYTES).uses.rows
    constants = {row.number for row in rows if row.op and row.op.number_kind == "Color"} - {bank.NONE}
    assert constants <= colors | {0}
    assert not [row for row in rows if row.op and row.op.name == "flip_rows"]
    everything_on = Enumeration(task, Budget(disabled=frozenset({"absent_colors"})), BYTES)
    assert len(everything_on.uses.rows) == len(op_rows()) - len(ROOTS)


def test_every_op_has_a_positive_cost():
    """A level reads the frontiers below it, so an op for nothing would be missed."""
    assert all(row.cost > 0 for row in op_rows()[1:])
