"""Color to color tables learned over all demonstrations: literal, by the role of a color in its grid, by a fact of the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.rules.rule import Rule, agreed, cells_of, claim
from solver.seeing.colors import UNSEEN, Table, color_table, counts_of, majority_of, whole_table
from solver.seeing.motions import MOTIONS, STAYS
from solver.task import COLOR_COUNT, Grid, Task, same_grid

NAME = "color_map"
Target = tuple[str, int]  # ("color", literal color) or ("role", number of the color's role in the same grid)
GridPair = tuple[Grid, Grid]


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
            for program, cost, recolor in kind(task, pairs):
                candidate = _claim(task, motion, program, cost, recolor)
                if candidate is not None:
                    yield candidate


def _claim(task: Task, motion: str, program: str, cost: int, recolor: Rule) -> Candidate | None:
    move = MOTIONS[motion]
    if motion != STAYS:
        program, cost = f"{motion}(input)" + (f", {program}" if program != "recolor nothing" else ""), cost + 2
    return claim(task, NAME, program, cost, lambda grid: recolor(move(grid)))


def _words(table: Table) -> str:
    changes = [f"{old}->{new}" for old, new in enumerate(table) if new not in (UNSEEN, old)]
    return f"recolor {' '.join(changes)}" if changes else "recolor nothing"


def _literal(task: Task, pairs: Sequence[GridPair]) -> Iterator[tuple[str, int, Rule]]:
    """Yield the literal table with its completions for colors that only a test input has."""
    table = color_table(pairs)
    if table is None:
        return
    unseen = np.unique([color for grid in task.test for color in np.unique(grid) if table[color] == UNSEEN]).astype(int)
    changes = int(sum(new not in (UNSEEN, old) for old, new in enumerate(table)))
    cost = 2 + (changes + 1) // 2
    for words, full, extra in _completions(table, unseen):
        yield f"{_words(table)}{words}", cost + extra, full.astype(np.uint8).__getitem__


def _completions(table: Table, unseen: np.ndarray) -> Iterator[tuple[str, Table, int]]:
    """Yield (words, full table, extra cost): unseen colors collapse, are exchanged, or stay."""
    stays = np.where(table == UNSEEN, np.arange(COLOR_COUNT), table)
    if not len(unseen) or (stays == np.arange(COLOR_COUNT)).all():
        yield "", stays, 0
        return
    olds = [old for old in range(COLOR_COUNT) if table[old] not in (UNSEEN, old)]
    if len(olds) >= 2 and len({int(table[old]) for old in olds}) == 1:
        collapsed = stays.copy()
        collapsed[unseen] = table[olds[0]]
        yield ", new colors too", collapsed, len(unseen)
    exchanged = stays.copy()
    for color in unseen:
        sources = [old for old in olds if table[old] == color]
        if len(sources) == 1:
            exchanged[color] = sources[0]
    if (exchanged != stays).any():
        yield ", exchanged", exchanged, 2 * len(unseen)
    yield ", new colors stay", stays, 3 * len(unseen)


def _frequency(first: int) -> Callable[[Grid], list[list[int]] | None]:
    def order(grid: Grid) -> list[list[int]] | None:
        counts = counts_of(grid)
        colors = [color for color in range(first, COLOR_COUNT) if counts[color]]
        if len({counts[color] for color in colors}) < len(colors):
            return None
        return [[color] for color in sorted(colors, key=lambda color: -counts[color])]

    return order


def _first_and_rest(first: int) -> Callable[[Grid], list[list[int]] | None]:
    def order(grid: Grid) -> list[list[int]] | None:
        counts = counts_of(grid)
        counts[:first] = 0
        if (counts == counts.max()).sum() > 1:
            return None
        best = int(counts.argmax())
        return [[best], [color for color in range(first, COLOR_COUNT) if counts[color] and color != best]]

    return order


def _reading_order(grid: Grid) -> list[list[int]]:
    return [[int(color)] for color in dict.fromkeys(grid.ravel().tolist()) if color != 0]


# Each gives the colors of a grid by role: [colors of role 0, colors of role 1, ...], or None when the roles are not clear.
ROLES: dict[str, Callable[[Grid], list[list[int]] | None]] = {
    "most common and rest": _first_and_rest(0),
    "most common and rest but 0": _first_and_rest(1),
    "by frequency": _frequency(0),
    "by frequency but 0": _frequency(1),
    "in reading order": _reading_order,
}


def _by_role(task: Task, pairs: Sequence[GridPair]) -> Iterator[tuple[str, int, Rule]]:
    """Yield tables over roles: role to role of the same grid, or role to literal color, where no literal table does."""
    is_literal = color_table(pairs) is not None
    for words, order in ROLES.items():
        targets = _role_targets(pairs, order)
        if targets is None:
            continue
        chosen = {role: min(options, key=lambda target: _target_cost(role, target)) for role, options in targets.items()}
        cost = sum(_target_cost(role, target) for role, target in chosen.items())
        changes = [f"{role}->{kind} {number}" for role, (kind, number) in chosen.items() if (kind, number) != ("role", role)]
        uses_roles = any(kind == "role" and number != role for role, (kind, number) in chosen.items())
        if changes and (uses_roles or not is_literal):
            yield f"recolor {words}: {', '.join(changes)}", 5 + cost, _role_rule(order, chosen)


def _role_targets(
    pairs: Sequence[GridPair], order: Callable[[Grid], list[list[int]] | None]
) -> dict[int, frozenset[Target]] | None:
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


def _role_rule(order: Callable[[Grid], list[list[int]] | None], chosen: dict[int, Target]) -> Rule:
    def recolor(grid: Grid) -> Grid | None:
        roles = order(grid)
        if roles is None:
            return None
        table = np.arange(COLOR_COUNT, dtype=np.uint8)
        for role, colors in enumerate(roles):
            kind, number = chosen.get(role, ("role", role))
            if (kind, number) == ("role", role):
                continue
            if kind == "role" and (number >= len(roles) or len(roles[number]) != 1):
                return None
            table[colors] = roles[number][0] if kind == "role" else number
        return table[grid]

    return recolor


# New places of a list of roles.
TURNS: dict[str, Callable[[list[int]], list[int]]] = {
    "the other way round": lambda colors: colors[::-1],
    "passed on by one": lambda colors: colors[-1:] + colors[:-1],
    "passed back by one": lambda colors: colors[1:] + colors[:1],
}


def _by_turn(task: Task, pairs: Sequence[GridPair]) -> Iterator[tuple[str, int, Rule]]:
    """Yield colors in order of their roles turned round or passed on, if that is right and no literal table is."""
    if color_table(pairs) is not None:
        return
    for words, order in ROLES.items():
        for turn_words, turn in TURNS.items():
            recolor = _turned(order, turn)
            if all((out := recolor(before)) is not None and same_grid(out, after) for before, after in pairs):
                yield f"colors {words} {turn_words}", 7, recolor


def _turned(order: Callable[[Grid], list[list[int]] | None], turn: Callable[[list[int]], list[int]]) -> Rule:
    def recolor(grid: Grid) -> Grid | None:
        roles = order(grid)
        if roles is None or any(len(colors) != 1 for colors in roles):
            return None
        colors = [color for (color,) in roles]
        table = np.arange(COLOR_COUNT, dtype=np.uint8)
        table[colors] = turn(colors)
        return table[grid]

    return recolor


FACTS: dict[str, Callable[[Grid], int]] = {
    "is wider than tall": lambda grid: int(grid.shape[1] > grid.shape[0]),
    "has mirrored cols": lambda grid: int((grid == grid[:, ::-1]).all()),
    "has mirrored rows": lambda grid: int((grid == grid[::-1]).all()),
    "color count": lambda grid: int(np.unique(grid).size),
    "most common color": majority_of,
    "most common color but 0": lambda grid: majority_of(grid, 1),
    "corner color": lambda grid: int(grid[0, 0]),
}


def _by_fact(task: Task, pairs: Sequence[GridPair]) -> Iterator[tuple[str, int, Rule]]:
    """Yield one table per value of a fact of the grid, where one table for all does not do."""
    if color_table(pairs) is not None:
        return
    for words, fact in FACTS.items():
        groups: dict[int, list[GridPair]] = {}
        for before, after in pairs:
            groups.setdefault(fact(before), []).append((before, after))
        tables = {value: color_table(group) for value, group in groups.items()}
        learned = {value: table for value, table in tables.items() if table is not None}
        if len(learned) == len(groups) < len(pairs) and all(fact(grid) in learned for grid in task.test):
            changes = sum(_words(table).count("->") for table in learned.values())
            program = "; ".join(f"if {words} is {value}: {_words(table)}" for value, table in learned.items())
            yield program, 8 + 2 * len(groups) + changes, _fact_rule(fact, learned)


def _fact_rule(fact: Callable[[Grid], int], tables: dict[int, Table]) -> Rule:
    def recolor(grid: Grid) -> Grid | None:
        table = tables.get(fact(grid))
        if table is None:
            return None
        return whole_table(table)[grid]

    return recolor
