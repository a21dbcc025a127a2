"""Trees in two stages: what neither a tree over the input nor a small one can say, two in a row do."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.language.term import digits, read_term, run_all, run_term
from solver.rules.cells import rules as cell_rules
from solver.rules.cells import stages
from solver.rules.cells.layouts import ON_INPUT
from solver.rules.cells.look import Look
from solver.rules.cells.sheet import staged
from solver.task import Grid, Pair, Task, as_grid, same_grid

pytestmark = pytest.mark.usefixtures("warm")


def filled(grid: Grid) -> Grid:
    """Two 3s in a row are connected; then each 5 that touches the connection becomes 8."""
    out = grid.copy()
    for row in range(len(grid)):
        ends = np.flatnonzero(grid[row] == 3)
        if len(ends):
            out[row, ends[0] : ends[-1] + 1] = 3
    touched = np.pad(out == 3, 1)
    out[(out == 5) & (touched[:-2, 1:-1] | touched[2:, 1:-1] | touched[1:-1, :-2] | touched[1:-1, 2:])] = 8
    return out


def speckled(seed: int) -> Grid:
    random = np.random.default_rng(seed)
    grid = np.where(random.random((12, 12)) < 0.15, 5, 0).astype(np.uint8)
    for row in random.permutation(12)[:3]:
        grid[row, random.permutation(12)[:2]] = 3
    return grid


@pytest.fixture
def task() -> Task:
    return Task("rows", tuple(Pair(speckled(seed), filled(speckled(seed))) for seed in range(10, 14)), (speckled(17),))


def is_right(task: Task, predictions: tuple[Grid, ...]) -> bool:
    return all(same_grid(filled(grid), shown) for grid, shown in zip(task.test, predictions, strict=True))


def test_the_second_stage_sees_what_the_first_has_drawn(task):
    found = list(stages.propose(task, Budget()))
    assert any(is_right(task, one.predictions) for one in found)
    assert not any(is_right(task, one.predictions) for one in cell_rules.propose(task, Budget()) if one.is_full_fit)


def test_the_text_of_two_stages_gives_the_prediction_again(task):
    for one in stages.propose(task, Budget()):
        outputs = run_all(read_term(one.program), task.inputs)
        assert outputs is not None and all(map(same_grid, outputs[len(task.train) :], one.predictions))


def test_what_was_there_before_is_seen_in_its_place():
    grid, made = as_grid([[1, 2], [3, 4]]), as_grid([[5, 6], [7, 8]])
    before = ON_INPUT(Look(grid, 0))
    sheet = staged(before, made)
    rows = {feature.name: sheet.matrix[row].tolist() for row, feature in enumerate(sheet.features)}
    assert rows["own color"] == [5, 6, 7, 8] and rows["before: own color"] == [1, 2, 3, 4]
    assert rows["before: color right"] == before.matrix[[one.name for one in before.features].index("color right")].tolist()


def test_a_rule_of_two_stages_written_by_hand():
    rule = read_term('tree(color=if_is(feature="before: own color", value=3, yes=1, no="own color"), of=flip_rows(input))')
    (made,) = run_term(rule, (as_grid([[3, 0], [2, 2]]),))
    assert digits(made) == "12/30"
