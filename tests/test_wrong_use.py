"""Wrong use of the programs: what was expected, what was found and what to do is said, and nothing is written."""

import json
import os

import pytest

import kernel
from solver.__main__ import main
from tests.samples import FOLDER

SAMPLE = FOLDER / "arc-agi_sample_challenges.json"
SOLUTIONS = FOLDER / "arc-agi_sample_solutions.json"
FILES = {
    "broken.json": '{"a": {"train": [',
    "list.json": "[]",
    "number.json": '{"a": 3}',
    "others.json": '{"other": [[[1]]]}',
    "no.jsonl": "hello",
    "submission.1-of-3.json": '{"a": [{"attempt_1": [[0]], "attempt_2": [[0]]}]}',
    "part.json": '{"a": [{"attempt_1": [[0]], "attempt_2": [[0]]}]}',
    "bad.json": '{"a": [{"attempt_1": [[10]], "attempt_2": [[0]]}]}',
}
ONE = ("--input", SAMPLE, "--only", "crop-and-rotate")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--input", "none.json"], "none.json: expected a readable file, found No such file"),
        (["--input", "broken.json"], "broken.json: expected JSON, found"),
        (["--input", "list.json"], "of them; found []"),
        (["--input", "number.json"], "of them; found {'a': 3}"),
        (["--input", SAMPLE, "--data", "arc1-training"], "expected one of FILE, --input and --data, found --input and --data"),
        (["--data", "arc1-trainin"], "arc2-training, found 'arc1-trainin'; near: arc1-training"),
        ([SAMPLE, "--input", SAMPLE], "found FILE and --input"),
        (["none.json"], "none.json: expected a readable file"),
        (["--input", SAMPLE, "--solutions", "none.json"], "none.json: expected a readable file"),
        (["--input", SAMPLE, "--solutions", "others.json"], "ids of arc-agi_sample_challenges, found"),
        (["--input", SAMPLE, "--only", "crop-and-rotat"], "found 'crop-and-rotat'; near: crop-and-rotate"),
        (["--input", SAMPLE, "--disable", "serch"], "found serch; near: search"),
        (["--input", SAMPLE, "--shard", "3/2"], "expected a part of all parts such as 1/3, 2/3 or 3/3, found '3/2'"),
        (["--input", SAMPLE, "--shard", "1/99"], "one per task, found 99"),
        (["--input", SAMPLE, "--resume"], "--resume: expected --log PATH"),
        (["--input", SAMPLE, "--resume", "--log", "no.jsonl"], "no.jsonl: line 1: expected JSON, found 'hello'"),
        (["--time-limit", "3d"], "expected a duration such as 90s, 30m, 11.5h or 1h30m, found '3d'"),
        (["--effort", "7"], "expected 1..4, or more than 1000 steps, found '7'"),
        (["--memory-limit", "12"], "expected at least 256MiB per worker, found '12'"),
        (["--workers", "0"], "expected a number 1..1000, found '0'"),
        (["--executor", "tcp://host"], "expected dask://HOST:PORT"),
        (["--inptu", "x"], "expected options of --help, found --inptu; near: --input"),
    ],
)
def test_the_kernel_says_what_is_wrong(arguments, words, capsys, folder):
    try:
        status = kernel.main(list(map(str, arguments)))
    except SystemExit as exit:
        status = exit.code
    told = capsys.readouterr().err
    assert status == 2 and words in told
    assert len(told.splitlines()) <= (13 if "--disable" in arguments else 3), "a message is not lost in a page of usage"
    assert {path.name for path in folder.iterdir()} == set(FILES), "nothing is written"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explain", "crop-and-rotat"], "found 'crop-and-rotat'; near: crop-and-rotate"),
        (["explain", "broken.json"], "broken.json: expected JSON"),
        (["explain", SAMPLE], "expected one task, found"),
        (["explain", "crop-and-rotate", "--top", "-1"], "expected a number 1..1000, found '-1'"),
        (["follow", "--task", "crop-and-rotate", "--program", "flip_rowz(input)"], "unknown verb 'flip_rowz'; near: flip_rows"),
        (["follow", "--task", "crop-and-rotate", "--program", "input", "--disable", "serch"], "found serch; near: search"),
        (["compare", "no.jsonl", "no.jsonl"], "no.jsonl: line 1: expected JSON, found 'hello'"),
        (["merge", "out.json", "part.json"], "expected a name such as submission.1-of-4.json"),
        (["merge", "out.json", "submission.1-of-3.json"], "part 2, 3 of 3 is missing"),
        (
            ["merge", "out.json", "part.json", "bad.json", "--input", SAMPLE],
            "task 'a': [0]: expected two legal attempts",
        ),
        (["ops", "flip_rowz"], "found 'flip_rowz'; near: flip_rows"),
        (["xplain"], "expected one of run, report, explain, "),
        (["xplain"], "found 'xplain'; near: explain"),
        (["merge", "out.json", "part.json", "--data", "arc3"], "arc2-training, found 'arc3'"),
    ],
)
def test_the_tools_say_what_is_wrong(arguments, words, capsys):
    try:
        status = main(list(map(str, arguments)))
    except SystemExit as exit:
        status = exit.code
    assert status == 2 and words in capsys.readouterr().err


def test_the_log_of_another_run_is_refused(folder, capsys):
    """Same tasks, other effort: what differs is named, and what would happen without --resume."""
    common = [*map(str, ONE), "--quiet", "--log", "run.jsonl"]
    assert kernel.main([*common, "--effort", "1001"]) == 0
    before = (folder / "run.jsonl").read_bytes()
    assert kernel.main([*common, "--effort", "2002", "--resume"]) == 2
    told = capsys.readouterr().err
    assert "effort" in told and "[[1, 1001]]" in told and "Without --resume it is kept as run.jsonl.1" in told
    assert (folder / "run.jsonl").read_bytes() == before


def test_a_log_that_is_there_is_kept(folder, capsys):
    arguments = [*map(str, ONE), "--quiet", "--effort", "1001", "--log", "run.jsonl"]
    told, logs = [], []
    for seed in ("1", "2", "3"):
        assert kernel.main([*arguments, "--seed", seed]) == 0
        told.append(capsys.readouterr().err)
        logs.append((folder / "run.jsonl").read_bytes())
    assert told[0] == "" and "run.jsonl: the log that was there is kept as run.jsonl.1" in told[1]
    assert "kept as run.jsonl.2" in told[2]
    assert [(folder / f"run.jsonl{end}").read_bytes() for end in (".1", ".2", "")] == logs
    assert kernel.main([*arguments, "--seed", "3", "--resume"]) == 0
    assert capsys.readouterr().err == "" and not (folder / "run.jsonl.3").exists()


def test_a_log_is_not_kept_aside_for_a_run_that_does_not_begin(folder):
    assert kernel.main([*map(str, ONE), "--log", "no.jsonl", "--disable", "foo"]) == 2
    assert (folder / "no.jsonl").read_text() == "hello" and not (folder / "no.jsonl.1").exists()


def test_shards_told_the_same_names_write_files_of_their_own(folder, capsys):
    ids = ["crop-and-rotate", *[id for id in json.loads(SAMPLE.read_text()) if id != "crop-and-rotate"][:1]]
    common = ["--input", str(SAMPLE), "--only", ",".join(ids), "--quiet", "--effort", "1001"]
    for part in ("1/2", "2/2"):
        assert kernel.main([*common, "--shard", part, "--output", "X/", "--log", "X/run.jsonl"]) == 0
    names = {path.name for path in (folder / "X").iterdir()}
    assert names == {f"{name}.{part}-of-2.{end}" for name, end in (("submission", "json"), ("run", "jsonl")) for part in (1, 2)}
    parts = [str(folder / "X" / f"submission.{part}-of-2.json") for part in (1, 2)]
    assert main(["merge", "Y/", *parts]) == 0
    assert json.loads((folder / "Y" / "submission.json").read_text()).keys() == set(ids)
    assert capsys.readouterr().err == ""


def test_a_device_is_no_place_for_a_log(folder, capsys):
    os.mkfifo(folder / "pipe")
    assert kernel.main([*map(str, ONE), "--quiet", "--effort", "1001", "--log", "pipe"]) == 0
    assert "warning: pipe: will not be written: expected a file, found a device" in capsys.readouterr().err
    assert (folder / "pipe").is_fifo()


def test_folders_of_log_and_report_are_made(folder):
    pytest.importorskip("jinja2")
    paths = [folder / "new" / "deep" / name for name in ("run.jsonl", "report.html")]
    arguments = [*map(str, ONE), "--quiet", "--effort", "1001", "--log", str(paths[0]), "--report", str(paths[1])]
    assert kernel.main(arguments) == 0
    assert json.loads(paths[0].read_text().splitlines()[0])["tasks"] == 1 and paths[1].stat().st_size > 1000


def test_a_quiet_run_says_only_what_it_solved(capsys):
    assert kernel.main([*map(str, ONE), "--solutions", str(SOLUTIONS), "--quiet", "--effort", "1001"]) == 0
    told = capsys.readouterr()
    assert told.err == "" and len(told.out.splitlines()) == 2 and "solved at 2 attempts" in told.out


@pytest.mark.parametrize("place", ["part.json/run", "."])
def test_a_log_that_cannot_be_written_is_told_before_the_run(place, folder, capsys):
    assert kernel.main([*map(str, ONE), "--quiet", "--effort", "1001", "--log", place, "--report", place]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) >= 2 and all(line.startswith(f"warning: {place}: will not be written: ") for line in told[:2])
    assert (folder / "submission.json").is_file()
