"""What hand-written families share: a rule is a function from grid to grid, a claim is a rule that was run and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps

import numpy as np

from solver.budget import Budget
from solver.candidate import Candidate
from solver.task import COLOR_COUNT, MAX_SIDE, Grid, Task, same_grid

Rule = Callable[[Grid], Grid | None]

MOTIONS: dict[str, Callable[[Grid], Grid]] = {
    "as it is": lambda grid: grid,
    "flip_cols": lambda grid: grid[:, ::-1],
    "flip_rows": lambda grid: grid[::-1],
    "rotate_half": lambda grid: grid[::-1, ::-1],
    "transpose": lambda grid: grid.T,
    "rotate_clockwise": lambda grid: grid[::-1].T,
    "rotate_counterclockwise": lambda grid: grid.T[::-1],
    "transpose_other_diagonal": lambda grid: grid[::-1, ::-1].T,
}
STAYS = "as it is"
Box = tuple[slice, slice]
NO_BOX: Box = slice(0, 0), slice(0, 0)
Propose = Callable[[Task, Budget], Iterator[Candidate]]
Table = np.ndarray  # int64 (10,): new color of each color, UNSEEN where no demonstration shows it
UNSEEN = -1
NO_CELL = 255  # in the box of a piece, where the piece has no cell


def cells_of(task: Task) -> int:
    """Cells of all grids of the task: the steps that one look at it costs."""
    return sum(grid.size for grid in task.inputs + task.outputs)


def claim(task: Task, family: str, program: str, cost: float, rule: Rule) -> Candidate | None:
    """Run a rule on every input and compare with the demonstrations.

    None when it reproduces no demonstration or gives no legal grid for a test input.
    """
    fits = 0
    for pair in task.train:
        out = rule(pair.input)
        fits += out is not None and same_grid(out, pair.output)
    if fits == 0:
        return None
    predictions = []
    for grid in task.test:
        out = rule(grid)
        if out is None or out.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in out.shape):
            return None
        predictions.append(np.ascontiguousarray(out, dtype=np.uint8))
    return Candidate(tuple(predictions), family, program, cost, fits, len(task.train))


def claim_outputs(task: Task, family: str, program: str, cost: float, outputs: Sequence[Grid]) -> Candidate | None:
    """Take the outputs of all inputs as a claim. None when they do not reproduce every demonstration."""
    if not all(same_grid(grid, wanted) for grid, wanted in zip(outputs, task.outputs, strict=False)):
        return None
    count = len(task.train)
    return Candidate(tuple(np.ascontiguousarray(grid) for grid in outputs[count:]), family, program, cost, count, count)


def distinct(propose: Propose) -> Propose:
    """Leave out the candidates of a family that predict what an earlier one does."""

    @wraps(propose)
    def proposed(task: Task, budget: Budget) -> Iterator[Candidate]:
        seen: set[tuple[bytes, ...]] = set()
        for candidate in propose(task, budget):
            key = tuple(candidate.key(index) for index in range(len(task.test)))
            if key not in seen:
                seen.add(key)
                yield candidate

    return proposed


def keeps_shape(task: Task) -> bool:
    """True when every demonstration's output has the shape of its input."""
    return all(pair.input.shape == pair.output.shape for pair in task.train)


def changes_in_place(task: Task) -> bool:
    """True when every demonstration's output has the shape of its input and other cells."""
    return keeps_shape(task) and not any(same_grid(pair.input, pair.output) for pair in task.train)


def box_of(mask: np.ndarray) -> Box:
    """Rows and columns of the box of all cells that are set; an empty box when none is."""
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1)) if len(rows) else NO_BOX


def content_of(grid: Grid) -> Grid | None:
    """Crop to the cells that are not 0. None when all are 0."""
    content = grid[box_of(grid)]
    return content if content.size else None


def paste(grid: Grid, piece: Grid, row: int, col: int) -> None:
    """Draw the cells of a piece into a grid (modified) that holds its box from (row, col) on."""
    window = grid[row : row + piece.shape[0], col : col + piece.shape[1]]
    window[piece != NO_CELL] = piece[piece != NO_CELL]


def enlarged(grid: Grid, factor: int) -> Grid:
    """Make every cell a block of factor x factor."""
    return grid.repeat(factor, 0).repeat(factor, 1)


def counts_of(grid: Grid) -> np.ndarray:
    """Count the cells of each color (int64, 10)."""
    return np.bincount(grid.ravel(), minlength=COLOR_COUNT)


def majority_of(grid: Grid, first: int = 0) -> int:
    """Most frequent color >= first, the lowest one on ties; 0 when there is none."""
    counts = counts_of(grid)[first:]
    return int(counts.argmax()) + first if counts.any() else 0


def rarest_of(grid: Grid, first: int = 0) -> int:
    """Least frequent color >= first among those that are there, the lowest one on ties; 0 when there is none."""
    counts = counts_of(grid)[first:]
    return int(np.where(counts, counts, grid.size + 1).argmin()) + first if counts.any() else 0


def color_table(pairs: Iterable[tuple[Grid, Grid]]) -> Table | None:
    """The table that turns every first grid into its second one, of the same shape. None when there is no such table."""
    table = np.full(COLOR_COUNT, UNSEEN)
    for before, after in pairs:
        seen = np.zeros((COLOR_COUNT, COLOR_COUNT), bool)
        seen[before.ravel(), after.ravel()] = True
        if (seen.sum(axis=1) > 1).any():
            return None
        for color in np.flatnonzero(seen.any(axis=1)):
            new = int(seen[color].argmax())
            if table[color] not in (UNSEEN, new):
                return None
            table[color] = new
    return table


def whole_table(table: Table) -> np.ndarray:
    """The table as uint8, colors that no demonstration shows as they are."""
    return np.where(table == UNSEEN, np.arange(COLOR_COUNT), table).astype(np.uint8)


def agreed(sets: Iterable[frozenset]) -> frozenset:
    """What all sets have in common; nothing when there are no sets."""
    common: frozenset | None = None
    for members in sets:
        common = members if common is None else common & members
    return common or frozenset()
