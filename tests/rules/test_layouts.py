"""Layouts by hand: every verb in a worked example, and what fits them from demonstrations."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.language.term import read_term, run_term
from solver.rules import layouts, summaries
from solver.rules.lineups import POURED, Arrangement
from solver.task import Pair, Task
from tests.seeing.grids import drawn

EXAMPLES = {
    'mosaic(blocks={(0, 0): "as it is", (0, 1): "flip_cols"}, high=1, wide=2, alike="by place", gap=1, ink=5)':
        ("12 30", "12521 30503"),
    'mosaic(blocks={0: 0, 1: "as it is"}, high=2, wide=2, alike="where colored", per_cell="as it is")':
        ("10 02", "1000 0200 0010 0002"),
    'mosaic(blocks={1: ("negative", "as it is"), 0: 7}, high=1, wide=2, alike="where colored", per_cell="as it is")':
        ("40", "0477"),
    'joined(how="over", one=reduced(to="inside"), other=reduced(to="corner cells"))': ("1112 1042 1332 1112", "14 33"),
    'retinted(colors={1: 3}, of=reduced(to="content"))': ("000 012", "32"),
    'inked(ink="its most common color", ground=8)': ("0110 2000", "8118 1888"),
    'magnified(by=number(fact="colors"))': ("12", "1122 1122"),
    'repeated(down=1, right=number(fact="rows", times=2, more=-4))': ("12 34 56", "1212 3434 5656"),
    'laid(height=3, width=number(fact="cols", more=1), at="at the bottom right")': ("12", "000 000 012"),
    'laid(height=2, width=4, tiles=number(fact="colors", more=1))': ("12", "1212 1200"),
    'rolled(mark=2, edges="first column")': ("613 645 278", "45 78 13"),
    'counted(figure="row by row", count=number(fact="colored cells"), ink=3, canvas=(2, 2))': ("10 11", "33 30"),
    'set_out(items="objects", by="top", kept="those wider than tall", arranged="down")': ("0111 4000 4022", "111 220"),
    'answered(by=by_value(attribute="rows", answers={1: 0, 2: 1}), answers=("10", "01"), ink=7)': ("22 10", "07"),
    'counted(figure="staircase", count=number(fact="colors"), ink=number(fact="most common color"))': ("1121", "10 11"),
    'set_out(items="colors", by="cells", falling=True, body="a bar to the right", arranged="down")':
        ("1220 2013 0002", "2222 1100 3000"),
    'set_out(items="colors", by="cells", body="a dot", arranged="inside each other")': ("11 12", "222 212 222"),
    'set_out(items="colors", by="cells", body="a bar down", size=2, arranged="inside each other")':
        ("11 12", "2222 2112 2112 2222"),
    'set_out(items="colors with the main color", by="cells", arranged="col by col", canvas=())': ("00 12 02", "10 20 20"),
    'set_out(items="colors on the main color", by="color", body="a square", gap=1, ground="main color", canvas=(3, 5), '
    'at="at the right")':
        ("1111 3332 3333", "31132 31133 33333"),
    'set_out(items="cells of the path", by="steps from the end of color 5", kept="all but the first", body="a dot")':
        ("56000 09000 03270 00000", "69327"),
    'set_out(items="objects", by="rank by the gap to the largest", kept="all but the first", body="a dot")':
        ("50040 50200 50000 50003", "243"),
    'recolored(colors=by_legend(reading="forward"))': ("1200 0000 0011", "2200 0000 0022"),
    'cropped(cut="objects", those=stands_out(attribute="area"), colors=by_legend(reading="backward"))':
        ("12000 00000 30022 40024", "11 13"),
    'clipped(height=2, width=number(fact="rows"), at="in the middle")': ("12345 67890 13579 24680", None),
    'clipped(height=2, width=3, at="in the middle")': ("12345 67890 13579 24680", "789 357"),
    'set_out(items="objects", by="top", arranged="down to the right")': ("0022 1000 1000", "220 001 001"),
    'answered(by=has(attribute="has mirrored cols", value=1), answers=("1", "23/45"))': ("101", "23 45"),
}  # fmt: skip


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_verb_in_a_worked_example(text):
    before, after = EXAMPLES[text]
    (made,) = run_term(read_term(text), (drawn(before),))
    assert made is None if after is None else made.tolist() == drawn(after).tolist()


def task_of(rule: str, *grids: str) -> Task:
    """The demonstrations of a rule on all grids but the last."""
    inputs = [drawn(grid) for grid in grids]
    outputs = run_term(read_term(rule), inputs)
    return Task("made", tuple(Pair(*pair) for pair in zip(inputs[:-1], outputs[:-1], strict=True)), (inputs[-1],))


RULES = {
    'mosaic(blocks={0: "as it is"}, high=number(fact="colors"), wide=number(fact="colors"), gap=1, ink=5)':
        (layouts, ("12 30", "10 20", "12 34")),
    'mosaic(blocks={0: "cell color"}, high=2, wide=2, per_cell="as it is", gap=1, border=1, ink=5)':
        (layouts, ("12 30", "11 20", "12 34")),
    'set_out(items="objects", by="cells", gap=1, aligned="at the end")':
        (summaries, ("110 000 030", "2020 2000 2000", "00444 10000")),
    'set_out(items="colors", by="cells", falling=True, arranged="col by col from below", canvas=())':
        (summaries, ("1112 2211 3112", "4445 4344 4355", "7778 8811 1117")),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_rules_are_found_from_their_demonstrations(rule):
    family, grids = RULES[rule]
    task = task_of(rule, *grids)
    (wanted,) = run_term(read_term(rule), task.test)
    found = [one for one in family.propose(task, Budget(10**7)) if one.predictions[0].tolist() == wanted.tolist()]
    assert found and found[0].fits == len(task.train)


@pytest.mark.parametrize("order", POURED)
def test_bodies_fill_the_canvas_in_its_order(order):
    bodies = [np.full((2, 2), 1, np.uint8), np.full((1, 2), 2, np.uint8)]
    out = Arrangement(order, canvas=(2, 3)).draw(bodies, 0, (9, 9))
    assert out is not None and sorted(out.ravel().tolist()) == [1, 1, 1, 1, 2, 2]
    assert np.count_nonzero(out == 2) == 2
    assert Arrangement(order, canvas=(1, 5)).draw(bodies, 0, (9, 9)) is None


def test_pictures_of_different_heights_do_not_stand_beside_each_other():
    (made,) = run_term(read_term('joined(how="left of", other=reduced(to="content"))'), [drawn("00 07")])
    assert made is None
