"""Facts of an output beside its input, as integers: what demonstrations may all do alike."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.seeing.attributes import COLOR, EDGE, RECTANGLE, SHAPE, SIZE
from solver.seeing.changes import CHANGE_FACTS, PATCH_FACTS, change_facts, patch_facts
from solver.seeing.colors import backgrounds_of
from solver.seeing.palette import color_counts, most_frequent
from solver.seeing.pieces import all_among, collection, described, gaps_of, how_many, largest_size, line_count, pieces_of
from solver.task import Grid

UNKNOWN = -1  # a fact that does not apply, for example of the changes when the sides differ


@compiled()
def _put(facts: np.ndarray, at: int, answers: tuple, amounts: tuple) -> int:
    """Write answers, then amounts, from a place on; return the next place."""
    for index in range(len(answers)):
        facts[at + index] = answers[index]
    for index in range(len(amounts)):
        facts[at + len(answers) + index] = amounts[index]
    return at + len(answers) + len(amounts)


COLOR_FACTS = (
    "every color keeps its number of cells", "as many cells are off the background", "no color is new", "no color is lost",
    "no color but the background is lost", "the background is there", "the background stays the most common color",
    "several colors beside the background", "as many cells of each color", "number of colors",
    "number of colors that come or go",
)  # fmt: skip


@compiled()
def _color_facts(old: np.ndarray, new: np.ndarray, old_plain: int, new_plain: int) -> tuple:
    """COLOR_FACTS from the counts of all colors before and after."""
    kept, lost, lost_any, come, first, even, several = True, False, False, False, 0, True, 0
    for color in range(10):
        kept &= old[color] == new[color]
        come |= new[color] > 0 and old[color] == 0
        lost_any |= old[color] > 0 and new[color] == 0
        lost |= color != old_plain and old[color] > 0 and new[color] == 0
        if color != new_plain and new[color]:
            several += 1
            first = first if first else new[color]
            even &= first == new[color]
    off = old.sum() - old[old_plain] == new.sum() - new[old_plain]
    colors, old_colors = 0, 0
    for color in range(10):
        colors += new[color] > 0
        old_colors += old[color] > 0
    stays = most_frequent(old, 0) == most_frequent(new, 0)
    answers = (kept, off, not come, not lost_any, not lost, new[old_plain] > 0, stays, several > 1, even)
    return answers, (colors, colors - old_colors + 10)


@compiled()
def _is_at(grid: np.ndarray, part: np.ndarray, top: int, left: int) -> bool:
    """True when a grid shows a part at a place."""
    for row in range(part.shape[0]):
        for col in range(part.shape[1]):
            if grid[top + row, left + col] != part[row, col]:
                return False
    return True


SYMMETRY_FACTS = (
    "mirrored left to right", "mirrored top to bottom", "mirrored in the diagonal", "looks the same after half a turn",
    "has a symmetry", "all rows are equal", "all columns are equal", "is a part of the input",
)  # fmt: skip


@compiled()
def _symmetry_facts(before: np.ndarray, after: np.ndarray) -> tuple:
    """SYMMETRY_FACTS."""
    height, width = after.shape
    across, down, diagonal, turned, rows, cols = True, True, height == width, True, True, True
    for row in range(height):
        for col in range(width):
            color = after[row, col]
            across &= color == after[row, width - 1 - col]
            down &= color == after[height - 1 - row, col]
            turned &= color == after[height - 1 - row, width - 1 - col]
            diagonal = diagonal and color == after[col, row]
            rows &= color == after[0, col]
            cols &= color == after[row, 0]
    is_part = False
    for top in range(before.shape[0] - height + 1):
        for left in range(before.shape[1] - width + 1):
            is_part = is_part or _is_at(before, after, top, left)
    return (across, down, diagonal, turned, across or down or diagonal, rows, cols), (int(is_part),)


@compiled()
def _spans(labels: np.ndarray) -> bool:
    """True when something is labelled at all four edges."""
    top, bottom, left, right = 0, 0, 0, 0
    for row in range(labels.shape[0]):
        left |= labels[row, 0]
        right |= labels[row, -1]
    for col in range(labels.shape[1]):
        top |= labels[0, col]
        bottom |= labels[-1, col]
    return top > 0 and bottom > 0 and left > 0 and right > 0


OBJECT_FACTS = (
    "no object", "one object", "no lone cell", "only lone cells", "only rectangles", "only lines", "objects of one size",
    "objects of one shape", "all objects at the edge", "no object at the edge", "objects reach all four edges",
    "an object for each color", "objects have one color", "the background is one piece", "background is enclosed",
    "number of objects",
)  # fmt: skip


@compiled()
def _object_facts(after: np.ndarray, plain: int, colors: int, labels: np.ndarray, table: np.ndarray, clusters: int) -> tuple:
    """OBJECT_FACTS of an output with so many colors beside its background, objects of one color and clusters of any."""
    count = len(table)
    holes, parts = gaps_of(after, plain)
    open_parts = how_many(described(after, holes, parts, plain), EDGE, 1)
    edges, lone = how_many(table, EDGE, 1), how_many(table, SIZE, 1)
    is_alike = count == 0 or how_many(table, SHAPE, table[0, SHAPE]) == count
    is_even = count == 0 or how_many(table, SIZE, table[0, SIZE]) == count
    answers = (count == 0, count == 1, lone == 0, lone == count, how_many(table, RECTANGLE, 1) == count,
               line_count(table) == count, is_even, is_alike, edges == count, edges == 0, _spans(labels), colors == count,
               clusters == count, parts == 1, open_parts < parts)  # fmt: skip
    return answers, (count,)


KEPT_FACTS = (
    "as many objects", "fewer objects", "as many objects of any colors",
    "the same shapes", "no new shape", "the same sizes", "no new size", "the largest object keeps its size",
    "objects of the same colors", "number of objects that come or go",
)  # fmt: skip


@compiled()
def _kept_facts(old: np.ndarray, new: np.ndarray, old_clusters: int, new_clusters: int) -> tuple:
    """KEPT_FACTS of tables of objects of one color, and numbers of clusters of any colors."""
    old_count, new_count = len(old), len(new)
    is_largest = old_count > 0 and new_count > 0 and largest_size(old) == largest_size(new)
    answers = (old_count == new_count, old_count > new_count, old_clusters == new_clusters,
               collection(old, SHAPE) == collection(new, SHAPE), all_among(new, old, SHAPE),
               collection(old, SIZE) == collection(new, SIZE), all_among(new, old, SIZE), is_largest,
               collection(old, COLOR) == collection(new, COLOR))  # fmt: skip
    return answers, (new_clusters - old_clusters + 1000,)


FACTS = (*COLOR_FACTS, *SYMMETRY_FACTS, *OBJECT_FACTS, *KEPT_FACTS, *CHANGE_FACTS, *PATCH_FACTS)
AMOUNTS = frozenset(place for place, words in enumerate(FACTS) if words.startswith(("number of", "table of")))  # others: 0 or 1


def measure_facts(before: Grid, after: Grid) -> np.ndarray:
    """The FACTS (int64) of an output beside its input; UNKNOWN where they do not apply."""
    facts = np.full(len(FACTS), UNKNOWN)
    write_facts(before, after, backgrounds_of((before,))[0], backgrounds_of((after,))[0], facts)
    return facts


@compiled(INTEGER(GRID, GRID, INTEGER, INTEGER, INTEGERS))
def write_facts(before: Grid, after: Grid, old_plain: int, new_plain: int, facts: np.ndarray) -> int:
    """Write the FACTS of an output beside its input, on their backgrounds; return how many apply."""
    old, new = color_counts(before), color_counts(after)
    colors = 0
    for color in range(10):
        colors += color != new_plain and new[color] > 0
    at = _put(facts, 0, *_color_facts(old, new, old_plain, new_plain))
    at = _put(facts, at, *_symmetry_facts(before, after))
    labels, count = pieces_of(before, old_plain, True, True)
    old_table = described(before, labels, count, old_plain)
    labels, count = pieces_of(after, new_plain, True, True)
    new_table = described(after, labels, count, new_plain)
    _, old_clusters = pieces_of(before, old_plain, True, False)
    _, new_clusters = pieces_of(after, new_plain, True, False)
    at = _put(facts, at, *_object_facts(after, new_plain, colors, labels, new_table, new_clusters))
    at = _put(facts, at, *_kept_facts(old_table, new_table, old_clusters, new_clusters))
    if before.shape == after.shape:
        changed = np.zeros(before.shape, np.uint8)
        for row in range(before.shape[0]):
            for col in range(before.shape[1]):
                changed[row, col] = 1 if before[row, col] != after[row, col] else 0
        at = _put(facts, at, *change_facts(before, after, old_plain, old, changed))
        at = _put(facts, at, *patch_facts(before, after, old_plain, old_clusters, changed))
    return at
