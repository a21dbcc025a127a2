"""The run on a Dask cluster, started as the document says: the bytes of a run by itself, whoever joins or leaves."""

import json
import re
import shlex
import socket
import sys
from pathlib import Path

import pytest

from tests.processes import COMPILING, KERNEL, ROOT, finish, log_lines, run, start, until

SAMPLE = ROOT / "sample_tasks" / "arc-agi_sample_challenges.json"


FOREIGN = {"PYTHONPATH": ""}  # Nothing of this project can be imported.


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
