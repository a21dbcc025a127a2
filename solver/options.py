"""The command line: what may be asked for, and what is taken when nothing is said."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from solver.budget import TIERS, Tier
from solver.cluster import why_not
from solver.dataset import PUBLIC_SETS, Dataset, find_competition_input, load_public, read, read_solutions
from solver.entry import InputError, near
from solver.machine import available_bytes, usable_cores

KAGGLE = Path(os.environ.get("TESSERA_KAGGLE", "/kaggle"))  # Tests lay out a Kaggle tree elsewhere.
KAGGLE_SECONDS = 11.5 * 3600
SAMPLE_TASKS = Path(__file__).resolve().parent.parent / "sample_tasks"
UNITS = {"s": 1, "m": 60, "h": 3600}
SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}
LEAST_BYTES = 256 << 20
MOST_BYTES = 8 << 30


@dataclass(frozen=True)
class Options:
    """What this run was asked to do. time_limit: seconds from the start of the process, infinite without a limit."""

    input: Path | None
    data: str | None
    solutions: Path | None
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
    quiet: bool


def parse(arguments: Sequence[str] | None) -> Options:
    """Read the command line. Ends the program with status 2 and a message when it cannot be used."""
    parser = _parser()
    given, others = parser.parse_known_args(arguments)
    if others:
        options = set(re.findall(r"--[a-z-]+", parser.format_help()))
        parser.error(f"expected options of --help, found {' '.join(others)}{near(others[0], options)}")
    if given.input is not None and given.data is not None:
        parser.error("expected --input or --data, found both")
    if given.resume and given.log is None:
        parser.error("--resume: expected --log PATH, the log to go on from, found none")
    is_kaggle = "KAGGLE_KERNEL_RUN_TYPE" in os.environ or (KAGGLE / "input").is_dir()
    time_limit = given.time_limit
    if time_limit is None:
        time_limit = KAGGLE_SECONDS if is_kaggle and given.effort is None else math.inf
    working = KAGGLE / "working"
    workers = given.workers or usable_cores()
    return Options(
        input=given.input,
        data=given.data,
        solutions=given.solutions,
        output=_output(given.output or (working if working.is_dir() else Path()), given.shard),
        time_limit=time_limit,
        tiers=tiers_for(given.effort, math.isfinite(time_limit)),
        workers=workers,
        memory_limit=given.memory_limit or min(MOST_BYTES, max(LEAST_BYTES, available_bytes() * 4 // 5 // workers)),
        seed=given.seed,
        only=given.only,
        only_families=given.only_families,
        disable=frozenset(given.disable),
        log=given.log,
        resume=given.resume,
        shard=given.shard,
        executor=given.executor,
        report=given.report,
        quiet=given.quiet,
    )


def _output(path: Path, shard: tuple[int, int] | None) -> Path:
    """A shard names its file after itself: parts may then lie in one folder, and `merge` sees which are missing."""
    return path / f"submission.{shard[0]}-of-{shard[1]}.json" if shard and path.is_dir() else path


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
    if options.data is not None:
        dataset = load_public(options.data)
    elif options.input is not None:
        dataset = read(options.input)
    elif (found := find_competition_input(KAGGLE)) is not None:
        dataset = read(found)
    elif "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        raise InputError(f"{KAGGLE / 'input'}: expected a folder with arc-agi_test_challenges.json, found none")
    else:
        dataset = read(SAMPLE_TASKS)
        dataset.solutions = read_solutions(next(SAMPLE_TASKS.glob("*solutions.json")), dataset)
    if options.solutions is not None:
        dataset.solutions = read_solutions(options.solutions, dataset)
    if options.only:
        dataset = dataset.restricted(options.only)
    return dataset if options.shard is None else _shard(dataset, *options.shard)


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
    for name in names:
        if name not in families:
            raise InputError(f"--only-families: expected {', '.join(sorted(families))}, found {name}{near(name, families)}")
    return frozenset(families.difference(names))


def refuse_unknown(switches: Sequence[str]) -> None:
    """Raise InputError naming those of the words after --disable that switch nothing off. Raises ImportError without numba."""
    from solver import portfolio

    unknown = portfolio.unknown_switches(switches)
    if unknown:
        found = ", ".join(unknown) + near(unknown[0], portfolio.switches())
        raise InputError(f"--disable: expected families, frames, ops or rules of the search, found {found}")


def seconds(text: str) -> float:
    """Read a duration: 90, 90s, 30m or 11.5h."""
    found = re.fullmatch(r"(\d+\.?\d*|\.\d+)\s*([smh]?)", text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"expected a duration such as 90s, 30m or 11.5h, found {text!r}")
    return float(found[1]) * UNITS[found[2] or "s"]


def size(text: str) -> int:
    """Read a number of bytes: 1073741824, 1024MB, 1.5GB or 1GiB."""
    found = re.fullmatch(r"(\d+\.?\d*|\.\d+)\s*([A-Za-z]*)", text.strip())
    if found is None or found[2].upper() not in SIZES:
        raise argparse.ArgumentTypeError(f"expected bytes such as 1073741824, 1024MB or 1GiB, found {text!r}")
    count = int(float(found[1]) * SIZES[found[2].upper()])
    if count < LEAST_BYTES:
        raise argparse.ArgumentTypeError(f"expected at least {LEAST_BYTES >> 20}MiB per worker, found {text!r}")
    return count


def effort(text: str) -> int:
    """Read an effort: a tier 1..4, or steps per test input from 1001 on."""
    if text.isdecimal() and (1 <= int(text) <= len(TIERS) or int(text) > 1000):
        return int(text)
    raise argparse.ArgumentTypeError(f"expected 1..{len(TIERS)}, or more than 1000 steps, found {text!r}")


def count(text: str) -> int:
    """Read how many: 1..1000."""
    if text.isdecimal() and 1 <= int(text) <= 1000:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a number 1..1000, found {text!r}")


def shard(text: str) -> tuple[int, int]:
    """Read which part of how many: 2/3."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"expected a part of all parts such as 1/3, 2/3 or 3/3, found {text!r}")
    return int(found[1]), int(found[2])


def executor(text: str) -> str:
    """Read the address of a cluster's scheduler: dask://HOST:PORT."""
    if not re.fullmatch(r"dask://(\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}", text):
        raise argparse.ArgumentTypeError(f"expected dask://HOST:PORT, the address of a Dask scheduler, found {text!r}")
    return text


def words(text: str) -> tuple[str, ...]:
    """Read a list of words separated by commas."""
    found = tuple(word.strip() for word in text.split(",") if word.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"expected words separated by commas, found {text!r}")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kernel.py",
        usage="%(prog)s [OPTION ...]   (--help lists them)",
        allow_abbrev=False,
        description="Solve ARC tasks and write a submission: two attempts per test input, complete from the first second on.",
        epilog="Exit status: 0 complete; 2 unusable arguments or input, nothing written; 3 complete, but some tasks hold only "
        "fallback attempts because of errors; 130, 143 interrupted (SIGINT, SIGTERM), what was found is written.",
    )
    add = parser.add_argument
    add("--input", type=Path, metavar="PATH", help="challenges JSON, folder of task files, or one task file")
    add("--data", choices=sorted(PUBLIC_SETS), metavar="NAME", help=f"a public set: {', '.join(sorted(PUBLIC_SETS))}")
    add("--solutions", type=Path, metavar="PATH", help="solutions JSON that scores the run")
    add("--output", type=Path, metavar="PATH", help="file, or folder for submission.json (default: here)")
    add("--time-limit", type=seconds, metavar="TIME", help="90s, 30m, 11.5h, from start to last byte")
    add("--effort", type=effort, metavar="N", help="tier 1..4, or steps per test input (default: 2, or the time limit)")
    add("--workers", type=count, metavar="N", help="worker processes (default: cores)")
    add("--memory-limit", type=size, metavar="BYTES", help="per worker: 1073741824, 1024MB, 1GiB")
    add("--seed", type=int, default=0, metavar="N", help="for families that draw random numbers (default: 0)")
    add("--only", type=words, default=(), metavar="ID,...", help="only these tasks")
    add("--only-families", type=words, default=(), metavar="NAME,...", help="only these families")
    add("--disable", type=words, default=(), metavar="NAME,...", help="families, frames, ops, pruning rules to leave out")
    add("--log", type=Path, metavar="PATH", help="write one JSON line per task, e.g. run.jsonl")
    add("--resume", action="store_true", help="go on from --log: tiers finished there are not run again")
    add("--shard", type=shard, metavar="I/N", help="only every N-th task; `python -m solver merge` joins the parts")
    add("--executor", type=executor, metavar="URL", help="have a Dask cluster do the work: dask://HOST:PORT")
    add("--report", type=Path, metavar="PATH", help="write a page with every task drawn, e.g. report.html")
    add("--quiet", action="store_true", help="no progress, no table: only what a scored run solved")
    return parser
