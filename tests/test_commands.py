"""The commands of `tessera`, and that what pyproject.toml says of them and of the version is said in one place."""

import json
import re
import sys
import tomllib

import pytest

from solver import cache
from solver.__main__ import COMMANDS, KERNEL, main, tessera
from solver.running.options import SAMPLE_TASKS
from solver.version import PACKAGE, VERSION, code_version, shipped
from tests.processes import PATIENCE, ROOT, finish, start

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOLUTIONS = ROOT / "sample_tasks" / "arc-agi_sample_solutions.json"


def requirements(name):
    lines = (ROOT / name).read_text().splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-r"))}


def test_the_version_is_written_once():
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "solver/version.py"
    others = [
        path for path in (*PACKAGE.rglob("*.py"), ROOT / "kernel.py", ROOT / "pyproject.toml") if path.name != "version.py"
    ]
    assert not [path for path in others if f'"{VERSION}"' in path.read_text()]


def test_what_is_installed_is_what_the_requirements_say():
    assert set(PROJECT["project"]["dependencies"]) == requirements("requirements.txt")
    for extra in PROJECT["project"]["optional-dependencies"].values():
        assert set(extra) <= requirements("requirements-dev.txt")


def test_a_shipped_file_is_inside_the_package_or_beside_it(tmp_path, monkeypatch):
    assert shipped("kernel.py") == ROOT / "kernel.py"
    assert SAMPLE_TASKS == ROOT / "sample_tasks"
    monkeypatch.setattr("solver.version.PACKAGE", tmp_path)
    (tmp_path / "kernel.py").write_text("")
    assert shipped("kernel.py") == tmp_path / "kernel.py"


def test_an_installed_kernel_does_not_change_the_code_version(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.version.PACKAGE", tmp_path)
    (tmp_path / "run.py").write_text("a = 1")

    def version():
        code_version.cache_clear()
        return code_version()

    try:
        before = version()
        (tmp_path / "kernel.py").write_text("")
        assert version() == before
        (tmp_path / "run.py").write_text("a = 2")
        assert version() != before
    finally:
        code_version.cache_clear()


def test_the_compile_cache_takes_no_function_of_a_neighbor(tmp_path, monkeypatch):
    """Installed, the package lies among all others; their functions are for numba's own cache."""
    monkeypatch.setattr(cache, "PACKAGE", tmp_path / "solver")
    (tmp_path / "solver").mkdir()
    for name in ("solver/own.py", "another.py"):
        (tmp_path / name).write_text("")
    assert cache.HashedLocator.from_function(main, str(tmp_path / "solver" / "own.py")) is not None
    assert cache.HashedLocator.from_function(main, str(tmp_path / "another.py")) is None


def test_help_names_the_command_that_was_called(monkeypatch, capsys):
    for call, program in ((tessera, "tessera"), (main, "python -m solver")):
        for words in ([], ["run"], ["explain"]):
            monkeypatch.setattr(sys, "argv", ["anything", *words, "--help"])
            with pytest.raises(SystemExit) as end:
                call()
            said = capsys.readouterr().out
            assert end.value.code == 0
            assert said.startswith(f"usage: {' '.join((program, *words))} ")
            if not words:
                assert all(re.search(rf"^ +{name} +\w", said, re.MULTILINE) for name in (*KERNEL, *COMMANDS))
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"Tessera {VERSION}\n"


def test_run_is_the_kernel_beside_the_package_whatever_lies_here(tmp_path):
    (tmp_path / "kernel.py").write_text("raise SystemExit('the wrong kernel')")
    process = finish(start(("-m", "solver"), "run", "--input", "nothing.json", cwd=tmp_path), PATIENCE)
    assert process.returncode == 2
    assert "nothing.json: expected a readable file" in process.err


def test_report_without_its_package_names_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert main(["report"]) == 2
    assert capsys.readouterr().err == "report: it needs the package jinja2: pip install jinja2\n"


def test_report_is_a_run_with_a_page(tmp_path):
    options = ("--only", "crop-and-rotate", "--effort", "300000", "--workers", "1", "--quiet")
    process = finish(start(("-m", "solver"), "report", *options, cwd=tmp_path), 600)
    assert process.returncode == 0, process.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "submission.json"]


def test_score_is_a_command(tmp_path, capsys):
    solutions = json.loads(SOLUTIONS.read_text())
    submission = tmp_path / "submission.json"
    rows = {id: [{"attempt_1": grid, "attempt_2": [[0]]} for grid in grids] for id, grids in solutions.items()}
    submission.write_text(json.dumps(rows))
    assert main(["score", str(submission), str(SOLUTIONS)]) == 0
    assert json.loads(capsys.readouterr().out)["tasks@1"] == len(solutions)
    assert main(["score", "nothing.json", str(SOLUTIONS)]) == 2
    assert "nothing.json: expected a readable file" in capsys.readouterr().err
