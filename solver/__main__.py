"""The commands of `tessera`, the same as those of `python -m solver`: COMMAND --help says what each takes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location

from solver.version import VERSION, shipped

KERNEL = {  # Everything after these words is for kernel.py.
    "run": "solve tasks and write a submission: kernel.py and its options; with TERM TASK, try a rule by hand",
    "report": "the same, and draw every task with its attempts and why: report.html, or --report PATH",
}
TRIAL = "solver.report.trial"  # run TERM TASK: the kernel takes nothing but options
COMMANDS = {  # A module with add_arguments(parser) and run(arguments) -> exit status, imported when it is asked for.
    "explain": ("solver.report.explain", "draw a task, list its candidates, apply the winning program step by step"),
    "score": ("solver.report.score", "what a submission solves, in test outputs and in tasks"),
    "replay": (
        "solver.report.replay",
        "a run log: every prediction again from its text alone, and the share that agrees",
    ),
    "compare": ("solver.report.compare", "two run logs: solved, lost, gained, seconds per family"),
    "merge": ("solver.report.merge", "the submissions of the shards of a run into one"),
    "data": ("solver.report.data", "which tasks are there, with the hash of their content"),
    "ops": ("solver.language.catalog", "the op library, or single ops with their pictures"),
    "verbs": ("solver.report.verbs", "the verbs of rules: what each takes and does"),
    "follow": ("solver.report.follow", "why the search, or a family, does or does not reach a rule"),
    "notebook": ("solver.report.notebook", "write the Kaggle notebook that carries the code in one file"),
    "kaggle": ("solver.report.kaggle", "write the code as a Kaggle dataset, with the notebook that runs it"),
}


def main(arguments: Sequence[str] | None = None, program: str = "python -m solver") -> int:
    """Run one command. Returns its exit status; 2 for arguments that cannot be used. program: what --help calls it."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["run"] and len(words) > 1 and not words[1].startswith("-"):
        return _trial(words[1:], program)
    if words and words[0] in KERNEL:
        return _kernel(words[0], words[1:], program)
    parser = argparse.ArgumentParser(prog=program, description=f"Tools for people: {program} COMMAND --help.")
    parser.add_argument("--version", action="version", version=f"Tessera {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in KERNEL.items():
        commands.add_parser(name, help=summary)
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if words and words[0] == name:
            import_module(module).add_arguments(command)
    known = (*KERNEL, *COMMANDS)
    if words and not words[0].startswith("-") and words[0] not in known:
        from solver.reading.entry import near  # Needs numpy, which `notebook` and `kaggle` do without.

        parser.error(f"expected one of {', '.join(known)}, found {words[0]!r}{near(words[0], known)}")
    given = parser.parse_args(words)
    run: Callable[[argparse.Namespace], int] = import_module(COMMANDS[given.command][0]).run
    return run(given)


def _trial(arguments: list[str], program: str) -> int:
    """Try a rule by hand."""
    module = import_module(TRIAL)
    parser = argparse.ArgumentParser(prog=f"{program} run", description="Try a rule on a task.")
    module.add_arguments(parser)
    status: int = module.run(parser.parse_args(arguments))
    return status


def tessera() -> int:
    """The console command of an installed Tessera."""
    return main(program="tessera")


def _kernel(command: str, options: list[str], program: str) -> int:
    """Run the kernel that lies beside this package, whatever other kernel.py is in the current folder."""
    if command == "report" and not {"-h", "--help"}.intersection(options):
        from solver.report.page import why_not

        if reason := why_not():
            print(f"report: {reason}", file=sys.stderr)
            return 2
        if not any(option.split("=")[0] == "--report" for option in options):
            options = ["--report", "report.html", *options]
    spec = spec_from_file_location("kernel", shipped("kernel.py"))
    assert spec is not None and spec.loader is not None, "a path that ends with .py always has a loader"
    kernel = module_from_spec(spec)
    spec.loader.exec_module(kernel)
    status: int = kernel.main(options, f"{program} {command}")
    return status


if __name__ == "__main__":
    sys.exit(main())
