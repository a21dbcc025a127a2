"""The parts of a run without processes: options, shortlist, task results, the schedule, what is shown and logged."""

import io
import itertools
import json
import math
import random
import re
import time

import numpy as np
import pytest

from solver import options as options_module
from solver.budget import TIERS
from solver.candidate import Candidate, badness
from solver.dataset import read
from solver.entry import InputError
from solver.job import CANDIDATE, RECORD, RUNNING, STEPS, Job
from solver.options import Options, check_switches, parse, read_input, seconds, size, tiers_for
from solver.pool import LOST, PRESSURE, Event
from solver.portfolio import FAMILIES, unknown_switches
from solver.report.log import LogFile
from solver.report.progress import Progress, bar, duration, fitted, line, say, state
from solver.report.table import closing_table
from solver.result import TaskResult, TierResult
from solver.run import Run
from solver.shortlist import FAMILY_LIMIT, PREDICTION_LIMIT, Shortlist, from_plain, plain, to_plain
from solver.worker import BEAT, DONE, Heartbeat
from tests.processes import ROOT, write_tasks


def candidate(color=1, cost=5.0, family="family", fits=2, **others):
    fields = {"program": "program", "demonstrations": 2, "view": "literal"} | others
    return Candidate(predictions=(np.full((2, 2), color, np.uint8),), family=family, cost=cost, fits=fits, **fields)


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """A root for what Kaggle mounts; nothing is there yet."""
    monkeypatch.setattr(options_module, "KAGGLE", tmp_path / "kaggle")
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)
    return tmp_path / "kaggle"


@pytest.fixture
def make_run(tmp_path):
    def make(*arguments, ids=("a", "b"), test_count=1):
        tasks = write_tasks(tmp_path / "tasks.json", ids, test_count)
        options = parse(["--input", str(tasks), "--output", str(tmp_path), "--workers", "2", *arguments])
        return Run(read_input(options), options, 0.0)

    return make


class Fed:
    """Stands in for a pool: remembers what it was given."""

    def __init__(self):
        self.jobs = []

    def give(self, job, step_limit, deadline):
        self.jobs.append(Job(*job))


@pytest.mark.parametrize(
    ("text", "expected"), [("90", 90), ("90s", 90), ("30m", 1800), ("11.5h", 41400), (".5 s", 0.5), ("0", 0)]
)
def test_durations(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("536870912", 1 << 29), ("1GB", 10**9), ("1024MB", 1024 * 10**6), ("1.5GiB", 3 << 29)]
)
def test_sizes(text, expected):
    assert size(text) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--time-limit", "soon"],
        ["--time-limit=-3s"],
        ["--time-limit", "nan"],
        ["--memory-limit", "1XB"],
        ["--memory-limit", "1MB"],
        ["--effort", "5"],
        ["--effort", "0"],
        ["--workers", "0"],
        ["--only", ","],
        ["--seed", "x"],
        ["--data", "arc3"],
        ["--input", "a", "--data", "arc1-training"],
        ["--effor", "1"],
        ["surprise"],
    ],
)
def test_unusable_arguments_are_echoed(arguments, capsys):
    with pytest.raises(SystemExit) as exit:
        parse(arguments)
    assert exit.value.code == 2
    assert arguments[-1].rpartition("=")[2] in capsys.readouterr().err or len(arguments) == 4


def test_help_fits_a_screen(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as exit:
        parse(["--help"])
    text = capsys.readouterr().out
    assert exit.value.code == 0
    assert len(text.splitlines()) <= 40
    for option in Options.__dataclass_fields__:
        assert option == "tiers" or f"--{option.replace('_', '-')}" in text


def test_tiers_follow_the_effort():
    numbers = {effort: [tier.number for tier in tiers_for(effort, False)] for effort in (None, 1, 2, 3, 4)}
    assert numbers == {None: [1, 2], 1: [1], 2: [1, 2], 3: [1, 3], 4: [1, 4]}
    assert tiers_for(None, True) == TIERS
    assert [tier.steps for tier in tiers_for(5000, False)] == [5000]
    assert [tier.steps for tier in tiers_for(10**12, False)] == [TIERS[0].steps, 10**12]
    for steps in (tier.steps + more for tier in TIERS for more in (-1, 0, 1)):
        numbers = [tier.number for tier in tiers_for(steps, False)]
        assert len(set(numbers)) == len(numbers)


def test_defaults_here(kaggle, monkeypatch):
    monkeypatch.setattr(options_module, "usable_cores", lambda: 3)
    options = parse([])
    assert options.workers == 3 and options.output.name == "" and options.time_limit == math.inf
    dataset = read_input(options)
    assert dataset.label == "sample" and dataset.solutions is not None


FOLDERS = ("input/competitions/arc-prize-2026-arc-agi-2", "input/arc-prize-2025", "input/arc-prize-2024", "input/other")


@pytest.mark.parametrize("rerun", [None, "1"])
@pytest.mark.parametrize("separator", ["_", "-"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_fault_36_defaults_on_kaggle(kaggle, monkeypatch, folder, separator, rerun):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    if rerun:
        monkeypatch.setenv("KAGGLE_IS_COMPETITION_RERUN", rerun)
    (kaggle / folder).mkdir(parents=True)
    (kaggle / "working").mkdir()
    write_tasks(kaggle / folder / f"arc{separator}agi{separator}test{separator}challenges.json", ["a"])
    options = parse([])
    assert options.output == kaggle / "working"
    assert options.time_limit == 11.5 * 3600 and options.tiers == TIERS
    assert list(read_input(options).entries) == ["a"]


def test_fault_36_nothing_on_kaggle(kaggle, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    with pytest.raises(InputError, match="arc-agi_test_challenges"):
        read_input(parse([]))


def test_only_names_what_is_unknown(tmp_path):
    tasks = write_tasks(tmp_path / "tasks.json", ["a", "b"])
    assert list(read_input(parse(["--input", str(tasks), "--only", "b"])).entries) == ["b"]
    with pytest.raises(InputError, match="nope"):
        read_input(parse(["--input", str(tasks), "--only", "b,nope"]))


def test_every_switch_of_the_search_is_known():
    found = set()
    for path in (ROOT / "solver").rglob("*.py"):
        found |= set(re.findall(r'"(\w+)" (?:not )?in (?:self\.)?budget\.disabled', path.read_text(encoding="utf-8")))
    assert found and unknown_switches(found) == []
    assert unknown_switches(["flip_rows", "literal", "search", "peel_tile", "nope"]) == ["nope"]


def test_disable_names_what_is_unknown():
    with pytest.raises(InputError, match="nope"):
        check_switches(parse(["--disable", "search,nope"]))


def test_only_some_families():
    options = check_switches(parse(["--only-families", "cell,growth", "--disable", "colors"]))
    assert options.disable == {row.name for row in FAMILIES} - {"cell", "growth"} | {"colors"}
    with pytest.raises(InputError, match=r"--only-families: expected .*, found cel; near: cell"):
        check_switches(parse(["--only-families", "growth,cel"]))


def test_shortlist_is_bounded_and_keeps_the_best():
    found = [
        candidate(color, cost, f"family{number}", fits)
        for color, cost, number, fits in itertools.product(range(10), (1.0, 2.0, 3.0), range(6), (1, 2))
    ]
    found += [candidate(3, 9.0), Candidate((np.zeros((3, 3), np.uint8),), "best", "p", 0.5, 2, 2)]
    random.Random(1).shuffle(found)
    shortlist = Shortlist()
    for one in found * 50:
        shortlist.add(one)
    assert len(shortlist) <= PREDICTION_LIMIT
    assert len(list(shortlist)) <= PREDICTION_LIMIT * FAMILY_LIMIT
    assert min(map(badness, shortlist)) == min(map(badness, found))
    again = Shortlist()
    kept = [again.add(one) for one in found * 50]
    assert list(map(badness, again)) == list(map(badness, shortlist))
    # What was not kept changes nothing: a parent that hears only of what was kept has the same list.
    heard = Shortlist()
    for one, is_kept in zip(found * 50, kept, strict=True):
        if is_kept:
            heard.add(one)
    assert list(map(badness, heard)) == list(map(badness, again))


def test_candidates_survive_being_plain():
    one = candidate(cost=np.float32(2.5), fits=np.int64(2), evidence={"share": np.float64(0.5)}, left_out=np.int8(1))
    two = from_plain(to_plain(one, 1))
    assert (two.predictions[0] == one.predictions[0]).all()
    assert (two.cost, two.fits, two.evidence, two.left_out) == (2.5, 2, {"share": 0.5}, 1)
    assert json.dumps([two.cost, two.fits, two.evidence])


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, np.zeros(2)])
def test_objects_are_not_plain(value):
    with pytest.raises(TypeError, match="expected"):
        plain({"a": [value]})


@pytest.mark.parametrize("others", [{"cost": math.nan}, {"cost": math.inf}, {"predictions": ()}])
def test_impossible_candidates_are_refused(others):
    fields = {
        name: getattr(candidate(), name) for name in ("predictions", "family", "program", "cost", "fits", "demonstrations")
    }
    with pytest.raises(ValueError, match="expected"):
        to_plain(Candidate(**fields | others), 1)


def feed(run, job, *events):
    for kind, *payload in events:
        run._take(Event(kind, tuple(job), tuple(payload)))


def test_every_task_gets_the_cheap_tier_first(make_run):
    run, pool = make_run("--effort", "3"), Fed()
    assert run._give(pool) and run._give(pool)
    assert not run._give(pool), "both tasks are at work"
    for job in pool.jobs[:2]:
        feed(run, job, (STEPS, 1, False), (DONE, 0.1, 5))
        assert run._give(pool)
    assert [(job.task, job.tier) for job in pool.jobs] == [(0, 1), (1, 1), (0, 3), (1, 3)]


@pytest.mark.parametrize("switches", [(), ("--disable", "when_sure")])
def test_a_task_with_a_sure_answer_gets_no_further_tier(make_run, switches):
    """Two families and two views agree on a cheap rule for task 0; nothing is known of task 1."""
    run, pool = make_run("--effort", "3", *switches), Fed()
    assert run._give(pool) and run._give(pool)
    told = [(CANDIDATE, to_plain(candidate(family=name, view=view), 1)) for name in "xyz" for view in "vw"]
    feed(run, pool.jobs[0], *told, (STEPS, 1, False), (DONE, 0.1, 5))
    feed(run, pool.jobs[1], (STEPS, 1, False), (DONE, 0.1, 5))
    while run._give(pool):
        pass
    assert [(job.task, job.tier) for job in pool.jobs[2:]] == ([(0, 3), (1, 3)] if switches else [(1, 3)])
    assert run.done == ({1: 2} if switches else {1: 2, 3: 1})


def test_a_tier_that_was_cut_short_makes_nothing_sure(make_run):
    run, pool = make_run("--effort", "3", ids=["a"]), Fed()
    run._give(pool)
    told = [(CANDIDATE, to_plain(candidate(family=name, view=view), 1)) for name in "xyz" for view in "vw"]
    feed(run, pool.jobs[0], *told, (STEPS, 1, True), (DONE, 0.1, 5))
    assert run._give(pool) and pool.jobs[1].tier == 3


def test_under_a_time_limit_tasks_share_the_time(make_run, monkeypatch):
    run, pool = make_run("--time-limit", "100", ids=[f"t{index}" for index in range(10)]), Fed()
    monkeypatch.setattr("solver.run.time.monotonic", lambda: 0.0)
    for _ in range(10):
        run._give(pool)
    shares = [job.deadline for job in pool.jobs]
    assert shares[0] == pytest.approx(100 * 2 / 10)
    assert all(share <= 100 for share in shares) and shares == sorted(shares)


def test_order_of_arrival_does_not_matter(make_run):
    """Workers tell in any order; candidates depend on tasks and tiers."""
    one, two = make_run("--effort", "2"), make_run("--effort", "2")
    told = {
        (task, tier): [(CANDIDATE, to_plain(candidate(tier + task, cost), 1)) for cost in (7.0, 5.0)] + [(DONE, 0.1, 5)]
        for task in (0, 1)
        for tier in (1, 2)
    }
    for run, order in ((one, (0, 1)), (two, (1, 0))):
        for tier in (1, 2):
            assert run._give(Fed()) and run._give(Fed())
            for task in order:
                feed(run, Job(task, tier, 10, 0.0), *told[task, tier])
        run.hand_in()
    assert one.submission == two.submission


def test_a_lost_worker_keeps_the_best_so_far(make_run):
    run = make_run("--effort", "1")
    run._give(Fed())
    feed(
        run, Job(0, 1, 10, 0.0), (CANDIDATE, to_plain(candidate(), 1)), (RUNNING, "fits", "flipped"), (LOST, "timeout", 1.0, 7)
    )
    result = run.results["a"]
    assert result.status == "fitted" and result.losses == ["timeout"]
    assert result.tiers[1].records[-1]["family"] == "fits" and result.tiers[1].peak_bytes == 7
    run.hand_in()
    assert run.submission["a"][0]["attempt_1"] == [[1, 1], [1, 1]]
    assert run.exit_status == 0


def test_fault_08_a_job_killed_for_the_machine_is_tried_once_more(make_run):
    run, pool = make_run("--effort", "1"), Fed()
    run._give(pool)
    waiting = len(run.waiting)
    feed(run, pool.jobs[0], (LOST, PRESSURE, 1.0, 7))
    assert len(run.waiting) == waiting + 1 and run.results["a"].losses == []
    run.waiting.rotate(1)
    run._give(pool)
    feed(run, pool.jobs[1], (LOST, PRESSURE, 1.0, 7))
    assert run.results["a"].losses == ["memory"] and run.results["a"].status == "memory"


def test_fault_09_the_parent_does_not_grow_with_what_it_is_told(make_run):
    run = make_run("--effort", "1", test_count=1)
    run._give(Fed())
    for number in range(3000):
        grid = np.frombuffer(number.to_bytes(4, "big"), np.uint8).reshape(2, 2) % 10
        one = Candidate((np.ascontiguousarray(grid),), f"family{number % 7}", "p", number % 11, 2, 2)
        feed(run, Job(0, 1, 10, 0.0), (CANDIDATE, to_plain(one, 1)))
    assert len(run.results["a"].candidates()) <= PREDICTION_LIMIT * FAMILY_LIMIT


STATUSES = [
    ({}, "skipped-deadline"),
    ({"is_complete": True}, "fallback"),
    ({"lost": "crashed(11)"}, "crashed(11)"),
    ({"is_complete": True, "records": [{"error": "Traceback"}]}, "error"),
]


@pytest.mark.parametrize(("fields", "status"), STATUSES)
def test_status_without_candidates(make_run, fields, status):
    entry = make_run().dataset.entries["a"]
    assert TaskResult(entry, {1: TierResult(**fields)}).status == status


def test_status_with_candidates_and_of_malformed_tasks(make_run, tmp_path):
    entry = make_run().dataset.entries["a"]
    for fits, status in ((2, "fitted"), (1, "guess")):
        tier = TierResult(lost="timeout")
        tier.shortlist.add(candidate(fits=fits))
        assert TaskResult(entry, {1: tier}).status == status
    (tmp_path / "bad.json").write_text(json.dumps({"a": json.loads((tmp_path / "tasks.json").read_text())["a"], "b": {}}))
    assert TaskResult(read(tmp_path / "bad.json").entries["b"]).status == "invalid-input"


def test_a_heartbeat_tells_steps_now_and_then():
    told = []
    beat = Heartbeat(told.append, lambda: 17)
    first = beat()
    assert told == [] and first <= beat()
    beat.last -= 10
    beat()
    beat()
    assert told == [(BEAT, 17)]


@pytest.fixture
def told_run(make_run):
    """A run in which one task was solved and one lost, with known solutions."""
    run = make_run("--effort", "1")
    run.dataset.solutions = {id: [np.full((2, 2), 1, np.uint8)] for id in run.results}
    for _ in range(2):
        run._give(Fed())
    record = {
        "family": "family",
        "view": "literal",
        "seconds": 0.25,
        "steps": 5,
        "candidates": 1,
        "full_fits": 1,
        "error": None,
    }
    one = to_plain(candidate(), 1)
    feed(
        run,
        Job(0, 1, 10, 0.0),
        (RUNNING, "family", "literal"),
        (CANDIDATE, one),
        (RECORD, record),
        (STEPS, 5, False),
        (DONE, 0.5, 1000),
    )
    feed(run, Job(1, 1, 10, 0.0), (RUNNING, "other", "literal"), (LOST, "crashed(9)", 0.5, 2000))
    run.hand_in()
    return run


def test_the_closing_table_tells_what_happened(told_run):
    text = closing_table(told_run)
    rows = [line.split() for line in text.splitlines() if line]
    assert ["family", "view", "fitted", "chosen", "solved", "CPU", "s", "errors"] in rows
    assert ["family", "literal", "1", "1", "1", "0.2", "-"] in rows
    assert ["family", "1", "0"] in rows
    assert "worker lost: crashed(9)" in text and "1 crashed(9)" in text
    assert "files solved at 1 attempt: 1/2 tasks, 1/2 outputs" in text
    assert "0.50 CPU-seconds per test input" in text
    assert max(map(len, text.splitlines())) <= 120
    assert told_run.exit_status == 3


def test_a_log_that_cannot_be_written_says_so(told_run, tmp_path):
    (tmp_path / "plain").write_text("")
    assert not LogFile(tmp_path / "plain" / "run.jsonl").write(told_run)
    assert not LogFile(tmp_path / "absent" / "run.jsonl").write(told_run)


def test_the_log_has_one_line_per_task(told_run, tmp_path):
    assert LogFile(tmp_path / "run.jsonl").write(told_run)
    text = (tmp_path / "run.jsonl").read_text()
    assert str(tmp_path) not in text
    header, first, second = map(json.loads, text.splitlines())
    assert header["label"] == "files" and header["tiers"] == [[1, TIERS[0].steps]]
    assert (first["id"], first["status"], first["right"], first["steps"]) == ("a", "fitted", [1], 5)
    assert first["candidates"][0]["program"] == "program" and first["candidates"][0]["attempts"] == [1]
    assert second["losses"] == ["crashed(9)"] and second["candidates"] == []
    assert not LogFile(tmp_path / "none" / "run.jsonl").write(told_run)


def test_progress_says_a_line_per_chunk(told_run, monkeypatch):
    stream = io.StringIO()
    progress = Progress(stream)
    progress.shown_at = -math.inf
    for _ in range(5):
        progress(told_run)
    progress.close(told_run)
    lines = stream.getvalue().splitlines()
    assert len(lines) <= 2
    for word in ("tier 1: 2/2 tasks", "1 candidates", "1 tasks fitted", "1 solved", "1 workers lost", "used"):
        assert word in lines[-1]


def test_progress_is_silent_when_quiet_or_nobody_listens(told_run):
    stream = io.StringIO()
    quiet = Progress(stream, quiet=True)
    quiet(told_run)
    quiet.close(told_run)
    assert stream.getvalue() == ""
    told = Progress(stream)
    told.shown_at = -math.inf
    stream.close()
    told(told_run)
    assert not told.is_open
    assert not say("x", stream)


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        raise OSError


def test_progress_on_a_terminal_is_one_line_that_fits(told_run):
    stream = Terminal()
    progress = Progress(stream)
    progress.shown_at = -math.inf
    progress(told_run)
    shown = stream.getvalue()
    assert shown.startswith("\r") and "\n" not in shown and len(shown) <= 80
    progress.close(told_run)
    assert stream.getvalue().endswith("\r")


def test_a_narrow_terminal_is_told_what_matters_most(told_run):
    told_run.memory = 1_500_000_000
    parts = state(told_run)
    assert fitted(parts, 200) == line(told_run) and line(told_run).endswith("1.5 GB")
    assert fitted(parts, 40).startswith("tier 1: 2/2 tasks | 1 solved")
    assert len(fitted(parts, 5)) == 5
    assert [bar(share, False, 24).count("#") for share in (0, 0.5, 1, 2)] == [0, 12, 24, 24]
    assert {len(bar(share / 99, True, 10)) for share in range(100)} == {10}


def test_a_terminal_of_80_columns_shows_tasks_solved_time_left_and_memory(make_run):
    """The longest case: hundreds of tasks, hours to go."""
    run = make_run("--effort", "1", ids=[f"t{index}" for index in range(400)])
    run.dataset.solutions = {id: [np.zeros((1, 1), np.uint8)] for id in run.results}
    run.solving_since, run.memory = time.monotonic() - 10 * 3600, 12_300_000_000
    run.done[1] = 200
    stream = Terminal()
    progress = Progress(stream)
    progress.shown_at = -math.inf
    progress(run)
    shown = stream.getvalue()
    assert len(shown.strip("\r")) < 80
    for words in ("tier 1: 200/400 tasks", "0 solved", "left", "12.3 GB"):
        assert words in shown


def test_what_was_resumed_does_not_count_for_the_time_left(make_run):
    run = make_run("--effort", "1", ids=[f"t{index}" for index in range(12)])
    run.solving_since = time.monotonic() - 10
    run.done[1], run.resumed[1] = 7, 2
    assert "about 0:10 left" in line(run)


def test_progress_tells_of_compiling(make_run):
    run = make_run("--time-limit", "100")
    run.compiled = (3, 90)
    assert "compiling 3/90" in line(run) and "left" in line(run)


@pytest.mark.parametrize(("given", "expected"), [(0, "0:00"), (65.9, "1:05"), (3600, "1:00:00"), (-3, "0:00")])
def test_durations_shown(given, expected):
    assert duration(given) == expected
