"""One task that is not as it should be: what the message says, and that the others and its readable parts are kept."""

import json
import os
import re

import pytest

from solver.choice.candidate import Candidate
from solver.reading.dataset import read
from solver.reading.entry import InputError, is_legal
from solver.running.submission import encoded, fallback_submission, rows_for
from tests.saved import GOOD, answered, saved, task_with

# What stands in place of a grid, the field that is named, and what was expected and found there.
MALFORMED_GRIDS = [
    ([[1] * 31] * 31, "", "expected a list of 1..30 rows, found 31 rows"),
    ([[1] * 31], "[0]", "expected a list of 1..30 cells, found 31 cells"),
    ([[1]] * 31, "", "expected a list of 1..30 rows, found 31 rows"),
    ([[1, 2], [10, 3]], "[1][0]", "expected an integer 0..9, found 10"),
    ([[1, -1]], "[0][1]", "expected an integer 0..9, found -1"),
    ([[255]], "[0][0]", "expected an integer 0..9, found 255"),
    ([[256]], "[0][0]", "expected an integer 0..9, found 256"),
    ([[10**30]], "[0][0]", "expected an integer 0..9, found 1000000000000000000000000000000"),
    ([[1.0]], "[0][0]", "expected an integer 0..9, found 1.0"),
    ([["3"]], "[0][0]", "expected an integer 0..9, found '3'"),
    ([[True]], "[0][0]", "expected an integer 0..9, found True"),
    ([[None]], "[0][0]", "expected an integer 0..9, found None"),
    ([[[1]]], "[0][0]", "expected an integer 0..9, found [1]"),
    ([[1, 2, 3], [1, 2, 3], [1, 2]], "", "rows of unequal length: expected 3 cells in each row, found [3, 3, 2]"),
    ([], "", "expected a list of 1..30 rows, found 0 rows"),
    ([[]], "[0]", "expected a list of 1..30 cells, found 0 cells"),
    ([1, 2, 3], "[0]", "expected a list of 1..30 cells, found 1"),
    ([[1], "1"], "[1]", "expected a list of 1..30 cells, found '1'"),
    (None, "", "expected a list of 1..30 rows, found None"),
    ("12", "", "expected a list of 1..30 rows, found '12'"),
    ({"0": [1]}, "", "expected a list of 1..30 rows, found {'0': [1]}"),
]


@pytest.mark.parametrize(("cells", "place", "message"), MALFORMED_GRIDS, ids=[str(row[0])[:20] for row in MALFORMED_GRIDS])
def test_fault_23_to_26_malformed_grid(tmp_path, cells, place, message):
    """One malformed task is named exactly and answered; the good one beside it is read."""
    in_train, in_output, in_test = (json.loads(json.dumps(GOOD)) for _ in range(3))
    in_train["train"][0]["input"] = cells
    in_output["train"][0]["output"] = cells
    in_test["test"].append({"input": cells})
    path = saved(tmp_path, {"in": in_train, "out": in_output, "good": GOOD, "test": in_test})
    dataset = read(path)
    left_out = f"test[1].input{place}: {message}: only this test input gets fallback attempts"
    assert {id: entry.error for id, entry in dataset.entries.items()} == {
        "in": f"{path}: task 'in': train[0].input{place}: {message}",
        "out": f"{path}: task 'out': train[0].output{place}: {message}",
        "good": None,
        "test": None,
    }
    errors = [entry.error for entry in dataset.entries.values() if entry.error]
    assert dataset.warnings == [*errors, f"{path}: task 'test': {left_out}"]
    assert dataset.entries["good"].task is not None
    broken = dataset.entries["test"]
    assert (broken.left_out, broken.test_count, broken.test[1], broken.places) == ((left_out,), 2, None, (0, None))
    assert broken.test[0].tolist() == broken.task.test[0].tolist() == [[3, 4]]
    assert len(broken.task.test) == len(broken.train) == 1
    assert [len(rows) for rows in answered(dataset).values()] == [1, 1, 1, 2]
    with pytest.raises(InputError, match=re.escape(f"task 'one': train[0].input{place}: {message}")):
        read(saved(tmp_path, in_train, "one.json"))


def test_fault_25_integer_of_5000_digits_harms_one_task(tmp_path):
    text = json.dumps({"a": task_with([[12345]]), "b": GOOD}).replace("12345", "1" * 5000)
    dataset = read(saved(tmp_path, text))
    assert "train[0].input[0][0]: expected an integer 0..9, found '1111" in dataset.entries["a"].error
    assert len(dataset.entries["a"].error) < 300
    assert dataset.entries["b"].task is not None


MALFORMED_TASKS = [
    (None, "expected an object with train and test, found None", 1),
    ([], "expected an object with train and test, found []", 1),
    ({}, "train: expected a list, found none", 1),
    ({"train": {}, "test": {}}, "train: expected a list, found {}", 1),
    ({"train": GOOD["train"]}, "test: expected a list, found none", 1),
    ({"train": GOOD["train"], "test": "x"}, "test: expected a list, found 'x'", 1),
    ({"train": [], "test": GOOD["test"] * 3}, "train: expected at least one pair, found an empty list", 3),
    ({"train": [3], "test": GOOD["test"]}, "train[0]: expected an object with grids, found 3", 1),
    ({"train": GOOD["train"], "test": [None, 7]}, "test[0]: expected an object with grids, found None", 2),
    ({"train": GOOD["train"], "test": [{}]}, "test[0].input: expected a grid, found none", 1),
    ({"train": [{"input": [[1]]}, {}], "test": []}, "train: expected at least one complete pair, found 2 incomplete", 0),
]


@pytest.mark.parametrize(("data", "message", "count"), MALFORMED_TASKS)
def test_fault_23_malformed_task(tmp_path, data, message, count):
    path = saved(tmp_path, {"bad": data, "good": GOOD})
    dataset = read(path)
    assert dataset.entries["bad"].error == f"{path}: task 'bad': {message}"
    assert dataset.entries["bad"].test_count == count
    assert len(answered(dataset)["bad"]) == count


@pytest.mark.parametrize("count", [1, 20])
def test_fault_27_number_of_pairs(tmp_path, count):
    dataset = read(saved(tmp_path, {"a": {**GOOD, "train": GOOD["train"] * count}}))
    assert len(dataset.entries["a"].task.train) == count


@pytest.mark.parametrize("count", [0, 1, 4, 50])
def test_fault_28_and_29_number_of_test_inputs(tmp_path, count):
    test = [{"input": [[index % 10] * (index % 30 + 1)]} for index in range(count)]
    dataset = read(saved(tmp_path, {"a": {**GOOD, "test": test}}))
    assert [grid.tolist() for grid in dataset.entries["a"].task.test] == [item["input"] for item in test]
    assert len(answered(dataset)["a"]) == count


@pytest.mark.parametrize("side", ["input", "output"])
def test_fault_30_incomplete_pair_is_skipped(tmp_path, side):
    pair = {key: grid for key, grid in GOOD["train"][0].items() if key != side}
    path = saved(tmp_path, {"a": {"name": "x", "train": [pair, *GOOD["train"]], "test": GOOD["test"]}})
    dataset = read(path)
    assert len(dataset.entries["a"].task.train) == 1
    assert dataset.warnings == [f"{path}: task 'a': train[0].{side}: expected a grid, found none: pair skipped"]


def test_fault_30_unknown_members_are_ignored(tmp_path):
    noted = {"name": "x", "train": [{**GOOD["train"][0], "note": 3}], "test": [{**GOOD["test"][0], "id": None}]}
    plain = read(saved(tmp_path, {"a": GOOD}))
    assert read(saved(tmp_path, {"a": noted})).content_hash == plain.content_hash


@pytest.mark.parametrize("garbage", [[[7]], [[1, 2], [3]], "secret", None, 10**30, [[[]]]])
def test_fault_31_test_outputs_do_not_reach_the_task(tmp_path, garbage):
    """Whatever stands where a public file carries the answer: the tasks and the guesses are the same."""
    plain = read(saved(tmp_path, {"a": GOOD}))
    leaky = read(saved(tmp_path, {"a": {**GOOD, "test": [{**GOOD["test"][0], "output": garbage}]}}))
    assert leaky.content_hash == plain.content_hash
    assert repr(leaky.entries) == repr(plain.entries)
    assert encoded(fallback_submission(leaky)) == encoded(fallback_submission(plain))
    assert leaky.entries["a"].error is None


def test_fault_31_test_outputs_become_solutions(tmp_path):
    solved = {**GOOD, "test": [{**GOOD["test"][0], "output": [[4, 3]]}]}
    dataset = read(saved(tmp_path, {"a": solved, "b": {**GOOD, "test": []}}))
    assert {id: [grid.tolist() for grid in grids] for id, grids in dataset.solutions.items()} == {"a": [[[4, 3]]], "b": []}


def task_of(*colors: int | None) -> dict[str, object]:
    """A task with a test input and its output for each color; None for an illegal one of 31 rows."""
    items = [[[3, 4]] if color is None else [[color, 4]] for color in colors]
    grids = [cells * 31 if color is None else cells for cells, color in zip(items, colors, strict=True)]
    return {**GOOD, "test": [{"input": grid, "output": [row[::-1] for row in grid]} for grid in grids]}


def test_fault_31_some_tasks_can_be_scored(tmp_path):
    """A task that cannot be read counts as unsolved, one whose outputs are nowhere does not count; both are named."""
    path = saved(tmp_path, {"a": task_of(1), "bad": task_of(None), "b": GOOD, "c": task_of(2, None)})
    dataset = read(path)
    assert {id: [grid is not None for grid in grids] for id, grids in dataset.solutions.items()} == {
        "a": [True],
        "bad": [False],
        "c": [True, False],
    }
    told = "2 of 4 tasks scored; 'bad' cannot be read and counts as unsolved; the outputs of 'b' are not known"
    assert dataset.warnings[-1] == f"{path}: {told}"
    assert (dataset.partly_scored(), dataset.solution("b")) == (told, None)
    assert dataset.restricted(["a", "c"]).partly_scored() == ""
    assert read(saved(tmp_path, {"a": GOOD, "bad": None})).solutions is None


PAIR = GOOD["train"][0]


@pytest.mark.parametrize("side", ["input", "output"])
@pytest.mark.parametrize("cells", [[[1]] * 31, [[10]], [[1], [2, 3]], [], None])
def test_fault_24_the_other_demonstrations_are_used(tmp_path, cells, side):
    path = saved(tmp_path, {"a": {**GOOD, "train": [PAIR, {**PAIR, side: cells}, PAIR]}})
    dataset = read(path)
    entry = dataset.entries["a"]
    assert entry.error is None and len(entry.task.train) == len(entry.train) == 2
    (warning,) = dataset.warnings
    assert warning.startswith(f"{path}: task 'a': train[1].{side}") and warning.endswith(": this demonstration is left out")
    assert read(saved(tmp_path, {**GOOD, "train": [PAIR, {**PAIR, side: cells}]}, "a.json")).entries["a"].task is not None


@pytest.mark.parametrize("illegal", [0, 1, 2])
def test_fault_24_the_other_test_inputs_keep_their_places(tmp_path, illegal):
    colors = [5, 6, 7]
    colors[illegal] = None
    entry = read(saved(tmp_path, {"a": task_of(*colors)})).entries["a"]
    legal = [index for index in range(3) if index != illegal]
    assert [entry.places[index] for index in legal] == [0, 1] and entry.places[illegal] is None
    candidate = Candidate(tuple(grid[:, ::-1] for grid in entry.task.test), "made", "flip_columns(input)", 1.0, 1, 1)
    rows = rows_for(entry, [candidate])
    assert len(rows) == 3 and all(is_legal(grid) for row in rows for grid in row.values())
    for index in legal:
        assert rows[index]["attempt_1"] == [[4, colors[index]]]


@pytest.mark.parametrize("id", ["../x", "/etc/passwd", "", "日本", "x" * 10_000, "a\nb", '"', "\ud800", "\x00"])
def test_fault_32_odd_ids_are_kept_verbatim(tmp_path, id):
    dataset = read(saved(tmp_path, {id: GOOD, "bad": None}))
    assert list(answered(dataset)) == [id, "bad"]
    assert dataset.entries[id].task.id == id
    broken = read(saved(tmp_path, {id: None, "good": GOOD}))
    assert len(broken.entries[id].error) < len(str(tmp_path)) + 200
    assert broken.entries[id].error.encode()
    assert sorted(os.listdir(tmp_path)) == ["test_challenges.json"]
