"""A run in shards: every task is in exactly one, and their submissions make the submission of the whole run."""

import json

import pytest

from solver.__main__ import main
from solver.reading.dataset import read
from solver.reading.entry import InputError
from solver.running.options import parse, read_input
from solver.running.submission import check
from tests.processes import KERNEL, ROOT, run, write_tasks

SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"
SOLUTIONS = ROOT / "sample_tasks" / "arc-agi_sample_solutions.json"
ROW = {"attempt_1": [[1]], "attempt_2": [[2]]}


@pytest.fixture
def parts(tmp_path):
    """Parts of a run of seven tasks in three shards, by hand."""
    ids = [f"t{number}" for number in range(7)]
    write_tasks(tmp_path / "tasks.json", ids)
    paths = [tmp_path / f"submission.{part}-of-3.json" for part in (1, 2, 3)]
    for part, path in enumerate(paths):
        path.write_text(json.dumps({id: [ROW] for id in ids[part::3]}))
    return paths


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_every_task_is_in_one_shard(tmp_path, count):
    tasks = write_tasks(tmp_path / "tasks.json", [f"t{number}" for number in range(7)])
    found = []
    for part in range(1, count + 1):
        options = parse(["--input", str(tasks), "--output", str(tmp_path), "--shard", f"{part}/{count}"])
        found += list(read_input(options).entries)
        assert options.output.name == f"submission.{part}-of-{count}.json"
    assert sorted(found) == list(read(tasks).entries)


def test_more_shards_than_tasks_are_refused(tmp_path):
    tasks = write_tasks(tmp_path / "tasks.json", ["a", "b"])
    with pytest.raises(InputError, match="expected at most 2 shards of tasks, one per task, found 3"):
        read_input(parse(["--input", str(tasks), "--shard", "1/3"]))


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "1/2/3", "a/b", "-1/3"])
def test_what_is_no_shard_is_echoed(text, capsys):
    with pytest.raises(SystemExit):
        parse([f"--shard={text}"])
    assert f"found '{text}'" in capsys.readouterr().err


def test_parts_make_a_whole_in_the_order_of_the_input(parts, tmp_path, capsys):
    shuffled = [str(parts[place]) for place in (2, 0, 1)]
    assert main(["merge", str(tmp_path / "all.json"), *shuffled]) == 0
    assert "7 tasks from 3 parts, complete and legal" in capsys.readouterr().out
    merged = json.loads((tmp_path / "all.json").read_text())
    assert list(merged) == list(read(tmp_path / "tasks.json").entries)
    assert main(["merge", str(tmp_path), *shuffled, "--input", str(tmp_path / "tasks.json")]) == 0
    assert (tmp_path / "submission.json").read_bytes() == (tmp_path / "all.json").read_bytes()


def test_with_the_input_parts_may_have_any_name(parts, tmp_path):
    renamed = [path.rename(tmp_path / f"part{number}.json") for number, path in enumerate(parts)]
    given = ["merge", str(tmp_path / "all.json"), *map(str, renamed)]
    assert main(given) == 2
    assert main([*given, "--input", str(tmp_path / "tasks.json")]) == 0
    assert check(json.loads((tmp_path / "all.json").read_text()), read(tmp_path / "tasks.json")) == []


def refused(tmp_path, capsys, *arguments):
    assert main(["merge", str(tmp_path / "all.json"), *map(str, arguments)]) == 2
    assert not (tmp_path / "all.json").exists()
    return capsys.readouterr().err


def test_missing_and_repeated_parts_are_named(parts, tmp_path, capsys):
    assert "expected 3 parts, found 2: part 2 of 3 is missing" in refused(tmp_path, capsys, parts[0], parts[2])
    assert "found part 1 of 3 more than once" in refused(tmp_path, capsys, parts[0], *parts)
    other = tmp_path / "submission.4-of-4.json"
    other.write_text(json.dumps({"x": [ROW]}))
    assert "found parts of 3 and of 4" in refused(tmp_path, capsys, *parts, other)
    tasks = write_tasks(tmp_path / "more.json", [f"t{number}" for number in range(9)])
    assert "task 't7': missing; task 't8': missing" in refused(tmp_path, capsys, *parts, "--input", tasks)
    fewer = write_tasks(tmp_path / "fewer.json", ["t0"])
    assert "not in the input; " in refused(tmp_path, capsys, *parts, "--input", fewer)
    assert "and 3 more" in refused(tmp_path, capsys, *parts, "--input", fewer)


def test_overlapping_and_broken_parts_are_named(parts, tmp_path, capsys):
    whole = parts[1].read_text()
    for text, words in (
        (json.dumps(json.loads(whole) | {"t0": [ROW]}), "expected tasks that no other part has, found 't0' also in"),
        (json.dumps({"t1": [{"attempt_1": [[1]]}]}), "task 't1': [0]: expected two legal attempts"),
        (json.dumps({"t1": [{"attempt_1": [[1]], "attempt_2": [[11]]}]}), "expected two legal attempts"),
        (json.dumps({"t1": {}}), "expected a list of attempts"),
        ("{}", "expected a submission of at least one task"),
        ("", "found an empty file"),
    ):
        parts[1].write_text(text)
        error = refused(tmp_path, capsys, *parts)
        assert words in error and str(parts[1]) in error
    parts[1].unlink()
    assert "No such file" in refused(tmp_path, capsys, *parts)


def test_a_run_in_two_shards_gives_the_bytes_of_the_whole_run(tmp_path, capsys):
    ids = ",".join(list(json.loads(SAMPLE.read_text()))[:7])
    common = ("--input", SAMPLE, "--effort", 100_000, "--quiet", "--only", ids)
    for more in (
        ("--output", tmp_path / "whole.json"),
        ("--output", tmp_path, "--shard", "1/2"),
        ("--output", tmp_path, "--shard", "2/2"),
    ):
        process = run(KERNEL, *common, *more)
        assert process.returncode == 0, process.err
    assert main(["merge", str(tmp_path / "merged.json"), *map(str, sorted(tmp_path.glob("submission.*-of-2.json")))]) == 0
    assert (tmp_path / "merged.json").read_bytes() == (tmp_path / "whole.json").read_bytes()


def test_solutions_beside_the_input_score_the_whole(parts, tmp_path, capsys):
    tasks = (tmp_path / "tasks.json").rename(tmp_path / "my_challenges.json")
    (tmp_path / "my_solutions.json").write_text(json.dumps({f"t{number}": [[[number % 2]]] for number in range(7)}))
    assert main(["merge", str(tmp_path / "all.json"), *map(str, parts), "--input", str(tasks)]) == 0
    told = capsys.readouterr()
    assert "files solved at 1 / 2 attempts: 3 / 3 of 7 tasks" in told.out
    assert told.err == f"merge: scored with {tmp_path}/my_solutions.json\n"
    assert main(["data", str(tasks)]) == 0
    assert " known " in capsys.readouterr().out.splitlines()[-1]


def test_a_task_without_test_inputs_keeps_its_empty_list(tmp_path):
    for number, rows in enumerate(({"a": [ROW], "none": []}, {"b": [ROW]}), start=1):
        (tmp_path / f"submission.{number}-of-2.json").write_text(json.dumps(rows))
    parts = sorted(map(str, tmp_path.glob("submission.*")))
    assert main(["merge", str(tmp_path / "all.json"), *parts]) == 0
    assert json.loads((tmp_path / "all.json").read_text())["none"] == []
