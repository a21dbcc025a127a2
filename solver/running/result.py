"""What is known of one task while the run goes on: what each tier found, what was lost, what would be handed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.choice.candidate import Candidate, badness, choose_attempts
from solver.choice.confidence import confidences
from solver.choice.shortlist import Shortlist
from solver.reading.entry import Entry, Solution
from solver.task import Grid, same_grid

FITTED, GUESS, FALLBACK, SKIPPED, ERROR, INVALID = "fitted", "guess", "fallback", "skipped-deadline", "error", "invalid-input"


@dataclass
class TierResult:
    """What one tier found on one task.

    running: the family and view at work when last heard of. lost: how the worker ended. is_complete: the worker came to its
    end; is_cut: because the time was up.
    """

    shortlist: Shortlist = field(default_factory=Shortlist)
    records: list[dict] = field(default_factory=list)
    running: tuple[str, str] | None = None
    lost: str | None = None
    is_complete: bool = False
    is_cut: bool = False
    started: float = 0.0
    seconds: float = 0.0
    wall_seconds: float = 0.0
    steps: int = 0
    peak_bytes: int = 0

    @property
    def is_finished(self) -> bool:
        """True when running this tier again would find nothing else."""
        return self.is_complete and not self.is_cut and self.lost is None

    def fail(self, error: str) -> None:
        """Keep a record for a family whose own did not arrive."""
        family, view = self.running or ("?", "?")
        nothing = {"seconds": 0.0, "steps": 0, "candidates": 0, "full_fits": 0}
        self.records.append({"family": family, "view": view, **nothing, "error": error})


@dataclass
class TaskResult:
    """One task of the run. The candidates depend on tiers and what they found, not on when a worker told of it."""

    entry: Entry
    tiers: dict[int, TierResult] = field(default_factory=dict)

    def candidates(self) -> list[Candidate]:
        """Candidates of all tiers, lower tiers first; of equal predictions by one family in one view the most trusted."""
        best: dict[tuple, Candidate] = {}
        for number in sorted(self.tiers):
            for candidate in self.tiers[number].shortlist:
                identity = (candidate.family, candidate.view, candidate.keys)
                if identity not in best or badness(candidate) < badness(best[identity]):
                    best[identity] = candidate
        return list(best.values())

    def chosen(self) -> list[list[Candidate]]:
        """For each test input the candidates whose predictions are handed in, best first; none for an illegal one."""
        candidates = self.candidates()
        places = self.entry.places
        return [choose_attempts(candidates, place) if candidates and place is not None else [] for place in places]

    def confidences(self) -> list[list[float]]:
        """For each test input how likely each attempt of chosen() is right."""
        candidates = self.candidates()
        return [[] if place is None else confidences(candidates, place) for place in self.entry.places]

    def prediction(self, candidate: Candidate, index: int) -> Grid | None:
        """What a candidate predicts for a test input; None for an illegal one, which it has not seen."""
        place = self.entry.places[index]
        return None if place is None else candidate.predictions[place]

    def is_right(self, candidate: Candidate, index: int, truth: Grid | None) -> bool:
        """True when a candidate predicts the output of a test input; False where either is not known."""
        grid = self.prediction(candidate, index)
        return grid is not None and truth is not None and same_grid(grid, truth)

    def right(self, solutions: Solution) -> list[int | None]:
        """For each test input which candidate handed in is right: 1, 2 or None. Fallback attempts do not count."""
        found = []
        for index, chosen in enumerate(self.chosen()):
            hits = [self.is_right(candidate, index, solutions[index]) for candidate in chosen]
            found.append(hits.index(True) + 1 if True in hits else None)
        return found

    def families_that_solve(self, solutions: Solution) -> tuple[set[str], set[str]]:
        """Families whose candidates alone solve the task, and families without whose candidates it is solved."""
        candidates = self.candidates()
        alone, without = set(), set()
        for name in {candidate.family for candidate in candidates}:
            own = [candidate for candidate in candidates if candidate.family == name]
            others = [candidate for candidate in candidates if candidate.family != name]
            alone |= {name} if self._is_solved_by(own, solutions) else set()
            without |= {name} if self._is_solved_by(others, solutions) else set()
        return alone, without

    def _is_solved_by(self, candidates: list[Candidate], solutions: Solution) -> bool:
        """True when two attempts chosen from these candidates are right for every test input."""
        return all(
            place is not None
            and any(self.is_right(candidate, index, truth) for candidate in choose_attempts(candidates, place))
            for index, (place, truth) in enumerate(zip(self.entry.places, solutions, strict=True))
        )

    @property
    def losses(self) -> list[str]:
        """How workers were lost on this task, in the order of tiers."""
        return [tier.lost for tier in self.tiers.values() if tier.lost is not None]

    @property
    def errors(self) -> list[str]:
        """Tracebacks of families on this task."""
        return [record["error"] for tier in self.tiers.values() for record in tier.records if record["error"]]

    @property
    def status(self) -> str:
        """One word for what there is: a rule that reproduces all demonstrations, a partial one, or why there is none."""
        candidates = self.candidates()
        if self.entry.task is None:
            return INVALID
        if candidates:
            return FITTED if any(candidate.is_full_fit for candidate in candidates) else GUESS
        if self.losses:
            return self.losses[-1]
        if self.errors:
            return ERROR
        return FALLBACK if any(tier.is_complete for tier in self.tiers.values()) else SKIPPED

    @property
    def has_failed(self) -> bool:
        """True when only fallback attempts are handed in, because of an error."""
        return self.status not in (FITTED, GUESS, FALLBACK, SKIPPED)
