"""A candidate: one prediction per test input with its evidence; ranking; the choice of two attempts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from solver.task import Grid, key_of

ATTEMPTS = 2
ODDNESS = "oddness"
LITERAL, BACKGROUND = "literal", "background"  # the frames that are the task as it is, and with its background 0
INSIDE = "/"  # "turned/colors": the frame colors inside the frame turned


@dataclass(frozen=True)
class Candidate:
    """What one rule predicts.

    predictions: one Grid per test input. fits: demonstrations reproduced exactly, of `demonstrations`. cost: description
    length of the rule in its family's units (lower is simpler). layers: overlaid parts of the answer (1 when not
    overlaid). left_out: demonstrations that refitting without them still predicted, None when not tried. evidence: more
    numbers by name; ODDNESS is bits by which the predictions are unlike the outputs that were shown.
    """

    predictions: tuple[Grid, ...]
    family: str
    program: str
    cost: float
    fits: int
    demonstrations: int
    view: str = LITERAL
    layers: int = 1
    left_out: int | None = None
    evidence: dict[str, float] = field(default_factory=dict)

    @property
    def is_full_fit(self) -> bool:
        """True when every demonstration is reproduced."""
        return self.fits == self.demonstrations

    @property
    def outer_frame(self) -> str:
        """The frame without the one inside it, the task itself where only its background is exchanged.

        Rules in frames that share it are hardly independent.
        """
        outer = self.view.partition(INSIDE)[0]
        return LITERAL if outer == BACKGROUND else outer

    def key(self, test_index: int) -> bytes:
        """Identity of the prediction for one test input."""
        return key_of(self.predictions[test_index])

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Identity of all its predictions."""
        return tuple(map(key_of, self.predictions))


AGREEMENT = 4.0  # cost that another family, or another frame, with the same prediction is worth


# A tree of 120 bits is not four times as doubtful as one of 30: beyond this every other bit counts. On 1,806 logged tasks of
# the design and fresh sets that won 7 and lost 2; any knee from 25 to 60 wins more than it loses.
LONG_RULE = 30.0


def badness(candidate: Candidate) -> float:
    """Order of trust among candidates of one prediction; smaller is better."""
    missed = candidate.demonstrations - candidate.fits
    cost = candidate.cost - max(0.0, candidate.cost - LONG_RULE) / 2
    odd = candidate.evidence.get(ODDNESS, 0.0)
    return 1000.0 * missed + cost + odd + 12.0 * max(0, candidate.layers - 3)


def trust(pool: Sequence[Candidate]) -> float:
    """Order of trust among predictions, larger is better, from the candidates that share one.

    The cheapest member counts, and agreement of families and frames on top. On design tasks this order solves as much as a
    logistic model over all evidence.
    """
    full = [candidate for candidate in pool if candidate.is_full_fit]
    families, views = ({candidate.family for candidate in full}, {candidate.outer_frame for candidate in full})
    return AGREEMENT * max(0, len(families) + len(views) - 2) - min(map(badness, pool))


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by trust of each candidate alone, best first. Stable: equal trust keeps the order of arrival."""
    return sorted(candidates, key=lambda candidate: -trust([candidate]))


def pools(candidates: Iterable[Candidate], test_index: int) -> list[list[Candidate]]:
    """Candidates that predict the same grid for one test input, pooled; the most trusted prediction first."""
    pooled: dict[bytes, list[Candidate]] = {}
    for candidate in candidates:
        pooled.setdefault(candidate.key(test_index), []).append(candidate)
    return sorted(pooled.values(), key=lambda pool: -trust(pool))


def choose_attempts(candidates: Iterable[Candidate], test_index: int) -> list[Candidate]:
    """Up to two candidates with different predictions for one test input, most trusted first: the best of their pools."""
    return [min(pool, key=badness) for pool in pools(candidates, test_index)[:ATTEMPTS]]
