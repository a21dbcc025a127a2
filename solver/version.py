"""Says which code this is, and where the files that come with it lie."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

VERSION = "0.1.0"  # pyproject.toml reads it here
PACKAGE = Path(__file__).resolve().parent
SHOWS_ONLY = {"report", "kernel.py"}  # these modules tell what was found


def shipped(name: str) -> Path:
    """Where a file or folder of the project lies: inside the package when it is installed, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


def code_files() -> list[Path]:
    """What decides about results: the modules, and the table that was learned."""
    return sorted([*PACKAGE.rglob("*.py"), *PACKAGE.glob("language/*.json")])


@cache
def code_version() -> str:
    """Hash of the solver's sources without its reports, and of the versions of numpy and numba."""
    digest = hashlib.sha256()
    for name in ("numpy", "numba"):
        digest.update(f"{name} {_version(name)}\n".encode())
    for path in code_files():
        module = path.relative_to(PACKAGE)
        if module.parts[0] not in SHOWS_ONLY:
            digest.update(module.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def version_line() -> str:
    """Name this project and what decides about its results, in one line."""
    packages = ", ".join(f"{name} {_version(name)}" for name in ("numpy", "numba"))
    return f"Tessera {VERSION} (code {code_version()}, Python {platform.python_version()}, {packages})"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
