"""Cell features by their names, each computed anew for every cell, the slow and obvious way."""

from __future__ import annotations

import numpy as np

from solver.rules.cells.feature import NO_COLOR
from tests import naive

STEPS = {
    "up": (-1, 0), "right": (0, 1), "down": (1, 0), "left": (0, -1),
    "up-right": (-1, 1), "down-right": (1, 1), "down-left": (1, -1), "up-left": (-1, -1),
}  # fmt: skip
STRAIGHT, SLANTED = list(STEPS)[:4], list(STEPS)[4:]
NEVER = 60
DIRECT, AROUND = [STEPS[name] for name in STRAIGHT], list(STEPS.values())


def main(colors):
    """The color that is there most often, the lowest on ties."""
    colors = [int(color) for color in colors]
    return min(set(colors), key=lambda color: (-colors.count(color), color)) if colors else NO_COLOR


def objects(grid, steps, one_color, is_in):
    """Sets of cells, in reading order of their first one."""
    return naive.components(grid, lambda cell: is_in(grid[cell]), steps, one_color)


class Slow:
    """One grid."""

    def __init__(self, grid, background):
        self.grid, self.background = grid, background
        self.side = objects(grid, DIRECT, True, lambda color: True)
        self.corner = objects(grid, AROUND, True, lambda color: True)
        self.mixed = objects(grid, AROUND, False, lambda color: color != background)

    def at(self, row, col):
        """The color of a cell, NO_COLOR outside."""
        inside = 0 <= row < self.grid.shape[0] and 0 <= col < self.grid.shape[1]
        return int(self.grid[row, col]) if inside else NO_COLOR

    def line(self, row, col, name):
        """The colors of the cells in a direction, the nearest first."""
        found = []
        while (color := self.at(row + STEPS[name][0] * (len(found) + 1), col + STEPS[name][1] * (len(found) + 1))) != NO_COLOR:
            found.append(color)
        return found

    def hit(self, row, col, name):
        """Steps to the first set cell in a direction, or None."""
        line = self.line(row, col, name)
        return next((far + 1 for far, color in enumerate(line) if color != self.background), None)

    def is_set(self, color):
        return color not in (self.background, NO_COLOR)


def boxed(cells):
    """Top, left, height, width of a set of cells."""
    rows, cols = zip(*cells, strict=True)
    return min(rows), min(cols), max(rows) - min(rows) + 1, max(cols) - min(cols) + 1


def near(slow, row, col):
    own, height, width = slow.at(row, col), *slow.grid.shape
    below, right = height - 1 - row, width - 1 - col
    border = min(row, col, below, right)
    around = {name: slow.at(row + down, col + beside) for name, (down, beside) in STEPS.items()}
    direct = [around[name] for name in STRAIGHT]
    yield from {"row": row, "col from the right": right, "distance to the border": border, "row mod 2": row % 2}.items()
    yield from {"(row - col) mod 3": (row - col) % 3, "distance to the border mod 2": border % 2, "own color": own}.items()
    yield from {"on the other diagonal": row == right, "rows to the middle row": abs(row - below)}.items()
    yield from {"below the main diagonal": row > col, "below the other diagonal": row > right}.items()
    yield from ((f"color {name}", color) for name, color in around.items())
    yield from ((f"set {name}", 2 if color == NO_COLOR else slow.is_set(color)) for name, color in around.items())
    yield "set", slow.is_set(own)
    yield from (
        (f"color at ({down:+d}, {beside:+d})", slow.at(row + down, col + beside)) for down, beside in ((-2, 1), (2, -2))
    )
    yield "4-neighbors set", sum(map(slow.is_set, direct))
    yield "8-neighbors of own color", list(around.values()).count(own)
    yield "colors among 8-neighbors", len(set(filter(slow.is_set, around.values())))
    yield "main color of 4-neighbors", main(filter(slow.is_set, direct))
    yield "main color of diagonal neighbors", main(filter(slow.is_set, list(around.values())[4:]))
    yield "color under flip of rows", slow.at(below, col)
    yield "color under half turn", slow.at(below, right)
    square = height == width
    yield "color under transposition", slow.at(col, row) if square else NO_COLOR
    yield "color under quarter turn", slow.at(col, below) if square else NO_COLOR
    yield "color under three quarter turn", slow.at(right, row) if square else NO_COLOR
    flips = filter(slow.is_set, (slow.at(below, col), slow.at(row, right), slow.at(below, right)))
    yield "set color of partners under flips", own if slow.is_set(own) else main(flips)


def lines(slow, row, col):
    own = slow.at(row, col)
    for words, line, lines in (("row", slow.grid[row], slow.grid), ("col", slow.grid[:, col], slow.grid.T)):
        shown = [color for color in line if slow.is_set(color)]
        yield f"cells set in {words}", len(shown)
        yield f"colors in {words}", len(set(shown))
        yield f"main color of {words}", main(shown)
        yield f"color of full {words}", own if slow.is_set(own) and set(line) == {own} else NO_COLOR
        yield f"first color of {words}", line[0]
        yield f"last color of {words}", line[-1]
        yield f"cells of own color in {words}", list(line).count(own)
        yield f"{words}s with more cells set", sum(sum(map(slow.is_set, other)) > len(shown) for other in lines)
        yield from ((f"{words} has color {color}", color in line) for color in range(4))


def rays(slow, row, col):
    own = slow.at(row, col)
    hits = {name: slow.hit(row, col, name) for name in STEPS}
    seen = {name: slow.line(row, col, name) for name in STEPS}
    color = {name: NO_COLOR if far is None else seen[name][far - 1] for name, far in hits.items()}
    run = {name: next((k for k, one in enumerate(line) if one != own), len(line)) for name, line in seen.items()}
    for name in STEPS:
        yield f"color hit {name}", color[name]
        yield f"distance {name}", hits[name] or NEVER
        yield f"distance {name} mod 2", hits[name] % 2 if hits[name] else 2
        yield f"cells to the end of the own run {name}", run[name] + 1
        yield f"color after the own run {name}", [*seen[name], NO_COLOR][run[name]]
        beyond = seen[name][hits[name] - 1 :] if hits[name] else []
        same = next((k for k, one in enumerate(beyond) if one != beyond[0]), len(beyond))
        yield f"cells of the run hit {name}", same
        yield f"color behind the hit {name}", [*beyond, NO_COLOR][same]
        place = (row + STEPS[name][0] * (hits[name] or 0), col + STEPS[name][1] * (hits[name] or 0))
        yield f"size of object hit {name}", next(len(one) for one in slow.corner if place in one) if hits[name] else 0
    straight = [hits[name] for name in STRAIGHT if hits[name]]
    yield "straight rays that hit", len(straight)
    yield "main color hit", main(one for one in color.values() if one != NO_COLOR)
    yield "distance of nearest straight hit", min(straight, default=NEVER)
    yield "color on both sides in row", color["left"] if color["left"] == color["right"] else NO_COLOR
    yield "color on both sides in rising diagonal", color["up-right"] if color["up-right"] == color["down-left"] else NO_COLOR
    yield "longest own run", max(run["up"] + run["down"], run["left"] + run["right"]) + 1
    yield from ((f"a straight ray hits {one}", one in [color[name] for name in STRAIGHT]) for one in range(4))
    yield from ((f"a diagonal ray hits {one}", one in [color[name] for name in SLANTED]) for one in range(4))
    both = hits["up"] and hits["down"]
    yield "gap between hits in col", hits["up"] + hits["down"] - 1 if both else NEVER
    yield "off the middle of hits in col", abs(hits["up"] - hits["down"]) if both else NEVER
    others = [(r, c) for r, c in np.ndindex(slow.grid.shape) if slow.is_set(slow.at(r, c)) and (r, c) != (row, col)]
    best = min(
        others,
        key=lambda one: (max(abs(one[0] - row), abs(one[1] - col)), abs(one[0] - row) + abs(one[1] - col), one),
        default=None,
    )
    yield "color of nearest set cell", slow.at(*best) if best else NO_COLOR
    yield "rows down from nearest set cell", 30 + row - best[0] if best else 30
    yield "steps to nearest set cell", abs(best[0] - row) + abs(best[1] - col) if best else 0


def of_objects(slow, row, col):
    mine = next(one for one in slow.side if (row, col) in one)
    top, left, height, width = boxed(mine)
    is_ground = slow.at(*min(mine)) == slow.background
    alike = [one for one in slow.side if (slow.at(*min(one)) == slow.background) == is_ground]
    yield "size of side object", len(mine)
    yield "size rank of side object", len({len(one) for one in alike if len(one) > len(mine)})
    yield "size rank from below of side object", len({len(one) for one in alike if len(one) < len(mine)})
    yield "number of equal size of side object", sum(len(one) == len(mine) for one in alike)
    yield "height of side object", height
    yield "free box cells of side object", height * width - len(mine)
    yield "col in side object", col - left
    yield "rows below in side object", top + height - 1 - row
    yield "size of side object mod 2", len(mine) % 2
    touched = {slow.at(r + down, c + right) for r, c in mine for down, right in DIRECT if (r + down, c + right) not in mine}
    touched = set(filter(slow.is_set, touched))
    yield "colors around side object", len(touched)
    yield from ((f"side object touches {color}", color in touched) for color in range(4))
    yield "size of corner object", next(len(one) for one in slow.corner if (row, col) in one)
    top, left, _, _ = boxed(next(one for one in slow.corner if (row, col) in one))
    yield "row + col in corner object mod 2", (row - top + col - left) % 2
    held = next((one for one in slow.mixed if (row, col) in one), set())
    yield "size of mixed object", len(held)
    yield "color count of mixed object", len({slow.at(*cell) for cell in held})
    yield "color of mixed object", main(slow.at(*cell) for cell in held)


def around(slow, row, col):
    boxes = [boxed(one) for one in slow.corner if slow.is_set(slow.at(*min(one)))]
    boxes = [(t, c, h, w) for t, c, h, w in boxes if t <= row < t + h and c <= col < c + w]
    yield "in a box of corner object", bool(boxes)
    yield "boxes around in box of corner object", len(boxes)
    t, c, h, w = min(boxes, key=lambda box: box[2] * box[3], default=(row, col, 1, 1))
    yield "height of box of corner object", h if boxes else 0
    yield "row in box of corner object", row - t
    yield "cols to the middle of box of corner object", abs(2 * (col - c) - w + 1)
    yield "color under flip of rows of box of corner object", slow.at(2 * t + h - 1 - row, col) if boxes else NO_COLOR
    others = [one for one in slow.mixed if (row, col) not in one]

    def away(one):
        t, c, h, w = boxed(one)
        return max(t - row, row - t - h + 1, 0) + max(c - col, col - c - w + 1, 0)

    nearest = min(others, key=away, default=None)
    yield "steps to box of nearest object", away(nearest) if nearest else 127
    yield "size of nearest object", len(nearest or ())
    yield "in the cols of nearest object", bool(nearest) and boxed(nearest)[1] <= col < sum(boxed(nearest)[1::2])
    largest = max(slow.mixed, key=len, default=None)
    if largest:
        t, c, h, w = boxed(largest)
        yield "cols to largest object", max(c - col, col - c - w + 1, 0)
        yield "above, beside or below largest object", 1 + (row >= t + h) - (row < t)
    cells = [int(color) for color in slow.grid.ravel()]
    counts = {color: cells.count(color) for color in set(cells) if slow.is_set(color)}
    own = slow.at(row, col)
    yield "cells of own color", cells.count(own)
    yield "more common set colors", sum(count > counts.get(own, 0) for count in counts.values())
    yield "least common set color", min(counts, key=lambda color: (counts[color], color), default=NO_COLOR)
    yield "set colors", len(counts)
    yield "mixed objects in grid", len(slow.mixed)
    yield "bottom left color", slow.grid[-1, 0]
    yield from ((f"grid has color {color}", color in cells) for color in range(4))


def slow_features(grid, background):
    """Values of every cell by the names of features."""
    slow = Slow(grid, background)
    found = {}
    for row, col in np.ndindex(grid.shape):
        for part in (near, lines, rays, of_objects, around):
            for name, value in part(slow, row, col):
                found.setdefault(name, np.zeros(grid.shape, np.int64))[row, col] = value
    return found
