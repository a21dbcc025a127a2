"""Things that move: what they look like, where an output shows them, and the grid when they have moved."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.rules.offsets import Offsets, Table, anchors_of, axis_offsets, joint_offsets
from solver.seeing.boxes import NO_CELL
from solver.seeing.colors import counts_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects
from solver.task import COLOR_COUNT, MAX_SIDE, Grid

ALONG = "mirrored along its way"
TURNS = {STAYS: 0.0, ALONG: 1.0, "flip_rows": 1.5, "flip_cols": 1.5, "rotate_half": 1.5}
OWN = -1


class Stage:
    """One input with its movers: their pieces (NO_CELL where a box is not theirs), places, and offsets by name."""

    def __init__(self, scene: Objects, flags: np.ndarray):
        self.scene, self.flags = scene, flags
        indexes = np.flatnonzero(flags).tolist()
        self.pieces = [scene.piece(index) for index in indexes]
        boxes = [scene.box(index) for index in indexes]
        self.corners = np.array([(rows.start, cols.start) for rows, cols in boxes], np.int64).reshape(-1, 2)
        self.colors = scene.column("color")[flags]

    def part(self, places: np.ndarray) -> Stage:
        """The stage with only some of its movers; the others do not count as things that stay."""
        part = copy(self)
        part.pieces = [self.pieces[place] for place in places]
        part.corners, part.colors = self.corners[places], self.colors[places]
        rows, cols = (Table(table.names, table.costs, table.steps[:, places]) for table in self.offsets)
        part.offsets = rows, cols
        part.joint = {name: (cost, steps[places]) for name, (cost, steps) in self.joint.items()}
        return part

    @cached_property
    def offsets(self) -> tuple[Table, Table]:
        """Offsets along rows and along cols."""
        anchors = list(anchors_of(self.scene, self.flags))
        return axis_offsets(self.scene, self.flags, anchors, 0), axis_offsets(self.scene, self.flags, anchors, 1)

    @cached_property
    def joint(self) -> Offsets:
        """Offsets along both axes together, (movers, 2)."""
        return joint_offsets(self.scene, self.flags)


@dataclass(frozen=True)
class Look:
    """How movers look where they arrive, and whether they also stay where they were."""

    turn: str
    ink: int
    erases: bool

    @property
    def words(self) -> str:
        """The look in words."""
        ink = "" if self.ink == OWN else f" in color {self.ink}"
        return ("" if self.turn == STAYS else f", {self.turn}") + ink + ("" if self.erases else ", as copies")

    @property
    def cost(self) -> float:
        """Description length."""
        return TURNS[self.turn] + 1.5 * (self.ink != OWN) + 1.0 * (not self.erases)

    @property
    def turns(self) -> tuple[str, str]:
        """The motions of what moves sideways and of what moves up or down."""
        return ("flip_cols", "flip_rows") if self.turn == ALONG else (self.turn, self.turn)

    def shown(self, piece: Grid, is_vertical: bool) -> Grid:
        """A piece as it arrives."""
        turned = MOTIONS[self.turns[is_vertical]](piece)
        return turned if self.ink == OWN else np.where(turned == NO_CELL, NO_CELL, self.ink).astype(np.uint8)


def same_places(scene: Objects, output: Grid) -> bool:
    """True when the output shows things exactly where the input does: nothing moves."""
    return bool(((scene.grid != scene.background) == (output != scene.background)).all())


def may_explain(stage: Stage, look: Look, output: Grid) -> bool:
    """True when the output has no more cells of any color than the movers and the rest have together."""
    have = counts_of(stage.scene.grid)
    drawn = sum((counts_of(piece[piece != NO_CELL]) for piece in stage.pieces), np.zeros(COLOR_COUNT, np.int64))
    if look.erases:
        have = have - drawn
    if look.ink == OWN:
        have = have + drawn
    else:
        have[look.ink] += drawn.sum()
    lacks = counts_of(output) > have
    if stage.scene.background < COLOR_COUNT:
        lacks[stage.scene.background] = False
    return not lacks.any()


def arrivals_of(piece: Grid, output: Grid, may_leave: bool) -> np.ndarray:
    """Where a piece lies in a grid (bool, MAX_SIDE + padding on both sides, index = place + MAX_SIDE).

    When it may leave, cells outside of the grid count as there, but some cell must be inside; and the last row and col,
    where IMPOSSIBLE offsets lead, are open: what has nowhere to go vanishes.
    """
    found = np.zeros((3 * MAX_SIDE, 3 * MAX_SIDE), bool)
    found[-1] = found[:, -1] = may_leave
    height, width = piece.shape
    pad = (height - 1, width - 1) if may_leave else (0, 0)
    shown = np.pad(output, [(pad[0], pad[0]), (pad[1], pad[1])], constant_values=NO_CELL)
    if height > shown.shape[0] or width > shown.shape[1]:
        return found
    here = np.ones((shown.shape[0] - height + 1, shown.shape[1] - width + 1), bool)
    for row, col in np.argwhere(piece != NO_CELL):
        window = shown[row : row + here.shape[0], col : col + here.shape[1]]
        here &= (window == piece[row, col]) | (window == NO_CELL) if may_leave else window == piece[row, col]
        if not here.any():
            return found
    top, left = MAX_SIDE - pad[0], MAX_SIDE - pad[1]
    found[top : top + here.shape[0], left : left + here.shape[1]] = here
    return found


def clip(places: np.ndarray) -> np.ndarray:
    """Places as indices into arrivals."""
    return np.clip(places + MAX_SIDE, 0, 3 * MAX_SIDE - 1)


def with_moved(stage: Stage, offsets: np.ndarray, look: Look, may_leave: bool) -> Grid | None:
    """The grid with its movers brought to their new places. None when one leaves the grid and may not."""
    out = stage.scene.grid.copy()
    if look.erases:
        out[np.concatenate(([False], stage.flags))[stage.scene.labels]] = stage.scene.background
    for piece, (top, left), (down, right) in zip(stage.pieces, stage.corners, offsets, strict=True):
        shown = look.shown(piece, bool(abs(down) > abs(right)))
        rows, cols = (
            places + start for places, start in zip(np.nonzero(shown != NO_CELL), (top + down, left + right), strict=True)
        )
        inside = (rows >= 0) & (cols >= 0) & (rows < out.shape[0]) & (cols < out.shape[1])
        if not (inside.all() or may_leave):
            return None
        out[rows[inside], cols[inside]] = shown[shown != NO_CELL][inside]
    return out
