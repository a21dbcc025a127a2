"""Tessera's solver, and its library door: `solve`, `Solver`, `NotFittedError`, `Task` and `Pair`.

    from solver import Solver, Task, solve
    task = Task.from_json(path)                      # or text; or Task.from_dict(...)
    for candidate in solve(task):                    # improving candidates, each with its program in words
        print(candidate.program, candidate.cost)
    grid = Solver().fit(inputs, outputs).predict(grid)         # or fit(pairs)

Importing it is cheap: numba and the search are loaded by the first call.
"""

import os
from typing import TYPE_CHECKING, Any

# One thread per process: workers are forked, and a BLAS pool neither survives a fork nor helps 30x30 grids.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from solver.library import NotFittedError, Solver, solve
    from solver.task import Pair, Task

__all__ = ["NotFittedError", "Pair", "Solver", "Task", "solve"]
_HOMES = {
    "NotFittedError": "solver.library",
    "Pair": "solver.task",
    "Solver": "solver.library",
    "Task": "solver.task",
    "solve": "solver.library",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'solver' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
