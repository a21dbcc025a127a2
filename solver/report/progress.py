"""Tells how far a run is: a live line on a terminal, one plain line per chunk of tasks elsewhere, as in a notebook log."""

from __future__ import annotations

import math
import os
import sys
import time
from typing import TextIO

from solver.running.run import Run

BAR_CELLS = (10, 24)  # on a screen of 80 columns, where time left and memory are worth more, and on a wide one
WIDE_COLUMNS = 110
EIGHTHS = "▏▎▍▌▋▊▉"
LIVE_SECONDS = 0.25
CHUNKS = 10  # per tier
QUIET_SECONDS = 60.0


def say(text: str, stream: TextIO | None = None, end: str = "\n") -> bool:
    """Print, and carry on when nobody listens any more. False once the stream is gone."""
    stream = sys.stdout if stream is None else stream
    try:
        print(text, file=stream, end=end, flush=True)
        return True
    except UnicodeEncodeError:
        return say(text.encode("ascii", "replace").decode(), stream, end)
    except (OSError, ValueError, AttributeError):
        _silence(stream)
        return False


def _silence(stream: TextIO | None) -> None:
    """Point a broken stream nowhere, so that Python does not fail on it again when it ends."""
    try:
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def duration(seconds: float) -> str:
    """Write seconds as 0:07, 12:30 or 11:30:00."""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


class Progress:
    """Shows a run on a stream: call it with the run as often as you like, and `close` it at the end."""

    def __init__(self, stream: TextIO | None = None, quiet: bool = False):
        self.stream = sys.stderr if stream is None else stream
        self.is_open = not quiet and self.stream is not None
        self.is_live = self.is_open and self.stream.isatty()
        self.shown_at = time.monotonic()
        self.shown: tuple[int, int] = (0, 0)
        self.width = 0

    def __call__(self, run: Run) -> None:
        """Show the state of the run if it is time to."""
        now = time.monotonic()
        if not self.is_open or now - self.shown_at < LIVE_SECONDS:
            return
        if self.is_live:
            self.shown_at = now
            self._show_live(run)
            return
        chunk = state_chunk(run)
        if (chunk != self.shown and 0 < chunk[1] < CHUNKS) or now - self.shown_at > QUIET_SECONDS:
            self.shown_at, self.shown = now, chunk
            self.is_open = say(line(run), self.stream)

    def close(self, run: Run) -> None:
        """Show the last state in the log, or leave the terminal clean for what is printed next."""
        if self.is_open and self.is_live:
            say("\r" + " " * self.width + "\r", self.stream, end="")
        elif self.is_open and run.done.total():
            say(line(run), self.stream)

    def _show_live(self, run: Run) -> None:
        try:
            columns = os.get_terminal_size(self.stream.fileno()).columns
        except (OSError, ValueError):
            columns = 80
        parts = [
            (0, bar(_share(run), "utf" in (self.stream.encoding or "").lower(), BAR_CELLS[columns >= WIDE_COLUMNS])),
            *state(run),
        ]
        text = fitted(parts, columns - 1)
        self.is_open = say("\r" + text.ljust(self.width), self.stream, end="")
        self.width = len(text)


def bar(share: float, is_unicode: bool, cells: int) -> str:
    """A bar that is filled to a share of it; by eighths of a character where the terminal can."""
    eighths = int(8 * cells * min(1.0, max(0.0, share)))
    if not is_unicode:
        return "#" * (eighths // 8) + "." * (cells - eighths // 8)
    full = "█" * (eighths // 8) + ("", *EIGHTHS)[eighths % 8]
    return full.ljust(cells, "·")


def fitted(parts: list[tuple[int, str]], columns: int) -> str:
    """Join what is to be told, leaving out the least important (the highest number) until it fits."""
    left = list(parts)
    while True:
        text = " | ".join(words for _, words in left)
        if len(text) <= columns or len(left) == 1:
            return text[:columns]
        left.remove(max(left, key=lambda part: part[0]))


def state_chunk(run: Run) -> tuple[int, int]:
    """Which chunk of which tier the run has reached; a line is due when it changes."""
    tier = _tier(run)
    return tier, run.done[tier] * CHUNKS // max(1, len(run.tasks))


def line(run: Run) -> str:
    """Say in one line how far the run is."""
    return " | ".join(words for _, words in state(run))


def state(run: Run) -> list[tuple[int, str]]:
    """What there is to say of a run, each with how important it is: 0 the most."""
    now = time.monotonic()
    parts = []
    done, total = run.compiled
    if not run.done and done < total:
        parts.append((1, f"compiling {done}/{total}"))
    else:
        tier = _tier(run)
        parts.append((1, f"tier {tier}: {run.done[tier]}/{len(run.tasks)} tasks"))
        parts.append((7, f"{run.found} candidates, {len(run.fitted)} tasks fitted"))
        if run.dataset.solutions is not None:
            parts.append((2, f"{run.solved_count()} solved"))
        losses = sum(len(result.losses) for result in run.results.values())
        if losses:
            parts.append((5, f"{losses} workers lost"))
    parts.append((6, f"{duration(now - run.started)} used"))
    if math.isfinite(run.deadline):
        parts.append((3, f"{duration(run.deadline - now)} left"))
    elif (left := _seconds_left(run, now)) is not None:
        parts.append((3, f"about {duration(left)} left"))
    if run.memory:
        parts.append((4, f"{run.memory / 1e9:.1f} GB"))
    return parts


def _share(run: Run) -> float:
    """How much of the work at hand is done: of compiling, or of the tasks of this tier."""
    done, total = run.compiled
    if not run.done and done < total:
        return done / total
    return run.done[_tier(run)] / max(1, len(run.tasks))


def _tier(run: Run) -> int:
    """The tier whose tasks come in now: the first that is not complete."""
    numbers = [tier.number for tier in run.options.tiers]
    return next((number for number in numbers if run.done[number] < len(run.tasks)), numbers[-1])


def _seconds_left(run: Run, now: float) -> float | None:
    """Expect the rest to cost per step what the jobs so far did; None when there are too few."""
    here = {tier.number: run.done[tier.number] - run.resumed[tier.number] for tier in run.options.tiers}
    spent = sum(tier.steps * here[tier.number] for tier in run.options.tiers)
    total = sum(tier.steps * (len(run.tasks) - run.resumed[tier.number]) for tier in run.options.tiers)
    if run.solving_since is None or sum(here.values()) < 2 * run.workers:
        return None
    return (now - run.solving_since) * (total - spent) / spent
