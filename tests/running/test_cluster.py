"""The run on a Dask cluster, started as the document says: the bytes of a run by itself, whoever joins or leaves."""

import json
import pickle
import re
import shlex
import socket
import sys
import threading
import types
from pathlib import Path

import pytest

import solver.cache
import solver.jit
from solver.budget import Tier
from solver.reading.entry import InputError
from solver.running import cluster, remote, scheduler
from solver.running.cluster import Cluster
from solver.running.forge import BROKEN
from solver.running.job import CANDIDATE, STEPS, Job
from solver.running.options import check_switches, parse
from solver.running.pool import LOST
from solver.running.worker import DONE, FAILED
from solver.version import code_version
from tests.processes import COMPILING, KERNEL, ROOT, finish, log_lines, run, start, until
from tests.samples import SAMPLES

SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"
TASK = SAMPLES["crop-and-rotate"]
FOREIGN = {"PYTHONPATH": ""}  # Nothing of this project can be imported.
URL = "dask://127.0.0.1:1"


def documented():
    """The commands for a Dask cluster in docs/formats.md, without what is said beside them."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").partition("## Several machines")[2]
    lines = [re.sub(r" {2,}\(.*\)$", "", line.strip()) for line in text.splitlines() if line.startswith("    ")]
    return [line for line in lines if line.startswith("dask ") or "--executor" in line]


class Machines:
    """Starts what the document says, on this machine, in folders of their own; says what was told."""

    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"dask://127.0.0.1:{self.port}"
        self.scheduler, self.worker, self.kernel = map(self.made_real, documented())
        self.started = 0

    def made_real(self, command):
        return command.replace("HOST", "127.0.0.1").replace("8786", str(self.port))

    def start(self, command, *more, environment=FOREIGN):
        """Start a command in a folder of its own; gives the process and the file with what it says."""
        self.started += 1
        place = self.folder / f"elsewhere-{self.started}"
        place.mkdir()
        told = place.with_suffix(".txt")
        name, *arguments = shlex.split(command)
        program = [str(Path(sys.executable).with_name(name))] if name == "dask" else []
        if name != "dask":
            arguments[0] = str(ROOT / arguments[0])
        with told.open("w") as stream:
            streams = {"stdout": stream, "stderr": stream}
            return start(program, *arguments, *more, environment=environment, cwd=place, **streams), told

    def start_scheduler(self):
        """Start it and wait until it listens."""
        process, told = self.start(self.scheduler)
        until(lambda: "Scheduler at:" in told.read_text() or process.poll() is not None, COMPILING)
        assert process.poll() is None, told.read_text()

    def start_workers(self, command=None, count=1, **options):
        """Start workers and wait until they are known to the scheduler."""
        process, told = self.start(command or self.worker, **options)
        until(lambda: told.read_text().count("Registered to:") >= count or process.poll() is not None, COMPILING)
        assert process.poll() is None, told.read_text()
        return process

    def single(self):
        """The command for one worker that nobody starts again."""
        return re.sub(r"--nworkers \d+", "--no-nanny", self.worker)


@pytest.fixture
def machines(tmp_path):
    pytest.importorskip("distributed")
    return Machines(tmp_path)


def some_tasks(folder, count):
    """The first sample tasks in a file."""
    tasks = dict(list(json.loads(SAMPLE.read_text()).items())[:count])
    (folder / "tasks.json").write_text(json.dumps(tasks))
    return folder / "tasks.json"


def test_the_documented_commands_work_in_any_folder(machines, tmp_path):
    tasks = some_tasks(tmp_path, 4)
    machines.start_scheduler()
    count = int(re.search(r"--nworkers (\d+)", machines.worker)[1])
    workers = machines.start_workers(count=count)
    process, told = machines.start(machines.kernel.replace("tasks.json", str(tasks)), "--log", tmp_path / "cluster.jsonl")
    process.wait(COMPILING)
    workers.terminate()  # Its nannies then end their workers.
    assert process.returncode == 0, told.read_text()
    here = run(KERNEL, tasks, "--effort", 2, "--output", tmp_path / "local.json", "--log", tmp_path / "local.jsonl")
    assert here.returncode == 0, here.err
    found = next(tmp_path.glob("elsewhere-*/submission.json"))
    assert found.read_bytes() == (tmp_path / "local.json").read_bytes()
    ours, theirs = (log_lines(tmp_path / f"{name}.jsonl")[1] for name in ("cluster", "local"))
    assert all(not line["losses"] and line["seconds"] > 0 and line["peak_bytes"] > 0 for line in ours.values())
    assert [line["candidates"] for line in ours.values()] == [line["candidates"] for line in theirs.values()]


def test_workers_that_leave_are_survived_and_one_that_joins_is_used(machines, tmp_path):
    tasks = some_tasks(tmp_path, 8)
    common = ("--effort", 1_000_000, "--output")
    machines.start_scheduler()
    workers = [machines.start_workers(machines.single()) for _ in range(2)]
    command = f"python kernel.py {tasks} --executor {machines.url}"
    process, told = machines.start(command, *common, tmp_path / "cluster.json")
    until(lambda: re.search(r"tier 1: [1-4]/", told.read_text()) or process.poll() is not None, COMPILING)
    for worker in workers:
        worker.kill()
    until(lambda: "no worker left" in told.read_text() or process.poll() is not None, COMPILING)
    assert process.poll() is None, f"killed too late to matter: {told.read_text()}"
    machines.start_workers(machines.single())
    process.wait(COMPILING)
    assert process.returncode == 0, told.read_text()
    here = run(KERNEL, tasks, *common, tmp_path / "local.json")
    assert here.returncode == 0, here.err
    assert (tmp_path / "cluster.json").read_bytes() == (tmp_path / "local.json").read_bytes()


def refused(url, tmp_path, name="WAIT_SECONDS"):
    """The lines that a run says that cannot begin; it writes nothing. name: which of its waits is cut short."""
    (tmp_path / "out").mkdir()
    patch = f"from solver.running import scheduler; scheduler.{name} = 3; import sys, kernel"
    arguments = ("--input", SAMPLE, "--output", tmp_path / "out", "--log", tmp_path / "out" / "run.jsonl", "--executor", url)
    process = finish(start(("-c", f"{patch}; sys.exit(kernel.main())"), *arguments), COMPILING)
    assert process.returncode == 2 and process.out == "" and not list((tmp_path / "out").iterdir())
    return process.err.splitlines()


def test_no_scheduler_is_said_before_anything_is_written(machines, tmp_path):
    (line,) = refused(machines.url, tmp_path)
    assert (
        f"expected a Dask scheduler, found none (Connection refused): start one with: dask scheduler --port {machines.port}"
        in line
    )


def test_something_else_that_listens_is_said(tmp_path):
    pytest.importorskip("distributed")
    with socket.create_server(("127.0.0.1", 0)) as other:
        (line,) = refused(f"dask://127.0.0.1:{other.getsockname()[1]}", tmp_path, "CONNECT_SECONDS")
    assert "expected a Dask scheduler, found something that does not answer like one" in line


def test_no_workers_are_waited_for_a_moment_and_said(machines, tmp_path):
    machines.start_scheduler()
    waits, line = refused(machines.url, tmp_path)
    assert "no worker yet: waiting up to 3 s for one" in waits
    assert f"expected at least one worker, found none: start one with: dask worker tcp://127.0.0.1:{machines.port}" in line


def test_a_worker_with_another_numba_is_said(machines, tmp_path):
    other = tmp_path / "packages" / "numba-0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: numba\nVersion: 0.1\n")
    machines.start_scheduler()
    machines.start_workers(machines.single(), environment={"PYTHONPATH": str(other.parent)})
    (line,) = refused(machines.url, tmp_path)
    assert re.search(r"expected numba \S+ as here, found numba 0.1 on worker tcp://\S+: install the same versions there", line)


def versions(python="3.11.7.final.0", numpy="2.0", numba="0.60"):
    return {"packages": {"python": python, "numpy": numpy, "numba": numba}}


@pytest.mark.parametrize(
    ("those", "words"),
    [
        ({"scheduler": versions(numpy=None, numba=None), "workers": {"w": versions(python="3.11.9.final.0")}}, None),
        (
            {"scheduler": versions("3.12.1.final.0"), "workers": {}},
            "expected Python 3.11 as here, found Python 3.12 on the sch",
        ),
        (
            {"scheduler": versions(), "workers": {"w": versions(numba=None), "v": versions(numpy="1")}},
            "expected numba 0.60 as here, found numba none on worker w and 1 more",
        ),
    ],
)
def test_other_versions_are_named(those, words):
    found = scheduler.unlike({"client": versions()} | those)
    assert found is None if words is None else found.startswith(words)


def test_a_stop_ends_the_wait_for_a_worker(monkeypatch):
    class Client:
        status, closed = "running", False

        def scheduler_info(self, n_workers):
            return {"workers": {}}

        def close(self, timeout):
            self.closed = True

    client = Client()
    monkeypatch.setattr(scheduler, "_connect", lambda url, stop: client)
    stop, other = socket.socketpair()
    with stop, other:
        other.send(b"!")  # Readable, as a stop that is requested.
        assert scheduler.reach(URL, stop, lambda text: None) is None and client.closed


def test_a_job_tells_all_it_found(warm):
    order = pickle.dumps((TASK, Job(7, 1, 300_000, 0.0), frozenset(), 0, 60.0))
    told, seconds, peak = remote.run_job(order)
    assert {message[0] for message in told} >= {CANDIDATE, STEPS} and seconds > 0 and peak > 0


def test_a_job_that_raises_tells_what_it_had_found(monkeypatch):
    def work(job, send):
        send((STEPS, 1, False))
        raise ValueError("no")

    monkeypatch.setattr(remote, "worker_of", lambda *_: work)
    told, _, _ = remote.run_job(pickle.dumps((TASK, Job(0, 1, 1001, 0.0), frozenset(), 0, 60.0)))
    assert [kind for kind, *_ in told] == [STEPS, FAILED] and "ValueError: no" in told[1][1]


def test_shipped_code_is_used_beside_other_code_of_that_name(tmp_path, monkeypatch):
    """As in a worker that is old enough to have met another state of this project."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "get_worker", lambda: types.SimpleNamespace(local_directory=str(tmp_path)))
    monkeypatch.delitem(sys.modules, "_tessera_codes", raising=False)
    shipped = pickle.loads(distributed.protocol.pickle.dumps(cluster.by_value(remote.shipped)))
    before = sys.modules["solver"], list(sys.path)
    digest, archive = cluster.packed()
    assert shipped(digest, None, "greet") == remote.NO_CODE
    assert shipped(digest, archive, "greet") == code_version() == shipped(digest, None, "greet")
    assert (sys.modules["solver"], list(sys.path)) == before
    (tmp_path / "tessera-other").mkdir()
    other = tmp_path / f"tessera-{digest}" / "solver" / "choice" / "candidate.py"
    other.write_text(other.read_text() + "\n")
    monkeypatch.delitem(sys.modules, "_tessera_codes")
    sys.modules["_tessera_codes"] = types.ModuleType("_tessera_codes")
    vars(sys.modules["_tessera_codes"])["changed"] = (str(tmp_path / f"tessera-{digest}"), {})
    assert shipped("changed", None, "greet") != code_version()
    assert shipped(digest, archive, "greet") == code_version()
    del sys.modules["_tessera_codes"]


def test_a_machine_compiles_once_for_all_its_workers(tmp_path, monkeypatch):
    asked, both = [], threading.Event()
    flock = remote.fcntl.flock

    def lock(*arguments):
        asked.append(arguments)
        if len(asked) == 2:
            both.set()
        flock(*arguments)

    def compiles(command, check):
        assert both.wait(60)
        commands.append(command)
        return types.SimpleNamespace(returncode=0)

    commands = []
    monkeypatch.setattr(remote.fcntl, "flock", lock)
    monkeypatch.setattr(remote.subprocess, "run", compiles)
    monkeypatch.setattr(remote.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(solver.cache, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(solver.jit, "warm_up", lambda: None)
    workers = [threading.Thread(target=remote.make_ready) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(commands) == 1 and "compile_all" in commands[0][-1]


class Future:
    def __init__(self, function):
        self.function, self.status, self.found = function, "pending", None

    def add_done_callback(self, call):
        self.call = call

    def ends(self, found, status="finished"):
        self.status, self.found = status, found
        self.call(self)

    def result(self, timeout):
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found

    def exception(self):
        return self.found


class Client:
    """Stands in for Dask's: remembers what was asked of whom."""

    def __init__(self, *workers):
        self.status, self.known, self.asked, self.cancelled = "running", list(workers), [], []

    def scheduler_info(self, n_workers):
        return {"workers": dict.fromkeys(self.known)}

    def submit(self, shipped, digest, archive, function, *arguments, pure, workers):
        future = Future(function)
        self.asked.append((workers[0], function, future))
        return future

    def cancel(self, futures, force):
        self.cancelled += futures

    def close(self, timeout):
        self.status = "closed"


@pytest.fixture
def made(monkeypatch):
    """Makes clusters that look at their workers whenever they are asked."""
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.0)
    pools = []

    def make(*workers):
        told = []
        pool = Cluster(Client(*workers), URL, [TASK], frozenset(), 0, tell=told.append)
        pool.told = told
        pools.append(pool)
        return pool.__enter__()

    yield make
    for pool in pools:
        pool.close()


def ready(pool):
    """Let all workers be greeted and made ready."""
    for found in (code_version(), None):
        for _, _, future in [one for one in pool.client.asked if one[2].status == "pending"]:
            future.ends(found)
        assert pool.wait(0.0) == []


def kinds(pool):
    return [event.kind for event in pool.wait(0.0)]


def give(pool):
    tier = Tier(1, 1001)
    pool.give(Job(0, tier.number, tier.steps, 0.0), 0, 1e9)
    return pool.client.asked[-1][2]


def test_a_worker_is_greeted_made_ready_and_given_one_job_at_a_time(made):
    pool = made("a", "b")
    assert pool.free == pool.size == 0
    ready(pool)
    assert [(who, what) for who, what, _ in pool.client.asked] == [
        ("a", "greet"), ("b", "greet"), ("a", "make_ready"), ("b", "make_ready"),
    ]  # fmt: skip
    assert pool.free == pool.size == 2
    job = give(pool)
    assert (pool.free, pool.busy) == (1, 1) and job.function == "run_job"
    job.ends(([(STEPS, 3, False)], 0.5, 100))
    assert kinds(pool) == [STEPS, DONE] and (pool.free, pool.busy) == (2, 0)


@pytest.mark.parametrize(
    ("status", "found", "expected"),
    [
        ("error", ZeroDivisionError("x"), [FAILED, DONE]),
        ("error", type("KilledWorker", (Exception,), {})("x"), []),
        ("cancelled", None, []),
        ("finished", TimeoutError(), []),
        ("finished", remote.NO_CODE, []),
    ],
)
def test_a_job_that_did_not_end_well_is_told_or_given_again(made, status, found, expected):
    pool = made("a")
    ready(pool)
    give(pool).ends(found, status)
    assert kinds(pool) == expected
    if not expected:
        assert pool.busy == 1 and pool.client.asked[-1][1] == "greet", "the worker is met anew, the job waits for it"
        ready(pool)
        assert pool.client.asked[-1][1] == "run_job"


def test_the_job_of_a_worker_that_leaves_goes_to_another(made):
    pool = made("a", "b")
    ready(pool)
    job = give(pool)
    pool.client.known = ["b", "c"]
    assert kinds(pool) == [] and job in pool.client.cancelled
    assert [one[:2] for one in pool.client.asked[-2:]] == [("c", "greet"), ("b", "run_job")]


def test_a_job_that_costs_three_workers_is_lost(made):
    pool = made("0")
    ready(pool)
    give(pool)
    for number in (1, 2):
        pool.client.known = [str(number)]
        assert kinds(pool) == []
        ready(pool)
        assert pool.client.asked[-1][:2] == (str(number), "run_job")
    pool.client.known = ["3"]
    assert kinds(pool) == [LOST] and pool.busy == 0


def test_a_worker_that_joins_with_other_code_is_not_used(made):
    pool = made("a")
    ready(pool)
    pool.client.known.append("b")
    pool.wait(0.0)
    pool.client.asked[-1][2].ends("other")
    assert kinds(pool) == [] and kinds(pool) == [] and pool.size == 1
    assert len(pool.told) == 1 and "worker b is not used: expected code version" in pool.told[0]


def test_a_cluster_whose_workers_are_all_refused_is_given_up(made):
    pool = made("a")
    pool.client.asked[-1][2].ends(ImportError("numba"), "error")
    assert [(event.kind, event.payload) for event in pool.wait(0.0)] == [(BROKEN, ("ImportError: numba",))]


def test_a_cluster_without_workers_is_given_up_in_the_end(made, monkeypatch):
    pool = made("a")
    ready(pool)
    pool.client.known = []
    assert kinds(pool) == [] and "no worker left: waiting up to 120 s" in pool.told[0]
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", -1.0)
    assert kinds(pool) == [BROKEN]


def test_a_scheduler_that_is_gone_is_given_up_at_once(made):
    pool = made("a")
    pool.client.status = "closed"
    assert kinds(pool) == [BROKEN]


@pytest.mark.parametrize(
    "text", ["dask://", "tcp://host:1", "dask://host", "dask://host:x", "dask://host:1/x", "dask://h:70000"]
)
def test_addresses(text, capsys):
    with pytest.raises(SystemExit):
        parse(["--executor", text])
    assert f"found {text!r}" in capsys.readouterr().err
    assert parse(["--executor", "dask://host-1.lan:8786"]).executor == "dask://host-1.lan:8786"


def test_the_extra_that_lacks_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="pip install distributed"):
        check_switches(parse(["--executor", "dask://host:1"]))
