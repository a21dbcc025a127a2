"""The command line: what may be asked for, and what is taken when nothing is said."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from solver.budget import TIERS, Tier
from solver.reading.dataset import PUBLIC_SETS, Dataset, find_competition_input, load_public, read, with_solutions
from solver.reading.entry import InputError, near
from solver.running.machine import available_bytes, usable_cores
from solver.running.scheduler import why_not
from solver.running.values import (
    LEAST_BYTES,
    count,
    effort,
    executor,
    of_shard,
    public_set,
    seconds,
    shard,
    size,
    submission_path,
)
from solver.version import shipped, version_line

KAGGLE = Path(os.environ.get("TESSERA_KAGGLE", "/kaggle"))  # Tests lay out a Kaggle tree elsewhere.
KAGGLE_SECONDS = 11.5 * 3600
SAMPLE_TASKS = shipped("sample_tasks")
MOST_BYTES = 8 << 30


@dataclass(frozen=True)
class Options:
    """What this run was asked to do. time_limit: seconds from the start of the process, infinite without a limit."""

    input: Path | None
    data: str | None
    solutions: Path | None
    no_solutions: bool
    output: Path
    time_limit: float
    tiers: tuple[Tier, ...]
    workers: int
    memory_limit: int
    seed: int
    only: tuple[str, ...]
    only_families: tuple[str, ...]
    disable: frozenset[str]
    log: Path | None
    resume: bool
    shard: tuple[int, int] | None
    executor: str | None
    report: Path | None
    table: str
    quiet: bool


def parse(arguments: Sequence[str] | None, program: str = "kernel.py") -> Options:
    """Read the command line. Ends the program with status 2 and a message when it cannot be used."""
    parser = _parser(program)
    given, others = parser.parse_known_args(arguments)
    if given.version:
        print(version_line())
        parser.exit()
    _refuse(parser, given, others)
    is_kaggle = "KAGGLE_KERNEL_RUN_TYPE" in os.environ or (KAGGLE / "input").is_dir()
    time_limit = given.time_limit
    if time_limit is None:
        time_limit = KAGGLE_SECONDS if is_kaggle and given.effort is None else math.inf
    working = KAGGLE / "working"
    workers = given.workers or usable_cores()
    output = given.output or (working if working.is_dir() else Path())
    try:
        if given.shard is not None:  # It names its files after itself: shards may then share one command and one folder.
            output = output / "submission.json" if output.is_dir() else output
            output, log, report = (path and of_shard(path, given.shard) for path in (output, given.log, given.report))
        else:
            log, report = given.log, given.report
    except ValueError as error:
        parser.error(str(error))
    return Options(
        input=given.file or given.input,
        data=given.data,
        solutions=given.solutions,
        no_solutions=given.no_solutions,
        output=output,
        time_limit=time_limit,
        tiers=tiers_for(given.effort, math.isfinite(time_limit)),
        workers=workers,
        memory_limit=given.memory_limit or min(MOST_BYTES, max(LEAST_BYTES, available_bytes() * 4 // 5 // workers)),
        seed=given.seed,
        only=tuple(given.only),
        only_families=given.only_families,
        disable=frozenset(given.disable),
        log=log,
        resume=given.resume,
        shard=given.shard,
        executor=given.executor,
        report=report,
        table=given.table,
        quiet=given.quiet,
    )


def _refuse(parser: argparse.ArgumentParser, given: argparse.Namespace, others: Sequence[str]) -> None:
    """End the program when the arguments do not go together, or are none of ours."""
    unknown = [word for word in others if word.startswith("-")]
    if unknown:
        options = set(re.findall(r"--[a-z-]+", parser.format_help()))
        parser.error(f"expected options of --help, found {' '.join(others)}{near(unknown[0], options)}")
    if others:
        parser.error(f"expected one FILE, found {' '.join((str(given.file), *others))}")
    sources = {"FILE": given.file, "--input": given.input, "--data": given.data}
    found = [name for name, value in sources.items() if value is not None]
    if len(found) > 1:
        parser.error(f"expected one of FILE, --input and --data, found {' and '.join(found)}")
    if given.no_solutions and given.solutions is not None:
        parser.error("expected --solutions or --no-solutions, found both")
    if given.resume and given.log is None:
        parser.error("--resume: expected --log PATH, the log to go on from, found none")


def tiers_for(effort: int | None, is_limited: bool) -> tuple[Tier, ...]:
    """Tiers to run, in order: the cheap one always first, then the one asked for; under a time limit alone, all."""
    if effort is None:
        return TIERS if is_limited else TIERS[:2]
    if effort <= len(TIERS):
        return tuple(dict.fromkeys((TIERS[0], TIERS[effort - 1])))
    asked = Tier(1 + sum(tier.steps < effort for tier in TIERS), effort)
    return (TIERS[0], asked) if asked.number > 1 else (asked,)


def read_input(options: Options) -> Dataset:
    """Read the tasks of this run with their solutions, if there are any. Raises InputError."""
    is_hidden = False
    if options.data is not None:
        dataset = load_public(options.data)
    elif options.input is not None:
        dataset = read(options.input)
    elif (found := find_competition_input(KAGGLE)) is not None:
        dataset = read(found)
        is_hidden = True
    elif "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        raise InputError(f"{KAGGLE / 'input'}: expected a folder with arc-agi_test_challenges.json, found none")
    else:
        dataset = with_solutions(read(SAMPLE_TASKS))
        dataset.notes.clear()  # Nobody has named a file.
    if options.no_solutions:
        dataset.solutions = None
    elif options.solutions is not None or not is_hidden:  # Nothing that lies beside hidden tasks is their solutions.
        dataset = with_solutions(dataset, options.solutions, "; --no-solutions declines")
    if options.only:
        dataset = dataset.restricted(chosen_ids(options.only, dataset))
    return dataset if options.shard is None else _shard(dataset, *options.shard)


def chosen_ids(arguments: Sequence[str], dataset: Dataset) -> list[str]:
    """The ids that --only names: each argument is an id, @FILE with one id a line, or several ids between commas."""
    ids: list[str] = []
    for argument in arguments:
        if argument in dataset.entries:
            ids.append(argument)
        elif argument.startswith("@"):
            ids += _ids_in(Path(argument[1:]))
        else:
            ids += words(argument)
    return ids


def _ids_in(path: Path) -> list[str]:
    """The ids of a file, one a line. Raises InputError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or error
        raise InputError(f"--only @{path}: expected a readable file of ids, found {found}") from None
    ids = [line.strip() for line in lines if line.strip()]
    if not ids:
        raise InputError(f"--only @{path}: expected one id a line, found none")
    return ids


def _shard(dataset: Dataset, part: int, parts: int) -> Dataset:
    """Every parts-th task, beginning with the part-th: long and short tasks are spread."""
    if parts > len(dataset.entries):
        raise InputError(
            f"--shard: expected at most {len(dataset.entries)} shards of {dataset.name}, one per task, found {parts}"
        )
    return dataset.restricted(list(dataset.entries)[part - 1 :: parts])


def check_switches(options: Options) -> Options:
    """The options with all but --only-families switched off.

    Raises InputError for a name that is not known, and for an executor that is not installed. Loads the solver, so only when
    there is something to check.
    """
    if options.executor is not None and (reason := why_not()):
        raise InputError(f"--executor {options.executor}: {reason}")
    disable = options.disable
    with contextlib.suppress(ImportError):  # Without numba there is nothing to switch off.
        if disable:
            refuse_unknown(sorted(disable))
        if options.only_families:
            disable |= other_families(options.only_families)
    return replace(options, disable=disable)


def other_families(names: Sequence[str]) -> frozenset[str]:
    """All families but these. Raises InputError for a name that no family has, ImportError without numba."""
    from solver.portfolio import FAMILIES

    families = {row.name for row in FAMILIES}
    unknown = [name for name in names if name not in families]
    if unknown:
        raise InputError(_unknown("--only-families", unknown, families, {"families": families}))
    return frozenset(families.difference(names))


def refuse_unknown(switches: Sequence[str]) -> None:
    """Raise InputError naming those of the words after --disable that switch nothing off, and what there is.

    Raises ImportError without numba.
    """
    from solver import portfolio

    if unknown := portfolio.unknown_switches(switches):
        raise InputError(_unknown("--disable", unknown, portfolio.switches(), portfolio.switches_by_kind()))


def _unknown(option: str, unknown: Sequence[str], known: Iterable[str], kinds: Mapping[str, Iterable[str]]) -> str:
    """Say which names nothing has, which are near, and all that there are but for ops, which are hundreds."""
    lines = [f"{option}: expected names of {', '.join(kinds)}, found {', '.join(unknown)}"]
    lines[0] += "".join(near(name, known) for name in unknown)
    for kind, members in kinds.items():
        text = "`python -m solver ops` lists them" if kind == "ops" else ", ".join(sorted(members))
        lines += textwrap.wrap(f"  {kind}: {text}", 118, subsequent_indent="    ")
    return "\n".join(lines)


def ids(text: str) -> str:
    """Check an argument of --only, which is taken apart when the tasks are known: an id may hold a comma."""
    words(text)
    return text


def words(text: str) -> tuple[str, ...]:
    """Read a list of words separated by commas."""
    found = tuple(word.strip() for word in text.split(",") if word.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"expected words separated by commas, found {text!r}")
    return found


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        usage="%(prog)s [FILE] [OPTION ...]   (--help lists them)",
        allow_abbrev=False,
        description="Solve ARC tasks and write a submission: two attempts per test input, complete from the first second on.",
        epilog="Exit status: 0 complete; 2 unusable arguments or input, nothing written; 3 complete, but some tasks hold only "
        "fallback attempts because of errors; 130, 143 interrupted (SIGINT, SIGTERM), what was found is written.",
    )
    add = parser.add_argument
    add("file", nargs="?", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    add("--input", type=Path, metavar="PATH", help="as FILE: tasks, a JSON file, zip or folder (docs/formats.md)")
    add("--data", type=public_set, metavar="NAME", help=f"a public set: {', '.join(sorted(PUBLIC_SETS))}")
    add("--solutions", type=Path, metavar="PATH", help="solutions JSON that scores the run")
    add("--no-solutions", action="store_true", help="do not score, even with solutions beside the tasks")
    add("--output", type=submission_path, metavar="PATH", help="file, or folder for submission.json (default: here)")
    add("--time-limit", type=seconds, metavar="TIME", help="90s, 30m, 1h30m, from start to last byte")
    add("--effort", type=effort, metavar="N", help="tier 1..4, or steps per test input (default: 2, or the time limit)")
    add("--workers", type=count, metavar="N", help="worker processes (default: cores)")
    add("--memory-limit", type=size, metavar="BYTES", help="per worker: 512M, 1G, 1024MB, 1073741824")
    add("--seed", type=int, default=0, metavar="N", help="for families that draw random numbers (default: 0)")
    add("--only", type=ids, action="append", default=[], metavar="ID,...|@FILE", help="only these tasks; may be repeated")
    add("--only-families", type=words, default=(), metavar="NAME,...", help="only these families")
    add("--disable", type=words, default=(), metavar="NAME,...", help="families, frames, ops, pruning rules to leave out")
    add("--log", type=Path, metavar="PATH", help="write one JSON line per task, e.g. run.jsonl")
    add("--resume", action="store_true", help="go on from --log: tiers finished there are not run again")
    add("--shard", type=shard, metavar="I/N", help="only every N-th task; `python -m solver merge` joins the parts")
    add("--executor", type=executor, metavar="URL", help="have a Dask cluster do the work: dask://HOST:PORT")
    add("--report", type=Path, metavar="PATH", help="write a page with every task drawn, e.g. report.html")
    add("--table", choices=("chosen", "all"), default="chosen", metavar="all", help="every family in the closing table")
    add("--quiet", action="store_true", help="no progress, no table: only what a scored run solved")
    add("--version", action="store_true", help="print versions of code, Python, numpy and numba")
    return parser
