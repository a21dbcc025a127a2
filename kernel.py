"""Tessera's competition script: hidden tasks in, a complete and legal submission out, whatever happens.

python kernel.py                                 the competition's tasks on Kaggle, else the sample tasks
python kernel.py FILE --time-limit 30m
python kernel.py --help
"""

import sys
from collections.abc import Sequence

from solver.running.stop import Stop


def main(arguments: Sequence[str] | None = None, program: str = "kernel.py") -> int:
    """Read, hand in guesses, solve, hand in, report. Returns the exit status. program: what --help calls it."""
    with Stop() as stop:  # From here on a signal ends the run in good order; everything else is imported after it.
        from solver.report import spoken
        from solver.report.log import keep_log
        from solver.report.progress import Progress
        from solver.report.resume import take_up
        from solver.running.machine import process_start
        from solver.running.options import InputError, check_switches, parse, read_input
        from solver.running.run import Run

        options = parse(arguments, program)
        try:
            options = check_switches(options)
            run = Run(read_input(options), options, process_start(), stop)
            if options.log is not None and options.resume and not take_up(options.log, run):
                spoken.warn(f"{options.log}: no log yet: starting from the beginning")
            run.reach(spoken.warn)
        except InputError as error:
            spoken.warn(str(error))
            return 2
        spoken.before(run)

        if not run.hand_in_anything():
            run.leave()
            return run.exit_status
        run.hand_in()
        log = keep_log(options, spoken.warn)
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
        spoken.after(run, log, arguments)
        return run.exit_status


if __name__ == "__main__":
    sys.exit(main())
