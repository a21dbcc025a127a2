"""Gathers the tasks of a file, or of a folder or an archive with all below it: each with its id and where it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from solver.reading.entry import InputError, names
from solver.reading.layout import LAYOUTS, PAIRS_ALONE, NoTasksError, distinct_ids, tasks_in
from solver.reading.parse import load
from solver.reading.source import Allowance, Source, is_zip, over_limit, sources_in

TEST_FILE = re.compile(r"arc[-_]agi[-_]test[-_]challenges\.json")
DANGLING = "a link that leads nowhere"
CLOSED = "a folder that may not be read"
NO_TASK = "neither train nor test, so no task"


@dataclass
class Collection:
    """Tasks by id, unchecked: parsed JSON, or an InputError in place of what is not JSON. sources: where each was read.

    source: the one file that was read, None when they were several. is_one: that file is one task. warnings: what is wrong
    with files; notes: what was done, to be said.
    """

    tasks: dict[str, object] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    source: Source | None = None
    is_one: bool = False
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def collect(path: Path) -> Collection:
    """Gather the tasks of a file, a zip archive or a folder. Raises InputError when there is none, or too much to look at."""
    if not path.is_dir() and not is_zip(path):
        return _of_file(Source(path, (path.name,)))
    sources = sources_in(path)
    challenges = [source for source in sources if source.is_challenges]
    challenges = [source for source in challenges if TEST_FILE.fullmatch(source.name)] or challenges
    if len(challenges) == 1:
        return _of_file(challenges[0])
    if challenges:
        found = names(["/".join(source.parts) for source in challenges])
        raise InputError(f"{path}: expected one challenges file, found {found}")
    if not sources:
        raise InputError(f"{path}: expected task files (*.json), found none")
    gathered = _Gathered(path)
    allowance = Allowance()
    for source in sources:
        gathered.add(source, allowance)
    return gathered.collection()


def _of_file(source: Source) -> Collection:
    """The tasks of the one file that counts."""
    found = Collection(source=source)
    data = load(source, found.warnings)
    try:
        found.tasks, found.is_one = tasks_in(data, source.stem, found.notes)
    except NoTasksError as error:
        raise InputError(f"{source}: {error}") from None
    found.sources = dict.fromkeys(found.tasks, source)
    found.notes = [f"{source}: {note}" for note in found.notes]
    return found


class _Gathered:
    """The tasks of many files. places: for each task the folders, and the file where it holds several, and its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: dict[tuple[str, ...], tuple[object, Source]] = {}
        self.skipped: dict[str, list[str]] = {}
        self.warned: list[str] = []
        self.notes: list[str] = []

    def add(self, source: Source, allowance: Allowance) -> None:
        """Take over the tasks of one file. What cannot be read is a task that cannot be read; what is no task is left out."""
        folders = source.parts[:-1]
        if source.archive is None and not source.path.is_file():
            self._skip(CLOSED if source.path.is_dir() else DANGLING, source)
            return
        try:
            data = load(source, self.warned, allowance)
        except InputError as error:
            if allowance.left < 0:
                raise over_limit(self.folder) from None
            tasks: dict[str, object] = {source.stem: error}
            is_one = True
        else:
            notes: list[str] = []
            try:
                tasks, is_one = tasks_in(data, source.stem, notes)
            except NoTasksError as error:
                self._skip(PAIRS_ALONE if str(error) == PAIRS_ALONE else NO_TASK, source)
                return
            self.notes += [f"{source}: {note}" for note in notes]
        for id, task in tasks.items():
            place = (*folders, id) if is_one else (*folders, source.stem, id)
            if place in self.places:  # a.json and a.JSON
                place = (*folders, source.name) if is_one else (*folders, source.name, id)
            self.places[place] = task, source

    def _skip(self, why: str, source: Source) -> None:
        self.skipped.setdefault(why, []).append("/".join(source.parts))

    def collection(self) -> Collection:
        """What was gathered. Raises InputError when there is no task."""
        skipped = [f"{self.folder}: skipped {names(found)}: {why}" for why, found in self.skipped.items()]
        if not self.places:
            wanted = PAIRS_ALONE if PAIRS_ALONE in self.skipped else LAYOUTS
            found = [name for names_found in self.skipped.values() for name in names_found]
            raise InputError(f"{self.folder}: {wanted}; found only {names(found)}")
        ids = distinct_ids(list(self.places))
        longer = [id for id, place in zip(ids, self.places, strict=True) if id != place[-1]]
        if longer:
            self.notes.append(f"{self.folder}: equal ids are told apart by their folder's name: {names(longer)}")
        return Collection(
            tasks={id: task for id, (task, _) in zip(ids, self.places.values(), strict=True)},
            sources={id: source for id, (_, source) in zip(ids, self.places.values(), strict=True)},
            warnings=self.warned + skipped,
            notes=self.notes,
        )
