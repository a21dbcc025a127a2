"""Says in words what the ops and verbs do that a rule names."""

from __future__ import annotations

import inspect
import re

from solver.language import OPS
from solver.language.program import FOR_EACH, OUTPUT_CANVAS, Program
from solver.language.term import VERBS, Rule

NAME = re.compile(r"([a-z]\w*)\(")


def first_sentence(text: str) -> str:
    """The first sentence of a docstring, without the picture and the full stop."""
    return " ".join(inspect.cleandoc(text).partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")


def explained(name: str) -> str:
    """What an op or a verb does; "" for a name that is neither."""
    if name in OPS:
        return first_sentence(OPS[name].picture)
    return first_sentence(VERBS[name].function.__doc__ or "") if name in VERBS else ""


def meaning(rule: Rule) -> str:
    """The first sentence about the op or verb of a rule."""
    if not isinstance(rule, Program):
        return explained(rule.verb)
    if rule.op == FOR_EACH:
        return f"for every element: {explained(str(rule.arguments[0]))}"
    return "An empty grid of the size predicted for the output" if rule.op == OUTPUT_CANVAS else explained(rule.op)


def glossary(text: str) -> dict[str, str]:
    """What each name in the text of a rule means, the innermost first, as it is applied."""
    names = dict.fromkeys(reversed(NAME.findall(text)))
    return {name: words for name in names if (words := explained(name))}
