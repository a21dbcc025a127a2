"""The closing table of a run: what was read, what each family did, what was lost, what it cost, and the score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from solver.choice.confidence import reliability
from solver.report.progress import duration
from solver.report.score import Score, score, solved_outputs
from solver.running.run import Run


@dataclass
class FamilyTotals:
    """What one family did in one frame. Counts of tasks, except for errors, which are runs of the family that failed."""

    fitted: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    solved: set[str] = field(default_factory=set)
    seconds: float = 0.0
    errors: int = 0
    first_error: str = ""


def family_totals(run: Run) -> dict[tuple[str, str], FamilyTotals]:
    """Add up the run by family and frame, in the order in which they were first heard of."""
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
    """Say what was solved at one and at two attempts, and how much of it by luck; "" when the solutions are not known."""
    found = run_score(run)
    if found is None:
        return ""
    lines = [
        f"{run.dataset.label} solved at {attempts} attempt{'s' * (attempts > 1)}: "
        f"{tasks}/{found.tasks} tasks, {outputs}/{found.outputs} outputs{by_guesses(luck)}"
        for attempts, tasks, outputs, luck in zip((1, 2), found.tasks_solved, found.outputs_solved, guessed(run), strict=True)
    ]
    return "\n".join(filter(None, [*lines, run.dataset.partly_scored()]))


def guessed(run: Run) -> tuple[tuple[int, int], tuple[int, int]]:
    """Of what is solved at one and at two attempts, (tasks, outputs) that are so only by fallback guesses: no rule said it."""
    solutions = run.dataset.solutions
    assert solutions is not None
    tasks, outputs = [0, 0], [0, 0]
    for id, hits in solved_outputs({id: run.submission[id] for id in solutions}, solutions).items():
        by_rule = run.results[id].right(solutions[id])
        for place, attempts in enumerate((1, 2)):
            lucky = sum(hit[place] and (rule or 3) > attempts for hit, rule in zip(hits, by_rule, strict=True))
            outputs[place] += lucky
            tasks[place] += bool(lucky) and all(hit[place] for hit in hits)
    return (tasks[0], outputs[0]), (tasks[1], outputs[1])


def by_guesses(luck: tuple[int, int]) -> str:
    """Words for what is solved only by guesses, to be put after what is solved; "" when there is none."""
    tasks, outputs = (f"{count} {name}{'s' * (count != 1)}" for count, name in zip(luck, ("task", "output"), strict=True))
    return f"; of these {tasks}, {outputs} by fallback guesses, not by a rule" if luck[1] else ""


def closing_table(run: Run) -> str:
    """Write the whole report as text."""
    inputs = f"{_inputs(run)} test inputs{_unreadable(run)}"
    lines = [f"{run.dataset.name} ({run.dataset.label}): {len(run.results)} tasks, {inputs}", ""]
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
    """One line per family and frame that gave a chosen attempt, and one for the others; all of them with `--table all`."""
    is_scored = run.dataset.solutions is not None
    totals = family_totals(run)
    lines = [
        f"{'family':24} {'frame':18} {'fitted':>7} {'chosen':>7}{' solved'.rjust(8) * is_scored} {'CPU s':>9} {'errors':>7}"
    ]

    def add(family: str, view: str, total: FamilyTotals) -> None:
        solved = f"{len(total.solved):8}" if is_scored else ""
        lines.append(
            f"{family:24} {view:18} {len(total.fitted):7} {len(total.chosen):7}{solved}"
            f" {total.seconds:9.1f} {total.errors or '-':>7}"
        )

    others = FamilyTotals()
    hidden = 0
    for (family, view), total in sorted(totals.items(), key=lambda item: (-len(item[1].solved), item[0])):
        if total.chosen or run.options.table == "all":
            add(family, view, total)
        else:
            hidden += 1
            others.fitted |= total.fitted
            others.seconds += total.seconds
            others.errors += total.errors
    if hidden:
        add(f"{hidden} more, none chosen", "(--table all)", others)
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
    used = {family for (family, _), total in family_totals(run).items() if total.chosen}
    listed = names if run.options.table == "all" else names & used
    rows = [f"{name:24} {alone[name]:7} {solved + without[name]:8}" for name in sorted(listed, key=lambda name: without[name])]
    if hidden := len(names) - len(listed):
        rows.append(f"{hidden} more, none chosen (--table all)")
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


def _unreadable(run: Run) -> str:
    """Say how many tasks could not be read; their fallback attempts are all that is handed in for them."""
    count = sum(entry.task is None for entry in run.dataset.entries.values())
    return f", {count} invalid: not readable, answered with fallback attempts" if count else ""


def _inputs(run: Run) -> int:
    return sum(entry.test_count for entry in run.dataset.entries.values())
