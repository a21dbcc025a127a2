"""One task id of the input: its JSON checked field by field, so that a malformed task is named exactly and still answered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from solver.task import FieldError, Grid, Pair, Task, is_legal, read_grid, shown

# Without a readable list of test inputs their number is unknown; most tasks have one.
UNKNOWN_TEST_COUNT = 1

EMPTY_TRAIN = "train: expected at least one pair, found an empty list"


class InputError(Exception):
    """An input that cannot be used. The message names file, task, field, what was expected and what was found."""


@dataclass(frozen=True)
class Entry:
    """One task id of the input, readable or not.

    task: None when the task is malformed, and then `error` says why. test: the test inputs, None for each unreadable
    one; test_count of them are asked for. train: the demonstrations that could be read (all of them when task is set).
    """

    id: str
    task: Task | None
    error: str | None
    test_count: int
    test: tuple[Grid | None, ...]
    train: tuple[Pair, ...]


def read_entry(path: Path, id: str, data: object, notes: list[str]) -> Entry:
    """Check one task; `notes` gets what is odd and harmless. data: parsed JSON, or why there is none."""
    errors: list[str] = []
    members = data if isinstance(data, dict) else {}
    if members is not data:
        errors.append(f"expected an object with train and test, found {shown(data)}")
    train = _train(_list(members, "train", errors), errors, notes)
    unknown = not isinstance(members.get("test"), list)
    test = (None,) * UNKNOWN_TEST_COUNT if unknown else _test(members["test"], errors)
    if unknown:
        _list(members, "test", errors)
    if not errors:
        task = Task(id, train, tuple(grid for grid in test if grid is not None))
        return Entry(id, task, None, len(test), test, train)
    message = str(data) if isinstance(data, InputError) else f"{path}: task {shown(id)}: {errors[0]}"
    return Entry(id, None, message, len(test), test, train)


def _train(pairs: list[object], errors: list[str], notes: list[str]) -> tuple[Pair, ...]:
    """Read the demonstrations that can be read. One that lacks a grid is skipped, as long as others remain."""
    train = []
    for index, pair in enumerate(pairs):
        name = f"train[{index}]"
        if isinstance(pair, dict) and not ("input" in pair and "output" in pair):
            absent = "output" if "input" in pair else "input"
            notes.append(f"{name}.{absent}: expected a grid, found none: pair skipped")
            continue
        try:
            train.append(Pair(_member_grid(pair, name, "input"), _member_grid(pair, name, "output")))
        except FieldError as error:
            errors.append(str(error))
    if not train and not errors:
        errors.append(f"train: expected at least one complete pair, found {len(pairs)} incomplete" if pairs else EMPTY_TRAIN)
    return tuple(train)


def _test(items: list[object], errors: list[str]) -> tuple[Grid | None, ...]:
    """Read the test inputs; None for one that cannot be read."""
    test: list[Grid | None] = []
    for index, item in enumerate(items):
        try:
            test.append(_member_grid(item, f"test[{index}]", "input"))
        except FieldError as error:
            test.append(None)
            errors.append(str(error))
    return tuple(test)


def _list(members: dict[str, object], name: str, errors: list[str]) -> list[object]:
    data = members.get(name)
    if isinstance(data, list):
        return data
    errors.append(f"{name}: expected a list, found {shown(data) if name in members else 'none'}")
    return []


def _member_grid(data: object, name: str, side: str) -> Grid:
    if not isinstance(data, dict):
        raise FieldError(f"{name}: expected an object with grids, found {shown(data)}")
    if side not in data:
        raise FieldError(f"{name}.{side}: expected a grid, found none")
    return read_grid(data[side], f"{name}.{side}")


def read_test_outputs(data: object) -> list[Grid] | None:
    """Outputs that a public file carries in its test items; None when one is missing or malformed."""
    items = data.get("test") if isinstance(data, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) and is_legal(item.get("output")) for item in items):
        return None
    return [np.array(item["output"], dtype=np.uint8) for item in items]


def near(name: str, known: Iterable[str]) -> str:
    """What a misspelled name may have meant, to be put at the end of a message; "" when nothing is like it."""
    found = difflib.get_close_matches(name, known, 3)
    return f"; near: {', '.join(found)}" if found else ""


def names(ids: list[str]) -> str:
    """Name a few ids and say how many more there are."""
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return ", ".join(shown(id) for id in ids[:5]) + more
