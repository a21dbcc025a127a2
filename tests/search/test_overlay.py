"""Overlays: masks and compositions against slow drawing, cell by cell."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from solver.budget import Budget
from solver.search import bank, overlay
from solver.search.bank import GRID_KIND, Store
from solver.search.enumeration import Enumeration
from solver.search.overlay import ALL, NONZERO, ZEROS, Composer, Layer, Overlay
from solver.task import Grid, as_grid, same_grid
from tests.samples import SAMPLES, random_grid, task_of

pytestmark = pytest.mark.usefixtures("warm")

STEPS = 1_500_000
BYTES = 60_000_000
LAYERS = 3
BEAM = 4


def halo(grid: Grid) -> Grid:
    """The grid over its mirror image over a background: what layers are for."""
    return np.where(grid > 0, grid, np.where(grid[:, ::-1] > 0, grid[:, ::-1], 4))


MADE = task_of(halo, [random_grid(np.random.default_rng(seed), 7, 0.6) for seed in range(4)], name="halo")
TASKS = {"halo": MADE} | {
    name: SAMPLES[name] for name in ("halo-without-the-star", "dust-in-the-mirror", "both-halves-agree", "giant-turns-red")
}


@cache
def composed(name: str) -> tuple[Enumeration, Composer, list[Overlay]]:
    task = TASKS[name]
    enumeration = Enumeration(task, Budget(STEPS), BYTES)
    list(enumeration.levels())
    store = enumeration.store
    count = int(store.counts[bank.VALUES])
    values = np.flatnonzero(store.origins[:count, 0] == GRID_KIND)
    composer = Composer(store, task.outputs, values, Budget())
    return enumeration, composer, list(composer.compositions(LAYERS, BEAM))


def cells_of(store: Store, layer: Layer, example: int) -> dict[tuple[int, int], int]:
    """Color of every cell that a layer covers, by its place in the whole grid."""
    grid_id = int(store.rows[layer.value, example])
    grid = bank.grid_of(store, grid_id)
    row, col = (0, 0) if layer.is_moved else store.places[grid_id, 3:].tolist()
    return {(int(r) + row, int(c) + col): int(grid[r, c]) for r, c in np.ndindex(grid.shape)}


def shown(cell: int, layer: Layer) -> int | None:
    """The color in which a layer shows a cell, or None."""
    if layer.shown != ALL and (cell == 0) != (layer.shown == ZEROS):
        return None
    return cell if layer.color is None else layer.color


def drawn(store: Store, found: Overlay, example: int, size: tuple[int, int]) -> Grid | None:
    """Draw from the bottom layer up, cell by cell; None when a cell stays free."""
    out = np.full(size, -1)
    for layer in reversed(found.layers):
        for (row, col), color in cells_of(store, layer, example).items():
            if 0 <= row < size[0] and 0 <= col < size[1] and shown(color, layer) is not None:
                out[row, col] = shown(color, layer)
    return None if (out < 0).any() else out.astype(np.uint8)


@pytest.mark.parametrize("name", TASKS)
def test_masks_are_what_the_cells_say(name):
    enumeration, composer, _ = composed(name)
    rng = np.random.default_rng(2)
    for piece in rng.choice(len(composer.values), min(60, len(composer.values)), replace=False):
        layer = Layer(int(composer.values[piece]), bool(composer.is_moved[piece]), ALL)
        for example, output in enumerate(TASKS[name].outputs):
            cells = cells_of(enumeration.store, layer, example)
            _, _, word, _ = composer.frames[example]
            for at, (row, col) in enumerate(np.ndindex(output.shape)):
                color = cells.get((row, col))
                bits = [
                    int(mask[piece, word + at // 64]) >> at % 64 & 1
                    for mask in (composer.inside, composer.nonzero, composer.wrong)
                ]
                assert bits == [color is not None, bool(color), color is not None and color != output[row, col]]


def test_there_are_overlays_to_look_at():
    depths = [len(found.layers) for name in TASKS for found in composed(name)[2]]
    layers = [layer for name in TASKS for found in composed(name)[2] for layer in found.layers]
    assert len(depths) > 20 and max(depths) == LAYERS
    assert {layer.shown for layer in layers if layer.color is None} == {NONZERO, ZEROS, ALL}
    assert {layer.shown for layer in layers if layer.color is not None} == {NONZERO, ZEROS, ALL}


@pytest.mark.parametrize("name", TASKS)
def test_overlays_reproduce_the_outputs(name):
    enumeration, _, found = composed(name)
    for one in found:
        for example, output in enumerate(TASKS[name].outputs):
            slow = drawn(enumeration.store, one, example, output.shape)
            fast = overlay.render(enumeration.store, one, example, output.shape)
            assert slow is not None and same_grid(slow, output), one
            assert fast is not None and same_grid(fast, output), one


@pytest.mark.parametrize("name", TASKS)
def test_predictions_are_legal_and_as_drawn(name):
    enumeration, _, found = composed(name)
    task = TASKS[name]
    first = len(task.train)
    for one in found:
        for sizes in (tuple(grid.shape for grid in task.test), ((9, 4),) * len(task.test), ((30, 30),) * len(task.test)):
            grids = overlay.predictions(enumeration.store, one, first, sizes)
            slow = [drawn(enumeration.store, one, first + index, size) for index, size in enumerate(sizes)]
            assert (grids is None) == any(grid is None for grid in slow)
            for grid, other, size in zip(grids or (), slow, sizes, strict=bool(grids)):
                assert as_grid(grid).shape == size
                assert same_grid(grid, other)


def test_a_demonstration_can_be_left_out():
    task = TASKS["halo"]
    enumeration, composer, _ = composed("halo")
    for left_out in range(len(task.train)):
        found = list(composer.compositions(LAYERS, 2, left_out))
        assert found
        for one in found:
            for example, output in enumerate(task.outputs):
                if example != left_out:
                    assert same_grid(drawn(enumeration.store, one, example, output.shape), output)


def test_it_stops_with_its_budget():
    enumeration, composer, _ = composed("halo")
    budget = Budget(1)
    short = Composer(enumeration.store, TASKS["halo"].outputs, composer.values[:2000], budget)
    list(short.compositions(LAYERS, BEAM))
    assert budget.spent <= 4_000_000
