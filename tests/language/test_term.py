"""Terms: text and back, defaults, what is said of a text that is not understood."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solver import portfolio
from solver.language.term import VERBS, Term, digits, grid_of, plain, read_term, run_term, term, verb, written
from solver.seeing.motions import STAYS
from solver.task import Grid

assert portfolio.FAMILIES, "its rules bring their verbs"


@pytest.fixture
def doubled(monkeypatch):
    """A verb that only these tests know."""
    monkeypatch.setattr("solver.language.term.VERBS", known := dict(VERBS))

    @verb
    def doubled(grid: Grid, factor: Any, then: Term | None = None, words: tuple[str, ...] = ()) -> Grid:
        return grid * factor if then is None else then(grid * factor)

    assert known["doubled"].acts_on == "grid"
    return doubled


def test_it_prints_reads_and_runs(doubled):
    rule = term(doubled, then=term(doubled, factor=3), factor=2)
    assert str(rule) == "doubled(factor=2, then=doubled(factor=3))"
    assert read_term(str(rule)) == rule
    (found,) = run_term(rule, [np.array([[1]], np.uint8)])
    assert found.tolist() == [[6]]


def test_what_has_its_default_is_left_out(doubled):
    assert term(doubled, factor=np.int64(2), then=None, words=[]) == Term("doubled", (("factor", 2),))
    assert str(term(doubled, factor=True)) == "doubled(factor=True)"


@pytest.mark.parametrize("value", [None, True, -3, 'a "word" with \\', (), (1,), ((1, 2), "x"), {1: 2, (1, "b"): None}])
def test_values_are_read_back(doubled, value):
    assert read_term(f"doubled(factor={written(value)})").arguments == (("factor", value),)


def test_arrays_become_plain():
    assert plain([np.arange(2), {np.int64(3): [np.uint8(4)]}]) == ((0, 1), {3: (4,)})


def test_grids_are_words():
    grid = np.array([[0, 1], [2, 3]], np.uint8)
    assert digits(grid) == "01/23"
    assert (grid_of("01/23") == grid).all()
    with pytest.raises(ValueError, match=r"unequal length|invalid literal|inhomogeneous"):
        grid_of("01/2")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dubled(factor=2)", r"character 1: unknown verb 'dubled'; near: doubled"),
        ("doubled(2)", r"character 9: doubled takes its arguments by name: factor, then, words"),
        ("doubled(factr=2)", r"character 9: doubled has no argument 'factr'; near: factor"),
        ("doubled()", r"character 1: doubled lacks factor"),
        ("doubled(factor=x)", r"character 16: expected a value, found 'x'"),
        ("doubled(factor=", r"character \d+: not a rule: "),
        ('has(attribute="size", value=2)', r"character 1: has acts on a things, not on a grid: it is part of other rules"),
        ("scaled_up(of=(3,), height=2, width=2)", r"character \d+: of: expected several of a rule, found \(3,\)"),
        ('scaled_up(of=(input,), height="a", width=2)', r'character 31: height: expected a number, found "a"'),
        ("renamed(of=(input,), colors={1: 'a'})", r"colors: expected a table of a number: a number"),
        ("flip_rows(crop_to_cntent(input))", r"unknown op 'crop_to_cntent'; near: crop_to_content"),
        ("3", r"expected a verb with its arguments"),
    ],
)
def test_a_text_that_is_not_understood(doubled, text, said):
    with pytest.raises(ValueError, match=said):
        read_term(text)


def test_types_of_all_verbs_are_known():
    for one in VERBS.values():
        assert one.types.keys() == one.parameters.keys(), one.name


def test_a_verb_has_one_name(doubled):
    with pytest.raises(ValueError, match="'doubled' is there already"):
        verb(doubled)


def test_a_rule_of_the_registry_runs_on_grids():
    rule = read_term(f'shrunk(blocks="of size", cell="its first cell", sides=(2, 2), undone="{STAYS}")')
    (found,) = run_term(rule, [np.arange(16, dtype=np.uint8).reshape(4, 4) % 10])
    assert found.tolist() == [[0, 2], [8, 0]]
