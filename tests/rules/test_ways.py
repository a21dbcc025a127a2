"""Worked examples of single ways of families: what they claim of a small task, by a part of their text."""

from __future__ import annotations

import pytest

from solver import portfolio
from solver.budget import Budget
from solver.task import Pair, Task, as_grid

pytestmark = pytest.mark.usefixtures("warm")

ROWS = {row.name: row for row in portfolio.FAMILIES}


def grid(picture: str):
    return as_grid([[int(cell) for cell in row] for row in picture.split()])


# family, a part of the text, demonstrations (input -> output), a test input and what becomes of it
EXAMPLES: dict[str, tuple[str, str, list[tuple[str, str]], str, str]] = {
    "a square of any size is filled": (
        "collages",
        "as a square jigsaw",
        [("1100 0000 0022", "11 22"), ("3000 3300 0004", "34 33")],
        "5550066 0000066 0000000 0700000 0700000",
        "555 667 667",
    ),
    "four corners of different sizes": (
        "collages",
        "on the sides they lean to",
        [
            ("300000022 330000002 000000000 110000004 100000004 100000044", "1122 1002 1004 3004 3344"),
            ("111000004 100000444 000000000 220000030 020000030 020000033", "11122 10002 30002 30004 33444"),
        ],
        "220000011 020000010 000000010 040000000 040000030 440000033",
        "1122 1002 1004 3004 3344",
    ),
    "marks become the largest object": (
        "replicas",
        'at="marks"',
        [("1230000 0000050 0000000", "1230000 0000123 0000000"), ("0300000 0000000 0000222", "2220000 0000000 0000222")],
        "0000000 4000111 0000000",
        "0000000 1100111 0000000",
    ),
    "grains move one by one": (
        "moves",
        "apart=True",
        [("0030 0030 0000 2222", "0000 0020 0020 2222"), ("3003 3000 0000 2222", "0000 2000 2002 2222")],
        "0330 0300 0000 2222",
        "0000 0200 0220 2222",
    ),
    "mirrored about the color that is symmetric": (
        "continuation",
        'axis="its symmetric color"',
        [
            (
                "3333300000000 0030011000000 0000011000000 0000000000000 0000000000000 0000000000000 0000000000000",
                "3333300333330 0030011003000 0030011003000 3333300333330 0000000000000 0000000000000 0000000000000",
            ),
            (
                "4444400000000 0040000000000 0000011000000 0000011000000 0000000000000 0000000000000 0000000000000",
                "4444400444440 0040000004000 0000011000000 0000011000000 0040000004000 4444400444440 0000000000000",
            ),
        ],
        "333330000000 003000000000 000002200000 000002200000 000000000000 000000000000 000000000000",
        "333330033333 003000000300 000002200000 000002200000 003000000300 333330033333 000000000000",
    ),
    "objects joined by corners are listed": (
        "summaries",
        'items="objects joined by corners", by="cells", falling=True',
        [("100400 010040 100000 000001", "1 4 1"), ("30000 00220 00020 00002", "2 3")],
        "500000 050060 500600 000000 000050",
        "5 6 5",
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_way_claims_what_it_shows(example):
    family, words, shown, asked, wanted = EXAMPLES[example]
    task = Task(example, tuple(Pair(grid(before), grid(after)) for before, after in shown), (grid(asked),))
    claims = [one for one in ROWS[family].propose(task, Budget()) if words in one.program and one.is_full_fit]
    assert claims
    assert claims[0].predictions[0].tolist() == grid(wanted).tolist()
