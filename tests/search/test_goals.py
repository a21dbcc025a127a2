"""Backward search: witness functions say what was built from what, and a hand-made task for each kind of goal is solved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.budget import Budget
from solver.language.term import read_term, run_term
from solver.rules.search import meet_backward
from solver.search import bank
from solver.search.combinations import table_sizes
from solver.search.constructors import CONSTRUCTORS, FACTORS, explanations
from solver.search.enumeration import Enumeration
from solver.search.goal import ANYTHING, NONZERO, UNSEEN, ZERO, allows, cells_of, exact
from solver.search.goals import Solution, color_sets, goal_from
from solver.seeing.motions import MOTIONS
from solver.task import Grid, Task, same_grid
from tests.samples import SAMPLES, random_grid, task_of

pytestmark = pytest.mark.usefixtures("warm")

RNG = np.random.default_rng(11)
Grids = tuple[Grid, ...]


def grids(count: int = 2, side: int = 5, colors: int = 3) -> st.SearchStrategy[Grids]:
    """Grids of one shape or of different ones."""

    def grid(shape: tuple[int, int]) -> st.SearchStrategy[Grid]:
        size = shape[0] * shape[1]
        cells = st.lists(st.integers(0, colors), min_size=size, max_size=size)
        return cells.map(lambda values: np.array(values, np.uint8).reshape(shape))

    shape = st.tuples(st.integers(1, side), st.integers(1, side))
    return st.tuples(*[shape.flatmap(grid)] * count) | shape.flatmap(lambda one: st.tuples(*[grid(one)] * count))


def constructions() -> list[Callable[[Grid], Grid]]:
    """What outputs may be made of: motions, blocks, tiles, joins."""
    return [
        *MOTIONS.values(),
        lambda grid: np.kron(grid, np.ones((2, 2), np.uint8)),
        lambda grid: np.kron(grid, np.ones((1, 3), np.uint8)),
        lambda grid: np.tile(grid, (2, 3)),
        lambda grid: np.block([[grid, grid[:, ::-1]], [grid[::-1], grid[::-1, ::-1]]]),
        lambda grid: np.block([[grid, 0 * grid], [0 * grid, grid]]),
        lambda grid: np.concatenate([grid, (grid + 1) % 4]),
    ]


def finished(goal: tuple[np.ndarray, ...], rng: np.random.Generator) -> Grids:
    """Grids that a goal allows, choosing at random where it leaves a choice."""
    bits = 1 << np.arange(10).reshape(-1, 1, 1)
    return tuple(
        np.argmax((cells & bits > 0) * (1 + rng.random((10, *cells.shape))), axis=0).astype(np.uint8) for cells in goal
    )


@pytest.mark.parametrize("change", constructions())
@given(inputs=grids(3))
@settings(deadline=None, max_examples=8)
def test_what_is_taken_apart_can_be_put_together(change, inputs):
    """For every explanation: any grids that the smaller goals allow give grids that the goal allows."""
    rng = np.random.default_rng(5)
    outputs = tuple(np.ascontiguousarray(change(grid)) for grid in inputs)
    goal = goal_from(outputs)
    for constructor, one in explanations(goal, inputs, (), frozenset()):
        rebuilt = constructor.build(tuple(finished(smaller, rng) for smaller in one.goals), **one.arguments)
        assert rebuilt is not None, (constructor.name, one.arguments)
        assert all(map(allows, goal, rebuilt)), (constructor.name, one.arguments)
        assert one.cost > 0


ARGUMENTS: dict[str, st.SearchStrategy[dict]] = {
    "in_motion": st.sampled_from([name for name in MOTIONS if name != "as it is"]).map(lambda name: {"motion": name}),
    "scaled_up": st.sampled_from(FACTORS).map(lambda sides: {"height": sides[0], "width": sides[1]}),
    "tiled_with": st.lists(st.sampled_from(["as it is", "flip_rows", "rotate_half", None]), min_size=1, max_size=3).map(
        lambda row: {"motions": (("as it is", *row), (*row[::-1], "flip_cols"))}
    ),
    "lined_up": st.sampled_from((0, 1)).map(lambda axis: {"axis": axis}),
}


@pytest.mark.parametrize("name", CONSTRUCTORS)
@given(data=st.data(), first=grids(2), seed=st.integers(0, 9))
@settings(deadline=None, max_examples=30)
def test_the_witness_of_what_was_built_has_its_arguments(name, data, first, seed):
    """witness(build(parts, arguments)) contains the arguments, with goals that the parts meet."""
    arguments, build = data.draw(ARGUMENTS[name]), CONSTRUCTORS[name].build
    second = tuple(np.random.default_rng(seed).permutation(grid) for grid in first)
    parts = (first, second) if name == "lined_up" else (first,)
    outputs = build(parts, **arguments)
    assume(outputs is not None and any(grid.any() for grid in first))
    found = [one for one in CONSTRUCTORS[name].witness(goal_from(outputs), first) if len(one.goals) == len(parts)]
    met = [one for one in found if all(all(map(allows, goal, part)) for goal, part in zip(one.goals, parts, strict=True))]
    if name == "tiled_with":  # motions that a tile does not tell apart stand for each other
        assert any(all(map(same_grid, build(parts, **one.arguments) or (), outputs)) for one in met)
    else:
        assert arguments in [one.arguments for one in met]


@given(outputs=grids(2), seed=st.integers(0, 9))
@settings(deadline=None, max_examples=60)
def test_choices_in_a_goal_survive_its_explanations(outputs, seed):
    """Goals with don't-care cells are explained as correctly as plain ones."""
    rng = np.random.default_rng(seed)
    goal = tuple(np.where(rng.random(grid.shape) < 0.4, rng.choice([ANYTHING, NONZERO]), cells_of(grid)) for grid in outputs)
    goal = tuple((cells | (1 << 9)).astype(np.uint16) for cells in goal)
    for constructor, one in explanations(goal, outputs, ("made",), frozenset()):
        rebuilt = constructor.build(tuple(finished(smaller, rng) for smaller in one.goals), **one.arguments)
        assert rebuilt is None or all(map(allows, goal, rebuilt)), one.arguments


def test_exact_goals_are_grids():
    grid = RNG.integers(0, 10, (4, 6), dtype=np.uint8)
    assert same_grid(exact((cells_of(grid),))[0], grid)
    loose = cells_of(grid)
    loose[1, 1] = NONZERO
    assert exact((cells_of(grid), loose)) is None
    assert allows(cells_of(grid), grid) and not allows(cells_of(grid), grid.T) and not allows(cells_of(grid), (grid + 1) % 10)


def noisy(side: int = 6, zeros: float = 0.5, colors: int = 4) -> Grid:
    """A random grid with few colors, so that the demonstrations show all of them."""
    cells = RNG.integers(1, colors + 1, (side, side))
    cells[RNG.random((side, side)) < zeros] = 0
    return cells.astype(np.uint8)


def wheel(grid: Grid) -> Grid:
    """Four tiles, each by another motion, one of them blank."""
    return np.block([[grid, grid.T], [0 * grid, grid[::-1, ::-1].T]])


def table(left: Grid, right: Grid) -> Grid:
    return np.where((left > 0) & (right > 0), 3, np.where((left > 0) | (right > 0), 8, 4)).astype(np.uint8)


REPAINT = np.array([0, 4, 6, 1, 9, 2, 8, 3, 5, 7], np.uint8)
INVERSES = {
    "color renaming": (lambda grid: REPAINT[grid], [noisy() for _ in range(4)], "renamed("),
    "rigid motion": (lambda grid: REPAINT[grid].T, [noisy() for _ in range(4)], "transpose"),
    "integer scale up": (
        lambda grid: np.kron(REPAINT[grid], np.ones((3, 3), np.uint8)),
        [noisy(4) for _ in range(4)],
        "height=3, width=3",
    ),
    "tiling with motions": (lambda grid: wheel(REPAINT[grid]), [noisy(4) for _ in range(4)], "tiled_with("),
    "concatenation": (
        lambda grid: np.concatenate([REPAINT[grid], REPAINT[REPAINT[grid[::-1]]]]),
        [noisy(4) for _ in range(4)],
        "axis=0",
    ),
    "combination of panels": (
        lambda grid: table(grid[:4], grid[4:]),
        [np.concatenate([noisy(4, 0.5, 1), 2 * noisy(4, 0.5, 1)]) for _ in range(5)],
        "combined(",
    ),
}


def solved_backward(task: Task) -> list[Solution]:
    enumeration = Enumeration(task, Budget(1_000_000), 60_000_000)
    list(enumeration.levels())
    return list(meet_backward(task, enumeration, Budget(20_000_000)))


@pytest.mark.parametrize("name", INVERSES)
def test_each_inverse_closes_a_task(name):
    rule, inputs, words = INVERSES[name]
    task = task_of(rule, inputs)
    found = solved_backward(task)
    right = [one.program for one in found if same_grid(one.predictions[0], rule(inputs[-1]))]
    assert any(words in program for program in right), [one.program for one in found]
    for one in found:
        assert all(map(same_grid, run_term(read_term(one.program), task.inputs)[len(task.train) :], one.predictions))


@pytest.mark.parametrize("name", ["repaint-and-turn-over", "quilt-of-two-turns", "both-halves-agree"])
def test_solutions_reproduce_the_demonstrations(name):
    """With the demonstrations as test inputs, the predictions are the outputs."""
    task = SAMPLES[name]
    mirror = Task(name, task.train, tuple(pair.input for pair in task.train))
    found = solved_backward(mirror)
    assert found
    for one in found:
        assert all(map(same_grid, one.predictions, task.outputs)), one.program


def test_a_constructor_can_be_switched_off():
    goal = goal_from((np.kron(noisy(3), np.ones((2, 2), np.uint8)),))
    names = {one.name for one, _ in explanations(goal, (noisy(3),), (), frozenset())}
    assert {"in_motion", "scaled_up", "lined_up"} <= names <= set(CONSTRUCTORS)
    assert "scaled_up" not in {one.name for one, _ in explanations(goal, (noisy(3),), (), frozenset({"scaled_up"}))}


def store_of(*values: Grids) -> bank.Store:
    """A store that holds the given values, one grid per example each."""
    store = bank.new_store(len(values[0]), 0)
    rows = np.array([[bank.intern_grid(store, grid, 0, 0) for grid in value] for value in values], np.int32)
    zeros = np.zeros(len(rows), np.int64)
    bank.add_values(store, rows, bank.GRID_KIND, 1, 1, bank.NONE, zeros, zeros)
    return store


@given(grids(2, 3), st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_color_sets_are_what_every_cell_allows(value, seed):
    rng = np.random.default_rng(seed)
    goal = tuple(
        (1 << rng.integers(0, 4, grid.shape) | rng.integers(0, 1 << 10, grid.shape)).astype(np.uint16) for grid in value
    )
    expected = np.full(10, ANYTHING | UNSEEN)
    for grid, cells in zip(value, goal, strict=True):
        for color, allowed in zip(grid.ravel(), cells.ravel(), strict=True):
            expected[color] &= allowed & ANYTHING
    sets = np.empty((1, 10), np.uint16)
    flat = np.concatenate([cells.ravel() for cells in goal])
    color_sets(store_of(value), np.zeros(1, np.int64), len(goal), flat, sets)
    if (expected == 0).any():
        assert sets[0, 0] == 0
    else:
        assert (sets[0] == expected).all()


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_table_sizes_count_tuples(data):
    parts = data.draw(st.integers(2, 4))
    seed = data.draw(st.integers(0, 99))
    rng = np.random.default_rng(seed)
    shapes = [(2, 3), (1, 4)]
    values = [tuple(rng.integers(0, 2, shape, dtype=np.uint8) for shape in shapes) for _ in range(parts)]
    outputs = tuple(np.asarray(sum(value[e] > 0 for value in values) % 2, np.uint8) for e in range(2))
    if data.draw(st.booleans()):
        outputs[0][0, 0] ^= 1
    known: dict[tuple, set[int]] = {}
    for e, output in enumerate(outputs):
        for place in np.ndindex(output.shape):
            known.setdefault(tuple(int(value[e][place]) for value in values), set()).add(int(output[place]))
    store = bank.new_store(2, 0)
    ids = np.array([[[bank.intern_grid(store, value[e], 0, 0) for value in values] for e in range(2)]] * 2, np.int32)
    sizes = np.empty(2, np.int64)
    table_sizes(store, ids, np.concatenate([cells.ravel() for cells in goal_from(outputs)]), sizes)
    is_function = all(len(colors) == 1 for colors in known.values())
    assert sizes.tolist() == [len(known) if is_function else -1] * 2


def test_it_ends_with_its_budget():
    task = task_of(lambda grid: wheel(REPAINT[grid]), [noisy(4) for _ in range(4)])
    enumeration = Enumeration(task, Budget(500_000), 60_000_000)
    list(enumeration.levels())
    budget = Budget(1)
    assert list(meet_backward(task, enumeration, budget)) == []
    assert budget.spent < 2_000_000


def test_zero_and_nonzero_share_all_colors():
    assert ZERO | NONZERO == ANYTHING and not ZERO & NONZERO
    assert random_grid(RNG).max() <= 9
