"""The file that is handed in: complete whenever it exists, whatever the disk, another run or a signal does."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from solver.running.submission import (
    SubmissionFile,
)
from tests.processes import PATIENCE, ROOT

LEGAL = {"attempt_1": [[1]], "attempt_2": [[2]]}


def test_file_is_written_and_replaced(tmp_path):
    file = SubmissionFile(tmp_path / "new folder" / "out.json")
    assert file.written is None
    assert file.write({"a": [LEGAL]})
    assert file.write({"a": [LEGAL, LEGAL]})
    assert json.loads(file.path.read_bytes()) == {"a": [LEGAL, LEGAL]}
    assert (file.written, file.problems) == (file.path, [])
    assert os.listdir(file.path.parent) == ["out.json"]
    assert file.path.stat().st_mode & 0o777 == 0o666 & ~current_umask()


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_folder_gets_submission_json(tmp_path):
    assert SubmissionFile(tmp_path).path == tmp_path / "submission.json"


def test_a_link_keeps_pointing(tmp_path):
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "real" / "out.json")
    assert SubmissionFile(link).write({})
    assert link.is_symlink()
    assert (tmp_path / "real" / "out.json").read_bytes() == b"{}"


def test_fault_12_a_device_is_not_replaced(tmp_path, capsys):
    file = SubmissionFile("/dev/null", fallback=tmp_path)
    assert file.write({"a": []})
    assert Path("/dev/null").is_char_device()
    assert file.written == tmp_path / "null"
    assert capsys.readouterr().err == "/dev/null: not written: expected a file, found a device\n"


@pytest.mark.parametrize("broken", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_fault_12_previous_file_is_kept(tmp_path, monkeypatch, capsys, broken, code):
    file = SubmissionFile(tmp_path / "out.json")
    assert file.write({"a": [LEGAL]})
    before = file.path.read_bytes()

    def fail(*_):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, broken, fail)
        assert not file.write({"a": []})
        assert not file.write({"a": []})
    assert file.path.read_bytes() == before
    assert os.listdir(tmp_path) == ["out.json"]
    assert file.written == file.path
    assert capsys.readouterr().err == f"{file.path}: not written: {os.strerror(code)}\n"
    assert file.write({"b": []})
    assert file.path.read_bytes() == b'{"b":[]}'


def test_fault_12_a_second_try_after_clearing(tmp_path, monkeypatch):
    """What a dead run left beside is removed before the second try; what a living one is writing is not."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    abandoned = tmp_path / f".out.json.{dead.pid}.0.tmp"
    alive = tmp_path / f".out.json.{os.getppid()}.0.tmp"
    other = tmp_path / ".out.json.mine.tmp"
    for path in (abandoned, alive, other):
        path.write_bytes(b"")
    replace = os.replace

    def full_while_abandoned(*arguments):
        if abandoned.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(*arguments)

    monkeypatch.setattr(os, "replace", full_while_abandoned)
    file = SubmissionFile(tmp_path / "out.json")
    assert file.write({"a": []})
    assert sorted(os.listdir(tmp_path)) == sorted([alive.name, other.name, "out.json"])
    assert len(file.problems) == 1


def test_fault_12_fallback_folder(tmp_path):
    (tmp_path / "blocked").write_text("a file where a folder should be")
    file = SubmissionFile(tmp_path / "blocked" / "out.json", fallback=tmp_path / "spare")
    assert file.write({"a": []})
    assert file.written == tmp_path / "spare" / "out.json"
    assert file.problems == [f"{tmp_path}/blocked/out.json: not written: Not a directory"]
    assert not SubmissionFile(tmp_path / "blocked" / "out.json").write({"a": []})


LIMITED = """
import resource, sys
from solver.running.submission import SubmissionFile
file = SubmissionFile(sys.argv[1])
assert file.write({"a": []})
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
assert not file.write({"a": [{"attempt_1": [[1] * 30] * 30, "attempt_2": [[2]]}]})
"""


def test_fault_12_file_system_refuses_half_way(tmp_path):
    """A real short write: the kernel stops the file at 1000 bytes."""
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "out.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.json").read_bytes() == b'{"a":[]}'
    assert os.listdir(tmp_path) == ["out.json"]
    assert "not written: File too large" in done.stderr


REPEATED = """
import sys
from solver.running.submission import SubmissionFile
file = SubmissionFile(sys.argv[1])
row = {"attempt_1": [[int(sys.argv[2])] * 30] * 30, "attempt_2": [[2]]}
assert all(file.write({"a": [row] * 20}) for _ in range(100))
"""


def test_fault_15_two_runs_never_mix(tmp_path):
    """Two processes rewrite one file; every version that a reader sees is one of theirs, whole."""
    path = tmp_path / "out.json"
    runs = [subprocess.Popen([sys.executable, "-c", REPEATED, str(path), str(color)], cwd=ROOT) for color in (1, 2)]
    seen = set()
    while any(run.poll() is None for run in runs):
        if path.exists():
            seen.add(path.read_bytes())
    seen.add(path.read_bytes())
    assert [run.wait() for run in runs] == [0, 0]
    assert len(seen) <= 2
    for data in seen:
        (rows,) = json.loads(data).values()
        assert len(rows) == 20
    assert os.listdir(tmp_path) == ["out.json"]


INTERRUPTED = """
import sys
from solver.running.submission import SubmissionFile
file = SubmissionFile(sys.argv[1])
row = {"attempt_1": [[1] * 30] * 30, "attempt_2": [[2]]}
file.write({"a": [row]})
print("ready", flush=True)
while True:
    file.write({"a": [row] * 20})
"""


def test_killed_while_writing(tmp_path):
    path = tmp_path / "out.json"
    for _ in range(5):
        run = subprocess.Popen([sys.executable, "-c", INTERRUPTED, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert run.stdout.readline() == b"ready\n"
        run.kill()
        run.communicate()
        assert len(json.loads(path.read_bytes())["a"]) in (1, 20)


def test_fault_32_ids_that_are_not_text(tmp_path):
    ids = ["\ud800", "日本", "../x", "", "x" * 10_000]
    file = SubmissionFile(tmp_path / "out.json")
    assert file.write({id: [LEGAL] for id in ids})
    assert list(json.loads(file.path.read_bytes())) == ids
