"""What the machine offers and what a process has used: cores, memory, processor seconds, the start of this process (Linux)."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def process_start() -> float:
    """The moment this process was started, on the clock of time.monotonic()."""
    ticks = int(_stat("self")[19])
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / _TICKS
    return time.monotonic() - max(0.0, age)


def usable_cores(cgroup: Path = CGROUP) -> int:
    """Cores this process may use: its affinity, cut by the quota of its container."""
    cores = len(os.sched_getaffinity(0))
    quota = _words(cgroup / "cpu.max")
    quota = quota or _words(cgroup / "cpu" / "cpu.cfs_quota_us") + _words(cgroup / "cpu" / "cpu.cfs_period_us")
    if len(quota) == 2 and quota[0].isdigit() and int(quota[0]) > 0:
        cores = min(cores, math.ceil(int(quota[0]) / int(quota[1])))
    return max(1, cores)


def available_bytes(cgroup: Path = CGROUP) -> int:
    """Memory that can still be had without swapping, on the machine and in its container."""
    available = 1 << 40
    for line in _words(Path("/proc/meminfo"), "\n"):
        if line.startswith("MemAvailable:"):
            available = int(line.split()[1]) * 1024
    for limit, used in (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")):
        words = _words(cgroup / limit) + _words(cgroup / used)
        if len(words) == 2 and words[0].isdigit():
            available = min(available, max(0, int(words[0]) - int(words[1])) + _page_cache(cgroup))
    return available


def resident_bytes(pid: int) -> int:
    """Memory a process holds; 0 when it is gone."""
    words = _words(Path(f"/proc/{pid}/statm"))
    return int(words[1]) * _PAGE if len(words) > 1 else 0


def processor_seconds(pid: int) -> float:
    """Processor time a process has used; 0 when it is gone."""
    words = _stat(str(pid))
    return (int(words[11]) + int(words[12])) / _TICKS if words else 0.0


def reset_peak() -> None:
    """Forget the peak memory of this process, so that peak_bytes() tells the peak from now on."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return  # Not permitted in some containers: the peak is then that of the whole life of the process.


def peak_bytes() -> int:
    """Peak memory this process held since reset_peak()."""
    for line in _words(Path("/proc/self/status"), "\n"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def virtual_bytes() -> int:
    """Address space of this process."""
    return int(_words(Path("/proc/self/statm"))[0]) * _PAGE


def _page_cache(cgroup: Path) -> int:
    """Memory of the container that is only cached files and is given back on demand."""
    for name in ("memory.stat", "memory/memory.stat"):
        for line in _words(cgroup / name, "\n"):
            if line.startswith(("inactive_file ", "total_inactive_file ")):
                return int(line.split()[1])
    return 0


def _stat(pid: str) -> list[str]:
    """Fields of /proc/PID/stat after the name, which may hold blanks; [] when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _words(path: Path, separator: str | None = None) -> list[str]:
    """The words (or lines) of a small system file; [] when it is not there."""
    try:
        return path.read_text().split(separator)
    except OSError:
        return []
