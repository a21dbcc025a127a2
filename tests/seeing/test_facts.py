"""Facts of grids: every one in a worked example, and those of objects against a slow version."""

from __future__ import annotations

import numpy as np

from solver.seeing.facts import CUTS, fact_cost, fact_table, facts_of, shared_facts
from tests.naive import ALL_STEPS, EDGE_STEPS, components
from tests.seeing.grids import drawn, random_grids

GRID = drawn("0110 0110 3000 0003")
WHOLE = {
    "colors": 2, "colored cells": 6, "cells of color 0": 10, "most cells of a color": 4,
    "lead of the most common color": 2, "rows": 4, "cols": 4,
    "colored rows": 4, "colored cols": 4, "crossings of full rows and cols": 0, "has mirrored cols": 0,
    "has mirrored rows": 0, "has half turn": 0,
    "is symmetric": 0, "has equal halves": 0, "most common color": 1, "least common color": 3, "center color": 0,
    **{f"cells of color {color}": {1: 4, 3: 2}.get(color, 0) for color in range(1, 10)},
}  # fmt: skip
OBJECTS = {
    "objects": 3, "objects of several cells": 1, "single cells": 2, "squares": 1, "rectangles": 1, "holes": 0,
    "objects with a hole": 0, "shapes": 2, "objects of the most common shape": 2, "objects at the edge": 3,
    "objects inside others": 0, "more are wide than tall": 0,
    "largest size": 4, "largest height": 2, "largest width": 2, "objects of color 1": 1, "objects of color 3": 2,
    "squares of color 1": 1, "squares of color 3": 0, "cells of the largest of color 1": 4,
    "cells of the largest of color 3": 1,
}  # fmt: skip


def test_every_fact_of_the_worked_example():
    found = facts_of(GRID)
    assert {name: found[name] for name in WHOLE} == WHOLE
    assert {name: found[f"{name} (one-colored objects)"] for name in OBJECTS} == OBJECTS
    rest = {name for name in found if "(" not in name} - set(WHOLE)
    assert not rest, "a fact without an example"
    assert found["objects (objects joined by corners)"] == 2, "3 touches 1 by a corner"
    assert facts_of(drawn("11100 10122 11100"))["more are wide than tall (one-colored objects)"] == 1
    assert facts_of(drawn("1110 1212 1110"))["objects inside others (one-colored objects)"] == 1
    assert found["center color"] == 0 and facts_of(drawn("010 111 010"))["center color"] == 1


def test_symmetries_of_grids():
    named = {"has mirrored cols": "121 343", "has mirrored rows": "12 12", "has half turn": "12 21"}
    named |= {"has equal halves": "12512 34534"}
    for name, text in named.items():
        assert facts_of(drawn(text))[name] == 1
    assert facts_of(drawn("121 343"))["is_symmetric".replace("_", " ")] == 1 and facts_of(drawn("12 21"))["is symmetric"] == 0


def test_numbers_of_objects_are_those_of_the_slow_version():
    for grid in random_grids(30):
        for cut in CUTS:
            steps = ALL_STEPS if "corners" in cut else EDGE_STEPS
            groups = components(grid, lambda cell, grid=grid: grid[cell] > 0, steps, "one-colored" in cut)
            found = facts_of(grid)
            assert found[f"objects ({cut})"] == len(groups)
            assert found[f"single cells ({cut})"] == sum(len(group) == 1 for group in groups)
            assert found[f"largest size ({cut})"] == max(map(len, groups), default=0)


def test_facts_of_all_grids_are_a_table():
    grids = (GRID, drawn("5"))
    attributes, values = fact_table(grids)
    shared = shared_facts(grids)
    assert [attribute.name for attribute in attributes] == list(shared)
    assert values.tolist() == np.array(list(shared.values())).T.tolist()
    assert shared["rows"] == [4, 1] and all(fact_cost(name) >= 1 for name in shared)
    assert not next(one for one in attributes if one.name == "most common color").has_order


def test_a_middle_line_belongs_to_no_half():
    assert facts_of(drawn("12 55 12"))["has equal halves"] == 1
    assert facts_of(drawn("12 55 21"))["has equal halves"] == 0 == facts_of(drawn("5"))["has equal halves"]


def test_questions_cost_less_than_numbers():
    assert fact_cost("has equal halves") < fact_cost("objects") < fact_cost("cells of color 3")


def test_crossings_are_full_rows_times_full_columns():
    assert facts_of(drawn("0303 1313 0303 1313"))["crossings of full rows and cols"] == 4
