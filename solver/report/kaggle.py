"""Writes what Kaggle's own command uploads: the code as a dataset, and the notebook that finds it and runs it.

    kaggle datasets create -p dist/kaggle/dataset
    kaggle kernels push -p dist/kaggle/kernel

The command leaves folders out unless it is told otherwise, so the dataset also holds its tree as one zip, which Kaggle unpacks.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

from solver.report.notebook import CHECK, FOLDER, RUN, Cells, as_notebook, sources
from solver.version import VERSION

COMPETITION = "arc-prize-2026-arc-agi-2"
SLUG = "tessera"
FEWEST, MOST = 6, 46  # characters of a slug: Kaggle's 50, less those that the notebook's adds
OUTPUT = Path("dist/kaggle")
NOTEBOOK = "tessera.ipynb"
TREE = "tessera.zip"
SINCE = (1980, 1, 1, 0, 0, 0)  # One time for all files: equal sources give an equal zip.
OWNER_PATTERN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
SLUG_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TITLE = """# Tessera {version}

Searches for the rule of every hidden task on the CPU and writes `submission.json`. The code is the attached dataset
`{owner}/{slug}`: plain Python files, run where they are mounted. Nothing is downloaded, nothing is stored. License: MIT-0."""
FIND = """import os
import zipfile
from pathlib import Path

# Options of kernel.py (python kernel.py --help); without a time limit it stops by itself after 11.5 hours.
OPTIONS = os.environ.get("TESSERA_OPTIONS", "--log run.jsonl").split()
FOLDER = "{folder}"
os.environ.setdefault("TESSERA_CACHE", FOLDER + "/compiled")  # The dataset cannot be written to.
INPUT = Path(os.environ.get("TESSERA_KAGGLE", "/kaggle")) / "input"


def find(name):
    "Files of that name, in the dataset's own mounts before those of others."
    for mount in (INPUT / "{slug}", INPUT / "datasets" / "{owner}" / "{slug}", INPUT):
        for depth in range(5):
            yield from sorted(mount.glob("*/" * depth + name))


CODE = next((file.parent for file in find("kernel.py") if (file.parent / "solver" / "__init__.py").is_file()), None)
if CODE is None and (tree := next(find("{tree}"), None)):
    CODE = Path(FOLDER, "code")
    zipfile.ZipFile(tree).extractall(CODE)
if CODE is None:
    raise FileNotFoundError(f"{{INPUT}}: expected the dataset {owner}/{slug} with kernel.py and solver/, found none: attach it")
print("Tessera in", CODE)"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver kaggle` takes."""
    add = parser.add_argument
    add("--owner", metavar="NAME", help="your Kaggle user name (default: $KAGGLE_USERNAME)")
    add("--slug", default=SLUG, metavar="NAME", help=f"the dataset's name in its address (default: {SLUG})")
    add("--competition", default=COMPETITION, metavar="SLUG", help=f"the competition (default: {COMPETITION})")
    add("--output", type=Path, default=OUTPUT, metavar="FOLDER", help=f"where to write both (default: {OUTPUT})")


def run(arguments: argparse.Namespace) -> int:
    """Write both folders and say what to do with them. Exit status 0; 2 and a message when they cannot be written."""
    owner = arguments.owner or os.environ.get("KAGGLE_USERNAME", "")
    dataset, kernel = arguments.output / "dataset", arguments.output / "kernel"
    if problem := _problem(owner, arguments.slug, arguments.competition):
        print(f"kaggle: {problem}", file=sys.stderr)
        return 2
    try:
        _write_dataset(_emptied(dataset, "dataset-metadata.json"), owner, arguments.slug)
        _write_kernel(_emptied(kernel, "kernel-metadata.json"), owner, arguments.slug, arguments.competition)
    except OSError as error:
        print(f"kaggle: {arguments.output}: not written: {error}", file=sys.stderr)
        return 2
    print(f"{dataset}: {len(sources())} files, the dataset {owner}/{arguments.slug}")
    print(f"{kernel}: the notebook {owner}/{arguments.slug}-run for {arguments.competition}")
    print(f"first:  kaggle datasets create -p {dataset}")
    print(f"then:   kaggle kernels push -p {kernel}")
    print(f"later:  kaggle datasets version -p {dataset} -m {VERSION}")
    return 0


def _problem(owner: str, slug: str, competition: str) -> str | None:
    """Say what cannot be part of a Kaggle address, None when all can."""
    if not owner:
        return "expected your Kaggle user name, found none: make kaggle OWNER=name, --owner name, or KAGGLE_USERNAME=name"
    if not OWNER_PATTERN.fullmatch(owner):
        return f"expected a Kaggle user name of letters, digits, - and _, found {owner!r}"
    if not SLUG_PATTERN.fullmatch(slug) or not FEWEST <= len(slug) <= MOST:
        return f"--slug: expected {FEWEST} to {MOST} small letters, digits and single dashes, found {slug!r}"
    if not SLUG_PATTERN.fullmatch(competition):
        return f"--competition: expected the last part of its address, such as {COMPETITION}, found {competition!r}"
    return None


def _emptied(folder: Path, mark: str) -> Path:
    """An empty folder, where none was or one that an earlier call wrote. Raises OSError for any other folder."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / mark).is_file():
            raise OSError(f"{folder}: expected an empty folder or one with {mark}, found other files")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _write_dataset(folder: Path, owner: str, slug: str) -> None:
    """The code as readable files, the same as one zip, and what the upload needs to know."""
    with zipfile.ZipFile(folder / TREE, "w", zipfile.ZIP_DEFLATED) as tree:
        for name, path in sources().items():
            data = path.read_bytes()
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
            tree.writestr(zipfile.ZipInfo(name, SINCE), data, zipfile.ZIP_DEFLATED)
    about = {
        "title": _title(slug),
        "id": f"{owner}/{slug}",
        "licenses": [{"name": "other"}],  # Kaggle's list has no MIT-0; "other" is the one that the description names.
        "description": f"Tessera {VERSION}, an offline kernel for the ARC Prize. License: MIT-0, see LICENSE.",
    }
    _write_json(folder / "dataset-metadata.json", about)


def _write_kernel(folder: Path, owner: str, slug: str, competition: str) -> None:
    """The notebook and what its upload needs to know. Kaggle derives a notebook's slug from its title."""
    (folder / NOTEBOOK).write_text(as_notebook(cells(owner, slug)), encoding="utf-8")
    about = {
        "id": f"{owner}/{slug}-run",
        "title": f"{_title(slug)} run",
        "code_file": NOTEBOOK,
        "language": "python",
        "kernel_type": "notebook",
        "is_private": True,
        "enable_gpu": False,
        "enable_tpu": False,
        "enable_internet": False,
        "dataset_sources": [f"{owner}/{slug}"],
        "competition_sources": [competition],
        "kernel_sources": [],
        "model_sources": [],
    }
    _write_json(folder / "kernel-metadata.json", about)


def cells(owner: str, slug: str) -> Cells:
    """The cells of the notebook that runs the dataset's code: (kind, text)."""
    names = {"version": VERSION, "owner": owner, "slug": slug, "folder": FOLDER, "tree": TREE}
    return [("markdown", TITLE.format(**names)), ("code", FIND.format(**names)), ("code", RUN), ("code", CHECK)]


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
