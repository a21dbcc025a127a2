"""The library door: solve a task in this process, as a generator of improving candidates or in the shape of scikit-learn.

Whatever comes in is converted here or refused with the name of the field (see `solver.task`): nothing unchecked goes on to
compiled code.
"""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Collection, Iterable, Iterator
from numbers import Integral, Real
from typing import Any, Self

from solver.budget import TIERS, Budget
from solver.choice.candidate import Candidate, badness, choose_attempts
from solver.choice.confidence import WHEN_SURE, is_sure
from solver.choice.guess import guess
from solver.reading.entry import InputError
from solver.running.options import refuse_unknown, tiers_for
from solver.running.values import is_effort
from solver.task import FieldError, Grid, Pair, Task, as_grid, as_pairs, as_task, depth, same_grid


class NotFittedError(ValueError, AttributeError):
    """A Solver was used before `fit`. Of the same two kinds as scikit-learn's error of that name."""


def solve(
    task: object, effort: int | None = 1, seconds: float | None = math.inf, disable: Collection[str] = ()
) -> Iterator[Candidate]:
    """Yield candidates of which each is more trusted than all before; the last one is the best.

    task: a Task, or a dict or object with train and test, of lists or arrays of any integer dtype. effort: as on the command
    line, a tier 1..4 or steps per test input; None for all tiers, until the time is up. seconds: how long to search at most;
    None for no limit. disable: families, frames, ops and pruning rules to leave out. Raises ValueError at once, before the
    first candidate is asked for, with the name of what is wrong.
    """
    legal = as_task(task)
    if not legal.test:
        raise FieldError("test: expected at least one input, found none")
    return _improving(_search(legal, *_checked(effort, seconds, disable)))


class Solver:
    """Learns from demonstrations and predicts outputs. The rule is searched for when the test input is known.

    effort, seconds, disable: as of `solve`; they are stored as they are given and checked by `fit`.

    After `fit`: pairs_ (the demonstrations), n_demonstrations_. After a prediction: candidates_, what the search found, each
    with its `program` in words, the most trusted first; for several inputs one such list for each.
    """

    def __init__(self, effort: int | None = 1, seconds: float | None = math.inf, disable: Collection[str] = ()):
        self.effort = effort
        self.seconds = seconds
        self.disable = disable

    def fit(self, inputs: Any, outputs: Any = None) -> Self:
        """Take the demonstrations: `fit(inputs, outputs)`, two lists of grids; or `fit(pairs)`, of (input, output) or Pairs.

        A task will do as well, its demonstrations are taken. Raises ValueError naming what is no grid, or no parameter.
        """
        _checked(self.effort, self.seconds, self.disable)
        if outputs is not None:
            pairs = as_pairs(_zipped(inputs, outputs))
        else:
            pairs = as_pairs(inputs.get("train") if isinstance(inputs, dict) else getattr(inputs, "train", inputs))
        self.pairs_: tuple[Pair, ...] = pairs
        self.n_demonstrations_ = len(pairs)
        self.__dict__.pop("candidates_", None)
        return self

    def predict(self, inputs: Any) -> Any:
        """Predict the output for one input, a Grid, or for each of several, a list of Grids.

        The most trusted prediction, or a guess when no rule was found. Each input is searched for on its own, so that its
        answer does not depend on its company. Raises NotFittedError, and ValueError naming what is no grid.
        """
        attempts = self.predict_attempts(inputs)
        return attempts[0] if _is_one(inputs) else [pair[0] for pair in attempts]

    def predict_attempts(self, inputs: Any) -> Any:
        """Predict two different outputs for one input, the most trusted first; for several inputs a list of such pairs."""
        if not hasattr(self, "pairs_"):
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted yet. "
                "Call 'fit' with appropriate arguments before using this estimator."
            )
        if _is_one(inputs):
            attempts, candidates = self._attempts(as_grid(inputs))
            self.candidates_: list[Any] = candidates
            return attempts
        found = [self._attempts(grid) for grid in [as_grid(cells, f"inputs[{place}]") for place, cells in enumerate(inputs)]]
        self.candidates_ = [candidates for _, candidates in found]
        return [attempts for attempts, _ in found]

    def score(self, inputs: Any, outputs: Any) -> float:
        """The share of inputs, one or several, for which `predict` gives exactly the output."""
        if _is_one(inputs):
            inputs, outputs = [inputs], [outputs]
        pairs = _zipped(inputs, outputs)
        wanted = [as_grid(output, f"outputs[{place}]") for place, (_, output) in enumerate(pairs)]
        right = list(map(same_grid, self.predict([given for given, _ in pairs]), wanted))
        return sum(right) / len(right)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters of the constructor, as they were given. deep: for scikit-learn; no parameter has its own."""
        return {name: getattr(self, name) for name in _DEFAULTS}

    def set_params(self, **params: Any) -> Self:
        """Change parameters of the constructor. Raises ValueError for a name that is none of them, and changes nothing."""
        unknown = [name for name in params if name not in _DEFAULTS]
        if unknown:
            raise ValueError(f"expected parameters {', '.join(_DEFAULTS)}, found {', '.join(unknown)}")
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        """As it would be written: only the parameters that are not the usual ones."""
        changed = {name: value for name, value in self.get_params().items() if value != _DEFAULTS[name]}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in changed.items())})"

    def _attempts(self, grid: Grid) -> tuple[list[Grid], list[Candidate]]:
        """Two attempts for one input, and the candidates they were chosen from, the most trusted first."""
        task = Task("", self.pairs_, (grid,))
        candidates = list(_search(task, *_checked(self.effort, self.seconds, self.disable)))
        attempts = [candidate.predictions[0] for candidate in choose_attempts(candidates, 0)] if candidates else []
        attempts += [other for other in guess(task, grid) if not any(same_grid(other, own) for own in attempts)]
        return attempts[:2], sorted(candidates, key=badness)


_DEFAULTS = {name: given.default for name, given in inspect.signature(Solver).parameters.items()}


def _is_one(inputs: Any) -> bool:
    """True for a single grid (or what is no list of any), False for a list of grids."""
    return depth(inputs) != 3


def _zipped(inputs: Any, outputs: Any) -> list[tuple[Any, Any]]:
    """Inputs with their outputs. Raises ValueError when there are not as many of both."""
    given, wanted = list(inputs), list(outputs)
    if not given or len(given) != len(wanted):
        raise ValueError(f"outputs: expected one for each of {len(given)} inputs, at least one, found {len(wanted)}")
    return list(zip(given, wanted, strict=True))


def _checked(effort: Any, seconds: Any, disable: Any) -> tuple[int | None, float, frozenset[str]]:
    """The parameters as the search takes them. Raises ValueError naming the one that is wrong."""
    if effort is not None and not (isinstance(effort, Integral) and effort is not True and is_effort(int(effort))):
        raise ValueError(f"effort: expected None, a tier 1..{len(TIERS)} or more than 1000 steps, found {effort!r}")
    if seconds is not None and not (isinstance(seconds, Real) and float(seconds) >= 0):
        raise ValueError(f"seconds: expected None or a number of seconds, found {seconds!r}")
    if isinstance(disable, str) or not isinstance(disable, Collection):
        raise ValueError(f"disable: expected a list or set of names, found {disable!r}")
    names = list(disable)
    try:
        refuse_unknown(names)
    except InputError as error:
        raise ValueError(str(error).removeprefix("--")) from None
    return None if effort is None else int(effort), math.inf if seconds is None else float(seconds), frozenset(names)


def _improving(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that are more trusted than all before."""
    best = math.inf
    for candidate in candidates:
        if badness(candidate) < best:
            best = badness(candidate)
            yield candidate


def _search(task: Task, effort: int | None, seconds: float, disable: frozenset[str]) -> Iterator[Candidate]:
    """Run the tiers one after the other in this process. The first call compiles, or loads what is compiled."""
    from solver import portfolio
    from solver.jit import warm_up

    warm_up()
    budget = Budget(deadline=time.monotonic() + seconds, disabled=disable)
    found: list[Candidate] = []
    for tier in tiers_for(effort, effort is None):
        for candidate in portfolio.run_tier(task, tier, budget):
            found.append(candidate)
            yield candidate
        if WHEN_SURE not in budget.disabled and is_sure(found, len(task.test)):
            return
