"""The shortlist of candidates, and candidates as plain data between processes."""

import itertools
import json
import math
import random

import numpy as np
import pytest

from solver.choice.candidate import Candidate, badness
from solver.choice.shortlist import FAMILY_LIMIT, PREDICTION_LIMIT, Shortlist, from_plain, plain, to_plain
from tests.told import candidate


def test_shortlist_is_bounded_and_keeps_the_best():
    found = [
        candidate(color, cost, f"family{number}", fits)
        for color, cost, number, fits in itertools.product(range(10), (1.0, 2.0, 3.0), range(6), (1, 2))
    ]
    found += [candidate(3, 9.0), Candidate((np.zeros((3, 3), np.uint8),), "best", "p", 0.5, 2, 2)]
    random.Random(1).shuffle(found)
    shortlist = Shortlist()
    for one in found * 50:
        shortlist.add(one)
    assert len(shortlist) <= PREDICTION_LIMIT
    assert len(list(shortlist)) <= PREDICTION_LIMIT * FAMILY_LIMIT
    assert min(map(badness, shortlist)) == min(map(badness, found))
    again = Shortlist()
    kept = [again.add(one) for one in found * 50]
    assert list(map(badness, again)) == list(map(badness, shortlist))
    # What was not kept changes nothing: a parent that hears only of what was kept has the same list.
    heard = Shortlist()
    for one, is_kept in zip(found * 50, kept, strict=True):
        if is_kept:
            heard.add(one)
    assert list(map(badness, heard)) == list(map(badness, again))


def test_candidates_survive_being_plain():
    one = candidate(cost=np.float32(2.5), fits=np.int64(2), evidence={"share": np.float64(0.5)}, left_out=np.int8(1))
    two = from_plain(to_plain(one, 1))
    assert (two.predictions[0] == one.predictions[0]).all()
    assert (two.cost, two.fits, two.evidence, two.left_out) == (2.5, 2, {"share": 0.5}, 1)
    assert json.dumps([two.cost, two.fits, two.evidence])


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, np.zeros(2)])
def test_objects_are_not_plain(value):
    with pytest.raises(TypeError, match="expected"):
        plain({"a": [value]})


@pytest.mark.parametrize("others", [{"cost": math.nan}, {"cost": math.inf}, {"predictions": ()}])
def test_impossible_candidates_are_refused(others):
    fields = {
        name: getattr(candidate(), name) for name in ("predictions", "family", "program", "cost", "fits", "demonstrations")
    }
    with pytest.raises(ValueError, match="expected"):
        to_plain(Candidate(**fields | others), 1)
