"""Where compiled code is kept: the source hash sees every edit, the cache folder is always a writable one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from solver import cache
from solver.cache import cache_folder, source_hash

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
    monkeypatch.setattr(cache, "PACKAGE", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    for function in (cache._imports, cache.source_hash, cache.cache_folder):
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
    monkeypatch.setattr(cache, "BOUNDS_CHECKED", not cache.BOUNDS_CHECKED)
    after = hashes(package)
    assert not set(before.values()) & set(after.values())


@pytest.fixture
def homes(tmp_path, monkeypatch):
    """Empty places for the cache: named, home, temporary."""
    folders = {name: tmp_path / name for name in ("named", "home", "temporary")}
    monkeypatch.setenv("TESSERA_CACHE", str(folders["named"]))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folders["home"]))
    folders["temporary"].mkdir()
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(folders["temporary"]))
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
