"""Tasks on disk for the tests of reading."""

import json
from pathlib import Path

from solver.reading import dataset as dataset_module
from solver.running.submission import check, encoded, fallback_submission

GOOD = {"train": [{"input": [[1, 2]], "output": [[2, 1]]}], "test": [{"input": [[3, 4]]}]}


def saved(folder: Path, data: object, name: str = "test_challenges.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def task_with(cells: object) -> dict[str, object]:
    return {"train": [{"input": cells, "output": [[1]]}], "test": [{"input": [[3, 4]]}]}


def answered(dataset: dataset_module.Dataset) -> dict[str, object]:
    """The submission that guesses alone give, as the checker and a reader of the file see it."""
    submission = json.loads(encoded(fallback_submission(dataset)))
    assert check(submission, dataset) == []
    return submission
