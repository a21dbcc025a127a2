"""Where compiled code is kept: in folders named after what it was compiled from.

numba's own cache does not notice an edit in another file, so every module gets a cache folder named after a hash of its
source, the sources of all solver modules it imports, the versions of numba and Python, and the flags.
"""

from __future__ import annotations

import ast
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numba
import numpy as np
from numba.core import caching

PACKAGE = Path(__file__).resolve().parent
BOUNDS_CHECKED = os.environ.get("TESSERA_BOUNDS", "") == "1"


@cache
def _imports(path: Path) -> frozenset[Path]:
    """Solver modules named by import statements in one file."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("solver"):
            names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                base = PACKAGE.parent.joinpath(*name.split("."))
                found.update(file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file())
    return frozenset(found)


@cache
def source_hash(path: Path) -> str:
    """Hash of a module's source and of all solver modules it reaches by imports, with versions and flags."""
    reached, todo = set(), [path]
    while todo:
        file = todo.pop()
        if file not in reached:
            reached.add(file)
            todo.extend(_imports(file))
    digest = hashlib.sha256(repr((numba.__version__, np.__version__, sys.version_info[:3], BOUNDS_CHECKED)).encode())
    for file in sorted(reached):
        digest.update(file.relative_to(PACKAGE.parent).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:20]


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"x" * 65536)
        return True
    except OSError:
        return False


@cache
def cache_folder() -> Path | None:
    """The first writable of: $TESSERA_CACHE, the user's cache folder, a temporary folder.

    None when nothing is writable, or when $TESSERA_CACHE is "none".
    """
    named = os.environ.get("TESSERA_CACHE")
    if named == "none":
        return None
    choices = [Path(named)] if named else []
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    choices += [Path(home) / "tessera", Path(tempfile.gettempdir()) / f"tessera-{os.getuid()}"]
    return next((folder for folder in choices if _is_writable(folder)), None)


class HashedLocator(caching._CacheLocator):
    """Tells numba to cache a solver module's functions under the module's source hash, wherever the checkout lies.

    All checkouts of one state share what is compiled, and a copy with other file times does not compile again.
    """

    def __init__(self, folder: Path, function: Callable):
        self._folder = folder
        self._line = function.__code__.co_firstlineno

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._folder.name

    def get_disambiguator(self) -> str:
        return str(self._line)

    @classmethod
    def from_function(cls, function: Callable, file: str) -> HashedLocator | None:
        """The locator of a function of this project; None leaves other functions to numba's own locators."""
        source, folder = Path(file).resolve(), cache_folder()
        if folder is None or PACKAGE not in source.parents:
            return None
        locator = cls(folder / source_hash(source), function)
        locator.ensure_cache_path()
        return locator


caching.CompileResultCacheImpl._locator_classes = [HashedLocator, *caching.CompileResultCacheImpl._locator_classes]
