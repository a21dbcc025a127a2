"""What a run says before its work and after it: odd input, files that cannot be written, the closing table, how to go on."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from solver.report.log import LogFile, no_place
from solver.report.page import why_not, write_report
from solver.report.progress import say
from solver.report.resume import how_to_go_on
from solver.report.table import closing_table, score_lines
from solver.running.run import Run


def warn(text: str) -> None:
    """Say something on stderr."""
    say(text, sys.stderr)


def before(run: Run) -> None:
    """Say what is noteworthy about the input, and which of the files that are asked for will not be written."""
    options = run.options
    for note in () if options.quiet else run.dataset.notes:
        warn(note)
    for warning in run.dataset.warnings:
        warn(f"warning: {warning}")
    for path in filter(None, (options.log, options.report)):
        if reason := no_place(path) or (why_not() if path == options.report else None):
            warn(f"warning: {path}: will not be written: {reason}")


def after(run: Run, log: LogFile | None, arguments: Sequence[str] | None) -> None:
    """Write log and report a last time and say what came of the run. arguments: the run's, None for the program's."""
    options = run.options
    is_logged = log is not None and log.write(run)
    if log is not None and not is_logged:
        warn(f"{options.log}: not written")
    reason = None if options.report is None else write_report(options.report, run)
    if reason:
        warn(f"{options.report}: not written: {reason}")
    if told := score_lines(run) if options.quiet else closing_table(run):
        say(told)
    if options.report is not None and not reason and not options.quiet:
        say(f"report: {options.report.resolve()}")
    if run.stop is not None and run.stop.is_requested:
        warn(how_to_go_on(run, arguments, is_logged))
