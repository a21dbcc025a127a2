"""How fast the engine is: applications, values and bytes by grid size, one table per op, and compile times.

    python -m benchmarks.bench              everything, about two minutes
    python -m benchmarks.bench --quick      without the compile times
    python -m benchmarks.bench --json       the same figures as JSON

An application is one op on one grid with its key computed and looked up among all grids so far. Seconds are processor
seconds of one core, except for compile times, which are by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numba
import numpy as np

from benchmarks.ablate import table
from solver.budget import Budget
from solver.jit import warm_up
from solver.language import OPS
from solver.language.registry import NUMBERS
from solver.running.machine import usable_cores
from solver.search import bank
from solver.search.enumeration import Enumeration, Frontier
from solver.search.op_rows import Batch, OpRow
from solver.task import Grid, Pair, Task

SIDES = (3, 10, 20, 30)
STEPS = 60_000_000
TABLE_SIDE = 10
BYTES_LIMIT = 600_000_000
LOOP_GRIDS = 4000
# Compiles or loads everything in a process of its own and prints the seconds of the import and of the warm-up.
COMPILE = """
import sys, time
started = time.perf_counter()
from solver import portfolio
from solver.jit import warm_up
imported = time.perf_counter()
warm_up(processes=int(sys.argv[1]))
print(imported - started, time.perf_counter() - imported)
"""


@dataclass
class Use:
    """What one op did in a run of the enumeration. new: results (lists for ops that cut or choose) not there before."""

    applications: int = 0
    seconds: float = 0.0
    new: int = 0


class Timed(Enumeration):
    """An enumeration that notes applications, seconds and new results of every op."""

    def __init__(self, task: Task, steps: int):
        super().__init__(task, Budget(steps), BYTES_LIMIT)
        self.op_uses: dict[str, Use] = {}

    def run(self) -> float:
        """Grow the bank; processor seconds of all."""
        started = time.process_time()
        for _ in self.levels():
            pass
        return time.process_time() - started

    def _drive(self, row: OpRow, ids: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        made = bank.LISTS if row.op is not None and row.op.result == "Labels" else bank.GRIDS
        before, done, started = int(self.store.counts[made]), self.counters["applications"], time.process_time()
        out = super()._drive(row, ids, numbers)
        self._note(row, self.counters["applications"] - done, started, int(self.store.counts[made]) - before)
        return out

    def _select(self, batch: Batch, frontier: Frontier) -> np.ndarray:
        before, started = int(self.store.counts[bank.LISTS]), time.process_time()
        out = super()._select(batch, frontier)
        self._note(batch.rows[0], frontier.distinct.size, started, int(self.store.counts[bank.LISTS]) - before)
        return out

    def _note(self, row: OpRow, applications: int, started: float, new: int) -> None:
        assert row.op is not None
        use = self.op_uses.setdefault(row.op.name, Use())
        use.applications += applications
        use.seconds += time.process_time() - started
        use.new += new


def made_task(side: int, seed: int = 1) -> Task:
    """A task of square grids with scattered blocks, lines and dots in few colors; the outputs are never met."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(4):
        cells = np.zeros((side, side), np.uint8)
        for color in rng.integers(1, 6, 2 + side // 4):
            row, col = rng.integers(0, side, 2)
            height, width = rng.integers(1, 2 + side // 3, 2)
            cells[row : row + height, col : col + width] = color
        cells[rng.random((side, side)) < 0.03] = 8
        grids.append(cells)
    return Task("made", tuple(Pair(cells, np.full((1, 1), 9, np.uint8)) for cells in grids[:3]), (grids[3],))


def throughput(side: int, steps: int) -> tuple[dict[str, float], Timed]:
    """Figures of one enumeration on grids of one size."""
    enumeration = Timed(made_task(side), steps)
    seconds = enumeration.run()
    uses = enumeration.op_uses.values()
    applications, driven = sum(use.applications for use in uses), sum(use.seconds for use in uses)
    store = enumeration.store
    grids, arena, lists, items, values, _ = (int(count) for count in store.counts)
    held = arena + grids * (store.places[0].nbytes + store.keys[0].nbytes) + lists * 24 + items * 4
    held += values * (store.rows[0].nbytes + store.origins[0].nbytes + 8)
    return {
        "side": side,
        "applications": applications,
        "applications_per_second": applications / max(driven, 1e-9),
        "new_share": sum(use.new for use in uses) / max(applications, 1),
        "values": values,
        "values_per_second": values / max(seconds, 1e-9),
        "bytes_per_value": held / max(values, 1),
        "steps_per_second": enumeration.budget.spent / max(seconds, 1e-9),
        "driver_share": driven / max(seconds, 1e-9),
        **loop_ratios(first_grids(enumeration)),
    }, enumeration


def first_grids(enumeration: Timed) -> list[Grid]:
    """The first grids of the bank."""
    count = min(LOOP_GRIDS, int(enumeration.store.counts[bank.GRIDS]))
    return [bank.grid_of(enumeration.store, grid_id).copy() for grid_id in range(count)]


def loop_ratios(grids: Sequence[Grid]) -> dict[str, float]:
    """How many times faster one op on a frontier is than Python loops over the same grids that do the same with a dict."""
    task = Task("loop", (Pair(grids[0], grids[0]),), (grids[0],))
    row = next(row for row in Timed(task, 1).uses.rows if row.op is OPS["flip_rows"] and row.form == "apply")
    batch: list[float] = []
    numpy_loop: list[float] = []
    op_loop: list[float] = []
    for _ in range(3):
        enumeration = Timed(task, 1 << 60)
        ids = np.array([bank.intern_grid(enumeration.store, cells, 0, 0) for cells in grids])
        started = time.process_time()
        enumeration._drive(row, ids, np.full(ids.size, -1))
        batch.append(time.process_time() - started)
        for flip, seconds in ((np.flipud, numpy_loop), (OPS["flip_rows"].function, op_loop)):
            known = {(cells.shape, cells.tobytes()): k for k, cells in enumerate(grids)}
            started = time.process_time()
            for cells in grids:
                result = np.ascontiguousarray(flip(cells))
                known.setdefault((result.shape, result.tobytes()), len(known))
            seconds.append(time.process_time() - started)
    fastest = max(min(batch), 1e-9)
    return {"times_numpy_loop": min(numpy_loop) / fastest, "times_op_loop": min(op_loop) / fastest}


def op_table(enumeration: Timed) -> list[dict[str, Any]]:
    """Uses of every op, those with the most seconds first."""
    rows: list[dict[str, Any]] = []
    whole = sum(use.seconds for use in enumeration.op_uses.values())
    for name, use in sorted(enumeration.op_uses.items(), key=lambda item: -item[1].seconds):
        op, count = OPS[name], max(1, use.applications)
        rows.append({
            "op": name,
            "driver": f"{', '.join(op.signature)} -> {op.result}",
            "applications": use.applications,
            "microseconds": use.seconds / count * 1e6,
            "new_share": use.new / count if op.result not in NUMBERS else None,
            "seconds_share": use.seconds / max(whole, 1e-9),
        })  # fmt: skip
    return rows


def compile_times() -> list[dict[str, Any]]:
    """Seconds to import and to compile in fresh processes: into an empty cache with one and two processes, and from it."""
    found = []
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        for name, folder, processes in (("cold", two, 2), ("warm", two, 2), ("cold", one, 1)):
            environment = dict(os.environ, TESSERA_CACHE=folder)
            root = Path(__file__).resolve().parent.parent
            command = [sys.executable, "-c", COMPILE, str(processes)]
            done = subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True)
            imported, compiled = map(float, done.stdout.split())
            found.append({"cache": name, "processes": processes, "import_seconds": imported, "compile_seconds": compiled})
    return found


def machine() -> dict[str, Any]:
    """Versions, processor, cores, load."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.is_file():
        lines = information.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return {
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
        "processor": model,
        "cores": usable_cores(),
        "load": round(os.getloadavg()[0], 1),
    }


def measure(steps: int, with_compile: bool) -> dict[str, Any]:
    """All figures."""
    figures: dict[str, Any] = {"machine": machine(), "compile": compile_times() if with_compile else []}
    warm_up(processes=usable_cores())
    throughput(SIDES[0], 100_000)  # first calls
    figures["sizes"] = []
    for side in SIDES:
        size, enumeration = throughput(side, steps)
        figures["sizes"].append(size)
        if side == TABLE_SIDE:
            figures["ops"] = op_table(enumeration)
    return figures


def text_of(figures: dict[str, Any], markdown: bool) -> str:
    """The figures as tables."""
    versions = figures["machine"]
    parts = [
        f"Python {versions['python']}, numba {versions['numba']}, numpy {versions['numpy']}; {versions['cores']} cores of "
        f"{versions['processor']}, load {versions['load']}"
    ]
    if figures["compile"]:
        rows = [["compile", "processes", "import s", "compile s"]]
        for one in figures["compile"]:
            seconds = [f"{one[name]:.1f}" for name in ("import_seconds", "compile_seconds")]
            rows.append([f"{one['cache']} cache", str(one["processes"]), *seconds])
        parts.append(table(rows, markdown))
    rows = [["grids", "applications/s", "new", "values/s", "bytes/value", "steps/s", "in drivers", "x numpy loop", "x op loop"]]
    for one in figures["sizes"]:
        rates = [f"{one['applications_per_second']:,.0f}", f"{one['new_share']:.0%}", f"{one['values_per_second']:,.0f}"]
        others = [f"{one['bytes_per_value']:,.0f}", f"{one['steps_per_second']:,.0f}", f"{one['driver_share']:.0%}"]
        ratios = [f"{one['times_numpy_loop']:.1f}", f"{one['times_op_loop']:.1f}"]
        rows.append([f"{one['side']} x {one['side']}", *rates, *others, *ratios])
    parts.append(table(rows, markdown))
    rows = [[f"op at {TABLE_SIDE} x {TABLE_SIDE}", "driver", "applications", "us", "new", "time"]]
    for one in figures["ops"]:
        new = "-" if one["new_share"] is None else f"{one['new_share']:.0%}"
        numbers = [f"{one['applications']:,}", f"{one['microseconds']:.2f}", new, f"{one['seconds_share']:.1%}"]
        rows.append([one["op"], one["driver"], *numbers])
    parts.append(table(rows, markdown))
    return "\n\n".join(parts)


def main(given: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="without compile times")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--steps", type=int, default=STEPS, metavar="N", help="steps per grid size (default: %(default)s)")
    arguments = parser.parse_args(given)
    figures = measure(arguments.steps, not arguments.quick)
    print(json.dumps(figures, indent=1) if arguments.json else text_of(figures, arguments.markdown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
