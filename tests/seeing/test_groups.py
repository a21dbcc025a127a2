"""Groups of objects: which there are, and what is in them."""

import numpy as np
from solver.seeing.groups import COLORS_APART, groups_of

from solver.task import Pair, Task
from tests.seeing.grids import drawn

GRIDS = [drawn("1100 0002 2002 0000"), drawn("0110 0000 2033 0000")]
TASK = Task("made", (Pair(GRIDS[0], GRIDS[0]),), (GRIDS[1],))


def cells_of(group):
    """Cells of the members, one boolean grid per input."""
    return [
        np.isin(scene.labels, np.flatnonzero(member) + 1) for scene, member in zip(group.scenes, group.members, strict=True)
    ]


def test_the_first_group_of_a_cut_is_all_and_every_other_is_a_part_of_it():
    cuts = list(groups_of(TASK, [0, 0]))
    assert cuts
    for groups in cuts:
        everything = cells_of(groups[0])
        assert all(np.array_equal(mine, grid != 0) for mine, grid in zip(everything, GRIDS, strict=True))
        seen = {b"".join(member.tobytes() for member in group.members) for group in groups}
        assert len(seen) == len(groups) and all(member.any() for group in groups for member in group.members)


def test_colors_that_the_demonstrations_show_make_groups():
    (groups,) = [groups for groups in groups_of(TASK, [0, 0]) if groups[0].words == COLORS_APART] or [None]
    by_words = {group.words: cells_of(group) for group in groups}
    for color in (1, 2):
        found = by_words[f"{COLORS_APART} of color {color}"]
        assert all(np.array_equal(mine, grid == color) for mine, grid in zip(found, GRIDS, strict=True))
    assert not any(words.endswith("of color 3") for words in by_words)


def test_an_attribute_tells_objects_apart():
    words = {group.words: cells_of(group) for groups in groups_of(TASK, [0, 0]) for group in groups}
    assert [mine.sum() for mine in words["one-colored objects with size = 1"]] == [1, 1]
    assert words["one-colored objects with size = 1"][0].tolist() == [[False] * 4] * 2 + [[True, False, False, False]] + [
        [False] * 4
    ]
