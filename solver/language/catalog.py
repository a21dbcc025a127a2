"""The op library as text: one line per op, or one op with its picture; `python -m solver ops`."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence

from solver.language import OPS, Op


def line(op: Op) -> str:
    """One op on one line: cost, name, types, constants, facts."""
    constants = ", ".join(f"{value}" for value, _ in op.constants)
    numbers = " or ".join(filter(None, (f"{{{constants}}}" if constants else "", "measured" if op.computed else "")))
    kinds = f"{', '.join(op.arguments)} -> {op.result}"
    return f"{op.cost:3}  {op.name:<28} {kinds:<28} {numbers:<30} {' '.join(sorted(op.facts))}".rstrip()


def page(op: Op) -> str:
    """One op with its picture and with what each constant costs."""
    words = {value: f"{value} {word!r}" for value, word in op.words.items()}
    constants = ", ".join(words.get(value, f"{value}") + f" (+{extra})" * bool(extra) for value, extra in op.constants)
    facts = ", ".join(sorted(op.facts))
    rows = [
        f"{op.name}({', '.join(op.arguments)}) -> {op.result}",
        f"cost {op.cost}"
        + (f"; constants {constants}" if constants else "")
        + ("; takes measured numbers" if op.computed else ""),
        *([f"facts: {facts}"] if facts else []),
        f"from {op.function.py_func.__module__}",
        "",
        op.picture,
    ]
    return "\n".join(rows)


def row_count(op: Op) -> int:
    """Ways to use an op that differ in kind: with constants and with a measured number are two.

    A selector counts once for each attribute that it can go by; an attribute by itself is no way to use anything.
    """
    if op.result == "Scores":
        return 0
    if op.result == "Index":
        return sum(attribute.result == "Scores" for attribute in OPS.values())
    return max(1, bool(op.constants) + op.computed)


def summary() -> str:
    """How many functions and rows the whole library has."""
    rows = sum(row_count(op) for op in OPS.values())
    choices = sum(row_count(op) for op in OPS.values() if op.result == "Index")
    return f"{len(OPS)} ops in {rows} rows of op x kind of number: {choices} selectors x attributes and {rows - choices} others"


def markdown(ops: Sequence[Op]) -> str:
    """The ops as a Markdown table; the pictures keep their columns in <pre>."""
    lines = ["| op | types | cost | numbers | facts | what it does | picture |", "|---|---|---|---|---|---|---|"]
    for op in ops:
        words, _, rest = op.picture.partition("\n\n")
        pictures = "\n\n".join(block for block in rest.split("\n\n") if " -> " in block.split("\n", 1)[0]).rstrip()
        numbers = [op.words.get(value, f"{value}") + f" +{extra}" * bool(extra) for value, extra in op.constants]
        cells = [
            f"`{op.name}`",
            f"{', '.join(op.arguments)} -> {op.result}",
            f"{op.cost}",
            ", ".join(numbers + ["measured"] * op.computed),
            ", ".join(sorted(op.facts)).replace("_", " "),
            " ".join(words.split()),
            f"<pre>{pictures.replace(chr(10), '<br>')}</pre>",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def table(ops: Sequence[Op]) -> str:
    """The ops of each module, with how many there are."""
    lines = []
    for module in dict.fromkeys(op.function.py_func.__module__ for op in ops):
        members = [op for op in ops if op.function.py_func.__module__ == module]
        lines += [f"{module.rsplit('.', 1)[1]} ({len(members)})", *map(line, members), ""]
    return "\n".join([*lines, f"{len(ops)} ops"])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m solver ops` takes."""
    parser.add_argument("--markdown", action="store_true", help="the whole table with pictures, as Markdown")
    parser.add_argument("name", nargs="*", help="ops to show with their pictures, or parts of names (default: the whole table)")


def run(arguments: argparse.Namespace) -> int:
    """Print the library, or what was asked for. Exit status 2 when a name is unknown."""
    if not arguments.name:
        ops = list(OPS.values())
        print(f"{markdown(ops) if arguments.markdown else table(ops)}\n\n{summary()}")
        return 0
    for name in arguments.name:
        chosen = [OPS[name]] if name in OPS else [op for op in OPS.values() if name in op.name]
        if not chosen:
            near = ", ".join(difflib.get_close_matches(name, OPS, 3)) or "none that is near"
            print(f"ops: expected an op or a part of its name, found {name!r}; near: {near}", file=sys.stderr)
            return 2
        print("\n\n".join(page(op) for op in chosen) if len(chosen) < 10 else table(chosen))
        print()
    return 0


if __name__ == "__main__":
    command = argparse.ArgumentParser(prog="solver.language.catalog", description=__doc__)
    add_arguments(command)
    sys.exit(run(command.parse_args()))
