"""Tessera's competition script: hidden tasks in, a complete and legal submission out, whatever happens.

python kernel.py                                 the competition's tasks on Kaggle, else the sample tasks
python kernel.py --input FILE --time-limit 30m
python kernel.py --help
"""

import sys
from collections.abc import Sequence

from solver.stop import Stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, hand in guesses, solve, hand in, report. Returns the exit status."""
    with Stop() as stop:  # From here on a signal ends the run in good order; everything else is imported after it.
        from solver.machine import process_start
        from solver.options import InputError, check_switches, parse, read_input
        from solver.report.log import LogFile, no_place
        from solver.report.page import why_not, write_report
        from solver.report.progress import Progress, say
        from solver.report.resume import take_up
        from solver.report.table import closing_table, score_lines
        from solver.run import Run

        options = parse(arguments)
        try:
            options = check_switches(options)
            run = Run(read_input(options), options, process_start(), stop)
            if options.log is not None and options.resume and not take_up(options.log, run):
                say(f"{options.log}: no log yet: starting from the beginning", sys.stderr)
        except InputError as error:
            say(str(error), sys.stderr)
            return 2
        for note in () if options.quiet else run.dataset.notes:
            say(note, sys.stderr)
        for warning in run.dataset.warnings:
            say(f"warning: {warning}", sys.stderr)
        for path in filter(None, (options.log, options.report)):
            if reason := no_place(path) or (why_not() if path == options.report else None):
                say(f"warning: {path}: will not be written: {reason}", sys.stderr)

        if not run.hand_in_anything():
            return run.exit_status
        run.hand_in()
        progress = Progress(quiet=options.quiet)
        log = None if options.log is None else LogFile(options.log)

        def show(run: Run) -> None:
            progress(run)
            if log is not None:
                log.keep_up(run)

        try:
            run.solve(show)
        finally:
            run.hand_in()
        progress.close(run)

        if log is not None and not log.write(run):
            say(f"{options.log}: not written", sys.stderr)
        if options.report is not None and (reason := write_report(options.report, run)):
            say(f"{options.report}: not written: {reason}", sys.stderr)
        if told := score_lines(run) if options.quiet else closing_table(run):
            say(told)
        return run.exit_status


if __name__ == "__main__":
    sys.exit(main())
