"""The shortlist: of all candidates of one tier, the few that can still matter, and candidates as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from numbers import Integral, Real
from typing import Any

import numpy as np

from solver.choice.candidate import Candidate, badness, trust
from solver.task import Grid, as_grid

PREDICTION_LIMIT = 64
FAMILY_LIMIT = 12
TEXT_CHARACTERS = 20_000  # of a rule: trees of 32 leaves are read back whole


class Shortlist:
    """The most trusted different predictions, each with its best candidate in each of several families and frames.

    Several families per prediction are kept, because their agreement is evidence. What is kept depends only on the
    candidates and their order.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[bytes, ...], dict[tuple[str, str], Candidate]] = {}

    def add(self, candidate: Candidate) -> bool:
        """Keep a candidate if it is good enough; False when it is not."""
        key = candidate.keys
        same = self.kept.setdefault(key, {})
        way = (candidate.family, candidate.view)
        if way in same and badness(same[way]) <= badness(candidate):
            return False
        same[way] = candidate
        if len(same) > FAMILY_LIMIT:
            del same[max(same, key=lambda other: badness(same[other]))]
        if len(self.kept) > PREDICTION_LIMIT:
            del self.kept[min(self.kept, key=self._trust)]
        return way in self.kept.get(key, {})

    def __iter__(self) -> Iterator[Candidate]:
        for same in self.kept.values():
            yield from same.values()

    def __len__(self) -> int:
        return len(self.kept)

    def _trust(self, key: tuple[bytes, ...]) -> float:
        return trust(list(self.kept[key].values()))


def to_plain(candidate: Candidate, test_count: int) -> dict[str, Any]:
    """Turn a candidate into data that marshal can carry. Raises TypeError or ValueError when it is not what it should be."""
    if len(candidate.predictions) != test_count:
        raise ValueError(f"expected {test_count} predictions, found {len(candidate.predictions)}")
    if not math.isfinite(candidate.cost):
        raise ValueError(f"expected a finite cost, found {candidate.cost}")
    data = {field.name: getattr(candidate, field.name) for field in fields(candidate)}
    grids = [as_grid(grid) for grid in data.pop("predictions")]
    text = str(data["program"])
    data["program"] = text if len(text) <= TEXT_CHARACTERS else text[: TEXT_CHARACTERS - 4] + " ..."
    return {name: plain(value) for name, value in data.items()} | {"predictions": [_packed(grid) for grid in grids]}


def from_plain(data: dict[str, Any]) -> Candidate:
    """Rebuild a candidate from to_plain()."""
    return Candidate(**data | {"predictions": tuple(_unpacked(packed) for packed in data["predictions"])})


def plain(value: Any) -> Any:
    """Turn numbers, texts and containers of them, of whatever library, into plain Python. Raises TypeError otherwise."""
    if value is None or isinstance(value, bool | str):
        return value if value is None or isinstance(value, bool) else str(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"expected a number, a text or a container of them, found {type(value).__name__}")


def _packed(grid: Grid) -> tuple[int, int, bytes]:
    return int(grid.shape[0]), int(grid.shape[1]), grid.tobytes()


def _unpacked(packed: tuple[int, int, bytes]) -> Grid:
    height, width, cells = packed
    return np.frombuffer(cells, np.uint8).reshape(height, width)
