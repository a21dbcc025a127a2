"""A candidate: one prediction per test input with its evidence; ranking; the choice of two attempts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from solver.task import Grid, key_of

ATTEMPTS = 2
ODDNESS, RARITY, SURPRISE = "oddness", "rarity", "surprise"
LITERAL, BACKGROUND = "literal", "background"  # the frames that are the task as it is, and with its background 0
INSIDE = "/"  # "turned/colors": the frame colors inside the frame turned


@dataclass(frozen=True)
class Candidate:
    """What one rule predicts.

    predictions: one Grid per test input. fits: demonstrations reproduced exactly, of `demonstrations`. cost: bits to tell the
    rule, from its text (lower is simpler); what a family gives before that is its own order, no more. layers: overlaid parts
    of the answer (1 when not overlaid). left_out: demonstrations that refitting without them still predicted, None when not
    tried. evidence: more numbers by name: ODDNESS, bits by which the predictions are unlike the outputs that were shown;
    RARITY, bits by which trees that predict this are rare among all that fit; SURPRISE, bits of a frame at what is predicted
    inside it.
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


# What a bit of a rule's text, and of its rarity among trees, weighs beside the other evidence. Held out halves of 1,806 logged
# tasks: 1,323 solved with these, 1,321 with costs that were set by hand; 0.3 to 0.6 and 1 to 2 differ by noise.
WEIGHT, RARITY_WEIGHT = 0.4, 2.0
AGREEMENT = 4.0  # cost that another family, or another frame, with the same prediction is worth


# A tree of 120 bits is not four times as doubtful as one of 30: beyond this every other bit counts. On 1,806 logged tasks of
# the design and fresh sets that won 7 and lost 2; any knee from 25 to 60 wins more than it loses.
LONG_RULE = 30.0
# A prediction that breaks many habits breaks them for one reason: beyond this a quarter counts. On the same tasks that won 4
# and lost none; any knee from 15 to 30 wins more than it loses.
ODD_ENOUGH = 18.0


def weight_of(candidate: Candidate) -> float:
    """What the rule of a candidate weighs: its bits, its rarity, the surprise of its frame."""
    evidence = candidate.evidence
    return WEIGHT * candidate.cost + RARITY_WEIGHT * evidence.get(RARITY, 0.0) + evidence.get(SURPRISE, 0.0)


def badness(candidate: Candidate) -> float:
    """Order of trust among candidates of one prediction; smaller is better."""
    missed = candidate.demonstrations - candidate.fits
    cost = weight_of(candidate)
    cost -= max(0.0, cost - LONG_RULE) / 2
    odd = candidate.evidence.get(ODDNESS, 0.0)
    odd -= max(0.0, odd - ODD_ENOUGH) * 3 / 4
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
