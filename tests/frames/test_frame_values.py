"""Worked examples of single frames: what they make of a task, and how answers are carried back."""

from __future__ import annotations

import numpy as np
import pytest

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.frames.alignment import (
    MOTION_NAMES,
    Experience,
    alignments,
    code_bits,
    histogram,
    keys_of,
    moved_count,
    outcomes_of,
    sight_of,
)
from solver.frames.background import background_as_zero, edge_as_zero, is_all_ground, on_zero, shared_as_zero
from solver.frames.catalog import build_of
from solver.frames.cleaned import cleaned
from solver.frames.frame import Frame, for_the_tests, in_turn, is_solution, mapped
from solver.frames.motion import motion_per_pair
from solver.frames.reflections import antitransposed, transposed
from solver.frames.regions import regions
from solver.frames.separators import without_separators
from solver.seeing.motions import MOTIONS
from solver.task import Pair, Task, as_grid, same_grid


def test_the_background_is_exchanged_with_0_in_every_grid():
    before, after = as_grid([[7, 7, 0], [7, 3, 7]]), as_grid([[7, 3, 0], [7, 3, 7]])
    test = as_grid([[4, 4], [4, 7]])
    (frame,) = background_as_zero(Task("grounds", (Pair(before, after),), (test,)), Budget())
    assert frame.task.train[0].input.tolist() == [[0, 0, 7], [0, 3, 0]]
    assert frame.task.train[0].output.tolist() == [[0, 3, 7], [0, 3, 0]]
    assert frame.task.test[0].tolist() == [[0, 0], [0, 7]]
    (back,) = frame.decode((as_grid([[0, 4], [7, 3]]),))
    assert back.tolist() == [[4, 0], [7, 3]]


def test_a_background_of_0_needs_no_frame():
    grid = as_grid([[0, 0], [0, 3]])
    assert background_as_zero(Task("plain", (Pair(grid, grid),), (grid,)), Budget()) == []


def test_a_task_without_free_cells_is_all_ground():
    plain, ground = as_grid([[0, 0, 3]]), as_grid([[7, 7, 3]])
    assert is_all_ground(Task("grounds", (Pair(plain, plain),), (ground,)))
    assert not is_all_ground(Task("a hole", (Pair(plain, plain),), (as_grid([[7, 7, 0]]),)))
    assert not is_all_ground(Task("textures", (), (as_grid([[1, 2, 3, 3, 4]]),)))


def test_a_background_that_is_not_clear_makes_no_frame():
    grid = as_grid([[1, 2, 3], [4, 1, 5]])
    assert background_as_zero(Task("textures", (Pair(grid, grid),), (grid,)), Budget()) == []


def test_what_lies_on_the_edge_is_the_background_of_a_large_thing():
    cake = as_grid([[7, 7, 7, 7, 7], [7, 3, 3, 3, 7], [7, 3, 3, 3, 7], [7, 3, 3, 3, 7]])
    large = as_grid([[5, 5, 5, 5], [3, 3, 3, 5], [3, 3, 3, 5], [3, 3, 3, 5]])
    (frame,) = edge_as_zero(Task("cakes", (Pair(cake, cake[1:]),), (large,)), Budget())
    assert frame.task.train[0].output.tolist() == [[0, 3, 3, 3, 0]] * 3
    assert frame.task.test[0].tolist() == [[0, 0, 0, 0], [3, 3, 3, 0], [3, 3, 3, 0], [3, 3, 3, 0]]
    assert frame.decode((as_grid([[0, 5]]),))[0].tolist() == [[5, 0]]
    assert edge_as_zero(Task("as the main color", (Pair(cake, cake),), (cake,)), Budget()) == []


def test_halves_lie_side_by_side_on_the_color_that_they_share():
    across, below = as_grid([[1, 1, 4, 2, 4, 2]]), as_grid([[5, 5], [5, 6], [7, 7], [7, 4]])
    task = Task("halves", (Pair(across, as_grid([[4, 1, 1]])), Pair(below, as_grid([[5, 5], [5, 6]]))), (below,))
    assert shared_as_zero(task, Budget()) == [], "the halves of the second one share no color"
    below = as_grid([[5, 5], [5, 6], [6, 7], [7, 7]])
    task = Task("halves", (Pair(across, as_grid([[4, 1, 1]])), Pair(below, as_grid([[5, 5], [5, 6]]))), (below,))
    (frame,) = shared_as_zero(task, Budget())
    assert frame.task.train[0].input.tolist() == [[1, 1, 0, 3, 2, 0, 2]]
    assert frame.task.train[0].output.tolist() == [[0, 1, 1]]
    assert frame.task.test[0].tolist() == [[5, 5, 1, 0, 7], [5, 0, 1, 7, 7]]
    assert frame.decode((as_grid([[0, 5]]),))[0].tolist() == [[6, 5]]


def test_wide_halves_are_transposed_and_none_are_wider_than_a_grid():
    below = as_grid([[5] * 15 + [6] * 5, [5] * 20, [6] * 20, [7] * 20])
    task = Task("wide", (Pair(below, below[:2]),), (below,))
    (frame,) = shared_as_zero(task, Budget())
    assert frame.task.test[0].shape == (20, 5) and frame.task.train[0].output.shape == (20, 2)
    assert same_grid(frame.decode((frame.task.train[0].output,))[0], below[:2])
    large = np.repeat(np.repeat(below, 7, axis=0), 30, axis=1)[:30, :30]
    assert shared_as_zero(Task("large", (Pair(large, large),), (large,)), Budget()) == []


def test_colors_that_only_outputs_have_keep_one_name_by_count():
    shown = (Pair(as_grid([[1, 1, 2]]), as_grid([[4, 1, 2]])), Pair(as_grid([[2, 2, 7]]), as_grid([[4, 2, 7]])))
    (frame,) = build_of("colors_by_count")(Task("new", shown, (as_grid([[9, 9, 8]]),)), Budget())
    assert [pair.output.tolist() for pair in frame.task.train] == [[[9, 0, 1]]] * 2
    assert frame.decode((as_grid([[9, 0, 1]]),))[0].tolist() == [[4, 9, 8]]


def test_separators_are_taken_out_and_put_back():
    before = as_grid([[1, 5, 2], [5, 5, 5], [3, 5, 4]])
    after = as_grid([[4, 5, 3], [5, 5, 5], [2, 5, 1]])
    (frame,) = without_separators(Task("panels", (Pair(before, after),), (after,)), Budget())
    assert frame.task.train[0].input.tolist() == [[1, 2], [3, 4]]
    assert frame.task.train[0].output.tolist() == [[4, 3], [2, 1]]
    assert same_grid(frame.decode((as_grid([[1, 2], [3, 4]]),))[0], before)
    assert frame.decode((as_grid([[1]]),)) is None


def test_separators_may_have_a_color_of_their_own_in_every_grid():
    grids = [as_grid([[0, line, 0], [0, line, 3], [0, line, 0]]) for line in (5, 7, 8)]
    task = Task("panels", tuple(Pair(grid, grid) for grid in grids[:2]), (grids[2],))
    (frame,) = without_separators(task, Budget())
    assert [grid.tolist() for grid in frame.task.inputs] == [[[0, 0], [0, 3], [0, 0]]] * 3
    assert same_grid(frame.decode((as_grid([[1, 2], [3, 4], [5, 6]]),))[0], as_grid([[1, 8, 2], [3, 8, 4], [5, 8, 6]]))


def test_no_separators_no_frame():
    grid = as_grid([[1, 0], [0, 1]])
    assert without_separators(Task("plain", (Pair(grid, grid),), (grid,)), Budget()) == []


def test_what_a_moved_grid_sees_is_what_is_seen_in_it():
    """The permuted sight of a grid is the sight of the moved grid, up to the order of the cells."""
    grid = (np.random.default_rng(3).random((5, 7)) < 0.3).astype(np.uint8)
    for name, move in MOTIONS.items():
        moved = keys_of(sight_of(np.ascontiguousarray(move(grid))), MOTION_NAMES[0])
        permuted = keys_of(sight_of(grid), name)
        assert np.array_equal(np.sort(moved, axis=1), np.sort(permuted, axis=1))
        cells = np.stack([move(view.reshape(grid.shape)).ravel() for view in permuted])
        assert np.array_equal(moved, cells)


def test_sight_is_that_of_a_slow_look_around():
    grid = (np.random.default_rng(4).random((4, 6)) < 0.3).astype(np.uint8)
    sight = sight_of(grid)
    steps = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
    for row in range(4):
        for col in range(6):
            for number, (down, right) in enumerate(steps):
                ray = [(row + k * down, col + k * right) for k in range(1, 7)]
                ray = [(r, c) for r, c in ray if 0 <= r < 4 and 0 <= c < 6]
                cell = row * 6 + col
                assert sight.seen[0, number, cell] == bool(ray and grid[ray[0]])
                assert sight.seen[1, number, cell] == any(grid[place] for place in ray)


def test_outcomes_that_are_known_take_fewer_bits():
    counts = np.zeros((1, 512, 3))
    counts[0, 5] = (10, 0, 0)
    sure = code_bits(counts)
    counts[0, 5] = (5, 5, 0)
    assert 0 < sure < 3 < 9 < code_bits(counts)


def rays(seed: int, motion: str) -> Pair:
    """Every set cell shines upward to the edge from above the ground; then all is moved."""
    random = np.random.default_rng(seed)
    before = np.zeros((9, 10), np.uint8)
    before[random.choice(np.arange(2, 8), 3, replace=False), random.choice(np.arange(1, 9), 3, replace=False)] = 3
    before[8] = 5
    after = before.copy()
    for row, col in np.argwhere(before == 3):
        after[:row, col] = 4
    return Pair(*(np.ascontiguousarray(MOTIONS[motion](grid)) for grid in (before, after)))


def test_demonstrations_are_lined_up_by_what_they_do():
    motions = ("as it is", "rotate_clockwise", "flip_rows")
    pairs = [rays(seed, motion) for seed, motion in enumerate(motions)]
    as_they_are, found = alignments([(pair.input, pair.output) for pair in pairs])
    bits, best = found[0]
    assert bits < as_they_are
    moved = [np.ascontiguousarray(MOTIONS[name](pair.output)) for name, pair in zip(best, pairs, strict=True)]
    for grid in moved:
        assert all((grid[: np.flatnonzero(grid[:, col] == 3)[0], col] == 4).all() for col in np.flatnonzero((grid == 3).any(0)))


def test_the_prediction_that_does_what_the_others_do_surprises_less():
    pairs = [rays(seed, "as it is") for seed in range(3)]
    known = Experience.of([(pair.input, pair.output) for pair in pairs])
    right, wrong = rays(7, "as it is"), rays(7, "flip_rows")
    assert known.surprise(right.input, right.output) < known.surprise(wrong.input, wrong.output)


def test_a_turned_test_is_carried_back():
    """Demonstrations alike, only the test is turned: one of the ways turns it, and what is predicted is turned back."""
    pairs = tuple(rays(seed, "as it is") for seed in range(3))
    asked = rays(9, "rotate_clockwise")
    (frame,) = motion_per_pair(Task("turned", pairs, (asked.input,)), Budget())
    straight = rays(9, "as it is")
    backs = [way.decode((straight.output,)) for way in frame.ways if same_grid(way.task.test[0], straight.input)]
    assert backs and all(same_grid(back[0], asked.output) for back in backs)


def test_stray_cells_are_cleaned_away_before_a_rule_looks():
    shape = as_grid([[3, 3], [3, 3]])

    def noisy(row: int) -> np.ndarray:
        grid = np.zeros((7, 7), np.uint8)
        grid[row : row + 2, 3:5] = 3
        grid[[0, 0, 6], [0, 6, 1]] = 5
        return grid

    frame = next(iter(cleaned(Task("noise", tuple(Pair(noisy(row), shape) for row in (2, 3)), (noisy(4),)), Budget())))
    assert not any((grid == 5).any() for grid in frame.task.inputs)
    assert [int((grid == 3).sum()) for grid in frame.task.inputs] == [4, 4, 4]
    assert frame.task.outputs == (shape, shape)


def test_regions_of_any_size_are_tasks_and_are_joined_again():
    def house(colors: tuple[int, int], at: int) -> np.ndarray:
        grid = np.zeros((3, 8), np.uint8)
        grid[:, at] = 5
        grid[1, at - 1], grid[1, at + 2] = colors
        return grid

    pairs = tuple(Pair(house(colors, at), as_grid([colors])) for colors, at in (((1, 2), 3), ((3, 4), 2)))
    frames = list(regions(Task("rooms", pairs, (house((6, 7), 4),)), Budget()))
    (frame,) = [one for one in frames if "along" not in one.words]
    assert [pair.output.tolist() for pair in frame.task.train] == [[[1]], [[2]], [[3]], [[4]]]
    assert [grid.shape for grid in frame.task.test] == [(3, 4), (3, 3)]
    assert frame.decode((as_grid([[6]]), as_grid([[7]])))[0].tolist() == [[6, 7]]
    assert frame.decode((as_grid([[6]]), as_grid([[7, 7], [7, 7]]))) is None


def test_frames_that_take_0_for_free_stand_on_it():
    before, after = as_grid([[7, 3, 7, 7]] * 2), as_grid([[7, 7, 3, 7]] * 2)
    task = Task("pieces", (Pair(before, after),) * 2, (before,))
    for frame in build_of("piecewise")(task, Budget()):
        assert not any((grid == 7).any() for grid in frame.task.inputs)


def test_histograms_count_every_cell_once():
    pair = rays(1, "as it is")
    counts = histogram(sight_of(pair.input), MOTION_NAMES[0], outcomes_of(pair.input, pair.output))
    assert counts.sum(axis=(1, 2)).tolist() == [pair.input.size] * 3
    assert counts[0, :, 1].sum() == (pair.input != pair.output).sum()


def test_outputs_of_all_inputs_leave_those_of_the_tests_when_the_shown_ones_are_right():
    one, other, third = (as_grid([[color]]) for color in (1, 2, 3))
    task = Task("plain", (Pair(other, one),), (third,))
    assert for_the_tests(task, (one, third)) == (third,)
    assert for_the_tests(task, (other, third)) is None


def test_ways_back_are_taken_in_turn_until_one_cannot():
    def more(grids):
        return tuple(grid + 1 for grid in grids) if grids[0][0, 0] < 3 else None

    assert in_turn(more, more)((as_grid([[1]]),))[0].tolist() == [[3]]
    assert in_turn(more, lambda grids: None)((as_grid([[1]]),)) is None
    assert in_turn(more, more)((as_grid([[3]]),)) is None


def test_every_grid_is_changed_by_the_change_of_its_index():
    grids = [as_grid([[1, 2]]), as_grid([[3, 4]])]
    task = Task("plain", (Pair(grids[0], grids[1]),), (grids[1],))
    found = mapped(task, [lambda grid: grid[:, ::-1], lambda grid: grid + 1])
    assert [grid.tolist() for grid in (*found.inputs, *found.outputs)] == [[[2, 1]], [[4, 5]], [[4, 3]]]


@pytest.mark.parametrize(
    ("fits", "cost", "counts"), [(2, 5.0, True), (1, 5.0, False), (2, 5.5, False), (2, float("nan"), True)]
)
def test_what_counts_in_a_strict_frame_with_a_limit_of_bits(fits, cost, counts):
    grid = as_grid([[1]])
    frame = Frame(Task("plain", (Pair(grid, grid),) * 2, (grid,)), lambda grids: grids, most_bits=5.0, is_strict=True)
    assert is_solution(frame)(Candidate((grid,), "made", "", cost, fits, 2)) == counts


def test_diagonals_reflect_every_grid_and_reflect_back():
    grid = as_grid([[1, 2, 3], [4, 5, 6]])
    task = Task("plain", (Pair(grid, grid),), (grid,))
    (straight,), (other,) = transposed(task, Budget()), antitransposed(task, Budget())
    assert straight.task.test[0].tolist() == [[1, 4], [2, 5], [3, 6]]
    assert other.task.test[0].tolist() == [[6, 3], [5, 2], [4, 1]]
    assert all(same_grid(frame.decode((frame.task.test[0],))[0], grid) for frame in (straight, other))


def test_frames_on_zero_have_their_background_as_0():
    grid = as_grid([[7, 7, 3], [7, 7, 7]])
    (frame,) = on_zero(transposed)(Task("ground", (Pair(grid, grid),), (grid,)), Budget())
    assert frame.task.test[0].tolist() == [[0, 0], [0, 0], [3, 0]]
    assert same_grid(frame.decode((frame.task.test[0],))[0], grid)


def test_moved_demonstrations_are_counted():
    assert moved_count(("as it is", "flip_rows", "as it is", "transpose")) == 2


def test_an_input_lined_up_with_the_demonstrations_is_least_strange():
    known = Experience.of([(pair.input, pair.output) for pair in (rays(seed, "as it is") for seed in range(3))])
    turned = known.strangeness(rays(7, "rotate_clockwise").input)
    assert min(turned, key=turned.get) in ("rotate_counterclockwise", "transpose_other_diagonal", "transpose")
    straight = known.strangeness(rays(7, "as it is").input)
    assert straight["as it is"] < straight["flip_rows"]
