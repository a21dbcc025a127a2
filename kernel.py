"""Tessera's competition script: hidden tasks in, a complete and legal submission out, whatever happens.

python kernel.py                                 the competition's tasks on Kaggle, else the sample tasks
python kernel.py FILE --time-limit 30m
python kernel.py --help
"""

import sys
from collections.abc import Sequence

from solver.stop import Stop


def main(arguments: Sequence[str] | None = None, program: str = "kernel.py") -> int:
    """Read, hand in guesses, solve, hand in, report. Returns the exit status. program: what --help calls it."""
    with Stop() as stop:  # From here on a signal ends the run in good order; everything else is imported after it.
        from solver.machine import process_start
        from solver.options import InputError, check_switches, parse, read_input
        from solver.report.log import keep_log, no_place
        from solver.report.page import why_not, write_report
        from solver.report.progress import Progress, say
        from solver.report.resume import how_to_go_on, take_up
        from solver.report.table import closing_table, score_lines
        from solver.run import Run

        def warn(text: str) -> None:
            say(text, sys.stderr)

        options = parse(arguments, program)
        try:
            options = check_switches(options)
            run = Run(read_input(options), options, process_start(), stop)
            if options.log is not None and options.resume and not take_up(options.log, run):
                warn(f"{options.log}: no log yet: starting from the beginning")
            run.reach(warn)
        except InputError as error:
            warn(str(error))
            return 2
        for note in run.dataset.notes:
            say(note, sys.stderr)
        for warning in run.dataset.warnings:
            warn(f"warning: {warning}")
        for path in filter(None, (options.log, options.report)):
            if reason := no_place(path) or (why_not() if path == options.report else None):
                warn(f"warning: {path}: will not be written: {reason}")

        if not run.hand_in_anything():
            run.leave()
            return run.exit_status
        run.hand_in()
        log = keep_log(options, warn)
        progress = Progress(quiet=options.quiet)

        def show(run: Run) -> None:
            progress(run)
            if log is not None:
                log.keep_up(run)

        try:
            run.solve(show)
        finally:
            run.hand_in()
        progress.close(run)

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
        if stop.is_requested:
            warn(how_to_go_on(run, arguments, is_logged))
        return run.exit_status


if __name__ == "__main__":
    sys.exit(main())
