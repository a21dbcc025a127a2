"""The sample tasks as tasks, and random ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from solver.task import Grid, Pair, Task, as_grid

FOLDER = Path(__file__).resolve().parent.parent / "sample_tasks"


def read_samples() -> dict[str, Task]:
    """Every sample task by name."""
    challenges = json.loads((FOLDER / "arc-agi_sample_challenges.json").read_text())
    return {
        name: Task(
            name,
            tuple(Pair(as_grid(pair["input"]), as_grid(pair["output"])) for pair in task["train"]),
            tuple(as_grid(pair["input"]) for pair in task["test"]),
        )
        for name, task in challenges.items()
    }


def read_solutions() -> dict[str, list[Grid]]:
    """The outputs of every sample task's test inputs."""
    solutions = json.loads((FOLDER / "arc-agi_sample_solutions.json").read_text())
    return {name: [as_grid(grid) for grid in grids] for name, grids in solutions.items()}


SAMPLES = read_samples()
SOLUTIONS = read_solutions()


def random_grid(rng: np.random.Generator, side: int = 9, zeros: float = 0.5) -> Grid:
    """A grid of random size up to `side` in random colors."""
    height, width = rng.integers(1, side + 1, 2)
    cells = rng.integers(1, 10, (height, width))
    cells[rng.random((height, width)) < zeros] = 0
    return cells.astype(np.uint8)


def task_of(rule: Callable[[Grid], Grid], inputs: list[Grid], tests: int = 1, name: str = "made") -> Task:
    """A task whose outputs follow from its inputs by a rule; the last inputs are the test inputs."""
    pairs = tuple(Pair(grid, np.ascontiguousarray(rule(grid))) for grid in inputs[: len(inputs) - tests])
    return Task(name, pairs, tuple(inputs[len(inputs) - tests :]))


def random_tasks(count: int, seed: int = 0) -> list[Task]:
    """Tasks of three noisy demonstrations whose outputs have nothing to do with their inputs."""
    rng = np.random.default_rng(seed)
    return [
        Task("noise", tuple(Pair(random_grid(rng), random_grid(rng)) for _ in range(3)), (random_grid(rng), random_grid(rng)))
        for _ in range(count)
    ]
