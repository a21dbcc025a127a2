"""Writes the Kaggle notebook in one file: the sources packed in a cell, and readable cells that unpack, check and run them.

Needs nothing but Python, so that `make notebook` installs nothing.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from solver.version import PACKAGE, VERSION, code_files, shipped

FOLDER = "/tmp/tessera"
SUFFIXES = (".jinja", ".css", ".js")  # of the report
MOST_BYTES = 600_000  # Kaggle refuses notebook sources over 1 MB.
LINE = 1000  # characters of packed code in a line: longer ones make editors slow
TITLE = """# Tessera {version}

Searches for the rule of every hidden task on the CPU and writes `submission.json`. One cell below is {count} source files,
compressed (JSON of path and text, xz, base64); the cell after it checks their SHA-256 and lays them out, and the last two run
the solver and check the file that it wrote. Nothing is downloaded, nothing is stored. The license is MIT-0."""
SETTINGS = """import os

VERSION = "{version}"
SHA256 = "{sha256}"  # of the packed code
# Options of kernel.py (python kernel.py --help); without a time limit it stops by itself after 11.5 hours.
OPTIONS = os.environ.get("TESSERA_OPTIONS", "--log run.jsonl").split()
FOLDER = "{folder}"
os.environ.setdefault("TESSERA_CACHE", FOLDER + "/compiled")"""
PACKED = '''PACKED = """
{lines}
"""'''
UNPACK = """import base64
import hashlib
import json
import lzma
from pathlib import Path

packed = base64.b64decode(PACKED)
found = hashlib.sha256(packed).hexdigest()
if found != SHA256:
    raise ValueError(f"the packed code was changed: expected SHA-256 {SHA256}, found {found}")
CODE = Path(FOLDER, SHA256[:16])
files = json.loads(lzma.decompress(packed))
for path, text in files.items():
    (CODE / path).parent.mkdir(parents=True, exist_ok=True)
    (CODE / path).write_text(text, encoding="utf-8")
print(f"Tessera {VERSION}: {len(files)} files in {CODE}")"""
RUN = """import subprocess
import sys

# A process of its own: whatever becomes of it, this notebook lives on and a complete file is on disk.
kernel = subprocess.Popen(
    [sys.executable, str(CODE / "kernel.py"), *OPTIONS], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
)
for line in kernel.stdout:
    print(line, end="")
print("exit status", kernel.wait())"""
CHECK = """sys.path.insert(0, str(CODE))
from solver.reading.dataset import find_competition_input
from solver.running.options import KAGGLE

if (challenges := find_competition_input(KAGGLE)) is not None:
    submission = KAGGLE / "working" / "submission.json"
    check = [sys.executable, "-m", "solver.running.submission", str(submission), str(challenges)]
    found = subprocess.run(check, cwd=CODE, capture_output=True, text=True)
    print(found.stdout + found.stderr)
    assert found.returncode == 0, "the submission is not complete and legal\""""

Cells = Sequence[tuple[str, str]]


def sources() -> dict[str, Path]:
    """Everything a run needs, by its path in the project: kernel.py, the modules, the page of --report, the license."""
    found = {name: shipped(name) for name in ("LICENSE", "kernel.py")}
    for path in sorted([*code_files(), *(path for path in PACKAGE.rglob("*") if path.suffix in SUFFIXES)]):
        if path not in found.values():
            found[f"solver/{path.relative_to(PACKAGE).as_posix()}"] = path
    return found


def packed() -> bytes:
    """The sources as compressed JSON of path and text. Equal sources give equal bytes. Raises ImportError without lzma."""
    import lzma

    texts = {name: path.read_text(encoding="utf-8") for name, path in sources().items()}
    return lzma.compress(json.dumps(texts, ensure_ascii=False).encode(), preset=9 | lzma.PRESET_EXTREME)


def cells() -> Cells:
    """The cells in order: (kind, text)."""
    data = packed()
    names = {"version": VERSION, "sha256": hashlib.sha256(data).hexdigest(), "folder": FOLDER, "count": len(sources())}
    lines = "\n".join(textwrap.wrap(base64.b64encode(data).decode(), LINE))
    return [
        ("markdown", TITLE.format(**names)),
        ("code", SETTINGS.format(**names)),
        ("code", PACKED.format(lines=lines)),
        ("code", UNPACK),
        ("code", RUN),
        ("code", CHECK),
    ]


def as_notebook(cells: Cells) -> str:
    """Cells as the text of a notebook, format 4.5."""
    made: list[dict[str, object]] = []
    for number, (kind, text) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    about = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    notebook = {"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver notebook` takes."""
    output = Path("dist/tessera.ipynb")
    parser.add_argument("--output", type=Path, default=output, metavar="PATH", help=f"file to write (default: {output})")


def run(arguments: argparse.Namespace) -> int:
    """Write the notebook and say where. Exit status 0; 2 and nothing written when it is too large or cannot be written."""
    output: Path = arguments.output
    try:
        text = as_notebook(cells()).encode()
        if len(text) > MOST_BYTES:
            print(
                f"notebook: {output}: not written: expected at most {MOST_BYTES:,} bytes, which Kaggle takes, "
                f"found {len(text):,}; `make kaggle` has the code as a dataset instead",
                file=sys.stderr,
            )
            return 2
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(text)
    except (OSError, ImportError) as error:
        print(f"notebook: {output}: not written: {error}", file=sys.stderr)
        return 2
    print(f"{output}: {len(sources())} files, {len(text):,} bytes of at most {MOST_BYTES:,}")
    return 0
