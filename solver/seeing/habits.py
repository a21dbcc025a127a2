"""Facts of an output beside its input, as integers: what demonstrations may all do alike."""

from __future__ import annotations

import numpy as np

from solver.jit import GRID, INTEGER, INTEGERS, compiled
from solver.seeing.attributes import COLOR, COLUMNS, EDGE, HEIGHT, RECTANGLE, SHAPE, SIZE, WIDTH, describe_objects
from solver.seeing.colors import backgrounds_of
from solver.seeing.components import label_color, label_objects
from solver.seeing.palette import color_counts, most_frequent
from solver.task import Grid

UNKNOWN = -1  # a fact that does not apply, for example of the changes when the sides differ


@compiled()
def _scattered(number: int) -> int:
    """Another number, so that sums of them tell collections apart."""
    mixed = (number + 77) * 2654435761 & 0xFFFFFFFFFF
    return (mixed ^ (mixed >> 15)) * 2246822519 & 0xFFFFFFFFFF


@compiled()
def _pieces(grid: np.ndarray, background: int, diagonal: bool, one_color: bool) -> tuple[np.ndarray, int]:
    labels = np.zeros(grid.shape, np.int16)
    return labels, label_objects(grid, background, diagonal, one_color, labels)


@compiled()
def _gaps(grid: np.ndarray, background: int) -> tuple[np.ndarray, int]:
    labels = np.zeros(grid.shape, np.int16)
    return labels, label_color(grid, background, False, labels)


@compiled()
def _described(grid: np.ndarray, labels: np.ndarray, count: int, background: int) -> np.ndarray:
    """The table of pieces, see seeing/attributes (int64, count x COLUMNS)."""
    table = np.empty((count, len(COLUMNS)), np.int64)
    describe_objects(grid, labels, count, background, table)
    return table


@compiled()
def _how_many(table: np.ndarray, column: int, value: int) -> int:
    found = 0
    for piece in range(len(table)):
        found += table[piece, column] == value
    return found


@compiled()
def _lines(table: np.ndarray) -> int:
    found = 0
    for piece in range(len(table)):
        found += min(table[piece, HEIGHT], table[piece, WIDTH]) == 1
    return found


@compiled()
def _largest(table: np.ndarray) -> int:
    largest = 0
    for piece in range(len(table)):
        largest = max(largest, table[piece, SIZE])
    return largest


@compiled()
def _put(facts: np.ndarray, at: int, answers: tuple, amounts: tuple) -> int:
    """Write answers, then amounts, from a place on; return the next place."""
    for index in range(len(answers)):
        facts[at + index] = answers[index]
    for index in range(len(amounts)):
        facts[at + len(answers) + index] = amounts[index]
    return at + len(answers) + len(amounts)


@compiled()
def _collection(table: np.ndarray, column: int) -> int:
    """A number that tells collections of pieces apart by a column."""
    total = len(table)
    for piece in range(len(table)):
        total += _scattered(table[piece, column])
    return total


@compiled()
def _all_among(table: np.ndarray, known: np.ndarray, column: int) -> bool:
    """True when every value of a column is one of those in another table."""
    found = 0
    for piece in range(len(table)):
        found += _how_many(known, column, table[piece, column]) > 0
    return found == len(table)


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
    holes, parts = _gaps(after, plain)
    open_parts = _how_many(_described(after, holes, parts, plain), EDGE, 1)
    edges, lone = _how_many(table, EDGE, 1), _how_many(table, SIZE, 1)
    is_alike = count == 0 or _how_many(table, SHAPE, table[0, SHAPE]) == count
    is_even = count == 0 or _how_many(table, SIZE, table[0, SIZE]) == count
    answers = (count == 0, count == 1, lone == 0, lone == count, _how_many(table, RECTANGLE, 1) == count,
               _lines(table) == count, is_even, is_alike, edges == count, edges == 0, _spans(labels), colors == count,
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
    is_largest = old_count > 0 and new_count > 0 and _largest(old) == _largest(new)
    answers = (old_count == new_count, old_count > new_count, old_clusters == new_clusters,
               _collection(old, SHAPE) == _collection(new, SHAPE), _all_among(new, old, SHAPE),
               _collection(old, SIZE) == _collection(new, SIZE), _all_among(new, old, SIZE), is_largest,
               _collection(old, COLOR) == _collection(new, COLOR))  # fmt: skip
    return answers, (new_clusters - old_clusters + 1000,)


@compiled()
def _is_whole(labels: np.ndarray, count: int, changed: np.ndarray) -> bool:
    """True when every piece changes in all of its cells or in none."""
    sizes, changes = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    for row in range(labels.shape[0]):
        for col in range(labels.shape[1]):
            sizes[labels[row, col]] += 1
            changes[labels[row, col]] += changed[row, col]
    whole = True
    for piece in range(1, count + 1):
        whole &= changes[piece] == 0 or changes[piece] == sizes[piece]
    return whole


@compiled()
def _is_joined(after: np.ndarray, changed: np.ndarray) -> bool:
    """True when every changed cell lies beside a cell of its color."""
    height, width = after.shape
    for row in range(height):
        for col in range(width):
            if changed[row, col]:
                color = after[row, col]
                above, below = row > 0 and after[row - 1, col] == color, row < height - 1 and after[row + 1, col] == color
                left, right = col > 0 and after[row, col - 1] == color, col < width - 1 and after[row, col + 1] == color
                if not (above or below or left or right):
                    return False
    return True


CHANGE_FACTS = (
    "nothing changes", "only background changes", "no background changes", "nothing is erased", "cells off the background stay",
    "one color changes", "one color comes", "colors that come were there",
    "colors that come are new", "objects change whole", "touching objects change whole", "background changes in whole pieces",
    "changes join cells of their color", "corners stay", "changes are mirrored left to right",
    "changes are mirrored top to bottom", "changes in one row", "changes in one column", "a full box changes",
    "changes lie within the box of what was there", "table of colors and what they become",
)  # fmt: skip


@compiled()
def _change_facts(before: np.ndarray, after: np.ndarray, plain: int, old: np.ndarray, changed: np.ndarray) -> tuple:
    """CHANGE_FACTS; changed: 1 where a cell changes (uint8), 0 elsewhere."""
    height, width = before.shape
    becomes = np.zeros((10, 10), np.bool_)
    content, box = np.array([height, width, -1, -1]), np.array([height, width, -1, -1])
    across = down = True
    for row in range(height):
        for col in range(width):
            across &= changed[row, col] == changed[row, width - 1 - col]
            down &= changed[row, col] == changed[height - 1 - row, col]
            for is_in, bounds in ((before[row, col] != plain, content), (changed[row, col] == 1, box)):
                if is_in:
                    bounds[0], bounds[1] = min(bounds[0], row), min(bounds[1], col)
                    bounds[2], bounds[3] = max(bounds[2], row), max(bounds[3], col)
            if changed[row, col]:
                becomes[before[row, col], after[row, col]] = True
    goes = comes = table = 0
    is_there, is_new = True, True
    for color in range(10):
        is_gone, is_come = False, False
        for other in range(10):
            table += _scattered(color * 10 + other) if becomes[color, other] else 0
            is_gone |= becomes[color, other]
            is_come |= becomes[other, color]
        goes, comes = goes + is_gone, comes + is_come
        is_there &= not is_come or old[color] > 0
        is_new &= not is_come or old[color] == 0
    plain_goes, erased = False, False
    for color in range(10):
        plain_goes |= becomes[plain, color]
        erased |= becomes[color, plain]
    sides, side_count = _pieces(before, plain, False, True)
    touching, touching_count = _pieces(before, plain, True, True)
    gaps, gap_count = _gaps(before, plain)
    corners = changed[0, 0] + changed[0, -1] + changed[-1, 0] + changed[-1, -1]
    area = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    inside = box[0] >= content[0] and box[1] >= content[1] and box[2] <= content[2] and box[3] <= content[3]
    answers = (goes == 0, goes == int(plain_goes), not plain_goes, not erased, not (plain_goes or erased), goes <= 1,
               comes <= 1, is_there, is_new, _is_whole(sides, side_count, changed),
               _is_whole(touching, touching_count, changed), _is_whole(gaps, gap_count, changed),
               _is_joined(after, changed), corners == 0, across, down, box[0] == box[2], box[1] == box[3],
               area == changed.sum(), inside)  # fmt: skip
    return answers, (table,)


PATCH_FACTS = (
    "no lone change", "changes are rectangles", "changes are of one size", "changes are at the edge", "no change at the edge",
    "one change", "changes touch what was there", "as many changes as objects", "changes have one color",
    "no lone change of one color", "changes of one color are rectangles", "changes of one color are lines",
)  # fmt: skip


@compiled()
def _patch_facts(before: np.ndarray, after: np.ndarray, plain: int, objects: int, changed: np.ndarray) -> tuple:
    """PATCH_FACTS of the pieces that change, beside so many objects; changed: 1 where a cell changes (uint8), else 0."""
    height, width = before.shape
    labels, count = _pieces(changed, 0, True, False)
    inks = changed.copy()
    for row in range(height):
        for col in range(width):
            inks[row, col] *= after[row, col] + 1
    colored, colored_count = _pieces(inks, 0, True, True)
    table, colored_table = _described(after, labels, count, plain), _described(after, colored, colored_count, plain)
    lone, edges = _how_many(table, SIZE, 1), _how_many(table, EDGE, 1)
    touches = np.zeros(count + 1, np.bool_)
    for row in range(height):
        for col in range(width):
            for near in range(9) if labels[row, col] else range(0):
                r, c = row + near // 3 - 1, col + near % 3 - 1
                if 0 <= r < height and 0 <= c < width and before[r, c] != plain:
                    touches[labels[row, col]] = True
    all_touch = True
    for piece in range(1, count + 1):
        all_touch &= touches[piece]
    is_even = count == 0 or _how_many(table, SIZE, table[0, SIZE]) == count
    answers = (lone == 0, _how_many(table, RECTANGLE, 1) == count, is_even, edges == count, edges == 0, count == 1, all_touch,
               count == objects, count == colored_count, _how_many(colored_table, SIZE, 1) == 0,
               _how_many(colored_table, RECTANGLE, 1) == colored_count)  # fmt: skip
    return answers, (int(_lines(colored_table) == colored_count),)


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
    labels, count = _pieces(before, old_plain, True, True)
    old_table = _described(before, labels, count, old_plain)
    labels, count = _pieces(after, new_plain, True, True)
    new_table = _described(after, labels, count, new_plain)
    _, old_clusters = _pieces(before, old_plain, True, False)
    _, new_clusters = _pieces(after, new_plain, True, False)
    at = _put(facts, at, *_object_facts(after, new_plain, colors, labels, new_table, new_clusters))
    at = _put(facts, at, *_kept_facts(old_table, new_table, old_clusters, new_clusters))
    if before.shape == after.shape:
        changed = np.zeros(before.shape, np.uint8)
        for row in range(before.shape[0]):
            for col in range(before.shape[1]):
                changed[row, col] = 1 if before[row, col] != after[row, col] else 0
        at = _put(facts, at, *_change_facts(before, after, old_plain, old, changed))
        at = _put(facts, at, *_patch_facts(before, after, old_plain, old_clusters, changed))
    return at
