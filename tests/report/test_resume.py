"""A run that was interrupted goes on from its log, and ends with the bytes of one that was not."""

import json
import os
import re
import shlex
import signal
import sys
import time

import pytest

from solver.budget import TIERS
from solver.choice.shortlist import to_plain
from solver.report.log import LogFile
from solver.report.progress import line
from solver.report.resume import command_to_resume, take_up
from solver.running.job import CANDIDATE, RECORD, STEPS, Job
from solver.running.options import parse, read_input
from solver.running.pool import LOST, Event
from solver.running.run import Run
from solver.running.worker import DONE
from tests.processes import COMPILING, KERNEL, ROOT, log_lines, run, start, until, workers, write_tasks
from tests.told import candidate

SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"
STEPS_EACH = 300_000
RECORDED = {"family": "f", "view": "literal", "seconds": 0.5, "steps": 9, "candidates": 1, "full_fits": 1, "error": None}


@pytest.fixture
def make_run(tmp_path):
    def make(*arguments, ids=("a", "b", "c", "d")):
        tasks = write_tasks(tmp_path / "tasks.json", ids)
        given = ["--input", str(tasks), "--output", str(tmp_path), "--workers", "2", "--effort", "2", *arguments]
        options = parse([*given, "--log", str(tmp_path / "run.jsonl"), "--resume"])
        return Run(read_input(options), options, 0.0)

    return make


def tell(run, index, tier, is_cut=False, end=(DONE, 0.5, 1000), found=()):
    """Let the run hear of one job, from its beginning to its end."""
    job = Job(index, tier, TIERS[tier - 1].steps, 0.0)
    run.waiting.remove((index, TIERS[tier - 1]))
    run.waiting.appendleft((index, TIERS[tier - 1]))
    run._give(type("Pool", (), {"give": lambda *_: None}))
    for kind, *payload in [
        *((CANDIDATE, to_plain(one, 1)) for one in found),
        (RECORD, dict(RECORDED)),
        (STEPS, 7, is_cut),
        end,
    ]:
        run._take(Event(kind, tuple(job), tuple(payload)))


def test_only_unfinished_tiers_are_run_again(make_run, tmp_path):
    first = make_run()
    tell(first, 0, 1, found=[candidate(1, 3.0), candidate(2, 4.0, evidence={"share": 0.5}), candidate(1, 2.0, "other")])
    tell(first, 0, 2)
    tell(first, 1, 1, is_cut=True, found=[candidate(4)])
    tell(first, 2, 1, end=(LOST, "crashed(9)", 0.5, 1000))
    first.hand_in()
    assert LogFile(tmp_path / "run.jsonl").write(first)
    second = make_run()
    assert take_up(tmp_path / "run.jsonl", second)
    assert [(index, tier.number) for index, tier in second.waiting] == [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2)]
    assert second.done == {1: 1, 2: 1} and second.fitted == {"a", "b"} and second.found == 4
    assert second.results["c"].losses == ["crashed(9)"] and second.results["a"].tiers[1].records == [RECORDED]
    second.hand_in()
    assert second.submission == first.submission
    for id in first.results:
        assert repr(second.results[id].candidates()) == repr(first.results[id].candidates())
    assert "tier 1: 1/4 tasks" in line(second)
    tell(second, 1, 1, found=[candidate(5)])
    assert [one.key(0) for one in second.results["b"].candidates()] == [candidate(5).key(0)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--effort", "1"], "effort"),
        (["--seed", "7"], "seed"),
        (["--disable", "cell"], "switched off"),
        (["--only", "a,b"], "data"),
        (["--shard", "1/2", "--log", "run.1-of-2.jsonl"], "data"),
    ],
)
def test_a_log_of_another_run_is_refused(make_run, tmp_path, arguments, words, capsys, monkeypatch):
    import kernel

    monkeypatch.chdir(tmp_path)
    first = make_run()
    for name in ("run.jsonl", "run.1-of-2.jsonl"):
        LogFile(tmp_path / name).write(first)
    before = (tmp_path / "run.jsonl").read_bytes()
    given = ["--input", str(tmp_path / "tasks.json"), "--output", str(tmp_path), "--log", str(tmp_path / "run.jsonl")]
    assert kernel.main([*given, "--effort", "2", *arguments, "--resume"]) == 2
    error = capsys.readouterr().err
    assert "--resume expects the log of an equal run" in error and words in error
    assert not (tmp_path / "submission.json").exists() and (tmp_path / "run.jsonl").read_bytes() == before


def test_a_log_of_other_code_or_of_nothing_is_refused(make_run, tmp_path, capsys):
    import kernel

    LogFile(tmp_path / "run.jsonl").write(make_run())
    header, *lines = (tmp_path / "run.jsonl").read_text().splitlines(keepends=True)
    given = ["--input", str(tmp_path / "tasks.json"), "--output", str(tmp_path), "--log", str(tmp_path / "run.jsonl")]
    for text, words in (
        (json.dumps(json.loads(header) | {"code": "other"}) + "\n" + "".join(lines), "code version"),
        (header + "".join(lines).replace('"work"', '"play"'), "expected a run log of this version"),
        (header + "".join(lines)[:-9], "expected JSON"),
        ("", "empty file"),
    ):
        (tmp_path / "run.jsonl").write_text(text)
        assert kernel.main([*given, "--effort", "2", "--resume"]) == 2
        assert words in capsys.readouterr().err


def test_resume_needs_a_log(capsys):
    with pytest.raises(SystemExit):
        parse(["--resume"])
    assert "--resume: expected --log PATH" in capsys.readouterr().err


def test_the_log_keeps_up_with_the_run(make_run, tmp_path):
    run, log = make_run(), LogFile(tmp_path / "run.jsonl")
    log.keep_up(run)
    assert not (tmp_path / "run.jsonl").exists()
    log.due = time.monotonic()
    tell(run, 0, 1, found=[candidate()])
    log.keep_up(run)
    assert log_lines(tmp_path / "run.jsonl")[1]["a"]["status"] == "fitted"
    assert log.due > time.monotonic() + 5


@pytest.mark.parametrize("has_log", [True, False])
def test_an_interrupted_run_says_how_to_go_on(tmp_path, has_log):
    ids = ",".join(list(json.loads(SAMPLE.read_text()))[:6])
    log = ("--log", tmp_path / "my run.jsonl") if has_log else ()
    process = start(KERNEL, SAMPLE, "--only", ids, "--effort", 4, "--output", tmp_path / "out.json", *log)
    until(lambda: workers(process) or process.poll() is not None, COMPILING)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=COMPILING)
    assert process.returncode == 130
    first, second = err.splitlines()[-2:]
    assert first.startswith(f"interrupted (SIGINT): {tmp_path / 'out.json'} is complete and legal: ")
    assert re.search(r": [0-6] of 6 tasks are finished", first)
    if not has_log:
        assert "--log run.jsonl" in second and "--resume" in second
        return
    command = shlex.split(second.removeprefix("go on where it ended: "))
    assert command == [*map(str, (sys.executable, *KERNEL, SAMPLE, "--only", ids, "--effort", 4)), *command[-5:]]
    again = run(tuple(command[1:]), "--time-limit", "20s", "--quiet")
    assert again.returncode == 0 and "no log yet" not in again.err, again.err


def test_the_command_that_goes_on_is_the_one_that_was_typed(monkeypatch):
    monkeypatch.setattr(sys, "orig_argv", ["python3", "kernel.py", "my tasks.json", "--log", "a"])
    assert command_to_resume(None) == command_to_resume(["my tasks.json", "--log", "a"])
    assert command_to_resume(None) == "python3 kernel.py 'my tasks.json' --log a --resume"
    assert command_to_resume(["b", "--resume"]) == "python kernel.py b --resume"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_interrupted_and_resumed_is_as_good_as_never_interrupted(tmp_path, number):
    """Stopped half way, or killed with the log of a moment before; then resumed."""
    ids = ",".join(list(json.loads(SAMPLE.read_text()))[:12])
    common = ("--input", SAMPLE, "--only", ids, "--effort", STEPS_EACH, "--workers", 2, "--quiet")
    whole = run(KERNEL, *common, "--output", tmp_path / "whole.json", "--log", tmp_path / "whole.jsonl")
    assert whole.returncode == 0, whole.err
    log, output = tmp_path / "part.jsonl", tmp_path / "part.json"
    arguments = (*common, "--output", output, "--log", log)
    if number == signal.SIGTERM:
        process = start(KERNEL, *arguments)
        until(lambda: workers(process) or process.poll() is not None, COMPILING)
        time.sleep(1)
        os.kill(process.pid, number)
        process.communicate()
    else:  # What a killed run leaves: the log as it was, here with every other task.
        header, *lines = (tmp_path / "whole.jsonl").read_text().splitlines()
        kept = [
            json.loads(line) | ({} if index % 2 else {"work": [], "families": [], "candidates": [], "tiers": []})
            for index, line in enumerate(lines)
        ]
        log.write_text("\n".join([header, *map(json.dumps, kept)]) + "\n")
    finished = {id for id, line in log_lines(log)[1].items() if line["tiers"]}
    again = run(KERNEL, *arguments, "--resume")
    assert again.returncode == 0, again.err
    assert output.read_bytes() == (tmp_path / "whole.json").read_bytes()
    ours, theirs = (log_lines(path)[1] for path in (log, tmp_path / "whole.jsonl"))
    same = ("id", "status", "tiers", "steps", "candidates")
    assert [[line[name] for name in same] for line in ours.values()] == [
        [line[name] for name in same] for line in theirs.values()
    ]
    if number == signal.SIGKILL:
        assert len(finished) == 6
    nothing_left = run(KERNEL, *arguments, "--resume")
    assert nothing_left.returncode == 0 and output.read_bytes() == (tmp_path / "whole.json").read_bytes()
