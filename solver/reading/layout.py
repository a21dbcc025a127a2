"""Tells the layouts apart in which collections of tasks come, and gives every task of a file its id."""

from __future__ import annotations

from solver.reading.entry import names, shown

LAYOUTS = (
    'expected tasks: {"ID": {"train": [...], "test": [...]}, ...}, one task {"train": ..., "test": ...}, a list or JSON lines '
    'of such tasks with "id" or "task_id", {"tasks": any of these}, plain, gzip or zip, or a folder of them'
)
PAIRS_ALONE = (
    "expected a test input, found only pairs of input and output; RE-ARC's files hold examples of one rule: "
    'make a task of some of them, {"train": PAIRS[:3], "test": PAIRS[3:4]}'
)
ID_NAMES = ("id", "task_id")


class NoTasksError(Exception):
    """What a file holds is no task. The message says what was expected and found, without the file."""


def tasks_in(data: object, stem: str, notes: list[str]) -> tuple[dict[str, object], bool]:
    """Give the tasks of a parsed file by id, unchecked, and whether the file is one task, whose id is the file's stem.

    Raises NoTasksError when there is none.
    """
    if isinstance(data, list):
        return _listed(data, stem, notes)
    if isinstance(data, dict):
        if any(map(is_task, data.values())):
            return data, False
        if "train" in data or "test" in data:
            return {stem: data}, True
        if _is_row(data):
            return {stem: _task_of_examples(data)}, True
        inside = {name: value for name, value in data.items() if _is_collection(value)}
        if len(inside) > 1:
            raise NoTasksError(f"expected one collection of tasks, found {names(list(inside))}")
        for name, value in inside.items():
            notes.append(f"the tasks are those of {shown(name)}")
            return tasks_in(value, stem, notes)
    raise NoTasksError(f"{LAYOUTS}; found {shown(data)}")


def is_task(data: object) -> bool:
    """True for an object with a list of demonstrations or of test inputs, whatever they hold."""
    return isinstance(data, dict) and (isinstance(data.get("train"), list) or isinstance(data.get("test"), list))


def _is_row(data: object) -> bool:
    return is_task(data) or (isinstance(data, dict) and isinstance(data.get("examples"), list))


def _is_collection(data: object) -> bool:
    if isinstance(data, dict):
        return any(map(is_task, data.values()))
    return isinstance(data, list) and any(map(_is_row, data))


def _listed(rows: list[object], stem: str, notes: list[str]) -> tuple[dict[str, object], bool]:
    """The tasks of a list: rows, one task each, or the pairs of one task."""
    if any(map(_is_row, rows)):
        return _rows(rows, stem, notes), False
    parts: dict[str, list[object]] = {"train": [], "test": []}
    for row in rows:
        parts["test" if isinstance(row, dict) and "input" in row and "output" not in row else "train"].append(row)
    if parts["test"]:
        return {stem: parts}, True
    is_pairs = any(isinstance(row, dict) and "input" in row for row in rows)
    raise NoTasksError(PAIRS_ALONE if is_pairs else f"{LAYOUTS}; found {shown(rows)}")


def _rows(rows: list[object], stem: str, notes: list[str]) -> dict[str, object]:
    """One task a row. A row without an id gets the file's name and its number; ids that appear again get a number, too."""
    tasks: dict[str, object] = {}
    again: list[str] = []
    for number, row in enumerate(rows):
        members = row if isinstance(row, dict) else {}
        given = next((members[name] for name in ID_NAMES if isinstance(members.get(name), str | int)), None)
        id = wanted = f"{stem}_{number}" if given is None else str(given)
        count = 1
        while id in tasks:
            count += 1
            id = f"{wanted}#{count}"
        again += [wanted] * (count > 1)
        tasks[id] = _task_of_examples(members) if "examples" in members and not is_task(members) else row
    if again:
        notes.append(f"ids that appear more than once are numbered (ID#2): {names(list(dict.fromkeys(again)))}")
    if any(isinstance(row, dict) and "examples" in row and not is_task(row) for row in rows):
        notes.append("the last pair of each row of examples is its test")
    return tasks


def _task_of_examples(row: dict[str, object]) -> object:
    """A BARC row, {"examples": [[input, output], ...]}: its last pair is the test, the others demonstrate."""
    examples = row["examples"]
    if not isinstance(examples, list):
        return row
    pairs = [
        dict(zip(("input", "output"), pair, strict=True)) if isinstance(pair, list) and len(pair) == 2 else pair
        for pair in examples
    ]
    return {"train": pairs[:-1], "test": pairs[-1:]}


def distinct_ids(places: list[tuple[str, ...]]) -> list[str]:
    """An id for each place (folders first, the task last): the task's own name, with folders where names clash."""
    depth = dict.fromkeys(places, 1)
    while True:
        ids: dict[str, list[tuple[str, ...]]] = {}
        for place in depth:
            ids.setdefault("/".join(place[-depth[place] :]), []).append(place)
        clashing = [place for same in ids.values() if len(same) > 1 for place in same if depth[place] < len(place)]
        if not clashing:
            return ["/".join(place[-depth[place] :]) for place in places]
        for place in clashing:
            depth[place] += 1
