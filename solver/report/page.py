"""Writes report.html: one file with scores, a curve of the run, and every task drawn with its attempts and their evidence.

The page is made from `report.html.jinja`; its script draws the tasks from JSON inside the page as they are scrolled to.
Nothing is loaded from anywhere. Jinja2 is an extra: a run needs it only for this.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from solver.choice.candidate import Candidate
from solver.extras import lacking
from solver.reading.digits import digits
from solver.report.log import ERROR_CHARACTERS, write_whole
from solver.report.progress import duration
from solver.report.table import by_guesses, family_totals, guessed, run_score
from solver.running.result import FITTED, GUESS, TaskResult
from solver.running.run import Run
from solver.running.submission import ATTEMPT_NAMES
from solver.task import Grid

TEMPLATE = "report.html.jinja"
CURVE_POINTS = 500  # more cannot be seen
STEPS, STEP_GRIDS = 10, 6  # of one rule, and of one step: the last ones, the first ones
STEP_SECONDS = 30.0  # for applying rules step by step again; the attempts that come after have none
DIGITS = "0123456789_"  # the last one: a cell that a layer leaves open
Steps = Callable[[str, int, Candidate], list[dict[str, Any]]]  # of the task of an id, on one of its test inputs


def why_not() -> str | None:
    """Say why no report can be written, None when one can. Cheap enough to ask before a long run."""
    return lacking("jinja2")


def write_report(path: Path, run: Run) -> str | None:
    """Write the report in one step; returns why it is not written, None when it is. Call it after the last `hand_in`."""
    if reason := why_not():
        return reason
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).resolve().parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    try:
        template = environment.get_template(TEMPLATE)
    except OSError as error:
        return f"{error} is missing"
    return None if write_whole(path, template.generate(**contents(run))) else "the file cannot be written"


def contents(run: Run) -> dict[str, Any]:
    """Gather what the template shows: plain numbers and text only."""
    steps = _stepper(run)
    tasks = [_task(run, id, steps) for id in run.results]
    used = [attempt for task in tasks for row in task["attempts"] for attempt in row if attempt["family"]]
    return {
        "name": run.dataset.name,
        "label": run.dataset.label,
        "content_hash": run.dataset.content_hash,
        "score": run_score(run),
        "luck": "" if run.dataset.solutions is None else by_guesses(guessed(run)[1]),
        "facts": _facts(run),
        "curve": _curve(run),
        "families": _families(run),
        "family_names": sorted({attempt["family"] for attempt in used}),
        "view_names": sorted({attempt["view"] for attempt in used}),
        "status_names": sorted({task["status"] for task in tasks}),
        "tasks": tasks,
    }


def _facts(run: Run) -> list[tuple[str, str]]:
    """What the run was and what it cost, as names and words."""
    tiers = [tier for result in run.results.values() for tier in result.tiers.values()]
    inputs = sum(entry.test_count for entry in run.dataset.entries.values())
    invalid = sum(result.entry.task is None for result in run.results.values())
    options = run.options
    facts = [
        ("tasks", f"{len(run.results)} with {inputs} test inputs"),
        ("invalid tasks", f"{invalid}, not readable, answered with fallback attempts" if invalid else "none"),
        ("time", f"{duration(run.ended - run.started)} with {run.workers} workers{_before(run)}"),
        ("limit", duration(options.time_limit) if math.isfinite(options.time_limit) else "none"),
        ("effort", ", ".join(f"tier {tier.number}: {tier.steps:,} steps" for tier in options.tiers)),
        ("cost", f"{sum(tier.seconds for tier in tiers) / max(1, inputs):.2f} CPU-seconds per test input"),
        ("memory", f"{max((tier.peak_bytes for tier in tiers), default=0) / 1e9:.2f} GB per worker"),
        ("workers lost", str(sum(len(result.losses) for result in run.results.values()))),
        ("switched off", ", ".join(sorted(options.disable)) or "nothing"),
    ]
    if partly := run.dataset.partly_scored():
        facts.append(("scored", partly))
    return facts + ([("failure", run.failure.strip().splitlines()[-1])] if run.failure else [])


def _before(run: Run) -> str:
    """What a run that was resumed had taken before."""
    return f", after {duration(run.seconds_before)} before it was interrupted" if run.seconds_before else ""


def _families(run: Run) -> list[dict[str, Any]]:
    """One row per family and view, the most useful first."""
    return [
        {
            "family": family,
            "view": view,
            "fitted": len(total.fitted),
            "chosen": len(total.chosen),
            "solved": len(total.solved),
            "seconds": total.seconds,
            "errors": total.errors,
        }
        for (family, view), total in sorted(
            family_totals(run).items(), key=lambda item: (-len(item[1].solved), -len(item[1].chosen), item[0])
        )
    ]


def _curve(run: Run) -> dict[str, Any]:
    """How many tasks were fitted, and solved, as the tiers of the tasks ended.

    Returns seconds (the end of the run), top (the number of tasks) and lines: per name its points (seconds, count).
    """
    events: dict[str, list[tuple[float, int]]] = {"fitted": []}
    if run.dataset.solutions is not None:
        events["solved"] = []
    for id, result in run.results.items():
        so_far = TaskResult(result.entry)
        state = dict.fromkeys(events, False)
        for number, tier in sorted(result.tiers.items()):
            so_far.tiers[number] = tier
            seconds = tier.started + tier.wall_seconds if tier.wall_seconds else run.ended
            now = {"fitted": so_far.status == FITTED}
            if "solved" in events:
                truth = run.dataset.solution(id)
                now["solved"] = truth is not None and None not in so_far.right(truth)
            for name, is_so in now.items():
                if is_so != state[name]:
                    events[name].append((max(0.0, seconds - run.started), 1 if is_so else -1))
            state = now
    seconds = max(0.001, run.ended - run.started)
    lines = {name: _added_up(changes, seconds) for name, changes in events.items()}
    return {
        "seconds": seconds,
        "end": duration(seconds),
        "middle": duration(seconds / 2),
        "top": len(run.results),
        "lines": lines,
    }


def _added_up(changes: list[tuple[float, int]], end: float) -> list[tuple[float, int]]:
    """Running totals of changes up to the end, thinned to what can be seen."""
    points, total = [(0.0, 0)], 0
    for seconds, change in sorted(changes):
        total += change
        points.append((round(min(seconds, end), 3), total))
    thinned = points[:: 1 + len(points) // CURVE_POINTS]
    return [*thinned, (round(end, 3), total)]


def _task(run: Run, id: str, steps: Steps) -> dict[str, Any]:
    """One task: its grids, its attempts with where they come from, and what was spent."""
    result = run.results[id]
    entry = result.entry
    truth = run.dataset.solution(id)
    found = zip(result.chosen(), result.confidences(), strict=True)
    attempts = [_attempts(run, id, index, chosen, chances, steps) for index, (chosen, chances) in enumerate(found)]
    tiers = result.tiers.values()
    return {
        "id": id,
        "status": result.status,
        "solved": None if truth is None else all(any(attempt["right"] for attempt in row) for row in attempts),
        "outputs": len(attempts),
        "seconds": round(sum(tier.seconds for tier in tiers), 3),
        "steps": sum(tier.steps for tier in tiers),
        "tiers": [number for number, tier in result.tiers.items() if tier.is_complete],
        "train": [[digits(pair.input), digits(pair.output)] for pair in entry.train],
        "test": [None if grid is None else digits(grid) for grid in entry.test],
        "truth": None if truth is None else [None if grid is None else digits(grid) for grid in truth],
        "attempts": attempts,
        "candidates": len(result.candidates()) if result.status in (FITTED, GUESS) else 0,
        "trouble": [
            *([entry.error] if entry.error else entry.left_out),
            *result.losses,
            *(error[-ERROR_CHARACTERS:] for error in result.errors),
        ],
    }


def _attempts(
    run: Run, id: str, index: int, chosen: Sequence[Candidate], chances: Sequence[float], steps: Steps
) -> list[dict[str, Any]]:
    """The two attempts handed in for one test input. An attempt that no candidate predicts is a fallback: family None.

    chances: how likely each of the chosen candidates is right.
    """
    found = []
    truth = run.dataset.solution(id)
    result = run.results[id]
    for name in ATTEMPT_NAMES:
        rows = run.submission[id][index][name]
        text = digits(rows)
        place = next(
            (
                place
                for place, one in enumerate(chosen)
                if (grid := result.prediction(one, index)) is not None and digits(grid) == text
            ),
            None,
        )
        attempt: dict[str, Any] = {"grid": text, "right": None, "family": None, "view": None}
        if truth is not None:
            wanted = truth[index]
            attempt["right"] = wanted is not None and text == digits(wanted)
        if place is not None:
            attempt |= _evidence(chosen[place], chances[place]) | {"steps": steps(id, index, chosen[place])}
        found.append(attempt)
    return found


def _evidence(candidate: Candidate, chance: float) -> dict[str, Any]:
    """Where an attempt comes from and why it is trusted. A number that is not finite becomes None."""
    return {
        "family": candidate.family,
        "view": candidate.view,
        "program": candidate.program,
        "words": list(_glossary(candidate.program).items()),
        "chance": _finite(chance),
        "cost": _finite(candidate.cost),
        "fits": candidate.fits,
        "demonstrations": candidate.demonstrations,
        "layers": candidate.layers,
        "left_out": candidate.left_out,
        "evidence": {name: _finite(value) for name, value in candidate.evidence.items()},
    }


def _glossary(program: str) -> dict[str, str]:
    """What the names in a program mean; {} without numba, where there are no ops and verbs."""
    try:
        from solver.report.words import glossary
    except ImportError:
        return {}
    return glossary(program)


def _stepper(run: Run) -> Steps:
    """What applies the rule of an attempt part by part; to nothing without numba, or once it has taken its time."""
    try:
        from solver.report.replay import rule_of
        from solver.report.steps import steps_of
    except ImportError:
        return lambda id, index, candidate: []
    until = time.monotonic() + STEP_SECONDS

    def steps(id: str, index: int, candidate: Candidate) -> list[dict[str, Any]]:
        task = run.dataset.entries[id].task
        if task is None or time.monotonic() > until:
            return []
        try:
            frame, rule = rule_of(task, candidate.view, candidate.program)
        except ValueError:  # cut short, or of another version
            return []
        place = len(frame.task.train) + (index if len(frame.task.test) == len(task.test) else 0)
        return [
            {
                "text": step.text,
                "made": step.words,
                "meaning": step.meaning,
                "grids": [[title, _drawn(grid)] for title, grid in step.grids[:STEP_GRIDS]],
            }
            for step in steps_of(rule, frame.task.inputs, place)[-STEPS:]
        ]

    return steps


def _drawn(grid: Grid) -> str:
    """A grid as one word, cells that are open as `_`."""
    return "/".join("".join(DIGITS[cell] for cell in row) for row in grid.tolist())


def _finite(number: float) -> float | None:
    return round(float(number), 4) if math.isfinite(number) else None
