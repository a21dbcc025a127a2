"""The table of families with their frames and share of effort; run one tier of one task."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from solver.budget import TIERS, Budget, Tier
from solver.choice.candidate import BACKGROUND, LITERAL, ODDNESS, Candidate, weight_of
from solver.choice.confidence import HALF_SURE, LIKELY, SURE, VERY_SURE, WHEN_SURE, surety
from solver.choice.oddness import Oddness
from solver.frames.background import is_all_ground
from solver.frames.catalog import FRAMES, build_of, names_of
from solver.frames.frame import Frame, Propose, solve_inside
from solver.frames.plan import PLAN, Step
from solver.jit import own_seconds
from solver.language import OPS
from solver.language.bits import bits_of
from solver.rules import (
    collages,
    color_map,
    completion,
    continuation,
    crop_object,
    drawings,
    joins,
    layouts,
    moves,
    object_rules,
    panel_rules,
    rectangles,
    relocations,
    replicas,
    search,
    shrink,
    summaries,
)
from solver.rules.cells import growth as cell_growth
from solver.rules.cells import rules as cell_rules
from solver.rules.cells import stages
from solver.task import Task

NEVER = 2.0  # no answer is so sure
BUILD_SHARE = 0.15  # of a tier's steps, what making the frames of one name may take


@dataclass(frozen=True)
class Row:
    """One family in the portfolio: `propose(task, budget)` yields Candidates; share of the tier's steps; frames it is run in.

    more_frames: frames from tier 2 on, beside the others. A family is run in more frames as the PLAN says, when no answer is
    sure; one without frames of its own only so. switches: parts and pruning rules of the family that `Budget.disabled` can
    switch off by name. takes_zero: it takes 0 for free cells; where there is none on another background,
    and a step of the PLAN runs it in the frame `background`, that takes the place of the task as it is. enough: how sure an
    answer must be for it to be left out. literal_only: those of its switches that are off in frames.
    """

    name: str
    propose: Propose
    share: float = 0.0
    frames: tuple[str, ...] = (LITERAL,)
    more_frames: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    takes_zero: bool = True
    enough: float = NEVER
    literal_only: frozenset[str] = frozenset()

    def steps_at(self, tier: Tier) -> list[Step]:
        """The family in each of its frames."""
        frames = self.frames + (self.more_frames if tier.steps >= TIERS[1].steps else ())
        return [Step(frame, self.name, self.share / len(frames)) for frame in frames]


@dataclass
class FamilyRecord:
    """What one family did on one task in one frame."""

    family: str
    view: str
    seconds: float = 0.0
    steps: int = 0
    candidates: int = 0
    full_fits: int = 0
    error: str | None = None


COLORS = (LITERAL, "colors", "colors_by_count")
FAMILIES: tuple[Row, ...] = (
    Row("color_map", color_map.propose, 0.1, COLORS, takes_zero=False),
    Row("layouts", layouts.propose, 0.1, COLORS, takes_zero=False),
    Row("shrink", shrink.propose, 0.07, COLORS[:2], COLORS[2:], takes_zero=False),
    Row("crop_object", crop_object.propose, 0.13, COLORS[:2], COLORS[2:], takes_zero=False),
    Row("joins", joins.propose, 0.05, more_frames=COLORS[1:2], takes_zero=False),
    Row("completion", completion.propose, 0.15, takes_zero=False),
    Row("object_rules", object_rules.propose, 0.2, COLORS, takes_zero=False),
    Row("rectangles", rectangles.propose, 0.1),
    Row("collages", collages.propose, 0.1),
    Row("panel_rules", panel_rules.propose, 0.1, COLORS[:2], takes_zero=False),
    Row("growth", cell_growth.propose, 0.2, COLORS[:2], takes_zero=False),
    Row("summaries", summaries.propose, 0.1, takes_zero=False, enough=VERY_SURE),
    Row("continuation", continuation.propose, 0.2, enough=VERY_SURE),
    Row(
        "cell",
        cell_rules.propose,
        0.25,
        (LITERAL, "without_separators"),
        switches=("copies",),
        takes_zero=False,
        enough=VERY_SURE,
        literal_only=frozenset({"copies"}),
    ),
    Row("drawings", drawings.propose, 0.2, COLORS[:2], COLORS[2:], enough=VERY_SURE),
    Row("moves", moves.propose, 0.07, more_frames=COLORS[1:], enough=VERY_SURE),
    Row("relocations", relocations.propose, 0.07, COLORS[:2], COLORS[2:], takes_zero=False, enough=VERY_SURE),
    Row("stages", stages.propose, 0.6, COLORS[:2], takes_zero=False, enough=LIKELY),
    Row("replicas", replicas.propose, frames=()),
    Row("object_drawings", drawings.propose_from_objects, frames=()),
    Row("search", search.propose, frames=(), switches=search.SWITCHES, enough=HALF_SURE),
)

ON_BACKGROUND = frozenset(step.family for step in PLAN if step.frame == BACKGROUND and step.tier == 1)

raise_family_errors = False  # tests set this, so that the one catch below does not hide a bug


def unknown_switches(names: Iterable[str]) -> list[str]:
    """Those of the names that switch nothing off."""
    known = switches()
    return [name for name in names if name not in known]


def switches() -> set[str]:
    """Everything that can be switched off by name: families, frames, ops, rules of the search."""
    return set().union(*switches_by_kind().values())


def switches_by_kind() -> dict[str, set[str]]:
    """The same, by what it is."""
    return {
        "families": {row.name for row in FAMILIES},
        "frames": set(FRAMES),
        "pruning rules": {name for row in FAMILIES for name in row.switches} | {WHEN_SURE},
        "ops": set(OPS),
    }


def steps_at(tier: Tier) -> Iterator[tuple[Step, float]]:
    """What a tier does, in order, and how sure an answer must be for each step to be left out."""
    enough = {row.name: row.enough for row in FAMILIES}
    for row in FAMILIES:
        for step in row.steps_at(tier):
            yield step, row.enough
    for step in PLAN:
        if step.tier == 1 or tier.steps >= TIERS[step.tier - 1].steps:
            yield step, min(SURE, enough.get(step.family, SURE))


def run_tier(task: Task, tier: Tier, budget: Budget, records: list[FamilyRecord] | None = None) -> Iterator[Candidate]:
    """Take every step of the tier with its share of the steps; yield candidates as they are found.

    Families and frames named in `budget.disabled` are left out. One FamilyRecord per step is appended to `records`. A bug in a
    family or frame is caught here and nowhere else, and ends only that step. Steps are left out once others have found an
    answer that is sure enough.
    """
    records = records if records is not None else []
    work = Work(task, tier)
    rows = {row.name: row for row in FAMILIES}
    for step, enough in steps_at(tier):
        off = budget.disabled.intersection((step.family, *names_of(step.frame)))
        if step.family not in rows or off or budget.is_over():
            continue
        if WHEN_SURE not in budget.disabled and work.surety() >= enough:
            continue
        record = FamilyRecord(step.family, step.frame)
        inside = rows[step.family].literal_only if step.frame != LITERAL else frozenset()
        share = budget.share(work.steps(step.share), inside)
        started = own_seconds()
        try:
            record.view = work.frame_of(step, rows[step.family], budget)
            frames = work.frames(record.view, budget) if work.is_new(record) else []
            if frames:
                records.append(record)
            for candidate in solved(frames, rows[step.family].propose, share):
                record.candidates += 1
                record.full_fits += candidate.is_full_fit
                yield work.keep(candidate, record.view)
        except Exception:
            if raise_family_errors:
                raise
            record.error = traceback.format_exc()
            if not any(record is one for one in records):  # making the frame failed
                records.append(record)
        finally:
            record.seconds = own_seconds() - started
            record.steps = share.spent


def solved(frames: list[Frame], propose: Propose, budget: Budget) -> Iterator[Candidate]:
    """Yield what a family finds in each of some frames, with an equal part of what is left for each."""
    for number, frame in enumerate(frames):
        yield from solve_inside(frame, propose, budget.share(budget.steps_left // (len(frames) - number)))


@dataclass
class Work:
    """One tier of one task: the frames that were made, and what was found."""

    task: Task
    tier: Tier
    found: list[Candidate] = field(default_factory=list)
    made: dict[str, list[Frame]] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)  # families with the frames that they were run in
    asked: tuple[int, float] = (0, 0.0)  # with how many candidates it was last asked how sure an answer is

    def __post_init__(self) -> None:
        self.oddness = Oddness(self.task)

    def steps(self, share: float) -> int:
        """The steps of a share of the tier."""
        return int(self.tier.steps * len(self.task.test) * share)

    def surety(self) -> float:
        """How sure the answers are that were found."""
        if self.asked[0] != len(self.found):
            self.asked = len(self.found), surety(self.found, len(self.task.test))
        return self.asked[1]

    def frames(self, name: str, budget: Budget) -> list[Frame]:
        """The frames of a name, made once."""
        if name not in self.made:
            self.made[name] = []  # what remains should making them fail
            self.made[name] = list(build_of(name)(self.task, budget.share(self.steps(BUILD_SHARE))))
        return self.made[name]

    def frame_of(self, step: Step, row: Row, budget: Budget) -> str:
        """The frame of a step: for a family that takes 0 for free, on a task without it, the background as 0 instead."""
        if step.frame != LITERAL or not row.takes_zero or BACKGROUND in budget.disabled or row.name not in ON_BACKGROUND:
            return step.frame
        return BACKGROUND if is_all_ground(self.task) and self.frames(BACKGROUND, budget) else LITERAL

    def is_new(self, record: FamilyRecord) -> bool:
        """True for a family in a frame that it has not been run in; from then on it is not new."""
        key, known = (record.family, record.view), len(self.done)
        self.done.add(key)
        return len(self.done) > known

    def keep(self, candidate: Candidate, frame: str) -> Candidate:
        """The candidate with its frame, its bits and its oddness, kept to tell when an answer is sure."""
        bits = bits_of(candidate.program, frame)  # a family whose rules are no terms keeps its own costs
        told = replace(candidate, view=frame, cost=candidate.cost if bits is None else bits)
        odd = round(self.oddness(candidate.predictions, weight_of(told)), 1)
        kept = replace(told, evidence=told.evidence | {ODDNESS: odd})
        self.found.append(kept)
        return kept
