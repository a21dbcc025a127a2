"""Handing in: two legal attempts whatever a solver delivers, and a checker that names what is not legal."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from solver.choice.candidate import Candidate
from solver.reading.dataset import Dataset, read
from solver.reading.entry import Entry
from solver.running import submission as submission_module
from solver.running.submission import (
    attempts_for,
    check,
    encoded,
    fallback_submission,
    legal_grid,
    main,
    rows_for,
)
from solver.task import Pair, Task, as_grid

GRID = as_grid([[1, 2], [3, 4]])


TRAIN = (Pair(GRID, GRID[::-1]), Pair(GRID.T, GRID.T[::-1]))


def entry_of(count: int = 1, id: str = "a") -> Entry:
    test = (GRID,) * count
    return Entry(id, Task(id, TRAIN, test), None, count, test, TRAIN)


def dataset_of(*counts: int) -> Dataset:
    return Dataset("x", "files", {f"t{index}": entry_of(count, f"t{index}") for index, count in enumerate(counts)})


def candidate(*predictions: object, cost: float = 1.0) -> Candidate:
    return Candidate(tuple(predictions), "test", "program", cost, 2, 2)


def attempts(*candidates: Candidate, count: int = 1) -> list[list[object]]:
    return [[grid.tolist() for grid in pair] for pair in attempts_for(entry_of(count), candidates)]


def test_two_candidates_are_the_two_attempts():
    assert attempts(candidate([[5]], cost=3), candidate([[6]], cost=2), candidate([[7]], cost=4)) == [[[[6]], [[5]]]]


def test_one_candidate_is_joined_by_a_guess():
    flipped = [[3, 4], [1, 2]]
    assert attempts(candidate([[5]])) == [[[[5]], flipped]]
    ((first, second),) = attempts(candidate(flipped), candidate(flipped, cost=2))
    assert first == flipped
    assert second != flipped


def test_no_candidate_leaves_two_guesses():
    ((first, second),) = attempts()
    assert first == [[3, 4], [1, 2]]
    assert second != first


def test_each_test_input_chooses_for_itself():
    assert attempts(candidate([[5]], None), candidate([[5]], [[6]], cost=2), candidate([[7]], [[8]], cost=3), count=2) == [
        [[[5]], [[7]]],
        [[[6]], [[8]]],
    ]


def test_rows_are_what_the_file_wants():
    assert rows_for(entry_of(), [candidate([[5]]), candidate([[6]], cost=2)]) == [{"attempt_1": [[5]], "attempt_2": [[6]]}]
    assert rows_for(entry_of(0)) == []


@pytest.mark.parametrize("count", [0, 1, 4, 50])
def test_fault_29_right_count_and_order(count):
    predictions = [np.full((1, index % 30 + 1), index % 10) for index in range(count)]
    rows = rows_for(entry_of(count), [candidate(*predictions)])
    assert [row["attempt_1"] for row in rows] == [grid.tolist() for grid in predictions]
    assert check({"t0": rows}, dataset_of(count)) == []


@pytest.mark.parametrize(
    "found",
    [
        np.array([[1, 2], [3, 4]], np.int64),
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        np.asfortranarray(GRID),
        np.array([[1, 9, 2], [3, 9, 4]], np.uint8)[:, ::2],
        [[np.uint8(1), np.int32(2)], [3.0, 4]],
        ((1, 2), (3, 4)),
        [np.array([1, 2]), np.array([3, 4])],
        np.array([[1, 2], [3, 4]], object),
    ],
    ids=range(8),
)
def test_fault_34_odd_forms_are_normalized(found):
    assert legal_grid(found).tolist() == GRID.tolist()
    assert legal_grid(found).flags.c_contiguous
    assert attempts(candidate(found))[0][0] == GRID.tolist()


GARBAGE = [
    None,
    [],
    [[]],
    [1, 2],
    [[1, 2], [3]],
    [[[1]]],
    [[10]],
    [[-1]],
    [[256]],
    [[1.5]],
    [[float("nan")]],
    [[float("inf")]],
    [["3"]],
    [[None]],
    [[10**30]],
    [[1j]],
    "12",
    7,
    {},
    {1: 2},
    object(),
    np.ones((31, 1)),
    np.ones((0, 3)),
    np.array([["a"]]),
    np.array([[1, None]], object),
    np.ma.masked_all((2, 2)),
]


@pytest.mark.parametrize("found", GARBAGE, ids=range(len(GARBAGE)))
def test_fault_34_garbage_is_replaced(found):
    if not isinstance(found, np.ma.MaskedArray):
        assert legal_grid(found) is None
    assert attempts(candidate(found, cost=0)) == attempts()
    assert attempts(candidate(found, cost=0), candidate([[5]])) == attempts(candidate([[5]]))


@pytest.mark.parametrize("predictions", [(), None, 3, [[[5]]]])
def test_fault_34_predictions_of_the_wrong_kind(predictions):
    broken = Candidate(predictions, "test", "program", 0.0, 2, 2)
    rows = rows_for(entry_of(2), [broken])
    assert check({"t0": rows}, dataset_of(2)) == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=2) | st.integers(0, 9),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=9,
) | arrays(st.sampled_from([np.uint8, np.int64, np.float64, np.bool_]), st.tuples(st.integers(0, 3), st.integers(0, 3)))


@settings(derandomize=True, deadline=None)
@given(predictions=st.lists(st.lists(anything, max_size=3), max_size=4))
def test_fault_34_anything_gives_a_legal_submission(predictions):
    dataset = dataset_of(2)
    rows = rows_for(dataset.entries["t0"], [candidate(*grids, cost=index) for index, grids in enumerate(predictions)])
    assert check(json.loads(encoded({"t0": rows})), dataset) == []
    assert all(row["attempt_1"] != row["attempt_2"] for row in rows)


LEGAL = {"attempt_1": [[1]], "attempt_2": [[2]]}


@pytest.mark.parametrize(
    ("submission", "problem"),
    [
        ([], "expected an object of tasks, found list"),
        ({}, "task 't0': missing"),
        ({"t0": [LEGAL], "b": []}, "task 'b': not in the input"),
        ({"t0": []}, "task 't0': expected 1 outputs, found 0"),
        ({"t0": None}, "task 't0': expected 1 outputs, found NoneType"),
        ({"t0": [LEGAL, LEGAL]}, "task 't0': expected 1 outputs, found 2"),
        ({"t0": [{"attempt_1": [[1]]}]}, "task 't0': [0]: expected attempt_1 and attempt_2, found {'attempt_1': [[1]]}"),
        ({"t0": [{**LEGAL, "attempt_3": [[1]]}]}, "task 't0': [0]: expected attempt_1 and attempt_2, found "),
        ({"t0": [None]}, "task 't0': [0]: expected attempt_1 and attempt_2, found None"),
        *(
            ({"t0": [{**LEGAL, "attempt_2": wrong}]}, "task 't0': [0].attempt_2: expected rows of colors, found ")
            for wrong in (None, [], [[]], [[1], [1, 2]], [[1.0]], [[True]], [[10]], [[-1]], [["1"]], [[1]] * 31, [1], "1")
        ),
    ],
)
def test_checker_names_the_problem(submission, problem):
    (found,) = check(submission, dataset_of(1))
    assert found.startswith(problem)


def test_checker_accepts_what_is_legal():
    assert check({"t0": [LEGAL], "t1": [], "t2": [LEGAL] * 3}, dataset_of(1, 0, 3)) == []


def test_command_checks_a_file(tmp_path, capsys):
    challenges, answer = tmp_path / "challenges.json", tmp_path / "submission.json"
    challenges.write_text('{"a": {"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]]}]}}')
    answer.write_bytes(encoded(fallback_submission(read(challenges))))
    assert main([str(answer), str(challenges)]) == 0
    assert "1 tasks, complete and legal" in capsys.readouterr().out
    answer.write_text("{}")
    assert main([str(answer), str(challenges)]) == 1
    assert "task 'a': missing" in capsys.readouterr().out
    answer.write_text("{")
    assert main([str(answer), str(challenges)]) == 2
    assert main([str(answer)]) == 2


def test_without_orjson_the_bytes_are_the_same(monkeypatch):
    whole = fallback_submission(dataset_of(1, 0, 3))
    fast = encoded(whole)
    monkeypatch.setattr(submission_module, "orjson", None)
    assert encoded(whole) == fast


def test_fault_23_broken_entry_is_answered_from_what_is_left():
    broken = Entry("a", None, "error", 2, (None, GRID), TRAIN)
    rows = rows_for(broken)
    assert rows[1]["attempt_1"] == GRID[::-1].tolist()
    assert np.shape(rows[0]["attempt_1"]) == (2, 2)
    assert check({"t0": rows}, dataset_of(2)) == []
