"""Learn a small decision tree over cell features, and apply it.

A tree is an int64 array (nodes, 5). Row 0 is the root. An inner node is (feature, value, test, left, right): a cell goes
left when test is IS and its feature equals the value, or test is AT_MOST and it is not larger. A leaf is
(-1, answer, cells, 0, 0): answer 0..9 is that color, answer 10 + f copies the color of feature f.
"""

from __future__ import annotations

import numpy as np
from numba import types

from solver.jit import CELLS, INTEGER, INTEGERS, compiled
from solver.rules.cells.examples import (
    COPY,
    EXAMPLES,
    MATRIX,
    NO_GAIN,
    NOT_TRIED,
    WIDE,
    Examples,
    exact_answer,
    find_node,
    likeliest_answer,
)
from solver.rules.cells.feature import MAX_NUMBER, NO_COLOR

IS, AT_MOST = 0, 1
TREE = types.Array(types.int64, 2, "C")
VALUE_BITS = 2.0


@compiled()
def best_test(
    row: np.ndarray,
    cells: np.ndarray,
    labels: np.ndarray,
    total: np.ndarray,
    is_color: bool,
    bits: float,
    logs: np.ndarray,
    counts: np.ndarray,
    sizes: np.ndarray,
) -> tuple[float, int, int]:
    """The test of one feature that gains the largest share of the bits of a node: (share, value, test), or NO_GAIN.

    labels, total: the label of every cell of the node, and how many there are of each. counts, sizes: all 0, and so again
    afterwards.
    """
    size, classes, same = cells.size, total.size, 1
    while same < size and row[cells[same]] == row[cells[0]]:
        same += 1
    if same == size:  # most often in small nodes
        return NO_GAIN, 0, IS
    lowest, highest = MAX_NUMBER, 0
    for index in range(size):
        value = row[cells[index]]
        counts[value, labels[index]] += 1
        sizes[value] += 1
        lowest = min(lowest, value)
        highest = max(highest, value)
    best, best_value, best_kind = NO_GAIN, 0, IS
    below = 0
    running = counts[MAX_NUMBER + 1]
    for value in range(lowest, highest + 1):
        here = sizes[value]
        if here == 0:
            continue
        is_other_of_two = value == highest and below + here == size and sizes[lowest] == below
        below += here
        if not is_other_of_two:
            here_bits = logs[here]
            rest_bits = logs[size - here]
            for label in range(classes):
                here_bits -= logs[counts[value, label]]
                rest_bits -= logs[total[label] - counts[value, label]]
            score = 1.0 - (here_bits + rest_bits) / bits
            if score > best + 1e-9:
                best, best_value, best_kind = score, value, IS
        if not is_color and highest - lowest > 2:
            low_bits = logs[below]
            high_bits = logs[size - below]
            for label in range(classes):
                running[label] += counts[value, label]
                low_bits -= logs[running[label]]
                high_bits -= logs[total[label] - running[label]]
            score = 1.0 - (low_bits + high_bits) / bits
            if lowest < value < highest - 1 and score > best + 1e-9:
                best, best_value, best_kind = score, value, AT_MOST
        for label in range(classes):
            counts[value, label] = 0
        sizes[value] = 0
    running[:] = 0
    return best, best_value, best_kind if highest <= 1 else best_kind + WIDE


@compiled()
def best_split(known: Examples, cells: np.ndarray, usable: np.ndarray, price: float, found: np.ndarray) -> bool:
    """Find the test of the cells of a node with the largest share of bits gained less `price` times its cost.

    Writes feature, value and test into `found`; returns False when no test separates anything.
    """
    logs = known.logs
    here = np.empty(cells.size, np.int64)
    total = np.zeros(known.classes, np.int64)
    key = cells.size
    for index in range(cells.size):
        here[index] = known.labels[cells[index]]
        total[here[index]] += 1
        mixed = (cells[index] + 1) * 0x9E3779B97F4A7C15 & 0x7FFFFFFFFFFFFFFF
        key = (key + (mixed ^ (mixed >> 29)) * 0x3F4A7C15) & 0x7FFFFFFFFFFFFFFF
    bits = logs[cells.size]
    for label in range(known.classes):
        bits -= logs[total[label]]
    node = find_node(known, key)
    counts = np.zeros((MAX_NUMBER + 2, known.classes), np.int64)
    sizes = np.zeros(MAX_NUMBER + 1, np.int64)
    best = NO_GAIN
    for feature in usable:
        gain = known.gains[node, feature]
        if gain == NOT_TRIED:
            row, is_color = known.matrix[feature], known.is_color[feature]
            gain, value, test = best_test(row, cells, here, total, is_color, bits, logs, counts, sizes)
            known.gains[node, feature], known.values[node, feature], known.tests[node, feature] = gain, value, test
        if gain == NO_GAIN:
            continue
        gain -= price * (known.costs[feature] + (VALUE_BITS if known.tests[node, feature] >= WIDE else 0.0))
        if gain > best + 1e-9:
            best = gain
            found[0], found[1], found[2] = feature, known.values[node, feature], known.tests[node, feature] % WIDE
    return best > NO_GAIN


@compiled(TREE(EXAMPLES, INTEGERS, types.float64, INTEGER, types.boolean))
def grow_tree(known: Examples, usable: np.ndarray, price: float, max_leaves: int, is_tolerant: bool) -> np.ndarray:
    """Grow a tree that gives every cell its color; an empty tree when it would need more than `max_leaves` leaves.

    A tolerant one is never empty: where it cannot go on, it gives the answer that is right for most cells.

    usable: features that may be tested. price: share of the bits of a node that one unit of cost must gain.
    """
    matrix, colors, copies, size = known.matrix, known.colors, known.copies, known.colors.size
    tree = np.zeros((2 * max_leaves, 5), np.int64)
    ranges = np.zeros((2 * max_leaves, 2), np.int64)
    ranges[0, 1] = size
    cells = np.arange(size)
    spare = np.zeros(size, np.int64)
    found = np.zeros(3, np.int64)
    answers = np.empty(2 * max_leaves, np.int64)
    answers[0] = exact_answer(matrix, colors, cells, 0, size, copies)
    mixed = int(answers[0] < 0)
    nodes = 1
    node = 0
    while node < nodes:
        first, last = ranges[node, 0], ranges[node, 1]
        if answers[node] < 0:
            wanted = 2 if is_tolerant else 2 * mixed  # every mixed node will take two more
            inside = cells[first:last]
            if nodes + wanted > 2 * max_leaves - 1 or not best_split(known, inside, usable, price, found):
                if not is_tolerant:
                    return np.empty((0, 5), np.int64)
                answers[node] = likeliest_answer(matrix, colors, inside, copies)
        if answers[node] >= 0:
            tree[node, 0], tree[node, 1], tree[node, 2] = -1, answers[node], last - first
            node += 1
            continue
        feature, value, test = found[0], found[1], found[2]
        left = first
        right = 0
        for index in range(first, last):
            cell = cells[index]
            there = matrix[feature, cell]
            if there == value if test == IS else there <= value:
                cells[left] = cell
                left += 1
            else:
                spare[right] = cell
                right += 1
        for index in range(right):
            cells[left + index] = spare[index]
        tree[node, 0], tree[node, 1], tree[node, 2], tree[node, 3], tree[node, 4] = feature, value, test, nodes, nodes + 1
        ranges[nodes, 0], ranges[nodes, 1] = first, left
        ranges[nodes + 1, 0], ranges[nodes + 1, 1] = left, last
        answers[nodes] = exact_answer(matrix, colors, cells, first, left, copies)
        answers[nodes + 1] = exact_answer(matrix, colors, cells, left, last, copies)
        mixed += int(answers[nodes] < 0) + int(answers[nodes + 1] < 0) - 1
        nodes += 2
        node += 1
    return tree[:nodes].copy()


@compiled(CELLS(TREE, MATRIX))
def apply_tree(tree: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Colors that a tree gives to all cells of a feature matrix; NO_COLOR where it copies one that is not there."""
    colors = np.full(matrix.shape[1], NO_COLOR, np.uint8)
    for cell in range(matrix.shape[1]):
        node = 0
        while tree[node, 0] >= 0:
            value = matrix[tree[node, 0], cell]
            is_left = value == tree[node, 1] if tree[node, 2] == IS else value <= tree[node, 1]
            node = tree[node, 3] if is_left else tree[node, 4]
        answer = tree[node, 1]
        colors[cell] = answer if answer < COPY else matrix[answer - COPY, cell]
    return colors


def tree_cost(tree: np.ndarray, costs: np.ndarray) -> float:
    """Description length of a tree in bits: tests with their features and values, leaves with their answers."""
    total = 0.0
    costs = costs.tolist()
    for feature, value, _test, _left, _right in tree.tolist():
        if feature >= 0:
            total += costs[feature] + VALUE_BITS
        else:
            total += 1.5 if value < COPY else costs[value - COPY]
    return total
