"""Trees as terms: what their questions say, and that rules written by hand color and grow grids."""

from __future__ import annotations

import numpy as np
import pytest

from solver.language.term import digits, read_term, run_term
from solver.rules.cells.examples import COPY
from solver.rules.cells.feature import features_of, numbers
from solver.rules.cells.terms import by_name, painted, told
from solver.rules.cells.tree import AT_MOST, IS
from solver.task import as_grid

pytestmark = pytest.mark.usefixtures("warm")
FRAMED = as_grid([[0, 0, 0, 0], [0, 3, 3, 0], [0, 3, 3, 0], [0, 0, 0, 0]])

RULES = {
    'tree(color=if_is(feature="own color", value=0, yes=4, no="own color"))': "4444/4334/4334/4444",
    'tree(color=if_at_most(feature="row", value=0, yes="own color", no=7), of=crop_to_content(input))': "33/77",
    "tree(color=if_is(feature=flip_rows(crop_to_content(input)), value=3, yes=2, no=1), of=crop_to_content(input))": "22/22",
    'tree(color="color up", layout=on_corner(height=2, width="1 x its cols"))': None,  # above the first row is no color
    'tree(color="color left", layout=on_padded(down=0, across=2))': None,
    'tree(color="last color of row", layout=on_corner(height=3, width=2))': "00/00/00",
    'tree(color=if_is(feature="row of tile", value=0, yes=1, no="own color"), layout=on_magnified(by=(2, 1)))': (
        "1111/1111/1111/1111/0000/0330/0330/0000"
    ),
    'grown(color=if_is(feature="color left", value=3, yes=3, no="own color"))': "0000/0333/0333/0000",
    "tree(color=5, layout=on_box())": "55/55",
}


@pytest.mark.parametrize("text", RULES)
def test_a_rule_written_by_hand(text):
    (made,) = run_term(read_term(text), (FRAMED,))
    assert (None if made is None else digits(made)) == RULES[text]


def test_a_tree_that_was_learned_is_told_as_questions():
    features = features_of([numbers("near", 1, {"size": 0, "side": 0})])
    tree = np.array([[0, 3, AT_MOST, 1, 2], [-1, COPY + 1, 4, 0, 0], [1, 2, IS, 3, 4], [-1, 6, 1, 0, 0], [-1, 7, 1, 0, 0]])
    question = told(tree, features)
    assert str(question) == 'if_at_most(feature="size", value=3, yes="side", no=if_is(feature="side", value=2, yes=6, no=7))'
    seen = by_name(features, np.array([[3, 4, 4], [1, 2, 3]], np.uint8))
    assert painted(seen, question, (1, 3)).tolist() == [[1, 6, 7]]


def test_an_unknown_feature_is_told_with_its_nearest():
    with pytest.raises(ValueError, match=r"unknown feature 'own colour'; near: own color"):
        run_term(read_term('tree(color="own colour")'), (FRAMED,))
