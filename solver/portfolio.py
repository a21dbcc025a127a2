"""The table of views and families with their share of effort; run one tier of one task."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.budget import TIERS, Budget, Tier
from solver.candidate import ODDNESS, Candidate
from solver.confidence import WHEN_SURE, is_sure
from solver.families import (
    assemblies,
    cell_growth,
    cell_rules,
    cleaning,
    collages,
    color_map,
    continuation,
    crop_object,
    drawings,
    inpaint,
    joins,
    layouts,
    moves,
    object_drawings,
    object_rules,
    panel_cells,
    panel_rules,
    piecewise,
    rectangles,
    relocations,
    replicas,
    search,
    shrink,
    summaries,
    templates,
    turned,
    unfolding,
    zoom,
)
from solver.oddness import Oddness
from solver.ops import OPS
from solver.task import Task
from solver.views.color_counts import colors_by_count
from solver.views.colors import canonical_colors
from solver.views.frames import antitransposed, transposed, without_separators
from solver.views.view import Rewritten, literal


@dataclass(frozen=True)
class Row:
    """One family in the portfolio: `propose(task, budget)` yields Candidates; share of the tier's steps; views it is run in.

    more_views: views from tier 2 on, beside the others. switches: parts and pruning rules of the family that
    `Budget.disabled` can switch off by name. is_costly: left out of a task to which a sure answer is known (see WHEN_SURE).
    """

    name: str
    propose: Callable[[Task, Budget], Iterator[Candidate]]
    share: float
    views: tuple[str, ...] = ("literal",)
    more_views: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    is_costly: bool = False

    def views_at(self, tier: Tier) -> tuple[str, ...]:
        """The views that the family is run in at a tier."""
        return self.views + (self.more_views if tier.steps >= TIERS[1].steps else ())

    def steps(self, tier: Tier, task: Task) -> int:
        """Steps that the family may take in one of its views."""
        return int(tier.steps * len(task.test) * self.share / len(self.views_at(tier)))


@dataclass
class FamilyRecord:
    """What one family did on one task in one view."""

    family: str
    view: str
    seconds: float = 0.0
    steps: int = 0
    candidates: int = 0
    full_fits: int = 0
    error: str | None = None


VIEWS: dict[str, Callable[[Task], Rewritten | None]] = {
    "literal": literal,
    "colors": canonical_colors,
    "colors_by_count": colors_by_count,
    "without_separators": without_separators,
    "transposed": transposed,
    "antitransposed": antitransposed,
}
LAID_OUT_ANEW = ("without_separators", "transposed", "antitransposed")
COLORS = ("literal", "colors", "colors_by_count")
FAMILIES: tuple[Row, ...] = (
    Row("color_map", color_map.propose, 0.1, COLORS),
    Row("layouts", layouts.propose, 0.1, COLORS),
    Row("shrink", shrink.propose, 0.1, COLORS),
    Row("crop_object", crop_object.propose, 0.2, COLORS),
    Row("joins", joins.propose, 0.05, more_views=COLORS[1:2]),
    Row("inpaint", inpaint.propose, 0.1),
    Row("drawings", drawings.propose, 0.2, COLORS[:2], COLORS[2:]),
    Row("object_rules", object_rules.propose, 0.2, COLORS),
    Row("moves", moves.propose, 0.07, more_views=COLORS[1:]),
    Row("rectangles", rectangles.propose, 0.1),
    Row("continuation", continuation.propose, 0.1),
    Row("unfolding", unfolding.propose, 0.1),
    Row("cleaning", cleaning.propose, 0.05),
    Row("assemblies", assemblies.propose, 0.05),
    Row("collages", collages.propose, 0.1),
    Row("relocations", relocations.propose, 0.1, COLORS),
    Row("replicas", replicas.propose, 0.1),
    Row("summaries", summaries.propose, 0.1),
    Row("panel_rules", panel_rules.propose, 0.1, COLORS[:2]),
    Row("panel_cells", panel_cells.propose, 0.3),
    Row("growth", cell_growth.propose, 0.2, COLORS[:2]),
    Row("cell", cell_rules.propose, 0.5, (*COLORS, "without_separators")),
    Row("templates", templates.propose, 0.2, is_costly=True),
    Row("object_drawings", object_drawings.propose, 0.15, more_views=COLORS[1:2], is_costly=True),
    Row("zoom", zoom.propose, 0.3, COLORS[:2], is_costly=True),
    Row("search", search.propose, 1.35, COLORS[:2], LAID_OUT_ANEW, search.SWITCHES, is_costly=True),
    Row("turned", turned.propose, 0.3, is_costly=True),
    Row("piecewise", piecewise.propose, 0.12, is_costly=True),
)

raise_family_errors = False  # tests set this, so that the one catch below does not hide a bug


def unknown_switches(names: Iterable[str]) -> list[str]:
    """Those of the names that switch nothing off."""
    known = switches()
    return [name for name in names if name not in known]


def switches() -> set[str]:
    """Everything that can be switched off by name: families, views, ops, rules of the search."""
    return set().union(*switches_by_kind().values())


def switches_by_kind() -> dict[str, set[str]]:
    """The same, by what it is."""
    return {
        "families": {row.name for row in FAMILIES},
        "views": set(VIEWS),
        "pruning rules": {name for row in FAMILIES for name in row.switches} | {WHEN_SURE},
        "ops": set(OPS),
    }


def run_tier(task: Task, tier: Tier, budget: Budget, records: list[FamilyRecord] | None = None) -> Iterator[Candidate]:
    """Run every family in every one of its views with its share of the tier's steps; yield candidates as they are found.

    Families and views named in `budget.disabled` are left out. One FamilyRecord per family and
    view is appended to `records`. A bug in a family is caught here and nowhere else, and ends only that family.
    Costly families are left out once the others have found an answer to be sure of.
    """
    records = records if records is not None else []
    found: list[Candidate] = []
    oddness = Oddness(task)
    views: dict[str, Rewritten | None] = {}
    for row in FAMILIES:
        for view in row.views_at(tier):
            if row.name in budget.disabled or view in budget.disabled or budget.is_over():
                continue
            if row.is_costly and WHEN_SURE not in budget.disabled and is_sure(found, len(task.test)):
                continue
            if view not in views:
                views[view] = VIEWS[view](task)
            rewritten = views[view]
            if rewritten is None:
                continue
            record = FamilyRecord(row.name, view)
            records.append(record)
            share = budget.share(row.steps(tier, task))
            started = time.process_time()
            try:
                for candidate in row.propose(rewritten.task, share):
                    decoded = _decoded(candidate, rewritten, view, oddness)
                    if decoded is not None:
                        record.candidates += 1
                        record.full_fits += decoded.is_full_fit
                        found.append(decoded)
                        yield decoded
            except Exception:
                if raise_family_errors:
                    raise
                record.error = traceback.format_exc()
            finally:
                record.seconds = time.process_time() - started
                record.steps = share.spent


def _decoded(candidate: Candidate, rewritten: Rewritten, view: str, oddness: Oddness) -> Candidate | None:
    """The candidate for the original task with its oddness, or None when a prediction cannot be carried back."""
    decoded = [rewritten.decode(index, grid) for index, grid in enumerate(candidate.predictions)]
    predictions = tuple(np.ascontiguousarray(grid) for grid in decoded if grid is not None)
    if len(predictions) < len(decoded):
        return None
    evidence = candidate.evidence | {ODDNESS: round(oddness(predictions, candidate.cost), 1)}
    return replace(candidate, predictions=predictions, view=view, evidence=evidence)
