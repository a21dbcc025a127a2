"""The sample tasks in words of code: run it to rewrite the two JSON files beside it.

Each function of the files beside it is one task of our own: it draws an input with the random numbers it is given and returns
the input with its output. `python sample_tasks/make.py` calls every function a few times with fixed seeds.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from cropping import CROPPING
from drawing import Samples
from framing import FRAMING
from moving import MOVING
from ordering import ORDERING
from panels import PANELS
from regular import REGULAR
from scenes import SCENES
from turning import TURNING
from whole import WHOLE

FOLDER = Path(__file__).resolve().parent
NAME = "arc-agi_sample"
SAMPLES: Samples = (
    WHOLE | CROPPING | SCENES | MOVING | REGULAR | PANELS | TURNING | FRAMING | ORDERING
)  # a seed each, in this order


def build() -> tuple[dict[str, object], dict[str, object]]:
    """All challenges and all solutions, in competition layout."""
    challenges: dict[str, object] = {}
    solutions: dict[str, object] = {}
    for seed, (name, (rule, demonstrations, tests)) in enumerate(SAMPLES.items()):
        rng = random.Random(seed)
        pairs = [[grid.tolist() for grid in rule(rng)] for _ in range(demonstrations + tests)]
        train = [{"input": pair[0], "output": pair[1]} for pair in pairs[:demonstrations]]
        challenges[name] = {"train": train, "test": [{"input": pair[0]} for pair in pairs[demonstrations:]]}
        solutions[name] = [pair[1] for pair in pairs[demonstrations:]]
    return challenges, solutions


def as_text(tasks: dict[str, object]) -> str:
    """JSON with one task a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(task, separators=(',', ':'))}" for name, task in tasks.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write the challenges and the solutions."""
    for kind, tasks in zip(("challenges", "solutions"), build(), strict=True):
        (FOLDER / f"{NAME}_{kind}.json").write_text(as_text(tasks), encoding="utf-8")


if __name__ == "__main__":
    main()
