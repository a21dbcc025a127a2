"""What each panel becomes is decided by what it is like among the panels of its grid.

Panels between separators, blocks of one size, or objects in a line: each becomes a cell, a block of color or a picture of the
output, in the same arrangement or, where the outputs keep the separators, in the same place.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.decide import decide
from solver.rules.rule import cells_of, claim_outputs, distinct, keeps_shape
from solver.seeing.attributes import UNKNOWN, Attribute
from solver.seeing.colors import background_of, majority_of, rarest_of
from solver.seeing.measures import MEASURE_COST, measured
from solver.seeing.objects import Part
from solver.seeing.panels import Layout, panel_cuts
from solver.task import MAX_SIDE, Grid, Task, key_of, same_grid

NAME = "panel_rules"
BASE_COST = 6.0
MOST_KINDS = 5
MOST_DECISIONS = 3
MEASURE_STEPS = 8  # of a cell
EXAMPLES_OF_A_KIND = 2  # on the average
KEPT = ", in its place"
AS_IT_IS, COPY, MAIN_COLOR, RAREST = "as it is", "a copy of the fullest", "its main color", "its rarest color"
Became = str | int | bytes  # what a panel becomes: by name, a color, or a picture as its key


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield what a decision about every panel makes of it, for each way to find the panels."""
    for words, cost, cut in panel_cuts(task):
        if not budget.spend(2 * cells_of(task)):
            return
        layouts = [cut(grid) for grid in task.inputs]
        found = [one for one in layouts if one is not None]
        if len(found) < len(layouts) or not budget.spend(MEASURE_STEPS * cells_of(task)):
            continue
        yield from _decided(task, found, words, cost)
        if budget.is_over():
            return


def _decided(task: Task, layouts: list[Layout], words: str, cost: float) -> Iterator[Candidate]:
    for places_words, places_cost, places in _places(task, layouts):
        became = [[output[where] for where in spots] for output, spots in zip(task.outputs, places, strict=False)]
        kinds = _kinds(layouts, became, places_words == KEPT)
        if kinds is None:
            continue
        names, classes = kinds
        attributes, values = _table(task, layouts)
        shown = values[: len(classes)]
        is_clear = classes != UNKNOWN
        if not is_clear.any():
            continue
        for decision in decide(shown[is_clear], classes[is_clear], values, attributes, pairs=False)[:MOST_DECISIONS]:
            grids = _drawn(task, layouts, places, names, decision.answers)
            if grids is None:
                continue
            program = f"each of {words} becomes {', '.join(map(_name, names))} by {decision.rule}{places_words}"
            total = BASE_COST + cost + places_cost + len(names) + decision.cost
            candidate = claim_outputs(task, NAME, program, total, grids)
            if candidate is not None:
                yield candidate


Places = list[list[tuple[slice, slice]]]  # for every input, where in the output each panel is


def _places(task: Task, layouts: list[Layout]) -> Iterator[tuple[str, float, Places]]:
    """Yield (words, cost, places) that fit the shapes of all outputs."""
    if keeps_shape(task):
        spots = [
            [
                (slice(part.row, part.row + part.mask.shape[0]), slice(part.col, part.col + part.mask.shape[1]))
                for part in one.parts
            ]
            for one in layouts
        ]
        yield KEPT, 0.0, spots
        return
    for is_turned in (False, True):
        if is_turned and any(one.rows > 1 and one.cols > 1 for one in layouts):
            return
        shapes = [(one.cols, one.rows) if is_turned else (one.rows, one.cols) for one in layouts]
        height, width = (side // count for side, count in zip(task.train[0].output.shape, shapes[0], strict=True))
        if min(height, width) < 1:
            continue
        if all((height * rows, width * cols) == out.shape for (rows, cols), out in zip(shapes, task.outputs, strict=False)):
            spots = [
                [
                    (slice(height * row, height * (row + 1)), slice(width * col, width * (col + 1)))
                    for row in range(rows)
                    for col in range(cols)
                ]
                for rows, cols in shapes
            ]
            yield (", in a line across" if is_turned else ""), 1.0 * is_turned, spots


def _fullest(layout: Layout) -> Grid | None:
    """The panel with most cells that are not of the most common color. None when two have as many."""
    common = background_of(np.concatenate([part.cells.ravel() for part in layout.parts])[None])
    counts = [int((part.cells != common).sum()) for part in layout.parts]
    return layout.parts[counts.index(max(counts))].cells if counts.count(max(counts)) == 1 else None


def _options(panel: Grid, became: Grid, fullest: Grid | None, is_kept: bool) -> dict[Became, float]:
    """The explanations of what a panel became, with their costs."""
    found: dict[Became, float] = {}
    if same_grid(panel, became):
        found[AS_IT_IS] = 0.0
    if (became == became[0, 0]).all():
        color = int(became[0, 0])
        found[color] = 1.0
        if color and color == majority_of(panel, 1):
            found[MAIN_COLOR] = 0.5
        if color and color == rarest_of(panel, 1):
            found[RAREST] = 0.8
    elif is_kept and fullest is not None and same_grid(fullest, became):
        found[COPY] = 0.5
    elif AS_IT_IS not in found and not is_kept:
        found[key_of(became)] = 2.0
    return found


def _kinds(layouts: list[Layout], became: list[list[Grid]], is_kept: bool) -> tuple[list[Became], np.ndarray] | None:
    """Few explanations that cover all panels, and the class of each panel; UNKNOWN where several hold. None: too many."""
    options = [
        _options(part.cells, after, fullest, is_kept)
        for layout, outputs, fullest in zip(layouts, became, map(_fullest, layouts), strict=False)
        for part, after in zip(layout.parts, outputs, strict=True)
    ]
    chosen: list[Became] = []
    left = options
    if not all(options):
        return None
    while left:
        weights: dict[Became, float] = {}
        for one in left:
            for name, cost in one.items():
                weights[name] = weights.get(name, 0.0) + 100 - cost
        chosen.append(max(weights, key=lambda name: (weights[name], str(name))))
        left = [one for one in left if chosen[-1] not in one]
        if len(chosen) > MOST_KINDS:
            return None
    if chosen in ([AS_IT_IS], [MAIN_COLOR]) or len(options) < EXAMPLES_OF_A_KIND * len(chosen):
        return None
    holds = [[index for index, name in enumerate(chosen) if name in one] for one in options]
    return chosen, np.array([found[0] if len(found) == 1 else UNKNOWN for found in holds], np.int64)


def _table(task: Task, layouts: list[Layout]) -> tuple[list[Attribute], np.ndarray]:
    """Attributes of every panel of every input (int64, panels x attributes)."""
    attributes: list[Attribute] = []
    rows: list[np.ndarray] = []
    ids: dict[tuple, int] = {}
    for layout, grid in zip(layouts, task.inputs, strict=True):
        columns: list[tuple[str, float, bool, list[int]]] = []
        for name, values in measured(layout.parts, grid).items():
            cost = 1.0 + MEASURE_COST[name]
            columns.append((name, cost, name != "main color", values))
            columns.append((f"{name} below the most", cost, True, [max(values) - value for value in values]))
            columns.append((f"{name} above the least", cost + 0.5, True, [value - min(values) for value in values]))
            columns.append((f"how many have its {name}", cost + 2.5, True, [values.count(value) for value in values]))
        shapes = [ids.setdefault((part.cells.shape, (part.cells != 0).tobytes()), len(ids)) for part in layout.parts]
        pictures = [ids.setdefault((part.cells.shape, part.cells.tobytes(), 0), len(ids)) for part in layout.parts]
        columns += [("shape", 2.0, False, shapes), ("picture", 3.0, False, pictures)]
        places = [divmod(index, layout.cols) for index in range(len(layout.parts))]
        columns.append(("its row", 3.0, True, [row for row, _ in places]))
        columns.append(("its col", 3.0, True, [col for _, col in places]))
        columns.append(("its row and col odd or even", 4.0, True, [(row + col) % 2 for row, col in places]))
        attributes = [Attribute(name, cost, has_order) for name, cost, has_order, _ in columns]
        rows.append(np.array([values for *_, values in columns], np.int64).T)
    return attributes, np.concatenate(rows)


def _drawn(task: Task, layouts: list[Layout], places: Places, names: list[Became], answers: np.ndarray) -> list[Grid] | None:
    """The outputs of all inputs. None when an answer is missing, or a picture or a grid has no legal size."""
    grids, at = [], 0
    is_kept = keeps_shape(task)
    for grid, layout, spots in zip(task.inputs, layouts, places, strict=True):
        fullest = _fullest(layout)
        sides = [max(where[axis].stop for where in spots) for axis in (0, 1)]
        if max(sides) > MAX_SIDE:
            return None
        out = grid.copy() if is_kept else np.zeros(sides, np.uint8)
        for part, where in zip(layout.parts, spots, strict=True):
            picture = None if answers[at] == UNKNOWN else _shown(part, names[int(answers[at])], out[where].shape, fullest)
            if picture is None:
                return None
            out[where] = picture
            at += 1
        grids.append(out)
    return grids


def _shown(part: Part, name: Became, shape: tuple[int, ...], fullest: Grid | None) -> Grid | None:
    """What an explanation makes of a panel."""
    picture: Grid | None
    if isinstance(name, bytes):
        picture = np.frombuffer(name[2:], np.uint8).reshape(name[0], name[1])
    elif name in (AS_IT_IS, COPY):
        picture = part.cells if name == AS_IT_IS else fullest
    elif name in (MAIN_COLOR, RAREST):
        picture = np.full(shape, majority_of(part.cells, 1) if name == MAIN_COLOR else rarest_of(part.cells, 1), np.uint8)
    else:
        picture = np.full(shape, name, np.uint8)
    return picture if picture is not None and picture.shape == shape else None


def _name(name: Became) -> str:
    return "a picture" if isinstance(name, bytes) else f"color {name}" if isinstance(name, int) else name
