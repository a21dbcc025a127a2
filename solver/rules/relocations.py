"""Objects moved by offsets that are read off the demonstrations, one per axis, possibly turned over or in another color.

Every demonstration shows where each mover may have gone; an offset (see offsets.py) explains it when the mover lies there
in the output. What explains all movers of all demonstrations on both axes is tried as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, compress, islice, repeat

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term
from solver.rules.amounts import amounts_told
from solver.rules.anchors import WAYS, steps_of
from solver.rules.arrivals import Arrivals, all_arrivals, clip, may_cover, may_leave
from solver.rules.movers import MOST_OBJECTS, Bodies, all_apart, blocked, changed_objects, choices, explained, moved, tested
from solver.rules.offsets import BOTH, IMPOSSIBLE, TURNS, Look, Way, Ways, leap, offered, offsets_of, strides
from solver.rules.rule import cells_of, changes_in_place, claim_outputs, distinct
from solver.seeing.colors import counts_of
from solver.seeing.facts import fact_table
from solver.seeing.motions import STAYS
from solver.seeing.objects import Objects, each_cut
from solver.task import MAX_SIDE, Grid, Task

NAME = "relocations"
CUTS = (
    "one-colored objects joined by corners",
    "one-colored objects",
    "objects joined by corners",
    "objects",
    "objects on the main color joined by corners",
    "one-colored objects on the main color",
)
SPLIT = (
    "one-colored objects joined by corners",
    "one-colored objects on the main color",
)  # of which every cell may go on its own
MOST_RULES = 20
RULES_COST = 120_000  # steps of one look at all offsets
MOST_YIELDED = 3
MOST_COLORS = 4
MOST_PER_COLOR = 3
MOST_NUMBERS = 3  # that strides may follow in a direction
Rule = tuple[Ways, float]  # how the movers go, with its cost


@distinct
def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield relocations that explain every demonstration, cut by cut; then those of single cells."""
    if not changes_in_place(task):
        return
    for cut, those, apart, movers, look in _tries(task, budget):
        for by, outputs in _explained(task, movers, look, budget):
            rule = term(moved, cut=cut, those=those, apart=apart, by=by)
            yield from claim_outputs(task, NAME, rule, outputs)
        if budget.is_over():
            return


def _tries(task: Task, budget: Budget) -> Iterator[tuple[str, Term | None, bool, list[Bodies], Look]]:
    """Yield (cut, question, is cell by cell, movers of every input, look)."""
    later = []
    for cut, known in each_cut(task.inputs, CUTS, 1, MOST_OBJECTS):
        if not budget.spend(20 * cells_of(task)):
            return
        looks = _looks(task, known[0])
        for those, flags, copies in _choices(task, known, looks, budget):
            movers = [Bodies(scene, some) for scene, some in zip(known, flags, strict=True)]
            if not budget.spend(sum(2000 * len(some) for some in movers)):
                return
            yield from ((cut, those, False, movers, look) for look in looks if look.copies == copies)
            if cut in SPLIT and not copies:
                later.append((cut, those, movers))
    for cut, those, movers in later:
        cells = all_apart(movers)
        if cells:
            yield cut, those, True, cells, Look()


def _choices(
    task: Task, scenes: Sequence[Objects], looks: Sequence[Look], budget: Budget
) -> Iterator[tuple[Term | None, list[np.ndarray], bool]]:
    """Yield (question, is a mover per object and scene, is copied): what changed moves, what did not is copied."""
    changed = changed_objects(task, scenes)
    for copies, moves in ((False, changed), (True, [~flags for flags in changed])):
        fitting = [look for look in looks if look.copies == copies]
        shown = [Bodies(scene, flags) for scene, flags in zip(scenes, moves, strict=False)]
        decides = any(all_arrivals(task, shown, look, budget) is not None for look in fitting)
        for those, flags in (
            chain(choices(scenes, moves, decides), blocked(scenes, moves) if decides else ()) if fitting else ()
        ):
            yield those, flags, copies
    if not any(flags.any() for flags in changed) and any(look.copies for look in looks):
        new = [int((pair.input != pair.output).sum()) for pair in task.train]
        for those, flags in tested(scenes):
            sizes = [int(scene.column("size")[part].sum()) for scene, part in zip(scenes, flags, strict=True)]
            if all(2 * count >= size >= count for count, size in zip(new, sizes, strict=False)):
                yield those, flags, True


def _looks(task: Task, scene: Objects) -> list[Look]:
    """The looks that the first demonstration allows: new colors and copies only where cells have been gained."""
    pair = task.train[0]
    old, new = counts_of(pair.input), counts_of(pair.output)
    old[scene.background] = new[scene.background] = 0
    ways: list[tuple[int | None, bool]] = [(None, False)]
    if (old != new).any():
        inks = np.flatnonzero(new > old).tolist()
        ways = [(None, True), (None, False), *((ink, False) for ink in inks), *((ink, True) for ink in inks)]
    return [Look(turn, ink, copies) for ink, copies in ways for turn in TURNS]


def _explained(task: Task, movers: Sequence[Bodies], look: Look, budget: Budget) -> Iterator[tuple[Term, list[Grid]]]:
    """Yield (term, outputs) of the offsets that explain every demonstration, cheapest first."""
    arrivals = all_arrivals(task, movers[: len(task.train)], look, budget)
    if arrivals is None or not budget.spend(RULES_COST):
        return
    if not all(map(may_cover, movers, repeat(look), task.outputs, arrivals)):
        return
    leaves = may_leave(task, look, movers[0].scene.background)
    seen: set[bytes] = set()
    rules = islice(_for_all(movers, arrivals, look, leaves), MOST_RULES)
    first = next(rules, None)
    others = _by_color(movers, arrivals, look, leaves) if first is None else []
    for way, _ in chain([first], rules) if first else others or _strides(task, movers, arrivals):
        by = term(leap, way=way, leaves=leaves, **look._asdict())
        outputs = explained(task, movers, by, budget)
        key = b"".join(grid.tobytes() for grid in outputs or ())
        if outputs is not None and key not in seen:
            yield by, outputs
            seen.add(key)
        if len(seen) >= MOST_YIELDED or budget.is_over():
            return


def _for_all(movers: Sequence[Bodies], arrivals: Sequence[Arrivals], look: Look, leaves: bool) -> Iterator[Rule]:
    """Yield the offsets that bring all movers to where the outputs show them; cheapest first."""
    shown, everyone = movers[: len(arrivals)], [np.arange(len(some)) for some in movers]
    moving: set[str] | None = None  # offsets along both axes are many, and most leave everything where it is
    for way, cost in _rules(movers, everyone, arrivals, leaves):
        if isinstance(way, str):
            if moving is None:
                tables = [offered(some, BOTH) for some in shown]
                moving = set(compress(tables[0].names, _is_movement([table.steps for table in tables], look)))
            is_movement = way in moving
        else:
            is_movement = bool(_is_movement([offsets_of(some, way) for some in shown], look))
        if is_movement:
            yield way, cost


def _by_color(movers: Sequence[Bodies], arrivals: Sequence[Arrivals], look: Look, leaves: bool) -> list[Rule]:
    """Offsets of their own for the movers of every color."""
    colors = sorted({color for some in movers[: len(arrivals)] for color in some.color.tolist()})
    if not 2 <= len(colors) <= MOST_COLORS or any(set(some.color.tolist()) - set(colors) for some in movers):
        return []
    rules: list[tuple[dict[int, Way], float]] = [({}, 0.0)]
    for color in colors:
        mine = [np.flatnonzero(some.color == color) for some in movers]
        found = [[places[place] for place in some] for some, places in zip(mine, arrivals, strict=False)]
        ways = _rules(movers, mine, found, leaves)[:MOST_PER_COLOR] if rules else []
        rules = [(one | {color: way}, cost + price + 0.5) for one, cost in rules for way, price in ways]
    shown = movers[: len(arrivals)]
    moving: list[Rule] = [rule for rule in rules if _is_movement([offsets_of(some, rule[0]) for some in shown], look)]
    return sorted(moving, key=lambda rule: rule[1])


def _strides(task: Task, movers: Sequence[Bodies], arrivals: Sequence[Arrivals]) -> list[Rule]:
    """The strides that bring all movers to where the outputs show them, cheapest first: by a constant, or by numbers."""
    shown, facts, seen, found = movers[: len(arrivals)], cache(lambda: fact_table(task.inputs)), set[bytes](), list[Rule]()
    owners = [np.flatnonzero(some.flags) for some in shown]
    ahead = [_ahead(some, places) for some, places in zip(shown, arrivals, strict=True)]
    reached = [np.asarray(one.any(axis=3)) for one in ahead]
    for way, one in WAYS.items():
        several = zip(reached, (steps_of(some, way).T + 1 for some in shown), strict=True)
        if not all(some[np.arange(len(some)), down, right].all() for some, (down, right) in several):
            continue
        steps = [steps_of(some, way) for some in movers]
        key = b"".join(some.tobytes() for some in steps)
        if key in seen:
            continue
        seen.add(key)
        allowed = np.concatenate([one[np.arange(len(one)), *(some.T + 1)] for one, some in zip(ahead, steps, strict=False)])
        if not allowed[:, 0].all():
            numbers = amounts_told([some.scene for some in shown], owners, allowed, facts)[:MOST_NUMBERS]
            found += [(term(strides, way=way, by=by), 3.0 + one.cost + cost) for by, cost in numbers]
    return sorted(found, key=lambda one: one[1])


def _ahead(movers: Bodies, places: Arrivals) -> np.ndarray:
    """Whether movers may have gone so many steps to each side (bool, movers x 3 x 3 x steps)."""
    steps = np.moveaxis(np.indices((3, 3)) - 1, 0, -1)[:, :, None] * np.arange(MAX_SIDE)[:, None]
    goals = [clip(first + steps) for first in movers.first]
    return np.array([place[goal[..., 0], goal[..., 1]] for place, goal in zip(places, goals, strict=True)])


def _steps(movers: Bodies, mine: np.ndarray, axis: int, leaves: bool) -> np.ndarray:
    """The offered steps of some of the movers; unless they may leave, those for whom there is none stay."""
    steps = offered(movers, axis).steps[:, mine]
    return steps if leaves else np.where(np.abs(steps) < IMPOSSIBLE, steps, 0)


def _rules(
    movers: Sequence[Bodies], mine: Sequence[np.ndarray], arrivals: Sequence[Arrivals], leaves: bool
) -> list[tuple[Way, float]]:
    """Offsets that bring some movers (mine: which) of every demonstration to where the output shows them, cheapest first."""
    rows = _viable(movers, mine, arrivals, leaves, 0)
    cols = _viable(movers, mine, arrivals, leaves, 1) if len(rows) else rows
    fits = np.ones((len(rows), len(cols)), bool)
    for some, which, found in zip(movers, mine, arrivals, strict=False) if fits.size else ():
        down, right = (_steps(some, which, axis, leaves)[lines] for axis, lines in enumerate((rows, cols)))
        for place, places in enumerate(found):
            top, left = some.first[which[place]]
            fits &= places[np.ix_(clip(down[:, place] + top), clip(right[:, place] + left))]
    rules: list[tuple[Way, float]] = []
    if fits.any():
        first, second = (offered(movers[0], axis) for axis in (0, 1))
        across = [_steps(some, which, 1, leaves) for some, which in zip(movers, mine, strict=True)]
        pairs = np.argwhere(fits)
        for row, col in pairs[np.argsort(first.costs[rows][pairs[:, 0]] + second.costs[cols][pairs[:, 1]], kind="stable")]:
            down, right = rows[row], cols[col]
            if all((steps[down] == steps[right]).all() for steps in across):
                right = down
            cost = first.costs[down] + second.costs[right] - min(first.costs[down], 1.0) * (down == right)
            rules.append(((first.names[down], second.names[right]), float(cost)))
            if len(rules) > MOST_RULES + 1:
                break
    both = offered(movers[0], BOTH)
    rules += [(both.names[index], float(both.costs[index])) for index in _together(movers, mine, arrivals, leaves)]
    return sorted(rules, key=lambda rule: rule[1])


def _together(movers: Sequence[Bodies], mine: Sequence[np.ndarray], arrivals: Sequence[Arrivals], leaves: bool) -> list[int]:
    """Which offsets along both axes bring every mover to where the output shows it: no more is looked at when none is left."""
    alive = np.arange(len(offered(movers[0], BOTH).names))
    for some, which, found in zip(movers, mine, arrivals, strict=False):
        steps = _steps(some, which, BOTH, leaves) if len(alive) else np.zeros((0, 0, 0))
        for place, places in enumerate(found if len(alive) else ()):
            goals = clip(steps[alive, place] + some.first[which[place]])
            alive = alive[places[goals[:, 0], goals[:, 1]]]
    return alive.tolist()


def _is_movement(offsets: Sequence[np.ndarray], look: Look) -> np.ndarray:
    """Of offsets for every demonstration (... x movers x 2), whether something turns or goes to another place, and not
    everything of a demonstration vanishes.
    """
    remains = [(np.abs(offset) < MAX_SIDE).all(axis=-1) for offset in offsets]
    goes = [((offset != 0).any(axis=-1) & stays).any(axis=-1) for offset, stays in zip(offsets, remains, strict=True)]
    return (np.any(goes, axis=0) | (look.turn != STAYS)) & np.all([stays.any(axis=-1) for stays in remains], axis=0)


def _viable(
    movers: Sequence[Bodies], mine: Sequence[np.ndarray], arrivals: Sequence[Arrivals], leaves: bool, axis: int
) -> np.ndarray:
    """Indices of the offsets along an axis that keep every mover on a line where it arrives, and are known for all inputs.

    Of those that are the same for all inputs only the cheapest, in order of cost.
    """
    may_vanish = any(places[-1, 0] for found in arrivals for places in found)
    order, every = np.argsort(offered(movers[0], axis).costs, kind="stable"), []
    for number, (some, which) in enumerate(zip(movers, mine, strict=True)):
        every.append(_steps(some, which, axis, leaves))
        steps = every[-1][order]
        alive = (np.abs(steps) < (IMPOSSIBLE + 1 if may_vanish else MAX_SIDE)).all(axis=1)
        for place, places in enumerate(arrivals[number] if number < len(arrivals) else ()):
            lines = np.asarray((places[:, :-1] if axis == 0 else places[:-1]).any(axis=1 - axis))
            alive &= lines[clip(steps[:, place] + some.first[which[place], axis])]
        order = order[alive]
        if not len(order):
            return order
    same = np.hstack([steps[order] for steps in every])
    return order[np.sort(np.unique(same, axis=0, return_index=True)[1])]
