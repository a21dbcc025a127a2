"""The last resort: two distinct legal grids for any test input, the best partial guess that takes no search.

Size first (same as the input, constant, a ratio, a difference), then the filling: the input taken over in one of a few
ways, recolored as the demonstrations recolor theirs, or the majority of the outputs. Fillings are ordered by the share
of cells they get right on the demonstrations. numpy only: it must answer where nothing else works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.seeing.sizes import side_rules
from solver.task import COLOR_COUNT, Grid, Pair, Task

Size = tuple[int, int]

# Without any demonstration and any input: the most frequent output size of the public training sets.
UNKNOWN_SIZE = (3, 3)


def guess(known: Task | Sequence[Pair], test_input: Grid | None) -> tuple[Grid, Grid]:
    """Guess two distinct outputs for one test input, which may be unknown, from any number of demonstrations."""
    pairs = known.train if isinstance(known, Task) else tuple(known)
    first: Grid | None = None
    for grid in _guesses(pairs, test_input):
        if first is None:
            first = grid
        elif first.shape != grid.shape or (first != grid).any():
            return first, grid
    raise AssertionError("unreachable: plain grids of ten colors are among the guesses")


def likely_sizes(pairs: Sequence[Pair], test_input: Grid | None) -> list[Size]:
    """Sizes that the output may have, most likely first; never empty."""
    sizes: list[Size] = []
    if test_input is not None:
        high, wide = (_likely_side(pairs, test_input, axis) for axis in (0, 1))
        sizes += [(high, wide)] if high is not None and wide is not None else []
    sizes += [size for size, _ in Counter(pair.output.shape for pair in pairs).most_common()]
    if test_input is not None:
        sizes.append(test_input.shape)
    return list(dict.fromkeys(sizes)) or [UNKNOWN_SIZE]


def _likely_side(pairs: Sequence[Pair], test_input: Grid, axis: int) -> int | None:
    """The side along one axis by the cheapest rule that holds for every demonstration; None without one."""
    if not pairs:
        return test_input.shape[axis]
    inputs = [pair.input.shape for pair in pairs] + [test_input.shape]
    rules = side_rules(inputs, [pair.output.shape for pair in pairs], axis)
    return int(rules[0][2][-1]) if rules else None


def _guesses(pairs: Sequence[Pair], test_input: Grid | None) -> Iterator[Grid]:
    """Yield grids, best first: fillings of the likely sizes, then plain grids of every color."""
    sizes = likely_sizes(pairs, test_input)
    for size in sizes[:2]:
        scored: list[tuple[float, Grid]] = []
        majority = _majority(pairs, size)
        if majority is not None:
            scored.append(majority)
        if test_input is not None:
            scored += _fillings(pairs, test_input, size)
        # Stable: among equals the earlier filling, the majority first.
        yield from (grid for _, grid in sorted(scored, key=lambda item: -item[0]))
    for color in _colors(pairs):
        yield np.full(sizes[0], color, np.uint8)


def _fillings(pairs: Sequence[Pair], test_input: Grid, size: Size) -> Iterator[tuple[float, Grid]]:
    """Fill by each take and the recoloring that suits it best, with the share of demonstration cells it gets right."""
    if not pairs:
        yield from ((0.0, take(test_input, size)) for take in TAKES)
        return
    # All demonstrations side by side in one row of cells, and each demonstration weighs the same.
    wanted = np.concatenate([pair.output.ravel() for pair in pairs])
    weights = np.concatenate([np.full(pair.output.size, 1 / (len(pairs) * pair.output.size)) for pair in pairs])
    for take in TAKES:
        taken = np.concatenate([take(pair.input, pair.output.shape).ravel() for pair in pairs])
        counts = np.bincount(COLOR_COUNT * taken.astype(np.int64) + wanted, minlength=COLOR_COUNT * COLOR_COUNT)
        # Twice the count, and one more on the diagonal: an unseen or undecided color stays what it is.
        table = 2 * counts.reshape(COLOR_COUNT, COLOR_COUNT) + np.eye(COLOR_COUNT, dtype=np.int64)
        recolored = table.argmax(axis=1).astype(np.uint8)
        yield float((recolored[taken] == wanted) @ weights), recolored[take(test_input, size)]


def _majority(pairs: Sequence[Pair], size: Size) -> tuple[float, Grid] | None:
    """Take the most frequent color of each cell over the outputs of this size, with its share of right cells.

    The share leaves out the demonstration that it is measured on. None when fewer than two outputs have the size.
    """
    outputs = [pair.output for pair in pairs if pair.output.shape == size]
    if len(outputs) < 2:
        return None
    votes = np.stack([np.stack(outputs) == color for color in range(COLOR_COUNT)]).astype(np.int64)
    total = votes.sum(axis=1)
    shares = [float(((total - votes[:, index]).argmax(axis=0) == output).mean()) for index, output in enumerate(outputs)]
    return sum(shares) / len(pairs), total.argmax(axis=0).astype(np.uint8)


def _colors(pairs: Sequence[Pair]) -> list[int]:
    """All colors, the most frequent in the outputs first."""
    counts = sum((np.bincount(pair.output.ravel(), minlength=COLOR_COUNT) for pair in pairs), np.zeros(COLOR_COUNT, np.int64))
    return [int(color) for color in np.argsort(-counts, kind="stable")]


def _repeated(grid: Grid, size: Size) -> Grid:
    """Tile the grid over the size; the top left part when the size is smaller."""
    rows, cols = (np.arange(side) % own for side, own in zip(size, grid.shape, strict=True))
    return grid[rows[:, None], cols]


def _mirrored(grid: Grid, size: Size) -> Grid:
    """Tile the grid with every other copy mirrored."""
    rows, cols = (np.arange(side) % (2 * own) for side, own in zip(size, grid.shape, strict=True))
    return grid[np.minimum(rows, 2 * grid.shape[0] - 1 - rows)[:, None], np.minimum(cols, 2 * grid.shape[1] - 1 - cols)]


def _stretched(grid: Grid, size: Size) -> Grid:
    """Scale the grid to the size by the nearest cell."""
    rows, cols = (np.arange(side) * own // side for side, own in zip(size, grid.shape, strict=True))
    return grid[rows[:, None], cols]


def _content(grid: Grid, size: Size) -> Grid:
    """Take the box of all cells that differ from the most frequent color, scaled to the size."""
    other = grid != np.bincount(grid.ravel()).argmax()
    rows, cols = np.flatnonzero(other.any(axis=1)), np.flatnonzero(other.any(axis=0))
    return _stretched(grid[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1] if len(rows) else grid, size)


# Ways to make a grid of a given size from an input, simplest first.
TAKES: tuple[Callable[[Grid, Size], Grid], ...] = (
    _repeated,
    _stretched,
    _mirrored,
    lambda grid, size: _repeated(grid[::-1, ::-1], size)[::-1, ::-1],  # the bottom right part
    _content,
    lambda grid, size: _repeated(grid[::-1], size),
    lambda grid, size: _repeated(grid[:, ::-1], size),
    lambda grid, size: _repeated(grid[::-1, ::-1], size),
    lambda grid, size: _repeated(grid.T, size),
    lambda grid, size: _repeated(grid.T[::-1], size),
    lambda grid, size: _repeated(grid.T[:, ::-1], size),
    lambda grid, size: _repeated(grid.T[::-1, ::-1], size),
)
