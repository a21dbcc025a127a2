"""How likely an attempt is said to be right, and how that is compared with what was right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver.choice.candidate import choose_attempts
from solver.choice.confidence import EVIDENCE, WEIGHTS, confidences, evidence, is_sure, reliability, surety
from tests.choice.test_candidate import candidate


def test_every_piece_of_evidence_has_a_weight():
    assert len(evidence([[candidate()]], 0)) == len(EVIDENCE) == len(WEIGHTS)


def test_one_chance_for_each_attempt():
    found = [candidate((1, 1)), candidate((2, 1), cost=9.0), candidate((3, 1), cost=12.0)]
    for index in (0, 1):
        chances = confidences(found, index)
        assert len(chances) == len(choose_attempts(found, index))
        assert all(0 < chance < 1 for chance in chances)
    assert confidences([], 0) == []


@pytest.mark.parametrize("doubt", [{"cost": 25.0}, {"fits": 2}])
def test_doubtful_evidence_is_less_likely_right(doubt):
    assert confidences([candidate(**doubt)], 0)[0] < confidences([candidate()], 0)[0]


def test_agreement_adds_and_a_rival_takes_away():
    alone = confidences([candidate()], 0)[0]
    agreed = confidences([candidate(), candidate(view="colors")], 0)[0]
    rivalled = confidences([candidate(), candidate((2, 2), cost=5.5)], 0)
    assert rivalled[0] < alone
    assert rivalled[1] < rivalled[0] < agreed


def test_sure_only_when_every_test_input_is():
    agreed = [candidate(view=f"view {number}", cost=cost) for number, cost in enumerate((3.0, 4.0, 5.0))]
    agreed += [replace(one, family="other") for one in agreed]
    assert is_sure(agreed, 2)
    rivals = [candidate((1, color), cost=3.0 + color / 10) for color in range(2, 6)]
    assert not is_sure([candidate(), *rivals], 2)
    assert not is_sure([], 1)
    assert surety(agreed, 2) == min(confidences(agreed, index)[0] for index in range(2))
    assert surety([], 1) == 0.0


def test_reliability_counts_every_attempt_once():
    rows = [line.split() for line in reliability([(0.05, False), (0.31, True), (0.39, False), (1.0, True)])]
    assert rows[0] == ["confidence", "predicted", "right", "of"]
    assert rows[1:] == [
        ["0.0", "-", "0.1", "0.05", "0.00", "1"],
        ["0.3", "-", "0.4", "0.35", "0.50", "2"],
        ["0.9", "-", "1.0", "1.00", "1.00", "1"],
    ]
