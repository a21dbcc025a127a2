"""The door to numba: the source hash sees every edit, the cache folder is always a writable one."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from solver import jit
from solver.jit import cache_folder, compiled, op_pointer, source_hash
from solver.task import Grid

SOURCES = {
    "__init__.py": "",
    "top.py": "from solver.middle import two\nfrom solver import other\n",
    "middle.py": "import os\n\nfrom solver.seeing.bottom import one\n\ntwo = one + 1\n",
    "other.py": "three = 3\n",
    "apart.py": "four = 4\n",
    "seeing/__init__.py": "",
    "seeing/bottom.py": "from solver.other import three\n\none = 1\n",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package in the place of the solver."""
    folder = tmp_path / "solver"
    for name, text in SOURCES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(jit, "PACKAGE", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    for function in (jit._imports, jit.source_hash, jit.cache_folder):
        function.cache_clear()


def hashes(package: Path) -> dict[str, str]:
    forget()
    return {name: source_hash(package / name) for name in SOURCES}


@pytest.mark.parametrize(
    ("edited", "changed"),
    [
        ("seeing/bottom.py", {"top.py", "middle.py", "seeing/bottom.py"}),
        ("other.py", {"top.py", "middle.py", "seeing/bottom.py", "other.py"}),
        ("apart.py", {"apart.py"}),
        ("top.py", {"top.py"}),
    ],
)
def test_an_edit_changes_the_hash_of_all_that_import_it(package, edited, changed):
    before = hashes(package)
    (package / edited).write_text(SOURCES[edited] + "more = 5\n")
    after = hashes(package)
    assert {name for name in SOURCES if before[name] != after[name]} == changed


def test_the_hash_knows_nothing_but_the_text(package):
    before = hashes(package)
    for name in SOURCES:
        os.utime(package / name, (1, 1))
    assert hashes(package) == before


def test_bounds_checked_code_has_a_hash_of_its_own(package, monkeypatch):
    before = hashes(package)
    monkeypatch.setattr(jit, "BOUNDS_CHECKED", not jit.BOUNDS_CHECKED)
    after = hashes(package)
    assert not set(before.values()) & set(after.values())


@pytest.fixture
def homes(tmp_path, monkeypatch):
    """Empty places for the cache: named, home, temporary."""
    folders = {name: tmp_path / name for name in ("named", "home", "temporary")}
    monkeypatch.setenv("TESSERA_CACHE", str(folders["named"]))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folders["home"]))
    folders["temporary"].mkdir()
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(folders["temporary"]))
    forget()
    yield folders
    forget()


def block(folder: Path) -> None:
    """Put a file where the folder should be: unwritable for every user."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")


def test_the_named_folder_comes_first(homes):
    assert cache_folder() == homes["named"]


def test_then_the_home_then_a_temporary_folder(homes):
    block(homes["named"])
    assert cache_folder() == homes["home"] / "tessera"
    forget()
    block(homes["home"] / "blocked")
    (homes["home"] / "tessera").rmdir()
    block(homes["home"] / "tessera")
    assert cache_folder().parent == homes["temporary"]


def test_without_any_there_is_no_cache(homes):
    block(homes["named"])
    block(homes["home"])
    homes["temporary"].rmdir()
    block(homes["temporary"])
    assert cache_folder() is None


def test_the_cache_can_be_refused(homes, monkeypatch):
    monkeypatch.setenv("TESSERA_CACHE", "none")
    assert cache_folder() is None
    assert not homes["named"].exists()


def test_home_without_a_name(homes, monkeypatch, tmp_path):
    monkeypatch.delenv("TESSERA_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    assert cache_folder() == tmp_path / "user" / ".cache" / "tessera"


@pytest.fixture
def doubled(monkeypatch):
    """A function that is compiled without a cache, kept out of the warm-up of others."""
    monkeypatch.setattr(jit, "_compiled", [])
    monkeypatch.setenv("TESSERA_CACHE", "none")
    forget()

    @compiled(jit.GRID(jit.GRID))
    def double(grid: Grid) -> Grid:
        return (grid * np.uint8(2)).astype(np.uint8)

    yield double
    forget()


def test_warm_up_compiles_what_has_a_signature_once(doubled):
    reports = []
    jit.warm_up(lambda done, total: reports.append((done, total)))
    jit.warm_up(lambda done, total: reports.append((done, total)))
    assert reports == [(1, 1)]
    grid = np.array([[1, 2]], np.uint8)
    assert doubled(grid).tolist() == doubled.py_func(grid).tolist() == [[2, 4]]
    assert jit.entry_point(doubled)(grid).tolist() == [[2, 4]]
    assert op_pointer(doubled).signature().args == (jit.GRID,)


def test_after_the_warm_up_other_types_are_errors(doubled):
    jit.warm_up()
    with pytest.raises(TypeError):
        doubled(np.array([[1, 2]], np.int64))


def test_a_first_call_compiles_for_the_declared_types_only(doubled):
    with pytest.raises(TypeError):
        doubled(np.array([[1, 2]], np.int64))
    assert doubled(np.array([[1, 2]], np.uint8)).tolist() == [[2, 4]]
    assert len(doubled.overloads) == 1 and jit.ready(doubled) is doubled


def test_compiling_is_told_and_is_not_the_time_of_a_task(doubled, monkeypatch):
    told = []
    monkeypatch.setattr(jit, "tell_compiled", told.append)
    spent, own = time.process_time(), jit.own_seconds()
    jit.op_pointer(doubled)
    spent, own = time.process_time() - spent, jit.own_seconds() - own
    assert len(told) == 1 and told[0] > 0 and abs(spent - own - told[0]) < 0.05
    jit.op_pointer(doubled)
    assert len(told) == 1


def note(notes, words):
    with notes.open("a") as file:
        file.write(f"{words} {os.getpid()}\n")


class Declared:
    """Stands in for a function that is not in the cache; compiling it notes its name and the process."""

    declared = None

    def __init__(self, module, notes):
        self.py_func = lambda: None
        self.py_func.__module__ = module
        self.stats = SimpleNamespace(cache_misses={"any": 1})
        self.notes = notes

    def compile(self, signature):
        note(self.notes, self.py_func.__module__)

    def disable_compile(self):
        pass


def test_what_comes_later_is_compiled_by_other_processes(homes, monkeypatch, tmp_path):
    notes = tmp_path / "notes"
    declared = [Declared(f"solver.{name}", notes) for name in ("search.a", "seeing.b", "rules.c")]
    monkeypatch.setattr(jit, "_compiled", [(one, None) for one in declared])
    reports = []
    jit.warm_up(lambda *report: reports.append(report), 1, ("solver.search.",), lambda: note(notes, "begin"))
    os.wait()  # In a run nobody does: they end with the process that forked them.
    noted = [line.split() for line in notes.read_text().splitlines()]
    assert reports == [(1, 2), (2, 2)]
    assert sorted(name for name, process in noted if process == str(os.getpid())) == ["solver.rules.c", "solver.seeing.b"]
    others = [name for name, process in noted if process != str(os.getpid())]
    assert others == ["begin", "solver.seeing.b", "solver.search.a"]


def test_no_two_processes_compile_a_function_at_once(doubled):
    number = next(jit._numbers) - 1  # the last function that was declared: doubled
    orders, order_end = os.pipe()
    process = os.fork()
    if process == 0:
        jit.fcntl.lockf(jit._locks, jit.fcntl.LOCK_EX, 1, number)
        os.write(order_end, b".")
        time.sleep(0.5)
        os._exit(0)
    os.read(orders, 1)
    started = time.monotonic()
    jit.ready(doubled)
    assert time.monotonic() - started > 0.4
    os.waitpid(process, 0)
    for end in (orders, order_end):
        os.close(end)
