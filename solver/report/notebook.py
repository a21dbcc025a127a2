"""Write the Kaggle notebook: readable cells that lay out the modules, run the kernel and check the submission.

python -m solver.report.notebook [--output dist/tessera.ipynb]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from solver.extras import lacking

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = "/tmp/tessera"
SUFFIXES = (".py", ".jinja", ".css", ".js")
TITLE = """# Tessera

Searches for the rule of every hidden task on the CPU and writes `submission.json`. The next cells lay out the solver's
modules as they are; the last ones run it and check the file. Nothing is downloaded, nothing is stored."""
SETTINGS = """import os

# Options of kernel.py (python kernel.py --help); without a time limit it stops by itself after 11.5 hours.
OPTIONS = os.environ.get("TESSERA_OPTIONS", "--log run.jsonl").split()
FOLDER = "{folder}"
os.environ.setdefault("TESSERA_CACHE", FOLDER + "/compiled")
for folder in {folders}:
    os.makedirs(os.path.join(FOLDER, folder), exist_ok=True)"""
RUN = """import subprocess
import sys

# A process of its own: whatever becomes of it, this notebook lives on and a complete file is on disk.
kernel = subprocess.Popen(
    [sys.executable, FOLDER + "/kernel.py", *OPTIONS], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
)
for line in kernel.stdout:
    print(line, end="")
print("exit status", kernel.wait())"""
CHECK = """sys.path.insert(0, FOLDER)
from solver.dataset import find_competition_input
from solver.options import KAGGLE

if (challenges := find_competition_input(KAGGLE)) is not None:
    submission = KAGGLE / "working" / "submission.json"
    check = [sys.executable, "-m", "solver.submission", str(submission), str(challenges)]
    found = subprocess.run(check, cwd=FOLDER, capture_output=True, text=True)
    print(found.stdout + found.stderr)
    assert found.returncode == 0, "the submission is not complete and legal\""""


def sources() -> list[Path]:
    """Everything a run needs, as paths relative to the project: kernel.py, the modules of the solver, the page of --report."""
    files = [path for path in (PROJECT / "solver").rglob("*") if path.suffix in SUFFIXES]
    return [Path("kernel.py"), *sorted(path.relative_to(PROJECT) for path in files)]


def cells() -> list[tuple[str, str]]:
    """The notebook's cells in order: (kind, text)."""
    files = sources()
    folders = sorted({path.parent.as_posix() for path in files})
    found = [("markdown", TITLE), ("code", SETTINGS.format(folder=FOLDER, folders=folders))]
    for path in files:
        text = (PROJECT / path).read_text(encoding="utf-8").rstrip("\n") or "# Empty."  # %%writefile refuses an empty cell.
        found.append(("code", f"%%writefile {FOLDER}/{path.as_posix()}\n{text}"))
    return [*found, ("code", RUN), ("code", CHECK)]


def build() -> str:
    """The notebook as JSON text, valid nbformat 4. Raises ImportError without nbformat, a development extra."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    made = [new_markdown_cell(text) if kind == "markdown" else new_code_cell(text) for kind, text in cells()]
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number}"  # Equal sources give an equal file.
    notebook = new_notebook(cells=made)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.validate(notebook)
    return nbformat.writes(notebook)


def main() -> int:
    """Write the notebook and say where. Exit status 0, or 2 without the package that it needs."""
    parser = argparse.ArgumentParser(description="Write the self-contained Kaggle notebook.")
    parser.add_argument("--output", type=Path, default=Path("dist/tessera.ipynb"), metavar="PATH")
    output: Path = parser.parse_args().output
    if reason := lacking("nbformat"):
        print(f"{output}: not written: {reason}", file=sys.stderr)
        return 2
    output.parent.mkdir(parents=True, exist_ok=True)
    text = build()
    output.write_text(text, encoding="utf-8")
    print(f"{output}: {len(sources())} files, {len(text) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
