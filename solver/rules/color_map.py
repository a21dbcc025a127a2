"""Color to color tables learned over all demonstrations: literal, by the role of a color in its grid, by a fact of the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Annotated

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Term, term, verb
from solver.rules.rule import agreed, cells_of, claimed
from solver.seeing.colors import UNSEEN, Table, background_of, color_table, counts_of, exchanged
from solver.seeing.motions import MOTIONS, STAYS
from solver.seeing.relations import READINGS, legends
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "color_map"
Colors = dict[int, int]
Target = tuple[
    Annotated[str, ("color", "role")], int
]  # ("color", literal color) or ("role", number of the color's role in the same grid)
GridPair = tuple[Grid, Grid]
Roles = list[list[int]]  # the colors of each role
Found = Iterator[Colors | Term]  # which colors are exchanged


def _by_frequency(grid: Grid, first: int) -> Roles | None:
    counts = counts_of(grid)
    colors = [color for color in range(first, COLOR_COUNT) if counts[color]]
    if len({counts[color] for color in colors}) < len(colors):
        return None
    return [[color] for color in sorted(colors, key=lambda color: -counts[color])]


def _most_and_rest(grid: Grid, first: int) -> Roles | None:
    counts = counts_of(grid)
    counts[:first] = 0
    if (counts == counts.max()).sum() > 1:
        return None
    best = int(counts.argmax())
    return [[best], [color for color in range(first, COLOR_COUNT) if counts[color] and color != best]]


def _reading_order(grid: Grid) -> Roles:
    return [[int(color)] for color in dict.fromkeys(grid.ravel().tolist()) if color != 0]


# Each gives the colors of a grid by role, or None when the roles are not clear.
ROLES: dict[str, Callable[[Grid], Roles | None]] = {
    "most common and rest": partial(_most_and_rest, first=0),
    "most common and rest but 0": partial(_most_and_rest, first=1),
    "by frequency": partial(_by_frequency, first=0),
    "by frequency but 0": partial(_by_frequency, first=1),
    "in reading order": _reading_order,
}

# New places of a list of roles.
TURNS: dict[str, Callable[[list[int]], list[int]]] = {
    "the other way round": lambda colors: colors[::-1],
    "passed on by one": lambda colors: colors[-1:] + colors[:-1],
    "passed back by one": lambda colors: colors[1:] + colors[:1],
}


FACTS: dict[str, Callable[[Grid], int]] = {
    "is wider than tall": lambda grid: int(grid.shape[1] > grid.shape[0]),
    "has mirrored cols": lambda grid: int((grid == grid[:, ::-1]).all()),
    "has mirrored rows": lambda grid: int((grid == grid[::-1]).all()),
    "color count": lambda grid: int(np.unique(grid).size),
}


@verb
def recolored(grid: Grid, colors: Colors | Term, motion: Annotated[str, MOTIONS] = STAYS) -> Grid | None:
    """Exchange colors, after a motion: those of a table, or of one that is made for the moved grid."""
    moved = MOTIONS[motion](grid)
    table = colors(moved) if isinstance(colors, Term) else colors
    return None if table is None else exchanged(moved, table)


@verb
def by_role(seen: Grid, roles: Annotated[str, ROLES], targets: dict[int, Target]) -> Colors | None:
    """The colors of some roles become a literal color or that of another role. None where there is not one of that role."""
    known = ROLES[roles](seen)
    if known is None or any(
        kind == "role" and [len(one) for one in known[at : at + 1]] != [1] for kind, at in targets.values()
    ):
        return None
    return {
        color: known[number][0] if kind == "role" else number
        for role, (kind, number) in targets.items()
        for color in (known[role] if role < len(known) else ())
    }


@verb
def in_turn(seen: Grid, roles: Annotated[str, ROLES], turn: Annotated[str, TURNS]) -> Colors | None:
    """The colors are passed on in the order of their roles. None where a role has several."""
    known = ROLES[roles](seen)
    if known is None or any(len(colors) != 1 for colors in known):
        return None
    colors = [color for (color,) in known]
    return dict(zip(colors, TURNS[turn](colors), strict=True))


@verb
def by_legend(seen: Grid, reading: Annotated[str, READINGS]) -> Colors:
    """Pairs of colors that are shown beside each other in blocks two cells wide or high."""
    table = legends(seen, background_of(seen))[reading]
    return {old: new for old, new in enumerate(table.tolist()) if new >= 0}


@verb
def by_fact(seen: Grid, fact: Annotated[str, FACTS], tables: dict[int, Colors]) -> Colors | None:
    """The table for what a fact of the grid is. None where there is none."""
    return tables.get(FACTS[fact](seen))


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield recolorings, alone and after a rigid motion, cheapest kinds first."""
    moved = {}
    for name, move in MOTIONS.items():
        pairs = [(move(pair.input), pair.output) for pair in task.train]
        if all(before.shape == after.shape for before, after in pairs):
            moved[name] = pairs
    for kind in (_literal, _by_role, _by_turn, _by_fact):
        for motion, pairs in moved.items():
            if not budget.spend(cells_of(task)):
                return
            if kind in (_literal, _by_role) or color_table(pairs) is None:
                for colors in kind(task, pairs):
                    yield from claimed(task, NAME, term(recolored, colors=colors, motion=motion))


def _literal(task: Task, pairs: Sequence[GridPair]) -> Found:
    """Yield the literal table with its completions for colors that only a test input has."""
    table = color_table(pairs)
    if table is None:
        return
    unseen = np.unique([color for grid in task.test for color in np.unique(grid) if table[color] == UNSEEN]).astype(int)
    yield from map(_changes, _completions(table, unseen))


def _changes(table: Table) -> Colors:
    return {old: new for old, new in enumerate(table.tolist()) if new not in (UNSEEN, old)}


def _completions(table: Table, unseen: np.ndarray) -> Iterator[Table]:
    """Yield full tables: unseen colors collapse, are exchanged, or stay."""
    stays = np.where(table == UNSEEN, np.arange(COLOR_COUNT), table)
    if not len(unseen) or (stays == np.arange(COLOR_COUNT)).all():
        yield stays
        return
    olds = [old for old in range(COLOR_COUNT) if table[old] not in (UNSEEN, old)]
    if len(olds) >= 2 and len({int(table[old]) for old in olds}) == 1:
        collapsed = stays.copy()
        collapsed[unseen] = table[olds[0]]
        yield collapsed
    swapped = stays.copy()
    for color in unseen:
        sources = [old for old in olds if table[old] == color]
        if len(sources) == 1:
            swapped[color] = sources[0]
    if (swapped != stays).any():
        yield swapped
    yield stays


def _by_role(task: Task, pairs: Sequence[GridPair]) -> Found:
    """Yield tables over roles: role to role of the same grid, or role to literal color, where no literal table does."""
    is_literal = color_table(pairs) is not None
    for roles, order in ROLES.items():
        targets = _role_targets(pairs, order)
        if targets is None:
            continue
        chosen = {role: min(options, key=lambda target: _target_cost(role, target)) for role, options in targets.items()}
        changes = {role: target for role, target in chosen.items() if target != ("role", role)}
        if changes and (not is_literal or any(kind == "role" for kind, _ in changes.values())):
            yield term(by_role, roles=roles, targets=changes)


def _role_targets(pairs: Sequence[GridPair], order: Callable[[Grid], Roles | None]) -> dict[int, frozenset[Target]] | None:
    """For each role, what it may become in all demonstrations. None when some role has no explanation."""
    found: dict[int, list[frozenset[Target]]] = {}
    for before, after in pairs:
        roles, table = order(before), color_table([(before, after)])
        if roles is None or table is None:
            return None
        named = {color for colors in roles for color in colors}
        if any(table[color] not in (UNSEEN, color) for color in range(COLOR_COUNT) if color not in named):
            return None
        for role, colors in enumerate(roles):
            for color in colors:
                new = int(table[color])
                options: set[Target] = {("color", new)} | {
                    ("role", other) for other, names in enumerate(roles) if names == [new]
                }
                found.setdefault(role, []).append(frozenset(options | ({("role", role)} if new == color else set())))
    targets = {role: agreed(options) for role, options in found.items()}
    return targets if all(targets.values()) else None


def _target_cost(role: int, target: Target) -> int:
    return 0 if target == ("role", role) else 1 if target[0] == "color" else 2


def _by_turn(task: Task, pairs: Sequence[GridPair]) -> Found:
    """Yield colors in order of their roles turned round or passed on."""
    for roles in ROLES:
        for turn in TURNS:
            colors = term(in_turn, roles=roles, turn=turn)
            if all((out := recolored(before, colors)) is not None and same_grid(out, after) for before, after in pairs):
                yield colors


def _by_fact(task: Task, pairs: Sequence[GridPair]) -> Found:
    """Yield one table per value of a fact of the grid."""
    for name, fact in FACTS.items():
        groups: dict[int, list[GridPair]] = {}
        for before, after in pairs:
            groups.setdefault(fact(before), []).append((before, after))
        tables = {value: color_table(group) for value, group in groups.items()}
        learned = {value: _changes(table) for value, table in tables.items() if table is not None}
        if len(learned) == len(groups) < len(pairs):
            yield term(by_fact, fact=name, tables=learned)
