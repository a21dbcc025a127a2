"""Slow, obvious versions of the compiled functions that are not obvious. Cells are pairs (row, col)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np

EDGE_STEPS = ((-1, 0), (0, 1), (1, 0), (0, -1))
ALL_STEPS = (*EDGE_STEPS, (-1, 1), (1, 1), (1, -1), (-1, -1))


def cells_of(grid):
    return [(row, col) for row in range(grid.shape[0]) for col in range(grid.shape[1])]


def around(grid, cell, steps):
    """Neighbors of a cell inside the grid."""
    places = [(cell[0] + down, cell[1] + right) for down, right in steps]
    return [(row, col) for row, col in places if 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]]


def components(grid, is_in, steps, one_color):
    """Components as sets of cells, in reading order of their first cells: merge any two that touch until nothing changes."""
    groups = [{cell} for cell in cells_of(grid) if is_in(cell)]
    owner = {cell: group for group in groups for cell in group}
    for cell in cells_of(grid):
        for other in around(grid, cell, steps):
            if cell in owner and other in owner and (not one_color or grid[cell] == grid[other]):
                one, two = owner[cell], owner[other]
                if one is not two:
                    one |= two
                    owner.update(dict.fromkeys(two, one))
    distinct = {id(group): group for group in owner.values()}
    return sorted(distinct.values(), key=min)


def groups_of(cells, are_one):
    """Lists of cells that belong together, two by two, in the order of their first cells."""
    left, groups = list(cells), []
    while left:
        group = [left[0]]
        for one in group:
            group += [other for other in left if other not in group and are_one(one, other)]
        groups.append(group)
        left = [cell for cell in left if cell not in group]
    return groups


def as_labels(grid, groups):
    labels = np.zeros(grid.shape, int)
    for number, group in enumerate(groups, start=1):
        for cell in group:
            labels[cell] = number
    return labels


def objects(grid, kind):
    """Labels of `cut_objects`."""
    steps = ALL_STEPS if kind % 2 else EDGE_STEPS
    return as_labels(grid, components(grid, lambda cell: grid[cell] != 0, steps, kind < 2))


def outside(grid):
    """Zeros joined to the edge: the components of zeros that hold an edge cell."""
    height, width = grid.shape
    found = set()
    for group in components(grid, lambda cell: grid[cell] == 0, EDGE_STEPS, False):
        if any(row in (0, height - 1) or col in (0, width - 1) for row, col in group):
            found |= group
    return found


def majority(grid):
    """Most common non-zero color, the lowest one on ties, or None."""
    colors = [int(color) for color in np.asarray(grid).ravel() if color]
    return min(set(colors), key=lambda color: (-colors.count(color), color)) if colors else None


def solid(grid):
    """`fill_enclosed(grid, 0)`."""
    open_cells = outside(grid)
    out = np.zeros(grid.shape, np.uint8)
    for cell in cells_of(grid):
        if cell not in open_cells:
            out[cell] = majority(grid)
    return out


def rays(grid, directions):
    """`shoot_rays` by looking back from every zero: the last direction whose ray arrives wins."""
    out = grid.copy()
    for cell in cells_of(grid):
        if grid[cell]:
            continue
        for down, right in directions:
            row, col = cell[0] - down, cell[1] - right
            while 0 <= row < grid.shape[0] and 0 <= col < grid.shape[1]:
                if grid[row, col]:
                    out[cell] = grid[row, col]
                    break
                row, col = row - down, col - right
    return out


def distances(grid, sources, steps):
    """Steps from the sources to every zero through zeros; None where no path leads."""
    distance = dict.fromkeys(sources, 0)
    ring = list(sources)
    while ring:
        following = []
        for cell in ring:
            for other in around(grid, cell, steps):
                if other not in distance and grid[other] == 0:
                    distance[other] = distance[cell] + 1
                    following.append(other)
        ring = following
    return distance


def gaps(line):
    """Color of every zero of a line that lies between two consecutive equal colors, else 0."""
    out = [0] * len(line)
    filled = [k for k, color in enumerate(line) if color]
    for one, other in pairwise(filled):
        if line[one] == line[other]:
            out[one + 1 : other] = [line[one]] * (other - one - 1)
    return out


def rescaled(grid, height, width):
    """`rescale` by areas as fractions; None for a cell where several colors cover most."""
    rows, cols = grid.shape
    out = np.empty((height, width), object)

    def overlap(k, side, j, other):
        return max(Fraction(0), min(Fraction(k + 1, side), Fraction(j + 1, other)) - max(Fraction(k, side), Fraction(j, other)))

    for row in range(height):
        for col in range(width):
            cover = {}
            for from_row in range(rows):
                for from_col in range(cols):
                    share = overlap(row, height, from_row, rows) * overlap(col, width, from_col, cols)
                    color = int(grid[from_row, from_col])
                    cover[color] = cover.get(color, 0) + share
            best = max(cover.values())
            winners = [color for color, share in cover.items() if share == best]
            out[row, col] = winners[0] if len(winners) == 1 else None
    return out


def fallen_cells(grid, direction):
    """`fall_cells` by moving single cells one step as long as one can move."""
    out = grid.copy()
    down, right = EDGE_STEPS[direction]
    moving = True
    while moving:
        moving = False
        for row, col in cells_of(out):
            to = (row + down, col + right)
            if out[row, col] and to in around(out, (row, col), EDGE_STEPS) and out[to] == 0:
                out[to], out[row, col] = out[row, col], 0
                moving = True
    return out


def fallen_objects(grid, direction):
    """Cells of all one-color, edge-connected objects after moving whole objects by single steps as long as one can move."""
    down, right = EDGE_STEPS[direction]
    parts = [{cell: int(grid[cell]) for cell in group} for group in components(grid, lambda c: grid[c] != 0, EDGE_STEPS, True)]
    moving = True
    while moving:
        moving = False
        for number, part in enumerate(parts):
            taken = {cell for other in parts if other is not part for cell in other}
            moved = {(row + down, col + right): color for (row, col), color in part.items()}
            if all(0 <= row < grid.shape[0] and 0 <= col < grid.shape[1] for row, col in moved) and not taken & set(moved):
                parts[number] = moved
                moving = True
    out = np.zeros(grid.shape, np.uint8)
    for part in parts:
        for cell, color in part.items():
            out[cell] = color
    return out


def is_tiling(grid, rows, cols, shift):
    """True when cells that a lattice of rows x cols tiles with shifted rows puts together are equal."""
    seen = {}
    return all(
        seen.setdefault((row % rows, (col - row // rows * shift) % cols), grid[row, col]) == grid[row, col]
        for row, col in cells_of(grid)
    )
