"""Grow the bank strictly by cost: at every level, each op row on every frontier of values that makes up that cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from solver.budget import Budget
from solver.jit import entry_point
from solver.language.program import CANVAS_COST, FOR_EACH, OUTPUT_CANVAS, Program
from solver.language.term import Rule, term
from solver.search import bank, drivers
from solver.search.bank import GRID_KIND, KINDS, LIST_KIND, NONE
from solver.search.layering import on_canvas
from solver.search.op_rows import Batch, OpRow, op_rows, uses_for
from solver.search.sizes import size_rules
from solver.task import Task

CHUNK_CELLS = 1_500_000  # cells one driver call may read: keeps every compiled call under about 50 ms
LEAST_GRIDS, STEPS_PER_GRID = 16_000, 64  # room for as many grids as steps can make: one takes some 300 to 1000 steps
MEASURED_COST_LIMIT = 7  # numbers are measured on grids up to this cost
# Each can be switched off by Budget.disabled.
PRUNING_RULES = ("absent_colors", "repeated_op", "output_canvas")


class Frontier:
    """All values of one kind and cost, with their distinct ids so that an op runs once per distinct grid or list."""

    def __init__(self, store: bank.Store, values: np.ndarray):
        self.store = store
        self.values = values
        self.rows = store.rows[values]
        self.distinct, inverse = np.unique(self.rows, return_inverse=True)
        self.distinct = self.distinct.astype(np.int64)
        self.inverse = inverse.reshape(self.rows.shape)
        self.scores: dict[str, np.ndarray] = {}

    @cached_property
    def spans(self) -> np.ndarray:
        """Where the parts of each distinct list begin among the parts of all, and their number: int64 (lists + 1,)."""
        return np.concatenate([[0], np.cumsum(self.store.list_spans[self.distinct, 1])])

    @cached_property
    def elements(self) -> tuple[np.ndarray, np.ndarray]:
        """The distinct parts of all lists, and where each stands among them (int64, by grid id)."""
        starts, lengths = self.store.list_spans[self.distinct].T
        within = np.arange(int(self.spans[-1])) - np.repeat(self.spans[:-1], lengths)
        elements = np.unique(self.store.items[np.repeat(starts, lengths) + within]).astype(np.int64)
        position = np.zeros(int(elements[-1]) + 1, np.int64)
        position[elements] = np.arange(elements.size)
        return elements, position


class Enumeration:
    """Values of one task, grown level by level.

    `levels()` yields (cost, first, end): the values first..end-1 are new. counters says how often each pruning rule fired.
    It ends when the budget is over, the store is full, or `max_cost` is done.
    """

    def __init__(self, task: Task, budget: Budget, bytes_limit: int, max_cost: int = 40):
        self.task = task
        self.budget = budget
        self.inputs = task.inputs
        least = LEAST_GRIDS + budget.steps_left // STEPS_PER_GRID  # a table that is larger than needed is slow to touch
        self.store = bank.new_store(len(self.inputs), min(bytes_limit, least * bank.BYTES_RESERVED))
        self.max_cost = max_cost
        self.counters: Counter[str] = Counter()
        self.parts: dict[tuple[int, int], list[np.ndarray]] = {}
        self.frontiers: dict[tuple[int, int], Frontier | None] = {}
        colors = frozenset(np.unique(np.concatenate([grid.ravel() for grid in task.inputs + task.outputs])).tolist())
        self.uses = uses_for(colors, budget.disabled)
        self.counters["absent_colors"] = self.uses.absent_colors
        self.canvases: list[tuple[int, int]] = []  # values to lay grids out on, with what that costs
        self.sizes: tuple[tuple[int, int], ...] = ()  # of the output's canvas for every example, once it is there

    def add_root(self, grids: list[np.ndarray], cost: int, row: int) -> int:
        """Add a value given by its grids, one per example; return the index that it has, or had already."""
        ids = [bank.intern_grid(self.store, grid, 0, 0) for grid in grids]
        self._add(np.array([ids], np.int32), cost, op_rows()[row], np.array([NONE]), np.array([NONE]))
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
            for batch in self.uses.batches:
                row = batch.rows[0]
                if row.cost > cost or (row.takes is not None and (row.takes, cost - row.cost) not in self.parts):
                    continue
                if self.budget.is_over() or self.store.counts[bank.IS_FULL]:
                    break
                self._grow(batch, cost)
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
            self.sizes = outputs + sizes
            value = self.add_root([np.zeros(size, np.uint8) for size in self.sizes], CANVAS_COST, 1)
            self.canvases.append((value, CANVAS_COST))

    def frontier(self, kind: int, cost: int) -> Frontier | None:
        """Values of a kind and cost; complete once their level is done."""
        key = (kind, cost)
        if key not in self.frontiers:
            parts = self.parts.get(key)
            self.frontiers[key] = Frontier(self.store, np.concatenate(parts)) if parts else None
        return self.frontiers[key]

    def _add(self, rows: np.ndarray, cost: int, row: OpRow, parents: np.ndarray, others: np.ndarray) -> None:
        """Add the values that one op row made of pairs."""
        first = int(self.store.counts[bank.VALUES])
        rows = np.ascontiguousarray(rows, dtype=np.int32)
        bank.add_values(self.store, rows, row.makes, cost, row.index, row.number, parents, others)
        self._note_new(first, row.makes, cost)

    def _note_new(self, first: int, kind: int, cost: int) -> None:
        end = int(self.store.counts[bank.VALUES])
        if end > first:
            self.parts.setdefault((kind, cost), []).append(np.arange(first, end))

    def _grow(self, batch: Batch, cost: int) -> None:
        """Use the rows of a batch on all values with which they cost so much."""
        row = batch.rows[0]
        if row.form == "pair":
            self._grow_pairs(row, cost)
        elif row.form == "computed":
            self._grow_computed(row, cost)
        elif row.takes is not None:
            if row.makes not in (GRID_KIND, LIST_KIND) and cost - row.cost > MEASURED_COST_LIMIT:
                return
            frontier = self.frontier(row.takes, cost - row.cost)
            if frontier is not None:
                results = {"apply": self._apply, "for_each": self._for_each, "select": self._select}[row.form](batch, frontier)
                is_pruned = row.form == "apply" and row.is_last_alike and "repeated_op" not in self.budget.disabled
                first = int(self.store.counts[bank.VALUES])
                values, places = frontier.values, frontier.inverse
                self.counters["repeated_op"] += bank.add_children(
                    self.store, results, places, row.makes, cost, batch.indexes, batch.numbers, values, int(is_pruned)
                )
                self._note_new(first, row.makes, cost)

    def _drive(self, row: OpRow, ids: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Run the row's op over ids (and numbers or other ids) in chunks; what was not reached stays NONE."""
        driver, pointer, code = row.call
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

    def _apply(self, batch: Batch, frontier: Frontier) -> np.ndarray:
        return self._drive_batch(batch, frontier.distinct)

    def _drive_batch(self, batch: Batch, ids: np.ndarray) -> np.ndarray:
        """What each row of the batch, one after the other, makes of the ids."""
        many = np.tile(ids, len(batch.rows)) if len(batch.rows) > 1 else ids
        return self._drive(batch.rows[0], many, batch.arguments.repeat(ids.size))

    def _for_each(self, batch: Batch, frontier: Frontier) -> np.ndarray:
        elements, position = frontier.elements
        made = self._drive_batch(batch, elements).reshape(len(batch.rows), -1)
        mapped = np.full((len(batch.rows), frontier.distinct.size), NONE, np.int64)
        for results, lists in zip(made, mapped, strict=True):
            self.budget.spend(drivers.regroup(self.store, frontier.distinct, position, results, lists))
        return mapped.ravel()

    def _select(self, batch: Batch, frontier: Frontier) -> np.ndarray:
        (row,) = batch.rows
        assert row.op is not None and row.attribute is not None
        lists, spans = frontier.distinct, frontier.spans
        if row.attribute.name not in frontier.scores:
            scores = np.empty(int(spans[-1]), np.int64)
            (attribute,) = row.attribute.numbers
            self.budget.spend(entry_point(drivers.parts_to_scores)(attribute, self.store, lists, spans, scores))
            frontier.scores[row.attribute.name] = scores
        out = np.full(lists.size, NONE, np.int64)
        (rule,), scores = row.op.numbers, frontier.scores[row.attribute.name]
        select = entry_point(drivers.select_parts)
        self.budget.spend(select(rule, self.store, lists, spans, scores, out))
        return out

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
        for canvas, canvas_cost in self.canvases:
            grids = self.frontier(GRID_KIND, cost - row.cost - canvas_cost)
            if grids is not None:
                self._combine(row, cost, grids.values, grids.rows, np.array([canvas]), self.store.rows[[canvas]])

    def _combine(
        self,
        row: OpRow,
        cost: int,
        values: np.ndarray,
        rows: np.ndarray,
        other_values: np.ndarray,
        other_rows: np.ndarray,
    ) -> None:
        """Apply a two-argument row to every pair; distinct pairs of ids are computed once."""
        if not len(other_values) or not len(values):
            return
        block = max(1, 200_000 // (len(other_values) * rows.shape[1]))
        for first in range(0, len(values), block):
            if self.budget.is_over() or self.store.counts[bank.IS_FULL]:
                return
            part = rows[first : first + block]
            ours, theirs = (places.ravel() for places in np.indices((len(part), len(other_rows))))
            joint, inverse = np.unique(part[ours].astype(np.int64) << 32 | other_rows[theirs], return_inverse=True)
            out = self._drive(row, joint >> 32, joint & 0xFFFFFFFF)
            children = out[inverse.reshape(len(ours), rows.shape[1])]
            self._add(children, cost, row, values[first + ours], other_values[theirs])

    def rule(self, value: int) -> Rule:
        """The program that made a value, with its canvases where it needs them."""
        program = self.program(value)
        return term(on_canvas, of=program, sizes=self.sizes) if program.uses(OUTPUT_CANVAS) else program

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
