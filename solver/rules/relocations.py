"""Objects moved by offsets that are read off the demonstrations, one per axis, possibly turned over or in another color.

Every demonstration shows where each mover may have gone; an offset (see offsets.py) explains it when the mover lies there
in the output. What explains all movers of all demonstrations on both axes is tried as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.movers import ALONG, OWN, TURNS, Look, Stage, arrivals_of, clip, may_explain, same_places, with_moved
from solver.rules.moves import changed_objects, choices
from solver.rules.offsets import IMPOSSIBLE
from solver.rules.rule import cells_of, changes_in_place, distinct
from solver.rules.sources import QUESTIONS, answers
from solver.seeing.colors import counts_of
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.objects import Objects, each_cut
from solver.task import MAX_SIDE, Grid, Task, same_grid

NAME = "relocations"
CUTS: dict[str, float] = {
    "one-colored objects joined by corners": 0,
    "one-colored objects": 0.5,
    "objects joined by corners": 0.5,
    "objects": 1,
    "objects on the main color joined by corners": 2,
}
MOST_OBJECTS = 30
MOST_RULES = 20
RULES_COST = 120_000  # steps of one look at all offsets
MOST_YIELDED = 3
MOST_COLORS = 4
MOST_PER_COLOR = 3


Rule = tuple[str, float, list[np.ndarray]]  # words, cost, offsets (movers, 2) per stage


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield relocations that explain every demonstration, cut by cut."""
    if not changes_in_place(task):
        return
    for cut, known in each_cut(task.inputs, CUTS, 1, MOST_OBJECTS):
        if not budget.spend(20 * cells_of(task)):
            return
        looks = _looks(task, known[0])
        for words, cost, flags, erases in _choices(task, known, looks, budget):
            stages = [Stage(scene, marks) for scene, marks in zip(known, flags, strict=True)]
            if not budget.spend(sum(2000 * len(stage.pieces) for stage in stages)):
                return
            for look in looks:
                if look.erases != erases:
                    continue
                for rule, price, predictions in _explained(task, stages, look, budget):
                    program, total = f"{words} of {cut}: {rule}{look.words}", 2 + CUTS[cut] + cost + look.cost + price
                    yield Candidate(predictions, NAME, program, total, len(task.train), len(task.train))
                if budget.is_over():
                    return


def _choices(
    task: Task, scenes: Sequence[Objects], looks: Sequence[Look], budget: Budget
) -> Iterator[tuple[str, float, list[np.ndarray], bool]]:
    """Yield (words, cost, is a mover per object and scene, leaves its place): what changed moves, what did not is copied."""
    changed = changed_objects(task, scenes)
    for erases, moved in ((True, changed), (False, [~flags for flags in changed])):
        fitting = [look for look in looks if look.erases == erases]
        shown = [Stage(scene, flags) for scene, flags in zip(scenes, moved, strict=False)]
        decides = any(_all_arrivals(task, shown, look, budget) is not None for look in fitting)
        for words, cost, flags in choices(scenes, moved, decides) if fitting else ():
            yield words, cost, flags, erases
    if not any(flags.any() for flags in changed) and any(not look.erases for look in looks):
        for words, cost, flags in _copied(task, scenes):
            yield words, cost, flags, False


def _copied(task: Task, scenes: Sequence[Objects]) -> Iterator[tuple[str, float, list[np.ndarray]]]:
    """Yield (words, cost, is copied per object and scene) where all objects stay: by tests, if copies may be what is new."""
    new = [int((pair.input != pair.output).sum()) for pair in task.train]
    seen: set[bytes] = set()
    for question in QUESTIONS:
        flags = [answers(scene, question) == 1 for scene in scenes]
        key = b"|".join(part.tobytes() for part in flags)
        if key in seen or any(part.all() or not part.any() for part in flags):
            continue
        seen.add(key)
        sizes = [int(scene.column("size")[part].sum()) for scene, part in zip(scenes, flags, strict=True)]
        if all(2 * count >= size >= count for count, size in zip(new, sizes, strict=False)):
            yield f"those of which {question}", 2.0, flags


def _looks(task: Task, scene: Objects) -> list[Look]:
    """The looks that the first demonstration allows: new colors and copies only where cells have been gained."""
    pair = task.train[0]
    old, new = counts_of(pair.input), counts_of(pair.output)
    old[scene.background] = new[scene.background] = 0
    if (old == new).all():
        ways = [(OWN, True)]
    else:
        inks = [int(color) for color in np.flatnonzero(new > old)]
        ways = [(OWN, False), (OWN, True), *((ink, True) for ink in inks), *((ink, False) for ink in inks)]
    return [Look(turn, ink, erases) for ink, erases in ways for turn in TURNS]


def _may_leave(task: Task, look: Look, scene: Objects) -> bool:
    """True when some demonstration loses cells of a color: things may have left the grid."""
    if look.ink != OWN or not look.erases:
        return False
    lost = [counts_of(pair.output) < counts_of(pair.input) for pair in task.train]
    return any(color != scene.background for flags in lost for color in np.flatnonzero(flags))


def _all_arrivals(task: Task, shown: Sequence[Stage], look: Look, budget: Budget) -> list[list[np.ndarray]] | None:
    """Where every mover of every demonstration may have gone; None when the look is out of the question."""
    pairs = list(zip(shown, task.train, strict=True))
    if look.ink != OWN and all(same_places(stage.scene, pair.output) for stage, pair in pairs):
        return None
    if not all(may_explain(stage, look, pair.output) for stage, pair in pairs):
        return None
    if look.turn != STAYS and all(
        same_grid(MOTIONS[turn](piece), piece) for stage in shown for piece in stage.pieces for turn in look.turns
    ):
        return None
    may_leave = _may_leave(task, look, shown[0].scene)
    arrivals: list[list[np.ndarray]] = []
    may_vanish = sum(len(stage.pieces) for stage in shown) / 2 if may_leave else 0
    for stage, pair in pairs:
        arrivals.append([])
        for piece in stage.pieces:
            places = arrivals_of(look.shown(piece, True), pair.output, may_leave)
            if look.turn == ALONG:
                places = places | arrivals_of(look.shown(piece, False), pair.output, may_leave)
            may_vanish -= not places[:-1, :-1].any()
            if not budget.spend(10 * pair.output.size) or may_vanish < 0:
                return None
            arrivals[-1].append(places)
    return arrivals


def _explained(
    task: Task, stages: Sequence[Stage], look: Look, budget: Budget
) -> Iterator[tuple[str, float, tuple[Grid, ...]]]:
    """Yield (words, cost, predictions) of the offsets that explain every demonstration, cheapest first."""
    arrivals = _all_arrivals(task, stages[: len(task.train)], look, budget)
    if arrivals is None or not budget.spend(RULES_COST):
        return
    may_leave = _may_leave(task, look, stages[0].scene)
    kept = 0
    for words, cost, offsets in _rules(stages, arrivals)[:MOST_RULES] or _by_color(stages, arrivals):
        outs = []
        for index, (stage, offset) in enumerate(zip(stages, offsets, strict=True)):
            out = with_moved(stage, offset, look, may_leave)
            if not budget.spend(3 * stage.scene.grid.size):
                return
            if out is None or (index < len(task.train) and not same_grid(out, task.train[index].output)):
                break
            outs.append(out)
        if len(outs) == len(stages):
            yield words, cost, tuple(outs[len(task.train) :])
            kept += 1
            if kept >= MOST_YIELDED:
                return


def _by_color(stages: Sequence[Stage], arrivals: Sequence[Sequence[np.ndarray]]) -> list[Rule]:
    """Offsets of their own for the movers of every color."""
    colors = sorted({color for stage in stages[: len(arrivals)] for color in stage.colors.tolist()})
    if not 2 <= len(colors) <= MOST_COLORS or any(set(stage.colors.tolist()) - set(colors) for stage in stages):
        return []
    rules: list[Rule] = [("", 0.0, [np.zeros_like(stage.corners) for stage in stages])]
    for color in colors:
        parts = [stage.part(np.flatnonzero(stage.colors == color)) for stage in stages]
        found = [
            [places[place] for place in range(len(places)) if stage.colors[place] == color]
            for stage, places in zip(stages, arrivals, strict=False)
        ]
        longer = []
        for (words, cost, offsets), (more, price, steps) in product(rules, _rules(parts, found, True)[:MOST_PER_COLOR]):
            joined = [offset.copy() for offset in offsets]
            for stage, offset, step in zip(stages, joined, steps, strict=True):
                offset[stage.colors == color] = step
            longer.append((f"{words}color {color} {more}; ", cost + price + 0.5, joined))
        rules = longer
    moving = [rule for rule in rules if _is_movement(rule[2][: len(arrivals)])]
    return sorted(moving, key=lambda rule: rule[1])


def _rules(stages: Sequence[Stage], arrivals: Sequence[Sequence[np.ndarray]], may_stay: bool = False) -> list[Rule]:
    """All offsets that bring every mover to where the output shows it, cheapest first."""
    rows = _viable(stages, arrivals, 0)
    cols = _viable(stages, arrivals, 1) if len(rows) else rows
    fits = np.ones((len(rows), len(cols)), bool)
    for stage, found in zip(stages, arrivals, strict=False):
        down, right = stage.offsets[0].steps[rows], stage.offsets[1].steps[cols]
        for place, places in enumerate(found):
            top, left = stage.corners[place]
            fits &= places[np.ix_(clip(down[:, place] + top), clip(right[:, place] + left))]
    rules = []
    first, second = stages[0].offsets
    pairs = np.argwhere(fits)
    for row, col in pairs[np.argsort(first.costs[rows][pairs[:, 0]] + second.costs[cols][pairs[:, 1]], kind="stable")]:
        down, right = rows[row], cols[col]
        offsets = [np.stack([stage.offsets[0].steps[down], stage.offsets[1].steps[right]], axis=1) for stage in stages]
        if may_stay or _is_movement(offsets[: len(arrivals)]):
            tables = [stage.offsets[1].steps for stage in stages]
            if all((table[down] == table[right]).all() for table in tables):
                right = down
            cost = first.costs[down] + second.costs[right] - min(first.costs[down], 1.0) * (down == right)
            rules.append((f"rows {first.names[down]}, cols {second.names[right]}", float(cost), offsets))
        if len(rules) > MOST_RULES:
            break
    names = list(stages[0].joint)
    for stage, found in zip(stages, arrivals, strict=False):
        names = [name for name in names if _arrives(stage, found, stage.joint[name][1])]
        if not names:
            break
    rules += [(name, stages[0].joint[name][0], [stage.joint[name][1] for stage in stages]) for name in names]
    return sorted(rules, key=lambda rule: rule[1])


def _is_movement(offsets: Sequence[np.ndarray]) -> bool:
    """True when something goes to another place, and not everything of a demonstration vanishes."""
    remains = [(np.abs(offset) < MAX_SIDE).all(axis=1) for offset in offsets]
    moves = any((offset[stays] != 0).any() for offset, stays in zip(offsets, remains, strict=True))
    return bool(moves and all(stays.any() for stays in remains))


def _arrives(stage: Stage, arrivals: Sequence[np.ndarray], offsets: np.ndarray) -> bool:
    """True when all movers of a stage lie where the offsets bring them."""
    goals = clip(stage.corners + offsets)
    return all(places[row, col] for places, (row, col) in zip(arrivals, goals, strict=True))


def _viable(stages: Sequence[Stage], arrivals: Sequence[Sequence[np.ndarray]], axis: int) -> np.ndarray:
    """Indices of the offsets along an axis that keep every mover on a line where it arrives, and are known for all inputs.

    Of those that are the same for all inputs only the cheapest, in order of cost.
    """
    may_vanish = any(places[-1, 0] for found in arrivals for places in found)
    order = np.argsort(stages[0].offsets[axis].costs, kind="stable")
    for number, stage in enumerate(stages):
        steps = stage.offsets[axis].steps[order]
        alive = (np.abs(steps) < (IMPOSSIBLE + 1 if may_vanish else MAX_SIDE)).all(axis=1)
        for place, places in enumerate(arrivals[number] if number < len(arrivals) else ()):
            lines = np.asarray((places[:, :-1] if axis == 0 else places[:-1]).any(axis=1 - axis))
            alive &= lines[clip(steps[:, place] + stage.corners[place, axis])]
        order = order[alive]
        if not len(order):
            return order
    table = np.hstack([stage.offsets[axis].steps[order] for stage in stages])
    return order[np.sort(np.unique(table, axis=0, return_index=True)[1])]
