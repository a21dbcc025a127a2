"""One task id of the input: its JSON checked field by field, so that a malformed task is named exactly and still answered."""

from __future__ import annotations

import difflib
import itertools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.task import FieldError, Grid, Pair, Task, is_legal, read_grid, shown

# What is known of the outputs of one task: one per test input, None where it cannot be read.
Solution = Sequence[Grid | None]

# Without a readable list of test inputs their number is unknown; most tasks have one.
UNKNOWN_TEST_COUNT = 1

EMPTY_TRAIN = "train: expected at least one pair, found an empty list"


class InputError(Exception):
    """An input that cannot be used. The message names file, task, field, what was expected and what was found."""


@dataclass(frozen=True)
class Entry:
    """One task id of the input, readable or not.

    task: what can be solved, the legal demonstrations and test inputs; None when nothing can, and then `error` says why.
    test: the test inputs, None for each illegal one; test_count of them are asked for. train: the legal demonstrations.
    left_out: what is illegal beside what can be solved, one message each.
    """

    id: str
    task: Task | None
    error: str | None
    test_count: int
    test: tuple[Grid | None, ...]
    train: tuple[Pair, ...]
    left_out: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[int | None, ...]:
        """For each test input its index in `task.test`, which is its index in predictions; None for an illegal one."""
        legal = itertools.count()
        return tuple(None if grid is None else next(legal) for grid in self.test)


def read_entry(path: str | os.PathLike[str], id: str, data: object, notes: list[str]) -> Entry:
    """Check one task; `notes` gets what is odd and harmless. data: parsed JSON, or why there is none.

    An illegal demonstration or test input is left out as long as a legal one remains.
    """
    errors: list[str] = []
    members = data if isinstance(data, dict) else {}
    if members is not data:
        errors.append(f"expected an object with train and test, found {shown(data)}")
    train, bad_pairs = _train(_list(members, "train", errors), notes)
    unknown = not isinstance(members.get("test"), list)
    test, bad_inputs = ((None,) * UNKNOWN_TEST_COUNT, []) if unknown else _test(members["test"])
    if unknown:
        _list(members, "test", errors)
    if not train and not errors:
        errors += bad_pairs[:1] or [_no_train(members["train"])]
    if bad_inputs and not any(grid is not None for grid in test):
        errors += bad_inputs[:1]
    if not errors:
        left_out = [f"{words}: this demonstration is left out" for words in bad_pairs]
        left_out += [f"{words}: only this test input gets fallback attempts" for words in bad_inputs]
        task = Task(id, train, tuple(grid for grid in test if grid is not None))
        return Entry(id, task, None, len(test), test, train, tuple(left_out))
    message = str(data) if isinstance(data, InputError) else f"{path}: task {shown(id)}: {errors[0]}"
    return Entry(id, None, message, len(test), test, train)


def _train(pairs: list[object], notes: list[str]) -> tuple[tuple[Pair, ...], list[str]]:
    """Read the demonstrations that can be read, and say of each other why it cannot. One that lacks a grid is only noted."""
    train, errors = [], []
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
    return tuple(train), errors


def _no_train(pairs: list[object]) -> str:
    return f"train: expected at least one complete pair, found {len(pairs)} incomplete" if pairs else EMPTY_TRAIN


def _test(items: list[object]) -> tuple[tuple[Grid | None, ...], list[str]]:
    """Read the test inputs, None for one that cannot be read, and say why it cannot."""
    test: list[Grid | None] = []
    errors = []
    for index, item in enumerate(items):
        try:
            test.append(_member_grid(item, f"test[{index}]", "input"))
        except FieldError as error:
            test.append(None)
            errors.append(str(error))
    return tuple(test), errors


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


def read_test_outputs(data: object) -> list[Grid | None] | None:
    """Outputs that a public file carries in its test items, None for each missing or illegal one; None without any."""
    items = data.get("test") if isinstance(data, dict) else None
    if not isinstance(items, list):
        return None
    found = [item.get("output") if isinstance(item, dict) else None for item in items]
    if items and not any(isinstance(item, dict) and "output" in item for item in items):
        return None
    return [np.array(cells, dtype=np.uint8) if is_legal(cells) else None for cells in found]


def near(name: str, known: Iterable[str]) -> str:
    """What a misspelled name may have meant, to be put at the end of a message; "" when nothing is like it."""
    found = difflib.get_close_matches(name, known, 3)
    return f"; near: {', '.join(found)}" if found else ""


def names(ids: list[str]) -> str:
    """Name a few ids and say how many more there are."""
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return ", ".join(shown(id) for id in ids[:5]) + more
