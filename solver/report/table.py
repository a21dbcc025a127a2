"""The closing table of a run: what was read, what each family did, what was lost, what it cost, and the score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from solver.confidence import reliability
from solver.report.progress import duration
from solver.report.score import Score, score
from solver.run import Run


@dataclass
class FamilyTotals:
    """What one family did in one view. Counts of tasks, except for errors, which are runs of the family that failed."""

    fitted: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    solved: set[str] = field(default_factory=set)
    seconds: float = 0.0
    errors: int = 0
    first_error: str = ""


def family_totals(run: Run) -> dict[tuple[str, str], FamilyTotals]:
    """Add up the run by family and view, in the order in which they were first heard of."""
    totals: dict[tuple[str, str], FamilyTotals] = {}

    def row(family: str, view: str) -> FamilyTotals:
        return totals.setdefault((family, view), FamilyTotals())

    for id, result in run.results.items():
        for tier in result.tiers.values():
            for record in tier.records:
                total = row(record["family"], record["view"])
                total.seconds += record["seconds"]
                if record["error"]:
                    total.errors += 1
                    total.first_error = total.first_error or f"{id}: {record['error'].strip().splitlines()[-1]}"
        for candidate in result.candidates():
            if candidate.is_full_fit:  # One search may propose for several families.
                row(candidate.family, candidate.view).fitted.add(id)
        truth = run.dataset.solution(id)
        right = [] if truth is None else result.right(truth)
        for index, chosen in enumerate(result.chosen()):
            for candidate in chosen:
                row(candidate.family, candidate.view).chosen.add(id)
            hit = right[index] if right else None
            if hit is not None and None not in right:
                row(chosen[hit - 1].family, chosen[hit - 1].view).solved.add(id)
    return totals


def run_score(run: Run) -> Score | None:
    """The score of what is handed in, over the tasks whose solutions are known; None when none are."""
    solutions = run.dataset.solutions
    return None if solutions is None else score({id: run.submission[id] for id in solutions}, solutions)


def score_lines(run: Run) -> str:
    """Say what was solved at one and at two attempts; "" when the solutions are not known."""
    found = run_score(run)
    if found is None:
        return ""
    lines = [
        f"{run.dataset.label} solved at {attempts} attempt{'s' * (attempts > 1)}: "
        f"{tasks}/{found.tasks} tasks, {outputs}/{found.outputs} outputs"
        for attempts, tasks, outputs in zip((1, 2), found.tasks_solved, found.outputs_solved, strict=True)
    ]
    return "\n".join(filter(None, [*lines, run.dataset.partly_scored()]))


def closing_table(run: Run) -> str:
    """Write the whole report as text."""
    lines = [f"{run.dataset.name} ({run.dataset.label}): {len(run.results)} tasks, {_inputs(run)} test inputs", ""]
    lines += _families(run)
    lines += ["", _statuses(run)]
    if run.failure is not None:
        lines.append(f"no worker could run: {run.failure.strip().splitlines()[-1]}")
    lines.append(_costs(run))
    if run.dataset.solutions is not None:
        lines += [score_lines(run), "", *_worth(run), *reliability(_confident(run)), ""]
    lines.append(f"written: {run.file.written}")
    return "\n".join(lines)


def _families(run: Run) -> list[str]:
    """One line per family and view."""
    is_scored = run.dataset.solutions is not None
    totals = family_totals(run)
    lines = [
        f"{'family':24} {'view':16} {'fitted':>7} {'chosen':>7}{' solved'.rjust(8) * is_scored} {'CPU s':>9} {'errors':>7}"
    ]
    for (family, view), total in sorted(totals.items(), key=lambda item: (-len(item[1].solved), item[0])):
        solved = f"{len(total.solved):8}" if is_scored else ""
        lines.append(
            f"{family:24} {view:16} {len(total.fitted):7} {len(total.chosen):7}{solved}"
            f" {total.seconds:9.1f} {total.errors or '-':>7}"
        )
    lines += [
        f"  {family} in {view} failed first on {total.first_error:.90}"
        for (family, view), total in totals.items()
        if total.errors
    ]
    return lines


def _worth(run: Run) -> list[str]:
    """Tasks solved by each family alone, and without it: two attempts, chosen again from the shortlists of this run."""
    assert run.dataset.solutions is not None
    alone: Counter[str] = Counter()
    without: Counter[str] = Counter()
    solved, names = 0, set()
    for id, truth in run.dataset.solutions.items():
        result = run.results[id]
        is_solved = None not in result.right(truth)
        of_task = {candidate.family for candidate in result.candidates()}
        found = result.families_that_solve(truth)
        alone.update(found[0])
        without.update(found[1])
        without.subtract(of_task if is_solved else ())
        solved += is_solved
        names |= of_task
    rows = [f"{name:24} {alone[name]:7} {solved + without[name]:8}" for name in sorted(names, key=lambda name: without[name])]
    return [f"{'two attempts of':24} {'alone':>7} {'without':>8}", *rows, ""]


def _confident(run: Run) -> Iterator[tuple[float, bool]]:
    """How likely each attempt was said to be right, and whether it is."""
    assert run.dataset.solutions is not None
    for id, solution in run.dataset.solutions.items():
        result = run.results[id]
        found = zip(solution, result.chosen(), result.confidences(), strict=True)
        for index, (truth, chosen, chances) in enumerate(found):
            for candidate, chance in zip(chosen, chances, strict=True):
                if truth is not None:
                    yield chance, result.is_right(candidate, index, truth)


def _statuses(run: Run) -> str:
    """How many tasks have which status, and how workers were lost."""
    statuses = Counter(result.status for result in run.results.values())
    text = "tasks: " + ", ".join(f"{count} {status}" for status, count in statuses.most_common())
    losses = Counter(loss for result in run.results.values() for loss in result.losses)
    if losses:
        text += "; workers lost: " + ", ".join(f"{count} {loss}" for loss, count in losses.most_common())
    return text


def _costs(run: Run) -> str:
    """Time and memory."""
    tiers = [tier for result in run.results.values() for tier in result.tiers.values()]
    seconds = sum(tier.seconds for tier in tiers)
    peak = max((tier.peak_bytes for tier in tiers), default=0)
    return (
        f"{duration(run.ended - run.started)} with {run.workers} workers; "
        f"{seconds / max(1, _inputs(run)):.2f} CPU-seconds per test input; "
        f"peak {peak / 1e9:.2f} GB per worker, {run.parent_peak / 1e9:.2f} GB parent"
    )


def _inputs(run: Run) -> int:
    return sum(entry.test_count for entry in run.dataset.entries.values())
