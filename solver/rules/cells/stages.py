"""Trees in two stages: a small tree that is nearly right, then one that looks at what the first makes and at the input.

What is hard to see in the input may be plain in what the first stage makes of it: a line that it draws, a thing that it
takes away. Two fitted rules in a row: the first brings the demonstrations closer to their outputs, the second does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from solver.budget import Budget
from solver.choice.candidate import Candidate
from solver.language.term import Rule, Term, term
from solver.rules.cells.feature import NO_COLOR
from solver.rules.cells.layouts import propose_layouts
from solver.rules.cells.rules import PRICES, STEPS_PER_WORK, learn_in, lesson_of
from solver.rules.cells.sheet import Sheet, staged
from solver.rules.cells.terms import Answer, told, tree
from solver.rules.cells.tree import apply_tree, grow_tree
from solver.task import Task, same_grid

# Leaves of the tree of the first stage: 6 too won nothing. A third stage finds three more right trees in 770 tasks, and one
# task less is solved.
LEAVES = (2, 3, 4)
RANDOM_TREES = 20
MOST_LAYOUTS = 2


def propose(task: Task, budget: Budget) -> Iterator[Candidate]:
    """Yield trees over what small trees make that reproduce every demonstration, in the first layouts that fit."""
    for number, (layout, sheets) in enumerate(propose_layouts(task)):
        if number == MOST_LAYOUTS:
            return
        firsts = _first_stages(task, layout, sheets, budget)
        # No demonstration is left out: all of them teach the first stage. Of the family `cell`, as other trees: over the same
        # features they are no witnesses of their own (1,384 instead of 1,382 tasks solved, 1,299 instead of 1,293 at once).
        found = learn_in(firsts, task, budget, partial(_over, layout), random_trees=RANDOM_TREES, leaves_out=False)
        yield from (one for one in found if one.is_full_fit)


def _over(layout: Term, color: Answer, of: Rule) -> Term:
    return term(tree, color=color, layout=layout, of=of)


def _first_stages(task: Task, layout: Term, sheets: list[Sheet], budget: Budget) -> Iterator[tuple[Rule, list[Sheet]]]:
    """Yield small trees that are right on most cells, each with the sheets of what it makes."""
    lesson, seen = lesson_of(0, task, sheets), set[bytes]()
    for leaves in LEAVES if lesson.usable.size else ():
        if not budget.spend(lesson.usable.size * lesson.colors.size // STEPS_PER_WORK):
            return
        small = grow_tree(lesson.encodings[0], lesson.usable, PRICES[0], leaves, True)
        flat = [apply_tree(small, sheet.matrix) for sheet in sheets]
        key = b"".join(colors.tobytes() for colors in flat)
        if key in seen or any((colors == NO_COLOR).any() for colors in flat):
            continue
        seen.add(key)
        made = [colors.reshape(sheet.shape) for colors, sheet in zip(flat, sheets, strict=True)]
        if all(map(same_grid, made, task.outputs)):  # one stage does
            return
        yield term(tree, color=told(small, lesson.features), layout=layout), list(map(staged, sheets, made))
