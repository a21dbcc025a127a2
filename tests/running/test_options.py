"""The command line: what is read, what is refused, what is taken when nothing is said."""

import math
import re

import pytest

from solver.budget import TIERS
from solver.language import OPS
from solver.portfolio import FAMILIES, switches, unknown_switches
from solver.reading.entry import InputError
from solver.running import options as options_module
from solver.running.options import Options, check_switches, parse, read_input, tiers_for
from solver.running.values import seconds, size
from solver.version import VERSION, code_version
from tests.processes import ROOT, write_tasks


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """A root for what Kaggle mounts; nothing is there yet."""
    monkeypatch.setattr(options_module, "KAGGLE", tmp_path / "kaggle")
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)
    return tmp_path / "kaggle"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", 90),
        ("90s", 90),
        ("30m", 1800),
        ("11.5h", 41400),
        (".5 s", 0.5),
        ("0", 0),
        ("1h30m", 5400),
        ("1H 30M", 5400),
        ("2m5s", 125),
        ("1h0.5m1s", 3631),
    ],
)
def test_durations(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("536870912", 1 << 29),
        ("1GB", 10**9),
        ("1024MB", 1024 * 10**6),
        ("1.5GiB", 3 << 29),
        ("1G", 1 << 30),
        ("512M", 512 << 20),
        ("1t", 1 << 40),
        ("524288k", 512 << 20),
    ],
)
def test_sizes(text, expected):
    assert size(text) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--time-limit", "soon"],
        ["--time-limit=-3s"],
        ["--time-limit", "nan"],
        ["--time-limit", "1h30"],
        ["--time-limit", "30m1h"],
        ["--time-limit", "1.2.3s"],
        ["--memory-limit", "1XB"],
        ["--memory-limit", "G"],
        ["--memory-limit", "1MB"],
        ["--effort", "5"],
        ["--effort", "0"],
        ["--only", ","],
        ["--seed", "x"],
        ["--effor=1"],
        ["a.json", "surprise"],
    ],
)
def test_unusable_arguments_are_echoed(arguments, capsys):
    with pytest.raises(SystemExit) as exit:
        parse(arguments)
    assert exit.value.code == 2
    assert arguments[-1].rpartition("=")[2] in capsys.readouterr().err


def test_a_file_is_the_input(tmp_path):
    tasks = write_tasks(tmp_path / "tasks.json", ["a"])
    assert parse([str(tasks), "--seed", "1"]).input == parse(["--seed", "1", str(tasks)]).input == tasks
    assert list(read_input(parse([str(tasks)])).entries) == ["a"]


@pytest.mark.parametrize("others", [["--input", "b"], ["--data", "arc1-training"]])
def test_a_file_beside_another_input_is_refused(others, capsys):
    with pytest.raises(SystemExit):
        parse(["a.json", *others])
    assert f"expected one of FILE, --input and --data, found FILE and {others[0]}" in capsys.readouterr().err


def test_the_version_names_what_results_depend_on(capsys):
    with pytest.raises(SystemExit) as exit:
        parse(["--version"])
    told = capsys.readouterr().out
    assert exit.value.code == 0
    words = rf"Tessera {re.escape(VERSION)} \(code {code_version()}, Python 3\.\d+\.\d+, numpy [\d.]+, numba [\d.]+\)\n"
    assert re.fullmatch(words, told)


SHARD = ["--shard", "2/4"]


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("new/", "new/submission.2-of-4.json"),
        ("there/", "there/submission.2-of-4.json"),
        ("there", "there/submission.2-of-4.json"),
        ("out.json", "out.2-of-4.json"),
        ("new", "new.2-of-4"),
        ("out.2-of-4.json", "out.2-of-4.json"),
    ],
)
def test_a_shard_names_its_files_after_itself(given, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    options = parse(["--output", given, "--log", "logs/run.jsonl", "--report", "report.html", *SHARD])
    assert str(options.output) == file
    assert (str(options.log), str(options.report)) == ("logs/run.2-of-4.jsonl", "report.2-of-4.html")


@pytest.mark.parametrize("option", ["--output", "--log", "--report"])
def test_a_file_of_another_shard_is_refused(option, capsys):
    with pytest.raises(SystemExit):
        parse([option, "x.1-of-4.json", *SHARD])
    told = capsys.readouterr().err
    assert "expected a name for the file of shard 2/4, found x.1-of-4.json, that of another shard" in told


def test_a_name_that_ends_in_a_slash_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert str(parse(["--output", "new/"]).output) == "new/submission.json"
    (tmp_path / "new").mkdir()
    assert str(parse(["--output", "new/"]).output) == "new"


def test_help_fits_a_screen(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as exit:
        parse(["--help"])
    text = capsys.readouterr().out
    assert exit.value.code == 0
    assert len(text.splitlines()) <= 38 and max(map(len, text.splitlines())) <= 80
    for option in Options.__dataclass_fields__:
        assert option == "tiers" or f"--{option.replace('_', '-')}" in text


def test_tiers_follow_the_effort():
    numbers = {effort: [tier.number for tier in tiers_for(effort, False)] for effort in (None, 1, 2, 3, 4)}
    assert numbers == {None: [1, 2], 1: [1], 2: [1, 2], 3: [1, 3], 4: [1, 4]}
    assert tiers_for(None, True) == TIERS
    assert [tier.steps for tier in tiers_for(5000, False)] == [5000]
    assert [tier.steps for tier in tiers_for(10**12, False)] == [TIERS[0].steps, 10**12]
    for steps in (tier.steps + more for tier in TIERS for more in (-1, 0, 1)):
        numbers = [tier.number for tier in tiers_for(steps, False)]
        assert len(set(numbers)) == len(numbers)


def test_defaults_here(kaggle, monkeypatch):
    monkeypatch.setattr(options_module, "usable_cores", lambda: 3)
    options = parse([])
    assert options.workers == 3 and options.output.name == "" and options.time_limit == math.inf
    dataset = read_input(options)
    assert dataset.label == "sample" and dataset.solutions is not None


FOLDERS = ("input/competitions/arc-prize-2026-arc-agi-2", "input/arc-prize-2025", "input/arc-prize-2024", "input/other")


@pytest.mark.parametrize("rerun", [None, "1"])
@pytest.mark.parametrize("separator", ["_", "-"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_fault_36_defaults_on_kaggle(kaggle, monkeypatch, folder, separator, rerun):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    if rerun:
        monkeypatch.setenv("KAGGLE_IS_COMPETITION_RERUN", rerun)
    (kaggle / folder).mkdir(parents=True)
    (kaggle / "working").mkdir()
    write_tasks(kaggle / folder / f"arc{separator}agi{separator}test{separator}challenges.json", ["a"])
    options = parse([])
    assert options.output == kaggle / "working"
    assert options.time_limit == 11.5 * 3600 and options.tiers == TIERS
    assert list(read_input(options).entries) == ["a"]


def test_fault_36_nothing_on_kaggle(kaggle, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    with pytest.raises(InputError, match="arc-agi_test_challenges"):
        read_input(parse([]))


def test_only_names_what_is_unknown(tmp_path):
    tasks = write_tasks(tmp_path / "tasks.json", ["a", "b"])
    assert list(read_input(parse(["--input", str(tasks), "--only", "b"])).entries) == ["b"]
    with pytest.raises(InputError, match="nope"):
        read_input(parse(["--input", str(tasks), "--only", "b,nope"]))


def test_only_several_times_from_a_file_and_with_commas_in_ids(tmp_path):
    tasks = write_tasks(tmp_path / "tasks.json", ["a", "b", "c, d", "e", "@f"])
    listed = tmp_path / "ids"
    listed.write_text("\ufeffc, d\r\n\n  e \n", encoding="utf-8")

    def only(*arguments: str) -> list[str]:
        return list(read_input(parse(["--input", str(tasks), *(f"--only={argument}" for argument in arguments)])).entries)

    assert only("b", "a") == ["a", "b"]
    assert only("c, d") == ["c, d"]
    assert only("a,e", "c, d") == ["a", "c, d", "e"]
    assert only(f"@{listed}") == ["c, d", "e"]
    assert only(f"@{listed}", "b") == ["b", "c, d", "e"]
    assert only("@f") == ["@f"]
    with pytest.raises(InputError, match="expected ids of this input, found 'c', 'd'"):
        only("c,d")
    with pytest.raises(InputError, match="--only @nowhere: expected a readable file of ids, found No such file"):
        only("@nowhere")
    listed.write_text("\n")
    with pytest.raises(InputError, match="expected one id a line, found none"):
        only(f"@{listed}")


def test_solutions_beside_are_declined(tmp_path):
    tasks = write_tasks(tmp_path / "my_challenges.json", ["a"])
    (tmp_path / "my_solutions.json").write_text('{"a": [[[5, 5], [5, 5]]]}')
    scored = read_input(parse(["--input", str(tasks)]))
    assert scored.solutions is not None
    assert scored.notes == [f"scored with {tmp_path}/my_solutions.json; --no-solutions declines"]
    declined = read_input(parse(["--input", str(tasks), "--no-solutions"]))
    assert (declined.solutions, declined.notes) == (None, [])
    assert read_input(parse(["--no-solutions"])).solutions is None
    with pytest.raises(SystemExit):
        parse(["--solutions", "s.json", "--no-solutions"])


def test_fault_36_a_hidden_run_has_no_solutions(kaggle, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    folder = kaggle / FOLDERS[0]
    folder.mkdir(parents=True)
    for word in ("training", "evaluation", "test"):
        write_tasks(folder / f"arc-agi_{word}_challenges.json", ["a"])
        (folder / f"arc-agi_{word}_solutions.json").write_text('{"a": [[[5, 5], [5, 5]]]}')
    dataset = read_input(parse([]))
    assert (dataset.label, dataset.solutions, dataset.notes, dataset.warnings) == ("hidden test", None, [], [])


def test_every_switch_of_the_search_is_known():
    found = set()
    for path in (ROOT / "solver").rglob("*.py"):
        found |= set(re.findall(r'"(\w+)" (?:not )?in (?:self\.)?budget\.disabled', path.read_text(encoding="utf-8")))
    assert found and unknown_switches(found) == []
    assert unknown_switches(["flip_rows", "literal", "search", "tiled_with", "nope"]) == ["nope"]


def test_disable_names_what_is_unknown_and_what_there_is():
    with pytest.raises(InputError) as error:
        check_switches(parse(["--disable", "search,foo,serch"]))
    first, *lines = str(error.value).splitlines()
    assert first.endswith("found foo, serch; near: search")
    assert len(lines) <= 12 and max(map(len, lines)) <= 120
    kinds = re.findall(r"^  (\w[\w ]*): ", "\n".join(lines), re.MULTILINE)
    assert kinds == ["families", "frames", "pruning rules", "ops"]
    told = set(re.findall(r"\w+", "\n".join(lines)))
    assert (switches() - set(OPS)) <= told and "`python -m solver ops` lists them" in lines[-1]


def test_only_some_families():
    options = check_switches(parse(["--only-families", "cell,growth", "--disable", "colors"]))
    assert options.disable == {row.name for row in FAMILIES} - {"cell", "growth"} | {"colors"}
    with pytest.raises(InputError, match=r"--only-families: .*, found cel; near: cell\n  families: .*\bgrowth\b"):
        check_switches(parse(["--only-families", "growth,cel"]))


def test_log_and_report_of_a_shard_never_are_its_submission(tmp_path):
    options = parse(["--shard", "1/2", *(word for name in ("--output", "--log", "--report") for word in (name, str(tmp_path)))])
    assert options.output == tmp_path / "submission.1-of-2.json"
    assert options.output not in (options.log, options.report)
