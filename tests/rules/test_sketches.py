"""Sketches: holes are filled from demonstrations, and what a verb made is explained by its sketch again."""

from __future__ import annotations

import numpy as np
import pytest

from solver import portfolio
from solver.__main__ import main
from solver.budget import Budget
from solver.language.bits import bits_of
from solver.language.term import NotARuleError, read_term, run_term, term
from solver.rules.collages import ALL, CANVASES, EVERY
from solver.rules.completion import HIDDEN_PART, WHOLE
from solver.rules.hidden import of_color
from solver.rules.orders import LINES
from solver.rules.sketches import SKETCHES, WITNESSES, add_sketch, filled, fit, has_holes, holes_of, read_sketch
from solver.task import Pair, Task, same_grid
from tests.samples import read_samples
from tests.seeing.grids import drawn

assert portfolio.FAMILIES, "its rules bring their sketches"
# Values to make outputs with, for arguments of which not every value of their type is tried.
VALUES = {
    "height": (1, 2, 3),
    "width": (1, 2, 3),
    "count": (1, 2, 3, 4),
    "every": (2, 3, 4),
    "ink": (1, 5, 9),
    "step": (1, 2),
    "mark": (1, 2, 3),
    "down": (0, 1, -1),
    "right": (0, 1, -1),
    "number": (0, 1, 2, 3),
    "scales": (1,),
    "stretches": (False,),
    ("counted", "canvas"): ((3, 3), (2, 4)),
    ("completed", "hidden"): tuple(term(of_color, color=color) for color in (0, 1)),
    ("completed", "shown"): (WHOLE, HIDDEN_PART),
    ("completed", "sides"): (None,),
    ("completed", "by"): ("the smallest lattice", "mirror axes", "quarter turns of the drawing"),
    ("completed", "recolored"): (None, {2: 5}),
    ("pasted", "canvas"): tuple(CANVASES)[:3],
    ("pasted", "fit"): (EVERY, ALL),
    ("shrunk", "base"): ("input", "content"),
    ("shrunk", "blocks"): ("panels", "of size", "as many as"),
    ("shrunk", "sides"): ((2, 2), (1, 2)),
}


def task_of(rule, *grids: str) -> Task:
    """The demonstrations of a rule on all grids but the last."""
    inputs = [drawn(grid) for grid in grids]
    pairs = zip(inputs[:-1], run_term(rule, inputs[:-1]), strict=True)
    return Task("made", tuple(Pair(*pair) for pair in pairs), (inputs[-1],))


@pytest.mark.parametrize(
    ("text", "said", "wanted"),
    [
        (
            "reordered(along=?, change=?)",
            {"along": "columns", "change": "sorted"},
            'reordered(along="columns", change="sorted")',
        ),
        ("staggered(step=?, ends=?)", {"step": 2, "ends": "on a wider canvas"}, "staggered(step=2)"),
        ('counted(figure="row", count=?, ink=3)', {"count": 4}, 'counted(figure="row", count=4, ink=3)'),
        ('retinted(colors=?, of=reduced(to="inside"))', {"colors": {1: 3}}, 'retinted(colors={1: 3}, of=reduced(to="inside"))'),
        ("retinted(colors={1: 3}, of=reduced(to=?))", {"to": "inside"}, 'retinted(colors={1: 3}, of=reduced(to="inside"))'),
    ],
)
def test_holes_are_filled(text, said, wanted):
    sketch = read_sketch(text)
    holes = holes_of(sketch)
    rule = filled(sketch, holes, [said[hole.name] for hole in holes])
    task = task_of(rule, "4103 2210 5006", "3120 0111 7789", "0110 2020 1003")
    assert wanted in map(str, fit(sketch, task, Budget()))


def test_numbers_that_differ_are_told_by_facts():
    demonstrations = [
        (drawn("1100 0010"), drawn("444")),
        (drawn("0120 0000"), drawn("44")),
        (drawn("1111 0011"), drawn("444444")),
    ]
    task = Task("made", tuple(Pair(*one) for one in demonstrations), (drawn("0001 0000"),))
    found = list(fit(read_sketch("counted(figure=?, count=?, ink=?)"), task, Budget()))
    assert str(found[0]) == 'counted(figure="row", count=number(fact="colored cells"), ink=4)'
    assert all(run_term(rule, task.inputs[:3])[2].tolist() == drawn("444444").tolist() for rule in found)


def test_numbers_are_parts_of_facts_where_no_fact_does():
    rule = 'clipped(height=number(fact="rows", parts=2), width=number(fact="cols"), at="at the bottom")'
    grids = ("1111 2222 3333 4444", "123 456", "12121 30303 21212 03030 12345 54321", "77777 16161 22222 31313")
    task = task_of(read_term(rule), *grids)
    assert str(next(fit(read_sketch("clipped(height=?, width=?, at=?)"), task, Budget()))) == rule.replace(
        "bottom", "bottom left"
    )


def test_verbs_tell_their_sketches(capsys):
    assert main(["verbs", "reordered"]) == 0
    assert "fitted to every task: reordered(along=?, change=?, set_only=?)" in capsys.readouterr().out


@pytest.mark.parametrize("sketch", [row.sketch for row in SKETCHES], ids=str)
def test_what_was_made_is_explained(sketch):
    """fit(run(verb, arguments)) has a rule that makes the same, for random arguments on random grids and those of samples."""
    random, holes, tried = np.random.default_rng(5), holes_of(sketch), 0
    grids = [random.integers(0, 3, random.integers(2, 6, 2)).astype(np.uint8) for _ in range(40)]
    grids += [grid for task in read_samples().values() for grid in task.inputs] * 6
    for grid in grids:
        known = [VALUES.get((hole.verb, hole.name)) or VALUES.get(hole.name) or hole.all_values for hole in holes]
        rule = filled(sketch, holes, [of[random.integers(len(of))] for of in known])
        (made,) = run_term(rule, (grid,))
        if tried < 10 and made is not None and (made != 0).any() and not same_grid(grid, made):
            tried += 1
            task = Task("made", (Pair(grid, made),), (grid,))
            assert next(fit(sketch, task, Budget()), None) is not None, rule
    assert tried >= 5


@pytest.mark.parametrize("sketch", [row.sketch for row in SKETCHES], ids=str)
def test_sketches_print_as_they_are_read(sketch):
    assert read_sketch(str(sketch)) == sketch and has_holes(str(sketch)) and bits_of(str(sketch), "literal") is None


def test_the_budget_ends_it():
    task = task_of(read_sketch_filled(), "4103 2210", "3120 0111", "0110 2020")
    assert not list(fit(read_sketch("reordered(along=?, change=?)"), task, Budget(1)))


def read_sketch_filled():
    sketch = read_sketch("reordered(along=?, change=?)")
    return filled(sketch, holes_of(sketch), ["rows", "sorted"])


def test_rows_name_arguments_that_there_are():
    with pytest.raises(ValueError, match="reordered has no argument 'step'"):
        add_sketch("reordered(along=?, change=?)", step=lambda before, after: (1,))
    with pytest.raises(NotARuleError, match="expected a verb with a"):
        read_sketch('reordered(along="rows", change="sorted")')


def test_witnesses_ask_for_what_is_filled_before(monkeypatch):
    with pytest.raises(ValueError, match="expected 'change' before 'along', whose witness asks for it"):
        add_sketch("reordered(along=?, change=?)", along=lambda before, after, change: ("rows",))
    with pytest.raises(ValueError, match="reordered has no argument 'pace'"):
        add_sketch("reordered(along=?, change=?)", along=lambda before, after, pace: ("rows",))
    asked = []

    def changes(before, after, along, set_only):
        asked.append((along, set_only))
        return ("sorted",)

    monkeypatch.setitem(WITNESSES, ("reordered", "change"), changes)
    task = task_of(read_sketch_filled(), "4103 2210", "3120 0111", "0110 2020")
    rules = list(fit(read_sketch("reordered(along=?, change=?)"), task, Budget()))
    assert asked == [(along, False) for along in LINES] and rules == [read_sketch_filled()]
