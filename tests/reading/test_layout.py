"""Layouts: how collections of tasks lie in files, folders and archives, what is no task, and how much is looked at."""

import gzip
import io
import json
import os
import re
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.reading import source as source_module
from solver.reading.dataset import read
from solver.reading.entry import InputError
from solver.reading.layout import LAYOUTS, PAIRS_ALONE, distinct_ids
from tests.saved import GOOD, answered, saved

PAIR = GOOD["train"][0]
SOLVED = {**GOOD, "test": [{"input": [[3, 4]], "output": [[4, 3]]}]}


def laid_out(folder: Path, files: dict[str, object]) -> Path:
    """Save files by their place below a folder."""
    for place, data in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        saved((folder / place).parent, data, Path(place).name)
    return folder


def zipped(path: Path, files: dict[str, object], **options: object) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for place, data in files.items():
            archive.writestr(place, data if isinstance(data, bytes | str) else json.dumps(data))
    return path


def ids_of(path: Path) -> list[str]:
    dataset = read(path)
    assert list(answered(dataset)) == list(dataset.entries)
    assert all(entry.task is not None for entry in dataset.entries.values())
    return list(dataset.entries)


NESTED = {"Above/a1.json": GOOD, "Above/a2.json": GOOD, "Below/a1.json": GOOD, "top.json": GOOD, "deep/er/b.JSON": GOOD}


@pytest.mark.parametrize("is_zipped", [False, True])
def test_folders_below_are_read(tmp_path, is_zipped):
    """Equal ids get their folder's name, which is said once."""
    path = zipped(tmp_path / "all.zip", NESTED) if is_zipped else laid_out(tmp_path / "all", NESTED)
    dataset = read(path)
    assert sorted(dataset.entries) == ["Above/a1", "Below/a1", "a2", "b", "top"]
    assert dataset.entries["Below/a1"].task.id == "Below/a1"
    told = f"{path}: equal ids are told apart by their folder's name: 'Above/a1', 'Below/a1'"
    assert (dataset.name, dataset.notes, dataset.warnings) == ("all", [told], [])


def test_folders_are_named_as_far_as_needed():
    assert distinct_ids([("a",), ("x", "a"), ("x", "b")]) == ["a", "x/a", "b"]
    assert distinct_ids([("1", "x", "a"), ("2", "x", "a"), ("y", "a")]) == ["1/x/a", "2/x/a", "y/a"]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(tuple), unique=True, max_size=12))
@settings(derandomize=True, deadline=None)
def test_ids_are_distinct_and_end_with_their_name(places):
    ids = distinct_ids(places)
    assert len(set(ids)) == len(places)
    assert all("/".join(place).endswith(id) and id.endswith(place[-1]) for id, place in zip(ids, places, strict=True))


def test_one_name_in_two_letter_cases(tmp_path):
    assert ids_of(laid_out(tmp_path, {"a.json": GOOD, "a.JSON": GOOD, "A.Json": GOOD})) == ["A", "a", "a.json"]


def test_what_is_no_task_is_skipped_and_named_once(tmp_path):
    laid_out(tmp_path, {"a.json": GOOD, "B.JSON": GOOD, "package.json": {"name": "viewer", "scripts": {"test": "jest"}}})
    laid_out(tmp_path, {"web/list.json": [1, 2], "my_solutions.json": {"a": [[[1]]]}, "pairs.json": [PAIR]})
    laid_out(tmp_path, {".hidden.json": GOOD, ".git/c.json": GOOD, "node_modules/x/d.json": GOOD, "notes.txt": "text"})
    (tmp_path / "gone.json").symlink_to("nowhere")
    (tmp_path / "round.json").symlink_to("round.json")
    (tmp_path / "again").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.json")
    dataset = read(tmp_path)
    assert sorted(dataset.entries) == ["B", "a"]
    assert sorted(dataset.warnings) == sorted(
        [
            f"{tmp_path}: skipped 'gone.json', 'round.json': a link that leads nowhere",
            f"{tmp_path}: skipped 'my_solutions.json', 'package.json', 'web/list.json': neither train nor test, so no task",
            f"{tmp_path}: skipped 'pairs.json': {PAIRS_ALONE}",
        ]
    )


def test_a_folder_of_litter_is_refused(tmp_path):
    laid_out(tmp_path, {"package.json": {"name": "viewer"}})
    with pytest.raises(InputError, match=re.escape(f"{tmp_path}: {LAYOUTS}; found only 'package.json'")):
        read(tmp_path)
    laid_out(tmp_path / "re_arc", {"a.json": [PAIR], "b.json": [PAIR]})
    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 're_arc'}: {PAIRS_ALONE}; found only 'a.json', 'b.json'")):
        read(tmp_path / "re_arc")


def test_a_folder_with_evaluation_tasks_below_is_an_evaluation_set(tmp_path):
    laid_out(tmp_path, {"training/a.json": GOOD, "evaluation/b.json": GOOD})
    assert read(tmp_path).label == "evaluation"


def test_pairs_are_the_demonstrations_of_their_file(tmp_path):
    path = saved(tmp_path, [PAIR, PAIR, {"input": [[3, 4]]}], "a.json")
    assert read(path).content_hash == read(saved(tmp_path, {**GOOD, "train": [PAIR, PAIR]}, "a.json")).content_hash
    with pytest.raises(InputError, match=re.escape(f"{path}: {PAIRS_ALONE}")):
        read(saved(tmp_path, [PAIR, PAIR], "a.json"))


def test_rows(tmp_path):
    rows = [{**SOLVED, "id": "x"}, {**SOLVED, "task_id": 7}, SOLVED, {**SOLVED, "id": "x"}, {"id": "bad", "train": 3}]
    path = saved(tmp_path, rows, "rows.json")
    dataset = read(path)
    assert list(answered(dataset)) == ["x", "7", "rows_2", "x#2", "bad"]
    assert [entry.task is None for entry in dataset.entries.values()] == [False, False, False, False, True]
    assert dataset.notes == [f"{path}: ids that appear more than once are numbered (ID#2): 'x'"]
    assert dataset.solutions["x#2"][0].tolist() == [[4, 3]]


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.NDJSON", "rows.json", "rows.jsonl.gz"])
def test_json_lines(tmp_path, name):
    text = "".join(json.dumps({**GOOD, "id": id}) + "\n\n" for id in ("b", "a"))
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    dataset = read(path)
    assert (list(dataset.entries), dataset.name, dataset.warnings) == (["b", "a"], "rows", [])


def test_a_line_that_is_not_json_costs_its_task(tmp_path):
    path = saved(tmp_path, json.dumps({**GOOD, "id": "a"}) + "\n{\n" + json.dumps({**GOOD, "id": "b"}), "rows.jsonl")
    dataset = read(path)
    assert list(answered(dataset)) == ["a", "rows_1", "b"]
    assert dataset.entries["rows_1"].error.startswith(f"{path}: line 2: expected JSON, found ")
    with pytest.raises(InputError, match=r"rows\.jsonl: line 1: expected JSON"):
        read(saved(tmp_path, "{\n{\n", "rows.jsonl"))


def test_rows_of_examples(tmp_path):
    """The last pair is the test, and its output scores it."""
    row = {"examples": [[[[1, 0]], [[0, 1]]], {"input": [[2, 3]], "output": [[3, 2]]}, [[[4, 5]], [[5, 4]]]], "source": "x"}
    path = saved(tmp_path, json.dumps(row) + "\n" + json.dumps(row), "barc.jsonl")
    dataset = read(path)
    task = dataset.entries["barc_1"].task
    assert [pair.output.tolist() for pair in task.train] == [[[0, 1]], [[3, 2]]]
    assert (task.test[0].tolist(), dataset.solutions["barc_0"][0].tolist()) == ([[4, 5]], [[5, 4]])
    assert dataset.notes == [f"{path}: the last pair of each row of examples is its test"]
    assert read(saved(tmp_path, row, "barc.json")).entries["barc"].task.test[0].tolist() == [[4, 5]]


@pytest.mark.parametrize("inside", [{"a": GOOD}, [{**GOOD, "id": "a"}]])
def test_a_wrapper_is_taken_off(tmp_path, inside):
    path = saved(tmp_path, {"version": 2, "tasks": inside, "about": {"author": "x"}, "tags": ["y"]})
    dataset = read(path)
    assert list(dataset.entries) == ["a"]
    assert dataset.notes == [f"{path}: the tasks are those of 'tasks'"]
    with pytest.raises(InputError, match="expected one collection of tasks, found 'tasks', 'more'"):
        read(saved(tmp_path, {"tasks": inside, "more": inside}))


@pytest.mark.parametrize(
    "data", [{}, [], 3, None, {"a": 1}, {"a": {"b": {}}}, [1], [[1]], [{}], {"tasks": []}, {"a": [{}]}, {"examples": "x"}]
)
def test_anything_else_is_refused_with_the_layouts_in_one_line(tmp_path, data):
    path = saved(tmp_path, data)
    with pytest.raises(InputError) as refused:
        read(path)
    assert str(refused.value).startswith(f"{path}: {LAYOUTS}; found ") and "\n" not in str(refused.value)


def test_one_layout_or_another_is_the_same_set(tmp_path):
    plain = json.dumps({"a": GOOD, "b": SOLVED})
    rows = [{**GOOD, "id": "a"}, {**SOLVED, "id": "b"}]
    paths = [
        saved(tmp_path, plain, "one.json"),
        saved(tmp_path, rows, "two.json"),
        saved(tmp_path, {"tasks": rows}, "three.json"),
    ]
    paths.append(saved(tmp_path, "\n".join(map(json.dumps, rows)), "four.jsonl"))
    paths.append(laid_out(tmp_path / "five", {"x/a.json": GOOD, "y/b.json": SOLVED}))
    (tmp_path / "six.json.gz").write_bytes(gzip.compress(plain.encode()))
    paths.append(tmp_path / "six.json.gz")
    paths.append(zipped(tmp_path / "seven.zip", {"in/a.json": GOOD, "in/b.json": gzip.compress(json.dumps(SOLVED).encode())}))
    paths.append(zipped(tmp_path / "eight.zip", {"all.jsonl": "\n".join(map(json.dumps, rows))}))
    assert len({read(path).content_hash for path in paths}) == 1
    assert all(list(read(path).solutions) == ["b"] for path in paths)


def test_packed_in_parts_and_with_a_misleading_name(tmp_path):
    text = json.dumps({"a": GOOD}).encode()
    path = tmp_path / "x.json"
    path.write_bytes(gzip.compress(text[:20]) + gzip.compress(text[20:]) + b"\0" * 512)
    assert ids_of(path) == ["a"]
    path.write_bytes(zipped(tmp_path / "y.zip", {"__MACOSX/a.json": "x", "a.json": GOOD}).read_bytes())
    assert ids_of(path) == ["a"]


@pytest.mark.parametrize("end", [5, -1, -9])
def test_broken_archives_are_refused(tmp_path, end):
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"a": GOOD}).encode())[:end])
    with pytest.raises(InputError, match=r"x\.json\.gz: expected a gzip file, found"):
        read(path)
    path = zipped(tmp_path / "x.zip", {"a.json": GOOD})
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(InputError, match=r"x\.zip: expected a (zip archive|readable file|JSON)|x\.zip: expected"):
        read(path)


def test_damaged_and_locked_members_cost_their_task(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a.json": GOOD, "b.json": GOOD})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"train")] ^= 1
    path.write_bytes(raw)
    dataset = read(path)
    assert dataset.entries["a"].error.startswith(f"{path}/a.json: expected a readable member of a zip archive, found ")
    assert dataset.entries["b"].task is not None
    raw = bytearray(zipped(path, {"a.json": GOOD, "b.json": GOOD}).read_bytes())
    raw[6] |= 1  # says that a.json is encrypted, here and in the list of names
    raw[raw.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(raw)
    assert "encrypted" in read(path).entries["a"].error


def test_fault_21_bombs_are_not_unpacked(tmp_path):
    """A packed file that would fill the memory is refused after a bounded part; so is an archive of many such members."""
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b" " * (1 << 20)) * 300)
    limit = source_module.SIZE_LIMIT_BYTES
    tracemalloc.start()
    with pytest.raises(InputError, match=r"expected at most 67,108,864 bytes when unpacked, found more"):
        read(tmp_path / "a.json.gz")
    assert tracemalloc.get_traced_memory()[1] < 3 * limit
    tracemalloc.stop()
    blanks = b" " * (limit // 4)
    members = {f"{index}.json": blanks for index in range(5)}
    path = zipped(tmp_path / "b.zip", members, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(InputError, match=r"b\.zip: expected at most 67,108,864 bytes of JSON, found more"):
        read(path)
    packed = {f"{index}.json.gz": gzip.compress(blanks) for index in range(5)}
    with pytest.raises(InputError, match=r"c\.zip: expected at most 67,108,864 bytes of JSON, found more"):
        read(zipped(tmp_path / "c.zip", packed))
    (tmp_path / "d").mkdir()
    for name, data in packed.items():
        (tmp_path / "d" / name).write_bytes(data)
    with pytest.raises(InputError, match=r"d: expected at most 67,108,864 bytes of JSON, found more"):
        read(tmp_path / "d")


def test_fault_21_a_member_that_says_less_than_it_holds(tmp_path):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", json.dumps(GOOD) + " " * 1_000_000)
    forged = bytearray(raw.getvalue())
    place = forged.index(b"PK\1\2") + 24
    forged[place : place + 4] = struct.pack("<I", 10)
    (tmp_path / "a.zip").write_bytes(forged)
    entry = read(tmp_path / "a.zip").entries["a"]
    assert entry.error.startswith(f"{tmp_path}/a.zip/a.json: expected ")


def test_fault_21_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "FILE_LIMIT", 6)
    wide = laid_out(tmp_path / "wide", {f"{index}.txt": "x" for index in range(5)} | {"in/a.json": GOOD})
    with pytest.raises(InputError, match="wide: expected a folder of at most 6 files, found more"):
        read(wide)
    with pytest.raises(InputError, match=r"wide\.zip: expected an archive of at most 6 files, found more"):
        read(zipped(tmp_path / "wide.zip", {f"{index}.txt": "x" for index in range(7)}))
    monkeypatch.setattr(source_module, "DIRECTORY_LIMIT_BYTES", 100)
    with pytest.raises(InputError, match="expected an archive of at most 6 files, found more"):
        read(zipped(tmp_path / "wide.zip", {f"{index}.txt": "x" for index in range(5)}))


def test_fault_21_too_deep(tmp_path):
    folders = "/".join("abcdefgh")
    assert ids_of(laid_out(tmp_path / "deep", {f"{folders}/x.json": GOOD})) == ["x"]
    deeper = laid_out(tmp_path / "deeper", {f"{folders}/i/x.json": GOOD})
    with pytest.raises(InputError, match="deeper: expected at most 8 levels of folders, found"):
        read(deeper)


def test_a_folder_that_may_not_be_read(tmp_path, monkeypatch):
    """One below is named and left out; the one that was asked for is refused."""
    laid_out(tmp_path, {"a.json": GOOD, "lost+found/b.json": GOOD})
    look = os.scandir
    refused = tmp_path / "lost+found"

    def refuse(path):
        if path == refused:
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr(source_module.os, "scandir", refuse)
    dataset = read(tmp_path)
    assert (list(dataset.entries), dataset.warnings) == (
        ["a"],
        [f"{tmp_path}: skipped 'lost+found': a folder that may not be read"],
    )
    refused = tmp_path
    with pytest.raises(InputError, match="expected a readable folder, found Permission denied"):
        read(tmp_path)
