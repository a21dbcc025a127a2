"""Cell features from beyond the first hit: places between hits, what is hit after a bounce, objects hit, what objects hit.

Objects are cells of one color joined by sides or corners.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import types

from solver.jit import GRID, INTEGER, compiled
from solver.rules.cells.feature import NO_COLOR, Block, colors, counts_in, each, most_common, numbers
from solver.rules.cells.look import DIRECTIONS, DOWN, RIGHT, SLANTED, STRAIGHT, Look
from solver.rules.cells.rays import NEVER
from solver.seeing.attributes import SIZE
from solver.seeing.components import COL_STEPS, ROW_STEPS
from solver.task import Grid

_ONE, _OTHER = np.triu_indices(4, 1)


@compiled(types.Array(types.uint8, 2, "C")(GRID, INTEGER))
def bounces(framed: Grid, background: int) -> np.ndarray:
    """What slanted rays from cells of the background hit (4, cells) after the frame or a set cell throws them back, once.

    NO_COLOR where it is nothing, or where they are not thrown back.
    """
    height, width = framed.shape[0] - 2, framed.shape[1] - 2
    found = np.full((4, height * width), NO_COLOR, np.uint8)
    for cell in range(found.size):
        direction, row, col = cell % 4, 1 + cell // 4 // width, 1 + cell // 4 % width
        down, right, is_bounced = ROW_STEPS[4 + direction], COL_STEPS[4 + direction], False
        while framed[row, col] == background:
            ahead = framed[row + down, col + right]
            if ahead == background:
                row += down
                col += right
            elif is_bounced:
                found[direction, cell // 4] = ahead
                break
            else:
                is_bounced = True
                is_level = framed[row + down, col] != background
                if is_level == (framed[row, col + right] != background):
                    break
                down, right = (-down, right) if is_level else (down, -right)
    return found


def reach(look: Look) -> Iterator[Block]:
    """What lies between, beside and behind what the rays from a cell hit."""
    (far, run), hit, ground = look.steps, look.hit, look.background
    is_hit = far > 0
    on_both, axes, distance = is_hit[:2] & is_hit[2:4], ("col", "row"), np.where(is_hit, far, NEVER)
    off_middle = np.where(on_both, abs(far[:2] - far[2:4]), NEVER)
    yield numbers("between", 5, {each("off the middle of hits in {}", axes): off_middle})
    yield numbers("between", 5, {each("gap between hits in {}", axes): np.where(on_both, far[:2] + far[2:4] - 1, NEVER)})
    yield from _counted(look)
    yield numbers("ray parity", 5, {each("distance {} mod 2", DIRECTIONS): np.where(is_hit, far % 2, 2)})
    nearest = distance[:4].min(axis=0)
    parities = [np.where(nearest < NEVER, nearest % number, number) for number in (2, 3)]
    yield numbers("ray parity", 5, {each("distance of nearest straight hit mod {}", (2, 3)): parities})
    bounced = bounces(look.framed, ground)
    yield colors("bounce", 5, {each("color hit {} after a bounce", SLANTED): bounced})
    yield colors("bounce", 5, {"main color hit after a bounce": most_common(counts_in(bounced, ground))})
    there = np.arange(look.own.size) + far * (
        DOWN * look.grid.shape[1] + RIGHT
    )  # what is hit; the cell itself where nothing is
    met = np.where(is_hit, look.corner_objects.labels.ravel()[there], 0)
    sizes = np.where(is_hit, look.corner_objects.table[met - 1, SIZE], 0)
    yield from _of_objects_hit(look, met, sizes)
    runs = np.where(is_hit, np.take_along_axis(run, there, 1), 0)
    yield numbers("behind", 5, {each("cells of the run hit {}", DIRECTIONS): runs})
    yield colors("behind", 5, {each("color behind the hit {}", DIRECTIONS): np.where(is_hit, look.ahead(far + runs), NO_COLOR)})
    pointing = np.where(runs > 1, hit, NO_COLOR)
    mains = [most_common(counts_in(some, ground)) for some in (pointing[:4], pointing[4:])]
    yield colors("behind", 4, {each("main color of runs that point here {}", ("straight", "slanted")): mains})
    is_near = is_hit[:4] & (far[:4] <= sizes[:4])
    yield numbers("behind", 5, {each("{}: not farther than the object hit has cells", STRAIGHT): is_near})
    yield numbers("set", 2, {"set": look.is_set})
    yield numbers("set", 4, {each("set {}", DIRECTIONS): np.where(look.around == NO_COLOR, 2, look.around != ground)})


def _counted(look: Look) -> Iterator[Block]:
    """How many cells are set on each side, and the parity of runs above and on the left."""
    is_set = look.is_set.reshape(look.grid.shape).astype(np.int64)
    before = [is_set.cumsum(axis=axis) - is_set for axis in (0, 1)]
    after = [is_set.sum(axis=axis, keepdims=True) - before[axis] - is_set for axis in (0, 1)]
    sides = np.array([before[0], after[1], after[0], before[1]]).reshape(4, -1)
    yield numbers("between", 6, {each("set cells {}", STRAIGHT): sides})
    is_first = (look.around == look.background) | (look.around == NO_COLOR)
    starts = [is_set & is_first[side].reshape(is_set.shape) for side in (0, 3)]
    runs = np.array([one.cumsum(axis=axis) - one for axis, one in enumerate(starts)]).reshape(2, -1) % 2
    yield numbers("between", 5, {each("set runs {} mod 2", ("above", "to the left")): runs})


def _of_objects_hit(look: Look, met: np.ndarray, sizes: np.ndarray) -> Iterator[Block]:
    """The objects that a cell hits, and what its object hits. met, sizes: their labels and sizes, 0 for none (8, cells)."""
    scene, kind = look.corner_objects, "hit object"
    labels = scene.labels.ravel()
    yield numbers(kind, 5, {each("size of object hit {}", DIRECTIONS): sizes})
    yield numbers(kind, 5, {"size of largest object hit straight": sizes[:4].max(axis=0)})
    yield numbers(kind, 5, {"size of largest object hit": sizes.max(axis=0)})
    largest = look.hit[sizes[:4].argmax(axis=0), np.arange(look.own.size)]
    yield colors(kind, 5, {"color of largest object hit straight": largest})
    is_twice = ((met[_ONE] == met[_OTHER]) & (met[_ONE] > 0)).any(axis=0)
    yield numbers(kind, 5, {"an object is hit twice": is_twice})
    shown = np.where(look.hit[:4] == look.own, NO_COLOR, look.hit[:4])
    codes = (shown.astype(np.int64) * 4 + np.arange(4)[:, None]) * (scene.count + 1) + labels
    counts = np.bincount(codes.ravel(), minlength=(NO_COLOR + 1) * 4 * (scene.count + 1)).reshape(-1, 4, scene.count + 1)
    counts = counts[:NO_COLOR]
    main, of_all = (np.where(look.is_set, most_common(one)[..., labels], NO_COLOR) for one in (counts, counts.sum(axis=1)))
    yield colors("object ray", 5, {each("main color hit {} by the object", STRAIGHT): main})
    yield colors("object ray", 5, {"main color hit by the object": of_all})
    yield numbers("object ray", 5, {"directions in which the object hits": (main != NO_COLOR).sum(axis=0)})
