"""Parses the JSON, or the JSON lines, of a source, and says where it is not JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import NoReturn

from solver.reading.entry import InputError, names
from solver.reading.source import Allowance, Source, read_bytes

LINES = re.compile(r"\.(jsonl|ndjson)(\.gz)?$", re.IGNORECASE)


def load_json(path: Path) -> object:
    """Parse a JSON file, in which the last of two equal keys wins. Raises InputError."""
    return load(Source(path, (path.name,)))


def load(source: Source, warned: list[str] | None = None, allowance: Allowance | None = None) -> object:
    """Parse a source. JSON lines become a list, in which an InputError stands for a line that is not JSON.

    Raises InputError. The last of two equal keys wins, and `warned` gets a line about it.
    """
    raw = read_bytes(source)
    if allowance is not None:
        allowance.take(raw, source)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: expected UTF-8, found byte 0x{raw[error.start]:02x} at {error.start:,}") from None
    if not text.strip():
        raise InputError(f"{source}: expected JSON, found an empty file")
    duplicates: list[str] = []
    if LINES.search(source.name):
        data: object = _lines(source, text, duplicates)
    else:
        try:
            data = _parsed(source, text, duplicates)
        except InputError:
            if not text.lstrip().startswith("{") or "\n" not in text.strip():
                raise
            data = lines = _lines(source, text, duplicates)  # JSON lines under another name
            if any(isinstance(line, InputError) for line in lines):
                raise
    if warned is not None and duplicates:
        keys = list(dict.fromkeys(duplicates))
        warned.append(f"{source}: {names(keys)} appear{'s' * (len(keys) == 1)} more than once: the last one counts")
    return data


def _lines(source: Source, text: str, duplicates: list[str]) -> list[object]:
    """One value a line, an InputError for a line that is not JSON. Raises InputError when none is."""
    found: list[object] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(_parsed(f"{source}: line {number}", line, duplicates))
            except InputError as error:
                found.append(error)
    if all(isinstance(line, InputError) for line in found):
        raise InputError(str(found[0]))
    return found


def _parsed(place: Source | str, text: str, duplicates: list[str]) -> object:
    try:
        return _parse(text, duplicates)
    except RecursionError:
        raise InputError(f"{place}: expected a few levels of nesting, found far too many") from None
    except ValueError as error:
        raise InputError(f"{place}: expected JSON, found {error}") from None


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
