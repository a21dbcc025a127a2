"""Growth rules: a per-cell rule that is applied again and again until nothing changes, learned from how outputs may have grown.

The cells that a demonstration changes are put in an order, outward from the cells that are set before. Every state on the way
shows the learner which cells come next. Rays, floods, frames and bouncing lines are short rules of this kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import zip_longest

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Grids, term, verb
from solver.rules.cells.examples import examples_of
from solver.rules.cells.feature import NO_COLOR, Block, are_colors, colors, costs_of, features_of, matrix_of
from solver.rules.cells.look import Look
from solver.rules.cells.near import FAR_NEIGHBOR, neighborhood
from solver.rules.cells.rays import RAY_DISTANCE, RUN, rays
from solver.rules.cells.terms import Answer, by_name, painted, told
from solver.rules.cells.tree import apply_tree, grow_tree, tree_cost
from solver.seeing.boxes import framed
from solver.seeing.colors import backgrounds_of
from solver.task import Grid, Task, same_grid

MAX_LEAVES = 20
MAX_STAGES = 64
SHOWN_STAGES = 8
Step = Callable[[np.ndarray, tuple[int, ...]], Grid | None]  # from a feature matrix to the next state of a shape


def blocks_of(state: Grid, start: Grid, background: int) -> Iterator[Block]:
    """Yield what is known of a state on the way: what is near by now, and the color at the start."""
    look = Look(state, background)
    yield from neighborhood(look)
    yield from rays(look)
    yield colors("start", 2, {"color at the start": start.ravel()})


FEATURES = features_of(blocks_of(np.zeros((1, 1), np.uint8), np.zeros((1, 1), np.uint8), 0))
COSTS, IS_COLOR = costs_of(FEATURES), are_colors(FEATURES)


@verb
def grown(grids: Grids, color: Answer) -> tuple[Grid | None, ...]:
    """Color every cell by what is seen there, again and again until nothing changes."""

    def step(matrix: np.ndarray, shape: tuple[int, ...]) -> Grid | None:
        return painted(by_name(FEATURES, matrix), color, shape)

    return tuple(_grow(step, grid, background, Budget()) for grid, background in zip(grids, backgrounds_of(grids), strict=True))


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield growth rules that reproduce every demonstration of a task whose outputs have the shape of their inputs."""
    if any(pair.input.shape != pair.output.shape for pair in task.train):
        return
    backgrounds = backgrounds_of(task.inputs)
    for diagonal in (False, True):
        for same_color in (False, True):
            ways = [
                stages(pair.input, pair.output, back, diagonal, same_color)
                for pair, back in zip(task.train, backgrounds, strict=False)
            ]
            if any(states is None for states in ways) or max(len(states) for states in ways if states) < 3:
                continue
            for tree in _learn([states for states in ways if states], backgrounds, budget):
                predictions = _grow_all(tree, task, backgrounds, budget)
                if budget.is_over():
                    return
                if predictions is not None:
                    rule, cost, count = term(grown, color=told(tree, FEATURES)), tree_cost(tree, COSTS) + 3, len(task.train)
                    yield Candidate(predictions, "growth", str(rule), cost, count, count)


def stages(before: Grid, after: Grid, background: int, diagonal: bool, same_color: bool) -> list[Grid] | None:
    """States on the way from `before` to `after`, both included; None when some changed cell is never reached.

    In each step the changed cells appear that touch a set cell (of their own color, with `same_color`).
    """
    states = [before]
    while (left := states[-1] != after).any():
        state = states[-1]
        reached = np.zeros(state.shape, bool)
        padded = framed(state, NO_COLOR)
        for row in range(3):
            for col in range(3):
                if (row, col) != (1, 1) and (diagonal or 1 in (row, col)):
                    beside = padded[row : row + state.shape[0], col : col + state.shape[1]]
                    reached |= beside == after if same_color else (beside != background) & (beside != NO_COLOR)
        reached &= left
        if not reached.any() or len(states) > MAX_STAGES:
            return None
        states.append(np.where(reached, after, state))
    return states


def _learn(ways: list[list[Grid]], backgrounds: list[int], budget: Budget) -> Iterator[np.ndarray]:
    """Yield trees that lead from every shown state to the next, and keep the last."""
    matrices, targets = [], []
    for states, background in zip(ways, backgrounds, strict=False):
        last = len(states) - 1
        shown = sorted({*range(min(4, last + 1)), *np.linspace(0, last, SHOWN_STAGES).astype(int).tolist()})
        for index in shown:
            matrices.append(growth_matrix(states[index], states[0], background))
            targets.append(states[min(index + 1, last)].ravel())
            if not budget.spend(matrices[-1].size):
                return
    matrix = np.concatenate(matrices, axis=1)
    target = np.concatenate(targets)
    own = 0
    copies = np.array([own, *(index for index in np.flatnonzero(IS_COLOR) if index != own)])
    examples = examples_of(matrix, target, np.where(matrix[own] == target, 0, target.astype(np.int64) + 1), copies, FEATURES)
    for price in (0.03, 0.08):
        for groups in ((), (RAY_DISTANCE, RUN, FAR_NEIGHBOR)):
            usable = np.array([index for index, feature in enumerate(FEATURES) if feature.group not in groups])
            tree = grow_tree(examples, usable, price, MAX_LEAVES, False)
            if tree.size:
                yield tree
            if not budget.spend(matrix.size * 2):
                return


def growth_matrix(state: Grid, start: Grid, background: int) -> np.ndarray:
    """The FEATURES of all cells of a state on the way, not to be written. Trees that are right go through the same states."""
    return _matrix(state.tobytes(), start.tobytes(), start.shape, background)


@lru_cache(maxsize=128)
def _matrix(state: bytes, start: bytes, shape: tuple[int, int], background: int) -> np.ndarray:
    now, before = (np.frombuffer(cells, np.uint8).reshape(shape).copy() for cells in (state, start))
    return matrix_of(blocks_of(now, before, background), before.size)


def _grow_all(tree: np.ndarray, task: Task, backgrounds: list[int], budget: Budget) -> tuple[Grid, ...] | None:
    """What a rule grows from the test inputs, or None when it does not grow the outputs of the demonstrations."""

    def step(matrix: np.ndarray, shape: tuple[int, ...]) -> Grid | None:
        cells = apply_tree(tree, matrix)
        return None if (cells == NO_COLOR).any() else cells.reshape(shape)

    outputs: list[Grid] = []
    for grid, background, wanted in zip_longest(task.inputs, backgrounds, task.outputs):
        output = _grow(step, grid, background, budget)
        if output is None or (wanted is not None and not same_grid(output, wanted)):
            return None
        outputs.append(output)
    return tuple(outputs[len(task.train) :])


def _grow(step: Step, start: Grid, background: int, budget: Budget) -> Grid | None:
    """Go on step by step until nothing changes; None when that does not happen."""
    state = start
    for _ in range(MAX_STAGES):
        after = step(growth_matrix(state, start, background), start.shape)
        if not budget.spend(start.size * len(FEATURES)) or after is None:
            return None
        if same_grid(after, state):
            return state
        state = after
    return None
