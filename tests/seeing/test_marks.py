"""What marks point out, in a worked example; tests/seeing/test_measures.py has every measure against a slow version."""

from __future__ import annotations

from solver.seeing.marks import FAR, pointed_out
from solver.seeing.objects import parts_of
from tests.seeing.grids import drawn

GRID = drawn("500000 000020 440022 000000 000300 050330")


def test_marks_and_sticks_point_out_parts():
    parts = parts_of(GRID, "one-colored objects")
    assert [part.cells.max() for part in parts] == [5, 2, 4, 3, 5]
    found = pointed_out(parts, GRID, [5, 2, 4, 3, 5], [1, 3, 2, 3, 1])
    assert found["sticks that point at it"] == [0, 1, 0, 0, 0]
    assert found["distance to a mark above"] == [FAR, FAR, 2, FAR, FAR]
    assert found["distance to a mark to the left"] == [FAR, FAR, FAR, 2, FAR]
    assert found["counted across"] == [0, 0, 0, 1, 0] and found["counted down"] == [0, 0, 1, 0, 0]
