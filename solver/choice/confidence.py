"""How likely an attempt is right, from the evidence that its pool and the pools beside it leave.

A logistic model whose weights were fitted on every other design task (benchmarks/confidence.py fits them, and shows on the
other half how often what it calls likely is right). It does not choose between attempts; it reports, and it says when a
task needs no more work.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from solver.choice.candidate import ATTEMPTS, ODDNESS, Candidate, badness, pools, trust, weight_of

GAP_LIMIT = 20.0  # trust ahead of, or behind, the best other prediction counts up to this
COST_LIMIT = 60.0
WHEN_SURE = "when_sure"  # name of the rule that spares sure tasks more work; `Budget.disabled` can switch it off
# How sure an answer must be for dear families, for further frames and tiers, for trees in two stages and for the search to be
# left out. Of 27 tasks that the stages won, 25 had no answer surer than 0.7; from 0.7 to 0.97 they lost four more than won.
VERY_SURE, SURE, LIKELY, HALF_SURE = 0.97, 0.96, 0.7, 0.5
EVIDENCE = ("bias", "is second", "cost", "gap", "gap of a second", "families", "views", "demonstrations", "left out")
WEIGHTS = (0.61, -0.46, -0.56, 1.60, -0.37, 0.16, 0.10, -0.07, 0.14)


def evidence(ranked: Sequence[Sequence[Candidate]], rank: int) -> tuple[float, ...]:
    """The numbers that the model weighs for attempt `rank` (0 or 1) of the pools, most trusted first. See EVIDENCE."""
    pool = ranked[rank]
    best = min(pool, key=badness)
    full = [candidate for candidate in pool if candidate.is_full_fit]
    others = [other for index, other in enumerate(ranked) if index != rank]
    gap = trust(pool) - max(map(trust, others)) if others else GAP_LIMIT
    gap = max(-GAP_LIMIT, min(GAP_LIMIT, gap)) if best.is_full_fit else -GAP_LIMIT
    predicted = [one.left_out / one.demonstrations for one in pool if one.left_out is not None]
    return (
        1.0,
        float(rank),
        min(weight_of(best) + best.evidence.get(ODDNESS, 0.0), COST_LIMIT) / 10,
        gap / 10,
        rank * gap / 10,
        float(len({candidate.family for candidate in full})),
        float(min(3, len({candidate.outer_frame for candidate in full}))),
        float(min(5, best.demonstrations)),
        2 * max(predicted) - 1 if predicted else 0.0,
    )


def confidences(candidates: Iterable[Candidate], test_index: int) -> list[float]:
    """Chance, 0 to 1, that each of the attempts that choose_attempts() gives for a test input is right."""
    ranked = pools(candidates, test_index)
    return [
        1 / (1 + math.exp(-sum(weight * value for weight, value in zip(WEIGHTS, evidence(ranked, rank), strict=True))))
        for rank in range(min(ATTEMPTS, len(ranked)))
    ]


def surety(candidates: Sequence[Candidate], test_count: int) -> float:
    """Chance that the first attempt is right for the test input for which it is least sure; 0 without candidates."""
    return min((confidences(candidates, index)[0] for index in range(test_count)), default=0.0) if candidates else 0.0


def is_sure(candidates: Sequence[Candidate], test_count: int) -> bool:
    """True when the first attempt for every test input is so likely right that looking further does not pay."""
    return surety(candidates, test_count) >= SURE


def reliability(found: Iterable[tuple[float, bool]]) -> list[str]:
    """A table by tenths of confidence: what was predicted, how often it was right, of how many. found: (chance, is right)."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for chance, is_right in found:
        tenths.setdefault(min(9, int(chance * 10)), []).append((chance, is_right))
    rows = [f"{'confidence':>10} {'predicted':>10} {'right':>6} {'of':>5}"]
    for tenth, inside in sorted(tenths.items()):
        chance, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
        rows.append(f"{tenth / 10:4.1f} - {tenth / 10 + 0.1:3.1f} {chance:10.2f} {right:6.2f} {len(inside):5}")
    return rows
