"""What is known of one task: which families its answer is owed to."""

from __future__ import annotations

import numpy as np

from solver.choice.candidate import Candidate
from solver.choice.shortlist import TEXT_CHARACTERS, from_plain, to_plain
from solver.reading.entry import Entry
from solver.running.result import TaskResult, TierResult
from solver.task import Task

TRUTH = [np.full((1, 1), 5, np.uint8)]


def result_of(*found: tuple[str, int, float]) -> TaskResult:
    """A task of one test input with candidates (family, color of the answer, cost)."""
    tier = TierResult()
    for family, color, cost in found:
        tier.shortlist.add(Candidate((np.full((1, 1), color, np.uint8),), family, "made", cost, 3, 3))
    return TaskResult(Entry("made", None, None, 1, (TRUTH[0],), ()), {1: tier})


def test_a_family_that_is_right_is_credited():
    result = result_of(("search", 5, 3.0), ("cell", 4, 1.0), ("layouts", 3, 9.0))
    assert result.families_that_solve(TRUTH) == ({"search"}, {"cell", "layouts"})


def test_without_a_family_that_is_wrong_another_is_heard():
    result = result_of(("search", 5, 9.0), ("cell", 4, 1.0), ("layouts", 3, 2.0))
    assert None in result.right(TRUTH)
    assert result.families_that_solve(TRUTH) == ({"search"}, {"cell", "layouts"})


def test_two_families_with_one_answer_stand_in_for_each_other():
    result = result_of(("search", 5, 3.0), ("cell", 5, 4.0))
    assert result.families_that_solve(TRUTH) == ({"search", "cell"}, {"search", "cell"})


def test_nobody_solves_what_nobody_found():
    assert result_of(("search", 4, 3.0)).families_that_solve(TRUTH) == (set(), set())


def test_a_long_program_is_cut_visibly():
    for length, end in ((TEXT_CHARACTERS, "x"), (TEXT_CHARACTERS + 1, " ...")):
        told = from_plain(to_plain(Candidate((TRUTH[0],), "cell", "x" * length, 1.0, 1, 1), 1))
        assert len(told.program) == TEXT_CHARACTERS and told.program.endswith(end)


def test_an_illegal_test_input_leaves_its_siblings_alone():
    """Predictions are those of the legal test inputs; what is handed in and what is right is counted by all of them."""
    answer = TRUTH[0]
    tier = TierResult()
    tier.shortlist.add(Candidate((answer, answer + 1), "search", "made", 3.0, 3, 3))
    entry = Entry("made", Task("made", (), (answer, answer)), None, 3, (answer, None, answer), ())
    result = TaskResult(entry, {1: tier})
    (candidate,) = result.candidates()
    assert [len(chosen) for chosen in result.chosen()] == [len(chances) for chances in result.confidences()] == [1, 0, 1]
    assert [
        None if grid is None else int(grid[0, 0]) for grid in (result.prediction(candidate, index) for index in range(3))
    ] == [
        5,
        None,
        6,
    ]
    assert result.right([answer, answer, answer + 1]) == [1, None, 1]
    assert result.right([answer, None, answer]) == [1, None, None]
    assert result.families_that_solve([answer, answer, answer + 1]) == (set(), set())
    assert result.status == "fitted" and not result.has_failed
