"""Where movers may have gone: the places of outputs that show a piece, and cheap looks whether offsets explain one at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.budget import Budget
from solver.rules.movers import Bodies
from solver.rules.offsets import ALONG, QUARTERS, Look
from solver.seeing.boxes import NO_CELL
from solver.seeing.colors import counts_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import MAX_SIDE, Grid, Task, same_grid

Arrivals = list[np.ndarray]  # where each mover may have gone, as _arrivals() says


def may_leave(task: Task, look: Look, background: int) -> bool:
    """True when some demonstration loses cells of a color: things may have left the grid."""
    if look.ink is not None or look.copies:
        return False
    lost = [counts_of(pair.output) < counts_of(pair.input) for pair in task.train]
    return any(color != background for flags in lost for color in np.flatnonzero(flags))


def _may_explain(movers: Bodies, look: Look, output: Grid) -> bool:
    """True when the output has no more cells of any color than the movers and the rest have together."""
    have = counts_of(movers.scene.grid if look.copies else movers.rest)
    if look.ink is None:
        have = have + counts_of(movers.scene.grid[movers.mask])
    else:
        have[look.ink] += movers.size.sum()
    lacks = counts_of(output) > have
    lacks[movers.scene.background] = False
    return not lacks.any()


def may_cover(movers: Bodies, look: Look, output: Grid, arrivals: Arrivals) -> bool:
    """True when every cell that has come lies where some mover may have gone."""
    new = np.zeros((3 * MAX_SIDE, 3 * MAX_SIDE), bool)
    new[MAX_SIDE : MAX_SIDE + output.shape[0], MAX_SIDE : MAX_SIDE + output.shape[1]] = output != (
        movers.scene.grid if look.copies else movers.rest
    )
    for piece, places in zip(movers.pieces, arrivals, strict=True):
        tops, lefts = (lines[:, None] for lines in np.nonzero(places[:-1, :-1]))
        for is_vertical in (True, False) if look.turn == ALONG else (True,):
            rows, cols = np.nonzero(look.shown(piece, is_vertical) != NO_CELL)
            new[tops + rows, lefts + cols] = False
    return not new.any()


def all_arrivals(task: Task, shown: Sequence[Bodies], look: Look, budget: Budget) -> list[Arrivals] | None:
    """Where every mover of every demonstration may have gone; None when the look is out of the question."""
    pairs = list(zip(shown, task.train, strict=True))
    still = [(pair.input == some.scene.background) == (pair.output == some.scene.background) for some, pair in pairs]
    if look.ink is not None and all(same.all() for same in still):
        return None  # nothing has come or gone
    if not all(_may_explain(movers, look, pair.output) for movers, pair in pairs):
        return None
    like = MOTIONS[QUARTERS[0] if look.turn == QUARTERS[1] else STAYS]  # bars turn to either side alike
    turned = [(MOTIONS[turn](piece), like(piece)) for turn in look.turns for movers in shown for piece in movers.pieces]
    if look.turn != STAYS and all(same_grid(*both) for both in turned):
        return None
    leaves = may_leave(task, look, shown[0].scene.background)
    arrivals: list[Arrivals] = []
    may_vanish = sum(map(len, shown)) / 2 if leaves else 0
    for movers, pair in pairs:
        arrivals.append([])
        for piece in movers.pieces:
            places = _arrivals(look.shown(piece, True), pair.output, leaves)
            if look.turn == ALONG:
                places = places | _arrivals(look.shown(piece, False), pair.output, leaves)
            may_vanish -= not places[:-1, :-1].any()
            if not budget.spend(10 * pair.output.size) or may_vanish < 0:
                return None
            arrivals[-1].append(places)
    return arrivals


def _arrivals(piece: Grid, output: Grid, leaves: bool) -> np.ndarray:
    """Where a piece lies in a grid (bool, MAX_SIDE + padding on both sides, index = place + MAX_SIDE).

    When it may leave, cells outside of the grid count as there, but some cell must be inside; and the last row and col,
    where IMPOSSIBLE offsets lead, are open: what has nowhere to go vanishes.
    """
    found = np.zeros((3 * MAX_SIDE, 3 * MAX_SIDE), bool)
    found[-1] = found[:, -1] = leaves
    height, width = piece.shape
    pad = (height - 1, width - 1) if leaves else (0, 0)
    shown = np.pad(output, [(pad[0], pad[0]), (pad[1], pad[1])], constant_values=NO_CELL)
    if height > shown.shape[0] or width > shown.shape[1]:
        return found
    here = np.ones((shown.shape[0] - height + 1, shown.shape[1] - width + 1), bool)
    for row, col in np.argwhere(piece != NO_CELL):
        window = shown[row : row + here.shape[0], col : col + here.shape[1]]
        here &= (window == piece[row, col]) | (window == NO_CELL) if leaves else window == piece[row, col]
        if not here.any():
            return found
    top, left = MAX_SIDE - pad[0], MAX_SIDE - pad[1]
    found[top : top + here.shape[0], left : left + here.shape[1]] = here
    return found


def clip(places: np.ndarray) -> np.ndarray:
    """Places as indices into arrivals."""
    return np.clip(places + MAX_SIDE, 0, 3 * MAX_SIDE - 1)
