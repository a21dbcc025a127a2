"""What a rule costs: the bits to tell its text, by how often each of its productions is part of rules that solved tasks.

A production is a choice at a place: which verb or op, word, number or length stands at an argument of another one. Its bits
are -log2 of its share among the choices that right rules made there, smoothed by a choice never made. The counts are in
`bits.json`, which `python -m benchmarks.bits` learns from logs of design and fresh tasks.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from math import log2
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("bits.json")
SMOOTHING = 2.0  # right rules that a place counts for before any was seen
LARGEST_NUMBER, LONGEST = 12, 6  # larger numbers, and longer lists, are told as these
FRAME, ROOT, CELL = "frame", "rule", "cell of a grid"
GRID = re.compile(r"\d+(/\d+)*")


class Place(NamedTuple):
    """What was chosen at a place. known: how many choices there are; counts: right rules by choice."""

    known: int
    counts: Mapping[str, float]


@cache
def learned() -> dict[str, Place]:
    """The table of `bits.json`."""
    return {name: Place(*row) for name, row in json.loads(FILE.read_text(encoding="utf-8")).items()}


def bits_of(text: str, frame: str, table: Mapping[str, Place] | None = None) -> float | None:
    """The bits of a rule in a frame, from its text, with the words of the frame before it or without.

    table: another one than the project's. None for a text that is none of a rule.
    """
    return _bits(text, frame) if table is None else _told(productions(text, frame), table)


@lru_cache(maxsize=4096)
def _bits(text: str, frame: str) -> float | None:
    return _told(productions(text, frame), learned())


def _told(made: list[tuple[str, str]], table: Mapping[str, Place]) -> float | None:
    if not made:
        return None
    total = 0.0
    for place, choice in made:
        known, counts = table.get(place, (0, {}))
        chance = (counts.get(choice, 0.0) + SMOOTHING / (known + 1)) / (sum(counts.values()) + SMOOTHING)
        total -= log2(chance)
    return round(total, 2)


def productions(text: str, frame: str) -> list[tuple[str, str]]:
    """The choices of a rule, each with its place, the frame first; none when the text cannot be read.

    recolored(colors={1: 4}) -> [("frame", "literal"), ("rule", "recolored"), ("recolored.colors", "1 pairs"), ...]
    """
    while True:
        try:
            return [(FRAME, frame), *_made(ast.parse(text.strip(), mode="eval").body, ROOT)]
        except (SyntaxError, ValueError):  # the words of a frame come before a colon
            _, colon, text = text.partition(": ")
            if not colon:
                return []


def _made(tree: ast.expr, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        name = tree.func.id
        yield place, name
        for number, argument in enumerate(tree.args):
            yield from _made(argument, f"{name}({number})")
        for keyword in tree.keywords:
            yield from _made(keyword.value, f"{name}.{keyword.arg}")
    elif isinstance(tree, ast.Name):
        yield place, tree.id
    elif isinstance(tree, ast.Tuple):
        yield place, f"{min(len(tree.elts), LONGEST)} of them"
        for one in tree.elts:
            yield from _made(one, f"{place}[]")
    elif isinstance(tree, ast.Dict):
        yield place, f"{min(len(tree.keys), LONGEST)} pairs"
        for key, value in zip(tree.keys, tree.values, strict=True):
            if key is not None:
                yield from _made(key, f"{place} key")
            yield from _made(value, f"{place} value")
    elif isinstance(tree, ast.Constant) and isinstance(tree.value, str) and GRID.fullmatch(tree.value):
        yield place, "a grid"  # what it shows is told cell by cell: no grid is known
        yield from ((CELL, cell) for cell in tree.value)
    else:
        value = ast.literal_eval(tree)
        is_large = isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_NUMBER
        yield place, str(LARGEST_NUMBER if is_large else value)
