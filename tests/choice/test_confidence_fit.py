"""benchmarks.confidence: weights from the logs of scored runs."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.confidence import attempts_of, chances, fit, main
from solver.choice.candidate import ODDNESS, WEIGHT
from solver.choice.confidence import EVIDENCE, WEIGHTS


def line_of(task: int, is_right: bool) -> dict:
    """A line of a log: one attempt, right where its rule is cheap."""
    row = {"tier": 1, "family": "cell", "program": "p", "cost": 3.0 if is_right else 40.0, "fits": 2, "demonstrations": 2}
    row |= {"view": "literal", "layers": 1, "left_out": None, "evidence": {ODDNESS: 0.0}, "right": [is_right]}
    return {"id": f"task {task}", "right": [1 if is_right else None], "candidates": [row | {"predictions": ["12/34"]}]}


def log_of(tmp_path, label: str = "training", tasks: int = 40):
    path = tmp_path / f"{label}.jsonl"
    header = {"run": f"arc1-{label}", "label": label, "tasks": tasks}
    lines = [header, *(line_of(task, task % 4 < 2) for task in range(tasks))]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_attempts_of_a_line():
    [(evidence, is_right)] = attempts_of(line_of(0, True))
    assert is_right and evidence[EVIDENCE.index("cost")] == pytest.approx(0.3 * WEIGHT)


def test_fit_finds_what_tells_right_from_wrong():
    random = np.random.default_rng(0)
    rows = np.column_stack([np.ones(2000), random.normal(size=(2000, 2))])
    right = (random.random(2000) < 1 / (1 + np.exp(-(0.5 + 2 * rows[:, 1])))).astype(float)
    weights = fit(rows, right)
    assert weights == pytest.approx([0.5, 2.0, 0.0], abs=0.25)
    assert chances(rows, weights).mean() == pytest.approx(right.mean(), abs=0.01)


def test_it_prints_weights_and_reliability(tmp_path, capsys):
    assert main([str(log_of(tmp_path))]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("WEIGHTS = (") and len(printed.split(")")[0].split(",")) == len(WEIGHTS)
    assert "held out, fitted:" in printed and "held out, now:" in printed


@pytest.mark.parametrize(("label", "tasks", "told"), [("evaluation", 4, "for scores only"), ("training", 0, "at least two")])
def test_logs_that_are_refused(tmp_path, capsys, label, tasks, told):
    assert main([str(log_of(tmp_path, label, tasks))]) == 2
    assert told in capsys.readouterr().err
