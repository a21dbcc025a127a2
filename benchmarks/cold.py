"""How long a newcomer waits: python -m benchmarks.cold OTHER_TREE [--rounds 2], this tree beside another.

Measured is the clock from the start of `kernel.py` on the sample tasks at effort 1, with an empty compile cache, to the first
task that is finished with a right attempt, as the progress line tells it ("tier 1: 1/54 tasks ... 1 solved"); the run is
ended then. The trees run in turn, so that both meet the same machine. Prints each time and the ratio of the sums.
"""

import argparse
import fcntl
import os
import pty
import re
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"
FIRST_SOLVED = re.compile(r"tier 1: [1-9]\d*/\d+ tasks.* [1-9]\d* solved")
WIDE = b"\x28\x00\xfa\x00\x00\x00\x00\x00"  # 40 rows, 250 columns: nothing is left out of the progress line


def cold_seconds(tree: Path, workers: int) -> float:
    """Seconds on the clock until a kernel without a compile cache has finished a first task with a right attempt."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, WIDE)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "kernel.py",
            "--input",
            SAMPLE,
            "--solutions",
            str(SAMPLE).replace("challenges", "solutions"),
        ]
        command += ["--effort", "1", "--workers", str(workers), "--output", folder]
        environment = os.environ | {"TESSERA_CACHE": f"{folder}/cache", "TERM": "xterm"}
        started = time.monotonic()
        with subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL, stderr=theirs) as process:
            os.close(theirs)
            seen = ""
            while not FIRST_SOLVED.search(seen):
                seen = seen[-1000:].rpartition("\r")[2] + os.read(ours, 4096).decode(errors="replace")
            seconds = time.monotonic() - started
            process.terminate()
    os.close(ours)
    return seconds


def main() -> None:
    """Run both trees in turn and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="the tree to compare with, e.g. a checkout of another commit")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    sums = dict.fromkeys((options.other.resolve(), ROOT), 0.0)
    for number in range(options.rounds):
        for tree in sums:
            seconds = cold_seconds(tree, options.workers)
            sums[tree] += seconds
            print(f"round {number + 1}: {tree.name}: {seconds:.1f} s", flush=True)
    other, here = sums.values()
    print(f"ratio: {here / other:.2f}")


if __name__ == "__main__":
    main()
