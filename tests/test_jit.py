"""The door to numba: what is declared is compiled once, by whom, and for its own types only."""

from __future__ import annotations

import os
import time
from types import SimpleNamespace

import numpy as np
import pytest

from solver import jit
from solver.cache import cache_folder
from solver.jit import compiled, op_pointer
from solver.task import Grid


@pytest.fixture
def doubled(monkeypatch):
    """A function that is compiled without a cache, kept out of the warm-up of others."""
    monkeypatch.setattr(jit, "_compiled", [])
    monkeypatch.setenv("TESSERA_CACHE", "none")
    cache_folder.cache_clear()

    @compiled(jit.GRID(jit.GRID))
    def double(grid: Grid) -> Grid:
        return (grid * np.uint8(2)).astype(np.uint8)

    yield double
    cache_folder.cache_clear()


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


def test_what_comes_later_is_compiled_by_other_processes(monkeypatch, tmp_path):
    monkeypatch.setattr(jit, "cache_folder", lambda: tmp_path)
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
