"""Grow the bank strictly by cost: at every level, each op row on every frontier of values that makes up that cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from solver.budget import Budget
from solver.jit import entry_point, op_pointer
from solver.ops import OPS, Op
from solver.program import CANVAS_COST, FOR_EACH, FOR_EACH_COST, INPUT, OUTPUT_CANVAS, Program, is_pick
from solver.search import bank, drivers
from solver.search.bank import GRID_KIND, KINDS, LIST_KIND, NONE
from solver.search.sizes import size_rules
from solver.task import Task

CHUNK_CELLS = 1_500_000  # cells one driver call may read: keeps every compiled call under about 50 ms
MEASURED_COST_LIMIT = 7  # numbers are measured on grids up to this cost
# Each can be switched off by Budget.disabled.
PRUNING_RULES = ("absent_colors", "repeated_op", "commutative_pairs", "unlike_shapes", "output_canvas")
DRIVERS = {
    (("Grid",), "Grid"): drivers.grid_to_grid,
    (("Grid", "number"), "Grid"): drivers.grid_number_to_grid,
    (("Grid",), "Box"): drivers.grid_to_box,
    (("Grid", "number"), "Box"): drivers.grid_number_to_box,
    (("Grid",), "Labels"): drivers.grid_to_labels,
    (("Grid", "number"), "Labels"): drivers.grid_number_to_labels,
    (("Grid",), "number"): drivers.grid_to_number,
    (("Grid", "number"), "number"): drivers.grid_number_to_number,
    (("Grid", "Grid"), "Grid"): drivers.grids_to_grid,
    (("Placed",), "Placed"): drivers.placed_to_placed,
    (("Placed", "Grid"), "Grid"): drivers.placed_grid_to_grid,
    (("Placed", "Grid", "number"), "Grid"): drivers.placed_grid_number_to_grid,
    (("Parts",), "Placed"): drivers.parts_to_placed,
    (("Parts", "number"), "Placed"): drivers.parts_number_to_placed,
}


@dataclass(frozen=True)
class OpRow:
    """One way to use an op: with a constant, with a computed number, on every part, as a selector by an attribute."""

    index: int
    form: str  # "root", "apply", "computed", "pair", "for_each", "select"
    op: Op | None
    cost: int
    number: int = NONE
    attribute: Op | None = None
    root: str = ""

    @cached_property
    def takes(self) -> int | None:
        """Kind of the values that the row is applied to; None when it takes two values."""
        if self.op is None or self.form in ("pair", "computed"):
            return None
        return LIST_KIND if self.form in ("for_each", "select") or self.op.signature[0] == "Parts" else GRID_KIND

    @cached_property
    def makes(self) -> int:
        """Kind of the values that the row makes."""
        if self.op is None:
            return GRID_KIND
        if self.form == "for_each":
            return LIST_KIND
        if self.op.result == "Indexes":
            return GRID_KIND if is_pick(self.op) else LIST_KIND
        return LIST_KIND if self.op.result == "Labels" else KINDS.get(self.op.result, GRID_KIND)

    @property
    def is_last_alike(self) -> bool:
        """True when using the row twice in a row gives nothing new."""
        return self.op is not None and bool({"idempotent", "self_inverse"} & self.op.facts)


@cache
def op_rows() -> tuple[OpRow, ...]:
    """All uses of all registered ops, in registry order."""
    rows: list[OpRow] = []

    def add(form: str, op: Op | None, cost: int, **details: Any) -> None:
        rows.append(OpRow(len(rows), form, op, cost, **details))

    add("root", None, 0, root=INPUT)
    add("root", None, CANVAS_COST, root=OUTPUT_CANVAS)
    for op in OPS.values():
        if op.result == "Indexes":
            for attribute in OPS.values():
                if attribute.result == "Scores":
                    add("select", op, op.cost + attribute.cost, attribute=attribute)
            continue
        if op.result == "Scores":
            continue
        uses = [(NONE, 0)] if op.number_kind is None else list(op.constants)
        for number, extra in uses:
            if op.signature[:2] in (("Grid", "Grid"), ("Placed", "Grid")):
                add("pair", op, op.cost + extra, number=number)
            else:
                add("apply", op, op.cost + extra, number=number)
            if (
                op.signature[0] == "Grid"
                and op.result in ("Grid", "Box")
                and len(op.signature) - (op.number_kind is not None) == 1
            ):
                add("for_each", op, op.cost + extra + FOR_EACH_COST, number=number)
        if op.computed:
            add("computed", op, op.cost)
    return tuple(rows)


class Frontier:
    """All values of one kind and cost, with their distinct ids so that an op runs once per distinct grid or list."""

    def __init__(self, store: bank.Store, values: np.ndarray):
        self.values = values
        self.rows = store.rows[values]
        self.distinct, inverse = np.unique(self.rows, return_inverse=True)
        self.distinct = self.distinct.astype(np.int64)
        self.inverse = inverse.reshape(self.rows.shape)
        self.last_rows = store.origins[values, 2]
        self.scores: dict[str, np.ndarray] = {}


class Enumeration:
    """Values of one task, grown level by level.

    `levels()` yields (cost, first, end): the values first..end-1 are new. counters says how often each pruning rule fired.
    It ends when the budget is over, the store is full, or `max_cost` is done.
    """

    def __init__(self, task: Task, budget: Budget, bytes_limit: int, max_cost: int = 40):
        self.task = task
        self.budget = budget
        self.inputs = task.inputs
        self.store = bank.new_store(len(self.inputs), bytes_limit)
        self.max_cost = max_cost
        self.counters: Counter[str] = Counter()
        self.parts: dict[tuple[int, int], list[np.ndarray]] = {}
        self.frontiers: dict[tuple[int, int], Frontier | None] = {}
        colors = set(np.unique(np.concatenate([grid.ravel() for grid in task.inputs + task.outputs])).tolist())
        self.rows = [row for row in op_rows() if self._is_useful(row, colors)]
        self.canvases: list[tuple[int, int]] = []  # values to lay grids out on, with what that costs

    def _is_useful(self, row: OpRow, colors: set[int]) -> bool:
        if row.op is None or row.op.name in self.budget.disabled:
            return False
        if row.op.number_kind == "Color" and row.number not in (NONE, 0) and "absent_colors" not in self.budget.disabled:
            self.counters["absent_colors"] += row.number not in colors
            return row.number in colors
        return True

    def add_root(self, grids: list[np.ndarray], cost: int, row: int) -> int:
        """Add a value given by its grids, one per example; return the index that it has, or had already."""
        ids = [bank.intern_grid(self.store, grid, 0, 0) for grid in grids]
        self._add(np.array([ids], np.int32), GRID_KIND, cost, row, NONE, np.array([NONE]), np.array([NONE]))
        count = int(self.store.counts[bank.VALUES])
        is_it = (self.store.rows[:count] == ids).all(axis=1) & (self.store.origins[:count, 0] == GRID_KIND)
        return int(np.argmax(is_it))

    def levels(self) -> Iterator[tuple[int, int, int]]:
        """Grow the bank cost by cost."""
        self.canvases = [(self.add_root(list(self.inputs), 0, 0), 0)]
        yield 0, 0, int(self.store.counts[bank.VALUES])
        for cost in range(1, self.max_cost + 1):
            first = int(self.store.counts[bank.VALUES])
            if cost == CANVAS_COST and "output_canvas" not in self.budget.disabled:
                self._add_canvas()
            for row in self.rows:
                if row.cost > cost or (row.takes is not None and (row.takes, cost - row.cost) not in self.parts):
                    continue
                if self.budget.is_over() or self.store.counts[bank.IS_FULL]:
                    break
                self._grow(row, cost)
            end = int(self.store.counts[bank.VALUES])
            yield cost, first, end
            if self.budget.is_over() or self.store.counts[bank.IS_FULL]:
                return

    def _add_canvas(self) -> None:
        """Add an empty grid of the output's size, which may be that of a cheaper value, unless it is the input's."""
        outputs = tuple(grid.shape for grid in self.task.outputs)
        if all(size == grid.shape for size, grid in zip(outputs, self.inputs, strict=False)):
            return
        for sizes in size_rules(self.task, self.store, 1):
            value = self.add_root([np.zeros(size, np.uint8) for size in outputs + sizes], CANVAS_COST, 1)
            self.canvases.append((value, CANVAS_COST))

    def frontier(self, kind: int, cost: int) -> Frontier | None:
        """Values of a kind and cost; complete once their level is done."""
        key = (kind, cost)
        if key not in self.frontiers:
            parts = self.parts.get(key)
            self.frontiers[key] = Frontier(self.store, np.concatenate(parts)) if parts else None
        return self.frontiers[key]

    def _add(self, rows, kind, cost, op_row, numbers, parents, others) -> None:
        first = int(self.store.counts[bank.VALUES])
        count = len(rows)
        bank.add_values(
            self.store,
            np.ascontiguousarray(rows, dtype=np.int32),
            kind,
            cost,
            op_row,
            np.full(count, numbers, np.int64),
            np.full(count, parents, np.int64),
            np.full(count, others, np.int64),
        )
        end = int(self.store.counts[bank.VALUES])
        if end > first:
            self.parts.setdefault((kind, cost), []).append(np.arange(first, end))

    def _grow(self, row: OpRow, cost: int) -> None:
        if row.form == "pair":
            self._grow_pairs(row, cost)
        elif row.form == "computed":
            self._grow_computed(row, cost)
        elif row.takes is not None:
            if row.makes not in (GRID_KIND, LIST_KIND) and cost - row.cost > MEASURED_COST_LIMIT:
                return
            frontier = self.frontier(row.takes, cost - row.cost)
            if frontier is not None:
                grow = {"apply": self._apply, "for_each": self._for_each, "select": self._select}[row.form]
                children = grow(row, frontier)
                if children is not None:
                    self._add(children, row.makes, cost, row.index, row.number, frontier.values, NONE)

    def _drive(self, row: OpRow, ids: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Run the row's op over ids (and numbers or other ids) in chunks; what was not reached stays NONE."""
        op = row.op
        assert op is not None
        signature = "number" if op.result in ("Color", "Integer", "Direction") else op.result
        driver, pointer = entry_point(DRIVERS[op.signature, signature]), op_pointer(op.function)
        code = int(op.cropped) if op.result == "Labels" else drivers.ORIGIN_CODES[op.origin]
        if op.signature == ("Placed", "Grid", "number"):
            code = row.number
        out = np.full(ids.size, NONE, np.int64)
        at = 0
        while at < ids.size and not self.store.counts[bank.IS_FULL]:
            size = self.chunk
            end = min(at + size, ids.size)
            steps = driver(pointer, self.store, ids[at:end], numbers[at:end], code, out[at:end])
            self.counters["applications"] += end - at
            at = end
            if not self.budget.spend(steps):
                break
        return out

    @property
    def chunk(self) -> int:
        """Applications per driver call, so that one call reads about CHUNK_CELLS cells."""
        grids = max(1, int(self.store.counts[bank.GRIDS]))
        return max(64, CHUNK_CELLS // max(8, int(self.store.counts[bank.BYTES]) // grids))

    def _apply(self, row: OpRow, frontier: Frontier) -> np.ndarray:
        inverse, distinct = frontier.inverse, frontier.distinct
        out = self._drive(row, distinct, np.full(distinct.size, row.number, np.int64))
        children = out[inverse]
        if row.is_last_alike and "repeated_op" not in self.budget.disabled:
            repeated = frontier.last_rows == row.index
            self.counters["repeated_op"] += int(repeated.sum())
            children[repeated] = NONE
        return children

    def _for_each(self, row: OpRow, frontier: Frontier) -> np.ndarray:
        lists = frontier.distinct
        spans = self.store.list_spans[lists]
        elements = np.unique(np.concatenate([self.store.items[start : start + length] for start, length in spans]))
        elements = elements.astype(np.int64)
        out = self._drive(row, elements, np.full(elements.size, row.number, np.int64))
        position = np.zeros(int(self.store.counts[bank.GRIDS]), np.int64)
        position[elements] = np.arange(elements.size)
        mapped = np.full(lists.size, NONE, np.int64)
        self.budget.spend(drivers.regroup(self.store, lists, position, out, mapped))
        return mapped[frontier.inverse]

    def _select(self, row: OpRow, frontier: Frontier) -> np.ndarray:
        assert row.op is not None and row.attribute is not None
        lists = frontier.distinct
        spans = np.concatenate([[0], np.cumsum(self.store.list_spans[lists, 1])])
        if row.attribute.name not in frontier.scores:
            scores = np.empty(int(spans[-1]), np.int64)
            pointer = op_pointer(row.attribute.function)
            self.budget.spend(entry_point(drivers.parts_to_scores)(pointer, self.store, lists, spans, scores))
            frontier.scores[row.attribute.name] = scores
        out = np.full(lists.size, NONE, np.int64)
        single = int(is_pick(row.op))
        scores = frontier.scores[row.attribute.name]
        pointer = op_pointer(row.op.function)
        self.budget.spend(entry_point(drivers.select_parts)(pointer, self.store, lists, spans, scores, single, out))
        return out[frontier.inverse]

    def _grow_computed(self, row: OpRow, cost: int) -> None:
        assert row.op is not None
        kind = KINDS[row.op.number_kind or "Integer"]
        for number_cost in range(1, cost - row.cost + 1):
            numbers = self.frontier(kind, number_cost)
            grids = self.frontier(GRID_KIND, cost - row.cost - number_cost)
            if numbers is None or grids is None:
                continue
            varying = (
                (numbers.rows != numbers.rows[:, :1]).any(axis=1) if row.op.constants else np.ones(len(numbers.rows), bool)
            )
            self._combine(row, cost, grids.values, grids.rows, numbers.values[varying], numbers.rows[varying])

    def _grow_pairs(self, row: OpRow, cost: int) -> None:
        assert row.op is not None
        if row.op.signature[0] == "Placed":
            for canvas, canvas_cost in self.canvases:
                grids = self.frontier(GRID_KIND, cost - row.cost - canvas_cost)
                if grids is not None:
                    self._combine(row, cost, grids.values, grids.rows, np.array([canvas]), self.store.rows[[canvas]])
            return
        for left_cost in range(cost - row.cost + 1):
            left = self.frontier(GRID_KIND, left_cost)
            right = self.frontier(GRID_KIND, cost - row.cost - left_cost)
            if left is None or right is None:
                continue
            if (
                "commutative" in row.op.facts
                and "commutative_pairs" not in self.budget.disabled
                and left_cost > cost - row.cost - left_cost
            ):
                self.counters["commutative_pairs"] += left.values.size * right.values.size
                continue
            self._combine(row, cost, left.values, left.rows, right.values, right.rows)

    def _combine(self, row, cost, values, rows, other_values, other_rows) -> None:
        """Apply a two-argument row to every pair; distinct pairs of ids are computed once."""
        if not len(other_values) or not len(values):
            return
        is_alike = row.form == "pair" and "same_shape" in row.op.facts and "unlike_shapes" not in self.budget.disabled
        block = max(1, 200_000 // (len(other_values) * rows.shape[1]))
        for first in range(0, len(values), block):
            if self.budget.is_over() or self.store.counts[bank.IS_FULL]:
                return
            part = rows[first : first + block]
            pairs = self._alike(part, other_rows) if is_alike else np.ones((len(part), len(other_rows)), bool)
            self.counters["unlike_shapes"] += int((~pairs).sum())
            ours, theirs = np.nonzero(pairs)
            joint, inverse = np.unique(part[ours].astype(np.int64) << 32 | other_rows[theirs], return_inverse=True)
            out = self._drive(row, joint >> 32, joint & 0xFFFFFFFF)
            children = out[inverse.reshape(len(ours), rows.shape[1])]
            self._add(children, row.makes, cost, row.index, row.number, values[first + ours], other_values[theirs])

    def _alike(self, rows: np.ndarray, other_rows: np.ndarray) -> np.ndarray:
        """Which grid values have the same shapes on every example: bool (values, other values)."""
        shapes, others = (self.store.places[ids, 1] * 64 + self.store.places[ids, 2] for ids in (rows, other_rows))
        return (shapes[:, None, :] == others[None, :, :]).all(axis=2)

    def program(self, value: int) -> Program:
        """The program that made a value."""
        _, _, index, number, parent, other = (int(item) for item in self.store.origins[value])
        row = op_rows()[index]
        if row.form == "root":
            return Program(row.root)
        assert row.op is not None
        inner = self.program(parent)
        if row.form == "select":
            assert row.attribute is not None
            return Program(row.op.name, (row.attribute.name, inner))
        constant: tuple[Program | int, ...] = (number,) if number != NONE else ()
        if row.form == "for_each":
            return Program(FOR_EACH, (row.op.name, inner, *constant))
        if other != NONE:
            constant = (self.program(other), *constant)
        return Program(row.op.name, (inner, *constant))

    def grids(self, value: int) -> list[np.ndarray]:
        """The grids of a grid value, one per example (copies)."""
        return [bank.grid_of(self.store, int(grid_id)).copy() for grid_id in self.store.rows[value]]
