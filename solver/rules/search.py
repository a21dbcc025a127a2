"""The search family: grow values forward, meet the outputs by key, compose outputs from layers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term
from solver.rules.cells.bank import learn_from_bank
from solver.search import bank, overlay
from solver.search.bank import GRID_KIND
from solver.search.constructors import CONSTRUCTORS
from solver.search.enumeration import PRUNING_RULES, Enumeration
from solver.search.goals import GoalSearch, goal_from
from solver.search.layering import layer, layers
from solver.search.overlay import SHOWN, Composer, Overlay, piece_bytes
from solver.search.sizes import Sizes, size_rules
from solver.search.verify import Verifier
from solver.task import Task

FORWARD_SHARE, BACKWARD_SHARE, OVERLAY_SHARE = 0.45, 0.075, 0.225  # the rest is for cell rules over the bank
BYTES_LIMIT = 600_000_000
PIECE_BYTES = 200_000_000  # memory for the masks of overlay pieces
LAYERS = 4
BEAM = 8  # at BEAM_STEPS; wider with the square root of the steps
BEAM_STEPS = 20_000_000
LEFT_OUT_LAYERS = 2
LEFT_OUT_BEAM = 3
ENOUGH_TO_LEAVE_ONE_OUT = 3
SWITCHES = ("backward", *CONSTRUCTORS, "combination", "overlay", "left_out", "cell_bank", *PRUNING_RULES)


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield programs and overlays of programs that reproduce every demonstration, as the search finds them.

    When nothing does, those that reproduce all demonstrations but one are yielded instead. Per-cell rules over the values
    that were found come last.
    """
    forward, backward, overlays = (int(budget.steps_left * share) for share in (FORWARD_SHARE, BACKWARD_SHARE, OVERLAY_SHARE))
    enumeration = Enumeration(task, budget.share(forward), BYTES_LIMIT)
    partial: list[Candidate] = []
    is_solved = False
    for finder in (
        meet_forward(task, enumeration),
        meet_backward(task, enumeration, budget.share(backward)),
        compose(task, enumeration, budget.share(overlays)),
    ):
        for candidate in finder:
            if candidate.is_full_fit:
                is_solved = True
                yield candidate
            elif len(partial) < 4:
                partial.append(candidate)
    if not is_solved:
        yield from partial
    if "cell_bank" not in budget.disabled:
        yield from learn_from_bank(task, enumeration, budget)


def meet_forward(task: Task, enumeration: Enumeration) -> Iterator[Candidate]:
    """Grow the bank and yield values whose grids are the outputs, of all demonstrations or of all but one."""
    store = enumeration.store
    demonstrations = len(task.train)
    targets = [bank.intern_grid(store, grid, 0, 0) for grid in task.outputs]
    keys = store.keys[targets, 1].copy()
    verifier = Verifier(task, enumeration)
    wanted = demonstrations - (demonstrations >= ENOUGH_TO_LEAVE_ONE_OUT)
    for _, first, end in enumeration.levels():
        grids = first + np.flatnonzero(store.origins[first:end, 0] == GRID_KIND)
        fits = (store.keys[store.rows[grids, :demonstrations], 1] == keys).sum(axis=1)
        for value, fit in zip(grids[fits >= wanted].tolist(), fits[fits >= wanted], strict=True):
            verifier.check_values([value])
            yield Candidate(
                predictions=tuple(enumeration.grids(value)[demonstrations:]),
                family="search",
                program=str(enumeration.rule(value)),
                cost=float(store.origins[value, 1]),
                fits=int(fit),
                demonstrations=demonstrations,
            )


def meet_backward(task: Task, enumeration: Enumeration, budget: Budget) -> Iterator[Candidate]:
    """Yield what backward search from the outputs meets in the bank."""
    if "backward" in budget.disabled:
        return
    demonstrations = len(task.train)
    goals = GoalSearch(enumeration.store, task.inputs[:demonstrations], budget, enumeration.rule)
    verifier = Verifier(task, enumeration)
    for solution in goals.solve(goal_from(task.outputs)):
        verifier.check_values(solution.values)
        predictions = solution.grids[demonstrations:]
        yield Candidate(predictions, "backward", str(solution.rule), float(solution.cost), demonstrations, demonstrations)


def compose(task: Task, enumeration: Enumeration, budget: Budget) -> Iterator[Candidate]:
    """Yield overlays of the bank's values for the most trusted output sizes."""
    store = enumeration.store
    size_choices = size_rules(task, store)
    if not size_choices or "overlay" in budget.disabled:
        return
    count = int(store.counts[bank.VALUES])
    values = np.flatnonzero(store.origins[:count, 0] == GRID_KIND)[: PIECE_BYTES // piece_bytes(task.outputs)]
    composer, verifier = Composer(store, task.outputs, values, budget), Verifier(task, enumeration)
    is_found = False
    width = max(BEAM, int(BEAM * (budget.steps / BEAM_STEPS) ** 0.5))
    for found in composer.compositions(LAYERS, width):
        verifier.check_overlay(found, len(task.train))
        for candidate in _overlaid(task, enumeration, found, size_choices, len(task.train)):
            is_found = True
            yield candidate
    if is_found or len(task.train) < ENOUGH_TO_LEAVE_ONE_OUT or "left_out" in budget.disabled:
        return
    for left_out in range(len(task.train)):
        for found in composer.compositions(LEFT_OUT_LAYERS, LEFT_OUT_BEAM, left_out):
            verifier.check_overlay(found, len(task.train) - 1)
            yield from _overlaid(task, enumeration, found, size_choices, len(task.train) - 1)


def _overlaid(
    task: Task, enumeration: Enumeration, found: Overlay, size_choices: list[Sizes], fits: int
) -> Iterator[Candidate]:
    """An overlay as a candidate for each choice of output sizes that it fills."""
    for rank, sizes in enumerate(size_choices):
        grids = overlay.predictions(enumeration.store, found, len(task.train), sizes)
        if grids is not None:
            yield Candidate(
                predictions=grids,
                family="overlay",
                program=str(layers_of(task, enumeration, found, sizes)),
                cost=float(found.cost + 4 * rank),
                fits=fits,
                demonstrations=len(task.train),
                layers=len(found.layers),
            )


def layers_of(task: Task, enumeration: Enumeration, found: Overlay, sizes: Sizes) -> Term:
    """An overlay as a rule."""
    parts = [
        term(layer, of=enumeration.rule(one.value), cells=SHOWN[one.shown], color=one.color, at_top_left=one.is_moved)
        for one in found.layers
    ]
    return term(layers, of=parts, sizes=(*(grid.shape for grid in task.outputs), *sizes))
