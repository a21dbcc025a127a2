"""What the words after the options of the kernel mean: durations, sizes, names of files, parts of a run."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from solver.budget import TIERS
from solver.reading.dataset import PUBLIC_SETS
from solver.reading.entry import near

PARTS_OF_AN_HOUR = {"h": 3600, "m": 60, "s": 1}
DURATION = re.compile(r"(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s?)?")
SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
# A letter alone is a power of 1024, as in the words of Slurm, systemd and Docker.
SIZES |= {f"{letter}{end}": 1 << (10 * power) for power, letter in enumerate("KMGT", 1) for end in ("", "IB")}
LEAST_BYTES = 256 << 20
MOST_PORT = 65535
OF_A_SHARD = re.compile(r".*\.(\d+)-of-(\d+)")


def seconds(text: str) -> float:
    """Read a duration: 90, 90s, 30m, 11.5h or 1h30m."""
    found = DURATION.fullmatch("".join(text.lower().split()))
    is_bare_rest = text.strip()[-1:].isdigit() and re.search("[hm]", text.lower())  # 1h30: minutes or seconds?
    try:
        if found is None or not any(found.groups()) or is_bare_rest:
            raise ValueError
        return sum(float(count) * unit for count, unit in zip(found.groups(), PARTS_OF_AN_HOUR.values(), strict=True) if count)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a duration such as 90s, 30m, 11.5h or 1h30m, found {text!r}") from None


def size(text: str) -> int:
    """Read a number of bytes: 1073741824, 1024MB, 512M, 1.5GB, 1G or 1GiB."""
    found = re.fullmatch(r"(\d+\.?\d*|\.\d+)\s*([A-Za-z]*)", text.strip())
    if found is None or found[2].upper() not in SIZES:
        raise argparse.ArgumentTypeError(f"expected bytes such as 1073741824, 512M, 1G, 1024MB or 1GiB, found {text!r}")
    count = int(float(found[1]) * SIZES[found[2].upper()])
    if count < LEAST_BYTES:
        raise argparse.ArgumentTypeError(f"expected at least {LEAST_BYTES >> 20}MiB per worker, found {text!r}")
    return count


def effort(text: str) -> int:
    """Read an effort: a tier 1..4, or steps per test input from 1001 on."""
    if text.isdecimal() and is_effort(int(text)):
        return int(text)
    raise argparse.ArgumentTypeError(f"expected 1..{len(TIERS)}, or more than 1000 steps, found {text!r}")


def is_effort(number: int) -> bool:
    """True for a tier 1..4, and for steps per test input from 1001 on."""
    return 1 <= number <= len(TIERS) or number > 1000


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
    found = re.fullmatch(r"dask://(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})", text)
    if found is None or not 1 <= int(found[1]) <= MOST_PORT:
        raise argparse.ArgumentTypeError(f"expected dask://HOST:PORT, the address of a Dask scheduler, found {text!r}")
    return text


def public_set(text: str) -> str:
    """Read the name of a public set."""
    if text in PUBLIC_SETS:
        return text
    raise argparse.ArgumentTypeError(
        f"expected one of {', '.join(sorted(PUBLIC_SETS))}, found {text!r}{near(text, PUBLIC_SETS)}"
    )


def submission_path(text: str) -> Path:
    """Read where the submission goes: a file or a folder. One that ends in a slash is a folder, there or not."""
    path = Path(text)
    return path / "submission.json" if text.endswith(os.sep) and not path.is_dir() else path


def of_shard(path: Path, part: tuple[int, int]) -> Path:
    """The file of a shard: named after it, so that shards which are told the same name never write the same file.

    out.json -> out.2-of-4.json. Raises ValueError for a name that says it is another shard's.
    """
    own = f"{part[0]}-of-{part[1]}"
    named = OF_A_SHARD.fullmatch(path.stem)
    if named is None:
        return path.with_name(f"{path.stem}.{own}{path.suffix}")
    if (int(named[1]), int(named[2])) != part:
        raise ValueError(f"expected a name for the file of shard {part[0]}/{part[1]}, found {path}, that of another shard")
    return path
