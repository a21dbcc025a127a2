"""The uses of ops that the enumeration tries: one row for each op, form and constant, and rows that run as one batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from typing import Any

import numpy as np

from solver.jit import entry_point, op_pointer
from solver.language import OPS, Op
from solver.language.program import CANVAS_COST, FOR_EACH_COST, INPUT, OUTPUT_CANVAS
from solver.search import drivers
from solver.search.bank import GRID_KIND, KINDS, LIST_KIND, NONE

DRIVERS = {
    (("Grid",), "Grid"): drivers.grid_to_grid,
    (("Grid", "number"), "Grid"): drivers.grid_number_to_grid,
    (("Grid", "number"), "Box"): drivers.grid_number_to_box,
    (("Grid", "number"), "Labels"): drivers.grid_number_to_labels,
    (("Grid", "number"), "number"): drivers.grid_number_to_number,
    (("Placed", "Grid"), "Grid"): drivers.placed_grid_to_grid,
    (("Placed", "Grid", "number"), "Grid"): drivers.placed_grid_number_to_grid,
    (("Parts",), "Placed"): drivers.parts_to_placed,
    (("Parts", "number"), "Placed"): drivers.parts_number_to_placed,
}
BATCHED = ("apply", "for_each")


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
        return LIST_KIND if self.op.result == "Labels" else KINDS.get(self.op.result, GRID_KIND)

    @cached_property
    def call(self) -> tuple[Callable, Any, int]:
        """The entry point of the compiled driver, the op's pointer or number, and the driver's code for origins or the like."""
        op = self.op
        assert op is not None
        signature = "number" if op.result in ("Color", "Integer") else op.result
        code = drivers.ORIGIN_CODES[op.origin]
        if op.signature == ("Placed", "Grid", "number"):
            code = self.number
        arguments = (*op.signature, "number") if op.numbers and op.number_kind is None else op.signature
        variant = op.numbers[-1] if op.result == "Labels" else op_pointer(op.compiled)
        return entry_point(DRIVERS[arguments, signature]), variant, code

    def has_other_color(self, colors: frozenset[int]) -> bool:
        """True when the row's constant is a color that is not among these."""
        return self.op is not None and self.op.number_kind == "Color" and self.number not in (NONE, 0, *colors)

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
        if op.result == "Index":
            for attribute in OPS.values():
                if attribute.result == "Scores":
                    add("select", op, op.cost + attribute.cost, attribute=attribute)
            continue
        if op.result == "Scores":
            continue
        uses = [(NONE, 0)] if op.number_kind is None else list(op.constants)
        for number, extra in uses:
            if op.signature[0] == "Placed":
                add("pair", op, op.cost + extra, number=number)
            else:
                add("apply", op, op.cost + extra, number=number)
        if op.signature in (("Grid",), ("Grid", "number")) and op.result in ("Grid", "Box"):
            for number, extra in uses:
                add("for_each", op, op.cost + extra + FOR_EACH_COST, number=number)
        if op.computed:
            add("computed", op, op.cost)
    return tuple(rows)


@dataclass(frozen=True)
class Batch:
    """Rows that differ in nothing but their constant, or one row of another form; they run as one."""

    rows: tuple[OpRow, ...]

    @cached_property
    def indexes(self) -> np.ndarray:
        """The index of each row (int64)."""
        return np.array([row.index for row in self.rows])

    @cached_property
    def numbers(self) -> np.ndarray:
        """The constant of each row (int64), NONE without one."""
        return np.array([row.number for row in self.rows])

    @cached_property
    def arguments(self) -> np.ndarray:
        """The number that the driver is given for each row (int64): its constant, or what makes its op a variant."""
        op = self.rows[0].op
        return np.array(op.numbers[:1]) if op is not None and op.numbers and op.number_kind is None else self.numbers


@dataclass(frozen=True)
class Uses:
    """What is tried on a task: the rows, the same in batches, and how many rows the rule on absent colors leaves out."""

    rows: tuple[OpRow, ...]
    batches: tuple[Batch, ...]
    absent_colors: int


@lru_cache(maxsize=256)
def uses_for(colors: frozenset[int], disabled: frozenset[str]) -> Uses:
    """The rows to try on a task with these colors."""
    enabled = [row for row in op_rows() if row.op is not None and row.op.name not in disabled]
    rows = [row for row in enabled if "absent_colors" in disabled or not row.has_other_color(colors)]
    alike = groupby(rows, key=lambda row: (row.form, row.op, row.cost) if row.form in BATCHED else row.index)
    batches = tuple(Batch(tuple(batch)) for _, batch in alike)
    return Uses(tuple(rows), batches, len(enabled) - len(rows))
