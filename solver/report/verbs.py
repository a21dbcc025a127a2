"""The verbs of rules as text: what each takes and does, by the file that it is in; `python -m solver verbs`."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Sequence

from solver import portfolio
from solver.language.term import VERBS, Verb, in_words, near, written
from solver.rules.sketches import SKETCHES

ON_GRIDS = ("grid", "grids")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver verbs` takes."""
    parser.add_argument("--markdown", action="store_true", help="as the tables of docs/language.md")
    parser.add_argument("name", nargs="*", help="verbs to show, or parts of names (default: all)")


def run(arguments: argparse.Namespace) -> int:
    """Print the verbs, or those asked for. Exit status 2 when a name is unknown."""
    assert portfolio.FAMILIES, "its rules bring their verbs"
    for name in arguments.name:
        if not any(name in known for known in VERBS):
            print(f"verbs: expected a verb or a part of its name, found {name!r}{near(name, VERBS)}", file=sys.stderr)
            return 2
    chosen = [one for one in VERBS.values() if not arguments.name or any(name in one.name for name in arguments.name)]
    print(markdown(chosen) if arguments.markdown else "\n\n".join(map(page, chosen)))
    return 0


def file_of(verb: Verb) -> str:
    """The file of a verb, without its room's path."""
    return inspect.unwrap(verb.function).__module__.removeprefix("solver.").replace(".", "/")


def arguments_of(verb: Verb) -> list[str]:
    """Each argument with what it may be, or its default."""
    words = []
    for name, default in verb.parameters.items():
        told = in_words(verb.types[name])
        words.append(f"{name}: {told}" + ("" if default is inspect.Parameter.empty else f" (else {written(default)})"))
    return words


def about(verb: Verb) -> str:
    """What a verb does."""
    return " ".join((inspect.getdoc(verb.function) or "").split())


def page(verb: Verb) -> str:
    """One verb."""
    place = "" if verb.acts_on in ON_GRIDS else f", acts on a {verb.acts_on}"
    lines = [f"{verb.name}  ({file_of(verb)}{place})", f"  {about(verb)}", *(f"    {one}" for one in arguments_of(verb))]
    return "\n".join([*lines, *(f"  fitted to every task: {row.sketch}" for row in SKETCHES if row.sketch.verb == verb.name)])


def markdown(verbs: Sequence[Verb]) -> str:
    """A table for each file."""
    lines = []
    for file in sorted({file_of(verb) for verb in verbs}):
        lines += [f"### `solver/{file}.py`", "", "| verb | does | arguments |", "|---|---|---|"]
        for verb in verbs:
            if file_of(verb) == file:
                told = "<br>".join(one.replace("|", "\\|") for one in arguments_of(verb))
                lines.append(f"| `{verb.name}` | {about(verb)} | {told} |")
        lines.append("")
    return "\n".join(lines)
