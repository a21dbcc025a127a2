"""The command line: what is read, what is refused, what is taken when nothing is said."""

import math
import re

import pytest

from solver import options as options_module
from solver.budget import TIERS
from solver.entry import InputError
from solver.options import Options, check_switches, parse, read_input, seconds, size, tiers_for
from solver.portfolio import FAMILIES, unknown_switches
from tests.processes import ROOT, write_tasks


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """A root for what Kaggle mounts; nothing is there yet."""
    monkeypatch.setattr(options_module, "KAGGLE", tmp_path / "kaggle")
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)
    return tmp_path / "kaggle"


@pytest.mark.parametrize(
    ("text", "expected"), [("90", 90), ("90s", 90), ("30m", 1800), ("11.5h", 41400), (".5 s", 0.5), ("0", 0)]
)
def test_durations(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("536870912", 1 << 29), ("1GB", 10**9), ("1024MB", 1024 * 10**6), ("1.5GiB", 3 << 29)]
)
def test_sizes(text, expected):
    assert size(text) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--time-limit", "soon"],
        ["--time-limit=-3s"],
        ["--time-limit", "nan"],
        ["--memory-limit", "1XB"],
        ["--memory-limit", "1MB"],
        ["--effort", "5"],
        ["--effort", "0"],
        ["--only", ","],
        ["--seed", "x"],
        ["--effor", "1"],
        ["surprise"],
    ],
)
def test_unusable_arguments_are_echoed(arguments, capsys):
    with pytest.raises(SystemExit) as exit:
        parse(arguments)
    assert exit.value.code == 2
    assert arguments[-1].rpartition("=")[2] in capsys.readouterr().err


def test_help_fits_a_screen(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as exit:
        parse(["--help"])
    text = capsys.readouterr().out
    assert exit.value.code == 0
    assert len(text.splitlines()) <= 36 and max(map(len, text.splitlines())) <= 80
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
    assert unknown_switches(["flip_rows", "literal", "search", "peel_tile", "nope"]) == ["nope"]


def test_disable_names_what_is_unknown():
    with pytest.raises(InputError, match="nope"):
        check_switches(parse(["--disable", "search,nope"]))


def test_only_some_families():
    options = check_switches(parse(["--only-families", "cell,growth", "--disable", "colors"]))
    assert options.disable == {row.name for row in FAMILIES} - {"cell", "growth"} | {"colors"}
    with pytest.raises(InputError, match=r"--only-families: expected .*, found cel; near: cell"):
        check_switches(parse(["--only-families", "growth,cel"]))
