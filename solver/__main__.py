"""Tools for people: `python -m solver COMMAND --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from solver.entry import near

COMMANDS = {  # A module with add_arguments(parser) and run(arguments) -> exit status, imported when it is asked for.
    "explain": ("solver.report.explain", "draw a task, list its candidates, apply the winning program step by step"),
    "compare": ("solver.report.compare", "two run logs: solved, lost, gained, seconds per family"),
    "merge": ("solver.report.merge", "the submissions of the shards of a run into one"),
    "data": ("solver.report.data", "which tasks are there, with the hash of their content"),
    "ops": ("solver.ops.catalog", "the op library, or single ops with their pictures"),
    "follow": ("solver.report.follow", "why the search does or does not reach a program"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit status; 2 for arguments that cannot be used."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m solver", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if words and words[0] == name:
            import_module(module).add_arguments(command)
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        parser.error(f"expected one of {', '.join(COMMANDS)}, found {words[0]!r}{near(words[0], COMMANDS)}")
    given = parser.parse_args(words)
    run: Callable[[argparse.Namespace], int] = import_module(COMMANDS[given.command][0]).run
    return run(given)


if __name__ == "__main__":
    sys.exit(main())
